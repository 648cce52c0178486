//! The conversation that shows a value unset where it is read: the shortest way there, in the merchant's own words.

mod asked;
mod begun;
mod build;
mod called;
mod lists;
mod retrace;
mod script;
mod value;

use super::edges::How;
use super::explore::Visit;
use super::graph::Graph;
use super::known::Known;
use super::state::State;
use super::unset::Unset;
use super::{Summary, Ways};
use crate::program::{Expr, FlowId, Place, Program, Root, StmtKind};
use crate::value::{Type, Value};
use jiff::tz::TimeZone;
use script::{Line, Script};
use std::collections::BTreeMap;

/// A value among those known, as a customer says it.
pub(super) fn example(program: &Program, ty: &Type, known: &Known, zone: &TimeZone) -> Option<String> {
    let value = value::pick(program, ty, known, None, zone)?;
    value::said(program, ty, &value, zone)
}

/// What a conversation may need besides the flow in which it ends.
pub(crate) struct Shop<'a, 'p> {
    pub(crate) program: &'p Program,
    pub(crate) summaries: &'a [Summary],
}

/// How many flows a conversation goes through before it reaches the one that is meant.
const CALLERS: usize = 4;

/// The conversation, or why there is none.
pub(super) fn conversation<'p>(ways: &Ways<'p>, shop: &Shop<'_, 'p>, unset: &Unset) -> Option<String> {
    let last = |state: &State| super::unset::unset_again(ways, unset, state);
    let mut script = Script {
        program: shop.program,
        summaries: shop.summaries,
        zone: ways.graph.facts.zone().clone(),
        lines: Vec::new(),
        outside: BTreeMap::new(),
        items: BTreeMap::new(),
        depth: 0,
    };
    let first = ways.walked.way(unset.visit).first().copied()?;
    let how = ways.walked.visits.get(first as usize)?.how;
    let mut given = BTreeMap::new();
    if how == How::Begins(None) {
        let id = flow_id(shop.program, ways)?;
        given = before(&mut script, shop, id, CALLERS)?;
    }
    script.way(ways, unset.visit, &last, &given)?;
    script.at_last(ways, unset)?;
    Some(told(&script, shop.program))
}

/// Whether something starts the flow: a trigger, or a push or a flow that enters it.
pub(super) fn is_begun(ways: &Ways<'_>, shop: &Shop<'_, '_>) -> bool {
    let flow = ways.graph.flow();
    let entered = crate::check::flow::entered(shop.program);
    let id = flow_id(shop.program, ways);
    !flow.triggers.is_empty() || id.is_some_and(|id| entered.get(id.index()) == Some(&true))
}

fn flow_id(program: &Program, ways: &Ways<'_>) -> Option<FlowId> {
    let flow = ways.graph.flow();
    let at = program.flows.iter().position(|f| std::ptr::eq(f, flow))?;
    u16::try_from(at).ok().map(FlowId)
}

/// Leads to where a flow is entered: through one that a trigger starts, or by a push. Gives the arguments.
fn before<'p>(
    script: &mut Script<'_, 'p>,
    shop: &Shop<'_, 'p>,
    id: FlowId,
    left: usize,
) -> Option<BTreeMap<Place, Value>> {
    if left == 0 {
        return None;
    }
    let mut ways_there: Vec<(u32, FlowId, u16, u32)> = Vec::new();
    let mut callers = Vec::new();
    for (caller, flow) in (0..).map(FlowId).zip(&shop.program.flows) {
        let enters = |n: &crate::program::Node| matches!(&n.stmt, StmtKind::Enter(e, _) | StmtKind::ForEach { enter: e, .. } if e.flow == id);
        if caller == id || !flow.nodes.iter().any(enters) {
            continue;
        }
        let ways = Ways::of(shop.program, flow, shop.summaries, true);
        for (at, _) in (0u16..).zip(&flow.nodes).filter(|(_, n)| enters(n)) {
            for (visit, v) in ways.walked.of(Graph::at(crate::program::NodeId(at))) {
                let triggered = begins(&ways, visit) != Some(How::Begins(None));
                let far = if triggered { 0 } else { 100 };
                ways_there.push((v.turns + far, caller, at, visit));
            }
        }
        callers.push((caller, ways));
    }
    ways_there.sort_unstable();
    if ways_there.is_empty() {
        let push = shop.program.pushes.iter().find(|p| p.enter.flow == id)?;
        return script.pushed(push);
    }
    for (_, caller, at, visit) in ways_there.into_iter().take(8) {
        let (_, ways) = callers.iter().find(|(c, _)| *c == caller)?;
        let kept = (script.lines.len(), script.outside.clone());
        let given = match begins(ways, visit) {
            Some(How::Begins(None)) => match before(script, shop, caller, left - 1) {
                Some(given) => given,
                None => continue,
            },
            _ => BTreeMap::new(),
        };
        if script.way(ways, visit, &|s| Some(s.clone()), &given).is_some() {
            return Some(arguments(ways, at));
        }
        script.lines.truncate(kept.0);
        script.outside = kept.1;
    }
    None
}

