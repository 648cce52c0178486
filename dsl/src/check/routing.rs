//! Where flows lead: dead ends, statements that nothing reaches.

use super::Checker;
use super::declare::Declared;
use crate::lower::NOWHERE;
use crate::program::{Flow, Node, NodeId, Program, StmtKind, WayOut};

/// Checks the graph of every flow; then points what nothing reaches at itself, so that every id is within its flow.
pub(crate) fn check(checker: &Checker<'_>, program: &mut Program, declared: &Declared<'_>) {
    for (flow, _) in program.flows.iter().zip(&declared.flows) {
        let reached = reached(flow);
        for (node, _) in flow.nodes.iter().zip(&reached).filter(|(_, r)| **r) {
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
    for flow in &mut program.flows {
        close(flow);
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
fn close(flow: &mut Flow) {
    for (i, node) in (0u16..).zip(&mut flow.nodes) {
        let own = |id: &mut NodeId| {
            if *id == NOWHERE {
                *id = NodeId(i);
            }
        };
        own(&mut node.next);
        match &mut node.stmt {
            StmtKind::Call(call) => call.on_error.iter_mut().for_each(|(_, n)| own(n)),
            StmtKind::Enter(_, unfinished) | StmtKind::ForEach { unfinished, .. } => {
                unfinished.iter_mut().for_each(own)
            }
            StmtKind::Await { then, timeout, .. } => [then, timeout].into_iter().for_each(own),
            StmtKind::If { then, otherwise, .. } => [then, otherwise].into_iter().for_each(own),
            StmtKind::Match { arms, .. } => arms.iter_mut().for_each(|a| own(&mut a.then)),
            StmtKind::Experiment(_, arms) => arms.iter_mut().for_each(|(_, _, n)| own(n)),
            _ => {}
        }
    }
}
