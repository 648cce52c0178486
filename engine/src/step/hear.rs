//! The customer wrote: each clause goes through the matching order of R4, then everything that was meant is done in the order of R5.

use super::answer::{self, Answer};
use super::ask::{self, Question};
use super::correct::{self, Correction};
use super::menu::Menu;
use super::rank::{self, Listening, Ranked};
use super::run::{self, Next};
use super::turn::{Occasion, Turn};
use super::utterance::{Message, Utterance};
use super::{accept, choose, clarify, command, digress, idle, park, prefill, say, words};
use crate::{Fault, Mark, MatchRule, Meaning, Part, Target, Verdict};
use huashu_dsl::program::{Buttons, Command, FaqId, IntentId, NodeId, Trigger};
use huashu_dsl::value::{Type, Value};

/// What a message means while a question waits.
#[derive(Default)]
struct Meant {
    answer: Option<Answer>,
    /// One, or those among which the customer is to choose.
    corrections: Vec<Correction>,
    interrupt: Option<(IntentId, NodeId)>,
    faqs: Vec<FaqId>,
    intents: Vec<IntentId>,
    /// The flow that runs was asked for again.
    running: bool,
    vague: Vec<Target>,
    /// Clauses that meant nothing.
    unmatched: Vec<String>,
}

/// Takes what the customer wrote.
pub(super) fn said(turn: &mut Turn<'_>, parts: &[Part]) -> Result<(), Fault> {
    turn.begin(Occasion::Customer);
    park::expire(turn);
    let message = Message::new(parts);
    turn.heard = message.entities();
    let patience = lost_patience(turn, &message);
    let resumes = resume_answer(turn, &message);
    if let Some(command) =
        hard_command(turn, &message).filter(|c| *c == Command::Handoff || resumes.is_none())
    {
        return command::obey(turn, command);
    }
    if let Some(target) = message.only_text().and_then(|whole| clarify::named(turn, whole)) {
        return clarify::pursue(turn, target);
    }
    let chosen = message.only_text().and_then(|whole| choose::named(turn, whole));
    turn.session.choosing.clear();
    if let Some(correction) = chosen {
        return correct::correct(turn, correction);
    }
    if let Some(yes) = resumes {
        return park::answered(turn, yes);
    }
    if let Some(block) = patience {
        return digress::run_block(turn, block);
    }
    match ask::waiting(turn) {
        Some(question) => at_question(turn, &question, &message),
        None => idle::hear(turn, &message),
    }
}

/// R4.1. What also answers the question does so, but for 人工.
fn hard_command(turn: &mut Turn<'_>, message: &Message<'_>) -> Option<Command> {
    let whole = message.wholes.last().filter(|_| message.media.is_empty())?;
    let command = whole.command?;
    let answers = ask::waiting(turn)
        .is_some_and(|question| answer::strong(turn, &question, &Menu::of(turn, &question), whole).is_some());
    let obeyed = command == Command::Handoff || !answers;
    let verdict = if obeyed { Verdict::Won } else { Verdict::NotExpected };
    turn.consider(
        whole,
        MatchRule::Command,
        Meaning::Target(Target::Intent(command.intent())),
        None,
        verdict,
    );
    obeyed.then_some(command)
}

/// Yes or no to 接着办吗, in words.
fn resume_answer(turn: &Turn<'_>, message: &Message<'_>) -> Option<bool> {
    park::offered(turn)?;
    let whole = message.only_text()?;
    let core = words::signs(&whole.core);
    let label = |text| words::folded(&super::buttons::line(turn, text).to_string());
    let number = super::buttons::number(turn, &core);
    if number == Some(0) || core == label(turn.program.builtin.resume_yes) {
        return Some(true);
    }
    let cancels = whole.command == Some(Command::Cancel);
    if cancels || number == Some(1) || core == label(turn.program.builtin.resume_no) {
        return Some(false);
    }
    whole.entities.iter().filter(|e| e.whole).find_map(|e| match e.value {
        Value::Bool(yes) => Some(yes),
        _ => None,
    })
}

/// 情绪: angry so many times in a row.
fn lost_patience(turn: &mut Turn<'_>, message: &Message<'_>) -> Option<NodeId> {
    let angry = message.utterances.iter().any(|u| u.clause.angry);
    turn.session.anger = if angry { turn.session.anger.saturating_add(1) } else { 0 };
    let (times, block) = turn.program.global.anger?;
    (angry && u32::from(turn.session.anger) >= times).then(|| {
        turn.session.anger = 0;
        block
    })
}

