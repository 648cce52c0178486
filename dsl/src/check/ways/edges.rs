//! Where each statement leads, and what is known on each way: what the interpreter does, over facts.

use super::graph::{Graph, Point};
use super::known::{Known, Values};
use super::places::whole;
use super::state::{Facts, Mode, State};
use super::summary::Summary;
use crate::program::{
    Ask, AskId, Call, Current, Enter, Expr, FlowId, NoReplyAction, Node, NodeId, OutcomeId, Place, Root,
    Slot, SlotId, SlotOrigin, StmtKind, Table, TableId, Test, Trigger, WayOut,
};
use crate::value::{Type, Value};

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
}

/// A walk along the graph of a flow, with what is known of the flows that it enters.
pub(super) struct Steps<'g, 'p> {
    pub(super) graph: &'g Graph<'p>,
    pub(super) summaries: &'g [Summary],
    /// Corrections are followed.
    pub(super) doubts: bool,
}

/// More rows of a table than this are not told apart.
const ROWS: usize = 24;

impl<'p> Steps<'_, 'p> {
    fn facts(&self) -> &Facts<'p> {
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

    /// Forgets what is not looked at behind a point.
    pub(super) fn tidy(&self, to: Point, state: &mut State) {
        if let Some(live) = self.graph.live.get(to.0 as usize) {
            self.facts().forget(state, live);
        }
        if self.graph.guarded.get(to.0 as usize) == Some(&false) {
            state.confirmed.iter_mut().for_each(|c| *c = None);
        }
        state.unread &= self.graph.doubt_ahead.get(to.0 as usize).copied().unwrap_or_default();
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
                    Some(Edge { to: e.to, state, how: e.how, turns: e.turns, waits: e.waits })
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
            StmtKind::ForEach { list, enter, unfinished, .. } => {
                self.each(node, list, enter, *unfinished, state, edges);
            }
            StmtKind::Await { filter, then, timeout, .. } => {
                self.wait(filter.as_ref(), *then, *timeout, state, edges);
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
                let after = self.dropped(state, *slot, *to, id);
                if let Some(StmtKind::Ask(ask)) = self.graph.flow().nodes.get(to.index()).map(|n| &n.stmt) {
                    edges.push(Edge::new(Target::Point(self.graph.waiting(*ask)), after, How::On, 0));
                }
            }
            StmtKind::Leave(WayOut::End(outcome)) => {
                edges.push(Edge::new(Target::End(*outcome), state.clone(), How::On, 0));
            }
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
        filter: Option<&Expr>,
        then: NodeId,
        timeout: NodeId,
        state: &State,
        edges: &mut Vec<Edge>,
    ) {
        let facts = self.facts();
        let mut later = state.clone();
        facts.pass_time(&mut later);
        let mut arrived = later.clone();
        facts.fresh(&mut arrived, Root::Event);
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

    fn back(&self, id: NodeId, state: &State, edges: &mut Vec<Edge>) {
        let mut after = state.clone();
        let to = match (self.graph.back_to.get(id.index()), &state.mode) {
            (Some(Some(ask)), _) => self.graph.waiting(*ask),
            (_, Mode::Correcting(ask)) => {
                let to = self.graph.waiting(AskId(*ask));
                after.mode = Mode::Plain;
                to
            }
            _ => return,
        };
        edges.push(Edge::new(Target::Point(to), after, How::Back, 0));
    }

    /// 问: passed over where its slot is set by something else than an answer, else put.
    fn put(&self, node: &'p Node, id: AskId, state: &State, edges: &mut Vec<Edge>) {
        let Some(ask) = self.graph.flow().asks.get(id.index()) else { return };
        let facts = self.facts();
        let known = facts.of_slot(state, ask.slot);
        let at = self.graph.asked_at.get(id.index()).copied().flatten();
        let round = at.is_some_and(|at| self.graph.again.get(at.index()) == Some(&true));
        let bit = 1_u64.checked_shl(u32::from(id.0)).filter(|_| round);
        let (first, later) = match bit {
            Some(bit) => (state.unasked & bit != 0, state.asked & bit != 0),
            None => (true, round),
        };
        let index = facts.places.index(&whole(ask.slot));
        let mut passes = Vec::new();
        if let Some(index) = index.filter(|_| first && known.settled && known.is_possible()) {
            let mut set = state.clone();
            facts.put(&mut set, index, Known { absent: false, open: false, ..known.as_ref().clone() });
            passes = self.required(ask, vec![set]);
            // What was known is what stands there; what was told ahead is written there now.
            let declared = flow_slot(self.graph.flow(), ask.slot);
            if declared.is_some_and(|s| s.from.is_none() && !s.input) {
                passes.iter_mut().for_each(|state| self.save(state, ask.slot));
            }
        }
        let refused = !ask.require.is_empty();
        let puts = known.absent || known.open || later || refused || index.is_none();
        let seen = |mut state: State| {
            state.asked |= bit.unwrap_or(0);
            state.unasked &= !bit.unwrap_or(0);
            state
        };
        if puts {
            let mut waiting = seen(state.clone());
            self.emptied(&mut waiting, ask);
            edges.push(Edge::new(Target::Point(self.graph.waiting(id)), waiting, How::Put, 0));
        }
        // What the customer said ahead is longer to tell than an answer.
        let told = flow_slot(self.graph.flow(), ask.slot).is_some_and(is_filled_ahead);
        let turns = if told { 2 } else { 0 };
        edges.extend(
            passes
                .into_iter()
                .map(|s| Edge { waits: false, ..to_node(node.next, seen(s), How::PassOver, turns) }),
        );
    }

    fn emptied(&self, state: &mut State, ask: &Ask) {
        self.facts().unset(state, Root::Slot(ask.slot));
        self.wrote(state, ask.slot);
    }

    /// The cases in which the slot of a question fits what the question wants.
    fn required(&self, ask: &Ask, mut cases: Vec<State>) -> Vec<State> {
        for require in &ask.require {
            cases = cases.iter().flat_map(|s| self.facts().holds(s, &require.condition)).collect();
        }
        cases
    }

    /// What may come of a question that waits.
    fn answered(&self, id: AskId, state: &State, edges: &mut Vec<Edge>) {
        let flow = self.graph.flow();
        let Some((ask, Some(node))) = flow.asks.get(id.index()).zip(self.graph.asked_at.get(id.index()))
        else {
            return;
        };
        let Some(next) = flow.nodes.get(node.index()).map(|n| n.next) else { return };
        let facts = self.facts();
        let mut waited = state.clone();
        self.heard(&mut waited, ask.slot);
        let mut full = waited.clone();
        facts.fresh(&mut full, Root::Slot(ask.slot));
        if let Some((index, tracked)) =
            facts.places.index(&whole(ask.slot)).and_then(|i| Some((i, facts.places.get(i)?)))
        {
            facts.put(&mut full, index, Known::set(Values::full(tracked.kind)));
        }
        for mut answered in self.required(ask, vec![full]) {
            self.wrote(&mut answered, ask.slot);
            self.confirm(&mut answered, ask);
            self.save(&mut answered, ask.slot);
            edges.push(to_node(next, answered, How::Answer, 1));
        }
        if ask.skippable.is_some() {
            edges.push(to_node(next, waited.clone(), How::Skip, 1));
        }
        let mut partly = waited.clone();
        if ask.collect.is_some() {
            facts.fresh(&mut partly, Root::Slot(ask.slot));
        }
        for (i, timer) in ask.no_reply.iter().enumerate() {
            if let NoReplyAction::Leave(way) = &timer.action {
                self.leave(way, &partly, How::Silence(i), 1, edges);
            }
        }
        if let Some(max) = &ask.max_tries {
            self.leave(&max.leave, &partly, How::Tries, max.times, edges);
        }
        for (i, interrupt) in ask.interrupts.iter().enumerate() {
            let cases = match &interrupt.trigger {
                Trigger::Intent(_) => vec![partly.clone()],
                Trigger::Event(_, filter) => {
                    let mut arrived = partly.clone();
                    facts.fresh(&mut arrived, Root::Event);
                    filter.as_ref().map_or_else(|| vec![arrived.clone()], |f| facts.holds(&arrived, f))
                }
            };
            edges.extend(cases.into_iter().map(|s| to_node(interrupt.entry, s, How::Interrupt(i), 1)));
        }
    }

    fn leave(&self, way: &WayOut, state: &State, how: How, turns: u32, edges: &mut Vec<Edge>) {
        if let Some(to) = self.graph.goto(way) {
            edges.push(to_node(to, state.clone(), how, turns));
        }
        if let WayOut::End(outcome) = way {
            edges.push(Edge::new(Target::End(*outcome), state.clone(), how, turns));
        }
    }

    /// Time has passed, and the customer may have said what other slots take (R10).
    fn heard(&self, state: &mut State, but: SlotId) {
        let facts = self.facts();
        facts.pass_time(state);
        self.may_be_changed(state);
        for (slot, declared) in (0..).map(SlotId).zip(&self.graph.flow().slots) {
            if slot == but || !is_filled_ahead(declared) {
                continue;
            }
            let Some((index, tracked)) =
                facts.places.index(&whole(slot)).and_then(|i| Some((i, facts.places.get(i)?)))
            else {
                continue;
            };
            let known = facts.get(state, index);
            if known.absent && !known.settled {
                let heard = Known::set(Values::full(tracked.kind)).settled().or_unset();
                facts.put(state, index, known.join(&heard));
                for part in facts.places.under(Root::Slot(slot)).iter().filter(|i| **i != index) {
                    if let Some(tracked) = facts.places.get(*part) {
                        facts.put(state, *part, tracked.fresh().or_unset());
                    }
                }
            }
        }
    }

    fn call(&self, node: &'p Node, call: &'p Call, state: &State, edges: &mut Vec<Edge>) {
        let facts = self.facts();
        let writes = facts.program.functions.get(call.function.index()).is_some_and(|f| f.writes);
        let mut after = state.clone();
        self.committed(&mut after, writes);
        let failed = state.clone();
        if let Some(slot) = call.result {
            facts.fresh(&mut after, Root::Slot(slot));
            self.wrote(&mut after, slot);
        }
        edges.push(to_node(node.next, after, How::Returned(0), 0));
        let arms = call.on_error.iter().enumerate();
        edges.extend(arms.map(|(i, (_, to))| to_node(*to, failed.clone(), How::Failed(i), 0)));
    }

    /// A write was done: what was read before it is not gone back to.
    fn committed(&self, state: &mut State, writes: bool) {
        if let Mode::Doubted { committed, .. } = &mut state.mode {
            *committed |= writes;
        }
    }

    fn summary(&self, flow: FlowId) -> Option<&Summary> {
        self.summaries.get(flow.index())
    }

    /// What of 顾客 and 会话 an entered flow may have set.
    fn elsewhere(&self, state: &mut State, flow: FlowId) {
        for place in self.summary(flow).iter().flat_map(|s| &s.shared) {
            for i in self.facts().places.under(place.root) {
                if let Some(tracked) = self.facts().places.get(*i) {
                    let known = tracked.fresh();
                    self.facts().put(state, *i, Known { proved: false, ..known });
                }
            }
            self.facts().changed(state, place.root);
        }
    }

    fn enter(
        &self,
        node: &'p Node,
        enter: &'p Enter,
        unfinished: Option<NodeId>,
        state: &State,
        edges: &mut Vec<Edge>,
    ) {
        let facts = self.facts();
        let Some(summary) = self.summary(enter.flow) else { return };
        let mut after = state.clone();
        if summary.waits {
            facts.pass_time(&mut after);
        }
        self.elsewhere(&mut after, enter.flow);
        self.committed(&mut after, summary.writes);
        match &summary.ends {
            None => {
                let mut after = after.clone();
                enter.result.iter().for_each(|slot| self.given_back(&mut after, *slot, None, enter.flow));
                edges.push(to_node(node.next, after, How::Returned(0), u32::from(summary.waits)));
            }
            Some(ends) => {
                for (i, end) in ends.iter().enumerate() {
                    let mut after = after.clone();
                    enter
                        .result
                        .iter()
                        .for_each(|slot| self.given_back(&mut after, *slot, Some(end), enter.flow));
                    let waits = !end.silent;
                    edges.push(Edge { waits, ..to_node(node.next, after, How::Returned(i), end.turns) });
                }
            }
        }
        if let Some(to) = unfinished {
            edges.push(to_node(to, after, How::Unfinished, 1));
        }
    }

    /// The result of a flow: what is known of each 传出 slot, and 结果.
    fn given_back(&self, state: &mut State, slot: SlotId, end: Option<&super::summary::End>, flow: FlowId) {
        let facts = self.facts();
        facts.fresh(state, Root::Slot(slot));
        self.wrote(state, slot);
        for i in facts.places.under(Root::Slot(slot)) {
            let Some(tracked) = facts.places.get(*i) else { continue };
            let [field, rest @ ..] = tracked.place.fields.as_slice() else { continue };
            let outputs = end.map(|e| e.outputs.len());
            let set = Known::set(Values::full(tracked.kind));
            // Of a flow with a mistake nothing is said that may only follow from that.
            let untold = Known { absent: true, proved: true, ..set.clone() };
            let known = match end.and_then(|e| e.outputs.get(usize::from(*field))) {
                Some(known) if rest.is_empty() => known.clone(),
                _ if outputs == Some(usize::from(*field)) => self.outcome(flow, end).unwrap_or(set),
                _ if end.is_none() && rest.is_empty() && !tracked.list => untold,
                _ => continue,
            };
            facts.put(state, *i, known);
        }
    }

    fn outcome(&self, flow: FlowId, end: Option<&super::summary::End>) -> Option<Known> {
        let ty = self.facts().program.flows.get(flow.index())?.outcome_type;
        let member = Value::Member(crate::value::Member { ty, index: end?.outcome.0 });
        let kind = super::known::Kind::of(self.facts().program, &Type::Named(ty));
        Values::of(crate::ast::CompareOp::Is, &member, kind, &self.facts().zone).map(Known::set)
    }

    fn each(
        &self,
        node: &'p Node,
        list: &Expr,
        enter: &Enter,
        unfinished: Option<NodeId>,
        state: &State,
        edges: &mut Vec<Edge>,
    ) {
        let facts = self.facts();
        let Some(summary) = self.summary(enter.flow) else { return };
        let set = |mut after: State, some: bool| {
            if let Some(slot) = enter.result {
                facts.fresh(&mut after, Root::Slot(slot));
                self.wrote(&mut after, slot);
                let index = facts.places.index(&whole(slot));
                if let Some((index, tracked)) = index.and_then(|i| Some((i, facts.places.get(i)?))) {
                    let full = Known::set(Values::full(tracked.kind)).settled();
                    facts.put(&mut after, index, if some { full } else { Known::unset() });
                }
            }
            after
        };
        let (none, some) = match list {
            Expr::Read(place) => (facts.absents(state, place), facts.present(state, place)),
            _ => (vec![state.clone()], Some(state.clone())),
        };
        edges.extend(none.into_iter().map(|s| to_node(node.next, set(s, false), How::On, 0)));
        let Some(mut some) = some else { return };
        if summary.waits {
            facts.pass_time(&mut some);
        }
        self.elsewhere(&mut some, enter.flow);
        self.committed(&mut some, summary.writes);
        let ends = summary.ends.as_ref().map(|ends| ends.iter().map(|e| e.turns).min());
        let silent = summary.ends.as_ref().is_some_and(|ends| ends.iter().any(|e| e.silent));
        if let Some(turns) = ends.unwrap_or(Some(1)) {
            let edge = to_node(node.next, set(some.clone(), true), How::Returned(0), turns);
            edges.push(Edge { waits: !silent, ..edge });
        }
        if let Some(to) = unfinished {
            edges.push(to_node(to, some, How::Unfinished, 1));
        }
    }

    /// 查表: one case a row, with what its tests tell of the arguments.
    fn look_up(
        &self,
        node: &'p Node,
        table: TableId,
        args: &'p [Expr],
        slot: SlotId,
        state: &State,
        edges: &mut Vec<Edge>,
    ) {
        let facts = self.facts();
        let Some(table) = facts.program.tables.get(table.index()) else { return };
        let interesting = facts
            .places
            .under(Root::Slot(slot))
            .iter()
            .any(|i| facts.places.get(*i).is_some_and(|t| !t.place.fields.is_empty()));
        if !interesting || table.rows.len() > ROWS {
            let mut after = state.clone();
            facts.fresh(&mut after, Root::Slot(slot));
            self.wrote(&mut after, slot);
            edges.push(to_node(node.next, after, How::On, 0));
            return;
        }
        let mut left = vec![state.clone()];
        for (i, row) in table.rows.iter().enumerate() {
            let mut rest = Vec::new();
            for state in left {
                let (mut fits, misses) = self.row(&state, table, i, args);
                rest.extend(misses);
                for after in &mut fits {
                    facts.fresh(after, Root::Slot(slot));
                    self.wrote(after, slot);
                    self.cells(after, slot, &row.cells);
                }
                edges.extend(fits.into_iter().map(|s| to_node(node.next, s, How::On, 0)));
            }
            if rest.len() > ROWS {
                rest.truncate(0);
                rest.push(state.clone());
            }
            left = rest;
        }
    }

    /// The cases in which a row fits, and those in which it does not.
    fn row(&self, state: &State, table: &Table, row: usize, args: &[Expr]) -> (Vec<State>, Vec<State>) {
        let tests = table.rows.get(row).map(|r| r.tests.as_slice()).unwrap_or_default();
        let (mut fits, mut misses) = (vec![state.clone()], Vec::new());
        for (test, arg) in tests.iter().zip(args).filter(|(t, _)| **t != Test::Other) {
            let mut next = Vec::new();
            for state in fits {
                let (taken, not) = self.facts().arm(&state, arg, test);
                next.extend(taken);
                misses.extend(not);
            }
            fits = next;
        }
        (fits, misses)
    }

    fn cells(&self, state: &mut State, slot: SlotId, cells: &[Option<Value>]) {
        let facts = self.facts();
        for i in facts.places.under(Root::Slot(slot)) {
            let Some(tracked) = facts.places.get(*i) else { continue };
            let [field] = tracked.place.fields.as_slice() else { continue };
            let known = match cells.get(usize::from(*field)) {
                Some(Some(value)) => {
                    let exact = Values::of(crate::ast::CompareOp::Is, value, tracked.kind, &facts.zone);
                    Known::set(exact.unwrap_or_else(|| Values::full(tracked.kind)))
                }
                Some(None) if tracked.lacks => Known::unset(),
                // A cell that could not be read.
                Some(None) | None => continue,
            };
            facts.put(state, *i, known);
        }
    }

    /// 重问: the slot is dropped with what was computed from it on the way from its question to here.
    fn dropped(&self, state: &State, slot: SlotId, question: NodeId, here: NodeId) -> State {
        let mut after = state.clone();
        for gone in super::correct::computed_between(self.graph, slot, question, here) {
            self.facts().unset(&mut after, Root::Slot(gone));
            self.wrote(&mut after, gone);
        }
        after
    }

    /// 存到: a slot that is set is written back.
    fn save(&self, state: &mut State, slot: SlotId) {
        let facts = self.facts();
        let Some(place) = self.graph.flow().slots.get(slot.index()).and_then(|s| s.save_to.as_ref()) else {
            return;
        };
        let known = facts.of_slot(state, slot).as_ref().clone();
        facts.set(state, place, Known { proved: true, ..known });
    }

    /// A slot was set: confirmations given before do not hold for it.
    pub(super) fn wrote(&self, state: &mut State, slot: SlotId) {
        if let Some(bit) = self.graph.doubted.iter().position(|s| *s == slot) {
            state.unread |= 1 << bit;
        }
        let bit = self.graph.arguments.iter().position(|s| *s == slot);
        for (confirm, since) in self.graph.confirms.iter().zip(&mut state.confirmed) {
            if *confirm == slot {
                *since = None;
            } else if let (Some(since), Some(bit)) = (since.as_mut(), bit) {
                *since |= 1 << bit;
            }
        }
    }

    /// 算 follows from what it reads: it changes only if that did.
    fn computed(&self, state: &mut State, slot: SlotId, node: &Node) {
        let Some(bit) = self.graph.arguments.iter().position(|s| *s == slot) else { return };
        let of = |slot: &SlotId| self.graph.arguments.iter().position(|s| s == slot);
        for since in state.confirmed.iter_mut().flatten() {
            let stale = node.reads.iter().filter_map(of).any(|read| *since & (1 << read) != 0);
            *since = if stale { *since | 1 << bit } else { *since & !(1 << bit) };
        }
    }

    fn confirm(&self, state: &mut State, ask: &Ask) {
        for (confirm, since) in self.graph.confirms.iter().zip(&mut state.confirmed) {
            if *confirm == ask.slot && ask.explicit {
                *since = Some(0);
            }
        }
    }

    /// The states in which a flow begins: by each trigger, or entered by another flow.
    pub(super) fn begins(&self, entered: bool) -> Vec<(State, How)> {
        let flow = self.graph.flow();
        let mut all = Vec::new();
        for (i, trigger) in flow.triggers.iter().enumerate() {
            let state = self.first(Some(trigger));
            let cases = match trigger {
                Trigger::Event(_, Some(filter)) => self.facts().holds(&state, filter),
                _ => vec![state],
            };
            all.extend(cases.into_iter().map(|s| (s, How::Begins(Some(i)))));
        }
        if entered || all.is_empty() {
            all.push((self.first(None), How::Begins(None)));
        }
        all
    }

    /// The state in which a block of 全局 begins.
    pub(super) fn block(&self) -> State {
        self.first(None)
    }

    /// What is known before the first statement.
    fn first(&self, trigger: Option<&Trigger>) -> State {
        let facts = self.facts();
        let mut state = facts.anything();
        state.confirmed = vec![None; self.graph.confirms.len()];
        let roots: std::collections::BTreeSet<Root> = facts.places.all.iter().map(|t| t.place.root).collect();
        for root in &roots {
            match root {
                Root::Slot(_) => {}
                Root::Event if !matches!(trigger, Some(Trigger::Event(..))) => facts.unset(&mut state, *root),
                Root::Current(Current::Called) => {
                    let place = Place { root: *root, fields: Vec::new() };
                    let kind = super::known::Kind::Members(None, 2);
                    let is = Values::of(
                        crate::ast::CompareOp::Is,
                        &Value::Bool(trigger.is_none()),
                        kind,
                        &facts.zone,
                    );
                    facts.set(&mut state, &place, Known::set(is.unwrap_or(Values::Free)));
                }
                _ => known_before(facts, &mut state, *root),
            }
        }
        for (slot, declared) in (0..).map(SlotId).zip(&self.graph.flow().slots) {
            self.first_value(&mut state, slot, declared, trigger.is_none());
        }
        state
    }

    fn first_value(&self, state: &mut State, slot: SlotId, declared: &'p Slot, called: bool) {
        let facts = self.facts();
        let Some((index, tracked)) =
            facts.places.index(&whole(slot)).and_then(|i| Some((i, facts.places.get(i)?)))
        else {
            return;
        };
        let full = Known::set(Values::full(tracked.kind)).settled();
        let mut known = Known::unset();
        if let Some(default) = &declared.default {
            let exact = Values::of(crate::ast::CompareOp::Is, default, tracked.kind, &facts.zone);
            known = Known::set(exact.unwrap_or_else(|| Values::full(tracked.kind)));
        }
        if declared.input && called {
            let optional = matches!(declared.ty, Type::Optional(_)) || tracked.list;
            known = match (declared.default.is_some(), optional) {
                (true, _) => known.join(&full),
                (false, true) => full.clone().or_unset(),
                (false, false) => full.clone(),
            };
        } else if is_filled_ahead(declared) {
            known = known.join(&full);
        }
        for place in declared.from.iter().chain(&declared.save_to) {
            let Some(read) = facts.readable(state, place) else { continue };
            let certain = facts.unreadable(state, place).is_empty();
            let value = facts
                .places
                .index(place)
                .map_or_else(|| full.values.clone(), |i| facts.get(&read, i).values.clone());
            let source = Known::set(value).settled();
            known = if certain && !declared.input {
                Known { absent: false, open: false, ..known.join(&source) }
            } else {
                known.join(&source)
            };
        }
        let set = known.is_possible();
        facts.fresh(state, Root::Slot(slot));
        if !set {
            facts.unset(state, Root::Slot(slot));
        }
        facts.put(state, index, known);
    }
}

