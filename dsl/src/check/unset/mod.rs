//! Values that may be unset where they are read (E0301): what is known to be set is carried along the graph of a flow.
//!
//! At each statement stands the set of places that are set on every way to it; where ways meet, only what both know is kept. A slot is
//! set by its question (unless that may be skipped), by what makes it, and by a condition that proves 有.

mod facts;
pub(super) mod push;
mod reads;

use super::Checker;
use super::types::fields;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::program::{
    Flow, NoReplyAction, Node, NodeId, Place, Program, Root, Slot, SlotId, SlotOrigin, StmtKind, Text, WayOut,
};
use crate::source::Span;
use crate::value::Type;
use facts::{Facts, Outcome, when, without};
use std::collections::BTreeSet;

/// Reports each place of a flow that is read where it may be unset, once.
pub(crate) fn check(checker: &Checker<'_>, program: &Program, flow: &Flow) {
    let texts = &program.texts;
    let known = Flowing { program, flow }.run();
    let mut reported = BTreeSet::new();
    let mut nodes: Vec<(&Node, &Facts)> =
        flow.nodes.iter().zip(&known).filter_map(|(n, k)| Some((n, k.as_ref()?))).collect();
    nodes.sort_by_key(|(n, _)| n.span);
    for (node, facts) in nodes {
        for place in unset_reads(program, flow, texts, node, facts) {
            if reported.insert(place.clone()) {
                report(checker, program, flow, node, &place);
            }
        }
    }
}

fn report(checker: &Checker<'_>, program: &Program, flow: &Flow, node: &Node, place: &Place) {
    let name = shown(program, flow, place);
    let message = Message::new(
        format!("走到这里时，“{name}”可能还没有值。"),
        format!("\"{name}\" may be unset when this is reached."),
    );
    let asked = match place.root {
        Root::Slot(id) if place.fields.is_empty() => {
            flow.slots.get(id.index()).is_some_and(|s| s.origin == SlotOrigin::Declared)
        }
        _ => false,
    };
    let (ask, ask_en) = if asked { ("先 问 它，或者", "Ask it first, or test") } else { ("", "Test") };
    let help =
        Message::new(format!("{ask}先判断“如果 有 {name}”。"), format!("{ask_en} `if has {name}` before."));
    let span = read_at(checker, flow, node, place);
    checker.report(Diagnostic::new(Code("E0301"), span, message).help(help));
}

/// Where a statement reads a place: the first word that does so below its head line and above the next statement's.
fn read_at(checker: &Checker<'_>, flow: &Flow, node: &Node, place: &Place) -> Span {
    let from = |span: Span| span.source == node.span.source && span.start >= node.span.start;
    let below = flow.nodes.iter().map(|n| n.span).filter(|s| from(*s) && *s != node.span);
    let end = below.map(|s| s.start).min().unwrap_or(u32::MAX);
    let reads = checker.read_at.borrow();
    let same = |read: &Place| {
        read.root == place.root
            && (read.fields.starts_with(&place.fields) || place.fields.starts_with(&read.fields))
    };
    let spans = reads.iter().filter(|(span, read)| from(*span) && same(read)).map(|(span, _)| *span);
    let first = spans.min_by_key(|span| (span.start >= end, span.start));
    first.unwrap_or(node.span)
}

/// What a place is called.
fn shown(program: &Program, flow: &Flow, place: &Place) -> String {
    let (mut name, ty) = match place.root {
        Root::Slot(id) => match flow.slots.get(id.index()) {
            Some(slot) => (slot.name.clone(), Some(&slot.ty)),
            None => (String::new(), None),
        },
        Root::Customer(i) => match program.customer.get(usize::from(i)) {
            Some(field) => {
                (format!("{}.{}", crate::keywords::zh("root_customer"), field.name), Some(&field.ty))
            }
            None => (String::new(), None),
        },
        Root::Session(id) => match program.session_slots.get(id.index()) {
            Some(slot) => (format!("{}.{}", crate::keywords::zh("root_session"), slot.name), Some(&slot.ty)),
            None => (String::new(), None),
        },
        _ => (String::new(), None),
    };
    let mut ty = ty.cloned();
    for index in &place.fields {
        let field =
            ty.as_ref().and_then(|t| fields(program, t)).and_then(|f| f.get(usize::from(*index))).cloned();
        name.extend(field.iter().map(|f| format!(".{}", f.name)));
        ty = field.map(|f| f.ty);
    }
    name
}

