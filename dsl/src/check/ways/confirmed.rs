//! What a confirmation still covers: whether something that it may have shown was set since.

use super::doubts::is_correctable;
use super::edges::Steps;
use super::state::State;
use crate::program::{Ask, AskId, Flow, Node, SlotId, StmtKind};
use std::collections::BTreeSet;

/// For each slot that holds a confirmation, the arguments that the customer can correct without being asked for it again: it shows
/// neither them nor what is computed from them.
pub(super) fn unshown(flow: &Flow, confirms: &[SlotId], arguments: &[SlotId]) -> Vec<u64> {
    let questions = |slot: SlotId| flow.nodes.iter().filter(move |n| is_confirmation(flow, n, slot));
    let hidden = |slot: SlotId, argument: SlotId| {
        is_correctable(flow, argument) && questions(slot).any(|n| !shown(flow, n).contains(&argument))
    };
    let word = |slot: SlotId| {
        let bits = (0u32..).zip(arguments).filter(|(_, argument)| hidden(slot, **argument));
        bits.fold(0, |word, (bit, _)| word | 1 << bit)
    };
    confirms.iter().map(|slot| word(*slot)).collect()
}

fn is_confirmation(flow: &Flow, node: &Node, slot: SlotId) -> bool {
    let explicit = |id: AskId| flow.asks.get(id.index()).is_some_and(|ask| ask.explicit);
    node.writes == Some(slot) && matches!(node.stmt, StmtKind::Ask(id) if explicit(id))
}

/// What a question reads, and what that was computed from.
fn shown(flow: &Flow, question: &Node) -> BTreeSet<SlotId> {
    let mut found: BTreeSet<SlotId> = question.reads.iter().copied().collect();
    loop {
        let before = found.len();
        for node in &flow.nodes {
            if node.writes.is_some_and(|slot| found.contains(&slot)) {
                found.extend(&node.reads);
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

impl<'p> Steps<'_, 'p> {
    /// A slot was set: confirmations given before do not hold for it.
    pub(super) fn wrote(&self, state: &mut State, slot: SlotId) {
        if let Some(bit) = self.graph.doubted.iter().position(|s| *s == slot) {
            state.trail.unread |= 1 << bit;
        }
        let bit = self.graph.arguments.iter().position(|s| *s == slot);
        for (confirm, since) in self.graph.confirms.iter().zip(&mut state.confirmed) {
            if *confirm == slot {
                *since = None;
            } else if let (Some(since), Some(bit)) = (since.as_mut(), bit) {
                *since |= 1 << bit;
            }
        }
    }

    /// While something is waited for, the customer may correct what a confirmation did not show.
    pub(super) fn may_be_corrected(&self, state: &mut State) {
        let set = (0u32..).zip(&self.graph.arguments);
        let set = set.filter(|(_, slot)| self.facts().of_slot(state, **slot).is_possible());
        let set = set.fold(0, |word, (bit, _)| word | 1 << bit);
        for (since, unshown) in state.confirmed.iter_mut().zip(&self.graph.unshown) {
            since.iter_mut().for_each(|since| *since |= unshown & set);
        }
    }

    /// 算 follows from what it reads: it changes only if that did.
    pub(super) fn computed(&self, state: &mut State, slot: SlotId, node: &Node) {
        let Some(bit) = self.graph.arguments.iter().position(|s| *s == slot) else { return };
        let of = |slot: &SlotId| self.graph.arguments.iter().position(|s| s == slot);
        for since in state.confirmed.iter_mut().flatten() {
            let stale = node.reads.iter().filter_map(of).any(|read| *since & (1 << read) != 0);
            *since = if stale { *since | 1 << bit } else { *since & !(1 << bit) };
        }
    }

    pub(super) fn confirm(&self, state: &mut State, ask: &Ask) {
        for (confirm, since) in self.graph.confirms.iter().zip(&mut state.confirmed) {
            if *confirm == ask.slot && ask.explicit {
                *since = Some(0);
            }
        }
    }
}
