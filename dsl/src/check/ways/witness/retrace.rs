//! One way through a flow walked again with nothing forgotten, and which values each step on it must bring.

use super::super::edges::{How, Steps, Target};
use super::super::graph::Point;
use super::super::known::Known;
use super::super::places::whole;
use super::super::state::State;
use super::super::{Ways, edges};
use crate::program::{Expr, FlowId, Place, Root, SlotId, StmtKind, Trigger};
use std::rc::Rc;

/// A step of a way: where it was, what it did, and what must be true of the values that it brought.
pub(super) struct Traced {
    /// Where the step began; for the first one, where the flow begins.
    pub(super) from: Point,
    pub(super) how: How,
    /// What is known behind it until its values are replaced.
    pub(super) needed: State,
    /// What was known before it.
    pub(super) before: State,
}

/// How many cases are tried before a way is given up.
const TRIES: usize = 4_000;

/// The way to a visit, with the states on it; `last` gives what must hold at its end.
pub(super) fn retrace(
    ways: &Ways<'_>,
    steps: &Steps<'_, '_>,
    to: u32,
    last: &dyn Fn(&State) -> Option<State>,
) -> Option<Vec<Traced>> {
    let way = ways.walked.way(to);
    let visits: Vec<_> = way.iter().filter_map(|i| ways.walked.visits.get(*i as usize)).collect();
    let first = visits.first()?;
    let Target::Point(start) = first.at else { return None };
    let mut beginnings = match first.how {
        How::Block => vec![steps.block()],
        how => steps.begins(true).into_iter().filter(|(_, h)| *h == how).map(|(s, _)| s).collect(),
    };
    beginnings.retain(|s| fits(ways, steps, start, s, &first.state));
    let mut tries = TRIES;
    for state in beginnings {
        let mut chain = vec![state];
        if follow(ways, steps, &visits, &mut chain, &mut tries, last) {
            let end = last(chain.last()?)?;
            return Some(needed(ways, steps, &visits, &chain, end));
        }
    }
    None
}

fn fits(ways: &Ways<'_>, steps: &Steps<'_, '_>, at: Point, state: &State, wanted: &State) -> bool {
    let mut tidy = state.clone();
    steps.tidy(at, &mut tidy);
    ways.graph.facts.covers(wanted, &tidy)
}

fn follow(
    ways: &Ways<'_>,
    steps: &Steps<'_, '_>,
    visits: &[&super::super::explore::Visit],
    chain: &mut Vec<State>,
    tries: &mut usize,
    last: &dyn Fn(&State) -> Option<State>,
) -> bool {
    let Some(state) = chain.last().cloned() else { return false };
    let Some(next) = visits.get(chain.len()) else { return last(&state).is_some() };
    let Some(Target::Point(at)) = visits.get(chain.len() - 1).map(|v| v.at) else { return false };
    for edge in steps.all_from(at, &state) {
        if edge.to != next.at || edge.how != next.how || *tries == 0 {
            continue;
        }
        *tries -= 1;
        let fitting = match edge.to {
            Target::Point(to) => fits(ways, steps, to, &edge.state, &next.state),
            Target::End(_) => true,
        };
        if fitting {
            chain.push(edge.state);
            if follow(ways, steps, visits, chain, tries, last) {
                return true;
            }
            chain.pop();
        }
    }
    false
}

/// What must be true of the values that each step brings: what is known of them until they are replaced.
fn needed(
    ways: &Ways<'_>,
    steps: &Steps<'_, '_>,
    visits: &[&super::super::explore::Visit],
    chain: &[State],
    end: State,
) -> Vec<Traced> {
    let facts = &ways.graph.facts;
    let mut needed = end;
    let mut traced = Vec::new();
    for i in (1..chain.len()).rev() {
        let (Some(before), Some(visit), Some(Target::Point(from))) =
            (chain.get(i - 1), visits.get(i), visits.get(i - 1).map(|v| v.at))
        else {
            break;
        };
        traced.push(Traced { from, how: visit.how, needed: needed.clone(), before: before.clone() });
        pass_on(ways, from, &mut needed, before);
        for root in brought(ways, steps, from, visit.how) {
            for index in facts.places.under(root) {
                let known = facts.get(before, *index).as_ref().clone();
                facts.put(&mut needed, *index, known);
            }
        }
    }
    if let (Some(first), Some(visit)) = (chain.first(), visits.first()) {
        let from = Point(0);
        traced.push(Traced { from, how: visit.how, needed, before: first.clone() });
    }
    traced.reverse();
    traced
}

