//! `@到 流程.步骤 {…}`: walks a flow from its start to a step, as if everything before had been answered.

use crate::ast::At;
use crate::drive::{Drive, Seen, Sight};
use crate::problem::{AT, problem};
use crate::record_of::fill;
use crate::shown::Shown;
use crate::{ast::RecordedKind, trace, world};
use huashu_dsl::program::{Flow, FlowId, SlotId, StepId, StmtKind};
use huashu_dsl::value::Value;
use huashu_dsl::{Diagnostic, Message, Name};
use huashu_engine::{Body, Choice, Event, Payload, ReplyBody};

/// How many questions may be left out on the way.
const MOST_SKIPS: usize = 100;

impl Drive<'_> {
    /// Walks there, and gives the trace of the walk and what the first question in the step says.
    pub(crate) fn walk_to(&mut self, at: &At) -> Result<Vec<Shown>, Vec<Diagnostic>> {
        let (flow, step) = self.target(at)?;
        let given = self.given(at, flow)?;
        self.session.greeted = true;
        self.start(flow, &given)?;
        for _ in 0..MOST_SKIPS {
            if self.place() == Some((flow, step)) {
                return Ok(self.arrived(flow));
            }
            let Some(skip) = self.skip() else { break };
            self.send(Body::Pressed(skip))?;
        }
        Err(vec![self.lost(at)])
    }

    fn target(&self, at: &At) -> Result<(FlowId, StepId), Vec<Diagnostic>> {
        let flows = &self.program.flows;
        let found = flows.iter().enumerate().find(|(_, f)| f.name == at.flow.node);
        let Some((index, flow)) = found else {
            return Err(unknown(&at.flow, "流程", "flow", flows.iter().map(|f| f.name.as_str())));
        };
        let step = flow.steps.iter().position(|s| s.name == at.step.node);
        let ids =
            step.and_then(|s| Some((FlowId(u16::try_from(index).ok()?), StepId(u16::try_from(s).ok()?))));
        ids.ok_or_else(|| unknown(&at.step, "步骤", "step", flow.steps.iter().map(|s| s.name.as_str())))
    }

    /// The slots that count as answered.
    fn given(&self, at: &At, flow: FlowId) -> Result<Vec<(SlotId, Value)>, Vec<Diagnostic>> {
        let mut given = Vec::new();
        let (Some(raw), Some(flow)) = (&at.slots, self.program.flows.get(flow.index())) else {
            return Ok(given);
        };
        let known: Vec<_> = flow.slots.iter().map(|s| s.name.as_str()).collect();
        let place = |name: &str| {
            flow.slots.iter().enumerate().find(|(_, s)| s.name == name).map(|(i, s)| (i, s.ty.clone()))
        };
        fill(self.program, raw, &known, place, |i, value| {
            given.extend(u16::try_from(i).ok().map(|i| (SlotId(i), value)));
        })?;
        Ok(given)
    }

    fn start(&mut self, flow: FlowId, given: &[(SlotId, Value)]) -> Result<(), Vec<Diagnostic>> {
        let event = Event {
            at: self.world.now,
            seed: self.world.seed,
            customer: self.world.customer.clone(),
            body: Body::Delivered,
        };
        let outcome = huashu_engine::begin(self.program, &self.session, flow, given, &event)
            .map_err(|fault| self.fault(&fault))?;
        match self.take(outcome)? {
            Some(body) => self.send(body),
            None => self.send(Body::Delivered),
        }
    }

    /// The press that leaves out the question that waits, if it may be left out.
    fn skip(&self) -> Option<Payload> {
        let frame = self.session.stack.last()?;
        let flow: &Flow = self.program.flows.get(frame.flow.index())?;
        let StmtKind::Ask(ask) = &flow.nodes.get(frame.at.index())?.stmt else { return None };
        flow.asks.get(ask.index())?.skippable.as_ref()?;
        Some(Payload {
            frame: frame.id,
            node: frame.at,
            visit: frame.asked.as_ref()?.visit,
            choice: Choice::Skip,
        })
    }

    fn arrived(&mut self, flow: FlowId) -> Vec<Shown> {
        let mut lines = vec![Shown::new(RecordedKind::Trace, trace::of_walk(self, flow))];
        let is_bubble =
            |s: &Sight| matches!(s, Sight::Reply(part) if matches!(part.body, ReplyBody::Bubble(_)));
        let question = self.seen.sights.iter().rposition(is_bubble).unwrap_or(0);
        lines.extend(
            self.seen
                .sights
                .iter()
                .skip(question)
                .filter(|s| matches!(s, Sight::Reply(_)))
                .flat_map(|s| self.sight(s)),
        );
        self.seen = Seen::default();
        lines
    }

    fn lost(&self, at: &At) -> Diagnostic {
        let here = self.place().and_then(|(flow, step)| {
            let flow = self.program.flows.get(flow.index())?;
            Some(format!("{}.{}", flow.name, flow.steps.get(step.index())?.name))
        });
        let (zh, en) = match &here {
            Some(here) => (
                format!("走到 {here} 就停下了，没有到 {}", at.step.node),
                format!("it stopped at `{here}` and did not reach `{}`", at.step.node),
            ),
            None => (
                format!("流程走完了，没有到 {}", at.step.node),
                format!("the flow ended before `{}`", at.step.node),
            ),
        };
        problem(AT, at.step.span, zh, en).help(Message::new(
            "在大括号里给出路上每个问题的回答，或者改 @模拟 让它走到那里",
            "give an answer in the braces for each question on the way, or change an @mock so that it leads there",
        ))
    }
}

fn unknown<'k>(name: &Name, zh: &str, en: &str, known: impl Iterator<Item = &'k str>) -> Vec<Diagnostic> {
    vec![Diagnostic { code: AT, ..world::unknown(name, zh, en, known) }]
}
