//! The conversation that shows a value unset where it is read: the shortest way there, in the merchant's own words.

mod asked;
mod begun;
mod build;
mod called;
mod callers;
mod lists;
mod retrace;
mod script;
mod told;
mod value;

use super::Ways;
use super::edges::{How, Steps};
use super::known::Known;
use super::state::State;
use super::summary::Summary;
use super::unset::Unset;
use crate::diagnostic::Message;
use crate::program::{Program, StmtKind};
use crate::value::Type;
use callers::flow_id;
use jiff::tz::TimeZone;
use retrace::{Traced, retrace};
use script::Script;

pub(crate) use callers::Shop;

/// A value among those known, as a customer says it.
pub(super) fn example(program: &Program, ty: &Type, known: &Known, zone: &TimeZone) -> Option<String> {
    let value = value::pick(program, ty, known, None, zone)?;
    value::said(program, ty, &value, zone)
}

/// The conversation, or why there is none. `spell` gives the keywords of the file.
pub(super) fn conversation<'p>(
    ways: &Ways<'p>,
    shop: &Shop<'_, 'p>,
    unset: &Unset,
    spell: fn(&'static str) -> &'static str,
) -> Result<String, Message> {
    let trace = exactly(ways, shop, unset).ok_or_else(unwritten)?;
    let how = trace.first().map(|t| t.how);
    let mut script = Script::new(shop, spell);
    let mut given = script::Held::new();
    match how {
        Some(How::Begins(None)) => {
            let led = flow_id(shop.program, ways)
                .and_then(|id| callers::lead(shop, id, Some((ways, &trace)), spell));
            let Some(lead) = led else { return Err(callers::why_not(ways, shop)) };
            (script, given) = lead.script(shop);
        }
        Some(How::Block) => script.block(ways, unset)?,
        _ => {}
    }
    script.lines_of(ways, &trace, &given).ok_or_else(unwritten)?;
    script.at_last(ways, unset).ok_or_else(unwritten)?;
    Ok(told::told(&script))
}

/// Whether a way through states that were told as one can be walked exactly. Where a flow on it ended in such states, only a conversation
/// shows that.
pub(super) fn is_real<'p>(ways: &Ways<'p>, shop: &Shop<'_, 'p>, unset: &Unset) -> bool {
    let Some(trace) = exactly(ways, shop, unset) else { return false };
    let spell = crate::keywords::spelling_of("");
    is_told_apart(ways, shop.summaries, &trace) || conversation(ways, shop, unset, spell).is_ok()
}

/// What is known at a visit that `last` accepts. Behind states that were told as one: if the way can be walked exactly, through flows
/// whose ends were told apart.
pub(super) fn really(
    ways: &Ways<'_>,
    summaries: &[Summary],
    visit: u32,
    last: &dyn Fn(&State) -> Option<State>,
) -> Option<State> {
    if ways.walked.visits.get(visit as usize).is_some_and(|v| !v.blurred) {
        return ways.walked.visits.get(visit as usize).and_then(|v| last(&v.state));
    }
    let steps = Steps { graph: &ways.graph, summaries, doubts: true };
    let trace = retrace(ways, &steps, visit, last)?;
    is_told_apart(ways, summaries, &trace).then(|| trace.last().map(|t| t.needed.clone()))?
}

/// Whether no flow that the way enters ended in states that were told as one.
fn is_told_apart(ways: &Ways<'_>, summaries: &[Summary], trace: &[Traced]) -> bool {
    let ends = |step: &Traced| match (ways.graph.node(step.from).map(|(_, n)| &n.stmt), step.how) {
        (Some(StmtKind::Enter(enter, _)), How::Returned(i)) => {
            summaries.get(enter.flow.index())?.ends.as_ref()?.get(i).map(|e| e.blurred)
        }
        _ => None,
    };
    !trace.iter().any(|step| ends(step) == Some(true))
}

/// The way to what is unset, walked again with nothing forgotten.
fn exactly(ways: &Ways<'_>, shop: &Shop<'_, '_>, unset: &Unset) -> Option<Vec<Traced>> {
    let last = |state: &State| super::unset::unset_again(ways, unset, state);
    let steps = Steps { graph: &ways.graph, summaries: shop.summaries, doubts: true };
    retrace(ways, &steps, unset.visit, &last)
}

/// A value or a sentence on the way cannot be made up.
fn unwritten() -> Message {
    Message::new(
        "路上有一句写不出：类型没有例，意图没有例句，或者值要从别处来。",
        "A line on the way cannot be made up: a type has no example, an intent no sentence, or a value comes from elsewhere.",
    )
}
