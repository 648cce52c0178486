//! What may still be looked at behind each point: which values, and which questions. The rest is forgotten, so that fewer states differ.
//!
//! A correction leads back to what was read before. So while one is under way more lies ahead than else; each is looked at by itself.

use super::doubts::{self, Doubt};
use super::graph::{Graph, Point, wants_confirmation};
use super::leaf::{leaves, same_condition};
use super::live::{self, Bits, Effect};
use super::places::whole;
use super::reads::{Guard, Uses};
use super::state::{Facts, Mode, State};
use super::trail::Trail;
use crate::program::{AskId, Expr, Node, Place, Root, SlotId, StmtKind, TeamField, WayOut};
use std::cell::OnceCell;

/// Facts that are kept in one word: conditions, arguments, questions.
const WORD: usize = 64;

/// What lies ahead of each point.
struct Ahead {
    /// The places and conditions that may be looked at.
    live: Vec<Bits>,
    /// The places whose question may follow.
    questions: Vec<Bits>,
    /// The questions for them, one bit each.
    asks: Vec<u64>,
}

/// What lies ahead, by what is under way.
pub(super) struct Horizon {
    effects: Vec<Effect>,
    questions: Vec<Effect>,
    plain: Ahead,
    /// For each doubt, while it is under way.
    doubting: Vec<OnceCell<Ahead>>,
    /// For each point, the slots, by their place among those that are doubted, whose doubt may begin.
    doubts: Vec<u64>,
}

impl Horizon {
    /// Looks ahead from every point; `next` without corrections.
    pub(super) fn new(
        facts: &Facts<'_>,
        uses: &[Uses<'_>],
        confirms: &[SlotId],
        doubts: (&[Doubt], &[SlotId], &[SlotId]),
        next: &[Vec<u32>],
    ) -> Self {
        let effects = effects(facts, uses, confirms);
        let questions = questions(facts);
        let plain = Ahead::of(facts, &effects, &questions, next);
        let doubting = doubts.0.iter().map(|_| OnceCell::new()).collect();
        Self { effects, questions, plain, doubting, doubts: doubt_ahead(doubts.0, doubts.1, doubts.2, next) }
    }

    /// Forgets what does not matter from a point on.
    pub(super) fn tidy(&self, graph: &Graph<'_>, to: Point, state: &mut State) {
        let at = to.0 as usize;
        let ahead = match &state.mode {
            Mode::Doubted { slot, reader, .. } => {
                let under_way = |d: &Doubt| d.slot == *slot && d.reader.0 == *reader;
                let doubt = graph.doubts.iter().position(under_way);
                // What was forgotten before the correction began is not known again behind it.
                self.tidy_trail(Point(u32::from(*reader)), &mut state.trail);
                doubt.and_then(|d| self.while_doubting(graph, d)).unwrap_or(&self.plain)
            }
            Mode::Plain => {
                self.tidy_trail(to, &mut state.trail);
                &self.plain
            }
            Mode::Correcting(ask) => {
                self.tidy_trail(graph.waiting(AskId(*ask)), &mut state.trail);
                &self.plain
            }
        };
        if let Some(live) = ahead.live.get(at) {
            graph.facts.forget(state, live);
        }
        if let Some(questions) = ahead.questions.get(at) {
            graph.facts.forget_how_set(state, questions);
        }
    }

    /// Forgets what lies on the trail and does not matter from a point on, while no correction is under way.
    pub(super) fn tidy_trail(&self, to: Point, trail: &mut Trail) {
        let at = to.0 as usize;
        trail.unread &= self.doubts.get(at).copied().unwrap_or_default();
        let asks = self.plain.asks.get(at).copied().unwrap_or_default();
        trail.asked &= asks;
        trail.unasked &= asks;
    }

    fn while_doubting(&self, graph: &Graph<'_>, doubt: usize) -> Option<&Ahead> {
        let of = graph.doubts.get(doubt)?;
        let ahead = self.doubting.get(doubt)?.get_or_init(|| {
            let mut next = graph.onward.clone();
            for (from, to) in doubts::ways_back(graph.flow(), std::slice::from_ref(of), &graph.onward) {
                next.get_mut(from as usize).into_iter().for_each(|n| n.push(to));
            }
            Ahead::of(&graph.facts, &self.effects, &self.questions, &next)
        });
        Some(ahead)
    }
}

impl Ahead {
    fn of(facts: &Facts<'_>, effects: &[Effect], questions: &[Effect], next: &[Vec<u32>]) -> Self {
        let questions = live::before(questions, next);
        let places: Vec<Option<u16>> =
            facts.flow.asks.iter().take(WORD).map(|ask| facts.places.index(&whole(ask.slot))).collect();
        let word = |bits: &Bits| {
            let ahead = (0..).zip(&places).filter(|(_, p)| p.is_none_or(|p| bits.has(p)));
            ahead.fold(0_u64, |word, (bit, _)| word | 1_u64.checked_shl(bit).unwrap_or(0))
        };
        let asks = questions.iter().map(word).collect();
        Self { live: live::before(effects, next), questions, asks }
    }
}

/// The questions, by the places that they ask for.
fn questions(facts: &Facts<'_>) -> Vec<Effect> {
    let flow = facts.flow;
    let none = || Bits::none(facts.places.all.len());
    let mut found: Vec<Effect> =
        (0..flow.nodes.len() + flow.asks.len()).map(|_| Effect { uses: none(), kills: none() }).collect();
    for (node, effect) in flow.nodes.iter().zip(&mut found) {
        let slot = node.writes.filter(|_| matches!(node.stmt, StmtKind::Ask(_)));
        let place = slot.and_then(|slot| facts.places.index(&whole(slot)));
        place.iter().for_each(|index| effect.uses.add(*index));
    }
    found
}

fn effects(facts: &Facts<'_>, uses: &[Uses<'_>], confirms: &[SlotId]) -> Vec<Effect> {
    let count = facts.places.all.len() + facts.atoms.len();
    let flow = facts.flow;
    let point = |i: usize, uses: &Uses<'_>| {
        let mut effect = Effect { uses: Bits::none(count), kills: Bits::none(count) };
        looked_at(facts, uses, &mut effect.uses);
        if let Some(node) = flow.nodes.get(i) {
            own_slots(facts, node, confirms, &mut effect);
        }
        effect
    };
    uses.iter().enumerate().map(|(i, u)| point(i, u)).collect()
}

