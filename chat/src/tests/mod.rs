//! Files through the parser, the comparison and accepting, without an engine.

mod play;

use crate::ast::{Bubble, Input, RecordedKind, SetupKind};
use crate::{Change, Played, Report, Shown, accept, compare, parse};
use huashu_dsl::{SourceId, Span};
use proptest::prelude::{ProptestConfig, any, proptest};
use std::fmt::Write as _;

const HEAD: &str = "---\nsource: a.chat\ndescription: d\n---\n";

fn file(body: &str) -> String {
    format!("{HEAD}{body}")
}

fn codes(text: &str) -> Vec<&'static str> {
    parse(SourceId(1), text).1.iter().map(|d| d.code.0).collect()
}

/// Every worked file, with what it holds.
#[test]
fn worked_files_read_without_a_problem() {
    let files = [
        (include_str!("../../../tests/conversations/退货退款.chat"), 8, 5),
        (include_str!("../../../tests/conversations/改口与打断.chat"), 9, 8),
        (include_str!("../../../tests/conversations/部分退货.chat"), 6, 2),
        (include_str!("../../../tests/conversations/双十一推送.chat"), 5, 6),
    ];
    for (text, setups, cases) in files {
        let (found, problems) = parse(SourceId(1), text);
        assert_eq!(problems, vec![]);
        assert_eq!((found.shared.len(), found.cases.len()), (setups, cases), "{:?}", found.header);
    }
}

#[test]
fn both_spellings_read_alike() {
    let zh = file(
        "@种子 7\n@模拟 a.b -> 超时\n== t\n客: hi\n客+: [图片 a.jpg]\n店: x\n  | y\n  [按钮] a | b\n=> e\n〔t〕\n  必须不 c\n+ 1 小时 30 分钟\n! 事件 E {a: 1}\n客: 点 a\n店*: z\n",
    );
    let en = file(
        "@seed 7\n@mock a.b -> 超时\n== t\nuser: hi\nuser+: [image a.jpg]\nbot: x\n  | y\n  [buttons] a | b\n=> e\n〔t〕\n  must_not c\n+ 1 h 30 min\n! event E {a: 1}\nuser: press a\nbot*: z\n",
    );
    let ((zh, zh_problems), (en, en_problems)) = (parse(SourceId(1), &zh), parse(SourceId(1), &en));
    assert_eq!((zh_problems, en_problems), (vec![], vec![]));
    let shape = |c: &crate::ast::Conversations| {
        let turns = c.cases.iter().flat_map(|case| &case.turns);
        turns.fold(String::new(), |mut out, turn| {
            let input = match &turn.input {
                Input::Said(b) => format!(
                    "{:?}",
                    b.iter()
                        .map(|b| match b {
                            Bubble::Words(n) => &n.node,
                            Bubble::Media(_, n) => &n.node,
                        })
                        .collect::<Vec<_>>()
                ),
                Input::Pressed(n) => n.node.clone(),
                Input::Waited(ms) => ms.0.to_string(),
                Input::Happened(n, r) => format!("{} {:?}", n.node, r.as_ref().map(|r| &r.node)),
                other => format!("{other:?}"),
            };
            let recorded: Vec<_> = turn.recorded.iter().map(|r| (r.kind, &r.text)).collect();
            let musts: Vec<_> = turn.musts.iter().map(|m| (m.wanted, &m.text.node)).collect();
            let _ = writeln!(out, "{input} {recorded:?} {musts:?}");
            out
        })
    };
    assert_eq!(shape(&zh), shape(&en));
    assert!(shape(&zh).contains("5400000"), "{}", shape(&zh));
}

#[test]
fn full_width_marks_crlf_and_bom_are_read() {
    let text = format!(
        "\u{feff}{}",
        file("＠种子 7\n== t\n客：hi\n店：x\n  ｜ y\n＋ 1 分钟\n").replace('\n', "\r\n")
    );
    let (found, problems) = parse(SourceId(1), &text);
    assert_eq!(problems, vec![]);
    let under = |span: Span| text.get(span.start as usize..span.end as usize);
    assert_eq!(
        found.shared.first().map(|s| (&s.kind, under(s.span))),
        Some((&SetupKind::Seed(7), Some("＠种子 7")))
    );
    let said = found.cases.first().and_then(|c| c.turns.get(1));
    assert_eq!(said.and_then(|t| under(t.span)), Some("客：hi"));
    assert_eq!(
        said.and_then(|t| t.recorded.get(1)).map(|r| (r.kind, r.text.as_str())),
        Some((RecordedKind::More, "y"))
    );
}

