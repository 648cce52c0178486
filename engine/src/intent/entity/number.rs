//! Numbers: counted things anywhere, bare ones where nothing else is said or a name stands before them.

use super::measure::Measures;
use super::numeral::{ARABIC, CHINESE, parse};
use super::{Expression, Found, matches};
use crate::intent::fold::Folded;
use huashu_dsl::value::{Money, Type, Value};
use regex::Regex;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::ops::Range;
use std::sync::LazyLock;

pub(super) fn find(folded: &Folded, measures: &Measures, out: &mut Vec<Found>) {
    static NUMBER: Expression = LazyLock::new(|| {
        let counted = "(?:个|件|双|条|套|只|台|本|份|箱|包|盒|瓶|次|位|张)";
        Regex::new(&format!("({ARABIC}[万千百wk]?|{CHINESE})({counted})?")).ok()
    });
    for c in matches(&NUMBER, folded.lower()) {
        let Some(number) = c.get(1) else { continue };
        let Some(value) = parse(number.as_str()) else { continue };
        if c.get(2).is_some() {
            push(out, &number.range(), value, Found::clear);
        } else {
            push(out, &number.range(), value, Found::bare);
            measures.bare(value, &number.range(), out);
            if let Some(cents) = (value * Decimal::ONE_HUNDRED).to_i64() {
                out.push(Found::bare(Type::Money, Value::Money(Money(cents)), number.range()));
            }
        }
    }
}

fn push(
    out: &mut Vec<Found>,
    at: &Range<usize>,
    value: Decimal,
    found: fn(Type, Value, Range<usize>) -> Found,
) {
    out.push(found(Type::Number, Value::Number(value), at.clone()));
    if value.is_integer() {
        out.push(found(Type::Integer, Value::Number(value), at.clone()));
    }
}
