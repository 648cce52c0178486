//! 规则: words that must or must not occur, found in one pass, and regular expressions.

use super::fold::{Folded, plain};
use super::lexicon::is_denied;
use daachorse::CharwiseDoubleArrayAhoCorasick;
use huashu_dsl::program::{IntentId, Program, Rule};
use regex::{Regex, RegexBuilder};
use std::collections::{BTreeMap, BTreeSet};

/// What an expression may take of memory when compiled.
const SIZE_LIMIT: usize = 256 * 1024;

/// All rules of a shop.
pub(super) struct Rules {
    words: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    rules: Vec<Compiled>,
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
        Self { words: CharwiseDoubleArrayAhoCorasick::with_values(numbers).ok(), rules }
    }

    /// The first rule of each intent that a text without marks fits. What is denied (不退货) fits none.
    pub(super) fn fitting(&self, text: &str) -> Vec<(IntentId, u16)> {
        let (hits, meant) = (self.hits(text, |_| true), self.hits(text, |before| !is_denied(before)));
        let fits = |rule: &Compiled| match &rule.test {
            Test::Words { any, none } => {
                any.iter().any(|w| meant.contains(w)) && !none.iter().any(|w| hits.contains(w))
            }
            Test::Regex(regex) => {
                regex.find_iter(text).any(|m| !is_denied(text.get(..m.start()).unwrap_or_default()))
            }
        };
        let mut found: Vec<(IntentId, u16)> =
            self.rules.iter().filter(|r| fits(r)).map(|r| (r.intent, r.index)).collect();
        found.dedup_by_key(|(intent, _)| *intent);
        found
    }

    /// The intents of which a rule speaks of the whole text: one of its words, or an expression from end to end.
    pub(super) fn covering(&self, text: &str) -> Vec<IntentId> {
        let covers = |rule: &Compiled| match &rule.test {
            Test::Words { any, none } => {
                let whole = self.words.iter().flat_map(|words| words.find_overlapping_iter(text));
                let mut whole = whole.filter(|m| m.start() == 0 && m.end() == text.len());
                whole.any(|m| any.contains(&m.value()) && !none.contains(&m.value()))
            }
            Test::Regex(regex) => regex.find(text).is_some_and(|m| m.start() == 0 && m.end() == text.len()),
        };
        self.rules.iter().filter(|rule| covers(rule)).map(|rule| rule.intent).collect()
    }

    /// The words in a text before which something holds.
    fn hits(&self, text: &str, before: impl Fn(&str) -> bool) -> BTreeSet<u32> {
        let all = self.words.iter().flat_map(|words| words.find_overlapping_iter(text));
        all.filter(|m| before(text.get(..m.start()).unwrap_or_default())).map(|m| m.value()).collect()
    }
}

fn test(rule: &Rule, numbers: &mut BTreeMap<String, u32>) -> Option<Test> {
    Some(match rule {
        Rule::Words { any, none } => {
            let mut number = |words: &[String]| {
                let words =
                    words.iter().map(|word| plain(Folded::new(word).lower())).filter(|word| !word.is_empty());
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
