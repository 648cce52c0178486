//! Pieces of a source that remember where they stand.

use huashu_dsl::{Name, SourceId, Span, Spanned};

/// A piece of one source: its characters and the byte at which they begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cut<'t> {
    /// The source.
    pub(crate) source: SourceId,
    /// Byte offset of the first character.
    pub(crate) at: usize,
    /// The characters.
    pub(crate) text: &'t str,
}

impl<'t> Cut<'t> {
    /// The place of the piece.
    pub(crate) fn span(self) -> Span {
        let offset = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        Span { source: self.source, start: offset(self.at), end: offset(self.at + self.text.len()) }
    }

    /// The piece behind the first `bytes`, empty where it is shorter.
    pub(crate) fn skip(self, bytes: usize) -> Self {
        match self.text.split_at_checked(bytes) {
            Some((_, text)) => Self { at: self.at + bytes, text, ..self },
            None => Self { at: self.at + self.text.len(), text: "", ..self },
        }
    }

    /// The first `bytes` of the piece, all of it where it is shorter.
    pub(crate) fn until(self, bytes: usize) -> Self {
        Self { text: self.text.split_at_checked(bytes).map_or(self.text, |(text, _)| text), ..self }
    }

    /// The piece without blanks around it (an ideographic one included).
    pub(crate) fn trim(self) -> Self {
        let text = self.text.trim_start();
        Self { at: self.at + (self.text.len() - text.len()), text: text.trim_end(), ..self }
    }

    /// What stands behind the first of `marks` that the piece begins with.
    pub(crate) fn after(self, marks: &[&str]) -> Option<Self> {
        marks.iter().find(|m| self.text.starts_with(**m)).map(|m| self.skip(m.len()))
    }

    /// The piece without `mark` at its end.
    pub(crate) fn without_end(self, mark: &str) -> Option<Self> {
        self.text.strip_suffix(mark).map(|text| Self { text, ..self })
    }

    /// What stands before the last `mark`, or all of it.
    pub(crate) fn before(self, mark: char) -> Self {
        Self { text: self.text.rsplit_once(mark).map_or(self.text, |(text, _)| text), ..self }
    }

    /// The characters with their place.
    pub(crate) fn name(self) -> Name {
        Spanned::new(self.text.to_owned(), self.span())
    }
}

/// The lines of `text`, without their ends; a BOM and the `\r` of CRLF belong to no line.
pub(crate) fn lines(source: SourceId, text: &str) -> impl Iterator<Item = Cut<'_>> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut at = start;
    text.split_at_checked(start).map_or(text, |(_, rest)| rest).split_inclusive('\n').map(move |line| {
        let cut = Cut { source, at, text: line.trim_end_matches(['\n', '\r']) };
        at += line.len();
        cut
    })
}
