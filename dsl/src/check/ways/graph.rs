//! A flow as points between which facts are carried: its statements, and each question a second time while it waits.

use super::ahead::{self, Horizon};
use super::component::{Component, components};
use super::confirmed;
use super::doubts::{self, Doubt};
use super::leaf::{is_opaque, leaves, roots, same_condition};
use super::places::Places;
use super::reads::{self, Uses};
use super::state::{Atom, Facts};
use super::trail::Redos;
use crate::check::routing;
use crate::program::{
    AskId, Expr, Flow, FunctionId, NoReplyAction, Node, NodeId, Program, SlotId, StmtKind, TeamId, WayOut,
};
use std::collections::BTreeSet;

/// Facts that are kept in one word: conditions, arguments, questions.
const WORD: usize = 64;

/// A point of a flow: a statement that is come by, or behind those, a question that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Point(pub(super) u32);

/// A flow made ready to be walked.
pub(super) struct Graph<'p> {
    pub(super) facts: Facts<'p>,
    /// What each point does with values.
    pub(super) uses: Vec<Uses<'p>>,
    /// What may still be looked at from each point on.
    pub(super) horizon: Horizon,
    /// For each point, those that may follow; corrections aside.
    pub(super) onward: Vec<Vec<u32>>,
    /// For each point, those that may follow.
    pub(super) next: Vec<Vec<u32>>,
    /// For each point, whether it can be come by again.
    pub(super) again: Vec<bool>,
    /// For each point, whether a write that wants a confirmation may follow.
    pub(super) guarded: Vec<bool>,
    /// For each 问, where it stands.
    pub(super) asked_at: Vec<Option<NodeId>>,
    /// For each node that ends a 遇到 block, the question it goes back to.
    pub(super) back_to: Vec<Option<AskId>>,
    /// For each node of a 遇到 block, the question that waits below all blocks.
    pub(super) below: Vec<Option<AskId>>,
    /// For each node, whether it stands in a 遇到 or 更正时 block.
    pub(super) aside: Vec<bool>,
    /// 是否 slots that a 要明说 question fills.
    pub(super) confirms: Vec<SlotId>,
    /// Slots whose change a confirmation does not outlive.
    pub(super) arguments: Vec<SlotId>,
    /// For each of them, the slots of `arguments` that the customer can correct and that its questions do not show.
    pub(super) unshown: Vec<u64>,
    /// Values that the customer may take back so that it matters.
    pub(super) doubts: Vec<Doubt>,
    /// Slots that the customer may correct and that blocks read.
    pub(super) beside: Vec<SlotId>,
    /// The slots of both.
    pub(super) doubted: Vec<SlotId>,
    /// What each 重问 takes off the trail.
    pub(super) redos: Redos,
    /// For each point, those of them whose doubt may begin from there on.
    pub(super) doubt_ahead: Vec<u64>,
    /// Slots that a statement sets although the customer can correct them.
    pub(super) set_and_asked: Vec<SlotId>,
    /// The parts of the flow within which every point leads to every other; corrections aside.
    pub(super) round: Vec<Component>,
    /// Every correction that may matter is followed.
    pub(super) is_whole: bool,
}

