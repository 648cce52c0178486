//! Nearness: how much of a clause and of an example is common to both, by words and by runs of characters.
//!
//! A text is the set of its features: its words and its runs of one to three characters. A feature weighs the more the fewer examples
//! have it. The nearness of clause and example is Tversky's: common / (common + α·only clause + β·only example). β is small, so that a short
//! clause (退货) reaches a longer example (我要退货); all arithmetic is on integers.

use super::fold::VALUE;
use super::word::Words;
use std::collections::{BTreeMap, BTreeSet};

/// The knobs, chosen by cross-validation; see `tests-data/README.md`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Knobs {
    /// Weight of a word, and of a run of one, two, three characters.
    pub(super) kinds: [u64; 4],
    /// In percent: what the clause has and the example has not.
    pub(super) alpha: u64,
    /// In percent: what the example has and the clause has not.
    pub(super) beta: u64,
}

/// See `tests-data/README.md`.
pub(super) const KNOBS: Knobs = Knobs { kinds: [4, 2, 3, 2], alpha: 60, beta: 30 };

/// Examples by their features.
#[derive(Debug)]
pub(super) struct Index {
    knobs: Knobs,
    words: Words,
    /// Feature to its number.
    numbers: BTreeMap<Feature, u32>,
    /// By number: weight, and the examples that have it.
    features: Vec<(u64, Vec<u32>)>,
    /// By example: the weight of all its features.
    totals: Vec<u64>,
    /// Weight of what no example has, by kind.
    unknown: [u64; 4],
}

/// A word or a run, with its kind.
type Feature = (u8, String);

impl Index {
    pub(super) fn new(examples: &[String], own: &BTreeSet<String>, knobs: Knobs) -> Self {
        let words = Words::new(own);
        let mut numbers: BTreeMap<Feature, u32> = BTreeMap::new();
        let mut lists: Vec<(u8, Vec<u32>)> = Vec::new();
        for (example, text) in (0_u32..).zip(examples) {
            for feature in features(&words, text) {
                let kind = feature.0;
                let next = u32::try_from(lists.len()).unwrap_or(u32::MAX);
                let number = *numbers.entry(feature).or_insert(next);
                if number == next {
                    lists.push((kind, Vec::new()));
                }
                if let Some((_, list)) = usize::try_from(number).ok().and_then(|n| lists.get_mut(n)) {
                    list.push(example);
                }
            }
        }
        let count = examples.len();
        let weigh = |kind: u8, having: usize| {
            knobs.kinds.get(usize::from(kind)).copied().unwrap_or(0) * rarity(count, having)
        };
        let mut totals = vec![0; count];
        let mut features = Vec::with_capacity(lists.len());
        for (kind, list) in lists {
            let weight = weigh(kind, list.len());
            for example in &list {
                if let Some(total) = usize::try_from(*example).ok().and_then(|e| totals.get_mut(e)) {
                    *total += weight;
                }
            }
            features.push((weight, list));
        }
        let unknown = [0, 1, 2, 3].map(|kind| weigh(kind, 1));
        Self { knobs, words, numbers, features, totals, unknown }
    }

    /// The examples that have something in common with a text, with their nearness in ten-thousandths, by number.
    pub(super) fn near(&self, text: &str) -> Vec<(usize, u64)> {
        let mut common = vec![0_u64; self.totals.len()];
        let mut all = 0;
        for feature in features(&self.words, text) {
            let number = self.numbers.get(&feature).and_then(|n| usize::try_from(*n).ok());
            let Some((weight, list)) = number.and_then(|n| self.features.get(n)) else {
                all += self.unknown.get(usize::from(feature.0)).copied().unwrap_or(0);
                continue;
            };
            all += weight;
            for example in list {
                if let Some(sum) = usize::try_from(*example).ok().and_then(|e| common.get_mut(e)) {
                    *sum += weight;
                }
            }
        }
        let scored = common.iter().zip(&self.totals).enumerate().filter(|(_, (common, _))| **common > 0);
        scored.map(|(example, (common, total))| (example, self.tversky(*common, all, *total))).collect()
    }

    fn tversky(&self, common: u64, clause: u64, example: u64) -> u64 {
        let apart = (clause - common) * self.knobs.alpha + (example - common) * self.knobs.beta;
        (common * 10_000 * 100).checked_div(common * 100 + apart).unwrap_or(0)
    }
}

/// The set of features of a text; a value counts as one character.
fn features(words: &Words, text: &str) -> BTreeSet<Feature> {
    let mut features: BTreeSet<Feature> =
        words.of(text).into_iter().map(|word| (0, word.to_owned())).collect();
    let chars: Vec<char> = text.chars().filter(|c| *c == VALUE || c.is_alphanumeric()).collect();
    for (kind, length) in [(1, 1), (2, 2), (3, 3)] {
        features.extend(chars.windows(length).map(|run| (kind, run.iter().collect())));
    }
    features
}

/// log2(1 + all / having) in 1/256, by integer arithmetic alone: the same on every machine.
fn rarity(all: usize, having: usize) -> u64 {
    let ratio = ((all + having) as u64) * 65_536 / (having.max(1) as u64);
    let whole = u64::from(ratio.ilog2());
    let mut mantissa = if whole >= 31 { ratio >> (whole - 31) } else { ratio << (31 - whole) };
    let mut bits = 0;
    for _ in 0..8 {
        mantissa = (mantissa * mantissa) >> 31;
        bits <<= 1;
        if mantissa >> 32 != 0 {
            mantissa >>= 1;
            bits |= 1;
        }
    }
    ((whole << 8) + bits).saturating_sub(16 << 8)
}
