//! `huashu check` as a merchant runs it: exit codes, and every mistake at once.

use crate::binary::{demo_shop, run};

#[test]
fn the_demo_shop_has_nothing_to_mend() {
    let out = run(&["check", "--fail-on-warnings"], &demo_shop(), "");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stdout));
}

#[test]
fn a_broken_shop_says_everything_and_exits_with_one() {
    let dir = tempfile::tempdir().expect("a place for the shop");
    std::fs::create_dir(dir.path().join("flows")).expect("a folder");
    std::fs::write(dir.path().join("huashu.yaml"), "shop: 小店\n").expect("a file");
    let flow = "语言版本 1\n\n流程 打招呼 版本 1\n  结果 好\n  步骤 一\n    说 \"你好\"\n    转到 二\n  步骤 三\n    结束 坏\n";
    std::fs::write(dir.path().join("flows/打招呼.flow"), flow).expect("a file");
    let out = run(&["check", "--color", "never"], dir.path(), "");
    let said = String::from_utf8_lossy(&out.stdout);
    assert_eq!(out.status.code(), Some(1), "{said}");
    for code in ["E0201", "E0401"] {
        assert!(said.contains(code), "{code} is not in\n{said}");
    }
}

#[test]
fn a_folder_without_a_shop_exits_with_two() {
    let dir = tempfile::tempdir().expect("an empty place");
    let out = run(&["check"], dir.path(), "");
    assert_eq!(out.status.code(), Some(2), "{}", String::from_utf8_lossy(&out.stderr));
}
