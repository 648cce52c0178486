//! R7: corrections.

use super::state::{Came, Frame};
use super::{Reference, Then};
use huashu_dsl::program::{NodeId, SlotId, SlotOrigin, TeamId};
use huashu_dsl::value::Value;
use huashu_engine::{Clause, HandoffReason, render};
use std::collections::BTreeSet;

/// What a correction is for: the frame's place on the stack, the slot, the new value.
pub(super) struct Change {
    frame: usize,
    slot: SlotId,
    value: Value,
}

impl Reference<'_> {
    /// R7: marker and value. Target: the slot named, else the only one that fits, else the last filled that fits.
    ///
    /// Silent: among which slots. Read: those of the top unit that have a value of the customer's, which is another one; a
    /// default too, if there is a question for it.
    pub(super) fn correction(&self, clause: &Clause) -> Option<Change> {
        if !clause.correction {
            return None;
        }
        let unit = self.state.stack.iter().rposition(|f| !f.called).unwrap_or(0);
        let mut fitting = Vec::new();
        for (frame, f) in self.state.stack.iter().enumerate().skip(unit) {
            for (slot, held) in &f.slots {
                let filled = f.set.get(slot).map_or(0, |(filled, _)| *filled);
                let declared = &self.flow(f.flow).slots[slot.index()];
                let asked = self.flow(f.flow).asks.iter().any(|ask| ask.slot == *slot);
                if filled == 0 && !asked {
                    continue;
                }
                if declared.origin != SlotOrigin::Declared {
                    continue;
                }
                let value =
                    clause.entities.iter().find(|e| e.ty == *declared.ty.required() && e.value != *held);
                fitting.extend(value.map(|e| {
                    let named = e.named.as_deref() == Some(declared.name.as_str());
                    (named, filled, Change { frame, slot: *slot, value: e.value.clone() })
                }));
            }
        }
        fitting.sort_by_key(|(named, filled, _)| (*named, *filled));
        fitting.pop().map(|(_, _, change)| change)
    }

    /// R7: set it, drop what was computed from it, rewind to the first statement that read it since it was last set, say so once.
    pub(super) fn correct(&mut self, change: &Change) {
        if self.refuses(change) {
            return self.prompt();
        }
        let frame = &self.state.stack[change.frame];
        let since = frame.set.get(&change.slot).map_or(0, |(_, since)| *since);
        let dropped = self.computed_from(frame, change.slot, since);
        let reads = |at: &NodeId| self.node(frame, *at).reads.contains(&change.slot);
        let first = frame.executed.iter().skip(since).position(reads).map(|n| n + since);
        let behind_a_write =
            first.is_some_and(|first| frame.executed[first..].iter().any(|n| frame.written.contains(n)));
        if behind_a_write {
            return self.correction_block(change);
        }
        let declared = &self.flow(frame.flow).slots[change.slot.index()];
        let value = render::value(self.program, &change.value, &declared.ty);
        let params = [Some(Value::Text(declared.name.clone())), Some(Value::Text(value))];
        let Some(first) = first else {
            self.put_in(change.frame, change.slot, Some(change.value.clone()), Came::Otherwise);
            self.say_with(self.program.builtin.correction, &params);
            return self.prompt();
        };
        self.state.stack.truncate(change.frame + 1);
        self.put(change.slot, Some(change.value.clone()), Came::Otherwise);
        self.say_with(self.program.builtin.correction, &params);
        self.rewind(first, &dropped);
        self.run();
    }

    /// Silent: 要求 is checked at its ask, which is not asked again. Read: it holds for a correction too; one that it refuses is none,
    /// and no try.
    fn refuses(&mut self, change: &Change) -> bool {
        let flow = self.flow(self.state.stack[change.frame].flow);
        let above = self.state.stack.split_off(change.frame + 1);
        let before = self.top().slots.insert(change.slot, change.value.clone());
        let refused = flow.asks.iter().filter(|a| a.slot == change.slot).find_map(|a| self.refused(a));
        if let Some(text) = refused {
            self.say(text);
        }
        match before {
            Some(before) => drop(self.top().slots.insert(change.slot, before)),
            None => drop(self.top().slots.remove(&change.slot)),
        }
        self.state.stack.extend(above);
        refused.is_some()
    }

    /// What was computed from a slot since it was last set: by 算 and 得到, and answers whose question showed it.
    fn computed_from(&self, frame: &Frame, slot: SlotId, since: usize) -> BTreeSet<SlotId> {
        let mut all = BTreeSet::from([slot]);
        for at in &frame.executed[since..] {
            let node = self.node(frame, *at);
            if node.reads.iter().any(|read| all.contains(read) && node.writes != Some(*read)) {
                all.extend(node.writes);
            }
        }
        all.remove(&slot);
        all
    }

    /// Back to a statement; what is still valid is not asked again.
    fn rewind(&mut self, first: usize, dropped: &BTreeSet<SlotId>) {
        for slot in dropped {
            self.forget(*slot);
            self.top().skipped.remove(slot);
        }
        let frame = self.top();
        // What the question that waits had as its value before it was asked once more is still valid.
        if let Some(asked) = frame.asked.take()
            && let Some((slot, value, came)) = asked.before
            && !dropped.contains(&slot)
        {
            frame.slots.insert(slot, value);
            frame.came.extend(came.map(|came| (slot, came)));
        }
        frame.back.clear();
        frame.unanswered = Some(frame.at);
        for (_, since) in frame.set.values_mut() {
            *since = first.min(*since);
        }
        frame.at = frame.executed[first];
        frame.executed.truncate(first);
        for came in frame.came.values_mut().filter(|came| **came == Came::Answer) {
            *came = Came::Otherwise;
        }
        frame.kept_skips = frame.skipped.clone();
    }

    /// R7: a committed 写入 depends on it: 更正时, else a hand-off with both values.
    fn correction_block(&mut self, change: &Change) {
        let flow = self.flow(self.state.stack[change.frame].flow);
        match flow.corrections.iter().find(|c| c.slot == change.slot) {
            Some(block) => {
                self.state.stack.truncate(change.frame + 1);
                let frame = self.top();
                frame.asked = None;
                frame.correcting = Some(change.value.clone());
                frame.at = block.entry;
                self.run();
            }
            None => self.hand_off(TeamId(0), None, None, HandoffReason::Correction),
        }
    }

    fn put_in(&mut self, frame: usize, slot: SlotId, value: Option<Value>, came: Came) {
        let above = self.state.stack.split_off(frame + 1);
        self.put(slot, value, came);
        self.state.stack.extend(above);
    }

    /// R10: an answer, or a skip, that a rewind left standing.
    pub(super) fn still_skipped(&mut self, slot: SlotId) -> Option<Then> {
        let frame = self.top();
        if !frame.kept_skips.remove(&slot) {
            return None;
        }
        let next = { self.state.stack.last().map(|f| self.node(f, f.at).next) }?;
        Some(self.go(next))
    }
}
