//! Types as written: 类型, and what stands behind a colon.

use super::{Expr, Template, Unit};
use crate::source::{Name, Span, Spanned};

/// A type as written.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeExpr {
    /// Its form.
    pub kind: TypeExprKind,
    /// Whether a `?` follows.
    pub optional: bool,
    /// Where it stands.
    pub span: Span,
}

/// The form of a written type.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeExprKind {
    /// A built-in or declared name.
    Named(String),
    /// `[T]`
    List(Box<TypeExpr>),
    /// `{f: T, …}`
    Record(Vec<FieldDecl>),
}

/// `名: T` or `名: T = v`, in a record, a signature or a parameter list.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldDecl {
    /// The name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
    /// Its default.
    pub default: Option<Expr>,
}

/// 类型 X …
#[derive(Debug, Clone, PartialEq)]
pub struct TypeDecl {
    /// The name.
    pub name: Name,
    /// Its form.
    pub kind: TypeDeclKind,
}

/// The form of a declared type.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeDeclKind {
    /// 选项: members with their synonyms.
    Enum(Vec<(Name, Vec<Spanned<String>>)>),
    /// 记录
    Record(Vec<FieldDecl>),
    /// 文本 or 数字 with 匹配, 单位, 例, 没听懂.
    Refined {
        /// 文本 or 数字.
        base: Name,
        /// 匹配 /regex/, without the slashes.
        pattern: Option<Spanned<String>>,
        /// 单位, the unit's keyword.
        unit: Option<Spanned<Unit>>,
        /// 例
        examples: Vec<Spanned<String>>,
        /// 没听懂
        no_match: Option<Template>,
    },
}
