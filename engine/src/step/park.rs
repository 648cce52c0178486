//! Flows that were left for a while: kept, offered again, taken up or dropped (R6, R11).

use super::digress::unit_bottom;
use super::run::{self, Next};
use super::turn::Turn;
use super::{ask, buttons, enter, say};
use crate::{Button, Choice, Effect, Fault, FrameId, Mark, Parked, Payload, Press, Start};
use huashu_dsl::Span;
use huashu_dsl::program::{FlowId, NodeId, OutcomeId, TextId};
use huashu_dsl::value::{Millis, Value};

/// How long parked flows are kept.
const KEPT: Millis = Millis(24 * 60 * 60 * 1_000);

/// Nobody answered: parks everything that runs.
pub(super) fn idle(turn: &mut Turn<'_>) {
    if park(turn) {
        turn.mark(Mark::Idle(KEPT));
    }
}

/// Parks everything that runs; false if nothing does.
fn park(turn: &mut Turn<'_>) -> bool {
    if turn.session.stack.is_empty() {
        return false;
    }
    forget(turn, OutcomeId::IDLE);
    let frames = std::mem::take(&mut turn.session.stack);
    turn.session.parked = Some(Parked { frames, until: turn.at() + KEPT, offered: false });
    true
}

/// What is parked is dropped when one of its flows begins anew.
pub(super) fn supersede(turn: &mut Turn<'_>, flow: FlowId) {
    let again = |parked: &Parked| parked.frames.iter().any(|frame| frame.flow == flow);
    if turn.session.parked.as_ref().is_some_and(again) {
        forget(turn, OutcomeId::IDLE);
    }
}

/// Drops what was parked for too long.
pub(super) fn expire(turn: &mut Turn<'_>) {
    if turn.session.parked.as_ref().is_some_and(|parked| parked.until < turn.at()) {
        forget(turn, OutcomeId::IDLE);
    }
}

/// Parks everything that runs and asks whether to go on with it.
pub(super) fn ask_first(turn: &mut Turn<'_>) -> Result<Next, Fault> {
    if park(turn) {
        turn.mark(Mark::Parked);
    }
    offer(turn)?;
    Ok(Next::Wait)
}

/// Offers the first flow that was asked for while another ran (R5).
pub(super) fn offer_queued(turn: &mut Turn<'_>) -> Result<Next, Fault> {
    let flow = turn.session.queued.remove(0);
    let marks = turn.why.path.len();
    enter::begin(turn, flow, Vec::new(), Vec::new(), None, Start::Triggered)?;
    turn.why.path.truncate(marks);
    ask_first(turn)
}

/// Asks whether to go on with what is parked; false if nothing is, or if it was asked already.
pub(super) fn offer(turn: &mut Turn<'_>) -> Result<bool, Fault> {
    let Some(parked) = turn.session.parked.as_mut().filter(|parked| !parked.offered) else {
        return Ok(false);
    };
    parked.offered = true;
    let Some(bottom) = unit_bottom(&parked.frames) else { return Ok(false) };
    let (frame, flow) = (bottom.id, bottom.flow);
    let name = Value::Text(turn.flow(flow)?.name.clone());
    let text = turn.program.builtin;
    say::say(turn, text.ask_resume, &[Some(name)])?;
    let source: Span = say::source(turn, text.ask_resume)?;
    let both = vec![button(turn, text.resume_yes, frame, true), button(turn, text.resume_no, frame, false)];
    buttons::present(turn, both, source)?;
    Ok(true)
}

fn button(turn: &Turn<'_>, label: TextId, frame: FrameId, yes: bool) -> Button {
    let payload = Payload { frame, node: NodeId(0), visit: 0, choice: Choice::Resume(yes) };
    Button { label: buttons::line(turn, label), press: Press::Payload(payload) }
}

/// Whether this frame's flow waits for the answer to 接着办吗.
pub(super) fn offers(turn: &Turn<'_>, frame: FrameId) -> bool {
    let parked =
        turn.session.parked.as_ref().filter(|parked| parked.offered && turn.session.stack.is_empty());
    parked.and_then(|parked| unit_bottom(&parked.frames)).is_some_and(|bottom| bottom.id == frame)
}

/// The frame that waits for the answer to 接着办吗.
pub(super) fn offered(turn: &Turn<'_>) -> Option<FrameId> {
    let bottom = unit_bottom(&turn.session.parked.as_ref()?.frames)?.id;
    offers(turn, bottom).then_some(bottom)
}

/// The customer goes on with it, or not.
pub(super) fn answered(turn: &mut Turn<'_>, yes: bool) -> Result<(), Fault> {
    turn.session.misses = 0;
    if !yes {
        forget(turn, OutcomeId::CANCELLED);
        return say::say(turn, turn.program.builtin.cancel, &[]);
    }
    turn.session.stack = turn.session.parked.take().map(|parked| parked.frames).unwrap_or_default();
    enter::back_in(turn)?;
    if turn.top()?.asked.is_some() {
        return ask::again(turn);
    }
    run::settle(turn, Next::Elsewhere)
}

fn forget(turn: &mut Turn<'_>, outcome: OutcomeId) {
    for frame in turn.session.parked.take().into_iter().flat_map(|parked| parked.frames).rev() {
        turn.effects.push(Effect::Ended(frame.flow, outcome));
    }
}
