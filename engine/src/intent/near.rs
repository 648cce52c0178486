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

/// Chosen on the ten training sentences of each intent; see `tests-data/README.md`.
pub(super) const KNOBS: Knobs = Knobs { kinds: [4, 1, 1], alpha: 30, beta: 30 };

/// Examples by their features.
#[derive(Debug)]
pub(super) struct Index {
    knobs: Knobs,
    words: Words,
    /// Feature to its number.
    numbers: BTreeMap<Feature, usize>,
    /// By number.
    features: Vec<Known>,
    /// By example: its meaning, and the weight of all its features.
    examples: Vec<(usize, u64)>,
    /// How many meanings there are.
    meanings: usize,
}

/// A word or a run, with its kind.
type Feature = (usize, String);

/// A feature that examples have.
#[derive(Debug, Default)]
struct Known {
    weight: u64,
    examples: Vec<usize>,
    /// How many examples of which meaning.
    meanings: BTreeMap<usize, u64>,
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
    /// Of examples with the number of their meaning; `own` are words of the shop that no dictionary need know.
    pub(super) fn new(examples: &[(usize, String)], own: &BTreeSet<String>, knobs: Knobs) -> Self {
        let words = Words::new(own);
        let mut numbers: BTreeMap<Feature, usize> = BTreeMap::new();
        let mut found: Vec<(Feature, Known)> = Vec::new();
        for (example, (meaning, text)) in examples.iter().enumerate() {
            for feature in features(&words.of(text), text) {
                let number = *numbers.entry(feature.clone()).or_insert(found.len());
                if number == found.len() {
                    found.push((feature, Known::default()));
                }
                if let Some((_, known)) = found.get_mut(number) {
                    known.examples.push(example);
                    *known.meanings.entry(*meaning).or_default() += 1;
                }
            }
        }
        let all = examples.iter().map(|(meaning, _)| meaning).collect::<BTreeSet<_>>().len();
        let weighed = |(feature, known): (Feature, Known)| {
            let weight = knobs.weigh(&feature, all, known.meanings.len());
            Known { weight, ..known }
        };
        let features: Vec<Known> = found.into_iter().map(weighed).collect();
        let mut totals: Vec<(usize, u64)> = examples.iter().map(|(meaning, _)| (*meaning, 0)).collect();
        for known in &features {
            for example in &known.examples {
                if let Some((_, total)) = totals.get_mut(*example) {
                    *total += known.weight;
                }
            }
        }
        Self { knobs, words, numbers, features, examples: totals, meanings: all }
    }

    /// The words of a text.
    pub(super) fn segment<'t>(&self, text: &'t str) -> BTreeSet<&'t str> {
        self.words.of(text)
    }

    /// The meanings that have something in common with a text, whose words these are.
    pub(super) fn near(&self, text: &str, words: &BTreeSet<&str>) -> Vec<Near> {
        let mut common = vec![0_u64; self.examples.len()];
        let mut covered: BTreeMap<usize, u64> = BTreeMap::new();
        let mut all = 0;
        for feature in features(words, text) {
            let Some(known) = self.numbers.get(&feature).and_then(|number| self.features.get(*number)) else {
                all += self.knobs.weigh(&feature, self.meanings, 1);
                continue;
            };
            all += known.weight;
            for example in &known.examples {
                if let Some(sum) = common.get_mut(*example) {
                    *sum += known.weight;
                }
            }
            for (meaning, count) in &known.meanings {
                *covered.entry(*meaning).or_default() += known.weight * 2 * count / (2 * count + 1);
            }
        }
        let nearest = self.nearest(&common, all);
        let near = covered.iter().filter_map(|(meaning, covered)| {
            let (example, share) = *nearest.get(meaning)?;
            let score = (share + (covered * 10_000).checked_div(all).unwrap_or(0)) / 2;
            Some(Near { example, score, grounds: self.grounds(*meaning, words) })
        });
        near.collect()
    }

    /// What of these words the examples of a meaning have.
    fn grounds(&self, meaning: usize, words: &BTreeSet<&str>) -> Grounds {
        let (mut shared, mut strange) = (0, 0);
        for word in words.iter().filter(|word| is_content(word)) {
            let number = self.numbers.get(&(0, (*word).to_owned()));
            match number.and_then(|number| self.features.get(*number)) {
                Some(known) if known.meanings.contains_key(&meaning) => shared += 1,
                Some(_) => {}
                None => strange += 1,
            }
        }
        let runs = words.iter().all(|word| !is_content(word));
        if (shared == 0 && runs) || (shared == 1 && strange > 0) { Grounds::Thin } else { Grounds::Firm }
    }

    /// By meaning: its nearest example and Tversky's share.
    fn nearest(&self, common: &[u64], clause: u64) -> BTreeMap<usize, (usize, u64)> {
        let mut nearest: BTreeMap<usize, (usize, u64)> = BTreeMap::new();
        for (example, (common, (meaning, total))) in common.iter().zip(&self.examples).enumerate() {
            if *common == 0 {
                continue;
            }
            let apart = (clause - common) * self.knobs.alpha + (total - common) * self.knobs.beta;
            let share = (common * 1_000_000).checked_div(common * 100 + apart).unwrap_or(0);
            let best = nearest.entry(*meaning).or_insert((example, share));
            if share > best.1 {
                *best = (example, share);
            }
        }
        nearest
    }
}

impl Knobs {
    /// The weight of a feature that so many of all meanings have.
    fn weigh(&self, (kind, text): &Feature, all: usize, having: usize) -> u64 {
        let kind = self.kinds.get(*kind).copied().unwrap_or(0);
        let common = if text.contains(VALUE) { word::MIDDLING } else { word::rarity(text) };
        kind * rarity::among(all, having) * common / 256
    }
}

/// The set of features of a text with these words; a value counts as one character.
fn features(words: &BTreeSet<&str>, text: &str) -> BTreeSet<Feature> {
    let mut features: BTreeSet<Feature> = words.iter().map(|word| (0, (*word).to_owned())).collect();
    let chars: Vec<char> = text.chars().filter(|c| *c == VALUE || c.is_alphanumeric()).collect();
    for length in [1, 2] {
        features.extend(chars.windows(length).map(|run| (length, run.iter().collect())));
    }
    features
}

#[cfg(test)]
mod tests;
