//! What a shop's folder may hold by mistake: each file that cannot be read is told once, and the rest is checked all the same.

use crate::binary::run;
use std::fs;
use std::path::Path;

const FLOW: &str = "语言版本 1\n\n人工组 组\n\n全局\n  意图 内置.转人工\n    转人工 组\n";

/// A new shop with one sound flow.
fn shop() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a place for the shop");
    fs::create_dir(dir.path().join("flows")).expect("it is new");
    write(dir.path(), "huashu.yaml", b"shop: x\n");
    write(dir.path(), "flows/好.flow", FLOW.as_bytes());
    dir
}

fn write(shop: &Path, path: &str, bytes: &[u8]) {
    fs::write(shop.join(path), bytes).expect("it can be written");
}

/// What `huashu check` prints, and whether the shop passes.
fn check(shop: &Path) -> (String, bool) {
    let went = run(&["check"], shop, "");
    assert!(went.stderr.is_empty(), "{}", String::from_utf8_lossy(&went.stderr));
    (String::from_utf8(went.stdout).expect("it is text"), went.status.success())
}

/// Whoever names a flow, or the folder of flows, is told the shop that it is in.
#[test]
fn a_file_or_folder_of_a_shop_is_told_from_the_shop() {
    let dir = shop();
    for (named, says) in [("flows/好.flow", "是一个文件"), ("flows", "不是一家店")] {
        let went = run(&["check", named], dir.path(), "");
        let said = String::from_utf8_lossy(&went.stderr);
        assert!(said.contains(says) && said.contains("是不是“.”？"), "{said}");
        assert_eq!(went.status.code(), Some(2));
    }
}

#[test]
fn each_file_that_is_none_is_told_by_its_name() {
    let utf_16: Vec<u8> =
        [0xFEFF].into_iter().chain(FLOW.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let gbk = b"\xd3\xef\xd1\xd4\xb0\xe6\xb1\xbe 1\n";
    let cases: [(&str, &[u8], &str); 9] = [
        ("改名.csv", b"PK\x03\x04\x14\0", "这是 Excel 文件"),
        ("大.flow", &vec![b'#'; 1024 * 1024 + 1], "文件超过 1 MiB"),
        ("码.flow", b"a\nb\xff\n", "第 2 行有不是 UTF-8 的字节"),
        ("国标.flow", gbk, "GBK"),
        ("宽.flow", &utf_16, "UTF-16"),
        ("零.flow", b"\xe8\xaf\xad\n\0\n", "NUL"),
        ("旧.xls", b"\xd0\xcf\x11\xe0", "另存为 .xlsx"),
        ("假.xlsx", b"a,b\n", "改成 .csv"),
        ("空.flow", b"", "这个文件是空的"),
    ];
    for (name, bytes, says) in cases {
        let dir = shop();
        write(dir.path(), &format!("flows/{name}"), bytes);
        let (said, passed) = check(dir.path());
        let line = said.lines().find(|line| line.contains(says));
        assert!(
            !passed && line.is_some() && said.contains(name) && said.contains("1 个错误"),
            "{name}: {said}"
        );
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_told_by_its_name() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let outside = tempfile::tempdir().expect("another place");
    write(outside.path(), "外.flow", FLOW.as_bytes());
    type Make<'a> = &'a dyn Fn(&Path);
    let make: [(&str, Make<'_>, &str); 5] = [
        ("夹.flow", &|at| fs::create_dir(at).expect("it is new"), "是一个文件夹"),
        ("外.flow", &|at| symlink(outside.path().join("外.flow"), at).expect("it is new"), "外面"),
        ("断.flow", &|at| symlink("没有.flow", at).expect("it is new"), "没有这个文件"),
        ("圈.flow", &|at| symlink("圈.flow", at).expect("it is new"), "又回到自己"),
        (
            "管.flow",
            &|at| {
                let made = std::process::Command::new("mkfifo").arg(at).status().expect("mkfifo is there");
                assert!(made.success());
            },
            "不是普通文件",
        ),
    ];
    for (name, make, says) in make {
        let dir = shop();
        make(&dir.path().join("flows").join(name));
        let (said, passed) = check(dir.path());
        assert!(
            !passed && said.contains(says) && said.contains(name) && said.contains("1 个错误"),
            "{name}: {said}"
        );
    }
    let dir = shop();
    write(dir.path(), "flows/锁.flow", FLOW.as_bytes());
    let locked = dir.path().join("flows/锁.flow");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).expect("it is ours");
    // Who may read everything is refused nothing.
    if fs::read(&locked).is_err() {
        let (said, passed) = check(dir.path());
        assert!(!passed && said.contains("没有权限读这个文件"), "{said}");
    }
}

#[test]
fn what_editors_leave_behind_is_no_file_of_the_shop() {
    let dir = shop();
    for name in [".好.flow.swp", "._好.flow", "~$问答.xlsx", ".flow"] {
        write(dir.path(), &format!("flows/{name}"), b"\0\xff");
    }
    let (said, passed) = check(dir.path());
    assert!(passed, "{said}");
}

#[test]
fn a_name_in_two_files_is_told_with_both_places() {
    let dir = shop();
    write(dir.path(), "flows/再.flow", "语言版本 1\n\n人工组 组\n".as_bytes());
    let (said, passed) = check(dir.path());
    let both = said.contains("好.flow:3:5") && said.contains("再.flow:3:5");
    assert!(!passed && both && said.contains("E0408") && said.contains("1 个错误"), "{said}");
}

#[test]
fn a_shop_without_flows_is_told_so() {
    let dir = shop();
    fs::remove_file(dir.path().join("flows/好.flow")).expect("it is there");
    let (said, _) = check(dir.path());
    assert!(said.contains("流程"), "{said}");
}

#[test]
fn a_file_of_errors_is_told_in_a_bounded_report() {
    let dir = shop();
    let lines = "    说话 x\n".repeat(20_000);
    write(dir.path(), "flows/错.flow", format!("语言版本 1\n流程 错 版本 1\n  步骤 一\n{lines}").as_bytes());
    write(dir.path(), "flows/长.flow", format!("语言版本 1\n流程 {}", "长".repeat(300_000)).as_bytes());
    let (said, passed) = check(dir.path());
    assert!(!passed && said.len() < 200_000, "{}", said.len());
    assert!(said.contains("另有 19900 处没有列出") && said.contains("20001 个错误"), "{said}");
}

#[test]
fn a_shop_of_too_many_files_is_told_so() {
    let dir = shop();
    for i in 0..4_100 {
        write(dir.path(), &format!("flows/{i:04}.csv"), b"a\n");
    }
    let (said, passed) = check(dir.path());
    assert!(!passed && said.contains("最多 4096 个文件") && said.contains("1 个错误"), "{said}");
}
