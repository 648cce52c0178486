//! What is known of a value: whether it may be unset, and which values it may have.

use super::range::Ranges;
use crate::ast::CompareOp;
use crate::program::{Program, TypeId, TypeKind};
use crate::value::{Instant, Millis, Money, Type, Value};
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Members of an enum that are told apart; a larger enum is any value.
const MEMBERS: usize = 64;

/// What sort of facts can be known of values of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// 是否, or the members of an enum; so many.
    Members(Option<TypeId>, u32),
    /// Numbers, and what compares like numbers.
    Ordered(Scale),
    /// Texts that are or are not some constant.
    Texts,
    /// Nothing.
    Free,
}

/// How an ordered value is a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    Number,
    Integer,
    Money,
    Date,
    Time,
    DateTime,
    Duration,
}

impl Scale {
    fn is_whole(self) -> bool {
        self != Self::Number
    }
}

impl Kind {
    /// The kind of a type.
    pub(super) fn of(program: &Program, ty: &Type) -> Self {
        match ty.required() {
            Type::Bool => Self::Members(None, 2),
            Type::Number => Self::Ordered(Scale::Number),
            Type::Integer => Self::Ordered(Scale::Integer),
            Type::Money => Self::Ordered(Scale::Money),
            Type::Date => Self::Ordered(Scale::Date),
            Type::Time => Self::Ordered(Scale::Time),
            Type::DateTime => Self::Ordered(Scale::DateTime),
            Type::Duration => Self::Ordered(Scale::Duration),
            Type::Text | Type::Phone | Type::Email | Type::TaxId => Self::Texts,
            Type::Named(id) => match program.types.get(id.index()).map(|t| &t.kind) {
                Some(TypeKind::Enum(members)) if members.len() <= MEMBERS => {
                    Self::Members(Some(*id), u32::try_from(members.len()).unwrap_or(0))
                }
                Some(TypeKind::Pattern(_)) => Self::Texts,
                Some(TypeKind::Measure(_)) => Self::Ordered(Scale::Number),
                _ => Self::Free,
            },
            Type::Media(_) | Type::List(_) | Type::Record(_) | Type::Optional(_) => Self::Free,
        }
    }
}

/// Values that may stand somewhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Values {
    /// None at all.
    Nothing,
    /// Members, one bit each.
    Members(u64),
    /// Numbers.
    Ranges(Ranges),
    /// These texts, in order.
    OneOf(Vec<String>),
    /// Any text but these, in order.
    NoneOf(Vec<String>),
    /// Anything.
    Free,
}

impl Values {
    /// Every value of a kind.
    pub(super) fn full(kind: Kind) -> Self {
        match kind {
            Kind::Members(_, 64) => Self::Members(u64::MAX),
            Kind::Members(_, count) => Self::Members((1_u64 << count).wrapping_sub(1)),
            Kind::Ordered(scale) => Self::Ranges(Ranges::full(scale.is_whole())),
            Kind::Texts => Self::NoneOf(Vec::new()),
            Kind::Free => Self::Free,
        }
    }

    /// The values `x` of a kind for which `x op value` holds; `None` where that is not known.
    pub(super) fn of(op: CompareOp, value: &Value, kind: Kind, zone: &TimeZone) -> Option<Self> {
        Some(
            match (kind, value) {
                (Kind::Members(None, _), Value::Bool(is)) => Self::members(op, u32::from(*is), 2)?,
                (Kind::Members(Some(ty), count), Value::Member(m)) if m.ty == ty => {
                    Self::members(op, u32::from(m.index), count)?
                }
                (Kind::Ordered(Scale::DateTime), Value::Date(date)) => {
                    return on_day(op, *date, zone).map(Self::tidy);
                }
                (Kind::Ordered(scale), value) => {
                    Self::Ranges(Ranges::of(op, number(scale, value)?, scale.is_whole()))
                }
                (Kind::Texts, Value::Text(text)) => match op {
                    CompareOp::Is => Self::OneOf(vec![text.clone()]),
                    CompareOp::IsNot => Self::NoneOf(vec![text.clone()]),
                    _ => return None,
                },
                _ => return None,
            }
            .tidy(),
        )
    }

    fn members(op: CompareOp, index: u32, count: u32) -> Option<Self> {
        let fits = |i: &u32| match op {
            CompareOp::Is => *i == index,
            CompareOp::IsNot => *i != index,
            CompareOp::Greater => *i > index,
            CompareOp::Less => *i < index,
            CompareOp::AtLeast => *i >= index,
            CompareOp::AtMost => *i <= index,
        };
        let bit = |i: u32| 1_u64.checked_shl(i);
        (0..count).filter(fits).try_fold(0, |all, i| Some(all | bit(i)?)).map(Self::Members)
    }

