//! Sets of numbers as intervals with exact decimal ends.

use crate::ast::CompareOp;
use rust_decimal::Decimal;

/// How many intervals a set keeps apart; more become the hull of all.
const MOST: usize = 12;

/// An end of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum End {
    /// Without end.
    Far,
    /// The number belongs to it.
    With(Decimal),
    /// It ends right before or behind the number.
    Without(Decimal),
}

impl End {
    fn number(self) -> Option<Decimal> {
        match self {
            Self::Far => None,
            Self::With(n) | Self::Without(n) => Some(n),
        }
    }

    fn moved(self, by: Decimal) -> Option<Self> {
        Some(match self {
            Self::Far => Self::Far,
            Self::With(n) => Self::With(n.checked_add(by)?),
            Self::Without(n) => Self::Without(n.checked_add(by)?),
        })
    }
}

/// An interval that is not empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Range {
    low: End,
    high: End,
}

impl Range {
    /// Whether it is one whole number and nothing else.
    fn is_whole_number(&self) -> bool {
        matches!((self.low, self.high), (End::With(a), End::With(b)) if a == b && a.is_integer())
    }
}

/// Numbers, or only whole ones: disjoint intervals in order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ranges {
    whole: bool,
    all: Vec<Range>,
}

impl Ranges {
    /// Every number.
    pub(super) fn full(whole: bool) -> Self {
        Self { whole, all: vec![Range { low: End::Far, high: End::Far }] }
    }

