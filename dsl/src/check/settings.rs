//! Literals that repeat a setting: change the one, and the other stays behind.

use super::{Checker, Kind};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::program::Setting;
use crate::source::Span;
use crate::value::{Instant, Millis, Money, Type, Value};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A bare number below this says too little to be called the same as another.
const TELLING: i64 = 10;

/// Warns of literals in flows that equal a setting of the same type.
///
/// Only where 店铺.X could stand instead. Nothing is said of zero, of 是 and 否, of bare numbers below ten and of texts: that those are
/// alike is mostly chance.
pub(crate) fn check(checker: &Checker<'_>, settings: &BTreeMap<String, Span>) {
    let literals: BTreeMap<Span, (Value, Type)> =
        checker.literals.borrow().iter().map(|(at, value, ty)| (*at, (value.clone(), ty.clone()))).collect();
    for (span, (value, ty)) in literals.iter().filter(|(_, (value, ty))| tells(value, ty)) {
        let same = |s: &&Setting| s.value == *value && alike(&s.ty, ty);
        let names: Vec<&str> =
            checker.program.settings.iter().filter(same).map(|s| s.name.as_str()).collect();
        if let Some(first) = names.first() {
            report(checker, settings.get(*first), *span, &names);
            // What should be named here is not also called unused.
            names.iter().for_each(|name| checker.uses(Kind::Setting, name));
        }
    }
}

fn report(checker: &Checker<'_>, declared: Option<&Span>, span: Span, names: &[&str]) {
    let name = names.first().copied().unwrap_or_default();
    let written = checker.slice(span).unwrap_or_default();
    let message = Message::new(
        format!("“{written}”和设定“{name}”一样；设定改了，这里不会跟着改。"),
        format!("\"{written}\" equals the setting \"{name}\"; if that changes, this does not."),
    );
    let root = checker.spelled("root_shop", span);
    let paths: Vec<String> = names.iter().map(|name| format!("{root}.{name}")).collect();
    let help =
        Message::new(format!("写成“{}”。", paths.join("”或“")), format!("Write `{}`.", paths.join("` or `")));
    let found = Diagnostic::new(Code("W0411"), span, message);
    let found = match declared {
        Some(at) => found.label(*at, Message::new("设定在这里", "the setting")),
        None => found,
    };
    checker.report(match paths.as_slice() {
        [only] => found.fix(help, span, only),
        _ => found.help(help),
    });
}

/// Whether a value is more than chance.
fn tells(value: &Value, ty: &Type) -> bool {
    match value {
        Value::Number(n) if matches!(ty, Type::Number | Type::Integer) => {
            n.is_integer() && n.abs() >= Decimal::from(TELLING) || !n.is_integer()
        }
        Value::Number(n) => !n.is_zero(),
        Value::Money(money) => *money != Money(0),
        Value::Duration(time) => *time != Millis(0),
        Value::Date(_) | Value::Time(_) | Value::DateTime(Instant(_)) => true,
        _ => false,
    }
}

/// A whole number may equal a setting of type 数字.
fn alike(setting: &Type, literal: &Type) -> bool {
    setting == literal || (*setting == Type::Number && *literal == Type::Integer)
}
