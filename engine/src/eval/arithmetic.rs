//! + - * / on numbers, money and time.
//!
//! Numbers are decimal: 0.1 + 0.2 is 0.3. What gives money or a length of time is rounded to 分 and to milliseconds, half
//! away from zero: 0.01 元 * 0.5 is 0.01 元, -0.01 元 * 0.5 is -0.01 元.

use super::{Scope, civil::beginning};
use huashu_dsl::ast::ArithOp;
use huashu_dsl::value::{Instant, Millis, Money, Value};
use jiff::SignedDuration;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

/// The result of an operation; 无 where there is none, on overflow too.
pub(super) fn arith(op: ArithOp, left: &Value, right: &Value, scope: &Scope<'_>) -> Option<Value> {
    use ArithOp::{Div, Mul};
    match (op, left, right) {
        (_, Value::Number(a), Value::Number(b)) => numbers(op, *a, *b).map(Value::Number),
        (Div, Value::Money(a), Value::Money(b)) => ratio(a.0, b.0),
        (_, Value::Money(a), Value::Money(b)) => whole(op, a.0, b.0).map(money),
        (_, Value::Money(a), Value::Number(b)) => scaled(op, a.0, *b).map(money),
        (Mul, Value::Number(a), Value::Money(b)) => scaled(op, b.0, *a).map(money),
        (Div, Value::Duration(a), Value::Duration(b)) => ratio(a.0, b.0),
        (_, Value::Duration(a), Value::Duration(b)) => whole(op, a.0, b.0).map(duration),
        (_, Value::Duration(a), Value::Number(b)) => scaled(op, a.0, *b).map(duration),
        (Mul, Value::Number(a), Value::Duration(b)) => scaled(op, b.0, *a).map(duration),
        _ => times(op, left, right, scope),
    }
}

/// The mean of a sum of so many.
pub(super) fn mean(sum: &Value, count: usize, scope: &Scope<'_>) -> Option<Value> {
    arith(ArithOp::Div, sum, &Value::Number(Decimal::from(count)), scope)
}

fn times(op: ArithOp, left: &Value, right: &Value, scope: &Scope<'_>) -> Option<Value> {
    use ArithOp::{Add, Sub};
    match (op, left, right) {
        (Sub, Value::DateTime(a), Value::DateTime(b)) => whole(op, a.0, b.0).map(duration),
        (Add | Sub, Value::DateTime(a), Value::Duration(b)) => whole(op, a.0, b.0).map(instant),
        (Add, Value::Duration(a), Value::DateTime(b)) => whole(op, a.0, b.0).map(instant),
        (Sub, Value::Date(a), Value::Date(b)) => length(a.duration_since(*b)),
        (Add, Value::Date(a), Value::Duration(b)) => a.checked_add(signed(*b)).ok().map(Value::Date),
        (Sub, Value::Date(a), Value::Duration(b)) => a.checked_sub(signed(*b)).ok().map(Value::Date),
        (Add, Value::Duration(a), Value::Date(b)) => b.checked_add(signed(*a)).ok().map(Value::Date),
        (Sub, Value::DateTime(a), Value::Date(b)) => whole(op, a.0, beginning(*b, scope)?.0).map(duration),
        (Sub, Value::Date(a), Value::DateTime(b)) => whole(op, beginning(*a, scope)?.0, b.0).map(duration),
        (Sub, Value::Time(a), Value::Time(b)) => length(a.duration_since(*b)),
        (Add, Value::Time(a), Value::Duration(b)) => a.checked_add(signed(*b)).ok().map(Value::Time),
        (Sub, Value::Time(a), Value::Duration(b)) => a.checked_sub(signed(*b)).ok().map(Value::Time),
        _ => None,
    }
}

fn numbers(op: ArithOp, a: Decimal, b: Decimal) -> Option<Decimal> {
    match op {
        ArithOp::Add => a.checked_add(b),
        ArithOp::Sub => a.checked_sub(b),
        ArithOp::Mul => a.checked_mul(b),
        ArithOp::Div => a.checked_div(b),
    }
}

/// + and - of two amounts in the same small unit.
fn whole(op: ArithOp, a: i64, b: i64) -> Option<i64> {
    match op {
        ArithOp::Add => a.checked_add(b),
        ArithOp::Sub => a.checked_sub(b),
        ArithOp::Mul | ArithOp::Div => None,
    }
}

/// * and / of an amount by a number.
fn scaled(op: ArithOp, amount: i64, by: Decimal) -> Option<i64> {
    let exact = match op {
        ArithOp::Mul | ArithOp::Div => numbers(op, Decimal::from(amount), by)?,
        ArithOp::Add | ArithOp::Sub => return None,
    };
    exact.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).to_i64()
}

fn ratio(a: i64, b: i64) -> Option<Value> {
    Decimal::from(a).checked_div(Decimal::from(b)).map(Value::Number)
}

fn money(minor: i64) -> Value {
    Value::Money(Money(minor))
}

fn duration(millis: i64) -> Value {
    Value::Duration(Millis(millis))
}

fn instant(millis: i64) -> Value {
    Value::DateTime(Instant(millis))
}

fn signed(length: Millis) -> SignedDuration {
    SignedDuration::from_millis(length.0)
}

fn length(between: SignedDuration) -> Option<Value> {
    i64::try_from(between.as_millis()).ok().map(duration)
}
