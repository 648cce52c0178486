//! Dates with their year: 2026-11-11, 2026/11/11, 2026年11月11日. Others depend on the day they are said.

use super::{Expression, Found, matches};
use crate::intent::fold::Folded;
use huashu_dsl::value::{Type, Value};
use jiff::civil::Date;
use regex::{Captures, Regex};
use std::sync::LazyLock;

pub(super) fn find(folded: &Folded, out: &mut Vec<Found>) {
    for c in all(folded.lower()) {
        if let (Some(date), Some(m)) = (date(&c), c.get(0)) {
            out.push(Found::clear(Type::Date, Value::Date(date), m.range()));
        }
    }
}

/// Matches of the date pattern.
pub(super) fn all(text: &str) -> Vec<Captures<'_>> {
    static DATE: Expression = LazyLock::new(|| {
        Regex::new("(20[0-9]{2})(?:年|-|/|\\.)([0-9]{1,2})(?:月|-|/|\\.)([0-9]{1,2})(?:日|号)?").ok()
    });
    matches(&DATE, text)
}

/// The date of a match, if it is one of the calendar.
pub(super) fn date(c: &Captures<'_>) -> Option<Date> {
    let part = |i| c.get(i).and_then(|m| m.as_str().parse::<i16>().ok());
    let small = |i| part(i).and_then(|v| i8::try_from(v).ok());
    Date::new(part(1)?, small(2)?, small(3)?).ok()
}
