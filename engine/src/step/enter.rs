//! 进入 流程, and how any flow begins and gives its result back.

use super::run::Next;
use super::turn::Turn;
use super::{each, handoff, prefill};
use crate::{Entity, Fault, Frame, FrameId, Mark, SlotSource, Start, eval};
use huashu_dsl::program::{Enter, EventId, Flow, FlowId, OutcomeId, Root, SlotId, StmtKind};
use huashu_dsl::value::{Member, Value};

/// How many flows may stand on one another (R3).
const DEPTH: usize = 5;

/// 进入
pub(super) fn enter(turn: &mut Turn<'_>, enter: &Enter) -> Result<Next, Fault> {
    if turn.session.stack.len() >= DEPTH {
        return handoff::broken(turn);
    }
    let args = arguments(turn, enter);
    let heard = std::mem::take(&mut turn.top_mut()?.heard);
    begin(turn, enter.flow, args, heard, None, Start::Called)?;
    Ok(Next::Elsewhere)
}

/// The arguments, read where the flow is entered.
pub(super) fn arguments(turn: &Turn<'_>, enter: &Enter) -> Vec<(SlotId, Option<Value>)> {
    enter.args.iter().map(|(slot, value)| (*slot, turn.eval(value))).collect()
}

/// Puts a flow on the stack, at its first statement, with what its slots begin with.
pub(super) fn begin(
    turn: &mut Turn<'_>,
    id: FlowId,
    args: Vec<(SlotId, Option<Value>)>,
    heard: Vec<Entity>,
    event: Option<(EventId, Value)>,
    start: Start,
) -> Result<(), Fault> {
    let flow = turn.flow(id)?;
    let entry = flow.steps.first().ok_or(Fault::Damaged("a flow without steps"))?.entry;
    let frame = FrameId(turn.session.next_frame);
    turn.session.next_frame = turn.session.next_frame.saturating_add(1);
    let called = start == Start::Called;
    let slots = Turn::fresh_slots(flow);
    turn.session.stack.push(Frame { called, event, ..Frame::new(frame, id, entry, slots) });
    turn.mark(Mark::Began(id, start));
    turn.marked = None;
    turn.mark_step();
    for (slot, value) in args {
        turn.give(slot, value, SlotSource::Argument)?;
    }
    prefill::prefill(turn, heard)?;
    first_values(turn, flow)
}

/// 来自 and 存到: what is known before anything is asked.
fn first_values(turn: &mut Turn<'_>, flow: &Flow) -> Result<(), Fault> {
    for (slot, declared) in (0..).map(SlotId).zip(&flow.slots) {
        if turn.held(slot)?.source != SlotSource::Default {
            continue;
        }
        let known = [&declared.from, &declared.save_to].into_iter().flatten().find_map(|place| {
            let value = eval::read(place, &turn.scope())?.into_owned();
            Some((value, matches!(place.root, Root::Session(_))))
        });
        if let Some((value, shared)) = known {
            turn.set_first(slot, Some(value), shared)?;
        }
    }
    Ok(())
}

/// Gives the result of a flow that has ended to the one that entered it, which goes on.
pub(super) fn give_back(turn: &mut Turn<'_>, ended: &Frame, outcome: OutcomeId) -> Result<Next, Fault> {
    let result = result(turn.flow(ended.flow)?, ended, outcome);
    let node = turn.here()?;
    let caller = turn.top_mut()?;
    caller.heard.extend(ended.heard.iter().cloned());
    if !ended.written.is_empty() {
        caller.note_write();
    }
    match &node.stmt {
        StmtKind::Enter(enter, _) => {
            back_in(turn)?;
            if let Some(slot) = enter.result {
                turn.give(slot, Some(result), SlotSource::Computed)?;
            }
            Ok(Next::On)
        }
        StmtKind::ForEach { item, enter, .. } => each::item_done(turn, *item, enter, result),
        _ => Err(Fault::Damaged("a called flow above a statement that calls none")),
    }
}

/// Notes that the running flow goes on at its step.
pub(super) fn back_in(turn: &mut Turn<'_>) -> Result<(), Fault> {
    let flow = turn.top()?.flow;
    turn.marked = turn.place_of_top();
    if let Some((_, step)) = turn.marked {
        turn.mark(Mark::BackIn(flow, step));
    }
    Ok(())
}

/// 传出 in order, then 结果.
fn result(flow: &Flow, frame: &Frame, outcome: OutcomeId) -> Value {
    let value = |slot: SlotId| frame.slots.get(slot.index()).and_then(|held| held.value.clone());
    let mut fields: Vec<_> = flow.outputs().map(|(slot, _)| value(slot)).collect();
    fields.push(Some(Value::Member(Member { ty: flow.outcome_type, index: outcome.0 })));
    Value::Record(fields)
}
