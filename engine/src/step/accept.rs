//! What an answer does: it fills the slot, or it is refused and counted (R9).

use super::answer::Answer;
use super::ask::{self, Question};
use super::run::Next;
use super::turn::Turn;
use super::{buttons, collect, leave, say};
use crate::{Fault, HandoffReason, Held, Mark, SlotSource};
use huashu_dsl::program::{MaxTries, NodeId, TextId, TypeDef};
use huashu_dsl::value::{Type, Value};

/// Takes an answer to the question that waits.
pub(super) fn accept(turn: &mut Turn<'_>, question: &Question<'_>, answer: Answer) -> Result<Next, Fault> {
    match answer {
        Answer::Values(values) if question.ask.collect.is_some() => collect::gather(turn, question, values),
        Answer::Values(values) => match values.into_iter().next() {
            Some(value) => fill(turn, question, value),
            None => not_understood(turn, question),
        },
        Answer::Closing(values) => collect::close(turn, question, values),
        Answer::Done => collect::done(turn, question),
        Answer::Skip => skip(turn, question),
        Answer::NotExplicit => not_explicit(turn, question),
    }
}

fn fill(turn: &mut Turn<'_>, question: &Question<'_>, value: Value) -> Result<Next, Fault> {
    let slot = question.ask.slot;
    let before = turn.held(slot)?.clone();
    turn.give(slot, Some(value.clone()), SlotSource::Answer)?;
    if let Some(otherwise) = ask::broken_requirement(turn, question.ask) {
        let refused = std::mem::replace(turn.held_mut(slot)?, before);
        turn.refuse(question.flow_id, slot);
        return failed(turn, otherwise, &[], Some(refused));
    }
    turn.set(slot, Some(value), SlotSource::Answer)?;
    advance(turn)
}

/// The question is answered.
pub(super) fn advance(turn: &mut Turn<'_>) -> Result<Next, Fault> {
    turn.session.misses = 0;
    let top = turn.top_mut()?;
    let tries = top.asked.take().map_or(0, |asked| asked.tries);
    if tries > 0 {
        top.tries.push((top.at, tries));
    }
    Ok(Next::On)
}

/// The tries of a question's last visit, taken: 重问 counts on from them, every other visit begins at none.
pub(super) fn earlier_tries(turn: &mut Turn<'_>, question: NodeId) -> Result<u16, Fault> {
    let tries = &mut turn.top_mut()?.tries;
    let known = tries.iter().position(|(node, _)| *node == question);
    Ok(known.map_or(0, |at| tries.remove(at).1))
}

/// 可跳过: the slot may stay unset.
fn skip(turn: &mut Turn<'_>, question: &Question<'_>) -> Result<Next, Fault> {
    let Some(text) = question.ask.skippable else { return not_understood(turn, question) };
    let value = super::set::empty(&question.slot.ty);
    turn.give(question.ask.slot, value, SlotSource::Answer)?;
    turn.held_mut(question.ask.slot)?.skipped = true;
    turn.mark(Mark::Skipped(question.flow_id, question.ask.slot));
    say::say(turn, text.unwrap_or(turn.program.builtin.skip), &[])?;
    advance(turn)
}

/// 要明说: an answer in other words than those asked for.
fn not_explicit(turn: &mut Turn<'_>, question: &Question<'_>) -> Result<Next, Fault> {
    turn.mark(Mark::NotExplicit);
    let labels = buttons::offers(turn, question);
    let label = |wanted: bool, plain: &str| {
        let offer = labels.iter().find(|o| o.value == Value::Bool(wanted));
        Some(Value::Text(offer.map_or_else(|| plain.to_owned(), |o| o.label.to_string())))
    };
    let params = [label(true, "是"), label(false, "否")];
    failed(turn, turn.program.builtin.explicit, &params, None)
}

/// 没听懂: the question's, else the type's, else the built-in one.
pub(super) fn not_understood(turn: &mut Turn<'_>, question: &Question<'_>) -> Result<Next, Fault> {
    turn.mark(Mark::NotUnderstood);
    let of_type = type_of(turn, &question.slot.ty).and_then(|ty| ty.no_match);
    let text = question.ask.no_match.or(of_type).unwrap_or(turn.program.builtin.no_match);
    failed(turn, text, &[], None)
}

fn type_of<'p>(turn: &Turn<'p>, ty: &Type) -> Option<&'p TypeDef> {
    match ty.required() {
        Type::Named(id) => turn.program.types.get(id.index()),
        Type::List(item) => type_of(turn, item),
        _ => None,
    }
}

/// A try: says why, with the buttons again, or leaves where 问满 says. `refused`: what a 要求 refused, which its text may show.
pub(super) fn failed(
    turn: &mut Turn<'_>,
    text: TextId,
    params: &[Option<Value>],
    refused: Option<Held>,
) -> Result<Next, Fault> {
    let question = ask::waiting(turn).ok_or(Fault::Damaged("no question waits"))?;
    match try_out(turn, &question)? {
        Some(limit) => leave::leave(turn, &limit.leave),
        None => prompt(turn, text, params, refused),
    }
}

/// A try whose words only ask for the flow that runs: the question is put again as it was.
pub(super) fn no_news(turn: &mut Turn<'_>) -> Result<Next, Fault> {
    let question = ask::waiting(turn).ok_or(Fault::Damaged("no question waits"))?;
    match try_out(turn, &question)? {
        Some(limit) => leave::leave(turn, &limit.leave),
        None => ask::again(turn).map(|()| Next::Wait),
    }
}

/// Counts a try; 问满, if it was the last.
fn try_out<'p>(turn: &mut Turn<'p>, question: &Question<'p>) -> Result<Option<&'p MaxTries>, Fault> {
    let tries = count(turn)?;
    let limit = question.ask.max_tries.as_ref().or(turn.program.global.max_tries.as_ref());
    let limit = limit.filter(|limit| u32::from(tries) >= limit.times);
    if limit.is_some() {
        turn.reason = HandoffReason::TriesExhausted;
    }
    Ok(limit)
}

/// Says a text in place of the question, with the question's buttons.
pub(super) fn prompt(
    turn: &mut Turn<'_>,
    text: TextId,
    params: &[Option<Value>],
    refused: Option<Held>,
) -> Result<Next, Fault> {
    let question = ask::waiting(turn).ok_or(Fault::Damaged("no question waits"))?;
    turn.owed = false;
    match refused {
        None => say::say(turn, text, params)?,
        Some(refused) => {
            let slot = question.ask.slot;
            let before = std::mem::replace(turn.held_mut(slot)?, refused);
            say::say(turn, text, params)?;
            turn.hold(slot, before)?;
        }
    }
    buttons::show(turn, &question)?;
    ask::restart_timers(turn)?;
    Ok(Next::Wait)
}

fn count(turn: &mut Turn<'_>) -> Result<u16, Fault> {
    let asked = turn.top_mut()?.asked.as_mut().ok_or(Fault::Damaged("no question waits"))?;
    asked.tries = asked.tries.saturating_add(1);
    Ok(asked.tries)
}
