#![expect(clippy::disallowed_methods, reason = "the mistakes are files")]

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{edited, mend};
use crate::diagnostic::{Certainty, Code, Diagnostic, Edit, Message};
use crate::parse::mistakes::{data, findings, whole};
use crate::source::{SourceId, Sources, Span};

const TEXT: &str = "说 “你好\"\n问 名字\n";

fn shop() -> (Sources, SourceId) {
    let mut sources = Sources::new();
    let id = sources.add("店.flow", TEXT);
    (sources, id)
}

fn span(source: SourceId, start: u32, end: u32) -> Span {
    Span { source, start, end }
}

fn finding(at: Span, text: &str) -> Diagnostic {
    let said = Message::new("错", "wrong");
    Diagnostic::new(Code("E0101"), at, said.clone()).fix(said, at, text).sure()
}

#[test]
fn sure_fixes_are_made_and_likely_ones_are_not() {
    let (sources, id) = shop();
    let mut likely = finding(span(id, 0, 3), "问");
    likely.fix.as_mut().unwrap().certainty = Certainty::Likely;
    let mended = mend(&sources, &[likely, finding(span(id, 13, 14), "”")]);
    assert_eq!(mended.made, [1]);
    assert_eq!(mended.texts[&id], "说 “你好”\n问 名字\n");
}

/// Whether what is said of `line` may be mended without asking.
fn is_sure(line: &str) -> bool {
    let frame = std::fs::read_to_string(data("mistakes.frame.flow")).unwrap();
    let found = findings(&whole(line, &frame)).1;
    assert_eq!(found.len(), 1, "{line}: {found:?}");
    found[0].fix.as_ref().is_some_and(|fix| fix.certainty == Certainty::Sure)
}

#[test]
fn a_colon_behind_a_whole_line_is_surely_too_many() {
    for line in ["重说：", "说 \"抱歉\":"] {
        assert!(is_sure(line), "{line}");
    }
    assert!(!is_sure("说 \"抱歉\"，"), "something may be missing behind it");
}

#[test]
fn a_fix_that_touches_another_waits_whole() {
    let (sources, id) = shop();
    let first = finding(span(id, 0, 3), "问");
    let both = finding(span(id, 3, 4), "  ").and(span(id, 15, 18), "说");
    let mended = mend(&sources, &[first, both]);
    assert_eq!(mended.made, [0]);
    assert_eq!(mended.texts[&id], "问 “你好\"\n问 名字\n");
}

#[test]
fn an_edit_outside_of_its_text_changes_nothing() {
    let (_, id) = shop();
    for (start, end) in [(1, 2), (9_000, 9_001), (0, 9_000)] {
        let edit = Edit { span: span(id, start, end), text: "x".into() };
        assert_eq!(edited(TEXT, &[edit]), TEXT);
    }
}

#[test]
fn the_prelude_is_never_edited() {
    let (sources, _) = shop();
    assert!(mend(&sources, &[finding(span(SourceId::BUILTIN, 0, 3), "x")]).made.is_empty());
}

/// The mistakes of `tests-data/mistakes` that stand in a frame, and the frame.
static MISTAKES: std::sync::LazyLock<(Vec<String>, String)> = std::sync::LazyLock::new(|| {
    let mut paths: Vec<_> = std::fs::read_dir(data("mistakes")).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "flow"));
    paths.sort();
    let cases = paths.iter().map(|path| std::fs::read_to_string(path).unwrap());
    let frame = std::fs::read_to_string(data("mistakes.frame.flow")).unwrap();
    (cases.filter(|case| !case.starts_with("整份")).collect(), frame)
});

/// A text after `huashu check --fix`.
fn mended(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..10 {
        let (sources, found) = findings(&text);
        match mend(&sources, &found).texts.into_values().next() {
            Some(new) => text = new,
            None => break,
        }
    }
    text
}

fn errors(text: &str) -> BTreeSet<(Code, String)> {
    let errors = findings(text).1.into_iter().filter(Diagnostic::is_error);
    errors.map(|d| (d.code, d.message.zh)).collect()
}

/// The statements that a case is mended to, in the frame's place for them.
fn mended_alone(case: &str, frame: &str) -> String {
    let (before, behind) = frame.split_once("    # 这里\n").unwrap();
    let whole = mended(&whole(case, frame));
    let own = whole.strip_prefix(before).and_then(|rest| rest.strip_suffix(behind));
    own.unwrap_or_default()
        .lines()
        .map(|line| format!("{}\n", line.strip_prefix("    ").unwrap_or(line)))
        .collect()
}

#[test]
fn a_mistake_that_is_mended_leaves_a_sound_shop() {
    let (cases, frame) = &*MISTAKES;
    let mut made = 0;
    for broken in cases.iter().map(|case| whole(case, frame)) {
        let after = mended(&broken);
        if after != broken {
            assert_eq!(errors(&after), BTreeSet::new(), "{after}\nof\n{broken}");
            made += 1;
        }
    }
    assert!(made > 50, "{made} of {}", cases.len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// What stands in a shop after its sure fixes is no worse than if each mistake had been mended by itself.
    #[test]
    fn mending_makes_no_new_error(which in prop::collection::vec(any::<prop::sample::Index>(), 1..5)) {
        let (cases, frame) = &*MISTAKES;
        let chosen: Vec<&String> = which.iter().map(|i| i.get(cases)).collect();
        let broken = whole(&chosen.iter().map(|case| case.as_str()).collect::<String>(), frame);
        let one_by_one: String = chosen.iter().map(|case| mended_alone(case, frame)).collect();
        let known = &errors(&broken) | &errors(&whole(&one_by_one, frame));
        let after = mended(&broken);
        let new: Vec<_> = errors(&after).difference(&known).cloned().collect();
        prop_assert!(new.is_empty(), "{new:?} in\n{after}\nof\n{broken}");
        prop_assert_eq!(mended(&after), after);
    }
}
