//! One set of facts about all tracked places, and the few things that are done with it.

use super::known::{Kind, Known, Values};
use super::places::{Places, Tracked, whole};
use super::trail::Trail;
use crate::ast::CompareOp;
use crate::program::{Expr, Flow, Place, Program, Root, SlotId};
use crate::value::Value;
use jiff::tz::TimeZone;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What is known at a point: one entry a tracked place, and what came of the conditions that are looked at more than once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State {
    pub(super) known: Box<[u16]>,
    /// Conditions that held, and those that did not.
    pub(super) yes: u64,
    pub(super) no: u64,
    /// For each 要明说 question that may stand for a confirmation: what was set since it was answered.
    pub(super) confirmed: Vec<Option<u64>>,
    /// What lies on the trail.
    pub(super) trail: Trail,
    /// Whether something may have been written, and whether it may not.
    pub(super) wrote: bool,
    pub(super) spared: bool,
    /// What became of a value that the customer will take back.
    pub(super) mode: Mode,
}

/// What of 改口 is under way (R7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mode {
    /// Nothing.
    Plain,
    /// The slot will be corrected: it was read first at this node.
    Doubted {
        /// The slot.
        slot: SlotId,
        /// Where the correction goes back to.
        reader: u16,
        /// What was computed from it since.
        dropped: Vec<SlotId>,
        /// A write was committed since: nothing goes back.
        committed: bool,
        /// What lay on the trail before it was read.
        since: Trail,
    },
    /// A 更正时 block runs; this question waits below it.
    Correcting(u16),
}

/// A condition whose outcome is remembered because it stands twice.
#[derive(Debug)]
pub(super) struct Atom<'p> {
    pub(super) condition: &'p Expr,
    /// It reads the clock, the calendar or a team.
    pub(super) passing: bool,
    pub(super) roots: Vec<Root>,
}

/// Everything that facts of one flow are told by.
pub(super) struct Facts<'p> {
    pub(super) program: &'p Program,
    pub(super) flow: &'p Flow,
    pub(super) places: Places,
    pub(super) atoms: Vec<Atom<'p>>,
    zone: OnceCell<TimeZone>,
    pool: RefCell<Pool>,
    /// For each tracked place, that everything is possible.
    anything: Box<[u16]>,
}

#[derive(Default)]
struct Pool {
    all: Vec<Rc<Known>>,
    index: BTreeMap<Rc<Known>, u16>,
}

impl Pool {
    fn id(&mut self, known: Known) -> u16 {
        if let Some(id) = self.index.get(&known) {
            return *id;
        }
        let known = Rc::new(known);
        let id = u16::try_from(self.all.len()).unwrap_or(u16::MAX);
        if id < u16::MAX {
            self.all.push(Rc::clone(&known));
            self.index.insert(known, id);
        }
        id
    }
}

impl<'p> Facts<'p> {
    /// Facts about `places`; no condition is remembered yet.
    pub(super) fn new(program: &'p Program, flow: &'p Flow, places: Places) -> Self {
        let mut facts = Self {
            program,
            flow,
            places,
            atoms: Vec::new(),
            zone: OnceCell::new(),
            pool: RefCell::default(),
            anything: Box::default(),
        };
        let any = |t: &Tracked| Known {
            settled: true,
            proved: false,
            ..Known::set(Values::full(t.kind)).or_unset()
        };
        let ids = facts.places.all.iter().map(|t| facts.id(fitted(t, any(t)))).collect();
        facts.anything = ids;
        facts
    }

    /// The state in which everything is possible.
    pub(super) fn anything(&self) -> State {
        let known = self.anything.clone();
        State {
            known,
            yes: 0,
            no: 0,
            confirmed: Vec::new(),
            trail: Trail::empty(),
            wrote: false,
            spared: true,
            mode: Mode::Plain,
        }
    }

    /// The shop's time zone; reading it costs more than a flow that has no use for it.
    pub(super) fn zone(&self) -> &TimeZone {
        self.zone.get_or_init(|| TimeZone::get(&self.program.time_zone).unwrap_or(TimeZone::UTC))
    }

    /// The values `x` of a kind for which `x op value` holds; `None` where that is not known.
    pub(super) fn values(&self, op: CompareOp, value: &Value, kind: Kind) -> Option<Values> {
        // Only a day of the calendar needs a time zone, and most flows compare with none.
        let by_day = matches!(value, Value::Date(_));
        Values::of(op, value, kind, if by_day { self.zone() } else { const { &TimeZone::UTC } })
    }

    fn id(&self, known: Known) -> u16 {
        self.pool.borrow_mut().id(known)
    }

    /// What is known of a tracked place.
    pub(super) fn get(&self, state: &State, index: u16) -> Rc<Known> {
        let id = state.known.get(usize::from(index)).copied().unwrap_or(u16::MAX);
        let anything = || Rc::new(Known { settled: true, ..Known::set(Values::Free).or_unset() });
        self.pool.borrow().all.get(usize::from(id)).cloned().unwrap_or_else(anything)
    }

