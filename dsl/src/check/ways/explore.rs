//! Every way through a flow, shortest first: which states reach which points, and by which steps.

use super::edges::{Edge, How, Steps, Target};
use super::graph::{Graph, Point};
use super::state::{Mode, State};
use super::summary::Summary;

/// How closely a flow is looked at: so many states are told apart at one point and for one correction under way, beyond which the most
/// alike are told as one; and whether corrections are followed. The first that the budget suffices for is taken.
const PLANS: [(usize, bool); 4] = [(48, true), (8, true), (1, true), (1, false)];

/// The visits that a plan may make: for each point, and besides.
const BUDGET: (usize, usize) = (64, 16_000);

/// A state that reaches a point.
#[derive(Debug)]
pub(super) struct Visit {
    pub(super) at: Target,
    pub(super) state: State,
    /// The visit before, and the step from there.
    pub(super) from: Option<u32>,
    pub(super) how: How,
    /// How often the customer has spoken, or was waited for, at least.
    pub(super) turns: u32,
    /// States were told as one on the way here: what follows may not be possible.
    pub(super) blurred: bool,
}

/// What a walk through a flow found.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub(super) visits: Vec<Visit>,
    /// For each point, the visits of it; empty where no way leads to it.
    pub(super) at: Vec<Vec<u32>>,
    /// The visits of ends.
    pub(super) ends: Vec<u32>,
    /// Steps from one visit to another, and whether the customer is waited for in between.
    pub(super) steps: Vec<(u32, u32, bool)>,
    /// Nowhere were states told as one.
    pub(super) exact: bool,
    /// Corrections were followed.
    pub(super) corrected: bool,
}

impl Walked {
    /// The visits of a point.
    pub(super) fn of(&self, point: Point) -> impl Iterator<Item = (u32, &Visit)> {
        let all = self.at.get(point.0 as usize).map(Vec::as_slice).unwrap_or_default();
        all.iter().filter_map(|i| Some((*i, self.visits.get(*i as usize)?)))
    }

    /// The visits that lead to one, the first one first.
    pub(super) fn way(&self, to: u32) -> Vec<u32> {
        let mut way = vec![to];
        let mut at = to;
        while let Some(from) = self.visits.get(at as usize).and_then(|v| v.from) {
            way.push(from);
            at = from;
        }
        way.reverse();
        way
    }
}

/// Walks a flow from these beginnings.
pub(super) fn walk(graph: &Graph<'_>, summaries: &[Summary], beginnings: &[(Point, State, How)]) -> Walked {
    let points = graph.next.len();
    let budget = points.saturating_mul(BUDGET.0).saturating_add(BUDGET.1);
    let walk = |(states, doubts): (usize, bool)| {
        // One state a point always comes to an end: each time it only grows.
        let budget = if doubts { budget } else { usize::MAX };
        Walk::new(graph, summaries, states, doubts).run(beginnings.to_vec(), budget)
    };
    PLANS.into_iter().find_map(walk).unwrap_or_default()
}

struct Walk<'g, 'p> {
    steps: Steps<'g, 'p>,
    states: usize,
    walked: Walked,
    /// Visits to go on from: with so many turns, and with more.
    now: std::collections::VecDeque<u32>,
    later: std::collections::BTreeMap<u32, Vec<u32>>,
    done: Vec<bool>,
    /// For each point, the visits whose state no other one covers.
    kept: Vec<Vec<u32>>,
}

impl<'g, 'p> Walk<'g, 'p> {
    fn new(graph: &'g Graph<'p>, summaries: &'g [Summary], states: usize, doubts: bool) -> Self {
        let at = vec![Vec::new(); graph.next.len()];
        Self {
            kept: at.clone(),
            steps: Steps { graph, summaries, doubts },
            states,
            walked: Walked { at, exact: true, corrected: doubts, ..Walked::default() },
            now: std::collections::VecDeque::new(),
            later: std::collections::BTreeMap::new(),
            done: Vec::new(),
        }
    }

    /// `None` where more states were met than there is room for.
    fn run(mut self, beginnings: Vec<(Point, State, How)>, budget: usize) -> Option<Walked> {
        for (point, mut state, how) in beginnings {
            self.steps.tidy(point, &mut state);
            self.arrive(None, Edge::new(Target::Point(point), state, how, 0));
        }
        while let Some(at) = self.take() {
            if self.walked.visits.len() > budget {
                return None;
            }
            let Some((Target::Point(point), state)) =
                self.walked.visits.get(at as usize).map(|v| (v.at, v.state.clone()))
            else {
                continue;
            };
            for edge in self.steps.from(point, &state) {
                self.arrive(Some(at), edge);
            }
        }
        Some(self.walked)
    }

    fn take(&mut self) -> Option<u32> {
        loop {
            if self.now.is_empty() {
                let (_, next) = self.later.pop_first()?;
                self.now.extend(next);
            }
            let at = self.now.pop_front()?;
            match self.done.get_mut(at as usize) {
                Some(done) if !*done => {
                    *done = true;
                    return Some(at);
                }
                _ => {}
            }
        }
    }

