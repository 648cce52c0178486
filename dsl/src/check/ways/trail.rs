//! What lies on the trail along which 改口 and 重问 go back, as far as a way tells: which questions were put, which values were read,
//! and which statements ran that computed what would be dropped.

use super::edges::Steps;
use super::graph::Point;
use super::state::State;
use crate::check::routing;
use crate::program::{AskId, Flow, Node, NodeId, Root, SlotId, StmtKind};
use std::collections::{BTreeMap, BTreeSet};

/// What may lie on the trail, one bit each, and what may not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trail {
    /// Questions that may have been put before, and those that may not; only those that can be come by again.
    pub(super) asked: u64,
    pub(super) unasked: u64,
    /// Slots that the customer may correct and that may not have been read since they were set.
    pub(super) unread: u64,
    /// Statements that compute what a 重问 drops: those that may have run, and those that may not.
    pub(super) ran: u64,
    pub(super) idle: u64,
}

impl Trail {
    /// Nothing was run yet.
    pub(super) fn empty() -> Self {
        Self { asked: 0, unasked: u64::MAX, unread: u64::MAX, ran: 0, idle: u64::MAX }
    }

    /// Whether everything that `small` allows is allowed.
    pub(super) fn covers(&self, small: &Self) -> bool {
        small.asked & !self.asked == 0
            && small.unasked & !self.unasked == 0
            && small.unread & !self.unread == 0
            && small.ran & !self.ran == 0
            && small.idle & !self.idle == 0
    }

    /// What one of them allows.
    pub(super) fn join(&self, other: &Self) -> Self {
        Self {
            asked: self.asked | other.asked,
            unasked: self.unasked | other.unasked,
            unread: self.unread | other.unread,
            ran: self.ran | other.ran,
            idle: self.idle | other.idle,
        }
    }
}

/// What a 重问 takes off the trail.
#[derive(Debug)]
pub(super) struct Redo {
    /// The statements between its question and itself.
    pub(super) between: BTreeSet<NodeId>,
    /// Those among them that are told apart, the questions behind its own among them, and the slots that only they read.
    nodes: u64,
    questions: u64,
    unread: u64,
}

/// All of them, and the statements of which a state tells whether they ran.
#[derive(Debug, Default)]
pub(super) struct Redos {
    pub(super) all: BTreeMap<NodeId, Redo>,
    pub(super) told: Vec<NodeId>,
    /// For each point, those statements that a 重问 behind it looks at.
    pub(super) ahead: Vec<u64>,
}

impl Redos {
    /// The 重问 of a flow. `doubted`: the slots of which a state tells whether they were read.
    pub(super) fn of(flow: &Flow, aside: &[bool], doubted: &[SlotId], next: &[Vec<u32>]) -> Self {
        let reasks = (0..).map(NodeId).zip(&flow.nodes).filter_map(|(at, node)| match node.stmt {
            StmtKind::Reask(slot, question, _) => Some((at, slot, question)),
            _ => None,
        });
        let reasks: Vec<_> = reasks.map(|(at, slot, q)| (at, slot, q, between(flow, q, at))).collect();
        let lies = |at: &NodeId| aside.get(at.index()) == Some(&false);
        let mut told: BTreeSet<NodeId> = BTreeSet::new();
        for (_, slot, _, between) in &reasks {
            let lying: Vec<NodeId> = between.iter().filter(|at| lies(at)).copied().collect();
            let gone = computed(flow, *slot, &lying);
            told.extend(lying.iter().filter(|at| makes(flow, **at, *slot, &gone).is_some()));
        }
        let told: Vec<NodeId> = told.into_iter().take(u64::BITS as usize).collect();
        let redo = |question: NodeId, between: BTreeSet<NodeId>| Redo {
            nodes: bits(told.iter().map(|at| between.contains(at))),
            questions: questions(flow, between.iter().filter(|at| **at != question)),
            unread: bits(doubted.iter().map(|slot| read_only_in(flow, aside, *slot, &between))),
            between,
        };
        let all: BTreeMap<NodeId, Redo> = reasks.into_iter().map(|(at, _, q, b)| (at, redo(q, b))).collect();
        let ahead = ahead(&all, next);
        Self { all, told, ahead }
    }
}

fn bits(all: impl Iterator<Item = bool>) -> u64 {
    all.take(u64::BITS as usize).enumerate().fold(0, |word, (bit, is)| word | u64::from(is) << bit)
}

fn questions<'n>(flow: &Flow, between: impl Iterator<Item = &'n NodeId>) -> u64 {
    let ask = |at: &NodeId| match flow.nodes.get(at.index()).map(|n| &n.stmt) {
        Some(StmtKind::Ask(id)) => Some(*id),
        _ => None,
    };
    let bit = |id: AskId| 1_u64.checked_shl(u32::from(id.0)).unwrap_or(0);
    between.filter_map(ask).fold(0, |word, id| word | bit(id))
}

fn read_only_in(flow: &Flow, aside: &[bool], slot: SlotId, between: &BTreeSet<NodeId>) -> bool {
    let mut readers = (0..).map(NodeId).zip(&flow.nodes).filter(|(at, node)| {
        aside.get(at.index()) == Some(&false) && node.writes != Some(slot) && node.reads.contains(&slot)
    });
    readers.all(|(at, _)| between.contains(&at))
}

