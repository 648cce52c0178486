//! Flows after checking: a graph of statements.
//!
//! Blocks are flattened: a statement's `next` is what follows it when it runs through, a branch names the first node of
//! each arm. So a position is one [`NodeId`], a jump costs nothing, and the checker, the interpreter, coverage and the drawing all walk
//! the same graph.

use super::expr::{Expr, Place};
use super::ids::{
    AskId, EventId, ExperimentId, FlowId, FunctionId, IntentId, NodeId, OutcomeId, SlotId, StepId, TableId,
    TeamId, TextId, TrackId, TypeId,
};
use super::text::{ImageSource, Template};
use crate::ast::CompareOp;
use crate::source::Span;
use crate::value::{Millis, Type, Value};
use serde::{Deserialize, Serialize};

/// 流程 F 版本 N
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Flow {
    /// Its name.
    pub name: String,
    /// 版本
    pub version: u32,
    /// 说明
    pub description: Option<String>,
    /// 触发
    pub triggers: Vec<Trigger>,
    /// 取消 转人工 没回, then 结果.
    pub outcomes: Vec<String>,
    /// The enum type of `outcomes`.
    pub outcome_type: TypeId,
    /// 信息 in order, then what 算 得到 逐个 make.
    pub slots: Vec<Slot>,
    /// 步骤; the first begins.
    pub steps: Vec<Step>,
    /// The statements of all blocks.
    pub nodes: Vec<Node>,
    /// The questions.
    pub asks: Vec<Ask>,
    /// 更正时
    pub corrections: Vec<Correction>,
    /// 迁移
    pub migrations: Vec<Migration>,
    /// Its head line.
    #[serde(skip)]
    pub span: Span,
}

impl Flow {
    /// What a called flow gives back: its 传出 slots in order, then 结果. The record type of 得到.
    pub fn outputs(&self) -> impl Iterator<Item = (SlotId, &Slot)> {
        self.slots
            .iter()
            .enumerate()
            .filter(|(_, s)| s.output)
            .filter_map(|(i, s)| Some((SlotId(u16::try_from(i).ok()?), s)))
    }
}

/// What starts a flow, or what 遇到 waits for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Trigger {
    /// 意图 I
    Intent(IntentId),
    /// 事件 E 其中 c
    Event(EventId, Option<Expr>),
}

/// 信息, or a name that a statement makes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Slot {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Who declared it.
    pub origin: SlotOrigin,
    /// `= v`
    pub default: Option<Value>,
    /// 传入
    pub input: bool,
    /// 传出
    pub output: bool,
    /// 来自: its first value.
    pub from: Option<Place>,
    /// 存到: read at the start, written back when set.
    pub save_to: Option<Place>,
    /// 每次都问 (and every 是否): never filled from the trigger message.
    pub always_ask: bool,
    /// Where it was declared.
    #[serde(skip)]
    pub span: Span,
}

/// Who declared a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SlotOrigin {
    /// 信息
    Declared,
    /// 算: dropped when what it was computed from changes.
    Let,
    /// 得到 of 调用, 进入, 查表, 逐个.
    Result,
    /// The item of 逐个.
    Item,
}

/// 步骤 S
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Its first statement.
    pub entry: NodeId,
    /// 不可打断
    pub uninterruptible: bool,
    /// Where its name stands.
    #[serde(skip)]
    pub span: Span,
}

/// A statement in the graph.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Node {
    /// What it does.
    pub stmt: Stmt,
    /// What follows when it runs through. A way out and `Back` point at themselves; nothing follows them.
    pub next: NodeId,
    /// The step it stands in; a 更正时 or 全局 block counts as the first.
    pub step: StepId,
    /// Slots it reads: in conditions, arguments, texts, buttons. Sorted, each once.
    pub reads: Vec<SlotId>,
    /// The slot it sets, if any.
    pub writes: Option<SlotId>,
    /// Its head line.
    pub span: Span,
}

/// A statement.
pub type Stmt = StmtKind;

