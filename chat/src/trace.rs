//! `〔…〕`: the way a turn went, on one line.
//!
//! It begins with the step that waited when the turn began. Then, in the order in which things happened:
//! `→ S` another step · `→ F · S` a flow begins, or goes on, at a step · `⇉ F · S` a flow begins above a question that waits ·
//! `⇄ 问答 N`, `⇄ 遇到 N` answered on the way, back at the question · `↺ S` a correction rewound to this step ·
//! `→ 更正时 X` a correction came too late · `→ 结束 L`, `→ 取消`, `→ 没回`, `→ 转人工` a flow ended · `→ F · 没走完` it was caught ·
//! `F 2/3` the second of three items. Behind it, each once: ` · 要明说`, ` · 没听懂`, ` · 停着` (` · 停着 24 小时` behind `→ 没回`), ` · 跳过 X`, then the declared slots that
//! got a value, `名=值 名=值` (arguments and results are not shown; a slot that lost its value shows `名=无`), then each experiment as ` · 试验 N=甲`, then ` · 作废 X Y`, what was computed
//! and no longer holds.
//!
//! `推送 N → F · S` a push began a flow; `推送 N 排队到 2026-11-11 09:00 · 时段` and `推送 N 排队 · 对话中` it waits; `推送 N 不发 · 人群` it is not
//! sent, and why. A turn of nothing else begins with the push.
//!
//! Where the customer is asked whether to go on with a parked flow, the trace is its name and ` · 停着`. Where nothing moved and nothing
//! changed there is no trace.

mod push;

use crate::ast::Spelling;
use crate::drive::Drive;
use crate::word::word;
use huashu_dsl::program::{FlowId, OutcomeId, Program, PushId, SlotId, SlotOrigin, StepId};
use huashu_dsl::value::Value;
use huashu_engine::{Fate, Mark, Session, Start, render};

/// The trace of the turn just played, without its brackets.
pub(crate) fn of_turn(drive: &Drive<'_>) -> Option<String> {
    let mut trace = Trace::new(drive);
    if let Some((flow, step)) = drive.seen.start {
        trace.way.push_str(trace.step_name(flow, step));
        trace.flow = Some(flow);
    }
    drive.seen.marks.iter().enumerate().for_each(|(i, mark)| trace.mark(i, mark));
    if !drive.seen.offered {
        trace.offer();
    }
    trace.finish()
}

/// The trace of a walk by `@到`: its steps only.
pub(crate) fn of_walk(drive: &Drive<'_>, flow: FlowId) -> String {
    let mut trace = Trace::new(drive);
    trace.flow = Some(flow);
    trace.moved = true;
    let walked =
        |mark: &&Mark| matches!(mark, Mark::Step(..) | Mark::BackIn(..) | Mark::Began(..) | Mark::Ended(..));
    for (i, mark) in drive.seen.marks.iter().enumerate().filter(|(_, m)| walked(m)) {
        if !matches!(mark, Mark::Began(began, _) if *began == flow) {
            trace.mark(i, mark);
        }
    }
    format!("@{} {}", word("c_at", drive.spelling), trace.way)
}

struct Trace<'d> {
    program: &'d Program,
    session: &'d Session,
    marks: &'d [Mark],
    masks: &'d [String],
    spelling: Spelling,
    way: String,
    /// The flow whose steps need no name before them.
    flow: Option<FlowId>,
    /// A flow was just named; its step follows behind ` · `.
    named: bool,
    moved: bool,
    notes: Vec<String>,
    slots: Vec<(String, String)>,
    arms: Vec<String>,
    dropped: Vec<String>,
}

impl<'d> Trace<'d> {
    fn new(drive: &'d Drive<'_>) -> Self {
        Self {
            program: drive.program,
            session: &drive.session,
            marks: &drive.seen.marks,
            masks: &drive.world.masks,
            spelling: drive.spelling,
            way: String::new(),
            flow: None,
            named: false,
            moved: false,
            notes: Vec::new(),
            slots: Vec::new(),
            arms: Vec::new(),
            dropped: Vec::new(),
        }
    }

