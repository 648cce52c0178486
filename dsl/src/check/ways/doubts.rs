//! Which values the customer may take back so that it matters, and where that is gone back to (R7).

use super::reads::{Guard, Uses};
use crate::program::{Buttons, Flow, Node, NodeId, Program, Root, Slot, SlotId, SlotOrigin, StmtKind};
use crate::value::Type;
use std::collections::BTreeSet;

/// A value that the customer may take back so that it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Doubt {
    /// The slot; for a flow that was entered, the one that holds what it gave back.
    pub(super) slot: SlotId,
    /// The statement that is gone back to: one that reads it, or the 进入 itself.
    pub(super) reader: NodeId,
    /// It is a flow that was entered whose answer is taken back.
    pub(super) entered: bool,
}

/// More doubts than this are not followed in one flow.
pub(super) const DOUBTS: usize = 64;

/// Whether the customer can correct a slot: one that the flow asks for, by a value of its type or by the words of a button; and any that
/// has a 更正时 block.
pub(super) fn is_correctable(flow: &Flow, slot: SlotId) -> bool {
    let Some(declared) = flow.slots.get(slot.index()) else { return false };
    let mut asks = flow.asks.iter().filter(|a| a.slot == slot).peekable();
    let labelled = |ask: &crate::program::Ask| matches!(ask.buttons, Some(Buttons::Fixed(_)));
    let block = flow.corrections.iter().any(|c| c.slot == slot);
    let is_yes_or_no = *declared.ty.required() == Type::Bool;
    block || asks.peek().is_some() && (is_named_by_value(declared) || is_yes_or_no && asks.any(labelled))
}

/// A slot whose values are recognised in a message.
fn is_named_by_value(slot: &Slot) -> bool {
    let plain = matches!(
        slot.ty.required(),
        Type::Text | Type::Bool | Type::List(_) | Type::Record(_) | Type::Media(_)
    );
    slot.origin == SlotOrigin::Declared && !plain
}

