//! What must hold of whatever a compiler of huashu is given.

use huashu_dsl::render::{Color, render};
use huashu_dsl::{Compiled, Diagnostic, Lang, Refused, Settings, SourceId, Sources, Span, compile, format};
use std::sync::LazyLock;

/// Compiles `text` as the only file of a shop and asserts everything that must hold.
pub fn compiles(path: &str, text: &str) -> Compiled {
    let mut sources = Sources::new();
    sources.add(path, text);
    let compiled = compile(&sources, &Settings::default());
    let errors = compiled.diagnostics.iter().any(Diagnostic::is_error);
    assert_eq!(compiled.program.is_none(), errors, "a program exists where no error does");
    told(&sources, &compiled.diagnostics);
    compiled
}

/// A file that is formatted has its form, and formatting it again changes nothing.
pub fn formats(text: &str) {
    let Some(once) = formatted(text) else { return };
    assert_eq!(formatted(&once).as_ref(), Some(&once), "formatted twice");
}

fn formatted(text: &str) -> Option<String> {
    match format(SourceId(1), text, None) {
        Ok(text) => Some(text),
        Err(Refused::Unread(_)) => None,
        Err(Refused::Changed) => panic!("formatting would change what the file says"),
    }
}

/// Every finding says something in both languages, points at whole characters, and can be shown.
pub fn told(sources: &Sources, found: &[Diagnostic]) {
    for d in found {
        let labels = d.labels.iter().map(|l| (l.span, &l.message));
        let edits = d.fix.iter().flat_map(|f| f.edits.iter().map(move |edit| (edit.span, &f.message)));
        let fix = d.fix.iter().map(|f| (d.span, &f.message));
        for (span, message) in labels.chain(edits).chain(fix).chain([(d.span, &d.message)]) {
            assert!(lies_within(sources, span), "{span:?} of {d:?}");
            assert!(!message.zh.trim().is_empty() && !message.en.trim().is_empty(), "{d:?}");
        }
    }
    for lang in [Lang::Zh, Lang::En] {
        assert_eq!(render(sources, found, lang, Color::Never).is_empty(), found.is_empty());
    }
}

fn lies_within(sources: &Sources, span: Span) -> bool {
    span.start <= span.end && sources.slice(span).is_some()
}

/// The shipped shop, compiled once.
pub static SHOP: LazyLock<Compiled> = LazyLock::new(|| {
    let mut sources = Sources::new();
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../flows")).expect("the flows are here") {
        let path = entry.expect("a file").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if let Ok(text) = std::fs::read_to_string(&path) {
            sources.add(name, text);
        }
    }
    compile(&sources, &Settings::default())
});
