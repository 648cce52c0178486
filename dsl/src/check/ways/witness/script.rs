//! A way through flows as the lines of a conversation: what the customer says, what plugins answer, what time passes.

use super::super::edges::{How, Steps};
use super::super::places::whole;
use super::super::state::State;
use super::super::{Summary, Ways};
use super::build::part;
use super::lists::Lists;
use super::retrace::{Traced, retrace};
use super::value::length;
use crate::program::{Expr, Place, Program, StmtKind};
use crate::value::{Millis, Value};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// A line of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    /// What the customer does, or time, or an event.
    Input(String),
    /// What a plugin answers from here on; its function, and the line.
    Mock(usize, String),
    /// A setup of the whole conversation.
    Setup(String),
}

/// A conversation in the making.
pub(super) struct Script<'a, 'p> {
    pub(super) program: &'p Program,
    pub(super) summaries: &'a [Summary],
    pub(super) zone: TimeZone,
    pub(super) lines: Vec<Line>,
    /// What 顾客 and 会话 hold at the start.
    pub(super) outside: BTreeMap<Place, Value>,
    /// Items that a list outside must have.
    pub(super) items: BTreeMap<Place, Vec<Value>>,
    /// How deep flows are entered.
    pub(super) depth: usize,
}

/// The values of a frame as they are at a step.
pub(super) type Held = BTreeMap<Place, Value>;

impl<'p> Script<'_, 'p> {
    /// The lines of a way through a flow to a visit; `begin` writes how it begins. `None` where a line cannot be made up.
    pub(super) fn way(
        &mut self,
        ways: &Ways<'p>,
        to: u32,
        last: &dyn Fn(&State) -> Option<State>,
        given: &Held,
    ) -> Option<()> {
        let steps = Steps { graph: &ways.graph, summaries: self.summaries, doubts: true };
        let trace = retrace(ways, &steps, to, last)?;
        let mut held = given.clone();
        let lists = self.lists(ways, &trace);
        for (i, step) in trace.iter().enumerate() {
            self.step(ways, &trace, i, step, &mut held, &lists)?;
        }
        Some(())
    }

    fn step(
        &mut self,
        ways: &Ways<'p>,
        trace: &[Traced],
        i: usize,
        step: &Traced,
        held: &mut Held,
        lists: &Lists,
    ) -> Option<()> {
        let flow = ways.graph.flow();
        match step.how {
            How::Begins(trigger) => return self.begins(ways, step, trigger, held),
            How::Block => return None,
            _ => {}
        }
        if let Some(id) = ways.graph.waits(step.from) {
            let ask = flow.asks.get(id.index())?;
            return self.at_question(ways, trace, i, step, id, ask, held, lists);
        }
        let (_, node) = ways.graph.node(step.from)?;
        match (&node.stmt, step.how) {
            (StmtKind::Call(call), How::Returned(_)) => self.returned(ways, step, call, held, lists),
            (StmtKind::Call(call), How::Failed(arm)) => self.failed(call, arm),
            (StmtKind::Enter(enter, _), How::Returned(_)) => self.entered(ways, step, enter, held),
            (StmtKind::Enter(enter, _) | StmtKind::ForEach { enter, .. }, How::Unfinished) => {
                self.cancelled(enter)
            }
            (StmtKind::ForEach { enter, list, .. }, How::Returned(_)) => {
                self.each(ways, trace, i, enter, list, lists)
            }
            (StmtKind::Enter(enter, _), How::Corrected(slot)) => {
                self.first_question(enter)?;
                self.correct(ways, step, slot, held)
            }
            (StmtKind::Await { event, .. }, How::Happened) => self.happens(ways, *event, step, held),
            (StmtKind::Await { within, .. }, How::Late) => self.passes(*within),
            (StmtKind::Experiment(id, arms), How::Arm(arm)) => {
                let name = self.program.experiments.get(id.index())?;
                let (arm, ..) = arms.get(arm)?;
                self.lines.push(Line::Setup(format!("@试验 {name} = {arm}")));
                Some(())
            }
            (StmtKind::Let(slot, Expr::Read(from)), _) => {
                copied(held, &whole(*slot), from);
                Some(())
            }
            (StmtKind::Set(to, Expr::Read(from)), _) => {
                copied(held, to, from);
                Some(())
            }
            (StmtKind::Set(to, Expr::Const(value)), _) => {
                held.insert(to.clone(), value.clone());
                Some(())
            }
            _ => Some(()),
        }
    }

    pub(super) fn say(&mut self, words: &str) {
        self.lines.push(Line::Input(format!("客: {words}")));
    }

    pub(super) fn passes(&mut self, time: Millis) -> Option<()> {
        self.lines.push(Line::Input(format!("+ {}", length(time))));
        Some(())
    }
}

fn copied(held: &mut Held, to: &Place, from: &Place) {
    let root = Place { root: from.root, fields: Vec::new() };
    let value = held.get(from).cloned().or_else(|| part(held.get(&root)?, &from.fields));
    match value {
        Some(value) => held.insert(to.clone(), value),
        None => held.remove(to),
    };
}
