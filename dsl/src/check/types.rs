//! Types: reading what is written, printing them for people, and whether one fits where another is asked for.

use super::Checker;
use crate::ast::{TypeExpr, TypeExprKind};
use crate::diagnostic::{Code, Diagnostic, Home, Message, listed};
use crate::keywords::Family;
use crate::program::{Program, TypeId, TypeKind};
use crate::value::{Field, MediaKind, Type};

/// The type of what could not be typed; it fits everything and never leaves the checker, because an error was reported.
pub(crate) const UNKNOWN: Type = Type::Named(TypeId(u16::MAX));

/// How deep records within records are compared.
const DEPTH: u8 = 8;

/// How a value of one type becomes a value of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fit {
    /// As it is.
    Same,
    /// A record, field by field.
    Reshape(Vec<Option<u16>>),
    /// A list of records, each field by field.
    Each(Vec<Option<u16>>),
}

/// Whether `ty` is, or holds, [`UNKNOWN`] at its top.
pub(crate) fn is_unknown(ty: &Type) -> bool {
    match ty {
        Type::Optional(inner) => is_unknown(inner),
        other => *other == UNKNOWN,
    }
}

/// `ty` with a `?`, once.
pub(crate) fn optional(ty: Type) -> Type {
    match ty {
        Type::Optional(_) => ty,
        other => Type::Optional(Box::new(other)),
    }
}

/// The built-in types by the ids of their names.
const BUILTIN: [(&str, Type); 19] = [
    ("ty_text", Type::Text),
    ("ty_number", Type::Number),
    ("ty_int", Type::Integer),
    ("ty_money", Type::Money),
    ("ty_date", Type::Date),
    ("ty_time", Type::Time),
    ("ty_datetime", Type::DateTime),
    ("ty_duration", Type::Duration),
    ("ty_bool", Type::Bool),
    ("ty_phone", Type::Phone),
    ("ty_email", Type::Email),
    ("ty_tax", Type::TaxId),
    ("ty_image", Type::Media(MediaKind::Image)),
    ("ty_voice", Type::Media(MediaKind::Voice)),
    ("ty_video", Type::Media(MediaKind::Video)),
    ("ty_file", Type::Media(MediaKind::File)),
    ("ty_priority", Type::Named(TypeId::PRIORITY)),
    ("ty_channel", Type::Named(TypeId::CHANNEL)),
    ("ty_address", Type::Named(TypeId::ADDRESS)),
];

/// Both spellings of a built-in type; empty for another.
pub(crate) fn spelling(ty: &Type) -> (&'static str, &'static str) {
    let id = BUILTIN.iter().find(|(_, builtin)| builtin == ty).map_or("", |(id, _)| id);
    (crate::keywords::zh(id), crate::keywords::en(id))
}

/// The type named `word` in either language, without the names of this shop.
pub(crate) fn builtin_named(word: &str) -> Option<Type> {
    let id = Family::Type.id(word)?;
    BUILTIN.iter().find(|(builtin, _)| *builtin == id).map(|(_, ty)| ty.clone())
}

/// What other languages call a type.
fn meant(word: &str) -> Option<&'static str> {
    let id = match word {
        "字符串" | "字符" | "字串" | "string" | "String" | "str" => "ty_text",
        "整型" | "int" | "Int" => "ty_int",
        "浮点" | "浮点数" | "小数" | "float" | "double" | "decimal" => "ty_number",
        "布尔" | "布尔值" | "boolean" | "Boolean" => "ty_bool",
        "金额" | "价格" | "人民币" | "price" | "amount" => "ty_money",
        "手机" | "手机号码" | "电话号码" | "mobile" => "ty_phone",
        "邮件" | "电子邮箱" | "mail" => "ty_email",
        "日期时间" | "timestamp" => "ty_datetime",
        "照片" | "图像" | "picture" | "photo" => "ty_image",
        _ => return None,
    };
    let chinese = !word.is_ascii();
    Some(if chinese { crate::keywords::zh(id) } else { crate::keywords::en(id) })
}

/// The fields of a record type.
pub(crate) fn fields<'t>(program: &'t Program, ty: &'t Type) -> Option<&'t [Field]> {
    match ty.required() {
        Type::Record(fields) => Some(fields),
        Type::Named(id) => match &program.types.get(id.index())?.kind {
            TypeKind::Record(fields) => Some(fields),
            _ => None,
        },
        _ => None,
    }
}

