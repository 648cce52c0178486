//! 流程: its slots, steps, corrections and migrations.

use super::{Block, Expr, Path, Trigger, TypeExpr};
use crate::source::{Name, Span, Spanned};

/// 流程 F 版本 N
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// The name.
    pub name: Name,
    /// 版本
    pub version: Spanned<u32>,
    /// 说明
    pub description: Option<Spanned<String>>,
    /// 触发
    pub triggers: Vec<Spanned<Trigger>>,
    /// 结果
    pub outcomes: Vec<Name>,
    /// 信息
    pub slots: Vec<SlotDecl>,
    /// 步骤, the first begins.
    pub steps: Vec<Step>,
    /// 更正时
    pub corrections: Vec<Correction>,
    /// 迁移
    pub migrations: Vec<Migration>,
    /// The head line.
    pub span: Span,
}

/// A line under 信息.
#[derive(Debug, Clone, PartialEq)]
pub struct SlotDecl {
    /// The name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
    /// `= v`
    pub default: Option<Expr>,
    /// 传入
    pub input: Option<Span>,
    /// 传出
    pub output: Option<Span>,
    /// 来自
    pub from: Option<Path>,
    /// 存到
    pub save_to: Option<Path>,
    /// 每次都问
    pub always_ask: Option<Span>,
}

/// 步骤 S
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The name.
    pub name: Name,
    /// 不可打断
    pub uninterruptible: Option<Span>,
    /// Its statements.
    pub block: Block,
}

/// 更正时 slot 得到 new
#[derive(Debug, Clone, PartialEq)]
pub struct Correction {
    /// The slot.
    pub slot: Name,
    /// The name of the new value inside the block.
    pub new: Name,
    /// What to do.
    pub block: Block,
}

/// 迁移 从 版本 N
#[derive(Debug, Clone, PartialEq)]
pub struct Migration {
    /// The version it comes from.
    pub from: Spanned<u32>,
    /// Its lines.
    pub moves: Vec<Spanned<Move>>,
}

/// A line of a migration.
#[derive(Debug, Clone, PartialEq)]
pub enum Move {
    /// 步骤 a 改为 b
    StepRenamed(Name, Name),
    /// 步骤 a 已删 转到 c
    StepRemoved(Name, Name),
    /// 信息 a 改为 b
    SlotRenamed(Name, Name),
    /// 信息 a 已删
    SlotRemoved(Name),
}
