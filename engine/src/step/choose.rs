//! A correction that fits several slots equally: the customer is asked which is meant (R7).

use super::correct::{self, Correction};
use super::turn::Turn;
use super::{ask, buttons, say, words};
use crate::{Button, Change, Choice, Clause, Fault, FrameId, Payload, Piece, Press, Rendered};
use huashu_dsl::program::{NodeId, Slot, SlotId};

/// Asks which of these corrections is meant.
pub(super) fn ask(turn: &mut Turn<'_>, among: Vec<Correction>) -> Result<(), Fault> {
    let text = turn.program.builtin.clarification;
    say::say(turn, text, &[])?;
    let (mut changes, mut labels) = (Vec::new(), Vec::new());
    for Correction { frame, slot, value, .. } in among {
        let frame = turn.session.stack.get(frame).ok_or(Fault::Damaged("no such frame"))?.id;
        let change = Change { frame, slot, value };
        labels.push(button(turn, &change)?);
        changes.push(change);
    }
    let source = say::source(turn, text)?;
    buttons::present(turn, labels, source)?;
    turn.session.choosing = changes;
    ask::restart_timers(turn)
}

fn button(turn: &Turn<'_>, change: &Change) -> Result<Button, Fault> {
    let slot = slot(turn, change).ok_or(Fault::Damaged("no such slot"))?;
    let value = correct::readable(turn, change.value.clone(), &slot.ty);
    let label =
        Rendered(vec![Piece::Words(format!("{}：", slot.name)), Piece::Value(value, slot.name.clone())]);
    let choice = Choice::Slot(change.slot);
    Ok(Button {
        label,
        press: Press::Payload(Payload { frame: change.frame, node: NodeId(0), visit: 0, choice }),
    })
}

fn slot<'p>(turn: &Turn<'p>, change: &Change) -> Option<&'p Slot> {
    let frame = turn.session.stack.iter().find(|frame| frame.id == change.frame)?;
    turn.program.flows.get(frame.flow.index())?.slots.get(change.slot.index())
}

/// The correction that a button chooses.
pub(super) fn pressed(turn: &Turn<'_>, frame: FrameId, slot: SlotId) -> Option<Correction> {
    let change = turn.session.choosing.iter().find(|change| change.frame == frame && change.slot == slot)?;
    correction(turn, change)
}

/// The correction whose slot a clause names, or on a channel without buttons its number.
pub(super) fn named(turn: &Turn<'_>, clause: &Clause) -> Option<Correction> {
    let choosing = &turn.session.choosing;
    if choosing.is_empty() {
        return None;
    }
    let core = words::signs(&clause.core);
    let is_named = |change: &&Change| slot(turn, change).is_some_and(|s| words::folded(&s.name) == core);
    let change = buttons::number(turn, &core).and_then(|place| choosing.get(place));
    correction(turn, change.or_else(|| choosing.iter().find(is_named))?)
}

fn correction(turn: &Turn<'_>, change: &Change) -> Option<Correction> {
    let frame = turn.session.stack.iter().position(|frame| frame.id == change.frame)?;
    Some(Correction { frame, slot: change.slot, value: change.value.clone(), recalled: None })
}