fn looked_at(facts: &Facts<'_>, uses: &Uses<'_>, found: &mut Bits) {
    let mut place = |place: &Place| facts.places.chain(place).iter().for_each(|i| found.add(*i));
    for read in &uses.reads {
        place(read.place);
        for guard in &read.guards {
            match guard {
                Guard::Came(e, _) => crate::lower::each_place(e, &mut place),
                Guard::Filled(slot) => place(&whole(*slot)),
                Guard::Listed(list) => place(list),
                Guard::Arrived(_) => {}
            }
        }
    }
    for e in uses.tests.iter().chain(&uses.values) {
        crate::lower::each_place(e, &mut place);
    }
    let first = u16::try_from(facts.places.all.len()).unwrap_or(u16::MAX);
    for e in uses.tests.iter().chain(&uses.values) {
        leaves(e, &mut |leaf| {
            let known = facts.atoms.iter().position(|a| same_condition(a.condition, leaf));
            if let Some(bit) = known.and_then(|bit| u16::try_from(bit).ok()) {
                found.add(first.saturating_add(bit));
            }
        });
    }
}

/// A question looks whether its slot is set; 算 and 记 set theirs anew, and a copy takes every part along; 结束 gives back what is
/// 传出, and 转人工 may find its team closed.
fn own_slots(facts: &Facts<'_>, node: &Node, confirms: &[SlotId], effect: &mut Effect) {
    let all = |root: Root| facts.places.under(root).iter();
    match &node.stmt {
        StmtKind::Ask(_) => {
            let root = node.writes.map(Root::Slot);
            root.iter().flat_map(|r| all(*r)).for_each(|i| effect.uses.add(*i));
        }
        StmtKind::Let(..) | StmtKind::Set(..) | StmtKind::Lookup(..) => {
            let root = match &node.stmt {
                StmtKind::Set(place, _) => Some(place.root),
                _ => node.writes.map(Root::Slot),
            };
            root.iter().flat_map(|r| all(*r)).for_each(|i| effect.kills.add(*i));
            copied(&node.stmt).iter().flat_map(|from| parts(facts, from)).for_each(|i| effect.uses.add(i));
        }
        StmtKind::Call(call) if wants_confirmation(facts.program, call.function) => {
            confirms.iter().flat_map(|s| all(Root::Slot(*s))).for_each(|i| effect.uses.add(*i));
        }
        StmtKind::Leave(WayOut::End(_)) => {
            facts
                .flow
                .outputs()
                .flat_map(|(slot, _)| all(Root::Slot(slot)))
                .for_each(|i| effect.uses.add(*i));
        }
        StmtKind::Leave(WayOut::Handoff { team, .. }) => {
            all(Root::Team(*team, TeamField::Open)).for_each(|i| effect.uses.add(*i));
        }
        _ => {}
    }
}

/// The place that a statement copies whole.
fn copied(stmt: &StmtKind) -> Option<&Place> {
    match stmt {
        StmtKind::Let(_, Expr::Read(from)) | StmtKind::Set(_, Expr::Read(from)) => Some(from),
        _ => None,
    }
}

/// The tracked parts of a place.
fn parts<'a>(facts: &'a Facts<'_>, of: &'a Place) -> impl Iterator<Item = u16> + 'a {
    let within = |i: &u16| facts.places.get(*i).is_some_and(|t| t.place.fields.starts_with(&of.fields));
    facts.places.under(of.root).iter().copied().filter(within)
}

/// For each point, the slots, by their place among `doubted`, whose doubt begins at a statement that may follow.
pub(super) fn doubt_ahead(
    doubts: &[Doubt],
    beside: &[SlotId],
    doubted: &[SlotId],
    next: &[Vec<u32>],
) -> Vec<u64> {
    let always =
        (0u32..).zip(doubted).filter(|(_, s)| beside.contains(s)).fold(0, |word, (b, _)| word | 1 << b);
    if doubts.is_empty() {
        return vec![always; next.len()];
    }
    let effects = (0u16..).zip(next).map(|(at, _)| {
        let mut uses = Bits::none(WORD);
        for doubt in doubts.iter().filter(|d| d.reader.0 == at) {
            let bit = doubted.iter().position(|s| *s == doubt.slot).and_then(|b| u16::try_from(b).ok());
            bit.iter().for_each(|b| uses.add(*b));
        }
        Effect { uses, kills: Bits::none(WORD) }
    });
    let effects: Vec<Effect> = effects.collect();
    let word = |bits: &Bits| (0u16..64).filter(|b| bits.has(*b)).fold(0, |word, b| word | 1 << b);
    live::before(&effects, next).iter().map(|bits| word(bits) | always).collect()
}
