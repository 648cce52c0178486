//! Where each statement leads, and what is known on each way: what the interpreter does, over facts.

use super::graph::{Graph, Point};
use super::known::{Known, Values};
use super::places::whole;
use super::reads::When;
use super::state::{Facts, Mode, State};
use super::summary::Summary;
use crate::program::{AskId, EventId, Expr, Node, NodeId, OutcomeId, Root, SlotId, StmtKind, TeamId, WayOut};

/// What a step on a way is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// The flow begins: by this trigger, or entered by another.
    Begins(Option<usize>),
    /// A block of 全局 begins.
    Block,
    /// The statement runs through.
    On,
    /// This arm is taken.
    Arm(usize),
    /// The question is passed over, because its slot is set.
    PassOver,
    /// The question is put.
    Put,
    /// It is answered.
    Answer,
    /// It is left out.
    Skip,
    /// Nobody answers until this timer.
    Silence(usize),
    /// It was answered wrongly too often.
    Tries,
    /// This 遇到 block runs.
    Interrupt(usize),
    /// The block is over.
    Back,
    /// The call, or the flow, gave this back: for a flow, the number of its end.
    Returned(usize),
    /// The call failed; its arm.
    Failed(usize),
    /// The flow was cancelled.
    Unfinished,
    /// The awaited event came.
    Happened,
    /// It did not.
    Late,
    /// A person who had taken over in a block gave the conversation back.
    HandedBack,
    /// The customer takes back what is in the slot.
    Corrected(SlotId),
}

/// Where a step leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// To a point of the flow.
    Point(Point),
    /// 结束
    End(OutcomeId),
}

/// A step from one point to the next.
pub(super) struct Edge {
    pub(super) to: Target,
    pub(super) state: State,
    pub(super) how: How,
    /// How often the customer must speak or be waited for, told for the shortest conversation.
    pub(super) turns: u32,
    /// The customer, an event or time is waited for.
    pub(super) waits: bool,
    /// A flow that was entered ended so in states that were told as one.
    pub(super) blurred: bool,
}

/// A walk along the graph of a flow, with what is known of the flows that it enters.
pub(super) struct Steps<'g, 'p> {
    pub(super) graph: &'g Graph<'p>,
    pub(super) summaries: &'g [Summary],
    /// Corrections are followed.
    pub(super) doubts: bool,
}

