//! 规则: words that must or must not occur, found in one pass, and regular expressions.

use super::fold::Folded;
use super::lexicon::is_denied;
use daachorse::CharwiseDoubleArrayAhoCorasick;
use huashu_dsl::program::{IntentId, Program, Rule};
use regex::{Regex, RegexBuilder};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What an expression may take of memory when compiled.
const SIZE_LIMIT: usize = 256 * 1024;

/// All rules of a shop.
pub(super) struct Rules {
    words: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    /// In the order of their intents.
    rules: Vec<Compiled>,
    /// By word: the rules that it is one of the words of.
    wanting: BTreeMap<u32, Vec<usize>>,
    /// The rules that are expressions.
    expressions: Vec<usize>,
}

/// A rule ready to run.
struct Compiled {
    intent: IntentId,
    index: u16,
    test: Test,
}

enum Test {
    /// Numbers of words.
    Words {
        any: Vec<u32>,
        none: Vec<u32>,
    },
    Regex(Regex),
}

impl std::fmt::Debug for Rules {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Rules({})", self.rules.len())
    }
}

impl Rules {
    pub(super) fn new(program: &Program) -> Self {
        let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
        let mut rules = Vec::new();
        for (intent, declared) in (0_u16..).map(IntentId).zip(&program.intents) {
            for (index, rule) in (0_u16..).zip(&declared.rules) {
                rules.extend(test(rule, &mut numbers).map(|test| Compiled { intent, index, test }));
            }
        }
        let (mut wanting, mut expressions) = (BTreeMap::<u32, Vec<usize>>::new(), Vec::new());
        for (place, rule) in rules.iter().enumerate() {
            match &rule.test {
                Test::Words { any, .. } => {
                    any.iter().for_each(|w| wanting.entry(*w).or_default().push(place));
                }
                Test::Regex(_) => expressions.push(place),
            }
        }
        let words = CharwiseDoubleArrayAhoCorasick::with_values(numbers).ok();
        Self { words, rules, wanting, expressions }
    }

    /// The first rule of each intent that a text without marks fits. What is denied (不退货) fits none.
    pub(super) fn fitting(&self, text: &str) -> Vec<(IntentId, u16)> {
        let denied = |start: usize| is_denied(text.get(..start).unwrap_or_default());
        let hits: BTreeMap<u32, bool> = self.hits(text).fold(BTreeMap::new(), |mut hits, (word, at)| {
            *hits.entry(word).or_default() |= !denied(at.start);
            hits
        });
        let meant = hits.iter().filter(|(_, meant)| **meant).filter_map(|(word, _)| self.wanting.get(word));
        let fits = |rule: &&Compiled| match &rule.test {
            Test::Words { none, .. } => !none.iter().any(|word| hits.contains_key(word)),
            Test::Regex(regex) => regex.find_iter(text).any(|m| !denied(m.start())),
        };
        let places: BTreeSet<usize> = meant.flatten().chain(&self.expressions).copied().collect();
        let rules = places.into_iter().filter_map(|place| self.rules.get(place));
        let mut found: Vec<(IntentId, u16)> = rules.filter(fits).map(|r| (r.intent, r.index)).collect();
        found.dedup_by_key(|(intent, _)| *intent);
        found
    }

    /// Whether a rule of an intent speaks of the whole text: one of its words, or an expression from end to end.
    pub(super) fn covers(&self, text: &str, intent: IntentId) -> bool {
        let is_whole = |at: &Range<usize>| *at == (0..text.len());
        self.rules.iter().filter(|rule| rule.intent == intent).any(|rule| match &rule.test {
            Test::Words { any, none } => self
                .hits(text)
                .any(|(word, at)| is_whole(&at) && any.contains(&word) && !none.contains(&word)),
            Test::Regex(regex) => regex.find(text).is_some_and(|m| is_whole(&m.range())),
        })
    }

    /// The words in a text, with their places.
    fn hits(&self, text: &str) -> impl Iterator<Item = (u32, Range<usize>)> {
        let all = self.words.iter().flat_map(move |words| words.find_overlapping_iter(text));
        all.map(|m| (m.value(), m.start()..m.end()))
    }
}

fn test(rule: &Rule, numbers: &mut BTreeMap<String, u32>) -> Option<Test> {
    Some(match rule {
        Rule::Words { any, none } => {
            let mut number = |words: &[String]| {
                let words = words
                    .iter()
                    .map(|word| Folded::new(word).said().to_owned())
                    .filter(|word| !word.is_empty());
                let mut ids = Vec::new();
                for word in words {
                    let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                    ids.push(*numbers.entry(word).or_insert(next));
                }
                ids
            };
            Test::Words { any: number(any), none: number(none) }
        }
        Rule::Regex(pattern) => Test::Regex(
            RegexBuilder::new(pattern).case_insensitive(true).size_limit(SIZE_LIMIT).build().ok()?,
        ),
    })
}
