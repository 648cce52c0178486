//! Findings as a person reads them: the lines, carets under the characters that are wrong, and how to mend it.
//!
//! Beside it stand the forms that programs read: [`json`], [`sarif`] and [`github`].

use std::collections::{BTreeMap, BTreeSet};

use annotate_snippets::renderer::{AnsiColor, Effects};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use crate::diagnostic::{Certainty, Diagnostic, Lang, Severity};
use crate::source::{SourceId, Sources, Span};
use place::Lines;

pub mod github;
pub mod json;
mod place;
pub mod sarif;
#[cfg(test)]
mod tests;

pub use place::{Place, Range};

/// How many columns a line takes where nobody says how wide the terminal is.
pub const WIDTH: usize = 140;

/// How many findings of one file are shown; of the rest it is said how many they are. Programs get them all.
pub const MOST_OF_A_FILE: usize = 100;

/// Whether to colour for a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Color {
    /// Plain text.
    #[default]
    Never,
    /// With ANSI escape sequences.
    Always,
}

/// The findings by file and place, each with its lines of source, and the summary behind them; empty where there are none.
///
/// Columns count as a terminal shows them: a Chinese character is two wide. Longer lines than [`WIDTH`] are cut around what is wrong.
#[must_use]
pub fn render(sources: &Sources, diagnostics: &[Diagnostic], lang: Lang, color: Color) -> String {
    render_within(sources, diagnostics, lang, color, WIDTH)
}

/// [`render`] for a terminal of `width` columns.
#[must_use]
pub fn render_within(
    sources: &Sources,
    diagnostics: &[Diagnostic],
    lang: Lang,
    color: Color,
    width: usize,
) -> String {
    if diagnostics.is_empty() {
        return String::new();
    }
    let renderer = renderer(color).term_width(width);
    let files = Files::of(sources, diagnostics);
    let mut text = String::new();
    for of_one_file in sorted(diagnostics).chunk_by(|a, b| a.span.source == b.span.source) {
        for diagnostic in of_one_file.iter().take(MOST_OF_A_FILE) {
            text.push_str(&renderer.render(&[files.group(diagnostic, lang)]));
            text.push_str("\n\n");
        }
        text.push_str(&left_out(sources, of_one_file, lang));
    }
    text.push_str(&summary(diagnostics, lang));
    text.push('\n');
    text
}

/// How many findings of a file are not shown, if there are any.
fn left_out(sources: &Sources, of_one_file: &[&Diagnostic], lang: Lang) -> String {
    let left = of_one_file.len().saturating_sub(MOST_OF_A_FILE);
    let first = of_one_file.first().filter(|_| left > 0);
    let Some(source) = first.and_then(|d| sources.get(d.span.source)) else { return String::new() };
    match lang {
        Lang::Zh => format!("{} 另有 {left} 处没有列出，先改好上面的。\n\n", source.path),
        Lang::En => format!("{}: {left} more are not listed; mend those above first.\n\n", source.path),
    }
}

fn renderer(color: Color) -> Renderer {
    match color {
        Color::Never => Renderer::plain(),
        Color::Always => Renderer::styled().help(AnsiColor::BrightGreen.on_default().effects(Effects::BOLD)),
    }
}

/// By file and place, as all forms show them.
fn sorted(diagnostics: &[Diagnostic]) -> Vec<&Diagnostic> {
    let mut sorted: Vec<_> = diagnostics.iter().collect();
    sorted.sort_by_key(|d| (d.span, d.code));
    sorted
}

