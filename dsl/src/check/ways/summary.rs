//! What a flow does to the one that enters it.

use super::known::Known;
use crate::program::{OutcomeId, Place};

/// What is known of a flow without looking into it again. Equal summaries mean that a flow which enters it need not be checked anew.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Summary {
    /// How it may end, with what it gives back; `None` where that is not known: it enters itself, or has mistakes.
    pub(super) ends: Option<Vec<End>>,
    /// It waits for the customer, who may cancel there.
    pub(super) waits: bool,
    /// It may be cancelled: by the customer while it waits, or by a statement.
    pub(super) cancels: bool,
    /// It, or a flow that it enters, may write.
    pub(super) writes: bool,
    /// What of 顾客 and 会话 it may set.
    pub(super) shared: Vec<Place>,
}

/// One way in which a flow ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct End {
    pub(super) outcome: OutcomeId,
    /// What is known of each 传出 slot.
    pub(super) outputs: Vec<Known>,
    /// How often it has waited at least.
    pub(super) turns: u32,
    /// It may end so without having waited for anybody.
    pub(super) silent: bool,
    /// It may have written, and it may not.
    pub(super) wrote: bool,
    pub(super) spared: bool,
    /// Ends were told as one here, or states on the way: what it gives back may not be possible.
    pub(super) blurred: bool,
}

impl End {
    /// It may also do what another does on its way.
    fn does(&mut self, other: &Self) {
        self.silent |= other.silent;
        self.wrote |= other.wrote;
        self.spared |= other.spared;
    }
}

/// More ends than this are told as one for each outcome.
const ENDS: usize = 8;

/// Ends that differ, few of them.
pub(super) fn few(mut ends: Vec<End>) -> Vec<End> {
    let mut kept: Vec<End> = Vec::new();
    ends.sort_by_key(|e| e.turns);
    for end in ends {
        let known = |k: &&mut End| k.outcome == end.outcome && covers(&k.outputs, &end.outputs);
        match kept.iter_mut().find(known) {
            Some(known) => known.does(&end),
            None => kept.push(end),
        }
    }
    if kept.len() > ENDS { joined(kept) } else { kept }
}

fn covers(large: &[Known], small: &[Known]) -> bool {
    large.iter().zip(small).all(|(a, b)| a.covers(b))
}

fn joined(ends: Vec<End>) -> Vec<End> {
    let mut kept: Vec<End> = Vec::new();
    for end in ends {
        match kept.iter_mut().find(|k| k.outcome == end.outcome) {
            Some(known) => {
                known.blurred |= end.blurred || known.outputs != end.outputs;
                let both = known.outputs.iter().zip(&end.outputs).map(|(a, b)| a.join(b));
                known.outputs = both.collect();
                known.turns = known.turns.min(end.turns);
                known.does(&end);
            }
            None => kept.push(end),
        }
    }
    kept
}