    pub(super) fn put(&self, state: &mut State, index: u16, known: Known) {
        if let (Some(place), Some(tracked)) =
            (state.known.get_mut(usize::from(index)), self.places.get(index))
        {
            *place = self.id(fitted(tracked, known));
        }
    }

    /// Whether everything that `small` allows is allowed by `large`.
    pub(super) fn covers(&self, large: &State, small: &State) -> bool {
        let same = large.mode == small.mode
            && large.confirmed.iter().zip(&small.confirmed).all(|(a, b)| is_weaker(*a, *b))
            && large.trail.covers(&small.trail)
            && (large.wrote || !small.wrote)
            && (large.spared || !small.spared)
            && large.yes & !small.yes == 0
            && large.no & !small.no == 0;
        same && large.known.iter().zip(&small.known).all(|(a, b)| {
            a == b || {
                let pool = self.pool.borrow();
                match (pool.all.get(usize::from(*a)), pool.all.get(usize::from(*b))) {
                    (Some(a), Some(b)) => a.covers(b),
                    (a, _) => a.is_none(),
                }
            }
        })
    }

    /// How many places two states differ in, and before that, how many confirmations: a write must not be done for want of telling them
    /// apart. None where they cannot be told as one.
    pub(super) fn distance(&self, a: &State, b: &State) -> Option<(usize, usize)> {
        let confirmed = || a.confirmed.iter().zip(&b.confirmed).filter(|(a, b)| a != b).count();
        let known = || a.known.iter().zip(&b.known).filter(|(a, b)| a != b).count();
        (a.mode == b.mode).then(|| (confirmed(), known()))
    }

    /// What holds of both. Intervals that differ become every number, so that this comes to an end.
    pub(super) fn join(&self, a: &State, b: &State) -> State {
        let mut joined = a.clone();
        joined.yes &= b.yes;
        joined.no &= b.no;
        joined.trail = a.trail.join(&b.trail);
        joined.wrote |= b.wrote;
        joined.spared |= b.spared;
        let both = |(a, b): (&Option<u64>, &Option<u64>)| Some(((*a)?) | ((*b)?));
        joined.confirmed = a.confirmed.iter().zip(&b.confirmed).map(both).collect();
        for (i, tracked) in (0u16..).zip(&self.places.all) {
            let (left, right) = (self.get(a, i), self.get(b, i));
            if left != right {
                let mut known = left.join(&right);
                if matches!(known.values, Values::Ranges(_) | Values::OneOf(_) | Values::NoneOf(_))
                    && left.values != right.values
                {
                    known.values = Values::full(tracked.kind);
                }
                self.put(&mut joined, i, known);
            }
        }
        joined
    }

    /// Keeps only what may still be looked at.
    pub(super) fn forget(&self, state: &mut State, live: &super::live::Bits) {
        for (i, (known, any)) in (0u16..).zip(state.known.iter_mut().zip(&self.anything)) {
            if !live.has(i) {
                *known = *any;
            }
        }
        let first = u16::try_from(self.places.all.len()).unwrap_or(u16::MAX);
        for (bit, _) in (0u16..).zip(&self.atoms) {
            if !live.has(first.saturating_add(bit)) {
                state.yes &= !(1 << bit);
                state.no &= !(1 << bit);
            }
        }
    }

    /// Forgets of a slot how it was set where no question for it may follow: only questions ask for that.
    pub(super) fn forget_how_set(&self, state: &mut State, questions: &super::live::Bits) {
        for (i, _) in (0u16..).zip(&self.places.all).filter(|(i, t)| t.asked && !questions.has(*i)) {
            let known = self.get(state, i);
            // Of what may be unset it also says that the question was left out: no message fills it then.
            let settled = known.settled && known.absent;
            if known.settled != settled || known.open {
                self.put(state, i, Known { settled, open: false, ..known.as_ref().clone() });
            }
        }
    }

    /// What a condition that reads this root came out as is no longer known.
    pub(super) fn changed(&self, state: &mut State, root: Root) {
        for (bit, _) in self.atoms.iter().enumerate().filter(|(_, a)| a.roots.contains(&root)) {
            state.yes &= !(1 << bit);
            state.no &= !(1 << bit);
        }
    }

    /// The clock goes on: what was read off it is no longer known.
    pub(super) fn pass_clock(&self, state: &mut State) {
        for (bit, _) in self.atoms.iter().enumerate().filter(|(_, a)| a.passing) {
            state.yes &= !(1 << bit);
            state.no &= !(1 << bit);
        }
        for (i, tracked) in (0u16..).zip(&self.places.all) {
            if matches!(tracked.place.root, Root::Team(..)) {
                self.put(state, i, tracked.fresh());
            }
        }
    }

