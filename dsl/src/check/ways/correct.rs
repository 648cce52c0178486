//! What a correction or 重问 drops - everything that was computed from the slot - and where a correction goes back to (R7).
//!
//! A correction sets its slot, drops what was computed from it and goes back to the first statement that had read it. That can leave a
//! value unset only where something that was set before that statement is set again behind it; so only there is it followed: from the
//! statement on, a second walk takes note of what would be dropped, and at each question that waits the customer may take the value back.

use super::edges::{Edge, How, Steps, Target};
use super::graph::{Graph, Point};
use super::known::{Known, Values};
use super::places::whole;
use super::reads::{Guard, Uses};
use super::state::{Mode, State};
use crate::check::routing;
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
pub(super) const DOUBTS: usize = 16;

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

impl<'p> Steps<'_, 'p> {
    /// A statement that is come by: what is taken note of for a correction that will come. `None` where none can come any more.
    pub(super) fn noted(&self, at: NodeId, node: &Node, state: &State) -> Option<State> {
        let mut state = state.clone();
        let lies = self.graph.aside.get(at.index()) == Some(&false);
        if !lies {
            return Some(state);
        }
        for (bit, slot) in self.graph.doubted.iter().enumerate() {
            if node.writes != Some(*slot) && node.reads.contains(slot) {
                state.unread &= !(1 << bit);
            }
        }
        if let Mode::Doubted { slot, reader, dropped, .. } = &mut state.mode {
            let again =
                *reader == at.0 && matches!(node.stmt, StmtKind::Enter(..)) && node.writes == Some(*slot);
            if node.writes == Some(*slot) && !again || matches!(node.stmt, StmtKind::Reask(..)) {
                return None;
            }
            let reads = node.reads.iter().any(|s| s == slot || dropped.contains(s));
            if let Some(made) = node.writes.filter(|made| reads && !dropped.contains(made)) {
                dropped.push(made);
                dropped.sort_unstable();
            }
        }
        Some(state)
    }

    /// The states in which the customer will take back what this statement reads first.
    pub(super) fn doubting(&self, at: NodeId, state: &State) -> Vec<State> {
        if state.mode != Mode::Plain || !self.doubts {
            return Vec::new();
        }
        let here = self.graph.doubts.iter().filter(|d| d.reader == at && !d.entered);
        let unread = |slot: SlotId| {
            let bit = self.graph.doubted.iter().position(|s| *s == slot);
            bit.is_none_or(|bit| state.unread & (1 << bit) != 0)
        };
        let known = |slot| self.graph.facts.of_slot(state, slot).is_possible();
        here.filter(|d| unread(d.slot) && known(d.slot))
            .map(|d| State {
                mode: Mode::Doubted { slot: d.slot, reader: at.0, dropped: Vec::new(), committed: false },
                ..state.clone()
            })
            .collect()
    }

    /// The same for a flow that was entered here and has ended.
    pub(super) fn doubting_result(&self, at: NodeId, state: &State) -> Option<State> {
        let doubt = self.graph.doubts.iter().find(|d| d.reader == at && d.entered && self.doubts)?;
        let mode =
            Mode::Doubted { slot: doubt.slot, reader: at.0, dropped: vec![doubt.slot], committed: false };
        (state.mode == Mode::Plain).then(|| State { mode, ..state.clone() })
    }

    /// The customer takes the value back, at a question that waits.
    pub(super) fn taken_back(
        &self,
        at: Point,
        waiting: Option<crate::program::AskId>,
        state: &State,
        edges: &mut Vec<Edge>,
    ) {
        let Mode::Doubted { slot, reader, dropped, committed } = &state.mode else { return };
        // In a loop the statement may lie ahead of the question that is put again; that is not followed.
        let part = |point: u32| self.graph.round.get(point as usize).filter(|c| c.is_round).map(|c| c.number);
        if part(at.0).is_some() && part(at.0) == part(u32::from(*reader)) {
            return;
        }
        // Nor is what a question leaves behind that asks again for what was set before.
        let asked = waiting.and_then(|id| self.graph.flow().asks.get(id.index())).map(|ask| ask.slot);
        if asked
            .is_some_and(|slot| self.graph.flow().nodes.iter().filter(|n| n.writes == Some(slot)).count() > 1)
        {
            return;
        }
        let entered = self.graph.doubts.iter().any(|d| d.slot == *slot && d.reader.0 == *reader && d.entered);
        if *committed {
            let block = self.graph.flow().corrections.iter().find(|c| c.slot == *slot);
            if let (Some(block), Some(ask)) = (block.filter(|_| !entered), waiting) {
                let after = State { mode: Mode::Correcting(ask.0), ..state.clone() };
                edges.push(Edge::new(Target::Point(Graph::at(block.entry)), after, How::Corrected(*slot), 1));
            }
            return;
        }
        let mut after = State { mode: Mode::Plain, unasked: u64::MAX, unread: u64::MAX, ..state.clone() };
        self.graph.facts.pass_time(&mut after);
        for gone in dropped.iter().filter(|gone| *gone != slot) {
            self.graph.facts.unset(&mut after, Root::Slot(*gone));
            self.wrote(&mut after, *gone);
        }
        self.keep_answers(&mut after);
        let cases = if entered {
            self.graph.facts.unset(&mut after, Root::Slot(*slot));
            vec![after]
        } else {
            self.retold(after, *slot)
        };
        for mut after in cases {
            self.wrote(&mut after, *slot);
            let to = Target::Point(Graph::at(NodeId(*reader)));
            edges.push(Edge::new(to, after, How::Corrected(*slot), 1));
        }
    }

    /// The slot holds another value that its questions accept.
    fn retold(&self, mut after: State, slot: SlotId) -> Vec<State> {
        let facts = &self.graph.facts;
        facts.fresh(&mut after, Root::Slot(slot));
        if let Some((index, tracked)) =
            facts.places.index(&whole(slot)).and_then(|i| Some((i, facts.places.get(i)?)))
        {
            facts.put(&mut after, index, Known::set(Values::full(tracked.kind)).settled());
        }
        let asks = self.graph.flow().asks.iter().filter(|a| a.slot == slot);
        let requires = asks.flat_map(|a| &a.require);
        requires
            .fold(vec![after], |cases, r| cases.iter().flat_map(|s| facts.holds(s, &r.condition)).collect())
    }

    /// Answers that still hold are not asked for again.
    fn keep_answers(&self, state: &mut State) {
        let facts = &self.graph.facts;
        for (i, tracked) in (0u16..).zip(&facts.places.all).filter(|(_, t)| t.asked) {
            let known = facts.get(state, i);
            let defaulted = tracked
                .slot()
                .and_then(|s| self.graph.flow().slots.get(s.index()))
                .is_some_and(|s| s.default.is_some());
            if known.open {
                facts.put(state, i, Known { settled: true, open: defaulted, ..known.as_ref().clone() });
            }
        }
    }

    /// What the customer was not asked but can correct may be anything once it was waited for.
    pub(super) fn may_be_changed(&self, state: &mut State) {
        let facts = &self.graph.facts;
        for slot in &self.graph.set_and_asked {
            let Some((index, tracked)) =
                facts.places.index(&whole(*slot)).and_then(|i| Some((i, facts.places.get(i)?)))
            else {
                continue;
            };
            let known = facts.get(state, index);
            if known.is_possible() {
                facts.put(
                    state,
                    index,
                    Known { values: Values::full(tracked.kind), ..known.as_ref().clone() },
                );
            }
        }
    }
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

