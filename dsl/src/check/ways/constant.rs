//! W0207 and W0202: conditions that come out one way only, and statements that no way leads to although the graph does.
//!
//! Both are said only of what holds on every way: states that were told as one allow more, never less.

use super::Ways;
use super::graph::{Graph, Point};
use super::places::whole;
use super::state::State;
use crate::check::{Checker, routing};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::lower::each_place;
use crate::program::{Ask, Expr, Node, NodeId, Root, StmtKind};
use crate::source::Span;
use std::collections::BTreeSet;

/// Reports conditions that are the same on every way, and what only they keep from being reached.
pub(super) fn check(checker: &Checker<'_>, ways: &Ways<'_>) {
    if !ways.graph.is_whole || !ways.walked.corrected {
        return;
    }
    let flow = ways.graph.flow();
    let mut explained: BTreeSet<NodeId> = BTreeSet::new();
    let chained = chained(&flow.nodes);
    for (at, node) in (0..).map(NodeId).zip(&flow.nodes) {
        match &node.stmt {
            StmtKind::If { condition, then, otherwise } if looks_at_values(condition) => {
                let point = Graph::at(at);
                // The last of a chain may well name the only case that is left.
                let said = |holds: &bool| !*holds || !chained.contains(&at);
                if let Some(holds) = constant(ways, point, condition).filter(said) {
                    report(checker, node.span, holds);
                    explained.insert(if holds { *otherwise } else { *then });
                }
            }
            StmtKind::Say(..) => lines(checker, ways, Graph::at(at), node),
            StmtKind::Ask(id) => {
                let Some(ask) = flow.asks.get(id.index()) else { continue };
                lines(checker, ways, ways.graph.waiting(*id), node);
                if impossible(ways, ways.graph.waiting(*id), ask) {
                    unanswerable(checker, node);
                    explained.insert(node.next);
                }
            }
            _ => {}
        }
    }
    unreached(checker, ways, &explained);
}

/// The conditions of 否则如果.
fn chained(nodes: &[Node]) -> BTreeSet<NodeId> {
    let next = |id: &NodeId| nodes.get(id.index()).map(|n| n.next);
    let of = |node: &Node| match &node.stmt {
        StmtKind::If { otherwise, .. } if next(otherwise) == Some(node.next) => Some(*otherwise),
        _ => None,
    };
    nodes.iter().filter_map(of).collect()
}

/// Whether a condition looks at something that can differ, and not only at how the flow was begun.
fn looks_at_values(condition: &Expr) -> bool {
    let (mut any, mut begun) = (false, false);
    each_place(condition, &mut |place| {
        any = true;
        begun |= matches!(place.root, Root::Current(_));
    });
    any && !begun
}

