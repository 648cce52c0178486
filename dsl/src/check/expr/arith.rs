//! `a + b` and the types it gives.

use super::Typed;
use crate::ast::{self, ArithOp};
use crate::check::Checker;
use crate::check::scope::Scope;
use crate::check::types::is_unknown;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::program::Expr;
use crate::source::Span;
use crate::value::Type;

impl Checker<'_> {
    /// `a + b`
    pub(crate) fn arith(
        &self,
        scope: &Scope<'_>,
        op: ArithOp,
        a: &ast::Expr,
        b: &ast::Expr,
        span: Span,
    ) -> Typed {
        let left = self.expr(scope, a, None);
        let right = self.expr(scope, b, None);
        if is_unknown(&left.ty) || is_unknown(&right.ty) {
            return Typed::unknown();
        }
        let Some(ty) = self.result(op, left.ty.required(), right.ty.required()) else {
            let (l, r) = (self.shown(left.ty.required()), self.shown(right.ty.required()));
            let sign = sign(op);
            let message = Message::new(
                format!("{} {sign} {} 算不了。", l.zh, r.zh),
                format!("{} {sign} {} cannot be computed.", l.en, r.en),
            );
            self.report(Diagnostic::new(Code("E0403"), span, message));
            return Typed::unknown();
        };
        Typed::new(Expr::Arith(op, Box::new(left.expr), Box::new(right.expr)), ty)
    }

    fn result(&self, op: ArithOp, a: &Type, b: &Type) -> Option<Type> {
        use ArithOp::{Add, Div, Mul, Sub};
        let plain = |t: &Type| matches!(t, Type::Number | Type::Integer);
        Some(match (op, a, b) {
            (Add | Sub | Mul, Type::Integer, Type::Integer) => Type::Integer,
            (_, a, b) if plain(a) && plain(b) => Type::Number,
            (Add | Sub, Type::Money, Type::Money) => Type::Money,
            (Add | Sub, Type::Duration, Type::Duration) => Type::Duration,
            (Div, Type::Money, Type::Money) | (Div, Type::Duration, Type::Duration) => Type::Number,
            (Mul | Div, Type::Money, b) if plain(b) => Type::Money,
            (Mul, a, Type::Money) if plain(a) => Type::Money,
            (Mul | Div, Type::Duration, b) if plain(b) => Type::Duration,
            (Mul, a, Type::Duration) if plain(a) => Type::Duration,
            (Sub, Type::DateTime | Type::Date, Type::DateTime | Type::Date) => Type::Duration,
            (Add | Sub, Type::DateTime, Type::Duration) | (Add, Type::Duration, Type::DateTime) => {
                Type::DateTime
            }
            (Add | Sub, Type::Date, Type::Duration) | (Add, Type::Duration, Type::Date) => Type::Date,
            (Add | Sub, a, b) if a == b && self.is_number(a) => a.clone(),
            (Mul | Div, a, b) if self.is_number(a) && plain(b) => a.clone(),
            (Div, a, b) if a == b && self.is_number(a) => Type::Number,
            _ => return None,
        })
    }
}

fn sign(op: ArithOp) -> char {
    match op {
        ArithOp::Add => '+',
        ArithOp::Sub => '-',
        ArithOp::Mul => '*',
        ArithOp::Div => '/',
    }
}
