//! Candidates: intents and questions in one ranking — exact examples, then rules, then what is near.

use super::clause::after_marker;
use super::entity::{Finder, Spotted, member_words};
use super::fold::{Folded, VALUE, plain};
use super::lexicon::{is_denial, is_open, is_told, strip_fillers, strip_request};
use super::near::{Grounds, Index, KNOBS};
use super::rule::Rules;
use super::{THRESHOLDS, normal};
use crate::reading::{Because, Candidate, Score, Target};
use huashu_dsl::program::{Command, ExamplePart, FaqId, IntentId, Program, Rule};
use huashu_dsl::value::{Type, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The score of a rule: below an exact example, above everything near.
const RULE: Score = Score(9_500);

/// The most that something scores which is to be asked about before it is done.
const UNSURE: Score = Score(THRESHOLDS.accept.0 - 1);

/// Nothing near scores more.
const NEAR_MOST: u64 = 9_400;

/// In percent: what is near to a command must be nearer than to anything else, because a wrong one ends a conversation.
const COMMAND: u64 = 80;

/// So many candidates of a clause are kept at most: nobody is asked about more, and events that hold them do not grow with the shop.
const MAX_CANDIDATES: usize = 16;

/// An example without features of its own: shorter ones reach nothing by nearness.
const MIN_CHARS: usize = 2;

/// The intents and questions of a shop.
#[derive(Debug)]
pub(super) struct Ranking {
    /// By what they mean, in the order of the program.
    examples: Vec<Known>,
    /// Examples by their core, masked if they have values.
    exact: BTreeMap<String, Vec<usize>>,
    /// 不是
    vetoes: BTreeMap<String, BTreeSet<IntentId>>,
    commands: Vec<(IntentId, Command)>,
    rules: Rules,
    index: Index,
    /// Enums that stand as `{T}` in an example: their members are masked too.
    masked: Vec<Type>,
}

/// An example of an intent, or a way to ask a question.
#[derive(Debug)]
struct Known {
    target: Target,
    index: u16,
    /// Types of its values in order.
    values: Vec<Type>,
    /// Is a denial itself, so that one may be near to it.
    denies: bool,
}

impl Ranking {
    pub(super) fn new(program: &Program, finder: &Finder) -> Self {
        let masked = enum_values(program);
        let (mut examples, mut texts, mut exact) =
            (Vec::new(), Vec::new(), BTreeMap::<String, Vec<usize>>::new());
        let mut meanings: BTreeMap<Target, usize> = BTreeMap::new();
        for (known, text) in known(program) {
            let next = meanings.len();
            let meaning = *meanings.entry(known.target).or_insert(next);
            let mask = masked_core(&text, finder, &masked);
            let key = if known.values.is_empty() { normal(&text) } else { mask.clone() };
            exact.entry(key).or_default().push(examples.len());
            examples.push(known);
            texts.push((meaning, mask));
        }
        let mut vetoes = BTreeMap::<String, BTreeSet<IntentId>>::new();
        for (intent, declared) in (0_u16..).map(IntentId).zip(&program.intents) {
            for sentence in &declared.negatives {
                vetoes.entry(normal(sentence)).or_default().insert(intent);
            }
        }
        let commands = (0_u16..)
            .map(IntentId)
            .zip(&program.intents)
            .filter_map(|(id, i)| Some((id, i.command?)))
            .collect();
        let index = Index::new(&texts, &own_words(program), KNOBS);
        Self { examples, exact, vetoes, commands, rules: Rules::new(program), index, masked }
    }

    /// The command that the whole of a core is.
    pub(super) fn command(&self, core: &str) -> Option<Command> {
        let bare = Some(strip_request(core)).filter(|bare| bare.len() < core.len());
        let said = || std::iter::once(core).chain(bare);
        let known: Vec<&Known> = said().flat_map(|core| self.examples_of(core, |_| true)).collect();
        let is_example = |intent| known.iter().any(|known| known.target == Target::Intent(intent));
        let is = |intent| is_example(intent) || said().any(|core| self.rules.covers(core, intent));
        self.commands.iter().find(|(intent, _)| is(*intent)).map(|(_, command)| *command)
    }

    fn is_command(&self, target: Target) -> bool {
        self.commands.iter().any(|(intent, _)| target == Target::Intent(*intent))
    }

    /// Best first: all that are worth a question, and at least one.
    pub(super) fn candidates(&self, folded: &Folded, spotted: &[Spotted]) -> Vec<Candidate> {
        let vetoed = self.vetoes.get(folded.core());
        let (masked, spans) = mask(folded, spotted, &self.masked);
        let masked = strip_fillers(&masked);
        let mut best: BTreeMap<Target, Candidate> = BTreeMap::new();
        let mut offer = |target: Target, score: Score, because: Because| {
            let denied =
                matches!(target, Target::Intent(intent) if vetoed.is_some_and(|v| v.contains(&intent)));
            if denied || best.get(&target).is_some_and(|c| c.score >= score) {
                return;
            }
            best.insert(target, Candidate { target, score, because });
        };
        for known in self.exactly(folded, masked, &spans) {
            offer(known.target, Score::ONE, Because::Example(known.index));
        }
        for rule in self.rules(folded.said()) {
            offer(rule.target, rule.score, rule.because);
        }
        if masked.chars().filter(|c| *c != VALUE).count() >= MIN_CHARS && !is_open(folded.core()) {
            for near in self.near(masked, &self.segment(masked)) {
                offer(near.target, near.score, near.because);
            }
        }
        ranked(best.into_values().collect())
    }

    /// The words of a text.
    pub(super) fn segment<'t>(&self, text: &'t str) -> BTreeSet<&'t str> {
        self.index.segment(text)
    }

    /// The first rule of each intent that a text without marks fits.
    pub(super) fn rules(&self, text: &str) -> Vec<Candidate> {
        let fitting = self.rules.fitting(text).into_iter();
        let candidate = |(intent, rule)| Candidate {
            target: Target::Intent(intent),
            score: if is_told(text) { UNSURE } else { RULE },
            because: Because::Rule(rule),
        };
        fitting.map(candidate).collect()
    }

    /// What has something in common with a text, whose words these are.
    pub(super) fn near(&self, text: &str, words: &BTreeSet<&str>) -> Vec<Candidate> {
        let (told, denial) = (is_told(text), is_denial(text));
        let candidate = |near: super::near::Near| {
            let known = self.examples.get(near.example).filter(|known| !denial || known.denies)?;
            let score = if self.is_command(known.target) { near.score * COMMAND / 100 } else { near.score };
            let most = if told || near.grounds == Grounds::Thin { u64::from(UNSURE.0) } else { NEAR_MOST };
            let score = Score(u16::try_from(score.min(most)).unwrap_or(u16::MAX));
            Some(Candidate { target: known.target, score, because: Because::Near(known.index) })
        };
        self.index.near(text, words).into_iter().filter_map(candidate).collect()
    }

    /// Examples that are the clause, but for fillers, marks and the values of `{T}`; masked, it has values of these types.
    fn exactly(&self, folded: &Folded, masked: &str, spans: &[Vec<Type>]) -> Vec<&Known> {
        let corrected = after_marker(folded.said()).map(strip_fillers);
        let mut found = self.examples_of(folded.core(), |known| known.values.is_empty());
        found.extend(
            corrected.into_iter().flat_map(|core| self.examples_of(core, |known| known.values.is_empty())),
        );
        if !spans.is_empty() {
            found.extend(self.examples_of(masked, |known| fits(&known.values, spans)));
        }
        found
    }

    /// The examples with this core of which something holds.
    fn examples_of(&self, core: &str, wanted: impl Fn(&Known) -> bool) -> Vec<&Known> {
        let examples = self.exact.get(core).into_iter().flatten();
        examples.filter_map(|e| self.examples.get(*e)).filter(|known| wanted(known)).collect()
    }
}

