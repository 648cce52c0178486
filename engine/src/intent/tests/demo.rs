//! Readings of the demo shop's customers: the table `tests-data/demo_readings.tsv`.

use crate::intent::Matcher;
use crate::reading::{Clause, Entity, Reading, Target};
use huashu_dsl::program::{Program, TypeKind};
use huashu_dsl::value::{Type, Value};
use huashu_dsl::{Settings, Sources, compile};

/// The files of the shop.
const FILES: [(&str, &str); 14] = [
    ("价保.flow", include_str!("../../../../flows/价保.flow")),
    ("催发货.flow", include_str!("../../../../flows/催发货.flow")),
    ("共用.flow", include_str!("../../../../flows/共用.flow")),
    ("凑单.flow", include_str!("../../../../flows/凑单.flow")),
    ("双十一推送.flow", include_str!("../../../../flows/双十一推送.flow")),
    ("尺码推荐.flow", include_str!("../../../../flows/尺码推荐.flow")),
    ("开发票.flow", include_str!("../../../../flows/开发票.flow")),
    ("改地址.flow", include_str!("../../../../flows/改地址.flow")),
    ("满减档.csv", include_str!("../../../../flows/满减档.csv")),
    ("留言回电.flow", include_str!("../../../../flows/留言回电.flow")),
    ("议价.flow", include_str!("../../../../flows/议价.flow")),
    ("退货退款.flow", include_str!("../../../../flows/退货退款.flow")),
    ("部分退货.flow", include_str!("../../../../flows/部分退货.flow")),
    ("问答.csv", include_str!("../../../../flows/问答.csv")),
];

/// The demo shop, compiled.
pub(super) fn shop() -> Result<Program, String> {
    let mut sources = Sources::new();
    for (path, text) in FILES {
        sources.add(path, text);
    }
    let compiled = compile(&sources, &Settings::default());
    compiled.program.ok_or_else(|| format!("{:?}", compiled.diagnostics))
}

#[test]
fn customers_of_the_demo_shop_are_understood() -> Result<(), String> {
    let program = shop()?;
    let matcher = Matcher::new(&program);
    let table = include_str!("../../../tests-data/demo_readings.tsv");
    let mut wrong = Vec::new();
    let mut rows = 0;
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let (text, expected) = line.split_once('\t').ok_or(line)?;
        let known = text.strip_prefix('?');
        let reading = matcher.read(known.unwrap_or(text));
        let missing: Vec<&str> = expected.split(" + ").filter(|e| !holds(&program, &reading, e)).collect();
        rows += 1;
        if missing.is_empty() == known.is_some() {
            let clauses: Vec<String> = reading.clauses.iter().map(|c| said(&program, c)).collect();
            wrong.push(format!("{text}: {missing:?}\n    {}", clauses.join("\n    ")));
        }
    }
    assert!(rows >= 80);
    assert!(wrong.is_empty(), "{} of {rows}:\n{}", wrong.len(), wrong.join("\n"));
    Ok(())
}

/// Whether a reading is as the table expects.
fn holds(program: &Program, reading: &Reading, expected: &str) -> bool {
    let clauses: Vec<&Clause> = reading.clauses.iter().chain([&reading.whole]).collect();
    let best = |c: &&Clause| {
        let best = c.candidates.first().filter(|best| best.score >= reading.thresholds.accept);
        best.map(|best| target(program, best.target))
    };
    let (kind, rest) = expected.split_once(' ').unwrap_or((expected, ""));
    let value = |e: &&Entity| written(program, e) == rest;
    match kind {
        "意图" | "问答" => clauses.iter().any(|c| best(c).as_deref() == Some(expected)),
        "无" => clauses.iter().all(|c| best(c).is_none() && c.command.is_none()),
        "命令" => reading.whole.command.is_some_and(|c| {
            program
                .intents
                .get(c.intent().index())
                .is_some_and(|i| i.name.strip_prefix("内置.") == Some(rest))
        }),
        "值" => clauses.iter().flat_map(|c| &c.entities).any(|e| value(&e)),
        "答" => clauses.iter().flat_map(|c| &c.entities).any(|e| e.whole && value(&e)),
        "改" => clauses.iter().filter(|c| c.correction).flat_map(|c| &c.entities).any(|e| value(&e)),
        "跳过" => reading.whole.skip,
        "愤怒" => clauses.iter().any(|c| c.angry),
        _ => false,
    }
}

fn target(program: &Program, target: Target) -> String {
    match target {
        Target::Intent(id) => format!("意图 {}", program.intents.get(id.index()).map_or("", |i| &i.name)),
        Target::Faq(id) => format!("问答 {}", program.faqs.get(id.index()).map_or("", |f| &f.name)),
    }
}

/// `类型=值`; of an address its full text.
fn written(program: &Program, entity: &Entity) -> String {
    let definition = match &entity.ty {
        Type::Named(id) => program.types.get(id.index()),
        _ => None,
    };
    let ty = match &entity.ty {
        Type::Bool => "是否",
        Type::Phone => "手机号",
        Type::Email => "邮箱",
        Type::TaxId => "统一社会信用代码",
        _ => definition.map_or("", |d| d.name.as_str()),
    };
    let value = match (&entity.value, definition.map(|d| &d.kind)) {
        (Value::Member(m), Some(TypeKind::Enum(members))) => {
            members.get(usize::from(m.index)).map(|m| m.name.clone()).unwrap_or_default()
        }
        (Value::Record(fields), _) => match fields.last() {
            Some(Some(Value::Text(text))) => text.clone(),
            _ => String::new(),
        },
        (Value::Bool(yes), _) => if *yes { "是" } else { "否" }.to_owned(),
        (Value::Number(number), _) => number.to_string(),
        (Value::Text(text), _) => text.clone(),
        (other, _) => format!("{other:?}"),
    };
    format!("{ty}={value}")
}

/// A clause for people who read a failed test.
fn said(program: &Program, clause: &Clause) -> String {
    let candidates = clause.candidates.iter().map(|c| format!("{} {}", target(program, c.target), c.score.0));
    let entities =
        clause.entities.iter().map(|e| format!("{}{}", written(program, e), if e.whole { "!" } else { "" }));
    let (candidates, entities) = (candidates.collect::<Vec<_>>(), entities.collect::<Vec<_>>());
    format!("{} | {:?} | {} | {}", clause.core, clause.command, candidates.join(", "), entities.join(" "))
}
