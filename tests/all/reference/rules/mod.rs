//! The rules R1-R12 again, naively: one rule a function, state in lists and maps, nothing shared with the engine but the evaluation of
//! expressions, the filling of texts, and the readings.
//!
//! Written from the text of the rules alone. Where that is silent, the function says how it is read here.

mod answer;
mod ask;
mod correct;
mod hear;
mod press;
mod run;
mod stack;
mod state;
mod timer;

use crate::reference::sight;
use huashu_dsl::program::{Ask, Expr, Flow, FlowId, Node, NodeId, Program, SlotId, StmtKind, TextId};
use huashu_dsl::value::{Instant, Value};
use huashu_engine::eval::{self, Scope};
use huashu_engine::{CallResult, Held, Reading, render};
use press::Button;
use state::{Frame, State};

/// What happens to a conversation.
#[derive(Debug, Clone)]
pub(super) enum Input {
    Said(Reading),
    /// The button of this number among all that were ever shown.
    Pressed(usize),
    Returned(CallResult),
    Fired,
    Delivered,
    HandedBack,
}

/// The naive interpreter.
pub(super) struct Reference<'p> {
    program: &'p Program,
    state: State,
    customer: Vec<Option<Value>>,
    now: Instant,
    /// Every button that was shown, those that are sent as words too.
    buttons: Vec<Button>,
    /// What was to be seen of the last event.
    seen: Vec<String>,
}

/// Whether a statement was run through, or waits.
#[derive(Debug, PartialEq, Eq)]
enum Then {
    GoOn,
    Wait,
}

impl<'p> Reference<'p> {
    /// A conversation in which nothing has happened.
    pub(super) fn new(program: &'p Program, customer: Vec<Option<Value>>) -> Self {
        Self {
            program,
            state: State::default(),
            customer,
            now: Instant(0),
            buttons: Vec::new(),
            seen: Vec::new(),
        }
    }

    /// R1: one turn is one input, and runs to the next wait point.
    pub(super) fn take(&mut self, at: Instant, input: &Input) -> Vec<String> {
        self.now = at;
        self.seen.clear();
        self.state.tried_out = false;
        if !matches!(input, Input::Returned(_) | Input::Delivered) {
            self.state.replying = matches!(input, Input::Said(_) | Input::Pressed(_));
            self.state.spoke = false;
        }
        if matches!(input, Input::Said(_) | Input::Pressed(_)) && self.state.human.is_none() {
            self.forget_parked();
        }
        match input {
            Input::Said(_) | Input::Pressed(_) if self.state.human.is_some() => {}
            Input::Said(reading) => self.hear(reading),
            Input::Pressed(button) => self.press(*button),
            Input::Returned(result) => self.returned(result),
            Input::Fired => self.fire(),
            Input::Delivered => self.delivered(),
            Input::HandedBack => self.handed_back(),
        }
        std::mem::take(&mut self.seen)
    }

    /// What is waited for: the questions from the bottom to the top, who speaks, and what the slots hold.
    pub(super) fn waits(&self) -> Vec<String> {
        let frame = |f: &Frame| {
            let flow = self.flow(f.flow);
            let held =
                |(slot, value): (&SlotId, &Value)| format!("{}={value:?}", flow.slots[slot.index()].name);
            let held: Vec<_> = f.slots.iter().map(held).collect();
            format!("{}@{} {}", flow.name, f.at.0, held.join(" "))
        };
        let mut all: Vec<_> = self.state.stack.iter().map(frame).collect();
        all.extend(self.state.human.map(|team| format!("人工 {}", self.program.teams[team.index()].name)));
        all.extend(self.state.calling.then(|| "调用".to_owned()));
        all.extend(self.state.parked.as_ref().map(|(frames, _)| format!("停着 {}", frames.len())));
        all
    }

    fn flow(&self, flow: FlowId) -> &'p Flow {
        &self.program.flows[flow.index()]
    }

    fn top(&mut self) -> &mut Frame {
        self.state.stack.last_mut().expect("a flow runs")
    }

    fn node(&self, frame: &Frame, at: NodeId) -> &'p Node {
        &self.flow(frame.flow).nodes[at.index()]
    }

    /// The question that waits on top of the stack.
    fn waiting(&self) -> Option<&'p Ask> {
        let frame = self.state.stack.last()?;
        frame.asked.as_ref()?;
        self.ask_at(frame, frame.at)
    }

    fn ask_at(&self, frame: &Frame, at: NodeId) -> Option<&'p Ask> {
        match &self.node(frame, at).stmt {
            StmtKind::Ask(ask) => Some(&self.flow(frame.flow).asks[ask.index()]),
            _ => None,
        }
    }

    /// Reads with the slots of the top frame.
    fn read<T>(&self, read: impl FnOnce(&Scope<'_>) -> T) -> T {
        let mut held = Vec::new();
        let mut scope = Scope::new(self.program, self.now);
        scope.customer = &self.customer;
        let Some(frame) = self.state.stack.last() else { return read(&scope) };
        let slots = 0..self.flow(frame.flow).slots.len();
        held.extend(slots.map(|i| {
            let slot = SlotId(u16::try_from(i).expect("a program's ids fit"));
            Held { value: frame.slots.get(&slot).cloned(), ..Held::default() }
        }));
        scope.slots = &held;
        scope.called = frame.called;
        scope.flow = Some(frame.flow);
        scope.step = Some(self.node(frame, frame.at).step);
        scope.arrived = &frame.arrived;
        scope.new_value = frame.correcting.as_ref();
        read(&scope)
    }

    fn eval(&self, expr: &Expr) -> Option<Value> {
        self.read(|scope| eval::eval(expr, scope))
    }

    fn holds(&self, condition: &Expr) -> bool {
        self.read(|scope| eval::holds(condition, scope))
    }

    /// R13, as far as needed: 会话开始 precedes the first reply to the customer; an empty text is no bubble.
    fn say(&mut self, text: TextId) {
        self.say_with(text, &[]);
    }

    fn say_with(&mut self, text: TextId, params: &[Option<Value>]) {
        let lines = self.read(|scope| render::text(text, &scope.with_params(params), 0));
        let lines: Vec<String> = lines.iter().map(ToString::to_string).filter(|l| !l.is_empty()).collect();
        if lines.is_empty() {
            return;
        }
        self.greet();
        self.state.spoke = true;
        self.seen.push(sight::bubble(&lines));
    }

    fn greet(&mut self) {
        if self.state.greeted || !self.state.replying {
            return;
        }
        self.state.greeted = true;
        self.say(self.program.builtin.session_start);
    }

    /// R13: when the stack empties in a turn that said nothing, 办完 is said; only to a customer who is being answered.
    fn completed(&mut self) {
        if self.state.replying && !self.state.spoke {
            self.say(self.program.builtin.completed);
        }
    }
}
