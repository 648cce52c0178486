//! 转到 结束 and the ends of blocks; 转人工 and 取消流程 have modules of their own.

use super::run::Next;
use super::turn::Turn;
use super::{ask, cancel, digress, enter, handoff, park, say};
use crate::Fault;
use huashu_dsl::program::{OutcomeId, StepId, WayOut};
use huashu_dsl::value::{Millis, Value};

/// After this long another flow is not simply gone back to: the customer is asked first (R6).
const AWAY: Millis = Millis(30 * 60 * 1_000);

/// Takes a way out.
pub(super) fn leave(turn: &mut Turn<'_>, out: &WayOut) -> Result<Next, Fault> {
    match out {
        WayOut::Goto(step) => go_to(turn, *step),
        WayOut::Handoff { team, note, priority } => {
            handoff::authored(turn, *team, note.as_ref(), priority.as_ref())
        }
        WayOut::Cancel(text) => {
            drop_block(turn);
            cancel::cancel(turn, *text)
        }
        WayOut::End(outcome) => end(turn, *outcome),
    }
}

/// A block of 全局 that leaves does so for what it interrupted.
pub(super) fn drop_block(turn: &mut Turn<'_>) {
    if turn.session.stack.last().is_some_and(|top| turn.is_global(top)) {
        turn.session.stack.pop();
    }
}

fn go_to(turn: &mut Turn<'_>, step: StepId) -> Result<Next, Fault> {
    drop_block(turn);
    let flow = turn.flow(turn.top()?.flow)?;
    let entry = flow.steps.get(step.index()).ok_or(Fault::Damaged("no such step"))?.entry;
    let top = turn.top_mut()?;
    top.back.clear();
    top.asked = None;
    top.correcting = None;
    turn.marked = None;
    Ok(Next::To(entry))
}

/// 结束
fn end(turn: &mut Turn<'_>, outcome: OutcomeId) -> Result<Next, Fault> {
    drop_block(turn);
    let frame = turn.session.stack.pop().ok_or(Fault::Damaged("no flow to end"))?;
    turn.over(&frame, outcome);
    if frame.called { enter::give_back(turn, &frame, outcome) } else { unit_over(turn) }
}

/// A unit is over: back to the one below, or done.
pub(super) fn unit_over(turn: &mut Turn<'_>) -> Result<Next, Fault> {
    let Some(below) = turn.session.stack.last() else { return nothing_left(turn) };
    let away = below.asked.as_ref().is_some_and(|asked| turn.at() - asked.since > AWAY);
    if away {
        return park::ask_first(turn);
    }
    let name = name_of_top(turn)?;
    enter::back_in(turn)?;
    say::say(turn, turn.program.builtin.resume, &[name])?;
    ask::again(turn)?;
    Ok(Next::Wait)
}

/// What a customer would call what runs: the flow that was asked for, not one that it entered.
pub(super) fn name_of_top(turn: &Turn<'_>) -> Result<Option<Value>, Fault> {
    let Some(bottom) = digress::unit_bottom(&turn.session.stack) else { return Ok(None) };
    Ok(Some(Value::Text(turn.flow(bottom.flow)?.name.clone())))
}

fn nothing_left(turn: &mut Turn<'_>) -> Result<Next, Fault> {
    if !turn.session.queued.is_empty() {
        return park::offer_queued(turn);
    }
    if turn.session.replying && !turn.session.spoke {
        say::say(turn, turn.program.builtin.completed, &[])?;
    }
    Ok(Next::Wait)
}

/// The end of a 遇到, 更正时 or 全局 block: the question is put again, unless the block has answered it.
pub(super) fn back(turn: &mut Turn<'_>) -> Result<Next, Fault> {
    if turn.is_global(turn.top()?) {
        drop_block(turn);
        // A block that had to wait while another flow was asked for beside it.
        let idle = turn.session.stack.is_empty() && turn.session.parked.is_none() && !turn.hushed;
        if idle && !turn.session.queued.is_empty() {
            return park::offer_queued(turn);
        }
    } else {
        let top = turn.top_mut()?;
        let (at, asked) = top.back.pop().ok_or(Fault::Damaged("a block that nothing entered"))?;
        (top.at, top.asked) = (at, Some(asked));
        top.correcting = None;
    }
    if turn.session.stack.last().is_some_and(|top| top.asked.is_none()) {
        return handoff::broken(turn);
    }
    ask::come_back(turn)
}