/// What a condition always comes out as at a point; `None` where it differs, or nothing gets there.
fn constant(ways: &Ways<'_>, point: Point, condition: &Expr) -> Option<bool> {
    let facts = &ways.graph.facts;
    let (mut holds, mut fails) = (false, false);
    for (_, visit) in ways.walked.of(point) {
        holds |= !facts.holds(&visit.state, condition).is_empty();
        fails |= !facts.fails(&visit.state, condition).is_empty();
        if holds && fails {
            return None;
        }
    }
    match (holds, fails) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

fn report(checker: &Checker<'_>, span: Span, holds: bool) {
    let message = if holds {
        Message::new("走到这里时，这个条件一定成立。", "This condition always holds when it is reached.")
    } else {
        Message::new("走到这里时，这个条件一定不成立。", "This condition never holds when it is reached.")
    };
    let help = Message::new(
        "前面的判断已经定了它；去掉它，或者看看是不是写反了。",
        "What was tested before decides it: leave it out, or look whether one of them is the wrong way round.",
    );
    checker.report(Diagnostic::new(Code("W0207"), span, message).help(help));
}

/// The 如果 of lines.
fn lines(checker: &Checker<'_>, ways: &Ways<'_>, point: Point, node: &Node) {
    let flow = ways.graph.flow();
    let program = ways.graph.facts.program;
    let text = match &node.stmt {
        StmtKind::Say(text, _) => Some(*text),
        StmtKind::Ask(id) => flow.asks.get(id.index()).map(|a| a.text),
        _ => None,
    };
    let Some(text) = text.and_then(|t| program.texts.get(t.index())) else { return };
    for condition in text.lines.iter().filter_map(|l| l.condition.as_ref()) {
        let item = reads_item(condition);
        if !item
            && looks_at_values(condition)
            && let Some(holds) = constant(ways, point, condition)
        {
            report(checker, read_in(checker, text.span, node, condition), holds);
        }
    }
}

fn reads_item(condition: &Expr) -> bool {
    let mut item = false;
    each_place(condition, &mut |place| item |= matches!(place.root, Root::Item | Root::Param(_)));
    item
}

/// Where a condition of a text reads what it looks at.
fn read_in(checker: &Checker<'_>, text: Span, node: &Node, condition: &Expr) -> Span {
    let mut places = Vec::new();
    each_place(condition, &mut |place| places.push(place.clone()));
    let reads = checker.read_at.borrow();
    let within = |span: &Span| span.source == text.source && span.start >= node.span.start.min(text.start);
    let first =
        reads.iter().filter(|(span, place)| within(span) && places.contains(place)).map(|(span, _)| *span);
    first.min_by_key(|span| span.start).unwrap_or(node.span)
}

/// Whether no answer at all is accepted.
fn impossible(ways: &Ways<'_>, point: Point, ask: &Ask) -> bool {
    let facts = &ways.graph.facts;
    let accepts = |state: &State| {
        let mut full = state.clone();
        facts.fresh(&mut full, Root::Slot(ask.slot));
        let set = facts.present(&full, &whole(ask.slot)).into_iter().collect::<Vec<_>>();
        let left = ask
            .require
            .iter()
            .fold(set, |cases, r| cases.iter().flat_map(|s| facts.holds(s, &r.condition)).collect());
        !left.is_empty()
    };
    let mut visits = ways.walked.of(point).peekable();
    visits.peek().is_some() && !ask.require.is_empty() && !visits.any(|(_, v)| accepts(&v.state))
}

fn unanswerable(checker: &Checker<'_>, node: &Node) {
    let message =
        Message::new("没有哪个回答能同时满足这些 要求。", "No answer meets all that this question requires.");
    let help =
        Message::new("看看几个界是不是写反了。", "Look whether one of the bounds is the wrong way round.");
    checker.report(Diagnostic::new(Code("W0207"), node.span, message).help(help));
}

/// Reports the first statements that the graph leads to and no way does.
fn unreached(checker: &Checker<'_>, ways: &Ways<'_>, explained: &BTreeSet<NodeId>) {
    let flow = ways.graph.flow();
    let reached = routing::reached(flow);
    let is_visited = |n: NodeId| ways.walked.at.get(n.index()).is_some_and(|v| !v.is_empty());
    let mut reported: BTreeSet<NodeId> = BTreeSet::new();
    for (_, node) in (0..).map(NodeId).zip(&flow.nodes).filter(|(at, _)| is_visited(*at)) {
        let StmtKind::Match { arms, subject } = &node.stmt else { continue };
        for arm in arms {
            let lost = arm.then;
            let shared = lost == node.next || is_visited(lost) || explained.contains(&lost);
            if shared || reached.get(lost.index()) != Some(&true) || !reported.insert(lost) {
                continue;
            }
            let Some(first) = flow.nodes.get(lost.index()) else { continue };
            let name = match subject {
                Expr::Read(place) => super::unset::shown(checker, flow, place, node.span),
                _ => String::new(),
            };
            let label = Message::new(
                format!("走到这里时，“{name}”不会是这一支写的值"),
                format!("\"{name}\" is never what this arm says when this is reached"),
            );
            let message = Message::new("这一句永远走不到。", "Nothing leads to this statement.");
            checker.report(Diagnostic::new(Code("W0202"), first.span, message).label(node.span, label));
        }
    }
}
