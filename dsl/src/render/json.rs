//! Findings as one JSON object, for editors and scripts.
//!
//! The shape is promised: fields may be added, and `version` rises where one goes or changes its meaning. `docs/check.md`
//! describes it.

use serde::Serialize;

use super::{Files, Range, sorted};
use crate::diagnostic::{Certainty, Diagnostic, Message, Severity};
use crate::source::{Sources, Span};

/// The version of the shape.
pub const VERSION: u32 = 1;

/// Everything that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report<'a> {
    /// [`VERSION`].
    pub version: u32,
    /// How many findings are errors.
    pub errors: usize,
    /// How many are warnings.
    pub warnings: usize,
    /// The findings, by file and place.
    pub findings: Vec<Finding<'a>>,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding<'a> {
    /// Its code, such as `E0201`.
    pub code: &'static str,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// What is wrong.
    pub message: Words<'a>,
    /// Where.
    #[serde(flatten)]
    pub at: Location<'a>,
    /// Other places that explain it.
    pub labels: Vec<Label<'a>>,
    /// How to mend it.
    pub fix: Option<Fix<'a>>,
    /// The shortest conversation that shows it, as a piece of `.chat`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<&'a str>,
}

/// A sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Words<'a> {
    /// Chinese.
    pub zh: &'a str,
    /// English.
    pub en: &'a str,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Location<'a> {
    /// The path of the file, with `/`.
    pub file: &'a str,
    /// The first byte and the one behind the last.
    pub bytes: [u32; 2],
    /// The same as lines and columns.
    #[serde(flatten)]
    pub range: Range,
}

/// A place that explains a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Label<'a> {
    /// What is there.
    pub message: Words<'a>,
    /// Where.
    #[serde(flatten)]
    pub at: Location<'a>,
}

/// How to mend a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fix<'a> {
    /// In a sentence.
    pub message: Words<'a>,
    /// Whether `huashu check --fix` makes the edits.
    pub sure: bool,
    /// The edits that do it, all together.
    pub edits: Vec<Edit<'a>>,
}

/// What is replaced by what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edit<'a> {
    /// What stands there afterwards.
    pub text: &'a str,
    /// What is replaced.
    #[serde(flatten)]
    pub at: Location<'a>,
}

/// The findings as data.
#[must_use]
pub fn report<'a>(sources: &'a Sources, diagnostics: &'a [Diagnostic]) -> Report<'a> {
    let files = Files::of(sources, diagnostics);
    let errors = diagnostics.iter().filter(|d| d.is_error()).count();
    Report {
        version: VERSION,
        errors,
        warnings: diagnostics.len() - errors,
        findings: sorted(diagnostics).into_iter().map(|d| files.finding(d)).collect(),
    }
}

fn words(message: &Message) -> Words<'_> {
    Words { zh: &message.zh, en: &message.en }
}

impl<'s> Files<'s> {
    fn finding<'a>(&self, d: &'a Diagnostic) -> Finding<'a>
    where
        's: 'a,
    {
        let label = |l: &'a crate::Label| Label { message: words(&l.message), at: self.location(l.span) };
        let edit = |e: &'a crate::Edit| Edit { text: &e.text, at: self.location(e.span) };
        Finding {
            code: d.code.0,
            severity: match d.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            message: words(&d.message),
            at: self.location(d.span),
            labels: d.labels.iter().map(label).collect(),
            fix: d.fix.as_ref().map(|fix| Fix {
                message: words(&fix.message),
                sure: fix.certainty == Certainty::Sure && !fix.edits.is_empty(),
                edits: fix.edits.iter().map(edit).collect(),
            }),
            witness: d.witness.as_deref(),
        }
    }

    fn location(&self, span: Span) -> Location<'s> {
        Location { file: self.path(span.source), bytes: [span.start, span.end], range: self.range(span) }
    }
}
