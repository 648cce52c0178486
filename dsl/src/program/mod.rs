//! A checked shop. Names are indexes, every index points at something, and nothing is looked up by string again.
//!
//! A `Program` is only made by [`crate::compile`], only from sources without an error. What it promises:
//! * every id in it is within its table; every `NodeId` within its flow;
//! * every path of a flow ends in a [`WayOut`] or in [`StmtKind::Back`]; every expression has the type its place asks for;
//! * `texts` is the only table whose change leaves the structure hash alone.

mod expr;
mod flow;
mod ids;
mod push;
mod text;
mod understanding;

pub use expr::{Current, Expr, Fold, Place, Root, TeamField};
pub use flow::{
    Ask, Buttons, Call, Card, Collect, Correction, Enter, FixedButton, Flow, Interrupt, Link, MatchArm,
    MaxTries, Migration, Move, NoReply, NoReplyAction, Node, OnError, Requirement, Slot, SlotOrigin, Step,
    Stmt, StmtKind, Test, Trigger, WayOut,
};
pub use ids::*;
pub use push::{Busy, Cap, Push};
pub use text::{Channelled, Filter, Hole, ImageSource, Line, Part, Template, Text};
pub use understanding::{Command, Example, ExamplePart, Faq, Intent, Rule};

use crate::ast::{CompareOp, Unit};
use crate::hash::Hashes;
use crate::source::Span;
use crate::value::{Field, Millis, Type, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The compiled shop.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Program {
    /// What makes this release different from another.
    pub hashes: Hashes,
    /// The shop's time zone, an IANA name; dates and opening hours are read in it.
    pub time_zone: String,
    /// 设定
    pub settings: Vec<Setting>,
    /// The fields of 顾客.
    pub customer: Vec<Field>,
    /// 会话信息
    pub session_slots: Vec<SessionSlot>,
    /// 人工组
    pub teams: Vec<Team>,
    /// 类型, after the built-in ones; then one enum of outcomes a flow.
    pub types: Vec<TypeDef>,
    /// 事件
    pub events: Vec<Event>,
    /// 统计
    pub tracks: Vec<Track>,
    /// The functions of all plugins.
    pub functions: Vec<Function>,
    /// 表
    pub tables: Vec<Table>,
    /// Every text that can be said.
    pub texts: Vec<Text>,
    /// The built-in sentences.
    pub builtin: BuiltinTexts,
    /// 意图, the built-in ones first.
    pub intents: Vec<Intent>,
    /// The flow that each intent triggers.
    pub triggered: BTreeMap<IntentId, FlowId>,
    /// 问答, those from files included.
    pub faqs: Vec<Faq>,
    /// 推送
    pub pushes: Vec<Push>,
    /// 试验
    pub experiments: Vec<String>,
    /// 全局
    pub global: Global,
    /// 流程; the last one is the hidden flow that holds the blocks of 全局.
    pub flows: Vec<Flow>,
}

impl Program {
    /// A program under construction, of nothing.
    pub(crate) fn empty() -> Self {
        Self {
            hashes: Hashes::default(),
            time_zone: String::new(),
            settings: Vec::new(),
            customer: Vec::new(),
            session_slots: Vec::new(),
            teams: Vec::new(),
            types: Vec::new(),
            events: Vec::new(),
            tracks: Vec::new(),
            functions: Vec::new(),
            tables: Vec::new(),
            texts: Vec::new(),
            builtin: BuiltinTexts::default(),
            intents: Vec::new(),
            triggered: BTreeMap::new(),
            faqs: Vec::new(),
            pushes: Vec::new(),
            experiments: Vec::new(),
            global: Global::default(),
            flows: Vec::new(),
        }
    }
}

/// 设定: a value of the shop.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Setting {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Its value in this release.
    pub value: Value,
}

/// 会话信息: a slot that all flows of a conversation share.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SessionSlot {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// How long a value lasts.
    pub keep: Millis,
}

/// 人工组: people who take over.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Team {
    /// Its name.
    pub name: String,
    /// When it works; empty means always.
    pub open: Vec<Open>,
    /// A setting of type `[日期]` on which it does not.
    pub holidays: Option<Place>,
    /// The flow that a hand-off enters when it is closed.
    pub when_closed: Option<Enter>,
    /// 接回: after its release the conversation goes on where it stood.
    pub resumes: bool,
}

/// Working hours on some days of the week.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Open {
    /// Monday is bit 0.
    pub days: u8,
    /// First minute of the day.
    pub from: u16,
    /// Minute of the day at which it ends, at most 1440.
    pub to: u16,
}

/// 类型: a named type.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TypeDef {
    /// Its name.
    pub name: String,
    /// Its form.
    pub kind: TypeKind,
    /// 没听懂: what is said when an answer does not fit.
    pub no_match: Option<TextId>,
    /// 例: what a value looks like.
    pub examples: Vec<String>,
    /// Where it was declared.
    #[serde(skip)]
    pub span: Span,
}

impl TypeDef {
    /// Whether it is a text that anything fits: its 匹配 or 单位 could not be read, and was reported.
    pub(crate) fn is_unfinished(&self) -> bool {
        matches!(&self.kind, TypeKind::Pattern(pattern) if pattern == crate::check::ANYTHING)
    }
}

