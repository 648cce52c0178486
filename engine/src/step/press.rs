//! The customer pressed a button: it counts only if the question still offers it (R4.2).

use super::ask::{self, Question};
use super::turn::{Occasion, Turn};
use super::{accept, answer, buttons, choose, clarify, correct, digress, park, run, say};
use crate::{Choice, Fault, Payload};

/// Takes a button.
pub(super) fn pressed(turn: &mut Turn<'_>, payload: Payload) -> Result<(), Fault> {
    turn.begin(Occasion::Customer);
    turn.session.anger = 0;
    park::expire(turn);
    match payload.choice {
        Choice::Resume(yes) if park::offers(turn, payload.frame) => park::answered(turn, yes),
        Choice::Meaning(name) => match clarify::chosen(turn, name) {
            Some(target) => clarify::pursue(turn, target),
            None => expired(turn),
        },
        Choice::Slot(slot) => match choose::pressed(turn, payload.frame, slot) {
            Some(correction) => {
                turn.session.choosing.clear();
                correct::correct(turn, correction)
            }
            None => expired(turn),
        },
        _ => chosen(turn, payload),
    }
}

fn chosen(turn: &mut Turn<'_>, payload: Payload) -> Result<(), Fault> {
    surface(turn, payload)?;
    let Some(question) = ask::waiting(turn).filter(|question| belongs(question, payload)) else {
        return expired(turn);
    };
    let offers = buttons::offers(turn, &question);
    match answer::by_choice(&offers, payload.choice) {
        Some(answer) => {
            let next = accept::accept(turn, &question, answer)?;
            run::settle(turn, next)
        }
        None => expired(turn),
    }
}

fn belongs(question: &Question<'_>, payload: Payload) -> bool {
    question.frame == payload.frame && question.at == payload.node && question.visit == payload.visit
}

/// Brings the flow to the top whose question the button belongs to, if it still waits below another.
fn surface(turn: &mut Turn<'_>, payload: Payload) -> Result<(), Fault> {
    let stack = &turn.session.stack;
    let Some(at) = stack.iter().position(|frame| frame.id == payload.frame) else { return Ok(()) };
    let waits = stack.get(at).is_some_and(|frame| {
        frame.at == payload.node && frame.asked.as_ref().is_some_and(|asked| asked.visit == payload.visit)
    });
    let ends_unit = stack.get(at + 1).is_some_and(|above| !above.called);
    if waits && ends_unit {
        digress::bring_up(turn, at);
        super::enter::back_in(turn)?;
    }
    Ok(())
}

/// 选项过期, and the question that stands.
fn expired(turn: &mut Turn<'_>) -> Result<(), Fault> {
    say::say(turn, turn.program.builtin.expired, &[])?;
    ask::again(turn)
}
