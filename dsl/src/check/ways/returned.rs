//! 调用, 进入 流程 and 逐个: what comes back.

use super::edges::{Edge, How, Steps, to_node};
use super::known::{Known, Values};
use super::places::whole;
use super::state::{Mode, State};
use super::summary::Summary;
use crate::program::{Call, Enter, Expr, FlowId, Node, NodeId, OnError, Root, SlotId};
use crate::value::{Type, Value};

impl<'p> Steps<'_, 'p> {
    pub(super) fn call(&self, node: &'p Node, call: &'p Call, state: &State, edges: &mut Vec<Edge>) {
        let facts = self.facts();
        let writes = facts.program.functions.get(call.function.index()).is_some_and(|f| f.writes);
        let mut state = state.clone();
        facts.pass_clock(&mut state);
        let mut after = state.clone();
        if writes {
            committed(&mut after);
        }
        if let Some(slot) = call.result {
            facts.fresh(&mut after, Root::Slot(slot));
            self.wrote(&mut after, slot);
        }
        edges.push(to_node(node.next, after, How::Returned(0), 0));
        let timeout = call.on_error.iter().position(|(e, _)| matches!(e, OnError::Timeout | OnError::Other));
        for (i, (error, to)) in call.on_error.iter().enumerate() {
            // What did not answer in time may have written.
            let late = writes && timeout == Some(i);
            let done = may_have_written(&state, late, !(late && *error == OnError::Timeout));
            edges.extend(done.into_iter().map(|state| to_node(*to, state, How::Failed(i), 0)));
        }
    }

    pub(super) fn summary(&self, flow: FlowId) -> Option<&Summary> {
        self.summaries.get(flow.index())
    }

    /// What of 顾客 and 会话 an entered flow may have set.
    fn elsewhere(&self, state: &mut State, flow: FlowId) {
        for place in self.summary(flow).iter().flat_map(|s| &s.shared) {
            for i in self.facts().places.under(place.root) {
                if let Some(tracked) = self.facts().places.get(*i) {
                    let known = tracked.fresh();
                    self.facts().put(state, *i, Known { proved: false, ..known });
                }
            }
            self.facts().changed(state, place.root);
        }
    }

    pub(super) fn enter(
        &self,
        node: &'p Node,
        enter: &'p Enter,
        unfinished: Option<NodeId>,
        state: &State,
        edges: &mut Vec<Edge>,
    ) {
        let facts = self.facts();
        let Some(summary) = self.summary(enter.flow) else { return };
        let mut after = state.clone();
        if summary.waits {
            facts.pass_time(&mut after);
            self.may_be_corrected(&mut after);
        }
        self.elsewhere(&mut after, enter.flow);
        facts.pass_clock(&mut after);
        match &summary.ends {
            None => {
                let mut after = after.clone();
                enter.result.iter().for_each(|slot| self.given_back(&mut after, *slot, None, enter.flow));
                for after in may_have_written(&after, summary.writes, true) {
                    edges.push(to_node(node.next, after, How::Returned(0), u32::from(summary.waits)));
                }
            }
            Some(ends) => {
                for (i, end) in ends.iter().enumerate() {
                    let mut after = after.clone();
                    enter
                        .result
                        .iter()
                        .for_each(|slot| self.given_back(&mut after, *slot, Some(end), enter.flow));
                    let (waits, blurred) = (!end.silent, end.blurred);
                    for after in may_have_written(&after, end.wrote, end.spared) {
                        let edge = to_node(node.next, after, How::Returned(i), end.turns);
                        edges.push(Edge { waits, blurred, ..edge });
                    }
                }
            }
        }
        if let Some(to) = unfinished {
            let done = may_have_written(&after, summary.writes, true);
            edges.extend(done.into_iter().map(|after| to_node(to, after, How::Unfinished, 1)));
        }
    }

    /// The result of a flow: what is known of each 传出 slot, and 结果.
    fn given_back(&self, state: &mut State, slot: SlotId, end: Option<&super::summary::End>, flow: FlowId) {
        let facts = self.facts();
        facts.fresh(state, Root::Slot(slot));
        self.wrote(state, slot);
        for i in facts.places.under(Root::Slot(slot)) {
            let Some(tracked) = facts.places.get(*i) else { continue };
            let [field, rest @ ..] = tracked.place.fields.as_slice() else { continue };
            let outputs = end.map(|e| e.outputs.len());
            let set = Known::set(Values::full(tracked.kind));
            // Of a flow with a mistake nothing is said that may only follow from that.
            let untold = Known { absent: true, proved: true, ..set.clone() };
            let known = match end.and_then(|e| e.outputs.get(usize::from(*field))) {
                Some(known) if rest.is_empty() => known.clone(),
                _ if outputs == Some(usize::from(*field)) => self.outcome(flow, end).unwrap_or(set),
                _ if end.is_none() && rest.is_empty() && !tracked.list => untold,
                _ => continue,
            };
            facts.put(state, *i, known);
        }
    }

    fn outcome(&self, flow: FlowId, end: Option<&super::summary::End>) -> Option<Known> {
        let ty = self.facts().program.flows.get(flow.index())?.outcome_type;
        let member = Value::Member(crate::value::Member { ty, index: end?.outcome.0 });
        let kind = super::known::Kind::of(self.facts().program, &Type::Named(ty));
        self.facts().values(crate::ast::CompareOp::Is, &member, kind).map(Known::set)
    }

    pub(super) fn each(
        &self,
        node: &'p Node,
        (item, list): (SlotId, &Expr),
        enter: &Enter,
        unfinished: Option<NodeId>,
        state: &State,
        edges: &mut Vec<Edge>,
    ) {
        let facts = self.facts();
        let Some(summary) = self.summary(enter.flow) else { return };
        let set = |mut after: State, some: bool| {
            if let Some(slot) = enter.result {
                facts.fresh(&mut after, Root::Slot(slot));
                self.wrote(&mut after, slot);
                let index = facts.places.index(&whole(slot));
                if let Some((index, tracked)) = index.and_then(|i| Some((i, facts.places.get(i)?))) {
                    let full = Known::set(Values::full(tracked.kind)).settled();
                    facts.put(&mut after, index, if some { full } else { Known::unset() });
                }
            }
            after
        };
        let (none, some) = match list {
            Expr::Read(place) => (facts.absents(state, place), facts.present(state, place)),
            _ => (vec![state.clone()], Some(state.clone())),
        };
        edges.extend(none.into_iter().map(|s| to_node(node.next, set(s, false), How::On, 0)));
        let Some(mut some) = some else { return };
        if summary.waits {
            facts.pass_time(&mut some);
            self.may_be_corrected(&mut some);
        }
        self.elsewhere(&mut some, enter.flow);
        facts.pass_clock(&mut some);
        let ends = summary.ends.as_ref().map(|ends| ends.iter().map(|e| e.turns).min());
        let spared = summary.ends.as_ref().is_none_or(|ends| ends.iter().any(|e| e.spared));
        let silent = || summary.ends.iter().flatten().filter(|e| e.silent);
        let (waits, blurred) = (silent().next().is_none(), !silent().any(|e| !e.blurred));
        if let Some(turns) = ends.unwrap_or(Some(1)) {
            for after in may_have_written(&set(some.clone(), true), summary.writes, spared) {
                let edge = to_node(node.next, after, How::Returned(0), turns);
                edges.push(Edge { waits, blurred: blurred && !waits, ..edge });
            }
        }
        if let Some(to) = unfinished {
            facts.fresh(&mut some, Root::Slot(item));
            let done = may_have_written(&some, summary.writes, true);
            edges.extend(done.into_iter().map(|some| to_node(to, some, How::Unfinished, 1)));
        }
    }
}

/// A write was done: what was read before it is not gone back to.
fn committed(state: &mut State) {
    (state.wrote, state.spared) = (true, false);
    if let Mode::Doubted { committed, .. } = &mut state.mode {
        *committed = true;
    }
}

/// The cases in which something was written and was not, apart where a correction depends on it.
fn may_have_written(state: &State, wrote: bool, spared: bool) -> Vec<State> {
    if !wrote {
        return vec![state.clone()];
    }
    let mut done = state.clone();
    committed(&mut done);
    match (&state.mode, spared) {
        (_, false) => vec![done],
        (Mode::Doubted { committed: false, .. }, true) => vec![state.clone(), done],
        _ => vec![State { wrote: true, ..state.clone() }],
    }
}