/// The places that a statement reads and that may be unset there.
fn unset_reads(program: &Program, flow: &Flow, texts: &[Text], node: &Node, facts: &Facts) -> Vec<Place> {
    let mut found = Vec::new();
    let mut reads = reads::Reads {
        program,
        flow,
        texts,
        found: &mut |place: &Place, facts: &Facts| {
            found.extend(unset_prefix(program, flow, place, facts));
        },
    };
    reads.stmt(&node.stmt, facts);
    found
}

/// The first part of a place that may be unset.
pub(super) fn unset_prefix(program: &Program, flow: &Flow, place: &Place, facts: &Facts) -> Option<Place> {
    let (ty, certain) = match place.root {
        Root::Slot(id) => {
            let slot = flow.slots.get(id.index())?;
            (&slot.ty, always_set(slot))
        }
        Root::Customer(i) => {
            let ty = &program.customer.get(usize::from(i))?.ty;
            (ty, !matches!(ty, Type::Optional(_)))
        }
        Root::Session(id) => (&program.session_slots.get(id.index())?.ty, false),
        _ => return None,
    };
    let mut prefix = Place { root: place.root, fields: Vec::new() };
    if !certain && !facts.contains(&prefix) {
        return Some(prefix);
    }
    let mut ty = ty.clone();
    for index in &place.fields {
        ty = fields(program, &ty)?.get(usize::from(*index))?.ty.clone();
        prefix.fields.push(*index);
        if matches!(ty, Type::Optional(_)) && !facts.contains(&prefix) {
            return Some(prefix);
        }
    }
    None
}

/// Whether a slot has a value from the start: a list, a default, or a required argument.
fn always_set(slot: &Slot) -> bool {
    let optional = matches!(slot.ty, Type::Optional(_));
    matches!(slot.ty.required(), Type::List(_)) && !optional
        || slot.default.is_some()
        || slot.input && !optional
}

/// The walk along the graph until nothing changes.
struct Flowing<'p> {
    program: &'p Program,
    flow: &'p Flow,
}

