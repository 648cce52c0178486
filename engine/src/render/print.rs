//! What values look like to people, in texts, traces and as literals of the language.

use crate::eval::{Scope, fields, zone_named};
use huashu_dsl::ast::Unit;
use huashu_dsl::program::{Program, TypeId, TypeKind};
use huashu_dsl::value::{Instant, MediaKind, Member, Millis, Money, Type, Value};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use rust_decimal::{Decimal, RoundingStrategy};

/// A value as traces, logs and `/slots` show it: `165厘米`, `质量问题`, `199元`, `[针织衫、牛仔裤]`, `[1 张]`.
///
/// Nothing is masked, nothing is quoted; a record shows by its name.
#[must_use]
pub fn value(program: &Program, value: &Value, ty: &Type) -> String {
    let shown = match value {
        Value::List(items) => list(program, items, item_type(ty), Style::Plain),
        one => single(program, one, Some(ty), Style::Plain),
    };
    super::clean::line(&shown)
}

/// A value as an argument in recorded calls: as the language writes it (`"T-0001"`, `199 元`, `7 天`), but lists of media and
/// of records only by their number: `[1 张]`, `[2 项]`.
#[must_use]
pub fn literal(program: &Program, value: &Value, ty: &Type) -> String {
    let shown = match value {
        Value::List(items) => list(program, items, item_type(ty), Style::Literal),
        one => single(program, one, Some(ty), Style::Literal),
    };
    super::clean::line(&shown)
}

/// Whether values are for reading, or for writing into a `.chat`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Literal,
}

/// A value in a text: items of a list joined with 、.
pub(super) fn joined(value: &Value, ty: Option<&Type>, scope: &Scope<'_>) -> String {
    match value {
        Value::List(items) => {
            let ty = ty.and_then(item_type);
            items.iter().map(|item| joined(item, ty, scope)).collect::<Vec<_>>().join("、")
        }
        one => single(scope.program, one, ty, Style::Plain),
    }
}

/// 元 amounts: `199元`, `18.5元`; at most two decimals and no zero at their end.
pub(super) fn money(amount: Money) -> String {
    yuan(Decimal::new(amount.0, 2))
}

/// The same for a plain number of 元, half a 分 rounded away from zero.
pub(super) fn yuan(amount: Decimal) -> String {
    format!("{}元", digits(amount))
}

