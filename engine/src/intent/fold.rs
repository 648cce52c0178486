//! Folding: the one form in which messages, examples and words are compared, and the way back to what was written.

use super::lexicon::strip_fillers;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// A value in a masked text: a private-use character, which nobody types.
pub(crate) const VALUE: char = '\u{E000}';

/// The Chinese comma; it never stands within a number.
pub(crate) const WIDE_COMMA: char = '，';

/// Of a longer message only so many characters are read.
const MAX_CHARS: usize = 2_000;

/// A text after NFKC, without invisible characters, stickers and meaningless blanks; marks are still there.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    lower: String,
    cased: String,
    cells: Vec<Cell>,
    gaps: Vec<usize>,
    said: String,
    core: String,
}

/// A character of the folded text.
#[derive(Debug, Clone, Copy)]
struct Cell {
    /// Its first byte in the folded text.
    at: usize,
    /// Where it comes from in the original.
    from: usize,
    /// Behind that.
    to: usize,
}

impl Folded {
    pub(crate) fn new(original: &str) -> Self {
        let mut folded = Self {
            lower: String::with_capacity(original.len()),
            cased: String::with_capacity(original.len()),
            cells: Vec::with_capacity(original.chars().count()),
            ..Self::default()
        };
        let mut blank = None;
        composed(original, |from, to, c| {
            if c.is_whitespace() {
                blank = blank.or(Some((from, to, if c == '\n' { '\n' } else { ' ' })));
                return;
            }
            if let Some((from, to, kind)) = blank.take() {
                let before = folded.lower.chars().next_back();
                if kind == '\n' || before.is_some_and(|b| !is_han(b) && !is_han(c)) {
                    folded.push(from, to, kind);
                } else {
                    folded.gaps.push(folded.lower.len());
                }
            }
            folded.push(from, to, c);
        });
        folded.said = plain(&folded.lower);
        folded.core = strip_fillers(&folded.said).to_owned();
        folded
    }

    fn push(&mut self, from: usize, to: usize, c: char) {
        self.cells.push(Cell { at: self.lower.len(), from, to });
        self.lower.push(lower(c));
        self.cased.push(c);
    }

    /// In lower case.
    pub(crate) fn lower(&self) -> &str {
        &self.lower
    }

    /// In lower case without sentence marks, as [`plain`] gives it.
    pub(crate) fn said(&self) -> &str {
        &self.said
    }

    /// The same without the fillers at its ends: the form in which texts are compared.
    pub(crate) fn core(&self) -> &str {
        &self.core
    }

    /// The same bytes in the case they were written in.
    pub(crate) fn cased(&self, range: Range<usize>) -> &str {
        self.cased.get(range).unwrap_or_default()
    }

    /// All of it in the case it was written in.
    pub(crate) fn all_cased(&self) -> &str {
        &self.cased
    }

    /// Where blanks were left out.
    pub(crate) fn gaps(&self) -> &[usize] {
        &self.gaps
    }

    /// Where a range of the folded text stands in the original.
    pub(crate) fn origin(&self, range: &Range<usize>) -> Range<usize> {
        let first = self.cells.partition_point(|cell| cell.at < range.start);
        let behind = self.cells.partition_point(|cell| cell.at < range.end);
        let start = self.cells.get(first).map_or(0, |cell| cell.from);
        let end = behind.checked_sub(1).and_then(|last| self.cells.get(last)).map_or(start, |cell| cell.to);
        start..end.max(start)
    }

    /// The text before a range and the text behind it.
    pub(crate) fn around(&self, range: &Range<usize>) -> (&str, &str) {
        (self.lower.get(..range.start).unwrap_or_default(), self.lower.get(range.end..).unwrap_or_default())
    }
}

/// A character in lower case, if that is one character of as many bytes.
fn lower(c: char) -> char {
    if is_han(c) {
        return c;
    }
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(l), None) if l.len_utf8() == c.len_utf8() => l,
        _ => c,
    }
}

/// The characters after NFKC with the place of their origin, without invisible ones and stickers such as `[微笑]`.
fn composed(original: &str, mut take: impl FnMut(usize, usize, char)) {
    let mut rest = read(original).char_indices();
    while let Some((from, c)) = rest.next() {
        if let Some(length) = Some(rest.as_str()).filter(|_| c == '[').and_then(sticker) {
            rest.by_ref().take(length).for_each(drop);
            continue;
        }
        let is_mark = |mark: &char| canonical_combining_class(*mark) != 0;
        let marks = rest.as_str().chars().take_while(is_mark).count();
        let cluster = std::iter::once(c).chain(rest.clone().take(marks).map(|(_, mark)| mark));
        rest.by_ref().take(marks).for_each(drop);
        let to = if rest.as_str().is_empty() { original.len() } else { rest.offset() };
        if (is_common(c) && marks == 0) || c == WIDE_COMMA {
            // NFKC would make the comma the mark of thousands.
            take(from, to, c);
        } else if !is_invisible(c) {
            cluster.nfkc().for_each(|n| take(from, to, n));
        }
    }
}

/// As much of a text as is read.
fn read(original: &str) -> &str {
    let behind = if original.len() > MAX_CHARS { original.char_indices().nth(MAX_CHARS) } else { None };
    behind.and_then(|(end, _)| original.get(..end)).unwrap_or(original)
}

/// The characters of nearly every message, which NFKC leaves alone.
fn is_common(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{4E00}'..='\u{9FFF}')
}

/// `[微笑]`: how chat programs write a picture. How many characters of `rest` belong to one whose bracket stands before it.
fn sticker(rest: &str) -> Option<usize> {
    let name = rest.chars().take_while(|c| is_han(*c)).count();
    ((1..=4).contains(&name) && rest.chars().nth(name) == Some(']')).then_some(name + 1)
}

fn is_invisible(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E000}'..='\u{F8FF}')
}

/// A Han character, or 〇.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{20000}'..='\u{323AF}' | '\u{F900}'..='\u{FAFF}' | '〇')
}

/// Folded text without sentence marks: of the marks only those stay that are part of a word or number (1.5, a-b, 14+, ¥9).
pub(crate) fn plain(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len());
    let (mut before, mut rest) = (' ', folded.chars());
    while let Some(c) = rest.next() {
        let after = rest.clone().next().unwrap_or(' ');
        let word = |c: char| c.is_ascii_alphanumeric();
        let keep = match c {
            VALUE => true,
            '+' | '%' => word(before),
            '-' | '.' | '/' | ':' | '@' | '_' | '&' | '*' | '#' | ' ' => word(before) && word(after),
            ',' => before.is_ascii_digit() && after.is_ascii_digit(),
            '¥' | '$' => after.is_ascii_digit(),
            _ => is_han(c) || c.is_alphanumeric(),
        };
        if keep {
            out.push(c);
        }
        before = c;
    }
    out
}
