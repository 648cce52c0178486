//! 改口: a correction sets the slot, drops what came from it, and goes back to the first statement that read it (R7).

use super::recall::{self, Recalled};
use super::turn::Turn;
use super::utterance::Utterance;
use super::{answer, ask, digress, handoff, prefill, run, say, words};
use crate::{Asked, Fault, Frame, HandoffReason, Held, Mark, Piece, Rendered, SlotSource, eval, render};
use huashu_dsl::program::{
    Ask, Buttons, Expr, Filter, Flow, Hole, Node, NodeId, Part, SlotId, SlotOrigin, StmtKind, Template,
    TextId, TypeId,
};
use huashu_dsl::value::{Type, Value};
use std::collections::BTreeSet;

/// What a correction changes.
pub(super) struct Correction {
    /// The frame, by its place on the stack.
    pub(super) frame: usize,
    /// Its slot.
    pub(super) slot: SlotId,
    /// What the slot is to hold.
    pub(super) value: Value,
    /// The slot holds the result of a flow that was entered, whose own slot is meant.
    pub(super) recalled: Option<Recalled>,
}

/// What depends on a slot.
pub(super) struct Dependents {
    /// The place on the trail of the first statement that read it.
    pub(super) first: Option<usize>,
    /// The slots that were computed from it, or whose question showed it.
    pub(super) slots: BTreeSet<SlotId>,
}

/// What an utterance corrects: the slot named, else the only one that fits, else the one filled last; several if none of them
/// comes before the others. Inner flows come first.
pub(super) fn find(turn: &Turn<'_>, utterance: &Utterance<'_>) -> Result<Vec<Correction>, Fault> {
    let stack = &turn.session.stack;
    for (index, frame) in stack.iter().enumerate().rev() {
        let flow = turn.flow(frame.flow)?;
        let mut found = fitting(flow, frame, utterance);
        if found.is_empty() {
            found.extend(labelled(turn, flow, frame, utterance));
        }
        if !found.is_empty() {
            let plain = |(slot, value)| Correction { frame: index, slot, value, recalled: None };
            return Ok(found.into_iter().map(plain).collect());
        }
        if let Some((slot, recalled)) = recall::find(turn, flow, frame, utterance) {
            let value = recalled.value().clone();
            return Ok(vec![Correction { frame: index, slot, value, recalled: Some(recalled) }]);
        }
        if !frame.called {
            break;
        }
    }
    Ok(Vec::new())
}

