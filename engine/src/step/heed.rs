//! What a message means, and the order in which all of it is done (R5): a person first, then what is said on the way, then what leads on.

use super::answer::{self, Answer};
use super::ask::{self, Question};
use super::correct::{self, Correction};
use super::run::{self, Next};
use super::turn::Turn;
use super::utterance::Utterance;
use super::{accept, choose, clarify, command, digress, hear, idle, park, prefill, say};
use crate::{Entity, Fault, FrameId, Mark, Phase, SlotSource, Target};
use huashu_dsl::program::{Command, FaqId, IntentId, NodeId};

/// What a message means, clause by clause.
#[derive(Default)]
pub(super) struct Meant<'e> {
    /// A person is asked for.
    person: bool,
    /// What runs is to be cancelled; so many of `flows` were named before.
    cancel: Option<usize>,
    /// Questions of 问答.
    faqs: Vec<FaqId>,
    /// Blocks that are run on the way.
    asides: Vec<Aside>,
    /// What fills the slot that is asked for.
    pub(super) answer: Option<Answer>,
    /// Clauses that correct something.
    pub(super) corrections: Vec<Utterance<'e>>,
    /// Intents that start flows.
    flows: Vec<IntentId>,
    /// Values of clauses that were neither answer nor correction.
    pub(super) besides: Vec<Entity>,
    /// The flow that runs was asked for again.
    pub(super) running: bool,
    /// What clauses that are too vague may mean.
    pub(super) vague: Vec<Target>,
    /// Clauses that meant nothing.
    pub(super) unmatched: Vec<String>,
}

/// A block that comes back to where the conversation stands, unless it leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aside {
    /// 情绪
    Mood(NodeId),
    /// 全局 意图, or a command that does not end what runs.
    Global(IntentId),
    /// 遇到 of the question.
    Own(IntentId, NodeId),
}

/// Where a conversation waits: the running flow and its statement.
type Place = Option<(FrameId, NodeId)>;

impl Meant<'_> {
    /// A message by which the customer lost patience, if there is a block for that.
    pub(super) fn with_mood(block: Option<NodeId>) -> Self {
        Self { asides: block.map(Aside::Mood).into_iter().collect(), ..Self::default() }
    }

    /// Notes a block. What an angry clause would run gives way to the block of 情绪.
    pub(super) fn aside(&mut self, aside: Aside, utterance: &Utterance<'_>) {
        let soothed = utterance.clause.angry && matches!(self.asides.first(), Some(Aside::Mood(_)));
        if !soothed && !self.asides.contains(&aside) {
            self.asides.push(aside);
        }
    }

    /// Notes a hard command.
    pub(super) fn command(&mut self, command: Command, utterance: &Utterance<'_>) {
        match command {
            Command::Handoff => self.person = true,
            Command::Cancel => self.cancel = Some(self.flows.len()),
            Command::Repeat | Command::Unsubscribe => {
                self.aside(Aside::Global(command.intent()), utterance);
            }
        }
    }

    /// Notes what won the ranking; false for the flow that runs already, which is no news.
    pub(super) fn target(&mut self, turn: &Turn<'_>, target: Target, utterance: &Utterance<'_>) -> bool {
        let intent = match target {
            Target::Intent(intent) => intent,
            Target::Faq(faq) => {
                if !self.faqs.contains(&faq) {
                    self.faqs.push(faq);
                }
                return true;
            }
        };
        if let Some(command) = command::of(intent) {
            self.command(command, utterance);
            return true;
        }
        match digress::flow_of(turn, intent) {
            None => self.aside(Aside::Global(intent), utterance),
            Some(_) if ask::waiting(turn).is_some() && hear::runs(turn, target) => return false,
            Some(_) if self.flows.contains(&intent) => {}
            Some(_) => self.flows.push(intent),
        }
        true
    }

    /// Whether anything was understood that leads on, or is done on the way but for questions.
    pub(super) fn is_more_than_questions(&self) -> bool {
        self.person || self.cancel.is_some() || !self.asides.is_empty() || !self.flows.is_empty()
    }

    /// Whether there are questions in it.
    pub(super) fn asks(&self) -> bool {
        !self.faqs.is_empty()
    }
}

/// Does what was meant where a question waits.
pub(super) fn at_question(
    turn: &mut Turn<'_>,
    question: &Question<'_>,
    mut meant: Meant<'_>,
) -> Result<(), Fault> {
    let place = place(turn);
    if !on_the_way(turn, &meant, place)? {
        return put_what_is_owed(turn);
    }
    if stands(turn, place) {
        lead_on(turn, question, meant)?;
    } else {
        keep(turn, question, meant.answer.take())?;
        queue(turn, &meant.flows);
    }
    put_what_is_owed(turn)
}

