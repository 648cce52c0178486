//! Bytes of a source as lines and columns.

use serde::Serialize;

use crate::source::{Span, line_starts};

/// A place in a file, as editors count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters (Unicode code points): a Chinese character and a tab are one each. A byte order mark is none.
    pub column: usize,
}

/// From the first character to the one behind the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
pub struct Range {
    /// The first character.
    pub start: Place,
    /// Behind the last character.
    pub end: Place,
}

/// A text and where its lines begin.
pub(super) struct Lines<'s> {
    text: &'s str,
    starts: Vec<usize>,
}

/// Some whole lines of a text.
pub(super) struct Window<'s> {
    /// The lines.
    pub(super) text: &'s str,
    /// The number of the first, from 1.
    pub(super) line: usize,
    /// The byte at which it begins.
    start: usize,
}

impl<'s> Lines<'s> {
    pub(super) fn of(text: &'s str) -> Self {
        let mark = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
        let starts = std::iter::once(mark).chain(line_starts(text)).collect();
        Self { text, starts }
    }

    pub(super) fn range(&self, span: Span) -> Range {
        let (start, end) = self.bytes(span);
        Range { start: self.place(start), end: self.place(end) }
    }

    /// The whole lines that a span touches.
    pub(super) fn window(&self, span: Span) -> Window<'s> {
        let (start, end) = self.bytes(span);
        let first = self.line(start);
        let from = self.starts.get(first).copied().unwrap_or(0);
        let behind = self.text.get(end..).and_then(|rest| rest.find(['\n', '\r'])).map(|at| end + at);
        let text = self.text.get(from..behind.unwrap_or(self.text.len())).unwrap_or_default();
        Window { text, line: first + 1, start: from }
    }

    /// A span as bytes of a window that holds it.
    pub(super) fn within(&self, window: &Window<'_>, span: Span) -> std::ops::Range<usize> {
        let (start, end) = self.bytes(span);
        let start = start.saturating_sub(window.start);
        start..end.saturating_sub(window.start).max(start)
    }

    /// The bytes of a span within its text, on whole characters: whatever a finding says, showing it never fails.
    fn bytes(&self, span: Span) -> (usize, usize) {
        let whole = |at: u32| {
            let at = (at as usize).min(self.text.len());
            (0..=at).rev().find(|&i| self.text.is_char_boundary(i)).unwrap_or(0)
        };
        let start = whole(span.start);
        (start, whole(span.end).max(start))
    }

    /// The line, from 0, in which a byte stands.
    fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|&start| start <= at).saturating_sub(1)
    }

    fn place(&self, at: usize) -> Place {
        let line = self.line(at);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let before = self.text.get(start..at).unwrap_or_default();
        Place { line: line + 1, column: before.chars().count() + 1 }
    }
}