    fn tidy(self) -> Self {
        match self {
            Self::Members(0) => Self::Nothing,
            Self::Ranges(ranges) if ranges.is_empty() => Self::Nothing,
            Self::OneOf(texts) if texts.is_empty() => Self::Nothing,
            other => other,
        }
    }

    /// The values in both.
    pub(super) fn meet(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Nothing, _) | (_, Self::Nothing) => Self::Nothing,
            (Self::Free, other) | (other, Self::Free) => other.clone(),
            (Self::Members(a), Self::Members(b)) => Self::Members(a & b),
            (Self::Ranges(a), Self::Ranges(b)) => Self::Ranges(a.meet(b)),
            (Self::OneOf(a), Self::OneOf(b)) => {
                Self::OneOf(a.iter().filter(|t| b.contains(t)).cloned().collect())
            }
            (Self::OneOf(some), Self::NoneOf(not)) | (Self::NoneOf(not), Self::OneOf(some)) => {
                Self::OneOf(some.iter().filter(|t| !not.contains(t)).cloned().collect())
            }
            (Self::NoneOf(a), Self::NoneOf(b)) => Self::NoneOf(merged(a, b)),
            _ => self.clone(),
        }
        .tidy()
    }

    /// The values in one of them.
    pub(super) fn join(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Nothing, other) | (other, Self::Nothing) => other.clone(),
            (Self::Members(a), Self::Members(b)) => Self::Members(a | b),
            (Self::Ranges(a), Self::Ranges(b)) => Self::Ranges(a.join(b)),
            (Self::OneOf(a), Self::OneOf(b)) => Self::OneOf(merged(a, b)),
            (Self::OneOf(some), Self::NoneOf(not)) | (Self::NoneOf(not), Self::OneOf(some)) => {
                Self::NoneOf(not.iter().filter(|t| !some.contains(t)).cloned().collect())
            }
            (Self::NoneOf(a), Self::NoneOf(b)) => {
                Self::NoneOf(a.iter().filter(|t| b.contains(t)).cloned().collect())
            }
            _ => Self::Free,
        }
    }

    /// Whether every value of `other` is in it.
    pub(super) fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (_, Self::Nothing) | (Self::Free, _) => true,
            (Self::Members(a), Self::Members(b)) => a & b == *b,
            (Self::Ranges(a), Self::Ranges(b)) => a.covers(b),
            (Self::OneOf(a), Self::OneOf(b)) => b.iter().all(|t| a.contains(t)),
            (Self::NoneOf(not), Self::OneOf(some)) => some.iter().all(|t| !not.contains(t)),
            (Self::NoneOf(a), Self::NoneOf(b)) => a.iter().all(|t| b.contains(t)),
            _ => false,
        }
    }

    /// The same values where they stand at a place of this kind.
    pub(super) fn fitted(self, kind: Kind) -> Self {
        match (self, kind) {
            (Self::Ranges(ranges), Kind::Ordered(scale)) => {
                Self::Ranges(ranges.fitted(scale.is_whole())).tidy()
            }
            (values, _) => values,
        }
    }

    /// Each number with `by` added.
    pub(super) fn moved(&self, by: Decimal) -> Option<Self> {
        match self {
            Self::Ranges(ranges) => ranges.moved(by).map(Self::Ranges),
            _ => None,
        }
    }
}

