//! Prints the value of a hole, through its filter if it has one.

use super::{clean, mask, print};
use crate::eval::{self, Scope};
use huashu_dsl::program::{Filter, Hole};
use huashu_dsl::value::{Instant, Millis, Value};
use jiff::civil::{Date, Time};

const HOUR: i64 = 3_600_000;

/// The value as the hole wants it. A filter that does not fit the value (the checker lets none through) prints it without.
pub(super) fn print(value: &Value, hole: &Hole, scope: &Scope<'_>) -> String {
    let ty = eval::type_of(&hole.value, scope);
    let address = hole.personal || ty.is_some_and(print::is_address);
    let printed = match hole.filter {
        Some(Filter::Masked) => each(value, |one| mask::masked(one, address, scope)),
        Some(Filter::ReadBack) => each(value, |one| mask::read_back(one, address, scope)),
        None if hole.personal => each(value, |one| mask::masked(one, address, scope)),
        Some(Filter::Raw) if address => each(value, |one| mask::raw(one, scope)),
        Some(filter) => formatted(value, filter, scope).unwrap_or_else(|| print::joined(value, ty, scope)),
        None => print::joined(value, ty, scope),
    };
    clean::line(&printed)
}

/// Every item of a list on its own, joined with 、.
fn each(value: &Value, print: impl Fn(&Value) -> String) -> String {
    match value {
        Value::List(items) => items.iter().map(print).collect::<Vec<_>>().join("、"),
        one => print(one),
    }
}

fn formatted(value: &Value, filter: Filter, scope: &Scope<'_>) -> Option<String> {
    match (filter, value) {
        (Filter::Money, Value::Money(amount)) => Some(print::money(*amount)),
        (Filter::Money, Value::Number(yuan)) => Some(print::yuan(*yuan)),
        (Filter::Date, _) => day(value, scope).map(month_day),
        (Filter::Time, _) => time(value, scope).map(print::time),
        (Filter::DateTime, Value::DateTime(at)) => moment(*at, scope),
        (Filter::Hours, Value::Duration(length)) => Some(whole(*length, HOUR)),
        (Filter::Days, Value::Duration(length)) => Some(whole(*length, 24 * HOUR)),
        (_, Value::List(items)) => {
            let printed: Option<Vec<_>> = items.iter().map(|item| formatted(item, filter, scope)).collect();
            printed.map(|printed| printed.join("、"))
        }
        _ => None,
    }
}

fn day(value: &Value, scope: &Scope<'_>) -> Option<Date> {
    match value {
        Value::Date(day) => Some(*day),
        Value::DateTime(at) => eval::civil(*at, scope).map(|at| at.date()),
        _ => None,
    }
}

fn time(value: &Value, scope: &Scope<'_>) -> Option<Time> {
    match value {
        Value::Time(time) => Some(*time),
        Value::DateTime(at) => eval::civil(*at, scope).map(|at| at.time()),
        _ => None,
    }
}

fn moment(at: Instant, scope: &Scope<'_>) -> Option<String> {
    let at = eval::civil(at, scope)?;
    Some(format!("{} {}", month_day(at.date()), print::time(at.time())))
}

fn month_day(day: Date) -> String {
    format!("{}月{}日", day.month(), day.day())
}

/// How many whole units have passed: 8 days and 23 hours are 8 days.
fn whole(length: Millis, unit: i64) -> String {
    length.0.checked_div(unit).unwrap_or_default().to_string()
}
