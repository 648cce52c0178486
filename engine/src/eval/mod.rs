//! Evaluates checked expressions: total, exact, and without a panic for any value whatever.
//!
//! 无 is `None`. Whatever reads 无 outside 有 gives 无, and so do division by zero, a result that no number holds, and
//! an operation on values that the checker would not let through. 无 as a condition counts as no.

mod scope;

pub use scope::{Scope, zone_named};

use huashu_dsl::program::{Expr, Place, Test};
use huashu_dsl::value::Value;
use std::borrow::Cow;

/// The value of an expression; `None` is 无.
#[must_use]
pub fn eval(expr: &Expr, scope: &Scope<'_>) -> Option<Value> {
    let _ = (expr, scope);
    None
}

/// Whether a condition holds; 无 counts as no.
#[must_use]
pub fn holds(condition: &Expr, scope: &Scope<'_>) -> bool {
    matches!(eval(condition, scope), Some(Value::Bool(true)))
}

/// What stands at a place; `None` is 无.
#[must_use]
pub fn read<'s>(place: &Place, scope: &'s Scope<'_>) -> Option<Cow<'s, Value>> {
    let _ = (place, scope);
    None
}

/// Whether an arm of 按 or a cell of a table fits a value; only 其他 fits 无.
#[must_use]
pub fn fits(test: &Test, subject: Option<&Value>, scope: &Scope<'_>) -> bool {
    let _ = (subject, scope);
    matches!(test, Test::Other)
}
