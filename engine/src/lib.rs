//! Runs a checked program: [`step`] takes a session and an event and gives the next session and what is to be done.
//!
//! `step` is pure and synchronous: equal arguments give equal results, on every machine, for ever. The matcher in `intent` lives beside
//! it and is never called by it: its [`Reading`] arrives in the event.

mod effect;
mod event;
mod explain;
mod reading;
mod session;

pub use effect::{
    Button, Call, Card, Effect, Handoff, HandoffReason, Origin, Piece, Press, Rendered, ReplyBody, ReplyPart,
};
pub use event::{Body, CallResult, Choice, Customer, Event, Part, Payload};
pub use explain::{Considered, Explanation, Mark, MatchRule, Meaning, Start, Verdict};
pub use reading::{Because, Candidate, Clause, Entity, Reading, Score, Target, Thresholds};
pub use session::{Asked, CallId, ConversationId, Frame, FrameId, Held, Parked, Phase, Session, SlotSource};

use huashu_dsl::program::Program;

/// What a step gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The session after the event.
    pub session: Session,
    /// What is to be done, in order.
    pub effects: Vec<Effect>,
    /// Why.
    pub explanation: Explanation,
}

/// A step that could not be made. The old session still stands; the conversation is handed to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The session belongs to a program of another structure.
    OtherStructure,
    /// The event does not fit the session: a result of a call that is not open, a record of the wrong shape.
    Misfit(&'static str),
    /// 1,000 statements without waiting (R1).
    TooManySteps,
    /// An index outside of the program: a damaged session.
    Damaged(&'static str),
}

/// The next state of a conversation.
///
/// Pure: depends on nothing but its arguments.
///
/// # Errors
/// [`Fault`] when no next state exists; nothing has happened then.
pub fn step(program: &Program, session: &Session, event: &Event) -> Result<Outcome, Fault> {
    let _ = (program, session, event);
    Err(Fault::Damaged("not built"))
}
