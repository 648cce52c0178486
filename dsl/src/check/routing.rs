//! Where flows lead: dead ends, statements that nothing reaches.

use super::Checker;
use crate::ast;
use crate::lower::NOWHERE;
use crate::program::{Expr, Flow, Node, NodeId, Program, Root, StmtKind, WayOut};

/// Checks where the statements of a flow lead.
pub(crate) fn check(checker: &Checker<'_>, flow: &Flow, decl: &ast::Flow) {
    let reached = reached(flow);
    dead_ends(checker, flow, &reached);
    unreached(checker, flow, &reached);
    loops(checker, flow, &reached);
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

/// Reports a way round that never waits for the customer.
fn loops(checker: &Checker<'_>, flow: &Flow, reached: &[bool]) {
    let waits = |n: &Node| {
        matches!(
            n.stmt,
            StmtKind::Ask(_) | StmtKind::Await { .. } | StmtKind::Enter(..) | StmtKind::ForEach { .. }
        )
    };
    let next = |id: usize| match flow.nodes.get(id) {
        Some(node) if !waits(node) => successors(flow, node).into_iter().map(NodeId::index).collect(),
        _ => Vec::new(),
    };
    if let Some(at) = cycle(flow.nodes.len(), next, |id| reached.get(id).copied().unwrap_or_default())
        && let Some(node) = flow.nodes.get(at)
    {
        checker.error(
            "E0203",
            node.span,
            "从这里会一直转圈，中间没有等顾客说话。",
            "From here the flow goes round without ever waiting for the customer.",
        );
    }
}

/// A node from which an edge leads back to a node on the way to it.
fn cycle(count: usize, next: impl Fn(usize) -> Vec<usize>, start: impl Fn(usize) -> bool) -> Option<usize> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut marks = vec![Mark::New; count];
    for first in (0..count).filter(|i| start(*i)) {
        let mut path: Vec<(usize, Vec<usize>)> = vec![(first, Vec::new())];
        if marks.get(first) != Some(&Mark::New) {
            continue;
        }
        if let Some(mark) = marks.get_mut(first) {
            *mark = Mark::Open;
        }
        path.first_mut()?.1 = next(first);
        while let Some((at, left)) = path.last_mut() {
            let at = *at;
            match left.pop() {
                Some(to) if marks.get(to) == Some(&Mark::Open) => return Some(at),
                Some(to) if marks.get(to) == Some(&Mark::New) => {
                    if let Some(mark) = marks.get_mut(to) {
                        *mark = Mark::Open;
                    }
                    path.push((to, next(to)));
                }
                Some(_) => {}
                None => {
                    if let Some(mark) = marks.get_mut(at) {
                        *mark = Mark::Done;
                    }
                    path.pop();
                }
            }
        }
    }
    None
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

/// Reports a flow that enters itself, by whatever way.
pub(crate) fn recursion(checker: &Checker<'_>, program: &Program) {
    let entered = |node: &Node| match &node.stmt {
        StmtKind::Enter(enter, _) | StmtKind::ForEach { enter, .. } => Some(enter.flow.index()),
        _ => None,
    };
    let next = |id: usize| {
        program.flows.get(id).map(|f| f.nodes.iter().filter_map(entered).collect()).unwrap_or_default()
    };
    let Some(at) = cycle(program.flows.len(), next, |_| true) else { return };
    let Some(flow) = program.flows.get(at) else { return };
    for node in flow.nodes.iter().filter(|n| entered(n).is_some()).take(1) {
        checker.error(
            "E0406",
            node.span,
            format!("流程“{}”会绕回自己，永远走不完。", flow.name),
            format!("Flow \"{}\" leads back into itself.", flow.name),
        );
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