fn begins(ways: &Ways<'_>, visit: u32) -> Option<How> {
    let first = ways.walked.way(visit).first().copied()?;
    ways.walked.visits.get(first as usize).map(|v: &Visit| v.how)
}

/// The arguments that are written out.
fn arguments(ways: &Ways<'_>, at: u16) -> BTreeMap<Place, Value> {
    let enter = match ways.graph.flow().nodes.get(usize::from(at)).map(|n| &n.stmt) {
        Some(StmtKind::Enter(enter, _) | StmtKind::ForEach { enter, .. }) => enter,
        _ => return BTreeMap::new(),
    };
    let given = |e: &Expr| match e {
        Expr::Const(value) => Some(value.clone()),
        _ => None,
    };
    enter.args.iter().filter_map(|(slot, e)| Some((super::places::whole(*slot), given(e)?))).collect()
}

/// The lines in the order of a file: setups of the whole first; what a plugin answers before the words that lead to its call.
fn told(script: &Script<'_, '_>, program: &Program) -> String {
    let mut text = String::new();
    let mut add = |line: &str| {
        text.push_str(line);
        text.push('\n');
    };
    for line in outside(script, program) {
        add(&line);
    }
    let mut setups: Vec<&String> = Vec::new();
    for line in &script.lines {
        if let Line::Setup(setup) = line
            && !setups.contains(&setup)
        {
            setups.push(setup);
        }
    }
    setups.into_iter().for_each(|s| add(s));
    let mut said: BTreeMap<usize, &String> = BTreeMap::new();
    let mut input: Option<&String> = None;
    let mut mocks: Vec<&String> = Vec::new();
    for line in script.lines.iter().chain([&Line::Input(String::new())]) {
        match line {
            Line::Setup(_) => {}
            Line::Mock(function, mock) => {
                if said.insert(*function, mock) != Some(mock) {
                    mocks.push(mock);
                }
            }
            Line::Input(next) => {
                mocks.drain(..).for_each(|m| add(m));
                input.into_iter().for_each(|i| add(i));
                input = Some(next);
            }
        }
    }
    text
}

/// What 顾客 and 会话 hold.
fn outside(script: &Script<'_, '_>, program: &Program) -> Vec<String> {
    let (mut customer, mut session) = (Vec::new(), Vec::new());
    for (place, value) in &script.outside {
        let (field, ty, to) = match place.root {
            Root::Customer(i) => match program.customer.get(usize::from(i)) {
                Some(f) => (&f.name, &f.ty, &mut customer),
                None => continue,
            },
            Root::Session(id) => match program.session_slots.get(id.index()) {
                Some(s) => (&s.name, &s.ty, &mut session),
                None => continue,
            },
            _ => continue,
        };
        if let Some(value) = value::written(program, ty, value, &script.zone) {
            to.push(format!("{field}: {value}"));
        }
    }
    let setup = |word: &str, pairs: Vec<String>| {
        (!pairs.is_empty()).then(|| format!("@{word} {{{}}}", pairs.join(", ")))
    };
    setup("顾客", customer).into_iter().chain(setup("会话", session)).collect()
}