impl<'p> Steps<'_, 'p> {
    pub(super) fn facts(&self) -> &Facts<'p> {
        &self.graph.facts
    }

    /// The ways on from a point, without what is not looked at behind it.
    pub(super) fn from(&self, point: Point, state: &State) -> Vec<Edge> {
        let mut edges = self.all_from(point, state);
        for edge in &mut edges {
            if let Target::Point(to) = edge.to {
                self.tidy(to, &mut edge.state);
            }
        }
        edges
    }

    /// The ways on from a point, with all that is known on each.
    pub(super) fn all_from(&self, point: Point, state: &State) -> Vec<Edge> {
        let mut edges = Vec::new();
        let state = &self.read(point, state);
        if let Some(ask) = self.graph.waits(point) {
            self.answered(ask, state, &mut edges);
            self.taken_back(point, Some(ask), state, &mut edges);
        } else if let Some((id, node)) = self.graph.node(point) {
            self.come_by(id, node, state, &mut edges);
            for state in self.doubting(id, state) {
                self.come_by(id, node, &state, &mut edges);
            }
        }
        let block = |slot: SlotId| self.graph.flow().corrections.iter().any(|c| c.slot == slot);
        let dies = |edge: &Edge| match &edge.state.mode {
            Mode::Doubted { slot, committed, .. } => {
                matches!(edge.to, Target::End(_)) || *committed && !block(*slot)
            }
            _ => false,
        };
        edges.retain(|edge| !dies(edge));
        edges
    }

    /// What a point reads is taken to be set behind it: where it may not be, that is reported once, and not again of what follows from it.
    pub(super) fn read(&self, point: Point, state: &State) -> State {
        let facts = self.facts();
        let mut state = state.clone();
        let reads = self.graph.uses.get(point.0 as usize).into_iter().flat_map(|uses| &uses.reads);
        for read in reads.filter(|r| r.when == When::Always && r.guards.is_empty()) {
            while let Some(part) = facts.unset_part(&state, read.place) {
                let Some(tracked) = facts.places.get(part) else { break };
                let set = facts.get(&state, part).only_set();
                facts.put(&mut state, part, set.unwrap_or_else(|| Known::set(Values::full(tracked.kind))));
            }
        }
        state
    }

    /// Forgets what is not looked at behind a point.
    pub(super) fn tidy(&self, to: Point, state: &mut State) {
        self.graph.horizon.tidy(self.graph, to, state);
        if self.graph.guarded.get(to.0 as usize) == Some(&false) {
            state.confirmed.iter_mut().for_each(|c| *c = None);
        }
        self.tidy_trail(to, &mut state.trail);
    }

    fn come_by(&self, id: NodeId, node: &'p Node, state: &State, edges: &mut Vec<Edge>) {
        let Some(state) = self.noted(id, node, state) else { return };
        if let StmtKind::Enter(enter, _) | StmtKind::ForEach { enter, .. } = &node.stmt
            && self.summary(enter.flow).is_some_and(|s| s.waits)
        {
            self.taken_back(Graph::at(id), None, &state, edges);
        }
        let before = edges.len();
        self.statement(id, node, &state, edges);
        if let StmtKind::Enter(..) = &node.stmt {
            let returned = edges.iter().skip(before).filter(|e| matches!(e.how, How::Returned(_)));
            let doubted: Vec<Edge> = returned
                .filter_map(|e| {
                    let state = self.doubting_result(id, &e.state)?;
                    let Edge { to, how, turns, waits, blurred, .. } = *e;
                    Some(Edge { to, state, how, turns, waits, blurred })
                })
                .collect();
            edges.extend(doubted);
        }
    }

    fn statement(&self, id: NodeId, node: &'p Node, state: &State, edges: &mut Vec<Edge>) {
        let facts = self.facts();
        let on = |to: NodeId, state: State, how: How| to_node(to, state, how, 0);
        match &node.stmt {
            StmtKind::Ask(ask) => self.put(node, *ask, state, edges),
            StmtKind::Call(call) => self.call(node, call, state, edges),
            StmtKind::Enter(enter, unfinished) => self.enter(node, enter, *unfinished, state, edges),
            StmtKind::ForEach { item, list, enter, unfinished, .. } => {
                self.each(node, (*item, list), enter, *unfinished, state, edges);
            }
            StmtKind::Await { event, filter, then, timeout, .. } => {
                self.wait(*event, filter.as_ref(), (*then, *timeout), state, edges);
            }
            StmtKind::If { .. } | StmtKind::Match { .. } => self.branch(node, state, edges),
            StmtKind::Experiment(_, arms) => {
                let some = arms.iter().enumerate().filter(|(_, (_, share, _))| *share > 0);
                edges.extend(some.map(|(i, (.., then))| on(*then, state.clone(), How::Arm(i))));
            }
            StmtKind::Let(slot, e) => {
                for mut after in facts.assign(state, &whole(*slot), e) {
                    self.computed(&mut after, *slot, node);
                    edges.push(on(node.next, after, How::On));
                }
            }
            StmtKind::Set(place, e) => {
                for mut after in facts.assign(state, place, e) {
                    if let Root::Slot(slot) = place.root {
                        self.wrote(&mut after, slot);
                        self.save(&mut after, slot);
                    }
                    edges.push(on(node.next, after, How::On));
                }
            }
            StmtKind::Lookup(table, args, slot) => self.look_up(node, *table, args, *slot, state, edges),
            StmtKind::Reask(slot, to, _) => {
                let after = self.dropped(state, *slot, id);
                if let Some(StmtKind::Ask(ask)) = self.graph.flow().nodes.get(to.index()).map(|n| &n.stmt) {
                    edges.push(Edge::new(Target::Point(self.graph.waiting(*ask)), after, How::On, 0));
                }
            }
            StmtKind::Leave(WayOut::End(outcome)) => {
                edges.push(Edge::new(Target::End(*outcome), state.clone(), How::On, 0));
            }
            StmtKind::Leave(WayOut::Handoff { team, .. }) => self.handed_back(id, *team, state, edges),
            StmtKind::Leave(way) => {
                let mut after = state.clone();
                if matches!(after.mode, Mode::Correcting(_)) {
                    after.mode = Mode::Plain;
                }
                edges.extend(self.graph.goto(way).map(|to| on(to, after, How::On)));
            }
            StmtKind::Back => self.back(id, state, edges),
            _ => edges.push(on(node.next, state.clone(), How::On)),
        }
    }

    /// 等
    fn wait(
        &self,
        event: EventId,
        filter: Option<&Expr>,
        (then, timeout): (NodeId, NodeId),
        state: &State,
        edges: &mut Vec<Edge>,
    ) {
        let facts = self.facts();
        let mut later = state.clone();
        facts.pass_time(&mut later);
        let mut arrived = later.clone();
        facts.fresh(&mut arrived, Root::Arrived(event));
        let arrived = match filter {
            Some(filter) => facts.holds(&arrived, filter),
            None => vec![arrived],
        };
        edges.extend(arrived.into_iter().map(|s| to_node(then, s, How::Happened, 1)));
        edges.push(to_node(timeout, later, How::Late, 1));
    }

    /// 如果 and 按
    fn branch(&self, node: &'p Node, state: &State, edges: &mut Vec<Edge>) {
        let facts = self.facts();
        let on = |to: NodeId, state: State, arm: usize| to_node(to, state, How::Arm(arm), 0);
        match &node.stmt {
            StmtKind::If { condition, then, otherwise } => {
                edges.extend(facts.holds(state, condition).into_iter().map(|s| on(*then, s, 0)));
                edges.extend(facts.fails(state, condition).into_iter().map(|s| on(*otherwise, s, 1)));
            }
            StmtKind::Match { subject, arms } => {
                let mut left = vec![state.clone()];
                for (i, arm) in arms.iter().enumerate() {
                    let mut rest = Vec::new();
                    for state in left {
                        let (taken, not) = facts.arm(&state, subject, &arm.test);
                        edges.extend(taken.into_iter().map(|s| on(arm.then, s, i)));
                        rest.extend(not);
                    }
                    left = rest;
                }
            }
            _ => {}
        }
    }

    /// 接回: who was handed over in a block is asked the question below it again.
    fn handed_back(&self, id: NodeId, team: TeamId, state: &State, edges: &mut Vec<Edge>) {
        let resumes = self.facts().program.teams.get(team.index()).is_some_and(|team| team.resumes);
        let below = match (&state.mode, self.graph.below.get(id.index())) {
            (_, Some(Some(ask))) => Some(*ask),
            (Mode::Correcting(ask), _) => Some(AskId(*ask)),
            _ => None,
        };
        let Some(ask) = below.filter(|_| resumes) else { return };
        let mut after = state.clone();
        self.facts().pass_time(&mut after);
        if matches!(after.mode, Mode::Correcting(_)) {
            after.mode = Mode::Plain;
        }
        self.come_back(ask, after, How::HandedBack, edges);
    }

    fn back(&self, id: NodeId, state: &State, edges: &mut Vec<Edge>) {
        let mut after = state.clone();
        let ask = match (self.graph.back_to.get(id.index()), &state.mode) {
            (Some(Some(ask)), _) => *ask,
            (_, Mode::Correcting(ask)) => {
                let ask = AskId(*ask);
                after.mode = Mode::Plain;
                ask
            }
            _ => return,
        };
        self.come_back(ask, after, How::Back, edges);
    }
}

impl Edge {
    pub(super) fn new(to: Target, state: State, how: How, turns: u32) -> Self {
        Self { to, state, how, turns, waits: turns > 0, blurred: false }
    }
}

pub(super) fn to_node(to: NodeId, state: State, how: How, turns: u32) -> Edge {
    Edge::new(Target::Point(Graph::at(to)), state, how, turns)
}
