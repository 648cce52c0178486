//! Values for a conversation: one that fits what is known, as a customer says it and as a setup writes it.

use super::super::known::{self, Kind, Known, Scale, Values};
use crate::program::{EnumMember, Program, TypeDef, TypeKind};
use crate::value::{Instant, MediaKind, Millis, Money, Type, Value};
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

/// The moment at which a conversation begins: noon of the first day of 2026, where nothing else is said.
pub(super) fn noon(zone: &TimeZone) -> Instant {
    let noon = jiff::civil::date(2026, 1, 1).at(12, 0, 0, 0).to_zoned(zone.clone());
    Instant(noon.map_or(0, |z| z.timestamp().as_millisecond()))
}

/// A value of a type that is among those known, other than `but`.
pub(super) fn pick(
    program: &Program,
    ty: &Type,
    known: &Known,
    but: Option<&Value>,
    zone: &TimeZone,
) -> Option<Value> {
    let kind = Kind::of(program, ty);
    let values = match but {
        Some(but) => match Values::of(crate::ast::CompareOp::IsNot, but, kind, zone) {
            Some(others) => known.values.meet(&others),
            None => known.values.clone(),
        },
        None => known.values.clone(),
    };
    match (kind, &values) {
        (_, Values::Nothing) => None,
        (Kind::Members(ty, _), Values::Members(bits)) => {
            let index = u16::try_from(bits.trailing_zeros()).ok()?;
            Some(match ty {
                Some(ty) => Value::Member(crate::value::Member { ty, index }),
                None => Value::Bool(*bits & 2 != 0),
            })
        }
        (Kind::Ordered(scale), Values::Ranges(ranges)) => {
            let usual = known::number(scale, &sample(program, ty, zone)?)?;
            let usual = if but.is_some() { usual + step(scale) } else { usual };
            known::value(scale, ranges.pick(usual)?)
        }
        (Kind::Texts, Values::OneOf(texts)) => texts.first().map(|t| Value::Text(t.clone())),
        (Kind::Texts, Values::NoneOf(not)) => {
            let examples = examples(program, ty);
            examples.into_iter().find(|t| !not.contains(t)).map(Value::Text)
        }
        _ => sample(program, ty, zone),
    }
}

/// A usual distance between two values.
fn step(scale: Scale) -> Decimal {
    Decimal::from(match scale {
        Scale::Number | Scale::Integer => 1_i64,
        Scale::Money => 100,
        Scale::Date => 1,
        Scale::Time | Scale::DateTime | Scale::Duration => 3_600_000,
    })
}

/// Texts of a type: its 例, or what such a text looks like.
fn examples(program: &Program, ty: &Type) -> Vec<String> {
    let fixed: &[&str] = match ty.required() {
        Type::Text => &["东西", "别的"],
        Type::Phone => &["13812341111", "13912342222"],
        Type::Email => &["lin@example.com", "wang@example.com"],
        Type::TaxId => &["91350211M000100Y43"],
        Type::Named(id) => {
            return program.types.get(id.index()).map(|t| t.examples.clone()).unwrap_or_default();
        }
        _ => &[],
    };
    fixed.iter().map(|t| (*t).to_owned()).collect()
}

/// A usual value of a type; records have what they cannot do without.
pub(super) fn sample(program: &Program, ty: &Type, zone: &TimeZone) -> Option<Value> {
    Some(match ty.required() {
        Type::Text | Type::Phone | Type::Email | Type::TaxId => {
            Value::Text(examples(program, ty).into_iter().next()?)
        }
        Type::Number | Type::Integer => Value::Number(Decimal::TWO),
        Type::Money => Value::Money(Money(9_900)),
        Type::Date => Value::Date(jiff::civil::date(2026, 1, 2)),
        Type::Time => Value::Time(jiff::civil::time(15, 0, 0, 0)),
        Type::DateTime => Value::DateTime(Instant(noon(zone).0)),
        Type::Duration => Value::Duration(Millis(3_600_000)),
        Type::Bool => Value::Bool(true),
        Type::Media(kind) => Value::Media(*kind, media(*kind).to_owned()),
        Type::List(_) => Value::List(Vec::new()),
        Type::Record(fields) => record(program, fields, zone)?,
        Type::Named(id) => {
            let def = program.types.get(id.index())?;
            match &def.kind {
                TypeKind::Enum(_) => Value::Member(crate::value::Member { ty: *id, index: 0 }),
                TypeKind::Record(fields) => record(program, fields, zone)?,
                TypeKind::Pattern(_) => Value::Text(def.examples.first()?.clone()),
                TypeKind::Measure(_) => Value::Number(measured(def)),
            }
        }
        Type::Optional(_) => return None,
    })
}

fn record(program: &Program, fields: &[crate::value::Field], zone: &TimeZone) -> Option<Value> {
    let field = |f: &crate::value::Field| match (&f.default, &f.ty) {
        (Some(default), _) => Some(Some(default.clone())),
        (None, Type::Optional(_)) => Some(None),
        (None, ty) => sample(program, ty, zone).map(Some),
    };
    fields.iter().map(field).collect::<Option<_>>().map(Value::Record)
}

