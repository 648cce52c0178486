//! A step that could not be made: a person takes over, with the shop's own sentence, and nothing else changes.

use super::turn::{Occasion, Turn};
use super::{handoff, say};
use crate::{Event, Outcome, Phase, Session};
use huashu_dsl::program::Program;

/// The session as it was, handed to the first team.
pub(crate) fn give_up(program: &Program, session: &Session, event: &Event) -> Outcome {
    let mut turn = Turn::new(program, session, event);
    turn.session.call = None;
    turn.begin(Occasion::Shop);
    if matches!(session.phase, Phase::Human(_)) {
        return turn.outcome();
    }
    // Whatever broke must not keep the customer from a person: without its sentence the hand-off still stands.
    let _said = say::say(&mut turn, program.builtin.error, &[]);
    handoff::take_over(&mut turn);
    turn.outcome()
}
