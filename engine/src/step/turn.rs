//! The step in the making: the session that is being built, what is to be done, and why.

use crate::eval::{self, Scope};
use crate::{
    Clause, Considered, Effect, Entity, Event, Explanation, Fault, Frame, FrameId, HandoffReason, Held, Mark,
    MatchRule, Meaning, Outcome, Score, Session, SlotSource, Verdict,
};
use huashu_dsl::program::{
    Ask, AskId, Expr, Flow, FlowId, Node, NodeId, OutcomeId, Place, Program, Root, SlotId, StepId,
};
use huashu_dsl::value::{Instant, Value};

/// Whom a turn answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Occasion {
    /// The customer, who is greeted and told when all is done.
    Customer,
    /// Time, the shop or its people.
    Shop,
}

/// What a step works on. Nothing of it is seen outside until [`Turn::outcome`].
pub(super) struct Turn<'p> {
    /// The shop.
    pub(super) program: &'p Program,
    /// What happened.
    pub(super) event: &'p Event,
    /// The session, changed as the step goes on.
    pub(super) session: Session,
    /// 顾客 with the changes of this step.
    pub(super) customer: Vec<Option<Value>>,
    /// What is to be done so far.
    pub(super) effects: Vec<Effect>,
    /// Why, so far.
    pub(super) why: Explanation,
    /// Why a hand-off that comes now is made.
    pub(super) reason: HandoffReason,
    /// Values of the customer's message that nothing has taken yet.
    pub(super) heard: Vec<Entity>,
    /// The step last walked through, so that each is marked once.
    pub(super) marked: Option<(FrameId, StepId)>,
    /// The frame that ended last.
    pub(super) ended: Option<Frame>,
    /// More is done before the question that waits is put.
    pub(super) hushed: bool,
    /// A question that waits was not put because more is done before.
    pub(super) owed: bool,
}

impl<'p> Turn<'p> {
    /// Begins a step.
    pub(super) fn new(program: &'p Program, session: &Session, event: &'p Event) -> Self {
        let mut session = session.clone();
        session.turn = session.turn.saturating_add(1);
        let mut turn = Self {
            program,
            event,
            session,
            customer: event.customer.fields.clone(),
            effects: Vec::new(),
            why: Explanation::default(),
            reason: HandoffReason::Authored,
            heard: Vec::new(),
            marked: None,
            ended: None,
            hushed: false,
            owed: false,
        };
        turn.marked = turn.place_of_top();
        turn
    }

    /// A new turn begins, rather than the next step of one.
    pub(super) fn begin(&mut self, occasion: Occasion) {
        self.session.replying = occasion == Occasion::Customer;
        self.session.spoke = false;
    }

    /// Ends the step.
    pub(super) fn outcome(self) -> Outcome {
        Outcome { session: self.session, effects: self.effects, explanation: self.why, ended: self.ended }
    }

    /// The time of the event.
    pub(super) fn at(&self) -> Instant {
        self.event.at
    }

    /// The running flow.
    pub(super) fn top(&self) -> Result<&Frame, Fault> {
        self.session.stack.last().ok_or(Fault::Damaged("no flow runs"))
    }

    /// The running flow, to be changed.
    pub(super) fn top_mut(&mut self) -> Result<&mut Frame, Fault> {
        self.session.stack.last_mut().ok_or(Fault::Damaged("no flow runs"))
    }

