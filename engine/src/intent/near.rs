//! Nearness: how much of a clause is known from the examples of one meaning, by words and by runs of characters.
//!
//! A text is the set of its features: its words and its runs of one and two characters. A feature weighs the more the fewer meanings (intents and
//! questions) have it in their examples, and the rarer it is in Chinese at large. The nearness of a clause and a meaning is the mean of two shares: Tversky's for its nearest example,
//! common / (common + α·only clause + β·only example), where a small β lets a short clause (退货) reach a longer example (我要退货); and how much
//! of the clause occurs in any of its examples, a feature counting 2n / (2n + 1) when n of them have it. All arithmetic is on integers.

use super::fold::VALUE;
use super::lexicon::is_content;
use super::rarity;
use super::word::{self, Words};
use std::collections::{BTreeMap, BTreeSet};

/// The knobs, chosen by cross-validation; see `tests-data/README.md`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Knobs {
    /// Weight of a word, and of a run of one and of two characters.
    pub(super) kinds: [u64; KINDS],
    /// In percent: what the clause has and the example has not.
    pub(super) alpha: u64,
    /// In percent: what the example has and the clause has not.
    pub(super) beta: u64,
}

/// Words, single characters, pairs.
const KINDS: usize = 3;

/// The kind of a word; the others are as long as they are numbered.
const WORD: usize = 0;

/// Chosen on the ten training sentences of each intent; see `tests-data/README.md`.
pub(super) const KNOBS: Knobs = Knobs { kinds: [4, 1, 1], alpha: 30, beta: 30 };

/// Examples by their features.
#[derive(Debug)]
pub(super) struct Index {
    knobs: Knobs,
    words: Words,
    /// By kind: a feature's number.
    numbers: [BTreeMap<String, usize>; KINDS],
    /// By number.
    features: Vec<Known>,
    /// By example: its meaning, and the weight of all its features.
    examples: Vec<(usize, u64)>,
    /// How many meanings there are.
    meanings: usize,
}

/// A word or a run, with its kind.
type Feature<'t> = (usize, &'t str);

/// A feature that examples have.
#[derive(Debug, Default)]
struct Known {
    weight: u64,
    examples: Vec<usize>,
    /// How many examples of which meaning.
    meanings: Vec<(usize, u64)>,
}

/// What a text has in common with one meaning.
#[derive(Debug, Clone, Default)]
struct Common {
    /// The weight of what occurs in any example.
    covered: u64,
    /// How many words that say something occur in any example.
    words: usize,
    /// The nearest example and Tversky's share, where there is anything.
    nearest: Option<(usize, u64)>,
}

/// The meanings that are near to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Near {
    /// The nearest of its examples.
    pub(super) example: usize,
    /// In ten-thousandths.
    pub(super) score: u64,
    /// What it rests on.
    pub(super) grounds: Grounds,
}

/// What a nearness rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grounds {
    /// Words in common that say something.
    Firm,
    /// Nothing but words that every sentence has; or one word, of which the text says what no example says.
    Thin,
}

impl Index {
    /// Of examples with the number of their meaning, counted from 0; `own` are words of the shop that no dictionary need know.
    pub(super) fn new(examples: &[(usize, String)], own: &BTreeSet<String>, knobs: Knobs) -> Self {
        let meanings = examples.iter().map(|(meaning, _)| meaning + 1).max().unwrap_or(0);
        let totals = examples.iter().map(|(meaning, _)| (*meaning, 0)).collect();
        let mut index = Self {
            knobs,
            words: Words::new(own),
            numbers: Default::default(),
            features: Vec::new(),
            examples: totals,
            meanings,
        };
        for (example, (meaning, text)) in examples.iter().enumerate() {
            let signs = signs(text);
            for feature in features(&index.words.of(text), &signs) {
                index.add(feature, example, *meaning);
            }
        }
        index.weigh();
        index
    }

    /// Notes that an example of a meaning has a feature.
    fn add(&mut self, (kind, text): Feature<'_>, example: usize, meaning: usize) {
        let next = self.features.len();
        let Some(numbers) = self.numbers.get_mut(kind) else { return };
        let number = *numbers.entry(text.to_owned()).or_insert(next);
        if number == next {
            self.features.push(Known::default());
        }
        let Some(known) = self.features.get_mut(number) else { return };
        known.examples.push(example);
        match known.meanings.iter_mut().rfind(|(other, _)| *other == meaning) {
            Some((_, count)) => *count += 1,
            None => known.meanings.push((meaning, 1)),
        }
    }

