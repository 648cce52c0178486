//! 取消流程: ends the top unit (R8).

use super::run::Next;
use super::turn::Turn;
use super::{leave, say};
use crate::{Fault, Mark};
use huashu_dsl::program::{NodeId, OutcomeId, StmtKind, TextId};

/// Ends flows from the top until a 没走完 takes it, or the unit is over.
pub(super) fn cancel(turn: &mut Turn<'_>, text: Option<TextId>) -> Result<Next, Fault> {
    let mut written = false;
    while let Some(frame) = turn.session.stack.pop() {
        written |= !frame.written.is_empty();
        turn.over(&frame, OutcomeId::CANCELLED);
        if !frame.called {
            break;
        }
        if let Some(block) = unfinished(turn)? {
            return take_over(turn, block, written);
        }
    }
    say::say(turn, text.unwrap_or(turn.program.builtin.cancel), &[])?;
    if written {
        say::say(turn, turn.program.builtin.already_done, &[])?;
    }
    leave::unit_over(turn)
}

/// The 没走完 block of the statement at which the caller stands.
fn unfinished(turn: &Turn<'_>) -> Result<Option<NodeId>, Fault> {
    Ok(match &turn.here()?.stmt {
        StmtKind::Enter(_, block) | StmtKind::ForEach { unfinished: block, .. } => *block,
        _ => None,
    })
}

fn take_over(turn: &mut Turn<'_>, block: NodeId, written: bool) -> Result<Next, Fault> {
    let flow = turn.top()?.flow;
    turn.mark(Mark::Unfinished(flow));
    turn.marked = turn.place_of_top();
    let top = turn.top_mut()?;
    top.each = None;
    if written {
        top.note_write();
    }
    Ok(Next::To(block))
}
