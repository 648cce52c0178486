//! Ways that lead back to where they were: E0203 without ever waiting for the customer, W0506 past a write.
//!
//! A round is only said to be one if it can be walked: from one state, step by step, back to the same state (E0203) or the same statement
//! (W0506). A round that looks at what it counts, and has a way out, is left alone: it may come to an end. So is a write that the customer
//! asks for each time.

use super::Ways;
use super::component::components;
use super::counted::Counted;
use super::edges::{Edge, How, Steps, Target};
use super::explore::Visit;
use super::graph::{Graph, Point};
use super::known::{Kind, Values};
use super::state::State;
use super::summary::Summary;
use super::undecided::{self, TRIES};
use super::witness::really;
use crate::check::Checker;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::lower::each_place;
use crate::program::{Node, NodeId, Place, Root, SlotId, StmtKind};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// How many states are looked at before a round is left undecided.
const STATES: usize = 400;

/// Statements of a round that are shown.
const SHOWN: usize = 8;

/// Reports rounds without customer input, and writes that a round does again.
pub(super) fn check(checker: &Checker<'_>, ways: &Ways<'_>, summaries: &[Summary]) {
    let steps = Steps { graph: &ways.graph, summaries, doubts: false };
    silent(checker, ways, &steps);
    writes(checker, ways, &steps);
}

/// For each visit, the visits that follow by a step that `kept` lets through.
fn next(ways: &Ways<'_>, kept: impl Fn(bool) -> bool) -> Vec<Vec<u32>> {
    let mut next: Vec<Vec<u32>> = vec![Vec::new(); ways.walked.visits.len()];
    for (from, to, _) in ways.walked.steps.iter().filter(|(.., waits)| kept(*waits)) {
        next.get_mut(*from as usize).into_iter().for_each(|n| n.push(*to));
    }
    next
}

fn silent(checker: &Checker<'_>, ways: &Ways<'_>, steps: &Steps<'_, '_>) {
    let summaries = steps.summaries;
    let mut reported: BTreeSet<Span> = BTreeSet::new();
    for part in parts_without_waiting(ways) {
        let (mut found, mut open) = (None, None);
        for (id, point, visit) in part {
            let from = |state: &State| match round_from(ways, steps, point, state) {
                Found::None => None,
                found => Some(found),
            };
            let Some(maybe) = from(&visit.state) else { continue };
            let real = if visit.blurred {
                known_at(ways, summaries, id).and_then(|s| from(&s))
            } else {
                Some(maybe)
            };
            if let Some(Found::Round(round)) = real {
                found = Some(round);
                break;
            }
            open = open.or(Some(point));
        }
        let undecided = open.filter(|_| found.is_none()).and_then(|point| ways.graph.node(point));
        if let Some((_, node)) = undecided.filter(|(_, node)| reported.insert(node.span)) {
            undecided::round(checker, node.span);
        }
        let spans = spans(ways, &found.unwrap_or_default());
        let Some((last, before)) = spans.split_last() else { continue };
        if reported.insert(*last) {
            let message = Message::new(
                "从这里会一直转圈，中间没有等顾客说话。",
                "From here the flow goes round without ever waiting for the customer.",
            );
            let help = Message::new(
                "让这一圈里有一句 问 或 等，或者从圈里走出去。",
                "Let the round ask or wait, or lead out of it.",
            );
            let found = Diagnostic::new(Code("E0203"), *last, message).help(help);
            checker.report(before.iter().take(SHOWN).fold(found, |d, span| {
                d.label(*span, Message::new("这一圈经过这里", "the round passes here"))
            }));
        }
    }
}

/// The visits that lead to each other without waiting for anybody, part by part: a few of each, those that were told apart first.
fn parts_without_waiting<'w>(ways: &'w Ways<'_>) -> Vec<Vec<(u32, Point, &'w Visit)>> {
    let parts = components(&next(ways, |waits| !waits));
    let mut found: BTreeMap<u32, Vec<(u32, Point, &Visit)>> = BTreeMap::new();
    for ((id, visit), part) in (0u32..).zip(&ways.walked.visits).zip(&parts).filter(|(_, p)| p.is_round) {
        if let Target::Point(point) = visit.at {
            found.entry(part.number).or_default().push((id, point, visit));
        }
    }
    for part in found.values_mut() {
        part.sort_by_key(|(id, _, visit)| (visit.blurred, *id));
        part.truncate(TRIES);
    }
    found.into_values().collect()
}

/// What is known at a visit, walked again with nothing forgotten.
fn known_at(ways: &Ways<'_>, summaries: &[Summary], visit: u32) -> Option<State> {
    really(ways, summaries, visit, &|state| Some(state.clone()))
}

