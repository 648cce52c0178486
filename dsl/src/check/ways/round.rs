//! Ways that lead back to where they were: E0203 without ever waiting for the customer, W0506 past a write.
//!
//! A round is only said to be one if it can be walked: from one state, step by step, back to the same state (E0203) or the same statement
//! (W0506). A round that counts is left alone: it may come to an end.

use super::Ways;
use super::component::components;
use super::edges::{Edge, How, Steps, Target};
use super::graph::{Graph, Point};
use super::state::State;
use super::summary::Summary;
use crate::check::Checker;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::lower::each_place;
use crate::program::{Expr, Node, NodeId, StmtKind};
use crate::source::Span;
use std::collections::BTreeSet;

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
    let parts = components(&next(ways, |waits| !waits));
    let mut seen: BTreeSet<u32> = BTreeSet::new();
    let mut reported: BTreeSet<Span> = BTreeSet::new();
    for (visit, part) in ways.walked.visits.iter().zip(&parts) {
        let Target::Point(point) = visit.at else { continue };
        if !part.is_round || !seen.insert(part.number) {
            continue;
        }
        let mut walk = Walk { ways, steps, waits: false, left: STATES, known: Vec::new() };
        let Some(round) = walk.back_to_the_same(point, &visit.state) else { continue };
        if counts(ways, &round) {
            continue;
        }
        let spans = spans(ways, &round);
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

fn writes(checker: &Checker<'_>, ways: &Ways<'_>, steps: &Steps<'_, '_>) {
    let program = ways.graph.facts.program;
    let is_write = |n: &Node| matches!(&n.stmt, StmtKind::Call(c) if program.functions.get(c.function.index()).is_some_and(|f| f.writes));
    for (at, node) in (0..).map(NodeId).zip(&ways.graph.flow().nodes) {
        let point = Graph::at(at);
        if !is_write(node) || ways.graph.again.get(at.index()) != Some(&true) {
            continue;
        }
        let mut round = None;
        for (_, visit) in ways.walked.of(point) {
            let mut walk = Walk { ways, steps, waits: true, left: STATES, known: Vec::new() };
            round = walk.back_to_the_statement(point, &visit.state);
            if round.is_some() {
                break;
            }
        }
        let Some(round) = round else { continue };
        let message = Message::new(
            "这一句写入在一个圈里，会再做一次。",
            "This write stands in a loop and is done again.",
        );
        let help = Message::new(
            "做完以后从圈里走出去；真要再做一次，先问过顾客。",
            "Lead out of the loop after it; if it is to be done again, ask the customer before.",
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

/// Whether a statement of a round gives a value that comes of the one before: the round may come to an end by it.
fn counts(ways: &Ways<'_>, round: &[Point]) -> bool {
    round.iter().filter_map(|p| ways.graph.node(*p)).any(|(_, node)| match &node.stmt {
        StmtKind::Set(place, e) => {
            !matches!(e, Expr::Const(_)) && {
                let mut own = false;
                each_place(e, &mut |read| own |= read.root == place.root);
                own
            }
        }
        _ => false,
    })
}

/// A walk that tells states apart exactly.
struct Walk<'w, 'g, 'p> {
    ways: &'w Ways<'p>,
    steps: &'w Steps<'g, 'p>,
    /// It may wait for the customer.
    waits: bool,
    left: usize,
    known: Vec<(Point, State)>,
}

impl Walk<'_, '_, '_> {
    fn edges(&self, point: Point, state: &State) -> Vec<Edge> {
        let back = |e: &Edge| matches!(e.how, How::Corrected(_));
        let edges = self.steps.from(point, state).into_iter();
        edges.filter(|e| (self.waits || !e.waits) && !back(e)).collect()
    }

    /// A round from a state to a state on the way to it.
    fn back_to_the_same(&mut self, point: Point, state: &State) -> Option<Vec<Point>> {
        let first = self.edges(point, state);
        let mut way: Vec<(Point, State, Vec<Edge>)> = vec![(point, state.clone(), first)];
        while let Some((.., edges)) = way.last_mut() {
            let Some(edge) = edges.pop() else {
                way.pop();
                continue;
            };
            let Target::Point(to) = edge.to else { continue };
            if let Some(from) = way.iter().position(|(p, s, _)| *p == to && *s == edge.state) {
                return Some(way.iter().skip(from).map(|(p, ..)| *p).collect());
            }
            if self.is_new(to, &edge.state)? {
                let next = self.edges(to, &edge.state);
                way.push((to, edge.state, next));
            }
        }
        None
    }

    /// A round from a statement back to it.
    fn back_to_the_statement(&mut self, point: Point, state: &State) -> Option<Vec<Point>> {
        let first = self.edges(point, state);
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
                let next = self.edges(to, &edge.state);
                way.push((to, next));
            }
        }
        None
    }

    /// Whether a state was not met before; `None` where too many were.
    fn is_new(&mut self, point: Point, state: &State) -> Option<bool> {
        let _ = self.ways;
        if self.known.iter().any(|(p, s)| *p == point && s == state) {
            return Some(false);
        }
        self.left = self.left.checked_sub(1)?;
        self.known.push((point, state.clone()));
        Some(true)
    }
}
