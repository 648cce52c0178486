//! Where flows lead: dead ends, statements that nothing reaches.

use super::Checker;
use super::ways::component::components;
use crate::ast;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::lower::NOWHERE;
use crate::program::{Expr, Flow, FlowId, Node, NodeId, Program, Root, StmtKind, WayOut};
use std::collections::{BTreeSet, VecDeque};

/// Checks where the statements of a flow lead.
pub(crate) fn check(checker: &Checker<'_>, flow: &Flow, decl: &ast::Flow) {
    let reached = reached(flow);
    dead_ends(checker, flow, &reached);
    unreached(checker, flow, &reached);
    bounds(checker, flow);
    if decl.steps.is_empty() {
        checker.error("E0204", decl.name.span, "流程里没有步骤。", "This flow has no steps.");
    }
}

fn dead_ends(checker: &Checker<'_>, flow: &Flow, reached: &[bool]) {
    for (node, _) in flow.nodes.iter().zip(reached).filter(|(_, r)| **r) {
        if successors(flow, node).contains(&NOWHERE) {
            checker.error(
                "E0204",
                node.span,
                "走完这一句就没有下一步了，加一句 转到、结束 或 转人工。",
                "Nothing follows this statement: add goto, end or handoff.",
            );
        }
    }
}

/// Warns of steps that nothing leads to, and of the first statement of a reached step that nothing leads to.
fn unreached(checker: &Checker<'_>, flow: &Flow, reached: &[bool]) {
    for (i, step) in (0u16..).zip(&flow.steps) {
        let own = flow.nodes.iter().zip(reached).filter(|(n, _)| n.step.0 == i);
        let lost = own.filter(|(n, r)| !**r && !matches!(n.stmt, StmtKind::Back)).map(|(n, _)| n.span).min();
        let entered = reached.get(step.entry.index()).copied().unwrap_or_default();
        if !entered {
            let name = &step.name;
            checker.error(
                "W0202",
                step.span,
                format!("没有哪一句转到步骤“{name}”。"),
                format!("Nothing leads to step \"{name}\"."),
            );
        } else if let Some(span) = lost {
            checker.error("W0202", span, "这一句永远走不到。", "Nothing leads to this statement.");
        }
    }
}

/// Reports 逐个 that takes fewer items than its list may gather.
fn bounds(checker: &Checker<'_>, flow: &Flow) {
    for node in &flow.nodes {
        let StmtKind::ForEach { list: Expr::Read(place), max, .. } = &node.stmt else { continue };
        let Root::Slot(slot) = place.root else { continue };
        let asked = flow.asks.iter().filter(|a| a.slot == slot && place.fields.is_empty());
        if let Some(most) = asked.filter_map(|a| a.collect.as_ref()).map(|c| c.max).max().filter(|m| m > max)
        {
            checker.error(
                "E0410",
                node.span,
                format!("最多收 {most} 个，这里只逐个 {max} 个。"),
                format!("Up to {most} are collected, and only {max} are gone through here."),
            );
        }
    }
}

/// Reports flows that enter themselves, by whatever way: each ring of flows once, at its first flow.
pub(crate) fn recursion(checker: &Checker<'_>, program: &Program) {
    let next: Vec<Vec<u32>> = program
        .flows
        .iter()
        .map(|f| super::flow::entered_by(f).map(|id| u32::from(id.0)).collect())
        .collect();
    let parts = components(&next);
    let mut round: Vec<_> =
        (0u32..).zip(&parts).zip(&program.flows).filter(|((_, p), _)| p.is_round).collect();
    round.sort_by_key(|(_, flow)| flow.span);
    let mut seen = BTreeSet::new();
    for ((flow, part), _) in round {
        if seen.insert(part.number) {
            ring(checker, program, &shortest(&next, flow));
        }
    }
}

