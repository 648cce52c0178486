//! Values of a type, and words for them, by chance.

use crate::reference::Random;
use huashu_dsl::program::{Program, TypeKind};
use huashu_dsl::value::{Field, Instant, MediaKind, Member, Millis, Money, Type, Value};

/// A phone number, an address and an e-mail that no sentence of the bot may show in full.
pub(super) const PRIVATE: [&str; 3] = ["13987654321", "zhenmei@example.cn", "翠柏里一百零八弄九号"];

/// A record with these fields; an optional one is left out now and then.
pub(super) fn record(program: &Program, fields: &[Field], random: &mut Random) -> Vec<Option<Value>> {
    fields.iter().map(|field| maybe(program, &field.ty, random)).collect()
}

fn maybe(program: &Program, ty: &Type, random: &mut Random) -> Option<Value> {
    let left_out = matches!(ty, Type::Optional(_)) && random.percent(40);
    (!left_out).then(|| value(program, ty, random))
}

fn value(program: &Program, ty: &Type, random: &mut Random) -> Value {
    let small = i64::try_from(random.below(5)).expect("it is small");
    match ty {
        Type::Optional(inner) => value(program, inner, random),
        Type::Text => Value::Text(format!("甲{small}")),
        Type::Number | Type::Integer => Value::Number(small.into()),
        Type::Money => Value::Money(Money(small * 4_900)),
        Type::Date => {
            Value::Date(jiff::civil::date(2026, 11, 18 + i8::try_from(small).expect("it is small")))
        }
        Type::Time => Value::Time(jiff::civil::time(9, 30, 0, 0)),
        Type::DateTime => Value::DateTime(Instant(super::walk::MORNING.0 - small * 86_400_000)),
        Type::Duration => Value::Duration(Millis(small * 3_600_000)),
        Type::Bool => Value::Bool(random.percent(50)),
        Type::Phone => Value::Text(PRIVATE[0].to_owned()),
        Type::Email => Value::Text(PRIVATE[1].to_owned()),
        Type::TaxId => Value::Text("91350100M000100Y43".to_owned()),
        Type::Media(kind) => Value::Media(*kind, "https://example.cn/a.jpg".to_owned()),
        Type::List(item) => {
            let count = random.below(4);
            Value::List((0..count).map(|_| value(program, item, random)).collect())
        }
        Type::Record(fields) => Value::Record(record(program, fields, random)),
        Type::Named(id) => {
            let named = &program.types[id.index()];
            match &named.kind {
                TypeKind::Enum(members) => {
                    let index = u16::try_from(random.below(members.len())).expect("a member's number");
                    Value::Member(Member { ty: *id, index })
                }
                TypeKind::Record(_) if named.name == "地址" => address(program, ty),
                TypeKind::Record(fields) => Value::Record(record(program, fields, random)),
                TypeKind::Pattern(_) => Value::Text(named.examples.first().cloned().unwrap_or_default()),
                TypeKind::Measure(_) => Value::Number((160 + small).into()),
            }
        }
    }
}

/// An address whose door must not be seen.
fn address(program: &Program, ty: &Type) -> Value {
    let Type::Named(id) = ty else { panic!("an address is a named type") };
    let TypeKind::Record(fields) = &program.types[id.index()].kind else { panic!("an address is a record") };
    let part = |field: &Field| match field.name.as_str() {
        "省" => Some("浙江省"),
        "市" => Some("宁波市"),
        "区" => Some("江北区"),
        "门牌" | "全文" => Some(PRIVATE[2]),
        _ => None,
    };
    Value::Record(fields.iter().map(|f| part(f).map(|text| Value::Text(text.to_owned()))).collect())
}

/// What a customer may write for a value of a type.
pub(super) fn words(program: &Program, ty: &Type, random: &mut Random) -> String {
    match ty.required() {
        Type::Phone => PRIVATE[0].to_owned(),
        Type::Email => PRIVATE[1].to_owned(),
        Type::Bool => (*random.of(&["好的", "不要", "可以", "不是", "对"])).to_owned(),
        Type::Number | Type::Integer => (1 + random.below(4)).to_string(),
        Type::Money => "99元".to_owned(),
        Type::Date | Type::DateTime => (*random.of(&["明天", "11月25日", "2026-12-01"])).to_owned(),
        Type::List(item) => words(program, item, random),
        Type::Media(MediaKind::Image) => "照片发不了".to_owned(),
        Type::Named(id) => {
            let named = &program.types[id.index()];
            match &named.kind {
                TypeKind::Enum(members) => random.of(members).name.clone(),
                TypeKind::Record(_) => format!("浙江省宁波市江北区{}", PRIVATE[2]),
                TypeKind::Pattern(_) | TypeKind::Measure(_) if named.examples.is_empty() => "165".to_owned(),
                TypeKind::Pattern(_) | TypeKind::Measure(_) => random.of(&named.examples).clone(),
            }
        }
        _ => (*random.of(&["随便写写", "没有", "就是不太合适"])).to_owned(),
    }
}
