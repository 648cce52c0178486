//! Numbers, units, money and dates that are written as people speak.

use crate::diagnostic::{Certainty, Diagnostic, Lang, Message};
use crate::keywords;
use crate::layout::Line;

use super::{Stop, error, write};
use crate::parse::grammar::{Node, Rule};
use crate::parse::head::is_name_char;

/// Units in other spellings, and the id of the one that the language writes; 分 is a part of 元 too.
const UNITS: &[(&str, &str, Certainty)] = &[
    ("分", "u_min", Certainty::Likely),
    ("个小时", "u_h", Certainty::Sure),
    ("个钟头", "u_h", Certainty::Sure),
    ("日", "u_d", Certainty::Sure),
    ("个星期", "u_w", Certainty::Sure),
    ("星期", "u_w", Certainty::Sure),
    ("千克", "u_kg", Certainty::Sure),
    ("KG", "u_kg", Certainty::Sure),
    ("Kg", "u_kg", Certainty::Sure),
    ("公分", "u_cm", Certainty::Sure),
    ("CM", "u_cm", Certainty::Sure),
    ("块", "u_cny", Certainty::Sure),
    ("块钱", "u_cny", Certainty::Sure),
    ("second", "u_s", Certainty::Sure),
    ("seconds", "u_s", Certainty::Sure),
    ("sec", "u_s", Certainty::Sure),
    ("minute", "u_min", Certainty::Sure),
    ("minutes", "u_min", Certainty::Sure),
    ("mins", "u_min", Certainty::Sure),
    ("hour", "u_h", Certainty::Sure),
    ("hours", "u_h", Certainty::Sure),
    ("day", "u_d", Certainty::Sure),
    ("days", "u_d", Certainty::Sure),
    ("week", "u_w", Certainty::Sure),
    ("weeks", "u_w", Certainty::Sure),
    ("yuan", "u_cny", Certainty::Sure),
];

/// Numbers in English words, as far as people write them.
const ENGLISH_NUMBERS: &[(&str, &str)] =
    &[("one", "1"), ("two", "2"), ("three", "3"), ("four", "4"), ("five", "5"), ("ten", "10")];

/// Chinese powers of ten, which stand behind digits in speech.
const POWERS: [(char, usize); 3] = [('百', 2), ('千', 3), ('万', 4)];

/// Whether the line stopped at a value that is known to be written differently.
pub(super) fn known(stop: &Stop<'_>) -> Option<Diagnostic> {
    numeral(stop)
        .or_else(|| foreign_unit(stop))
        .or_else(|| pounds(stop))
        .or_else(|| power_of_ten(stop))
        .or_else(|| date(stop))
        .or_else(|| clock(stop))
        .or_else(|| currency_sign(stop))
        .or_else(|| thousands(stop))
        .or_else(|| leading_point(stop))
}

/// `问满 三 次`: a number in words.
fn numeral(stop: &Stop<'_>) -> Option<Diagnostic> {
    let wanted = |rule: &Rule| matches!(rule, Rule::whole | Rule::number | Rule::digits);
    let word = stop.word();
    let first = ENGLISH_NUMBERS.iter().find(|(spoken, _)| *spoken == word).map(|(_, n)| (*n).to_owned());
    let digits = first.or_else(|| crate::numeral::in_digits(word))?;
    // A measure word may be glued to the numeral, and is then followed by what follows the number.
    stop.expected.iter().any(wanted).then(|| {
        let zh = format!("数用阿拉伯数字写，不写「{word}」。");
        let en = format!("Numbers are written in digits, not as `{word}`.");
        stop.error(zh, en).fix(write(&digits), stop.next(word.len()), digits).sure()
    })
}

/// `10 minutes`, `10 分`: a unit in another spelling.
fn foreign_unit(stop: &Stop<'_>) -> Option<Diagnostic> {
    let word = stop.word();
    let behind_number =
        stop.before().trim_end().ends_with(|c: char| c.is_ascii_digit()) && !stop.expected.is_empty();
    let &(_, id, certainty) = UNITS.iter().find(|(spoken, ..)| *spoken == word).filter(|_| behind_number)?;
    let unit = unit(stop, id);
    let zh = format!("单位不写「{word}」，写「{unit}」。");
    let en = format!("The unit is written `{unit}`, not `{word}`.");
    Some(stop.error(zh, en).fix(write(unit), stop.found.span, unit).sure_if(certainty == Certainty::Sure))
}

