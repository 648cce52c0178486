//! The 迁移 that a change asks for: which new name stands for which old one, by what is asked there and by likeness.

use super::LockedFlow;
use crate::ast;
use crate::keywords;
use crate::source::{Source, Span};
use std::collections::{BTreeMap, BTreeSet};

/// What the lines of a 迁移 from the released version say.
#[derive(Default)]
pub(super) struct Given {
    /// Steps: old name, new name.
    pub(super) steps: BTreeMap<String, String>,
    /// Slots: old name, new name; none where it is 已删.
    pub(super) slots: BTreeMap<String, Option<String>>,
}

/// The moves from `version` that a flow declares.
pub(super) fn given(decl: &ast::Flow, version: u32) -> Given {
    let mut given = Given::default();
    for moved in decl.migrations.iter().filter(|m| m.from.node == version).flat_map(|m| &m.moves) {
        match &moved.node {
            ast::Move::StepRenamed(old, new) | ast::Move::StepRemoved(old, new) => {
                given.steps.insert(old.node.clone(), new.node.clone());
            }
            ast::Move::SlotRenamed(old, new) => {
                given.slots.insert(old.node.clone(), Some(new.node.clone()));
            }
            ast::Move::SlotRemoved(old) => {
                given.slots.insert(old.node.clone(), None);
            }
        }
    }
    given
}

/// A move that is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Proposed {
    /// The step has a new name.
    Renamed(String, String),
    /// The step is gone; conversations in it go on there.
    Removed(String, String),
    /// The slot has a new name.
    Slot(String, String),
    /// The slot's values are not kept.
    SlotRemoved(String),
}

/// What probably became of slots that are gone: the new slot of the same type that is called most alike, or the only one.
pub(super) fn slots(old: &LockedFlow, new: &LockedFlow, given: &Given) -> Vec<Proposed> {
    let gone = old
        .slots
        .iter()
        .filter(|(name, _)| !new.slots.contains_key(*name) && !given.slots.contains_key(*name));
    let taken: BTreeSet<&String> = given.slots.values().flatten().collect();
    let renamed = |(name, ty): (&String, &String)| {
        let fresh =
            new.slots.iter().filter(|(n, t)| *t == ty && !old.slots.contains_key(*n) && !taken.contains(n));
        let fresh: Vec<&str> = fresh.map(|(n, _)| n.as_str()).collect();
        let only = if let [only] = fresh.as_slice() { Some(*only) } else { None };
        let new = crate::suggest::nearest(name, fresh.iter().copied()).or(only)?;
        Some(Proposed::Slot(name.clone(), new.to_owned()))
    };
    gone.filter_map(renamed).collect()
}

/// What probably became of a step that is gone.
pub(super) fn step(
    name: &str,
    old: &LockedFlow,
    new: &LockedFlow,
    renamed: &[Proposed],
    first: &str,
) -> Proposed {
    let renames = |wait: &String| {
        let (word, what) = wait.split_once(' ').unwrap_or((wait, ""));
        let slot = renamed.iter().find_map(|p| match p {
            Proposed::Slot(old, new) if old == what => Some(new.as_str()),
            _ => None,
        });
        format!("{word} {}", slot.unwrap_or(what))
    };
    let waits: BTreeSet<String> = old.steps.get(name).into_iter().flatten().map(renames).collect();
    let fresh: Vec<&String> = new.steps.keys().filter(|n| !old.steps.contains_key(*n)).collect();
    let asks_alike = |n: &&&String| !waits.is_empty() && new.steps.get(**n).is_some_and(|w| *w == waits);
    let alike = fresh.iter().find(asks_alike).map(|n| n.as_str());
    let near = || crate::suggest::nearest(name, fresh.iter().map(|n| n.as_str()));
    match alike.or_else(near) {
        Some(new) => Proposed::Renamed(name.to_owned(), new.to_owned()),
        None => {
            let holds = |(_, w): &(&String, &BTreeSet<String>)| waits.iter().all(|wait| w.contains(wait));
            let moved = new.steps.iter().find(holds).map_or(first, |(n, _)| n.as_str());
            Proposed::Removed(name.to_owned(), moved.to_owned())
        }
    }
}

/// Where lines of a 迁移 go, and what is written there; none where the flow is no text of the language.
pub(super) fn edit(
    source: &Source,
    decl: &ast::Flow,
    version: u32,
    moves: &[Proposed],
) -> Option<(Span, String)> {
    let whole = source.text.as_str();
    let spell = keywords::spelling_of(whole);
    if !source.path.ends_with(".flow") {
        return None;
    }
    let line = |p: &Proposed| match p {
        Proposed::Renamed(old, new) => format!("{} {old} {} {new}", spell("step"), spell("renamed")),
        Proposed::Removed(old, new) => {
            format!("{} {old} {} {} {new}", spell("step"), spell("removed"), spell("goto"))
        }
        Proposed::Slot(old, new) => format!("{} {old} {} {new}", spell("mig_slot"), spell("renamed")),
        Proposed::SlotRemoved(old) => format!("{} {old} {}", spell("mig_slot"), spell("removed")),
    };
    let lines = |indent: &str| moves.iter().map(|p| format!("\n{indent}{}", line(p))).collect::<String>();
    let there = decl.migrations.iter().find(|m| m.from.node == version);
    let (at, text) = match there.and_then(|m| m.moves.last()) {
        Some(last) => {
            let at = usize::try_from(last.span.end).ok()?;
            (at, lines(indent_at(whole, usize::try_from(last.span.start).ok()?)?))
        }
        None => {
            let start = usize::try_from(decl.span.start).ok()?;
            let below = whole.get(start..)?.lines().skip(1).find(|l| !l.trim().is_empty())?;
            let indent = below.get(..below.len() - below.trim_start().len())?;
            let head = format!(
                "\n{indent}{} {} {} {version}",
                spell("migrate"),
                spell("migrate_from"),
                spell("version")
            );
            (end_of(whole, start)?, format!("{head}{}", lines(&format!("{indent}{indent}"))))
        }
    };
    let at = u32::try_from(at).ok()?;
    Some((Span { source: decl.span.source, start: at, end: at }, text))
}

/// The indentation of the line in which a byte stands.
fn indent_at(whole: &str, at: usize) -> Option<&str> {
    let start = whole.get(..at)?.rfind('\n').map_or(0, |i| i + 1);
    let line = whole.get(start..)?;
    line.get(..line.len() - line.trim_start().len())
}

/// Where the last line of the declaration ends that begins at `start`.
fn end_of(whole: &str, start: usize) -> Option<usize> {
    let mut end = start;
    let mut at = start;
    for (i, line) in whole.get(start..)?.split_inclusive('\n').enumerate() {
        let outside = !line.starts_with([' ', '\t', '\u{3000}']);
        let blank = line.trim().is_empty();
        if i > 0 && outside && !blank {
            break;
        }
        at += line.len();
        if !blank {
            end = at - (line.len() - line.trim_end().len());
        }
    }
    Some(end)
}
