//! The overview of a shop: its flows, what starts each, which enters which, who takes over, and 全局.

use super::diagram::{Diagram, Direction, EdgeKind, Line, Node, NodeKind, Panel};
use super::flow::way_out;
use super::summary::{self, line};
use super::transition;
use super::walk::walk;
use super::words::Words;
use crate::diagnostic::Lang;
use crate::program::{Flow, FlowId, NoReplyAction, NodeId, Program, StmtKind, TeamId, Trigger, WayOut};

/// The overview of a shop.
#[must_use]
pub fn shop(program: &Program, title: &str, lang: Lang) -> Diagram {
    let mut panels = vec![flow_panel(program, lang)];
    if let Some(hidden) = program.flows.get(program.global.flow.index()) {
        panels.extend(global(&Words::new(program, hidden, lang)));
    }
    Diagram { title: title.to_owned(), subtitle: String::new(), panels, lang }
}

/// The flows that a shop wrote: all but the hidden one of 全局.
pub fn flows(program: &Program) -> impl Iterator<Item = (FlowId, &Flow)> {
    (0u16..).map(FlowId).zip(&program.flows).filter(|(id, _)| *id != program.global.flow)
}

/// What starts a flow, each in a line: its triggers, pushes, the flows that enter it, teams that are closed.
pub(super) fn starts(words: &Words<'_>, id: FlowId) -> Vec<String> {
    let program = words.program;
    let triggers = words.flow.triggers.iter().map(|t| transition::trigger(words, t));
    let pushes = program.pushes.iter().filter(|p| p.enter.flow == id);
    let pushes = pushes.map(|p| format!("{} {}", words.key("push"), p.name));
    let callers = flows(program).filter(|(_, f)| enters(f).contains(&id)).map(|(_, f)| match words.lang {
        Lang::Zh => format!("{} {} 进入", words.key("flow"), f.name),
        Lang::En => format!("entered by flow {}", f.name),
    });
    let closed = program.teams.iter().filter(|t| t.when_closed.as_ref().is_some_and(|e| e.flow == id));
    let closed = closed.map(|t| format!("{} {} {}", words.key("team"), t.name, words.key("when_closed")));
    triggers.chain(pushes).chain(callers).chain(closed).collect()
}

/// The flows that a flow enters, each once.
fn enters(flow: &Flow) -> Vec<FlowId> {
    let mut found = Vec::new();
    for node in &flow.nodes {
        if let StmtKind::Enter(enter, _) | StmtKind::ForEach { enter, .. } = &node.stmt
            && !found.contains(&enter.flow)
        {
            found.push(enter.flow);
        }
    }
    found
}

/// The teams that a flow hands over to, each once.
fn teams(flow: &Flow) -> Vec<TeamId> {
    let mut found: Vec<TeamId> = Vec::new();
    let mut add = |way: &WayOut| {
        if let WayOut::Handoff { team, .. } = way
            && !found.contains(team)
        {
            found.push(*team);
        }
    };
    for node in &flow.nodes {
        if let StmtKind::Leave(way) = &node.stmt {
            add(way);
        }
    }
    for ask in &flow.asks {
        ask.max_tries.iter().for_each(|m| add(&m.leave));
        for line in &ask.no_reply {
            if let NoReplyAction::Leave(way) = &line.action {
                add(way);
            }
        }
    }
    found
}

fn flow_panel(program: &Program, lang: Lang) -> Panel {
    let mut panel = Panel::new(if lang == Lang::Zh { "流程" } else { "Flows" }, Direction::Right);
    let boxes: Vec<(FlowId, usize)> =
        flows(program).map(|(id, flow)| (id, panel.node(flow_box(program, flow, lang)))).collect();
    let at = |id: FlowId| boxes.iter().find(|(flow, _)| *flow == id).map(|(_, at)| *at);
    for (id, flow) in flows(program) {
        let words = Words::new(program, flow, lang);
        let Some(to) = at(id) else { continue };
        triggers(&mut panel, &words, id, to);
    }
    for (id, flow) in flows(program) {
        for entered in enters(flow) {
            if let (Some(from), Some(to)) = (at(id), at(entered)) {
                panel.edge(from, to, EdgeKind::Enter, String::new());
            }
        }
    }
    let mut teams_drawn = Vec::new();
    for (id, flow) in flows(program) {
        for team in teams(flow) {
            let to = team_box(&mut panel, program, team, lang);
            teams_drawn.push((team, to));
            if let Some(from) = at(id) {
                panel.edge(from, to, EdgeKind::HandOff, String::new());
            }
        }
    }
    teams_drawn.sort_unstable();
    teams_drawn.dedup();
    for (team, from) in teams_drawn {
        let closed = program.teams.get(team.index()).and_then(|t| t.when_closed.as_ref());
        if let Some(to) = closed.and_then(|e| at(e.flow)) {
            let label = crate::keywords::get("when_closed").map(|k| k.spelling(lang)).unwrap_or_default();
            panel.edge(from, to, EdgeKind::WhenClosed, label.to_owned());
        }
    }
    panel
}

