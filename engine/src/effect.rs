//! What is to be done after a step. The server performs effects in order, after the step is committed.

use crate::event::Payload;
use crate::session::CallId;
use huashu_dsl::Span;
use huashu_dsl::program::{
    ExperimentId, FaqId, FlowId, FunctionId, OutcomeId, PushId, TeamId, TextId, TrackId,
};
use huashu_dsl::value::{Instant, Value};
use serde::{Deserialize, Serialize};

/// One effect. Closed. Timers are not among them: the server wakes a session at `Session::wakes_at`, which it stores beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Effect {
    /// Say something.
    Reply(ReplyPart),
    /// Call a plugin and bring the result back as `Body::Returned`. At most one is open, and it is the last effect.
    Call(Call),
    /// A person is to take over.
    Handoff(Handoff),
    /// Count something.
    Track(TrackId, Vec<Option<Value>>),
    /// Store a field of 顾客.
    Profile(u16, Option<Value>),
    /// Store the arm of an experiment in the profile.
    Arm(ExperimentId, String),
    /// A flow ended with this outcome.
    Ended(FlowId, OutcomeId),
    /// A push began at this time: note it in the profile, for `Customer::pushes` of all conversations (R15).
    Pushed(PushId, Instant),
}

/// A part of a reply: what it shows, and where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReplyPart {
    /// What it shows.
    pub body: ReplyBody,
    /// Who made the words.
    pub origin: Origin,
    /// The line of the flow that says it.
    pub source: Span,
}

/// Who made the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// Written in a flow, a snippet or the prelude.
    Authored(Option<TextId>),
    /// An answer of the shop's 问答.
    Retrieved(FaqId),
}

/// What a part shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ReplyBody {
    /// A bubble of one or more lines.
    Bubble(Vec<Rendered>),
    /// Buttons under the part before it.
    Buttons(Vec<Button>),
    /// A card.
    Card(Card),
    /// Cards side by side.
    Carousel(Vec<Card>),
    /// A picture, by its address.
    Image(String),
}

/// Text that was filled in. Remembers which pieces were values, so that recordings can mask them by path.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rendered(pub Vec<Piece>);

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Piece {
    /// The author's words.
    Words(String),
    /// A value, and the path it was read from as written in the template.
    Value(String, String),
}

impl std::fmt::Display for Rendered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|p| match p {
            Piece::Words(t) | Piece::Value(t, _) => f.write_str(t),
        })
    }
}

/// A button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// What it shows.
    pub label: Rendered,
    /// What it does.
    pub press: Press,
}

/// What a button does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Press {
    /// Comes back as `Body::Pressed`.
    Payload(Payload),
    /// Is sent as the customer's words.
    Words,
}

/// A card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Title.
    pub title: Rendered,
    /// Address of a picture.
    pub image: Option<String>,
    /// Text.
    pub body: Option<Rendered>,
    /// Labels with addresses.
    pub links: Vec<(Rendered, String)>,
}

/// A call of a plugin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// Names it within the conversation.
    pub id: CallId,
    /// What is called.
    pub function: FunctionId,
    /// Arguments in the order of the parameters.
    pub args: Vec<Option<Value>>,
    /// After this it counts as 超时.
    pub deadline: Instant,
}

/// A hand-off to people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Handoff {
    /// To whom.
    pub team: TeamId,
    /// 附言; personal data in full only under 原文.
    pub note: Option<Rendered>,
    /// 优先: index of the member of 优先级.
    pub priority: Option<u16>,
    /// Why, for people.
    pub reason: HandoffReason,
}

/// Why a person is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum HandoffReason {
    /// The flow says so.
    Authored,
    /// The customer asked for a person.
    Asked,
    /// A question was asked too often.
    TriesExhausted,
    /// Something broke.
    Fault,
    /// A correction after a committed write.
    Correction,
}
