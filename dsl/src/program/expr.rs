//! Expressions after checking: typed, total, without names.
//!
//! Evaluation gives a value or 无 (`None`). Whatever reads 无 outside 有 gives 无; 无 as a condition counts as no.

use super::ids::{EventId, SessionSlotId, SettingId, SlotId, TeamId};
use crate::ast::{ArithOp, CompareOp};
use crate::value::Value;
use serde::{Deserialize, Serialize};

/// A typed expression.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Expr {
    /// A literal, folded.
    Const(Value),
    /// A slot or a root, and fields of it.
    Read(Place),
    /// 有: set, and for a list not empty.
    Has(Place),
    /// 不是(e), and the negated forms 没有, 不属于, 不包含, 不是 A、B.
    Not(Box<Expr>),
    /// All of them, left to right.
    And(Vec<Expr>),
    /// One of them, left to right.
    Or(Vec<Expr>),
    /// `a 大于 b`; enums compare by order of declaration, numbers, money, times by size.
    Compare(CompareOp, Box<Expr>, Box<Expr>),
    /// `a 属于 list`, `a 是 x、y` and `list 包含 a`: the value, then the list.
    In(Box<Expr>, Box<Expr>),
    /// `text 包含 text`: the whole, then the part.
    TextContains(Box<Expr>, Box<Expr>),
    /// `a + b`; 钱/钱 gives a number, 时间 - 时间 a 时长.
    Arith(ArithOp, Box<Expr>, Box<Expr>),
    /// `[a, b]`
    List(Vec<Expr>),
    /// A text with holes as an argument (`标题: "{方案.类型} {订单号}"`).
    Text(super::text::Template),
    /// 数量(list)
    Count(Box<Expr>),
    /// 合计 最大 最小 平均 over `field`, in which `Root::Item` is the item.
    Fold(Fold, Box<Expr>, Box<Expr>),
    /// 挑选(list, condition), in which `Root::Item` is the item.
    Filter(Box<Expr>, Box<Expr>),
    /// 第几个(list, n), counted from 1.
    Nth(Box<Expr>, Box<Expr>),
    /// A record as another record type: for each field of the new type, the field of the old one.
    Reshape(Box<Expr>, Vec<Option<u16>>),
    /// A list of records as a list of another record type.
    ReshapeEach(Box<Expr>, Vec<Option<u16>>),
    /// 有 of what is computed: it gives a value, and for a list one that is not empty.
    Given(Box<Expr>),
    /// A field of a record that is computed, by index; outermost first.
    Field(Box<Expr>, Vec<u16>),
}

/// The folds of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fold {
    /// 合计: empty gives zero.
    Sum,
    /// 最大: empty gives 无.
    Max,
    /// 最小: empty gives 无.
    Min,
    /// 平均: empty gives 无.
    Average,
}

/// Something that can be read: a root, then fields by index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Where it starts.
    pub root: Root,
    /// Indexes of record fields, outermost first.
    pub fields: Vec<u16>,
}

/// Where a place starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Root {
    /// A slot of the running flow: declared, or made by 算 得到 逐个.
    Slot(SlotId),
    /// 顾客.X: index of the field.
    Customer(u16),
    /// 会话.X
    Session(SessionSlotId),
    /// 店铺.X
    Shop(SettingId),
    /// 事件: the record of the event that triggered the flow.
    Event,
    /// 事件 inside 等到 and 遇到 事件: the record of this event that arrived last.
    Arrived(EventId),
    /// 当前.X
    Current(Current),
    /// 人工组.G.X
    Team(TeamId, TeamField),
    /// The item of the innermost 挑选, 合计, 另起 逐个, 卡片组 or 按钮 来自.
    Item,
    /// An argument: of a built-in sentence, or of the signature whose 要求 this is.
    Param(u16),
    /// The new value inside 更正时.
    NewValue,
    /// 现在
    Now,
    /// 今天
    Today,
}

/// 当前.X
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Current {
    /// 被调用: entered by another flow.
    Called,
    /// 渠道
    Channel,
    /// 流程
    Flow,
    /// 步骤
    Step,
}

/// 人工组.G.X
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TeamField {
    /// 在班
    Open,
    /// 下次上班
    NextOpen,
}
