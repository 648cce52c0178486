//! A conversation by chance with any shop, and everything that happened in it.

use super::value::{PRIVATE, record, words};
use crate::reference::Random;
use huashu_dsl::program::{EventId, Example, ExamplePart, Flow, Node, Program, StmtKind};
use huashu_dsl::value::{Instant, MediaKind, Millis, Type, Value};
use huashu_engine::intent::Matcher;
use huashu_engine::{
    Body, Button, Call, CallResult, ConversationId, Customer, Effect, Event, Fault, Outcome, Part, Phase,
    Press, ReplyBody, Session, give_up, step,
};

/// 2026-11-20 10:00 in Shanghai.
pub(super) const MORNING: Instant = Instant(1_795_140_000_000);

/// One event with what came of it.
pub(super) struct Moment {
    /// The session before.
    pub(super) before: Session,
    /// What happened.
    pub(super) event: Event,
    /// What came of it.
    pub(super) outcome: Outcome,
    /// It could not be taken, and the conversation was given up.
    pub(super) fault: Option<Fault>,
}

/// A conversation by chance.
pub(super) struct Walk<'p> {
    program: &'p Program,
    matcher: &'p Matcher,
    random: Random,
    session: Session,
    customer: Customer,
    buttons: Vec<Button>,
    calls: Vec<Call>,
    now: Instant,
    /// All that happened.
    pub(super) moments: Vec<Moment>,
}

impl<'p> Walk<'p> {
    /// A customer who just came.
    pub(super) fn new(program: &'p Program, matcher: &'p Matcher, seed: u64) -> Self {
        let mut random = Random::new(seed);
        let fields = record(program, &program.customer, &mut random);
        Self {
            program,
            matcher,
            random,
            session: Session::new(program, ConversationId([7; 16]), 0),
            customer: Customer { id: "k1".to_owned(), fields, ..Customer::default() },
            buttons: Vec::new(),
            calls: Vec::new(),
            now: MORNING,
            moments: Vec::new(),
        }
    }

    /// So many things happen.
    pub(super) fn walk(mut self, happenings: usize) -> Vec<Moment> {
        for _ in 0..happenings {
            self.happen();
        }
        self.moments
    }

    fn happen(&mut self) {
        if self.session.call.is_some() {
            return self.returned();
        }
        match self.random.below(100) {
            0..=14 => self.pressed(),
            15..=24 => self.passed(),
            25..=29 => self.shop_event(),
            30..=33 => {
                self.take(Body::Said(vec![Part::Media(
                    MediaKind::Image,
                    "https://example.cn/b.jpg".to_owned(),
                )]));
            }
            34..=40 if matches!(self.session.phase, Phase::Human(_)) => self.take(Body::HandedBack),
            34..=60 => self.answered(),
            61..=68 => self.corrected(),
            69..=74 => self.burst(),
            _ => self.said(),
        }
    }

    /// Any sentence that the shop knows, and some that nobody does.
    fn said(&mut self) {
        let text = self.sentence();
        self.say(&text);
    }

    fn sentence(&mut self) -> String {
        match self.random.below(10) {
            0 => {
                (*self.random.of(&["人工", "取消", "退订", "再说一遍", "接着办", "不用了", "跳过", "就这些"]))
                    .to_owned()
            }
            1 => (*self.random.of(&["呱呱呱", "？？", "嗯嗯嗯", "在吗", "你们怎么回事啊", "😀"])).to_owned(),
            2 if !self.program.faqs.is_empty() => {
                let faq = self.random.of(&self.program.faqs);
                self.random.of(&faq.questions).clone()
            }
            _ => {
                let known: Vec<_> = self.program.intents.iter().filter(|i| !i.examples.is_empty()).collect();
                let intent = *self.random.of(&known);
                let example: &Example = self.random.of(&intent.examples);
                let mut text = String::new();
                for part in &example.parts {
                    match part {
                        ExamplePart::Text(words) => text.push_str(words),
                        ExamplePart::Value(ty) => text.push_str(&words(self.program, ty, &mut self.random)),
                    }
                }
                text
            }
        }
    }

    fn answered(&mut self) {
        let Some(ty) = self.asked() else { return self.said() };
        let text = words(self.program, &ty, &mut self.random);
        let text = if self.random.percent(20) { format!("{text}，{}", self.sentence()) } else { text };
        self.say(&text);
    }

    fn corrected(&mut self) {
        let slots = self.session.stack.last().map(|f| &self.program.flows[f.flow.index()].slots);
        let Some(slots) = slots.filter(|s| !s.is_empty()) else { return self.said() };
        let slot = self.random.of(slots);
        let value = words(self.program, &slot.ty, &mut self.random);
        let text = match self.random.below(3) {
            0 => format!("不对，是{value}"),
            1 => format!("说错了，{}是{value}", slot.name),
            _ => format!("改成{value}"),
        };
        self.say(&text);
    }

