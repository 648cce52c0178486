//! What holds beside any flow: 全局, 推送, and what starts things.

use super::{Block, Enter, Expr, MaxTries, NoReply, Path};
use crate::source::{Name, Spanned};

/// A part of 全局.
#[derive(Debug, Clone, PartialEq)]
pub enum GlobalPart {
    /// 意图 I and its block.
    Intent(Path, Block),
    /// 情绪 愤怒 连续 N 次 and its block.
    Mood {
        /// The mood.
        mood: Name,
        /// How many messages in a row.
        times: u32,
        /// What to do.
        block: Block,
    },
    /// 兜底: 第 N 次 statement.
    Fallback(Vec<(Spanned<u32>, Block)>),
    /// 系统出错: its block, at the place of its head.
    SystemError(Spanned<Block>),
    /// 没回
    NoReply(NoReply),
    /// 问满
    MaxTries(MaxTries),
}

/// 推送 N
#[derive(Debug, Clone, PartialEq)]
pub struct Push {
    /// The name.
    pub name: Name,
    /// 触发
    pub trigger: Option<Trigger>,
    /// 人群
    pub audience: Option<Expr>,
    /// 时段
    pub window: Option<(Spanned<String>, Spanned<String>)>,
    /// 频次
    pub cap: Option<Cap>,
    /// 对话中
    pub if_busy: Option<Spanned<Busy>>,
    /// 渠道优先
    pub channels: Vec<Name>,
    /// 有效
    pub expires_after: Option<Expr>,
    /// 进入 流程 F(…)
    pub enter: Option<Enter>,
}

/// 频次 每人 每天|每 D 最多 N 次
#[derive(Debug, Clone, PartialEq)]
pub struct Cap {
    /// A rolling period; `None` is the calendar day.
    pub period: Option<Expr>,
    /// At most so many.
    pub max: Spanned<u32>,
}

/// 对话中 等结束|跳过
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Busy {
    /// 等结束
    Wait,
    /// 跳过
    Skip,
}

/// 触发, or what 遇到 and 等 wait for.
#[derive(Debug, Clone, PartialEq)]
pub enum Trigger {
    /// 意图 I
    Intent(Path),
    /// 事件 E 其中 c
    Event(Path, Option<Expr>),
}
