//! Names that are declared and never used.

use super::Kind;
use super::declare::Declared;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::keywords::Family;
use crate::program::{Flow, SlotId, SlotOrigin};
use crate::source::{SourceId, Span};
use std::collections::BTreeSet;

/// The declared names whose use is counted: intents, snippets, tables, metrics, settings; not those that huashu itself uses.
pub(crate) fn counted(declared: &Declared<'_>) -> Vec<(Kind, String, Span)> {
    let kinds = [Kind::Intent, Kind::Snippet, Kind::Table, Kind::Track, Kind::Setting];
    let all =
        kinds.into_iter().flat_map(|kind| declared.names(kind).into_iter().map(move |(n, at)| (kind, n, at)));
    all.filter(|(kind, name, at)| !is_built_in(*kind, name) && at.source != SourceId::BUILTIN).collect()
}

/// Warns of names that nothing uses.
pub(crate) fn names<'a>(
    declared: &'a [(Kind, String, Span)],
    used: &BTreeSet<&'a (Kind, String)>,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (kind, name, span) in declared {
        if used.contains(&(*kind, name.clone())) {
            continue;
        }
        let code = if *kind == Kind::Intent { "W0306" } else { "W0405" };
        let message = Message::new(format!("“{name}”没有用到。"), format!("\"{name}\" is never used."));
        found.push(Diagnostic::new(Code(code), *span, message));
    }
    found
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
pub(crate) fn slots(flow: &Flow) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (i, slot) in (0u16..).zip(&flow.slots) {
        let id = SlotId(i);
        let used = flow.nodes.iter().any(|n| n.writes == Some(id) || n.reads.contains(&id));
        if !used && slot.origin == SlotOrigin::Declared && !slot.input && !slot.output {
            let name = &slot.name;
            let message =
                Message::new(format!("信息“{name}”没有用到。"), format!("Slot \"{name}\" is never used."));
            found.push(Diagnostic::new(Code("W0405"), slot.span, message));
        }
    }
    found
}
