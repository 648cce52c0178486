//! 重说 and 重问: the last question once more, and a question that begins anew.

use super::run::{self, Next};
use super::turn::Turn;
use super::{accept, ask, correct, leave, say};
use crate::{Fault, HandoffReason, Mark};
use huashu_dsl::program::{NodeId, SlotId, StmtKind, TextId};

/// 重说
pub(super) fn repeat(turn: &mut Turn<'_>) -> Result<Next, Fault> {
    let block = turn.is_global(turn.top()?);
    leave::drop_block(turn);
    if ask::waiting(turn).is_some() {
        ask::again(turn)?;
    } else {
        say::say(turn, turn.program.builtin.nothing_to_repeat, &[])?;
    }
    Ok(if block { Next::Wait } else { Next::On })
}

/// 重问: drops the slot and what depends on it, and counts a try of its question.
pub(super) fn ask_again(
    turn: &mut Turn<'_>,
    slot: SlotId,
    to: NodeId,
    text: Option<TextId>,
) -> Result<Next, Fault> {
    let top = turn.top()?;
    let flow = turn.flow(top.flow)?;
    let (flow_id, step) = (top.flow, turn.node(top.flow, to)?.step);
    let StmtKind::Ask(id) = turn.node(top.flow, to)?.stmt else {
        return Err(Fault::Damaged("重问 without a question"));
    };
    let question = turn.ask(top.flow, id)?;
    let position = top.trail.iter().position(|node| *node == to).unwrap_or(top.trail.len());
    let dependents = correct::dependents(flow, &top.trail, slot, position.saturating_add(1));
    correct::drop_slots(turn, &dependents.slots)?;
    correct::rewind(turn, position, to)?;
    turn.mark(Mark::Rewound(flow_id, step));
    let tries = accept::earlier_tries(turn, to)?.saturating_add(1);
    run::arrive(turn)?;
    run::trail(turn)?;
    ask::stand(turn, question, tries)?;
    let limit = question.max_tries.as_ref().or(turn.program.global.max_tries.as_ref());
    if let Some(limit) = limit.filter(|limit| u32::from(tries) >= limit.times) {
        turn.reason = HandoffReason::TriesExhausted;
        return leave::leave(turn, &limit.leave);
    }
    match text {
        None => ask::again(turn).map(|()| Next::Wait),
        Some(text) => accept::prompt(turn, text, &[], None),
    }
}
