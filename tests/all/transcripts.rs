//! What the binary prints, as its users see it: whole screens, compared with what was read and accepted.

use crate::binary::{demo_shop, run};

/// Runs the binary and gives what it printed, without what differs from run to run.
fn screen(args: &[&str], input: &str) -> String {
    let out = run(args, &demo_shop(), input);
    let said = String::from_utf8(out.stdout).expect("it prints UTF-8");
    let noted = String::from_utf8(out.stderr).expect("it prints UTF-8");
    let stable = |line: &str| match line
        .split_once("会话 ")
        .and_then(|(head, tail)| Some((head, tail.split_once(' ')?.1)))
    {
        Some((head, tail)) => format!("{head}会话 … {tail}"),
        None => match line.split_once("--resume ") {
            Some((head, _)) => format!("{head}--resume …）"),
            None => match line.split_once("现在是 ") {
                Some((head, _)) => format!("{head}现在是 …）"),
                None => line.to_owned(),
            },
        },
    };
    let lines = |text: &str| text.lines().map(|l| stable(l) + "\n").collect::<String>();
    format!("{}-- exit {}\n{}", lines(&said), out.status.code().unwrap_or(-1), lines(&noted))
}

fn chat(input: &str) -> String {
    let dir = tempfile::tempdir().expect("a place for the store");
    let data = dir.path().join("huashu.db");
    screen(&["chat", "--plain", "--data", &data.to_string_lossy()], input)
}

#[test]
fn a_return_ends_with_a_ticket() {
    insta::assert_snapshot!(chat("我要退货\n1\n袖口开线了\n/photo 袖口.jpg\n发完了\n可以\n我自己寄\n"));
}

#[test]
fn an_order_that_does_not_exist_is_asked_for_again() {
    insta::assert_snapshot!(chat("我要退货\n1234567890123450000\n/why\n"));
}

#[test]
fn silence_is_answered_when_the_clock_moves() {
    insta::assert_snapshot!(chat("我要退货\n/time +10m\n/time +2h\n"));
}

#[test]
fn unsegmented_chinese_reaches_the_flow() {
    let first = |said: &str| chat(&format!("{said}\n")).contains("要退哪一单呢");
    for said in ["退货", "我要退货", "我 要 退货", "退货怎么办"] {
        assert!(first(said), "{said}");
    }
    assert!(!first("退货运费谁出"), "a question about the freight is no return");
}

#[test]
fn help_is_in_both_languages() {
    insta::assert_snapshot!(screen(&["--help"], ""));
}
