//! Values that come from outside: of 顾客, 会话, an event, or what a plugin gives back.

use super::super::Ways;
use super::super::known::{Known, Values};
use super::super::state::State;
use super::lists::Lists;
use super::script::{Held, Script};
use super::value::{self, pick};
use crate::program::{Expr, Place, Program, Root};
use crate::value::{Type, Value};

impl<'p> Script<'_, 'p> {
    /// A field of something that comes from outside: `None` is unset.
    pub(super) fn field(
        &self,
        ways: &Ways<'p>,
        place: &Place,
        ty: &Type,
        needed: &State,
        held: &Held,
        lists: &Lists,
    ) -> Option<Value> {
        let facts = &ways.graph.facts;
        if let Type::List(item) = ty.required() {
            let mut items = lists.items(place);
            let tracked = facts.places.index(place).map(|i| facts.get(needed, i));
            if items.is_empty() && tracked.is_none_or(|k| k.absent) {
                return None;
            }
            // A list that is there has something in it.
            if items.is_empty() {
                items.push(value::sample(self.program, item, &self.zone)?);
            }
            return Some(Value::List(items));
        }
        match facts.places.index(place) {
            Some(index) => {
                let known = facts.get(needed, index);
                let tracked = facts.places.get(index)?;
                if known.absent && (tracked.lacks || !known.is_possible()) {
                    return None;
                }
                let known = self.with_relations(ways, place, &known, held);
                match pick(self.program, ty, &known, None, &self.zone)? {
                    Value::Record(_) => self.build(ways, place, needed, Wanted::Always, held, lists),
                    value => Some(value),
                }
            }
            None if matches!(ty, Type::Optional(_)) => None,
            None => match value::sample(self.program, ty, &self.zone)? {
                Value::Record(_) => self.record(ways, place, ty, needed, held, lists),
                value => Some(value),
            },
        }
    }

    fn record(
        &self,
        ways: &Ways<'p>,
        place: &Place,
        ty: &Type,
        needed: &State,
        held: &Held,
        lists: &Lists,
    ) -> Option<Value> {
        let fields = crate::check::types::fields(self.program, ty)?;
        let field = |(i, f): (u16, &crate::value::Field)| {
            let mut part = place.clone();
            part.fields.push(i);
            let value = self.field(ways, &part, &f.ty, needed, held, lists);
            if value.is_none() && !matches!(f.ty, Type::Optional(_) | Type::List(_)) {
                f.default.clone().map(Some)
            } else {
                Some(value)
            }
        };
        (0u16..).zip(fields).map(field).collect::<Option<_>>().map(Value::Record)
    }

    /// What stands at a place of 顾客, 会话 or a result.
    pub(super) fn build(
        &self,
        ways: &Ways<'p>,
        place: &Place,
        needed: &State,
        wanted: Wanted,
        held: &Held,
        lists: &Lists,
    ) -> Option<Value> {
        let facts = &ways.graph.facts;
        let ty = place_type(self.program, ways, place)?;
        let index = facts.places.index(place)?;
        let known = facts.get(needed, index);
        if let Some(items) = self.items.get(place) {
            return Some(Value::List(items.clone()));
        }
        if wanted == Wanted::IfNeeded && known.absent {
            return None;
        }
        let known = self.with_relations(ways, place, &known, held);
        match pick(self.program, &ty, &known, None, &self.zone)? {
            Value::Record(_) => self.record(ways, place, &ty, needed, held, lists),
            Value::List(_) => self.one_item(&ty),
            value => Some(value),
        }
    }

    fn one_item(&self, ty: &Type) -> Option<Value> {
        let Type::List(item) = ty.required() else { return None };
        Some(Value::List(vec![value::sample(self.program, item, &self.zone)?]))
    }

    /// What is known of a place, with the conditions that compare it to what is already said.
    fn with_relations(&self, ways: &Ways<'p>, place: &Place, known: &Known, held: &Held) -> Known {
        let mut known = known.clone();
        let kind =
            ways.graph.facts.places.index(place).and_then(|i| ways.graph.facts.places.get(i)).map(|t| t.kind);
        let Some(kind) = kind else { return known };
        for atom in ways.graph.facts.atoms.iter().map(|a| a.condition) {
            let Expr::Compare(op, a, b) = atom else { continue };
            if let (Expr::Read(p), Some(value)) = (a.as_ref(), self.constant(b, held))
                && p == place
                && let Some(values) = Values::of(*op, &value, kind, &self.zone)
            {
                let both = known.values.meet(&values);
                if both != Values::Nothing {
                    known.values = both;
                }
            }
        }
        known
    }

    pub(super) fn constant(&self, e: &Expr, held: &Held) -> Option<Value> {
        match e {
            Expr::Const(value) => Some(value.clone()),
            Expr::Read(place) => match place.root {
                Root::Shop(id) => self.program.settings.get(id.index()).map(|s| s.value.clone()),
                Root::Now => Some(Value::DateTime(value::noon(&self.zone))),
                _ => held.get(place).cloned(),
            },
            _ => None,
        }
    }
}

/// Whether a place must be given a value only where one is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Always,
    IfNeeded,
}

/// A part of a record.
pub(super) fn part(value: &Value, fields: &[u16]) -> Option<Value> {
    fields.iter().try_fold(value.clone(), |value, i| match value {
        Value::Record(mut all) if usize::from(*i) < all.len() => all.swap_remove(usize::from(*i)),
        _ => None,
    })
}

pub(super) fn set_part(value: &mut Value, fields: &[u16], new: &Value) {
    if let ([i, rest @ ..], Value::Record(all)) = (fields, value)
        && let Some(place) = all.get_mut(usize::from(*i))
    {
        match (rest.is_empty(), place) {
            (true, place) => *place = Some(new.clone()),
            (false, Some(inner)) => set_part(inner, rest, new),
            (false, None) => {}
        }
    }
}

/// The type of a place.
pub(super) fn place_type(program: &Program, ways: &Ways<'_>, place: &Place) -> Option<Type> {
    let mut ty = match place.root {
        Root::Slot(slot) => ways.graph.flow().slots.get(slot.index())?.ty.clone(),
        Root::Customer(i) => program.customer.get(usize::from(i))?.ty.clone(),
        Root::Session(id) => program.session_slots.get(id.index())?.ty.clone(),
        _ => return None,
    };
    for field in &place.fields {
        ty = crate::check::types::fields(program, &ty)?.get(usize::from(*field))?.ty.clone();
    }
    Some(ty)
}
