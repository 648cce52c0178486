//! Folding of full-width forms, and the map from the folded text back to the source.

use crate::source::{SourceId, Span};

/// Stands for any opening quote in folded text, so that the grammar sees one kind.
pub(crate) const QUOTE_OPEN: char = '\u{E000}';
/// Stands for any closing quote in folded text.
pub(crate) const QUOTE_CLOSE: char = '\u{E001}';

/// The form in which `c` is read outside quotes.
pub(crate) fn fold(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '、' => ',',
        '\u{3000}' | '\t' | '\u{A0}' => ' ',
        QUOTE_OPEN | QUOTE_CLOSE => char::REPLACEMENT_CHARACTER,
        _ => c,
    }
}

/// Folded text whose every byte knows the characters of the source that it was read from.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Folded {
    text: String,
    from: Vec<(u32, u32)>,
    /// Where it would stand if it were empty.
    origin: u32,
}

impl Folded {
    /// No text yet; it begins at byte `origin` of the source.
    pub(crate) fn new(origin: u32) -> Self {
        Self { origin, ..Self::default() }
    }

    /// Adds `c`, read from the bytes `start..end` of the source.
    pub(crate) fn push(&mut self, c: char, start: u32, end: u32) {
        self.text.push(c);
        self.from.extend(std::iter::repeat_n((start, end), c.len_utf8()));
    }

    /// Removes the last character, if it is `c`.
    pub(crate) fn drop_last(&mut self, c: char) {
        if self.text.ends_with(c) {
            self.text.pop();
            self.from.truncate(self.text.len());
        }
    }

    /// Removes the spaces at the end.
    pub(crate) fn trim_end(&mut self) {
        while self.text.ends_with(' ') {
            self.drop_last(' ');
        }
    }

    /// The folded text.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Where the folded bytes `start..end` stand in the source; an empty range stands before the character at `start`.
    pub(crate) fn span(&self, source: SourceId, start: usize, end: usize) -> Span {
        let last = self.from.last().map_or(self.origin, |&(_, e)| e);
        let first = self.from.get(start).map_or(last, |&(s, _)| s);
        let behind = match end.checked_sub(1) {
            Some(i) if end > start => self.from.get(i).map_or(last, |&(_, e)| e),
            _ => first,
        };
        Span { source, start: first, end: behind.max(first) }
    }

    /// What stands behind the first `at` bytes, without the spaces it begins with.
    pub(crate) fn behind(&self, at: usize) -> Self {
        let rest = self.text.get(at..).unwrap_or_default();
        let at = at + (rest.len() - rest.trim_start_matches(' ').len());
        let end = self.from.last().map_or(self.origin, |&(_, e)| e);
        Self {
            origin: self.from.get(at).map_or(end, |&(start, _)| start),
            text: self.text.get(at..).unwrap_or_default().to_owned(),
            from: self.from.get(at..).unwrap_or_default().to_vec(),
        }
    }
}
