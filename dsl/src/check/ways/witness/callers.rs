//! How a flow is come by that another one enters: through one that a trigger starts, or by a push. Found once, and shared by all findings.

use super::super::edges::{How, Steps};
use super::super::explore::Visit;
use super::super::graph::Graph;
use super::super::known::Known;
use super::super::state::State;
use super::super::{Summary, Ways};
use super::retrace::{Traced, meet, retrace};
use super::script::{Held, Line, Script};
use crate::check::flow::entered_by;
use crate::diagnostic::Message;
use crate::program::{Enter, Expr, FlowId, NodeId, Program, StmtKind};
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What a conversation may need besides the flow in which it ends.
pub(crate) struct Shop<'a, 'p> {
    pub(crate) program: &'p Program,
    pub(crate) summaries: &'a [Summary],
    ways: RefCell<BTreeMap<FlowId, Rc<Ways<'p>>>>,
    leads: RefCell<BTreeMap<FlowId, Option<Rc<Lead>>>>,
    callers: OnceCell<Callers>,
}

/// For each flow, how many flows lie between it and a trigger or a push, itself among them; and those that enter it, nearest first.
struct Callers {
    far: Vec<Option<usize>>,
    by: Vec<Vec<FlowId>>,
}

/// A conversation that leads to where a flow is entered, and the arguments there.
#[derive(Clone)]
pub(super) struct Lead {
    lines: Vec<Line>,
    outside: Held,
    items: BTreeMap<crate::program::Place, Vec<crate::value::Value>>,
    given: Held,
    /// Flows that lie on the stack.
    frames: usize,
    spell: fn(&'static str) -> &'static str,
}

/// Flows that may lie on the stack; where one more is entered, a person takes over.
const FRAMES: usize = 5;

/// How many flows that enter one are looked at, and how many of their ways are tried to be written.
const CALLERS: usize = 24;
const TRIES: usize = 48;

/// How many flows away what is wanted of arguments is looked for.
const DEPTH: usize = 12;

/// Where a flow is entered: how far that is, and by which visit of which statement.
type There<'p> = (u32, Rc<Ways<'p>>, FlowId, NodeId, u32);

/// What is wanted of the arguments: the flow, and the way through it.
pub(super) type Wanted<'w, 'p> = Option<(&'w Ways<'p>, &'w [Traced])>;

impl<'a, 'p> Shop<'a, 'p> {
    /// A shop of whose flows this is known.
    pub(crate) fn new(program: &'p Program, summaries: &'a [Summary]) -> Self {
        let (ways, leads) = (RefCell::default(), RefCell::default());
        Self { program, summaries, ways, leads, callers: OnceCell::new() }
    }

    /// The ways through a flow that others enter.
    pub(in crate::check::ways) fn ways(&self, id: FlowId) -> Option<Rc<Ways<'p>>> {
        if let Some(known) = self.ways.borrow().get(&id) {
            return Some(Rc::clone(known));
        }
        let flow = self.program.flows.get(id.index())?;
        let ways = Rc::new(Ways::of(self.program, flow, self.summaries, true));
        self.ways.borrow_mut().insert(id, Rc::clone(&ways));
        Some(ways)
    }

    fn callers(&self) -> &Callers {
        self.callers.get_or_init(|| Callers::of(self.program))
    }
}

impl Callers {
    fn of(program: &Program) -> Self {
        let mut by: Vec<Vec<FlowId>> = vec![Vec::new(); program.flows.len()];
        for (caller, flow) in (0..).map(FlowId).zip(&program.flows) {
            for to in entered_by(flow).filter(|to| *to != caller) {
                if let Some(by) = by.get_mut(to.index()).filter(|by| by.last() != Some(&caller)) {
                    by.push(caller);
                }
            }
        }
        let pushed = |id: FlowId| program.pushes.iter().any(|p| p.enter.flow == id);
        let mut far: Vec<Option<usize>> = (0..)
            .map(FlowId)
            .zip(&program.flows)
            .map(|(id, flow)| (!flow.triggers.is_empty() || pushed(id)).then_some(0))
            .collect();
        let mut open: std::collections::VecDeque<FlowId> =
            (0..).map(FlowId).zip(&far).filter(|(_, far)| far.is_some()).map(|(id, _)| id).collect();
        while let Some(at) = open.pop_front() {
            let next = far.get(at.index()).copied().flatten().map(|n| n + 1);
            for to in program.flows.get(at.index()).into_iter().flat_map(entered_by) {
                if let Some(place) = far.get_mut(to.index()).filter(|far| far.is_none()) {
                    *place = next;
                    open.push_back(to);
                }
            }
        }
        for by in &mut by {
            by.retain(|id| far.get(id.index()).is_some_and(Option::is_some));
            by.sort_by_key(|id| far.get(id.index()).copied().flatten());
            by.dedup();
        }
        Self { far, by }
    }
}