#[test]
fn what_does_not_read_is_reported_once_with_its_code() {
    let cases = [
        ("== t\n顾客: hi\n", vec!["E1001"]),
        ("客: hi\n", vec!["E1001"]),
        ("店: hi\n", vec!["E1001"]),
        ("@天气 晴\n", vec!["E1003"]),
        ("@时间 明天\n", vec!["E1003"]),
        ("@模拟 a.b {}\n", vec!["E1003"]),
        ("@到 退货退款\n", vec!["E1003"]),
        ("== t\n客: hi\n@时间 2026-11-20 10:00\n", vec!["E1003"]),
        ("== t\n+ 一会儿\n", vec!["E1008"]),
        ("== t\n+ 10 分钟 x\n", vec!["E1008"]),
        ("== t\n! 付款\n", vec!["E1009"]),
        ("== t\n必须\n", vec!["E1010"]),
        ("== t\n客:\n", vec!["E1014"]),
        ("== t\n客+: hi\n", vec!["E1014"]),
        ("== t\n== t\n==\n", vec!["E1015", "E1015"]),
        ("== t\n客: hi\n@模拟 a.b -> 超时\n客: hi\n", vec![]),
    ];
    for (body, expected) in cases {
        assert_eq!(codes(&file(body)), expected, "{body}");
    }
    assert_eq!(codes("== t\n"), ["E1002"]);
    assert_eq!(codes("---\nsource: a\nauthor: b\n---\n"), ["E1002"]);
}

#[test]
fn a_long_file_is_read() {
    let body: String = (0..25_000).fold(String::new(), |mut s, i| {
        let _ = write!(s, "== {i}\n客: hi\n店: x\n  必须 a 是 b\n");
        s
    });
    let (found, problems) = parse(SourceId(1), &file(&body));
    assert_eq!((found.cases.len(), problems.len()), (25_000, 0));
}

fn shown(lines: &[(RecordedKind, &str)]) -> Vec<Shown> {
    lines.iter().map(|(kind, text)| Shown { kind: *kind, text: (*text).to_owned() }).collect()
}

/// The first turn after the opening of `body`, replayed as `now`, and the file accepted.
fn accepted(body: &str, now: &[(RecordedKind, &str)]) -> Result<(Vec<Change>, String), String> {
    let text = file(body);
    let (found, problems) = parse(SourceId(1), &text);
    if let Some(first) = problems.first() {
        return Err(first.message.zh.clone());
    }
    let case = found.cases.first().ok_or("no case")?;
    let turn = case.turns.get(1).ok_or("no turn")?;
    let changes = compare(&turn.recorded, &shown(now));
    let turns = vec![Played { changes: vec![] }, Played { changes: changes.clone() }];
    let report =
        Report { case: 0, title: case.title.node.clone(), span: case.title.span, turns, problems: vec![] };
    let new = accept(&text, &found, &[report]).map_err(|r| format!("{r:?}"))?;
    Ok((changes, new.strip_prefix(HEAD).unwrap_or(&new).to_owned()))
}

#[test]
fn accepting_rewrites_recorded_lines_only() -> Result<(), String> {
    use RecordedKind::{Bubble, Buttons, Effect, Trace};
    let body = "== t\n客: hi   \n# 注释\n店: 甲\n  [按钮] a | b\n  # 还有\n〔x〕\n  必须 c\n客: 再\n店: 留\n";
    let now = [(Effect, "e"), (Bubble, "乙"), (Buttons, "a | b"), (Trace, "x")];
    let (_, new) = accepted(body, &now)?;
    assert_eq!(
        new,
        "== t\n客: hi   \n# 注释\n=> e\n店: 乙\n  [按钮] a | b\n  # 还有\n〔x〕\n  必须 c\n客: 再\n店: 留\n"
    );
    Ok(())
}

#[test]
fn accepting_fills_a_turn_that_was_never_recorded() -> Result<(), String> {
    let (_, new) =
        accepted("== t\n客: hi\n客+: ho", &[(RecordedKind::Bubble, "x"), (RecordedKind::More, "y")])?;
    assert_eq!(new, "== t\n客: hi\n客+: ho\n店: x\n  | y\n");
    Ok(())
}

