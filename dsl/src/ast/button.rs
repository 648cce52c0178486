//! What is shown beside words: buttons, cards, pictures.

use super::{Expr, Path, Template};
use crate::source::{Name, Span, Spanned};

/// 按钮
#[derive(Debug, Clone, PartialEq)]
pub struct Buttons {
    /// Which.
    pub kind: ButtonsKind,
    /// The line.
    pub span: Span,
}

/// The forms of 按钮.
#[derive(Debug, Clone, PartialEq)]
pub enum ButtonsKind {
    /// 全部
    All,
    /// A "label"、B · 是 "可以"、否 "不行" · "text"
    Fixed(Vec<Button>),
    /// "…" 打开 "url"
    Link(Template, Template),
    /// 来自 list 显示 "…" [取 field] [如果 c] [最多 N 个]
    FromList {
        /// The list.
        list: Path,
        /// 显示
        label: Template,
        /// 取
        value: Option<Name>,
        /// 如果
        condition: Option<Expr>,
        /// 最多
        max: Option<Spanned<u32>>,
    },
}

/// One fixed button.
#[derive(Debug, Clone, PartialEq)]
pub enum Button {
    /// A member of the asked type, with the label it wears.
    Member(Name, Option<Template>),
    /// 是 / 否
    Bool(bool, Template),
    /// A text that is sent as the customer's words.
    Text(Template),
}

/// 卡片
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// The title.
    pub title: Template,
    /// 图片
    pub image: Option<ImageSource>,
    /// 文字
    pub body: Option<Template>,
    /// 按钮 … 打开
    pub buttons: Vec<Buttons>,
    /// The head line.
    pub span: Span,
}

/// 图片 "asset://…" or 图片 path
#[derive(Debug, Clone, PartialEq)]
pub enum ImageSource {
    /// An address with holes.
    Text(Template),
    /// A value of type 图片.
    Path(Path),
}
