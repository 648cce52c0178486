//! Evaluates checked expressions: total, exact, and without a panic for any value whatever.
//!
//! 无 is `None`. Whatever reads 无 outside 有 gives 无, and so do division by zero, a result that no number holds, and
//! an operation on values that the checker would not let through. 无 as a condition counts as no: 并且 of 无 and 否 is 否,
//! 或者 of 无 and 是 is 是, anything else with 无 stays 无.

mod arithmetic;
mod civil;
mod compare;
mod list;
mod logic;
mod place;
mod record;
mod scope;
#[cfg(test)]
pub(crate) mod shop;
#[cfg(test)]
mod tests;
mod types;
#[cfg(test)]
mod written;

pub use place::{has, read};
pub use scope::{Scope, zone_named};

pub(crate) use civil::civil;
pub(crate) use types::{fields, type_of};

use huashu_dsl::program::{Expr, Test};
use huashu_dsl::value::Value;
use std::borrow::Cow;

/// The value of an expression; `None` is 无.
#[must_use]
pub fn eval(expr: &Expr, scope: &Scope<'_>) -> Option<Value> {
    value(expr, scope).map(Cow::into_owned)
}

/// Whether a condition holds; 无 counts as no.
#[must_use]
pub fn holds(condition: &Expr, scope: &Scope<'_>) -> bool {
    logic::truth(condition, scope) == Some(true)
}

/// Whether an arm of 按 or a cell of a table fits a value; only 其他 fits 无.
#[must_use]
pub fn fits(test: &Test, subject: Option<&Value>, scope: &Scope<'_>) -> bool {
    match (test, subject) {
        (Test::Other, _) => true,
        (_, None) => false,
        (Test::Bound(op, bound), Some(subject)) => value(bound, scope)
            .is_some_and(|bound| compare::compare(*op, subject, &bound, scope) == Some(true)),
        (Test::Values(values), Some(subject)) => compare::among(subject, values, scope),
    }
}

/// The value of an expression, borrowed where it is read rather than computed.
pub(crate) fn value<'s>(expr: &'s Expr, scope: &'s Scope<'_>) -> Option<Cow<'s, Value>> {
    match expr {
        Expr::Const(value) => Some(Cow::Borrowed(value)),
        Expr::Read(place) => read(place, scope),
        Expr::Has(_) | Expr::Given(_) | Expr::Not(_) | Expr::And(_) | Expr::Or(_) => {
            owned(logic::eval(expr, scope).map(Value::Bool))
        }
        Expr::Compare(op, left, right) => {
            let (left, right) = (value(left, scope)?, value(right, scope)?);
            owned(compare::compare(*op, &left, &right, scope).map(Value::Bool))
        }
        Expr::In(item, list) => owned(list::contains(list, item, scope).map(Value::Bool)),
        Expr::TextContains(whole, part) => owned(compare::text_contains(whole, part, scope).map(Value::Bool)),
        Expr::Arith(op, left, right) => {
            let (left, right) = (value(left, scope)?, value(right, scope)?);
            owned(arithmetic::arith(*op, &left, &right, scope))
        }
        Expr::List(items) => owned(list::literal(items, scope)),
        Expr::Text(template) => {
            owned(Some(Value::Text(crate::render::template(template, scope).to_string())))
        }
        Expr::Count(list) => owned(list::count(list, scope)),
        Expr::Fold(fold, list, field) => owned(list::fold(*fold, list, field, scope)),
        Expr::Filter(list, condition) => owned(list::filter(list, condition, scope)),
        Expr::Nth(list, n) => owned(list::nth(list, n, scope)),
        Expr::Reshape(record, fields) => owned(record::reshape(&*value(record, scope)?, fields)),
        Expr::ReshapeEach(list, fields) => owned(record::reshape_each(&*value(list, scope)?, fields)),
        Expr::Field(record, path) => place::field(expr, value(record, scope), path, scope),
    }
}

fn owned<'s>(value: Option<Value>) -> Option<Cow<'s, Value>> {
    value.map(Cow::Owned)
}
