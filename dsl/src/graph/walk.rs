//! The statements of a step: all that runs before the next step, each with the innermost arm of a branch in which it stands.

use super::diagram::EdgeKind;
use super::transition::{self, Target};
use super::words::Words;
use crate::program::{NodeId, StmtKind};

/// The statements of a step.
#[derive(Debug)]
pub(super) struct Walk {
    /// In the order in which they are written.
    pub(super) reached: Vec<Reached>,
    arms: Vec<Arm>,
}

/// A statement that is reached.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reached {
    /// The statement.
    pub(super) node: NodeId,
    /// The arm in which it stands; none in the step itself.
    pub(super) arm: Option<usize>,
}

/// An arm of a branch.
#[derive(Debug, Clone)]
pub(super) struct Arm {
    /// Why it is taken.
    pub(super) kind: EdgeKind,
    /// When it is taken.
    pub(super) label: String,
}

impl Walk {
    /// An arm of the step.
    pub(super) fn arm(&self, arm: Option<usize>) -> Option<&Arm> {
        arm.and_then(|i| self.arms.get(i))
    }

    /// When an arm is taken.
    pub(super) fn label(&self, arm: Option<usize>) -> Option<&str> {
        self.arm(arm).map(|a| a.label.as_str())
    }

    /// Whether a statement is one of the step.
    pub(super) fn has(&self, node: NodeId) -> bool {
        self.reached.iter().any(|r| r.node == node)
    }
}

/// Walks from `entry` to every way out.
///
/// What follows a branch is walked before its arms are: so it stands in the arm in which the branch itself stands, and an arm ends where
/// it meets what was walked already.
pub(super) fn walk(words: &Words<'_>, entry: NodeId) -> Walk {
    let flow = words.flow;
    let mut arms: Vec<Arm> = Vec::new();
    let mut arm_of: Vec<Option<Option<usize>>> = vec![None; flow.nodes.len()];
    let mut open: Vec<(NodeId, Option<usize>)> = vec![(entry, None)];
    while let Some((id, arm)) = open.pop() {
        let (Some(node), Some(place)) = (flow.nodes.get(id.index()), arm_of.get_mut(id.index())) else {
            continue;
        };
        if place.is_some() {
            continue;
        }
        *place = Some(arm);
        for t in transition::of(words, node).into_iter().rev() {
            let Target::Node(to) = t.to else { continue };
            let otherwise = matches!(&node.stmt, StmtKind::If { otherwise, .. } if to == *otherwise);
            let chained = otherwise
                && matches!(flow.nodes.get(to.index()), Some(n) if matches!(n.stmt, StmtKind::If { .. }) && n.next == node.next);
            match t.kind {
                EdgeKind::Reask => {}
                // A missing 否则 is no arm, and 否则如果 stands where its 如果 does.
                _ if to == node.next || chained => open.push((to, arm)),
                kind => {
                    arms.push(Arm { kind, label: t.label });
                    open.push((to, Some(arms.len() - 1)));
                }
            }
        }
        open.push((node.next, arm));
    }
    let mut reached = reachable(words, entry);
    reached.sort_by_key(|id| flow.nodes.get(id.index()).map(|n| (n.span.source, n.span.start, *id)));
    let arm = |node: NodeId| arm_of.get(node.index()).copied().flatten().flatten();
    Walk { reached: reached.into_iter().map(|node| Reached { node, arm: arm(node) }).collect(), arms }
}

/// The statements that are really come by: what follows a branch whose every arm leaves is not.
fn reachable(words: &Words<'_>, entry: NodeId) -> Vec<NodeId> {
    let mut seen = vec![false; words.flow.nodes.len()];
    let mut found = Vec::new();
    let mut open = vec![entry];
    while let Some(id) = open.pop() {
        let (Some(node), Some(seen)) = (words.flow.nodes.get(id.index()), seen.get_mut(id.index())) else {
            continue;
        };
        if std::mem::replace(seen, true) {
            continue;
        }
        found.push(id);
        for t in transition::of(words, node) {
            match t.to {
                Target::Node(to) if t.kind != EdgeKind::Reask => open.push(to),
                _ => {}
            }
        }
    }
    found
}
