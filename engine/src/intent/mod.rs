//! The matcher: what a message may mean, whoever says it and whatever was asked.
//!
//! Everything is folded into one form, split into clauses, and each clause is read for values, commands and candidates.
//! A reading depends on the program and the text only; the program's part is prepared once, in [`Matcher::new`].

mod candidate;
mod clause;
mod entity;
mod fold;
mod lexicon;
mod near;
mod rarity;
mod rule;
mod word;

pub(crate) use fold::is_han;

use crate::reading::{Candidate, Clause, Entity, Reading, Score, Thresholds};
use candidate::Ranking;
use clause::Splits;
use entity::Finder;
use fold::Folded;
use huashu_dsl::program::Program;
use huashu_dsl::value::Value;
use lexicon::{Words, lexicon, strip_fillers};
use std::collections::BTreeSet;

/// From where on a score counts; how they were chosen stands in `tests-data/README.md`.
pub const THRESHOLDS: Thresholds =
    Thresholds { accept: Score(4_700), clarify: Score(3_600), margin: Score(400) };

/// Reads messages for one program.
#[derive(Debug)]
pub struct Matcher {
    finder: Finder,
    ranking: Ranking,
}

impl Matcher {
    /// Prepares a program's types, intents and questions for reading.
    #[must_use]
    pub fn new(program: &Program) -> Self {
        let finder = Finder::new(program);
        let ranking = Ranking::new(program, &finder);
        Self { finder, ranking }
    }

    /// What a message may mean; the same for the same text, in every conversation and on every machine.
    #[must_use]
    pub fn read(&self, text: &str) -> Reading {
        let folded = Folded::new(text);
        if folded.lower().trim().is_empty() && text.trim().is_empty() {
            return Reading { thresholds: THRESHOLDS, ..Reading::default() };
        }
        let spotted = self.finder.find(&folded);
        let splits = Splits::of(text, &folded, &spotted);
        let whole = self.clause(text, &folded, spotted, clause::Follows::Nothing);
        let clauses = match splits.parts() {
            [] => vec![whole.clone()],
            [only] if only.text == text.trim() => vec![whole.clone()],
            parts => parts.iter().map(|part| self.part(part)).collect(),
        };
        Reading { whole, clauses, thresholds: THRESHOLDS }
    }

    /// The values in a message, folded on the way: the first stage of [`Matcher::read`].
    #[must_use]
    pub fn values(&self, text: &str) -> Vec<Entity> {
        self.finder.find(&Folded::new(text)).into_iter().map(|spotted| spotted.entity).collect()
    }

    /// The intents of which a rule fits, by the first rule each. Of a text that [`normal`] has folded.
    #[must_use]
    pub fn rules(&self, core: &str) -> Vec<Candidate> {
        self.ranking.rules(core)
    }

    /// The words of a folded text: those of the dictionary and those that the shop declares, which may overlap.
    #[must_use]
    pub fn segment<'t>(&self, core: &'t str) -> BTreeSet<&'t str> {
        self.ranking.segment(core)
    }

    /// Every intent and question with something in common with a folded text, whose [`Matcher::segment`] is `words`; one
    /// candidate for each, in the order of the program and not of the scores.
    #[must_use]
    pub fn near(&self, core: &str, words: &BTreeSet<&str>) -> Vec<Candidate> {
        self.ranking.near(core, words)
    }

    fn part(&self, part: &clause::Part<'_>) -> Clause {
        let folded = Folded::new(part.text);
        let spotted = self.finder.find(&folded);
        self.clause(part.text, &folded, spotted, part.follows)
    }

    fn clause(
        &self,
        text: &str,
        folded: &Folded,
        spotted: Vec<entity::Spotted>,
        follows: clause::Follows,
    ) -> Clause {
        let said = folded.said();
        let corrected = match follows {
            clause::Follows::Denial => said.strip_prefix('是').filter(|rest| !rest.is_empty()),
            clause::Follows::Nothing => clause::after_marker(said),
        };
        let core = corrected.map_or(folded.core(), strip_fillers).to_owned();
        let candidates = self.ranking.candidates(folded, &spotted);
        Clause {
            text: text.to_owned(),
            command: self.ranking.command(folded.core()),
            correction: corrected.is_some(),
            skip: lexicon().skip.has(said) || lexicon().skip.has(&core),
            angry: lexicon().is_angry(said),
            entities: spotted.into_iter().map(|s| s.entity).collect(),
            candidates,
            core,
        }
    }
}

/// A text as [`Clause::core`] holds it: words compared with each other go through this, labels too.
#[must_use]
pub fn normal(text: &str) -> String {
    Folded::new(text).core().to_owned()
}

/// A yes or a no in so many words, as 要明说 wants it: the whole of a message, without a vague word.
pub(crate) fn outright(text: &str) -> Option<bool> {
    lexicon::outright(Folded::new(text).said())
}

/// A text as it stands, but for its form and the politeness at its ends.
pub(crate) fn unadorned(text: &str) -> String {
    lexicon::strip_polite(Folded::new(text).said()).to_owned()
}

/// Whether what is said is this label and nothing that takes from it or adds to it: fillers and politeness around it, and before it a
/// yes where the label is no 否 (取消吧, 是的，取消). A label that is a yes or a no itself must stand alone: 可以吧 is vague.
pub(crate) fn leads_up_to(said: &str, label: &str, value: &Value) -> bool {
    let l = lexicon();
    let agreeing = if *value == Value::Bool(false) { &l.polite } else { &l.outright_yes };
    let adds_nothing = |(before, after): (&str, &str)| {
        Words::spell(&[&l.head, &l.polite, agreeing], before) && Words::spell(&[&l.tail, &l.polite], after)
    };
    !lexicon::is_yes_or_no(label) && said.split_once(label).is_some_and(adds_nothing)
}

/// Whether what stands around a value makes it no less of an answer.
pub(crate) fn is_around_value(before: &str, after: &str) -> bool {
    let l = lexicon();
    Words::spell(&[&l.before], before) && Words::spell(&[&l.after], after)
}

/// The number that a text begins with, in either script, and what follows it.
pub(crate) fn count(text: &str) -> (Option<usize>, &str) {
    entity::count(text)
}

/// A text without marks, with its fillers.
pub(crate) fn unmarked(text: &str) -> String {
    Folded::new(text).said().to_owned()
}

/// Whether a word in a text makes an answer vague.
pub(crate) fn hedges(text: &str) -> bool {
    lexicon::hedges(Folded::new(text).said())
}

#[cfg(test)]
pub(crate) mod tests;
