//! `language_version`, which the first document of a file begins with.

use crate::diagnostic::{Code, Diagnostic, Message};
use crate::keywords;
use crate::parse;
use crate::source::{Span, Spanned};

use super::form::{Value, Yaml, word};
use super::tree::{Entry, Kind, Node};
use super::value::Count;

/// The row of its key.
const KEY: &str = "lang_version";

/// Whether an entry is the version.
fn is_version(entry: &Entry) -> bool {
    word(entry) == Some(keywords::en(KEY))
}

/// Takes the version out of the entries of document `number`, which must be the first, and the version its first entry.
pub(super) fn take<'n>(
    yaml: &mut Yaml,
    entries: &[&'n Entry],
    number: usize,
    version: &mut Option<Spanned<u32>>,
) -> Vec<&'n Entry> {
    for (place, entry) in entries.iter().enumerate().filter(|(_, entry)| is_version(entry)) {
        let read = Count::read(yaml, &entry.value);
        if number > 0 || place > 0 {
            let message =
                Message::new("language_version 要写在文件开头。", "language_version begins a file.");
            yaml.report(Diagnostic::new(Code("E0102"), entry.key.span, message));
            continue;
        }
        if let Some(read) = &read
            && read.node != parse::VERSION
        {
            yaml.report(parse::unknown_version(read));
        }
        *version = read;
    }
    entries.iter().filter(|entry| !is_version(entry)).copied().collect()
}

/// Reports a file whose documents, all of which could be read, name no version anywhere.
pub(super) fn must_stand(yaml: &mut Yaml, documents: &[Node]) {
    let entries = |node: &Node| match &node.kind {
        Kind::Map(entries) => entries.iter().any(is_version),
        _ => false,
    };
    if documents.iter().any(entries) {
        return;
    }
    let version = format!("{}: {}", keywords::en(KEY), parse::VERSION);
    let message = Message::new(
        format!("文件第一行要写 {version}。"),
        format!("The first line of a file is `{version}`."),
    );
    let empty = Span { source: yaml.source, ..Span::default() };
    let head = documents.first().map_or(empty, |first| match &first.kind {
        Kind::Map(entries) => entries.first().map_or(first.span, |entry| entry.key.span),
        _ => Span { end: first.span.start, ..first.span },
    });
    let found = Diagnostic::new(Code("E0102"), head, message);
    let mapping = documents.first().is_some_and(|first| matches!(first.kind, Kind::Map(_)));
    let help = Message::new("加在文件开头。", "Add it at the head of the file.");
    yaml.report(if mapping {
        found.fix(help, Span { end: head.start, ..head }, format!("{version}\n"))
    } else {
        found.help(help)
    });
}