impl Lead {
    /// The conversation so far, to be gone on with, and the arguments.
    pub(super) fn script<'a, 'p>(&self, shop: &'a Shop<'a, 'p>) -> (Script<'a, 'p>, Held) {
        let mut script = Script::new(shop, self.spell);
        script.lines.clone_from(&self.lines);
        script.outside.clone_from(&self.outside);
        script.items.clone_from(&self.items);
        (script, self.given.clone())
    }

    fn of(script: Script<'_, '_>, given: Held, frames: usize) -> Self {
        Self {
            frames,
            lines: script.lines,
            outside: script.outside,
            items: script.items,
            given,
            spell: script.spell,
        }
    }
}

/// The flow of which these are the ways.
pub(super) fn flow_id(program: &Program, ways: &Ways<'_>) -> Option<FlowId> {
    let flow = ways.graph.flow();
    let at = program.flows.iter().position(|f| std::ptr::eq(f, flow))?;
    u16::try_from(at).ok().map(FlowId)
}

/// A way to where a flow is entered, with arguments that are among those wanted.
pub(super) fn lead<'p>(
    shop: &Shop<'_, 'p>,
    id: FlowId,
    wanted: Wanted<'_, 'p>,
    spell: fn(&'static str) -> &'static str,
) -> Option<Lead> {
    search(shop, id, wanted, spell, &mut Left { tries: TRIES, depth: DEPTH })
}

/// What a search may still cost.
struct Left {
    tries: usize,
    depth: usize,
}

fn search<'p>(
    shop: &Shop<'_, 'p>,
    id: FlowId,
    wanted: Wanted<'_, 'p>,
    spell: fn(&'static str) -> &'static str,
    left: &mut Left,
) -> Option<Lead> {
    for (_, ways, caller, at, visit) in places(shop, id) {
        left.tries = match left.tries.checked_sub(1) {
            Some(tries) => tries,
            None => break,
        };
        if let Some(lead) = through(shop, &ways, caller, (at, visit), (wanted, spell), left) {
            return Some(lead);
        }
    }
    let push = shop.program.pushes.iter().find(|p| p.enter.flow == id)?;
    let mut script = Script::new(shop, spell);
    let given = script.pushed(push)?;
    Some(Lead::of(script, given, 0))
}

/// Where flows enter one, the shortest way first.
fn places<'p>(shop: &Shop<'_, 'p>, id: FlowId) -> Vec<There<'p>> {
    let mut found = Vec::new();
    let callers = shop.callers();
    for caller in callers.by.get(id.index()).into_iter().flatten().take(CALLERS) {
        let Some(ways) = shop.ways(*caller) else { continue };
        let far = callers.far.get(caller.index()).copied().flatten().unwrap_or_default();
        for (at, _) in enters(&ways, id) {
            for (visit, v) in ways.walked.of(Graph::at(at)) {
                let far = if begins(&ways, visit) == Some(How::Begins(None)) { far.max(1) } else { 0 };
                let turns =
                    v.turns.saturating_add(u32::try_from(far).unwrap_or(u32::MAX).saturating_mul(100));
                found.push((turns, Rc::clone(&ways), *caller, at, visit));
            }
        }
    }
    found.sort_by_key(|(turns, _, caller, at, visit)| (*turns, *caller, *at, *visit));
    found
}

/// The statements that enter a flow.
fn enters<'w>(ways: &'w Ways<'_>, id: FlowId) -> impl Iterator<Item = (NodeId, &'w Enter)> {
    let nodes = (0..).map(NodeId).zip(&ways.graph.flow().nodes);
    nodes.filter_map(move |(at, n)| match &n.stmt {
        StmtKind::Enter(enter, _) | StmtKind::ForEach { enter, .. } if enter.flow == id => Some((at, enter)),
        _ => None,
    })
}

