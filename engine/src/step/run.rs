//! Walks from statement to statement until something is waited for.

use super::turn::Turn;
use super::{ask, branch, call, card, each, enter, experiment, leave, repeat, say, set};
use crate::{Asked, Fault};
use huashu_dsl::program::{Node, NodeId, StmtKind};

/// How many statements may run without waiting (R1).
const LIMIT: u32 = 1_000;

/// Where it goes on after a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// With the statement that follows.
    On,
    /// With this statement.
    To(NodeId),
    /// Where the stack now stands.
    Elsewhere,
    /// Nowhere: someone is waited for, or nothing runs any more.
    Wait,
}

/// Goes on from where the stack stands.
pub(super) fn run(turn: &mut Turn<'_>) -> Result<(), Fault> {
    for _ in 0..LIMIT {
        let node = turn.here()?;
        arrive(turn)?;
        let next = execute(turn, node)?;
        if !follow(turn, next)? {
            return Ok(());
        }
    }
    Err(Fault::TooManySteps)
}

/// Goes on after what a statement, a timer or an answer gave.
pub(super) fn settle(turn: &mut Turn<'_>, next: Next) -> Result<(), Fault> {
    if follow(turn, next)? { run(turn) } else { Ok(()) }
}

/// Moves to where it goes on; false if nowhere.
fn follow(turn: &mut Turn<'_>, next: Next) -> Result<bool, Fault> {
    let to = match next {
        Next::Wait => return Ok(false),
        Next::Elsewhere => return Ok(!turn.session.stack.is_empty()),
        Next::On => turn.here()?.next,
        Next::To(node) => node,
    };
    turn.top_mut()?.at = to;
    Ok(true)
}

/// Notes that a statement is executed: the step, the trail, the visit.
pub(super) fn arrive(turn: &mut Turn<'_>) -> Result<(), Fault> {
    turn.mark_step();
    let top = turn.top_mut()?;
    let at = top.at;
    match top.visits.iter_mut().find(|(node, _)| *node == at) {
        Some((_, times)) => *times = times.saturating_add(1),
        None => top.visits.push((at, 1)),
    }
    Ok(())
}

/// Notes a statement on the trail, at its first execution. Blocks do not lie on the way that a correction rewinds along.
pub(super) fn trail(turn: &mut Turn<'_>) -> Result<(), Fault> {
    let top = turn.top_mut()?;
    if top.back.is_empty() && !top.trail.contains(&top.at) {
        top.trail.push(top.at);
    }
    Ok(())
}

fn execute<'p>(turn: &mut Turn<'p>, node: &'p Node) -> Result<Next, Fault> {
    if let StmtKind::Ask(id) = &node.stmt {
        let first = !turn.top()?.trail.contains(&turn.top()?.at);
        trail(turn)?;
        return ask::ask(turn, *id, first);
    }
    trail(turn)?;
    match &node.stmt {
        StmtKind::Ask(_) => Ok(Next::Wait),
        StmtKind::Say(text, buttons) => say::statement(turn, *text, buttons.as_ref()),
        StmtKind::Call(c) => call::call(turn, c),
        StmtKind::Enter(e, _) => enter::enter(turn, e),
        StmtKind::ForEach { item, list, max, enter, .. } => each::begin(turn, *item, list, *max, enter),
        StmtKind::Await { .. } => wait(turn),
        StmtKind::If { condition, then, otherwise } => Ok(branch::choose(turn, condition, *then, *otherwise)),
        StmtKind::Match { subject, arms } => branch::arm(turn, subject, arms),
        StmtKind::Experiment(id, arms) => experiment::arm(turn, *id, arms),
        StmtKind::Let(slot, value) => set::compute(turn, *slot, value),
        StmtKind::Set(place, value) => set::set(turn, place, value),
        StmtKind::Lookup(table, args, slot) => set::look_up(turn, *table, args, *slot),
        StmtKind::Card(c) => card::card(turn, c, node.span),
        StmtKind::Carousel(list, c, max) => card::carousel(turn, list, c, *max, node.span),
        StmtKind::Image(source) => card::image(turn, source, node.span),
        StmtKind::Track(track, args) => Ok(set::track(turn, *track, args)),
        StmtKind::Repeat => repeat::repeat(turn),
        StmtKind::Reask(slot, to, text) => repeat::ask_again(turn, *slot, *to, *text),
        StmtKind::Leave(out) => leave::leave(turn, out),
        StmtKind::Back => leave::back(turn),
    }
}

/// 等
fn wait(turn: &mut Turn<'_>) -> Result<Next, Fault> {
    let at = turn.at();
    let visit = visit(turn)?;
    turn.top_mut()?.asked = Some(Asked { anchored: true, ..asked(at, visit) });
    Ok(Next::Wait)
}

/// How often the running flow has come by the statement at which it stands.
pub(super) fn visit(turn: &Turn<'_>) -> Result<u16, Fault> {
    let top = turn.top()?;
    Ok(top.visits.iter().find(|(node, _)| *node == top.at).map_or(1, |(_, times)| *times))
}

/// A question that has just been put.
pub(super) fn asked(since: huashu_dsl::value::Instant, visit: u16) -> Asked {
    Asked {
        since,
        visit,
        tries: 0,
        fired: 0,
        offered_done: false,
        clarified: false,
        anchored: false,
        before: None,
        shown: Vec::new(),
    }
}
