//! E0301: a value is read where it may be unset.

use super::Ways;
use super::graph::Point;
use super::reads::{Guard, Read, When};
use super::state::{Facts, State};
use super::witness::{self, Shop};
use crate::check::Checker;
use crate::check::types::fields;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::program::{Flow, Node, Place, Program, Root, SlotOrigin};
use crate::source::Span;
use std::collections::BTreeSet;

/// A read that may find nothing: where, what, and the first visit that gets there so.
pub(super) struct Unset {
    pub(super) point: Point,
    pub(super) part: Place,
    pub(super) visit: u32,
    pub(super) when: When,
    pub(super) blurred: bool,
}

/// Reports each place of a flow that is read where it may be unset, once.
pub(super) fn check<'p>(checker: &Checker<'_>, ways: &Ways<'p>, shop: &Shop<'_, 'p>) {
    let flow = ways.graph.flow();
    let mut points: Vec<(Span, u32)> = (0u32..)
        .zip(&ways.graph.uses)
        .filter(|(_, uses)| !uses.reads.is_empty())
        .filter_map(|(i, _)| Some((ways.graph.node(Point(i))?.1.span, i)))
        .collect();
    points.sort_unstable();
    let mut reported: BTreeSet<Place> = BTreeSet::new();
    for (_, point) in points {
        let Some((_, node)) = ways.graph.node(Point(point)) else { continue };
        for unset in at(ways, Point(point)) {
            if reported.insert(unset.part.clone()) {
                report(checker, ways, shop, flow, node, &unset);
            }
        }
    }
}

/// Whether a value of a flow may be unset where it is read.
pub(super) fn any(ways: &Ways<'_>) -> bool {
    (0u32..).zip(&ways.graph.uses).any(|(i, uses)| !uses.reads.is_empty() && !at(ways, Point(i)).is_empty())
}

/// The places that a point reads and that may be unset there, each with the shortest way.
fn at(ways: &Ways<'_>, point: Point) -> Vec<Unset> {
    let mut found: Vec<Unset> = Vec::new();
    let Some(uses) = ways.graph.uses.get(point.0 as usize) else { return found };
    let facts = &ways.graph.facts;
    for read in &uses.reads {
        if facts.places.chain(read.place).is_empty() {
            continue;
        }
        for (id, visit) in ways.walked.of(point) {
            if let Some((part, _)) = unset_in(facts, &visit.state, read) {
                let blurred = visit.blurred;
                let better = |u: &Unset| u.blurred && !blurred;
                match found.iter_mut().find(|u| u.part == part) {
                    Some(known) if better(known) => {
                        *known = Unset { point, part, visit: id, when: read.when, blurred }
                    }
                    Some(_) => {}
                    None => found.push(Unset { point, part, visit: id, when: read.when, blurred }),
                }
            }
        }
    }
    found
}

/// The part of a read that is unset in a state, with that state under the read's conditions.
fn unset_in(facts: &Facts<'_>, state: &State, read: &Read<'_>) -> Option<(Place, State)> {
    facts.unset_part(state, read.place)?;
    let mut cases = vec![state.clone()];
    for guard in &read.guards {
        cases = match guard {
            Guard::Came(e, true) => cases.iter().flat_map(|s| facts.holds(s, e)).collect(),
            Guard::Came(e, false) => cases.iter().flat_map(|s| facts.fails(s, e)).collect(),
            Guard::Filled(slot) => fresh(facts, cases, Root::Slot(*slot)),
            Guard::Listed(list) => cases.iter().filter_map(|s| facts.present(s, list)).collect(),
            Guard::Arrived(event) => fresh(facts, cases, Root::Arrived(*event)),
        };
    }
    cases.into_iter().find_map(|mut state| {
        let part = facts.unset_part(&state, read.place)?;
        let known = super::known::Known::unset();
        facts.put(&mut state, part, known);
        Some((facts.places.get(part)?.place.clone(), state))
    })
}

/// The facts at the end of a way, under which the value is unset where it is read.
pub(super) fn unset_again(ways: &Ways<'_>, unset: &Unset, state: &State) -> Option<State> {
    let facts = &ways.graph.facts;
    let uses = ways.graph.uses.get(unset.point.0 as usize)?;
    let found = uses.reads.iter().filter_map(|read| unset_in(facts, state, read));
    found.into_iter().find(|(part, _)| *part == unset.part).map(|(_, state)| state)
}

fn fresh(facts: &Facts<'_>, mut cases: Vec<State>, root: Root) -> Vec<State> {
    cases.iter_mut().for_each(|state| facts.fresh(state, root));
    cases
}

fn report<'p>(
    checker: &Checker<'_>,
    ways: &Ways<'p>,
    shop: &Shop<'_, 'p>,
    flow: &Flow,
    node: &Node,
    unset: &Unset,
) {
    let program = ways.graph.facts.program;
    let name = shown(program, flow, &unset.part);
    let message = if unset.blurred {
        Message::new(
            format!("走到这里的路太多，没有算清“{name}”是不是都有值。"),
            format!("Too many ways lead here to decide whether \"{name}\" is always set."),
        )
    } else {
        Message::new(
            format!("走到这里时，“{name}”可能还没有值。"),
            format!("\"{name}\" may be unset when this is reached."),
        )
    };
    let asked = match unset.part.root {
        Root::Slot(id) if unset.part.fields.is_empty() => {
            flow.slots.get(id.index()).is_some_and(|s| s.origin == SlotOrigin::Declared)
        }
        _ => false,
    };
    let (ask, ask_en) = if asked { ("先 问 它，或者", "Ask it first, or test") } else { ("", "Test") };
    let mut help =
        Message::new(format!("{ask}先判断“如果 有 {name}”。"), format!("{ask_en} `if has {name}` before."));
    let conversation = if unset.blurred { None } else { witness::conversation(ways, shop, unset) };
    if conversation.is_none() && !unset.blurred && !witness::is_begun(ways, shop) {
        help.zh.push_str("没有哪句话、哪个事件会开始这个流程，写不出走到这里的对话。");
        help.en.push_str(" Nothing starts this flow, so there is no conversation that gets here.");
    }
    let span = read_at(checker, flow, node, &unset.part);
    let found = Diagnostic::new(Code("E0301"), span, message).help(help);
    checker.report(match conversation {
        Some(conversation) => found.witness(conversation),
        None => found,
    });
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
pub(super) fn shown(program: &Program, flow: &Flow, place: &Place) -> String {
    let zh = crate::keywords::zh;
    let (mut name, ty) = match place.root {
        Root::Slot(id) => match flow.slots.get(id.index()) {
            Some(slot) => (slot.name.clone(), Some(&slot.ty)),
            None => (String::new(), None),
        },
        Root::Customer(i) => match program.customer.get(usize::from(i)) {
            Some(field) => (format!("{}.{}", zh("root_customer"), field.name), Some(&field.ty)),
            None => (String::new(), None),
        },
        Root::Session(id) => match program.session_slots.get(id.index()) {
            Some(slot) => (format!("{}.{}", zh("root_session"), slot.name), Some(&slot.ty)),
            None => (String::new(), None),
        },
        Root::Event | Root::Arrived(_) => (zh("root_event").to_owned(), None),
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
