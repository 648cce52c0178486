//! What is known where a flow begins.

use super::edges::{How, Steps};
use super::known::{Known, Values};
use super::places::whole;
use super::state::{Facts, State};
use crate::program::{Current, FlowId, Place, Root, Slot, SlotId, SlotOrigin, Trigger};
use crate::value::{Type, Value};

impl<'p> Steps<'_, 'p> {
    /// The states in which a flow begins: by each trigger, or entered by another flow.
    pub(super) fn begins(&self, entered: bool) -> Vec<(State, How)> {
        let flow = self.graph.flow();
        let mut all = Vec::new();
        for (i, trigger) in flow.triggers.iter().enumerate() {
            let state = self.first(Some(trigger), false);
            let cases = match trigger {
                Trigger::Event(_, Some(filter)) => self.facts().holds(&state, filter),
                _ => vec![state],
            };
            all.extend(cases.into_iter().map(|s| (s, How::Begins(Some(i)))));
        }
        if entered || all.is_empty() {
            let [by_flow, otherwise] = self.entered_by();
            let called =
                [true].into_iter().filter(|_| by_flow).chain([false].into_iter().filter(|_| otherwise));
            all.extend(called.map(|called| (self.first(None, called), How::Begins(None))));
        }
        all
    }

    /// Whether another flow enters this one, and whether a push or a team does; told apart only where the flow looks at that.
    fn entered_by(&self) -> [bool; 2] {
        let called = Place { root: Root::Current(Current::Called), fields: Vec::new() };
        if self.facts().places.index(&called).is_none() {
            return [true, false];
        }
        let (program, flow) = (self.facts().program, self.graph.flow());
        let is_this = |id: FlowId| program.flows.get(id.index()).is_some_and(|f| std::ptr::eq(f, flow));
        let mut closed = program.teams.iter().filter_map(|t| t.when_closed.as_ref());
        let begun = program.pushes.iter().any(|p| is_this(p.enter.flow)) || closed.any(|e| is_this(e.flow));
        let called = program.flows.iter().flat_map(crate::check::flow::entered_by).any(is_this);
        [called || !begun, begun]
    }

    /// The state in which a block of 全局 begins.
    pub(super) fn block(&self) -> State {
        self.first(None, true)
    }

    /// What is known before the first statement.
    fn first(&self, trigger: Option<&Trigger>, called: bool) -> State {
        let facts = self.facts();
        let mut state = facts.anything();
        state.confirmed = vec![None; self.graph.confirms.len()];
        let roots: std::collections::BTreeSet<Root> = facts.places.all.iter().map(|t| t.place.root).collect();
        for root in &roots {
            match root {
                Root::Slot(_) => {}
                Root::Event if !matches!(trigger, Some(Trigger::Event(..))) => facts.unset(&mut state, *root),
                Root::Current(Current::Called) => {
                    let place = Place { root: *root, fields: Vec::new() };
                    let kind = super::known::Kind::Members(None, 2);
                    let is = facts.values(crate::ast::CompareOp::Is, &Value::Bool(called), kind);
                    facts.set(&mut state, &place, Known::set(is.unwrap_or(Values::Free)));
                }
                _ => known_before(facts, &mut state, *root),
            }
        }
        for (slot, declared) in (0..).map(SlotId).zip(&self.graph.flow().slots) {
            self.first_value(&mut state, slot, declared, trigger.is_none());
        }
        state
    }

    fn first_value(&self, state: &mut State, slot: SlotId, declared: &'p Slot, given: bool) {
        let facts = self.facts();
        let Some((index, tracked)) =
            facts.places.index(&whole(slot)).and_then(|i| Some((i, facts.places.get(i)?)))
        else {
            return;
        };
        let full = Known::set(Values::full(tracked.kind)).settled();
        let mut known = Known::unset();
        if let Some(default) = &declared.default {
            let exact = facts.values(crate::ast::CompareOp::Is, default, tracked.kind);
            known = Known::set(exact.unwrap_or_else(|| Values::full(tracked.kind)));
        }
        if declared.input && given {
            let optional = matches!(declared.ty, Type::Optional(_)) || tracked.list;
            known = match (declared.default.is_some(), optional) {
                (true, _) => known.join(&full),
                (false, true) => full.clone().or_unset(),
                (false, false) => full.clone(),
            };
        } else if is_filled_ahead(declared) {
            known = known.join(&full);
        }
        for place in declared.from.iter().chain(&declared.save_to) {
            let Some(read) = facts.readable(state, place) else { continue };
            let certain = facts.unreadable(state, place).is_empty();
            let value = facts
                .places
                .index(place)
                .map_or_else(|| full.values.clone(), |i| facts.get(&read, i).values.clone());
            let source = Known::set(value).settled();
            known = if certain && !declared.input {
                Known { absent: false, open: false, ..known.join(&source) }
            } else {
                known.join(&source)
            };
        }
        let set = known.is_possible();
        facts.fresh(state, Root::Slot(slot));
        if !set {
            facts.unset(state, Root::Slot(slot));
        }
        facts.put(state, index, known);
    }
}

/// What is known of 顾客, 会话 and 事件 where nothing was looked at yet.
pub(super) fn outside(facts: &Facts<'_>) -> State {
    let mut state = facts.anything();
    let roots: std::collections::BTreeSet<Root> = facts.places.all.iter().map(|t| t.place.root).collect();
    roots.iter().for_each(|root| known_before(facts, &mut state, *root));
    state
}

fn known_before(facts: &Facts<'_>, state: &mut State, root: Root) {
    for i in facts.places.under(root) {
        if let Some(tracked) = facts.places.get(*i) {
            let known = tracked.fresh();
            facts.put(state, *i, Known { proved: !known.absent, ..known });
        }
    }
}

/// A slot that what the customer says beyond an answer may fill (R10).
pub(super) fn is_filled_ahead(slot: &Slot) -> bool {
    let simple = !matches!(slot.ty.required(), Type::Text | Type::Bool | Type::List(_) | Type::Media(_));
    slot.origin == SlotOrigin::Declared && !slot.input && !slot.always_ask && simple
}

pub(super) fn flow_slot(flow: &crate::program::Flow, slot: SlotId) -> Option<&Slot> {
    flow.slots.get(slot.index())
}
