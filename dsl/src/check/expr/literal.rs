//! Literals: numbers, money, times, measures, lists, records, and text in quotes.

use super::{Typed, fold};
use crate::ast::{self, DurationUnit, Literal, Unit};
use crate::check::Checker;
use crate::check::scope::Scope;
use crate::check::types::{UNKNOWN, fields, is_unknown};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::program::{Expr, Part, Template, TypeId, TypeKind};
use crate::source::{Name, Span};
use crate::value::{Instant, MediaKind, Millis, Money, Type, Value};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

impl Checker<'_> {
    /// A literal.
    pub(crate) fn literal(&self, literal: &Literal, span: Span, want: Option<&Type>) -> Typed {
        match self.literal_value(literal, span, want) {
            Some(typed) => {
                if let Expr::Const(value) = &typed.expr {
                    self.literals.borrow_mut().push((span, value.clone(), typed.ty.clone()));
                }
                typed
            }
            None => {
                let why = malformed(literal);
                self.error("E0403", span, why.zh, why.en);
                Typed::unknown()
            }
        }
    }

    fn literal_value(&self, literal: &Literal, span: Span, want: Option<&Type>) -> Option<Typed> {
        Some(match literal {
            Literal::Number(digits) => {
                let ty = if digits.contains('.') { Type::Number } else { Type::Integer };
                Typed::constant(Value::Number(digits.parse().ok()?), ty)
            }
            Literal::Money(digits, currency) => self.money(digits, currency, span)?,
            Literal::Duration(digits, unit) => {
                Typed::constant(Value::Duration(duration(digits, *unit)?), Type::Duration)
            }
            Literal::Measure(digits, unit) => {
                let number = Value::Number(digits.parse().ok()?);
                Typed::constant(number, self.measure(*unit, want, span))
            }
            Literal::Percent(digits) => {
                let digits = digits.trim_end_matches('%');
                Typed::constant(
                    Value::Number(digits.parse::<Decimal>().ok()? / Decimal::ONE_HUNDRED),
                    Type::Number,
                )
            }
            Literal::Date(text) => Typed::constant(Value::Date(text.parse().ok()?), Type::Date),
            Literal::Time(text) => Typed::constant(Value::Time(text.parse().ok()?), Type::Time),
            Literal::DateTime(date, time) => {
                Typed::constant(Value::DateTime(self.instant(date, time)?), Type::DateTime)
            }
            Literal::Bool(yes) => Typed::constant(Value::Bool(*yes), Type::Bool),
            Literal::Image(address) => Typed::constant(
                Value::Media(MediaKind::Image, address.clone()),
                Type::Media(MediaKind::Image),
            ),
        })
    }

    fn money(&self, digits: &str, currency: &str, span: Span) -> Option<Typed> {
        if currency != "CNY" {
            let message = Message::new(
                "一家店只用一种货币，这里要用元。",
                "A shop has one currency; this one uses CNY.",
            );
            self.report(Diagnostic::new(Code("E0407"), span, message));
            return Some(Typed::new(Expr::Const(Value::Money(Money(0))), UNKNOWN));
        }
        let fen = digits.parse::<Decimal>().ok()?.checked_mul(Decimal::ONE_HUNDRED)?;
        let whole = fen.is_integer().then_some(fen)?;
        Some(Typed::constant(Value::Money(Money(whole.to_i64()?)), Type::Money))
    }

    /// The measure type that is wanted, or any with this unit.
    fn measure(&self, unit: Unit, want: Option<&Type>, span: Span) -> Type {
        let of_unit = |id: &TypeId| matches!(self.kind(*id), Some(TypeKind::Measure(u)) if *u == unit);
        if let Some(Type::Named(id)) = want.map(Type::required)
            && of_unit(id)
        {
            return Type::Named(*id);
        }
        if let Some(id) = self.names.types.values().find(|id| of_unit(id)) {
            return Type::Named(*id);
        }
        // A 单位 that could not be read, or was forgotten, has been reported; it may be this one.
        if !self.program.types.iter().any(crate::program::TypeDef::is_unfinished) {
            self.error("E0403", span, "没有类型用这个单位。", "No type has this unit.");
        }
        UNKNOWN
    }

    fn instant(&self, date: &str, time: &str) -> Option<Instant> {
        let date: jiff::civil::Date = date.parse().ok()?;
        let time: jiff::civil::Time = time.parse().ok()?;
        let zone = jiff::tz::TimeZone::get(&self.program.time_zone).ok()?;
        let zoned = date.to_datetime(time).to_zoned(zone).ok()?;
        Some(Instant(zoned.timestamp().as_millisecond()))
    }

    /// A text in quotes: a value of the wanted text type, or a text with holes.
    pub(crate) fn text_value(
        &self,
        scope: &Scope<'_>,
        template: &ast::Template,
        want: Option<&Type>,
    ) -> Typed {
        let filled = self.template(scope, template);
        let Some(text) = plain(&filled) else { return Typed::new(Expr::Text(filled), Type::Text) };
        let ty = match want.map(Type::required) {
            Some(ty) if self.is_text(ty) => {
                self.matches_pattern(ty, &text, template.span);
                ty.clone()
            }
            Some(ty) if self.members(ty).is_some() => {
                self.quoted_member(ty, &text, template.span);
                return Typed::unknown();
            }
            _ => Type::Text,
        };
        Typed::constant(Value::Text(text), ty)
    }

    fn quoted_member(&self, ty: &Type, text: &str, span: Span) {
        let shown = self.shown(ty);
        let message = Message::new(
            format!("这里要{}的一个选项，不加引号。", shown.zh),
            format!("A member of {} is asked for here, without quotes.", shown.en),
        );
        let help = Message::new(format!("写成 {text}。"), format!("Write `{text}`."));
        let quoted = Span { start: span.start.saturating_sub(1), end: span.end + 1, ..span };
        let found = Diagnostic::new(Code("E0403"), span, message);
        let known = self.members(ty).is_some_and(|(_, m)| m.iter().any(|m| m.name == text));
        self.report(if known { found.fix(help, quoted, text).sure() } else { found });
    }

    /// Whether the type has a 匹配 that the text does not fit.
    pub(crate) fn misses_pattern(&self, ty: &Type, text: &str) -> bool {
        let Type::Named(id) = ty.required() else { return false };
        let Some(TypeKind::Pattern(pattern)) = self.kind(*id) else { return false };
        let fits = super::super::intent::regex(&format!("^(?:{pattern})$")).map(|r| r.is_match(text));
        fits == Some(false)
    }

    fn matches_pattern(&self, ty: &Type, text: &str, span: Span) {
        if self.misses_pattern(ty, text) {
            let shown = self.shown(ty);
            self.error(
                "E0403",
                span,
                format!("“{text}”不是{}的写法。", shown.zh),
                format!("\"{text}\" does not match {}.", shown.en),
            );
        }
    }

    /// `[a, b]`
    pub(crate) fn list(&self, scope: &Scope<'_>, items: &[ast::Expr], want: Option<&Type>) -> Typed {
        let mut element = want.and_then(crate::check::place::element).cloned();
        let mut exprs = Vec::with_capacity(items.len());
        for item in items {
            let typed = self.expr(scope, item, element.as_ref());
            let ty = element.get_or_insert_with(|| typed.ty.clone()).clone();
            exprs.push(self.fitted(typed, &ty, item.span));
        }
        let ty = Type::List(Box::new(element.unwrap_or(UNKNOWN)));
        let expr = Expr::List(exprs);
        Typed::new(fold(&expr).map_or(expr, Expr::Const), ty)
    }

    /// `{f: v}`, in conversations only: a value of the wanted record type.
    pub(crate) fn record(
        &self,
        scope: &Scope<'_>,
        given: &[(Name, ast::Expr)],
        span: Span,
        want: Option<&Type>,
    ) -> Typed {
        let Some(want) = want.filter(|t| !is_unknown(t)) else {
            self.error("E0403", span, "这里不能写 {…}。", "A {…} cannot stand here.");
            return Typed::unknown();
        };
        let Some(wanted) = fields(self.program, want) else {
            let shown = self.shown(want);
            self.error(
                "E0403",
                span,
                format!("这里要{}。", shown.zh),
                format!("{} is asked for here.", shown.en),
            );
            return Typed::unknown();
        };
        let before = self.findings();
        for (name, _) in given.iter().filter(|(n, _)| !wanted.iter().any(|f| f.name == n.node)) {
            let message = Message::new(
                format!("没有“{}”这一栏。", name.node),
                format!("There is no field \"{}\".", name.node),
            );
            let found = Diagnostic::new(Code("E0401"), name.span, message);
            self.report(self.suggest(found, &name.node, wanted.iter().map(|f| f.name.as_str())));
        }
        let values: Vec<Option<Value>> =
            wanted.iter().map(|f| self.record_field(scope, f, given, span)).collect();
        if self.findings() > before {
            return Typed::unknown();
        }
        Typed::constant(Value::Record(values), want.required().clone())
    }

    fn record_field(
        &self,
        scope: &Scope<'_>,
        field: &crate::value::Field,
        given: &[(Name, ast::Expr)],
        span: Span,
    ) -> Option<Value> {
        if let Some((_, e)) = given.iter().find(|(n, _)| n.node == field.name) {
            let before = self.findings();
            let value = fold(&self.value(scope, e, &field.ty));
            if value.is_none() && self.findings() == before {
                self.error("E0403", e.span, "这里要写死一个值。", "A literal value is needed here.");
            }
            return value;
        }
        if field.default.is_some() {
            return field.default.clone();
        }
        match &field.ty {
            Type::List(_) => Some(Value::List(Vec::new())),
            Type::Optional(_) => None,
            _ => {
                let name = &field.name;
                self.error("E0501", span, format!("少了“{name}”。"), format!("\"{name}\" is missing."));
                None
            }
        }
    }

    /// A duration that is written as a literal; none where what is written is none.
    pub(crate) fn duration_if_sound(&self, e: &ast::Expr) -> Option<Millis> {
        let before = self.findings();
        let time = self.duration(e);
        (self.findings() == before).then_some(time)
    }

    /// A duration that is written as a literal.
    pub(crate) fn duration(&self, e: &ast::Expr) -> Millis {
        match self.constant(e, &Type::Duration) {
            Some(Value::Duration(millis)) => millis,
            _ => Millis(0),
        }
    }
}