#[test]
fn any_wording_takes_one_bubble_with_its_rich_lines() -> Result<(), String> {
    use RecordedKind::{Bubble, Buttons, More};
    let body = "== t\n客: hi\n店*: 问候\n店: b\n";
    let (changes, new) = accepted(body, &[(Bubble, "a"), (More, "a2"), (Buttons, "x"), (Bubble, "b")])?;
    assert!(
        matches!(changes.as_slice(), [Change::Any(0, taken), Change::Same(1)] if taken.len() == 3),
        "{changes:?}"
    );
    assert_eq!(new, body);
    let (changes, new) = accepted(body, &[(Bubble, "b")])?;
    assert!(matches!(changes.as_slice(), [Change::Any(0, _), Change::Missing(1)]), "{changes:?}");
    assert_eq!(new, "== t\n客: hi\n店*: 问候\n");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever the text, it is read without a panic, and accepting what was recorded changes no byte.
    #[test]
    fn nothing_panics_and_nothing_is_touched(text in any::<String>()) {
        let text = file(&text);
        let (found, _) = parse(SourceId(1), &text);
        let reports = as_recorded(&found);
        assert_eq!(accept(&text, &found, &reports), Ok(text));
    }

    /// Accepting any set of lines gives a file in which exactly those are recorded, and everything else stands.
    #[test]
    fn what_was_accepted_is_what_is_recorded(now in proptest::collection::vec((0_usize..6, "[甲乙a-c]{1,3}"), 0..8), was in proptest::collection::vec((0_usize..6, "[甲乙a-c]{1,3}"), 0..8)) {
        use RecordedKind::{Bubble, Buttons, Card, Effect, More, Trace};
        let kinds = [Bubble, More, Buttons, Card, Effect, Trace];
        let make = |lines: &[(usize, String)]| lines.iter().filter_map(|(k, t)| kinds.get(*k).map(|kind| Shown { kind: *kind, text: t.clone() })).collect::<Vec<_>>();
        let (now, was) = (make(&now), make(&was));
        let body = was.iter().fold("== t\n客: hi\n# c\n".to_owned(), |s, l| s + &l.line(crate::ast::Spelling::Chinese) + "\n") + "  必须 m\n客: end\n";
        let lines: Vec<_> = now.iter().map(|s| (s.kind, s.text.as_str())).collect();
        let (_, new) = accepted(&body, &lines).unwrap_or_default();
        let (found, problems) = parse(SourceId(1), &file(&new));
        assert_eq!(problems, vec![]);
        let turn = found.cases.first().and_then(|c| c.turns.get(1));
        let recorded: Vec<_> = turn.map(|t| t.recorded.iter().map(|r| Shown { kind: r.kind, text: r.text.clone() }).collect()).unwrap_or_default();
        assert_eq!(recorded, now);
        assert_eq!(turn.map(|t| t.musts.len()), Some(1));
        assert!(new.starts_with("== t\n客: hi\n") && new.contains("# c\n") && new.ends_with("  必须 m\n客: end\n"), "{new}");
    }
}

fn as_recorded(found: &crate::ast::Conversations) -> Vec<Report> {
    let played =
        |turn: &crate::ast::Turn| Played { changes: (0..turn.recorded.len()).map(Change::Same).collect() };
    let report = |(case, c): (usize, &crate::ast::Case)| Report {
        case,
        title: c.title.node.clone(),
        span: c.title.span,
        turns: c.turns.iter().map(played).collect(),
        problems: vec![],
    };
    found.cases.iter().enumerate().map(report).collect()
}

/// What a must is read as, or the code of what is wrong.
fn question(text: &str) -> String {
    let span = Span { source: SourceId(1), start: 0, end: u32::try_from(text.len()).unwrap_or(0) };
    let must = crate::ast::Must {
        wanted: crate::ast::Wanted::Holds,
        text: huashu_dsl::Spanned::new(text.into(), span),
        span,
    };
    match crate::must::read(&must) {
        Ok(question) => format!("{question:?}").split(['(', ' ']).next().unwrap_or_default().to_owned(),
        Err(found) => found.iter().map(|d| d.code.0).collect(),
    }
}

#[test]
fn musts_read_as_what_they_ask() {
    let cases = [
        ("意图 是 要退货", "Intent"),
        ("intent is_not returns", "Intent"),
        ("把握 不少于 0.8", "Confidence"),
        ("confidence >= 0.8", "Confidence"),
        ("命中 问答 退货运费", "Hit"),
        ("在 退货退款.问原因", "In"),
        ("重试次数 是 0", "Tries"),
        ("调用过 工单.新建 1 次", "Called"),
        ("called ticket.create 2", "Called"),
        ("统计 双11_触达", "Tracked"),
        ("统计 退货_受理(原因: 质量问题, 类型: 退货退款)", "Tracked"),
        ("店没说话", "Silent"),
        ("说 含 \"回TD退订\"", "Said"),
        ("说 含 “回TD退订”", "Said"),
        ("数量(各件) 是 2", "Condition"),
        ("没有 方案", "Condition"),
        ("意图数 是 2", "Condition"),
        ("把握 不少于 高", "E1010"),
        ("命中 退货运费", "E1010"),
        ("在 退货退款", "E1010"),
        ("说 含 回TD退订", "E1010"),
    ];
    for (text, expected) in cases {
        assert_eq!(question(text), expected, "{text}");
    }
}
