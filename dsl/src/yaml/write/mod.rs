//! The tree as YAML: canonical, and as people would write it.

mod declaration;
mod map;
mod page;
mod scalar;
mod statement;

use std::cell::RefCell;

use crate::ast::{File, Path};
use crate::convert::Comment;
use crate::print::Pieces;
use crate::source::Span;

use map::{place, text, whole};
use page::{Line, Out};

/// The YAML of a tree, with the comments of its source beside what they stood beside.
///
/// # Errors
/// Where something has no form in YAML: an argument without a name.
pub(crate) fn write(file: &File, comments: &[Comment]) -> Result<String, Vec<Span>> {
    let writer = Writer { pieces: Pieces, refused: RefCell::default() };
    let mut lines = writer.file(file);
    let refused = writer.refused.into_inner();
    if !refused.is_empty() {
        return Err(refused);
    }
    beside(&mut lines, comments);
    let mut text = String::new();
    lines.iter().for_each(|line| line.write(&mut text));
    Ok(text)
}

/// Writes one file.
struct Writer {
    pieces: Pieces,
    /// What has no form in YAML.
    refused: RefCell<Vec<Span>>,
}

impl Writer {
    fn file(&self, file: &File) -> Vec<Line> {
        let mut all = Vec::new();
        for (number, item) in file.items.iter().enumerate() {
            let mut map = map::Map::default();
            if let (0, Some(version)) = (number, &file.language_version) {
                map = map.with("lang_version", whole(version));
            }
            if number > 0 {
                all.push(bare("---"));
            }
            all.extend(page::lines(&map.and(self.item(item)).entries()));
        }
        if let (true, Some(version)) = (file.items.is_empty(), &file.language_version) {
            all.extend(page::lines(&map::Map::of("lang_version", whole(version)).entries()));
        }
        all
    }

    fn dotted(&self, path: &Path) -> Out {
        text(self.pieces.dotted(path), place(path))
    }

    /// Keeps what has no form in YAML.
    fn refuse(&self, span: Span) {
        self.refused.borrow_mut().push(span);
    }
}

fn bare(text: &str) -> Line {
    Line { indent: 0, text: text.to_owned(), at: 0, comment: None, apart: false }
}

/// Puts comments among the lines: one of its own line above the next thing, one behind something behind that.
fn beside(lines: &mut Vec<Line>, comments: &[Comment]) {
    let mut end = Vec::new();
    for comment in comments {
        // Lines that hold a comment already, and nothing else, have no place.
        match comment.beside(lines.iter().map(|line| line.at)) {
            Some((i, false)) if lines.get(i).is_some_and(|line| line.comment.is_none()) => {
                lines.iter_mut().skip(i).take(1).for_each(|line| line.comment = Some(comment.text.clone()));
            }
            Some((i, _)) => above(lines, i, comment),
            None => end.push(Line { comment: Some(comment.text.clone()), ..bare("") }),
        }
    }
    lines.extend(end);
}

/// Puts a comment on a line above line `i`.
fn above(lines: &mut Vec<Line>, i: usize, comment: &Comment) {
    let (mut indent, mut apart) = (0, false);
    if let Some(line) = lines.get_mut(i) {
        indent = line.indent;
        apart = std::mem::take(&mut line.apart);
    }
    lines.insert(i, Line { indent, apart, comment: Some(comment.text.clone()), ..bare("") });
}
