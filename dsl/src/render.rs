//! Diagnostics as a person reads them: the line, a caret under the characters that are wrong, and how to mend it.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Lang, Severity};
use crate::source::{SourceId, Sources, Span};

#[cfg(test)]
mod tests;

/// Whether to colour for a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Color {
    /// Plain text.
    #[default]
    Never,
    /// With ANSI escape sequences.
    Always,
}

/// The diagnostics by file and place, each with its lines of source, and the summary behind them; empty where there are none.
///
/// Columns count as a terminal shows them: a Chinese character is two wide.
#[must_use]
pub fn render(sources: &Sources, diagnostics: &[Diagnostic], lang: Lang, color: Color) -> String {
    let mut sorted: Vec<_> = diagnostics.iter().collect();
    sorted.sort_by_key(|d| (d.span, d.code));
    let renderer = match color {
        Color::Never => Renderer::plain(),
        Color::Always => Renderer::styled(),
    };
    let mut text = String::new();
    for diagnostic in sorted {
        text.push_str(&renderer.render(&[group(sources, diagnostic, lang)]));
        text.push_str("\n\n");
    }
    if !diagnostics.is_empty() {
        text.push_str(&summary(diagnostics, lang));
        text.push('\n');
    }
    text
}

/// How many errors and warnings there are, in one line.
#[must_use]
pub fn summary(diagnostics: &[Diagnostic], lang: Lang) -> String {
    let errors = diagnostics.iter().filter(|d| d.is_error()).count();
    let warnings = diagnostics.len() - errors;
    let counts = [(errors, "处错误", "error"), (warnings, "处警告", "warning")];
    let found: Vec<_> = counts.into_iter().filter(|&(n, ..)| n > 0).collect();
    match lang {
        Lang::Zh if found.is_empty() => "没有发现问题".to_owned(),
        Lang::Zh => {
            format!(
                "发现 {}",
                found.iter().map(|(n, zh, _)| format!("{n} {zh}")).collect::<Vec<_>>().join("、")
            )
        }
        Lang::En if found.is_empty() => "nothing found".to_owned(),
        Lang::En => {
            let count = |(n, _, en): &(usize, _, &str)| format!("{n} {en}{}", if *n == 1 { "" } else { "s" });
            format!("found {}", found.iter().map(count).collect::<Vec<_>>().join(", "))
        }
    }
}

fn group<'a>(sources: &'a Sources, diagnostic: &'a Diagnostic, lang: Lang) -> Group<'a> {
    let level = match (diagnostic.code.severity(), lang) {
        (Severity::Error, Lang::Zh) => Level::ERROR.with_name("错误"),
        (Severity::Error, Lang::En) => Level::ERROR,
        (Severity::Warning, Lang::Zh) => Level::WARNING.with_name("警告"),
        (Severity::Warning, Lang::En) => Level::WARNING,
    };
    let title = level.primary_title(diagnostic.message.get(lang)).id(diagnostic.code.0);
    let mut group = Group::with_title(title);
    for id in places(diagnostic) {
        group = group.elements(snippet(sources, diagnostic, id, lang));
    }
    if let Some(fix) = &diagnostic.fix {
        let help = match lang {
            Lang::Zh => Level::HELP.with_name("帮助"),
            Lang::En => Level::HELP,
        };
        group = group.element(help.message(fix.message.get(lang)));
    }
    if let Some(conversation) = &diagnostic.witness {
        let (note, head) = match lang {
            Lang::Zh => (Level::NOTE.with_name("反例"), "这样聊就会走到："),
            Lang::En => (Level::NOTE.with_name("example"), "this conversation gets there:"),
        };
        group = group.element(note.message(format!("{head}\n{}", conversation.trim_end())));
    }
    group
}

/// The sources a diagnostic points into, its own first.
fn places(diagnostic: &Diagnostic) -> Vec<SourceId> {
    let mut ids = vec![diagnostic.span.source];
    for label in &diagnostic.labels {
        if !ids.contains(&label.span.source) {
            ids.push(label.span.source);
        }
    }
    ids
}

fn snippet<'a>(
    sources: &'a Sources,
    diagnostic: &'a Diagnostic,
    id: SourceId,
    lang: Lang,
) -> Option<Snippet<'a, Annotation<'a>>> {
    let source = sources.get(id)?;
    let mut snippet = Snippet::source(source.text.as_str()).path(source.path.as_str());
    if diagnostic.span.source == id {
        snippet = snippet.annotation(AnnotationKind::Primary.span(range(&source.text, diagnostic.span)));
    }
    for label in diagnostic.labels.iter().filter(|label| label.span.source == id) {
        let annotation = AnnotationKind::Context.span(range(&source.text, label.span));
        snippet = snippet.annotation(annotation.label(label.message.get(lang)));
    }
    Some(snippet)
}

/// A span within its text: whatever a finding says, rendering it never panics.
fn range(text: &str, span: Span) -> std::ops::Range<usize> {
    let whole = |at: u32| {
        let at = (at as usize).min(text.len());
        (0..=at).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
    };
    let start = whole(span.start);
    start..whole(span.end).max(start)
}
