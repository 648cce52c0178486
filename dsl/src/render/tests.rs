use super::{Color, render, summary};
use crate::diagnostic::{Code, Diagnostic, Lang, Message};
use crate::source::{SourceId, Sources, Span};

const FLOW: &str = "流程 退货 版本 1\n  步骤 问原因\n    转到　确认订单\n";

fn shop() -> (Sources, SourceId) {
    let mut sources = Sources::new();
    let id = sources.add("退货.flow", FLOW);
    (sources, id)
}

fn at(source: SourceId, word: &str) -> Span {
    let start = FLOW.find(word).unwrap();
    Span { source, start: u32::try_from(start).unwrap(), end: u32::try_from(start + word.len()).unwrap() }
}

fn undefined(id: SourceId) -> Diagnostic {
    Diagnostic::new(
        Code("E0201"),
        at(id, "确认订单"),
        Message::new("没有步骤「确认订单」。", "There is no step `确认订单`."),
    )
    .label(at(id, "问原因"), Message::new("这里有一个相近的步骤", "a similar step is here"))
    .fix(Message::new("是不是想写「问原因」？", "Did you mean `问原因`?"), at(id, "确认订单"), "问原因")
}

#[test]
fn carets_stand_right_under_chinese_characters() {
    let (sources, id) = shop();
    let text = render(&sources, &[undefined(id)], Lang::Zh, Color::Never);
    assert_eq!(
        text,
        "\
错误[E0201]: 没有步骤「确认订单」。
 --> 退货.flow:3:8
  |
2 |   步骤 问原因
  |        ------ 这里有一个相近的步骤
3 |     转到　确认订单
  |           ^^^^^^^^
  |
  = 帮助: 是不是想写「问原因」？

发现 1 处错误
"
    );
}

#[test]
fn english_readers_get_english() {
    let (sources, id) = shop();
    let warning = Diagnostic::new(Code("W0405"), at(id, "退货"), Message::new("没有用到。", "Never used."));
    let text = render(&sources, &[undefined(id), warning], Lang::En, Color::Never);
    assert!(text.starts_with("warning[W0405]: Never used."), "{text}");
    assert!(text.contains("= help: Did you mean `问原因`?"), "{text}");
    assert!(text.ends_with("found 1 error, 1 warning\n"), "{text}");
}

#[test]
fn the_conversation_that_shows_it_stands_below() {
    let (sources, id) = shop();
    let text = render(&sources, &[undefined(id).witness("客: 我要退货\n客: 跳过\n")], Lang::Zh, Color::Never);
    let below = text.split_once("帮助").map(|(_, below)| below).unwrap();
    assert_eq!(
        below,
        "\
: 是不是想写「问原因」？
  = 反例: 这样聊就会走到：
          客: 我要退货
          客: 跳过

发现 1 处错误
"
    );
}

#[test]
fn colour_only_where_asked_for() {
    let (sources, id) = shop();
    assert!(render(&sources, &[undefined(id)], Lang::Zh, Color::Always).contains('\u{1b}'));
    assert!(!render(&sources, &[undefined(id)], Lang::Zh, Color::Never).contains('\u{1b}'));
}

#[test]
fn nothing_found_is_said_by_the_summary_only() {
    assert_eq!(render(&Sources::new(), &[], Lang::Zh, Color::Never), "");
    assert_eq!(summary(&[], Lang::Zh), "没有发现问题");
}

#[test]
fn a_span_outside_its_text_does_not_panic() {
    let (sources, id) = shop();
    for (start, end) in [(1, 2), (9000, 9001), (4, 2)] {
        let lost =
            Diagnostic::new(Code("E0101"), Span { source: id, start, end }, Message::new("错", "wrong"));
        assert!(render(&sources, &[lost], Lang::Zh, Color::Never).contains("E0101"));
    }
}
