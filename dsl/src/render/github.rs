//! Findings as workflow commands of GitHub Actions, which shows them beside the changed lines of a pull request.

use super::{Files, sorted};
use crate::codes;
use crate::diagnostic::{Diagnostic, Lang, Severity};
use crate::source::Sources;

/// One line a finding: `::error file=…,line=…,col=…,endLine=…,endColumn=…,title=…::message`.
///
/// The message holds the fix too. GitHub reads `endColumn` as the last column, and columns only where a finding stays on one line.
#[must_use]
pub fn lines(sources: &Sources, diagnostics: &[Diagnostic], lang: Lang) -> String {
    let files = Files::of(sources, diagnostics);
    sorted(diagnostics).into_iter().map(|d| files.command(d, lang) + "\n").collect()
}

impl Files<'_> {
    fn command(&self, d: &Diagnostic, lang: Lang) -> String {
        let kind = match d.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let range = self.range(d.span);
        let (start, end) = (range.start, range.end);
        let mut place =
            format!("file={},line={},endLine={}", property(self.path(d.span.source)), start.line, end.line);
        if start.line == end.line {
            let last = (end.column - 1).max(start.column);
            place.push_str(&format!(",col={},endColumn={last}", start.column));
        }
        let title = match codes::title(d.code, lang) {
            Some(title) => format!("{} {title}", d.code.0),
            None => d.code.0.to_owned(),
        };
        let mut message = d.message.get(lang).to_owned();
        if let Some(fix) = &d.fix {
            message.push('\n');
            message.push_str(fix.message.get(lang));
        }
        format!("::{kind} {place},title={}::{}", property(&title), data(&message))
    }
}

/// The escapes of what stands behind the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The escapes of a property, which a comma ends.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
