//! Values: the table `tests-data/values.tsv`, read with the types below.

use super::*;
use crate::intent::tests::blank;
use huashu_dsl::ast::Unit;
use huashu_dsl::program::{EnumMember, TypeDef, TypeId, TypeKind};

/// The built-in types, then those of the table.
fn shop() -> Program {
    let members = |list: &[&[&str]]| {
        let member = |words: &&[&str]| EnumMember {
            name: words.first().map(ToString::to_string).unwrap_or_default(),
            synonyms: words.iter().skip(1).map(ToString::to_string).collect(),
        };
        TypeKind::Enum(list.iter().map(member).collect())
    };
    let types = [
        ("优先级", members(&[&["高"]])),
        ("渠道", members(&[&["微信"]])),
        ("地址", TypeKind::Record(Vec::new())),
        ("身高", TypeKind::Measure(Unit::Centimetre)),
        ("体重", TypeKind::Measure(Unit::Kilogram)),
        ("订单号", TypeKind::Pattern("[0-9]{15,19}".to_owned())),
        ("运单号", TypeKind::Pattern("^[A-Z]{2}[0-9]{10,13}$".to_owned())),
        (
            "原因",
            members(&[
                &["质量问题", "坏了", "开线"],
                &["尺码不合适", "大了", "不合身"],
                &["不喜欢", "不想要了"],
            ]),
        ),
        ("尺码", members(&[&["S"], &["M"], &["L"], &["XL"]])),
        ("颜色", members(&[&["红", "红色"], &["粉红", "粉红色"]])),
    ];
    let define = |(name, kind): (&str, TypeKind)| TypeDef {
        name: name.to_owned(),
        kind,
        no_match: None,
        examples: Vec::new(),
        span: huashu_dsl::Span::default(),
    };
    Program { types: types.into_iter().map(define).collect(), ..blank() }
}

#[test]
fn values_are_read_as_the_table_says() -> Result<(), &'static str> {
    let program = shop();
    let finder = Finder::new(&program);
    let mut wrong = Vec::new();
    let table = include_str!("../../../tests-data/values.tsv");
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let (text, expected) = line.split_once('\t').ok_or(line)?;
        let spotted = finder.find(&Folded::new(text));
        let mut found: Vec<String> = spotted.iter().filter_map(|s| written(&program, &s.entity)).collect();
        let mut expected: Vec<&str> = expected.split_whitespace().collect();
        found.sort();
        expected.sort_unstable();
        if found != expected {
            wrong.push(format!("{text}: {found:?} instead of {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// `类型=值!@名`; nothing for 整数, which is read wherever 数字 is.
fn written(program: &Program, entity: &Entity) -> Option<String> {
    let ty = match &entity.ty {
        Type::Named(id) => program.types.get(id.index())?.name.as_str(),
        Type::Integer => return None,
        Type::Number => "数字",
        Type::Money => "钱",
        Type::Date => "日期",
        Type::Time => "时刻",
        Type::DateTime => "时间",
        Type::Duration => "时长",
        Type::Bool => "是否",
        Type::Phone => "手机号",
        Type::Email => "邮箱",
        Type::TaxId => "统一社会信用代码",
        _ => "?",
    };
    let whole = if entity.whole { "!" } else { "" };
    let named = entity.named.as_ref().map(|name| format!("@{name}")).unwrap_or_default();
    Some(format!("{ty}={}{whole}{named}", value(program, &entity.value)))
}

fn value(program: &Program, value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Money(money) => money.0.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Time(time) => time.to_string(),
        Value::DateTime(at) => at.0.to_string(),
        Value::Duration(length) => length.0.to_string(),
        Value::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
        Value::Member(member) => match &program.types[member.ty.index()].kind {
            TypeKind::Enum(members) => members[usize::from(member.index)].name.clone(),
            _ => "?".to_owned(),
        },
        Value::Record(fields) => {
            let parts = fields
                .iter()
                .take(5)
                .map(|f| f.as_ref().map(|v| self::value(program, v)).unwrap_or_default());
            parts.collect::<Vec<_>>().join("|")
        }
        _ => "?".to_owned(),
    }
}

#[test]
fn priorities_are_never_said_by_customers() {
    let found = Finder::new(&shop()).find(&Folded::new("高"));
    assert!(found.iter().all(|s| s.entity.ty != Type::Named(TypeId::PRIORITY)));
}

#[test]
fn a_yes_or_a_no_is_read_and_taken_as_the_table_says() -> Result<(), &'static str> {
    let finder = Finder::new(&shop());
    let word = |yes: bool| if yes { "是" } else { "否" };
    let (mut wrong, mut rows) = (Vec::new(), 0);
    let table = include_str!("../../../tests-data/yes_no.tsv");
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let [text, read, explicit] = line.split('\t').collect::<Vec<_>>()[..] else { return Err(line) };
        let spotted = finder.find(&Folded::new(text));
        let found = spotted.iter().find_map(|s| match s.entity.value {
            Value::Bool(yes) => Some(format!("{}{}", word(yes), if s.entity.whole { "!" } else { "" })),
            _ => None,
        });
        let found = (found.unwrap_or("-".to_owned()), crate::intent::outright(text).map_or("-", word));
        rows += 1;
        if found != (read.to_owned(), explicit) {
            wrong.push(format!("{text}: {found:?} instead of {:?}", (read, explicit)));
        }
    }
    assert!(rows >= 40);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}
