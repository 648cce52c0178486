//! Names that are declared and never used.

use super::declare::Declared;
use super::{Checker, Kind};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::keywords::Family;
use crate::program::{Flow, Program, SlotId, SlotOrigin};
use crate::source::SourceId;

/// Warns of intents, snippets, tables, metrics, settings and slots that nothing names; silent while something is wrong, because
/// what is wrong may have been the use.
pub(crate) fn check(checker: &Checker<'_>, program: &Program, declared: &Declared<'_>) {
    program.flows.iter().for_each(|f| slots(checker, f));
    let used = checker.used.borrow().clone();
    for kind in [Kind::Intent, Kind::Snippet, Kind::Table, Kind::Track, Kind::Setting] {
        for (name, span) in declared.names(kind) {
            let built_in = is_built_in(kind, &name) || span.source == SourceId::BUILTIN;
            if built_in || used.contains(&(kind, name.clone())) {
                continue;
            }
            let code = if kind == Kind::Intent { "W0306" } else { "W0405" };
            let message = Message::new(format!("“{name}”没有用到。"), format!("\"{name}\" is never used."));
            checker.report(Diagnostic::new(Code(code), span, message));
        }
    }
}

/// Whether the name is one that huashu itself uses.
fn is_built_in(kind: Kind, name: &str) -> bool {
    match kind {
        Kind::Intent => Family::Intent.row(name).is_some(),
        Kind::Snippet => Family::Snippet.row(name).is_some(),
        _ => false,
    }
}

/// Warns of slots under 信息 that are neither read nor set nor passed.
fn slots(checker: &Checker<'_>, flow: &Flow) {
    for (i, slot) in (0u16..).zip(&flow.slots) {
        let id = SlotId(i);
        let used = flow.nodes.iter().any(|n| n.writes == Some(id) || n.reads.contains(&id));
        if !used && slot.origin == SlotOrigin::Declared && !slot.input && !slot.output {
            let name = &slot.name;
            let message =
                Message::new(format!("信息“{name}”没有用到。"), format!("Slot \"{name}\" is never used."));
            checker.report(Diagnostic::new(Code("W0405"), slot.span, message));
        }
    }
}
