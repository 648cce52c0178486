//! 属于, 数量, 合计 最大 最小 平均, 挑选 and 第几个: what reads lists.

use super::{Scope, arithmetic, compare, eval, holds, types, value};
use huashu_dsl::ast::ArithOp;
use huashu_dsl::program::{Expr, Fold};
use huashu_dsl::value::Value;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::borrow::Cow;

/// `[a, b]`; 无 if one of them is.
pub(super) fn literal(items: &[Expr], scope: &Scope<'_>) -> Option<Value> {
    items.iter().map(|item| eval(item, scope)).collect::<Option<_>>().map(Value::List)
}

/// `item 属于 list`
pub(super) fn contains(list: &Expr, item: &Expr, scope: &Scope<'_>) -> Option<bool> {
    let item = value(item, scope)?;
    with_items(list, scope, |items| Some(compare::among(&item, items, scope)))
}

/// 数量(list)
pub(super) fn count(list: &Expr, scope: &Scope<'_>) -> Option<Value> {
    with_items(list, scope, |items| Some(Value::Number(Decimal::from(items.len()))))
}

/// 挑选(list, condition): those for which the condition holds, in order.
pub(super) fn filter(list: &Expr, condition: &Expr, scope: &Scope<'_>) -> Option<Value> {
    let kept = |item: &&Value| holds(condition, &scope.with_item(item));
    with_items(list, scope, |items| Some(Value::List(items.iter().filter(kept).cloned().collect())))
}

/// 第几个(list, n), from 1; 无 if there are fewer.
pub(super) fn nth(list: &Expr, n: &Expr, scope: &Scope<'_>) -> Option<Value> {
    let Value::Number(n) = *value(n, scope)? else { return None };
    let before = if n.is_integer() { n.to_usize()?.checked_sub(1)? } else { return None };
    with_items(list, scope, |items| items.get(before).cloned())
}

/// 合计 最大 最小 平均 of `field` over the items; 无 if the field of one of them is.
pub(super) fn fold(fold: Fold, list: &Expr, field: &Expr, scope: &Scope<'_>) -> Option<Value> {
    with_items(list, scope, |items| {
        let values: Vec<Value> =
            items.iter().map(|item| eval(field, &scope.with_item(item))).collect::<Option<_>>()?;
        match fold {
            Fold::Sum if values.is_empty() => Some(types::zero(list, field, scope)),
            Fold::Sum => sum(values, scope),
            Fold::Max => extreme(values, scope, std::cmp::Ordering::is_gt),
            Fold::Min => extreme(values, scope, std::cmp::Ordering::is_lt),
            Fold::Average => {
                let count = values.len();
                arithmetic::mean(&sum(values, scope)?, count, scope)
            }
        }
    })
}

fn sum(values: Vec<Value>, scope: &Scope<'_>) -> Option<Value> {
    let mut values = values.into_iter();
    let first = values.next()?;
    values.try_fold(first, |sum, next| arithmetic::arith(ArithOp::Add, &sum, &next, scope))
}

/// The first of those that no other beats.
fn extreme(values: Vec<Value>, scope: &Scope<'_>, beats: fn(std::cmp::Ordering) -> bool) -> Option<Value> {
    let mut values = values.into_iter();
    let first = values.next()?;
    values.try_fold(first, |best, next| {
        let better = beats(compare::order(&next, &best, scope)?);
        Some(if better { next } else { best })
    })
}

fn with_items<T>(list: &Expr, scope: &Scope<'_>, f: impl FnOnce(&[Value]) -> Option<T>) -> Option<T> {
    let list: Cow<'_, Value> = value(list, scope)?;
    match &*list {
        Value::List(items) => f(items),
        _ => None,
    }
}