    fn mark(&mut self, index: usize, mark: &Mark) {
        match mark {
            Mark::Began(flow, how) => self.began(index, *flow, *how),
            Mark::Step(flow, step) => self.step(*flow, *step),
            Mark::BackIn(flow, step) => self.back_in(index, *flow, *step),
            Mark::Set(flow, slot, value) => self.set(*flow, *slot, value.as_ref()),
            Mark::Dropped(flow, slot) => self.dropped.push(self.slot_name(*flow, *slot).to_owned()),
            Mark::Answered(faq) => {
                let name = self.program.faqs.get(faq.index()).map_or("", |f| f.name.as_str());
                self.go(" ⇄ ", &format!("{} {name}", word("faq", self.spelling)));
            }
            Mark::Interrupted(intent) => {
                let name = self.program.intents.get(intent.index()).map_or("", |i| i.name.as_str());
                self.go(" ⇄ ", &format!("{} {name}", word("on", self.spelling)));
            }
            Mark::Skipped(flow, slot) => {
                self.note(format!("{} {}", self.say("跳过", "skipped"), self.slot_name(*flow, *slot)));
            }
            Mark::Rewound(flow, step) => {
                self.flow = Some(*flow);
                self.go(" ↺ ", self.step_name(*flow, *step));
            }
            Mark::CorrectionBlock(flow, slot) => {
                let text =
                    format!("{} {}", word("on_correction", self.spelling), self.slot_name(*flow, *slot));
                self.go(" → ", &text);
            }
            Mark::Arm(experiment, arm) => {
                let name = self.program.experiments.get(experiment.index()).map_or("", String::as_str);
                let name = format!("{} {name}", word("c_arm", self.spelling));
                self.arms.push(format!("{name}={arm}"));
            }
            Mark::Ended(flow, outcome) => self.ended(*flow, *outcome),
            Mark::Unfinished(flow) => self.unfinished(*flow),
            Mark::Idle(kept) => {
                self.once(word("out_idle", self.spelling));
                let hours = kept.0 / 3_600_000;
                self.note(match self.spelling {
                    Spelling::Chinese => format!("停着 {hours} 小时"),
                    Spelling::English => format!("parked {hours} hours"),
                });
            }
            Mark::Parked => self.note(self.say("停着", "parked").to_owned()),
            Mark::HandedOff(_) => self.once(word("out_handoff", self.spelling)),
            Mark::NotExplicit => self.note(word("explicit", self.spelling).to_owned()),
            Mark::NotUnderstood => self.note(word("no_match", self.spelling).to_owned()),
            Mark::Push(push, fate) => self.push(*push, *fate),
            Mark::CallFailed(..) => {}
        }
    }

    /// A push stands by itself; what began before it comes first.
    fn push(&mut self, push: PushId, fate: Fate) {
        if !self.moved && self.notes.is_empty() && self.slots.is_empty() {
            self.way.clear();
        }
        let name = self.program.pushes.get(push.index()).map_or("", |p| p.name.as_str());
        self.go(
            " · ",
            &format!(
                "{} {name}{}",
                word("push", self.spelling),
                push::fate(self.program, fate, self.spelling)
            ),
        );
        self.flow = None;
    }

    fn began(&mut self, index: usize, flow: FlowId, how: Start) {
        let sign = if how == Start::Digression { " ⇉ " } else { " → " };
        let item = self.item(index, flow).unwrap_or_default();
        self.go(sign, &format!("{}{item}", self.flow_name(flow)));
        (self.flow, self.named) = (Some(flow), true);
    }

    /// ` 2/3` for the second of three items of a 逐个 that is still under way.
    fn item(&self, index: usize, flow: FlowId) -> Option<String> {
        let above = self.session.stack.iter().position(|f| f.flow == flow)?;
        let (list, results) = self.session.stack.get(above.checked_sub(1)?)?.each.as_ref()?;
        let later = self
            .marks
            .iter()
            .skip(index + 1)
            .filter(|m| matches!(m, Mark::Began(f, _) if *f == flow))
            .count();
        Some(format!(" {}/{}", (results.len() + 1).checked_sub(later)?, list.len()))
    }

    fn step(&mut self, flow: FlowId, step: StepId) {
        let name = self.step_name(flow, step);
        if self.named && self.flow == Some(flow) {
            self.named = false;
            self.way.push_str(" · ");
            self.way.push_str(name);
        } else if self.flow == Some(flow) {
            self.go(" → ", name);
        } else {
            self.go(" → ", &format!("{} · {name}", self.flow_name(flow)));
            self.flow = Some(flow);
        }
    }

