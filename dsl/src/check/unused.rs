//! Names that are declared and never used.

use super::declare::Declared;
use super::{Kind, Use};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::keywords::Family;
use crate::program::{Flow, SlotId, SlotOrigin};
use crate::source::{SourceId, Span};
use std::collections::BTreeMap;

/// The declared names whose use is counted: intents, snippets, tables, metrics, settings; not those that huashu itself uses.
pub(crate) fn counted(declared: &Declared<'_>) -> Vec<(Use, Span)> {
    let kinds = [Kind::Intent, Kind::Snippet, Kind::Table, Kind::Track, Kind::Setting];
    let all = kinds.into_iter().flat_map(|kind| {
        let names = declared.names(kind).into_iter();
        names.map(move |(name, at)| ((kind, name), at))
    });
    all.filter(|((kind, name), at)| !is_built_in(*kind, name) && at.source != SourceId::BUILTIN).collect()
}

/// Warns of names that nothing uses.
pub(crate) fn names(declared: &[(Use, Span)], uses: &BTreeMap<Use, u32>) -> Vec<Diagnostic> {
    let unused = declared.iter().filter(|(name, _)| uses.get(name).is_none_or(|times| *times == 0));
    let told = |((kind, name), span): &(Use, Span)| {
        let code = if *kind == Kind::Intent { "W0306" } else { "W0405" };
        let message = Message::new(format!("“{name}”没有用到。"), format!("\"{name}\" is never used."));
        Diagnostic::new(Code(code), *span, message)
    };
    unused.map(told).collect()
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
