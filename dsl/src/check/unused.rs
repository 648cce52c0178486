//! Names that are declared and never used.

use super::declare::Declared;
use super::{Checker, Kind};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::source::SourceId;

/// Warns of intents, snippets, tables and metrics of the shop that nothing names.
pub(crate) fn check(checker: &Checker<'_>, declared: &Declared<'_>) {
    let used = checker.used.borrow().clone();
    for kind in [Kind::Intent, Kind::Snippet, Kind::Table, Kind::Track] {
        for (name, span) in declared.names(kind) {
            let built_in = name.starts_with("内置.") || span.source == SourceId::BUILTIN;
            if built_in || used.contains(&(kind, name.clone())) {
                continue;
            }
            let code = if kind == Kind::Intent { "W0306" } else { "W0405" };
            let message = Message::new(format!("“{name}”没有用到。"), format!("\"{name}\" is never used."));
            checker.report(Diagnostic::new(Code(code), span, message));
        }
    }
}
