//! The keyword at the head of a line: the longest one wins.

use std::sync::LazyLock;

use crate::diagnostic::{Code, Diagnostic, Lang, Message};
use crate::keywords::{self, Glue, Keyword};
use crate::layout::{Line, LineKind};
use crate::source::Span;

use super::Reader;
use super::grammar::Rule;
use super::mistake;

/// The row of every rule, by the rule's number.
static KEYWORDS: LazyLock<Vec<Option<&'static Keyword>>> = LazyLock::new(|| {
    let last = Rule::all_rules().iter().map(|rule| *rule as usize).max().unwrap_or(0);
    let mut rows = vec![None; last + 1];
    for rule in Rule::all_rules() {
        let row = format!("{rule:?}").strip_prefix("k_").and_then(keywords::get);
        if let Some(place) = rows.get_mut(*rule as usize) {
            *place = row;
        }
    }
    rows
});

/// The row of the table behind a rule `k_…`.
pub(super) fn keyword(rule: Rule) -> Option<&'static Keyword> {
    KEYWORDS.get(rule as usize).copied().flatten()
}

/// How many bytes of `text` are `keyword`, in either spelling, if it stands at its start.
pub(super) fn at_start(text: &str, keyword: &Keyword) -> Option<usize> {
    let zh =
        keyword.zh.filter(|word| stands(text, word, |c| keyword.glue == Glue::Names || c.is_ascii_digit()));
    let en = keyword
        .en
        .filter(|word| stands(text, word, |_| !word.ends_with(|c: char| c.is_ascii_alphanumeric())));
    zh.into_iter().chain(en).map(str::len).max()
}

fn stands(text: &str, word: &str, may_follow: impl Fn(char) -> bool) -> bool {
    let next = text.strip_prefix(word).map(|rest| rest.chars().next());
    next.is_some_and(|next| next.is_none_or(|c| !is_name_char(c) || may_follow(c)))
}

/// Whether `c` may stand in a name.
pub(super) fn is_name_char(c: char) -> bool {
    pest::unicode::XID_CONTINUE(c)
}

/// Which language the keywords of a file are written in.
#[derive(Debug, Default)]
pub(super) enum Spelling {
    /// No keyword was read yet.
    #[default]
    Unknown,
    /// All so far are in one language; the first stands there.
    One(Lang, Span),
    /// Both, which has been said.
    Mixed,
}

impl Reader {
    /// Which of `heads` begins the line; another word is reported, and what was meant is taken where it resembles one.
    pub(super) fn head(&mut self, line: &Line, heads: &[Rule]) -> Option<Rule> {
        let found = heads
            .iter()
            .filter_map(|&rule| Some((at_start(line.text(), keyword(rule)?)?, rule)))
            .rev()
            .max_by_key(|&(length, _)| length);
        let elsewhere = mistake::word_of_another_place(line, found.map_or(0, |(length, _)| length));
        if let Some((length, rule)) = found.filter(|_| elsewhere.is_none()) {
            self.one_language(line, length);
            return Some(rule);
        }
        if line.kind == LineKind::Mended {
            return None;
        }
        let (diagnostic, meant) = match elsewhere {
            Some(keyword) => (mistake::misplaced(line, keyword), None),
            None => mistake::head(line, heads),
        };
        self.report(diagnostic);
        if meant.is_some() {
            self.given_up = Some(line.span);
        }
        meant
    }

    /// A file keeps to one language for its keywords.
    fn one_language(&mut self, line: &Line, length: usize) {
        let lang = if line.text().starts_with(|c: char| c.is_ascii()) { Lang::En } else { Lang::Zh };
        let span = line.at(0, length);
        match self.spelling {
            Spelling::Unknown => self.spelling = Spelling::One(lang, span),
            Spelling::One(first, place) if first != lang => {
                let message = Message::new(
                    "这个文件混用了中文和英文关键字。",
                    "This file mixes keywords of both languages.",
                );
                let label = Message::new("前面用的是这一种", "the other language begins here");
                let help = Message::new(
                    "对照语言参考的关键字表，统一成一种。",
                    "Use one spelling: the table of keywords in the language reference has both.",
                );
                self.report(Diagnostic::new(Code("W0106"), span, message).label(place, label).help(help));
                self.spelling = Spelling::Mixed;
            }
            Spelling::One(..) | Spelling::Mixed => {}
        }
    }
}