/// A round from a state on that does not come to an end.
fn round_from(ways: &Ways<'_>, steps: &Steps<'_, '_>, point: Point, state: &State) -> Found {
    let around = around(ways, point);
    let counted = Counted::of(ways, &around);
    let decides = counted.decides;
    let mut walk = Walk { ways, steps, waits: false, left: STATES, known: Vec::new(), idle: counted.idle() };
    let mut state = state.clone();
    steps.tidy(point, &mut state);
    let has_end = leads_out(ways, &around);
    match walk.back_to_the_same(point, &state) {
        Found::Round(round) if has_end && Counted::of(ways, &round).decides => Found::None,
        // It counts on and on, and no way leads out.
        Found::TooMany if !has_end => Found::Round(around),
        Found::TooMany if decides => Found::None,
        found => found,
    }
}

fn writes(checker: &Checker<'_>, ways: &Ways<'_>, steps: &Steps<'_, '_>) {
    let summaries = steps.summaries;
    let program = ways.graph.facts.program;
    let is_write = |n: &Node| matches!(&n.stmt, StmtKind::Call(c) if program.functions.get(c.function.index()).is_some_and(|f| f.writes));
    for (at, node) in (0..).map(NodeId).zip(&ways.graph.flow().nodes) {
        let point = Graph::at(at);
        if !is_write(node) || ways.graph.again.get(at.index()) != Some(&true) {
            continue;
        }
        let round_from = |state: &State| {
            let mut walk =
                Walk { ways, steps, waits: true, left: STATES, known: Vec::new(), idle: BTreeSet::new() };
            walk.back_to_the_statement(point, state)
        };
        let (sharp, blurred): (Vec<_>, Vec<_>) = ways.walked.of(point).partition(|(_, v)| !v.blurred);
        let again = blurred.iter().filter(|(_, v)| round_from(&v.state).is_some()).take(TRIES);
        let found = sharp.iter().find_map(|(_, v)| round_from(&v.state));
        let mut again = again.peekable();
        let open = found.is_none() && again.peek().is_some();
        let found = found.or_else(|| again.find_map(|(id, _)| round_from(&known_at(ways, summaries, *id)?)));
        let Some(round) = found else {
            if open {
                undecided::again(checker, node.span);
            }
            continue;
        };
        let message = Message::new(
            "这一句写入在一个圈里，会再做一次。",
            "This write stands in a loop and is done again.",
        );
        let help = Message::new(
            "做完以后从圈里走出去；真要再做一次，先问顾客一个 是否，答“是”才回来。",
            "Lead out of the loop after it; if it is to be done again, ask the customer, and go back where the answer is yes.",
        );
        let found = Diagnostic::new(Code("W0506"), node.span, message).help(help);
        let others = spans(ways, &round).into_iter().filter(|s| *s != node.span).take(SHOWN);
        checker
            .report(others.fold(found, |d, span| {
                d.label(span, Message::new("这一圈经过这里", "the loop passes here"))
            }));
    }
}

/// The statements of a round, each once, in its order.
fn spans(ways: &Ways<'_>, round: &[Point]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for point in round {
        if let Some((_, node)) = ways.graph.node(*point)
            && !spans.contains(&node.span)
        {
            spans.push(node.span);
        }
    }
    spans
}

/// The points that lead to each other with this one and wait for nobody.
fn around(ways: &Ways<'_>, point: Point) -> Vec<Point> {
    let next = silent_next(ways);
    let parts = components(&next);
    let own = parts.get(point.0 as usize).map(|p| p.number);
    (0u32..).zip(&parts).filter(|(_, p)| Some(p.number) == own).map(|(i, _)| Point(i)).collect()
}

/// For each point, those that may follow without waiting for anybody.
fn silent_next(ways: &Ways<'_>) -> Vec<Vec<u32>> {
    let waits = |at: usize| match ways.graph.flow().nodes.get(at).map(|n| &n.stmt) {
        Some(StmtKind::Await { .. }) | None => true,
        Some(_) => false,
    };
    let next = ways.graph.onward.iter().enumerate();
    next.map(|(at, to)| if waits(at) { Vec::new() } else { to.clone() }).collect()
}

/// Whether some statement among these may lead to another: a question counts, since it waits.
fn leads_out(ways: &Ways<'_>, points: &[Point]) -> bool {
    let own: BTreeSet<u32> = points.iter().map(|p| p.0).collect();
    let next = |p: &Point| ways.graph.onward.get(p.0 as usize);
    points.iter().filter_map(next).flatten().any(|to| !own.contains(to))
}

/// Whether a question for a slot waits at a point.
fn is_question_for(ways: &Ways<'_>, point: Point, slot: SlotId) -> bool {
    let ask = ways.graph.waits(point).and_then(|ask| ways.graph.flow().asks.get(ask.index()));
    ask.is_some_and(|ask| ask.slot == slot)
}

