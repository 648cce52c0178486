//! What happens to a conversation. Whatever `step` cannot derive from the session travels in here, so that it can be replayed.

use crate::reading::Reading;
use crate::session::{CallId, FrameId};
use huashu_dsl::Hash;
use huashu_dsl::program::{EventId, NodeId, SlotId};
use huashu_dsl::value::{Instant, MediaKind, Value};
use serde::{Deserialize, Serialize};

/// One event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When it happened; the only clock there is.
    pub at: Instant,
    /// The only chance there is: picks variants; experiment arms come from the customer's salt.
    pub seed: u64,
    /// 顾客 as it is now.
    pub customer: Customer,
    /// What happened.
    pub body: Body,
}

/// The customer as the shop knows them at the moment of an event.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Customer {
    /// A stable, opaque id; experiments hash it.
    pub id: String,
    /// One a field of `Program::customer`; defaults filled in.
    pub fields: Vec<Option<Value>>,
    /// Experiment arms stored in the profile: experiment name, arm name. They win over the hash (R14).
    pub arms: Vec<(String, String)>,
    /// Pushes that were sent to this person in any conversation, by name, and when; caps count them (R15).
    pub pushes: Vec<(String, Instant)>,
}

/// What happened. Closed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Body {
    /// The customer wrote: one bubble, or several that were merged into one input (R2). Attachments stand where they were sent.
    Said(Vec<Part>),
    /// The customer pressed a button that carries a payload.
    Pressed(Payload),
    /// A call came back.
    Returned(CallId, CallResult),
    /// The clock reached `Session::wakes_at`.
    Fired,
    /// A shop event with its record. While a person has the conversation it is dropped: the person sees the shop's own tools,
    /// and a 等 that waits for it goes on to 没等到 in its time.
    Happened(EventId, Value),
    /// The last replies were delivered; timers count from here (R11).
    Delivered,
    /// A person gave the conversation back (R16).
    HandedBack,
}

/// A part of what the customer sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Part {
    /// Words with what was read from them.
    Text(Reading),
    /// A picture or the like, by the address it is kept under.
    Media(MediaKind, String),
}

/// What a button carries. It names what was offered, not its place: if the list has changed meanwhile, the same thing is chosen or
/// nothing is, and a forged button gets no further than an expired one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Payload {
    /// The frame that asked.
    pub frame: FrameId,
    /// The 问.
    pub node: NodeId,
    /// Which visit of it.
    pub visit: u16,
    /// What was chosen.
    pub choice: Choice,
}

/// What a button chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Choice {
    /// What is offered, by the value that it fills.
    Option(Seal),
    /// 选完
    Done,
    /// 跳过
    Skip,
    /// 接着办 (yes or no).
    Resume(bool),
    /// A meaning that a clarifying question offers, by its name.
    Meaning(Seal),
    /// The slot that a correction is for, where several fitted.
    Slot(SlotId),
}

/// What stands for something that was offered: the first 64 bits of its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Seal(pub u64);

impl Seal {
    /// The seal of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Hash::of(bytes).0.iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte)))
    }

    /// The seal of a value.
    #[must_use]
    pub fn of_value(value: &Value) -> Self {
        // Plain data into memory cannot fail; were it to, such values would be taken for one another.
        Self::of(&postcard::to_stdvec(value).unwrap_or_default())
    }
}

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum CallResult {
    /// The record that the signature promises, checked against it.
    Ok(Value),
    /// A declared error: index into `Function::errors`.
    Failed(u16),
    /// 超时
    TimedOut,
    /// 系统错, with a sentence for the shop's people (never for the customer).
    Broke(String),
}
