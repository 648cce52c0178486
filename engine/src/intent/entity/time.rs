//! Times of day, points in time and lengths of time: 9:30, 下午3点半, 2026-11-11 09:00, 3天, 半小时.

use super::numeral::{ARABIC, CHINESE, parse};
use super::{Expression, Found, date, matches};
use crate::intent::fold::Folded;
use huashu_dsl::value::{Instant, Millis, Type, Value};
use jiff::civil::Time;
use jiff::tz::TimeZone;
use regex::{Captures, Regex};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::sync::LazyLock;

pub(super) fn find(folded: &Folded, zone: Option<&TimeZone>, out: &mut Vec<Found>) {
    let text = folded.lower();
    for c in times(text) {
        if let (Some(time), Some(m)) = (time(&c), c.get(0)) {
            out.push(Found::clear(Type::Time, Value::Time(time), m.range()));
        }
    }
    points(text, zone, out);
    durations(text, out);
}

fn times(text: &str) -> Vec<Captures<'_>> {
    static TIME: Expression = LazyLock::new(|| {
        Regex::new("(凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|今晚)?(?:([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?|([0-9]{1,2}|[一二两三四五六七八九十]{1,3})点(?:钟|整|(半)|([0-9]{1,2})分?)?)").ok()
    });
    matches(&TIME, text)
}

fn time(c: &Captures<'_>) -> Option<Time> {
    // 便宜一点: a numeral alone is no hour without 上午, 钟, 整, 半 or minutes.
    let spoken = c.get(4).is_some_and(|hour| !hour.as_str().starts_with(|h: char| h.is_ascii_digit()));
    let explicit = c.get(1).is_some() || c.get(0).is_some_and(|all| !all.as_str().ends_with('点'));
    if spoken && !explicit {
        return None;
    }
    let number = |i: usize| c.get(i).and_then(|m| parse(m.as_str())).and_then(|v| v.to_i8());
    let hour = number(2).or_else(|| number(4))?;
    let minute = number(3).or_else(|| number(6)).unwrap_or(if c.get(5).is_some() { 30 } else { 0 });
    let later = match c.get(1).map(|m| m.as_str()) {
        Some("下午" | "傍晚" | "晚上" | "今晚") => hour < 12,
        Some("中午") => hour < 3,
        _ => false,
    };
    Time::new(if later { hour + 12 } else { hour }, minute, 0, 0).ok()
}

/// A date and right behind it a time.
fn points(text: &str, zone: Option<&TimeZone>, out: &mut Vec<Found>) {
    let Some(zone) = zone else { return };
    let times = times(text);
    for d in date::all(text) {
        let (Some(day), Some(at)) = (date::date(&d), d.get(0)) else { continue };
        for t in &times {
            let (Some(clock), Some(behind)) = (time(t), t.get(0)) else { continue };
            let joined = text.get(at.end()..behind.start()).is_some_and(|gap| gap.is_empty() || gap == " ");
            if let (true, Ok(point)) = (joined, zone.to_zoned(day.to_datetime(clock))) {
                let value = Value::DateTime(Instant(point.timestamp().as_millisecond()));
                out.push(Found::clear(Type::DateTime, value, at.start()..behind.end()));
            }
        }
    }
}

fn durations(text: &str, out: &mut Vec<Found>) {
    static DURATION: Expression = LazyLock::new(|| {
        Regex::new(&format!("(半|{ARABIC}|{CHINESE})个?(天|小时|钟头|分钟|星期|礼拜|周)")).ok()
    });
    for c in matches(&DURATION, text) {
        let (Some(all), Some(number), Some(unit)) = (c.get(0), c.get(1), c.get(2)) else { continue };
        let count = if number.as_str() == "半" { Some(Decimal::new(5, 1)) } else { parse(number.as_str()) };
        let minutes = match unit.as_str() {
            "分钟" => 1,
            "小时" | "钟头" => 60,
            "天" => 1_440,
            _ => 10_080,
        };
        let millis = count.map(|n| n * Decimal::from(minutes * 60_000_i64)).and_then(|v| v.to_i64());
        out.extend(millis.map(|ms| Found::clear(Type::Duration, Value::Duration(Millis(ms)), all.range())));
    }
}
