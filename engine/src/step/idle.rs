//! A message while no question waits: triggers, 全局, 问答, 接着办吗, 澄清, 兜底.

use super::heed::{self, Meant};
use super::rank::{self, Listening, Ranked};
use super::turn::Turn;
use super::utterance::{Message, Utterance};
use super::{clarify, digress, hear, park, say};
use crate::{Fault, MatchRule, Meaning, Verdict};
use huashu_dsl::program::{FlowId, IntentId};

/// Answers questions, starts the first flow, keeps the others for later.
pub(super) fn hear<'e>(turn: &mut Turn<'_>, message: &Message<'e>, meant: Meant<'e>) -> Result<(), Fault> {
    let clarified = !std::mem::take(&mut turn.session.clarifying).is_empty();
    let mut meant = self::meant(turn, &message.utterances, meant);
    if let (Some(whole), false, Some(first)) =
        (message.only_text(), meant.asks() || meant.is_more_than_questions(), message.utterances.first())
    {
        note(turn, &mut meant, &first.with(whole));
    }
    if heed::anywhere(turn, &meant)? {
        return Ok(());
    }
    if turn.session.stack.is_empty() && park::offer(turn)? {
        return Ok(());
    }
    if !meant.vague.is_empty() && !clarified {
        return clarify::ask(turn, meant.vague);
    }
    fall_back(turn, message)
}

/// Keeps flows that were asked for besides another one (R5).
pub(super) fn queue(turn: &mut Turn<'_>, intents: &[IntentId]) {
    for intent in intents {
        let waits = |flow: &FlowId| {
            turn.session.queued.contains(flow) || turn.session.stack.iter().any(|frame| frame.flow == *flow)
        };
        if let Some(flow) = digress::flow_of(turn, *intent).filter(|flow| !waits(flow)) {
            turn.session.queued.push(flow);
        }
    }
}

/// What clauses mean where nothing is asked.
pub(super) fn meant<'e>(
    turn: &mut Turn<'_>,
    utterances: &[Utterance<'e>],
    mut meant: Meant<'e>,
) -> Meant<'e> {
    for utterance in utterances {
        match utterance.clause.command {
            Some(command) => {
                hear::obeyed(turn, utterance.clause, command);
                meant.command(command, utterance);
            }
            None => note(turn, &mut meant, utterance),
        }
    }
    meant
}

fn note<'e>(turn: &mut Turn<'_>, meant: &mut Meant<'e>, utterance: &Utterance<'e>) {
    match rank::rank(turn, utterance, Listening::All) {
        Ranked::Sure(target) => drop(meant.target(turn, target, utterance)),
        Ranked::Vague(targets) if meant.vague.is_empty() => meant.vague = targets,
        Ranked::Vague(_) | Ranked::Nothing => {}
    }
}

/// 兜底, by how often nothing fitted in a row.
fn fall_back(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Fault> {
    turn.session.misses = turn.session.misses.saturating_add(1);
    if let Some(whole) = message.wholes.first() {
        turn.consider(whole, MatchRule::GiveUp, Meaning::Nothing, None, Verdict::Won);
    }
    let misses = u32::from(turn.session.misses);
    let entry =
        turn.program.global.fallback.iter().rfind(|(from, _)| *from <= misses).map(|(_, entry)| *entry);
    match entry {
        Some(entry) => digress::run_block(turn, entry),
        None => say::say(turn, turn.program.builtin.cannot, &[]),
    }
}
