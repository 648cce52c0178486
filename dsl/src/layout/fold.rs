//! Folding of full-width forms, and the map from the folded text back to the source.

use crate::source::{SourceId, Span};

/// Stands for any opening quote in folded text, so that the grammar sees one kind.
pub(crate) const QUOTE_OPEN: char = '\u{E000}';
/// Stands for any closing quote in folded text.
pub(crate) const QUOTE_CLOSE: char = '\u{E001}';

/// The form in which `c` is read outside quotes.
pub(crate) fn fold(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '、' => ',',
        '\u{3000}' | '\t' | '\u{A0}' => ' ',
        QUOTE_OPEN | QUOTE_CLOSE => char::REPLACEMENT_CHARACTER,
        _ => c,
    }
}

/// Folded text that knows for each character where in the source it was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Folded {
    text: String,
    /// Stretches of the text, from its first byte to its last without a gap.
    runs: Vec<Run>,
    /// The bytes of the commas that were written `、`, which stands in no number.
    pauses: Vec<usize>,
    /// Where it would stand if it were empty.
    origin: u32,
}

/// A stretch of folded text.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Run {
    /// Its first byte in the folded text.
    at: usize,
    /// Where it begins in the source.
    start: u32,
    /// For one character that is as long in the source as it is not in the text, where that ends there; none for a stretch that is as
    /// long here as there, character by character.
    end: Option<u32>,
}

impl Folded {
    /// No text yet; it begins at byte `origin` of the source.
    pub(crate) fn new(origin: u32) -> Self {
        Self { origin, ..Self::default() }
    }

    /// With room for so many bytes, as far as that is a usual line.
    pub(crate) fn with_room(mut self, bytes: Option<usize>) -> Self {
        const USUAL: usize = 256;
        self.text.reserve(bytes.unwrap_or_default().min(USUAL));
        self
    }

    /// Adds `c`, read from the bytes `start..end` of the source.
    pub(crate) fn push(&mut self, c: char, start: u32, end: u32) {
        let at = self.text.len();
        let same_length = end.checked_sub(start).is_some_and(|n| n as usize == c.len_utf8());
        let goes_on = |run: &Run| run.end.is_none() && run.place(at) == start;
        if !(same_length && self.runs.last().is_some_and(goes_on)) {
            self.runs.push(Run { at, start, end: (!same_length).then_some(end) });
        }
        self.text.push(c);
    }

    /// Adds `text`, read unchanged from byte `start` of the source on.
    pub(crate) fn push_unchanged(&mut self, text: &str, start: u32) {
        let at = self.text.len();
        let goes_on = |run: &Run| run.end.is_none() && run.place(at) == start;
        if !self.runs.last().is_some_and(goes_on) {
            self.runs.push(Run { at, start, end: None });
        }
        self.text.push_str(text);
    }

    /// Adds the comma that a `、` is read as.
    pub(crate) fn push_pause(&mut self, start: u32, end: u32) {
        self.pauses.push(self.text.len());
        self.push(',', start, end);
    }

    /// Whether the comma at byte `at` was written `、`.
    pub(crate) fn is_pause(&self, at: usize) -> bool {
        self.pauses.binary_search(&at).is_ok()
    }

    /// Removes the last character, if it is `c`.
    pub(crate) fn drop_last(&mut self, c: char) {
        if self.text.ends_with(c) {
            self.text.pop();
            let length = self.text.len();
            self.runs.pop_if(|run| run.at >= length);
        }
    }

    /// Removes the spaces at the end.
    pub(crate) fn trim_end(&mut self) {
        while self.text.ends_with(' ') {
            self.drop_last(' ');
        }
    }

    /// The folded text.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Where the folded bytes `start..end` stand in the source; an empty range stands before the character at `start`.
    pub(crate) fn span(&self, source: SourceId, start: usize, end: usize) -> Span {
        // Most lines are one stretch.
        if let [Run { at: 0, end: None, start: from }] = self.runs.as_slice()
            && start <= end
            && self.text.get(start..end).is_some()
        {
            let at = |byte| from.saturating_add(u32::try_from(byte).unwrap_or(u32::MAX));
            return Span { source, start: at(start), end: at(end) };
        }
        let last = self.behind_all();
        let first = if start < self.text.len() { self.place(start) } else { last };
        let behind = match end {
            _ if end <= start => first,
            _ if end >= self.text.len() => last,
            _ => self.end_before(end),
        };
        Span { source, start: first, end: behind.max(first) }
    }

    /// What stands behind the first `at` bytes, without the spaces it begins with.
    pub(crate) fn behind(&self, at: usize) -> Self {
        let rest = self.text.get(at..).unwrap_or_default();
        let at = at + (rest.len() - rest.trim_start_matches(' ').len());
        let text = self.text.get(at..).unwrap_or_default().to_owned();
        if text.is_empty() {
            return Self::new(self.behind_all());
        }
        let within = self.run(at).map(|run| if run.end.is_some() { run } else { run.from(at) });
        let later = self.runs.iter().copied().filter(|run| run.at > at);
        let runs = within.into_iter().chain(later).map(|run| Run { at: run.at.saturating_sub(at), ..run });
        let pauses = self.pauses.iter().filter_map(|pause| pause.checked_sub(at)).collect();
        Self { origin: self.place(at), runs: runs.collect(), pauses, text }
    }

    /// Where the source goes on behind all of it.
    fn behind_all(&self) -> u32 {
        if self.text.is_empty() { self.origin } else { self.end_before(self.text.len()) }
    }

    /// The stretch that holds byte `at`.
    fn run(&self, at: usize) -> Option<Run> {
        let behind = self.runs.partition_point(|run| run.at <= at);
        self.runs.get(behind.checked_sub(1)?).copied()
    }

    /// Where the character that holds byte `at` begins in the source.
    fn place(&self, at: usize) -> u32 {
        let at = (0..=at).rev().find(|i| self.text.is_char_boundary(*i)).unwrap_or(0);
        self.run(at).map_or(self.origin, |run| run.place(at))
    }

    /// Where the character that holds the byte before `end` ends in the source.
    fn end_before(&self, end: usize) -> u32 {
        let end = (end..=self.text.len()).find(|i| self.text.is_char_boundary(*i)).unwrap_or(end);
        match end.checked_sub(1).and_then(|last| self.run(last)) {
            Some(Run { end: Some(there), .. }) => there,
            Some(run) => run.place(end),
            None => self.origin,
        }
    }
}

impl Run {
    /// Where byte `at` of the text, which lies in it or right behind it, stands in the source.
    fn place(&self, at: usize) -> u32 {
        match self.end {
            Some(_) => self.start,
            None => self.start.saturating_add(u32::try_from(at.saturating_sub(self.at)).unwrap_or(u32::MAX)),
        }
    }

    /// The rest of it from byte `at` on.
    fn from(self, at: usize) -> Self {
        Self { at, start: self.place(at), ..self }
    }
}