/// For each point, the statements that are told apart by a 重问 that may follow.
fn ahead(all: &BTreeMap<NodeId, Redo>, next: &[Vec<u32>]) -> Vec<u64> {
    use super::live::{Bits, Effect};
    if all.is_empty() {
        return vec![0; next.len()];
    }
    let width = u64::BITS as usize;
    let word = |bits: &Bits| (0u16..64).filter(|b| bits.has(*b)).fold(0, |word, b| word | 1 << b);
    let effect = |at: usize| {
        let mut uses = Bits::none(width);
        let redo = u16::try_from(at).ok().and_then(|at| all.get(&NodeId(at)));
        let nodes = redo.map_or(0, |redo| redo.nodes);
        (0u16..64).filter(|bit| nodes & (1 << bit) != 0).for_each(|bit| uses.add(bit));
        Effect { uses, kills: Bits::none(width) }
    };
    let effects: Vec<Effect> = (0..next.len()).map(effect).collect();
    super::live::before(&effects, next).iter().map(word).collect()
}

/// What a statement sets out of what is gone.
fn makes(flow: &Flow, at: NodeId, slot: SlotId, gone: &BTreeSet<SlotId>) -> Option<SlotId> {
    let node = flow.nodes.get(at.index())?;
    node.writes.filter(|made| *made != slot && node.reads.iter().any(|s| gone.contains(s)))
}

/// A slot, and those that some of these statements compute from it.
fn computed(flow: &Flow, slot: SlotId, among: &[NodeId]) -> BTreeSet<SlotId> {
    let mut gone = BTreeSet::from([slot]);
    loop {
        let before = gone.len();
        for at in among {
            gone.extend(makes(flow, *at, slot, &gone));
        }
        if gone.len() == before {
            return gone;
        }
    }
}

impl<'p> Steps<'_, 'p> {
    /// Forgets what nothing behind a point looks at.
    pub(super) fn tidy_trail(&self, at: Point, trail: &mut Trail) {
        let word = |all: &[u64]| all.get(at.0 as usize).copied().unwrap_or_default();
        trail.unread &= word(&self.graph.doubt_ahead);
        let looked_at = word(&self.graph.redos.ahead);
        (trail.ran, trail.idle) = (trail.ran & looked_at, trail.idle | !looked_at);
    }

    /// A statement that lies on the way was come by.
    pub(super) fn ran(&self, at: NodeId, state: &mut State) {
        if let Some(bit) = self.graph.redos.told.iter().position(|told| *told == at) {
            state.trail.ran |= 1 << bit;
            state.trail.idle &= !(1 << bit);
        }
    }

    /// 重问: the slot is dropped with what was computed from it since its question; what came behind that question is off the trail, and
    /// answers that still hold are not asked for again.
    pub(super) fn dropped(&self, state: &State, slot: SlotId, here: NodeId) -> State {
        let mut after = state.clone();
        let Some(redo) = self.graph.redos.all.get(&here) else { return after };
        let facts = self.facts();
        let with = |word: u64| {
            let told = self.graph.redos.told.iter().enumerate();
            let run: Vec<NodeId> =
                told.filter(|(bit, _)| redo.nodes & word & (1 << bit) != 0).map(|(_, at)| *at).collect();
            computed(self.graph.flow(), slot, &run)
        };
        let certain = with(state.trail.ran & !state.trail.idle);
        for gone in with(state.trail.ran) {
            if certain.contains(&gone) {
                facts.unset(&mut after, Root::Slot(gone));
            } else {
                facts.may_be_unset(&mut after, Root::Slot(gone));
            }
            self.wrote(&mut after, gone);
        }
        self.keep_answers(&mut after);
        let trail = &mut after.trail;
        (trail.ran, trail.idle) = (trail.ran & !redo.nodes, trail.idle | redo.nodes);
        (trail.asked, trail.unasked) = (trail.asked & !redo.questions, trail.unasked | redo.questions);
        trail.unread |= redo.unread;
        after
    }

    /// What a correction would still drop behind a 重问: not what was computed by statements that are off the trail. `None` where what had
    /// read the value is off it too.
    pub(super) fn still_dropped(
        &self,
        reader: NodeId,
        dropped: &[SlotId],
        here: NodeId,
        node: &Node,
    ) -> Option<Vec<SlotId>> {
        let StmtKind::Reask(_, question, _) = node.stmt else { return Some(dropped.to_vec()) };
        let redo = self.graph.redos.all.get(&here)?;
        if redo.between.contains(&reader) && reader != question {
            return None;
        }
        let stays = |slot: &&SlotId| {
            let mut writers = (0..).map(NodeId).zip(&self.graph.flow().nodes);
            writers.any(|(at, n)| n.writes == Some(**slot) && !redo.between.contains(&at))
        };
        Some(dropped.iter().filter(stays).copied().collect())
    }
}

/// The statements on a way from one to another that no 重问 makes longer.
fn between(flow: &Flow, from: NodeId, to: NodeId) -> BTreeSet<NodeId> {
    let next = |at: NodeId| match flow.nodes.get(at.index()) {
        Some(node) if !matches!(node.stmt, StmtKind::Reask(..)) => routing::successors(flow, node),
        _ => Vec::new(),
    };
    let ahead = reached(from, next);
    let mut before: BTreeMap<NodeId, Vec<NodeId>> = BTreeMap::new();
    for at in &ahead {
        next(*at).into_iter().for_each(|to| before.entry(to).or_default().push(*at));
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