    /// The numbers `x` for which `x op n` holds.
    pub(super) fn of(op: CompareOp, n: Decimal, whole: bool) -> Self {
        let range = |low, high| Range { low, high };
        let all = match op {
            CompareOp::Is => vec![range(End::With(n), End::With(n))],
            CompareOp::IsNot => vec![range(End::Far, End::Without(n)), range(End::Without(n), End::Far)],
            CompareOp::Greater => vec![range(End::Without(n), End::Far)],
            CompareOp::Less => vec![range(End::Far, End::Without(n))],
            CompareOp::AtLeast => vec![range(End::With(n), End::Far)],
            CompareOp::AtMost => vec![range(End::Far, End::With(n))],
        };
        Self { whole, all: all.into_iter().filter_map(|r| tidy(r, whole)).collect() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The same numbers where the whole ones are all that count, or where every number does.
    pub(super) fn fitted(&self, whole: bool) -> Self {
        if self.whole == whole {
            return self.clone();
        }
        Self { whole, all: self.all.iter().filter_map(|r| tidy(*r, whole)).collect() }
    }

    /// The numbers in both.
    pub(super) fn meet(&self, other: &Self) -> Self {
        let whole = self.whole || other.whole;
        let both = |a: &Range, b: &Range| {
            tidy(Range { low: higher(a.low, b.low), high: lower(a.high, b.high) }, whole)
        };
        let mut all: Vec<Range> =
            self.all.iter().flat_map(|a| other.all.iter().filter_map(move |b| both(a, b))).collect();
        all.sort_by(|a, b| by_low(a.low, b.low));
        Self { whole, all }
    }

    /// The numbers in one of them, or the hull of many intervals.
    pub(super) fn join(&self, other: &Self) -> Self {
        let whole = self.whole && other.whole;
        let mut all: Vec<Range> = self.all.iter().chain(&other.all).copied().collect();
        all.sort_by(|a, b| by_low(a.low, b.low));
        let mut merged: Vec<Range> = Vec::with_capacity(all.len());
        for range in all {
            match merged.last_mut() {
                Some(last) if touch(last.high, range.low, whole) => {
                    last.high = farther(last.high, range.high);
                }
                _ => merged.push(range),
            }
        }
        if merged.len() > MOST
            && let (Some(first), Some(last)) = (merged.first(), merged.last())
        {
            merged = vec![Range { low: first.low, high: last.high }];
        }
        Self { whole, all: merged }
    }

    /// Whether every number of `other` is in it.
    pub(super) fn covers(&self, other: &Self) -> bool {
        let fits = |b: &Range| !self.whole || other.whole || b.is_whole_number();
        let within =
            |b: &Range| fits(b) && self.all.iter().any(|a| is_low(a.low, b.low) && is_high(a.high, b.high));
        other.all.iter().all(within)
    }

    /// Each number with `by` added; `None` beyond what a number holds.
    pub(super) fn moved(&self, by: Decimal) -> Option<Self> {
        let moved = |r: &Range| Some(Range { low: r.low.moved(by)?, high: r.high.moved(by)? });
        let all: Option<Vec<Range>> = self.all.iter().map(moved).collect();
        Some(Self { whole: self.whole && by.is_integer(), all: all? })
    }

    /// A number in it: `wanted` if that is in it, else one near an end.
    pub(super) fn pick(&self, wanted: Decimal) -> Option<Decimal> {
        let at = Self::of(CompareOp::Is, wanted, self.whole);
        if self.covers(&at) && !at.is_empty() {
            return Some(wanted);
        }
        let near = |r: &&Range| {
            let distance = |e: End| e.number().map(|n| (n - wanted).abs());
            distance(r.low).into_iter().chain(distance(r.high)).min()
        };
        let nearest = self.all.iter().rev().min_by_key(near)?;
        Some(inside(*nearest, wanted))
    }
}

/// A number in a range, near `wanted`.
fn inside(range: Range, wanted: Decimal) -> Decimal {
    let half = |a: Decimal, b: Decimal| (a + b) / Decimal::TWO;
    match (range.low, range.high) {
        (End::With(n), high) if high.number().is_none_or(|h| wanted < n || h == n) => n,
        (_, End::With(n)) if range.low.number().is_none_or(|l| wanted > n || l == n) => n,
        (End::With(n), End::Far) | (End::Far, End::With(n)) => n,
        (End::Without(n), End::Far) => n + Decimal::ONE,
        (End::Far, End::Without(n)) => n - Decimal::ONE,
        (low, high) => match (low.number(), high.number()) {
            (Some(a), Some(b)) if b - a > Decimal::TWO => a + Decimal::ONE,
            (Some(a), Some(b)) => half(a, b),
            _ => wanted,
        },
    }
}

/// The range without what is no whole number, if only those count; `None` if nothing is left.
fn tidy(mut range: Range, whole: bool) -> Option<Range> {
    if whole {
        range.low = match range.low {
            End::With(n) => End::With(n.ceil()),
            End::Without(n) => End::With(n.floor() + Decimal::ONE),
            End::Far => End::Far,
        };
        range.high = match range.high {
            End::With(n) => End::With(n.floor()),
            End::Without(n) => End::With(n.ceil() - Decimal::ONE),
            End::Far => End::Far,
        };
    }
    let (Some(low), Some(high)) = (range.low.number(), range.high.number()) else { return Some(range) };
    let closed = matches!((range.low, range.high), (End::With(_), End::With(_)));
    (low < high || low == high && closed).then_some(range)
}

/// Which low end comes first.
fn by_low(a: End, b: End) -> std::cmp::Ordering {
    if a == b {
        std::cmp::Ordering::Equal
    } else if is_low(a, b) {
        std::cmp::Ordering::Less
    } else {
        std::cmp::Ordering::Greater
    }
}

/// Whether a low end lets through everything that `b` does.
fn is_low(a: End, b: End) -> bool {
    match (a, b) {
        (End::Far, _) => true,
        (_, End::Far) => false,
        (End::Without(a), End::With(b)) => a < b,
        (End::With(a) | End::Without(a), End::With(b) | End::Without(b)) => a <= b,
    }
}

/// Whether a high end lets through everything that `b` does.
fn is_high(a: End, b: End) -> bool {
    match (a, b) {
        (End::Far, _) => true,
        (_, End::Far) => false,
        (End::Without(a), End::With(b)) => a > b,
        (End::With(a) | End::Without(a), End::With(b) | End::Without(b)) => a >= b,
    }
}

fn higher(a: End, b: End) -> End {
    if is_low(a, b) { b } else { a }
}

fn lower(a: End, b: End) -> End {
    if is_high(a, b) { b } else { a }
}

fn farther(a: End, b: End) -> End {
    if is_high(a, b) { a } else { b }
}

/// Whether a range that ends at `high` and one that begins at `low`, not before it, leave nothing between them.
fn touch(high: End, low: End, whole: bool) -> bool {
    let (Some(h), Some(l)) = (high.number(), low.number()) else { return true };
    match (high, low) {
        (End::Without(_), End::Without(_)) => l < h,
        (End::With(_), End::With(_)) if whole => l <= h + Decimal::ONE,
        _ => l <= h,
    }
}

#[cfg(test)]
mod tests {
    use super::Ranges;
    use crate::ast::CompareOp::{AtLeast, AtMost, Greater, Is, IsNot, Less};
    use rust_decimal::Decimal;

    fn n(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn two_halves_are_everything_and_have_nothing_in_common() {
        for whole in [false, true] {
            for (a, b) in [(Less, AtLeast), (AtMost, Greater), (Is, IsNot)] {
                let (a, b) = (Ranges::of(a, n("3"), whole), Ranges::of(b, n("3"), whole));
                assert!(a.join(&b) == Ranges::full(whole) && a.meet(&b).is_empty(), "{a:?} {b:?}");
                assert!(Ranges::full(whole).covers(&a) && !a.covers(&b));
            }
        }
    }

    #[test]
    fn between_two_neighbours_is_nothing_whole() {
        let between = |whole| Ranges::of(Greater, n("3"), whole).meet(&Ranges::of(Less, n("4"), whole));
        assert!(between(true).is_empty());
        assert_eq!(between(false).pick(n("1")), Some(n("3.5")));
        assert!(Ranges::of(Is, n("2.5"), true).is_empty());
        let all = Ranges::of(AtMost, n("3"), true).join(&Ranges::of(AtLeast, n("4"), true));
        assert_eq!(all, Ranges::full(true));
    }

    #[test]
    fn what_is_picked_is_in_it() {
        let cases = [
            (Ranges::of(AtLeast, n("50"), false), "50"),
            (Ranges::of(Greater, n("3"), true), "4"),
            (Ranges::of(Less, n("0.6"), false), "-0.4"),
            (Ranges::of(IsNot, n("1"), false), "2"),
            (Ranges::of(AtLeast, n("50"), false).meet(&Ranges::of(AtMost, n("230"), false)), "50"),
        ];
        for (ranges, wanted) in cases {
            let found = ranges.pick(n("1")).unwrap();
            assert!(ranges.covers(&Ranges::of(Is, found, false)), "{ranges:?} {found}");
            assert_eq!(found, n(wanted), "{ranges:?}");
        }
    }

    #[test]
    fn half_a_number_is_not_whole() {
        let (all, half) = (Ranges::full(true), Ranges::of(Is, n("1.5"), false));
        assert!(!all.covers(&half) && Ranges::full(false).covers(&half));
        let halves = all.moved(n("0.5")).unwrap();
        assert!(!halves.meet(&half).is_empty());
        assert_eq!(all.join(&half), Ranges::full(false));
        assert!(all.meet(&half).is_empty());
        assert_eq!(Ranges::of(Greater, n("2.5"), false).fitted(true), Ranges::of(AtLeast, n("3"), true));
        assert!(!Ranges::of(AtLeast, n("1"), true).fitted(false).meet(&half).is_empty());
    }

    #[test]
    fn a_counter_moves_on() {
        let three = Ranges::of(Is, n("3"), true);
        assert_eq!(three.moved(n("1")), Some(Ranges::of(Is, n("4"), true)));
    }
}
