//! Drives the engine through a conversation: the clock stands still, mocks answer calls, everything sent is delivered at once.

use crate::ast::Spelling;
use crate::mock;
use crate::problem::{FAULT, problem};
use crate::world::World;
use huashu_dsl::program::{FlowId, FunctionId, Program, StepId, TrackId};
use huashu_dsl::value::{Instant, Millis, Value};
use huashu_dsl::{Diagnostic, Span};
use huashu_engine::intent::Matcher;
use huashu_engine::{
    Body, Button, Call, CallResult, Considered, ConversationId, Effect, Event, Fault, Frame, Handoff, Mark,
    Outcome, Reading, ReplyBody, ReplyPart, Session, step,
};

/// How many steps one turn may take: more is a conversation that never waits.
const MOST_STEPS: usize = 10_000;

/// A conversation under way.
pub(crate) struct Drive<'p> {
    /// The shop, with the settings of this conversation.
    pub(crate) program: &'p Program,
    /// What reads the customer's words.
    pub(crate) matcher: &'p Matcher,
    /// Everything around the conversation.
    pub(crate) world: World,
    /// The conversation.
    pub(crate) session: Session,
    /// How the file is spelled.
    pub(crate) spelling: Spelling,
    /// The input that is being played.
    pub(crate) input: Span,
    /// What the turn showed so far.
    pub(crate) seen: Seen,
    /// Lists of buttons that were offered, the last one last.
    pub(crate) offered: Vec<Vec<Button>>,
    /// Every call since the conversation began.
    pub(crate) calls: Vec<FunctionId>,
    /// Everything counted since the conversation began.
    pub(crate) tracks: Vec<(TrackId, Vec<Option<Value>>)>,
    /// The frame that ended last, with its last values.
    pub(crate) ended: Option<Frame>,
}

/// What one turn showed.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// The flow and step that waited when it began.
    pub(crate) start: Option<(FlowId, StepId)>,
    /// Whether "接着办吗？" was already asked when it began.
    pub(crate) offered: bool,
    /// What can be recorded, in order.
    pub(crate) sights: Vec<Sight>,
    /// What was walked through.
    pub(crate) marks: Vec<Mark>,
    /// What was considered.
    pub(crate) considered: Vec<Considered>,
    /// What was read from the customer's words.
    pub(crate) readings: Vec<Reading>,
}

/// Something that can be recorded.
#[derive(Debug)]
pub(crate) enum Sight {
    /// A part of a reply.
    Reply(ReplyPart),
    /// A call of a writing function, and how it ended.
    Write(Call, CallResult),
    /// A person takes over.
    Handoff(Handoff),
    /// A field of 顾客 changed.
    Profile(u16, Option<Value>),
}

impl<'p> Drive<'p> {
    /// A conversation in which nothing has happened.
    pub(crate) fn new(program: &'p Program, matcher: &'p Matcher, world: World, spelling: Spelling) -> Self {
        let mut session = Session::new(program, ConversationId([0; 16]), world.channel);
        let keep = |i: usize| program.session_slots.get(i).map_or(Millis(0), |s| s.keep);
        let shared = world.shared.iter().enumerate();
        session.shared = shared.map(|(i, value)| Some((value.clone()?, world.now + keep(i)))).collect();
        Self {
            program,
            matcher,
            world,
            session,
            spelling,
            input: Span::default(),
            seen: Seen::default(),
            offered: Vec::new(),
            calls: Vec::new(),
            tracks: Vec::new(),
            ended: None,
        }
    }

    /// Begins a turn: what was seen of the last one is forgotten.
    pub(crate) fn begin_turn(&mut self, input: Span) {
        self.input = input;
        let offered = self.session.parked.as_ref().is_some_and(|p| p.offered);
        self.seen = Seen { start: self.place(), offered, ..Seen::default() };
    }

    /// Flow and step of the top frame.
    pub(crate) fn place(&self) -> Option<(FlowId, StepId)> {
        let frame = self.session.stack.last()?;
        let at = frame.back.first().map_or(&frame.at, |(question, _)| question);
        let node = self.program.flows.get(frame.flow.index())?.nodes.get(at.index())?;
        Some((frame.flow, node.step))
    }

