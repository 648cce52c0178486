//! Words with a part in every conversation: fillers, yes and no, markers, anger. They are data, in `data/lexicon.txt`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::OnceLock;

/// A set of words by the character that each begins with and by the one that it ends with, longer ones first.
#[derive(Debug, Default)]
pub(crate) struct Words {
    by_first: BTreeMap<char, Vec<&'static str>>,
    by_last: BTreeMap<char, Vec<&'static str>>,
}

/// All sections of the file.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    pub(crate) head: Words,
    pub(crate) tail: Words,
    pub(crate) keep: Words,
    pub(crate) keep_head: Words,
    pub(crate) request: Words,
    pub(crate) before: Words,
    pub(crate) after: Words,
    pub(crate) counted: Words,
    pub(crate) negation: Words,
    pub(crate) yes: Words,
    pub(crate) weak_yes: Words,
    pub(crate) outright_yes: Words,
    pub(crate) outright_no: Words,
    pub(crate) polite: Words,
    pub(crate) hedge: Words,
    pub(crate) no: Words,
    pub(crate) empty: Words,
    pub(crate) told: Words,
    pub(crate) asks: Words,
    pub(crate) vague: Words,
    pub(crate) skip: Words,
    pub(crate) correction: Words,
    pub(crate) correction_alone: Words,
    pub(crate) is: Words,
    pub(crate) angry: Words,
    pub(crate) calm: Words,
}

/// The lexicon, read once.
pub(crate) fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| parse(include_str!("../../data/lexicon.txt")))
}

fn parse(text: &'static str) -> Lexicon {
    let mut lexicon = Lexicon::default();
    let mut section = "";
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name;
        } else if let Some(words) = lexicon.section(section) {
            line.split_whitespace().for_each(|word| words.add(word));
        }
    }
    lexicon
}

impl Lexicon {
    fn section(&mut self, name: &str) -> Option<&mut Words> {
        Some(match name {
            "head" => &mut self.head,
            "tail" => &mut self.tail,
            "keep" => &mut self.keep,
            "keep head" => &mut self.keep_head,
            "request" => &mut self.request,
            "before" => &mut self.before,
            "after" => &mut self.after,
            "counted" => &mut self.counted,
            "negation" => &mut self.negation,
            "yes" => &mut self.yes,
            "weak yes" => &mut self.weak_yes,
            "outright yes" => &mut self.outright_yes,
            "outright no" => &mut self.outright_no,
            "polite" => &mut self.polite,
            "hedge" => &mut self.hedge,
            "no" => &mut self.no,
            "empty" => &mut self.empty,
            "told" => &mut self.told,
            "asks" => &mut self.asks,
            "vague" => &mut self.vague,
            "skip" => &mut self.skip,
            "correction" => &mut self.correction,
            "correction alone" => &mut self.correction_alone,
            "is" => &mut self.is,
            "angry" => &mut self.angry,
            "calm" => &mut self.calm,
            _ => return None,
        })
    }

    /// Angry words, but for those inside harmless ones.
    pub(crate) fn is_angry(&self, plain: &str) -> bool {
        if !self.calm.occur_in(plain) {
            return self.angry.occur_in(plain);
        }
        self.angry.occur_in(&self.calm.all().fold(plain.to_owned(), |rest, calm| rest.replace(calm, "")))
    }
}

/// What 要明说 takes for a yes or a no: a text without marks that is nothing but outright words of one side, and politeness.
pub(crate) fn outright(plain: &str) -> Option<bool> {
    let l = lexicon();
    let core = strip_polite(plain);
    let is = |side: &Words| !core.is_empty() && Words::spell(&[side, &l.polite], core);
    match (is(&l.outright_yes), is(&l.outright_no)) {
        (true, false) => Some(true),
        (false, true) if !denies_denial(core) => Some(false),
        _ => None,
    }
}

/// Whether a text is nothing but words for yes or no.
pub(crate) fn is_yes_or_no(plain: &str) -> bool {
    let l = lexicon();
    Words::spell(&[&l.yes, &l.weak_yes, &l.no, &l.tail], plain)
}

/// A text without the politeness at its ends.
pub(crate) fn strip_polite(plain: &str) -> &str {
    let polite = &lexicon().polite;
    let mut rest = plain;
    while let Some(left) = polite.prefix_of(rest).and_then(|word| rest.strip_prefix(word)) {
        rest = left;
    }
    while let Some(left) = polite.suffix_of(rest).and_then(|word| rest.strip_suffix(word)) {
        rest = left;
    }
    rest
}

/// Whether a word in it makes an answer vague.
pub(crate) fn hedges(plain: &str) -> bool {
    lexicon().hedge.occur_in(plain)
}

/// 不是不可以: two denials make no no, but 不是不是 is one.
pub(crate) fn denies_denial(plain: &str) -> bool {
    ["不是不", "没有不", "不会不"].iter().any(|twice| {
        plain.split_once(twice).is_some_and(|(_, rest)| !rest.is_empty() && !rest.starts_with('是'))
    })
}

/// Whether somebody tells of others or of the past, and asks for nothing.
pub(crate) fn is_told(plain: &str) -> bool {
    let l = lexicon();
    l.told.occur_in(plain) && !l.asks.occur_in(plain)
}

