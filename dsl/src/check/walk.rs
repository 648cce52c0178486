//! Visits every statement of a block, nested ones included, in the order of the text.

use crate::ast::{Block, Stmt, StmtKind};

/// Calls `visit` on each statement of `block` and of the blocks inside it.
pub(crate) fn each_stmt<'a>(block: &'a Block, visit: &mut impl FnMut(&'a Stmt)) {
    for stmt in block {
        visit(stmt);
        for inner in blocks(stmt) {
            each_stmt(inner, visit);
        }
    }
}

/// The blocks directly inside `stmt`.
pub(crate) fn blocks(stmt: &Stmt) -> Vec<&Block> {
    match &stmt.kind {
        StmtKind::Ask(ask) => ask.interrupts.iter().map(|(_, b)| b).collect(),
        StmtKind::Call(call) => call.on_error.iter().map(|(_, b)| b).collect(),
        StmtKind::Enter(_, unfinished) | StmtKind::ForEach { unfinished, .. } => unfinished.iter().collect(),
        StmtKind::Await { then, timeout, .. } => vec![then, timeout],
        StmtKind::If { branches, otherwise } => branches.iter().map(|(_, b)| b).chain(otherwise).collect(),
        StmtKind::Match { arms, .. } => arms.iter().map(|(_, b)| b).collect(),
        StmtKind::Experiment { arms, .. } => arms.iter().map(|(_, _, b)| b).collect(),
        _ => Vec::new(),
    }
}

/// Whether at most one of the blocks directly inside `stmt` is walked each time.
pub(crate) fn is_a_choice(stmt: &Stmt) -> bool {
    use StmtKind::{Await, Call, Experiment, If, Match};
    matches!(stmt.kind, Call(_) | Await { .. } | If { .. } | Match { .. } | Experiment { .. })
}
