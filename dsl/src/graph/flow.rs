//! The diagram of one flow: by steps, or by statements.

use super::diagram::{Diagram, Direction, EdgeKind, Line, Node, NodeKind, Panel};
use super::summary::{self, line};
use super::transition::{self, Target, Transition};
use super::walk::{Walk, walk};
use super::words::Words;
use super::{Detail, shop};
use crate::diagnostic::Lang;
use crate::program::{Correction, FlowId, NodeId, Program, StepId, StmtKind, WayOut};

/// A box has at most so many lines of its own; what is left is counted.
const MOST_LINES: usize = 9;

/// The diagram of a flow; none where the program has no such flow.
#[must_use]
pub fn flow(program: &Program, id: FlowId, detail: Detail, lang: Lang) -> Option<Diagram> {
    let flow = program.flows.get(id.index())?;
    let words = Words::new(program, flow, lang);
    let mut drawing =
        Drawing { panel: Panel::new("", Direction::Down), statements: Vec::new(), steps: Vec::new(), words };
    drawing.start(id);
    match detail {
        Detail::Steps => drawing.by_steps(),
        Detail::Statements => drawing.by_statements(),
    }
    Some(Diagram {
        title: flow.name.clone(),
        subtitle: flow.description.clone().unwrap_or_default(),
        panels: vec![drawing.panel],
        lang,
    })
}

/// A panel under construction.
struct Drawing<'p> {
    words: Words<'p>,
    panel: Panel,
    /// The box of each step.
    steps: Vec<usize>,
    /// The box of each statement that has one of its own.
    statements: Vec<Option<usize>>,
}

/// Where an arrow ends.
enum End<'p> {
    Box(usize),
    Leave(&'p WayOut),
    Back,
}

impl<'p> Drawing<'p> {
    /// The box above the first step, with what starts the flow.
    fn start(&mut self, id: FlowId) {
        let lines = shop::starts(&self.words, id).into_iter().map(line).collect();
        let title = self.words.or("开始", "Start").to_owned();
        self.panel.node(Node { id: self.words.flow.name.clone(), kind: NodeKind::Start, title, lines });
    }

    fn by_steps(&mut self) {
        let flow = self.words.flow;
        let walks: Vec<Walk> = flow.steps.iter().map(|s| walk(&self.words, s.entry)).collect();
        for (step, walk) in flow.steps.iter().zip(&walks) {
            let node = Node {
                id: format!("{}/{}", flow.name, step.name),
                kind: self.kind(walk),
                title: step.name.clone(),
                lines: self.lines(walk, step.uninterruptible),
            };
            let at = self.panel.node(node);
            self.steps.push(at);
        }
        if let Some(first) = self.steps.first() {
            self.panel.edge(0, *first, EdgeKind::Next, String::new());
        }
        for (at, walk) in self.steps.clone().into_iter().zip(&walks) {
            self.leave_step(at, walk);
        }
        for correction in &flow.corrections {
            let walk = walk(&self.words, correction.entry);
            let lines = self.lines(&walk, false);
            let at = self.correction(correction, lines);
            self.leave_step(at, &walk);
        }
    }

    fn correction(&mut self, correction: &Correction, lines: Vec<Line>) -> usize {
        let title = format!("{} {}", self.words.key("on_correction"), self.words.slot(correction.slot));
        let id = format!("{}/{title}", self.words.flow.name);
        self.panel.node(Node { id, kind: NodeKind::Correction, title, lines })
    }

    /// What kind of box a step makes: one that asks, else one that calls, else one that speaks.
    fn kind(&self, walk: &Walk) -> NodeKind {
        let kinds = walk
            .reached
            .iter()
            .filter_map(|at| self.words.flow.nodes.get(at.node.index()))
            .map(summary::kind);
        kinds.min().unwrap_or(NodeKind::Decides)
    }

