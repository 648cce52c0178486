//! 如果 and 按.

use super::run::Next;
use super::turn::Turn;
use crate::{Fault, eval};
use huashu_dsl::program::{Expr, MatchArm, NodeId};

/// 如果: the one or the other.
pub(super) fn choose(turn: &Turn<'_>, condition: &Expr, then: NodeId, otherwise: NodeId) -> Next {
    Next::To(if turn.holds(condition) { then } else { otherwise })
}

/// 按: the first arm that fits.
pub(super) fn arm(turn: &Turn<'_>, subject: &Expr, arms: &[MatchArm]) -> Result<Next, Fault> {
    let scope = turn.scope();
    let value = eval::eval(subject, &scope);
    let taken = arms.iter().find(|arm| eval::fits(&arm.test, value.as_ref(), &scope));
    taken.map(|arm| Next::To(arm.then)).ok_or(Fault::Damaged("no arm fits"))
}
