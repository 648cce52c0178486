//! E0301: a value is read where it may be unset.

use super::Ways;
use super::graph::Point;
use super::reads::{Guard, Read, When};
use super::state::{Facts, State};
use super::undecided::{self, TRIES};
use super::witness::{self, Shop};
use crate::check::Checker;
use crate::check::types::fields;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::program::{Flow, Node, Place, Root, SlotOrigin};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// A read that may find nothing: where, what, and the first visit that gets there so.
pub(super) struct Unset {
    pub(super) point: Point,
    pub(super) part: Place,
    pub(super) visit: u32,
    pub(super) when: When,
    /// States were told as one on the way.
    pub(super) blurred: bool,
    /// Which of the reads of this place by the statement it is, and of how many.
    nth: (usize, usize),
}

/// Reports each place of a flow that is read where it may be unset, once.
pub(super) fn check<'p>(checker: &Checker<'_>, ways: &Ways<'p>, shop: &Shop<'_, 'p>) {
    let all = everywhere(ways);
    let mut decided: BTreeSet<&Place> = BTreeSet::new();
    for unset in all.iter().filter(|u| !u.blurred) {
        if decided.insert(&unset.part) {
            report(checker, ways, shop, unset);
        }
    }
    let mut left: BTreeMap<&Place, Vec<&Unset>> = BTreeMap::new();
    for unset in all.iter().filter(|u| u.blurred && !decided.contains(&u.part)) {
        left.entry(&unset.part).or_default().push(unset);
    }
    for unsets in left.values() {
        // One way that is real decides it.
        let real = unsets.iter().take(TRIES).find(|u| witness::is_real(ways, shop, u));
        match (real, unsets.first()) {
            (Some(unset), _) => report(checker, ways, shop, unset),
            (None, Some(first)) => undecided::value(checker, ways, first),
            (None, None) => {}
        }
    }
}

/// What may be unset where it is read, in the order of the text.
fn everywhere(ways: &Ways<'_>) -> Vec<Unset> {
    let mut points: Vec<(Span, u32)> = (0u32..)
        .zip(&ways.graph.uses)
        .filter(|(_, uses)| !uses.reads.is_empty())
        .filter_map(|(i, _)| Some((ways.graph.node(Point(i))?.1.span, i)))
        .collect();
    points.sort_unstable();
    points.into_iter().flat_map(|(_, point)| at(ways, Point(point))).collect()
}

/// Whether a value of a flow may be unset where it is read.
pub(super) fn any(ways: &Ways<'_>) -> bool {
    (0u32..).zip(&ways.graph.uses).any(|(i, uses)| !uses.reads.is_empty() && !at(ways, Point(i)).is_empty())
}

/// The places that a point reads and that may be unset there, each with the shortest way.
fn at(ways: &Ways<'_>, point: Point) -> Vec<Unset> {
    let mut found: Vec<(Unset, u32)> = Vec::new();
    let Some(uses) = ways.graph.uses.get(point.0 as usize) else { return Vec::new() };
    let facts = &ways.graph.facts;
    for (i, read) in uses.reads.iter().enumerate() {
        if facts.places.chain(read.place).is_empty() {
            continue;
        }
        for (id, visit) in ways.walked.of(point) {
            let Some((part, _)) = unset_in(facts, &visit.state, read) else { continue };
            let (blurred, turns) = (visit.blurred, visit.turns);
            let known = found.iter_mut().find(|(u, _)| u.part == part);
            if known.as_ref().is_some_and(|(u, far)| (u.blurred, *far) <= (blurred, turns)) {
                continue;
            }
            let nth = nth(&uses.reads, i, &part);
            let unset = Unset { point, part, visit: id, when: read.when, blurred, nth };
            match known {
                Some(known) => *known = (unset, turns),
                None => found.push((unset, turns)),
            }
        }
    }
    found.into_iter().map(|(unset, _)| unset).collect()
}

