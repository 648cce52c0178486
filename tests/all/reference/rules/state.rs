//! What the reference remembers of a conversation: a stack of frames, everything in maps and lists.

use huashu_dsl::program::{EventId, FlowId, NodeId, SlotId, TeamId};
use huashu_dsl::value::{Instant, Value};
use huashu_engine::{Entity, HandoffReason};
use std::collections::{BTreeMap, BTreeSet};

/// A conversation.
#[derive(Debug, Clone, Default)]
pub(crate) struct State {
    /// Running flows, the top one last (R3).
    pub(crate) stack: Vec<Frame>,
    /// Frames begun so far.
    pub(crate) frames: u32,
    /// The team that speaks instead of the bot (R16).
    pub(crate) human: Option<TeamId>,
    /// Values are filled in that no question has let pass.
    pub(crate) prefilling: bool,
    /// 接着办吗 was asked once of what is parked.
    pub(crate) offered_once: bool,
    /// The slot of a value that 要求 refuses, and what it held before: gone before 问满 acts.
    pub(crate) refused: Option<(SlotId, Option<Value>)>,
    /// 问满 acted in this turn.
    pub(crate) tried_out: bool,
    /// Slots set so far.
    pub(crate) settings: u32,
    /// 会话开始 was said (R13).
    pub(crate) greeted: bool,
    /// Frames that were put aside, and until when they are kept (R6, R11).
    pub(crate) parked: Option<(Vec<Frame>, Instant)>,
    /// 接着办吗 was asked of what is parked and waits for its answer.
    pub(crate) offered: bool,
    /// Messages in a row that nothing fitted while nothing was asked.
    pub(crate) misses: u32,
    /// A call is open (R12).
    pub(crate) calling: bool,
    /// The turn answers the customer.
    pub(crate) replying: bool,
    /// The turn said something.
    pub(crate) spoke: bool,
}

/// A running flow.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) id: u32,
    pub(crate) flow: FlowId,
    /// The statement it stands at.
    pub(crate) at: NodeId,
    /// Entered by the frame below.
    pub(crate) called: bool,
    pub(crate) slots: BTreeMap<SlotId, Value>,
    /// Where the values came from; a slot with only its default is not in it.
    pub(crate) came: BTreeMap<SlotId, Came>,
    /// When each slot was last set: the how-manieth setting it was, and how many statements had been executed (R7).
    pub(crate) set: BTreeMap<SlotId, (u32, usize)>,
    /// Skips that a rewind left standing.
    pub(crate) kept_skips: BTreeSet<SlotId>,
    /// The question that waited when a correction went back behind it: it has no answer yet.
    pub(crate) unanswered: Option<NodeId>,
    /// Slots whose question was skipped.
    pub(crate) skipped: BTreeSet<SlotId>,
    /// Statements in the order in which each was first executed.
    pub(crate) executed: Vec<NodeId>,
    pub(crate) visits: BTreeMap<NodeId, u32>,
    /// The question that waits.
    pub(crate) asked: Option<Asked>,
    /// Questions to go back to from 遇到 blocks.
    pub(crate) back: Vec<(NodeId, Asked)>,
    /// Tries of questions that were answered; 重问 counts on (R9).
    pub(crate) tries: BTreeMap<NodeId, u32>,
    /// Writes that were committed, each with the number of statements executed before it.
    pub(crate) written: Vec<NodeId>,
    /// Why a block of 全局 hands over, if it does.
    pub(crate) reason: Option<HandoffReason>,
    /// Values of the message that triggered it which no slot took.
    pub(crate) heard: Vec<Entity>,
    /// 事件 of the blocks of 等到 and 遇到.
    pub(crate) arrived: Vec<(EventId, Value)>,
    /// The new value in a 更正时 block.
    pub(crate) correcting: Option<Value>,
}

/// Where a value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Came {
    /// The customer answered its question.
    Answer,
    /// Pre-fill, 来自, 存到, 记 or correction; or an answer that a rewind left standing: not asked again.
    Otherwise,
    /// 传入
    Argument,
    /// 算, 得到
    Result,
}

/// A question that waits.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// Its delivery; timers count from here (R11).
    pub(crate) since: Instant,
    /// Said, but not delivered yet.
    pub(crate) undelivered: bool,
    /// The visit of the statement.
    pub(crate) visit: u32,
    /// Tries of this visit (R9).
    pub(crate) tries: u32,
    /// What its slot held before it was asked.
    pub(crate) before: Option<(SlotId, Value, Option<Came>)>,
    /// 没回 lines that have acted.
    pub(crate) fired: usize,
}
