//! Mobile numbers of China and e-mail addresses.

use super::{Expression, Found, matches};
use crate::intent::fold::Folded;
use huashu_dsl::value::{Type, Value};
use regex::Regex;
use std::sync::LazyLock;

pub(super) fn find(folded: &Folded, out: &mut Vec<Found>) {
    static PHONE: Expression =
        LazyLock::new(|| Regex::new(r"(?:\+?86[- ]?)?(1[3-9][0-9](?:[- ]?[0-9]{4}){2})").ok());
    static EMAIL: Expression = LazyLock::new(|| {
        Regex::new(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,12}").ok()
    });
    let text = folded.all_cased();
    for c in matches(&PHONE, text) {
        if let (Some(all), Some(number)) = (c.get(0), c.get(1)) {
            let digits = number.as_str().chars().filter(char::is_ascii_digit).collect();
            out.push(Found::clear(Type::Phone, Value::Text(digits), all.range()));
        }
    }
    for c in matches(&EMAIL, text) {
        if let Some(all) = c.get(0) {
            out.push(Found::clear(Type::Email, Value::Text(all.as_str().to_owned()), all.range()));
        }
    }
}
