//! Findings as SARIF 2.1.0 (OASIS, 2020), the form that code hosts and editors exchange.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Files, Range, sorted};
use crate::codes;
use crate::diagnostic::{Certainty, Code, Diagnostic, Lang, Severity};
use crate::source::{Sources, Span};

/// A log with one run of huashu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    language: &'static str,
    column_kind: &'static str,
    results: Vec<Finding<'a>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Text<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Help>,
    default_configuration: Configuration,
}

/// What is said of a rule at length.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Help {
    /// As plain text.
    pub text: String,
    /// As Markdown.
    pub markdown: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Text<T> {
    text: T,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding<'a> {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Text<String>,
    locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Fix<'a>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text<&'a str>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Fix<'a> {
    description: Text<&'a str>,
    artifact_changes: Vec<Change<'a>>,
    properties: FixProperties,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct FixProperties {
    /// Whether `huashu check --fix` makes it.
    sure: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'a> {
    artifact_location: Artifact,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region,
    inserted_content: Text<&'a str>,
}

/// The findings as a log, in one language. `help` says at length what a code means.
#[must_use]
pub fn log<'a>(
    sources: &'a Sources,
    diagnostics: &'a [Diagnostic],
    lang: Lang,
    help: &dyn Fn(Code) -> Option<Help>,
) -> Log<'a> {
    let files = Files::of(sources, diagnostics);
    let sorted = sorted(diagnostics);
    let mut codes: Vec<Code> = sorted.iter().map(|d| d.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let index: BTreeMap<Code, usize> = codes.iter().enumerate().map(|(i, code)| (*code, i)).collect();
    let finding = |d: &'a Diagnostic| files.result(d, lang, index.get(&d.code).copied().unwrap_or(0));
    let driver = Driver {
        name: "huashu",
        semantic_version: env!("CARGO_PKG_VERSION"),
        rules: codes.iter().map(|code| rule(*code, lang, help(*code))).collect(),
    };
    let run = Run {
        tool: Tool { driver },
        language: match lang {
            Lang::Zh => "zh-CN",
            Lang::En => "en-US",
        },
        column_kind: "unicodeCodePoints",
        results: sorted.into_iter().map(finding).collect(),
    };
    Log { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] }
}

fn rule(code: Code, lang: Lang, help: Option<Help>) -> Rule {
    Rule {
        id: code.0,
        short_description: Text { text: codes::title(code, lang).unwrap_or(code.0).to_owned() },
        help,
        default_configuration: Configuration { level: level(code.severity()) },
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

impl<'s> Files<'s> {
    fn result<'a>(&self, d: &'a Diagnostic, lang: Lang, rule_index: usize) -> Finding<'a>
    where
        's: 'a,
    {
        let mut message = d.message.get(lang).to_owned();
        if let Some(fix) = &d.fix {
            message.push('\n');
            message.push_str(fix.message.get(lang));
        }
        let related = d.labels.iter().enumerate().map(|(i, label)| {
            self.sarif_location(label.span, Some(i + 1), Some(Text { text: label.message.get(lang) }))
        });
        Finding {
            rule_id: d.code.0,
            rule_index,
            level: level(d.severity),
            message: Text { text: message },
            locations: [self.sarif_location(d.span, None, None)],
            related_locations: related.collect(),
            fixes: d
                .fix
                .iter()
                .filter(|fix| !fix.edits.is_empty())
                .map(|fix| self.sarif_fix(fix, lang))
                .collect(),
        }
    }

    fn sarif_location<'a>(
        &self,
        span: Span,
        id: Option<usize>,
        message: Option<Text<&'a str>>,
    ) -> Location<'a> {
        let physical_location =
            Physical { artifact_location: self.artifact(span), region: region(self.range(span)) };
        Location { id, physical_location, message }
    }

    fn sarif_fix<'a>(&self, fix: &'a crate::Fix, lang: Lang) -> Fix<'a> {
        let mut changes: BTreeMap<Artifact, Vec<Replacement<'a>>> = BTreeMap::new();
        for edit in &fix.edits {
            changes.entry(self.artifact(edit.span)).or_default().push(Replacement {
                deleted_region: region(self.range(edit.span)),
                inserted_content: Text { text: &edit.text },
            });
        }
        let change = |(artifact_location, replacements)| Change { artifact_location, replacements };
        Fix {
            description: Text { text: fix.message.get(lang) },
            artifact_changes: changes.into_iter().map(change).collect(),
            properties: FixProperties { sure: fix.certainty == Certainty::Sure },
        }
    }

    fn artifact(&self, span: Span) -> Artifact {
        Artifact { uri: uri(self.path(span.source)) }
    }
}

fn region(range: Range) -> Region {
    let Range { start, end } = range;
    Region { start_line: start.line, start_column: start.column, end_line: end.line, end_column: end.column }
}

/// A path as a relative reference (RFC 3986): other characters than letters, digits and `-._~/` are escaped.
fn uri(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    let escape = |b: u8| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") };
    path.bytes().map(escape).collect()
}
