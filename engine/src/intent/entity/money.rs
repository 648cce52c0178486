//! Amounts of money: 199元, 20块, 三十块五, ¥199.

use super::numeral::{ARABIC, CHINESE, parse};
use super::{Expression, Found, matches};
use crate::intent::fold::Folded;
use huashu_dsl::value::{Money, Type, Value};
use regex::Regex;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::sync::LazyLock;

pub(super) fn find(folded: &Folded, out: &mut Vec<Found>) {
    static MONEY: Expression = LazyLock::new(|| {
        Regex::new(&format!(
            "(?:¥|rmb) ?({ARABIC}万?)|({ARABIC}万?|{CHINESE})(?:元|块钱|块|圆|rmb)(?:([0-9]|[一二三四五六七八九])(?:毛|角)?(钱)?)?"
        ))
        .ok()
    });
    let text = folded.lower();
    for c in matches(&MONEY, text) {
        let (Some(all), Some(number)) = (c.get(0), c.get(1).or(c.get(2))) else { continue };
        // 一块 is mostly 一块儿.
        if all.as_str() == "一块" && text != "一块" {
            continue;
        }
        let tenths = c.get(3).and_then(|t| parse(t.as_str())).unwrap_or_default();
        let cents = parse(number.as_str()).map(|v| v * Decimal::ONE_HUNDRED + tenths * Decimal::TEN);
        if let Some(cents) = cents.and_then(|v| v.round().to_i64()) {
            out.push(Found::clear(Type::Money, Value::Money(Money(cents)), all.range()));
        }
    }
}