/// `3斤`: half a kilogram each.
fn pounds(stop: &Stop<'_>) -> Option<Diagnostic> {
    let number = last_digits(stop).filter(|_| matches!(stop.word(), "斤" | "市斤"))?;
    let whole: rust_decimal::Decimal = number.parse().ok()?;
    let kilograms = whole.checked_div(rust_decimal::Decimal::TWO)?.normalize();
    let unit = unit(stop, "u_kg");
    let written = format!("{kilograms} {unit}");
    let span = stop.line.at(stop.found.at - number.len(), stop.found.at + stop.word().len());
    let zh = format!("单位不写「{}」，写「{unit}」。", stop.word());
    let en = format!("The unit is written `{unit}`, not `{}`.", stop.word());
    Some(error(span, zh, en).fix(write(&written), span, written))
}

/// How a unit is spelled in the file.
fn unit(stop: &Stop<'_>, id: &'static str) -> &'static str {
    match stop.lang {
        Lang::Zh => keywords::zh(id),
        Lang::En => keywords::en(id),
    }
}

/// Whether a word may stand behind a number: a unit, or a measure word.
fn follows_a_number(word: &str) -> bool {
    let is_unit = |k: &keywords::Keyword| k.id.starts_with("u_") || k.id.starts_with("m_");
    word.is_empty()
        || keywords::spelled(word).any(is_unit)
        || UNITS.iter().any(|(spoken, ..)| *spoken == word)
}

/// `1万元`: digits with a Chinese power of ten behind them.
fn power_of_ten(stop: &Stop<'_>) -> Option<Diagnostic> {
    let number = last_digits(stop)?;
    let power = stop.word().chars().next()?;
    let &(_, zeros) = POWERS.iter().find(|(c, _)| *c == power)?;
    if !follows_a_number(stop.word().get(power.len_utf8()..)?) {
        return None;
    }
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let moved: String = part.chars().chain(std::iter::repeat('0')).take(zeros).collect();
    let digits = format!("{whole}{moved}");
    let digits = digits.trim_start_matches('0');
    let zh = format!("数写全，不写「{number}{power}」。");
    let fixed = (part.len() <= zeros && !digits.is_empty()).then(|| digits.to_owned())?;
    let en = format!("Numbers are written in full, not as `{number}{power}`.");
    let span = stop.line.at(stop.found.at - number.len(), stop.found.at + power.len_utf8());
    Some(error(span, zh, en).fix(write(&fixed), span, fixed).sure())
}

/// The digits right before where the line stopped.
fn last_digits<'l>(stop: &Stop<'l>) -> Option<&'l str> {
    let before = stop.before();
    let start = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    before.get(start..).filter(|digits| digits.starts_with(|c: char| c.is_ascii_digit()))
}

/// `2026年11月11日`
fn date(stop: &Stop<'_>) -> Option<Diagnostic> {
    let year = last_digits(stop).filter(|year| year.len() == 4)?;
    let rest = stop.rest().strip_prefix('年')?;
    let (month, rest) = rest.split_once('月')?;
    let day: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let behind = rest.get(day.len()..)?;
    let mark = behind.chars().next().filter(|c| matches!(c, '日' | '号')).map_or(0, char::len_utf8);
    let (month, day): (u8, u8) = (month.trim().parse().ok()?, day.parse().ok()?);
    let written = format!("{year}-{month:02}-{day:02}");
    let length = stop.rest().len() - behind.len() + mark;
    let span = stop.line.at(stop.found.at - year.len(), stop.found.at + length);
    Some(a_date(span, written))
}

fn a_date(span: crate::source::Span, written: String) -> Diagnostic {
    error(span, "日期写成 2026-11-11 这样。", "A date is written as 2026-11-11.").fix(
        write(&written),
        span,
        written,
    )
}

/// `2026/11/11`, which would be a division.
pub(in crate::parse) fn date_with_slashes(node: &Node<'_>) -> Option<Diagnostic> {
    let mut parts = node.text().trim_end().split('/');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    let is_date = year.len() == 4 && digits(year) && parts.next().is_none();
    let short = |part: &str| (1..=2).contains(&part.len()) && digits(part);
    let (month, day): (u8, u8) =
        (is_date && short(month) && short(day)).then(|| Some((month.parse().ok()?, day.parse().ok()?)))??;
    Some(a_date(node.span(), format!("{year}-{month:02}-{day:02}")))
}