/// The forms of a named type.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum TypeKind {
    /// 选项: members in order.
    Enum(Vec<EnumMember>),
    /// 记录
    Record(Vec<Field>),
    /// 文本 + 匹配: the regular expression that the whole value must match.
    Pattern(String),
    /// 数字 + 单位
    Measure(Unit),
}

/// A member of an enum.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EnumMember {
    /// Its name, which is also what templates print.
    pub name: String,
    /// Other words for it.
    pub synonyms: Vec<String>,
}

/// 事件: something that happens in the shop.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Event {
    /// Its dotted name.
    pub name: String,
    /// What it carries.
    pub fields: Vec<Field>,
}

/// 统计: something counted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Track {
    /// Its name.
    pub name: String,
    /// What is recorded with it.
    pub params: Vec<Field>,
}

/// A plugin function's signature.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Function {
    /// The plugin.
    pub plugin: String,
    /// The function.
    pub name: String,
    /// Whether it changes something outside.
    pub writes: bool,
    /// Parameters in order.
    pub params: Vec<Field>,
    /// The fields of its result.
    pub returns: Vec<Field>,
    /// After which a call counts as 超时.
    pub timeout: Millis,
    /// How often a failed read is tried again.
    pub retries: u32,
    /// Declared errors.
    pub errors: Vec<String>,
    /// 先确认: reached only behind an explicit yes.
    pub needs_confirmation: bool,
    /// 要求, over the parameters (`Root::Param`); checked before the call is sent.
    pub require: Option<Expr>,
    /// Where its name was written in the signature.
    #[serde(skip)]
    pub span: Span,
}

impl Function {
    /// `插件.函数`
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{}.{}", self.plugin, self.name)
    }
}

/// 表: a decision table; the first row that fits.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Inputs.
    pub params: Vec<Field>,
    /// Columns.
    pub returns: Vec<Field>,
    /// Rows in order; the last fits anything.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Row {
    /// One test an input.
    pub tests: Vec<Test>,
    /// One value a column; `None` is 无.
    pub cells: Vec<Option<Value>>,
    /// Where it was written.
    #[serde(skip)]
    pub span: Span,
}

/// The built-in sentences (内置.X), by what they are for. A shop that declares its own replaces the text, not the id.
/// The arguments stand in the templates as `Root::Param(n)`, in the order given here.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct BuiltinTexts {
    /// 会话开始: before the first reply to a customer in a session.
    pub session_start: TextId,
    /// 改口(信息, 值): a correction was understood.
    pub correction: TextId,
    /// 取消: what 取消流程 says when it has no text.
    pub cancel: TextId,
    /// 澄清: which of these was meant? Buttons follow.
    pub clarification: TextId,
    /// 接着办(流程): back to a flow that was interrupted.
    pub resume: TextId,
    /// 问接着办(流程): is the parked flow to go on?
    pub ask_resume: TextId,
    /// 接着办按钮: the yes to it.
    pub resume_yes: TextId,
    /// 不用了按钮: the no to it.
    pub resume_no: TextId,
    /// 跳过: what is said when a question is skipped and it has no text of its own.
    pub skip: TextId,
    /// 跳过按钮: the label of the button that skips.
    pub skip_button: TextId,
    /// 重说: when there is nothing to repeat.
    pub nothing_to_repeat: TextId,
    /// 转人工: a person takes over.
    pub handoff: TextId,
    /// 办不了: nothing fits and nothing is asked.
    pub cannot: TextId,
    /// 系统出错: something broke.
    pub error: TextId,
    /// 办完: the stack emptied and nothing was said.
    pub completed: TextId,
    /// 满意度: how was it?
    pub satisfaction: TextId,
    /// 选项过期: a button of a question that no longer stands.
    pub expired: TextId,
    /// 已办部分: cancelled after something was already done.
    pub already_done: TextId,
    /// 没听懂: an answer did not fit.
    pub no_match: TextId,
    /// 重新问: before a question that is asked again.
    pub reprompt: TextId,
    /// 请明说(是, 否): a yes or no is needed in so many words.
    pub explicit: TextId,
    /// 收到(选完): a value of several was taken; press when done.
    pub collected: TextId,
}

/// 全局: what holds wherever the customer is. Entries are nodes of the hidden flow.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Global {
    /// The hidden flow that holds the blocks.
    pub flow: FlowId,
    /// 意图 I
    pub intents: Vec<(IntentId, NodeId)>,
    /// 情绪 愤怒 连续 N 次
    pub anger: Option<(u32, NodeId)>,
    /// 兜底, by attempt, ascending; the last holds for all that follow.
    pub fallback: Vec<(u32, NodeId)>,
    /// 系统出错
    pub system_error: Option<NodeId>,
    /// 没回, ascending.
    pub no_reply: Vec<NoReply>,
    /// 问满
    pub max_tries: Option<MaxTries>,
}

/// The name of the hidden flow that holds the blocks of 全局.
pub const HIDDEN_FLOW: &str = "全局";

/// Compares two values of one type.
pub type Compare = CompareOp;
