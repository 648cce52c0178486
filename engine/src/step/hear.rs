//! The customer wrote: each clause goes through the matching order of R4, then everything that was meant is done in the order of R5.

use super::answer::{self, Answer};
use super::ask::{self, Question};
use super::heed::{self, Aside, Meant};
use super::menu::Menu;
use super::rank::{self, Listening, Ranked};
use super::turn::{Occasion, Turn};
use super::utterance::{Message, Utterance};
use super::{choose, clarify, command, correct, digress, idle, park, words};
use crate::{Clause, Entity, Fault, MatchRule, Meaning, Part, Target, Verdict};
use huashu_dsl::program::{Buttons, Command, IntentId, NodeId, Trigger};
use huashu_dsl::value::{Type, Value};

/// Takes what the customer wrote.
pub(super) fn said(turn: &mut Turn<'_>, parts: &[Part]) -> Result<(), Fault> {
    turn.begin(Occasion::Customer);
    park::expire(turn);
    let message = Message::new(parts);
    turn.heard = message.entities();
    let patience = lost_patience(turn, &message);
    if asks_for_a_person(turn, &message) {
        return command::obey(turn, Command::Handoff);
    }
    let resumes = resume_answer(turn, &message);
    if resumes.is_none()
        && let Some(command) = hard_command(turn, &message)
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
    let meant = Meant::with_mood(patience);
    match (ask::waiting(turn), resumes) {
        (Some(question), _) => at_question(turn, &question, &message, meant),
        (None, Some(yes)) => {
            let rest = message.utterances.iter().filter(|u| resuming(turn, u.clause).is_none()).copied();
            let rest: Vec<_> = rest.collect();
            let meant = idle::meant(turn, &rest, meant);
            heed::resuming(turn, yes, meant)
        }
        (None, None) => idle::hear(turn, &message, meant),
    }
}

/// R4.1: 人工, in whatever bubble and clause it stands.
fn asks_for_a_person(turn: &mut Turn<'_>, message: &Message<'_>) -> bool {
    let clauses = message.utterances.iter().map(|utterance| utterance.clause);
    let mut all = message.wholes.iter().copied().chain(clauses);
    let Some(clause) = all.find(|clause| clause.command == Some(Command::Handoff)) else { return false };
    obeyed(turn, clause, Command::Handoff);
    true
}

/// R4.1 of a message that is nothing else: 取消, 退订, 重说. What also answers the question does so.
fn hard_command(turn: &mut Turn<'_>, message: &Message<'_>) -> Option<Command> {
    let whole = message.only_text()?;
    let command = whole.command?;
    let answers = ask::waiting(turn)
        .is_some_and(|question| answer::strong(turn, &question, &Menu::of(turn, &question), whole).is_some());
    if answers {
        let means = Meaning::Target(Target::Intent(command.intent()));
        turn.consider(whole, MatchRule::Command, means, None, Verdict::NotExpected);
        return None;
    }
    obeyed(turn, whole, command);
    Some(command)
}

/// Notes that a clause is a command that is obeyed.
pub(super) fn obeyed(turn: &mut Turn<'_>, clause: &Clause, command: Command) {
    let means = Meaning::Target(Target::Intent(command.intent()));
    turn.consider(clause, MatchRule::Command, means, None, Verdict::Won);
}

/// Yes or no to 接着办吗, in words; of several the last one counts.
fn resume_answer(turn: &Turn<'_>, message: &Message<'_>) -> Option<bool> {
    park::offered(turn)?;
    let whole = message.only_text().and_then(|whole| resuming(turn, whole));
    whole.or_else(|| message.utterances.iter().rev().find_map(|u| resuming(turn, u.clause)))
}

