//! Comments that stood beside one form of a thing go beside the other.

use crate::ast::File;
use crate::print::{self, Apart, Line, Note, Notes};

use super::{Beside, Comment};

/// The text of printed lines, with the comments beside what they stood beside.
pub(super) fn page(file: &File, lines: &[Line], comments: &[Comment]) -> String {
    if comments.is_empty() {
        return print::page(lines, &Notes::default());
    }
    let mut places = Vec::new();
    let mut notes = Notes::default();
    walk(lines, 0, &mut places, &mut notes.lines);
    // The first line is the version of the language, which knows no place.
    if let (Some(first), Some(version)) = (places.first_mut(), &file.language_version) {
        first.0 = version.span.start.max(1);
    }
    let known = Beside::of(places.iter().map(|place| place.0));
    for comment in comments {
        match known.find(comment) {
            Some((i, false)) if notes.lines.get(i).is_some_and(|note| note.behind.is_none()) => {
                if let Some(note) = notes.lines.get_mut(i) {
                    note.behind = Some(comment.text.clone());
                }
            }
            Some((i, _)) => {
                let depth = places.get(i).map_or(0, |place| place.1);
                if let Some(note) = notes.lines.get_mut(i) {
                    note.above.push(alone(comment, depth));
                }
            }
            None => notes.end.push(alone(comment, 0)),
        }
    }
    print::page(lines, &notes)
}

fn alone(comment: &Comment, depth: usize) -> print::Comment {
    print::Comment { text: comment.text.clone(), depth, blank: false }
}

/// The place and depth of each line, in order; blank lines as where nobody wrote any.
fn walk(lines: &[Line], depth: usize, places: &mut Vec<(u32, usize)>, notes: &mut Vec<Note>) {
    for line in lines {
        places.push((line.at, depth));
        notes.push(Note { blank: line.apart == Apart::Usually, ..Note::default() });
        walk(&line.below, depth + 1, places, notes);
    }
}
