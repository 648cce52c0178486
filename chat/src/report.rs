//! How conversations went, for people and for accepting.

use crate::ast::{Case, Conversations, Recorded, Spelling};
use crate::compare::Change;
use crate::parse::spelling;
use crate::shown::line;
use huashu_dsl::{Diagnostic, Lang, Span};

/// How one conversation went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Its place in [`Conversations::cases`].
    pub case: usize,
    /// Its title.
    pub title: String,
    /// Where its title stands.
    pub span: Span,
    /// One a turn that was reached, in order; the opening first.
    pub turns: Vec<Played>,
    /// What failed: a must, a call without a mock, a button that was not there. Nothing here can be accepted.
    pub problems: Vec<Diagnostic>,
}

/// How one turn went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Played {
    /// Its lines, recorded and shown.
    pub changes: Vec<Change>,
}

impl Played {
    /// Whether what happened is what was recorded.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.changes.iter().all(|c| matches!(c, Change::Same(_) | Change::Any(..)))
    }
}

/// The three ways a conversation can end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Everything as recorded, every must holds.
    Passed,
    /// Recorded lines differ; they may be accepted.
    Differs,
    /// A must fails, or it could not be played to its end.
    Failed,
}

impl Report {
    /// How it ended.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if !self.problems.is_empty() {
            Verdict::Failed
        } else if self.turns.iter().all(Played::is_same) {
            Verdict::Passed
        } else {
            Verdict::Differs
        }
    }
}

/// Whether the human report is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// Plain text.
    Never,
    /// ANSI: green for what happens, red for what was recorded.
    Ansi,
}

/// The human report of one conversation: its title, and of each turn that differs the input with `-` recorded and `+` shown lines.
/// The problems come last, one sentence each; for carets, render [`Report::problems`] with the source at hand.
#[must_use]
pub fn render(
    conversations: &Conversations,
    report: &Report,
    text: &str,
    lang: Lang,
    colour: Colour,
) -> String {
    let pen = Pen { colour, spelling: spelling(text) };
    let mut out = pen.title(report);
    if let Some(case) = conversations.cases.get(report.case) {
        for (played, turn) in report.turns.iter().zip(&case.turns).filter(|(p, _)| !p.is_same()) {
            let input = text.get(turn.span.start as usize..turn.span.end as usize).unwrap_or_default();
            input.lines().for_each(|l| out.push_str(&format!("    {}\n", l.trim_end())));
            played.changes.iter().for_each(|change| pen.change(&mut out, change, &turn.recorded));
        }
        out.push_str(&unreached(case, report, lang));
    }
    for found in &report.problems {
        let place = match (found.span.source == report.span.source, lang) {
            (false, _) => String::new(),
            (true, Lang::Zh) => format!("第 {} 行 ", line_of(text, found.span)),
            (true, Lang::En) => format!("line {} ", line_of(text, found.span)),
        };
        let said = format!("  {place}{} {}", found.code.0, found.message.get(lang));
        out.push_str(&pen.paint(RED, &said));
        out.push('\n');
        if let Some(fix) = &found.fix {
            out.push_str(&format!("    {}\n", fix.message.get(lang)));
        }
    }
    out
}

/// The number of the line on which `span` begins.
fn line_of(text: &str, span: Span) -> usize {
    text.get(..span.start as usize).map_or(0, |before| before.matches('\n').count()) + 1
}

fn unreached(case: &Case, report: &Report, lang: Lang) -> String {
    match (case.turns.len().saturating_sub(report.turns.len()), lang) {
        (0, _) => String::new(),
        (n, Lang::Zh) => format!("    （后面 {n} 轮没有演到）\n"),
        (n, Lang::En) => format!("    ({n} more turns were not reached)\n"),
    }
}

const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";

struct Pen {
    colour: Colour,
    spelling: Spelling,
}

impl Pen {
    fn title(&self, report: &Report) -> String {
        let (mark, colour) = match report.verdict() {
            Verdict::Passed => ("✓", GREEN),
            Verdict::Differs => ("≠", YELLOW),
            Verdict::Failed => ("✗", RED),
        };
        format!("{} {}\n", self.paint(colour, mark), report.title)
    }

    fn change(&self, out: &mut String, change: &Change, recorded: &[Recorded]) {
        let written =
            |i: &usize| recorded.get(*i).map(|r| line(r.kind, &r.text, self.spelling)).unwrap_or_default();
        let drawn = match change {
            Change::Same(i) => format!("    {}", written(i)),
            Change::Any(i, _) => format!("  ~ {}", written(i)),
            Change::Missing(i) => self.paint(RED, &format!("  - {}", written(i))),
            Change::Extra(shown) => self.paint(GREEN, &format!("  + {}", shown.line(self.spelling))),
        };
        out.push_str(drawn.trim_end());
        out.push('\n');
    }

    fn paint(&self, code: &str, text: &str) -> String {
        match self.colour {
            Colour::Never => text.to_owned(),
            Colour::Ansi => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        }
    }
}
