//! A way through flows as the lines of a conversation: what the customer says, what plugins answer, what time passes.

use super::super::Ways;
use super::super::edges::{How, Steps};
use super::super::places::whole;
use super::super::state::State;
use super::build::part;
use super::callers::Shop;
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
    pub(super) shop: &'a Shop<'a, 'p>,
    pub(super) program: &'p Program,
    pub(super) zone: TimeZone,
    /// The keywords of the file.
    pub(super) spell: fn(&'static str) -> &'static str,
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

impl<'a, 'p> Script<'a, 'p> {
    /// A conversation that is not begun.
    pub(super) fn new(shop: &'a Shop<'a, 'p>, spell: fn(&'static str) -> &'static str) -> Self {
        let zone = TimeZone::get(&shop.program.time_zone).unwrap_or(TimeZone::UTC);
        Self {
            shop,
            program: shop.program,
            zone,
            spell,
            lines: Vec::new(),
            outside: BTreeMap::new(),
            items: BTreeMap::new(),
            depth: 0,
        }
    }

    /// The lines of a way through a flow to a visit; `begin` writes how it begins. `None` where a line cannot be made up.
    pub(super) fn way(
        &mut self,
        ways: &Ways<'p>,
        to: u32,
        last: &dyn Fn(&State) -> Option<State>,
        given: &Held,
    ) -> Option<Held> {
        let steps = Steps { graph: &ways.graph, summaries: self.shop.summaries, doubts: true };
        let trace = retrace(ways, &steps, to, last)?;
        self.lines_of(ways, &trace, given)
    }

    /// The lines of a way. Gives the values at its end.
    pub(super) fn lines_of(&mut self, ways: &Ways<'p>, trace: &[Traced], given: &Held) -> Option<Held> {
        let mut held = given.clone();
        let lists = self.lists(ways, trace);
        for step in trace {
            self.step(ways, step, &mut held, &lists)?;
        }
        Some(held)
    }

    fn step(&mut self, ways: &Ways<'p>, step: &Traced, held: &mut Held, lists: &Lists) -> Option<()> {
        let flow = ways.graph.flow();
        match step.how {
            How::Begins(trigger) => return self.begins(ways, step, trigger, held),
            // A file has no words for that.
            How::HandedBack => return None,
            How::Block => return Some(()),
            _ => {}
        }
        if let Some(id) = ways.graph.waits(step.from) {
            let ask = flow.asks.get(id.index())?;
            return self.at_question(ways, step, ask, held, lists);
        }
        let (_, node) = ways.graph.node(step.from)?;
        match (&node.stmt, step.how) {
            (StmtKind::Call(call), How::Returned(_)) => self.returned(ways, step, call, held, lists),
            (StmtKind::Call(call), How::Failed(arm)) => self.failed(call, arm),
            (StmtKind::Enter(enter, _), How::Returned(_)) => self.entered(ways, step, enter, held),
            (StmtKind::Enter(enter, _) | StmtKind::ForEach { enter, .. }, How::Unfinished) => {
                self.cancelled(enter)
            }
            (StmtKind::ForEach { enter, list, .. }, How::Returned(_)) => self.each(enter, list, lists),
            (StmtKind::Enter(enter, _), How::Corrected(slot)) => {
                self.first_question(enter)?;
                self.correct(ways, step, slot, held)
            }
            (StmtKind::Await { event, .. }, How::Happened) => self.happens(ways, *event, step, held),
            (StmtKind::Await { within, .. }, How::Late) => self.passes(*within),
            (StmtKind::Experiment(id, arms), How::Arm(arm)) => {
                let name = self.program.experiments.get(id.index())?;
                let (arm, ..) = arms.get(arm)?;
                self.lines.push(Line::Setup(format!("@{} {name} = {arm}", (self.spell)("c_arm"))));
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
        self.lines.push(Line::Input(format!("{}: {words}", (self.spell)("c_user"))));
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
