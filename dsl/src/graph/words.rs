//! Conditions, values and names of a compiled flow, in the words of the language.
//!
//! They are printed from the program and not cut out of the source, so that a flow reads alike whichever spelling it was written in.

use crate::ast::{ArithOp, CompareOp, Unit};
use crate::diagnostic::Lang;
use crate::keywords;
use crate::program::{
    Current, EventId, Expr, Flow, Fold, Part, Place, Program, Root, SlotId, TeamField, Template, Test,
    TypeId, TypeKind,
};
use crate::value::{Field, Millis, Type, Value};

/// What is needed to name what stands in a flow.
#[derive(Debug, Clone)]
pub(super) struct Words<'p> {
    pub(super) program: &'p Program,
    pub(super) flow: &'p Flow,
    pub(super) lang: Lang,
    /// The event of `事件.X`.
    event: Option<EventId>,
    /// The type of the item in 挑选, 合计 and the like.
    item: Option<Type>,
}

impl<'p> Words<'p> {
    pub(super) fn new(program: &'p Program, flow: &'p Flow, lang: Lang) -> Self {
        let event = flow.triggers.iter().find_map(|t| match t {
            crate::program::Trigger::Event(event, _) => Some(*event),
            crate::program::Trigger::Intent(_) => None,
        });
        Self { program, flow, lang, event, item: None }
    }

    /// The same words where `事件` is this event.
    pub(super) fn with_event(&self, event: EventId) -> Self {
        Self { event: Some(event), ..self.clone() }
    }

