//! `huashu convert`: a file from one form into the other, with every comment, and without a change to what it says.

mod comments;
mod settle;
#[cfg(test)]
mod tests;

use crate::ast::{self, File};
use crate::diagnostic::{Diagnostic, Lang};
use crate::source::{Form, Source, SourceId, Span, Spanned};
use crate::{layout, parse, print, yaml};

/// Why a file is not converted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// It holds no flows.
    NoFlows,
    /// Something in it cannot be read, or has no form in the other: everything that is wrong with it.
    Wrong(Vec<Diagnostic>),
    /// What would be written would not say what was read: a mistake of huashu, and not of the file.
    Changed,
}

/// The file in the form `to`; a `.flow` is written in the keywords of `lang`. A file that is in that form already is written anew.
///
/// The result is read again before it is given out: it says the same, and has the same comments.
///
/// # Errors
/// See [`Refused`]; nothing of the file is converted then.
pub fn convert(source: SourceId, file: &Source, to: Form, lang: Lang) -> Result<String, Refused> {
    let from = file.form().ok_or(Refused::NoFlows)?;
    let (tree, comments) = read(source, &file.text, from).map_err(Refused::Wrong)?;
    let written = match to {
        Form::Yaml => yaml::write(&tree, &comments).map_err(Refused::Wrong)?,
        Form::Flow => comments::page(&tree, &print::lines(&tree, lang, None), &comments),
    };
    let (again, kept) = read(source, &written, to).map_err(|_| Refused::Changed)?;
    let texts = |all: &[Comment]| {
        let mut texts: Vec<_> = all.iter().map(|c| c.text.clone()).collect();
        texts.sort();
        texts
    };
    if same(tree, again) && texts(&comments) == texts(&kept) { Ok(written) } else { Err(Refused::Changed) }
}

/// A comment of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Comment {
    /// `# words`
    pub(crate) text: String,
    /// Where it begins in the source.
    pub(crate) at: u32,
    /// From where on something may stand that it is behind.
    pub(crate) line: u32,
    /// Whether it is about what follows it.
    pub(crate) alone: bool,
}

/// Where things stand that comments may stand beside, in order, each with its number.
pub(crate) struct Beside(Vec<(u32, usize)>);

impl Beside {
    /// Places of things, in the order in which they are written; 0 where nobody knows one.
    pub(crate) fn of(places: impl Iterator<Item = u32>) -> Self {
        let mut known: Vec<_> = places.enumerate().filter(|(_, at)| *at > 0).map(|(i, at)| (at, i)).collect();
        known.sort_unstable();
        Self(known)
    }

    /// The number of what a comment stands beside, and whether above it rather than behind it; nothing where nothing follows.
    pub(crate) fn find(&self, comment: &Comment) -> Option<(usize, bool)> {
        let behind = self.0.partition_point(|(at, _)| *at <= comment.at);
        let before = behind.checked_sub(1).and_then(|i| self.0.get(i)).filter(|(at, _)| *at >= comment.line);
        match (before, self.0.get(behind)) {
            (Some((_, i)), _) if !comment.alone => Some((*i, false)),
            (_, Some((_, i))) => Some((*i, true)),
            _ => None,
        }
    }
}

/// The tree of a file with its comments; what is wrong with it, unless that is only worth a warning.
fn read(source: SourceId, text: &str, form: Form) -> Result<(File, Vec<Comment>), Vec<Diagnostic>> {
    let ((file, found), spans) = match form {
        Form::Flow => {
            let laid = layout::layout(source, text);
            (parse::parse_laid(&laid), laid.comments)
        }
        Form::Yaml => (yaml::parse(source, text), yaml::comments(source, text)),
    };
    if found.iter().any(Diagnostic::is_error) {
        return Err(found);
    }
    Ok((file, spans.into_iter().map(|span| comment(text, span, form)).collect()))
}

fn comment(text: &str, span: Span, form: Form) -> Comment {
    let before = text.get(..span.start as usize).unwrap_or_default();
    let left = before.rsplit('\n').next().unwrap_or_default();
    let left_of = left.trim_start_matches('\u{FEFF}').trim();
    let (line, alone) = match form {
        Form::Flow => (span.start - u32::try_from(left.len()).unwrap_or(0), left_of.is_empty()),
        // Several lines of YAML may be one of the other form, and a key whose value stands below it is nothing by itself.
        Form::Yaml => (0, left_of.is_empty() || left_of.ends_with(':')),
    };
    Comment { text: crate::format::comment(text, span), at: span.start, line, alone }
}

/// Whether two files say the same. The first version of the language is the one that a file without a version is in.
fn same(mut a: File, mut b: File) -> bool {
    for file in [&mut a, &mut b] {
        file.language_version.get_or_insert(Spanned::new(1, Span::default()));
        settle::settle(file);
    }
    ast::same(&a, &b)
}
