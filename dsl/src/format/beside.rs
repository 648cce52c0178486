//! What an author writes beside lines: comments and blank lines, and where they go among the printed ones.

use crate::layout::{self, Laid};
use crate::print::{Comment, Inside, Line, Note, Notes};
use crate::source::{Span, line_start};

/// The comments of a file, as they are printed.
pub(super) fn comments<'t>(text: &'t str, laid: &'t Laid) -> impl Iterator<Item = String> + use<'t> {
    laid.comments.iter().map(move |&span| comment(text, span))
}

/// A comment with its mark: `# words`.
pub(crate) fn comment(text: &str, span: Span) -> String {
    let written = text.get(span.start as usize..span.end as usize).unwrap_or_default();
    let words = written.strip_prefix(['#', '＃']).unwrap_or(written).trim_end();
    let space =
        if words.starts_with(|c: char| c.is_whitespace() || c == '#') || words.is_empty() { "" } else { " " };
    format!("#{space}{words}")
}

/// A line as it was read, and as deep as it is printed.
struct Stop {
    span: Span,
    depth: usize,
    columns: usize,
}

/// What stands beside each of the printed lines, which are one for one those that were read; `new_version` says that the first
/// of them was not. Nothing where they are not one for one.
pub(super) fn notes(text: &str, laid: &Laid, lines: &[Line], new_version: bool) -> Option<Notes> {
    let page = Page { text };
    let mut depths = Vec::new();
    depths_of(lines, 0, &mut depths);
    let printed = if new_version { depths.get(1..).unwrap_or_default() } else { depths.as_slice() };
    let mut spans = Vec::new();
    spans_of(&laid.lines, &mut spans);
    if spans.len() != printed.len() {
        return None;
    }
    let stops: Vec<Stop> = spans
        .into_iter()
        .zip(printed)
        .map(|(span, &depth)| Stop { span, depth, columns: page.columns(span.start) })
        .collect();
    let mut notes = Notes::default();
    if new_version && !lines.is_empty() {
        notes.lines.push(Note::default());
    }
    let mut comments = laid.comments.as_slice();
    for (i, stop) in stops.iter().enumerate() {
        let (above, rest) = split(comments, stop.span.start);
        let (inside, rest) = split(rest, stop.span.end);
        let (behind, rest) = match rest.split_first() {
            Some((first, rest)) if page.line_of(first.start) == page.line_of(stop.span.end) => {
                (Some(*first), rest)
            }
            _ => (None, rest),
        };
        comments = rest;
        let before = stops.get(..i).unwrap_or_default();
        notes.lines.push(Note {
            above: above.iter().map(|&span| page.alone(span, before, stop.depth)).collect(),
            blank: page.blank_above(stop.span.start),
            inside: inside.iter().map(|&span| page.inside(span)).collect(),
            behind: behind.map(|span| comment(text, span)),
        });
    }
    notes.end = comments.iter().map(|&span| page.alone(span, &stops, 0)).collect();
    Some(notes)
}

fn depths_of(lines: &[Line], depth: usize, out: &mut Vec<usize>) {
    for line in lines {
        out.push(depth);
        depths_of(&line.below, depth + 1, out);
    }
}

fn spans_of(lines: &[layout::Line], out: &mut Vec<Span>) {
    for line in lines {
        out.push(line.span);
        spans_of(&line.children, out);
    }
}

/// The comments that begin before byte `at`, and the others.
fn split(comments: &[Span], at: u32) -> (&[Span], &[Span]) {
    let count = comments.partition_point(|comment| comment.start < at);
    comments.split_at_checked(count).unwrap_or((comments, &[]))
}

/// The text as it was read.
struct Page<'t> {
    text: &'t str,
}

impl<'t> Page<'t> {
    fn before(&self, at: u32) -> &'t str {
        self.text.get(..at as usize).unwrap_or_default()
    }

    /// Where the line of byte `at` begins.
    fn line_of(&self, at: u32) -> usize {
        line_start(self.before(at))
    }

    /// What stands on the line of byte `at` before it.
    fn left_of(&self, at: u32) -> &'t str {
        self.before(at).get(self.line_of(at)..).unwrap_or_default().trim_start_matches('\u{FEFF}')
    }

    /// How many columns the line of byte `at` is indented.
    fn columns(&self, at: u32) -> usize {
        self.left_of(at).chars().map(|c| if c == '\u{3000}' { 2 } else { 1 }).sum()
    }

    fn blank_above(&self, at: u32) -> bool {
        let above = self.text.get(..self.line_of(at)).unwrap_or_default();
        let end = ["\r\n", "\n", "\r"].into_iter().find_map(|end| above.strip_suffix(end));
        let blank = |c: char| layout::fold(c) == ' ';
        end.is_some_and(|above| above.get(line_start(above)..).is_some_and(|line| line.chars().all(blank)))
    }

    fn inside(&self, span: Span) -> Inside {
        let alone = self.left_of(span.start).trim().is_empty();
        Inside { text: comment(self.text, span), at: span.start, alone }
    }

    /// A comment between the last of the lines `before` and one that is printed `next` deep: it belongs to the block that it is
    /// indented for.
    fn alone(&self, span: Span, before: &[Stop], next: usize) -> Comment {
        let columns = self.columns(span.start);
        let depth = match before.last() {
            Some(last) if next > last.depth => next,
            Some(last) if columns > last.columns => last.depth + 1,
            Some(last) => depth_of(columns, before, next..=last.depth),
            None => next,
        };
        Comment { text: comment(self.text, span), depth, blank: self.blank_above(span.start) }
    }
}

/// The deepest of the blocks that are open behind the last of `before` whose lines are indented by at most `columns`.
fn depth_of(columns: usize, before: &[Stop], depths: std::ops::RangeInclusive<usize>) -> usize {
    let shallowest = *depths.start();
    let mut depth = *depths.end();
    for stop in before.iter().rev() {
        if stop.depth > depth {
            continue;
        }
        if stop.columns <= columns || depth == shallowest {
            return depth;
        }
        depth = stop.depth.saturating_sub(1).max(shallowest);
    }
    shallowest
}