fn measured(def: &TypeDef) -> Decimal {
    def.examples.iter().find_map(|e| e.parse().ok()).unwrap_or(Decimal::ONE_HUNDRED)
}

fn media(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "1.jpg",
        MediaKind::Voice => "1.mp3",
        MediaKind::Video => "1.mp4",
        MediaKind::File => "1.pdf",
    }
}

/// The members of an enum type.
pub(super) fn members<'p>(program: &'p Program, ty: &Type) -> Option<&'p [EnumMember]> {
    match ty.required() {
        Type::Named(id) => match &program.types.get(id.index())?.kind {
            TypeKind::Enum(members) => Some(members),
            _ => None,
        },
        _ => None,
    }
}

fn member(program: &Program, value: &crate::value::Member) -> Option<String> {
    members(program, &Type::Named(value.ty))?.get(usize::from(value.index)).map(|m| m.name.clone())
}

/// A value as a customer says it.
pub(super) fn said(program: &Program, ty: &Type, value: &Value, zone: &TimeZone) -> Option<String> {
    Some(match (value, ty.required()) {
        (Value::Bool(true), _) => "是".to_owned(),
        (Value::Bool(false), _) => "不是".to_owned(),
        (Value::Member(m), _) => member(program, m)?,
        (Value::Number(n), Type::Named(id)) => match &program.types.get(id.index())?.kind {
            TypeKind::Measure(unit) => format!("{}{}", n.normalize(), unit_word(*unit)),
            _ => n.normalize().to_string(),
        },
        (Value::Money(m), _) => format!("{}元", Decimal::new(m.0, 2).normalize()),
        (Value::Date(d), _) => d.strftime("%Y-%m-%d").to_string(),
        (Value::Time(t), _) => t.strftime("%H:%M").to_string(),
        (Value::DateTime(at), _) => moment(*at, zone)?,
        (Value::Duration(d), _) => length(*d).replace(' ', ""),
        (Value::Media(kind, address), _) => format!("[{} {address}]", media_word(*kind)),
        (Value::Text(text), _) => text.clone(),
        (Value::Number(n), _) => n.normalize().to_string(),
        (Value::Record(fields), Type::Named(crate::program::TypeId::ADDRESS)) => match fields.last()? {
            Some(Value::Text(full)) => full.clone(),
            _ => "浙江省杭州市西湖区文三路12号2幢301".to_owned(),
        },
        _ => return None,
    })
}

/// A value as a setup writes it.
pub(super) fn written(program: &Program, ty: &Type, value: &Value, zone: &TimeZone) -> Option<String> {
    Some(match (value, ty.required()) {
        (Value::Text(text), _) => format!("\"{text}\""),
        (Value::Media(_, address), _) => format!("\"{address}\""),
        (Value::Bool(is), _) => if *is { "是" } else { "否" }.to_owned(),
        (Value::Money(m), _) => format!("{} 元", Decimal::new(m.0, 2).normalize()),
        (Value::Duration(d), _) => length(*d),
        (Value::Number(n), Type::Named(id)) => match &program.types.get(id.index())?.kind {
            TypeKind::Measure(unit) => format!("{} {}", n.normalize(), unit_word(*unit)),
            _ => n.normalize().to_string(),
        },
        (Value::List(items), Type::List(item)) => {
            let items: Option<Vec<String>> = items.iter().map(|v| written(program, item, v, zone)).collect();
            format!("[{}]", items?.join(", "))
        }
        (Value::Record(values), ty) => {
            let fields = crate::check::types::fields(program, ty)?;
            let pair = |(f, v): (&crate::value::Field, &Option<Value>)| {
                v.as_ref().map(|v| Some(format!("{}: {}", f.name, written(program, &f.ty, v, zone)?)))
            };
            let pairs: Option<Vec<String>> = fields.iter().zip(values).filter_map(pair).collect();
            format!("{{{}}}", pairs?.join(", "))
        }
        _ => said(program, ty, value, zone)?,
    })
}

fn unit_word(unit: crate::ast::Unit) -> &'static str {
    match unit {
        crate::ast::Unit::Centimetre => crate::keywords::zh("u_cm"),
        crate::ast::Unit::Kilogram => crate::keywords::zh("u_kg"),
    }
}

fn media_word(kind: MediaKind) -> &'static str {
    crate::keywords::zh(match kind {
        MediaKind::Image => "ty_image",
        MediaKind::Voice => "ty_voice",
        MediaKind::Video => "ty_video",
        MediaKind::File => "ty_file",
    })
}

/// A point in time by the shop's clock.
pub(super) fn moment(at: Instant, zone: &TimeZone) -> Option<String> {
    let civil = zone.to_datetime(jiff::Timestamp::from_millisecond(at.0).ok()?);
    Some(civil.strftime("%Y-%m-%d %H:%M").to_string())
}

/// A length of time in the largest unit of which it is whole.
pub(super) fn length(time: Millis) -> String {
    const UNITS: [(i64, &str); 4] =
        [(86_400_000, "天"), (3_600_000, "小时"), (60_000, "分钟"), (1_000, "秒")];
    let whole = UNITS.iter().find(|(unit, _)| time.0 % unit == 0).unwrap_or(&(1_000, "秒"));
    format!("{} {}", time.0 / whole.0, whole.1)
}
