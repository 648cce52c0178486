//! 并且, 或者.

use super::Typed;
use crate::ast::{self, Comparison, ExprKind, Literal};
use crate::check::Checker;
use crate::check::scope::Scope;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::program::Expr;
use crate::source::Span;
use crate::value::Type;

impl Checker<'_> {
    /// `a 并且 b`
    pub(crate) fn and(&self, scope: &Scope<'_>, a: &ast::Expr, b: &ast::Expr) -> Typed {
        let mut all = Vec::new();
        for side in [a, b] {
            match self.condition(scope, side) {
                Expr::And(inner) => all.extend(inner),
                other => all.push(other),
            }
        }
        Typed::new(Expr::And(all), Type::Bool)
    }

    /// `a 或者 b`
    pub(crate) fn or(&self, scope: &Scope<'_>, a: &ast::Expr, b: &ast::Expr) -> Typed {
        if self.meant_one_of(scope, a, b) {
            return Typed::unknown();
        }
        let mut any = Vec::new();
        for side in [a, b] {
            match self.condition(scope, side) {
                Expr::Or(inner) => any.extend(inner),
                other => any.push(other),
            }
        }
        Typed::new(Expr::Or(any), Type::Bool)
    }

    /// Reports `x 是 A 或者 B`, which means `x 是 A、B`.
    fn meant_one_of(&self, scope: &Scope<'_>, a: &ast::Expr, b: &ast::Expr) -> bool {
        if let ExprKind::Or(first, second) = &a.kind {
            // The second of `x 是 A 或者 B 或者 C` follows from the first.
            return is_value(b) && self.meant_one_of(scope, first, second);
        }
        let subject = match &a.kind {
            ExprKind::Compare(Comparison::Is, subject, _) | ExprKind::OneOf(subject, _, false) => subject,
            _ => return false,
        };
        let or = self.spelled("or", a.span);
        let found = match &b.kind {
            ExprKind::Path(path) => {
                let ([name], true) = (path.as_slice(), self.is_bare(scope, b)) else { return false };
                let ty = self.silently(|| self.expr(scope, subject, None)).ty;
                if self.member(&ty, &name.node).is_none() {
                    return false;
                }
                let message = Message::new(
                    format!("“{or}”后面要一个完整的条件，“{}”只是一个选项。", name.node),
                    format!("\"{or}\" joins conditions, and \"{}\" is only a member.", name.node),
                );
                Diagnostic::new(Code("E0401"), name.span, message)
            }
            _ if is_value(b) => {
                let message = Message::new(
                    format!("“{or}”后面要一个完整的条件，这里只是一个值。"),
                    format!("\"{or}\" joins conditions, and this is only a value."),
                );
                Diagnostic::new(Code("E0403"), b.span, message)
            }
            _ => return false,
        };
        let help = Message::new(
            "几个选项用顿号连起来，例如 是 1、2。",
            "Join members with a comma, such as: is 1, 2.",
        );
        let between = Span { start: a.span.end, end: b.span.start, ..b.span };
        self.report(found.fix(help, between, "、").sure());
        true
    }
}

/// Whether `e` is written out and no condition: a name, or a literal other than 是 and 否.
fn is_value(e: &ast::Expr) -> bool {
    match &e.kind {
        ExprKind::Literal(literal) => !matches!(literal, Literal::Bool(_)),
        ExprKind::Text(_) | ExprKind::Path(_) => true,
        _ => false,
    }
}