fn ranked(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.sort_by_key(|c| (std::cmp::Reverse(c.score), c.target));
    let enough = candidates.iter().take_while(|c| c.score >= THRESHOLDS.clarify).count();
    candidates.truncate(enough.clamp(1, MAX_CANDIDATES));
    candidates
}

/// Whether the values of a text are those of an example, in order.
fn fits(types: &[Type], spans: &[Vec<Type>]) -> bool {
    !types.is_empty()
        && types.len() == spans.len()
        && types.iter().zip(spans).all(|(ty, span)| span.contains(ty))
}

/// A text without marks, its values replaced by one character each, and the types that each of them may have.
fn mask(folded: &Folded, spotted: &[Spotted], enums: &[Type]) -> (String, Vec<Vec<Type>>) {
    let is_masked = |s: &&Spotted| match s.entity.value {
        Value::Member(_) => enums.contains(&s.entity.ty),
        _ => s.entity.ty != Type::Bool,
    };
    let mut spans: Vec<(std::ops::Range<usize>, Vec<Type>)> = Vec::new();
    for s in spotted.iter().filter(is_masked) {
        if let Some((_, types)) = spans.iter_mut().find(|(at, _)| *at == s.at) {
            types.push(s.entity.ty.clone());
        } else if !spans.iter().any(|(at, _)| at.start < s.at.end && s.at.start < at.end) {
            spans.push((s.at.clone(), vec![s.entity.ty.clone()]));
        }
    }
    if spans.is_empty() {
        return (folded.said().to_owned(), Vec::new());
    }
    spans.sort_by_key(|(at, _)| at.start);
    let (mut masked, mut from) = (String::new(), 0);
    for (at, _) in &spans {
        masked.push_str(folded.lower().get(from..at.start).unwrap_or_default());
        masked.push(VALUE);
        from = at.end;
    }
    masked.push_str(folded.lower().get(from..).unwrap_or_default());
    (plain(&masked), spans.into_iter().map(|(_, types)| types).collect())
}

