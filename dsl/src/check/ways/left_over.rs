//! E0205: what the arms of 按 leave out, by the type of what is looked at.

use super::known::{Kind, Known, Values};
use super::witness;
use crate::ast::CompareOp;
use crate::check::Checker;
use crate::program::{Expr, MatchArm, Test};
use crate::value::{Member, Type, Value};
use jiff::tz::TimeZone;

/// Values that no arm takes, as a shop writes them: all that are left of an enum, one example of numbers; empty if nothing is.
pub(crate) fn left_over(checker: &Checker<'_>, ty: &Type, arms: &[MatchArm]) -> Vec<String> {
    let program = checker.program;
    let zone = TimeZone::get(&program.time_zone).unwrap_or(TimeZone::UTC);
    let kind = Kind::of(program, ty);
    let mut left = Values::full(kind);
    for arm in arms {
        left = match &arm.test {
            Test::Other => return Vec::new(),
            Test::Bound(op, Expr::Const(bound)) => {
                let not = Values::of(super::leaf::opposite(*op), bound, kind, &zone);
                not.map_or_else(|| left.clone(), |not| left.meet(&not))
            }
            Test::Bound(..) => left,
            Test::Values(values) => values.iter().fold(left, |left, value| {
                let not = Values::of(CompareOp::IsNot, value, kind, &zone);
                not.map_or_else(|| left.clone(), |not| left.meet(&not))
            }),
        };
    }
    match (&left, kind) {
        (Values::Nothing, _) => Vec::new(),
        (Values::Members(bits), Kind::Members(of, count)) => (0..count)
            .filter(|i| bits & (1_u64.checked_shl(*i).unwrap_or(0)) != 0)
            .filter_map(|i| match of {
                Some(of) => named(checker, &Member { ty: of, index: u16::try_from(i).ok()? }),
                None => Some(crate::keywords::zh(if i == 1 { "yes" } else { "no" }).to_owned()),
            })
            .collect(),
        (Values::Ranges(_), Kind::Ordered(_)) => {
            let other = || vec![crate::keywords::zh("other_arm").to_owned()];
            witness::example(program, ty, &Known::set(left), &zone).map_or_else(other, |v| vec![v])
        }
        _ => vec![crate::keywords::zh("other_arm").to_owned()],
    }
}

fn named(checker: &Checker<'_>, member: &Member) -> Option<String> {
    let (_, members) = checker.members(&Type::Named(member.ty))?;
    members.get(usize::from(member.index)).map(|m| m.name.clone())
}

/// Two constants.
pub(super) fn both<'e>(a: &'e Expr, b: &'e Expr) -> Option<(&'e Value, &'e Value)> {
    match (a, b) {
        (Expr::Const(a), Expr::Const(b)) => Some((a, b)),
        _ => None,
    }
}

/// A constant condition, where it compares two constants.
pub(super) fn constant(op: CompareOp, a: &Value, b: &Value) -> Option<bool> {
    use super::known::{Scale, number};
    use Scale::{Date, DateTime, Duration, Integer, Money, Number, Time};
    let numbers = [Number, Integer, Money, Date, Time, DateTime, Duration]
        .into_iter()
        .find_map(|s| Some((number(s, a)?, number(s, b)?)));
    if let Some((a, b)) = numbers {
        return Some(match op {
            CompareOp::Is => a == b,
            CompareOp::IsNot => a != b,
            CompareOp::Greater => a > b,
            CompareOp::Less => a < b,
            CompareOp::AtLeast => a >= b,
            CompareOp::AtMost => a <= b,
        });
    }
    match op {
        CompareOp::Is => Some(a == b),
        CompareOp::IsNot => Some(a != b),
        _ => None,
    }
}
