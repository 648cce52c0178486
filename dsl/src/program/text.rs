//! Texts after checking: what can be said, with the places each text reads.

use super::expr::{Expr, Place};
use crate::source::Span;
use serde::{Deserialize, Serialize};

/// One bubble: its variants, extra lines and special forms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Text {
    /// The text and its 或说 variants; never empty.
    pub variants: Vec<Template>,
    /// 另起, in order.
    pub lines: Vec<Line>,
    /// 渠道 and 语言 forms, which replace the first line.
    pub special: Vec<Channelled>,
    /// Where it was written: the source that a reply part cites.
    pub span: Span,
}

/// 另起 [逐个 list] "…" [如果 c] [最多 n 行]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// One line an item of this list, which is `Root::Item` in the template and the condition.
    pub each: Option<Expr>,
    /// The text.
    pub template: Template,
    /// Shown only if this holds.
    pub condition: Option<Expr>,
    /// At most so many lines of 逐个.
    pub max: Option<u32>,
}

/// A text for a channel or a language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Channelled {
    /// Members of 渠道; empty means any.
    pub channels: Vec<u16>,
    /// A language tag such as `en`.
    pub language: Option<String>,
    /// The text.
    pub template: Template,
}

/// Text with holes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Template {
    /// Its parts.
    pub parts: Vec<Part>,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Part {
    /// Verbatim.
    Text(String),
    /// A value, printed. Values are data and are never expanded again.
    Hole(Hole),
}

/// `{path|filter}`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hole {
    /// What is printed: a `Read`, or the argument of a snippet in its place.
    pub value: Expr,
    /// How.
    pub filter: Option<Filter>,
    /// Whether it is personal data (手机号 邮箱 地址 and the like), masked unless a filter says otherwise.
    pub personal: bool,
    /// The path as written, which recorded conversations show for a masked value.
    pub written: String,
}

/// How a value is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Filter {
    /// 元: `199元`, at most two decimals, none when whole.
    Money,
    /// 月日: `11月21日`
    Date,
    /// 时分: `18:00`
    Time,
    /// 月日时分: `11月21日 18:00`
    DateTime,
    /// 小时: whole hours.
    Hours,
    /// 天: whole days.
    Days,
    /// 掩码: masked.
    Masked,
    /// 核对: half masked, for reading back to its owner.
    ReadBack,
    /// 原文: in full, only towards people and systems of the shop.
    Raw,
}

/// A picture: an address with holes, or a value of type 图片.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ImageSource {
    /// `asset://尺码表/{商品号}`
    Address(Template),
    /// A slot or field.
    Value(Place),
}