/// `9点`, `9点半`, `9点30分`
fn clock(stop: &Stop<'_>) -> Option<Diagnostic> {
    let at_digits = stop.word().find(|c: char| !c.is_ascii_digit()).filter(|at| *at > 0);
    let (hour, rest, before) = match at_digits {
        // A name cannot begin with a digit, but where no number is expected the word holds it.
        Some(at) => (stop.word().get(..at)?, stop.rest().get(at..)?, 0),
        None => (last_digits(stop)?, stop.rest(), last_digits(stop)?.len()),
    };
    let after = rest.strip_prefix('点').or_else(|| rest.strip_prefix('时'))?;
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    let (minute, taken) = match digits.parse::<u8>() {
        Ok(minute) => (minute, digits.len() + mark_length(after.get(digits.len()..)?, '分')),
        Err(_) if after.starts_with('半') => (30, '半'.len_utf8()),
        Err(_) => (0, mark_length(after, '钟')),
    };
    let hour_number: u8 = hour.parse().ok().filter(|hour| *hour <= 24)?;
    let written = format!("{hour_number:02}:{minute:02}");
    let behind = after.get(taken..)?;
    let end = stop.line.text().len() - behind.len();
    let span = stop.line.at(stop.found.at - before, end);
    let found = error(span, "时刻写成 09:00 这样。", "A time is written as 09:00.");
    Some(found.fix(write(&written), span, written).sure())
}

fn mark_length(text: &str, mark: char) -> usize {
    if text.starts_with(mark) { mark.len_utf8() } else { 0 }
}

/// `￥99`, `$99`
fn currency_sign(stop: &Stop<'_>) -> Option<Diagnostic> {
    let (sign, unit) = match stop.rest().chars().next()? {
        sign @ ('￥' | '¥') => (sign, "u_cny"),
        sign @ '$' => (sign, "u_usd"),
        _ => return None,
    };
    let number: String =
        stop.rest().chars().skip(1).take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    if number.is_empty() {
        return None;
    }
    let unit = self::unit(stop, unit);
    let written = format!("{number} {unit}");
    let span = stop.next(sign.len_utf8() + number.len());
    let found = error(span, "钱的单位写在数后面。", "The unit of money stands behind the number.");
    Some(found.fix(write(&written), span, written).sure())
}

/// `1,000`
fn thousands(stop: &Stop<'_>) -> Option<Diagnostic> {
    let first = last_digits(stop).filter(|_| stop.word() == ",")?;
    let (whole, end) = grouped(stop.line, stop.found.at - first.len(), stop.found.at)?;
    let span = stop.line.at(stop.found.at - first.len(), end);
    let found = error(span, "数里不写逗号。", "No comma stands in a number.");
    Some(found.fix(write(&whole), span, whole).sure())
}

/// The number whose digits `start..comma` go on in groups of three, each behind a comma; and where the last one ends.
fn grouped(line: &Line, start: usize, comma: usize) -> Option<(String, usize)> {
    let text = line.text();
    let mut whole = text.get(start..comma)?.to_owned();
    let mut at = comma;
    while text.get(at..)?.starts_with(',') && !line.folded.is_pause(at) {
        let group = text.get(at + 1..at + 4).filter(|group| all_digits(group));
        let ends = !text.get(at + 4..).unwrap_or_default().starts_with(|c: char| c.is_ascii_digit());
        let Some(group) = group.filter(|_| ends) else { break };
        whole.push_str(group);
        at += 4;
    }
    (at > comma).then_some((whole, at))
}

fn all_digits(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit())
}

/// `件数 是 1,000`, where a comma could stand between two values.
pub(in crate::parse) fn thousands_listed(value: &Node<'_>) -> Option<Diagnostic> {
    let comma = value.before().strip_suffix(',')?;
    let first = comma.trim_end_matches(|c: char| c.is_ascii_digit());
    let (first, start) = (comma.get(first.len()..)?, first.len());
    let alone = !comma.get(..start)?.ends_with(|c: char| c == '.' || is_name_char(c));
    if !alone || !(1..=3).contains(&first.len()) {
        return None;
    }
    let (whole, end) = grouped(value.line(), start, comma.len())?;
    let span = value.line().at(start, end);
    // 1,000 is one number; of 1,100 one cannot be certain.
    let certain = value.text().starts_with('0');
    let zh = "数里不写逗号；要写两个值，中间用「、」。";
    let found =
        error(span, zh, "No comma stands in a number; between two values stands a comma and a blank.");
    Some(found.fix(write(&whole), span, whole).sure_if(certain))
}

/// `.5`
fn leading_point(stop: &Stop<'_>) -> Option<Diagnostic> {
    let digits = stop.word() == "." && stop.behind().starts_with(|c: char| c.is_ascii_digit());
    let here = stop.here();
    (digits && !stop.before().ends_with(|c: char| c.is_alphanumeric())).then(|| {
        let help = Message::new("前面补上 0。", "Put a 0 before it.");
        stop.error("小数点前面要有数字。", "A digit stands before the point.").fix(help, here, "0").sure()
    })
}
