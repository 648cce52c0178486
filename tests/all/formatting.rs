//! `huashu fmt` as its users run it: files in place, a look without a touch, standard input, and both spellings.

use crate::binary::{demo_shop, run};
use std::path::Path;
use std::process::Output;

/// A flow that nobody has formatted: BOM, CRLF, full-width forms, glued words, comments everywhere.
const UNTIDY: &str = "\u{feff}# 打招呼的\r\n流程　打招呼　版本 1\r\n   结果 好，不好  ＃两种\r\n   步骤 一\r\n     说“您好”。 # 先说\r\n\r\n\r\n     转到二\r\n     # 完\r\n   步骤 二\r\n     结束 好\r\n";
const TIDY: &str = "语言版本 1\n\n# 打招呼的\n流程 打招呼 版本 1\n  结果 好、不好  # 两种\n  步骤 一\n    说 \"您好\"  # 先说\n\n    转到 二\n    # 完\n\n  步骤 二\n    结束 好\n";
const ENGLISH: &str = "language_version 1\n\n# 打招呼的\nflow 打招呼 version 1\n  outcomes 好, 不好  # 两种\n  step 一\n    say \"您好\"  # 先说\n\n    goto 二\n    # 完\n\n  step 二\n    end 好\n";

/// A shop with these files in `flows/`.
fn shop(flows: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a place for the shop");
    std::fs::create_dir(dir.path().join("flows")).expect("a folder");
    std::fs::write(dir.path().join("huashu.yaml"), "shop: 小店\n").expect("a file");
    for (name, text) in flows {
        std::fs::write(dir.path().join("flows").join(name), text).expect("a file");
    }
    dir
}

fn text(dir: &Path, name: &str) -> String {
    std::fs::read_to_string(dir.join("flows").join(name)).expect("the file is there")
}

fn said(out: &Output) -> String {
    String::from_utf8(out.stdout.clone()).expect("it prints UTF-8")
}

#[test]
fn the_demo_shop_is_formatted() {
    let out = run(
        &["fmt", "--check", ".", "dsl/src/内置.flow", "dsl/tests-data/returns_en.flow"],
        &demo_shop(),
        "",
    );
    assert!(out.status.success(), "{}", said(&out));
}

#[test]
fn files_are_formatted_in_place_once() {
    let dir = shop(&[("甲.flow", UNTIDY), ("乙.flow", TIDY)]);
    let out = run(&["fmt"], dir.path(), "");
    assert_eq!(
        (out.status.code(), said(&out).as_str()),
        (Some(0), "flows/甲.flow\n排好了 1 个文件，1 个本来就排好了。\n")
    );
    assert_eq!((text(dir.path(), "甲.flow"), text(dir.path(), "乙.flow")), (TIDY.into(), TIDY.into()));
    let out = run(&["fmt", "--lang", "en"], dir.path(), "");
    assert_eq!((out.status.code(), said(&out).as_str()), (Some(0), "2 files in canonical form.\n"));
    assert_eq!(
        std::fs::read_dir(dir.path().join("flows")).expect("a folder").count(),
        2,
        "nothing lies beside them"
    );
}

#[test]
fn a_check_changes_nothing_and_shows_what_would_change() {
    let dir = shop(&[("甲.flow", UNTIDY), ("乙.flow", TIDY)]);
    let out = run(&["fmt", "--check"], dir.path(), "");
    assert_eq!(out.status.code(), Some(1));
    assert_eq!(
        said(&out),
        "flows/甲.flow\n  @ 1\n  - ␣# 打招呼的␍\n  - 流程　打招呼　版本 1␍\n  -    结果 好，不好  ＃两种␍\n  -    步骤 一␍\n  - …\n  + 语言版本 1\n  +\n  + # 打招呼的\n  + 流程 打招呼 版本 1\n  + …\n1 个文件没有排好，1 个排好了：huashu fmt\n"
    );
    assert_eq!(text(dir.path(), "甲.flow"), UNTIDY);
}

#[test]
fn keywords_are_turned_into_the_other_language_and_back() {
    let dir = shop(&[("甲.flow", TIDY)]);
    assert!(run(&["fmt", "--keywords", "en"], dir.path(), "").status.success());
    assert_eq!(text(dir.path(), "甲.flow"), ENGLISH);
    assert!(run(&["fmt", "flows/甲.flow"], dir.path(), "").status.success());
    assert_eq!(text(dir.path(), "甲.flow"), ENGLISH, "a file keeps the language it is in");
    assert!(run(&["fmt", "--keywords", "zh", "flows"], dir.path(), "").status.success());
    assert_eq!(text(dir.path(), "甲.flow"), TIDY);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let dir = tempfile::tempdir().expect("an empty place");
    let out = run(&["fmt", "-"], dir.path(), UNTIDY);
    assert_eq!((out.status.code(), said(&out).as_str()), (Some(0), TIDY));
    let out = run(&["fmt", "-", "--check"], dir.path(), UNTIDY);
    assert_eq!((out.status.code(), said(&out).as_str()), (Some(1), ""));
    let out = run(&["fmt", "-"], dir.path(), "流程 打招呼\n");
    let noted = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!((out.status.code(), said(&out).as_str()), (Some(1), ""));
    assert!(noted.contains("E0101"), "{noted}");
}

#[test]
fn what_cannot_be_read_is_left_alone_and_reported() {
    let broken = "语言版本 1\n流程  打招呼 版本 1\n  说说 \"x\"\n";
    let dir = shop(&[("甲.flow", UNTIDY), ("坏.flow", broken)]);
    let out = run(&["fmt", "--color", "never"], dir.path(), "");
    assert_eq!(out.status.code(), Some(1));
    assert!(said(&out).contains("flows/坏.flow:3"), "{}", said(&out));
    assert!(said(&out).ends_with("排好了 1 个文件，0 个本来就排好了，1 个没有动。\n"), "{}", said(&out));
    assert_eq!((text(dir.path(), "坏.flow"), text(dir.path(), "甲.flow")), (broken.into(), TIDY.into()));
}

#[test]
fn what_is_no_flow_is_refused() {
    let dir = shop(&[]);
    for (args, why) in [
        (vec!["fmt", "没有.flow"], "no such file"),
        (vec!["fmt", "huashu.yaml"], "not a .flow file"),
        (vec!["fmt", "-", "flows"], "stands alone"),
    ] {
        let out = run(&args, dir.path(), "");
        let noted = String::from_utf8_lossy(&out.stderr).into_owned();
        assert_eq!(out.status.code(), Some(2), "{args:?}");
        assert!(noted.contains(why), "{args:?}: {noted}");
    }
    assert_eq!(said(&run(&["fmt"], dir.path(), "")), "没有找到 .flow 文件。\n");
}
