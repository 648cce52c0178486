//! E0505: a 先确认 write that is reached without the customer having said yes to it.

use super::Ways;
use super::explore::Visit;
use super::graph::{Graph, wants_confirmation};
use super::known::Values;
use super::state::State;
use super::summary::Summary;
use super::undecided::{self, TRIES};
use super::witness::really;
use crate::check::Checker;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::program::{Call, Node, NodeId, SlotId, StmtKind};

/// The member 是 of 是否.
const YES: u64 = 0b10;

/// Why a confirmation does not hold.
enum Lacks {
    /// No 要明说 question was answered.
    Asked,
    /// It was, but maybe with 否.
    Yes(SlotId),
    /// It was answered 是, but this was set since: what was asked, and what was set.
    Same(SlotId, SlotId),
}

/// Reports each 先确认 write to which a way leads that lacks a confirmation, with the way.
pub(super) fn check(checker: &Checker<'_>, ways: &Ways<'_>, summaries: &[Summary]) {
    let flow = ways.graph.flow();
    let program = ways.graph.facts.program;
    for (at, node) in (0..).map(NodeId).zip(&flow.nodes) {
        let StmtKind::Call(call) = &node.stmt else { continue };
        if !wants_confirmation(program, call.function) {
            continue;
        }
        let mut visits: Vec<(u32, &Visit)> = ways.walked.of(Graph::at(at)).collect();
        visits.sort_by_key(|(_, v)| (v.blurred, v.turns));
        visits.retain(|(_, v)| lacks(ways, &v.state, node).is_some());
        let lacking = |state: &State| lacks(ways, state, node).map(|_| state.clone());
        let tried = visits.iter().take(TRIES);
        let real = tried.filter_map(|(id, _)| Some((*id, really(ways, summaries, *id, &lacking)?))).next();
        match real.and_then(|(id, state)| Some((id, lacks(ways, &state, node)?))) {
            Some((id, lacks)) => report(checker, ways, call, node, id, &lacks),
            None if !visits.is_empty() => undecided::confirmation(checker, node.span),
            None => {}
        }
    }
}

/// What is lacking where a write is reached so.
fn lacks(ways: &Ways<'_>, state: &State, node: &Node) -> Option<Lacks> {
    let arguments: u64 = (0u32..)
        .zip(&ways.graph.arguments)
        .filter(|(_, slot)| node.reads.contains(slot))
        .fold(0, |all, (bit, _)| all | 1 << bit);
    let mut found = Lacks::Asked;
    for (slot, since) in ways.graph.confirms.iter().zip(&state.confirmed) {
        let Some(since) = since else { continue };
        let known = ways.graph.facts.of_slot(state, *slot);
        let yes = !known.absent && matches!(known.values, Values::Members(bits) if bits & !YES == 0);
        let changed = since & arguments;
        match (yes, changed) {
            (true, 0) => return None,
            (true, changed) => {
                let bit = usize::try_from(changed.trailing_zeros()).unwrap_or(0);
                found = ways.graph.arguments.get(bit).map_or(Lacks::Asked, |s| Lacks::Same(*slot, *s));
            }
            (false, _) => found = Lacks::Yes(*slot),
        }
    }
    Some(found)
}

fn report(checker: &Checker<'_>, ways: &Ways<'_>, call: &Call, node: &Node, to: u32, lacks: &Lacks) {
    let flow = ways.graph.flow();
    let name = ways.graph.facts.program.functions.get(call.function.index()).map(|f| f.full_name());
    let name = name.unwrap_or_default();
    let message = Message::new(
        format!("{name} 要先请顾客确认，有一条路没有确认就走到这里。"),
        format!("`{name}` needs the customer's confirmation, and a way leads here without it."),
    );
    let help = Message::new(
        "调用之前问一个 是否，写上 要明说，答“是”才往下走；确认之后不再改调用里用到的信息。",
        "Ask a yes/no question with `explicit` before the call, go on only where it is answered yes, and change nothing that the call uses after it.",
    );
    let mut found = Diagnostic::new(Code("E0505"), node.span, message).help(help);
    let slot_name = |slot: &SlotId| flow.slots.get(slot.index()).map(|s| s.name.clone()).unwrap_or_default();
    let way: Vec<&Node> = ways
        .walked
        .way(to)
        .iter()
        .filter_map(|i| match ways.walked.visits.get(*i as usize)?.at {
            super::edges::Target::Point(point) => Some(ways.graph.node(point)?.1),
            super::edges::Target::End(_) => None,
        })
        .collect();
    let last = |slot: &SlotId| way.iter().rev().find(|n| n.writes == Some(*slot)).map(|n| n.span);
    match lacks {
        Lacks::Yes(slot) => {
            let label =
                Message::new("在这里问过，答“否”也会走到那一句", "asked here, and `no` leads there too");
            found = last(slot).into_iter().fold(found, |d, span| d.label(span, label.clone()));
        }
        Lacks::Same(confirm, slot) => {
            let name = slot_name(slot);
            let since = way.iter().rposition(|n| n.writes == Some(*confirm)).unwrap_or(0);
            let mut behind = way.iter().skip(since + 1);
            let (span, label) = match behind.clone().rev().find(|n| n.writes == Some(*slot)) {
                Some(set) => (
                    Some(set.span),
                    Message::new(
                        format!("确认之后，“{name}”在这里又变了"),
                        format!("\"{name}\" changes here after the confirmation"),
                    ),
                ),
                None => (
                    behind.find(|n| waits(n)).map(|n| n.span),
                    Message::new(
                        format!("确认之后，顾客在这里还能说到或者改掉“{name}”"),
                        format!(
                            "the customer can still tell or correct \"{name}\" here, after the confirmation"
                        ),
                    ),
                ),
            };
            found = span.into_iter().fold(found, |d, span| d.label(span, label.clone()));
        }
        Lacks::Asked => {
            let label = Message::new("这条路经过这里", "the way leads through here");
            let passed = way.iter().filter(turns).map(|n| n.span).collect::<std::collections::BTreeSet<_>>();
            found = passed.into_iter().take(4).fold(found, |d, span| d.label(span, label.clone()));
        }
    }
    checker.report(found);
}

/// A statement at which the customer may say something.
fn waits(node: &Node) -> bool {
    matches!(node.stmt, StmtKind::Ask(_) | StmtKind::Enter(..) | StmtKind::ForEach { .. })
}

/// A statement at which a way is chosen.
fn turns(node: &&&Node) -> bool {
    matches!(node.stmt, StmtKind::Ask(_) | StmtKind::If { .. } | StmtKind::Match { .. } | StmtKind::Enter(..))
}
