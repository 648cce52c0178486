//! A conversation at rest: plain data, enough to go on from after any crash.
//!
//! Invariants: a session is decoded only with a program of the same structure hash; every index in it is within that program, and
//! means the same there, because the structure covers it (flows, statements, slots, and the names of intents in their order). What it
//! does not cover is kept with a seal of its name, questions of 问答 ([`Offered`]), or does no harm if it shifts: `variants` of an answer of
//! 问答 only keep a wording from coming twice running;
//! at most one call is open; a frame's `slots` has one entry a slot of its flow; the top frame stands at the node that
//! waits (问, 等, or the call that is open), every other frame at the 进入 or 逐个 that entered the frame above it, or at the question it is to come back to.

use crate::event::{Choice, Seal};
use crate::reading::{Entity, Target};
use crate::step::{push, timer};
use huashu_dsl::Hash;
use huashu_dsl::program::{EventId, ExperimentId, FlowId, NodeId, Program, PushId, SlotId, TeamId, TextId};
use huashu_dsl::value::{Instant, Value};
use serde::{Deserialize, Serialize};

/// Names a conversation for good: 128 bits, a UUID v7 as the server makes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct ConversationId(pub [u8; 16]);

/// Names a frame within its conversation; never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct FrameId(pub u32);

/// Names a call within its conversation: frame, call site and how often the frame has come by there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct CallId {
    /// The frame that calls.
    pub frame: FrameId,
    /// The 调用.
    pub node: NodeId,
    /// 1 for the first time.
    pub visit: u16,
}

/// The state of one conversation between two events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Which conversation.
    pub conversation: ConversationId,
    /// The structure hash of the program whose indexes stand in it.
    pub structure: Hash,
    /// The member of 渠道 it runs on.
    pub channel: u16,
    /// The customer's language tag, if it is known not to be Chinese.
    pub language: Option<String>,
    /// Who speaks.
    pub phase: Phase,
    /// Whether 会话开始 was said.
    pub greeted: bool,
    /// Events taken so far; the version that fences writers.
    pub turn: u64,
    /// The next `FrameId`.
    pub next_frame: u32,
    /// Running flows, the top one last.
    pub stack: Vec<Frame>,
    /// Frames kept after 没回 … 取消流程, and until when (R11).
    pub parked: Option<Parked>,
    /// Flows that were asked for while another ran (R5).
    pub queued: Vec<FlowId>,
    /// 会话.X with the time at which each is forgotten.
    pub shared: Vec<Option<(Value, Instant)>>,
    /// The variant last used of each text that has several (R13).
    pub variants: Vec<(TextId, u8)>,
    /// The arms met, in order (R14).
    pub arms: Vec<(ExperimentId, u16)>,
    /// Messages in a row that nothing fitted while nothing was asked (兜底).
    pub misses: u16,
    /// Angry messages in a row.
    pub anger: u16,
    /// The call that is open; the conversation waits for it and for nothing else (R12).
    pub call: Option<CallId>,
    /// Whether the turn under way answers the customer, rather than a timer or the shop: only then it greets and says 办完.
    pub replying: bool,
    /// Whether the turn under way has said something. Both outlive the step, because a turn goes on when its call returns.
    pub spoke: bool,
    /// What the clarifying question offered that was put last, while its answer may still come.
    pub clarifying: Vec<Offered>,
    /// The corrections among which the customer was asked to choose, while the answer may still come (R7).
    pub choosing: Vec<Change>,
    /// Pushes that wait for their hours, or for the conversation to be over (R15).
    pub pushes: Vec<QueuedPush>,
}

impl Session {
    /// A conversation in which nothing has happened yet, on a member of 渠道.
    #[must_use]
    pub fn new(program: &Program, conversation: ConversationId, channel: u16) -> Self {
        Self {
            conversation,
            structure: program.hashes.structure,
            channel,
            language: None,
            phase: Phase::Bot,
            greeted: false,
            turn: 0,
            next_frame: 1,
            stack: Vec::new(),
            parked: None,
            queued: Vec::new(),
            shared: vec![None; program.session_slots.len()],
            variants: Vec::new(),
            arms: Vec::new(),
            misses: 0,
            anger: 0,
            call: None,
            replying: false,
            spoke: false,
            clarifying: Vec::new(),
            pushes: Vec::new(),
            choosing: Vec::new(),
        }
    }

    /// When this session wants to be woken with `Body::Fired`; `None` if nothing of it waits for the time.
    #[must_use]
    pub fn wakes_at(&self, program: &Program) -> Option<Instant> {
        timer::wakes_at(self, program).into_iter().chain(push::wakes_at(self)).min()
    }
}

/// A push that waits (R15).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QueuedPush {
    /// Which.
    pub push: PushId,
    /// The record of the event that triggered it.
    pub record: Value,
    /// When that event happened; 有效 counts from here.
    pub since: Instant,
    /// When its hours begin; `None` while it waits for the conversation to be over.
    pub opens: Option<Instant>,
}

/// Who speaks to the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// The bot.
    Bot,
    /// A person of this team; the bot is silent (R16).
    Human(TeamId),
}

/// A meaning that a clarifying question offered. It counts only while its id still has the name that was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// What.
    pub target: Target,
    /// The seal of its name.
    pub name: Seal,
}

/// A correction that may have been meant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The frame.
    pub frame: FrameId,
    /// Its slot.
    pub slot: SlotId,
    /// What the slot is to hold.
    pub value: Value,
}