impl<'p> Graph<'p> {
    /// Prepares a flow.
    pub(super) fn new(program: &'p Program, flow: &'p Flow) -> Self {
        let mut uses: Vec<Uses<'p>> = flow.nodes.iter().map(|n| reads::of_node(program, flow, n)).collect();
        uses.extend(flow.asks.iter().map(|a| reads::of_ask(program, flow, a)));
        let places = Places::of(program, flow, &uses);
        let mut facts = Facts::new(program, flow, places);
        facts.atoms = atoms(&facts, &uses);
        let back_to = back_to(flow);
        let asked_at = asked_at(flow);
        let below = below(flow, &asked_at);
        let next = next(program, flow, &back_to, &below, &asked_at);
        let (confirms, arguments) = confirmations(program, flow);
        let guarded = guarded(program, flow, &next);
        let aside = aside(flow);
        let doubts = doubts::doubts(program, flow, &uses, &next, &aside);
        let round = components(&next);
        let is_whole = doubts.len() <= doubts::DOUBTS;
        let beside = doubts::beside(flow, &aside);
        let doubted = doubted(&doubts, &beside);
        let unshown = confirmed::unshown(flow, &confirms, &arguments);
        let onward = next;
        let mut next = onward.clone();
        let ways_back = doubts::ways_back(flow, &doubts, &onward);
        for (from, to) in &ways_back {
            next.get_mut(*from as usize).into_iter().for_each(|n| n.push(*to));
        }
        let doubt_ahead = ahead::doubt_ahead(&doubts, &beside, &doubted, &next);
        let redos = Redos::of(flow, &aside, &doubted, &next);
        let is_round = |parts: &[Component]| parts.iter().map(|c| c.is_round).collect();
        let again = if ways_back.is_empty() { is_round(&round) } else { is_round(&components(&next)) };
        let horizon = Horizon::new(&facts, &uses, &confirms, (&doubts, &beside, &doubted), &onward);
        let set_and_asked = doubts::set_and_asked(flow);
        Self {
            facts,
            uses,
            horizon,
            onward,
            next,
            again,
            guarded,
            asked_at,
            back_to,
            below,
            aside,
            confirms,
            arguments,
            unshown,
            doubts,
            beside,
            doubted,
            redos,
            doubt_ahead,
            set_and_asked,
            round,
            is_whole,
        }
    }

    /// The flow.
    pub(super) fn flow(&self) -> &'p Flow {
        self.facts.flow
    }

    /// The point at which a statement is come by.
    pub(super) fn at(node: NodeId) -> Point {
        Point(u32::from(node.0))
    }

    /// The point at which a question waits.
    pub(super) fn waiting(&self, ask: AskId) -> Point {
        Point(u32::try_from(self.flow().nodes.len()).unwrap_or(u32::MAX).saturating_add(u32::from(ask.0)))
    }

    /// The statement of a point.
    pub(super) fn node(&self, point: Point) -> Option<(NodeId, &'p Node)> {
        let flow = self.flow();
        let at = point.0 as usize;
        let id = match at.checked_sub(flow.nodes.len()) {
            None => NodeId(u16::try_from(at).ok()?),
            Some(ask) => (*self.asked_at.get(ask)?)?,
        };
        Some((id, flow.nodes.get(id.index())?))
    }

    /// The question that waits at a point.
    pub(super) fn waits(&self, point: Point) -> Option<AskId> {
        let ask = (point.0 as usize).checked_sub(self.flow().nodes.len())?;
        u16::try_from(ask).ok().map(AskId)
    }

    /// The first statement of each step that a way out leads to.
    pub(super) fn goto(&self, way: &WayOut) -> Option<NodeId> {
        goto(self.flow(), way)
    }
}

fn goto(flow: &Flow, way: &WayOut) -> Option<NodeId> {
    match way {
        WayOut::Goto(step) => flow.steps.get(step.index()).map(|s| s.entry),
        _ => None,
    }
}

/// For each 问, where it stands.
fn asked_at(flow: &Flow) -> Vec<Option<NodeId>> {
    let mut found = vec![None; flow.asks.len()];
    for (at, node) in (0..).map(NodeId).zip(&flow.nodes) {
        if let StmtKind::Ask(ask) = node.stmt
            && let Some(found) = found.get_mut(ask.index())
        {
            *found = Some(at);
        }
    }
    found
}

