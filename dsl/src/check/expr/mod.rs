//! Expressions: each form is read in its own file; this one sends each to its reader and makes values fit.

mod arith;
mod compare;
mod function;
mod literal;
mod logic;
mod name;

pub(crate) use literal::plain;

use super::Checker;
use super::scope::Scope;
use super::types::{Fit, UNKNOWN, is_unknown};
use crate::ast::{self, ExprKind};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::program::{Expr, Place, Root};
use crate::source::Span;
use crate::value::{Type, Value};

/// An expression with its type.
#[derive(Debug, Clone)]
pub(crate) struct Typed {
    /// The expression.
    pub(crate) expr: Expr,
    /// Its type; [`UNKNOWN`] where an error was reported.
    pub(crate) ty: Type,
}

impl Typed {
    /// What stands for an expression that could not be read.
    pub(crate) fn unknown() -> Self {
        Self { expr: Expr::Const(Value::Bool(false)), ty: UNKNOWN }
    }

    pub(crate) fn new(expr: Expr, ty: Type) -> Self {
        Self { expr, ty }
    }

    pub(crate) fn constant(value: Value, ty: Type) -> Self {
        Self { expr: Expr::Const(value), ty }
    }
}

impl Checker<'_> {
    /// Reads an expression. `want` is the type that its place asks for; it decides what bare names and texts mean.
    pub(crate) fn expr(&self, scope: &Scope<'_>, e: &ast::Expr, want: Option<&Type>) -> Typed {
        match &e.kind {
            ExprKind::Literal(literal) => self.literal(literal, e.span, want),
            ExprKind::Text(template) => self.text_value(scope, template, want),
            ExprKind::Path(path) => self.name(scope, path, want),
            ExprKind::Has(path, negated) => self.has(scope, path, *negated),
            ExprKind::Not(inner) => Typed::new(Expr::Not(Box::new(self.condition(scope, inner))), Type::Bool),
            ExprKind::And(a, b) => self.and(scope, a, b),
            ExprKind::Or(a, b) => self.or(scope, a, b),
            ExprKind::Compare(op, a, b) => self.compare(scope, op.op(), a, b, e.span),
            ExprKind::OneOf(a, list, negated) => self.one_of(scope, a, list, *negated),
            ExprKind::In(a, list, negated) => self.is_in(scope, a, list, *negated),
            ExprKind::Contains(a, b, negated) => self.contains(scope, a, b, *negated),
            ExprKind::Arith(op, a, b) => self.arith(scope, *op, a, b, e.span),
            ExprKind::List(items) => self.list(scope, items, want),
            ExprKind::Record(fields) => self.record(scope, fields, e.span, want),
            ExprKind::Function(function, args) => self.function(scope, *function, args, e.span),
            ExprKind::Now => Typed::new(read(Root::Now), Type::DateTime),
            ExprKind::Today => Typed::new(read(Root::Today), Type::Date),
        }
    }

    /// Reads an expression that must hold or not.
    pub(crate) fn condition(&self, scope: &Scope<'_>, e: &ast::Expr) -> Expr {
        self.value(scope, e, &Type::Bool)
    }

    /// Reads an expression of a type; reports one that is of another.
    pub(crate) fn value(&self, scope: &Scope<'_>, e: &ast::Expr, want: &Type) -> Expr {
        let typed = self.expr(scope, e, Some(want));
        self.fitted(typed, want, e.span)
    }

    /// `typed` as a value of type `want`; reports where it does not fit.
    pub(crate) fn fitted(&self, typed: Typed, want: &Type, span: Span) -> Expr {
        match self.fit(&typed.ty, want) {
            Some(fit) => {
                let expr = reshaped(typed.expr, fit);
                if !matches!(expr, Expr::Read(_) | Expr::Const(_)) {
                    self.computed_at.borrow_mut().push((span, expr.clone()));
                }
                expr
            }
            None => {
                self.mismatch(&typed.ty, want, span);
                typed.expr
            }
        }
    }

    /// Reports that a value of one type stands where another is asked for.
    pub(crate) fn mismatch(&self, is: &Type, want: &Type, span: Span) {
        if is_unknown(is) || is_unknown(want) {
            return;
        }
        let (is, want) = (self.shown(is.required()), self.shown(want.required()));
        let message = Message::new(
            format!("这里要{}，写的是{}。", want.zh, is.zh),
            format!("{} is asked for here, this is {}.", want.en, is.en),
        );
        self.report(Diagnostic::new(Code("E0403"), span, message));
    }

    /// Reads an expression whose value must be known when the shop is compiled.
    pub(crate) fn constant(&self, e: &ast::Expr, want: &Type) -> Option<Value> {
        let (before, literals) = (self.findings(), self.literals.borrow().len());
        let expr = self.value(&Scope::default(), e, want);
        self.literals.borrow_mut().truncate(literals);
        if self.findings() > before {
            return None;
        }
        let value = fold(&expr);
        if value.is_none() {
            self.error("E0403", e.span, "这里要写死一个值。", "A literal value is needed here.");
        }
        value
    }
}

/// The value of an expression that reads nothing.
pub(crate) fn fold(expr: &Expr) -> Option<Value> {
    match expr {
        Expr::Const(value) => Some(value.clone()),
        Expr::List(items) => items.iter().map(fold).collect::<Option<_>>().map(Value::List),
        Expr::Reshape(inner, map) => match fold(inner)? {
            Value::Record(old) => {
                let pick = |i: &Option<u16>| i.and_then(|i| old.get(usize::from(i)).cloned().flatten());
                Some(Value::Record(map.iter().map(pick).collect()))
            }
            _ => None,
        },
        _ => None,
    }
}

/// A read of a root.
pub(crate) fn read(root: Root) -> Expr {
    Expr::Read(Place { root, fields: Vec::new() })
}

fn reshaped(expr: Expr, fit: Fit) -> Expr {
    match fit {
        Fit::Same => expr,
        Fit::Reshape(map) => Expr::Reshape(Box::new(expr), map),
        Fit::Each(map) => Expr::ReshapeEach(Box::new(expr), map),
    }
}
