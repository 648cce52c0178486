//! What the matcher makes of a message, before anybody knows what was asked.
//!
//! A reading is context-free: the same text gives the same reading in every conversation, so it can be cached by text
//! and recorded in the event. `step` adds what it knows: what is being asked, what is offered, what may interrupt.

use huashu_dsl::program::{Command, FaqId, IntentId};
use huashu_dsl::value::{Type, Value};
use serde::{Deserialize, Serialize};

/// A degree of belief in ten-thousandths: 10,000 is certain. An integer, so that replays agree to the byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Score(pub u16);

impl Score {
    /// Certain.
    pub const ONE: Self = Self(10_000);
}

/// Everything read from one message.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Reading {
    /// The whole message as one clause: whole-message commands, and values that span punctuation, are found here.
    pub whole: Clause,
    /// Its clauses in order, split at sentence marks outside of values; one for a simple message. Empty for an empty message.
    pub clauses: Vec<Clause>,
    /// From which scores on something counts; calibrated with the model, the same for all readings of a release.
    pub thresholds: Thresholds,
}

/// θ of R4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Thresholds {
    /// θ1: from here on a candidate may win.
    pub accept: Score,
    /// θ2: from here on it is worth a clarifying question.
    pub clarify: Score,
    /// How far the best must be ahead of the second.
    pub margin: Score,
}

/// A clause.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Clause {
    /// As the customer wrote it.
    pub text: String,
    /// Folded (NFKC, lower case, no blanks between Han, no sentence marks) with fillers such as 麻烦, 请, 我想, 吧, 呢, 哦, 亲 stripped from its ends. For comparing with labels.
    pub core: String,
    /// A hard command, if the whole clause is one by rule (人工, 取消, 退订, 重说).
    pub command: Option<Command>,
    /// Begins with a marker of correction (不对, 说错了, 改成, 应该是 …), which is stripped from `core`.
    pub correction: bool,
    /// A word of its own that asks to leave a question out (跳过, 没有, 下一个).
    pub skip: bool,
    /// Angry by the lexicon.
    pub angry: bool,
    /// Values found in it, of every type that the shop declares or the language has; longest first within one type.
    pub entities: Vec<Entity>,
    /// Intents and questions in one ranking, best first; those that reach `Thresholds::clarify`, at most 16, and at least the best one.
    pub candidates: Vec<Candidate>,
}

/// A value in a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// Its type, never optional, never a list.
    pub ty: Type,
    /// The value, normalised: 110斤 is 55 of a type in 公斤.
    pub value: Value,
    /// Where it stands in `Clause::text`, in bytes.
    pub start: u32,
    /// Behind its last byte.
    pub end: u32,
    /// Whether nothing but fillers stands around it: a strong answer (R4.3).
    pub whole: bool,
    /// The declared name that stands right before it (身高165 → 身高), if any.
    pub named: Option<String>,
}

/// Something a clause may mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// What.
    pub target: Target,
    /// How sure.
    pub score: Score,
    /// Why.
    pub because: Because,
}

/// What a clause may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Target {
    /// An intent.
    Intent(IntentId),
    /// A question with an answer.
    Faq(FaqId),
}

/// Why a candidate was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Because {
    /// The clause is this example (index), but for fillers and marks.
    Example(u16),
    /// This rule (index) fits.
    Rule(u16),
    /// It is near to this example (index) by words and characters.
    Near(u16),
    /// The learned model says so.
    Learned,
}