impl Flowing<'_> {
    fn run(&self) -> Vec<Option<Facts>> {
        let mut known: Vec<Option<Facts>> = vec![None; self.flow.nodes.len()];
        let mut open: Vec<NodeId> = Vec::new();
        let arrive = |known: &mut Vec<Option<Facts>>, open: &mut Vec<NodeId>, at: NodeId, facts: Facts| {
            let Some(place) = known.get_mut(at.index()) else { return };
            let merged = match place.as_ref() {
                Some(old) => old.intersection(&facts).cloned().collect(),
                None => facts,
            };
            if place.as_ref() != Some(&merged) {
                *place = Some(merged);
                open.push(at);
            }
        };
        let mut starts: Vec<(NodeId, Facts)> =
            self.flow.steps.iter().take(1).map(|s| (s.entry, Facts::new())).collect();
        // What 更正时 may read is known only when the steps have been walked.
        let mut corrections = self.flow.corrections.iter();
        while let Some((entry, facts)) =
            starts.pop().or_else(|| corrections.next().map(|c| (c.entry, self.committed(c.slot, &known))))
        {
            arrive(&mut known, &mut open, entry, facts);
            while let Some(id) = open.pop() {
                let (Some(node), Some(Some(facts))) =
                    (self.flow.nodes.get(id.index()), known.get(id.index()).cloned())
                else {
                    continue;
                };
                for (next, facts) in self.edges(node, &facts) {
                    arrive(&mut known, &mut open, next, facts);
                }
            }
        }
        known
    }

    /// What is set when 更正时 for `slot` runs: whatever every write that depends on the slot leaves behind.
    fn committed(&self, slot: SlotId, known: &[Option<Facts>]) -> Facts {
        let dependent = self.computed_from(slot);
        let writes = |node: &Node| {
            let StmtKind::Call(call) = &node.stmt else { return false };
            self.program.functions.get(call.function.index()).is_some_and(|f| f.writes)
        };
        let depends = |node: &Node| node.reads.iter().any(|s| dependent.contains(s));
        let after = self.flow.nodes.iter().zip(known).filter(|(n, _)| writes(n) && depends(n)).filter_map(
            |(node, facts)| {
                let mut facts = facts.clone()?;
                facts.extend(node.writes.map(|slot| Place { root: Root::Slot(slot), fields: Vec::new() }));
                Some(facts)
            },
        );
        let own = Facts::from([Place { root: Root::Slot(slot), fields: Vec::new() }]);
        after.reduce(|a, b| a.intersection(&b).cloned().collect()).unwrap_or(own)
    }

    /// Where a statement leads, and what is known on each way.
    fn edges(&self, node: &Node, facts: &Facts) -> Vec<(NodeId, Facts)> {
        let lost = node.writes.map_or_else(|| facts.clone(), |slot| without(facts, slot));
        let mut set = lost.clone();
        if let Some(slot) = node.writes {
            set.insert(Place { root: Root::Slot(slot), fields: Vec::new() });
        }
        match &node.stmt {
            StmtKind::Ask(id) => self.asked(node, *id, lost, set),
            StmtKind::Call(call) => {
                let errors = call.on_error.iter().map(|(_, n)| (*n, lost.clone()));
                errors.chain([(node.next, set)]).collect()
            }
            StmtKind::Enter(_, unfinished) | StmtKind::ForEach { unfinished, .. } => {
                unfinished.iter().map(|n| (*n, lost.clone())).chain([(node.next, set)]).collect()
            }
            StmtKind::If { condition, then, otherwise } => {
                let with = |outcome| facts.union(&when(condition, outcome)).cloned().collect();
                vec![(*then, with(Outcome::Holds)), (*otherwise, with(Outcome::Fails))]
            }
            StmtKind::Let(_, e) => vec![(node.next, if self.certain(e, facts) { set } else { lost })],
            StmtKind::Set(place, e) => {
                let mut after: Facts = lost.into_iter().filter(|p| p.root != place.root).collect();
                if self.certain(e, facts) {
                    after.insert(place.clone());
                }
                vec![(node.next, after)]
            }
            StmtKind::Reask(slot, ask, _) => vec![(*ask, self.dropped(*slot, facts))],
            _ if node.writes.is_some() => vec![(node.next, set)],
            _ => {
                super::routing::successors(self.flow, node).into_iter().map(|n| (n, facts.clone())).collect()
            }
        }
    }

    fn asked(&self, node: &Node, id: crate::program::AskId, lost: Facts, set: Facts) -> Vec<(NodeId, Facts)> {
        let Some(ask) = self.flow.asks.get(id.index()) else { return Vec::new() };
        let leaves =
            ask.max_tries.iter().map(|m| &m.leave).chain(ask.no_reply.iter().filter_map(
                |n| match &n.action {
                    NoReplyAction::Leave(way) => Some(way),
                    _ => None,
                },
            ));
        let steps = leaves.filter_map(|way| match way {
            WayOut::Goto(step) => self.flow.steps.get(step.index()).map(|s| s.entry),
            _ => None,
        });
        let aside = steps.chain(ask.interrupts.iter().map(|i| i.entry));
        let mut edges: Vec<(NodeId, Facts)> = aside.map(|n| (n, lost.clone())).collect();
        let mut after = if ask.skippable.is_some() { lost } else { set };
        if ask.skippable.is_none() {
            after.extend(ask.require.iter().flat_map(|r| when(&r.condition, Outcome::Holds)));
        }
        edges.push((node.next, after));
        edges
    }

    /// Whether an expression surely gives a value.
    fn certain(&self, e: &crate::program::Expr, facts: &Facts) -> bool {
        use crate::program::{Expr, Fold};
        match e {
            Expr::Read(place) => unset_prefix(self.program, self.flow, place, facts).is_none(),
            Expr::Nth(..) | Expr::Fold(Fold::Max | Fold::Min | Fold::Average, ..) => false,
            Expr::Arith(_, a, b) => self.certain(a, facts) && self.certain(b, facts),
            Expr::Reshape(e, _) => self.certain(e, facts),
            _ => true,
        }
    }

    /// What is still known after a slot was dropped, with all that was computed from it.
    fn dropped(&self, slot: SlotId, facts: &Facts) -> Facts {
        let gone = self.computed_from(slot);
        gone.iter().fold(facts.clone(), |facts, slot| without(&facts, *slot))
    }

    /// A slot and all that is computed from it.
    fn computed_from(&self, slot: SlotId) -> BTreeSet<SlotId> {
        let mut gone = BTreeSet::from([slot]);
        loop {
            let before = gone.len();
            for node in &self.flow.nodes {
                if node.reads.iter().any(|s| gone.contains(s)) && !matches!(node.stmt, StmtKind::Set(..)) {
                    gone.extend(node.writes);
                }
            }
            if gone.len() == before {
                break;
            }
        }
        gone
    }
}
