//! Random expressions, tests and types.

use super::{Draw, named, placeless};
use crate::ast::{
    Arg, ArithOp, Builtin, Comparison, DurationUnit, Expr, ExprKind, FieldDecl, Literal, Path, Test,
    TypeExpr, TypeExprKind, Unit,
};
use crate::source::{Span, Spanned};

/// Where an expression stands: a list behind 是 is read outside of brackets only, and what joins looser than its place allows
/// stands in brackets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// Where 或者 may join.
    Or,
    /// Where 并且 may.
    And,
    /// Where a comparison may stand.
    Test,
    /// Between brackets, or where a value is read.
    Bracketed,
}

const TYPES: &[&str] = &["文本", "整数", "钱", "是否", "图片", "优先级", "统一社会信用代码"];
const DIGITS: &[&str] = &["3", "0.5", "-2", "100"];
const BOUNDS: &[Comparison] = &[
    Comparison::Less,
    Comparison::AtLeast,
    Comparison::AtMost,
    Comparison::Greater,
    Comparison::Before,
    Comparison::After,
];

impl Draw {
    /// An expression outside of brackets.
    pub(super) fn expr(&mut self) -> Expr {
        self.expr_at(4, Place::Or)
    }

    /// An expression where the grammar reads a value.
    pub(super) fn value(&mut self) -> Expr {
        self.expr_at(3, Place::Bracketed)
    }

    fn inner(&mut self, depth: usize) -> Expr {
        self.expr_at(depth, Place::Bracketed)
    }

    fn expr_at(&mut self, depth: usize, place: Place) -> Expr {
        let kind = match self.below(if depth == 0 { 5 } else { 18 }) {
            0 => ExprKind::Path(self.path()),
            1 => ExprKind::Literal(self.literal()),
            2 => ExprKind::Text(self.template()),
            3 => ExprKind::Today,
            4 => ExprKind::Now,
            5 => ExprKind::Has(self.path(), self.chance()),
            6 => ExprKind::Not(Box::new(self.inner(depth - 1))),
            7 => ExprKind::List(self.some(3, |d| d.inner(depth - 1))),
            8 => ExprKind::Function(self.function(), self.several(3, |d| d.inner(depth - 1))),
            9 | 10 => {
                let inside = if place <= Place::Or { Place::And } else { Place::Bracketed };
                let left = if place <= Place::Or { Place::Or } else { Place::Bracketed };
                let (a, b) = self.two(depth - 1, left, inside);
                ExprKind::Or(a, b)
            }
            11 | 12 => {
                let open = place <= Place::And;
                let (left, right) =
                    if open { (Place::And, Place::Test) } else { (Place::Bracketed, Place::Bracketed) };
                let (a, b) = self.two(depth - 1, left, right);
                ExprKind::And(a, b)
            }
            13 if place < Place::Bracketed => {
                let subject = Box::new(self.inner(depth - 1));
                let mut values = vec![self.inner(depth - 1)];
                values.extend(self.several(2, |d| d.inner(depth - 1)));
                ExprKind::OneOf(subject, values, self.chance())
            }
            _ => self.compared(depth - 1),
        };
        Expr { kind, span: Span::default() }
    }

    fn compared(&mut self, depth: usize) -> ExprKind {
        let (a, b) = self.two(depth, Place::Bracketed, Place::Bracketed);
        match self.below(4) {
            0 => {
                let op = if self.chance() {
                    self.one(BOUNDS)
                } else {
                    self.one(&[Comparison::Is, Comparison::IsNot])
                };
                ExprKind::Compare(op, a, b)
            }
            1 => ExprKind::Arith(self.one(&[ArithOp::Add, ArithOp::Sub, ArithOp::Mul, ArithOp::Div]), a, b),
            2 => ExprKind::In(a, b, self.chance()),
            _ => ExprKind::Contains(a, b, self.chance()),
        }
    }

    fn two(&mut self, depth: usize, left: Place, right: Place) -> (Box<Expr>, Box<Expr>) {
        (Box::new(self.expr_at(depth, left)), Box::new(self.expr_at(depth, right)))
    }

    fn function(&mut self) -> Builtin {
        self.one(&[
            Builtin::Sum,
            Builtin::Count,
            Builtin::Max,
            Builtin::Min,
            Builtin::Average,
            Builtin::Filter,
            Builtin::Nth,
        ])
    }

    fn literal(&mut self) -> Literal {
        let digits = self.one(DIGITS).to_owned();
        match self.below(9) {
            0 => Literal::Number(digits),
            1 => Literal::Money(digits, self.one(&["CNY", "USD"])),
            2 => {
                use DurationUnit::{Day, Hour, Minute, Second, Week};
                Literal::Duration(digits, self.one(&[Day, Hour, Minute, Second, Week]))
            }
            3 => Literal::Measure(digits, self.one(&[Unit::Centimetre, Unit::Kilogram])),
            4 => Literal::Percent(digits),
            5 => Literal::Date("2026-11-11".into()),
            6 => Literal::Time("9:05".into()),
            7 => Literal::DateTime("2026-1-02".into(), "09:00".into()),
            _ => Literal::Bool(self.chance()),
        }
    }

    /// The path to a value.
    pub(super) fn path(&mut self) -> Path {
        match self.below(6) {
            0..3 => self.several(3, Self::name),
            3 => vec![named(self.one(&["店铺", "顾客", "会话", "事件"])), self.name()],
            4 => vec![named("当前"), named(self.one(&["被调用", "渠道", "流程", "步骤"]))],
            _ => vec![named("人工组"), self.name(), named(self.one(&["在班", "下次上班"]))],
        }
    }

    /// Arguments.
    pub(super) fn args(&mut self) -> Vec<Arg> {
        self.some(4, |d| Arg { name: d.maybe(Self::name), value: d.inner(3) })
    }

    /// What an arm tests, or a cell, which takes one value.
    pub(super) fn test(&mut self, most: usize) -> Spanned<Test> {
        placeless(match self.below(4) {
            0 => Test::Other,
            1 => Test::Bound(self.one(BOUNDS), self.value()),
            _ => Test::Values(self.several(most, Self::value)),
        })
    }

    /// A type.
    pub(super) fn ty(&mut self) -> TypeExpr {
        self.ty_at(2)
    }

    fn ty_at(&mut self, depth: usize) -> TypeExpr {
        let kind = match self.below(if depth == 0 { 2 } else { 4 }) {
            0 | 1 => TypeExprKind::Named(self.name_or(TYPES).node),
            2 => TypeExprKind::List(Box::new(self.ty_at(depth - 1))),
            _ => TypeExprKind::Record(self.some(3, |d| FieldDecl {
                name: d.name(),
                ty: d.ty_at(depth - 1),
                default: None,
            })),
        };
        TypeExpr { kind, optional: self.chance(), span: Span::default() }
    }

    pub(super) fn field(&mut self) -> FieldDecl {
        FieldDecl { name: self.name(), ty: self.ty(), default: self.maybe(Self::value) }
    }

    pub(super) fn fields(&mut self) -> Vec<FieldDecl> {
        self.some(6, Self::field)
    }
}
