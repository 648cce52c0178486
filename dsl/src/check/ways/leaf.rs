//! Conditions as they are written: of which they consist, what they look at, and when they give 无.

use super::known::Values;
use super::places::Tracked;
use super::state::Facts;
use crate::ast::{ArithOp, CompareOp};
use crate::lower::each_place;
use crate::program::{Current, Expr, Fold, Place, Root, TeamField};
use crate::value::Value;
use rust_decimal::Decimal;

/// A condition without the words that say its opposite.
pub(super) fn positive(leaf: &Expr) -> (Expr, bool) {
    let with = |op, a: &Expr, b: &Expr| Expr::Compare(op, Box::new(a.clone()), Box::new(b.clone()));
    match leaf {
        Expr::Compare(CompareOp::IsNot, a, b) => (with(CompareOp::Is, a, b), false),
        Expr::Compare(CompareOp::AtMost, a, b) => (with(CompareOp::Greater, a, b), false),
        Expr::Compare(CompareOp::Less, a, b) => (with(CompareOp::Greater, b, a), true),
        Expr::Compare(CompareOp::AtLeast, a, b) => (with(CompareOp::Greater, b, a), false),
        other => (other.clone(), true),
    }
}

/// The opposite of a comparison.
pub(super) fn opposite(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Is => CompareOp::IsNot,
        CompareOp::IsNot => CompareOp::Is,
        CompareOp::Greater => CompareOp::AtMost,
        CompareOp::AtMost => CompareOp::Greater,
        CompareOp::Less => CompareOp::AtLeast,
        CompareOp::AtLeast => CompareOp::Less,
    }
}

/// The comparison from the other side.
pub(super) fn flipped(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Greater => CompareOp::Less,
        CompareOp::Less => CompareOp::Greater,
        CompareOp::AtLeast => CompareOp::AtMost,
        CompareOp::AtMost => CompareOp::AtLeast,
        same => same,
    }
}

/// A condition over one place and constants: the place, and its values where it holds and where it does not.
pub(super) fn decided<'e>(facts: &Facts<'_>, leaf: &'e Expr) -> Option<(&'e Place, Values, Values)> {
    let kind =
        |place: &Place| facts.places.index(place).and_then(|i| facts.places.get(i)).map(|t: &Tracked| t.kind);
    let against = |op, place: &'e Place, value: &Value| {
        let kind = kind(place)?;
        let of = |op| facts.values(op, value, kind);
        Some((place, of(op)?, of(opposite(op))?))
    };
    match leaf {
        Expr::Read(place) => against(CompareOp::Is, place, &Value::Bool(true)),
        Expr::Compare(op, a, b) => match (a.as_ref(), b.as_ref()) {
            (Expr::Read(place), Expr::Const(value)) => against(*op, place, value),
            (Expr::Const(value), Expr::Read(place)) => against(flipped(*op), place, value),
            _ => None,
        },
        Expr::In(item, list) => {
            let (Expr::Read(place), Expr::Const(Value::List(values))) = (item.as_ref(), list.as_ref()) else {
                return None;
            };
            let mut both = (Values::Nothing, Values::full(kind(place)?));
            for value in values {
                let (_, yes, no) = against(CompareOp::Is, place, value)?;
                both = (both.0.join(&yes), both.1.meet(&no));
            }
            Some((place, both.0, both.1))
        }
        _ => None,
    }
}

