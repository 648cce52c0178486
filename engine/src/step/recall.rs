//! 改口 of what a flow had asked that was entered and has ended: its 进入 is gone back to, with the new value.

use super::correct;
use super::turn::Turn;
use super::utterance::Utterance;
use super::{answer, ask, handoff, prefill, run};
use crate::{Entity, Fault, Frame, HandoffReason, Mark, Piece, Rendered, render};
use huashu_dsl::program::{Enter, Flow, FlowId, SlotId, StmtKind, TextId};
use huashu_dsl::value::Value;

/// A value that a flow gave back and that is corrected.
pub(super) struct Recalled {
    /// The place of the 进入 on the caller's trail.
    place: usize,
    /// The flow that was entered.
    entered: FlowId,
    /// Its slot.
    slot: SlotId,
    /// What the slot is to hold.
    entity: Entity,
}

impl Recalled {
    /// The new value.
    pub(super) fn value(&self) -> &Value {
        &self.entity.value
    }
}

/// The last result of a 进入 of this frame that an utterance corrects, and the caller's slot for it.
pub(super) fn find(
    turn: &Turn<'_>,
    flow: &Flow,
    frame: &Frame,
    utterance: &Utterance<'_>,
) -> Option<(SlotId, Recalled)> {
    let entities = prefill::by_precision(&utterance.clause.entities);
    frame.trail.iter().enumerate().rev().find_map(|(place, node)| {
        let StmtKind::Enter(enter, _) = &flow.nodes.get(node.index())?.stmt else { return None };
        let result = enter.result?;
        let Some(Value::Record(fields)) = &frame.slots.get(result.index())?.value else { return None };
        let (slot, entity) =
            entities.iter().find_map(|entity| Some((output(turn, enter, fields, entity)?, *entity)))?;
        Some((result, Recalled { place, entered: enter.flow, slot, entity: entity.clone() }))
    })
}

/// The slot of the entered flow whose result is of the value's type, and another.
fn output(turn: &Turn<'_>, enter: &Enter, fields: &[Option<Value>], entity: &Entity) -> Option<SlotId> {
    let entered = turn.program.flows.get(enter.flow.index())?;
    let mut fitting = entered.outputs().zip(fields).filter(|((_, slot), value)| {
        !slot.input && answer::exactly(&slot.ty, entity) && value.as_ref().is_some_and(|v| *v != entity.value)
    });
    fitting.next().map(|((slot, _), _)| slot)
}

/// Goes back to the 进入, whose flow takes the new value instead of asking.
pub(super) fn correct(
    turn: &mut Turn<'_>,
    at: usize,
    result: SlotId,
    recalled: Recalled,
) -> Result<(), Fault> {
    if let Some((otherwise, with_value)) = refused(turn, at, &recalled)? {
        if let Some(question) = ask::waiting(turn) {
            turn.refuse(question.flow_id, result);
        }
        return correct::say_refused(turn, otherwise, with_value);
    }
    if correct::committed(turn, at, Some(recalled.place)) {
        let note = note(turn, &recalled);
        let next = handoff::default(turn, HandoffReason::Correction, Some(note))?;
        return run::settle(turn, next);
    }
    turn.session.stack.truncate(at + 1);
    let top = turn.top()?;
    let (flow_id, flow) = (top.flow, turn.flow(top.flow)?);
    let to = *top.trail.get(recalled.place).ok_or(Fault::Damaged("a trail that ends early"))?;
    let mut dependents = correct::dependents(flow, &top.trail, result, recalled.place + 1).slots;
    dependents.insert(result);
    let step = turn.node(flow_id, to)?.step;
    correct::go_back_without(turn, &dependents, result, recalled.place, to)?;
    let entered = turn.flow(recalled.entered)?;
    correct::announce(turn, entered, recalled.slot, recalled.entity.value.clone())?;
    turn.top_mut()?.heard = vec![recalled.entity];
    turn.mark(Mark::Rewound(flow_id, step));
    turn.marked = turn.place_of_top();
    run::run(turn)
}

/// The 否则 of a 要求 in the entered flow that the new value breaks, and that flow with the value.
fn refused(turn: &Turn<'_>, at: usize, recalled: &Recalled) -> Result<Option<(TextId, Frame)>, Fault> {
    let flow = turn.flow(recalled.entered)?;
    let caller = turn.session.stack.get(at).ok_or(Fault::Damaged("no such frame"))?;
    let frame = Frame { flow: recalled.entered, slots: Turn::fresh_slots(flow), ..caller.clone() };
    correct::refused(turn, flow, &frame, recalled.slot, recalled.entity.value.clone())
}

fn note(turn: &Turn<'_>, recalled: &Recalled) -> Rendered {
    let slot =
        turn.program.flows.get(recalled.entered.index()).and_then(|f| f.slots.get(recalled.slot.index()));
    let (name, value) = slot
        .map(|s| (s.name.clone(), render::value(turn.program, &recalled.entity.value, &s.ty)))
        .unwrap_or_default();
    Rendered(vec![Piece::Words(format!("{name} → ")), Piece::Value(value, name)])
}