    fn lines(&self, walk: &Walk, uninterruptible: bool) -> Vec<Line> {
        let mut lines: Vec<Line> =
            uninterruptible.then(|| line(self.words.key("uninterruptible").to_owned())).into_iter().collect();
        let mut left = 0;
        for reached in &walk.reached {
            let Some(node) = self.words.flow.nodes.get(reached.node.index()) else { continue };
            let plain = summary::is_plain(node) && reached.arm.is_none();
            let own = match &node.stmt {
                StmtKind::Back => {
                    walk.label(reached.arm).map(|l| vec![line(format!("{l} ↩"))]).unwrap_or_default()
                }
                StmtKind::Reask(_, ask, _) if walk.has(*ask) => {
                    let when = walk.label(reached.arm).map(|l| format!("{l} ")).unwrap_or_default();
                    summary::lines(&self.words, node)
                        .into_iter()
                        .map(|l| line(format!("{when}↩ {}", l.text)))
                        .collect()
                }
                _ if plain || summary::is_main(node) => summary::lines(&self.words, node),
                _ => Vec::new(),
            };
            if lines.len() + own.len() > MOST_LINES {
                left += own.len();
            } else {
                lines.extend(own);
            }
        }
        if left > 0 {
            lines.push(line(match self.words.lang {
                Lang::Zh => format!("…还有 {left} 行"),
                Lang::En => format!("… {left} more"),
            }));
        }
        lines
    }

