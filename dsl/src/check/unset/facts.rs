//! What is known to be set, and what a condition proves.

use crate::program::{Expr, Place, Root, SlotId};
use std::collections::BTreeSet;

/// Places that are set.
pub(crate) type Facts = BTreeSet<Place>;

/// How a condition came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It holds.
    Holds,
    /// It does not.
    Fails,
}

impl Outcome {
    fn other(self) -> Self {
        match self {
            Self::Holds => Self::Fails,
            Self::Fails => Self::Holds,
        }
    }
}

/// The facts that say nothing about a slot.
pub(crate) fn without(facts: &Facts, slot: SlotId) -> Facts {
    facts.iter().filter(|p| p.root != Root::Slot(slot)).cloned().collect()
}

/// What is set when a condition came out so.
pub(crate) fn when(condition: &Expr, outcome: Outcome) -> Facts {
    match (condition, outcome) {
        (Expr::Has(place), Outcome::Holds) => prefixes(place),
        (Expr::Not(inner), _) => when(inner, outcome.other()),
        (Expr::And(all), Outcome::Holds) | (Expr::Or(all), Outcome::Fails) => {
            all.iter().flat_map(|e| when(e, outcome)).collect()
        }
        (Expr::And(all) | Expr::Or(all), _) => {
            let mut each = all.iter().map(|e| when(e, outcome));
            let first = each.next().unwrap_or_default();
            each.fold(first, |common, facts| common.intersection(&facts).cloned().collect())
        }
        _ => Facts::new(),
    }
}

/// A place and everything on the way to it.
fn prefixes(place: &Place) -> Facts {
    let part = |n: usize| Place { root: place.root, fields: place.fields.iter().take(n).copied().collect() };
    (0..=place.fields.len()).map(part).collect()
}