/// The words of a template without holes.
pub(crate) fn plain(template: &Template) -> Option<String> {
    template.parts.iter().map(|p| if let Part::Text(t) = p { Some(t.as_str()) } else { None }).collect()
}

/// Why a literal has no value.
fn malformed(literal: &Literal) -> Message {
    let no_day = |day: &str| Message::new(format!("没有 {day} 这一天。"), format!("There is no day {day}."));
    let no_time =
        |time: &str| Message::new(format!("没有 {time} 这个时刻。"), format!("There is no time {time}."));
    let is_day = |day: &str| day.parse::<jiff::civil::Date>().is_ok();
    match literal {
        Literal::Date(day) => no_day(day),
        Literal::DateTime(day, _) if !is_day(day) => no_day(day),
        Literal::Time(time) | Literal::DateTime(_, time) => no_time(time),
        Literal::Money(digits, _) if digits.parse::<Decimal>().is_ok_and(|n| n.scale() > 2) => {
            Message::new("钱写到分为止，小数点后最多两位。", "Money has at most two digits behind the point.")
        }
        _ => Message::new("这个数太大了。", "This number is too large."),
    }
}

/// A duration literal in milliseconds.
fn duration(digits: &str, unit: DurationUnit) -> Option<Millis> {
    let seconds = match unit {
        DurationUnit::Second => 1,
        DurationUnit::Minute => 60,
        DurationUnit::Hour => 3_600,
        DurationUnit::Day => 86_400,
        DurationUnit::Week => 604_800,
    };
    let millis = digits.parse::<Decimal>().ok()?.checked_mul(Decimal::from(seconds * 1_000_i64))?;
    Some(Millis(millis.to_i64()?))
}
