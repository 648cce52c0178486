//! Lengths of time as people type them: `10m`, `+2h`, `1 天`, `1 小时 30 分钟`.

use huashu_dsl::value::Millis;

const UNITS: &[(&str, i64)] = &[
    ("毫秒", 1),
    ("ms", 1),
    ("秒钟", 1_000),
    ("秒", 1_000),
    ("分钟", 60_000),
    ("分", 60_000),
    ("个小时", 3_600_000),
    ("小时", 3_600_000),
    ("天", 86_400_000),
    ("s", 1_000),
    ("min", 60_000),
    ("m", 60_000),
    ("h", 3_600_000),
    ("d", 86_400_000),
];

/// The length of time that `text` names; a leading `+` is allowed. At most a hundred years, never negative.
///
/// ```
/// use huashu_server::duration::parse;
/// assert_eq!(parse("+2h").map(|d| d.0), Some(7_200_000));
/// assert_eq!(parse("1 小时 30 分钟").map(|d| d.0), Some(5_400_000));
/// assert_eq!(parse("两小时"), None);
/// ```
#[must_use]
pub fn parse(text: &str) -> Option<Millis> {
    let mut rest = text.trim().trim_start_matches(['+', '＋']).trim_start();
    let mut total = 0_i64;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = rest.split_at_checked(digits)?;
        let after = after.trim_start();
        let (unit, factor) = UNITS.iter().find(|(unit, _)| after.starts_with(unit))?;
        total = total.checked_add(number.parse::<i64>().ok()?.checked_mul(*factor)?)?;
        rest = after.strip_prefix(unit)?.trim_start();
    }
    (total <= 100 * 366 * 86_400_000).then_some(Millis(total))
}

/// The length of time in the two largest units that say something: `1 小时 30 分钟`.
#[must_use]
pub fn show(length: Millis) -> String {
    let seconds = length.0.max(0) / 1_000;
    let parts = [
        (seconds / 86_400, "天"),
        (seconds / 3_600 % 24, "小时"),
        (seconds / 60 % 60, "分钟"),
        (seconds % 60, "秒"),
    ];
    let said: Vec<String> =
        parts.iter().filter(|(n, _)| *n > 0).take(2).map(|(n, unit)| format!("{n} {unit}")).collect();
    if said.is_empty() { "0 秒".into() } else { said.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::{parse, show};
    use huashu_dsl::value::Millis;

    #[test]
    fn reads_what_people_type() {
        let cases = [
            ("10m", Some(600_000)),
            ("+2h", Some(7_200_000)),
            ("1d", Some(86_400_000)),
            ("10 分钟", Some(600_000)),
            ("＋2小时", Some(7_200_000)),
            ("1天2小时", Some(93_600_000)),
            ("1h30m", Some(5_400_000)),
            ("500ms", Some(500)),
            ("30", None),
            ("h", None),
            ("", None),
            ("-5m", None),
            ("99999999999999999999d", None),
            ("9223372036854775807d", None),
        ];
        for (text, millis) in cases {
            assert_eq!(parse(text).map(|d| d.0), millis, "{text}");
        }
    }

    #[test]
    fn shows_the_two_largest_units() {
        assert_eq!(show(Millis(5_400_000)), "1 小时 30 分钟");
        assert_eq!(show(Millis(90_061_000)), "1 天 1 小时");
        assert_eq!(show(Millis(0)), "0 秒");
    }
}