/// How many errors and warnings there are, and in how many files, in one line.
#[must_use]
pub fn summary(diagnostics: &[Diagnostic], lang: Lang) -> String {
    let errors = diagnostics.iter().filter(|d| d.is_error()).count();
    let warnings = diagnostics.len() - errors;
    let files = diagnostics.iter().map(|d| d.span.source).collect::<BTreeSet<_>>().len();
    let counts = [(errors, "个错误", "error"), (warnings, "个提醒", "warning")];
    let found: Vec<_> = counts.into_iter().filter(|&(n, ..)| n > 0).collect();
    match lang {
        _ if found.is_empty() => nothing(lang).to_owned(),
        Lang::Zh => {
            let counts: Vec<_> = found.iter().map(|(n, zh, _)| format!("{n} {zh}")).collect();
            format!("{}，在 {files} 个文件里。", counts.join("、"))
        }
        Lang::En => {
            let counts: Vec<_> = found.iter().map(|(n, _, en)| counted(*n, en)).collect();
            format!("{} in {}.", counts.join(", "), counted(files, "file"))
        }
    }
}

fn nothing(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "没有发现问题",
        Lang::En => "nothing found",
    }
}

/// `1 error`, `2 errors`.
fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// How many of the findings have a fix that a machine may make.
#[must_use]
pub fn mendable(diagnostics: &[Diagnostic]) -> usize {
    let sure = |d: &&Diagnostic| {
        d.fix.as_ref().is_some_and(|f| f.certainty == Certainty::Sure && !f.edits.is_empty())
    };
    diagnostics.iter().filter(sure).count()
}

/// The files that findings point into, with where their lines begin.
struct Files<'s> {
    files: BTreeMap<SourceId, File<'s>>,
}

struct File<'s> {
    path: &'s str,
    lines: Lines<'s>,
}

impl<'s> Files<'s> {
    fn of(sources: &'s Sources, diagnostics: &[Diagnostic]) -> Self {
        let edits = |d: &'_ Diagnostic| -> Vec<SourceId> {
            d.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span.source).collect()
        };
        let ids: BTreeSet<SourceId> =
            diagnostics.iter().flat_map(|d| places(d).into_iter().chain(edits(d))).collect();
        let file = |id: SourceId| {
            let source = sources.get(id)?;
            Some((id, File { path: &source.path, lines: Lines::of(&source.text) }))
        };
        Self { files: ids.into_iter().filter_map(file).collect() }
    }

    fn path(&self, id: SourceId) -> &'s str {
        self.files.get(&id).map_or("", |file| file.path)
    }

    fn range(&self, span: Span) -> Range {
        self.files.get(&span.source).map_or_else(Range::default, |file| file.lines.range(span))
    }

    fn group<'a>(&'a self, diagnostic: &'a Diagnostic, lang: Lang) -> Group<'a> {
        let level = match (diagnostic.severity, lang) {
            (Severity::Error, Lang::Zh) => Level::ERROR.with_name("错误"),
            (Severity::Error, Lang::En) => Level::ERROR,
            (Severity::Warning, Lang::Zh) => Level::WARNING.with_name("提醒"),
            (Severity::Warning, Lang::En) => Level::WARNING,
        };
        let title = level.primary_title(diagnostic.message.get(lang)).id(diagnostic.code.0);
        let mut group = Group::with_title(title);
        for id in places(diagnostic) {
            group = group.elements(self.snippet(diagnostic, id, lang));
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

    /// The lines of one file that a finding points at, and no others: a file may be long, and findings many.
    fn snippet<'a>(
        &'a self,
        diagnostic: &'a Diagnostic,
        id: SourceId,
        lang: Lang,
    ) -> Option<Snippet<'a, Annotation<'a>>> {
        let file = self.files.get(&id)?;
        let labels = diagnostic.labels.iter().filter(|label| label.span.source == id);
        let own = Some(diagnostic.span).filter(|span| span.source == id);
        let all = labels.clone().map(|label| label.span).chain(own).reduce(Span::to)?;
        let window = file.lines.window(all);
        let place = |span: Span| file.lines.within(&window, span);
        let mut snippet = Snippet::source(window.text).path(file.path).line_start(window.line);
        if let Some(span) = own {
            snippet = snippet.annotation(AnnotationKind::Primary.span(place(span)));
        }
        for label in labels {
            let annotation = AnnotationKind::Context.span(place(label.span));
            snippet = snippet.annotation(annotation.label(label.message.get(lang)));
        }
        Some(snippet)
    }
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
