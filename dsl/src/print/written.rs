//! Which lines a tree was read from, so that what shared a line, or a head line, shares one again.

use crate::layout;

/// The lines of a file that was read, in order, each with the line it stands below.
#[derive(Debug)]
pub(crate) struct Written {
    starts: Vec<u32>,
    heads: Vec<Option<usize>>,
}

impl Written {
    /// Numbers the lines of a file.
    pub(crate) fn new(lines: &[layout::Line]) -> Self {
        let mut written = Self { starts: Vec::new(), heads: Vec::new() };
        written.add(lines, None);
        written
    }

    fn add(&mut self, lines: &[layout::Line], head: Option<usize>) {
        for line in lines {
            let number = self.starts.len();
            self.starts.push(line.span.start);
            self.heads.push(head);
            self.add(&line.children, Some(number));
        }
    }

    /// The line in which byte `at` stands.
    fn line(&self, at: u32) -> Option<usize> {
        self.starts.partition_point(|&start| start <= at).checked_sub(1)
    }

    /// The line below which the line of byte `at` stands.
    fn head(&self, at: u32) -> Option<usize> {
        self.line(at).and_then(|line| self.heads.get(line).copied().flatten())
    }
}

/// What parts of a list have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shared {
    /// Their line.
    Line,
    /// The line below which theirs stand.
    Head,
}

impl super::Printer<'_> {
    /// Splits a list where the source has a new line, or a new head line; a list that was never text stays whole.
    pub(super) fn groups<'t, T>(
        &self,
        list: &'t [T],
        shared: Shared,
        at: impl Fn(&T) -> u32,
    ) -> impl Iterator<Item = &'t [T]> {
        let place = move |part: &T| match (self.written, shared) {
            (None, _) => None,
            (Some(written), Shared::Line) => written.line(at(part)),
            (Some(written), Shared::Head) => written.head(at(part)),
        };
        list.chunk_by(move |a, b| place(a) == place(b))
    }
}
