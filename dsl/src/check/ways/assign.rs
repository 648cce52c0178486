//! What a place holds after it was given a value.

use super::assume::Truth;
use super::known::{Kind, Known, Values};
use super::state::{Facts, State};
use crate::ast::{ArithOp, CompareOp};
use crate::program::{Expr, Place};
use crate::value::Value;
use rust_decimal::Decimal;

impl Facts<'_> {
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
            | Expr::Given(_)
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
                let exact = self.values(CompareOp::Is, value, tracked.kind);
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
        let (place, by) = self.summand(e)?;
        self.get(state, self.places.index(place)?).values.moved(by)
    }

    /// The place to which a constant is added, and by how much.
    pub(super) fn summand<'e>(&self, e: &'e Expr) -> Option<(&'e Place, Decimal)> {
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
        Some((place, if *op == ArithOp::Sub { -by } else { by }))
    }
}
