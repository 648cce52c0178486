//! What a round counts, and whether it looks at that: then it may come to an end.

use super::Ways;
use super::graph::Point;
use crate::lower::each_place;
use crate::program::{Node, Root, StmtKind};
use std::collections::BTreeSet;

/// What a round counts: values that come of the ones before, and what is computed from them.
pub(super) struct Counted {
    roots: BTreeSet<Root>,
    /// A way may be chosen by one of them: the round may come to an end by it.
    pub(super) decides: bool,
}

impl Counted {
    /// Of the points of a round.
    pub(super) fn of(ways: &Ways<'_>, round: &[Point]) -> Self {
        let nodes: Vec<_> =
            round.iter().filter_map(|p| Some((ways.graph.node(*p)?.1, reads(ways, *p)))).collect();
        let set: BTreeSet<Root> = nodes.iter().filter_map(|(node, _)| set_by(node)).collect();
        let counts = |root: &&Root| computed_from(&nodes, &BTreeSet::from([**root])).contains(*root);
        let mut roots: BTreeSet<Root> = set.iter().filter(counts).copied().collect();
        roots.extend(computed_from(&nodes, &roots));
        let chooses = |node: &Node| match &node.stmt {
            StmtKind::If { .. } | StmtKind::Match { .. } => true,
            // What a plugin answers may depend on what it is asked: a page behind the last one.
            StmtKind::Call(call) => !call.on_error.is_empty(),
            _ => false,
        };
        let decides = nodes.iter().any(|(node, reads)| chooses(node) && !reads.is_disjoint(&roots));
        Self { roots, decides }
    }

    /// What is counted for nothing: whatever it is, the same ways are taken.
    pub(super) fn idle(self) -> BTreeSet<Root> {
        if self.decides { BTreeSet::new() } else { self.roots }
    }
}

/// The roots of what a point reads.
fn reads(ways: &Ways<'_>, point: Point) -> BTreeSet<Root> {
    let mut roots = BTreeSet::new();
    if let Some(uses) = ways.graph.uses.get(point.0 as usize) {
        roots.extend(uses.reads.iter().map(|read| read.place.root));
        let all = uses.tests.iter().chain(&uses.values);
        all.for_each(|e| each_place(e, &mut |place| roots.extend([place.root])));
    }
    roots
}

/// What these statements compute from roots, by whatever way.
fn computed_from(nodes: &[(&Node, BTreeSet<Root>)], roots: &BTreeSet<Root>) -> BTreeSet<Root> {
    let mut found = BTreeSet::new();
    loop {
        let from = nodes.iter().filter(|(_, reads)| !reads.is_disjoint(roots) || !reads.is_disjoint(&found));
        let more: Vec<Root> =
            from.filter_map(|(node, _)| set_by(node)).filter(|r| !found.contains(r)).collect();
        if more.is_empty() {
            return found;
        }
        found.extend(more);
    }
}

/// What a statement sets.
fn set_by(node: &Node) -> Option<Root> {
    match &node.stmt {
        StmtKind::Set(place, _) => Some(place.root),
        _ => node.writes.map(Root::Slot),
    }
}