impl Checker<'_> {
    /// The type that is written, [`UNKNOWN`] where it names none.
    pub(crate) fn written_type(&self, written: &TypeExpr) -> Type {
        let ty = match &written.kind {
            TypeExprKind::Named(name) => self.named_type(name, written.span),
            TypeExprKind::List(inner) => Type::List(Box::new(self.written_type(inner))),
            TypeExprKind::Record(fields) => Type::Record(self.fields(fields)),
        };
        if written.optional { optional(ty) } else { ty }
    }

    /// The type called `name`.
    pub(crate) fn named_type(&self, name: &str, span: crate::source::Span) -> Type {
        if let Some(ty) = builtin_named(name) {
            return ty;
        }
        if let Some(id) = self.names.types.get(name) {
            return Type::Named(*id);
        }
        let message = Message::new(format!("没有类型“{name}”。"), format!("There is no type \"{name}\"."));
        let found = Diagnostic::new(Code("E0401"), span, message).lacks(Home::Shop);
        if let Some(right) = meant(name) {
            let help = Message::new(format!("写成“{right}”。"), format!("Write \"{right}\"."));
            self.report(found.fix(help, span, right));
            return UNKNOWN;
        }
        let known =
            Family::Type.rows().filter_map(|k| k.zh).chain(self.names.types.keys().map(String::as_str));
        self.report(self.suggest(found, name, known));
        UNKNOWN
    }

    /// How a value of `from` becomes one of `to`; none where it does not fit. A `?` is looked at elsewhere.
    pub(crate) fn fit(&self, from: &Type, to: &Type) -> Option<Fit> {
        self.fit_within(from, to, DEPTH)
    }

    /// Records may hold themselves, so the comparison goes `depth` records deep and no further.
    fn fit_within(&self, from: &Type, to: &Type, depth: u8) -> Option<Fit> {
        let (from, to) = (from.required(), to.required());
        if is_unknown(from) || is_unknown(to) || from == to {
            return Some(Fit::Same);
        }
        match (from, to) {
            (Type::Integer, Type::Number) => Some(Fit::Same),
            (Type::Phone | Type::Email | Type::TaxId, Type::Text) => Some(Fit::Same),
            (Type::Named(id), Type::Text) => self.is_pattern(*id).then_some(Fit::Same),
            (Type::List(a), Type::List(b)) => match self.fit_within(a, b, depth)? {
                Fit::Same => Some(Fit::Same),
                Fit::Reshape(map) => Some(Fit::Each(map)),
                Fit::Each(_) => None,
            },
            _ => self.fit_records(from, to, depth.checked_sub(1)?),
        }
    }

    fn fit_records(&self, from: &Type, to: &Type, depth: u8) -> Option<Fit> {
        let (old, new) = (fields(self.program, from)?, fields(self.program, to)?);
        let mut map = Vec::with_capacity(new.len());
        for field in new {
            match old.iter().position(|f| f.name == field.name) {
                Some(i) => {
                    let fit = self.fit_within(&old.get(i)?.ty, &field.ty, depth)?;
                    (fit == Fit::Same).then_some(())?;
                    map.push(u16::try_from(i).ok());
                }
                None => {
                    may_be_missing(field).then_some(())?;
                    map.push(None);
                }
            }
        }
        let in_order = map.iter().enumerate().all(|(i, m)| m.map(usize::from) == Some(i));
        Some(if in_order && old.len() == new.len() { Fit::Same } else { Fit::Reshape(map) })
    }

    /// Whether values of the two types can be compared.
    pub(crate) fn comparable(&self, a: &Type, b: &Type) -> bool {
        self.fit(a, b) == Some(Fit::Same)
            || self.fit(b, a) == Some(Fit::Same)
            || (self.is_text(a) && self.is_text(b))
            || is_moment_and_part(a, b)
            || is_moment_and_part(b, a)
    }

    /// Whether values of the type are text.
    pub(crate) fn is_text(&self, ty: &Type) -> bool {
        match ty.required() {
            Type::Text | Type::Phone | Type::Email | Type::TaxId => true,
            Type::Named(id) => self.is_pattern(*id),
            _ => false,
        }
    }

    /// Whether the type is a number with or without a unit.
    pub(crate) fn is_number(&self, ty: &Type) -> bool {
        match ty.required() {
            Type::Number | Type::Integer => true,
            Type::Named(id) => matches!(self.kind(*id), Some(TypeKind::Measure(_))),
            _ => false,
        }
    }

    /// The members of an enum type, in order.
    pub(crate) fn members(&self, ty: &Type) -> Option<(TypeId, &[crate::program::EnumMember])> {
        match ty.required() {
            Type::Named(id) => match self.kind(*id)? {
                TypeKind::Enum(members) => Some((*id, members)),
                _ => None,
            },
            _ => None,
        }
    }

    /// The form of a named type.
    pub(crate) fn kind(&self, id: TypeId) -> Option<&TypeKind> {
        self.program.types.get(id.index()).map(|t| &t.kind)
    }

    fn is_pattern(&self, id: TypeId) -> bool {
        matches!(self.kind(id), Some(TypeKind::Pattern(_)))
    }

    /// What the type is called, in both languages.
    pub(crate) fn shown(&self, ty: &Type) -> Message {
        match ty {
            Type::Optional(inner) => {
                let inner = self.shown(inner);
                Message::new(format!("{}?", inner.zh), format!("{}?", inner.en))
            }
            Type::List(inner) => {
                let inner = self.shown(inner);
                Message::new(format!("[{}]", inner.zh), format!("[{}]", inner.en))
            }
            Type::Record(fields) => {
                let names = listed(fields.iter().map(|f| f.name.as_str()));
                Message::new(format!("{{{}}}", names.zh), format!("{{{}}}", names.en))
            }
            Type::Named(id) if id.0 > TypeId::ADDRESS.0 => {
                let name = self.program.types.get(id.index()).map_or("?", |t| t.name.as_str());
                Message::new(name, format!("\"{name}\""))
            }
            other => {
                let (zh, en) = spelling(other);
                Message::new(zh, en)
            }
        }
    }
}

/// A 时间 against a 日期 or a 时刻 compares by the day, or the time of day, that the shop's clock shows then.
fn is_moment_and_part(moment: &Type, part: &Type) -> bool {
    matches!((moment.required(), part.required()), (Type::DateTime, Type::Date | Type::Time))
}

/// Whether a record may lack the field: it is optional, a list, or has a default.
pub(crate) fn may_be_missing(field: &Field) -> bool {
    field.default.is_some() || matches!(field.ty, Type::Optional(_) | Type::List(_))
}
