//! The lines and blocks of a file, before any word of them is read.
//!
//! A logical line is a line of text, together with the lines behind it while a bracket is open. Lines that are indented deeper
//! are its children. Comments and blank lines are gone; full-width forms outside quotes are folded.

mod fault;
mod fold;
mod look_alike;
mod places;
mod scan;
#[cfg(test)]
mod tests;

use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Span};

pub(crate) use fold::{Folded, QUOTE_CLOSE, QUOTE_OPEN, fold};
pub(crate) use look_alike::is_marked;
pub(crate) use places::Places;

/// How deep brackets, and blocks, may be nested.
const DEPTH_LIMIT: usize = 64;

/// A logical line with the block below it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    /// Its text, folded, without indentation and comment.
    pub(crate) folded: Folded,
    /// The whole line in the source.
    pub(crate) span: Span,
    /// What kind of line it is.
    pub(crate) kind: LineKind,
    /// Lines indented deeper, up to the next line that is not.
    pub(crate) children: Vec<Line>,
}

/// How a line is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineKind {
    /// By the grammar.
    Plain,
    /// `- words`, verbatim: its text is what stands behind the dash.
    Bullet,
    /// By the grammar, but a quote, a bracket or the indentation was mended: what is wrong with it has been said.
    Mended,
}

impl Line {
    /// Its text as the grammar reads it.
    pub(crate) fn text(&self) -> &str {
        self.folded.as_str()
    }

    /// Where the folded bytes `start..end` stand in the source.
    pub(crate) fn at(&self, start: usize, end: usize) -> Span {
        self.folded.span(self.span.source, start, end)
    }

    /// A line of what stands behind the first `at` bytes, with the same children.
    pub(crate) fn behind(&self, at: usize) -> Self {
        let folded = self.folded.behind(at);
        let start = folded.span(self.span.source, 0, folded.as_str().len()).start;
        Self { folded, span: Span { start, ..self.span }, ..self.clone() }
    }
}

/// A line with its indentation, before blocks are known.
struct Indented {
    /// The columns that it counts as: those of the lines it belongs to, where it matches none.
    columns: usize,
    /// The columns as written.
    written: usize,
    line: Line,
}

/// A file as lines.
#[derive(Debug)]
pub(crate) struct Laid {
    /// The file.
    pub(crate) source: SourceId,
    /// Its lines at column 0, each with the block below it.
    pub(crate) lines: Vec<Line>,
    /// Where its comments stand, in order, each from its mark to the end of its line.
    pub(crate) comments: Vec<Span>,
    /// What is wrong with indentation, quotes and brackets.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Reads the lines of a file into a tree.
pub(crate) fn layout(source: SourceId, text: &str) -> Laid {
    let scan::Scanned { lines, comments, mut diagnostics } = scan::scan(source, text);
    let lines = nest(lines, &mut diagnostics);
    Laid { source, lines, comments, diagnostics }
}

/// Reads a piece of text, such as an expression in a conversation, as one line; `at` is its place in the source.
pub(crate) fn one_line(source: SourceId, text: &str, at: u32) -> (Line, Vec<Diagnostic>) {
    scan::one_line(source, text, Places::From(at), scan::Comments::Left)
}

/// Reads a value of another format as one line: a `#` begins no comment in it.
pub(crate) fn value(source: SourceId, text: &str, places: Places<'_>) -> (Line, Vec<Diagnostic>) {
    scan::one_line(source, text, places, scan::Comments::None)
}

/// Reads a value of another format as a text in quotes, verbatim.
pub(crate) fn text(source: SourceId, text: &str, places: Places<'_>) -> (Line, Vec<Diagnostic>) {
    scan::text(source, text, places)
}

/// Reads a value of another format as the words behind a dash.
pub(crate) fn words(source: SourceId, text: &str, places: Places<'_>) -> (Line, Vec<Diagnostic>) {
    scan::words(source, text, places)
}

/// Hangs every line under the last one before it that is indented less.
fn nest(lines: Vec<Indented>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Line> {
    let mut roots = Vec::new();
    let mut open: Vec<Indented> = Vec::new();
    let (mut too_deep, mut astray) = (false, None);
    let mut lines = lines.into_iter().peekable();
    while let Some(mut next) = lines.next() {
        let mut shallower = None;
        while let Some(above) = open.pop_if(|above| above.columns >= next.columns) {
            shallower = Some((above.columns, above.written));
            close(above, &mut open, &mut roots);
        }
        let first_of_all = open.is_empty() && shallower.is_none();
        let uneven = shallower.is_some_and(|(columns, written)| ![columns, written].contains(&next.columns));
        if uneven || (first_of_all && next.columns > 0) {
            let parent = open.last().map(|parent| (&parent.line, parent.written));
            diagnostics.push(fault::uneven(next.line.span, parent));
        }
        // What belongs to an uneven line, and what stands behind it in its block, is anyone's guess; only the first is reported.
        astray = if uneven { Some(open.len()) } else { astray.filter(|depth| open.len() >= *depth) };
        if astray == Some(open.len()) && next.line.kind == LineKind::Plain {
            next.line.kind = LineKind::Mended;
        }
        if let Some((columns, _)) = shallower {
            let owns = lines.peek().is_some_and(|below| owns(&next, below, columns));
            next.columns = if uneven && owns { next.columns } else { columns };
        }
        if first_of_all {
            next.columns = 0;
        }
        if open.len() == DEPTH_LIMIT {
            if !std::mem::replace(&mut too_deep, true) {
                diagnostics.push(fault::blocks_too_deep(next.line.span));
            }
            continue;
        }
        open.push(next);
    }
    while let Some(above) = open.pop() {
        close(above, &mut open, &mut roots);
    }
    roots
}

/// Whether the line below an uneven one belongs to it, rather than to the block of the lines at `columns` that it was meant to join.
fn owns(uneven: &Indented, below: &Indented, columns: usize) -> bool {
    let between = below.columns > uneven.columns && below.columns <= columns;
    between && !crate::keywords::stands_alone(uneven.line.text())
}

fn close(done: Indented, open: &mut [Indented], roots: &mut Vec<Line>) {
    match open.last_mut() {
        Some(parent) => parent.line.children.push(done.line),
        None => roots.push(done.line),
    }
}