/// The slot whose question has a button of these very words, where only one does: how a 是否 is corrected.
fn labelled(
    turn: &Turn<'_>,
    flow: &Flow,
    frame: &Frame,
    utterance: &Utterance<'_>,
) -> Option<(SlotId, Value)> {
    let said = words::signs(&utterance.clause.core);
    let scope = turn.scope_of(Some(frame));
    let mut found = flow.asks.iter().filter_map(|ask| {
        let Some(Buttons::Fixed(buttons)) = &ask.buttons else { return None };
        let pressed = buttons
            .iter()
            .find(|b| words::folded(&render::template(&b.label, &scope).to_string()) == said)?;
        let held = frame.slots.get(ask.slot.index())?;
        let changes = held.value.as_ref().is_some_and(|v| *v != pressed.value);
        changes.then(|| (ask.slot, pressed.value.clone()))
    });
    match (found.next(), found.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

fn fitting(flow: &Flow, frame: &Frame, utterance: &Utterance<'_>) -> Vec<(SlotId, Value)> {
    let mut found = Vec::new();
    for entity in prefill::by_precision(&utterance.clause.entities) {
        for (id, (slot, held)) in (0..).map(SlotId).zip(flow.slots.iter().zip(&frame.slots)) {
            let named = entity.named.as_ref() == Some(&slot.name);
            let filled =
                held.value.as_ref().is_some_and(|v| *v != entity.value) && held.source != SlotSource::Default;
            let open =
                slot.origin == SlotOrigin::Declared && filled && (named || *slot.ty.required() != Type::Bool);
            if open && answer::exactly(&slot.ty, entity) {
                found.push((named, filled_at(flow, frame, id), id, entity.value.clone()));
            }
        }
    }
    let Some(best) = found.iter().map(|(named, at, ..)| (*named, *at)).max() else { return Vec::new() };
    found.retain(|(named, at, ..)| (*named, *at) == best);
    let mut among: Vec<(SlotId, Value)> = Vec::new();
    for (_, _, slot, value) in found {
        if !among.contains(&(slot, value.clone())) {
            among.push((slot, value));
        }
    }
    among
}

/// The place on the trail of the statement that set a slot last; before everything for one that was set beside them.
fn filled_at(flow: &Flow, frame: &Frame, slot: SlotId) -> Option<usize> {
    let asked = match frame.slots.get(slot.index())?.source {
        SlotSource::Answer | SlotSource::Kept | SlotSource::Correction => true,
        SlotSource::Computed => false,
        SlotSource::Default | SlotSource::Prefill | SlotSource::Argument | SlotSource::Source => return None,
    };
    let sets = |n: &Node| n.writes == Some(slot) && (asked || !matches!(n.stmt, StmtKind::Ask(_)));
    frame.trail.iter().rposition(|node| flow.nodes.get(node.index()).is_some_and(sets))
}

/// What was executed from `from` on and depends on the slot.
pub(super) fn dependents(flow: &Flow, trail: &[NodeId], slot: SlotId, from: usize) -> Dependents {
    let mut changed = BTreeSet::from([slot]);
    let mut first = None;
    for (place, node) in trail.iter().enumerate().skip(from) {
        let Some(node) = flow.nodes.get(node.index()) else { continue };
        let reads = node.writes != Some(slot) && node.reads.iter().any(|read| changed.contains(read));
        if reads {
            first = first.or(Some(place));
            changed.extend(node.writes);
        }
    }
    changed.remove(&slot);
    Dependents { first, slots: changed }
}

/// Makes a correction.
pub(super) fn correct(turn: &mut Turn<'_>, mut correction: Correction) -> Result<(), Fault> {
    if let Some(recalled) = correction.recalled.take() {
        return recall::correct(turn, correction.frame, correction.slot, recalled);
    }
    let frame = turn.session.stack.get(correction.frame).ok_or(Fault::Damaged("no such frame"))?;
    let flow = turn.flow(frame.flow)?;
    if let Some((otherwise, with_value)) =
        refused(turn, flow, frame, correction.slot, correction.value.clone())?
    {
        if let Some(question) = ask::waiting(turn) {
            turn.refuse(question.flow_id, correction.slot);
        }
        return say_refused(turn, otherwise, with_value);
    }
    let from = frame.slots.get(correction.slot.index()).map_or(0, |held| usize::from(held.place));
    let dependents = dependents(flow, &frame.trail, correction.slot, from);
    if committed(turn, correction.frame, dependents.first) {
        return too_late(turn, flow, correction);
    }
    match dependents.first {
        Some(first) => go_back(turn, flow, correction, first, &dependents.slots),
        None => change(turn, flow, correction),
    }
}

/// The 否则 of a 要求 of the slot's question that the new value breaks, and the frame with that value.
pub(super) fn refused(
    turn: &Turn<'_>,
    flow: &Flow,
    frame: &Frame,
    slot: SlotId,
    value: Value,
) -> Result<Option<(TextId, Frame)>, Fault> {
    let mut frame = frame.clone();
    let held = frame.slots.get_mut(slot.index()).ok_or(Fault::Damaged("no such slot"))?;
    (held.value, held.source) = (Some(value), SlotSource::Correction);
    let scope = turn.scope_of(Some(&frame));
    let asks = flow.asks.iter().filter(|ask: &&Ask| ask.slot == slot);
    let broken = asks.flat_map(|ask| &ask.require).find(|r| !eval::holds(&r.condition, &scope));
    let otherwise = broken.map(|r| r.otherwise);
    Ok(otherwise.map(|text| (text, frame)))
}

/// Says why a correction is refused, as the frame with its value would, and puts the question again that waits.
pub(super) fn say_refused(turn: &mut Turn<'_>, otherwise: TextId, with_value: Frame) -> Result<(), Fault> {
    turn.session.stack.push(with_value);
    say::say(turn, otherwise, &[])?;
    turn.session.stack.pop();
    ask::again(turn)
}

/// Whether a write was committed behind the statement that would be gone back to: it must not happen twice. One that was committed
/// before it, in a block or behind a 重问, is not gone back behind.
pub(super) fn committed(turn: &Turn<'_>, at: usize, first: Option<usize>) -> bool {
    let Some(first) = first else { return false };
    let above = turn.session.stack.iter().skip(at + 1).any(|frame| !frame.written.is_empty());
    let here = turn
        .session
        .stack
        .get(at)
        .is_some_and(|frame| frame.written.iter().any(|written| usize::from(written.place) >= first));
    above || here
}

/// 更正时, else a person gets both values.
fn too_late(turn: &mut Turn<'_>, flow: &Flow, correction: Correction) -> Result<(), Fault> {
    let is_top = correction.frame + 1 == turn.session.stack.len();
    let block = flow.corrections.iter().find(|block| block.slot == correction.slot).filter(|_| is_top);
    if let Some(block) = block {
        let flow_id = turn.top()?.flow;
        turn.mark(Mark::CorrectionBlock(flow_id, correction.slot));
        turn.reason = HandoffReason::Correction;
        turn.top_mut()?.correcting = Some(correction.value);
        return digress::interrupt(turn, block.entry);
    }
    let note = both_values(turn, flow, &correction);
    let next = handoff::default(turn, HandoffReason::Correction, Some(note))?;
    run::settle(turn, next)
}

fn both_values(turn: &Turn<'_>, flow: &Flow, correction: &Correction) -> Rendered {
    let slot = flow.slots.get(correction.slot.index());
    let old = turn
        .session
        .stack
        .get(correction.frame)
        .and_then(|f| f.slots.get(correction.slot.index())?.value.clone());
    let name = slot.map(|s| s.name.clone()).unwrap_or_default();
    let shown = |value: Option<&Value>| {
        slot.zip(value).map(|(s, v)| render::value(turn.program, v, &s.ty)).unwrap_or_default()
    };
    Rendered(vec![
        Piece::Words(format!("{name}: ")),
        Piece::Value(shown(old.as_ref()), name),
        Piece::Words(" → ".to_owned()),
        Piece::Value(shown(Some(&correction.value)), String::new()),
    ])
}

/// Nothing has read it yet: it is set, and the question that waits is put again.
fn change(turn: &mut Turn<'_>, flow: &Flow, correction: Correction) -> Result<(), Fault> {
    let above = turn.session.stack.split_off(correction.frame + 1);
    take(turn, flow, correction.slot, correction.value)?;
    turn.session.stack.extend(above);
    ask::again(turn)
}

fn go_back(
    turn: &mut Turn<'_>,
    flow: &Flow,
    correction: Correction,
    first: usize,
    drop: &BTreeSet<SlotId>,
) -> Result<(), Fault> {
    turn.session.stack.truncate(correction.frame + 1);
    let top = turn.top()?;
    let (flow_id, to) = (top.flow, *top.trail.get(first).ok_or(Fault::Damaged("a trail that ends early"))?);
    let step = turn.node(flow_id, to)?.step;
    let correction_slot = correction.slot;
    take(turn, flow, correction_slot, correction.value)?;
    go_back_without(turn, drop, correction_slot, first, to)?;
    turn.mark(Mark::Rewound(flow_id, step));
    turn.marked = turn.place_of_top();
    run::run(turn)
}

/// Sets the slot and says so.
fn take(turn: &mut Turn<'_>, flow: &Flow, slot: SlotId, value: Value) -> Result<(), Fault> {
    turn.set(slot, Some(value.clone()), SlotSource::Correction)?;
    announce(turn, flow, slot, value)
}

/// Says once that a correction was understood.
pub(super) fn announce(turn: &mut Turn<'_>, flow: &Flow, slot: SlotId, value: Value) -> Result<(), Fault> {
    let declared = flow.slots.get(slot.index()).ok_or(Fault::Damaged("no such slot"))?;
    let params =
        [Some(Value::Text(declared.name.clone())), Some(Value::Text(readable(turn, value, &declared.ty)))];
    say::say(turn, turn.program.builtin.correction, &params)
}

/// A value as the customer may read it: personal data masked.
pub(super) fn readable(turn: &Turn<'_>, value: Value, ty: &Type) -> String {
    let personal = matches!(ty.required(), Type::Phone | Type::Email | Type::Named(TypeId::ADDRESS));
    if !personal {
        return render::value(turn.program, &value, ty);
    }
    let hole =
        Hole { value: Expr::Const(value), filter: Some(Filter::Masked), personal, written: String::new() };
    render::template(&Template { parts: vec![Part::Hole(hole)] }, &turn.scope()).to_string()
}

/// Goes back to a place on the trail because `changed` has another value, so that what is in `dropped` no longer holds. What had been
/// answered before the question that waits was put once more still does: that question asks again when it is come by, its earlier one
/// does not.
pub(super) fn go_back_without(
    turn: &mut Turn<'_>,
    dropped: &BTreeSet<SlotId>,
    changed: SlotId,
    place: usize,
    to: NodeId,
) -> Result<(), Fault> {
    let again = put_again(turn)?;
    let stays: Vec<SlotId> = again.iter().filter(|(_, at, _)| *at < place).map(|(slot, ..)| *slot).collect();
    for (slot, _, held) in again {
        if slot != changed {
            turn.hold(slot, held)?;
        }
    }
    drop_slots(turn, dropped)?;
    rewind(turn, place, to)?;
    for slot in stays {
        let held = turn.held_mut(slot)?;
        if held.source == SlotSource::Kept {
            held.source = SlotSource::Answer;
        }
    }
    Ok(())
}

/// The slots of questions that wait and had been answered before, each with the place on the trail of that answer, and what it held.
fn put_again(turn: &Turn<'_>) -> Result<Vec<(SlotId, usize, Held)>, Fault> {
    let top = turn.top()?;
    let flow = turn.flow(top.flow)?;
    let waiting: Vec<_> = top
        .back
        .iter()
        .map(|(at, asked)| (*at, asked))
        .chain(top.asked.iter().map(|a| (top.at, a)))
        .collect();
    let of = |(at, asked): &(NodeId, &Asked)| {
        let slot = flow.nodes.get(at.index())?.writes?;
        let sets = |node: &NodeId| flow.nodes.get(node.index()).is_some_and(|n| n.writes == Some(slot));
        let earlier = top.trail.iter().rposition(|node| node != at && sets(node));
        let place = earlier.or_else(|| top.trail.iter().position(|node| node == at));
        Some((slot, place.unwrap_or_default(), asked.before.clone()?))
    };
    Ok(waiting.iter().filter_map(of).collect())
}

/// Empties slots whose values no longer hold.
pub(super) fn drop_slots(turn: &mut Turn<'_>, slots: &BTreeSet<SlotId>) -> Result<(), Fault> {
    let flow_id = turn.top()?.flow;
    let flow = turn.flow(flow_id)?;
    for slot in slots {
        let empty = flow.slots.get(slot.index()).and_then(|s| super::set::empty(&s.ty));
        if turn.held(*slot)?.value != empty {
            turn.mark(Mark::Dropped(flow_id, *slot));
        }
        turn.hold(*slot, Held { value: empty, ..Held::default() })?;
    }
    Ok(())
}

/// Goes back to a place on the trail. Answers that still hold are kept: their questions are passed over.
pub(super) fn rewind(turn: &mut Turn<'_>, place: usize, to: NodeId) -> Result<(), Fault> {
    let top = turn.top_mut()?;
    top.trail.truncate(place);
    let end = u16::try_from(place).unwrap_or(u16::MAX);
    top.written.iter_mut().for_each(|written| written.place = written.place.min(end));
    top.slots.iter_mut().for_each(|held| held.place = held.place.min(end));
    top.at = to;
    top.back.clear();
    top.asked = None;
    top.each = None;
    top.correcting = None;
    for held in top.slots.iter_mut().filter(|held| held.source == SlotSource::Answer) {
        held.source = SlotSource::Kept;
    }
    Ok(())
}
