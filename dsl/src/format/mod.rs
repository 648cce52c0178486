//! `huashu fmt`: a file in its canonical form, with every comment, and without a change to what it says.

mod beside;
#[cfg(test)]
mod tests;

pub(crate) use beside::comment;

use crate::ast::{self, File};
use crate::diagnostic::{Diagnostic, Lang};
use crate::keywords;
use crate::layout::{self, Laid};
use crate::parse;
use crate::print::{self, Written};
use crate::source::{SourceId, Span, Spanned};

/// The canonical form of a file, in the keywords of `lang`, or of its own first keyword.
///
/// A file without declarations stays without a language version; every other begins with one.
/// The result is read again before it is given out: it is the same tree with the same comments.
///
/// # Errors
/// See [`Refused`]; nothing of the file is formatted then.
pub fn format(source: SourceId, text: &str, lang: Option<Lang>) -> Result<String, Refused> {
    let (laid, file) = read(source, text).map_err(Refused::Unread)?;
    let written = Written::new(&laid.lines);
    let lang = lang.unwrap_or_else(|| spelling(&laid));
    let lines = print::lines(&file, lang, Some(&written));
    let lines = if file.items.is_empty() && file.language_version.is_none() { &[] } else { lines.as_slice() };
    let notes = beside::notes(text, &laid, lines, file.language_version.is_none()).ok_or(Refused::Changed)?;
    let out = print::page(lines, &notes);
    match read(source, &out) {
        Ok((again, tree))
            if same(&file, &tree) && beside::comments(text, &laid).eq(beside::comments(&out, &again)) =>
        {
            Ok(out)
        }
        _ => Err(Refused::Changed),
    }
}

/// Why a file is not formatted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// A line of it cannot be read: everything that is wrong with it.
    Unread(Vec<Diagnostic>),
    /// What would be written would not say what was read: a mistake of huashu, and not of the file.
    Changed,
}

/// The lines of a file and its tree; what is wrong with it, unless that is only worth a warning.
fn read(source: SourceId, text: &str) -> Result<(Laid, File), Vec<Diagnostic>> {
    let laid = layout::layout(source, text);
    let (file, found) = parse::parse_laid(&laid);
    // A version that is missing keeps nothing from being read, and is added.
    let missing = |d: &Diagnostic| d.code.0 == "E0102" && file.language_version.is_none();
    let keeps = |d: &Diagnostic| d.is_error() && !missing(d);
    if found.iter().any(keeps) { Err(found) } else { Ok((laid, file)) }
}

/// The language of the first keyword.
fn spelling(laid: &Laid) -> Lang {
    laid.lines.first().map_or(Lang::Zh, |line| keywords::language_of(line.text()))
}

/// Whether two files say the same. The first version of the language is the one that a file without a version is in.
fn same(a: &File, b: &File) -> bool {
    let with_version = |file: &File| {
        let first = Spanned::new(1, Span::default());
        File { language_version: Some(file.language_version.clone().unwrap_or(first)), items: Vec::new() }
    };
    ast::same(&with_version(a), &with_version(b)) && ast::same(&a.items, &b.items)
}
