//! Triggers, 全局 and 问答 in one ranking (R4.6), and what is too vague in it (R4.8).

use super::digress;
use super::turn::Turn;
use super::utterance::Utterance;
use crate::{Because, Candidate, MatchRule, Meaning, Score, Target, Verdict};
use huashu_dsl::program::{Faq, FaqId};

/// What the ranking says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ranked {
    /// This is meant.
    Sure(Target),
    /// One of these may be meant.
    Vague(Vec<Target>),
    /// Nothing that anything listens for.
    Nothing,
}

/// How much may interrupt what runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listening {
    /// Everything.
    All,
    /// Only questions of 问答 (不可打断).
    Questions,
}

/// Ranks what a clause may mean among what is listened for.
pub(super) fn rank(turn: &mut Turn<'_>, utterance: &Utterance<'_>, listening: Listening) -> Ranked {
    let heard: Vec<_> =
        utterance.clause.candidates.iter().filter(|c| expected(turn, c.target, listening)).collect();
    for candidate in &utterance.clause.candidates {
        if !expected(turn, candidate.target, listening) {
            consider(turn, utterance, candidate, Verdict::NotExpected);
        }
    }
    let Some(best) = heard.first().copied() else { return Ranked::Nothing };
    let second = heard.get(1).copied();
    let verdict = verdict(turn, utterance, best, second);
    consider(turn, utterance, best, verdict);
    if let Some(second) = second {
        consider(turn, utterance, second, Verdict::TooWeak);
    }
    let vague = |c: &&&Candidate| c.score >= utterance.thresholds.clarify;
    match verdict {
        Verdict::Won => Ranked::Sure(best.target),
        Verdict::TooClose => Ranked::Vague(heard.iter().filter(vague).take(2).map(|c| c.target).collect()),
        _ if best.score >= utterance.thresholds.clarify => {
            Ranked::Vague(heard.iter().filter(vague).take(3).map(|c| c.target).collect())
        }
        _ => Ranked::Nothing,
    }
}

fn verdict(
    turn: &Turn<'_>,
    utterance: &Utterance<'_>,
    best: &Candidate,
    second: Option<&Candidate>,
) -> Verdict {
    let clear = utterance.thresholds.margin.0;
    if best.score < needed(turn, utterance, best) {
        return Verdict::TooWeak;
    }
    let ahead = second
        .is_none_or(|s| certainty(best) > certainty(s) || best.score.0.saturating_sub(s.score.0) >= clear);
    if ahead { Verdict::Won } else { Verdict::TooClose }
}

/// From which score on a candidate may win. Commands end or hand over what runs, so likeness alone must be half way from
/// acceptable to certain; in so many words they are obeyed anyway.
fn needed(turn: &Turn<'_>, utterance: &Utterance<'_>, candidate: &Candidate) -> Score {
    let accept = utterance.thresholds.accept;
    let command = match candidate.target {
        Target::Intent(id) => turn.program.intents.get(id.index()).is_some_and(|i| i.command.is_some()),
        Target::Faq(_) => false,
    };
    if command && certainty(candidate) == 0 {
        Score((accept.0 / 2).saturating_add(Score::ONE.0 / 2))
    } else {
        accept
    }
}

/// An example outdoes a rule, a rule outdoes a likeness.
fn certainty(candidate: &Candidate) -> u8 {
    match candidate.because {
        Because::Example(_) => 2,
        Because::Rule(_) => 1,
        Because::Near(_) | Because::Learned => 0,
    }
}

fn consider(turn: &mut Turn<'_>, utterance: &Utterance<'_>, candidate: &Candidate, verdict: Verdict) {
    turn.consider(
        utterance.clause,
        MatchRule::Ranking,
        Meaning::Target(candidate.target),
        Some(candidate.score),
        verdict,
    );
}

/// Whether anything listens for it now.
pub(super) fn expected(turn: &Turn<'_>, target: Target, listening: Listening) -> bool {
    match target {
        Target::Faq(id) => turn.program.faqs.get(id.index()).is_some_and(|faq| answers(turn, faq)),
        Target::Intent(_) if listening == Listening::Questions => false,
        Target::Intent(id) => digress::flow_of(turn, id).is_some() || digress::block_of(turn, id).is_some(),
    }
}

/// Whether an answer holds today, on this channel.
fn answers(turn: &Turn<'_>, faq: &Faq) -> bool {
    let here = faq.channels.is_empty() || faq.channels.contains(&turn.session.channel);
    let now = faq
        .valid
        .is_none_or(|(first, last)| today(turn).is_some_and(|today| first <= today && today <= last));
    here && now
}

fn today(turn: &Turn<'_>) -> Option<jiff::civil::Date> {
    let now = jiff::Timestamp::from_millisecond(turn.at().0).ok()?;
    Some(now.to_zoned(turn.scope().zone().clone()).date())
}

/// What a target is called towards the customer.
pub(super) fn name(turn: &Turn<'_>, target: Target) -> String {
    match target {
        Target::Faq(FaqId(id)) => {
            turn.program.faqs.get(usize::from(id)).map(|f| f.name.clone()).unwrap_or_default()
        }
        Target::Intent(id) => {
            let flow = digress::flow_of(turn, id).and_then(|f| turn.program.flows.get(f.index()));
            let intent =
                turn.program.intents.get(id.index()).map(|i| i.name.rsplit('.').next().unwrap_or_default());
            flow.map(|f| f.name.as_str()).or(intent).unwrap_or_default().to_owned()
        }
    }
}
