//! What a correction drops - everything that was computed from the slot - and where it goes back to (R7).
//!
//! A correction sets its slot, drops what was computed from it and goes back to the first statement that had read it. That can leave a
//! value unset only where something that was set before that statement is set again behind it; so only there is it followed: from the
//! statement on, a second walk takes note of what would be dropped, and at each question that waits the customer may take the value back.

use super::edges::{Edge, How, Steps, Target};
use super::graph::{Graph, Point};
use super::known::{Known, Values};
use super::places::whole;
use super::state::{Mode, State};
use crate::program::{AskId, Node, NodeId, Root, SlotId, StmtKind};

impl<'p> Steps<'_, 'p> {
    /// A statement that is come by: what is taken note of for a correction that will come. `None` where none can come any more.
    pub(super) fn noted(&self, at: NodeId, node: &Node, state: &State) -> Option<State> {
        let mut state = state.clone();
        let lies = self.graph.aside.get(at.index()) == Some(&false);
        if !lies {
            return Some(state);
        }
        for (bit, slot) in self.graph.doubted.iter().enumerate() {
            if node.writes != Some(*slot) && node.reads.contains(slot) {
                state.trail.unread &= !(1 << bit);
            }
        }
        self.ran(at, &mut state);
        if let Mode::Doubted { slot, reader, dropped, .. } = &mut state.mode {
            let again =
                *reader == at.0 && matches!(node.stmt, StmtKind::Enter(..)) && node.writes == Some(*slot);
            // A question that the value lets pass does not set it again; one that is put ends the doubt there.
            let asks = matches!(node.stmt, StmtKind::Ask(_));
            if node.writes == Some(*slot) && !again && !asks {
                return None;
            }
            if let StmtKind::Reask(asked, ..) = node.stmt {
                *dropped =
                    self.still_dropped(NodeId(*reader), dropped, at, node).filter(|_| asked != *slot)?;
                return Some(state);
            }
            let reads = node.reads.iter().any(|s| s == slot || dropped.contains(s));
            if let Some(made) = node.writes.filter(|made| reads && !dropped.contains(made)) {
                dropped.push(made);
                dropped.sort_unstable();
            }
        }
        Some(state)
    }

    /// The states in which the customer will take back what this statement reads first.
    pub(super) fn doubting(&self, at: NodeId, state: &State) -> Vec<State> {
        if state.mode != Mode::Plain || !self.doubts {
            return Vec::new();
        }
        let here = self.graph.doubts.iter().filter(|d| d.reader == at && !d.entered);
        let unread = |slot: SlotId| {
            let bit = self.graph.doubted.iter().position(|s| *s == slot);
            bit.is_none_or(|bit| state.trail.unread & (1 << bit) != 0)
        };
        let known = |slot| self.graph.facts.of_slot(state, slot).is_possible();
        here.filter(|d| unread(d.slot) && known(d.slot))
            .map(|d| self.doubted(d.slot, at, Vec::new(), state))
            .collect()
    }

    /// The same for a flow that was entered here and has ended.
    pub(super) fn doubting_result(&self, at: NodeId, state: &State) -> Option<State> {
        let doubt = self.graph.doubts.iter().find(|d| d.reader == at && d.entered && self.doubts)?;
        let doubted = || self.doubted(doubt.slot, at, vec![doubt.slot], state);
        (state.mode == Mode::Plain).then(doubted)
    }

    fn doubted(&self, slot: SlotId, at: NodeId, dropped: Vec<SlotId>, state: &State) -> State {
        let mut since = state.trail.clone();
        self.tidy_trail(Graph::at(at), &mut since);
        self.graph.horizon.tidy_trail(Graph::at(at), &mut since);
        let mode = Mode::Doubted { slot, reader: at.0, dropped, committed: false, since };
        State { mode, ..state.clone() }
    }

    /// The customer takes the value back, at a question that waits.
    pub(super) fn taken_back(&self, at: Point, waiting: Option<AskId>, state: &State, edges: &mut Vec<Edge>) {
        let Mode::Doubted { slot, reader, dropped, committed, since } = &state.mode else { return };
        // Come round again, the statement may lie ahead of the question; that is not followed.
        let part = |point: u32| self.graph.round.get(point as usize).filter(|c| c.is_round).map(|c| c.number);
        let bit = waiting.and_then(|ask| 1_u64.checked_shl(u32::from(ask.0)));
        let before = bit.is_none_or(|bit| since.asked & bit != 0);
        if before && part(at.0).is_some() && part(at.0) == part(u32::from(*reader)) {
            return;
        }
        // Nor is what a question leaves behind that asks again for what was set before.
        let asked = waiting.and_then(|id| self.graph.flow().asks.get(id.index())).map(|ask| ask.slot);
        let sets = |slot: SlotId| self.graph.flow().nodes.iter().filter(|n| n.writes == Some(slot)).count();
        if asked.is_some_and(|slot| sets(slot) > 1) {
            return;
        }
        let entered = self.graph.doubts.iter().any(|d| d.slot == *slot && d.reader.0 == *reader && d.entered);
        if *committed {
            let block = self.graph.flow().corrections.iter().find(|c| c.slot == *slot);
            if let (Some(block), Some(ask)) = (block.filter(|_| !entered), waiting) {
                let after = State { mode: Mode::Correcting(ask.0), ..state.clone() };
                edges.push(Edge::new(Target::Point(Graph::at(block.entry)), after, How::Corrected(*slot), 1));
            }
            return;
        }
        let mut after = State { mode: Mode::Plain, trail: since.clone(), ..state.clone() };
        self.graph.facts.pass_time(&mut after);
        for gone in dropped.iter().filter(|gone| *gone != slot) {
            self.graph.facts.unset(&mut after, Root::Slot(*gone));
            self.wrote(&mut after, *gone);
        }
        self.keep_answers(&mut after);
        let cases = if entered {
            self.graph.facts.unset(&mut after, Root::Slot(*slot));
            vec![after]
        } else {
            self.retold(after, *slot)
        };
        for mut after in cases {
            self.wrote(&mut after, *slot);
            let to = Target::Point(Graph::at(NodeId(*reader)));
            edges.push(Edge::new(to, after, How::Corrected(*slot), 1));
        }
    }

    /// The slot holds another value that its questions accept.
    fn retold(&self, mut after: State, slot: SlotId) -> Vec<State> {
        let facts = &self.graph.facts;
        facts.fresh(&mut after, Root::Slot(slot));
        if let Some((index, tracked)) =
            facts.places.index(&whole(slot)).and_then(|i| Some((i, facts.places.get(i)?)))
        {
            facts.put(&mut after, index, Known::set(Values::full(tracked.kind)).settled());
        }
        let asks = self.graph.flow().asks.iter().filter(|a| a.slot == slot);
        let requires = asks.flat_map(|a| &a.require);
        requires
            .fold(vec![after], |cases, r| cases.iter().flat_map(|s| facts.holds(s, &r.condition)).collect())
    }

    /// Answers that still hold are not asked for again.
    pub(super) fn keep_answers(&self, state: &mut State) {
        let facts = &self.graph.facts;
        for (i, tracked) in (0u16..).zip(&facts.places.all).filter(|(_, t)| t.asked) {
            let known = facts.get(state, i);
            let defaulted = tracked
                .slot()
                .and_then(|s| self.graph.flow().slots.get(s.index()))
                .is_some_and(|s| s.default.is_some());
            if known.open {
                facts.put(state, i, Known { settled: true, open: defaulted, ..known.as_ref().clone() });
            }
        }
    }

    /// What only blocks have read so far changes where it stands, and the question that waits is put again.
    pub(super) fn changed_beside(&self, waiting: AskId, state: &State, edges: &mut Vec<Edge>) {
        let asked = self.graph.flow().asks.get(waiting.index()).map(|ask| ask.slot);
        let of_doubt = match &state.mode {
            Mode::Doubted { slot, .. } => Some(*slot),
            _ => None,
        };
        for slot in self.graph.beside.iter().filter(|s| Some(**s) != asked && Some(**s) != of_doubt) {
            let bit = self.graph.doubted.iter().position(|s| s == slot);
            let unread = bit.is_none_or(|bit| state.trail.unread & (1 << bit) != 0);
            let Some(known) =
                Some(self.graph.facts.of_slot(state, *slot)).filter(|k| unread && k.is_possible())
            else {
                continue;
            };
            for mut after in self.retold(state.clone(), *slot) {
                if known.values.covers(&self.graph.facts.of_slot(&after, *slot).values) {
                    continue;
                }
                self.wrote(&mut after, *slot);
                self.save(&mut after, *slot);
                let to = Target::Point(self.graph.waiting(waiting));
                edges.push(Edge::new(to, after, How::Corrected(*slot), 1));
            }
        }
    }

    /// What the customer was not asked but can correct may be anything once it was waited for.
    pub(super) fn may_be_changed(&self, state: &mut State) {
        let facts = &self.graph.facts;
        for slot in &self.graph.set_and_asked {
            let Some((index, tracked)) =
                facts.places.index(&whole(*slot)).and_then(|i| Some((i, facts.places.get(i)?)))
            else {
                continue;
            };
            let known = facts.get(state, index);
            if known.is_possible() {
                facts.put(
                    state,
                    index,
                    Known { values: Values::full(tracked.kind), ..known.as_ref().clone() },
                );
            }
        }
    }
}
