//! What a condition tells by how it came out.

use super::known::{Kind, Values};
use super::leaf::{counted, decided, is_certain, may_fail, opposite, positive, strict_places};
use super::state::{Facts, State};
use crate::ast::{ArithOp, CompareOp};
use crate::program::{Expr, Place, Test};
use crate::value::Value;
use rust_decimal::Decimal;

/// How a condition comes out: 无 counts as no, but 不是(无) is 无 too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Truth {
    Yes,
    No,
    Absent,
}

/// More cases of one condition than this are not told apart.
const CASES: usize = 12;

impl Facts<'_> {
    /// The cases in which a condition holds.
    pub(super) fn holds(&self, state: &State, condition: &Expr) -> Vec<State> {
        self.bounded(state, self.come(state, condition, Truth::Yes))
    }

    /// The cases in which a condition does not hold.
    pub(super) fn fails(&self, state: &State, condition: &Expr) -> Vec<State> {
        let mut all = self.come(state, condition, Truth::No);
        all.extend(self.come(state, condition, Truth::Absent));
        self.bounded(state, all)
    }

    pub(super) fn bounded(&self, state: &State, mut cases: Vec<State>) -> Vec<State> {
        if cases.len() > CASES {
            return vec![state.clone()];
        }
        let mut i = 0;
        while i < cases.len() {
            let covered = cases.get(i).is_some_and(|small| {
                cases.iter().enumerate().any(|(j, large)| {
                    j != i && self.covers(large, small) && (j < i || !self.covers(small, large))
                })
            });
            if covered {
                cases.swap_remove(i);
            } else {
                i += 1;
            }
        }
        cases
    }

    /// The cases in which a condition comes out so.
    pub(super) fn come(&self, state: &State, condition: &Expr, truth: Truth) -> Vec<State> {
        match (condition, truth) {
            (Expr::Const(Value::Bool(is)), _) => {
                let wanted = if *is { Truth::Yes } else { Truth::No };
                if truth == wanted { vec![state.clone()] } else { Vec::new() }
            }
            (Expr::Compare(op, a, b), _) if super::left_over::both(a, b).is_some() => {
                let is =
                    super::left_over::both(a, b).and_then(|(a, b)| super::left_over::constant(*op, a, b));
                match (is, truth) {
                    (Some(true), Truth::Yes) | (Some(false), Truth::No) => vec![state.clone()],
                    (None, Truth::Yes | Truth::No) => vec![state.clone()],
                    _ => Vec::new(),
                }
            }
            (Expr::Has(place), Truth::Yes) => self.present(state, place).into_iter().collect(),
            (Expr::Has(place), Truth::No) => {
                let untracked = self.places.chain(place).is_empty() && !is_certain(place);
                if untracked { vec![state.clone()] } else { self.absents(state, place) }
            }
            (Expr::Has(_), Truth::Absent) => Vec::new(),
            (Expr::Not(inner), Truth::Yes) => self.come(state, inner, Truth::No),
            (Expr::Not(inner), Truth::No) => self.come(state, inner, Truth::Yes),
            (Expr::Not(inner), Truth::Absent) => self.come(state, inner, Truth::Absent),
            (Expr::And(all), _) => self.several(state, all, truth, Truth::Yes),
            (Expr::Or(all), Truth::Yes) => self.several(state, all, Truth::No, Truth::No),
            (Expr::Or(all), Truth::No) => self.several(state, all, Truth::Yes, Truth::No),
            (Expr::Or(all), Truth::Absent) => self.several(state, all, Truth::Absent, Truth::No),
            (leaf, _) => self.leaf(state, leaf, truth),
        }
    }

    /// 并且 over conditions that each come out as `each` (或者: as the opposite): all of them so, the first that is the opposite, or
    /// none that is the opposite and one 无.
    fn several(&self, state: &State, all: &[Expr], truth: Truth, each: Truth) -> Vec<State> {
        let opposite = if each == Truth::Yes { Truth::No } else { Truth::Yes };
        let mut so_far = vec![(state.clone(), false)];
        let mut decided = Vec::new();
        for e in all {
            let mut next = Vec::new();
            for (before, absent) in so_far {
                if truth == Truth::No {
                    decided.extend(self.come(&before, e, opposite));
                }
                next.extend(self.come(&before, e, each).into_iter().map(|s| (s, absent)));
                if truth != Truth::Yes {
                    next.extend(self.come(&before, e, Truth::Absent).into_iter().map(|s| (s, true)));
                }
            }
            if next.len() > CASES || decided.len() > CASES {
                return vec![state.clone()];
            }
            so_far = next;
        }
        match truth {
            Truth::Yes => so_far.into_iter().map(|(s, _)| s).collect(),
            Truth::No => decided,
            Truth::Absent => so_far.into_iter().filter(|(_, absent)| *absent).map(|(s, _)| s).collect(),
        }
    }

    fn leaf(&self, state: &State, leaf: &Expr, truth: Truth) -> Vec<State> {
        if truth == Truth::Absent {
            return self.none(state, leaf);
        }
        match decided(self, leaf) {
            Some((place, yes, no)) => {
                let values = if truth == Truth::Yes { &yes } else { &no };
                self.among(state, place, values)
            }
            None => match counted(leaf) {
                Some((place, op, n)) => self.count(state, place, op, n, truth),
                None => self.opaque(state, leaf, truth),
            },
        }
    }

    /// The case in which a place is set to one of these values.
    fn among(&self, state: &State, place: &Place, values: &Values) -> Vec<State> {
        let Some(mut state) = self.readable(state, place) else { return Vec::new() };
        let Some(index) = self.places.index(place) else { return vec![state] };
        match self.get(&state, index).among(values) {
            Some(known) => {
                self.put(&mut state, index, known);
                vec![state]
            }
            None => Vec::new(),
        }
    }

    /// 数量(list) against a constant tells whether the list is empty.
    fn count(&self, state: &State, place: &Place, op: CompareOp, n: Decimal, truth: Truth) -> Vec<State> {
        use super::range::Ranges;
        let least = Ranges::of(CompareOp::AtLeast, Decimal::ZERO, true);
        let op = if truth == Truth::Yes { op } else { opposite(op) };
        let counts = Ranges::of(op, n, true).meet(&least);
        let zero = Ranges::of(CompareOp::Is, Decimal::ZERO, true);
        let mut cases = Vec::new();
        if counts.covers(&zero) {
            cases.extend(self.readable(state, place).into_iter().flat_map(|s| self.absents(&s, place)));
        }
        if !zero.covers(&counts) {
            cases.extend(self.present(state, place));
        }
        cases
    }

    /// A condition that cannot be decided: both come out, unless it was looked at before and nothing that it reads has changed.
    fn opaque(&self, state: &State, leaf: &Expr, truth: Truth) -> Vec<State> {
        let mut read = Some(state.clone());
        strict_places(leaf, &mut |place| {
            read = read.take().and_then(|state| self.readable(&state, place));
        });
        let Some(mut state) = read else { return Vec::new() };
        let Some((bit, same)) = self.atom(leaf) else { return vec![state] };
        let holds = (truth == Truth::Yes) == same;
        let (known, other) = if holds { (state.yes, state.no) } else { (state.no, state.yes) };
        if other & (1 << bit) != 0 {
            return Vec::new();
        }
        if known & (1 << bit) == 0 {
            *(if holds { &mut state.yes } else { &mut state.no }) |= 1 << bit;
        }
        vec![state]
    }

    /// The remembered condition that this is, or is the opposite of.
    fn atom(&self, leaf: &Expr) -> Option<(usize, bool)> {
        let (plain, same) = positive(leaf);
        let is = |e: &Expr| *e == plain;
        self.atoms.iter().position(|a| is(&positive(a.condition).0)).map(|bit| {
            let (_, written) = positive(self.atoms.get(bit).map_or(leaf, |a| a.condition));
            (bit, same == written)
        })
    }

    /// The cases in which an expression gives 无.
    pub(super) fn none(&self, state: &State, e: &Expr) -> Vec<State> {
        let mut cases = Vec::new();
        strict_places(e, &mut |place| cases.extend(self.unreadable(state, place)));
        match super::folded::only_of_none(self, e) {
            Some(list) => cases.extend(self.readable(state, list).iter().flat_map(|s| self.absents(s, list))),
            None if self.divides_by_some(state, e) => {}
            None if may_fail(e) || super::folded::may_lack(self, e) => cases.push(state.clone()),
            None => {}
        }
        cases
    }

    /// Whether an expression is a division by what is never zero here.
    fn divides_by_some(&self, state: &State, e: &Expr) -> bool {
        let Expr::Arith(ArithOp::Div, a, by) = e else { return false };
        let Expr::Read(place) = by.as_ref() else { return false };
        let Some(index) = self.places.index(place).filter(|_| !may_fail(a)) else { return false };
        let Some(Kind::Ordered(scale)) = self.places.get(index).map(|t| t.kind) else { return false };
        let zero = super::known::value(scale, Decimal::ZERO);
        let zero = zero.and_then(|zero| self.values(CompareOp::Is, &zero, Kind::Ordered(scale)));
        zero.is_some_and(|zero| self.get(state, index).values.meet(&zero) == Values::Nothing)
    }

    /// The case in which everything that an expression reads is set.
    pub(super) fn some(&self, state: &State, e: &Expr) -> Option<State> {
        let mut read = Some(state.clone());
        strict_places(e, &mut |place| read = read.take().and_then(|state| self.readable(&state, place)));
        read
    }

    /// The cases in which an arm of 按 is taken, and those in which the next is looked at.
    pub(super) fn arm(&self, state: &State, subject: &Expr, test: &Test) -> (Vec<State>, Vec<State>) {
        let condition = match test {
            Test::Other => return (vec![state.clone()], Vec::new()),
            Test::Bound(op, bound) => Expr::Compare(*op, Box::new(subject.clone()), Box::new(bound.clone())),
            Test::Values(values) => {
                Expr::In(Box::new(subject.clone()), Box::new(Expr::Const(Value::List(values.clone()))))
            }
        };
        (self.holds(state, &condition), self.fails(state, &condition))
    }
}
