//! Folding: the one form in which messages, examples and words are compared, and the way back to what was written.

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
        let mut folded = Self::default();
        let mut blank = None;
        for (from, to, c) in composed(original) {
            if c.is_whitespace() {
                blank = blank.or(Some((from, to, if c == '\n' { '\n' } else { ' ' })));
                continue;
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
        }
        folded
    }

    fn push(&mut self, from: usize, to: usize, c: char) {
        let mut lower = c.to_lowercase();
        let small = match (lower.next(), lower.next()) {
            (Some(l), None) if l.len_utf8() == c.len_utf8() => l,
            _ => c,
        };
        self.cells.push(Cell { at: self.lower.len(), from, to });
        self.lower.push(small);
        self.cased.push(c);
    }

    /// In lower case.
    pub(crate) fn lower(&self) -> &str {
        &self.lower
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

/// The characters after NFKC with the place of their origin, without invisible ones and stickers such as `[微笑]`.
fn composed(original: &str) -> Vec<(usize, usize, char)> {
    let mut out = Vec::with_capacity(original.len() / 2);
    let chars: Vec<(usize, char)> = original.char_indices().take(MAX_CHARS).collect();
    let end_of = |i: usize| chars.get(i).map_or(original.len(), |c| c.0);
    let mut i = 0;
    while let Some(&(from, c)) = chars.get(i) {
        if let Some(length) = sticker(chars.get(i..).unwrap_or_default()) {
            i += length;
            continue;
        }
        let marks = chars
            .get(i + 1..)
            .unwrap_or_default()
            .iter()
            .take_while(|(_, m)| canonical_combining_class(*m) != 0)
            .count();
        let cluster = chars.get(i..=i + marks).unwrap_or_default().iter().map(|(_, c)| *c);
        i += 1 + marks;
        if is_invisible(c) {
            continue;
        }
        let to = end_of(i).min(from + (c.len_utf8()).max(end_of(i) - from));
        if c == WIDE_COMMA {
            // NFKC would make it the mark of thousands.
            out.push((from, to, c));
            continue;
        }
        out.extend(cluster.nfkc().map(|n| (from, to, n)));
    }
    out
}

/// `[微笑]`: how chat programs write a picture. Its length in characters, if one begins here.
fn sticker(chars: &[(usize, char)]) -> Option<usize> {
    let mut rest = chars.iter().map(|(_, c)| *c);
    if rest.next() != Some('[') {
        return None;
    }
    let name = rest.by_ref().take_while(|c| is_han(*c)).count();
    ((1..=4).contains(&name) && chars.get(name + 1).is_some_and(|(_, c)| *c == ']')).then_some(name + 2)
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
    let chars: Vec<char> = folded.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or(' ');
    let mut out = String::with_capacity(folded.len());
    for (i, &c) in chars.iter().enumerate() {
        let before = i.checked_sub(1).map_or(' ', at);
        let after = at(i + 1);
        let word = |c: char| c.is_ascii_alphanumeric();
        let keep = match c {
            VALUE => true,
            '+' | '%' => word(before),
            '-' | '.' | '/' | ':' | '@' | '_' | '&' | '*' | '#' | ' ' => word(before) && word(after),
            ',' => before.is_ascii_digit() && after.is_ascii_digit(),
            '¥' | '$' => after.is_ascii_digit(),
            _ => c.is_alphanumeric(),
        };
        if keep {
            out.push(c);
        }
    }
    out
}
