//! Hides personal data: 掩码 so that only its owner recognises it, 核对 so that its owner can check it.

use super::print;
use crate::eval::Scope;
use huashu_dsl::value::Value;

/// 掩码, and personal data without a filter: `*******1111`, `***@qq.com`, `浙江省杭州市***`.
pub(super) fn masked(value: &Value, address: bool, scope: &Scope<'_>) -> String {
    match value {
        Value::Record(fields) if address => format!("{}***", parts(fields, 0..2)),
        Value::Text(text) => match mailbox(text) {
            Some((_, host)) => format!("***{host}"),
            None => tail(text),
        },
        other => tail(&print::joined(other, None, scope)),
    }
}

/// 核对: `138****1111`, `li***@qq.com`, an address but for the second half of its last part.
pub(super) fn read_back(value: &Value, address: bool, scope: &Scope<'_>) -> String {
    match value {
        Value::Record(fields) if address => {
            let number =
                text_at(fields, 4).or_else(|| text_at(fields, 5).filter(|_| parts(fields, 0..4).is_empty()));
            format!("{}{}", parts(fields, 0..4), first_half(number.unwrap_or_default()))
        }
        Value::Text(text) => match mailbox(text) {
            Some((name, host)) => {
                format!("{}***{host}", first(name, name.chars().count().min(3).saturating_sub(1)))
            }
            None => middle(text),
        },
        other => middle(&print::joined(other, None, scope)),
    }
}

/// 原文: an address in full; anything else as ever.
pub(super) fn raw(value: &Value, scope: &Scope<'_>) -> String {
    match value {
        Value::Record(fields) => match text_at(fields, 5) {
            Some(full) => full.to_owned(),
            None => parts(fields, 0..5),
        },
        other => print::joined(other, None, scope),
    }
}

/// Parts of an address in their order: 省 市 区 街道 门牌 全文.
fn parts(fields: &[Option<Value>], which: std::ops::Range<usize>) -> String {
    which.filter_map(|part| text_at(fields, part)).collect()
}

fn text_at(fields: &[Option<Value>], part: usize) -> Option<&str> {
    match fields.get(part)? {
        Some(Value::Text(text)) if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// The name and, from the @ on, the host of an e-mail address.
fn mailbox(text: &str) -> Option<(&str, &str)> {
    let at = text.rfind('@')?;
    text.split_at_checked(at).filter(|(name, _)| !name.is_empty())
}

/// All but the last third hidden.
fn tail(text: &str) -> String {
    let count = text.chars().count();
    let shown = count.saturating_mul(4).checked_div(11).unwrap_or_default();
    covered(text, 0, shown)
}

/// The middle hidden: of 11 characters 3 and 4 are shown, of 18 4 and 6; of a short one only the first.
fn middle(text: &str) -> String {
    let count = text.chars().count();
    let share = |of: usize| count.saturating_mul(of).checked_div(11).unwrap_or_default();
    let front = if count > 1 { share(3).max(1) } else { 0 };
    covered(text, front, share(4))
}

fn first_half(text: &str) -> String {
    covered(text, text.chars().count().div_ceil(2), 0)
}

/// The text with a star for each character that is neither among the first `front` nor the last `back`.
fn covered(text: &str, front: usize, back: usize) -> String {
    let count = text.chars().count();
    let shown = |n: usize| n < front || n.saturating_add(back) >= count;
    text.chars().enumerate().map(|(n, c)| if shown(n) { c } else { '*' }).collect()
}

fn first(text: &str, n: usize) -> String {
    text.chars().take(n).collect()
}
