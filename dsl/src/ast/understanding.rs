//! What customers say: 意图 and 问答.

use super::{Buttons, Expr, ImageSource, Path, Text};
use crate::source::{Name, Spanned};

/// 意图 N
#[derive(Debug, Clone, PartialEq)]
pub struct Intent {
    /// The name, dotted for 内置.X.
    pub name: Path,
    /// 例句, verbatim with `{T}` placeholders.
    pub examples: Vec<Spanned<String>>,
    /// 不是
    pub negatives: Vec<Spanned<String>>,
    /// 规则
    pub rules: Vec<Spanned<Rule>>,
}

/// 规则
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// 含 A、B 不含 C、D
    Words {
        /// One of these must occur.
        any: Vec<String>,
        /// None of these may occur.
        none: Vec<String>,
    },
    /// /regex/, without the slashes.
    Regex(String),
}

/// 问答 N
#[derive(Debug, Clone, PartialEq)]
pub struct Faq {
    /// The name.
    pub name: Name,
    /// 问法
    pub questions: Vec<Spanned<String>>,
    /// 答 with its options.
    pub answer: Option<Text>,
    /// 图片 under 答.
    pub image: Option<ImageSource>,
    /// 按钮 under 答.
    pub buttons: Option<Buttons>,
    /// 有效 a 到 b
    pub valid: Option<(Expr, Expr)>,
}