/// Conditions that cannot be decided and stand more than once.
fn atoms<'p>(facts: &Facts<'p>, uses: &[Uses<'p>]) -> Vec<Atom<'p>> {
    let mut seen: Vec<(&'p Expr, usize)> = Vec::new();
    for test in uses.iter().flat_map(|u| u.tests.iter().chain(&u.values)) {
        leaves(test, &mut |leaf| {
            if !matches!(leaf, Expr::Compare(..) | Expr::In(..) | Expr::TextContains(..))
                || !is_opaque(facts, leaf)
            {
                return;
            }
            let known = seen.iter().position(|(known, _)| same_condition(known, leaf));
            if let Some(i) = known {
                seen.get_mut(i).into_iter().for_each(|(_, times)| *times += 1);
            } else if seen.len() < 4 * WORD {
                seen.push((leaf, 1));
            }
        });
    }
    let twice = seen.into_iter().filter(|(_, times)| *times > 1).take(WORD);
    twice
        .map(|(condition, _)| {
            let (roots, passing) = roots(condition);
            Atom { condition, passing, roots }
        })
        .collect()
}

/// The points that may follow each point.
fn next(
    program: &Program,
    flow: &Flow,
    back_to: &[Option<AskId>],
    below: &[Option<AskId>],
    asked_at: &[Option<NodeId>],
) -> Vec<Vec<u32>> {
    let count = u32::try_from(flow.nodes.len()).unwrap_or(u32::MAX);
    let waiting = |ask: AskId| count.saturating_add(u32::from(ask.0));
    let mut next: Vec<Vec<u32>> = Vec::with_capacity(flow.nodes.len() + flow.asks.len());
    let resumes = |team: TeamId| program.teams.get(team.index()).is_some_and(|team| team.resumes);
    for ((node, back), below) in flow.nodes.iter().zip(back_to).zip(below) {
        next.push(match &node.stmt {
            StmtKind::Ask(ask) => vec![u32::from(node.next.0), waiting(*ask)],
            StmtKind::Reask(_, to, _) => match flow.nodes.get(to.index()).map(|n| &n.stmt) {
                Some(StmtKind::Ask(ask)) => vec![waiting(*ask)],
                _ => Vec::new(),
            },
            StmtKind::Back => match back {
                Some(ask) => vec![waiting(*ask)],
                None => (0..).map(AskId).zip(&flow.asks).map(|(ask, _)| waiting(ask)).collect(),
            },
            // In a 更正时 block any question may wait below.
            StmtKind::Leave(WayOut::Handoff { team, .. }) if resumes(*team) => match below {
                Some(ask) => vec![waiting(*ask)],
                None if flow.corrections.is_empty() => Vec::new(),
                None => (0..).map(AskId).zip(&flow.asks).map(|(ask, _)| waiting(ask)).collect(),
            },
            _ => routing::successors(flow, node).into_iter().map(|n| u32::from(n.0)).collect(),
        });
    }
    for (ask, at) in flow.asks.iter().zip(asked_at) {
        let after = at.and_then(|n| flow.nodes.get(n.index())).map(|n| n.next);
        let leaves = ask.no_reply.iter().filter_map(|n| match &n.action {
            NoReplyAction::Leave(way) => goto(flow, way),
            _ => None,
        });
        let tries = ask.max_tries.iter().filter_map(|m| goto(flow, &m.leave));
        let asides = ask.interrupts.iter().map(|i| i.entry);
        next.push(
            after.into_iter().chain(leaves).chain(tries).chain(asides).map(|n| u32::from(n.0)).collect(),
        );
    }
    for targets in &mut next {
        targets.retain(|to| (*to as usize) < flow.nodes.len() + flow.asks.len());
    }
    next
}

/// The ends of 遇到 blocks with the question that each goes back to.
fn back_to(flow: &Flow) -> Vec<Option<AskId>> {
    let mut found = vec![None; flow.nodes.len()];
    for (id, ask) in (0..).map(AskId).zip(&flow.asks) {
        for interrupt in &ask.interrupts {
            within(flow, interrupt.entry, &mut |at, node| {
                if matches!(node.stmt, StmtKind::Back)
                    && let Some(found) = found.get_mut(at.index())
                {
                    *found = Some(id);
                }
            });
        }
    }
    found
}

/// The nodes of 遇到 blocks with the question that waits below the outermost of them.
fn below(flow: &Flow, asked_at: &[Option<NodeId>]) -> Vec<Option<AskId>> {
    let mut found = vec![None; flow.nodes.len()];
    for (id, ask) in (0..).map(AskId).zip(&flow.asks) {
        for interrupt in &ask.interrupts {
            within(flow, interrupt.entry, &mut |at, _| {
                found.get_mut(at.index()).into_iter().for_each(|found| *found = Some(id));
            });
        }
    }
    let outer = |ask: AskId| -> Option<AskId> {
        let at = asked_at.get(ask.index()).copied().flatten()?;
        found.get(at.index()).copied().flatten().filter(|outer| *outer != ask)
    };
    let outermost = |ask: AskId| {
        let mut ask = ask;
        for _ in &flow.asks {
            ask = outer(ask).unwrap_or(ask);
        }
        ask
    };
    found.iter().map(|ask| ask.map(outermost)).collect()
}

/// The nodes of 遇到 and 更正时 blocks.
fn aside(flow: &Flow) -> Vec<bool> {
    let mut found = vec![false; flow.nodes.len()];
    let interrupts = flow.asks.iter().flat_map(|a| &a.interrupts).map(|i| i.entry);
    for entry in interrupts.chain(flow.corrections.iter().map(|c| c.entry)) {
        within(flow, entry, &mut |at, _| {
            if let Some(found) = found.get_mut(at.index()) {
                *found = true;
            }
        });
    }
    found
}

/// Visits the nodes of a block, without those that it goes to and those of the 遇到 blocks in it.
fn within<'p>(flow: &'p Flow, entry: NodeId, visit: &mut impl FnMut(NodeId, &'p Node)) {
    let mut seen = BTreeSet::new();
    let mut open = vec![entry];
    while let Some(at) = open.pop() {
        let Some(node) = flow.nodes.get(at.index()).filter(|_| seen.insert(at)) else { continue };
        visit(at, node);
        match &node.stmt {
            StmtKind::Leave(_) | StmtKind::Reask(..) | StmtKind::Back => {}
            StmtKind::Ask(_) => open.push(node.next),
            _ => open.extend(routing::successors(flow, node)),
        }
    }
}

/// The slots of doubts, each once.
fn doubted(doubts: &[Doubt], beside: &[SlotId]) -> Vec<SlotId> {
    let slots: BTreeSet<SlotId> =
        doubts.iter().filter(|d| !d.entered).map(|d| d.slot).chain(beside.iter().copied()).collect();
    slots.into_iter().take(WORD).collect()
}

/// Whether a function wants a confirmation.
pub(super) fn wants_confirmation(program: &Program, function: FunctionId) -> bool {
    program.functions.get(function.index()).is_some_and(|f| f.needs_confirmation)
}

/// The slots that may hold a confirmation, and those that the writes which want one depend on.
fn confirmations(program: &Program, flow: &Flow) -> (Vec<SlotId>, Vec<SlotId>) {
    let calls = |n: &&Node| matches!(&n.stmt, StmtKind::Call(c) if wants_confirmation(program, c.function));
    let mut arguments: BTreeSet<SlotId> =
        flow.nodes.iter().filter(calls).flat_map(|n| n.reads.iter().copied()).collect();
    if !flow.nodes.iter().any(|n| calls(&n)) {
        return (Vec::new(), Vec::new());
    }
    loop {
        let before = arguments.len();
        for node in flow.nodes.iter().filter(|n| matches!(n.stmt, StmtKind::Let(..))) {
            if node.writes.is_some_and(|slot| arguments.contains(&slot)) {
                arguments.extend(&node.reads);
            }
        }
        if arguments.len() == before {
            break;
        }
    }
    let confirms = |ask: &&crate::program::Ask| {
        let ty = flow.slots.get(ask.slot.index()).map(|s| s.ty.required());
        ask.explicit && ty == Some(&crate::value::Type::Bool)
    };
    let confirms: BTreeSet<SlotId> = flow.asks.iter().filter(confirms).map(|a| a.slot).collect();
    (confirms.into_iter().collect(), arguments.into_iter().take(WORD).collect())
}

/// For each point, whether a write that wants a confirmation may follow.
fn guarded(program: &Program, flow: &Flow, next: &[Vec<u32>]) -> Vec<bool> {
    let mut found: Vec<bool> = vec![false; next.len()];
    let mut ahead: Vec<Vec<u32>> = vec![Vec::new(); next.len()];
    for (from, targets) in (0u32..).zip(next) {
        for to in targets {
            if let Some(ahead) = ahead.get_mut(*to as usize) {
                ahead.push(from);
            }
        }
    }
    let calls = |n: &Node| matches!(&n.stmt, StmtKind::Call(c) if wants_confirmation(program, c.function));
    let mut open: Vec<u32> = (0u32..).zip(&flow.nodes).filter(|(_, n)| calls(n)).map(|(i, _)| i).collect();
    while let Some(at) = open.pop() {
        let Some(found) = found.get_mut(at as usize) else { continue };
        if !std::mem::replace(found, true) {
            open.extend(ahead.get(at as usize).into_iter().flatten());
        }
    }
    found
}