    /// Sends one event and whatever follows from it until the conversation waits.
    pub(crate) fn send(&mut self, body: Body) -> Result<(), Vec<Diagnostic>> {
        let before = self.seen.sights.len();
        let mut next = Some(body);
        let mut steps = 0;
        while let Some(body) = next.take() {
            steps += 1;
            if steps > MOST_STEPS {
                return Err(self.fault(&Fault::TooManySteps));
            }
            next = self.one(body)?;
        }
        let replied = self.seen.sights.iter().skip(before).any(|s| matches!(s, Sight::Reply(_)));
        if replied { self.one(Body::Delivered).map(drop) } else { Ok(()) }
    }

    /// One step; the answer of the call it made, if it made one.
    fn one(&mut self, body: Body) -> Result<Option<Body>, Vec<Diagnostic>> {
        let event =
            Event { at: self.world.now, seed: self.world.seed, customer: self.world.customer.clone(), body };
        let outcome = step(self.program, &self.session, &event).map_err(|fault| self.fault(&fault))?;
        self.take(outcome)
    }

    /// Takes an outcome of the engine: the session, the marks, the effects.
    pub(crate) fn take(&mut self, outcome: Outcome) -> Result<Option<Body>, Vec<Diagnostic>> {
        self.ended = outcome.ended.or(self.ended.take());
        self.session = outcome.session;
        self.seen.marks.extend(outcome.explanation.path);
        self.seen.considered.extend(outcome.explanation.considered);
        let mut answer = None;
        for effect in outcome.effects {
            answer = self.effect(effect)?.or(answer);
        }
        Ok(answer)
    }

    fn effect(&mut self, effect: Effect) -> Result<Option<Body>, Vec<Diagnostic>> {
        match effect {
            Effect::Reply(part) => {
                if let ReplyBody::Buttons(buttons) = &part.body {
                    self.offered.push(buttons.clone());
                }
                self.seen.sights.push(Sight::Reply(part));
            }
            Effect::Call(call) => return self.answer(call).map(Some),
            Effect::Handoff(handoff) => self.seen.sights.push(Sight::Handoff(handoff)),
            Effect::Track(track, args) => self.tracks.push((track, args)),
            Effect::Profile(field, value) => {
                if let Some(place) = self.world.customer.fields.get_mut(usize::from(field)) {
                    place.clone_from(&value);
                }
                self.seen.sights.push(Sight::Profile(field, value));
            }
            Effect::Arm(experiment, arm) => {
                if let Some(name) = self.program.experiments.get(experiment.index()) {
                    self.world.customer.arms.push((name.clone(), arm));
                }
            }
            Effect::Pushed(push, at) => {
                if let Some(push) = self.program.pushes.get(push.index()) {
                    self.world.customer.pushes.push((push.name.clone(), at));
                }
            }
            Effect::Ended(..) => {}
        }
        Ok(None)
    }

    fn answer(&mut self, call: Call) -> Result<Body, Vec<Diagnostic>> {
        self.calls.push(call.function);
        let Some(result) = self.world.mocks.get(&call.function).cloned() else {
            return Err(vec![mock::unmocked(
                self.program,
                call.function,
                self.world.now,
                self.input,
                self.spelling,
            )]);
        };
        let body = Body::Returned(call.id, result.clone());
        if self.program.functions.get(call.function.index()).is_some_and(|f| f.writes) {
            self.seen.sights.push(Sight::Write(call, result));
        }
        Ok(body)
    }

    /// Lets time pass: what is due on the way happens at its own time.
    pub(crate) fn wait(&mut self, time: Millis) -> Result<(), Vec<Diagnostic>> {
        let until = self.world.now + time;
        for _ in 0..MOST_STEPS {
            let Some(due) = self.session.wakes_at(self.program).filter(|due| *due <= until) else {
                self.world.now = until;
                return Ok(());
            };
            self.world.now = due.max(self.world.now);
            self.send(Body::Fired)?;
        }
        Err(self.fault(&Fault::TooManySteps))
    }

    /// The finding of a fault.
    pub(crate) fn fault(&self, fault: &Fault) -> Vec<Diagnostic> {
        let (zh, en) = match fault {
            Fault::TooManySteps => ("流程一直没有停下来等顾客", "the flow never waits for the customer"),
            Fault::OtherStructure => {
                ("会话属于另一个版本的流程", "the session belongs to flows of another structure")
            }
            Fault::Misfit(why) | Fault::Damaged(why) => {
                return vec![problem(
                    FAULT,
                    self.input,
                    format!("引擎走不下去：{why}"),
                    format!("the engine cannot go on: {why}"),
                )];
            }
        };
        vec![problem(FAULT, self.input, zh, en)]
    }

    /// Now, by the frozen clock.
    pub(crate) fn now(&self) -> Instant {
        self.world.now
    }
}
