//! `{名: 值, …}` after a setup or an event: the values of the fields it names.

use crate::ast::Raw;
use crate::language;
use crate::problem::{SETUP, problem};
use huashu_dsl::ast::{Expr, ExprKind};
use huashu_dsl::program::Program;
use huashu_dsl::value::{Type, Value};
use huashu_dsl::{Diagnostic, Message, Name};

/// The fields of `raw` with their expressions; anything but a record is reported.
pub(crate) fn fields(raw: &Raw) -> Result<Vec<(Name, Expr)>, Vec<Diagnostic>> {
    let expr = language::expr(raw)?;
    match expr.kind {
        ExprKind::Record(fields) => Ok(fields),
        _ => Err(vec![
            problem(SETUP, expr.span, "这里要写 {名字: 值, …}", "a record is needed here")
                .help(Message::new("用大括号把字段括起来", "put the fields in braces")),
        ]),
    }
}

/// Puts each field of `raw` where `place` says its name belongs, as a value of the type found there.
///
/// `place` gives the type of a name, or nothing where nobody declared it; `known` are the names it may have.
pub(crate) fn fill(
    program: &Program,
    raw: &Raw,
    known: &[&str],
    place: impl Fn(&str) -> Option<(usize, Type)>,
    mut put: impl FnMut(usize, Value),
) -> Result<(), Vec<Diagnostic>> {
    let mut problems = Vec::new();
    for (name, expr) in fields(raw)? {
        let Some((index, ty)) = place(&name.node) else {
            problems.push(unknown(&name, known));
            continue;
        };
        match language::literal(program, &expr, ty.required()) {
            Ok(value) => put(index, value),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn unknown(name: &Name, known: &[&str]) -> Diagnostic {
    let zh = format!("没有“{}”这一项", name.node);
    let en = format!("there is no `{}` here", name.node);
    problem(SETUP, name.span, zh, en)
        .help(Message::new(format!("可以写：{}", known.join(" ")), format!("known: `{}`", known.join(" "))))
}
