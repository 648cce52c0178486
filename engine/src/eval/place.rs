//! Reads a place: a root, then fields.

use super::{Scope, civil, types};
use crate::hours;
use huashu_dsl::program::{Current, Expr, Place, Root, TeamField, TypeId};
use huashu_dsl::value::{Member, Type, Value};
use std::borrow::Cow;

/// What stands at a place; `None` is 无. A list that nobody set is empty.
#[must_use]
pub fn read<'s>(place: &Place, scope: &'s Scope<'_>) -> Option<Cow<'s, Value>> {
    stored(place, scope).or_else(|| empty_list(types::of_place(place, scope, None)))
}

/// The field at `path` of a computed record; `whole` is the expression that follows it.
pub(super) fn field<'s>(
    whole: &Expr,
    record: Option<Cow<'s, Value>>,
    path: &[u16],
    scope: &'s Scope<'_>,
) -> Option<Cow<'s, Value>> {
    record.and_then(|record| follow(record, path)).or_else(|| empty_list(types::type_of(whole, scope)))
}

fn empty_list<'s>(ty: Option<&Type>) -> Option<Cow<'s, Value>> {
    matches!(ty?.required(), Type::List(_)).then(|| Cow::Owned(Value::List(Vec::new())))
}

/// 有: something stands there, and if it is a list, it is not empty.
#[must_use]
pub fn has(place: &Place, scope: &Scope<'_>) -> bool {
    stored(place, scope).is_some_and(|value| is_something(&value))
}

/// Whether a value counts for 有: every one but an empty list.
pub(super) fn is_something(value: &Value) -> bool {
    !matches!(value, Value::List(items) if items.is_empty())
}

fn stored<'s>(place: &Place, scope: &'s Scope<'_>) -> Option<Cow<'s, Value>> {
    follow(root(place.root, scope)?, &place.fields)
}

/// The field of a record at a path of indexes.
fn follow<'s>(mut value: Cow<'s, Value>, path: &[u16]) -> Option<Cow<'s, Value>> {
    for field in path {
        value = match value {
            Cow::Borrowed(Value::Record(fields)) => Cow::Borrowed(fields.get(usize::from(*field))?.as_ref()?),
            Cow::Owned(Value::Record(mut fields)) => Cow::Owned(fields.get_mut(usize::from(*field))?.take()?),
            _ => return None,
        };
    }
    Some(value)
}

fn root<'s>(root: Root, scope: &'s Scope<'_>) -> Option<Cow<'s, Value>> {
    match root {
        Root::Slot(slot) => borrowed(scope.slots.get(slot.index())?.value.as_ref()),
        Root::Customer(field) => borrowed(scope.customer.get(usize::from(field))?.as_ref()),
        Root::Session(slot) => match scope.shared.get(slot.index())? {
            Some((value, until)) if scope.at < *until => Some(Cow::Borrowed(value)),
            _ => None,
        },
        Root::Shop(setting) => scope.program.settings.get(setting.index()).map(|s| Cow::Borrowed(&s.value)),
        Root::Event => borrowed(scope.event),
        Root::Arrived(event) => {
            scope.arrived.iter().find(|(known, _)| *known == event).map(|(_, record)| Cow::Borrowed(record))
        }
        Root::Current(what) => current(what, scope).map(Cow::Owned),
        Root::Team(team, TeamField::Open) => Some(Cow::Owned(Value::Bool(hours::open_in(scope, team)))),
        Root::Team(team, TeamField::NextOpen) => {
            hours::next_open_in(scope, team).map(|at| Cow::Owned(Value::DateTime(at)))
        }
        Root::Item => borrowed(scope.item),
        Root::Param(n) => borrowed(scope.params.get(usize::from(n))?.as_ref()),
        Root::NewValue => borrowed(scope.new_value),
        Root::Now => Some(Cow::Owned(Value::DateTime(scope.at))),
        Root::Today => civil(scope.at, scope).map(|now| Cow::Owned(Value::Date(now.date()))),
    }
}

fn borrowed(value: Option<&Value>) -> Option<Cow<'_, Value>> {
    value.map(Cow::Borrowed)
}

fn current(what: Current, scope: &Scope<'_>) -> Option<Value> {
    let flow = || scope.program.flows.get(scope.flow?.index());
    match what {
        Current::Called => Some(Value::Bool(scope.called)),
        Current::Channel => Some(Value::Member(Member { ty: TypeId::CHANNEL, index: scope.channel })),
        Current::Flow => flow().map(|flow| Value::Text(flow.name.clone())),
        Current::Step => flow()?.steps.get(scope.step?.index()).map(|step| Value::Text(step.name.clone())),
    }
}
