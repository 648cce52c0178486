//! 问: puts a question, passes over one that is answered, and says one again.

use super::run::{self, Next};
use super::say;
use super::turn::Turn;
use super::{accept, buttons};
use crate::{Asked, Fault, FrameId, Held, Origin, ReplyBody, SlotSource, render};
use huashu_dsl::program::{Ask, AskId, Flow, FlowId, Node, NodeId, Slot, StmtKind, TextId};

/// The question that waits.
#[derive(Clone, Copy)]
pub(super) struct Question<'p> {
    /// The frame that asks.
    pub(super) frame: FrameId,
    /// Its flow.
    pub(super) flow_id: FlowId,
    /// Its flow.
    pub(super) flow: &'p Flow,
    /// The 问.
    pub(super) at: NodeId,
    /// The 问.
    pub(super) node: &'p Node,
    /// The 问.
    pub(super) ask: &'p Ask,
    /// What it fills.
    pub(super) slot: &'p Slot,
    /// Which visit this is.
    pub(super) visit: u16,
}

/// The question at which the running flow waits.
pub(super) fn waiting<'p>(turn: &Turn<'p>) -> Option<Question<'p>> {
    let top = turn.session.stack.last()?;
    let asked = top.asked.as_ref()?;
    let node = turn.node(top.flow, top.at).ok()?;
    let StmtKind::Ask(id) = node.stmt else { return None };
    let flow = turn.flow(top.flow).ok()?;
    let ask = flow.asks.get(id.index())?;
    let slot = flow.slots.get(ask.slot.index())?;
    Some(Question { frame: top.id, flow_id: top.flow, flow, at: top.at, node, ask, slot, visit: asked.visit })
}

/// 问. `first`: the flow comes by here for the first time, or a correction went back behind it.
pub(super) fn ask(turn: &mut Turn<'_>, id: AskId, first: bool) -> Result<Next, Fault> {
    let ask = turn.ask(turn.top()?.flow, id)?;
    if first && settled(turn.held(ask.slot)?) {
        // A skip gave no value that 要求 could refuse.
        let skipped = turn.held(ask.slot)?.skipped;
        match broken_requirement(turn, ask).filter(|_| !skipped) {
            None => return pass_over(turn, ask),
            Some(_) if turn.held(ask.slot)?.source == SlotSource::Source => {}
            Some(otherwise) => return refuse_prefilled(turn, ask, otherwise),
        }
    }
    accept::earlier_tries(turn, turn.top()?.at)?;
    let before = Some(turn.held(ask.slot)?.clone()).filter(|held| is_filled(held) || held.skipped);
    stand(turn, ask, 0)?;
    if let Some(asked) = &mut turn.top_mut()?.asked {
        asked.before = before;
    }
    put(turn)?;
    Ok(Next::Wait)
}

/// Whether a slot needs no asking at the first visit of its question (R10).
fn settled(held: &Held) -> bool {
    match held.source {
        SlotSource::Default | SlotSource::Answer => false,
        SlotSource::Kept => is_filled(held) || held.skipped,
        _ => is_filled(held),
    }
}

fn is_filled(held: &Held) -> bool {
    held.value
        .as_ref()
        .is_some_and(|v| !matches!(v, huashu_dsl::value::Value::List(items) if items.is_empty()))
}

/// The text of the first 要求 that does not hold for what is in the slot.
pub(super) fn broken_requirement(turn: &Turn<'_>, ask: &Ask) -> Option<TextId> {
    ask.require.iter().find(|r| !turn.holds(&r.condition)).map(|r| r.otherwise)
}

fn pass_over(turn: &mut Turn<'_>, ask: &Ask) -> Result<Next, Fault> {
    let held = turn.held(ask.slot)?.clone();
    match held.source {
        SlotSource::Kept => turn.hold(ask.slot, Held { source: SlotSource::Answer, ..held })?,
        SlotSource::Prefill => turn.save(ask.slot)?,
        _ => {}
    }
    Ok(Next::On)
}

/// The value from the trigger message does not fit: says why, and waits for another.
fn refuse_prefilled(turn: &mut Turn<'_>, ask: &Ask, otherwise: TextId) -> Result<Next, Fault> {
    let refused = turn.held(ask.slot)?.clone();
    stand(turn, ask, 0)?;
    accept::failed(turn, otherwise, &[], Some(refused))
}

/// The question that waits is put again, unless a block that was run meanwhile has set its slot, or it was answered in the message that
/// ran the block: that lets it pass (R10), or is refused by its 要求 like any value.
pub(super) fn come_back(turn: &mut Turn<'_>) -> Result<Next, Fault> {
    let set = match waiting(turn) {
        Some(question) => {
            let held = turn.held(question.ask.slot)?;
            let set = matches!(held.source, SlotSource::Computed | SlotSource::Prefill);
            Some(question).filter(|_| set && is_filled(held))
        }
        None => None,
    };
    let Some(question) = set else { return again(turn).map(|()| Next::Wait) };
    if let Some(otherwise) = broken_requirement(turn, question.ask) {
        let held = turn.held_mut(question.ask.slot)?;
        let refused =
            std::mem::replace(held, Held { value: super::set::empty(&question.slot.ty), ..Held::default() });
        return accept::failed(turn, otherwise, &[], Some(refused));
    }
    pass_over(turn, question.ask)?;
    accept::advance(turn)
}

/// Empties the slot and waits here from now on.
pub(super) fn stand(turn: &mut Turn<'_>, ask: &Ask, tries: u16) -> Result<(), Fault> {
    let flow = turn.flow(turn.top()?.flow)?;
    let slot = flow.slots.get(ask.slot.index()).ok_or(Fault::Damaged("no such slot"))?;
    turn.hold(ask.slot, Held { value: super::set::empty(&slot.ty), ..Held::default() })?;
    let asked = run::asked(turn.at(), run::visit(turn)?);
    turn.top_mut()?.asked = Some(Asked { tries, ..asked });
    Ok(())
}

/// Says the question that waits: text, card, picture, buttons. Where more is done before, it is owed.
fn put(turn: &mut Turn<'_>) -> Result<(), Fault> {
    let Some(question) = waiting(turn) else { return Ok(()) };
    turn.owed = turn.hushed;
    if turn.hushed {
        return Ok(());
    }
    let ask = question.ask;
    say::say(turn, ask.text, &[])?;
    if let Some(card) = &ask.card {
        let card = render::card(card, &turn.scope());
        say::show(turn, ReplyBody::Card(card), Origin::Authored(None), question.node.span)?;
    }
    if let Some(address) = ask.image.as_ref().and_then(|image| render::image(image, &turn.scope())) {
        say::show(turn, ReplyBody::Image(address), Origin::Authored(None), question.node.span)?;
    }
    buttons::show(turn, &question)
}

/// Says the question that waits again, if one does; tries stay, timers begin anew.
pub(super) fn again(turn: &mut Turn<'_>) -> Result<(), Fault> {
    restart_timers(turn)?;
    put(turn)
}

/// Timers count anew from the delivery of what is said now (R11).
pub(super) fn restart_timers(turn: &mut Turn<'_>) -> Result<(), Fault> {
    let at = turn.at();
    let is_question = waiting(turn).is_some();
    if let Some(asked) =
        turn.session.stack.last_mut().and_then(|top| top.asked.as_mut()).filter(|_| is_question)
    {
        asked.since = at;
        asked.fired = 0;
        asked.anchored = false;
    }
    Ok(())
}
