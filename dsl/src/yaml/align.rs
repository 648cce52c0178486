//! Where each byte of a YAML scalar stands in its file, whichever way it was quoted, escaped or folded.

use granit_parser::ScalarStyle;

use crate::layout;
use crate::source::Span;

/// The places of a scalar's bytes.
#[derive(Debug, Clone)]
pub(super) enum Places {
    /// It stands in the file as it is, from this byte on.
    From(u32),
    /// The place of every byte, and of the end.
    Each(Vec<u32>),
}

impl Places {
    /// For reading.
    pub(super) fn as_read(&self) -> layout::Places<'_> {
        match self {
            Self::From(base) => layout::Places::From(*base),
            Self::Each(places) => layout::Places::Each(places),
        }
    }
}

/// The places of `value`, which was written at `span` of `file`.
pub(super) fn places(file: &str, value: &str, style: ScalarStyle, span: Span) -> Places {
    let written = file.get(span.start as usize..span.end as usize).unwrap_or_default();
    let quoted = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
    let front = usize::from(quoted);
    let inner = written.get(front..written.len() - front.min(written.len())).unwrap_or_default();
    let base = span.start.saturating_add(u32::try_from(front).unwrap_or(0));
    if inner == value {
        return Places::From(base);
    }
    let each = walk(inner, value, style, base).unwrap_or_else(|| whole(value, span));
    Places::Each(each)
}

/// Every byte stands for the whole scalar: its first byte begins, its end ends it.
fn whole(value: &str, span: Span) -> Vec<u32> {
    let mut places = vec![span.start; value.len()];
    places.push(span.end);
    places
}

/// Walks the written form and the value side by side; nothing where they do not go together.
fn walk(inner: &str, value: &str, style: ScalarStyle, base: u32) -> Option<Vec<u32>> {
    let mut places = Vec::with_capacity(value.len() + 1);
    let mut rest = inner;
    let at = |rest: &str| base.saturating_add(u32::try_from(inner.len() - rest.len()).unwrap_or(u32::MAX));
    for c in value.chars() {
        if !c.is_whitespace() {
            rest = skip_blanks(rest, style);
        }
        let place = at(rest);
        rest = behind(rest, c, style)?;
        places.extend(std::iter::repeat_n(place, c.len_utf8()));
    }
    places.push(at(rest));
    Some(places)
}

/// Skips what folding leaves out: blanks, line ends, and in double quotes an escaped line end.
fn skip_blanks(rest: &str, style: ScalarStyle) -> &str {
    let rest = rest.trim_start();
    match rest.strip_prefix('\\') {
        Some(next) if style == ScalarStyle::DoubleQuoted && next.starts_with(['\n', '\r']) => {
            next.trim_start()
        }
        _ => rest,
    }
}

/// What is written behind `c`.
fn behind(rest: &str, c: char, style: ScalarStyle) -> Option<&str> {
    if c == '\'' && style == ScalarStyle::SingleQuoted {
        return rest.strip_prefix("''");
    }
    if style == ScalarStyle::DoubleQuoted
        && let Some(escape) = rest.strip_prefix('\\')
    {
        return escaped(escape, c);
    }
    // A folded line end stands for a blank, and a blank at a line's end for nothing.
    match rest.strip_prefix(c) {
        Some(next) => Some(next),
        None if c.is_whitespace() => Some(rest),
        None => None,
    }
}

/// What is written behind an escape that stands for `c`.
fn escaped(escape: &str, c: char) -> Option<&str> {
    let kind = escape.chars().next()?;
    let digits = match kind {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => 0,
    };
    let next = escape.get(kind.len_utf8() + digits..)?;
    // A character beyond the first plane may be written as two halves.
    let halves = kind == 'u' && c > '\u{FFFF}';
    if halves { next.strip_prefix("\\u")?.get(4..) } else { Some(next) }
}
