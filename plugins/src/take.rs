//! Results on their way out of a script: rhai values checked against the types that the signature promises.

use huashu_dsl::program::{Program, TypeDef, TypeId, TypeKind};
use huashu_dsl::value::{Field, Instant, Member, Millis, Money, Type, Value};
use rhai::{Array, Dynamic, INT, ImmutableString, Map};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// A record with these fields out of JSON text, in the representation that scripts use: amounts in 分, times as RFC 3339, enum members by
/// name. A missing field takes its default; fields that nobody declared are ignored.
///
/// # Errors
/// A sentence that names the field which is missing or has another type.
pub fn record_from_json(program: &Program, fields: &[Field], json: &str) -> Result<Value, String> {
    let value = crate::json::parse(json).map_err(|why| format!("不是 JSON：{why}"))?;
    take_record(program, fields, &value)
}

/// A record out of a map.
pub(crate) fn take_record(program: &Program, fields: &[Field], value: &Dynamic) -> Result<Value, String> {
    if fields.is_empty() {
        return Ok(Value::Record(Vec::new()));
    }
    let Some(map) = value.read_lock::<Map>() else {
        let names: Vec<&str> = fields.iter().map(|f| f.name.as_str()).collect();
        return Err(format!("应为 #{{{}}}，却是{}", names.join(", "), kind(value)));
    };
    fields
        .iter()
        .map(|field| take_field(program, field, map.get(field.name.as_str())))
        .collect::<Result<_, _>>()
        .map(Value::Record)
}

fn take_field(program: &Program, field: &Field, value: Option<&Dynamic>) -> Result<Option<Value>, String> {
    match value.filter(|v| !v.is_unit()) {
        Some(value) => {
            take(program, &field.ty, value).map(Some).map_err(|why| format!("“{}”{why}", field.name))
        }
        None if field.default.is_some() => Ok(field.default.clone()),
        None => match &field.ty {
            Type::Optional(_) => Ok(None),
            Type::List(_) => Ok(Some(Value::List(Vec::new()))),
            _ => Err(format!("缺少“{}”", field.name)),
        },
    }
}

/// A value of type `ty`; the sentence of an error goes on from the name of what is wrong.
fn take(program: &Program, ty: &Type, value: &Dynamic) -> Result<Value, String> {
    let found = match ty {
        Type::Optional(inner) => return take(program, inner, value),
        Type::Text | Type::Phone | Type::Email | Type::TaxId => text(value).map(Value::Text),
        Type::Number => number(value).map(Value::Number),
        Type::Integer => whole(value).map(|n| Value::Number(n.into())),
        Type::Money => whole(value).map(|n| Value::Money(Money(n))),
        Type::Date => text(value).and_then(|t| t.parse().ok()).map(Value::Date),
        Type::Time => text(value).and_then(|t| t.parse().ok()).map(Value::Time),
        Type::DateTime => text(value)
            .and_then(|t| t.parse::<jiff::Timestamp>().ok())
            .map(|t| Value::DateTime(Instant(t.as_millisecond()))),
        Type::Duration => {
            whole(value).and_then(|s| s.checked_mul(1_000)).map(|ms| Value::Duration(Millis(ms)))
        }
        Type::Bool => value.as_bool().ok().map(Value::Bool),
        Type::Media(kind) => text(value).map(|t| Value::Media(*kind, t)),
        Type::List(item) => return take_list(program, item, value),
        Type::Record(fields) => return nested(take_record(program, fields, value)),
        Type::Named(id) => return take_named(program, *id, value),
    };
    found.ok_or_else(|| misfit(wanted(ty), value))
}

fn take_named(program: &Program, id: TypeId, value: &Dynamic) -> Result<Value, String> {
    let Some(TypeDef { name, kind, .. }) = program.types.get(id.index()) else {
        return Err("的类型不存在".to_owned());
    };
    match kind {
        TypeKind::Record(fields) => nested(take_record(program, fields, value)),
        TypeKind::Pattern(_) => text(value).map(Value::Text).ok_or_else(|| misfit("文本", value)),
        TypeKind::Measure(_) => number(value).map(Value::Number).ok_or_else(|| misfit("数字", value)),
        TypeKind::Enum(members) => {
            let index = text(value).and_then(|t| members.iter().position(|m| m.name == t));
            let names: Vec<&str> = members.iter().map(|m| m.name.as_str()).collect();
            index
                .and_then(|i| u16::try_from(i).ok())
                .map(|index| Value::Member(Member { ty: id, index }))
                .ok_or_else(|| misfit(&format!("{name}（{}）", names.join("、")), value))
        }
    }
}

fn take_list(program: &Program, item: &Type, value: &Dynamic) -> Result<Value, String> {
    let Some(items) = value.read_lock::<Array>() else {
        return Err(misfit("列表", value));
    };
    let taken = items
        .iter()
        .enumerate()
        .map(|(i, v)| take(program, item, v).map_err(|why| format!("的第 {} 项{why}", i + 1)));
    taken.collect::<Result<_, _>>().map(Value::List)
}

/// Joins the sentence about a field of a record to the name of the record.
fn nested(record: Result<Value, String>) -> Result<Value, String> {
    record.map_err(|why| format!("里{why}"))
}

fn misfit(wanted: &str, value: &Dynamic) -> String {
    format!("应为{wanted}，却是{}", kind(value))
}

fn text(value: &Dynamic) -> Option<String> {
    value.read_lock::<ImmutableString>().map(|t| t.to_string())
}

fn number(value: &Dynamic) -> Option<Decimal> {
    value.as_int().map(Decimal::from).or_else(|_| value.as_decimal()).ok()
}

fn whole(value: &Dynamic) -> Option<INT> {
    number(value).filter(Decimal::is_integer).and_then(|n| n.to_i64())
}

/// What a type wants, in the words of an operator.
fn wanted(ty: &Type) -> &'static str {
    match ty {
        Type::Text | Type::Phone | Type::Email | Type::TaxId => "文本",
        Type::Number => "数字",
        Type::Integer => "整数",
        Type::Money => "钱（整数，单位是分）",
        Type::Date => "日期（如 \"2026-11-20\"）",
        Type::Time => "时刻（如 \"09:00\"）",
        Type::DateTime => "时间（如 \"2026-11-20T10:00:00+08:00\"）",
        Type::Duration => "时长（整数，单位是秒）",
        Type::Bool => "是否（true 或 false）",
        Type::Media(_) => "图片、语音、视频或文件的地址",
        Type::List(_) => "列表",
        Type::Record(_) | Type::Named(_) | Type::Optional(_) => "记录",
    }
}

/// What a value is, in the words of an operator.
pub(crate) fn kind(value: &Dynamic) -> String {
    if value.is_unit() {
        return "空（没有返回值）".to_owned();
    }
    if let Some(text) = value.read_lock::<ImmutableString>() {
        let short: String = text.chars().take(20).collect();
        return format!("文本“{short}”");
    }
    match () {
        () if value.is::<Array>() => "列表".to_owned(),
        () if value.is_map() => "记录".to_owned(),
        () if value.is::<bool>() => {
            if value.as_bool().unwrap_or(false) { "true" } else { "false" }.to_owned()
        }
        () if value.is::<INT>() || value.is_decimal() => format!("数字 {value}"),
        () => value.type_name().to_owned(),
    }
}