/// What a statement does.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum StmtKind {
    /// 说, with suggestions under it.
    Say(TextId, Option<Buttons>),
    /// 问
    Ask(AskId),
    /// 调用
    Call(Call),
    /// 进入 流程; `unfinished` is the first node of 没走完.
    Enter(Enter, Option<NodeId>),
    /// 逐个
    ForEach {
        /// The item's slot in this flow.
        item: SlotId,
        /// The list, read once.
        list: Expr,
        /// At most.
        max: u32,
        /// The flow an item; the results are gathered into `enter.result`.
        enter: Enter,
        /// 没走完
        unfinished: Option<NodeId>,
    },
    /// 等 事件
    Await {
        /// The event.
        event: EventId,
        /// 其中
        filter: Option<Expr>,
        /// 最多
        within: Millis,
        /// 等到
        then: NodeId,
        /// 没等到
        timeout: NodeId,
    },
    /// 如果: the first node if it holds; otherwise `next`-like `otherwise`.
    If {
        /// The condition.
        condition: Expr,
        /// When it holds.
        then: NodeId,
        /// When not.
        otherwise: NodeId,
    },
    /// 按 x 分
    Match {
        /// What is looked at.
        subject: Expr,
        /// Arms in order.
        arms: Vec<MatchArm>,
    },
    /// 试验 N: arms with their share in ten-thousandths and first node; the shares sum to 10,000.
    Experiment(ExperimentId, Vec<(String, u32, NodeId)>),
    /// 算
    Let(SlotId, Expr),
    /// 记: the place is a slot, 顾客.X or 会话.X.
    Set(Place, Expr),
    /// 查表
    Lookup(TableId, Vec<Expr>, SlotId),
    /// 卡片
    Card(Card),
    /// 卡片组: one card an item (`Root::Item`), at most so many.
    Carousel(Expr, Card, Option<u32>),
    /// 图片
    Image(ImageSource),
    /// 统计: arguments in the order of its parameters.
    Track(TrackId, Vec<Option<Expr>>),
    /// 重说
    Repeat,
    /// 重问 slot ["…"]: the question it goes back to.
    Reask(SlotId, NodeId, Option<TextId>),
    /// 转到 转人工 取消流程 结束
    Leave(WayOut),
    /// The end of a 遇到, 更正时 or 全局 block: back to what was asked.
    Back,
}

/// A way out of where one is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum WayOut {
    /// 转到
    Goto(StepId),
    /// 转人工
    Handoff {
        /// The team.
        team: TeamId,
        /// 附言
        note: Option<Template>,
        /// 优先: an expression of type 优先级.
        priority: Option<Expr>,
    },
    /// 取消流程
    Cancel(Option<TextId>),
    /// 结束
    End(OutcomeId),
}

/// An arm of 按.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MatchArm {
    /// When it is taken.
    pub test: Test,
    /// Its first node.
    pub then: NodeId,
}

/// What an arm or a cell of a table tests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Test {
    /// 其他
    Other,
    /// `小于 24 小时`
    Bound(CompareOp, Expr),
    /// `A、B`
    Values(Vec<Value>),
}

/// 进入 流程 F(…) 得到 x
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Enter {
    /// The flow.
    pub flow: FlowId,
    /// Its 传入 slots with the values they get, read in the caller.
    pub args: Vec<(SlotId, Expr)>,
    /// The caller's slot for `Flow::outputs` and 结果.
    pub result: Option<SlotId>,
}

/// 调用 P.f(…) 得到 x
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Call {
    /// The function.
    pub function: FunctionId,
    /// Arguments in the order of its parameters.
    pub args: Vec<Option<Expr>>,
    /// 得到
    pub result: Option<SlotId>,
    /// 出错 arms; the first that fits.
    pub on_error: Vec<(OnError, NodeId)>,
}

/// What an 出错 arm catches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum OnError {
    /// A declared error: index into `Function::errors`.
    Declared(u16),
    /// 超时
    Timeout,
    /// 系统错
    System,
    /// 其他
    Other,
}

