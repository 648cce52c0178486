//! 是 大于 属于 包含 and their kin.

use super::Typed;
use crate::ast::{self, CompareOp};
use crate::check::Checker;
use crate::check::place::element;
use crate::check::scope::Scope;
use crate::check::types::{UNKNOWN, is_unknown};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::keywords;
use crate::program::Expr;
use crate::source::Span;
use crate::value::{Type, Value};

impl Checker<'_> {
    /// `a 大于 b`
    pub(crate) fn compare(
        &self,
        scope: &Scope<'_>,
        op: CompareOp,
        a: &ast::Expr,
        b: &ast::Expr,
        span: Span,
    ) -> Typed {
        let (left, right) = self.sides(scope, a, b);
        if is_unknown(&left.ty) || is_unknown(&right.ty) {
            return Typed::new(Expr::Const(Value::Bool(false)), Type::Bool);
        }
        if !self.comparable(&left.ty, &right.ty) {
            self.incomparable(&left, &right, b.span);
        } else if !matches!(op, CompareOp::Is | CompareOp::IsNot) && !self.ordered(&left.ty) {
            let shown = self.shown(left.ty.required());
            self.error(
                "E0403",
                span,
                format!("{}不分大小。", shown.zh),
                format!("{} has no order.", shown.en),
            );
        }
        Typed::new(Expr::Compare(op, Box::new(left.expr), Box::new(right.expr)), Type::Bool)
    }

    /// Both sides; a bare name on one of them is a member of the other's type.
    fn sides(&self, scope: &Scope<'_>, a: &ast::Expr, b: &ast::Expr) -> (Typed, Typed) {
        if self.is_bare(scope, a) && !self.is_bare(scope, b) {
            let right = self.expr(scope, b, None);
            let left = self.expr(scope, a, Some(&right.ty));
            return (left, right);
        }
        let left = self.expr(scope, a, None);
        if is_unknown(&left.ty) {
            return (left, Typed::unknown());
        }
        let right = self.expr(scope, b, Some(&left.ty));
        (left, right)
    }

    fn incomparable(&self, left: &Typed, right: &Typed, span: Span) {
        let (l, r) = (self.shown(left.ty.required()), self.shown(right.ty.required()));
        let message = Message::new(
            format!("{}不能和{}比。", l.zh, r.zh),
            format!("{} cannot be compared with {}.", l.en, r.en),
        );
        let found = Diagnostic::new(Code("E0403"), span, message);
        self.report(match unit_of(self, &left.ty) {
            Some((zh, en)) if matches!(right.expr, Expr::Const(Value::Number(_))) => found.help(
                Message::new(format!("数字后面加单位“{zh}”。"), format!("Add the unit {en} to the number.")),
            ),
            _ => found,
        });
    }

    fn ordered(&self, ty: &Type) -> bool {
        let plain =
            matches!(ty.required(), Type::Money | Type::Date | Type::Time | Type::DateTime | Type::Duration);
        plain || self.is_number(ty) || self.members(ty).is_some()
    }

    /// `a 是 x、y`
    pub(crate) fn one_of(
        &self,
        scope: &Scope<'_>,
        a: &ast::Expr,
        list: &[ast::Expr],
        negated: bool,
    ) -> Typed {
        let left = self.expr(scope, a, None);
        let mut items = Vec::with_capacity(list.len());
        for item in list {
            let typed = self.expr(scope, item, Some(&left.ty));
            if !self.comparable(&left.ty, &typed.ty) {
                self.incomparable(&left, &typed, item.span);
            }
            items.push(typed.expr);
        }
        let only = if items.len() == 1 { items.pop() } else { None };
        let expr = match only {
            Some(single) => {
                let op = if negated { CompareOp::IsNot } else { CompareOp::Is };
                return Typed::new(Expr::Compare(op, Box::new(left.expr), Box::new(single)), Type::Bool);
            }
            None => Expr::In(Box::new(left.expr), Box::new(folded_list(items))),
        };
        Typed::new(not_if(negated, expr), Type::Bool)
    }

    /// `a 属于 list`
    pub(crate) fn is_in(&self, scope: &Scope<'_>, a: &ast::Expr, list: &ast::Expr, negated: bool) -> Typed {
        let left = self.expr(scope, a, None);
        let wanted = Type::List(Box::new(left.ty.required().clone()));
        let right = self.expr(scope, list, Some(&wanted));
        self.check_item(&left.ty, &right.ty, list.span);
        Typed::new(not_if(negated, Expr::In(Box::new(left.expr), Box::new(right.expr))), Type::Bool)
    }

    fn check_item(&self, item: &Type, list: &Type, span: Span) {
        match element(list) {
            _ if is_unknown(list) || is_unknown(item) => {}
            Some(inner) if self.comparable(item, inner) => {}
            _ => self.mismatch(list, &Type::List(Box::new(item.required().clone())), span),
        }
    }

    /// `list 包含 a`, `text 包含 text`
    pub(crate) fn contains(&self, scope: &Scope<'_>, a: &ast::Expr, b: &ast::Expr, negated: bool) -> Typed {
        let whole = self.expr(scope, a, None);
        let inner = if self.is_text(&whole.ty) { Some(&Type::Text) } else { element(&whole.ty) };
        let part = self.expr(scope, b, inner);
        let expr = if self.is_text(&whole.ty) {
            if !self.is_text(&part.ty) {
                self.mismatch(&part.ty, &Type::Text, b.span);
            }
            Expr::TextContains(Box::new(whole.expr), Box::new(part.expr))
        } else {
            match inner {
                Some(inner) if !self.comparable(inner, &part.ty) => self.mismatch(&part.ty, inner, b.span),
                None if !is_unknown(&whole.ty) => {
                    self.mismatch(&whole.ty, &Type::List(Box::new(UNKNOWN)), a.span);
                }
                _ => {}
            }
            Expr::In(Box::new(part.expr), Box::new(whole.expr))
        };
        Typed::new(not_if(negated, expr), Type::Bool)
    }
}

fn folded_list(items: Vec<Expr>) -> Expr {
    let list = Expr::List(items);
    super::fold(&list).map_or(list, Expr::Const)
}

fn not_if(negated: bool, expr: Expr) -> Expr {
    if negated { Expr::Not(Box::new(expr)) } else { expr }
}

/// The unit that a number compared with this type lacks.
fn unit_of(checker: &Checker<'_>, ty: &Type) -> Option<(&'static str, &'static str)> {
    use crate::ast::Unit;
    use crate::program::TypeKind;
    let id = match ty.required() {
        Type::Money => "u_cny",
        Type::Duration => "u_d",
        Type::Named(id) => match checker.kind(*id)? {
            TypeKind::Measure(Unit::Centimetre) => "u_cm",
            TypeKind::Measure(Unit::Kilogram) => "u_kg",
            _ => return None,
        },
        _ => return None,
    };
    Some((keywords::zh(id), keywords::en(id)))
}