fn merged(a: &[String], b: &[String]) -> Vec<String> {
    let mut all: Vec<String> = a.iter().chain(b).cloned().collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Points in time that compare so with a day of the shop's calendar.
fn on_day(op: CompareOp, date: jiff::civil::Date, zone: &TimeZone) -> Option<Values> {
    let begins = |date: jiff::civil::Date| {
        let at = date.to_zoned(zone.clone()).ok()?.timestamp().as_millisecond();
        Some(Decimal::from(at))
    };
    let (from, to) = (begins(date)?, begins(date.tomorrow().ok()?)?);
    let (since, before) =
        (Ranges::of(CompareOp::AtLeast, from, true), Ranges::of(CompareOp::Less, from, true));
    let (behind, until) = (Ranges::of(CompareOp::AtLeast, to, true), Ranges::of(CompareOp::Less, to, true));
    Some(Values::Ranges(match op {
        CompareOp::Is => since.meet(&until),
        CompareOp::IsNot => before.join(&behind),
        CompareOp::Greater => behind,
        CompareOp::Less => before,
        CompareOp::AtLeast => since,
        CompareOp::AtMost => until,
    }))
}

const DAY: i64 = 86_400;

/// An ordered value as a number.
pub(super) fn number(scale: Scale, value: &Value) -> Option<Decimal> {
    Some(match (scale, value) {
        (Scale::Number | Scale::Integer, Value::Number(n)) => *n,
        (Scale::Money, Value::Money(m)) => Decimal::from(m.0),
        (Scale::Date, Value::Date(d)) => {
            Decimal::from(d.duration_since(jiff::civil::Date::constant(1970, 1, 1)).as_secs() / DAY)
        }
        (Scale::Time, Value::Time(t)) => {
            Decimal::from_i128_with_scale(t.duration_since(jiff::civil::Time::midnight()).as_millis(), 0)
        }
        (Scale::DateTime, Value::DateTime(at)) => Decimal::from(at.0),
        (Scale::Duration, Value::Duration(d)) => Decimal::from(d.0),
        _ => return None,
    })
}

/// The ordered value that a number stands for.
pub(super) fn value(scale: Scale, number: Decimal) -> Option<Value> {
    let whole = || number.round().to_i64();
    Some(match scale {
        Scale::Number | Scale::Integer => Value::Number(number.normalize()),
        Scale::Money => Value::Money(Money(whole()?)),
        Scale::Date => {
            let days = jiff::SignedDuration::from_secs(whole()?.checked_mul(DAY)?);
            Value::Date(jiff::civil::Date::constant(1970, 1, 1).checked_add(days).ok()?)
        }
        Scale::Time => {
            let after = jiff::SignedDuration::from_millis(whole()?);
            Value::Time(jiff::civil::Time::midnight().checked_add(after).ok()?)
        }
        Scale::DateTime => Value::DateTime(Instant(whole()?)),
        Scale::Duration => Value::Duration(Millis(whole()?)),
    })
}

/// What is known of a place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Known {
    /// It may be unset; a list: empty.
    pub(super) absent: bool,
    /// The values it may have where it is set.
    pub(super) values: Values,
    /// A set slot may be one that its question passes over at its first visit (R10).
    pub(super) settled: bool,
    /// A set slot may be one that its question asks again: a default, or an answer.
    pub(super) open: bool,
    /// Of a value that others may change: it was set once on this way.
    pub(super) proved: bool,
}

impl Known {
    /// Unset for certain.
    pub(super) fn unset() -> Self {
        Self { absent: true, values: Values::Nothing, settled: false, open: false, proved: false }
    }

    /// Set for certain, by the customer's answer or from the start.
    pub(super) fn set(values: Values) -> Self {
        Self { absent: false, values, settled: false, open: true, proved: true }
    }

    /// The same, set by something else than an answer.
    pub(super) fn settled(self) -> Self {
        let present = self.is_possible();
        Self { settled: present, open: false, ..self }
    }

    /// The same, or unset.
    pub(super) fn or_unset(self) -> Self {
        Self { absent: true, ..self }
    }

    /// Whether it may be set.
    pub(super) fn is_possible(&self) -> bool {
        self.values != Values::Nothing
    }

    /// What holds of both.
    pub(super) fn join(&self, other: &Self) -> Self {
        Self {
            absent: self.absent || other.absent,
            values: self.values.join(&other.values),
            settled: self.settled || other.settled,
            open: self.open || other.open,
            proved: self.proved && other.proved,
        }
    }

    /// Whether everything that `other` allows is allowed.
    pub(super) fn covers(&self, other: &Self) -> bool {
        (self.absent || !other.absent)
            && (self.settled || !other.settled)
            && (self.open || !other.open)
            && (!self.proved || other.proved)
            && self.values.covers(&other.values)
    }

    /// Only what is set.
    pub(super) fn only_set(&self) -> Option<Self> {
        self.is_possible().then(|| Self { absent: false, proved: true, ..self.clone() })
    }

    /// Only what is set and among `values`.
    pub(super) fn among(&self, values: &Values) -> Option<Self> {
        let values = self.values.meet(values);
        (values != Values::Nothing).then(|| Self { absent: false, proved: true, values, ..self.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::{Scale, number, value};
    use crate::value::{Instant, Millis, Money, Value};

    #[test]
    fn a_value_and_its_number_are_one_to_one() {
        let cases = [
            (Scale::Money, Value::Money(Money(-1999))),
            (Scale::Date, Value::Date(jiff::civil::date(2026, 11, 11))),
            (Scale::Date, Value::Date(jiff::civil::date(1912, 2, 29))),
            (Scale::Time, Value::Time(jiff::civil::time(9, 30, 0, 0))),
            (Scale::DateTime, Value::DateTime(Instant(1_770_000_000_123))),
            (Scale::Duration, Value::Duration(Millis(-5))),
        ];
        for (scale, v) in cases {
            assert_eq!(number(scale, &v).and_then(|n| value(scale, n)), Some(v));
        }
    }
}
