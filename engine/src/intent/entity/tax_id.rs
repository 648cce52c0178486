//! 统一社会信用代码: 18 characters of which the last checks the others (GB 32100-2015).

use super::{Expression, Found, matches, touches};
use crate::intent::fold::Folded;
use huashu_dsl::value::{Type, Value};
use regex::Regex;
use std::sync::LazyLock;

/// The characters in the order of their values; I, O, S, V and Z are not used.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

pub(super) fn find(folded: &Folded, out: &mut Vec<Found>) {
    static CODE: Expression = LazyLock::new(|| Regex::new("(?i)[0-9A-HJ-NPQRTUWXY]{18}").ok());
    for c in matches(&CODE, folded.all_cased()) {
        let Some(all) = c.get(0) else { continue };
        let code = all.as_str().to_ascii_uppercase();
        if is_valid(&code) && !touches(folded.all_cased(), &all.range()) {
            out.push(Found::clear(Type::TaxId, Value::Text(code), all.range()));
        }
    }
}

/// The check character: 31 minus the sum of value × 3^i modulo 31.
fn is_valid(code: &str) -> bool {
    let values: Option<Vec<usize>> = code.chars().map(|c| ALPHABET.find(c)).collect();
    let Some((check, body)) = values.as_deref().and_then(<[usize]>::split_last) else { return false };
    let (sum, _) = body.iter().fold((0, 1), |(sum, weight), value| (sum + value * weight, weight * 3 % 31));
    body.len() == 17 && (31 - sum % 31) % 31 == *check
}