    /// A flow of the program.
    pub(super) fn flow(&self, id: FlowId) -> Result<&'p Flow, Fault> {
        self.program.flows.get(id.index()).ok_or(Fault::Damaged("no such flow"))
    }

    /// A statement of a flow.
    pub(super) fn node(&self, flow: FlowId, id: NodeId) -> Result<&'p Node, Fault> {
        self.flow(flow)?.nodes.get(id.index()).ok_or(Fault::Damaged("no such statement"))
    }

    /// A question of a flow.
    pub(super) fn ask(&self, flow: FlowId, id: AskId) -> Result<&'p Ask, Fault> {
        self.flow(flow)?.asks.get(id.index()).ok_or(Fault::Damaged("no such question"))
    }

    /// The statement at which the running flow stands.
    pub(super) fn here(&self) -> Result<&'p Node, Fault> {
        let top = self.top()?;
        self.node(top.flow, top.at)
    }

    /// The first slots a frame of this flow has.
    pub(super) fn fresh_slots(flow: &Flow) -> Vec<Held> {
        flow.slots
            .iter()
            .map(|slot| Held {
                value: slot.default.clone().or_else(|| super::set::empty(&slot.ty)),
                ..Held::default()
            })
            .collect()
    }

    /// What the running flow may read.
    pub(super) fn scope(&self) -> Scope<'_> {
        self.scope_of(self.session.stack.last())
    }

    /// What a frame may read.
    pub(super) fn scope_of<'s>(&'s self, frame: Option<&'s Frame>) -> Scope<'s> {
        let mut scope = Scope::of(self.program, &self.session, frame, &self.customer, self.at());
        scope.new_value = frame.and_then(|f| f.correcting.as_ref());
        scope
    }

    /// The value of an expression in the running flow.
    pub(super) fn eval(&self, expr: &Expr) -> Option<Value> {
        eval::eval(expr, &self.scope())
    }

    /// Whether a condition holds in the running flow.
    pub(super) fn holds(&self, condition: &Expr) -> bool {
        eval::holds(condition, &self.scope())
    }

    /// What a slot of the running flow holds.
    pub(super) fn held(&self, slot: SlotId) -> Result<&Held, Fault> {
        self.top()?.slots.get(slot.index()).ok_or(Fault::Damaged("no such slot"))
    }

    /// What a slot of the running flow holds, to be changed unseen.
    pub(super) fn held_mut(&mut self, slot: SlotId) -> Result<&mut Held, Fault> {
        self.top_mut()?.slots.get_mut(slot.index()).ok_or(Fault::Damaged("no such slot"))
    }

    /// Sets a slot of the running flow, and writes it back where 存到 says.
    pub(super) fn set(
        &mut self,
        slot: SlotId,
        value: Option<Value>,
        source: SlotSource,
    ) -> Result<(), Fault> {
        let flow = self.top()?.flow;
        self.give(slot, value.clone(), source)?;
        self.mark(Mark::Set(flow, slot, value));
        self.save(slot)
    }

    /// Sets a slot of the running flow to what was known before it began.
    pub(super) fn set_first(
        &mut self,
        slot: SlotId,
        value: Option<Value>,
        shared: bool,
    ) -> Result<(), Fault> {
        let flow = self.top()?.flow;
        self.give(slot, value.clone(), SlotSource::Source)?;
        if !shared {
            self.mark(Mark::Set(flow, slot, value));
        }
        Ok(())
    }

    /// Gives a slot of the running flow a value, unseen.
    pub(super) fn give(
        &mut self,
        slot: SlotId,
        value: Option<Value>,
        source: SlotSource,
    ) -> Result<(), Fault> {
        let place = self.top()?.place_behind();
        self.hold(slot, Held { value, source, skipped: false, place })
    }

    /// Sets what a slot of the running flow holds, unseen.
    pub(super) fn hold(&mut self, slot: SlotId, held: Held) -> Result<(), Fault> {
        *self.held_mut(slot)? = held;
        Ok(())
    }

    /// 存到: writes a slot of the running flow back.
    pub(super) fn save(&mut self, slot: SlotId) -> Result<(), Fault> {
        let flow = self.flow(self.top()?.flow)?;
        let declared = flow.slots.get(slot.index()).ok_or(Fault::Damaged("no such slot"))?;
        let value = self.held(slot)?.value.clone();
        match &declared.save_to {
            Some(place) => self.write(place, value),
            None => Ok(()),
        }
    }

    /// Writes to 顾客.X, 会话.X or a slot.
    pub(super) fn write(&mut self, place: &Place, value: Option<Value>) -> Result<(), Fault> {
        match place.root {
            Root::Slot(slot) => return self.set(slot, value, SlotSource::Computed),
            Root::Customer(field) => {
                let known =
                    self.customer.get_mut(usize::from(field)).ok_or(Fault::Misfit("顾客 lacks a field"))?;
                if *known != value {
                    known.clone_from(&value);
                    self.effects.push(Effect::Profile(field, value));
                }
            }
            Root::Session(slot) => {
                let declared =
                    self.program.session_slots.get(slot.index()).ok_or(Fault::Damaged("no such 会话信息"))?;
                let until = self.at() + declared.keep;
                let shared =
                    self.session.shared.get_mut(slot.index()).ok_or(Fault::Damaged("no such 会话信息"))?;
                *shared = value.map(|v| (v, until));
            }
            _ => return Err(Fault::Damaged("a place that cannot be written")),
        }
        Ok(())
    }

    /// Notes something that happened on the way.
    pub(super) fn mark(&mut self, mark: Mark) {
        self.why.path.push(mark);
    }

    /// Notes that a frame, which is no longer on the stack, ended so.
    pub(super) fn over(&mut self, frame: &Frame, outcome: OutcomeId) {
        self.effects.push(Effect::Ended(frame.flow, outcome));
        self.mark(Mark::Ended(frame.flow, outcome));
        self.ended = Some(frame.clone());
    }

    /// Notes a step that is walked through, unless it was the last one noted.
    pub(super) fn mark_step(&mut self) {
        let place = self.place_of_top();
        if place == self.marked {
            return;
        }
        self.marked = place;
        if let (Some((_, step)), Ok(top)) = (place, self.top()) {
            let flow = top.flow;
            self.mark(Mark::Step(flow, step));
        }
    }

    /// Notes a candidate and its fate.
    pub(super) fn consider(
        &mut self,
        clause: &Clause,
        rule: MatchRule,
        meaning: Meaning,
        score: Option<Score>,
        verdict: Verdict,
    ) {
        self.why.considered.push(Considered { clause: clause.text.clone(), rule, meaning, score, verdict });
    }

    /// The answer or correction that had won for a slot does not fit 要求.
    pub(super) fn refuse(&mut self, flow: FlowId, slot: SlotId) {
        let of_slot =
            |meaning: &Meaning| matches!(meaning, Meaning::Answer(f, s, _) if (*f, *s) == (flow, slot));
        for one in &mut self.why.considered {
            if one.verdict == Verdict::Won && of_slot(&one.meaning) {
                one.verdict = Verdict::Refused;
            }
        }
    }

    /// Whether a frame runs a block of 全局.
    pub(super) fn is_global(&self, frame: &Frame) -> bool {
        frame.flow == self.program.global.flow
    }

    /// The frame and step at which the running flow stands; a block stands in none of its own.
    pub(super) fn place_of_top(&self) -> Option<(FrameId, StepId)> {
        let top = self.session.stack.last()?;
        if self.is_global(top) {
            return None;
        }
        let at = top.back.first().map_or(top.at, |(question, _)| *question);
        Some((top.id, self.node(top.flow, at).ok()?.step))
    }
}
