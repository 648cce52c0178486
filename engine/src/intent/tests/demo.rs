//! Readings of the demo shop's customers: the table `tests-data/demo_readings.tsv`.

use super::shop::shop;
use crate::intent::Matcher;
use crate::reading::{Clause, Entity, Reading, Target};
use huashu_dsl::program::{Program, TypeKind};
use huashu_dsl::value::{Type, Value};

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
