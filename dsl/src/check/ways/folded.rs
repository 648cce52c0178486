//! Whether what is made of a list may be 无 although the list is set: an item may lack the field, there may be no item.

use super::state::Facts;
use crate::check::types::fields;
use crate::program::{Expr, Fold, Node, Place, Root, StmtKind};
use crate::value::{Type, Value};
use rust_decimal::Decimal;

/// Whether an expression holds a sum over a field that some item may lack.
pub(super) fn may_lack(facts: &Facts<'_>, e: &Expr) -> bool {
    match e {
        Expr::Fold(Fold::Sum, list, field) => {
            item_of(facts, list).is_some_and(|item| lacks(facts, &item, list, field))
        }
        Expr::Arith(_, a, b) | Expr::Compare(_, a, b) | Expr::In(a, b) => {
            may_lack(facts, a) || may_lack(facts, b)
        }
        _ => false,
    }
}

/// The list that must be empty for an expression to be 无: of its first item, and of its greatest, least and mean.
pub(super) fn only_of_none<'e>(facts: &Facts<'_>, e: &'e Expr) -> Option<&'e Place> {
    match e {
        Expr::Nth(list, n) if **n == Expr::Const(Value::Number(Decimal::ONE)) => match list.as_ref() {
            Expr::Read(place) => Some(place),
            _ => None,
        },
        Expr::Fold(Fold::Max | Fold::Min | Fold::Average, list, field) => match list.as_ref() {
            Expr::Read(place) if !lacks(facts, &item_of(facts, list)?, list, field) => Some(place),
            _ => None,
        },
        _ => None,
    }
}

/// The type of the items of a list.
fn item_of(facts: &Facts<'_>, list: &Expr) -> Option<Type> {
    match list {
        Expr::Read(place) => match type_of(facts, place)?.required() {
            Type::List(item) => Some(item.as_ref().clone()),
            _ => None,
        },
        Expr::Filter(list, _) => item_of(facts, list),
        _ => None,
    }
}

fn type_of(facts: &Facts<'_>, place: &Place) -> Option<Type> {
    let root = match place.root {
        Root::Slot(slot) => &facts.flow.slots.get(slot.index())?.ty,
        Root::Customer(i) => &facts.program.customer.get(usize::from(i))?.ty,
        Root::Session(id) => &facts.program.session_slots.get(id.index())?.ty,
        _ => return None,
    };
    place
        .fields
        .iter()
        .try_fold(root.clone(), |ty, i| Some(fields(facts.program, &ty)?.get(usize::from(*i))?.ty.clone()))
}

/// Whether the field of an item is optional, and 挑选 has not left out those without.
fn lacks(facts: &Facts<'_>, item: &Type, list: &Expr, field: &Expr) -> bool {
    let mut found = false;
    crate::lower::each_place(field, &mut |place| {
        if place.root != Root::Item || has(facts, list, place) {
            return;
        }
        let mut ty = Some(item.clone());
        found |= matches!(item, Type::Optional(_));
        for i in &place.fields {
            let of = ty.as_ref().and_then(|ty| fields(facts.program, ty));
            ty = of.and_then(|f| f.get(usize::from(*i))).map(|f| f.ty.clone());
            found |= matches!(ty, Some(Type::Optional(_)));
        }
    });
    found
}

/// Whether only items are left that have this: by 挑选, here or where the list was computed.
fn has(facts: &Facts<'_>, list: &Expr, place: &Place) -> bool {
    match list {
        Expr::Filter(inner, condition) => says(condition, place) || has(facts, inner, place),
        Expr::Read(Place { root: Root::Slot(slot), fields }) if fields.is_empty() => {
            let mut made = facts.flow.nodes.iter().filter(|n| n.writes == Some(*slot)).peekable();
            let picked =
                |n: &Node| matches!(&n.stmt, StmtKind::Let(_, e @ Expr::Filter(..)) if has(facts, e, place));
            made.peek().is_some() && made.all(picked)
        }
        _ => false,
    }
}

fn says(condition: &Expr, place: &Place) -> bool {
    match condition {
        Expr::Has(has) => has.root == Root::Item && place.fields == has.fields,
        Expr::And(all) => all.iter().any(|e| says(e, place)),
        _ => false,
    }
}
