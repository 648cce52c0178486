//! R4: what a message means, in the order in which it is listened for.

use super::{Reference, Then};
use huashu_dsl::program::{Ask, Command, FaqId, FlowId, IntentId, NodeId, Trigger};
use huashu_dsl::value::Value;
use huashu_engine::{Because, Clause, HandoffReason, Reading, Target};

/// What a target leads to here.
#[derive(Debug, Clone, Copy)]
enum Leads {
    Global(IntentId, NodeId),
    Flow(FlowId),
    Faq(FaqId),
}

impl Reference<'_> {
    /// R4 of a message of one clause.
    pub(super) fn hear(&mut self, reading: &Reading) {
        let clause = &reading.whole;
        match self.waiting() {
            Some(ask) => self.hear_at(ask, reading, clause),
            None => self.hear_idle(reading, clause),
        }
    }

    /// R4 where a question waits; the first hit wins.
    fn hear_at(&mut self, ask: &Ask, reading: &Reading, clause: &Clause) {
        let strong = self.strong(ask, clause);
        if let Some(command) = clause.command
            && (command == Command::Handoff || strong.is_none())
        {
            self.state.misses = 0;
            return self.command(command);
        }
        if let Some(value) = strong {
            return self.answer(value);
        }
        if clause.skip && ask.skippable.is_some() {
            return self.skip();
        }
        if let Some(change) = self.correction(clause) {
            return self.correct(&change);
        }
        if let Some(block) = self.interrupt(ask, reading, clause) {
            return self.interrupted(block);
        }
        let answer = self.weak(ask, clause);
        if let Some(leads) = self.ranked(reading, clause) {
            if !self.is_own(leads) {
                return self.follow(leads, clause);
            }
            // The flow that runs is no news: an answer is one, and without one it is a try (R9).
            if answer.as_ref().is_none_or(|a| matches!(a, Value::Text(_))) {
                return if self.fill(&clause.entities) { self.prompt() } else { self.no_news() };
            }
        }
        match answer {
            Some(value) if ask.explicit => self.not_explicit(ask, &value),
            Some(value) => {
                self.fill(&clause.entities);
                self.answer(value);
            }
            None if self.fill(&clause.entities) => self.prompt(),
            None => self.no_match(ask),
        }
    }

    /// R4 with nothing waiting: 1, 6, 8, 兜底.
    fn hear_idle(&mut self, reading: &Reading, clause: &Clause) {
        if self.state.offered && self.hear_offer(clause) {
            return;
        }
        if let Some(command) = clause.command {
            self.state.misses = 0;
            return self.command(command);
        }
        if let Some(leads) = self.ranked(reading, clause) {
            self.state.misses = 0;
            return self.follow(leads, clause);
        }
        // Silent: whether again and again. Read: once.
        if !self.state.offered_once && self.state.parked.as_ref().is_some_and(|(_, until)| self.now <= *until)
        {
            return self.offer_parked();
        }
        self.fall_back();
    }

    /// 兜底 第 N 次: the last entry holds for all that follow.
    fn fall_back(&mut self) {
        self.state.misses += 1;
        let misses = self.state.misses;
        let entry = self.program.global.fallback.iter().rfind(|(n, _)| *n <= misses);
        match entry {
            Some((_, block)) => {
                self.begin_global(*block, HandoffReason::Authored);
                self.run();
            }
            None => self.say(self.program.builtin.cannot),
        }
    }

    /// R4.1: a hard command is what 全局 makes of it.
    fn command(&mut self, command: Command) {
        let block = self.program.global.intents.iter().find(|(intent, _)| *intent == command.intent());
        match block {
            Some((_, block)) => {
                self.begin_global(*block, reason(command.intent()));
                self.run();
            }
            None => panic!("the generator declares the commands it says"),
        }
    }

    /// R4.5: the question's own 遇到.
    fn interrupt(&self, ask: &Ask, reading: &Reading, clause: &Clause) -> Option<NodeId> {
        let fits = |intent: IntentId| {
            clause
                .candidates
                .iter()
                .any(|c| c.target == Target::Intent(intent) && c.score >= reading.thresholds.accept)
        };
        ask.interrupts
            .iter()
            .find(|i| matches!(i.trigger, Trigger::Intent(intent) if fits(intent)))
            .map(|i| i.entry)
    }

    /// R6: a 遇到 block goes back to its question; tries untouched.
    fn interrupted(&mut self, block: NodeId) {
        let frame = self.top();
        let asked = frame.asked.take().expect("a question waits");
        frame.back.push((frame.at, asked));
        frame.at = block;
        self.run();
    }

    /// The end of a block: back to what was asked, and ask it again (R6).
    pub(super) fn back(&mut self) -> Then {
        let global = self.program.global.flow;
        if self.top().flow == global {
            self.state.stack.pop();
            if self.waiting().is_some() {
                self.prompt();
            }
            return Then::Wait;
        }
        let frame = self.top();
        let (question, asked) = frame.back.pop().expect("a block goes back");
        (frame.at, frame.asked) = (question, Some(asked));
        self.come_back()
    }

    /// What was asked is asked again behind a block or a person.
    pub(super) fn come_back(&mut self) -> Then {
        let ask = self.waiting().expect("a question waits");
        if !self.top().slots.contains_key(&ask.slot) {
            self.prompt();
            return Then::Wait;
        }
        // R10: it is passed over when 记 has set its slot; 要求 is checked at its ask.
        match self.refused(ask) {
            Some(text) => {
                self.state.refused = Some((ask.slot, None));
                let id = self.top().id;
                let then = self.tried_with(text, &[]);
                self.state.refused = None;
                self.put_back(id, ask.slot, None);
                then
            }
            None => {
                self.past();
                Then::GoOn
            }
        }
    }

    /// R4.6: triggers, globals and 问答 in one ranking: example > rule > score, at least θ1, ahead of the next by the margin.
    fn ranked(&self, reading: &Reading, clause: &Clause) -> Option<Leads> {
        let class = |because: &Because| match because {
            Because::Example(_) => 2,
            Because::Rule(_) => 1,
            _ => 0,
        };
        let heard = clause.candidates.iter().filter(|c| c.score >= reading.thresholds.accept);
        let mut all: Vec<_> =
            heard.filter_map(|c| Some((class(&c.because), c.score, self.leads(c.target)?))).collect();
        all.sort_by_key(|(class, score, _)| std::cmp::Reverse((*class, *score)));
        match all.as_slice() {
            [] => None,
            [(_, _, only)] => Some(*only),
            [(first, best, leads), (second, next, _), ..] => {
                let ahead = first > second || best.0 >= next.0 + reading.thresholds.margin.0;
                ahead.then_some(*leads)
            }
        }
    }

    /// R6: in a step that is 不可打断 only answers of 问答.
    fn leads(&self, target: Target) -> Option<Leads> {
        let closed = self.state.stack.last().is_some_and(|f| {
            let step = self.node(f, f.at).step;
            self.flow(f.flow).steps[step.index()].uninterruptible
        });
        let Target::Intent(intent) = target else {
            let Target::Faq(faq) = target else { return None };
            return Some(Leads::Faq(faq));
        };
        if closed {
            return None;
        }
        if let Some((_, block)) = self.program.global.intents.iter().find(|(i, _)| *i == intent) {
            return Some(Leads::Global(intent, *block));
        }
        let flow = self.program.flows.iter().position(|f| f.triggers.contains(&Trigger::Intent(intent)))?;
        Some(Leads::Flow(FlowId(u16::try_from(flow).ok()?)))
    }

    /// Whether it is a flow of the unit on top.
    fn is_own(&self, leads: Leads) -> bool {
        let Leads::Flow(flow) = leads else { return false };
        self.state.stack[self.unit()..].iter().any(|f| f.flow == flow)
    }

    /// R6: 问答 answers and goes back to the question; another flow is put above it.
    fn follow(&mut self, leads: Leads, clause: &Clause) {
        self.state.misses = 0;
        match leads {
            Leads::Global(intent, block) => {
                self.begin_global(block, reason(intent));
                self.run();
            }
            Leads::Flow(flow) => self.trigger(flow, clause),
            Leads::Faq(faq) => {
                self.say(self.program.faqs[faq.index()].answer);
                if self.waiting().is_some() {
                    self.prompt();
                }
            }
        }
    }

    /// R9: under 要明说 a weak answer is a try.
    fn not_explicit(&mut self, ask: &Ask, _value: &Value) {
        let labels: Vec<_> = ask.buttons.as_ref().map(|b| self.offer(b)).unwrap_or_default();
        let label = |n: usize| labels.get(n).map(|b| Value::Text(b.label.clone()));
        let params = [label(0), label(1)];
        let text = self.program.builtin.explicit;
        if self.tried_with(text, &params) == Then::GoOn {
            self.run();
        }
    }

    /// R9: a try; the question is put again as it was.
    fn no_news(&mut self) {
        match self.tried_out() {
            Some(Then::GoOn) => self.run(),
            Some(Then::Wait) => {}
            None => self.prompt(),
        }
    }

    /// R4.9, R4.10: a try; 没听懂 of the question, else of the type, else the built-in one.
    fn no_match(&mut self, ask: &Ask) {
        let frame = self.state.stack.last().expect("a question waits");
        let of_type = match self.flow(frame.flow).slots[ask.slot.index()].ty.required() {
            huashu_dsl::value::Type::Named(id) => self.program.types[id.index()].no_match,
            _ => None,
        };
        let text = ask.no_match.or(of_type).unwrap_or(self.program.builtin.no_match);
        if self.tried_with(text, &[]) == Then::GoOn {
            self.run();
        }
    }
}

/// Why the block of this intent hands over.
fn reason(intent: IntentId) -> HandoffReason {
    if intent == Command::Handoff.intent() { HandoffReason::Asked } else { HandoffReason::Authored }
}
