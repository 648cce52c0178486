//! 收: values gather over messages until they are enough (R20).

use super::accept;
use super::ask::{self, Question};
use super::buttons;
use super::run::Next;
use super::say;
use super::turn::Turn;
use crate::{Fault, Rendered, SlotSource};
use huashu_dsl::program::Collect;
use huashu_dsl::value::Value;

/// What a question has gathered so far.
pub(super) fn gathered(turn: &Turn<'_>, question: &Question<'_>) -> Vec<Value> {
    match (question.ask.collect.as_ref(), turn.held(question.ask.slot).ok().and_then(|h| h.value.as_ref())) {
        (Some(_), Some(Value::List(items))) => items.clone(),
        _ => Vec::new(),
    }
}

/// The label of 选完, once enough is gathered.
pub(super) fn done_label(turn: &Turn<'_>, question: &Question<'_>) -> Option<Rendered> {
    let collect = question.ask.collect.as_ref()?;
    enough(turn, question, collect).then(|| buttons::line(turn, collect.done))
}

fn enough(turn: &Turn<'_>, question: &Question<'_>, collect: &Collect) -> bool {
    u32::try_from(gathered(turn, question).len()).is_ok_and(|n| n >= collect.min)
}

/// Adds values, and goes on if nothing more can be added.
pub(super) fn gather(
    turn: &mut Turn<'_>,
    question: &Question<'_>,
    values: Vec<Value>,
) -> Result<Next, Fault> {
    match add(turn, question, values)? {
        Added::Refused(next) => Ok(next),
        Added::All => accept::advance(turn),
        Added::Some => go_on(turn, question),
    }
}

/// Adds values that are said to be all.
pub(super) fn close(turn: &mut Turn<'_>, question: &Question<'_>, values: Vec<Value>) -> Result<Next, Fault> {
    match add(turn, question, values)? {
        Added::Refused(next) => Ok(next),
        Added::All => accept::advance(turn),
        Added::Some => done(turn, question),
    }
}

/// What adding values comes to.
enum Added {
    /// 要求 refused them.
    Refused(Next),
    /// Nothing more can be added.
    All,
    /// More may follow.
    Some,
}

/// Adds values; what was there already is not added twice.
fn add(turn: &mut Turn<'_>, question: &Question<'_>, values: Vec<Value>) -> Result<Added, Fault> {
    let max = question.ask.collect.as_ref().map_or(1, |c| usize::try_from(c.max).unwrap_or(usize::MAX));
    let slot = question.ask.slot;
    let before = turn.held(slot)?.clone();
    let mut items = gathered(turn, question);
    for value in values {
        if items.len() < max && !items.contains(&value) {
            items.push(value);
        }
    }
    turn.give(slot, Some(Value::List(items.clone())), SlotSource::Answer)?;
    if let Some(otherwise) = ask::broken_requirement(turn, question.ask) {
        let refused = std::mem::replace(turn.held_mut(slot)?, before);
        turn.refuse(question.flow_id, slot);
        return accept::failed(turn, otherwise, &[], Some(refused)).map(Added::Refused);
    }
    let full =
        items.len() >= max || (question.ask.buttons.is_some() && buttons::offers(turn, question).is_empty());
    turn.set(slot, Some(Value::List(items)), SlotSource::Answer)?;
    Ok(if full { Added::All } else { Added::Some })
}

/// Says 收到 once, as soon as it is enough.
fn go_on(turn: &mut Turn<'_>, question: &Question<'_>) -> Result<Next, Fault> {
    let Some(collect) = question.ask.collect.as_ref() else { return Ok(Next::Wait) };
    ask::restart_timers(turn)?;
    let enough = enough(turn, question, collect);
    let asked = turn.top_mut()?.asked.as_mut().ok_or(Fault::Damaged("no question waits"))?;
    if !enough || std::mem::replace(&mut asked.offered_done, true) {
        asked.anchored = true;
        return Ok(Next::Wait);
    }
    let label = buttons::line(turn, collect.done).to_string();
    say::say(turn, turn.program.builtin.collected, &[Some(Value::Text(label))])?;
    buttons::show_done(turn, question)?;
    Ok(Next::Wait)
}

/// 选完 or 就这些: enough is enough, too little is not understood.
pub(super) fn done(turn: &mut Turn<'_>, question: &Question<'_>) -> Result<Next, Fault> {
    match question.ask.collect.as_ref() {
        Some(collect) if enough(turn, question, collect) => accept::advance(turn),
        _ => accept::not_understood(turn, question),
    }
}
