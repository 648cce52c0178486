//! 事件: something happened in the shop that a question, a 等 or a flow waits for.

use super::run::{self, Next};
use super::turn::{Occasion, Turn};
use super::{ask, digress, park, push};
use crate::{Fault, Frame, Phase, eval};
use huashu_dsl::program::{EventId, Expr, FlowId, NodeId, StmtKind, Trigger};
use huashu_dsl::value::Value;

/// Takes a shop event: 遇到 of the question, then 等, then triggers and 推送. A person who speaks leaves only 推送, which wait.
pub(super) fn happened(turn: &mut Turn<'_>, id: EventId, record: &Value) -> Result<(), Fault> {
    let fields = turn.program.events.get(id.index()).ok_or(Fault::Misfit("no such event"))?.fields.len();
    if !matches!(record, Value::Record(values) if values.len() == fields) {
        return Err(Fault::Misfit("an event of another shape"));
    }
    if turn.session.phase != Phase::Bot {
        return push::triggered(turn, id, record);
    }
    turn.begin(Occasion::Shop);
    park::expire(turn);
    let arriving = (id, record.clone());
    if let Some(entry) = interrupts(turn, &arriving) {
        keep(turn, arriving)?;
        return digress::interrupt(turn, entry);
    }
    if let Some((at, then)) = awaited(turn, &arriving)? {
        return arrived(turn, at, then, arriving);
    }
    if let Some(flow) = triggered(turn, id, record) {
        digress::start(turn, flow, Some((id, record.clone())))?;
    }
    push::triggered(turn, id, record)
}

fn interrupts(turn: &Turn<'_>, arriving: &(EventId, Value)) -> Option<NodeId> {
    let question = ask::waiting(turn)?;
    let frame = turn.session.stack.last();
    let waits = |trigger: &Trigger| matches!(trigger, Trigger::Event(e, filter) if *e == arriving.0 && is_awaited(turn, frame, filter.as_ref(), arriving));
    question.ask.interrupts.iter().find(|i| waits(&i.trigger)).map(|i| i.entry)
}

/// The uppermost 等 that this event ends, by its place on the stack.
fn awaited(turn: &Turn<'_>, arriving: &(EventId, Value)) -> Result<Option<(usize, NodeId)>, Fault> {
    for (at, frame) in turn.session.stack.iter().enumerate().rev() {
        if let StmtKind::Await { event, filter, then, .. } = &turn.node(frame.flow, frame.at)?.stmt
            && *event == arriving.0
            && is_awaited(turn, Some(frame), filter.as_ref(), arriving)
        {
            return Ok(Some((at, *then)));
        }
    }
    Ok(None)
}

fn arrived(turn: &mut Turn<'_>, at: usize, then: NodeId, event: (EventId, Value)) -> Result<(), Fault> {
    if at + 1 < turn.session.stack.len() {
        digress::bring_up(turn, at);
    }
    keep(turn, event)?;
    turn.top_mut()?.asked = None;
    run::settle(turn, Next::To(then))
}

fn triggered(turn: &Turn<'_>, id: EventId, record: &Value) -> Option<FlowId> {
    let starts = |trigger: &Trigger| matches!(trigger, Trigger::Event(e, filter) if *e == id && starts_by(turn, filter.as_ref(), id, record));
    let index = turn.program.flows.iter().position(|flow| flow.triggers.iter().any(starts))?;
    u16::try_from(index).ok().map(FlowId)
}

/// 其中 of a trigger.
fn starts_by(turn: &Turn<'_>, filter: Option<&Expr>, id: EventId, record: &Value) -> bool {
    let mut scope = turn.scope_of(None);
    (scope.event, scope.event_id) = (Some(record), Some(id));
    filter.is_none_or(|filter| eval::holds(filter, &scope))
}

/// 其中 of a 遇到 or 等.
fn is_awaited(
    turn: &Turn<'_>,
    frame: Option<&Frame>,
    filter: Option<&Expr>,
    arriving: &(EventId, Value),
) -> bool {
    let mut scope = turn.scope_of(frame);
    scope.arrived = std::slice::from_ref(arriving);
    filter.is_none_or(|filter| eval::holds(filter, &scope))
}

/// Keeps the record for the block that waited for it; what triggered the flow stays.
fn keep(turn: &mut Turn<'_>, (event, record): (EventId, Value)) -> Result<(), Fault> {
    let arrived = &mut turn.top_mut()?.arrived;
    match arrived.iter_mut().find(|(known, _)| *known == event) {
        Some((_, last)) => *last = record,
        None => arrived.push((event, record)),
    }
    Ok(())
}
