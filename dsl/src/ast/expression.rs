//! Expressions and their operators.

use super::{Literal, Path, Template};
use crate::source::{Name, Span};

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// Its form.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms of an expression.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// A literal.
    Literal(Literal),
    /// A text in quotes; may have holes.
    Text(Template),
    /// A name or path: slot, root, enum member.
    Path(Path),
    /// 有 p / 没有 p (`true` = 没有)
    Has(Path, bool),
    /// 不是(e)
    Not(Box<Expr>),
    /// `a 并且 b`
    And(Box<Expr>, Box<Expr>),
    /// `a 或者 b`
    Or(Box<Expr>, Box<Expr>),
    /// `a 大于 b`
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `a 是 x、y` (`true` = 不是)
    OneOf(Box<Expr>, Vec<Expr>, bool),
    /// `a 属于 list` (`true` = 不属于)
    In(Box<Expr>, Box<Expr>, bool),
    /// `a 包含 b` (`true` = 不包含)
    Contains(Box<Expr>, Box<Expr>, bool),
    /// `a + b`
    Arith(ArithOp, Box<Expr>, Box<Expr>),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `{f: v}`: in conversations and recorded results; flows build no records.
    Record(Vec<(Name, Expr)>),
    /// 合计(…) and its kin.
    Function(Builtin, Vec<Expr>),
    /// 现在
    Now,
    /// 今天
    Today,
}

/// A comparison as written: 早于 and 晚于 mean 小于 and 大于, and read better of times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// 是
    Is,
    /// 不是
    IsNot,
    /// 大于
    Greater,
    /// 小于
    Less,
    /// 不少于
    AtLeast,
    /// 不超过
    AtMost,
    /// 晚于
    After,
    /// 早于
    Before,
}

impl Comparison {
    /// What it compares, whichever way it was written.
    #[must_use]
    pub fn op(self) -> CompareOp {
        match self {
            Self::Is => CompareOp::Is,
            Self::IsNot => CompareOp::IsNot,
            Self::Greater | Self::After => CompareOp::Greater,
            Self::Less | Self::Before => CompareOp::Less,
            Self::AtLeast => CompareOp::AtLeast,
            Self::AtMost => CompareOp::AtMost,
        }
    }
}

/// Comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum CompareOp {
    /// 是
    Is,
    /// 不是
    IsNot,
    /// 大于, 晚于
    Greater,
    /// 小于, 早于
    Less,
    /// 不少于
    AtLeast,
    /// 不超过
    AtMost,
}

/// Arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum ArithOp {
    /// +
    Add,
    /// -
    Sub,
    /// *
    Mul,
    /// /
    Div,
}

/// The functions of expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Builtin {
    /// 合计
    Sum,
    /// 数量
    Count,
    /// 最大
    Max,
    /// 最小
    Min,
    /// 平均
    Average,
    /// 挑选
    Filter,
    /// 第几个
    Nth,
}
