//! Begins a flow from outside, with values that count as answered: how a conversation in a file starts at a step.

use super::enter;
use super::run;
use super::turn::Turn;
use crate::{Event, Fault, Outcome, Session, SlotSource, Start};
use huashu_dsl::program::{FlowId, Program, SlotId};
use huashu_dsl::value::Value;

/// Begins `flow` and runs to its first wait. Of `event` only the time, the seed and the customer count.
pub(crate) fn begin(
    program: &Program,
    session: &Session,
    flow: FlowId,
    given: &[(SlotId, Value)],
    event: &Event,
) -> Result<Outcome, Fault> {
    if session.structure != program.hashes.structure {
        return Err(Fault::OtherStructure);
    }
    let mut turn = Turn::new(program, session, event);
    enter::begin(&mut turn, flow, Vec::new(), Vec::new(), None, Start::Triggered)?;
    for (slot, value) in given {
        let declared = turn.flow(flow)?.slots.get(slot.index()).ok_or(Fault::Damaged("no such slot"))?;
        let source = if declared.input { SlotSource::Argument } else { SlotSource::Kept };
        turn.give(*slot, Some(value.clone()), source)?;
        turn.save(*slot)?;
    }
    run::run(&mut turn)?;
    Ok(turn.outcome())
}