/// Whether a branch is taken by what the customer was asked and answered since: a yes, or one of several members.
fn wanted(ways: &Ways<'_>, at: Point, before: &State, edge: &Edge, asked: impl Fn(SlotId) -> bool) -> bool {
    if !matches!(edge.how, How::Arm(_)) || ways.graph.waits(at).is_some() {
        return false;
    }
    let Some((_, node)) = ways.graph.node(at) else { return false };
    let facts = &ways.graph.facts;
    let mut found = false;
    let mut look = |place: &Place| {
        let (Root::Slot(slot), []) = (place.root, place.fields.as_slice()) else { return };
        let kind = facts.places.index(place).and_then(|i| facts.places.get(i)).map(|t| t.kind);
        let (was, is) = (facts.of_slot(before, slot), facts.of_slot(&edge.state, slot));
        found |= asked(slot)
            && match (kind, &is.values) {
                (Some(Kind::Members(None, _)), Values::Members(bits)) => *bits == YES,
                (Some(Kind::Members(Some(_), _)), values) => was.values != *values,
                _ => false,
            };
    };
    match &node.stmt {
        StmtKind::If { condition, .. } => each_place(condition, &mut look),
        StmtKind::Match { subject, .. } => each_place(subject, &mut look),
        _ => {}
    }
    found
}

/// The member 是 of 是否.
const YES: u64 = 0b10;

/// What came of looking for a round.
enum Found {
    /// The points of one.
    Round(Vec<Point>),
    /// There is none.
    None,
    /// Too many states were met.
    TooMany,
}

/// A walk that tells states apart exactly.
struct Walk<'w, 'g, 'p> {
    ways: &'w Ways<'p>,
    steps: &'w Steps<'g, 'p>,
    /// It may wait for the customer.
    waits: bool,
    left: usize,
    known: Vec<(Point, State)>,
    /// What is not told apart.
    idle: BTreeSet<Root>,
}

impl Walk<'_, '_, '_> {
    fn edges(&self, point: Point, state: &State) -> Vec<Edge> {
        let back = |e: &Edge| matches!(e.how, How::Corrected(_));
        let edges = self.steps.from(point, state).into_iter();
        let mut edges: Vec<Edge> = edges.filter(|e| (self.waits || !e.waits) && !back(e)).collect();
        for edge in &mut edges {
            self.idle.iter().for_each(|root| self.ways.graph.facts.fresh(&mut edge.state, *root));
        }
        edges
    }

    /// A round from a state to a state on the way to it.
    fn back_to_the_same(&mut self, point: Point, state: &State) -> Found {
        let first = self.edges(point, state);
        let mut way: Vec<(Point, State, Vec<Edge>)> = vec![(point, state.clone(), first)];
        while let Some((.., edges)) = way.last_mut() {
            let Some(edge) = edges.pop() else {
                way.pop();
                continue;
            };
            let Target::Point(to) = edge.to else { continue };
            if let Some(from) = way.iter().position(|(p, s, _)| *p == to && *s == edge.state) {
                return Found::Round(way.iter().skip(from).map(|(p, ..)| *p).collect());
            }
            match self.is_new(to, &edge.state) {
                None => return Found::TooMany,
                Some(false) => {}
                Some(true) => {
                    let next = self.edges(to, &edge.state);
                    way.push((to, edge.state, next));
                }
            }
        }
        Found::None
    }

    /// A round from a statement back to it, on which the customer does not ask for it again.
    fn back_to_the_statement(&mut self, point: Point, state: &State) -> Option<Vec<Point>> {
        let first = self.unasked(&[], point, state);
        let mut way: Vec<(Point, Vec<Edge>)> = vec![(point, first)];
        while let Some((_, edges)) = way.last_mut() {
            let Some(edge) = edges.pop() else {
                way.pop();
                continue;
            };
            let Target::Point(to) = edge.to else { continue };
            if to == point {
                return Some(way.iter().map(|(p, _)| *p).collect());
            }
            if self.is_new(to, &edge.state)? {
                let next = self.unasked(&way, to, &edge.state);
                way.push((to, next));
            }
        }
        None
    }

    /// The ways on that the customer does not ask for, behind those of `way`.
    fn unasked(&self, way: &[(Point, Vec<Edge>)], point: Point, state: &State) -> Vec<Edge> {
        let asked = |slot: SlotId| way.iter().any(|(p, _)| is_question_for(self.ways, *p, slot));
        let aside = |e: &Edge| matches!(e.how, How::Corrected(_) | How::Interrupt(_));
        let edges = self.steps.all_from(point, state).into_iter();
        let mut edges: Vec<Edge> =
            edges.filter(|e| !aside(e) && !wanted(self.ways, point, state, e, asked)).collect();
        for edge in &mut edges {
            if let Target::Point(to) = edge.to {
                self.steps.tidy(to, &mut edge.state);
            }
        }
        edges
    }

    /// Whether a state was not met before; `None` where too many were.
    fn is_new(&mut self, point: Point, state: &State) -> Option<bool> {
        if self.known.iter().any(|(p, s)| *p == point && s == state) {
            return Some(false);
        }
        self.left = self.left.checked_sub(1)?;
        self.known.push((point, state.clone()));
        Some(true)
    }
}
