//! 是, 大于 and the like, 包含 of texts.

use super::{Scope, civil, value};
use huashu_dsl::ast::CompareOp;
use huashu_dsl::program::Expr;
use huashu_dsl::value::{Instant, Value};
use std::cmp::Ordering;

/// Compares two values; 无 where they have no common order.
pub(super) fn compare(op: CompareOp, left: &Value, right: &Value, scope: &Scope<'_>) -> Option<bool> {
    match op {
        CompareOp::Is => same(left, right, scope),
        CompareOp::IsNot => same(left, right, scope).map(|same| !same),
        CompareOp::Greater => order(left, right, scope).map(Ordering::is_gt),
        CompareOp::Less => order(left, right, scope).map(Ordering::is_lt),
        CompareOp::AtLeast => order(left, right, scope).map(Ordering::is_ge),
        CompareOp::AtMost => order(left, right, scope).map(Ordering::is_le),
    }
}

/// Whether two values are the same; 无 for values of different kinds.
pub(super) fn same(left: &Value, right: &Value, scope: &Scope<'_>) -> Option<bool> {
    match order(left, right, scope) {
        Some(order) => Some(order.is_eq()),
        None if std::mem::discriminant(left) == std::mem::discriminant(right) => Some(left == right),
        None => None,
    }
}

/// Whether one of the values is the same as `item`.
pub(super) fn among(item: &Value, values: &[Value], scope: &Scope<'_>) -> bool {
    values.iter().any(|value| same(item, value, scope) == Some(true))
}

/// `text 包含 text`
pub(super) fn text_contains(whole: &Expr, part: &Expr, scope: &Scope<'_>) -> Option<bool> {
    match (&*value(whole, scope)?, &*value(part, scope)?) {
        (Value::Text(whole), Value::Text(part)) => Some(whole.contains(part.as_str())),
        _ => None,
    }
}

/// Which comes first. Members by order of declaration; a 日期 or 时刻 and a 时间 by the day or the time of day that the
/// shop's clock shows then, so `下单时间 不超过 2026-11-11` holds until that day is over.
pub(super) fn order(left: &Value, right: &Value, scope: &Scope<'_>) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
        (Value::Money(a), Value::Money(b)) => Some(a.cmp(b)),
        (Value::Duration(a), Value::Duration(b)) => Some(a.cmp(b)),
        (Value::DateTime(a), Value::DateTime(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Time(a), Value::Time(b)) => Some(a.cmp(b)),
        (Value::Member(a), Value::Member(b)) if a.ty == b.ty => Some(a.index.cmp(&b.index)),
        (Value::DateTime(at), other) => with_clock(*at, other, scope),
        (other, Value::DateTime(at)) => with_clock(*at, other, scope).map(Ordering::reverse),
        _ => None,
    }
}

fn with_clock(at: Instant, other: &Value, scope: &Scope<'_>) -> Option<Ordering> {
    match other {
        Value::Date(date) => Some(civil(at, scope)?.date().cmp(date)),
        Value::Time(time) => Some(civil(at, scope)?.time().cmp(time)),
        _ => None,
    }
}