    /// The arrows out of a step.
    fn leave_step(&mut self, from: usize, walk: &Walk) {
        for reached in &walk.reached {
            let Some(node) = self.words.flow.nodes.get(reached.node.index()) else { continue };
            let under = |t: &Transition<'_>| match walk.arm(reached.arm) {
                Some(arm) if t.label.is_empty() && t.kind == EdgeKind::Next => (arm.kind, arm.label.clone()),
                Some(arm) if t.label.is_empty() => (t.kind, arm.label.clone()),
                _ => (t.kind, t.label.clone()),
            };
            for transition in transition::of(&self.words, node) {
                let (kind, label) = under(&transition);
                match transition.to {
                    Target::Leave(way) => self.way_out(from, kind, label, way),
                    Target::Flow(flow) => self.enter(from, label, flow),
                    Target::Node(ask) if transition.kind == EdgeKind::Reask && !walk.has(ask) => {
                        let step = self.words.flow.nodes.get(ask.index()).map(|n| n.step).unwrap_or_default();
                        let asked = || summary::lines(&self.words, node).into_iter().next().map(|l| l.text);
                        let label = Some(label).filter(|l| !l.is_empty()).or_else(asked).unwrap_or_default();
                        self.go_to(from, kind, label, step);
                    }
                    Target::Node(_) => {}
                }
            }
        }
    }

    fn go_to(&mut self, from: usize, kind: EdgeKind, label: String, step: StepId) {
        if let Some(to) = self.steps.get(step.index()) {
            self.panel.edge(from, *to, kind, label);
        }
    }

    /// A box of its own for every way out, so that no arrow crosses the picture to a common end.
    fn way_out(&mut self, from: usize, kind: EdgeKind, label: String, way: &WayOut) {
        let words = &self.words;
        let (end, title) = match way {
            WayOut::Goto(step) => return self.go_to(from, kind, label, *step),
            WayOut::Handoff { .. } | WayOut::Cancel(_) | WayOut::End(_) => way_out(words, way),
        };
        self.end(from, kind, label, end, title);
    }

    fn end(&mut self, from: usize, kind: EdgeKind, label: String, end: NodeKind, title: String) {
        let home = self.panel.nodes.get(from).map(|n| n.id.clone()).unwrap_or_default();
        let id = format!("{home}/{}/{title}", kind.class());
        let to = self.panel.node(Node { id, kind: end, title, lines: Vec::new() });
        self.panel.edge(from, to, kind, label);
    }

    fn enter(&mut self, from: usize, label: String, flow: FlowId) {
        let title = self.words.program.flows.get(flow.index()).map(|f| f.name.clone()).unwrap_or_default();
        self.end(from, EdgeKind::Enter, label, NodeKind::Flow, title);
    }

    fn by_statements(&mut self) {
        let flow = self.words.flow;
        self.statements = vec![None; flow.nodes.len()];
        let walks: Vec<Walk> = flow.steps.iter().map(|s| walk(&self.words, s.entry)).collect();
        for (step, walk) in flow.steps.iter().zip(&walks) {
            for reached in &walk.reached {
                let title = if reached.node == step.entry { step.name.as_str() } else { "" };
                self.statement(&step.name, title, reached.node);
            }
            self.steps.push(self.statements.get(step.entry.index()).copied().flatten().unwrap_or_default());
        }
        let corrections: Vec<(usize, &Correction, Walk)> = flow
            .corrections
            .iter()
            .map(|c| (self.correction(c, Vec::new()), c, walk(&self.words, c.entry)))
            .collect();
        for (at, _, walk) in &corrections {
            let home = self.panel.nodes.get(*at).map(|n| n.title.clone()).unwrap_or_default();
            walk.reached.iter().for_each(|r| self.statement(&home, "", r.node));
        }
        if let Some(first) = self.steps.first() {
            self.panel.edge(0, *first, EdgeKind::Next, String::new());
        }
        for (at, correction, _) in &corrections {
            self.lead(*at, EdgeKind::Next, String::new(), correction.entry);
        }
        for (i, at) in (0u16..).zip(self.statements.clone()) {
            if let (Some(at), Some(node)) = (at, flow.nodes.get(usize::from(i))) {
                for transition in transition::of(&self.words, node) {
                    match transition.to {
                        Target::Node(to) => self.lead(at, transition.kind, transition.label, to),
                        Target::Leave(way) => self.way_out(at, transition.kind, transition.label, way),
                        Target::Flow(flow) => self.enter(at, transition.label, flow),
                    }
                }
            }
        }
    }

    /// A box for a statement: for those that do something, and for the first of a step.
    fn statement(&mut self, home: &str, title: &str, id: NodeId) {
        let Some(node) = self.words.flow.nodes.get(id.index()) else { return };
        let leads_on = matches!(node.stmt, StmtKind::Leave(_) | StmtKind::Back);
        if (leads_on && title.is_empty()) || self.statements.get(id.index()).copied().flatten().is_some() {
            return;
        }
        let at = self.panel.node(Node {
            id: format!("{}/{home}/{}", self.words.flow.name, id.0),
            kind: summary::kind(node),
            title: title.to_owned(),
            lines: summary::lines(&self.words, node),
        });
        if let Some(slot) = self.statements.get_mut(id.index()) {
            *slot = Some(at);
        }
    }

    /// An arrow to a statement, or to where the way out that stands there leads.
    fn lead(&mut self, from: usize, kind: EdgeKind, label: String, to: NodeId) {
        match self.end_of(to) {
            End::Box(to) => self.panel.edge(from, to, kind, label),
            End::Leave(way) => self.way_out(from, kind, label, way),
            End::Back => {
                let title = self.words.or("回到提问", "back to the question").to_owned();
                self.end(from, kind, label, NodeKind::Back, title);
            }
        }
    }

    fn end_of(&self, to: NodeId) -> End<'p> {
        if let Some(at) = self.statements.get(to.index()).copied().flatten() {
            return End::Box(at);
        }
        match self.words.flow.nodes.get(to.index()).map(|n| &n.stmt) {
            Some(StmtKind::Leave(way)) => End::Leave(way),
            _ => End::Back,
        }
    }
}

/// What a way out is called, and what kind of end it makes.
pub(super) fn way_out(words: &Words<'_>, way: &WayOut) -> (NodeKind, String) {
    match way {
        WayOut::Goto(step) => {
            let name = words.flow.steps.get(step.index()).map(|s| s.name.as_str()).unwrap_or_default();
            (NodeKind::Decides, format!("{} {name}", words.key("goto")))
        }
        WayOut::Handoff { team, .. } => {
            let name = words.program.teams.get(team.index()).map(|t| t.name.as_str()).unwrap_or_default();
            (NodeKind::HandOff, format!("{} {name}", words.key("handoff")))
        }
        WayOut::Cancel(_) => (NodeKind::Cancel, words.key("cancel_flow").to_owned()),
        WayOut::End(outcome) => {
            let name = words.flow.outcomes.get(outcome.index()).map(String::as_str).unwrap_or_default();
            (NodeKind::End, format!("{} {name}", words.key("end")))
        }
    }
}