    /// Time passes: what was read off a clock is no longer known, and what others may change is not either.
    pub(super) fn pass_time(&self, state: &mut State) {
        self.pass_clock(state);
        for (i, tracked) in (0u16..).zip(&self.places.all) {
            if tracked.shared {
                let known = self.get(state, i);
                let may_lack = tracked.lacks || tracked.list;
                let values = Values::full(tracked.kind);
                let known = Known { absent: may_lack, values, ..known.as_ref().clone() };
                self.put(state, i, known);
                self.changed(state, tracked.place.root);
            }
        }
    }

    /// Sets a root to no one knows what.
    pub(super) fn fresh(&self, state: &mut State, root: Root) {
        self.changed(state, root);
        for i in self.places.under(root) {
            if let Some(tracked) = self.places.get(*i) {
                let known = tracked.fresh();
                let known = if tracked.place.fields.is_empty() && !tracked.list {
                    Known { absent: false, ..known }
                } else {
                    known
                };
                self.put(state, *i, known);
            }
        }
    }

    /// Unsets a root with all that is part of it.
    pub(super) fn unset(&self, state: &mut State, root: Root) {
        self.changed(state, root);
        for i in self.places.under(root) {
            self.put(state, *i, Known::unset());
        }
    }

    /// The same, or nothing of it is set.
    pub(super) fn may_be_unset(&self, state: &mut State, root: Root) {
        self.changed(state, root);
        for i in self.places.under(root) {
            let known = self.get(state, *i).as_ref().clone().or_unset();
            self.put(state, *i, known);
        }
    }

    /// Sets the whole of a place.
    pub(super) fn set(&self, state: &mut State, place: &Place, known: Known) {
        self.changed(state, place.root);
        if let Some(index) = self.places.index(place) {
            self.put(state, index, known);
        }
    }

    /// What is known of a slot; anything where it is not tracked.
    pub(super) fn of_slot(&self, state: &State, slot: SlotId) -> Rc<Known> {
        self.get(state, self.places.index(&whole(slot)).unwrap_or(u16::MAX))
    }

    /// The same where the place is set; a list: where it is not empty.
    pub(super) fn present(&self, state: &State, place: &Place) -> Option<State> {
        self.narrowed(state, self.places.chain(place))
    }

    /// The same where the place can be read: an empty list can.
    pub(super) fn readable(&self, state: &State, place: &Place) -> Option<State> {
        self.narrowed(state, self.parts_read(place))
    }

    /// The same where the place is unset, by the part of it that is; a list: where it is empty.
    pub(super) fn absents(&self, state: &State, place: &Place) -> Vec<State> {
        self.without(state, self.places.chain(place))
    }

    /// The same where the place cannot be read.
    pub(super) fn unreadable(&self, state: &State, place: &Place) -> Vec<State> {
        self.without(state, self.parts_read(place))
    }

    /// The parts of a place that must be set where it is read.
    fn parts_read(&self, place: &Place) -> &[u16] {
        let chain = self.places.chain(place);
        match chain.split_last() {
            Some((last, rest)) if self.places.get(*last).is_some_and(|t| t.list) => rest,
            _ => chain,
        }
    }

    fn narrowed(&self, state: &State, chain: &[u16]) -> Option<State> {
        let mut state = state.clone();
        for i in chain {
            let known = self.get(&state, *i);
            let shared = self.places.get(*i).is_some_and(|t| t.shared);
            if known.absent || shared && !known.proved {
                self.put(&mut state, *i, known.only_set()?);
            } else if !known.is_possible() {
                return None;
            }
        }
        Some(state)
    }

    fn without(&self, state: &State, chain: &[u16]) -> Vec<State> {
        let mut all = Vec::new();
        let mut set = state.clone();
        for i in chain {
            let known = self.get(&set, *i);
            if known.absent {
                let mut unset = set.clone();
                self.put(&mut unset, *i, Known::unset());
                all.push(unset);
            }
            let Some(known) = known.only_set() else { return all };
            self.put(&mut set, *i, known);
        }
        all
    }

    /// The first part of a place that may be unset where it is read.
    pub(super) fn unset_part(&self, state: &State, place: &Place) -> Option<u16> {
        self.parts_read(place).iter().copied().find(|i| {
            let known = self.get(state, *i);
            known.absent && !known.proved
        })
    }
}

/// Whether a confirmation says no more than another.
fn is_weaker(weak: Option<u64>, strong: Option<u64>) -> bool {
    match (weak, strong) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(weak), Some(strong)) => strong & !weak == 0,
    }
}

/// Without the distinctions that do not matter for this place.
fn fitted(tracked: &Tracked, mut known: Known) -> Known {
    known.values = known.values.fitted(tracked.kind);
    let set = known.is_possible();
    known.proved &= tracked.shared || tracked.told;
    // Of what is unset it says that the question was left out.
    known.settled &= tracked.asked;
    known.open &= tracked.asked && set;
    known
}
