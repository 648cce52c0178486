//! Statements, and the ways out of where one is.

use super::{Ask, Card, Expr, ExprKind, ImageSource, Path, Say, Template, Test};
use crate::source::{Name, Span, Spanned};

/// Statements in order.
pub type Block = Vec<Stmt>;

/// A statement and the span of its head line.
#[derive(Debug, Clone, PartialEq)]
pub struct Stmt {
    /// What it does.
    pub kind: StmtKind,
    /// Its head line.
    pub span: Span,
}

/// Every statement.
#[derive(Debug, Clone, PartialEq)]
pub enum StmtKind {
    /// 说
    Say(Say),
    /// 问
    Ask(Box<Ask>),
    /// 调用
    Call(Call),
    /// 进入 流程 … 没走完
    Enter(Enter, Option<Block>),
    /// 逐个 x 来自 list 最多 N 个 进入 流程 F(…)
    ForEach {
        /// The item's name.
        item: Name,
        /// The list.
        list: Path,
        /// 最多
        max: Spanned<u32>,
        /// The flow an item.
        enter: Box<Enter>,
        /// 没走完
        unfinished: Option<Block>,
    },
    /// 等 事件 E 最多 D
    Await {
        /// The event.
        event: Path,
        /// 其中
        filter: Option<Expr>,
        /// 最多
        within: Expr,
        /// 等到
        then: Block,
        /// 没等到
        timeout: Block,
    },
    /// 如果 / 否则如果 / 否则
    If {
        /// Conditions with their blocks.
        branches: Vec<(Expr, Block)>,
        /// 否则
        otherwise: Option<Block>,
    },
    /// 按 x 分
    Match {
        /// What is looked at.
        subject: Path,
        /// Its arms.
        arms: Vec<(Spanned<Test>, Block)>,
    },
    /// 试验 N
    Experiment {
        /// The name.
        name: Name,
        /// Arm, share in percent as written, block.
        arms: Vec<(Name, Spanned<String>, Block)>,
    },
    /// 算 x = e
    Let(Name, Expr),
    /// 记 path = e
    Set(Path, Expr),
    /// 查表 T(…) 得到 r
    Lookup {
        /// The table.
        table: Name,
        /// Its arguments.
        args: Vec<Arg>,
        /// 得到
        result: Name,
    },
    /// 卡片
    Card(Card),
    /// 卡片组
    Carousel {
        /// The list.
        list: Path,
        /// 最多
        max: Option<Spanned<u32>>,
        /// A card an item; its fields come first in names.
        card: Box<Card>,
    },
    /// 图片
    Image(ImageSource),
    /// 统计
    Track(Name, Vec<Arg>),
    /// 重说
    Repeat,
    /// 重问
    Reask(Name, Option<Template>),
    /// 转到, 转人工, 取消流程, 结束
    Leave(WayOut),
}

/// A way out of where one is.
#[derive(Debug, Clone, PartialEq)]
pub enum WayOut {
    /// 转到
    Goto(Name),
    /// 转人工
    Handoff {
        /// The team.
        team: Name,
        /// 附言
        note: Option<Template>,
        /// 优先
        priority: Option<Expr>,
    },
    /// 取消流程
    Cancel(Option<Template>),
    /// 结束
    End(Name),
}

/// 调用 P.f(…) 得到 x
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// Plugin and function.
    pub function: Path,
    /// Its arguments.
    pub args: Vec<Arg>,
    /// 得到
    pub result: Option<Name>,
    /// 出错 arms, in order.
    pub on_error: Vec<(Vec<Spanned<ErrorName>>, Block)>,
}

/// What an 出错 arm names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErrorName {
    /// A declared error.
    Declared(String),
    /// 超时
    Timeout,
    /// 系统错
    System,
    /// 其他
    Other,
}

/// 进入 流程 F(…) 得到 x
#[derive(Debug, Clone, PartialEq)]
pub struct Enter {
    /// The flow.
    pub flow: Name,
    /// Its arguments.
    pub args: Vec<Arg>,
    /// 得到
    pub result: Option<Name>,
    /// From 进入 to the end.
    pub span: Span,
}

/// An argument, named or not.
#[derive(Debug, Clone, PartialEq)]
pub struct Arg {
    /// `名:`
    pub name: Option<Name>,
    /// The value.
    pub value: Expr,
}

impl Arg {
    /// Whether its value is a variable or path whose last part is its name, which then may be left out.
    #[must_use]
    pub fn names_itself(&self) -> bool {
        match (&self.name, &self.value.kind) {
            (Some(name), ExprKind::Path(path)) => path.last().is_some_and(|last| last.node == name.node),
            _ => false,
        }
    }
}
