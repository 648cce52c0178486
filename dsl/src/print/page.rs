//! Lines to text: indentation, blank lines, comments, and brackets broken where a line would be too long.

use unicode_width::UnicodeWidthStr;

use super::line::{Apart, Line};
use super::wrap;

/// How many columns a line may take before its brackets are broken.
pub(super) const WIDTH: usize = 120;

/// How many columns each level of blocks is indented.
pub(super) const INDENT: usize = 2;

/// What the author wrote beside the lines: comments and blank lines, for each line in order.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    /// Beside each line; none where the tree was never text.
    pub(crate) lines: Vec<Note>,
    /// Comments behind the last line.
    pub(crate) end: Vec<Comment>,
}

/// What the author wrote beside one line.
#[derive(Debug, Default)]
pub(crate) struct Note {
    /// Comments on lines of their own, above it.
    pub(crate) above: Vec<Comment>,
    /// Whether a blank line stands right above it.
    pub(crate) blank: bool,
    /// Comments between its brackets.
    pub(crate) inside: Vec<Inside>,
    /// The comment behind it.
    pub(crate) behind: Option<String>,
}

/// A comment on a line of its own.
#[derive(Debug)]
pub(crate) struct Comment {
    /// With its mark.
    pub(crate) text: String,
    /// How deep it stands, in blocks.
    pub(crate) depth: usize,
    /// Whether a blank line stands right above it.
    pub(crate) blank: bool,
}

/// A comment between brackets.
#[derive(Debug, Clone)]
pub(crate) struct Inside {
    /// With its mark.
    pub(crate) text: String,
    /// Where it begins in the source.
    pub(crate) at: u32,
    /// Whether it stands on a line of its own.
    pub(crate) alone: bool,
}

/// A line of text.
#[derive(Debug, Default)]
pub(super) struct Physical {
    pub(super) blank: bool,
    pub(super) indent: usize,
    pub(super) text: String,
    pub(super) comment: Option<String>,
}

/// The text of lines and of what was written beside them.
pub(crate) fn page(lines: &[Line], notes: &Notes) -> String {
    let mut page = Page { notes: notes.lines.iter(), written: !notes.lines.is_empty(), out: Vec::new() };
    page.block(lines, 0);
    page.comments(&notes.end);
    align(&mut page.out);
    let mut text = String::new();
    for line in &page.out {
        line.write(&mut text);
    }
    text
}

struct Page<'n> {
    notes: std::slice::Iter<'n, Note>,
    written: bool,
    out: Vec<Physical>,
}

impl Page<'_> {
    fn block(&mut self, lines: &[Line], depth: usize) {
        for (i, line) in lines.iter().enumerate() {
            self.line(line, depth, i == 0);
            self.block(&line.below, depth + 1);
        }
    }

    fn line(&mut self, line: &Line, depth: usize, first: bool) {
        let from = self.out.len();
        let none = Note::default();
        let note = self.notes.next().unwrap_or(&none);
        self.comments(&note.above);
        let blank = note.blank || (line.apart == Apart::Usually && !self.written);
        let (mut broken, left) = wrap::wrap(&line.words, depth * INDENT, &note.inside);
        for comment in left {
            self.out.push(Physical { indent: depth * INDENT, comment: Some(comment), ..Physical::default() });
        }
        if let Some(head) = broken.first_mut() {
            head.blank = blank;
        }
        if let Some(last) = broken.last_mut() {
            last.comment.clone_from(&note.behind);
        }
        self.out.extend(broken);
        self.set_apart(from, depth, first, line.apart);
    }

    /// A block begins without a blank line; what stands apart has one above it, or above its comments.
    fn set_apart(&mut self, from: usize, depth: usize, first: bool, apart: Apart) {
        let Some(new) = self.out.get_mut(from..) else { return };
        if first && let Some(head) = new.first_mut() {
            head.blank = false;
        }
        let apart = apart == Apart::Always && !(first && depth > 0) && from > 0;
        if apart && !new.iter().any(|line| line.blank) {
            let its_own = new.iter_mut().find(|line| line.indent == depth * INDENT);
            its_own.into_iter().for_each(|line| line.blank = true);
        }
    }

    fn comments(&mut self, comments: &[Comment]) {
        for comment in comments {
            self.out.push(Physical {
                blank: comment.blank && !self.out.is_empty(),
                indent: comment.depth * INDENT,
                text: String::new(),
                comment: Some(comment.text.clone()),
            });
        }
    }
}

impl Physical {
    fn write(&self, out: &mut String) {
        if self.blank {
            out.push('\n');
        }
        out.extend(std::iter::repeat_n(' ', self.indent));
        out.push_str(&self.text);
        out.push_str(self.comment.as_deref().unwrap_or_default());
        out.push('\n');
    }
}

/// Comments behind lines that follow one another stand under one another, two columns behind the longest of them.
fn align(lines: &mut [Physical]) {
    let behind = |line: &Physical| !line.text.is_empty() && line.comment.is_some();
    for run in lines.chunk_by_mut(|a, b| behind(a) && behind(b) && !b.blank && a.indent == b.indent) {
        let width = run.iter().map(|line| line.text.width()).max().unwrap_or(0);
        for line in run.iter_mut().filter(|line| behind(line)) {
            let gap = width.saturating_sub(line.text.width()) + 2;
            line.text.extend(std::iter::repeat_n(' ', gap));
        }
    }
}
