//! A message while no question waits: triggers, 全局, 问答, 接着办吗, 澄清, 兜底.

use super::rank::{self, Listening, Ranked};
use super::turn::Turn;
use super::utterance::Message;
use super::{clarify, command, digress, park, say};
use crate::{Fault, MatchRule, Meaning, Target, Verdict};
use huashu_dsl::program::{FaqId, IntentId};

/// What a message means where nothing is asked.
#[derive(Default)]
struct Meant {
    faqs: Vec<FaqId>,
    intents: Vec<IntentId>,
    vague: Vec<Target>,
}

/// Answers questions, starts the first flow, keeps the others for later.
pub(super) fn hear(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Fault> {
    let clarified = !std::mem::take(&mut turn.session.clarifying).is_empty();
    let meant = meant(turn, message);
    for faq in &meant.faqs {
        say::faq(turn, *faq)?;
    }
    if let Some((first, rest)) = meant.intents.split_first() {
        queue(turn, rest);
        return command::pursue(turn, *first);
    }
    if !meant.faqs.is_empty() {
        turn.session.misses = 0;
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
        if let Some(flow) = digress::flow_of(turn, *intent).filter(|flow| !turn.session.queued.contains(flow))
        {
            turn.session.queued.push(flow);
        }
    }
}

fn meant(turn: &mut Turn<'_>, message: &Message<'_>) -> Meant {
    let mut meant = Meant::default();
    for utterance in &message.utterances {
        note(&mut meant, rank::rank(turn, utterance, Listening::All));
    }
    if let (Some(whole), true, Some(first)) =
        (message.only_text(), meant.faqs.is_empty() && meant.intents.is_empty(), message.utterances.first())
    {
        note(&mut meant, rank::rank(turn, &first.with(whole), Listening::All));
    }
    meant
}

fn note(meant: &mut Meant, ranked: Ranked) {
    match ranked {
        Ranked::Sure(Target::Faq(faq)) if !meant.faqs.contains(&faq) => meant.faqs.push(faq),
        Ranked::Sure(Target::Intent(intent)) if !meant.intents.contains(&intent) => {
            meant.intents.push(intent);
        }
        Ranked::Vague(targets) if meant.vague.is_empty() => meant.vague = targets,
        _ => {}
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
