//! From what runs to something else: another flow, a block of 全局, a 遇到 block (R6).

use super::run::{self, Next};
use super::turn::Turn;
use super::{ask, enter, handoff, leave, park, say};
use crate::{Fault, Frame, FrameId, Start};
use huashu_dsl::program::{EventId, FlowId, IntentId, NodeId};
use huashu_dsl::value::Value;

/// How many flows may stand on one another (R3).
const DEPTH: usize = 5;

/// The flow that an intent starts.
pub(super) fn flow_of(turn: &Turn<'_>, intent: IntentId) -> Option<FlowId> {
    turn.program.triggered.get(&intent).copied()
}

/// The block of 全局 that an intent runs.
pub(super) fn block_of(turn: &Turn<'_>, intent: IntentId) -> Option<NodeId> {
    turn.program.global.intents.iter().find(|(known, _)| *known == intent).map(|(_, node)| *node)
}

/// Whether a flow belongs to the top unit.
pub(super) fn in_top_unit(turn: &Turn<'_>, flow: FlowId) -> bool {
    let stack = &turn.session.stack;
    stack
        .get(unit_start(stack, stack.len())..)
        .is_some_and(|unit| unit.iter().any(|frame| frame.flow == flow))
}

/// Where the unit begins whose last frame is before `end`.
fn unit_start(stack: &[Frame], end: usize) -> usize {
    stack.iter().take(end).rposition(|frame| !frame.called).unwrap_or(0)
}

/// The lowest frame of the top unit.
pub(super) fn unit_bottom(frames: &[Frame]) -> Option<&Frame> {
    frames.get(unit_start(frames, frames.len()))
}

/// Starts a flow, above a question if one waits; a flow that is on the stack comes up instead.
pub(super) fn start(turn: &mut Turn<'_>, flow: FlowId, event: Option<(EventId, Value)>) -> Result<(), Fault> {
    turn.session.misses = 0;
    turn.session.queued.retain(|queued| *queued != flow);
    park::supersede(turn, flow);
    if let Some(parked) = turn.session.parked.as_mut() {
        parked.offered = false;
    }
    if let Some(at) = turn.session.stack.iter().position(|frame| frame.flow == flow) {
        return come_up(turn, flow, at);
    }
    if turn.session.stack.len() >= DEPTH {
        let next = handoff::broken(turn)?;
        return run::settle(turn, next);
    }
    let kind = if turn.session.stack.is_empty() { Start::Triggered } else { Start::Digression };
    let heard = std::mem::take(&mut turn.heard);
    enter::begin(turn, flow, Vec::new(), heard, event, kind)?;
    run::run(turn)
}

/// The flow that is asked for runs already: it comes up, and says where it stands.
fn come_up(turn: &mut Turn<'_>, flow: FlowId, at: usize) -> Result<(), Fault> {
    let top = turn.top()?.id;
    bring_up(turn, at);
    enter::back_in(turn)?;
    if turn.top()?.id != top || ask::waiting(turn).is_none() {
        let name = turn.flow(flow)?.name.clone();
        say::say(turn, turn.program.builtin.resume, &[Some(Value::Text(name))])?;
    }
    ask::again(turn)
}

/// Brings the unit of the frame at this place of the stack to the top.
pub(super) fn bring_up(turn: &mut Turn<'_>, at: usize) {
    let stack = &mut turn.session.stack;
    let start = unit_start(stack, at.saturating_add(1));
    let end = stack.iter().skip(at + 1).position(|frame| !frame.called).map_or(stack.len(), |n| at + 1 + n);
    let unit: Vec<_> = stack.drain(start..end).collect();
    stack.extend(unit);
}

/// Puts a block of 全局 on the stack.
pub(super) fn block(turn: &mut Turn<'_>, entry: NodeId) -> Result<Next, Fault> {
    leave::drop_block(turn);
    let id = FrameId(turn.session.next_frame);
    turn.session.next_frame = turn.session.next_frame.saturating_add(1);
    let flow = turn.program.global.flow;
    let slots = Turn::fresh_slots(turn.flow(flow)?);
    turn.session.stack.push(Frame::new(id, flow, entry, slots));
    Ok(Next::Elsewhere)
}

/// Runs a block of 全局.
pub(super) fn run_block(turn: &mut Turn<'_>, entry: NodeId) -> Result<(), Fault> {
    let next = block(turn, entry)?;
    run::settle(turn, next)
}

/// Runs a 遇到 or 更正时 block of the running flow; its end comes back to the question as it stood, whatever the block asked.
pub(super) fn interrupt(turn: &mut Turn<'_>, entry: NodeId) -> Result<(), Fault> {
    let top = turn.top_mut()?;
    let asked = top.asked.take().ok_or(Fault::Damaged("no question waits"))?;
    top.back.push((top.at, asked));
    run::settle(turn, Next::To(entry))
}