/// What an example or a message is for nearness.
fn masked_core(text: &str, finder: &Finder, enums: &[Type]) -> String {
    // The placeholders of an example are values already; what stands between them is read like a message.
    let parts = text.split(VALUE).map(|part| {
        let folded = Folded::new(part);
        let spotted = finder.find(&folded);
        mask(&folded, &spotted, enums).0
    });
    let joined = parts.collect::<Vec<_>>().join(&VALUE.to_string());
    strip_fillers(&joined).to_owned()
}

/// Every example and question, with its text.
fn known(program: &Program) -> Vec<(Known, String)> {
    let mut all = Vec::new();
    for (intent, declared) in (0_u16..).map(IntentId).zip(&program.intents) {
        for (index, example) in (0_u16..).zip(&declared.examples) {
            let (mut text, mut values) = (String::new(), Vec::new());
            for part in &example.parts {
                match part {
                    ExamplePart::Text(words) => text.push_str(words),
                    ExamplePart::Value(ty) => {
                        text.push(VALUE);
                        values.push(ty.required().clone());
                    }
                }
            }
            let denies = is_denial(&text);
            all.push((Known { target: Target::Intent(intent), index, values, denies }, text));
        }
    }
    for (faq, declared) in (0_u16..).map(FaqId).zip(&program.faqs) {
        for (index, question) in (0_u16..).zip(&declared.questions) {
            let denies = is_denial(question);
            let known = Known { target: Target::Faq(faq), index, values: Vec::new(), denies };
            all.push((known, question.clone()));
        }
    }
    all
}

/// The enums that are values of examples.
fn enum_values(program: &Program) -> Vec<Type> {
    let examples =
        program.intents.iter().flat_map(|intent| &intent.examples).flat_map(|example| &example.parts);
    let types = examples.filter_map(|part| match part {
        ExamplePart::Value(ty) => Some(ty.required().clone()),
        ExamplePart::Text(_) => None,
    });
    types.collect()
}

/// Words that the shop itself declares.
fn own_words(program: &Program) -> BTreeSet<String> {
    let rules = program.intents.iter().flat_map(|intent| &intent.rules);
    let words = rules.flat_map(|rule| match rule {
        Rule::Words { any, none } => any.iter().chain(none).map(|word| normal(word)).collect(),
        Rule::Regex(_) => Vec::new(),
    });
    words.chain(member_words(program)).filter(|word| !word.is_empty()).collect()
}