/// The doubts of a flow that may matter, and those slots among them whose first reader is kept.
pub(super) fn doubts(
    program: &Program,
    flow: &Flow,
    uses: &[Uses<'_>],
    next: &[Vec<u32>],
    aside: &[bool],
) -> Vec<Doubt> {
    if flow.asks.is_empty() && !flow.nodes.iter().any(|n| matches!(n.stmt, StmtKind::Enter(..))) {
        return Vec::new();
    }
    let needs = needs(flow, uses, next);
    let sets = sets_ahead(flow, next);
    let mut found = Vec::new();
    for (slot, _) in (0..).map(SlotId).zip(&flow.slots).filter(|(slot, _)| is_correctable(flow, *slot)) {
        let computed = computed_from(flow, slot);
        let blocks = flow.corrections.iter().any(|c| c.slot == slot);
        for (at, node) in (0..).map(NodeId).zip(&flow.nodes) {
            if aside.get(at.index()) != Some(&false)
                || node.writes == Some(slot)
                || !node.reads.contains(&slot)
            {
                continue;
            }
            if blocks || matters(&needs, &sets, at, slot, &computed) {
                found.push(Doubt { slot, reader: at, entered: false });
            }
        }
    }
    for (at, node) in (0..).map(NodeId).zip(&flow.nodes) {
        let StmtKind::Enter(enter, _) = &node.stmt else { continue };
        let Some(result) = enter.result.filter(|_| aside.get(at.index()) == Some(&false)) else { continue };
        let inner = program.flows.get(enter.flow.index());
        let answers = |f: &Flow| f.outputs().any(|(_, s)| !s.input && is_named_by_value(s));
        if inner.is_some_and(answers) && matters(&needs, &sets, at, result, &computed_from(flow, result)) {
            found.push(Doubt { slot: result, reader: at, entered: true });
        }
    }
    found.truncate(DOUBTS + 1);
    found
}

fn matters(
    needs: &[super::live::Bits],
    sets: &[super::live::Bits],
    at: NodeId,
    slot: SlotId,
    computed: &BTreeSet<SlotId>,
) -> bool {
    let (Some(needs), Some(sets)) = (needs.get(at.index()), sets.get(at.index())) else { return false };
    let mut gone = sets.clone();
    computed.iter().for_each(|s| gone.add(s.0));
    gone.remove(slot.0);
    gone.meets(needs)
}

/// For each point, the slots that are read behind it before they are certainly set.
fn needs(flow: &Flow, uses: &[Uses<'_>], next: &[Vec<u32>]) -> Vec<super::live::Bits> {
    use super::live::{Bits, Effect};
    let count = flow.slots.len();
    let point = |(i, uses): (usize, &Uses<'_>)| {
        let mut effect = Effect { uses: Bits::none(count), kills: Bits::none(count) };
        let mut add = |place: &crate::program::Place| {
            if let Root::Slot(slot) = place.root {
                effect.uses.add(slot.0);
            }
        };
        for read in &uses.reads {
            add(read.place);
            for guard in &read.guards {
                if let Guard::Came(e, _) = guard {
                    crate::lower::each_place(e, &mut add);
                }
            }
        }
        uses.tests.iter().chain(&uses.values).for_each(|e| crate::lower::each_place(e, &mut add));
        if let Some(node) = flow.nodes.get(i) {
            let skips = matches!(node.stmt, StmtKind::Ask(id) if flow.asks.get(id.index()).is_some_and(|a| a.skippable.is_some()));
            node.writes.iter().filter(|_| !skips).for_each(|s| effect.kills.add(s.0));
        }
        effect
    };
    let effects: Vec<Effect> = uses.iter().enumerate().map(point).collect();
    super::live::before(&effects, next)
}

/// For each point, the slots that it or a statement behind it may set.
fn sets_ahead(flow: &Flow, next: &[Vec<u32>]) -> Vec<super::live::Bits> {
    use super::live::{Bits, Effect};
    let count = flow.slots.len();
    let point = |i: usize| {
        let mut effect = Effect { uses: Bits::none(count), kills: Bits::none(count) };
        flow.nodes.get(i).and_then(|n| n.writes).iter().for_each(|s| effect.uses.add(s.0));
        effect
    };
    let effects: Vec<Effect> = (0..next.len()).map(point).collect();
    super::live::before(&effects, next)
}

/// The slots that some statement computes from a slot, by whatever way.
fn computed_from(flow: &Flow, slot: SlotId) -> BTreeSet<SlotId> {
    let mut gone = BTreeSet::from([slot]);
    loop {
        let before = gone.len();
        for node in &flow.nodes {
            if node.reads.iter().any(|s| gone.contains(s)) {
                gone.extend(node.writes);
            }
        }
        if gone.len() == before {
            return gone;
        }
    }
}

/// Slots that the customer can correct and that a 遇到 or 更正时 block reads: what only such a block has read changes in its place.
pub(super) fn beside(flow: &Flow, aside: &[bool]) -> Vec<SlotId> {
    let lies = |at: usize| aside.get(at) == Some(&true);
    let read: BTreeSet<SlotId> = flow
        .nodes
        .iter()
        .enumerate()
        .filter(|(at, _)| lies(*at))
        .flat_map(|(_, n)| n.reads.iter().copied())
        .collect();
    read.into_iter().filter(|slot| is_correctable(flow, *slot)).collect()
}

/// Slots that a statement sets although the customer can correct them.
pub(super) fn set_and_asked(flow: &Flow) -> Vec<SlotId> {
    let set = |n: &Node| match n.stmt {
        StmtKind::Set(..) => n.writes,
        _ => None,
    };
    let found: BTreeSet<SlotId> =
        flow.nodes.iter().filter_map(set).filter(|s| is_correctable(flow, *s)).collect();
    found.into_iter().collect()
}

/// The points from which a correction may lead back to what was read, besides those that follow anyway.
pub(super) fn ways_back(flow: &Flow, doubts: &[Doubt], next: &[Vec<u32>]) -> Vec<(u32, u32)> {
    let mut found = BTreeSet::new();
    for doubt in doubts {
        let from = u32::from(doubt.reader.0);
        for at in points_ahead(from, next) {
            let node = flow.nodes.get(at as usize);
            let waits = node.is_none_or(|n| matches!(n.stmt, StmtKind::Enter(..) | StmtKind::ForEach { .. }));
            if waits {
                found.insert((at, from));
                let blocks = flow.corrections.iter().filter(|c| c.slot == doubt.slot && node.is_none());
                found.extend(blocks.map(|c| (at, u32::from(c.entry.0))));
            }
        }
    }
    found.into_iter().collect()
}

fn points_ahead(from: u32, next: &[Vec<u32>]) -> BTreeSet<u32> {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        if seen.insert(at) {
            open.extend(next.get(at as usize).into_iter().flatten());
        }
    }
    seen
}