/// The shortest way from a flow back to it.
fn shortest(next: &[Vec<u32>], from: u32) -> Vec<u32> {
    let mut open = VecDeque::from([vec![from]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = open.pop_front() {
        let targets = way.last().and_then(|at| next.get(*at as usize)).into_iter().flatten();
        for to in targets {
            if *to == from {
                return way;
            }
            if seen.insert(*to) {
                open.push_back(way.iter().chain([to]).copied().collect());
            }
        }
    }
    vec![from]
}

fn ring(checker: &Checker<'_>, program: &Program, ring: &[u32]) {
    let flow = |at: &u32| program.flows.get(*at as usize);
    let pairs = ring.iter().zip(ring.iter().cycle().skip(1));
    let entering = pairs.filter_map(|(from, to)| {
        let node = flow(from)?.nodes.iter().find(|n| enters(n).is_some_and(|id| u32::from(id.0) == *to))?;
        Some((node.span, flow(to)?.name.as_str()))
    });
    let mut entering = entering;
    let (Some(first), Some((span, _))) = (ring.first().and_then(flow), entering.next()) else { return };
    let name = &first.name;
    let message = Message::new(
        format!("流程“{name}”会绕回自己，永远走不完。"),
        format!("Flow \"{name}\" leads back into itself."),
    );
    checker.report(entering.fold(Diagnostic::new(Code("E0406"), span, message), |found, (span, to)| {
        found.label(span, Message::new(format!("这里又进入“{to}”"), format!("\"{to}\" is entered here")))
    }));
}

/// The flow that a statement enters.
fn enters(node: &Node) -> Option<FlowId> {
    match &node.stmt {
        StmtKind::Enter(enter, _) | StmtKind::ForEach { enter, .. } => Some(enter.flow),
        _ => None,
    }
}

/// For each node, whether something leads to it.
pub(crate) fn reached(flow: &Flow) -> Vec<bool> {
    let mut seen = vec![false; flow.nodes.len()];
    let first = flow.steps.first().map(|s| s.entry);
    let mut open: Vec<NodeId> = first.into_iter().chain(flow.corrections.iter().map(|c| c.entry)).collect();
    while let Some(id) = open.pop() {
        let Some(was) = seen.get_mut(id.index()) else { continue };
        if std::mem::replace(was, true) {
            continue;
        }
        if let Some(node) = flow.nodes.get(id.index()) {
            open.extend(successors(flow, node));
        }
    }
    seen
}

/// What may come after a node.
pub(crate) fn successors(flow: &Flow, node: &Node) -> Vec<NodeId> {
    match &node.stmt {
        StmtKind::Leave(WayOut::Goto(step)) => {
            flow.steps.get(step.index()).map(|s| s.entry).into_iter().collect()
        }
        StmtKind::Leave(_) | StmtKind::Back => Vec::new(),
        StmtKind::Ask(id) => {
            let mut all = vec![node.next];
            let Some(ask) = flow.asks.get(id.index()) else { return all };
            all.extend(ask.interrupts.iter().map(|i| i.entry));
            let ways = ask.max_tries.iter().map(|m| &m.leave).chain(ask.no_reply.iter().filter_map(|n| {
                match &n.action {
                    crate::program::NoReplyAction::Leave(way) => Some(way),
                    _ => None,
                }
            }));
            all.extend(ways.filter_map(|w| match w {
                WayOut::Goto(step) => flow.steps.get(step.index()).map(|s| s.entry),
                _ => None,
            }));
            all
        }
        StmtKind::Call(call) => {
            std::iter::once(node.next).chain(call.on_error.iter().map(|(_, n)| *n)).collect()
        }
        StmtKind::Enter(_, unfinished) | StmtKind::ForEach { unfinished, .. } => {
            std::iter::once(node.next).chain(*unfinished).collect()
        }
        StmtKind::Await { then, timeout, .. } => vec![*then, *timeout],
        StmtKind::If { then, otherwise, .. } => vec![*then, *otherwise],
        StmtKind::Match { arms, .. } => arms.iter().map(|a| a.then).collect(),
        StmtKind::Experiment(_, arms) => arms.iter().map(|(_, _, n)| *n).collect(),
        _ => vec![node.next],
    }
}

/// Replaces the ends that nothing reaches by the node itself.
pub(crate) fn close(flow: &mut Flow) {
    for (i, node) in (0..=u16::MAX).zip(&mut flow.nodes) {
        let own = |id: &mut NodeId| {
            if *id == NOWHERE {
                *id = NodeId(i);
            }
        };
        own(&mut node.next);
        match &mut node.stmt {
            StmtKind::Call(call) => call.on_error.iter_mut().for_each(|(_, n)| own(n)),
            StmtKind::Enter(_, unfinished) | StmtKind::ForEach { unfinished, .. } => {
                unfinished.iter_mut().for_each(own);
            }
            StmtKind::Await { then, timeout, .. } => [then, timeout].into_iter().for_each(own),
            StmtKind::If { then, otherwise, .. } => [then, otherwise].into_iter().for_each(own),
            StmtKind::Match { arms, .. } => arms.iter_mut().for_each(|a| own(&mut a.then)),
            StmtKind::Experiment(_, arms) => arms.iter_mut().for_each(|(_, _, n)| own(n)),
            _ => {}
        }
    }
}