fn triggers(panel: &mut Panel, words: &Words<'_>, id: FlowId, to: usize) {
    for trigger in &words.flow.triggers {
        let kind = match trigger {
            Trigger::Intent(_) => NodeKind::Intent,
            Trigger::Event(..) => NodeKind::Event,
        };
        start(panel, to, kind, transition::trigger(words, trigger));
    }
    for push in words.program.pushes.iter().filter(|p| p.enter.flow == id) {
        start(panel, to, NodeKind::Push, format!("{} {}", words.key("push"), push.name));
    }
}

fn start(panel: &mut Panel, to: usize, kind: NodeKind, title: String) {
    let from = panel.node(Node { id: title.clone(), kind, title, lines: Vec::new() });
    panel.edge(from, to, EdgeKind::Trigger, String::new());
}

fn flow_box(program: &Program, flow: &Flow, lang: Lang) -> Node {
    let words = Words::new(program, flow, lang);
    let own = flow.outcomes.iter().skip(crate::program::OutcomeId::FIRST_OWN.index());
    let outcomes = format!("{} {}", words.key("outcomes"), words.list(own));
    let lines = flow.description.iter().map(|d| Line { text: d.clone(), voice: super::Voice::Shop });
    Node {
        id: flow.name.clone(),
        kind: NodeKind::Flow,
        title: flow.name.clone(),
        lines: lines.chain([line(outcomes)]).collect(),
    }
}

fn team_box(panel: &mut Panel, program: &Program, team: TeamId, lang: Lang) -> usize {
    let name = program.teams.get(team.index()).map(|t| t.name.as_str()).unwrap_or_default();
    let key = crate::keywords::get("team").map(|k| k.spelling(lang)).unwrap_or_default();
    let title = format!("{key} {name}");
    panel.node(Node { id: title.clone(), kind: NodeKind::HandOff, title, lines: Vec::new() })
}

/// 全局, where it has anything in it.
fn global(words: &Words<'_>) -> Option<Panel> {
    let global = &words.program.global;
    let mut panel = Panel::new(words.key("global"), Direction::Right);
    let title = words.key("global").to_owned();
    let note = words.or("在哪里都管用", "holds everywhere").to_owned();
    let at = panel.node(Node { id: title.clone(), kind: NodeKind::Global, title, lines: vec![line(note)] });
    for (intent, entry) in &global.intents {
        block(&mut panel, words, at, transition::trigger(words, &Trigger::Intent(*intent)), *entry);
    }
    if let Some((times, entry)) = &global.anger {
        let label = format!(
            "{} {} {} {times}{}",
            words.key("sentiment"),
            words.key("mood_anger"),
            words.key("in_a_row"),
            words.or(" 次", "")
        );
        block(&mut panel, words, at, label, *entry);
    }
    for (attempt, entry) in &global.fallback {
        let label = match words.lang {
            Lang::Zh => format!("{} {} {attempt} 次", words.key("fallback"), words.key("attempt")),
            Lang::En => format!("{} {attempt}", words.key("fallback")),
        };
        block(&mut panel, words, at, label, *entry);
    }
    if let Some(entry) = global.system_error {
        block(&mut panel, words, at, words.key("on_system_error").to_owned(), entry);
    }
    for no_reply in &global.no_reply {
        if let NoReplyAction::Leave(way) = &no_reply.action {
            let label = format!("{} {}", words.key("no_reply"), words.duration(no_reply.after));
            end(&mut panel, words, at, EdgeKind::NoReply, label, way);
        }
    }
    if let Some(max) = &global.max_tries {
        end(&mut panel, words, at, EdgeKind::Tries, transition::tries(words, max.times), &max.leave);
    }
    (panel.nodes.len() > 1).then_some(panel)
}

/// A block of 全局: a box with what it does where it does anything, and its ways out behind it.
fn block(panel: &mut Panel, words: &Words<'_>, at: usize, label: String, entry: NodeId) {
    let walk = walk(words, entry);
    let nodes: Vec<_> = walk.reached.iter().filter_map(|r| words.flow.nodes.get(r.node.index())).collect();
    let lines: Vec<Line> = nodes.iter().flat_map(|n| summary::lines(words, n)).collect();
    let mut from = at;
    let mut when = (EdgeKind::Interrupt, label.clone());
    if !lines.is_empty() {
        let kind = nodes.iter().map(|n| summary::kind(n)).min().unwrap_or(NodeKind::Says);
        let id = format!("{}/{label}", words.flow.name);
        from = panel.node(Node { id, kind, title: String::new(), lines });
        panel.edge(at, from, EdgeKind::Interrupt, label);
        when = (EdgeKind::Next, String::new());
    }
    for node in nodes {
        if let StmtKind::Leave(way) = &node.stmt {
            end(panel, words, from, when.0, when.1.clone(), way);
        }
    }
}

/// Ways out of 全局 share their ends: that is what one looks for there.
fn end(panel: &mut Panel, words: &Words<'_>, from: usize, kind: EdgeKind, label: String, way: &WayOut) {
    let (end, title) = way_out(words, way);
    let id = format!("{}/{title}", words.flow.name);
    let to = panel.node(Node { id, kind: end, title, lines: Vec::new() });
    panel.edge(from, to, kind, label);
}