/// Frames that wait for the customer to come back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parked {
    /// The frames, bottom first.
    pub frames: Vec<Frame>,
    /// Forgotten after this.
    pub until: Instant,
    /// Whether "接着办吗？" was asked and its answer is awaited.
    pub offered: bool,
}

/// A running flow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// Its name.
    pub id: FrameId,
    /// What runs.
    pub flow: FlowId,
    /// Where it stands.
    pub at: NodeId,
    /// Questions to go back to from 遇到 and 更正时 blocks, as they stood, innermost last.
    pub back: Vec<(NodeId, Asked)>,
    /// Entered by 进入 or 逐个 of the frame below (one unit with it), rather than by a trigger.
    pub called: bool,
    /// One a slot of the flow.
    pub slots: Vec<Held>,
    /// The event that triggered it, which 事件.X reads.
    pub event: Option<(EventId, Value)>,
    /// The last record of each event that 等 or 遇到 waited for, which 事件.X reads inside their blocks.
    pub arrived: Vec<(EventId, Value)>,
    /// Nodes in the order in which each was first executed; R7 rewinds along it.
    pub trail: Vec<NodeId>,
    /// How often a node was executed, for those that were more than once.
    pub visits: Vec<(NodeId, u16)>,
    /// Writes that were committed in this frame.
    pub written: Vec<Written>,
    /// What is being asked, when it stands at 问 or 等.
    pub asked: Option<Asked>,
    /// 逐个: the snapshot of the list, and the results so far.
    pub each: Option<(Vec<Value>, Vec<Value>)>,
    /// Values of the message that triggered it which no slot of its own took; flows that it enters may (R10).
    pub heard: Vec<Entity>,
    /// The new value while a 更正时 block runs.
    pub correcting: Option<Value>,
    /// Tries of questions that were answered at last; 重问 counts on from them (R9).
    pub tries: Vec<(NodeId, u16)>,
}

impl Frame {
    /// A flow that is about to run its statement `at`; the slots are those of its flow.
    #[must_use]
    pub const fn new(id: FrameId, flow: FlowId, at: NodeId, slots: Vec<Held>) -> Self {
        Self {
            id,
            flow,
            at,
            back: Vec::new(),
            called: false,
            slots,
            event: None,
            arrived: Vec::new(),
            trail: Vec::new(),
            visits: Vec::new(),
            written: Vec::new(),
            asked: None,
            each: None,
            heard: Vec::new(),
            correcting: None,
            tries: Vec::new(),
        }
    }
}

/// A write that was committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// The statement.
    pub node: NodeId,
    /// Its place on the trail; of one that is not on it, how long the trail was then: going back to this place or before it goes
    /// back behind the write.
    pub place: u16,
}

impl Frame {
    /// Notes that the statement at which the flow stands has written; one that a loop comes by again is noted once.
    pub(crate) fn note_write(&mut self) {
        let node = self.at;
        if self.written.iter().any(|w| w.node == node) {
            return;
        }
        let place = self.trail.iter().position(|n| *n == node).unwrap_or(self.trail.len());
        self.written.push(Written { node, place: u16::try_from(place).unwrap_or(u16::MAX) });
    }

    /// The place on the trail behind the statement at which the flow stands; in a block, behind the question that it goes back to.
    pub(crate) fn place_behind(&self) -> u16 {
        let stands = self.back.first().map_or(self.at, |(question, _)| *question);
        let place = self.trail.iter().position(|n| *n == stands);
        u16::try_from(place.map_or(self.trail.len(), |place| place + 1)).unwrap_or(u16::MAX)
    }
}

/// What a slot holds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Held {
    /// The value; `None` is unset.
    pub value: Option<Value>,
    /// Where it came from.
    pub source: SlotSource,
    /// The question was answered by leaving it out (可跳过).
    pub skipped: bool,
    /// The place on the trail behind the statement at which it was set: what has read it since stands there or behind. A question
    /// that it lets pass does not set it (R7).
    pub place: u16,
}

/// Where a slot's value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum SlotSource {
    /// Unset, or `= v`.
    #[default]
    Default,
    /// The customer answered its question.
    Answer,
    /// Read from the message that triggered the flow, or from one that answered something else (R10).
    Prefill,
    /// 传入
    Argument,
    /// 来自 or 存到
    Source,
    /// 记, 算, 得到
    Computed,
    /// The customer corrected it (R7).
    Correction,
    /// An answer that still holds after a correction went back behind its question: it is not asked again (R7).
    Kept,
}

/// A question that waits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// When the question was delivered; timers count from here (R11).
    pub since: Instant,
    /// Which visit of the node this is; buttons of an earlier one are expired.
    pub visit: u16,
    /// Tries so far (R9).
    pub tries: u16,
    /// How many of its 没回 lines have fired.
    pub fired: u16,
    /// 收: at least A were gathered and 收到 was said.
    pub offered_done: bool,
    /// A clarifying question was put; at most one an ask (R4.8).
    pub clarified: bool,
    /// `since` is the delivery of the question, or is to stay as it is: the next `Body::Delivered` does not move it.
    pub anchored: bool,
    /// What the slot held when the question was put once more; a correction that goes back takes it up again (R7).
    pub before: Option<Held>,
    /// 收: what was shown last, in its order; numbers and 第N name these, also what has been chosen since (R20).
    pub shown: Vec<Choice>,
}
