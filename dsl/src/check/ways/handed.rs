//! W0209: a flow whose every way ends with a person. E0210: a closed team that leads back to itself.

use super::Ways;
use super::explore::Walked;
use super::graph::{Graph, Point};
use super::known::Values;
use super::state::State;
use super::undecided::TRIES;
use super::witness::{Shop, really};
use crate::check::Checker;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::program::{FlowId, NoReplyAction, NodeId, Place, Root, StmtKind, TeamField, TeamId, WayOut};
use crate::source::Span;
use std::collections::BTreeSet;

/// Reports a flow that never ends otherwise than with a person.
pub(super) fn check(checker: &Checker<'_>, ways: &Ways<'_>, name: Span) {
    let out = ways_out(ways);
    let handed = out.iter().any(|(_, way, _)| matches!(way, WayOut::Handoff { .. }));
    let cancelled = out.iter().any(|(_, way, _)| matches!(way, WayOut::Cancel(_)));
    if !handed || cancelled || !ways.walked.ends.is_empty() || open_ended(ways) {
        return;
    }
    let flow = &ways.graph.flow().name;
    let message = Message::new(
        format!("流程“{flow}”不管怎么走，最后都是转人工。"),
        format!("Whatever way is taken, flow \"{flow}\" ends with a person."),
    );
    let help = Message::new(
        "看看是不是漏了 结束；真要这样，在 全局 的 意图 下面直接 转人工 就行。",
        "See whether an `end` is missing; if this is meant, hand off in a block of `global`.",
    );
    checker.report(Diagnostic::new(Code("W0209"), name, message).help(help));
}

/// Whether some way goes on in a flow that never comes back, or is not known.
fn open_ended(ways: &Ways<'_>) -> bool {
    ways.graph.flow().nodes.iter().any(|n| matches!(n.stmt, StmtKind::Enter(..) | StmtKind::ForEach { .. }))
        && ways.walked.ends.is_empty()
        && !ways.walked.exact
}

/// The ways out that are taken on some way, each with where it stands and the point at which it is taken.
fn ways_out<'w>(ways: &'w Ways<'_>) -> Vec<(Span, &'w WayOut, Point)> {
    let flow = ways.graph.flow();
    let visited = |p: Point, w: &Walked| w.at.get(p.0 as usize).is_some_and(|v| !v.is_empty());
    let mut found = Vec::new();
    for (at, node) in (0..).map(NodeId).zip(&flow.nodes) {
        let point = Graph::at(at);
        match &node.stmt {
            StmtKind::Leave(way) if visited(point, &ways.walked) => found.push((node.span, way, point)),
            StmtKind::Ask(id) => {
                let Some(ask) = flow.asks.get(id.index()) else { continue };
                let point = ways.graph.waiting(*id);
                let timers = ask.no_reply.iter().filter_map(|n| match &n.action {
                    NoReplyAction::Leave(way) => Some(way),
                    _ => None,
                });
                let all = ask.max_tries.iter().map(|m| &m.leave).chain(timers);
                if visited(point, &ways.walked) {
                    found.extend(all.map(|way| (node.span, way, point)));
                }
            }
            _ => {}
        }
    }
    found
}

/// Reports each 下班时 whose flow leads back to its own team while that is closed.
pub(super) fn closed_teams(checker: &Checker<'_>, shop: &Shop<'_, '_>, sound: &[bool]) {
    let program = shop.program;
    for (team, declared) in (0..).map(TeamId).zip(&program.teams) {
        let Some(enter) = declared.when_closed.as_ref().filter(|_| !declared.open.is_empty()) else {
            continue;
        };
        if let Some((span, flow)) = leads_back(shop, sound, team, enter.flow) {
            let name = &declared.name;
            let message = Message::new(
                format!("“{name}”下班时进入流程“{flow}”，这里又转回“{name}”，还是没人。"),
                format!(
                    "When \"{name}\" is closed flow \"{flow}\" is entered, which hands back to \"{name}\" here."
                ),
            );
            let help = Message::new(
                format!("转给别的组，或者先判断“如果 人工组.{name}.在班”。"),
                format!("Hand off to another team, or test `if team.{name}.open` before."),
            );
            checker.report(Diagnostic::new(Code("E0210"), span, message).help(help));
        }
    }
}

/// Where a flow, or one that it enters or leads to by another closed team, hands off to a team that may be closed.
fn leads_back(shop: &Shop<'_, '_>, sound: &[bool], team: TeamId, first: FlowId) -> Option<(Span, String)> {
    let program = shop.program;
    let mut seen: BTreeSet<FlowId> = BTreeSet::new();
    let mut open = vec![first];
    let entered = program.flows.get(first.index())?.name.clone();
    while let Some(id) = open.pop() {
        let Some(flow) = program.flows.get(id.index()).filter(|_| seen.insert(id)) else { continue };
        if sound.get(id.index()) != Some(&true) {
            continue;
        }
        let Some(ways) = shop.ways(id) else { continue };
        for (span, way, point) in ways_out(&ways) {
            let WayOut::Handoff { team: to, .. } = way else { continue };
            if *to == team && may_be_closed(shop, &ways, point, team) {
                return Some((span, entered));
            }
            let next = program.teams.get(to.index()).filter(|t| !t.open.is_empty());
            open.extend(next.and_then(|t| t.when_closed.as_ref()).map(|e| e.flow));
        }
        open.extend(crate::check::flow::entered_by(flow));
    }
    None
}

/// Whether a team may be closed on some way to a point; it may well be where something was waited for.
fn may_be_closed(shop: &Shop<'_, '_>, ways: &Ways<'_>, point: Point, team: TeamId) -> bool {
    let place = Place { root: Root::Team(team, TeamField::Open), fields: Vec::new() };
    let facts = &ways.graph.facts;
    let Some(index) = facts.places.index(&place).filter(|_| ways.graph.waits(point).is_none()) else {
        return true;
    };
    let closed = |state: &State| match facts.get(state, index).values {
        Values::Members(bits) if bits & 1 == 0 => None,
        _ => Some(state.clone()),
    };
    let (blurred, sharp): (Vec<_>, Vec<_>) = ways.walked.of(point).partition(|(_, v)| v.blurred);
    let mut some = sharp.into_iter().chain(blurred.into_iter().take(TRIES));
    some.any(|(id, _)| really(ways, shop.summaries, id, &closed).is_some())
}
