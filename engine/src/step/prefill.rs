//! What a message says beyond what it was for fills slots that exactly one value fits (R10).

use super::answer;
use super::turn::Turn;
use crate::{Entity, Fault, Held, Mark, SlotSource};
use huashu_dsl::program::{Slot, SlotId, SlotOrigin};
use huashu_dsl::value::{Type, Value};

/// Slots with the values they take, and the values that no slot takes.
type Assigned = (Vec<(SlotId, Value)>, Vec<Entity>);

/// Fills slots of the running flow; what no slot takes is kept for the flows that it enters.
pub(super) fn prefill(turn: &mut Turn<'_>, heard: Vec<Entity>) -> Result<(), Fault> {
    let (found, rest) = assign(turn, heard)?;
    let flow = turn.top()?.flow;
    for (slot, value) in found {
        turn.give(slot, Some(value.clone()), SlotSource::Prefill)?;
        turn.mark(Mark::Set(flow, slot, Some(value)));
    }
    turn.top_mut()?.heard = rest;
    Ok(())
}

/// Fills slots of the running flow from what a message said besides its answer; true if there were any.
pub(super) fn fill(turn: &mut Turn<'_>, heard: Vec<Entity>) -> Result<bool, Fault> {
    let kept = std::mem::take(&mut turn.top_mut()?.heard);
    let before = turn.why.path.len();
    prefill(turn, heard)?;
    turn.top_mut()?.heard = kept;
    Ok(turn.why.path.len() > before)
}

/// Who takes what. A slot that two values fit takes neither.
fn assign(turn: &Turn<'_>, heard: Vec<Entity>) -> Result<Assigned, Fault> {
    let top = turn.top()?;
    let flow = turn.flow(top.flow)?;
    let open: Vec<_> = (0..)
        .map(SlotId)
        .zip(flow.slots.iter().zip(&top.slots))
        .filter(|(_, (slot, held))| is_open(slot, held))
        .collect();
    let mut taken: Vec<(SlotId, Entity)> = Vec::new();
    for entity in by_precision(&heard) {
        if taken.iter().any(|(_, other)| overlap(other, entity)) {
            continue;
        }
        let named = open.iter().find(|(_, (slot, _))| entity.named.as_ref() == Some(&slot.name));
        let mut fitting = open.iter().filter(|(_, (slot, _))| answer::exactly(&slot.ty, entity));
        let only = match (named, fitting.next(), fitting.next()) {
            (Some(named), _, _) if answer::exactly(&named.1.0.ty, entity) => Some(named.0),
            (_, Some(only), None) => Some(only.0),
            _ => None,
        };
        taken.extend(only.map(|slot| (slot, entity.clone())));
    }
    let clear =
        |slot: SlotId, value: &Value| taken.iter().all(|(other, e)| *other != slot || e.value == *value);
    let mut found: Vec<(SlotId, Value)> = Vec::new();
    for (slot, entity) in &taken {
        if clear(*slot, &entity.value) && found.iter().all(|(known, _)| known != slot) {
            found.push((*slot, entity.value.clone()));
        }
    }
    found.sort_by_key(|(slot, _)| *slot);
    let rest = heard.into_iter().filter(|e| !taken.iter().any(|(_, t)| overlap(t, e))).collect();
    Ok((found, rest))
}

fn is_open(slot: &Slot, held: &Held) -> bool {
    let askable = slot.origin == SlotOrigin::Declared && !slot.input && !slot.always_ask;
    let simple = !matches!(slot.ty.required(), Type::Text | Type::Bool | Type::List(_));
    askable && simple && held.source == SlotSource::Default && !held.skipped
}

fn overlap(a: &Entity, b: &Entity) -> bool {
    a.start < b.end && b.start < a.end
}

/// Values with the most telling types first: the shop's own, then those with a form of their own, numbers last.
pub(super) fn by_precision(entities: &[Entity]) -> Vec<&Entity> {
    let rank = |ty: &Type| match ty {
        Type::Named(_) => 0,
        Type::Phone | Type::Email | Type::TaxId => 1,
        Type::Money | Type::Date | Type::Time | Type::DateTime | Type::Duration => 2,
        Type::Number | Type::Integer => 3,
        _ => 4,
    };
    let mut sorted: Vec<_> = entities.iter().collect();
    sorted.sort_by_key(|e| (rank(&e.ty), e.start, std::cmp::Reverse(e.end)));
    sorted
}