/// What is known of 顾客, 会话 and 事件 where nothing was looked at yet.
pub(super) fn outside(facts: &Facts<'_>) -> State {
    let mut state = facts.anything();
    let roots: std::collections::BTreeSet<Root> = facts.places.all.iter().map(|t| t.place.root).collect();
    roots.iter().for_each(|root| known_before(facts, &mut state, *root));
    state
}

fn known_before(facts: &Facts<'_>, state: &mut State, root: Root) {
    for i in facts.places.under(root) {
        if let Some(tracked) = facts.places.get(*i) {
            let known = tracked.fresh();
            facts.put(state, *i, Known { proved: !known.absent, ..known });
        }
    }
}

/// A slot that what the customer says beyond an answer may fill (R10).
pub(super) fn is_filled_ahead(slot: &Slot) -> bool {
    let simple = !matches!(slot.ty.required(), Type::Text | Type::Bool | Type::List(_) | Type::Media(_));
    slot.origin == SlotOrigin::Declared && !slot.input && !slot.always_ask && simple
}

fn flow_slot(flow: &crate::program::Flow, slot: SlotId) -> Option<&Slot> {
    flow.slots.get(slot.index())
}

impl Edge {
    pub(super) fn new(to: Target, state: State, how: How, turns: u32) -> Self {
        Self { to, state, how, turns, waits: turns > 0 }
    }
}

fn to_node(to: NodeId, state: State, how: How, turns: u32) -> Edge {
    Edge::new(Target::Point(Graph::at(to)), state, how, turns)
}