fn at_question(turn: &mut Turn<'_>, question: &Question<'_>, message: &Message<'_>) -> Result<(), Fault> {
    turn.session.clarifying.clear();
    let mut meant = Meant { answer: media_answer(question, message), ..Meant::default() };
    let menu = Menu::of(turn, question);
    let whole = message.only_text();
    let whole = whole.and_then(|whole| Some((whole, answer::strong(turn, question, &menu, whole)?)));
    if let Some((whole, answer)) = whole {
        turn.consider(whole, MatchRule::StrongAnswer, meaning(question, &answer), None, verdict(&answer));
        meant.answer = Some(answer);
    } else {
        for utterance in &message.utterances {
            judge(turn, question, &menu, utterance, &mut meant)?;
        }
    }
    free_text(question, message, &mut meant);
    act(turn, question, meant)
}

/// Pictures answer a question for pictures.
fn media_answer(question: &Question<'_>, message: &Message<'_>) -> Option<Answer> {
    let ty = match question.slot.ty.required() {
        Type::List(item) => item.required(),
        other => other,
    };
    let Type::Media(kind) = ty else { return None };
    let values = message.media_values(*kind);
    (!values.is_empty()).then_some(Answer::Values(values))
}

/// One clause through R4.3 to R4.8; the first that fits has it.
fn judge(
    turn: &mut Turn<'_>,
    question: &Question<'_>,
    menu: &Menu,
    utterance: &Utterance<'_>,
    meant: &mut Meant,
) -> Result<(), Fault> {
    let clause = utterance.clause;
    let open = meant.answer.is_none() || question.ask.collect.is_some();
    if let Some(answer) = open.then(|| answer::strong_among(turn, question, menu, clause)).flatten() {
        turn.consider(clause, MatchRule::StrongAnswer, meaning(question, &answer), None, verdict(&answer));
        add(meant, answer);
        return Ok(());
    }
    let corrections = if utterance.corrects { correct::find(turn, utterance)? } else { Vec::new() };
    if let Some(first) = corrections.first() {
        let verdict = if corrections.len() == 1 { Verdict::Won } else { Verdict::TooClose };
        let means = Meaning::Answer(question.flow_id, first.slot, first.value.clone());
        turn.consider(clause, MatchRule::Correction, means, None, verdict);
        if meant.corrections.is_empty() {
            meant.corrections = corrections;
        }
        return Ok(());
    }
    if let Some((intent, entry)) = interrupt(question, utterance) {
        turn.consider(
            clause,
            MatchRule::Interrupt,
            Meaning::Target(Target::Intent(intent)),
            None,
            Verdict::Won,
        );
        meant.interrupt.get_or_insert((intent, entry));
        return Ok(());
    }
    let ranked = rank::rank(turn, utterance, listening(question));
    if let Ranked::Sure(target) = ranked
        && listed(turn, target, meant)
    {
        return Ok(());
    }
    weakly(turn, (question, menu), utterance, meant, ranked);
    Ok(())
}