/// 不退款, 我不想退: the clause is the denial of what it speaks of, and no question.
pub(crate) fn is_denial(core: &str) -> bool {
    let begins = ["不", "别", "甭"];
    let bare = ["我们", "我", "先", "就", "那", "暂时", "都"]
        .iter()
        .fold(core, |rest, word| rest.strip_prefix(word).unwrap_or(rest));
    begins.iter().any(|no| bare.starts_with(no))
        && !["吗", "么", "咋", "呢", "怎么", "为啥"].iter().any(|q| core.contains(q))
}

/// Whether a place in a text is right behind a denial: 不退货, 不想要退货; not 是不是退货 and 要不要退货.
pub(crate) fn is_denied(before: &str) -> bool {
    let Some(no) = lexicon().negation.suffix_of(before) else { return false };
    let turned = no.strip_prefix('不').filter(|word| !word.is_empty());
    let asked = turned.is_some_and(|word| before.strip_suffix(no).is_some_and(|rest| rest.ends_with(word)));
    !asked && !before.ends_with("要不")
}

/// Whether a word says something of its own.
pub(crate) fn is_content(word: &str) -> bool {
    let l = lexicon();
    ![&l.empty, &l.head, &l.tail].iter().any(|words| words.has(word))
}

/// Whether another Latin letter or digit stands right before a place in a text or right behind it.
fn touches(text: &str, at: Range<usize>) -> bool {
    let before = text.get(..at.start).unwrap_or_default();
    let after = text.get(at.end..).unwrap_or_default();
    before.ends_with(|c: char| c.is_ascii_alphanumeric())
        || after.starts_with(|c: char| c.is_ascii_alphanumeric())
}

impl Words {
    fn add(&mut self, word: &'static str) {
        let ends = [(&mut self.by_first, word.chars().next()), (&mut self.by_last, word.chars().next_back())];
        for (words, end) in ends {
            let words = words.entry(end.unwrap_or_default()).or_default();
            if !words.contains(&word) {
                words.push(word);
                words.sort_by_key(|word| std::cmp::Reverse(word.len()));
            }
        }
    }

    fn all(&self) -> impl Iterator<Item = &'static str> {
        self.by_first.values().flatten().copied()
    }

    pub(crate) fn has(&self, word: &str) -> bool {
        self.beginning(word).contains(&word)
    }

    /// The words that begin with the first character of a text, longer ones first.
    fn beginning(&self, text: &str) -> &[&'static str] {
        text.chars().next().and_then(|first| self.by_first.get(&first)).map_or(&[], Vec::as_slice)
    }

    /// The longest word that the text begins with.
    pub(crate) fn prefix_of(&self, text: &str) -> Option<&'static str> {
        self.beginning(text).iter().copied().find(|word| text.starts_with(word))
    }

    /// The longest word that the text ends with.
    pub(crate) fn suffix_of(&self, text: &str) -> Option<&'static str> {
        let ending = text.chars().next_back().and_then(|last| self.by_last.get(&last));
        ending.into_iter().flatten().copied().find(|word| text.ends_with(word))
    }

    /// Whether a word occurs in a text; one in Latin letters or digits only where no other letter or digit touches it.
    fn occur_in(&self, text: &str) -> bool {
        text.char_indices().any(|(at, _)| {
            let rest = text.get(at..).unwrap_or_default();
            let whole = |word: &&str| !word.is_ascii() || !touches(text, at..at + word.len());
            self.beginning(rest).iter().any(|word| rest.starts_with(word) && whole(word))
        })
    }

    /// Whether the text is nothing but words of these sets, one behind the other.
    pub(crate) fn spell(sets: &[&Self], text: &str) -> bool {
        // The places that words lead to, the first of them left out as it is gone on from.
        let mut reached = BTreeSet::from([0]);
        while let Some(at) = reached.pop_first() {
            let rest = text.get(at..).unwrap_or_default();
            if rest.is_empty() {
                return true;
            }
            let words =
                sets.iter().flat_map(|set| set.beginning(rest)).filter(|word| rest.starts_with(**word));
            reached.extend(words.map(|word| at + word.len()));
        }
        false
    }
}

/// 可以, 没有, 可以吗: about anything, near to nothing.
pub(crate) fn is_open(core: &str) -> bool {
    let l = lexicon();
    [&l.yes, &l.weak_yes, &l.no, &l.skip, &l.vague].iter().any(|words| words.has(core))
}

/// A command without the words of asking before it.
pub(crate) fn strip_request(core: &str) -> &str {
    let words = &lexicon().request;
    let mut rest = core;
    while let Some(word) = words.prefix_of(rest).filter(|word| word.len() < rest.len()) {
        rest = rest.strip_prefix(word).unwrap_or_default();
    }
    rest
}

/// Text without the fillers at its ends; never empty if it was not.
pub(crate) fn strip_fillers(plain: &str) -> &str {
    let lexicon = lexicon();
    let mut rest = plain.trim();
    loop {
        if lexicon.keep.has(rest) {
            return rest;
        }
        let kept = lexicon.keep.suffix_of(rest).map_or(0, str::len);
        let tail = lexicon.tail.suffix_of(rest).filter(|tail| kept <= tail.len());
        let head = lexicon.head.prefix_of(rest).filter(|_| lexicon.keep_head.prefix_of(rest).is_none());
        let shorter =
            head.and_then(|filler| rest.strip_prefix(filler)).filter(|left| !left.is_empty()).or_else(|| {
                let left = rest.strip_suffix(tail?)?;
                let enough = if tail == Some("的") { 2 } else { 1 };
                (left.chars().count() >= enough).then_some(left)
            });
        match shorter {
            Some(left) => rest = left.trim(),
            None => return rest,
        }
    }
}
