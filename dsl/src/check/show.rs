//! Values as a shop writes them, for sentences about a value.

use super::Checker;
use crate::program::TypeKind;
use crate::value::{Millis, Money, Value};
use rust_decimal::Decimal;

/// A keyword by its id, in one of the two languages.
pub(crate) type Spell = fn(&'static str) -> &'static str;

/// The units of time, the longest first, with their length in milliseconds. Weeks are left out: nobody says 0.5 周.
const TIMES: [(&str, i64); 4] = [("u_d", 86_400_000), ("u_h", 3_600_000), ("u_min", 60_000), ("u_s", 1_000)];

impl Checker<'_> {
    /// `401 元`, `黑色`, `36 小时`
    pub(crate) fn shown_value(&self, value: &Value, spell: Spell) -> String {
        match value {
            Value::Text(text) => format!("\"{text}\""),
            Value::Number(n) => n.normalize().to_string(),
            Value::Money(Money(fen)) => {
                format!("{} {}", Decimal::new(*fen, 2).normalize(), spell("u_cny"))
            }
            Value::Duration(time) => shown_time(*time, spell),
            Value::Date(date) => date.to_string(),
            Value::Time(time) => format!("{:02}:{:02}", time.hour(), time.minute()),
            Value::DateTime(at) => self.shown_instant(at.0),
            Value::Bool(yes) => spell(if *yes { "yes" } else { "no" }).to_owned(),
            Value::Member(member) => match self.kind(member.ty) {
                Some(TypeKind::Enum(all)) => {
                    all.get(usize::from(member.index)).map(|m| m.name.clone()).unwrap_or_default()
                }
                _ => String::new(),
            },
            Value::Media(..) | Value::List(_) | Value::Record(_) => "…".to_owned(),
        }
    }

    fn shown_instant(&self, at: i64) -> String {
        let zone = jiff::tz::TimeZone::get(&self.program.time_zone).ok();
        let moment = jiff::Timestamp::from_millisecond(at).ok();
        match moment.zip(zone) {
            Some((moment, zone)) => moment.to_zoned(zone).strftime("%Y-%m-%d %H:%M").to_string(),
            None => String::new(),
        }
    }
}

/// A length of time in the longest unit that divides it.
fn shown_time(Millis(ms): Millis, spell: Spell) -> String {
    let fits = |(_, length): &&(&str, i64)| ms != 0 && ms % length == 0;
    let (unit, length) = TIMES.iter().find(fits).unwrap_or(&("u_s", 1_000));
    format!("{} {}", (Decimal::from(ms) / Decimal::from(*length)).normalize(), spell(unit))
}
