//! What a confirmation still covers: whether something that it may have shown was set since.

use super::edges::Steps;
use super::state::State;
use crate::program::{Ask, Node, SlotId};

impl<'p> Steps<'_, 'p> {
    /// A slot was set: confirmations given before do not hold for it.
    pub(super) fn wrote(&self, state: &mut State, slot: SlotId) {
        if let Some(bit) = self.graph.doubted.iter().position(|s| *s == slot) {
            state.unread |= 1 << bit;
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