/// The slot, and those that are computed from it by statements on a way from `question` to `here`.
pub(super) fn computed_between(
    graph: &Graph<'_>,
    slot: SlotId,
    question: NodeId,
    here: NodeId,
) -> BTreeSet<SlotId> {
    let flow = graph.flow();
    let between = between(graph, question, here);
    let mut gone = BTreeSet::from([slot]);
    loop {
        let before = gone.len();
        for at in &between {
            let Some(node) = flow.nodes.get(at.index()) else { continue };
            let lies = graph.aside.get(at.index()) == Some(&false);
            if lies && node.writes != Some(slot) && node.reads.iter().any(|s| gone.contains(s)) {
                gone.extend(node.writes);
            }
        }
        if gone.len() == before {
            return gone;
        }
    }
}

/// The statements on a way from one to another.
fn between(graph: &Graph<'_>, from: NodeId, to: NodeId) -> BTreeSet<NodeId> {
    let flow = graph.flow();
    let ahead = reached(from, |at| {
        flow.nodes.get(at.index()).map(|n| routing::successors(flow, n)).unwrap_or_default()
    });
    let mut before: std::collections::BTreeMap<NodeId, Vec<NodeId>> = std::collections::BTreeMap::new();
    for at in &ahead {
        let Some(node) = flow.nodes.get(at.index()) else { continue };
        if matches!(node.stmt, StmtKind::Reask(..)) {
            continue;
        }
        for next in routing::successors(flow, node) {
            before.entry(next).or_default().push(*at);
        }
    }
    let behind = reached(to, |at| before.get(&at).cloned().unwrap_or_default());
    ahead.intersection(&behind).copied().collect()
}

fn reached(from: NodeId, next: impl Fn(NodeId) -> Vec<NodeId>) -> BTreeSet<NodeId> {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        if seen.insert(at) {
            open.extend(next(at));
        }
    }
    seen
}
