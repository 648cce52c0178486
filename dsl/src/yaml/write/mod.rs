//! The tree as YAML: canonical, and as people would write it.

mod declaration;
mod map;
mod page;
mod scalar;
mod statement;

use std::cell::RefCell;

use crate::ast::{File, Path};
use crate::convert::{Beside, Comment};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::print::Pieces;
use crate::source::Span;

use map::{place, text, whole};
use page::{Line, Out};

/// The YAML of a tree, with the comments of its source beside what they stood beside.
///
/// # Errors
/// Whatever has no form in YAML: an argument without a name, and the words true and false where a text may be left out.
pub(crate) fn write(file: &File, comments: &[Comment]) -> Result<String, Vec<Diagnostic>> {
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
    refused: RefCell<Vec<Diagnostic>>,
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
    fn refuse(&self, found: Diagnostic) {
        self.refused.borrow_mut().push(found);
    }
}

fn bare(text: &str) -> Line {
    Line { indent: 0, text: text.to_owned(), at: 0, comment: None, apart: false }
}

/// An argument that YAML, where arguments are named, cannot hold.
fn nameless(span: Span) -> Diagnostic {
    let message =
        Message::new("这个参数没有名字，写不成 YAML。", "This argument has no name, which YAML needs.");
    let help = Message::new("写成「参数名: 值」。", "Write `parameter: value`.");
    Diagnostic::new(Code("E0501"), span, message).help(help)
}

/// A text that YAML takes for whether there is one.
fn truth(span: Span) -> Diagnostic {
    let message = Message::new(
        "这句话只有 true 或 false，写不成 YAML：那里 true 表示用默认的话。",
        "These words are true or false, which in YAML say whether there are any.",
    );
    let help = Message::new("换一种说法，比如加个标点。", "Say it in other words, or with a full stop.");
    Diagnostic::new(Code("E0101"), span, message).help(help)
}

/// Puts comments among the lines: one of its own line above the next thing, one behind something behind that.
fn beside(lines: &mut Vec<Line>, comments: &[Comment]) {
    let known = Beside::of(lines.iter().map(|line| line.at));
    let mut above: Vec<Vec<Line>> = lines.iter().map(|_| Vec::new()).collect();
    let mut end = Vec::new();
    for comment in comments {
        let alone = Line { comment: Some(comment.text.clone()), ..bare("") };
        let found = known.find(comment);
        let Some((line, above)) = found.and_then(|(i, _)| lines.get_mut(i).zip(above.get_mut(i))) else {
            end.push(alone);
            continue;
        };
        if line.comment.is_none() && matches!(found, Some((_, false))) {
            line.comment = alone.comment;
        } else {
            let apart = std::mem::take(&mut line.apart);
            above.push(Line { indent: line.indent, apart, ..alone });
        }
    }
    let with_comments = lines.drain(..).zip(above).flat_map(|(line, above)| above.into_iter().chain([line]));
    let all: Vec<Line> = with_comments.chain(end).collect();
    *lines = all;
}
