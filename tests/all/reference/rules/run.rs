//! What each statement does (R1).

use super::state::Came;
use super::{Reference, Then, sight};
use huashu_dsl::program::{
    Buttons, Call, Expr, NodeId, OnError, Place, Root, SlotId, StmtKind, TextId, WayOut,
};
use huashu_dsl::value::Value;
use huashu_engine::eval;
use huashu_engine::{CallResult, HandoffReason};

impl Reference<'_> {
    /// R1: run to a wait point.
    pub(super) fn run(&mut self) {
        for _ in 0..1_000 {
            if self.state.stack.is_empty() || self.state.human.is_some() || self.statement() == Then::Wait {
                return;
            }
        }
        self.seen.push("1,000".to_owned());
    }

    /// R3: statements are noted in the order of their first execution.
    fn note_execution(&mut self) {
        let frame = self.top();
        let at = frame.at;
        *frame.visits.entry(at).or_default() += 1;
        if !frame.executed.contains(&at) {
            frame.executed.push(at);
        }
    }

    fn statement(&mut self) -> Then {
        self.note_execution();
        let frame = self.state.stack.last().expect("a flow runs");
        let node = self.node(frame, frame.at);
        match &node.stmt {
            StmtKind::Say(text, buttons) => self.say_and_suggest(*text, buttons.as_ref()),
            StmtKind::Ask(_) => return self.arrive(),
            StmtKind::Call(call) => return self.call(call),
            StmtKind::Enter(enter, _) => return self.enter(enter),
            StmtKind::If { condition, then, otherwise } => {
                let to = if self.holds(condition) { *then } else { *otherwise };
                return self.go(to);
            }
            StmtKind::Match { subject, arms } => {
                let subject = self.eval(subject);
                let fits = |test| self.read(|scope| eval::fits(test, subject.as_ref(), scope));
                let to = arms.iter().find(|arm| fits(&arm.test)).map_or(node.next, |arm| arm.then);
                return self.go(to);
            }
            StmtKind::Let(slot, value) => {
                let value = self.eval(value);
                self.put(*slot, value, Came::Result);
            }
            StmtKind::Set(place, value) => self.set(place, value),
            StmtKind::Track(track, args) => {
                let args: Vec<_> = args.iter().map(|a| a.as_ref().and_then(|a| self.eval(a))).collect();
                self.seen.push(sight::track(self.program, *track, &args));
            }
            StmtKind::Reask(slot, question, text) => return self.reask(*slot, *question, *text),
            StmtKind::Leave(way) => {
                // Silent: why a person is needed where 问满 led to the 转人工 of the flow. Read: because of 问满.
                let tried_out = self.state.tried_out;
                let reason = if tried_out { HandoffReason::TriesExhausted } else { HandoffReason::Authored };
                return self.leave(way, reason);
            }
            StmtKind::Back => return self.back(),
            StmtKind::Repeat => {
                // Said again when the block goes back to its question.
                if self.state.stack.len() < 2 {
                    self.say(self.program.builtin.nothing_to_repeat);
                }
            }
            other => panic!("the generator writes no {other:?}"),
        }
        self.go(node.next)
    }

    pub(super) fn go(&mut self, to: NodeId) -> Then {
        self.top().at = to;
        Then::GoOn
    }

    fn say_and_suggest(&mut self, text: TextId, buttons: Option<&Buttons>) {
        self.say(text);
        if let Some(buttons) = buttons {
            let shown = self.offer(buttons);
            self.show(shown);
        }
    }

    /// A slot gets a value.
    pub(super) fn put(&mut self, slot: SlotId, value: Option<Value>, came: Came) {
        self.state.settings += 1;
        let setting = self.state.settings;
        let frame = self.top();
        frame.skipped.remove(&slot);
        frame.set.insert(slot, (setting, frame.executed.len()));
        match value {
            Some(value) => {
                frame.slots.insert(slot, value);
                frame.came.insert(slot, came);
            }
            None => {
                frame.slots.remove(&slot);
                frame.came.remove(&slot);
            }
        }
        if !self.state.prefilling {
            self.write_back(slot);
        }
    }

    /// 存到: written back.
    ///
    /// Silent: when, of a value that was filled in. Read: when its question lets it pass, because 要求 is checked there.
    pub(super) fn write_back(&mut self, slot: SlotId) {
        let frame = self.state.stack.last().expect("a flow runs");
        let value = frame.slots.get(&slot).cloned();
        let declared = &self.flow(frame.flow).slots[slot.index()];
        if let Some(Place { root: Root::Customer(field), .. }) = declared.save_to {
            self.store(field, value);
        }
    }

    /// Silent: what is stored already is not stored again.
    fn store(&mut self, field: u16, value: Option<Value>) {
        if self.customer[usize::from(field)] == value {
            return;
        }
        self.seen.push(sight::profile(self.program, field, value.as_ref()));
        self.customer[usize::from(field)] = value;
    }

    fn set(&mut self, place: &Place, value: &Expr) {
        let value = self.eval(value);
        match place.root {
            Root::Slot(slot) => self.put(slot, value, Came::Otherwise),
            Root::Customer(field) => self.store(field, value),
            other => panic!("the generator sets no {other:?}"),
        }
    }

    /// R12: the call is opened, and nothing else happens until it comes back.
    fn call(&mut self, call: &Call) -> Then {
        let args: Vec<_> = call.args.iter().map(|a| a.as_ref().and_then(|a| self.eval(a))).collect();
        self.seen.push(sight::call(self.program, call.function, &args));
        self.state.calling = true;
        Then::Wait
    }

    /// R12: ok, a declared error, 超时 or 系统错.
    ///
    /// Silent: whether a write is committed of which nobody knows (超时, 系统错). Read: it is.
    pub(super) fn returned(&mut self, result: &CallResult) {
        self.state.calling = false;
        let frame = self.state.stack.last().expect("a flow called");
        let node = self.node(frame, frame.at);
        let StmtKind::Call(call) = &node.stmt else { panic!("a call was open") };
        let arm = |fits: &dyn Fn(OnError) -> bool| {
            call.on_error.iter().find(|(on, _)| fits(*on) || *on == OnError::Other).map(|(_, to)| *to)
        };
        if self.program.functions[call.function.index()].writes && !matches!(result, CallResult::Failed(_)) {
            let at = self.top().at;
            self.top().written.push(at);
        }
        let to = match result {
            CallResult::Ok(value) => {
                if let Some(slot) = call.result {
                    self.put(slot, Some(value.clone()), Came::Result);
                }
                Some(node.next)
            }
            CallResult::Failed(error) => arm(&|on| on == OnError::Declared(*error)),
            CallResult::TimedOut => arm(&|on| on == OnError::Timeout),
            CallResult::Broke(_) => arm(&|on| on == OnError::System),
        };
        match to {
            Some(to) => drop(self.go(to)),
            None => self.broken(),
        }
        self.run();
    }

    /// 超时 and 系统错 default to 全局 系统出错; without one, 内置.系统出错 and the first team.
    fn broken(&mut self) {
        if let Some(block) = self.program.global.system_error {
            return self.begin_global(block, HandoffReason::Fault);
        }
        self.say(self.program.builtin.error);
        self.hand_off(huashu_dsl::program::TeamId(0), None, None, HandoffReason::Fault);
    }

    /// 转到 结束 取消流程 转人工.
    pub(super) fn leave(&mut self, way: &WayOut, reason: HandoffReason) -> Then {
        match way {
            WayOut::Goto(step) => {
                let flow = self.top().flow;
                let entry = self.flow(flow).steps[step.index()].entry;
                let frame = self.top();
                frame.asked = None;
                frame.back.clear();
                frame.at = entry;
                Then::GoOn
            }
            WayOut::End(outcome) => self.end(*outcome),
            WayOut::Cancel(text) => self.cancel(*text),
            WayOut::Handoff { team, note, priority } => {
                let note =
                    note.as_ref().map(|n| self.read(|s| huashu_engine::render::template(n, s)).to_string());
                let priority = priority.as_ref().and_then(|p| self.eval(p)).and_then(|p| match p {
                    Value::Member(member) => Some(member.index),
                    _ => None,
                });
                self.hand_off(*team, note.as_deref(), priority, reason);
                Then::Wait
            }
        }
    }
}
