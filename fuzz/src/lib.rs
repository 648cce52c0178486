//! What must hold of whatever a compiler of huashu is given.

use huashu_dsl::render::{Color, render};
use huashu_dsl::{Compiled, Diagnostic, Lang, Settings, Sources, Span, compile};
use std::sync::LazyLock;

/// Compiles `text` as the only file of a shop and asserts everything that must hold.
pub fn compiles(text: &str) -> Compiled {
    let mut sources = Sources::new();
    sources.add("店.flow", text);
    let compiled = compile(&sources, &Settings::default());
    let errors = compiled.diagnostics.iter().any(Diagnostic::is_error);
    assert_eq!(compiled.program.is_none(), errors, "a program exists where no error does");
    told(&sources, &compiled.diagnostics);
    compiled
}

/// Every finding says something in both languages, points at whole characters, and can be shown.
pub fn told(sources: &Sources, found: &[Diagnostic]) {
    for d in found {
        let labels = d.labels.iter().map(|l| (l.span, &l.message));
        let fix = d.fix.iter().map(|f| (f.edit.as_ref().map_or(d.span, |(span, _)| *span), &f.message));
        for (span, message) in labels.chain(fix).chain([(d.span, &d.message)]) {
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
