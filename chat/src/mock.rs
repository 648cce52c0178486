//! `@模拟 P.f -> …`: what a plugin answers, and the line to paste where none is given.

use crate::ast::{Raw, Spelling};
use crate::problem::{MOCK, UNMOCKED, problem};
use crate::word::{is, word};
use crate::{language, world};
use huashu_dsl::program::{Function, FunctionId, Program, TypeKind};
use huashu_dsl::value::{Field, Instant, MediaKind, Money, Type, Value};
use huashu_dsl::{Diagnostic, Message, Name, Span};
use huashu_engine::{CallResult, render};

/// The function called `name` and what it is to answer.
pub(crate) fn read(
    program: &Program,
    name: &Name,
    answer: &Raw,
) -> Result<(FunctionId, CallResult), Vec<Diagnostic>> {
    let (id, function) = find(program, name)?;
    let text = answer.node.as_str();
    if is(text, "err_timeout") {
        return Ok((id, CallResult::TimedOut));
    }
    if is(text, "err_system") {
        return Ok((id, CallResult::Broke("@模拟".to_owned())));
    }
    if let Some(error) = function.errors.iter().position(|e| e == text).and_then(|i| u16::try_from(i).ok()) {
        return Ok((id, CallResult::Failed(error)));
    }
    if !text.starts_with(['{', '｛']) {
        return Err(vec![no_such_error(function, answer)]);
    }
    let expr = language::expr(answer)?;
    match language::literal(program, &expr, &Type::Record(function.returns.clone())) {
        Ok(value) => Ok((id, CallResult::Ok(value))),
        Err(found) => Err(found.into_iter().map(|found| misfit(program, function, found)).collect()),
    }
}

fn find<'p>(program: &'p Program, name: &Name) -> Result<(FunctionId, &'p Function), Vec<Diagnostic>> {
    let found = program.functions.iter().enumerate().find(|(_, f)| f.full_name() == name.node);
    let found = found.and_then(|(i, f)| Some((FunctionId(u16::try_from(i).ok()?), f)));
    found.ok_or_else(|| {
        let plugin = name.node.split('.').next().unwrap_or_default();
        let near: Vec<_> =
            program.functions.iter().filter(|f| f.plugin == plugin).map(Function::full_name).collect();
        let mut problem =
            world::unknown(name, "插件函数", "plugin function", near.iter().map(String::as_str));
        problem.code = MOCK;
        vec![problem]
    })
}

fn no_such_error(function: &Function, answer: &Raw) -> Diagnostic {
    let known = function.errors.join(" ");
    let zh = format!("{} 不会出“{}”这个错误", function.full_name(), answer.node);
    let en = format!("`{}` has no error `{}`", function.full_name(), answer.node);
    problem(MOCK, answer.span, zh, en).help(Message::new(
        format!("可以写 {{…}}、超时、系统错 {known}"),
        format!("write `{{…}}`, `timeout`, `system_error` or a declared error: `{known}`"),
    ))
}

fn misfit(program: &Program, function: &Function, found: Diagnostic) -> Diagnostic {
    let line = Message::new(
        line(program, function, Instant(0), Spelling::Chinese),
        line(program, function, Instant(0), Spelling::English),
    );
    let message = Message::new(
        format!("模拟的结果不合 {} 的签名：{}", function.full_name(), found.message.zh),
        format!("the mock does not fit the signature of `{}`: {}", function.full_name(), found.message.en),
    );
    Diagnostic { code: MOCK, message, ..found }
        .help(Message::new(format!("写成 {}", line.zh), format!("write `{}`", line.en)))
}

/// A call that no mock answers, with the line to paste.
pub(crate) fn unmocked(
    program: &Program,
    id: FunctionId,
    now: Instant,
    span: Span,
    spelling: Spelling,
) -> Diagnostic {
    let Some(function) = program.functions.get(id.index()) else {
        return problem(UNMOCKED, span, "调用了没有的插件函数", "a function that does not exist was called");
    };
    let name = function.full_name();
    let line = line(program, function, now, spelling);
    problem(
        UNMOCKED,
        span,
        format!("这里调用了 {name}，还没有模拟它"),
        format!("`{name}` is called here and has no mock"),
    )
    .help(Message::new(format!("加一行：{line}"), format!("add the line `{line}`")))
}

/// `@模拟 P.f -> {…}` with a value for every field that is never unset.
fn line(program: &Program, function: &Function, now: Instant, spelling: Spelling) -> String {
    let head = format!("@{} {} -> ", word("c_mock", spelling), function.full_name());
    head + &sample_record(program, &function.returns, now)
}

fn sample_record(program: &Program, fields: &[Field], now: Instant) -> String {
    let needed = fields.iter().filter(|f| f.default.is_none() && !matches!(f.ty, Type::Optional(_)));
    let pairs: Vec<_> = needed.map(|f| format!("{}: {}", f.name, sample(program, &f.ty, now))).collect();
    format!("{{{}}}", pairs.join(", "))
}

fn sample(program: &Program, ty: &Type, now: Instant) -> String {
    let value = match ty.required() {
        Type::Text => Value::Text("…".into()),
        Type::Phone => Value::Text("13800000000".into()),
        Type::Email => Value::Text("lin@example.com".into()),
        Type::TaxId => Value::Text("91350211M000100Y43".into()),
        Type::Number | Type::Integer => Value::Number(1.into()),
        Type::Money => Value::Money(Money(100)),
        Type::Date => Value::Date(jiff::civil::date(2026, 1, 1)),
        Type::Time => Value::Time(jiff::civil::time(10, 0, 0, 0)),
        Type::DateTime => Value::DateTime(now),
        Type::Duration => Value::Duration(huashu_dsl::value::Millis(3_600_000)),
        Type::Bool => Value::Bool(true),
        Type::Media(kind) => {
            Value::Media(*kind, if *kind == MediaKind::Image { "1.jpg" } else { "1" }.into())
        }
        Type::Named(id) => return sample_named(program, program.types.get(id.index()), now),
        Type::List(item) => return format!("[{}]", sample(program, item, now)),
        Type::Record(fields) => return sample_record(program, fields, now),
        Type::Optional(inner) => return sample(program, inner, now),
    };
    render::literal(program, &value, ty.required())
}

fn sample_named(program: &Program, def: Option<&huashu_dsl::program::TypeDef>, now: Instant) -> String {
    let example = |def: &huashu_dsl::program::TypeDef| def.examples.first().cloned();
    match def.map(|d| (d, &d.kind)) {
        Some((_, TypeKind::Enum(members))) => members.first().map(|m| m.name.clone()).unwrap_or_default(),
        Some((_, TypeKind::Record(fields))) => sample_record(program, fields, now),
        Some((def, TypeKind::Pattern(_))) => {
            format!("\"{}\"", example(def).unwrap_or_else(|| "…".to_owned()))
        }
        Some((def, TypeKind::Measure(_))) => {
            example(def).filter(|e| e.parse::<u32>().is_ok()).unwrap_or_else(|| "1".to_owned())
        }
        None => "{}".to_owned(),
    }
}
