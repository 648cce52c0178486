//! pest alone, for benches that set the compiler against it: every line of a file with the rule that reads it, ready to be matched.

use super::grammar::{self, Rule};
use super::{Reader, Written};
use crate::layout::{self, Line};
use crate::source::SourceId;

/// The logical lines of texts, each with its rule. What is not of a line - folding, blocks, keywords, the tree - has been done before.
#[derive(Debug)]
pub struct Lines(Vec<(Line, Rule)>);

impl Lines {
    /// The lines of `text` that the grammar reads.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let laid = layout::layout(SourceId::BUILTIN, text);
        let mut reader = Reader::new(Written::Flow, Vec::new());
        reader.forms = Some(Vec::new());
        reader.file(&laid);
        Self(reader.forms.unwrap_or_default())
    }

    /// Matches every line, and gives how many the grammar reads.
    #[must_use]
    pub fn read(&self) -> usize {
        self.0.iter().filter(|(line, rule)| grammar::fits(*rule, line.text())).count()
    }
}
