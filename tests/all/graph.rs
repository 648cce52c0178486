//! `huashu graph` as its users run it, and the pictures of `docs/` (`UPDATE_DOCS=1 cargo test -p huashu-tests graph` draws them anew).

use crate::binary::{demo_shop, run};
use std::fs;

/// What a run prints, what it says aside, and how it ends.
fn graph(args: &[&str], dir: &std::path::Path) -> (String, String, Option<i32>) {
    let args: Vec<&str> = std::iter::once("graph").chain(args.iter().copied()).collect();
    let out = run(&args, dir, "");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("it prints text");
    (text(&out.stdout), text(&out.stderr), out.status.code())
}

#[test]
fn a_flow_and_the_shop_are_drawn_in_every_format() {
    let begins = [
        (vec![], "<svg "),
        (vec!["--flow", "退货退款"], "<svg "),
        (vec!["--flow", "退货退款", "--format", "mermaid"], "---\ntitle: \"退货退款\"\n---\nflowchart TD\n"),
        (vec!["--format", "mermaid"], "---\ntitle: \"demo\"\n---\nflowchart LR\n"),
        (vec!["--flow", "退货退款", "--format", "dot", "--detail", "statements"], "digraph \"退货退款\" {\n"),
    ];
    for (args, begin) in begins {
        let (drawn, aside, code) = graph(&args, &demo_shop());
        assert!(drawn.starts_with(begin), "{args:?}: {}", drawn.chars().take(80).collect::<String>());
        assert_eq!((aside.as_str(), code), ("", Some(0)), "{args:?}");
    }
}

#[test]
fn the_ending_of_a_file_tells_its_format() {
    let dir = tempfile::tempdir().expect("a folder");
    for (name, begin) in [("a.svg", "<svg "), ("a.mmd", "---\n"), ("a.dot", "digraph "), ("a", "<svg ")] {
        let path = dir.path().join(name);
        // The second time over the picture of the first.
        for _ in 0..2 {
            let to = path.to_str().expect("a name");
            let (said, _, code) = graph(&["--flow", "议价", "-o", to], &demo_shop());
            assert_eq!((said, code), (format!("画好了“议价”：{}\n", path.display()), Some(0)));
        }
        assert!(fs::read_to_string(&path).expect("it was written").starts_with(begin), "{name}");
    }
    let flow = dir.path().join("a.flow");
    fs::write(&flow, "语言版本 1\n").expect("written");
    let (_, aside, code) = graph(&["-o", flow.to_str().expect("a name")], &demo_shop());
    assert!(aside.contains("不是图"), "{aside}");
    assert_eq!((fs::read_to_string(&flow).expect("left alone").as_str(), code), ("语言版本 1\n", Some(2)));
    let png = dir.path().join("a.png");
    let (_, aside, code) = graph(&["-o", png.to_str().expect("a name")], &demo_shop());
    assert!(aside.contains("这种图画不了") && !png.exists(), "{aside}");
    assert_eq!(code, Some(2));
    let (_, aside, code) = graph(&["-o", "/没有/这里.svg"], &demo_shop());
    assert!(aside.contains("“/没有/这里.svg”写不了"), "{aside}");
    assert_eq!(code, Some(2));
}

/// Such a file is never read, which would not end, and never replaced.
#[cfg(target_os = "linux")]
#[test]
fn a_device_is_written_to() {
    let (drawn, aside, code) = graph(&["--flow", "议价", "-o", "/dev/stdout"], &demo_shop());
    assert!(drawn.starts_with("<svg ") && drawn.ends_with("</svg>\n"), "{drawn}");
    assert_eq!((aside.as_str(), code), ("", Some(0)));
}

#[test]
fn a_flow_that_is_not_there_is_told_with_those_that_are() {
    let (drawn, aside, code) = graph(&["--flow", "退货退宽"], &demo_shop());
    assert_eq!((drawn.as_str(), code), ("", Some(2)));
    assert!(aside.contains("没有“退货退宽”这个流程，是不是“退货退款”？"), "{aside}");
    assert!(aside.contains("尺码推荐、"), "{aside}");
    // The hidden flow of 全局 is no flow of the shop's.
    assert!(graph(&["--flow", "全局"], &demo_shop()).1.contains("没有“全局”这个流程"));
}

/// A picture of half a shop would be believed: its errors come instead, and not into the file meant for the picture.
#[test]
fn a_shop_with_errors_is_not_drawn() {
    let dir = tempfile::tempdir().expect("a folder");
    fs::create_dir(dir.path().join("flows")).expect("a folder");
    fs::write(dir.path().join("huashu.yaml"), "shop: x\n").expect("written");
    let flow = "语言版本 1\n流程 问 版本 1\n  结果 好\n  步骤 头\n    转到 没有\n";
    fs::write(dir.path().join("flows/问.flow"), flow).expect("written");
    let (drawn, aside, code) = graph(&["-o", "x.svg"], dir.path());
    assert_eq!((drawn.as_str(), code), ("", Some(1)));
    assert!(aside.contains("错误[E0201]") && aside.contains("flows/问.flow:5"), "{aside}");
    assert!(!dir.path().join("x.svg").exists());
}

#[test]
fn the_pictures_of_the_docs_are_those_of_the_demo_shop() {
    for (name, args) in [("graph-flow.svg", &["--flow", "退货退款"][..]), ("graph-shop.svg", &[][..])] {
        let path = demo_shop().join("docs").join(name);
        let drawn = graph(args, &demo_shop()).0;
        if std::env::var_os("UPDATE_DOCS").is_some() {
            fs::write(&path, &drawn).expect("it can be written");
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept == drawn,
            "docs/{name} is not what is drawn now: UPDATE_DOCS=1 cargo test -p huashu-tests graph"
        );
    }
}