    /// Gives every feature its weight, and every example the sum of its features'.
    fn weigh(&mut self) {
        for (kind, numbers) in self.numbers.iter().enumerate() {
            for (text, number) in numbers {
                let Some(known) = self.features.get_mut(*number) else { continue };
                known.weight = self.knobs.weigh((kind, text), self.meanings, known.meanings.len());
                for example in &known.examples {
                    if let Some((_, total)) = self.examples.get_mut(*example) {
                        *total += known.weight;
                    }
                }
            }
        }
    }

    fn known(&self, (kind, text): Feature<'_>) -> Option<&Known> {
        self.features.get(*self.numbers.get(kind)?.get(text)?)
    }

    /// The words of a text.
    pub(super) fn segment<'t>(&self, text: &'t str) -> BTreeSet<&'t str> {
        self.words.of(text)
    }

    /// The meanings that have something in common with a text, whose words these are.
    pub(super) fn near(&self, text: &str, words: &BTreeSet<&str>) -> Vec<Near> {
        let signs = signs(text);
        let features = features(words, &signs);
        let known: Vec<Option<&Known>> = features.iter().map(|feature| self.known(*feature)).collect();
        if known.iter().all(Option::is_none) {
            return Vec::new();
        }
        let mut shared = vec![0_u64; self.examples.len()];
        let mut common = vec![Common::default(); self.meanings];
        let (mut all, mut strange) = (0, 0);
        for (feature, known) in features.into_iter().zip(known) {
            let tells = usize::from(feature.0 == WORD && is_content(feature.1));
            let Some(known) = known else {
                all += self.knobs.weigh(feature, self.meanings, 1);
                strange += tells;
                continue;
            };
            all += known.weight;
            for example in &known.examples {
                if let Some(sum) = shared.get_mut(*example) {
                    *sum += known.weight;
                }
            }
            for (meaning, count) in &known.meanings {
                if let Some(common) = common.get_mut(*meaning) {
                    common.covered += known.weight * 2 * count / (2 * count + 1);
                    common.words += tells;
                }
            }
        }
        self.nearest(&shared, all, &mut common);
        let tells = words.iter().any(|word| is_content(word));
        let near = common.iter().filter_map(|common| {
            let (example, share) = common.nearest?;
            let score = (share + (common.covered * 10_000).checked_div(all).unwrap_or(0)) / 2;
            let thin = (common.words == 0 && !tells) || (common.words == 1 && strange > 0);
            Some(Near { example, score, grounds: if thin { Grounds::Thin } else { Grounds::Firm } })
        });
        near.collect()
    }

    /// Notes the nearest example of every meaning, of a text that weighs so much and shares so much with each of them.
    fn nearest(&self, shared: &[u64], text: u64, common: &mut [Common]) {
        for (example, (shared, (meaning, total))) in shared.iter().zip(&self.examples).enumerate() {
            let Some(common) = common.get_mut(*meaning).filter(|_| *shared > 0) else { continue };
            let apart = (text - shared) * self.knobs.alpha + (total - shared) * self.knobs.beta;
            let share = (shared * 1_000_000).checked_div(shared * 100 + apart).unwrap_or(0);
            if common.nearest.is_none_or(|(_, best)| share > best) {
                common.nearest = Some((example, share));
            }
        }
    }
}

impl Knobs {
    /// The weight of a feature that so many of all meanings have.
    fn weigh(&self, (kind, text): Feature<'_>, all: usize, having: usize) -> u64 {
        let kind = self.kinds.get(kind).copied().unwrap_or(0);
        let common = if text.contains(VALUE) { word::MIDDLING } else { word::rarity(text) };
        kind * rarity::among(all, having) * common / 256
    }
}

/// The characters of a text of which runs are made; a value counts as one.
fn signs(text: &str) -> String {
    text.chars().filter(|c| *c == VALUE || c.is_alphanumeric()).collect()
}

/// The features of a text with these words and signs, each once.
fn features<'t>(words: &BTreeSet<&'t str>, signs: &'t str) -> Vec<Feature<'t>> {
    let mut features: Vec<Feature<'_>> = words.iter().map(|word| (WORD, *word)).collect();
    for (at, _) in signs.char_indices() {
        let rest = signs.get(at..).unwrap_or_default();
        let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8());
        let runs = (1..KINDS).zip(ends).filter_map(|(length, end)| Some((length, rest.get(..end)?)));
        features.extend(runs);
    }
    features.sort_unstable();
    features.dedup();
    features
}

#[cfg(test)]
mod tests;
