//! One printed line as lines of text: brackets are broken, one item a line, where it would be too long or a comment stands in them.

use unicode_width::UnicodeWidthStr;

use super::line::{Brackets, Item, Part, Words};
use super::page::{INDENT, Inside, Physical, WIDTH};
use crate::keywords;

/// The lines of text of one printed line, and the comments for which it has no brackets.
pub(super) fn wrap(words: &Words, indent: usize, inside: &[Inside]) -> (Vec<Physical>, Vec<String>) {
    let last = words.last_list();
    let left = if last.is_none() { inside } else { &[] };
    let (mut before, mut end) = (Vec::new(), Vec::new());
    for comment in inside.iter().filter(|_| last.is_some()) {
        match words.item_behind(comment.at) {
            Some(item) => before.push((item, comment)),
            None => end.push(comment),
        }
    }
    let last = last.filter(|_| !end.is_empty());
    let lines = vec![Physical { indent, ..Physical::default() }];
    let mut wrap = Wrap { before, end, last, lines };
    wrap.words(words, indent);
    (wrap.lines, left.iter().map(|comment| comment.text.clone()).collect())
}

impl Words {
    fn lists(&self) -> impl DoubleEndedIterator<Item = &Brackets> {
        self.parts.iter().filter_map(|part| match part {
            Part::Brackets(brackets) => Some(brackets),
            Part::Text(_) => None,
        })
    }

    /// The last brackets that are not empty and stand in no others.
    fn last_list(&self) -> Option<&Brackets> {
        self.lists().rfind(|brackets| !brackets.items.is_empty())
    }

    /// The place of the first item behind byte `at` that may begin a line.
    fn item_behind(&self, at: u32) -> Option<u32> {
        self.lists().flat_map(|brackets| &brackets.items).find_map(|item| {
            let here = (item.at > at && begins_line(item)).then_some(item.at);
            here.or_else(|| item.words.item_behind(at))
        })
    }
}

struct Wrap<'l> {
    /// Comments, each with the place of the item that it stands before.
    before: Vec<(u32, &'l Inside)>,
    /// Comments behind every item.
    end: Vec<&'l Inside>,
    /// The brackets that those stand in.
    last: Option<&'l Brackets>,
    lines: Vec<Physical>,
}

impl<'l> Wrap<'l> {
    fn words(&mut self, words: &'l Words, indent: usize) {
        let broken = self.broken(words, indent);
        for (i, part) in words.parts.iter().enumerate() {
            match part {
                Part::Text(text) => self.push(text),
                Part::Brackets(brackets) if broken.contains(&i) => self.brackets(brackets, indent),
                Part::Brackets(brackets) => self.push(&brackets.flat()),
            }
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(line) = self.lines.last_mut() {
            line.text.push_str(text);
        }
    }

    fn new_line(&mut self, indent: usize) {
        self.lines.push(Physical { indent, ..Physical::default() });
    }

    /// Which parts are broken: those with a comment in them, and from the last on as many as the width asks for.
    fn broken(&self, words: &Words, indent: usize) -> Vec<usize> {
        let mut broken = Vec::new();
        let mut whole = Vec::new();
        for (i, part) in words.parts.iter().enumerate() {
            match part {
                Part::Brackets(brackets) if self.is_last(brackets) || self.holds(brackets) => broken.push(i),
                Part::Brackets(brackets) if brackets.items.iter().any(begins_line) => whole.push(i),
                _ => {}
            }
        }
        while too_wide(words, &broken, indent)
            && let Some(next) = whole.pop()
        {
            broken.push(next);
        }
        broken
    }

    fn is_last(&self, brackets: &Brackets) -> bool {
        self.last.is_some_and(|last| std::ptr::eq(last, brackets))
    }

    /// Whether a comment stands in the brackets, or in brackets in them.
    fn holds(&self, brackets: &Brackets) -> bool {
        brackets.items.iter().any(|item| {
            self.before.iter().any(|(at, _)| *at == item.at)
                || item.words.lists().any(|inner| self.holds(inner))
        })
    }

    fn brackets(&mut self, brackets: &'l Brackets, indent: usize) {
        self.push(brackets.open.encode_utf8(&mut [0; 4]));
        let deeper = indent + INDENT;
        for (i, item) in brackets.items.iter().enumerate() {
            if i > 0 {
                self.push(",");
            }
            if begins_line(item) {
                let comments: Vec<_> =
                    self.before.iter().filter(|(at, _)| *at == item.at).map(|b| b.1).collect();
                self.comments(&comments, deeper);
                self.new_line(deeper);
            } else if i > 0 {
                self.push(" ");
            }
            self.words(&item.words, deeper);
        }
        if self.is_last(brackets) {
            let end = std::mem::take(&mut self.end);
            self.comments(&end, deeper);
        }
        self.new_line(indent);
        self.push(brackets.close.encode_utf8(&mut [0; 4]));
    }

    /// A comment stands behind the line it was written behind, if nothing does yet, and otherwise on a line of its own.
    fn comments(&mut self, comments: &[&Inside], indent: usize) {
        for comment in comments {
            let behind = self.lines.last_mut().filter(|line| !comment.alone && line.comment.is_none());
            match behind {
                Some(line) => line.comment = Some(comment.text.clone()),
                None => {
                    let comment = Some(comment.text.clone());
                    self.lines.push(Physical { indent, comment, ..Physical::default() });
                }
            }
        }
    }
}

/// Whether an item may begin a line: one that looks like a line of the language would end the brackets.
fn begins_line(item: &Item) -> bool {
    !keywords::heads(&format!("{},", item.words.flat()))
}

/// Whether a line of text is too wide when these of its brackets are broken.
fn too_wide(words: &Words, broken: &[usize], indent: usize) -> bool {
    let mut width = indent;
    for (i, part) in words.parts.iter().enumerate() {
        match part {
            Part::Text(text) => width += text.width(),
            Part::Brackets(_) if broken.contains(&i) => {
                if width + 1 > WIDTH {
                    return true;
                }
                width = indent + 1;
            }
            Part::Brackets(brackets) => width += brackets.flat().width(),
        }
    }
    width > WIDTH
}
