//! 问 and its options.

use super::{Block, Buttons, Card, Expr, ImageSource, Template, Text, Trigger, WayOut};
use crate::source::{Name, Span, Spanned};

/// 问
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// The slot.
    pub slot: Name,
    /// The question.
    pub text: Text,
    /// 卡片
    pub card: Option<Card>,
    /// 图片
    pub image: Option<ImageSource>,
    /// 按钮
    pub buttons: Option<Buttons>,
    /// 要求 c 否则 "…"
    pub require: Vec<(Expr, Template)>,
    /// 没听懂
    pub no_match: Option<Template>,
    /// 问满
    pub max_tries: Option<MaxTries>,
    /// 没回
    pub no_reply: Vec<NoReply>,
    /// 可跳过 ["…"]
    pub skippable: Option<Spanned<Option<Template>>>,
    /// 遇到
    pub interrupts: Vec<(Spanned<Trigger>, Block)>,
    /// 要明说
    pub explicit: Option<Span>,
    /// 收 A 到 B 个 选完 "…"
    pub collect: Option<Collect>,
}

/// 收 A 到 B 个 选完 "…"
#[derive(Debug, Clone, PartialEq)]
pub struct Collect {
    /// At least.
    pub min: Spanned<u32>,
    /// At most.
    pub max: Spanned<u32>,
    /// The label of the button that closes it.
    pub done: Template,
}

/// 没回 D …
#[derive(Debug, Clone, PartialEq)]
pub struct NoReply {
    /// After so long.
    pub after: Expr,
    /// What then.
    pub action: NoReplyAction,
    /// The line.
    pub span: Span,
}

/// What happens when nobody answers.
#[derive(Debug, Clone, PartialEq)]
pub enum NoReplyAction {
    /// 提醒
    Remind(Template),
    /// 就这些
    Done,
    /// A way out.
    Leave(WayOut),
}

/// 问满 N 次 way out
#[derive(Debug, Clone, PartialEq)]
pub struct MaxTries {
    /// N
    pub times: Spanned<u32>,
    /// What then.
    pub leave: WayOut,
    /// The line.
    pub span: Span,
}
