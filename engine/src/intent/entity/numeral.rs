//! Numbers as they are written: 165, 1,299.5, 三, 两百五, 1.5万.

use huashu_dsl::numeral::value;
use rust_decimal::Decimal;

/// A number in Arabic digits, and one in Chinese numerals; parts of the patterns of other families.
pub(super) const ARABIC: &str = r"[0-9]{1,9}(?:,[0-9]{3})*(?:\.[0-9]{1,4})?";
/// Chinese numerals.
pub(super) const CHINESE: &str = "[零〇一二两三四五六七八九十百千万]+";

/// The value of a number in either script, with 万 or 千 behind Arabic digits.
pub(super) fn parse(text: &str) -> Option<Decimal> {
    let text = text.replace(',', "");
    let arabic = text.trim_end_matches(['万', '千', '百', 'w', 'k']);
    if arabic.starts_with(|c: char| c.is_ascii_digit()) {
        let scale = match text.get(arabic.len()..)? {
            "" => 1,
            "百" => 100,
            "千" | "k" => 1_000,
            "万" | "w" => 10_000,
            _ => return None,
        };
        let value: Decimal = arabic.parse().ok()?;
        return Some((value * Decimal::from(scale)).normalize());
    }
    chinese(&text).map(Decimal::from)
}

/// Whether a number may begin with this.
pub(super) fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || c == '半' || value(c).is_some()
}

/// One digit.
pub(super) fn digit(c: char) -> Option<u32> {
    value(c).filter(|n| *n < 10)
}

fn unit(c: char) -> Option<u32> {
    value(c).filter(|n| *n >= 10)
}

/// 三 → 3, 十二 → 12, 两百五 → 250, 一万二 → 12,000, 一六五 → 165.
fn chinese(text: &str) -> Option<u32> {
    let count = text.chars().count();
    if count == 0 || count > 12 {
        return None;
    }
    if text.chars().all(|c| digit(c).is_some()) {
        return (count <= 9).then(|| text.chars().filter_map(digit).fold(0, |sum, d| sum * 10 + d));
    }
    let (high, low) = text.split_once('万').map_or((None, text), |(high, low)| (Some(high), low));
    let Some(high) = high else { return section(low, 10) };
    if low.contains('万') {
        return None;
    }
    section(high, 10)?.checked_mul(10_000)?.checked_add(if low.is_empty() {
        0
    } else {
        section(low, 10_000)?
    })
}

/// A number below 10,000. A last digit without its unit stands in the place below the last unit: 两百五.
fn section(text: &str, unit_before: u32) -> Option<u32> {
    let (mut sum, mut pending, mut last_unit, mut zero) = (0_u32, None, unit_before, false);
    for c in text.chars() {
        if let Some(unit) = unit(c) {
            sum += pending.take().unwrap_or(1) * unit;
            (last_unit, zero) = (unit, false);
        } else {
            let d = digit(c)?;
            if pending.is_some_and(|p| p != 0) {
                return None;
            }
            zero |= d == 0;
            pending = Some(d);
        }
    }
    let rest = pending.unwrap_or(0);
    Some(sum + if zero || last_unit <= 10 { rest } else { rest * (last_unit / 10) })
}