/// 数量(list) against a constant.
pub(super) fn counted(leaf: &Expr) -> Option<(&Place, CompareOp, Decimal)> {
    let Expr::Compare(op, a, b) = leaf else { return None };
    match (a.as_ref(), b.as_ref()) {
        (Expr::Count(list), Expr::Const(Value::Number(n))) => match list.as_ref() {
            Expr::Read(place) => Some((place, *op, *n)),
            _ => None,
        },
        (Expr::Const(Value::Number(n)), Expr::Count(list)) => match list.as_ref() {
            Expr::Read(place) => Some((place, flipped(*op), *n)),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a condition is remembered rather than decided.
pub(super) fn is_opaque(facts: &Facts<'_>, leaf: &Expr) -> bool {
    decided(facts, leaf).is_none() && counted(leaf).is_none()
}

/// The conditions of which 并且, 或者 and 不是 make this one.
pub(super) fn leaves<'e>(condition: &'e Expr, visit: &mut impl FnMut(&'e Expr)) {
    match condition {
        Expr::Not(inner) => leaves(inner, visit),
        Expr::And(all) | Expr::Or(all) => all.iter().for_each(|e| leaves(e, visit)),
        Expr::Has(_) | Expr::Const(_) => {}
        leaf => visit(leaf),
    }
}

/// Whether two conditions are the same or opposites.
pub(super) fn same_condition(a: &Expr, b: &Expr) -> bool {
    positive(a).0 == positive(b).0
}

/// The places without which an expression gives 无.
pub(super) fn strict_places(e: &Expr, visit: &mut impl FnMut(&Place)) {
    match e {
        Expr::Read(place) => visit(place),
        Expr::Compare(_, a, b)
        | Expr::In(a, b)
        | Expr::TextContains(a, b)
        | Expr::Arith(_, a, b)
        | Expr::Nth(a, b) => {
            strict_places(a, visit);
            strict_places(b, visit);
        }
        Expr::Count(e)
        | Expr::Fold(_, e, _)
        | Expr::Filter(e, _)
        | Expr::Reshape(e, _)
        | Expr::ReshapeEach(e, _)
        | Expr::Field(e, _) => strict_places(e, visit),
        Expr::List(all) => all.iter().for_each(|e| strict_places(e, visit)),
        Expr::Const(_)
        | Expr::Has(_)
        | Expr::Given(_)
        | Expr::Not(_)
        | Expr::And(_)
        | Expr::Or(_)
        | Expr::Text(_) => {}
    }
}

/// Whether an expression may give 无 although everything that it reads is set.
pub(super) fn may_fail(e: &Expr) -> bool {
    match e {
        Expr::Nth(..) | Expr::Field(..) | Expr::Fold(Fold::Max | Fold::Min | Fold::Average, ..) => true,
        Expr::Arith(ArithOp::Div, a, b) => {
            let zero = match b.as_ref() {
                Expr::Const(Value::Number(n)) => n.is_zero(),
                Expr::Const(Value::Money(m)) => m.0 == 0,
                Expr::Const(Value::Duration(d)) => d.0 == 0,
                _ => true,
            };
            zero || may_fail(a)
        }
        Expr::Compare(_, a, b) | Expr::In(a, b) | Expr::TextContains(a, b) | Expr::Arith(_, a, b) => {
            may_fail(a) || may_fail(b)
        }
        Expr::List(all) => all.iter().any(may_fail),
        Expr::Count(e)
        | Expr::Fold(_, e, _)
        | Expr::Filter(e, _)
        | Expr::Reshape(e, _)
        | Expr::ReshapeEach(e, _) => may_fail(e),
        Expr::Read(place) => !is_tracked(place) && !is_certain(place),
        _ => false,
    }
}

/// Whether the places of this root are tracked.
fn is_tracked(place: &Place) -> bool {
    matches!(
        place.root,
        Root::Slot(_)
            | Root::Customer(_)
            | Root::Session(_)
            | Root::Event
            | Root::Arrived(_)
            | Root::Current(Current::Called)
            | Root::Team(_, TeamField::Open)
    )
}

/// Whether what is not tracked has a value all the same.
pub(super) fn is_certain(place: &Place) -> bool {
    !matches!(place.root, Root::Item | Root::Param(_) | Root::Team(_, TeamField::NextOpen))
}

/// The roots that an expression reads, and whether one of them is a clock.
pub(super) fn roots(e: &Expr) -> (Vec<Root>, bool) {
    let mut roots = Vec::new();
    each_place(e, &mut |place| roots.push(place.root));
    let passing = roots.iter().any(|r| matches!(r, Root::Now | Root::Today | Root::Team(..)));
    (roots, passing)
}