    /// The spelling of a keyword.
    pub(super) fn key(&self, id: &str) -> &'static str {
        keywords::get(id).map(|k| k.spelling(self.lang)).unwrap_or_default()
    }

    /// One of two remarks.
    pub(super) fn or<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// `甲、乙`
    pub(super) fn list<S: AsRef<str>>(&self, all: impl IntoIterator<Item = S>) -> String {
        let mut text = String::new();
        for one in all {
            if !text.is_empty() {
                text.push_str(self.or("、", ", "));
            }
            text.push_str(one.as_ref());
        }
        text
    }

    /// “…”
    pub(super) fn quoted(&self, text: &str) -> String {
        format!("“{text}”")
    }

    /// The name of a slot.
    pub(super) fn slot(&self, slot: SlotId) -> &'p str {
        self.flow.slots.get(slot.index()).map(|s| s.name.as_str()).unwrap_or_default()
    }

    /// The name of an event.
    pub(super) fn event_name(&self, event: EventId) -> &'p str {
        self.program.events.get(event.index()).map(|e| e.name.as_str()).unwrap_or_default()
    }

    /// A template with its holes as `{path}`.
    pub(super) fn template(&self, template: &Template) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Hole(hole) => format!("{{{}}}", hole.written.split('|').next().unwrap_or_default().trim()),
        };
        template.parts.iter().map(part).collect()
    }

    /// An expression.
    pub(super) fn expr(&self, expr: &Expr) -> String {
        match expr {
            Expr::Const(value) => self.value(value, None),
            Expr::Read(place) => self.place(place).0,
            Expr::Has(place) => format!("{} {}", self.key("has"), self.place(place).0),
            Expr::Not(inner) => self.not(inner),
            Expr::And(all) => self.joined("and", all),
            Expr::Or(all) => self.joined("or", all),
            Expr::Compare(op, a, b) => self.compare(*op, a, b),
            Expr::In(a, b) => self.within(a, b, false),
            Expr::TextContains(a, b) => {
                format!("{} {} {}", self.expr(a), self.key("op_contains"), self.expr(b))
            }
            Expr::Arith(op, a, b) => format!("{} {} {}", self.term(a), sign(*op), self.term(b)),
            Expr::List(all) => format!("[{}]", self.list(all.iter().map(|e| self.expr(e)))),
            Expr::Text(template) => self.quoted(&self.template(template)),
            Expr::Count(list) => self.function("f_count", list, None),
            Expr::Fold(fold, list, field) => self.function(fold_key(*fold), list, Some(field)),
            Expr::Filter(list, condition) => self.function("f_filter", list, Some(condition)),
            Expr::Nth(list, n) => self.function("f_nth", list, Some(n)),
            Expr::Reshape(inner, _) | Expr::ReshapeEach(inner, _) | Expr::Field(inner, _) => self.expr(inner),
            Expr::Given(inner) => format!("{} {}", self.key("has"), self.term(inner)),
        }
    }

    fn joined(&self, key: &str, all: &[Expr]) -> String {
        let all: Vec<String> = all.iter().map(|e| self.term(e)).collect();
        all.join(&format!(" {} ", self.key(key)))
    }

    /// An expression as part of another: in brackets where it would be read otherwise.
    fn term(&self, expr: &Expr) -> String {
        match expr {
            Expr::And(_) | Expr::Or(_) | Expr::Arith(..) => format!("({})", self.expr(expr)),
            _ => self.expr(expr),
        }
    }

    fn not(&self, inner: &Expr) -> String {
        match inner {
            Expr::Has(place) => format!("{} {}", self.key("has_no"), self.place(place).0),
            Expr::In(a, b) => self.within(a, b, true),
            Expr::TextContains(a, b) => format!("{} {} {}", self.expr(a), self.key("op_lacks"), self.expr(b)),
            _ => format!("{}({})", self.key("op_not"), self.expr(inner)),
        }
    }

    fn within(&self, value: &Expr, list: &Expr, not: bool) -> String {
        let members = match list {
            Expr::List(all) => Some(self.list(all.iter().map(|e| self.expr(e)))),
            Expr::Const(Value::List(all)) => Some(self.list(all.iter().map(|v| self.value(v, None)))),
            _ => None,
        };
        let key = match (&members, not) {
            (Some(_), false) => "op_is",
            (Some(_), true) => "op_isnt",
            (None, false) => "op_in",
            (None, true) => "op_notin",
        };
        format!("{} {} {}", self.expr(value), self.key(key), members.unwrap_or_else(|| self.expr(list)))
    }

    fn compare(&self, op: CompareOp, a: &Expr, b: &Expr) -> String {
        let ty = self.type_of(a).or_else(|| self.type_of(b));
        let timely = [a, b]
            .iter()
            .any(|e| matches!(e, Expr::Const(Value::Date(_) | Value::Time(_) | Value::DateTime(_))))
            || matches!(ty.as_ref().map(Type::required), Some(Type::Date | Type::Time | Type::DateTime));
        let side = |e: &Expr| match e {
            Expr::Const(value) => self.value(value, ty.as_ref()),
            _ => self.term(e),
        };
        format!("{} {} {}", side(a), self.operator(op, timely), side(b))
    }

    fn operator(&self, op: CompareOp, timely: bool) -> &'static str {
        self.key(match (op, timely) {
            (CompareOp::Is, _) => "op_is",
            (CompareOp::IsNot, _) => "op_isnt",
            (CompareOp::Greater, false) => "op_gt",
            (CompareOp::Greater, true) => "op_after",
            (CompareOp::Less, false) => "op_lt",
            (CompareOp::Less, true) => "op_before",
            (CompareOp::AtLeast, _) => "op_ge",
            (CompareOp::AtMost, _) => "op_le",
        })
    }

    fn function(&self, key: &str, list: &Expr, second: Option<&Expr>) -> String {
        let item = match self.type_of(list).map(|t| t.required().clone()) {
            Some(Type::List(item)) => Some(*item),
            _ => None,
        };
        let inner = Self { item, ..self.clone() };
        let args = std::iter::once(self.expr(list)).chain(second.map(|e| inner.expr(e)));
        format!("{}({})", self.key(key), args.collect::<Vec<_>>().join(", "))
    }

    /// What an arm of 按 tests; `subject` is what is looked at.
    pub(super) fn test(&self, test: &Test, subject: &Expr) -> String {
        let ty = self.type_of(subject);
        match test {
            Test::Other => self.key("other_arm").to_owned(),
            Test::Values(values) => self.list(values.iter().map(|v| self.value(v, ty.as_ref()))),
            Test::Bound(op, bound) => {
                let timely =
                    matches!(ty.as_ref().map(Type::required), Some(Type::Date | Type::Time | Type::DateTime));
                let bound = match bound {
                    Expr::Const(value) => self.value(value, ty.as_ref()),
                    _ => self.expr(bound),
                };
                format!("{} {bound}", self.operator(*op, timely))
            }
        }
    }

    /// A value as a literal; numbers of a measure with its unit.
    fn value(&self, value: &Value, ty: Option<&Type>) -> String {
        match value {
            Value::Text(text) => self.quoted(text),
            Value::Number(n) => match ty.and_then(|t| self.unit(t)) {
                Some(unit) => format!("{} {}", n.normalize(), self.key(unit)),
                None => n.normalize().to_string(),
            },
            Value::Money(m) => {
                let (sign, whole, part) =
                    (if m.0 < 0 { "-" } else { "" }, (m.0 / 100).unsigned_abs(), (m.0 % 100).unsigned_abs());
                let part = if part == 0 { String::new() } else { format!(".{part:02}") };
                format!("{sign}{whole}{part} {}", self.key("u_cny"))
            }
            Value::Date(date) => date.to_string(),
            Value::Time(time) => format!("{:02}:{:02}", time.hour(), time.minute()),
            Value::DateTime(at) => self.datetime(at.0),
            Value::Duration(length) => self.duration(*length),
            Value::Bool(yes) => self.key(if *yes { "yes" } else { "no" }).to_owned(),
            Value::Member(member) => self.member(member.ty, member.index),
            Value::Media(_, address) => self.quoted(address),
            Value::List(all) => format!("[{}]", self.list(all.iter().map(|v| self.value(v, None)))),
            Value::Record(_) => "{…}".to_owned(),
        }
    }

    fn datetime(&self, at: i64) -> String {
        let shown = || {
            let zone = jiff::tz::TimeZone::get(&self.program.time_zone).ok()?;
            let civil = zone.to_datetime(jiff::Timestamp::from_millisecond(at).ok()?);
            Some(format!("{} {:02}:{:02}", civil.date(), civil.hour(), civil.minute()))
        };
        shown().unwrap_or_else(|| at.to_string())
    }

    /// A length of time in the largest unit that divides it; a single day is 24 hours, as one writes it.
    pub(super) fn duration(&self, length: Millis) -> String {
        let day = (86_400_000, "u_d");
        let units = [(3_600_000, "u_h"), (60_000, "u_min"), (1_000, "u_s")];
        let days = Some(day).filter(|(size, _)| length.0 > *size);
        let fits = days.iter().chain(&units).find(|(size, _)| length.0 != 0 && length.0 % size == 0);
        let (size, key) = fits.copied().unwrap_or((1_000, "u_s"));
        format!("{} {}", length.0 / size, self.key(key))
    }

    fn member(&self, ty: TypeId, index: u16) -> String {
        let kind = self.program.types.get(ty.index()).map(|t| &t.kind);
        match kind {
            Some(TypeKind::Enum(members)) => {
                members.get(usize::from(index)).map(|m| m.name.clone()).unwrap_or_default()
            }
            _ => String::new(),
        }
    }

    fn unit(&self, ty: &Type) -> Option<&'static str> {
        let Type::Named(id) = ty.required() else { return None };
        match self.program.types.get(id.index()).map(|t| &t.kind)? {
            TypeKind::Measure(Unit::Centimetre) => Some("u_cm"),
            TypeKind::Measure(Unit::Kilogram) => Some("u_kg"),
            _ => None,
        }
    }

    fn type_of(&self, expr: &Expr) -> Option<Type> {
        match expr {
            Expr::Read(place) => self.place(place).1,
            Expr::Filter(list, _) => self.type_of(list),
            Expr::Nth(list, _) => match self.type_of(list)?.required() {
                Type::List(item) => Some((**item).clone()),
                _ => None,
            },
            _ => None,
        }
    }

    /// What a place is called, and its type where it is known.
    pub(super) fn place(&self, place: &Place) -> (String, Option<Type>) {
        let (mut name, mut ty) = self.root(place.root);
        for index in &place.fields {
            let field =
                ty.as_ref().and_then(|t| self.fields(t)).and_then(|f| f.get(usize::from(*index))).cloned();
            if !name.is_empty() {
                name.push('.');
            }
            name.push_str(field.as_ref().map_or("…", |f| f.name.as_str()));
            ty = field.map(|f| f.ty);
        }
        (name, ty)
    }

    fn root(&self, root: Root) -> (String, Option<Type>) {
        let below = |key: &str, name: &str| format!("{}.{name}", self.key(key));
        let named = |key: &str, found: Option<(&String, &Type)>| match found {
            Some((name, ty)) => (below(key, name), Some(ty.clone())),
            None => (String::new(), None),
        };
        let program = self.program;
        match root {
            Root::Slot(id) => match self.flow.slots.get(id.index()) {
                Some(slot) => (slot.name.clone(), Some(slot.ty.clone())),
                None => (String::new(), None),
            },
            Root::Customer(i) => {
                named("root_customer", program.customer.get(usize::from(i)).map(|f| (&f.name, &f.ty)))
            }
            Root::Session(id) => {
                named("root_session", program.session_slots.get(id.index()).map(|s| (&s.name, &s.ty)))
            }
            Root::Shop(id) => named("root_shop", program.settings.get(id.index()).map(|s| (&s.name, &s.ty))),
            Root::Event | Root::Arrived(_) => {
                let event = match root {
                    Root::Arrived(event) => Some(event),
                    _ => self.event,
                };
                let event = event.and_then(|e| program.events.get(e.index()));
                (self.key("root_event").to_owned(), event.map(|e| Type::Record(e.fields.clone())))
            }
            Root::Current(Current::Called) => (self.key("cur_called").to_owned(), Some(Type::Bool)),
            Root::Current(Current::Channel) => (self.key("cur_channel").to_owned(), None),
            Root::Current(Current::Flow) => (self.key("cur_flow").to_owned(), None),
            Root::Current(Current::Step) => (self.key("cur_step").to_owned(), None),
            Root::Team(id, field) => {
                let team = program.teams.get(id.index()).map(|t| t.name.as_str()).unwrap_or_default();
                let key = match field {
                    TeamField::Open => "team_open",
                    TeamField::NextOpen => "team_next",
                };
                (format!("{}.{team}.{}", self.key("root_team"), self.key(key)), None)
            }
            Root::Item => (String::new(), self.item.clone()),
            Root::Param(_) | Root::NewValue => ("…".to_owned(), None),
            Root::Now => (self.key("now").to_owned(), Some(Type::DateTime)),
            Root::Today => (self.key("today").to_owned(), Some(Type::Date)),
        }
    }

    fn fields<'t>(&'t self, ty: &'t Type) -> Option<&'t [Field]> {
        match ty.required() {
            Type::Record(fields) => Some(fields),
            Type::Named(id) => match &self.program.types.get(id.index())?.kind {
                TypeKind::Record(fields) => Some(fields),
                _ => None,
            },
            _ => None,
        }
    }
}

fn sign(op: ArithOp) -> &'static str {
    match op {
        ArithOp::Add => "+",
        ArithOp::Sub => "-",
        ArithOp::Mul => "*",
        ArithOp::Div => "/",
    }
}

fn fold_key(fold: Fold) -> &'static str {
    match fold {
        Fold::Sum => "f_sum",
        Fold::Max => "f_max",
        Fold::Min => "f_min",
        Fold::Average => "f_avg",
    }
}