/// Does what was meant where nothing is asked; false if nothing was.
pub(super) fn anywhere(turn: &mut Turn<'_>, meant: &Meant<'_>) -> Result<bool, Fault> {
    let place = place(turn);
    if on_the_way(turn, meant, place)? {
        match meant.flows.split_first() {
            Some((first, rest)) if stands(turn, place) => {
                queue(turn, rest);
                command::pursue(turn, *first)?;
            }
            _ => queue(turn, &meant.flows),
        }
    }
    put_what_is_owed(turn)?;
    if meant.asks() || meant.is_more_than_questions() {
        turn.session.misses = 0;
        return Ok(true);
    }
    Ok(false)
}

/// Does what was meant beside the answer to 接着办吗.
pub(super) fn resuming(turn: &mut Turn<'_>, yes: bool, mut meant: Meant<'_>) -> Result<(), Fault> {
    // Who cancels says no to it.
    let cancels = meant.cancel.take().is_some();
    let place = place(turn);
    if on_the_way(turn, &meant, place)? && stands(turn, place) {
        let yes = yes && !cancels;
        if yes {
            queue(turn, &meant.flows);
            park::answered(turn, true)?;
        } else {
            park::answered(turn, false)?;
            start_first(turn, &meant.flows)?;
        }
    }
    put_what_is_owed(turn)
}

/// A person, questions, blocks, and cancelling; false if that was all. Questions that wait are put once, at the end.
fn on_the_way(turn: &mut Turn<'_>, meant: &Meant<'_>, place: Place) -> Result<bool, Fault> {
    if meant.person {
        command::obey(turn, Command::Handoff)?;
        return Ok(false);
    }
    for faq in &meant.faqs {
        say::faq(turn, *faq)?;
    }
    turn.hushed = true;
    for aside in &meant.asides {
        run_aside(turn, *aside, place, meant.cancel)?;
    }
    turn.hushed = false;
    if !meant.asides.is_empty() {
        turn.marked = turn.place_of_top();
    }
    match meant.cancel {
        Some(before) => cancel(turn, &meant.flows, before).map(|()| false),
        None => Ok(true),
    }
}

fn run_aside(turn: &mut Turn<'_>, aside: Aside, place: Place, cancelled: Option<usize>) -> Result<(), Fault> {
    if !is_free(turn) {
        return Ok(());
    }
    match aside {
        Aside::Mood(block) => digress::run_block(turn, block),
        Aside::Global(intent) => command::pursue(turn, intent),
        // Of what is cancelled nothing more is heard.
        Aside::Own(intent, entry) if cancelled.is_none() && stands(turn, place) => {
            turn.mark(Mark::Interrupted(intent));
            digress::interrupt(turn, entry)
        }
        Aside::Own(..) => Ok(()),
    }
}

/// 取消 beside other things: flows that were named before are offered, one that was named behind it begins if nothing else runs.
fn cancel(turn: &mut Turn<'_>, flows: &[IntentId], before: usize) -> Result<(), Fault> {
    let (before, behind) = flows.split_at_checked(before).unwrap_or((flows, &[]));
    queue(turn, before);
    if is_free(turn) {
        command::obey(turn, Command::Cancel)?;
    }
    start_first(turn, behind)
}

/// Starts the first of these flows if nothing runs or is offered; keeps the others, or all.
fn start_first(turn: &mut Turn<'_>, flows: &[IntentId]) -> Result<(), Fault> {
    let idle = is_free(turn) && turn.session.stack.is_empty() && park::offered(turn).is_none();
    match flows.split_first() {
        Some((first, rest)) if idle => {
            queue(turn, rest);
            command::pursue(turn, *first)
        }
        _ => {
            queue(turn, flows);
            Ok(())
        }
    }
}

/// Corrections, the answer, flows; else whatever is to be said when there is none of them.
fn lead_on(turn: &mut Turn<'_>, question: &Question<'_>, meant: Meant<'_>) -> Result<(), Fault> {
    if !meant.corrections.is_empty() {
        queue(turn, &meant.flows);
        prefill::fill(turn, meant.besides)?;
        return corrected(turn, question, &meant.corrections, meant.answer);
    }
    if let Some(answer) = meant.answer {
        queue(turn, &meant.flows);
        return answered(turn, question, answer);
    }
    if let Some((first, rest)) = meant.flows.split_first() {
        queue(turn, rest);
        return command::pursue(turn, *first);
    }
    let heard = std::mem::take(&mut turn.heard);
    let filled = prefill::fill(turn, heard)?;
    if !meant.asides.is_empty() {
        // The last block has come back to the question.
        return Ok(());
    }
    if filled || meant.asks() {
        return ask::again(turn);
    }
    if meant.running {
        let next = accept::no_news(turn)?;
        return run::settle(turn, next);
    }
    let clarified = turn.top()?.asked.as_ref().is_some_and(|asked| asked.clarified);
    if !meant.vague.is_empty() && !clarified {
        return clarify::ask(turn, meant.vague);
    }
    let next = accept::not_understood(turn, question)?;
    run::settle(turn, next)
}

