//! One step: an event is taken, the top flow runs until it needs someone, and the session rests again.
//!
//! Each construct of the language has its own module; `run` only walks from statement to statement. Everything works on one [`turn::Turn`].

mod accept;
mod answer;
mod ask;
pub(crate) mod at;
mod branch;
mod buttons;
mod call;
mod cancel;
mod card;
mod choose;
mod clarify;
mod collect;
mod command;
mod correct;
mod digress;
mod each;
mod enter;
mod experiment;
mod fault;
mod handoff;
mod happen;
mod hear;
mod heed;
mod idle;
mod leave;
mod menu;
mod park;
mod prefill;
mod press;
pub(crate) mod push;
mod rank;
mod recall;
mod repeat;
mod run;
mod say;
mod set;
#[cfg(test)]
mod tests;
pub(crate) mod timer;
mod turn;
mod utterance;
mod words;

pub(crate) use fault::give_up;

use crate::{Body, Event, Fault, Outcome, Phase, Session};
use huashu_dsl::program::Program;
use turn::Turn;

/// Takes one event.
pub(crate) fn take(program: &Program, session: &Session, event: &Event) -> Result<Outcome, Fault> {
    check(program, session, event)?;
    let mut turn = Turn::new(program, session, event);
    // A person has it: nothing is said and nothing is counted (R16).
    let silent = matches!(session.phase, Phase::Human(_));
    match &event.body {
        Body::Delivered => timer::delivered(&mut turn),
        Body::HandedBack => handoff::handed_back(&mut turn)?,
        Body::Happened(id, record) => happen::happened(&mut turn, *id, record)?,
        _ if silent => {}
        Body::Said(parts) => hear::said(&mut turn, parts)?,
        Body::Pressed(payload) => press::pressed(&mut turn, *payload)?,
        Body::Returned(id, result) => call::returned(&mut turn, *id, result)?,
        Body::Fired => timer::fired(&mut turn)?,
    }
    // Whatever a delivery brought about would be shown by nobody.
    if !matches!(event.body, Body::Delivered) {
        push::release(&mut turn)?;
    }
    Ok(turn.outcome())
}

/// Whether the event may come now: while a call is open, only its result may (R12); whoever drives the conversation keeps the rest.
fn check(program: &Program, session: &Session, event: &Event) -> Result<(), Fault> {
    if session.structure != program.hashes.structure {
        return Err(Fault::OtherStructure);
    }
    match (&event.body, session.call) {
        (Body::Returned(id, _), Some(open)) if *id == open => Ok(()),
        (Body::Returned(..), _) => Err(Fault::Misfit("the result of a call that is not open")),
        (Body::Delivered, _) | (_, None) => Ok(()),
        (_, Some(_)) => Err(Fault::Misfit("a call is open")),
    }
}