    fn burst(&mut self) {
        let texts = [self.sentence(), self.sentence()];
        let parts = texts.iter().map(|text| Part::Text(self.matcher.read(text))).collect();
        self.take(Body::Said(parts));
    }

    fn say(&mut self, text: &str) {
        self.take(Body::Said(vec![Part::Text(self.matcher.read(text))]));
    }

    fn asked(&self) -> Option<Type> {
        let frame = self.session.stack.last().filter(|f| f.asked.is_some())?;
        let flow: &Flow = &self.program.flows[frame.flow.index()];
        let node: &Node = &flow.nodes[frame.at.index()];
        let StmtKind::Ask(ask) = &node.stmt else { return None };
        Some(flow.slots[flow.asks[ask.index()].slot.index()].ty.clone())
    }

    fn pressed(&mut self) {
        let newest = self.buttons.len().min(12);
        if newest == 0 {
            return self.said();
        }
        let button = self.buttons[self.buttons.len() - 1 - self.random.below(newest)].clone();
        match button.press {
            Press::Words => self.say(&button.label.to_string()),
            Press::Payload(payload) => self.take(Body::Pressed(payload)),
        }
    }

    fn passed(&mut self) {
        let minutes = *self.random.of(&[1, 6, 31, 130, 1_500, 5_000]);
        let end = self.now + Millis(minutes * 60_000);
        while let Some(due) = self.session.wakes_at(self.program).filter(|due| *due <= end) {
            self.now = due.max(self.now);
            self.take(Body::Fired);
            if self.session.call.is_some() {
                return;
            }
        }
        self.now = end;
    }

    fn shop_event(&mut self) {
        if self.program.events.is_empty() {
            return self.said();
        }
        let n = self.random.below(self.program.events.len());
        let record = record(self.program, &self.program.events[n].fields, &mut self.random);
        let id = EventId(u16::try_from(n).expect("an event's number"));
        self.take(Body::Happened(id, Value::Record(record)));
    }

    fn returned(&mut self) {
        let call = self.calls.last().expect("a call is open").clone();
        let function = &self.program.functions[call.function.index()];
        let result = match self.random.below(10) {
            0 => CallResult::TimedOut,
            1 => CallResult::Broke("坏了".to_owned()),
            2 | 3 if !function.errors.is_empty() => CallResult::Failed(
                u16::try_from(self.random.below(function.errors.len())).expect("an error's number"),
            ),
            _ => CallResult::Ok(Value::Record(record(self.program, &function.returns, &mut self.random))),
        };
        self.take(Body::Returned(call.id, result));
    }

    /// One event, and the delivery of what was said.
    fn take(&mut self, body: Body) {
        self.one(body);
        let replied = |m: &Moment| m.outcome.effects.iter().any(|e| matches!(e, Effect::Reply(_)));
        if self.session.call.is_none() && self.moments.last().is_some_and(replied) {
            self.now = self.now + Millis(1_500);
            self.one(Body::Delivered);
        }
    }

    fn one(&mut self, body: Body) {
        let event = Event { at: self.now, seed: 11, customer: self.customer.clone(), body };
        let before = self.session.clone();
        let (outcome, fault) = match step(self.program, &before, &event) {
            Ok(outcome) => (outcome, None),
            Err(fault) => (give_up(self.program, &before, &event), Some(fault)),
        };
        self.session = outcome.session.clone();
        for effect in &outcome.effects {
            self.perform(effect);
        }
        self.moments.push(Moment { before, event, outcome, fault });
    }

    fn perform(&mut self, effect: &Effect) {
        match effect {
            Effect::Reply(part) => {
                if let ReplyBody::Buttons(all) = &part.body {
                    self.buttons.extend(all.iter().cloned());
                }
            }
            Effect::Call(call) => self.calls.push(call.clone()),
            Effect::Profile(field, value) => self.customer.fields[usize::from(*field)].clone_from(value),
            Effect::Arm(experiment, arm) => {
                let name = self.program.experiments[experiment.index()].clone();
                self.customer.arms.push((name, arm.clone()));
            }
            Effect::Pushed(push, at) => {
                self.customer.pushes.push((self.program.pushes[push.index()].name.clone(), *at));
            }
            Effect::Handoff(_) | Effect::Track(..) | Effect::Ended(..) => {}
        }
    }
}

/// Which private value a text shows in full.
pub(super) fn leaked(text: &str) -> Option<&'static str> {
    PRIVATE.into_iter().find(|secret| text.contains(secret))
}