/// `18:00`
pub(super) fn time(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// Whether a type is 地址, or a list of them.
pub(super) fn is_address(ty: &Type) -> bool {
    match ty.required() {
        Type::Named(id) => *id == TypeId::ADDRESS,
        Type::List(item) => is_address(item),
        _ => false,
    }
}

fn list(program: &Program, items: &[Value], ty: Option<&Type>, style: Style) -> String {
    let media = !items.is_empty() && items.iter().all(|item| matches!(item, Value::Media(..)));
    let records = items.iter().any(|item| matches!(item, Value::Record(_)));
    if media {
        return format!("[{} 张]", items.len());
    }
    if records && style == Style::Literal {
        return format!("[{} 项]", items.len());
    }
    let shown: Vec<_> = items.iter().map(|item| single(program, item, ty, style)).collect();
    match style {
        Style::Plain => format!("[{}]", shown.join("、")),
        Style::Literal => format!("[{}]", shown.join(", ")),
    }
}

fn single(program: &Program, value: &Value, ty: Option<&Type>, style: Style) -> String {
    let gap = if style == Style::Literal { " " } else { "" };
    match value {
        Value::Text(text) if style == Style::Literal => quoted(text),
        Value::Text(text) => text.clone(),
        Value::Number(number) => format!("{}{}", number.normalize(), unit(program, ty, gap)),
        Value::Money(amount) => format!("{}{gap}元", digits(Decimal::new(amount.0, 2))),
        Value::Date(day) => date(*day),
        Value::Time(at) => time(*at),
        Value::DateTime(at) => moment(program, *at),
        Value::Duration(length) => duration(*length, gap),
        Value::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
        Value::Member(member) => member_name(program, *member).unwrap_or_default().to_owned(),
        Value::Media(kind, address) if style == Style::Literal => format!("[{} {address}]", media(*kind)),
        Value::Media(kind, _) => format!("[{}]", media(*kind)),
        Value::List(items) => list(program, items, ty.and_then(item_type), style),
        Value::Record(values) => record(program, values, ty, style),
    }
}

/// In a text, a record goes by its name: the field called so, else its first text, else its first field. As a literal, all of it.
fn record(program: &Program, values: &[Option<Value>], ty: Option<&Type>, style: Style) -> String {
    let declared = ty.and_then(|ty| fields(program, ty)).unwrap_or_default();
    let field = |n: usize| Some((values.get(n)?.as_ref()?, declared.get(n)));
    let all = || (0..values.len()).filter_map(field);
    if style == Style::Literal {
        let pair = |(value, field): (&Value, Option<&huashu_dsl::value::Field>)| {
            let name = field.map(|field| format!("{}: ", field.name)).unwrap_or_default();
            format!("{name}{}", single(program, value, field.map(|field| &field.ty), style))
        };
        return format!("{{{}}}", all().map(pair).collect::<Vec<_>>().join(", "));
    }
    let named = all().find(|(_, field)| field.is_some_and(|field| is_name(&field.name)));
    let text = || all().find(|(value, _)| matches!(value, Value::Text(_)));
    match named.or_else(text).or_else(|| all().next()) {
        Some((value, field)) => single(program, value, field.map(|field| &field.ty), style),
        None => String::new(),
    }
}

/// 名称, 商品名, 标题, and in English `name`, `title`, `product_name`.
fn is_name(field: &str) -> bool {
    ["名", "名称", "标题", "name", "title"].iter().any(|end| field.ends_with(end))
}

fn item_type(ty: &Type) -> Option<&Type> {
    match ty.required() {
        Type::List(item) => Some(item),
        _ => None,
    }
}

fn member_name(program: &Program, member: Member) -> Option<&str> {
    match &program.types.get(member.ty.index())?.kind {
        TypeKind::Enum(members) => members.get(usize::from(member.index)).map(|member| member.name.as_str()),
        _ => None,
    }
}

fn unit(program: &Program, ty: Option<&Type>, gap: &str) -> String {
    let Some(Type::Named(id)) = ty.map(Type::required) else { return String::new() };
    match program.types.get(id.index()).map(|ty| &ty.kind) {
        Some(TypeKind::Measure(Unit::Centimetre)) => format!("{gap}厘米"),
        Some(TypeKind::Measure(Unit::Kilogram)) => format!("{gap}公斤"),
        _ => String::new(),
    }
}

fn media(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "图片",
        MediaKind::Voice => "语音",
        MediaKind::Video => "视频",
        MediaKind::File => "文件",
    }
}

fn digits(yuan: Decimal) -> String {
    yuan.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero).normalize().to_string()
}

fn date(day: Date) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
}

/// `2026-11-21 18:00` by the shop's clock.
fn moment(program: &Program, at: Instant) -> String {
    match Timestamp::from_millisecond(at.0) {
        Ok(timestamp) => {
            let at: DateTime = zone_named(&program.time_zone).to_datetime(timestamp);
            format!("{} {}", date(at.date()), time(at.time()))
        }
        Err(_) => String::new(),
    }
}

/// `7天`, `1天12小时`, `90分钟` as 1小时30分钟; parts that are zero are left out.
fn duration(length: Millis, gap: &str) -> String {
    const UNITS: [(i64, &str); 4] =
        [(86_400_000, "天"), (3_600_000, "小时"), (60_000, "分钟"), (1_000, "秒")];
    let mut rest = length.0.unsigned_abs();
    let mut shown = String::from(if length.0 < 0 { "-" } else { "" });
    let mut parts = Vec::new();
    for (unit, name) in UNITS {
        let unit = unit.unsigned_abs();
        let count = rest.checked_div(unit).unwrap_or_default();
        rest = rest.checked_rem(unit).unwrap_or_default();
        if count > 0 {
            parts.push(format!("{count}{gap}{name}"));
        }
    }
    shown.push_str(&if parts.is_empty() { format!("0{gap}秒") } else { parts.join(gap) });
    shown
}

/// In the quotes of the language, of a kind that does not stand in the text.
fn quoted(text: &str) -> String {
    if !text.contains('"') {
        format!("\"{text}\"")
    } else if text.contains('“') || text.contains('”') {
        format!("「{text}」")
    } else {
        format!("“{text}”")
    }
}