/// Yes or no to 接着办吗, as one clause says it.
fn resuming(turn: &Turn<'_>, clause: &Clause) -> Option<bool> {
    let core = words::signs(&clause.core);
    let label = |text| words::folded(&super::buttons::line(turn, text).to_string());
    let number = super::buttons::number(turn, &core);
    if number == Some(0) || core == label(turn.program.builtin.resume_yes) {
        return Some(true);
    }
    let cancels = clause.command == Some(Command::Cancel);
    if cancels || number == Some(1) || core == label(turn.program.builtin.resume_no) {
        return Some(false);
    }
    clause.entities.iter().filter(|e| e.whole).find_map(|e| match e.value {
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

fn at_question<'e>(
    turn: &mut Turn<'_>,
    question: &Question<'_>,
    message: &Message<'e>,
    mut meant: Meant<'e>,
) -> Result<(), Fault> {
    turn.session.clarifying.clear();
    meant.answer = media_answer(question, message);
    let menu = Menu::of(turn, question);
    let several = message.utterances.len() > 1;
    let whole = message
        .only_text()
        .filter(|whole| !several || !answer::by_parts(turn, question, &menu, whole))
        .and_then(|whole| Some((whole, answer::strong(turn, question, &menu, whole)?)));
    let in_parts = whole.is_none();
    if let Some((whole, answer)) = whole {
        turn.consider(whole, MatchRule::StrongAnswer, meaning(question, &answer), None, verdict(&answer));
        meant.answer = Some(answer);
    }
    // 除了袜子，运费多少: the second clause is none of the answer.
    let also = !in_parts && several && question.ask.collect.is_some();
    for utterance in message.utterances.iter().filter(|_| in_parts || also) {
        if in_parts || answer::strong_among(turn, question, &menu, utterance.clause).is_none() {
            judge(turn, question, &menu, utterance, &mut meant)?;
        }
    }
    free_text(question, message, &mut meant);
    meant.besides = besides(question, message, &meant);
    heed::at_question(turn, question, meant)
}

/// The values in clauses that correct nothing, but for those of the type that is asked for.
fn besides(question: &Question<'_>, message: &Message<'_>, meant: &Meant<'_>) -> Vec<Entity> {
    let corrects = |u: &&Utterance<'_>| !meant.corrections.iter().any(|c| std::ptr::eq(c.clause, u.clause));
    let values = message.utterances.iter().filter(corrects).flat_map(Utterance::entities);
    values.filter(|entity| !answer::exactly(&question.slot.ty, entity)).collect()
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
fn judge<'e>(
    turn: &mut Turn<'_>,
    question: &Question<'_>,
    menu: &Menu,
    utterance: &Utterance<'e>,
    meant: &mut Meant<'e>,
) -> Result<(), Fault> {
    let clause = utterance.clause;
    let open = meant.answer.is_none() || question.ask.collect.is_some();
    let strong = answer::strong_among(turn, question, menu, clause);
    if let Some(command) = clause.command.filter(|_| strong.is_none()) {
        obeyed(turn, clause, command);
        meant.command(command, utterance);
        return Ok(());
    }
    if let Some(answer) = strong.filter(|_| open) {
        turn.consider(clause, MatchRule::StrongAnswer, meaning(question, &answer), None, verdict(&answer));
        add(meant, answer);
        return Ok(());
    }
    let corrections = if utterance.corrects { correct::find(turn, utterance)? } else { Vec::new() };
    if let Some(first) = corrections.first() {
        let verdict = if corrections.len() == 1 { Verdict::Won } else { Verdict::TooClose };
        let means = Meaning::Answer(question.flow_id, first.slot, first.value.clone());
        turn.consider(clause, MatchRule::Correction, means, None, verdict);
        meant.corrections.push(*utterance);
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
        meant.aside(Aside::Own(intent, entry), utterance);
        return Ok(());
    }
    let ranked = rank::rank(turn, utterance, listening(question));
    if let Ranked::Sure(target) = ranked
        && meant.target(turn, target, utterance)
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
    meant: &mut Meant<'_>,
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

/// Whether it leads to the flow that runs, or to one that it belongs to.
pub(super) fn runs(turn: &Turn<'_>, target: Target) -> bool {
    let Target::Intent(intent) = target else { return false };
    digress::flow_of(turn, intent).is_some_and(|flow| digress::in_top_unit(turn, flow))
}

/// A further answer counts only beside values that gather: more of them, or that they are all.
fn add(meant: &mut Meant<'_>, answer: Answer) {
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
fn free_text(question: &Question<'_>, message: &Message<'_>, meant: &mut Meant<'_>) {
    let listed = matches!(question.ask.buttons, Some(Buttons::FromList { .. }));
    let free = *question.slot.ty.required() == Type::Text && !listed && !question.ask.explicit;
    let taken = meant.answer.is_some() || !meant.corrections.is_empty() || meant.is_more_than_questions();
    if !free || taken || meant.unmatched.is_empty() {
        return;
    }
    let text = if meant.asks() { meant.unmatched.join("，") } else { message.text() };
    meant.answer = Some(Answer::Values(vec![Value::Text(text)]));
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
