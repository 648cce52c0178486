//! Mobile numbers of China and e-mail addresses.

use super::{Found, compiled, matches};
use crate::intent::fold::Folded;
use huashu_dsl::value::{Type, Value};
use regex::Regex;
use std::sync::OnceLock;

pub(super) fn find(folded: &Folded, out: &mut Vec<Found>) {
    static PHONE: OnceLock<Option<Regex>> = OnceLock::new();
    static EMAIL: OnceLock<Option<Regex>> = OnceLock::new();
    let text = folded.all_cased();
    let phone = r"(?:\+?86[- ]?)?(1[3-9][0-9](?:[- ]?[0-9]{4}){2})";
    for c in matches(compiled(&PHONE, phone), text) {
        if let (Some(all), Some(number)) = (c.get(0), c.get(1)) {
            let digits = number.as_str().chars().filter(char::is_ascii_digit).collect();
            out.push(Found::clear(Type::Phone, Value::Text(digits), all.range()));
        }
    }
    let email = r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,12}";
    for c in matches(compiled(&EMAIL, email), text) {
        if let Some(all) = c.get(0) {
            out.push(Found::clear(Type::Email, Value::Text(all.as_str().to_owned()), all.range()));
        }
    }
}
