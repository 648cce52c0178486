//! What a condition tells by how it came out, and what an expression gives.

use super::known::{Kind, Known, Values};
use super::places::Tracked;
use super::state::{Facts, State};
use crate::ast::{ArithOp, CompareOp};
use crate::lower::each_place;
use crate::program::{Current, Expr, Fold, Place, Root, TeamField, Test};
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

    fn bounded(&self, state: &State, mut cases: Vec<State>) -> Vec<State> {
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
        if may_fail(e) {
            cases.push(state.clone());
        }
        cases
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

    /// What a place holds after it was given the value of an expression, and what is known then.
    pub(super) fn assign(&self, state: &State, place: &Place, e: &Expr) -> Vec<State> {
        match e {
            Expr::Const(value) => {
                let mut state = state.clone();
                self.fresh(&mut state, place.root);
                self.exactly(&mut state, place, value);
                vec![state]
            }
            Expr::Read(from) => self.copy(state, place, from),
            Expr::Has(_)
            | Expr::Not(_)
            | Expr::And(_)
            | Expr::Or(_)
            | Expr::Compare(..)
            | Expr::In(..)
            | Expr::TextContains(..) => self.truth(state, place, e),
            _ => {
                let mut cases: Vec<State> = self
                    .none(state, e)
                    .into_iter()
                    .map(|mut state| {
                        self.unset(&mut state, place.root);
                        state
                    })
                    .collect();
                cases.extend(self.some(state, e).map(|state| self.computed(state, place, e)));
                cases
            }
        }
    }

    fn exactly(&self, state: &mut State, place: &Place, value: &Value) {
        let Some(index) = self.places.index(place) else { return };
        let Some(tracked) = self.places.get(index) else { return };
        let known = match value {
            Value::List(items) if items.is_empty() => Known::unset(),
            value => {
                let exact = Values::of(CompareOp::Is, value, tracked.kind, &self.zone);
                Known::set(exact.unwrap_or_else(|| Values::full(tracked.kind))).settled()
            }
        };
        self.put(state, index, known);
    }

    fn copy(&self, state: &State, place: &Place, from: &Place) -> Vec<State> {
        let is_list = self.places.index(place).and_then(|i| self.places.get(i)).is_some_and(|t| t.list);
        let mut cases = Vec::new();
        let absent = if is_list { self.unreadable(state, from) } else { self.absents(state, from) };
        let untold = |state: &&State| {
            let known = self.places.index(from).map(|i| self.get(state, i));
            known.is_some_and(|k| k.absent && k.proved)
        };
        let absent = if untold(&state) { Vec::new() } else { absent };
        for mut state in absent {
            self.unset(&mut state, place.root);
            cases.push(state);
        }
        let Some(before) = self.readable(state, from) else { return cases };
        let mut after = before.clone();
        self.fresh(&mut after, place.root);
        for i in self.places.under(place.root) {
            let Some(tracked) = self.places.get(*i) else { continue };
            let fields = from.fields.iter().chain(&tracked.place.fields).copied().collect();
            let source = Place { root: from.root, fields };
            if let Some(known) = self.places.index(&source).map(|s| self.get(&before, s)) {
                let known = Known { settled: true, open: false, proved: true, ..known.as_ref().clone() };
                self.put(&mut after, *i, known);
            }
        }
        cases.push(after);
        cases
    }

    fn truth(&self, state: &State, place: &Place, e: &Expr) -> Vec<State> {
        let mut cases = Vec::new();
        for truth in [Truth::Yes, Truth::No, Truth::Absent] {
            for mut state in self.bounded(state, self.come(state, e, truth)) {
                self.fresh(&mut state, place.root);
                match truth {
                    Truth::Yes => self.exactly(&mut state, place, &Value::Bool(true)),
                    Truth::No => self.exactly(&mut state, place, &Value::Bool(false)),
                    Truth::Absent => self.unset(&mut state, place.root),
                }
                cases.push(state);
            }
        }
        cases
    }

    /// A sum with a constant keeps what is known of the number; anything else is anything.
    fn computed(&self, state: State, place: &Place, e: &Expr) -> State {
        let moved = self.moved(&state, e);
        let mut state = state;
        self.fresh(&mut state, place.root);
        if let (Some(values), Some(index)) = (moved, self.places.index(place)) {
            self.put(&mut state, index, Known::set(values).settled());
        }
        state
    }

    fn moved(&self, state: &State, e: &Expr) -> Option<Values> {
        let Expr::Arith(op, a, b) = e else { return None };
        let (place, by) = match (op, a.as_ref(), b.as_ref()) {
            (ArithOp::Add, Expr::Read(place), Expr::Const(by))
            | (ArithOp::Add, Expr::Const(by), Expr::Read(place)) => (place, by),
            (ArithOp::Sub, Expr::Read(place), Expr::Const(by)) => (place, by),
            _ => return None,
        };
        let index = self.places.index(place)?;
        let Kind::Ordered(scale) = self.places.get(index)?.kind else { return None };
        let by = super::known::number(scale, by)?;
        self.get(state, index).values.moved(if *op == ArithOp::Sub { -by } else { by })
    }
}

/// A condition without the words that say its opposite.
fn positive(leaf: &Expr) -> (Expr, bool) {
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
fn flipped(op: CompareOp) -> CompareOp {
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
        let of = |op| Values::of(op, value, kind, &facts.zone);
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
fn counted(leaf: &Expr) -> Option<(&Place, CompareOp, Decimal)> {
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
        | Expr::ReshapeEach(e, _) => strict_places(e, visit),
        Expr::List(all) => all.iter().for_each(|e| strict_places(e, visit)),
        Expr::Const(_) | Expr::Has(_) | Expr::Not(_) | Expr::And(_) | Expr::Or(_) | Expr::Text(_) => {}
    }
}

/// Whether an expression may give 无 although everything that it reads is set.
fn may_fail(e: &Expr) -> bool {
    match e {
        Expr::Nth(..) | Expr::Fold(Fold::Max | Fold::Min | Fold::Average, ..) => true,
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
            | Root::Current(Current::Called)
            | Root::Team(_, TeamField::Open)
    )
}

/// Whether what is not tracked has a value all the same.
fn is_certain(place: &Place) -> bool {
    !matches!(place.root, Root::Item | Root::Param(_) | Root::Team(_, TeamField::NextOpen))
}

/// The roots that an expression reads, and whether one of them is a clock.
pub(super) fn roots(e: &Expr) -> (Vec<Root>, bool) {
    let mut roots = Vec::new();
    each_place(e, &mut |place| roots.push(place.root));
    let passing = roots.iter().any(|r| matches!(r, Root::Now | Root::Today | Root::Team(..)));
    (roots, passing)
}
