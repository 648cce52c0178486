//! 问: how a question is put, and what may come of it.

use super::begins::{flow_slot, is_filled_ahead};
use super::edges::{Edge, How, Steps, Target, to_node};
use super::known::{Known, Values};
use super::places::whole;
use super::state::{Mode, State};
use crate::program::{Ask, AskId, NoReplyAction, Node, Root, SlotId, Trigger, WayOut};

impl<'p> Steps<'_, 'p> {
    /// 问: passed over where its slot is set by something else than an answer, else put.
    pub(super) fn put(&self, node: &'p Node, id: AskId, state: &State, edges: &mut Vec<Edge>) {
        let Some(ask) = self.graph.flow().asks.get(id.index()) else { return };
        let facts = self.facts();
        let known = facts.of_slot(state, ask.slot);
        let at = self.graph.asked_at.get(id.index()).copied().flatten();
        let round = at.is_some_and(|at| self.graph.again.get(at.index()) == Some(&true));
        let bit = 1_u64.checked_shl(u32::from(id.0)).filter(|_| round);
        let (first, later) = match bit {
            // Neither: it was forgotten where the question did not lie ahead.
            Some(bit) if (state.trail.unasked | state.trail.asked) & bit == 0 => (true, true),
            Some(bit) => (state.trail.unasked & bit != 0, state.trail.asked & bit != 0),
            None => (true, round),
        };
        let index = facts.places.index(&whole(ask.slot));
        let mut passes = Vec::new();
        if let Some(index) = index.filter(|_| first && known.settled && known.is_possible()) {
            let mut set = state.clone();
            facts.put(&mut set, index, Known { absent: false, open: false, ..known.as_ref().clone() });
            passes = self.required(ask, vec![set]);
            // What was known is what stands there; what was told ahead is written there now.
            let declared = flow_slot(self.graph.flow(), ask.slot);
            if declared.is_some_and(|s| s.from.is_none() && !s.input) {
                passes.iter_mut().for_each(|state| self.save(state, ask.slot));
            }
        }
        let refused = !ask.require.is_empty();
        let doubted = matches!(&state.mode, Mode::Doubted { slot, .. } if *slot == ask.slot);
        let puts = !doubted && (known.absent || known.open || later || refused || index.is_none());
        let seen = |mut state: State| {
            state.trail.asked |= bit.unwrap_or(0);
            state.trail.unasked &= !bit.unwrap_or(0);
            state
        };
        if puts {
            let mut waiting = seen(state.clone());
            self.emptied(&mut waiting, ask);
            edges.push(Edge::new(Target::Point(self.graph.waiting(id)), waiting, How::Put, 0));
        }
        // What the customer said ahead is longer to tell than an answer.
        let told = flow_slot(self.graph.flow(), ask.slot).is_some_and(is_filled_ahead);
        let turns = if told { 2 } else { 0 };
        edges.extend(
            passes
                .into_iter()
                .map(|s| Edge { waits: false, ..to_node(node.next, seen(s), How::PassOver, turns) }),
        );
    }

    /// The end of a block: its question is put again, unless the block has set the slot.
    pub(super) fn come_back(&self, id: AskId, mut state: State, how: How, edges: &mut Vec<Edge>) {
        let turns = if how == How::Back { 0 } else { 1 };
        let facts = self.facts();
        let flow = self.graph.flow();
        let at = self.graph.asked_at.get(id.index()).copied().flatten();
        let node = at.and_then(|at| flow.nodes.get(at.index()));
        let Some((ask, node)) = flow.asks.get(id.index()).zip(node) else { return };
        let known = facts.of_slot(&state, ask.slot);
        let index = facts.places.index(&whole(ask.slot));
        if let Some(index) = index.filter(|_| ask.collect.is_none() && known.is_possible()) {
            let mut set = state.clone();
            facts.put(&mut set, index, Known { absent: false, open: false, ..known.as_ref().clone() });
            let passes = self.required(ask, vec![set]);
            edges.extend(passes.into_iter().map(|s| to_node(node.next, s, how, turns)));
            if !known.absent && ask.require.is_empty() {
                return;
            }
            self.emptied(&mut state, ask);
        }
        edges.push(Edge::new(Target::Point(self.graph.waiting(id)), state, how, turns));
    }

    /// 可跳过: whatever a 遇到 block had put there is gone.
    fn skipped(&self, state: &State, ask: &Ask) -> State {
        let mut state = state.clone();
        self.emptied(&mut state, ask);
        if let Some(index) = self.facts().places.index(&whole(ask.slot)) {
            self.facts().put(&mut state, index, Known { settled: true, ..Known::unset() });
        }
        state
    }

    fn emptied(&self, state: &mut State, ask: &Ask) {
        self.facts().unset(state, Root::Slot(ask.slot));
        self.wrote(state, ask.slot);
    }

    /// The cases in which the slot of a question fits what the question wants.
    pub(super) fn required(&self, ask: &Ask, mut cases: Vec<State>) -> Vec<State> {
        for require in &ask.require {
            cases = cases.iter().flat_map(|s| self.facts().holds(s, &require.condition)).collect();
        }
        cases
    }

    /// What may come of a question that waits.
    pub(super) fn answered(&self, id: AskId, state: &State, edges: &mut Vec<Edge>) {
        let flow = self.graph.flow();
        let Some((ask, Some(node))) = flow.asks.get(id.index()).zip(self.graph.asked_at.get(id.index()))
        else {
            return;
        };
        let Some(next) = flow.nodes.get(node.index()).map(|n| n.next) else { return };
        let facts = self.facts();
        let mut waited = state.clone();
        self.heard(&mut waited, ask.slot);
        self.may_be_corrected(&mut waited);
        let mut full = waited.clone();
        facts.fresh(&mut full, Root::Slot(ask.slot));
        if let Some((index, tracked)) =
            facts.places.index(&whole(ask.slot)).and_then(|i| Some((i, facts.places.get(i)?)))
        {
            facts.put(&mut full, index, Known::set(Values::full(tracked.kind)));
        }
        for mut answered in self.required(ask, vec![full]) {
            self.wrote(&mut answered, ask.slot);
            self.confirm(&mut answered, ask);
            self.save(&mut answered, ask.slot);
            edges.push(to_node(next, answered, How::Answer, 1));
        }
        self.changed_beside(id, &waited, edges);
        if ask.skippable.is_some() {
            edges.push(to_node(next, self.skipped(&waited, ask), How::Skip, 1));
        }
        let mut partly = waited.clone();
        if ask.collect.is_some() {
            facts.fresh(&mut partly, Root::Slot(ask.slot));
        }
        for (i, timer) in ask.no_reply.iter().enumerate() {
            if let NoReplyAction::Leave(way) = &timer.action {
                self.leave(way, &partly, How::Silence(i), 1, edges);
            }
        }
        if let Some(max) = &ask.max_tries {
            self.leave(&max.leave, &partly, How::Tries, max.times, edges);
        }
        for (i, interrupt) in ask.interrupts.iter().enumerate() {
            let cases = match &interrupt.trigger {
                Trigger::Intent(_) => vec![partly.clone()],
                Trigger::Event(event, filter) => {
                    let mut arrived = partly.clone();
                    facts.fresh(&mut arrived, Root::Arrived(*event));
                    filter.as_ref().map_or_else(|| vec![arrived.clone()], |f| facts.holds(&arrived, f))
                }
            };
            edges.extend(cases.into_iter().map(|s| to_node(interrupt.entry, s, How::Interrupt(i), 1)));
        }
    }

    fn leave(&self, way: &WayOut, state: &State, how: How, turns: u32, edges: &mut Vec<Edge>) {
        if let Some(to) = self.graph.goto(way) {
            edges.push(to_node(to, state.clone(), how, turns));
        }
        if let WayOut::End(outcome) = way {
            edges.push(Edge::new(Target::End(*outcome), state.clone(), how, turns));
        }
    }

    /// Time has passed, and the customer may have said what other slots take (R10).
    fn heard(&self, state: &mut State, but: SlotId) {
        let facts = self.facts();
        facts.pass_time(state);
        self.may_be_changed(state);
        for (slot, declared) in (0..).map(SlotId).zip(&self.graph.flow().slots) {
            if slot == but || !is_filled_ahead(declared) {
                continue;
            }
            let Some((index, tracked)) =
                facts.places.index(&whole(slot)).and_then(|i| Some((i, facts.places.get(i)?)))
            else {
                continue;
            };
            let known = facts.get(state, index);
            if known.absent && !known.settled {
                let heard = Known::set(Values::full(tracked.kind)).settled().or_unset();
                facts.put(state, index, known.join(&heard));
                self.wrote(state, slot);
                for part in facts.places.under(Root::Slot(slot)).iter().filter(|i| **i != index) {
                    if let Some(tracked) = facts.places.get(*part) {
                        facts.put(state, *part, tracked.fresh().or_unset());
                    }
                }
            }
        }
    }

    /// 存到: a slot that is set is written back.
    pub(super) fn save(&self, state: &mut State, slot: SlotId) {
        let facts = self.facts();
        let Some(place) = self.graph.flow().slots.get(slot.index()).and_then(|s| s.save_to.as_ref()) else {
            return;
        };
        let known = facts.of_slot(state, slot).as_ref().clone();
        facts.set(state, place, Known { proved: true, ..known });
    }
}