fn weakly(
    turn: &mut Turn<'_>,
    (question, menu): (&Question<'_>, &Menu),
    utterance: &Utterance<'_>,
    meant: &mut Meant,
    ranked: Ranked,
) {
    let clause = utterance.clause;
    let open = meant.answer.is_none() || question.ask.collect.is_some();
    if let Some(answer) = open.then(|| answer::weak(turn, question, menu, clause)).flatten() {
        turn.consider(clause, MatchRule::WeakAnswer, meaning(question, &answer), None, verdict(&answer));
        add(meant, answer);
        return;
    }
    match ranked {
        Ranked::Sure(_) => meant.running = true,
        Ranked::Vague(mut targets) => {
            targets.retain(|target| !runs(turn, *target));
            meant.vague.extend(targets);
            meant.unmatched.push(clause.text.trim().to_owned());
        }
        Ranked::Nothing => meant.unmatched.push(clause.text.trim().to_owned()),
    }
}

/// Notes what won the ranking; false for the flow that runs already, which is no news.
fn listed(turn: &Turn<'_>, target: Target, meant: &mut Meant) -> bool {
    match target {
        Target::Faq(faq) => {
            if !meant.faqs.contains(&faq) {
                meant.faqs.push(faq);
            }
        }
        Target::Intent(intent) => {
            if runs(turn, target) {
                return false;
            }
            if !meant.intents.contains(&intent) {
                meant.intents.push(intent);
            }
        }
    }
    true
}

/// Whether it leads to the flow that runs, or to one that it belongs to.
fn runs(turn: &Turn<'_>, target: Target) -> bool {
    let Target::Intent(intent) = target else { return false };
    digress::flow_of(turn, intent).is_some_and(|flow| digress::in_top_unit(turn, flow))
}

/// A further answer counts only beside values that gather: more of them, or that they are all.
fn add(meant: &mut Meant, answer: Answer) {
    meant.answer = Some(match (meant.answer.take(), answer) {
        (Some(Answer::Values(mut all)), Answer::Values(more)) => {
            all.extend(more);
            Answer::Values(all)
        }
        (Some(Answer::Closing(mut all)), Answer::Values(more))
        | (Some(Answer::Values(mut all)), Answer::Closing(more)) => {
            all.extend(more);
            Answer::Closing(all)
        }
        (Some(Answer::Values(all)), Answer::Done) => Answer::Closing(all),
        (Some(first), _) => first,
        (None, only) => only,
    });
}

/// R4.5
fn interrupt(question: &Question<'_>, utterance: &Utterance<'_>) -> Option<(IntentId, NodeId)> {
    utterance.clause.candidates.iter().filter(|c| c.score >= utterance.thresholds.accept).find_map(|candidate| {
        let waits = |trigger: &Trigger| matches!(trigger, Trigger::Intent(i) if Target::Intent(*i) == candidate.target);
        let found = question.ask.interrupts.iter().find(|i| waits(&i.trigger))?;
        match candidate.target {
            Target::Intent(intent) => Some((intent, found.entry)),
            Target::Faq(_) => None,
        }
    })
}

fn listening(question: &Question<'_>) -> Listening {
    let step = question.flow.steps.get(question.node.step.index());
    if step.is_some_and(|step| step.uninterruptible) { Listening::Questions } else { Listening::All }
}

/// R4.7 for text: whatever is left over is the answer, if nothing else was.
fn free_text(question: &Question<'_>, message: &Message<'_>, meant: &mut Meant) {
    let listed = matches!(question.ask.buttons, Some(Buttons::FromList { .. }));
    let free = *question.slot.ty.required() == Type::Text && !listed && !question.ask.explicit;
    let taken = meant.answer.is_some()
        || !meant.corrections.is_empty()
        || meant.interrupt.is_some()
        || !meant.intents.is_empty();
    if !free || taken || meant.unmatched.is_empty() {
        return;
    }
    let text = if meant.faqs.is_empty() { message.text() } else { meant.unmatched.join("，") };
    meant.answer = Some(Answer::Values(vec![Value::Text(text)]));
}

/// Does what was meant: answers questions, then fills and advances, or digresses, or asks again.
fn act(turn: &mut Turn<'_>, question: &Question<'_>, meant: Meant) -> Result<(), Fault> {
    for faq in &meant.faqs {
        say::faq(turn, *faq)?;
    }
    if !meant.corrections.is_empty() {
        idle::queue(turn, &meant.intents);
        return corrected(turn, meant.corrections);
    }
    if let Some(answer) = meant.answer {
        idle::queue(turn, &meant.intents);
        return answered(turn, question, answer);
    }
    if let Some((intent, entry)) = meant.interrupt {
        turn.mark(Mark::Interrupted(intent));
        return digress::interrupt(turn, entry);
    }
    if let Some((first, rest)) = meant.intents.split_first() {
        idle::queue(turn, rest);
        return command::pursue(turn, *first);
    }
    let heard = std::mem::take(&mut turn.heard);
    if prefill::fill(turn, heard)? || !meant.faqs.is_empty() {
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

fn corrected(turn: &mut Turn<'_>, mut among: Vec<Correction>) -> Result<(), Fault> {
    match (among.pop(), among.is_empty()) {
        (Some(only), true) => correct::correct(turn, only),
        (Some(last), false) => {
            among.push(last);
            choose::ask(turn, among)
        }
        (None, _) => Ok(()),
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

/// What becomes of an answer before 要求 is asked.
fn verdict(answer: &Answer) -> Verdict {
    if *answer == Answer::NotExplicit { Verdict::NotExplicit } else { Verdict::Won }
}

fn meaning(question: &Question<'_>, answer: &Answer) -> Meaning {
    match answer {
        Answer::Values(values) | Answer::Closing(values) => match values.as_slice() {
            [value] => Meaning::Answer(question.flow_id, question.ask.slot, value.clone()),
            several => Meaning::Answer(question.flow_id, question.ask.slot, Value::List(several.to_vec())),
        },
        Answer::Done => Meaning::Done,
        Answer::Skip => Meaning::Skip,
        Answer::NotExplicit => Meaning::Nothing,
    }
}
