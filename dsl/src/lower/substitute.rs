//! Puts the arguments of a 话术 in the place of its parameters.

use crate::program::{Channelled, Expr, Hole, Line, Part, Place, Root, Template, Text};
use crate::value::Value;
use rust_decimal::Decimal;

/// The text of a snippet with `Root::Param(n)` replaced by the n-th argument.
pub(crate) fn with_args(text: &Text, args: &[Option<Expr>]) -> Text {
    let template = |t: &Template| template_with(t, args);
    Text {
        variants: text.variants.iter().map(template).collect(),
        lines: text.lines.iter().map(|l| line_with(l, args)).collect(),
        special: text
            .special
            .iter()
            .map(|s| Channelled {
                channels: s.channels.clone(),
                language: s.language.clone(),
                template: template(&s.template),
            })
            .collect(),
        span: text.span,
    }
}

fn line_with(line: &Line, args: &[Option<Expr>]) -> Line {
    Line {
        each: line.each.as_ref().map(|e| expr_with(e, args)),
        template: template_with(&line.template, args),
        condition: line.condition.as_ref().map(|e| expr_with(e, args)),
        max: line.max,
    }
}

fn template_with(template: &Template, args: &[Option<Expr>]) -> Template {
    let part = |part: &Part| match part {
        Part::Text(text) => Part::Text(text.clone()),
        Part::Hole(hole) => Part::Hole(Hole { value: expr_with(&hole.value, args), ..hole.clone() }),
    };
    Template { parts: template.parts.iter().map(part).collect() }
}

/// `expr` with its parameters replaced.
pub(crate) fn expr_with(expr: &Expr, args: &[Option<Expr>]) -> Expr {
    let one = |e: &Expr| Box::new(expr_with(e, args));
    let all = |es: &[Expr]| es.iter().map(|e| expr_with(e, args)).collect();
    match expr {
        Expr::Read(place) => match place.root {
            Root::Param(n) => argument(n, &place.fields, args).unwrap_or_else(nothing),
            _ => expr.clone(),
        },
        Expr::Has(place) => match place.root {
            Root::Param(n) => argument(n, &place.fields, args).map_or(Expr::Const(Value::Bool(false)), given),
            _ => expr.clone(),
        },
        Expr::Const(_) => expr.clone(),
        Expr::Not(e) => Expr::Not(one(e)),
        Expr::And(es) => Expr::And(all(es)),
        Expr::Or(es) => Expr::Or(all(es)),
        Expr::List(es) => Expr::List(all(es)),
        Expr::Compare(op, a, b) => Expr::Compare(*op, one(a), one(b)),
        Expr::In(a, b) => Expr::In(one(a), one(b)),
        Expr::TextContains(a, b) => Expr::TextContains(one(a), one(b)),
        Expr::Arith(op, a, b) => Expr::Arith(*op, one(a), one(b)),
        Expr::Text(template) => Expr::Text(template_with(template, args)),
        Expr::Count(e) => Expr::Count(one(e)),
        Expr::Fold(f, a, b) => Expr::Fold(*f, one(a), one(b)),
        Expr::Filter(a, b) => Expr::Filter(one(a), one(b)),
        Expr::Nth(a, b) => Expr::Nth(one(a), one(b)),
        Expr::Reshape(e, map) => Expr::Reshape(one(e), map.clone()),
        Expr::ReshapeEach(e, map) => Expr::ReshapeEach(one(e), map.clone()),
        Expr::Given(e) => Expr::Given(one(e)),
        Expr::Field(e, path) => Expr::Field(one(e), path.clone()),
    }
}

/// The n-th argument, with `fields` of it followed.
fn argument(n: u16, fields: &[u16], args: &[Option<Expr>]) -> Option<Expr> {
    let argument = args.get(usize::from(n))?.as_ref()?;
    Some(match argument {
        Expr::Read(base) => {
            Expr::Read(Place { root: base.root, fields: base.fields.iter().chain(fields).copied().collect() })
        }
        _ if fields.is_empty() => argument.clone(),
        _ => Expr::Field(Box::new(argument.clone()), fields.to_vec()),
    })
}

/// 有 of an argument.
fn given(argument: Expr) -> Expr {
    match argument {
        Expr::Read(place) => Expr::Has(place),
        Expr::Const(Value::List(items)) => Expr::Const(Value::Bool(!items.is_empty())),
        Expr::List(items) => Expr::Const(Value::Bool(!items.is_empty())),
        Expr::Const(_) => Expr::Const(Value::Bool(true)),
        other => Expr::Given(Box::new(other)),
    }
}

/// What an argument that is left out gives, which is no value: no item of an empty list.
fn nothing() -> Expr {
    let (none, first) = (Value::List(Vec::new()), Value::Number(Decimal::ONE));
    Expr::Nth(Box::new(Expr::Const(none)), Box::new(Expr::Const(first)))
}
