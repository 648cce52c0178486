//! R3, R6, R8, R16: flows above flows, how they end, and people.

use super::press::{Button, Press};
use super::state::{Asked, Came, Frame};
use super::timer::KEPT;
use super::{Reference, Then, sight};
use huashu_dsl::program::{Enter, FlowId, NodeId, OutcomeId, StmtKind, TeamId, TextId};
use huashu_dsl::value::{Millis, Type, Value};
use huashu_engine::{Clause, Entity, HandoffReason, render};
use std::collections::{BTreeMap, BTreeSet};

/// R3: no more flows than this above one another.
const DEEPEST: usize = 5;

/// R6: who was away longer than this is asked first.
const AWAY: Millis = Millis(30 * 60 * 1_000);

impl Reference<'_> {
    fn push(&mut self, flow: FlowId, at: NodeId, called: bool) {
        self.state.frames += 1;
        self.state.stack.push(Frame {
            id: self.state.frames,
            flow,
            at,
            called,
            slots: BTreeMap::new(),
            came: BTreeMap::new(),
            set: BTreeMap::new(),
            kept_skips: BTreeSet::new(),
            unanswered: None,
            skipped: BTreeSet::new(),
            executed: Vec::new(),
            visits: BTreeMap::new(),
            asked: None,
            back: Vec::new(),
            tries: BTreeMap::new(),
            written: Vec::new(),
            heard: Vec::new(),
            reason: None,
            arrived: Vec::new(),
            correcting: None,
        });
    }

    /// A block of 全局 runs above whatever waits.
    pub(super) fn begin_global(&mut self, block: NodeId, reason: HandoffReason) {
        self.push(self.program.global.flow, block, false);
        self.top().reason = Some(reason);
    }

    /// The frame of a 全局 block that leaves is no flow of the customer's.
    fn leave_global(&mut self) {
        if self.state.stack.last().is_some_and(|f| f.flow == self.program.global.flow) {
            self.state.stack.pop();
        }
    }

    fn begin(&mut self, flow: FlowId, called: bool) {
        let entry = self.flow(flow).steps[0].entry;
        self.push(flow, entry, called);
        self.first_values();
    }

    /// Where the top unit begins (R3): frames linked by 进入 are one.
    pub(super) fn unit(&self) -> usize {
        self.state.stack.iter().rposition(|f| !f.called).unwrap_or(0)
    }

    /// R3: a flow is put above what waits; one whose unit is on the stack is brought up.
    pub(super) fn trigger(&mut self, flow: FlowId, clause: &Clause) {
        if let Some(place) = self.place_of(flow) {
            if self.bring_up(place) {
                self.say_resume(flow);
            }
            return self.prompt();
        }
        if self.state.stack.len() >= DEEPEST {
            return self.broken_stack();
        }
        // Silent: a unit that is kept after 没回. Read: begun anew, what was kept of it ends.
        if self.state.parked.as_ref().is_some_and(|(frames, _)| frames.iter().any(|f| f.flow == flow)) {
            self.end_parked();
        }
        // Silent: how long 接着办吗 can be answered. Read: until something else begins; then it can be asked again.
        (self.state.offered, self.state.offered_once) = (false, false);
        self.begin(flow, false);
        self.prefill(&heard(clause));
        self.run();
    }

    /// Where a flow stands on the stack. Silent: of several places. Read: the unit on top, else the one that it began.
    fn place_of(&self, flow: FlowId) -> Option<usize> {
        let stack = &self.state.stack;
        let all = || (0..stack.len()).rev().filter(|n| stack[*n].flow == flow);
        let on_top = all().find(|n| *n >= self.unit());
        on_top.or_else(|| all().find(|n| !stack[*n].called)).or_else(|| all().next())
    }

    /// R3: the unit of this frame is brought up. Whether it was not on top.
    ///
    /// Silent: what is said. Read: 接着办 with the flow that was triggered, unless it is on top, and its question again.
    pub(super) fn bring_up(&mut self, place: usize) -> bool {
        let from = self.state.stack[..=place].iter().rposition(|f| !f.called).unwrap_or(0);
        let Some(length) = self.state.stack[from + 1..].iter().position(|f| !f.called) else { return false };
        self.state.stack[from..].rotate_left(length + 1);
        true
    }

    fn broken_stack(&mut self) {
        self.say(self.program.builtin.error);
        self.hand_off(TeamId(0), None, None, HandoffReason::Fault);
    }

    /// 进入 流程: one unit with the flow that enters; values it heard go along (R10).
    pub(super) fn enter(&mut self, enter: &Enter) -> Then {
        let args: Vec<_> = enter.args.iter().map(|(slot, value)| (*slot, self.eval(value))).collect();
        let heard = self.top().heard.clone();
        if self.state.stack.len() >= DEEPEST {
            self.broken_stack();
            return Then::Wait;
        }
        self.begin(enter.flow, true);
        for (slot, value) in args {
            self.put(slot, value, Came::Argument);
        }
        self.prefill(&heard);
        // Silent: whether a value goes to every flow that is entered. Read: to the first that it fits.
        let left = self.top().heard.clone();
        let caller = self.state.stack.len() - 2;
        self.state.stack[caller].heard = left;
        Then::GoOn
    }

    /// 结束: back to the caller with 传出 and 结果, or to what lies below (R6).
    pub(super) fn end(&mut self, outcome: OutcomeId) -> Then {
        let frame = self.state.stack.pop().expect("a flow runs");
        self.seen.push(sight::ended(self.program, frame.flow, outcome));
        if !frame.called {
            self.resume_below();
            return Then::Wait;
        }
        if !frame.written.is_empty() {
            // What a flow wrote, its unit wrote (R7, R8).
            let at = self.top().at;
            self.top().written.push(at);
        }
        let flow = self.flow(frame.flow);
        let mut fields: Vec<_> = flow.outputs().map(|(slot, _)| frame.slots.get(&slot).cloned()).collect();
        fields
            .push(Some(Value::Member(huashu_dsl::value::Member { ty: flow.outcome_type, index: outcome.0 })));
        let caller = self.state.stack.last().expect("a flow entered it");
        let node = self.node(caller, caller.at);
        let StmtKind::Enter(enter, _) = &node.stmt else { panic!("it stands at 进入") };
        if let Some(slot) = enter.result {
            self.put(slot, Some(Value::Record(fields)), Came::Result);
        }
        self.go(node.next)
    }

    /// R6: at the end of a flow the one below goes on: 接着办 and its question; away for more than 30 minutes, asked first.
    fn resume_below(&mut self) {
        if self.state.stack.is_empty() {
            return self.completed();
        }
        // Silent: away since when. Read: since the question was delivered.
        let since = self.top().asked.as_ref().expect("a question waits").since;
        if self.now - since > AWAY {
            return self.put_aside();
        }
        self.say_resume(self.state.stack[self.unit()].flow);
        self.prompt();
    }

    fn say_resume(&mut self, flow: FlowId) {
        let name = self.flow(flow).name.clone();
        self.say_with(self.program.builtin.resume, &[Some(Value::Text(name))]);
    }

    /// 接着办吗？
    pub(super) fn offer_parked(&mut self) {
        let Some((frames, _)) = &self.state.parked else { return };
        let id = frames.last().map_or(0, |f| f.id);
        let root = frames.iter().rfind(|f| !f.called).or(frames.first()).expect("some frames").flow;
        let name = self.flow(root).name.clone();
        self.state.offered = true;
        self.state.offered_once = true;
        self.say_with(self.program.builtin.ask_resume, &[Some(Value::Text(name))]);
        let label = |text| self.read(|s| render::text(text, s, 0))[0].to_string();
        let yes =
            Button { label: label(self.program.builtin.resume_yes), press: self.payload(Press::GoOn(id)) };
        let no =
            Button { label: label(self.program.builtin.resume_no), press: self.payload(Press::Drop(id)) };
        self.show(vec![yes, no]);
    }

    /// Whether the words answer 接着办吗: one of its buttons, or yes or no.
    pub(super) fn hear_offer(&mut self, clause: &Clause) -> bool {
        let label = |text| self.read(|s| render::text(text, s, 0))[0].to_string();
        let said = clause.entities.iter().find(|e| e.whole && e.ty == Type::Bool).map(|e| e.value.clone());
        if label(self.program.builtin.resume_yes) == clause.core || said == Some(Value::Bool(true)) {
            self.go_on();
        } else if label(self.program.builtin.resume_no) == clause.core || said == Some(Value::Bool(false)) {
            self.drop_parked();
        } else {
            return false;
        }
        true
    }

    pub(super) fn go_on(&mut self) {
        (self.state.offered, self.state.misses) = (false, 0);
        let Some((frames, _)) = self.state.parked.take() else { return };
        self.state.stack = frames;
        self.prompt();
    }

    pub(super) fn drop_parked(&mut self) {
        (self.state.offered, self.state.misses) = (false, 0);
        self.end_parked_as(OutcomeId::CANCELLED);
        self.say(self.program.builtin.cancel);
    }

    /// R8: cancel ends the top unit and resumes the one below; a 没走完 on the way takes it, and its block speaks.
    pub(super) fn cancel(&mut self, text: Option<TextId>) -> Then {
        self.leave_global();
        let text = text.unwrap_or(self.program.builtin.cancel);
        if self.state.stack.is_empty() && self.state.offered {
            self.end_parked_as(OutcomeId::CANCELLED);
        }
        let mut wrote = false;
        while let Some(frame) = self.state.stack.pop() {
            self.seen.push(sight::ended(self.program, frame.flow, OutcomeId::CANCELLED));
            wrote |= !frame.written.is_empty();
            if !frame.called {
                break;
            }
            let caller = self.state.stack.last().expect("a flow entered it");
            if let StmtKind::Enter(_, Some(block)) = &self.node(caller, caller.at).stmt {
                let top = self.top();
                let entered = top.at;
                top.written.extend(wrote.then_some(entered));
                top.at = *block;
                return Then::GoOn;
            }
        }
        self.say(text);
        if wrote {
            self.say(self.program.builtin.already_done);
        }
        self.resume_below();
        Then::Wait
    }

    /// R16: the stack is frozen and the bot silent until release. 内置.转人工 is said only if the turn said nothing yet.
    pub(super) fn hand_off(
        &mut self,
        team: TeamId,
        note: Option<&str>,
        priority: Option<u16>,
        reason: HandoffReason,
    ) {
        let reason = self.state.stack.last().and_then(|f| f.reason).unwrap_or(reason);
        self.leave_global();
        // Silent: whether a row of misses goes on after a person spoke. Read: it does not.
        self.state.misses = 0;
        if !self.state.spoke {
            self.say(self.program.builtin.handoff);
        }
        self.seen.push(sight::handoff(self.program, team, note, priority, reason));
        self.state.human = Some(team);
    }

    /// R16: release; the stack ends, or resumes (接回).
    ///
    /// Silent: 接回 of a flow that stood at no question. Read: its unit ends (R8), and what lies below is asked about first (R6).
    pub(super) fn handed_back(&mut self) {
        let Some(team) = self.state.human.take() else { return };
        let resumes = self.program.teams[team.index()].resumes;
        // Silent: the tries before a person spoke. Read: what is asked again is asked anew.
        for asked in self.state.stack.iter_mut().filter_map(|f| f.asked.as_mut()) {
            asked.tries = 0;
        }
        // A 遇到 block that handed over goes back to its question.
        if resumes
            && let Some(frame) = self.state.stack.last_mut()
            && !frame.back.is_empty()
        {
            let (question, asked) = frame.back.remove(0);
            frame.back.clear();
            (frame.at, frame.asked) = (question, Some(Asked { tries: 0, ..asked }));
        }
        if resumes && self.waiting().is_some() {
            self.say_resume(self.state.stack[self.unit()].flow);
            if self.come_back() == Then::GoOn {
                self.run();
            }
            return;
        }
        let unit = if resumes { self.unit() } else { 0 };
        for frame in self.state.stack.split_off(unit).iter().rev() {
            self.seen.push(sight::ended(self.program, frame.flow, OutcomeId::HANDED_OFF));
        }
        if !self.state.stack.is_empty() {
            self.put_aside();
        }
    }

    /// R6: what lies below is put aside, and the customer is asked whether to go on with it.
    fn put_aside(&mut self) {
        self.end_parked();
        let frames = std::mem::take(&mut self.state.stack);
        self.state.parked = Some((frames, self.now + KEPT));
        self.offer_parked();
    }
}

/// The values of a message, each once.
fn heard(clause: &Clause) -> Vec<Entity> {
    clause.entities.clone()
}