/// 问
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ask {
    /// The slot it fills.
    pub slot: SlotId,
    /// The question.
    pub text: TextId,
    /// 卡片
    pub card: Option<Card>,
    /// 图片
    pub image: Option<ImageSource>,
    /// 按钮
    pub buttons: Option<Buttons>,
    /// 要求 … 否则, in order; the first that fails speaks. The candidate value is already in the slot.
    pub require: Vec<Requirement>,
    /// 没听懂, else the type's, else the built-in one.
    pub no_match: Option<TextId>,
    /// 问满, else the shop's.
    pub max_tries: Option<MaxTries>,
    /// 没回, ascending; 就这些 included. Empty means the shop's.
    pub no_reply: Vec<NoReply>,
    /// 可跳过; the text it says.
    pub skippable: Option<Option<TextId>>,
    /// 遇到
    pub interrupts: Vec<Interrupt>,
    /// 要明说
    pub explicit: bool,
    /// 收 A 到 B 个
    pub collect: Option<Collect>,
}

/// 要求 c 否则 "…"
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Requirement {
    /// Must hold.
    pub condition: Expr,
    /// Said when it does not.
    pub otherwise: TextId,
}

/// 问满 N 次 way out
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MaxTries {
    /// N
    pub times: u32,
    /// What then.
    pub leave: WayOut,
}

/// 没回 D …
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NoReply {
    /// Counted from the delivery of the question.
    pub after: Millis,
    /// What then.
    pub action: NoReplyAction,
}

/// What happens when nobody answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum NoReplyAction {
    /// 提醒
    Remind(TextId),
    /// 就这些: what was gathered is enough.
    Done,
    /// A way out.
    Leave(WayOut),
}

/// 遇到
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Interrupt {
    /// What it waits for.
    pub trigger: Trigger,
    /// Its first node.
    pub entry: NodeId,
}

/// 收 A 到 B 个 选完 "…"
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Collect {
    /// At least.
    pub min: u32,
    /// At most.
    pub max: u32,
    /// The label of the button that closes it.
    pub done: TextId,
}

/// 按钮 under 说, 问, 答.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Buttons {
    /// Buttons with fixed values, 全部 written out.
    Fixed(Vec<FixedButton>),
    /// 来自 list: one an item (`Root::Item`).
    FromList {
        /// The list.
        list: Expr,
        /// 显示
        label: Template,
        /// 取: the value it fills, else the item itself.
        value: Option<Expr>,
        /// 如果
        condition: Option<Expr>,
        /// At most.
        max: Option<u32>,
    },
    /// Texts that are sent as the customer's words.
    Words(Vec<Template>),
}

/// A button with a fixed value.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FixedButton {
    /// What it fills: a member, or yes or no.
    pub value: Value,
    /// What it shows.
    pub label: Template,
}

/// 卡片
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Card {
    /// The title.
    pub title: Template,
    /// 图片
    pub image: Option<ImageSource>,
    /// 文字
    pub body: Option<Template>,
    /// 按钮 "…" 打开 "…"
    pub links: Vec<Link>,
}

/// A button that opens an address and fills nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Link {
    /// What it shows.
    pub label: Template,
    /// Where it leads.
    pub address: Template,
}

/// 更正时 slot 得到 new: runs when a committed write depends on the slot; the new value is `Root::NewValue`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Correction {
    /// The slot.
    pub slot: SlotId,
    /// Its first node.
    pub entry: NodeId,
}

/// 迁移 从 版本 N
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Migration {
    /// The version it comes from.
    pub from: u32,
    /// Its lines.
    pub moves: Vec<Move>,
}

/// A line of a migration; old names are text, because they name things of another program.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Move {
    /// 步骤 a 改为 b, and 步骤 a 已删 转到 b
    Step(String, StepId),
    /// 信息 a 改为 b
    Slot(String, SlotId),
    /// 信息 a 已删
    SlotRemoved(String),
}
