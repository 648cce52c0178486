//! 没回 and 最多: what happens when nobody answers in time (R11).

use super::run::{self, Next};
use super::turn::{Occasion, Turn};
use super::{accept, leave, park, say};
use crate::{Asked, Fault, Frame, Phase, Session};
use huashu_dsl::program::{Ask, NoReply, NoReplyAction, NodeId, Program, StmtKind, WayOut};
use huashu_dsl::value::{Instant, Millis, Value};

/// When a session wants to be woken.
pub(crate) fn wakes_at(session: &Session, program: &Program) -> Option<Instant> {
    if session.call.is_some() || session.phase != Phase::Bot {
        return None;
    }
    let top = session.stack.last()?;
    let asked = top.asked.as_ref()?;
    let node = program.flows.get(top.flow.index())?.nodes.get(top.at.index())?;
    let after = match &node.stmt {
        StmtKind::Await { within, .. } => *within,
        StmtKind::Ask(id) => {
            let ask = program.flows.get(top.flow.index())?.asks.get(id.index())?;
            pending(program, top, ask, asked).next().map(|(_, timer)| timer.after)?
        }
        _ => return None,
    };
    Some(asked.since + after)
}

/// The replies were delivered: a question that was among them counts from now.
pub(super) fn delivered(turn: &mut Turn<'_>) {
    let at = turn.at();
    let asked = turn.session.stack.last_mut().and_then(|top| top.asked.as_mut());
    if let Some(asked) = asked.filter(|asked| !asked.anchored) {
        asked.since = at;
        asked.anchored = true;
    }
}

/// The clock came: what is due happens once, however late it is.
pub(super) fn fired(turn: &mut Turn<'_>) -> Result<(), Fault> {
    turn.begin(Occasion::Shop);
    let Some(top) = turn.session.stack.last() else { return Ok(()) };
    let Some(asked) = top.asked.as_ref() else { return Ok(()) };
    let waited = turn.at() - asked.since;
    match &turn.here()?.stmt {
        StmtKind::Ask(id) => {
            let ask = turn.ask(top.flow, *id)?;
            silence(turn, ask, waited)
        }
        StmtKind::Await { within, timeout, .. } if waited >= *within => gave_up(turn, *timeout),
        _ => Ok(()),
    }
}

/// 没等到
fn gave_up(turn: &mut Turn<'_>, timeout: NodeId) -> Result<(), Fault> {
    turn.top_mut()?.asked = None;
    run::settle(turn, Next::To(timeout))
}

/// 没回: of several that are overdue, the first that ends the waiting, else the last reminder.
fn silence(turn: &mut Turn<'_>, ask: &Ask, waited: Millis) -> Result<(), Fault> {
    let top = turn.top()?;
    let asked = top.asked.as_ref().ok_or(Fault::Damaged("no question waits"))?;
    let due: Vec<_> =
        pending(turn.program, top, ask, asked).take_while(|(_, timer)| timer.after <= waited).collect();
    let ending = due.iter().find(|(_, timer)| !matches!(timer.action, NoReplyAction::Remind(_)));
    let Some((index, timer)) = ending.or(due.last()).copied() else { return Ok(()) };
    let asked = turn.top_mut()?.asked.as_mut().ok_or(Fault::Damaged("no question waits"))?;
    asked.fired = u16::try_from(index + 1).unwrap_or(u16::MAX);
    asked.anchored = true;
    act(turn, &timer.action)
}

fn act(turn: &mut Turn<'_>, action: &NoReplyAction) -> Result<(), Fault> {
    let next = match action {
        NoReplyAction::Remind(text) => {
            say::say(turn, *text, &[])?;
            Next::Wait
        }
        NoReplyAction::Done => accept::advance(turn)?,
        NoReplyAction::Leave(WayOut::Cancel(text)) => {
            if let Some(text) = text {
                say::say(turn, *text, &[])?;
            }
            park::idle(turn);
            Next::Wait
        }
        NoReplyAction::Leave(out) => leave::leave(turn, out)?,
    };
    run::settle(turn, next)
}

/// The timers of a question that have not fired, soonest first. 就这些 counts only once enough is gathered.
fn pending<'p>(
    program: &'p Program,
    frame: &Frame,
    ask: &'p Ask,
    asked: &Asked,
) -> impl Iterator<Item = (usize, &'p NoReply)> {
    let is_done = |timer: &NoReply| matches!(timer.action, NoReplyAction::Done);
    let local = ask.no_reply.iter().any(|timer| !is_done(timer));
    let global = if local { [].iter() } else { program.global.no_reply.iter() };
    let mut timers: Vec<_> = ask.no_reply.iter().chain(global).collect();
    timers.sort_by_key(|timer| timer.after);
    let held = frame.slots.get(ask.slot.index()).and_then(|held| held.value.as_ref());
    let gathered = match held {
        Some(Value::List(items)) => u32::try_from(items.len()).unwrap_or(u32::MAX),
        _ => 0,
    };
    let enough = ask.collect.as_ref().is_none_or(|collect| gathered >= collect.min);
    timers
        .into_iter()
        .enumerate()
        .skip(usize::from(asked.fired))
        .filter(move |(_, timer)| enough || !is_done(timer))
}