    fn arrive(&mut self, from: Option<u32>, edge: Edge) {
        let before = from.and_then(|f| self.walked.visits.get(f as usize));
        let turns = before.map_or(0, |v| v.turns).saturating_add(edge.turns);
        let blurred = edge.blurred || before.is_some_and(|v| v.blurred);
        let waits = edge.waits;
        let visit = Visit { at: edge.to, state: edge.state, from, how: edge.how, turns, blurred };
        let Target::Point(point) = visit.at else {
            let id = self.push(visit);
            self.walked.ends.push(id);
            self.note(from, id, waits);
            return;
        };
        let known = self.kept.get(point.0 as usize).map(Vec::as_slice).unwrap_or_default();
        let facts = &self.steps.graph.facts;
        let covered = known.iter().copied().find(|i| {
            self.walked
                .visits
                .get(*i as usize)
                .is_some_and(|v| v.turns <= visit.turns && facts.covers(&v.state, &visit.state))
        });
        if let Some(covered) = covered {
            self.note(from, covered, waits);
            return;
        }
        let covered = self.covered(point, &visit.state);
        let known = self.kept.get(point.0 as usize).map(Vec::as_slice).unwrap_or_default();
        let full =
            known.iter().filter(|i| is_like(&self.walked, **i, &visit.state.mode)).count() >= self.states;
        let id = if full { self.blend(point, visit) } else { self.push(visit) };
        for all in [&mut self.walked.at, &mut self.kept] {
            all.get_mut(point.0 as usize).into_iter().for_each(|at| at.push(id));
        }
        covered.into_iter().for_each(|old| self.supersede(old, id));
        self.note(from, id, waits);
        let turns = self.walked.visits.get(id as usize).map_or(0, |v| v.turns);
        let now = from.and_then(|f| self.walked.visits.get(f as usize)).map_or(0, |v| v.turns);
        if turns <= now {
            self.now.push_back(id);
        } else {
            self.later.entry(turns).or_default().push(id);
        }
    }

    /// Takes out the visits that a new state covers: they need not be told apart from it any more.
    fn covered(&mut self, point: Point, state: &State) -> Vec<u32> {
        let facts = &self.steps.graph.facts;
        let visits = &self.walked.visits;
        let covered = |i: &u32| visits.get(*i as usize).is_some_and(|v| facts.covers(state, &v.state));
        let Some(kept) = self.kept.get_mut(point.0 as usize) else { return Vec::new() };
        let (old, rest) = kept.iter().partition(|i| covered(i));
        *kept = rest;
        old
    }

    /// What follows an old visit follows the new one; the old one is not gone on from, if it was not yet.
    fn supersede(&mut self, old: u32, new: u32) {
        if let Some(done) = self.done.get_mut(old as usize)
            && !std::mem::replace(done, true)
        {
            self.note(Some(old), new, false);
        }
    }

    fn note(&mut self, from: Option<u32>, to: u32, waits: bool) {
        self.walked.steps.extend(from.map(|from| (from, to, waits)));
    }

    fn push(&mut self, visit: Visit) -> u32 {
        let id = u32::try_from(self.walked.visits.len()).unwrap_or(u32::MAX);
        self.walked.visits.push(visit);
        self.done.push(false);
        id
    }

    /// Too many states: the most alike becomes what holds of both.
    fn blend(&mut self, point: Point, visit: Visit) -> u32 {
        let facts = &self.steps.graph.facts;
        let known = self.kept.get(point.0 as usize).cloned().unwrap_or_default();
        let state = |i: &u32| self.walked.visits.get(*i as usize).map(|v| &v.state);
        let nearest = known.iter().filter_map(|i| Some((facts.distance(state(i)?, &visit.state)?, *i))).min();
        let Some((_, nearest)) = nearest else { return self.push(visit) };
        self.walked.exact = false;
        let joined = state(&nearest).map_or_else(|| visit.state.clone(), |s| facts.join(s, &visit.state));
        for all in [&mut self.walked.at, &mut self.kept] {
            all.get_mut(point.0 as usize).into_iter().for_each(|at| at.retain(|i| *i != nearest));
        }
        let joined = self.push(Visit { state: joined, blurred: true, ..visit });
        self.supersede(nearest, joined);
        joined
    }
}

fn is_like(walked: &Walked, id: u32, mode: &Mode) -> bool {
    walked.visits.get(id as usize).is_some_and(|v| v.state.mode == *mode)
}

/// For each visit, whether it is reached without waiting for anybody.
pub(super) fn silent(walked: &Walked) -> Vec<bool> {
    let mut next: Vec<Vec<u32>> = vec![Vec::new(); walked.visits.len()];
    for (from, to, _) in walked.steps.iter().filter(|(.., waits)| !waits) {
        next.get_mut(*from as usize).into_iter().for_each(|n| n.push(*to));
    }
    let mut found = vec![false; walked.visits.len()];
    let first = (0u32..).zip(&walked.visits).filter(|(_, v)| v.from.is_none()).map(|(i, _)| i);
    let mut open: Vec<u32> = first.collect();
    while let Some(at) = open.pop() {
        let Some(place) = found.get_mut(at as usize) else { continue };
        if !std::mem::replace(place, true) {
            open.extend(next.get(at as usize).into_iter().flatten());
        }
    }
    found
}

/// The ends of a walk, with what each gives back.
pub(super) fn ends(graph: &Graph<'_>, walked: &Walked) -> Vec<super::summary::End> {
    let facts = &graph.facts;
    let outputs: Vec<_> = graph.flow().outputs().map(|(slot, _)| slot).collect();
    let silent = silent(walked);
    let end = |id: &u32| {
        let visit = walked.visits.get(*id as usize)?;
        let Target::End(outcome) = visit.at else { return None };
        let known = outputs.iter().map(|slot| {
            let known = facts.of_slot(&visit.state, *slot).as_ref().clone();
            super::known::Known { settled: false, open: true, proved: false, ..known }
        });
        let silent = silent.get(*id as usize).copied().unwrap_or_default();
        let (wrote, spared) = (visit.state.wrote, visit.state.spared);
        Some(super::summary::End {
            outcome,
            outputs: known.collect(),
            turns: visit.turns,
            silent,
            wrote,
            spared,
            blurred: visit.blurred,
        })
    };
    super::summary::few(walked.ends.iter().filter_map(end).collect())
}
