//! Why a turn went as it did, as data: what was considered, which rule won, which path was walked.

use crate::reading::{Score, Target};
use huashu_dsl::program::{ExperimentId, FaqId, FlowId, IntentId, OutcomeId, PushId, SlotId, StepId, TeamId};
use huashu_dsl::value::{Instant, Millis, Value};
use serde::{Deserialize, Serialize};

/// The explanation of one step. A turn of several steps has several, in order.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Explanation {
    /// What was considered for each clause, in the order of the matching rules.
    pub considered: Vec<Considered>,
    /// What was walked through and changed, in order.
    pub path: Vec<Mark>,
}

/// A candidate and its fate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Considered {
    /// The clause as the customer wrote it.
    pub clause: String,
    /// The matching rule that looked at it.
    pub rule: MatchRule,
    /// What it would have meant.
    pub meaning: Meaning,
    /// How sure the matcher was, where a score decides.
    pub score: Option<Score>,
    /// What became of it.
    pub verdict: Verdict,
}

/// The matching order R4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MatchRule {
    /// R4.1 hard commands
    Command,
    /// R4.2 a button of a prompt
    Button,
    /// R4.3 the whole message is an answer
    StrongAnswer,
    /// R4.4 a correction
    Correction,
    /// R4.5 遇到 of the question
    Interrupt,
    /// R4.6 triggers, 全局, 问答
    Ranking,
    /// R4.7 an answer inside a longer sentence
    WeakAnswer,
    /// R4.8 a clarifying question
    Clarify,
    /// R4.9 没听懂
    NoMatch,
    /// R4.10 问满, or 兜底 where nothing is asked
    GiveUp,
}

/// What a clause would have meant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Meaning {
    /// An intent or a question.
    Target(Target),
    /// A value for a slot.
    Answer(FlowId, SlotId, Value),
    /// To leave the question out.
    Skip,
    /// 选完 or 就这些
    Done,
    /// Nothing.
    Nothing,
}

/// What became of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// It won.
    Won,
    /// An earlier rule had won.
    TooLate,
    /// Below the threshold.
    TooWeak,
    /// Too close to another.
    TooClose,
    /// Nothing listens for it here.
    NotExpected,
    /// The value does not fit 要求.
    Refused,
    /// The question wants 是 or 否 in so many words.
    NotExplicit,
}

/// Something that happened on the way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Mark {
    /// A flow began at its first step; entered by another, or triggered (above what ran, if anything did).
    Began(FlowId, Start),
    /// A step began.
    Step(FlowId, StepId),
    /// A slot got a value (or lost it).
    Set(FlowId, SlotId, Option<Value>),
    /// Results that no longer hold were dropped.
    Dropped(FlowId, SlotId),
    /// A question of 问答 was answered on the way.
    Answered(FaqId),
    /// A 遇到 block ran.
    Interrupted(IntentId),
    /// A question was skipped.
    Skipped(FlowId, SlotId),
    /// A correction rewound to this step.
    Rewound(FlowId, StepId),
    /// A 更正时 block ran.
    CorrectionBlock(FlowId, SlotId),
    /// An arm was taken.
    Arm(ExperimentId, String),
    /// A flow ended.
    Ended(FlowId, OutcomeId),
    /// Back in the flow below, at this step.
    BackIn(FlowId, StepId),
    /// 没走完 took over in this flow.
    Unfinished(FlowId),
    /// Nobody answered: what ran is kept this long for the customer's return (R11).
    Idle(Millis),
    /// What ran was put aside, and the customer is asked whether to go on with it (R5, R6).
    Parked,
    /// A call came back with a failure.
    CallFailed(FlowId, StepId),
    /// A person took over.
    HandedOff(TeamId),
    /// 要明说: an answer was not explicit.
    NotExplicit,
    /// 没听懂.
    NotUnderstood,
    /// What became of a push (R15).
    Push(PushId, Fate),
}

/// What became of a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fate {
    /// Its flow began.
    Sent,
    /// It waits for its hours, which begin then.
    Opens(Instant),
    /// It waits for the conversation to be over.
    Waits,
    /// It is not sent.
    Dropped(Hurdle),
}

/// Why a push is not sent, in the order of R15.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hurdle {
    /// The same push waits already, for the same event.
    Duplicate,
    /// 人群 does not hold; what it asks for and nobody knows does not either.
    Audience,
    /// 时段 never opens.
    Window,
    /// 频次
    Cap,
    /// 对话中 跳过
    Busy,
    /// 有效 is over.
    Expired,
    /// The conversation's channel is none of 渠道优先.
    Channel,
}

/// How a flow began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Start {
    /// By a trigger, on an empty stack.
    Triggered,
    /// By a trigger, above a question that waits.
    Digression,
    /// By 进入 or 逐个.
    Called,
}
