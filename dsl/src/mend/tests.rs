use super::{edited, mend};
use crate::diagnostic::{Certainty, Code, Diagnostic, Edit, Message};
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