/// To a statement that enters the flow, with what is wanted of its arguments.
fn through<'p>(
    shop: &Shop<'_, 'p>,
    ways: &Ways<'p>,
    caller: FlowId,
    (at, visit): (NodeId, u32),
    (wanted, spell): (Wanted<'_, 'p>, fn(&'static str) -> &'static str),
    left: &mut Left,
) -> Option<Lead> {
    let enter = match &ways.graph.flow().nodes.get(at.index())?.stmt {
        StmtKind::Enter(enter, _) | StmtKind::ForEach { enter, .. } => enter,
        _ => return None,
    };
    let last = |state: &State| arguments_fit(ways, enter, state, wanted);
    let steps = Steps { graph: &ways.graph, summaries: shop.summaries, doubts: true };
    let trace = retrace(ways, &steps, visit, &last)?;
    let on = |(mut script, given): (Script<'_, 'p>, Held), below: usize| {
        let frames = Some(below + 1).filter(|frames| *frames < FRAMES)?;
        let held = script.lines_of(ways, &trace, &given)?;
        let given = script.arguments(enter, &held);
        Some(Lead::of(script, given, frames))
    };
    match begins(ways, visit)? {
        How::Begins(None) => {
            let known = known_lead(shop, caller, spell).and_then(|lead| on(lead.script(shop), lead.frames));
            if known.is_some() || wanted.is_none() {
                return known;
            }
            // What is wanted of the arguments comes from farther away.
            left.depth = left.depth.checked_sub(1)?;
            let farther = search(shop, caller, Some((ways, &trace)), spell, left);
            left.depth += 1;
            let farther = farther?;
            on(farther.script(shop), farther.frames)
        }
        How::Begins(Some(_)) => on((Script::new(shop, spell), Held::new()), 0),
        _ => None,
    }
}

/// A way to where a flow is entered, whatever the arguments.
fn known_lead(shop: &Shop<'_, '_>, id: FlowId, spell: fn(&'static str) -> &'static str) -> Option<Rc<Lead>> {
    if let Some(known) = shop.leads.borrow().get(&id) {
        return known.clone();
    }
    // A ring of flows that enter each other leads nowhere.
    shop.leads.borrow_mut().insert(id, None);
    let found = lead(shop, id, None, spell).map(Rc::new);
    shop.leads.borrow_mut().insert(id, found.clone());
    found
}

/// The state in which the arguments are among those that are wanted.
fn arguments_fit(ways: &Ways<'_>, enter: &Enter, state: &State, wanted: Wanted<'_, '_>) -> Option<State> {
    let mut state = state.clone();
    let Some((inner, trace)) = wanted else { return Some(state) };
    let needed = &trace.first()?.needed;
    let (facts, of) = (&ways.graph.facts, &inner.graph.facts);
    for (slot, e) in &enter.args {
        let Some(index) = of.places.index(&super::super::places::whole(*slot)) else { continue };
        let wanted = of.get(needed, index);
        match e {
            Expr::Const(value) if !is_among(&wanted, value, of, index) => return None,
            Expr::Read(place) => {
                let Some(index) = facts.places.index(place) else { continue };
                let both = meet(&facts.get(&state, index), &wanted);
                if !both.absent && !both.is_possible() {
                    return None;
                }
                facts.put(&mut state, index, both);
            }
            _ => {}
        }
    }
    Some(state)
}

/// Whether a value is among those known of a place.
pub(super) fn is_among(
    known: &Known,
    value: &crate::value::Value,
    facts: &super::super::state::Facts<'_>,
    index: u16,
) -> bool {
    let kind = facts.places.get(index).map(|t| t.kind);
    let only = kind.and_then(|kind| {
        super::super::known::Values::of(crate::ast::CompareOp::Is, value, kind, facts.zone())
    });
    only.is_none_or(|only| known.values.meet(&only) != super::super::known::Values::Nothing)
}

fn begins(ways: &Ways<'_>, visit: u32) -> Option<How> {
    let first = ways.walked.way(visit).first().copied()?;
    ways.walked.visits.get(first as usize).map(|v: &Visit| v.how)
}

/// Why no conversation gets to where a flow begins.
pub(super) fn why_not(ways: &Ways<'_>, shop: &Shop<'_, '_>) -> Message {
    let id = flow_id(shop.program, ways);
    let closed = |t: &&crate::program::Team| t.when_closed.as_ref().is_some_and(|e| Some(e.flow) == id);
    if id.and_then(|id| shop.callers().far.get(id.index()).copied().flatten()).is_some() {
        return super::unwritten();
    }
    match shop.program.teams.iter().find(closed) {
        Some(team) => Message::new(
            format!("“{}”下班时才进入这个流程，对话要等到那时候。", team.name),
            format!(
                "This flow is entered when \"{}\" is closed: a conversation has to wait for that.",
                team.name
            ),
        ),
        None => Message::new(
            "没有哪句话、哪个事件会开始这个流程，写不出走到这里的对话。",
            "Nothing starts this flow, so there is no conversation that gets here.",
        ),
    }
}
