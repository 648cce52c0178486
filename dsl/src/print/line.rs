//! A printed line before it is laid out: words, and brackets that may be broken into several lines.

/// A line with the lines below it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    /// What it says.
    pub(crate) words: Words,
    /// Where in the source something of it stands; lines of one block are in this order.
    pub(crate) at: u32,
    /// The lines of its block.
    pub(crate) below: Vec<Line>,
    /// Whether a blank line stands before it.
    pub(crate) apart: Apart,
}

/// Whether a blank line stands before a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Apart {
    /// As the author wrote it; none where nobody wrote it.
    #[default]
    AsWritten,
    /// As the author wrote it; one where nobody wrote it.
    Usually,
    /// One.
    Always,
}

impl Line {
    /// A line of `words`, of which something stands at `at` in the source.
    pub(super) fn new(at: u32, words: Words) -> Self {
        Self { words, at, ..Self::default() }
    }

    /// The head of `below`, which stands wherever that begins.
    pub(super) fn head(words: Words, below: Vec<Line>) -> Self {
        let at = below.first().map_or(0, |first| first.at);
        Self { words, at, below, apart: Apart::AsWritten }
    }

    /// The line with a block below it.
    pub(super) fn over(mut self, below: Vec<Line>) -> Self {
        self.below = below;
        self
    }
}

/// Puts the lines of a block that may stand in any order into that of the source.
pub(super) fn in_order(mut lines: Vec<Line>) -> Vec<Line> {
    lines.sort_by_key(|line| line.at);
    lines
}

/// Words and brackets in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    /// The parts, with the spaces between them.
    pub(super) parts: Vec<Part>,
}

/// A part of a line.
#[derive(Debug, Clone)]
pub(super) enum Part {
    /// Stays in one line.
    Text(String),
    /// May be broken: one item a line.
    Brackets(Brackets),
}

/// `(a, b)`, `[a, b]` or `{a, b}`.
#[derive(Debug, Clone)]
pub(super) struct Brackets {
    /// The opening bracket.
    pub(super) open: char,
    /// What stands between the commas.
    pub(super) items: Vec<Item>,
    /// The closing bracket.
    pub(super) close: char,
}

/// What stands between two commas.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// Where it begins in the source.
    pub(super) at: u32,
    /// What it says.
    pub(super) words: Words,
}

impl Words {
    /// One word.
    pub(super) fn of(word: impl Into<String>) -> Self {
        Self { parts: vec![Part::Text(word.into())] }
    }

    /// Adds a word behind a space; no word adds nothing.
    pub(super) fn word(self, word: impl AsRef<str>) -> Self {
        let word = word.as_ref();
        if word.is_empty() { self } else { self.space().glued(word) }
    }

    /// Adds text right behind what is there.
    pub(super) fn glued(mut self, text: impl AsRef<str>) -> Self {
        match self.parts.last_mut() {
            Some(Part::Text(last)) => last.push_str(text.as_ref()),
            _ => self.parts.push(Part::Text(text.as_ref().to_owned())),
        }
        self
    }

    /// Adds words behind a space.
    pub(super) fn then(self, more: Self) -> Self {
        if more.parts.is_empty() { self } else { self.space().with(more) }
    }

    /// Adds words right behind what is there.
    pub(super) fn with(mut self, more: Self) -> Self {
        for part in more.parts {
            match part {
                Part::Text(text) => self = self.glued(text),
                brackets @ Part::Brackets(_) => self.parts.push(brackets),
            }
        }
        self
    }

    /// Adds brackets right behind what is there.
    pub(super) fn brackets(mut self, open: char, items: Vec<Item>, close: char) -> Self {
        self.parts.push(Part::Brackets(Brackets { open, items, close }));
        self
    }

    fn space(self) -> Self {
        if self.parts.is_empty() { self } else { self.glued(" ") }
    }

    /// All of it in one line.
    pub(crate) fn flat(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    fn write(&self, out: &mut String) {
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Brackets(brackets) => brackets.write(out),
            }
        }
    }
}

impl Brackets {
    fn write(&self, out: &mut String) {
        out.push(self.open);
        for (i, item) in self.items.iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            item.words.write(out);
        }
        out.push(self.close);
    }

    /// All of it in one line.
    pub(super) fn flat(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }
}
