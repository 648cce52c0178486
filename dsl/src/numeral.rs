//! Chinese numerals, which people write where the language has digits: `十分钟`, `两秒`, `三次`.

use crate::keywords;

/// Words for units and for what is counted, and the id of the keyword that says the same.
const UNITS: [(&str, &str); 19] = [
    ("", ""),
    ("秒", "u_s"),
    ("秒钟", "u_s"),
    ("分", "u_min"),
    ("分钟", "u_min"),
    ("小时", "u_h"),
    ("个小时", "u_h"),
    ("钟头", "u_h"),
    ("个钟头", "u_h"),
    ("天", "u_d"),
    ("日", "u_d"),
    ("周", "u_w"),
    ("个星期", "u_w"),
    ("块", "u_cny"),
    ("块钱", "u_cny"),
    ("元", "u_cny"),
    ("厘米", "u_cm"),
    ("公斤", "u_kg"),
    ("次", "m_times"),
];

/// `十分钟` as `10 分钟`; none where the word is no numeral with a unit behind it.
pub(crate) fn in_digits(word: &str) -> Option<String> {
    if word == "半小时" || word == "半个小时" {
        return Some(format!("30 {}", keywords::zh("u_min")));
    }
    let unit_at = word.find(|c| value(c).is_none()).unwrap_or(word.len());
    let (numeral, unit) = word.split_at_checked(unit_at)?;
    let number = number(numeral)?;
    let (_, unit) = UNITS.iter().find(|(spoken, _)| *spoken == unit)?;
    Some(format!("{number} {}", keywords::zh(unit)).trim_end().to_owned())
}

/// The digit or the power of ten, at most a thousand, that a character stands for: 两 is 2, 百 is 100.
#[must_use]
pub fn value(c: char) -> Option<u32> {
    Some(match c {
        '零' | '〇' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        _ => return None,
    })
}

/// `二十四` as 24; none for what is no number below ten thousand.
fn number(numeral: &str) -> Option<u32> {
    const MOST: usize = 8;
    if numeral.is_empty() || numeral.chars().count() > MOST {
        return None;
    }
    let (mut sum, mut digit) = (0, None);
    for c in numeral.chars() {
        match value(c)? {
            power @ 10.. => sum += digit.take().unwrap_or(1) * power,
            small if digit.is_none_or(|d| d == 0) => digit = Some(small),
            _ => return None,
        }
    }
    Some(sum + digit.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::in_digits;

    #[test]
    fn numerals_become_digits_and_words_stay() {
        let cases = [
            ("十分钟", Some("10 分钟")),
            ("两秒", Some("2 秒")),
            ("三", Some("3")),
            ("三次", Some("3 次")),
            ("二十四小时", Some("24 小时")),
            ("两个小时", Some("2 小时")),
            ("半小时", Some("30 分钟")),
            ("一百零五块", Some("105 元")),
            ("三五天", None),
            ("一件代发", None),
            ("分钟", None),
            ("十十十十十十十十十十", None),
        ];
        for (word, digits) in cases {
            assert_eq!(in_digits(word).as_deref(), digits, "{word}");
        }
    }
}
