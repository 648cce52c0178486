//! Runs a checked program: [`step()`] takes a session and an event and gives the next session and what is to be done.
//!
//! `step` is pure and synchronous: equal arguments give equal results, on every machine, for ever. The matcher in `intent` lives beside
//! it and is never called by it: its [`Reading`] arrives in the event.

mod effect;
pub mod eval;
mod event;
mod explain;
pub mod hours;
pub mod intent;
mod reading;
pub mod render;
mod session;
pub mod state;
mod step;

pub use effect::{
    Button, Call, Card, Effect, Handoff, HandoffReason, Origin, Piece, Press, Rendered, ReplyBody, ReplyPart,
};
pub use event::{Body, CallResult, Choice, Customer, Event, Part, Payload, Seal};
pub use explain::{Considered, Explanation, Fate, Hurdle, Mark, MatchRule, Meaning, Start, Verdict};
pub use reading::{Because, Candidate, Clause, Entity, Reading, Score, Target, Thresholds};
pub use session::{
    Asked, CallId, Change, ConversationId, Frame, FrameId, Held, Offered, Parked, Phase, QueuedPush, Session,
    SlotSource, Written,
};

use huashu_dsl::program::{FlowId, Program, SlotId};
use huashu_dsl::value::Value;

/// What a step gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The session after the event.
    pub session: Session,
    /// What is to be done, in order.
    pub effects: Vec<Effect>,
    /// Why.
    pub explanation: Explanation,
    /// The frame that ended last in this step, as it stood then; for whoever checks a conversation afterwards.
    pub ended: Option<Frame>,
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

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::OtherStructure => f.write_str("the session belongs to another release"),
            Self::Misfit(what) => write!(f, "the event does not fit: {what}"),
            Self::TooManySteps => f.write_str("1,000 statements without waiting"),
            Self::Damaged(what) => write!(f, "the session is damaged: {what}"),
        }
    }
}

impl std::error::Error for Fault {}

/// The next state of a conversation.
///
/// Pure: depends on nothing but its arguments.
///
/// # Errors
/// [`Fault`] when no next state exists; nothing has happened then.
pub fn step(program: &Program, session: &Session, event: &Event) -> Result<Outcome, Fault> {
    step::take(program, session, event)
}

/// What happens when [`step()`] gave a [`Fault`]: the session as it was, handed to the first team with the shop's 系统出错; a shop
/// without teams only says it. Where a person already has the conversation nothing is said.
#[must_use]
pub fn give_up(program: &Program, session: &Session, event: &Event) -> Outcome {
    step::give_up(program, session, event)
}

/// Begins a flow as if it had been triggered, with values that count as answered, and runs to its first wait: how a
/// conversation in a file starts at a step. Of `event` only the time, the seed and the customer count.
///
/// # Errors
/// [`Fault`] when no next state exists.
pub fn begin(
    program: &Program,
    session: &Session,
    flow: FlowId,
    given: &[(SlotId, Value)],
    event: &Event,
) -> Result<Outcome, Fault> {
    step::at::begin(program, session, flow, given, event)
}
