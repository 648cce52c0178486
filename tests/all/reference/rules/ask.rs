//! Coming to a question, asking it, and going on from its answer (R9, R10).

use super::press::{Button, Press};
use super::state::{Asked, Came};
use super::{Reference, Then, sight};
use huashu_dsl::program::{Ask, Buttons, NodeId, Slot, SlotId, SlotOrigin, TextId};
use huashu_dsl::value::{Type, Value};
use huashu_engine::{Entity, HandoffReason, eval, render};

impl Reference<'_> {
    /// R10: a question is passed over when its slot is set by pre-fill, 来自, 存到, 记 or correction; 要求 is checked here.
    ///
    /// Silent: what else is set (`= v`, 传入, an answer to which 转到 leads back) is asked, and its value is gone.
    pub(super) fn arrive(&mut self) -> Then {
        let frame = self.top();
        let (at, visit) = (frame.at, frame.visits[&frame.at]);
        let unanswered = frame.unanswered == Some(at);
        let ask = { self.state.stack.last().and_then(|f| self.ask_at(f, at)) }.expect("a question");
        if unanswered {
            self.top().unanswered = None;
        } else if let Some(then) = self.still_skipped(ask.slot) {
            return then;
        }
        let since = self.now;
        self.top().tries.remove(&at);
        let frame = self.top();
        let held = frame.slots.get(&ask.slot).cloned();
        let before = held.map(|value| (ask.slot, value, frame.came.get(&ask.slot).copied()));
        let asked = Asked { since, undelivered: true, visit, tries: 0, before, fired: 0 };
        let frame = self.top();
        if !unanswered
            && frame.came.get(&ask.slot) == Some(&Came::Otherwise)
            && self.top().slots.contains_key(&ask.slot)
        {
            if let Some(text) = self.refused(ask) {
                let id = self.top().id;
                self.top().asked = Some(asked);
                self.state.refused = Some((ask.slot, None));
                let then = self.tried_with(text, &[]);
                self.state.refused = None;
                self.put_back(id, ask.slot, None);
                return then;
            }
            self.write_back(ask.slot);
            let next = { self.state.stack.last().map(|f| self.node(f, at).next) }.expect("a question");
            return self.go(next);
        }
        self.forget(ask.slot);
        // Silent: a skip of the slot's earlier question. Read: asked anew, the slot is open again.
        self.top().skipped.remove(&ask.slot);
        self.top().asked = Some(asked);
        self.prompt();
        Then::Wait
    }

    /// What a slot held before a value that 要求 refused, which its text may show.
    pub(super) fn put_back(&mut self, frame: u32, slot: SlotId, before: Option<Value>) {
        let Some(frame) = self.state.stack.iter_mut().find(|f| f.id == frame) else { return };
        match before {
            Some(before) => drop(frame.slots.insert(slot, before)),
            None => drop(frame.slots.remove(&slot)),
        }
        frame.came.remove(&slot);
    }

    /// The first 要求 that does not hold; the value is in the slot.
    pub(super) fn refused(&self, ask: &Ask) -> Option<TextId> {
        ask.require.iter().find(|r| !self.holds(&r.condition)).map(|r| r.otherwise)
    }

    pub(super) fn forget(&mut self, slot: SlotId) {
        let frame = self.top();
        frame.slots.remove(&slot);
        frame.came.remove(&slot);
    }

    /// Asks what waits. A delivery of the question (R11).
    pub(super) fn prompt(&mut self) {
        let ask = self.waiting().expect("a question waits");
        self.say(ask.text);
        self.offer_answers(ask);
    }

    /// The buttons of the question, and a delivery of it.
    pub(super) fn offer_answers(&mut self, ask: &Ask) {
        let now = self.now;
        let asked = self.top().asked.as_mut().expect("a question waits");
        (asked.since, asked.undelivered, asked.fired) = (now, true, 0);
        let mut shown = ask.buttons.as_ref().map(|b| self.offer(b)).unwrap_or_default();
        if ask.skippable.is_some() {
            let label = self.read(|s| render::text(self.program.builtin.skip_button, s, 0));
            shown.push(Button { label: label[0].to_string(), press: self.payload(Press::Skip) });
        }
        self.show(shown);
    }

    pub(super) fn offer(&self, buttons: &Buttons) -> Vec<Button> {
        match buttons {
            Buttons::Fixed(all) => all
                .iter()
                .map(|b| Button {
                    label: self.read(|s| render::template(&b.label, s)).to_string(),
                    press: self.payload(Press::Value(b.value.clone())),
                })
                .collect(),
            Buttons::Words(all) => all
                .iter()
                .map(|b| {
                    let label = self.read(|s| render::template(b, s)).to_string();
                    let does = match self.waiting() {
                        Some(_) => Press::Value(Value::Text(label.clone())),
                        None => Press::Words,
                    };
                    Button { press: self.payload(does), label }
                })
                .collect(),
            Buttons::FromList { .. } => panic!("the generator offers no lists"),
        }
    }

    pub(super) fn show(&mut self, shown: Vec<Button>) {
        if shown.is_empty() {
            return;
        }
        let labels: Vec<_> = shown.iter().map(|b| b.label.clone()).collect();
        self.buttons.extend(shown);
        self.seen.push(sight::buttons(&labels));
    }

    /// A value for the question that waits. 要求 is checked with it in the slot; one that fails is a try (R9).
    pub(super) fn answer(&mut self, value: Value) {
        let ask = self.waiting().expect("a question waits");
        let before = self.top().slots.insert(ask.slot, value.clone());
        let refused = self.refused(ask);
        let id = self.top().id;
        self.state.refused = refused.map(|_| (ask.slot, before.clone()));
        let then = refused.map(|text| self.tried_with(text, &[]));
        self.state.refused = None;
        self.put_back(id, ask.slot, before);
        match then {
            Some(Then::GoOn) => return self.run(),
            Some(Then::Wait) => return,
            None => {}
        }
        self.put(ask.slot, Some(value), Came::Answer);
        self.pass();
    }

    /// 可跳过: the slot stays unset.
    pub(super) fn skip(&mut self) {
        let ask = self.waiting().expect("a question waits");
        self.forget(ask.slot);
        self.top().skipped.insert(ask.slot);
        self.say(ask.skippable.flatten().unwrap_or(self.program.builtin.skip));
        self.pass();
    }

    /// On from an answered question.
    fn pass(&mut self) {
        self.past();
        self.run();
    }

    /// Behind an answered question. Its tries are kept for 重问 (R9).
    pub(super) fn past(&mut self) {
        self.state.misses = 0;
        let frame = self.state.stack.last().expect("a question waits");
        let (at, next) = (frame.at, self.node(frame, frame.at).next);
        let frame = self.top();
        let asked = frame.asked.take().expect("a question waits");
        frame.tries.insert(at, asked.tries);
        frame.at = next;
    }

    /// R9: a try; at the N-th, 问满 acts, else this is said in place of the question.
    pub(super) fn tried_with(&mut self, instead: TextId, params: &[Option<Value>]) -> Then {
        let ask = self.waiting().expect("a question waits");
        if let Some(left) = self.tried_out() {
            return left;
        }
        self.say_with(instead, params);
        self.offer_answers(ask);
        Then::Wait
    }

    /// R9: a try; what 问满 does if it is the N-th.
    pub(super) fn tried_out(&mut self) -> Option<Then> {
        let ask = self.waiting().expect("a question waits");
        let asked = self.top().asked.as_mut().expect("a question waits");
        asked.tries += 1;
        let tries = asked.tries;
        let limit = ask.max_tries.as_ref().or(self.program.global.max_tries.as_ref());
        let limit = limit.filter(|limit| tries >= limit.times)?;
        self.state.tried_out = true;
        if let Some((slot, before)) = self.state.refused.take() {
            let id = self.top().id;
            self.put_back(id, slot, before);
        }
        Some(self.leave(&limit.leave, HandoffReason::TriesExhausted))
    }

    /// R9: 重问 drops the slot and what depends on it, and counts a try of its question.
    pub(super) fn reask(&mut self, slot: SlotId, question: NodeId, text: Option<TextId>) -> Then {
        self.forget(slot);
        let now = self.now;
        let frame = self.top();
        frame.at = question;
        *frame.visits.entry(question).or_default() += 1;
        let tries = frame.tries.remove(&question).unwrap_or(0);
        let visit = frame.visits[&question];
        frame.asked = Some(Asked { since: now, undelivered: true, visit, tries, before: None, fired: 0 });
        self.tried_with(text.unwrap_or(self.program.builtin.reprompt), &[])
    }

    /// R10: slots of the flow that begins get their first values: `= v`, 来自, 存到.
    pub(super) fn first_values(&mut self) {
        let flow = self.top().flow;
        for (i, slot) in self.flow(flow).slots.iter().enumerate() {
            let id = SlotId(u16::try_from(i).expect("a program's ids fit"));
            if let Some(value) = &slot.default {
                self.top().slots.insert(id, value.clone());
            }
            let place = slot.from.as_ref().or(slot.save_to.as_ref());
            let value =
                place.and_then(|p| self.read(|s| eval::eval(&huashu_dsl::program::Expr::Read(p.clone()), s)));
            if let Some(value) = value {
                self.top().slots.insert(id, value);
                self.top().came.insert(id, Came::Otherwise);
            }
        }
    }

    /// R5, "fill": values for questions of the flow that were not asked yet. Whether any was.
    ///
    /// Silent: R4 has no line for such a clause. Read: it is no try, and the question is asked again.
    pub(super) fn fill(&mut self, heard: &[Entity]) -> bool {
        let flow = self.top().flow;
        let asked = self.waiting().map(|ask| ask.slot);
        let mut any = false;
        for entity in heard {
            let slots = self.flow(flow).slots.iter().enumerate();
            let fitting: Vec<_> = slots.filter(|(_, s)| fits(entity, s)).collect();
            let several = heard.iter().any(|other| other.ty == entity.ty && other.value != entity.value);
            let [(i, _)] = fitting.as_slice() else { continue };
            let id = SlotId(u16::try_from(*i).expect("a program's ids fit"));
            let top = self.top();
            if !several && asked != Some(id) && !top.came.contains_key(&id) && !top.skipped.contains(&id) {
                self.fill_in(id, &entity.value);
                any = true;
            }
        }
        any
    }

    fn fill_in(&mut self, slot: SlotId, value: &Value) {
        self.state.prefilling = true;
        self.put(slot, Some(value.clone()), Came::Otherwise);
        self.state.prefilling = false;
    }

    /// R10: values of the trigger message fill the one slot that each fits; what no slot takes is kept for the flows that it enters.
    pub(super) fn prefill(&mut self, heard: &[Entity]) {
        let flow = self.top().flow;
        for entity in heard {
            let slots = self.flow(flow).slots.iter().enumerate();
            let fitting: Vec<_> = slots.filter(|(_, s)| fits(entity, s)).collect();
            let named = fitting.iter().find(|(_, s)| entity.named.as_deref() == Some(s.name.as_str()));
            let only = (fitting.len() == 1).then(|| &fitting[0]);
            match named.or(only) {
                Some((i, _)) => {
                    let id = SlotId(u16::try_from(*i).expect("a program's ids fit"));
                    self.fill_in(id, &entity.value);
                }
                None => self.top().heard.push(entity.clone()),
            }
        }
    }
}

/// R10: whether a value is one for a slot; texts, yes and no, and lists are never filled.
fn fits(entity: &Entity, slot: &Slot) -> bool {
    slot.origin == SlotOrigin::Declared
        && !slot.input
        && !slot.always_ask
        && !matches!(entity.ty, Type::Text | Type::Bool | Type::List(_))
        && *slot.ty.required() == entity.ty
}
