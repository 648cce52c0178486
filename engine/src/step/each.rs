//! 逐个: a flow for each item of a list that was read once.

use super::enter;
use super::run::Next;
use super::turn::Turn;
use crate::{Fault, Held, SlotSource};
use huashu_dsl::program::{Enter, Expr, SlotId};
use huashu_dsl::value::Value;

/// Reads the list and enters the flow for its first item.
pub(super) fn begin(
    turn: &mut Turn<'_>,
    item: SlotId,
    list: &Expr,
    max: u32,
    enter: &Enter,
) -> Result<Next, Fault> {
    let max = usize::try_from(max).unwrap_or(usize::MAX);
    let items = match turn.eval(list) {
        Some(Value::List(items)) => items.into_iter().take(max).collect(),
        _ => Vec::new(),
    };
    turn.top_mut()?.each = Some((items, Vec::new()));
    next_item(turn, item, enter)
}

/// Keeps the result of an item and enters the flow for the next.
pub(super) fn item_done(
    turn: &mut Turn<'_>,
    item: SlotId,
    enter: &Enter,
    result: Value,
) -> Result<Next, Fault> {
    if let Some((_, results)) = &mut turn.top_mut()?.each {
        results.push(result);
    }
    next_item(turn, item, enter)
}

fn next_item(turn: &mut Turn<'_>, item: SlotId, enter: &Enter) -> Result<Next, Fault> {
    let (items, results) = turn.top()?.each.as_ref().ok_or(Fault::Damaged("逐个 without its list"))?;
    match items.get(results.len()).cloned() {
        Some(value) => {
            turn.give(item, Some(value), SlotSource::Computed)?;
            enter::enter(turn, enter)
        }
        None => {
            if !results.is_empty() {
                enter::back_in(turn)?;
            }
            finish(turn, item, enter)
        }
    }
}

fn finish(turn: &mut Turn<'_>, item: SlotId, enter: &Enter) -> Result<Next, Fault> {
    let results = turn.top_mut()?.each.take().map(|(_, results)| results).unwrap_or_default();
    turn.hold(item, Held::default())?;
    if let Some(slot) = enter.result {
        turn.give(slot, Some(Value::List(results)), SlotSource::Computed)?;
    }
    Ok(Next::On)
}
