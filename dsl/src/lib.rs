//! The huashu language: text in; a checked [`program::Program`], or every [`Diagnostic`] at once, out.
//!
//! Text goes through four stages, each in its own module: `layout` finds lines and blocks, `parse` reads each line with the grammar into
//! [`ast`], `check` resolves names and types, and `lower` flattens blocks into [`program`]. No stage reads a file or a clock.

pub mod ast;
mod check;
pub mod codes;
mod composed;
mod consequence;
mod convert;
mod csv;
mod diagnostic;
mod draft;
mod format;
pub mod graph;
mod hash;
pub mod keywords;
mod layout;
pub mod lock;
mod lower;
pub mod mend;
mod missing;
pub mod numeral;
pub(crate) mod parse;
mod print;
pub mod program;
pub mod render;
mod source;
pub mod suggest;
pub mod value;
mod yaml;

pub use check::{condition, literal};
pub use consequence::follows_from_a_lost_file;
pub use convert::{Refused as NotConverted, convert};
pub use diagnostic::{Certainty, Code, Diagnostic, Edit, Fix, Home, Label, Lang, Message, Severity, listed};
pub use draft::{Draft, Reach};
pub use format::{Refused, format};
pub use hash::{Hash, Hashes};
#[cfg(feature = "anchor")]
pub use parse::anchor::Lines;
pub use parse::{parse_call, parse_expr};
pub use print::print;
pub use source::{Form, Name, Source, SourceId, Sources, Span, Spanned};
pub use yaml::{keys as yaml_keys, schema as yaml_schema};

/// The built-in sentences and intents, in the language itself. Every shop is compiled after it and may re-declare its snippets.
pub(crate) const BUILTIN_FLOW: &str = include_str!("内置.flow");

/// What compiling gave.
#[derive(Debug)]
pub struct Compiled {
    /// The program; none where a diagnostic is an error.
    pub program: Option<program::Program>,
    /// Everything that was found, by file and place.
    pub diagnostics: Vec<Diagnostic>,
}

/// What of the shop is not in its flows: `huashu.yaml`.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// IANA name of the shop's time zone; empty means `Asia/Shanghai`.
    pub time_zone: String,
    /// Values of 店铺.X that replace those in the flows, as written in the language (`45 天`, `"小店"`, `30`).
    pub values: Vec<Given>,
    /// What the shop is checked for.
    pub stage: lock::Stage,
}

/// A value of 店铺.X that `huashu.yaml` gives.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Given {
    /// The name of the setting.
    pub name: String,
    /// The value, as written.
    pub written: String,
    /// Where the name stands.
    pub name_at: Span,
    /// Where the value stands.
    pub written_at: Span,
}

/// Reads a file that holds flows, whichever way it writes them; none where it holds something else.
fn read(id: SourceId, source: &Source) -> Option<(ast::File, Vec<Diagnostic>)> {
    Some(match source.form()? {
        Form::Flow => parse::parse(id, &source.text),
        Form::Yaml => yaml::parse(id, &source.text),
    })
}

/// Compiles a shop.
///
/// Every file is read and every mistake reported, whatever else is wrong. Never panics, whatever the text.
#[must_use]
pub fn compile(sources: &Sources, settings: &Settings) -> Compiled {
    compiled(sources, settings, Diagnostic::is_error)
}

/// Compiles a shop, and gives a program also where values may be unset (E0301): such a value is 无.
///
/// For tests of the findings themselves: the conversation that a finding carries can be played on what it was found in. Nothing that
/// serves customers may run such a program.
#[must_use]
pub fn compile_unproved(sources: &Sources, settings: &Settings) -> Compiled {
    compiled(sources, settings, |found| found.is_error() && found.code != check::UNPROVED)
}

/// Compiles a shop; no program comes of one with a finding that `stops`.
fn compiled(sources: &Sources, settings: &Settings, stops: fn(&Diagnostic) -> bool) -> Compiled {
    let read: Vec<_> = sources.iter().filter_map(|(id, source)| read(id, source)).collect();
    let files = check::Files { sources, parsed: read.iter().map(|(file, _)| file).collect() };
    let checked = check::check(&files, settings);
    let mut diagnostics = told(sources, read.iter().flat_map(|(_, found)| found), &checked);
    let sound = |all: &[Diagnostic]| !all.iter().any(stops);
    let mut program = sound(&diagnostics).then(|| checked.program());
    let released = sources.iter().find(|(_, source)| source.path == lock::FILE);
    if let (Some((id, source)), Some(made)) = (released, &program) {
        let released = (id, source.text.as_str());
        diagnostics.extend(lock::check(sources, made, &files.parsed, released, settings.stage));
        diagnostics.sort_by_key(|d| (d.span, d.code));
        program = program.filter(|_| sound(&diagnostics));
    }
    Compiled { program, diagnostics }
}

/// Everything that is wrong with a shop, by file and place, without what only follows from lines that could not be read.
fn told<'a>(
    sources: &Sources,
    unread: impl Iterator<Item = &'a Diagnostic>,
    checked: &check::Checked,
) -> Vec<Diagnostic> {
    let mut all: Vec<Diagnostic> = unread.cloned().collect();
    let mut found = checked.diagnostics();
    consequence::hold_back(sources, &all, &mut found);
    all.append(&mut found);
    all.sort_by_key(|d| (d.span, d.code));
    missing::fold(sources, &mut all);
    all.iter_mut().for_each(|d| d.message.shorten());
    all
}