/// A value that is passed on must have been what is wanted of it behind.
fn pass_on(ways: &Ways<'_>, from: Point, needed: &mut State, before: &State) {
    let facts = &ways.graph.facts;
    let Some((_, node)) = ways.graph.node(from) else { return };
    let (to, value) = match &node.stmt {
        StmtKind::Let(slot, value) => (whole(*slot), value),
        StmtKind::Set(to, value) => (to.clone(), value),
        _ => return,
    };
    let Expr::Read(source) = value else {
        summed_on(ways, &to, value, needed, before);
        return;
    };
    for index in facts.places.under(to.root) {
        let Some(tracked) = facts.places.get(*index) else { continue };
        let fields = source.fields.iter().chain(&tracked.place.fields).copied().collect();
        let Some(from) = facts.places.index(&Place { root: source.root, fields }) else { continue };
        let (wanted, had) = (facts.get(needed, *index), facts.get(before, from));
        let both = meet(&had, &wanted);
        facts.put(needed, from, both);
    }
}

/// So must a number to which another was added.
fn summed_on(ways: &Ways<'_>, to: &Place, sum: &Expr, needed: &mut State, before: &State) {
    let facts = &ways.graph.facts;
    let Some((source, by)) = facts.summand(sum) else { return };
    let (Some(to), Some(from)) = (facts.places.index(to), facts.places.index(source)) else { return };
    let wanted = facts.get(needed, to).values.moved(-by);
    let Some((wanted, kind)) = wanted.zip(facts.places.get(from).map(|t| t.kind)) else { return };
    let had = facts.get(before, from);
    let values = had.values.meet(&wanted.fitted(kind));
    facts.put(needed, from, Known { values, ..had.as_ref().clone() });
}

/// What both allow.
pub(super) fn meet(a: &Rc<Known>, b: &Rc<Known>) -> Known {
    Known { absent: a.absent && b.absent, values: a.values.meet(&b.values), ..a.as_ref().clone() }
}

/// The roots that a step gives new values.
fn brought(ways: &Ways<'_>, steps: &Steps<'_, '_>, from: Point, how: How) -> Vec<Root> {
    let flow = ways.graph.flow();
    let saved = |slot: SlotId| flow.slots.get(slot.index()).and_then(|s| s.save_to.as_ref()).map(|p| p.root);
    let with_saved = |slot: SlotId| std::iter::once(Root::Slot(slot)).chain(saved(slot)).collect::<Vec<_>>();
    if let How::Corrected(slot) = how {
        let mut all: Vec<Root> = flow
            .slots
            .iter()
            .enumerate()
            .filter_map(|(i, s)| {
                let slot = SlotId(u16::try_from(i).ok()?);
                (s.origin != crate::program::SlotOrigin::Declared).then_some(Root::Slot(slot))
            })
            .collect();
        all.extend(with_saved(slot));
        return all;
    }
    if let Some(ask) = ways.graph.waits(from).and_then(|a| flow.asks.get(a.index())) {
        return match how {
            How::Interrupt(i) => match ask.interrupts.get(i).map(|i| &i.trigger) {
                Some(Trigger::Event(event, _)) => vec![Root::Arrived(*event)],
                _ => Vec::new(),
            },
            _ => with_saved(ask.slot),
        };
    }
    let Some((_, node)) = ways.graph.node(from) else { return Vec::new() };
    match &node.stmt {
        StmtKind::Ask(id) if how == How::Put => {
            flow.asks.get(id.index()).map(|a| vec![Root::Slot(a.slot)]).unwrap_or_default()
        }
        StmtKind::Set(place, _) => match place.root {
            Root::Slot(slot) => with_saved(slot),
            root => vec![root],
        },
        StmtKind::Let(slot, _) | StmtKind::Lookup(.., slot) => vec![Root::Slot(*slot)],
        StmtKind::Call(call) if matches!(how, How::Returned(_)) => {
            call.result.map(Root::Slot).into_iter().collect()
        }
        StmtKind::Enter(enter, _) | StmtKind::ForEach { enter, .. } => {
            let shared = shared(steps, enter.flow);
            let result = enter.result.filter(|_| how != How::Unfinished).map(Root::Slot);
            result.into_iter().chain(shared).collect()
        }
        StmtKind::Await { event, .. } if how == How::Happened => vec![Root::Arrived(*event)],
        StmtKind::Reask(slot, ..) => vec![Root::Slot(*slot)],
        _ => Vec::new(),
    }
}

fn shared(steps: &edges::Steps<'_, '_>, flow: FlowId) -> Vec<Root> {
    steps.summaries.get(flow.index()).map(|s| s.shared.iter().map(|p| p.root).collect()).unwrap_or_default()
}