/// Which of the reads of a place the one with index `i` is, and of how many.
fn nth(reads: &[Read<'_>], i: usize, part: &Place) -> (usize, usize) {
    let same = |r: &&Read<'_>| is_read_of(r.place, part);
    (reads.iter().take(i).filter(same).count(), reads.iter().filter(same).count())
}

/// The part of a read that is unset in a state, with that state under the read's conditions.
pub(super) fn unset_in(facts: &Facts<'_>, state: &State, read: &Read<'_>) -> Option<(Place, State)> {
    facts.unset_part(state, read.place)?;
    under(facts, state, &read.guards).into_iter().find_map(|mut state| {
        let part = facts.unset_part(&state, read.place)?;
        let known = super::known::Known::unset();
        facts.put(&mut state, part, known);
        Some((facts.places.get(part)?.place.clone(), state))
    })
}

/// The cases in which these hold.
pub(super) fn under(facts: &Facts<'_>, state: &State, guards: &[Guard<'_>]) -> Vec<State> {
    let mut cases = vec![state.clone()];
    for guard in guards {
        cases = match guard {
            Guard::Came(e, true) => cases.iter().flat_map(|s| facts.holds(s, e)).collect(),
            Guard::Came(e, false) => cases.iter().flat_map(|s| facts.fails(s, e)).collect(),
            Guard::Filled(slot) => fresh(facts, cases, Root::Slot(*slot)),
            Guard::Listed(list) => cases.iter().filter_map(|s| facts.present(s, list)).collect(),
            Guard::Arrived(event) => fresh(facts, cases, Root::Arrived(*event)),
        };
    }
    cases
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

fn report<'p>(checker: &Checker<'_>, ways: &Ways<'p>, shop: &Shop<'_, 'p>, unset: &Unset) {
    let flow = ways.graph.flow();
    let Some((_, node)) = ways.graph.node(unset.point) else { return };
    let span = read_at(checker, flow, node, unset);
    let name = named(checker, flow, &unset.part, span);
    let message = Message::new(
        format!("走到这里时，“{name}”可能还没有值。"),
        format!("\"{name}\" may be unset when this is reached."),
    );
    let asked = match unset.part.root {
        Root::Slot(id) if unset.part.fields.is_empty() => {
            flow.slots.get(id.index()).is_some_and(|s| s.origin == SlotOrigin::Declared)
        }
        _ => false,
    };
    let test = tested(checker, &name, span);
    let (ask, ask_en) = if asked { ("先 问 它，或者", "Ask it first, or test") } else { ("", "Test") };
    let mut help = Message::new(format!("{ask}先判断“{test}”。"), format!("{ask_en} `{test}` before."));
    let spell = checker.spelling(node.span);
    let found = Diagnostic::new(Code("E0301"), span, message);
    let told = witness::conversation(ways, shop, unset, spell);
    if let Err(why) = &told {
        help.zh.push_str(&why.zh);
        help.en.push(' ');
        help.en.push_str(&why.en);
    }
    let found = found.help(help);
    checker.report(match told {
        Ok(conversation) => found.witness(conversation),
        Err(_) => found,
    });
}

/// 如果 有 X, as it is written in the file.
pub(super) fn tested(checker: &Checker<'_>, name: &str, span: Span) -> String {
    format!("{} {} {name}", checker.spelled("if", span), checker.spelled("has", span))
}

/// Where a statement reads a place: below its head line and above the next statement's.
pub(super) fn read_at(checker: &Checker<'_>, flow: &Flow, node: &Node, unset: &Unset) -> Span {
    let from = |span: Span| span.source == node.span.source && span.start >= node.span.start;
    let below = flow.nodes.iter().map(|n| n.span).filter(|s| from(*s) && *s != node.span);
    let end = below.map(|s| s.start).min().unwrap_or(u32::MAX);
    let (reads, has) = (checker.read_at.borrow(), checker.has_at.borrow());
    let spans = reads.iter().filter(|(span, read)| from(*span) && is_read_of(read, &unset.part));
    let spans: Vec<Span> = spans.map(|(span, _)| *span).collect();
    let (nth, count) = unset.nth;
    let own = spans.iter().filter(|s| s.start < end && !has.contains(s));
    match own.clone().nth(nth) {
        // They were met in the order in which the checker of ways reads them.
        Some(span) if own.count() == count => *span,
        _ => {
            let first = spans.iter().min_by_key(|s| (s.start >= end, has.contains(s), s.start));
            first.copied().unwrap_or(node.span)
        }
    }
}

/// Whether a read needs a part of a place, or the place is part of what is read.
pub(super) fn is_read_of(read: &Place, part: &Place) -> bool {
    read.root == part.root && (read.fields.starts_with(&part.fields) || part.fields.starts_with(&read.fields))
}

/// What a place is called; a field of an event, which may be of several, by the path as written.
pub(super) fn named(checker: &Checker<'_>, flow: &Flow, place: &Place, span: Span) -> String {
    match place.root {
        Root::Event | Root::Arrived(_) => checker.slice(span).unwrap_or_default().to_owned(),
        _ => shown(checker, flow, place, span),
    }
}

/// What a place is called in the file of `span`.
pub(super) fn shown(checker: &Checker<'_>, flow: &Flow, place: &Place, span: Span) -> String {
    let program = checker.program;
    let root = |id: &'static str, name: &str| format!("{}.{name}", checker.spelled(id, span));
    let (mut name, ty) = match place.root {
        Root::Slot(id) => match flow.slots.get(id.index()) {
            Some(slot) => (slot.name.clone(), Some(&slot.ty)),
            None => (String::new(), None),
        },
        Root::Customer(i) => match program.customer.get(usize::from(i)) {
            Some(field) => (root("root_customer", &field.name), Some(&field.ty)),
            None => (String::new(), None),
        },
        Root::Session(id) => match program.session_slots.get(id.index()) {
            Some(slot) => (root("root_session", &slot.name), Some(&slot.ty)),
            None => (String::new(), None),
        },
        Root::Event | Root::Arrived(_) => (checker.spelled("root_event", span).to_owned(), None),
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
