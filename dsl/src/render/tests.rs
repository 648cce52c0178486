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

1 个错误，在 1 个文件里。
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
    assert!(text.ends_with("1 error, 1 warning in 1 file.\n"), "{text}");
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

1 个错误，在 1 个文件里。
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

#[test]
fn columns_are_characters_and_a_mark_is_none() {
    let mut sources = Sources::new();
    let text = "\u{feff}语言\t1\r\n  说 “好”\r\n";
    let id = sources.add("店.flow", text);
    let place = |word: &str| {
        let start = u32::try_from(text.find(word).unwrap()).unwrap();
        let span = Span { source: id, start, end: start + u32::try_from(word.len()).unwrap() };
        let found = [Diagnostic::new(Code("E0101"), span, Message::new("错", "wrong"))];
        let range = super::json::report(&sources, &found).findings[0].at.range;
        ((range.start.line, range.start.column), (range.end.line, range.end.column))
    };
    assert_eq!(place("语言"), ((1, 1), (1, 3)));
    assert_eq!(place("1"), ((1, 4), (1, 5)));
    assert_eq!(place("“好”"), ((2, 5), (2, 8)));
    assert_eq!(place("1\r\n  说"), ((1, 4), (2, 4)));
}

#[test]
fn a_command_of_github_holds_what_would_end_it() {
    let mut sources = Sources::new();
    let id = sources.add("a,b:c.flow", "说 100%\n说\n");
    let at = |start, end| Span { source: id, start, end };
    let said = Message::new("100% 不对\r\n两行: 是, 的", "x");
    let one = Diagnostic::new(Code("E9999"), at(0, 3), said.clone()).help(Message::new("改。", "x"));
    let two = Diagnostic::new(Code("W0405"), at(4, 12), said);
    assert_eq!(
        super::github::lines(&sources, &[two, one], Lang::Zh),
        "::error file=a%2Cb%3Ac.flow,line=1,endLine=1,col=1,endColumn=1,title=E9999::100%25 不对%0D%0A两行: 是, 的%0A改。\n\
         ::warning file=a%2Cb%3Ac.flow,line=1,endLine=2,title=W0405 没有用到::100%25 不对%0D%0A两行: 是, 的\n"
    );
}

#[test]
fn a_long_line_is_cut_around_what_is_wrong() {
    let mut sources = Sources::new();
    let text = format!("\t说 \"{}坏{}\"\n", "好".repeat(300), "好".repeat(300));
    let id = sources.add("店.flow", text.as_str());
    let start = u32::try_from(text.find('坏').unwrap()).unwrap();
    let found = Diagnostic::new(
        Code("E0101"),
        Span { source: id, start, end: start + 3 },
        Message::new("错", "wrong"),
    );
    let shown = super::render_within(&sources, &[found], Lang::Zh, Color::Never, 60);
    let width = |line: &str| unicode_width::UnicodeWidthStr::width(line);
    assert!(shown.lines().all(|line| width(line) <= 66), "{shown}");
    let lines: Vec<&str> = shown.lines().collect();
    let above = lines.iter().position(|line| line.contains('坏')).unwrap();
    let before = |line: &str, c: char| width(line.split(c).next().unwrap());
    assert_eq!(before(lines[above], '坏'), before(lines[above + 1], '^'), "{shown}");
}

#[test]
fn only_the_lines_that_are_pointed_at_are_shown() {
    let mut sources = Sources::new();
    let text = format!("{}转到 甲\n{}", "说 \"好\"\n".repeat(1000), "说 \"好\"\n".repeat(1000));
    let id = sources.add("店.flow", text.as_str());
    let start = u32::try_from(text.find('甲').unwrap()).unwrap();
    let found = Diagnostic::new(
        Code("E0201"),
        Span { source: id, start, end: start + 3 },
        Message::new("错", "wrong"),
    );
    let shown = render(&sources, &[found], Lang::Zh, Color::Never);
    assert!(shown.contains("--> 店.flow:1001:4\n") && shown.contains("\n1001 | 转到 甲\n"), "{shown}");
}

#[test]
fn a_line_ends_by_any_line_end() {
    for end in ["\n", "\r\n", "\r"] {
        let mut sources = Sources::new();
        sources.add(
            "店.flow",
            ["语言版本 1", "流程 甲 版本 1", "  步骤 一", "    说说 x", "    重说"].join(end),
        );
        let found = crate::compile(&sources, &crate::Settings::default()).diagnostics;
        let said = render(&sources, &found, Lang::Zh, Color::Never);
        assert!(said.contains("店.flow:4:5") && said.contains("4 |     说说 x\n"), "{end:?}: {said}");
    }
}
