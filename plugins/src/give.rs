//! Arguments on their way into a script: values of the language as values of rhai.

use crate::api::time::written;
use huashu_dsl::program::{Program, TypeKind};
use huashu_dsl::value::{Field, Type, Value};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rhai::{Array, Dynamic, Map};
use rust_decimal::prelude::ToPrimitive;

/// `value` of type `ty` as scripts see it; 无 is `()`.
pub(crate) fn give(program: &Program, zone: &TimeZone, ty: &Type, value: Option<&Value>) -> Dynamic {
    let Some(value) = value else {
        return Dynamic::UNIT;
    };
    match value {
        Value::Text(text) | Value::Media(_, text) => text.into(),
        Value::Number(number) if *ty.required() == Type::Integer => {
            number.to_i64().map_or_else(|| Dynamic::from_decimal(*number), Dynamic::from)
        }
        Value::Number(number) => Dynamic::from_decimal(*number),
        Value::Money(amount) => amount.0.into(),
        Value::Date(date) => date.to_string().into(),
        Value::Time(time) => time.strftime("%H:%M:%S").to_string().into(),
        Value::DateTime(at) => {
            Timestamp::from_millisecond(at.0).map_or(Dynamic::UNIT, |at| written(at, zone).into())
        }
        Value::Duration(length) => (length.0 / 1_000).into(),
        Value::Bool(yes) => (*yes).into(),
        Value::Member(member) => member_name(program, *member),
        Value::List(items) => {
            let item = match ty.required() {
                Type::List(item) => item,
                other => other,
            };
            items.iter().map(|value| give(program, zone, item, Some(value))).collect::<Array>().into()
        }
        Value::Record(values) => give_record(program, zone, fields(program, ty), values).into(),
    }
}

fn give_record(program: &Program, zone: &TimeZone, fields: &[Field], values: &[Option<Value>]) -> Map {
    let pair = |(field, value): (&Field, &Option<Value>)| {
        (field.name.as_str().into(), give(program, zone, &field.ty, value.as_ref()))
    };
    fields.iter().zip(values).map(pair).collect()
}

fn member_name(program: &Program, member: huashu_dsl::value::Member) -> Dynamic {
    match program.types.get(member.ty.index()).map(|t| &t.kind) {
        Some(TypeKind::Enum(members)) => {
            members.get(usize::from(member.index)).map_or(Dynamic::UNIT, |m| m.name.as_str().into())
        }
        _ => Dynamic::UNIT,
    }
}

/// The fields of a record type, named or not; none for another type.
fn fields<'a>(program: &'a Program, ty: &'a Type) -> &'a [Field] {
    match ty.required() {
        Type::Record(fields) => fields,
        Type::Named(id) => match program.types.get(id.index()).map(|t| &t.kind) {
            Some(TypeKind::Record(fields)) => fields,
            _ => &[],
        },
        _ => &[],
    }
}