/// Corrections one after the other, then the answer that was given with them. Of those that fit several slots the first is asked about.
fn corrected(
    turn: &mut Turn<'_>,
    question: &Question<'_>,
    utterances: &[Utterance<'_>],
    answer: Option<Answer>,
) -> Result<(), Fault> {
    let mut unclear: Option<Vec<Correction>> = None;
    for (n, utterance) in utterances.iter().enumerate() {
        turn.hushed = n + 1 < utterances.len() || answer.is_some() || unclear.is_some();
        let mut found = correct::find(turn, utterance)?;
        match (found.pop(), found.is_empty()) {
            (Some(only), true) => correct::correct(turn, only)?,
            (Some(last), false) => {
                found.push(last);
                unclear.get_or_insert(found);
            }
            // What it had to change was dropped by the one before it.
            (None, _) => {
                prefill::fill(turn, utterance.entities().collect())?;
            }
        }
        if !is_free(turn) {
            break;
        }
    }
    turn.hushed = false;
    if let Some(unclear) = unclear.filter(|_| is_free(turn)) {
        turn.owed = false;
        return choose::ask(turn, unclear);
    }
    match (answer, ask::waiting(turn)) {
        (Some(answer), Some(now))
            if (now.frame, now.at) == (question.frame, question.at) && is_free(turn) =>
        {
            answered(turn, &now, answer)
        }
        (answer, _) => keep(turn, question, answer),
    }
}

fn answered(turn: &mut Turn<'_>, question: &Question<'_>, answer: Answer) -> Result<(), Fault> {
    let next = accept::accept(turn, question, answer)?;
    if next == Next::On {
        let used: Vec<_> = turn
            .heard
            .iter()
            .filter(|e| answer::exactly(&question.slot.ty, e))
            .map(|e| (e.start, e.end))
            .collect();
        let mut heard = std::mem::take(&mut turn.heard);
        heard.retain(|e| !used.iter().any(|(start, end)| e.start < *end && *start < e.end));
        prefill::fill(turn, heard)?;
    }
    run::settle(turn, next)
}

/// Keeps an answer whose question is not the one that waits now: it is not asked when it is come by again.
fn keep(turn: &mut Turn<'_>, question: &Question<'_>, answer: Option<Answer>) -> Result<(), Fault> {
    let ask = question.ask;
    let simple = ask.collect.is_none() && !ask.explicit && !question.slot.always_ask;
    let Some(Answer::Values(values)) = answer.filter(|_| simple) else { return Ok(()) };
    let runs = turn.session.stack.last().is_some_and(|top| top.id == question.frame);
    if runs && turn.held(ask.slot)?.source == SlotSource::Default {
        turn.give(ask.slot, values.into_iter().next(), SlotSource::Prefill)?;
    }
    Ok(())
}

/// Keeps flows for later, unless a person has the conversation, who reads of them.
fn queue(turn: &mut Turn<'_>, flows: &[IntentId]) {
    if turn.session.phase == Phase::Bot {
        idle::queue(turn, flows);
    }
}

fn place(turn: &Turn<'_>) -> Place {
    turn.session.stack.last().map(|top| (top.id, top.at))
}

/// Whether the conversation waits where it did.
fn stands(turn: &Turn<'_>, at: Place) -> bool {
    is_free(turn) && place(turn) == at
}

/// Whether something may be done now: the bot speaks, no call is open, no block waits for an answer of its own.
fn is_free(turn: &Turn<'_>) -> bool {
    let waits = turn.session.stack.last().is_none_or(|top| top.asked.is_some() && !turn.is_global(top));
    waits && turn.session.phase == Phase::Bot && turn.session.call.is_none()
}

/// The question that waits, if it was held back until all was done.
fn put_what_is_owed(turn: &mut Turn<'_>) -> Result<(), Fault> {
    turn.hushed = false;
    let owed = std::mem::take(&mut turn.owed);
    if owed && turn.session.phase == Phase::Bot && turn.session.call.is_none() {
        return ask::again(turn);
    }
    Ok(())
}
