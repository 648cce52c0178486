//! Makes what happened what is recorded: rewrites recorded lines and nothing else.

use crate::ast::{Conversations, Spelling, Turn};
use crate::compare::Change;
use crate::parse::spelling;
use crate::report::{Report, Verdict};
use huashu_dsl::Span;

/// Why a file cannot be accepted: these conversations failed (by their place among the reports).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Titles of the conversations that failed.
    pub failed: Vec<String>,
}

/// The text of the file with its recorded lines as the reports show them: the content of `x.chat.new`.
///
/// Every byte that is not a recorded line stays: the customer's lines, setups, musts, `店*:`, comments, blank lines, line ends.
///
/// # Errors
/// [`Refused`] while a conversation failed, so that no review tool can accept over a must.
pub fn accept(text: &str, conversations: &Conversations, reports: &[Report]) -> Result<String, Refused> {
    let failed: Vec<String> =
        reports.iter().filter(|r| r.verdict() == Verdict::Failed).map(|r| r.title.clone()).collect();
    if !failed.is_empty() {
        return Err(Refused { failed });
    }
    let differing = reports.iter().any(|r| r.verdict() != Verdict::Passed);
    if !differing {
        return Ok(text.to_owned());
    }
    let end = line_end(text);
    let closed = if text.ends_with('\n') { text.to_owned() } else { format!("{text}{end}") };
    let mut edits = Edits { text: &closed, spelling: spelling(text), end, list: Vec::new() };
    for report in reports {
        let turns = conversations.cases.get(report.case).map_or(&[][..], |case| &case.turns);
        for (turn, played) in turns.iter().zip(&report.turns).filter(|(_, played)| !played.is_same()) {
            edits.turn(turn, &played.changes);
        }
    }
    Ok(edits.apply())
}

fn line_end(text: &str) -> &'static str {
    if text.split_inclusive('\n').next().is_some_and(|first| first.ends_with("\r\n")) { "\r\n" } else { "\n" }
}

struct Edits<'t> {
    text: &'t str,
    spelling: Spelling,
    end: &'static str,
    /// Ranges of bytes with what replaces them.
    list: Vec<(usize, usize, String)>,
}

impl Edits<'_> {
    fn turn(&mut self, turn: &Turn, changes: &[Change]) {
        let mut at = match turn.recorded.first() {
            Some(first) => self.lines_of(first.span).0,
            None => self.lines_of(turn.span).1,
        };
        for change in changes {
            match change {
                Change::Same(i) | Change::Any(i, _) | Change::Missing(i) => {
                    let Some(recorded) = turn.recorded.get(*i) else { continue };
                    let (start, end) = self.lines_of(recorded.span);
                    if matches!(change, Change::Missing(_)) {
                        self.list.push((start, end, String::new()));
                    }
                    at = end;
                }
                Change::Extra(shown) => {
                    self.list.push((at, at, format!("{}{}", shown.line(self.spelling), self.end)));
                }
            }
        }
    }

    /// From the start of the first line under `span` to behind the end of the last.
    fn lines_of(&self, span: Span) -> (usize, usize) {
        let (start, end) = (span.start as usize, span.end as usize);
        let start = self.text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |i| i + 1);
        let end =
            self.text.get(end..).and_then(|after| after.find('\n')).map_or(self.text.len(), |i| end + i + 1);
        (start, end)
    }

    fn apply(mut self) -> String {
        self.list.sort_by_key(|(start, end, _)| (*start, *end));
        let mut out = String::with_capacity(self.text.len());
        let mut at = 0;
        for (start, end, new) in &self.list {
            out.push_str(self.text.get(at..*start).unwrap_or_default());
            out.push_str(new);
            at = (*end).max(at);
        }
        out.push_str(self.text.get(at..).unwrap_or_default());
        out
    }
}
