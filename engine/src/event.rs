//! What happens to a conversation. Whatever `step` cannot derive from the session travels in here, so that it can be replayed.

use crate::reading::Reading;
use crate::session::{CallId, FrameId};
use huashu_dsl::program::{EventId, NodeId};
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
    /// A shop event with its record.
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

/// What a button carries. It is checked against what the question offers now, so a forged one gets no further than an expired one.
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
    /// The n-th thing offered, from 0.
    Option(u16),
    /// 选完
    Done,
    /// 跳过
    Skip,
    /// 接着办 (yes or no).
    Resume(bool),
    /// The n-th meaning of a clarifying question.
    Meaning(u16),
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
