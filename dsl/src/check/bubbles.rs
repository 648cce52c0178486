//! How many bubbles the customer gets in a row: more than three without being asked anything are not read.
//!
//! What is counted are 说, 卡片, 图片 and 卡片组 along the longest way that waits for nobody, through branches, 转到 and 进入. A called
//! flow is summed up once - what it says before it first waits, after it last waited, and on a way that never waits - so a caller is
//! never charged with what another one said.

use super::{Checker, routing};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::program::{Flow, Node, NodeId, Program, StmtKind, WayOut};
use std::collections::BTreeMap;

/// So many in a row are read.
const MOST: u8 = 3;
/// Counting stops here.
const ENOUGH: u8 = MOST * 2 + 1;

/// What a flow says, seen from its caller.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Summary {
    /// At most so many before it first waits or ends.
    before: u8,
    /// At most so many on a way that ends without waiting; none where every way waits.
    through: Option<u8>,
    /// At most so many between its last wait and its end.
    after: u8,
}

/// What each flow says, by its number.
pub(crate) struct Said(BTreeMap<usize, Summary>);

impl Said {
    /// Sums up every flow of a shop.
    pub(crate) fn of(program: &Program) -> Self {
        let mut all = BTreeMap::new();
        for id in 0..program.flows.len() {
            sum_up(program, id, &mut all);
        }
        Self(all)
    }

    /// Sums one flow up again; whether it says what it said, so that nothing changes for a flow that enters it.
    pub(crate) fn again(&mut self, program: &Program, id: usize) -> bool {
        let before = self.0.remove(&id);
        sum_up(program, id, &mut self.0);
        self.0.get(&id) == before.as_ref()
    }
}

/// Warns of the fourth bubble in a row.
pub(crate) fn check(checker: &Checker<'_>, flow: &Flow, said: &Said) {
    let Said(summaries) = said;
    let counts = count(flow, &starts(checker.program, flow), summaries);
    for (node, said) in flow.nodes.iter().zip(&counts) {
        let Some(said) = *said else { continue };
        let more = at_once(node, summaries);
        if said <= MOST && more <= MOST && said + more > MOST {
            report(checker, node);
        }
    }
}

fn report(checker: &Checker<'_>, node: &Node) {
    let message = Message::new(
        format!("到这里已经连着说了 {MOST} 句以上，中间没有等顾客；顾客看不过来。"),
        format!("By here more than {MOST} bubbles follow each other without waiting for the customer."),
    );
    let help = Message::new(
        "用“另起”把几句并成一个气泡，或者先问一句。",
        "Join them into one bubble with `line`, or ask something first.",
    );
    checker.report(Diagnostic::new(Code("W0605"), node.span, message).help(help));
}

/// How many bubbles a statement says before it waits.
fn at_once(node: &Node, done: &BTreeMap<usize, Summary>) -> u8 {
    match &node.stmt {
        StmtKind::Enter(enter, _) | StmtKind::ForEach { enter, .. } => {
            done.get(&enter.flow.index()).map_or(0, |s| s.before)
        }
        stmt => u8::from(is_bubble(stmt)),
    }
}

fn is_bubble(stmt: &StmtKind) -> bool {
    matches!(stmt, StmtKind::Say(..) | StmtKind::Card(_) | StmtKind::Image(_) | StmtKind::Carousel(..))
}

/// Where a way begins that nothing was said on: the flow itself, and whatever follows something the customer or the clock did.
fn starts(program: &Program, flow: &Flow) -> Vec<NodeId> {
    let mut starts: Vec<NodeId> = flow.steps.first().map(|s| s.entry).into_iter().collect();
    starts.extend(flow.corrections.iter().map(|c| c.entry));
    if flow.name == crate::program::HIDDEN_FLOW {
        let global = &program.global;
        starts.extend(global.intents.iter().map(|(_, entry)| *entry));
        starts.extend(global.anger.iter().chain(&global.fallback).map(|(_, entry)| *entry));
        starts.extend(global.system_error);
    }
    starts
}

/// What each flow says, the flows that it enters first.
fn sum_up(program: &Program, id: usize, done: &mut BTreeMap<usize, Summary>) {
    if done.contains_key(&id) {
        return;
    }
    // A flow that enters itself is reported elsewhere; here it counts as one that says nothing.
    done.insert(id, Summary::default());
    let Some(flow) = program.flows.get(id) else { return };
    for node in &flow.nodes {
        if let StmtKind::Enter(enter, _) | StmtKind::ForEach { enter, .. } = &node.stmt {
            sum_up(program, enter.flow.index(), done);
        }
    }
    let entry: Vec<NodeId> = flow.steps.first().map(|s| s.entry).into_iter().collect();
    let unwaited = count_from(flow, &entry, done, Waits::Stop);
    let all = count(flow, &entry, done);
    let ends = |node: &Node| matches!(node.stmt, StmtKind::Leave(WayOut::End(_)));
    let at_end = |said: &[Option<u8>]| {
        flow.nodes.iter().zip(said).filter(|(n, _)| ends(n)).filter_map(|(_, s)| *s).max()
    };
    let with_own = |(node, said): (&Node, &Option<u8>)| Some((*said)?.saturating_add(at_once(node, done)));
    let before = flow.nodes.iter().zip(&unwaited).filter_map(with_own).max().unwrap_or_default();
    let summary = Summary {
        before: before.min(ENOUGH),
        through: at_end(&unwaited),
        after: at_end(&all).unwrap_or_default(),
    };
    done.insert(id, summary);
}

/// Whether counting goes on behind a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Waits {
    Stop,
    Restart,
}

/// For each node, the most bubbles since the last wait before it; none where nothing leads.
fn count(flow: &Flow, starts: &[NodeId], done: &BTreeMap<usize, Summary>) -> Vec<Option<u8>> {
    count_from(flow, starts, done, Waits::Restart)
}

fn count_from(
    flow: &Flow,
    starts: &[NodeId],
    done: &BTreeMap<usize, Summary>,
    waits: Waits,
) -> Vec<Option<u8>> {
    let mut said: Vec<Option<u8>> = vec![None; flow.nodes.len()];
    let mut open: Vec<(NodeId, u8)> = starts.iter().map(|s| (*s, 0)).collect();
    while let Some((at, count)) = open.pop() {
        let (Some(place), Some(node)) = (said.get_mut(at.index()), flow.nodes.get(at.index())) else {
            continue;
        };
        if place.is_some_and(|before| before >= count) {
            continue;
        }
        *place = Some(count);
        let Some(next) = behind(node, count, done, waits) else { continue };
        open.extend(routing::successors(flow, node).into_iter().map(|to| (to, next)));
    }
    said
}

/// How many there are behind a node; none where the way ends at it.
fn behind(node: &Node, said: u8, done: &BTreeMap<usize, Summary>, waits: Waits) -> Option<u8> {
    let restart = match waits {
        Waits::Restart => Some(0),
        Waits::Stop => None,
    };
    match &node.stmt {
        StmtKind::Ask(_) | StmtKind::Await { .. } | StmtKind::Reask(..) => restart,
        StmtKind::Enter(enter, _) | StmtKind::ForEach { enter, .. } => {
            let called = done.get(&enter.flow.index()).copied().unwrap_or_default();
            let through = called.through.map(|t| said.saturating_add(t).min(ENOUGH));
            through.max(restart.map(|_| called.after))
        }
        stmt => Some(said.saturating_add(u8::from(is_bubble(stmt))).min(ENOUGH)),
    }
}
