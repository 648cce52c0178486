//! What type an expression has, where a value alone does not say: a list that is empty, a number with a unit.

use super::Scope;
use huashu_dsl::ast::ArithOp;
use huashu_dsl::program::{Current, Expr, Place, Program, Root, TeamField, TypeId, TypeKind};
use huashu_dsl::value::{Field, Millis, Money, Type, Value};
use rust_decimal::Decimal;

/// The type of what a template prints, as far as the scope knows it.
pub(crate) fn type_of<'s>(expr: &Expr, scope: &Scope<'s>) -> Option<&'s Type> {
    match expr {
        Expr::Read(place) => of_place(place, scope, None),
        Expr::Filter(list, _) => type_of(list, scope),
        Expr::Nth(list, _) => item_type(list, scope),
        Expr::Field(record, path) => path.iter().try_fold(type_of(record, scope)?, |ty, field| {
            Some(&fields(scope.program, ty)?.get(usize::from(*field))?.ty)
        }),
        _ => None,
    }
}

/// The type of a place; `item` is the type of `Root::Item`. What type an argument has, a scope does not know.
pub(super) fn of_place<'s>(place: &Place, scope: &Scope<'s>, item: Option<&'s Type>) -> Option<&'s Type> {
    let program = scope.program;
    let mut path = place.fields.iter().map(|field| usize::from(*field));
    let root = match place.root {
        Root::Slot(slot) => &program.flows.get(scope.flow?.index())?.slots.get(slot.index())?.ty,
        Root::Customer(field) => &program.customer.get(usize::from(field))?.ty,
        Root::Session(slot) => &program.session_slots.get(slot.index())?.ty,
        Root::Shop(setting) => &program.settings.get(setting.index())?.ty,
        Root::Current(Current::Called) | Root::Team(_, TeamField::Open) => &Type::Bool,
        Root::Current(Current::Channel) => &Type::Named(TypeId::CHANNEL),
        Root::Current(Current::Flow | Current::Step) => &Type::Text,
        Root::Team(_, TeamField::NextOpen) | Root::Now => &Type::DateTime,
        Root::Today => &Type::Date,
        Root::Item => item?,
        Root::Event => &program.events.get(scope.event_id?.index())?.fields.get(path.next()?)?.ty,
        Root::Arrived(event) => &program.events.get(event.index())?.fields.get(path.next()?)?.ty,
        Root::Param(_) | Root::NewValue => return None,
    };
    path.try_fold(root, |ty, field| Some(&fields(program, ty)?.get(field)?.ty))
}

/// The fields of a record type.
pub(crate) fn fields<'p>(program: &'p Program, ty: &'p Type) -> Option<&'p [Field]> {
    match ty.required() {
        Type::Record(fields) => Some(fields),
        Type::Named(id) => match &program.types.get(id.index())?.kind {
            TypeKind::Record(fields) => Some(fields),
            _ => None,
        },
        _ => None,
    }
}

/// What 合计 of `field` over no items gives: zero of its type, and a plain zero where the scope does not know the type.
pub(super) fn zero(list: &Expr, field: &Expr, scope: &Scope<'_>) -> Value {
    zero_of(field, scope, item_type(list, scope)).unwrap_or(Value::Number(Decimal::ZERO))
}

fn zero_of<'s>(expr: &Expr, scope: &Scope<'s>, item: Option<&'s Type>) -> Option<Value> {
    match expr {
        Expr::Read(place) => match of_place(place, scope, item)?.required() {
            Type::Money => Some(Value::Money(Money(0))),
            Type::Duration => Some(Value::Duration(Millis(0))),
            _ => None,
        },
        Expr::Const(Value::Money(_)) => Some(Value::Money(Money(0))),
        Expr::Const(Value::Duration(_)) => Some(Value::Duration(Millis(0))),
        // An amount divided by an amount is a number, whose zero is the plain one.
        Expr::Arith(ArithOp::Div, left, right) => match zero_of(right, scope, item) {
            Some(_) => None,
            None => zero_of(left, scope, item),
        },
        Expr::Arith(_, left, right) => zero_of(left, scope, item).or_else(|| zero_of(right, scope, item)),
        Expr::Fold(_, list, field) => zero_of(field, scope, item_type(list, scope)),
        _ => None,
    }
}

fn item_type<'s>(list: &Expr, scope: &Scope<'s>) -> Option<&'s Type> {
    match type_of(list, scope)?.required() {
        Type::List(item) => Some(item),
        _ => None,
    }
}