    /// Where a flow is only passed through on the way to the next item, it is not shown.
    fn back_in(&mut self, index: usize, flow: FlowId, step: StepId) {
        if matches!(self.marks.get(index + 1), Some(Mark::Began(_, Start::Called))) {
            return;
        }
        self.go(" → ", &format!("{} · {}", self.flow_name(flow), self.step_name(flow, step)));
        self.flow = Some(flow);
    }

    fn ended(&mut self, flow: FlowId, outcome: OutcomeId) {
        let label = self
            .program
            .flows
            .get(flow.index())
            .and_then(|f| f.outcomes.get(outcome.index()))
            .map_or("", String::as_str);
        match outcome {
            OutcomeId::HANDED_OFF => self.once(word("out_handoff", self.spelling)),
            OutcomeId::CANCELLED => self.once(word("out_cancelled", self.spelling)),
            OutcomeId::IDLE => self.once(word("out_idle", self.spelling)),
            _ => self.go(" → ", &format!("{} {label}", word("end", self.spelling))),
        }
    }

    /// An end that several flows share is shown once.
    fn once(&mut self, text: &str) {
        if !self.way.ends_with(text) {
            self.go(" → ", text);
        }
    }

    fn unfinished(&mut self, flow: FlowId) {
        let text = word("unfinished", self.spelling);
        if self.flow == Some(flow) {
            self.way.push_str(&format!(" · {text}"));
        } else {
            self.go(" → ", &format!("{} · {text}", self.flow_name(flow)));
            self.flow = Some(flow);
        }
        (self.moved, self.named) = (true, false);
    }

    /// Names the parked flow that the customer is asked about.
    fn offer(&mut self) {
        let Some(parked) = self.session.parked.as_ref().filter(|p| p.offered) else { return };
        let unit = parked.frames.iter().rfind(|frame| !frame.called);
        if let (true, Some(frame)) = (self.way.is_empty(), unit) {
            self.way.push_str(self.flow_name(frame.flow));
        }
        self.note(self.say("停着", "parked").to_owned());
    }

    fn set(&mut self, flow: FlowId, slot: SlotId, value: Option<&Value>) {
        let Some(declared) = self.program.flows.get(flow.index()).and_then(|f| f.slots.get(slot.index()))
        else {
            return;
        };
        if declared.origin != SlotOrigin::Declared || declared.input {
            return;
        }
        let shown = match value {
            _ if self.masks.contains(&declared.name) => format!("{{{}}}", declared.name),
            Some(value) => render::value(self.program, value, &declared.ty),
            None => self.say("无", "none").to_owned(),
        };
        match self.slots.iter_mut().find(|(name, _)| *name == declared.name) {
            Some((_, known)) => *known = shown,
            None => self.slots.push((declared.name.clone(), shown)),
        }
    }

    fn go(&mut self, sign: &str, to: &str) {
        if !self.way.is_empty() {
            self.way.push_str(sign);
        }
        self.way.push_str(to);
        (self.moved, self.named) = (true, false);
    }

    fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    fn finish(mut self) -> Option<String> {
        if !self.moved
            && self.notes.is_empty()
            && self.slots.is_empty()
            && self.arms.is_empty()
            && self.dropped.is_empty()
        {
            return None;
        }
        let mut groups = vec![std::mem::take(&mut self.way)];
        groups.append(&mut self.notes);
        groups.push(
            self.slots.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" "),
        );
        groups.append(&mut self.arms);
        if !self.dropped.is_empty() {
            groups.push(format!("{} {}", self.say("作废", "dropped"), self.dropped.join(" ")));
        }
        groups.retain(|g| !g.is_empty());
        Some(groups.join(" · "))
    }

    fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.spelling {
            Spelling::Chinese => zh,
            Spelling::English => en,
        }
    }

    fn flow_name(&self, flow: FlowId) -> &'d str {
        self.program.flows.get(flow.index()).map_or("", |f| f.name.as_str())
    }

    fn step_name(&self, flow: FlowId, step: StepId) -> &'d str {
        self.program
            .flows
            .get(flow.index())
            .and_then(|f| f.steps.get(step.index()))
            .map_or("", |s| s.name.as_str())
    }

    fn slot_name(&self, flow: FlowId, slot: SlotId) -> &'d str {
        self.program
            .flows
            .get(flow.index())
            .and_then(|f| f.slots.get(slot.index()))
            .map_or("", |s| s.name.as_str())
    }
}
