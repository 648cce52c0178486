//! What is said: texts with their options, templates, 话术.

use super::{Arg, Buttons, Expr, FieldDecl, Path};
use crate::source::{Name, Span, Spanned};

/// 话术 N(…)
#[derive(Debug, Clone, PartialEq)]
pub struct Snippet {
    /// The name, dotted for 内置.X.
    pub name: Path,
    /// Its parameters.
    pub params: Vec<FieldDecl>,
    /// Its text.
    pub text: Text,
}

/// A text with its options: what one bubble says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Text {
    /// The text itself or a snippet.
    pub body: TextBody,
    /// 或说
    pub variants: Vec<Template>,
    /// 另起
    pub lines: Vec<LineOf>,
    /// 渠道 C "…"
    pub channels: Vec<(Vec<Name>, Template)>,
    /// 语言 L "…"
    pub languages: Vec<(Name, Template)>,
    /// The head.
    pub span: Span,
}

/// What a text begins with.
#[derive(Debug, Clone, PartialEq)]
pub enum TextBody {
    /// In quotes.
    Literal(Template),
    /// 话术.N(…)
    Snippet(Path, Vec<Arg>),
}

impl Default for TextBody {
    fn default() -> Self {
        Self::Literal(Template::default())
    }
}

/// 另起 [逐个 list] "…" [如果 c] [最多 n 行]
#[derive(Debug, Clone, PartialEq)]
pub struct LineOf {
    /// 逐个
    pub each: Option<Path>,
    /// The text.
    pub text: Template,
    /// 如果
    pub condition: Option<Expr>,
    /// 最多
    pub max: Option<Spanned<u32>>,
}

/// Text with holes, as written between quotes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Template {
    /// Its parts.
    pub parts: Vec<TemplatePart>,
    /// Between the quotes.
    pub span: Span,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq)]
pub enum TemplatePart {
    /// Verbatim, escapes resolved.
    Text(String),
    /// `{path|filter}`
    Hole(Path, Option<Name>),
}

/// 说
#[derive(Debug, Clone, PartialEq)]
pub struct Say {
    /// What is said.
    pub text: Text,
    /// 按钮: suggestions.
    pub buttons: Option<Box<Buttons>>,
}
