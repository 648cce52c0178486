//! 有, 不是(…), 并且, 或者 over yes, no and 无.

use super::place::is_something;
use super::{Scope, has, value};
use huashu_dsl::program::Expr;
use huashu_dsl::value::Value;

/// A condition as yes, no or 无. Anything that is no 是否 is 无.
pub(super) fn truth(condition: &Expr, scope: &Scope<'_>) -> Option<bool> {
    match condition {
        Expr::Has(_) | Expr::Given(_) | Expr::Not(_) | Expr::And(_) | Expr::Or(_) => eval(condition, scope),
        other => match *value(other, scope)? {
            Value::Bool(truth) => Some(truth),
            _ => None,
        },
    }
}

/// The five forms of this file; anything else is 无.
pub(super) fn eval(expr: &Expr, scope: &Scope<'_>) -> Option<bool> {
    match expr {
        Expr::Has(place) => Some(has(place, scope)),
        Expr::Given(inner) => Some(value(inner, scope).is_some_and(|value| is_something(&value))),
        Expr::Not(inner) => truth(inner, scope).map(|truth| !truth),
        Expr::And(all) => decided(all, false, scope),
        Expr::Or(any) => decided(any, true, scope),
        _ => None,
    }
}

/// `decisive` as soon as one of them is; else 无 if one of them is 无; else the opposite.
fn decided(conditions: &[Expr], decisive: bool, scope: &Scope<'_>) -> Option<bool> {
    let mut result = Some(!decisive);
    for condition in conditions {
        match truth(condition, scope) {
            Some(truth) if truth == decisive => return Some(decisive),
            Some(_) => {}
            None => result = None,
        }
    }
    result
}
