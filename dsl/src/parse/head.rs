//! The keyword at the head of a line: the longest one wins.

use std::sync::LazyLock;

use crate::diagnostic::{Code, Diagnostic, Lang, Message};
use crate::keywords::{self, Glue, Keyword};
use crate::layout::{Line, LineKind};
use crate::source::Span;

use super::grammar::{Node, Rule};
use super::mistake;
use super::{Reader, Written};

/// A row of the table, with the first characters of its spellings.
#[derive(Clone, Copy)]
struct Row {
    keyword: &'static Keyword,
    first: [Option<char>; 2],
}

/// The row of every rule, by the rule's number.
static ROWS: LazyLock<Vec<Option<Row>>> = LazyLock::new(|| {
    let last = Rule::all_rules().iter().map(|rule| *rule as usize).max().unwrap_or(0);
    let mut rows = vec![None; last + 1];
    for rule in Rule::all_rules() {
        let keyword = format!("{rule:?}").strip_prefix("k_").and_then(keywords::get);
        if let Some(place) = rows.get_mut(*rule as usize) {
            let first = |word: &str| word.chars().next();
            *place = keyword.map(|k| Row { keyword: k, first: [k.zh.and_then(first), k.en.and_then(first)] });
        }
    }
    rows
});

fn row(rule: Rule) -> Option<&'static Row> {
    ROWS.get(rule as usize)?.as_ref()
}

/// The row of the table behind a rule `k_…`.
pub(super) fn keyword(rule: Rule) -> Option<&'static Keyword> {
    row(rule).map(|row| row.keyword)
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
    /// Both, which has been said; the first was in this one.
    Mixed(Lang),
    /// Each piece may be in one of its own.
    Any,
}

impl Spelling {
    /// Whether a line may hold a keyword of the other language: most need no second look.
    fn may_differ_in(&self, text: &str) -> bool {
        match self {
            Self::Unknown => true,
            Self::One(Lang::Zh, _) => {
                text.bytes().any(|b| b.is_ascii_alphabetic() || matches!(b, b'<' | b'>'))
            }
            Self::One(Lang::En, _) => !text.is_ascii(),
            Self::Mixed(_) | Self::Any => false,
        }
    }
}

impl Reader {
    /// Which of `heads` begins the line; another word is reported, and what was meant is taken where it resembles one.
    pub(super) fn head(&mut self, line: &Line, heads: &[Rule]) -> Option<Rule> {
        let first = line.text().chars().next();
        let may_begin = |row: &&Row| row.first.contains(&first);
        let found = heads
            .iter()
            .filter_map(|&rule| Some((at_start(line.text(), row(rule).filter(may_begin)?.keyword)?, rule)))
            .rev()
            .max_by_key(|&(length, _)| length);
        if line.kind == LineKind::Bullet {
            let rule = found.map(|(_, rule)| rule);
            let (diagnostic, mended) = mistake::dashed_head(line, rule);
            self.give_up(line, diagnostic, mended);
            return rule;
        }
        let elsewhere = mistake::word_of_another_place(line, found.map_or(0, |(length, _)| length));
        if let Some((_, rule)) = found.filter(|_| elsewhere.is_none()) {
            return Some(rule);
        }
        if line.kind == LineKind::Mended || self.continued == Some(line.span) {
            return None;
        }
        let (diagnostic, meant) = match elsewhere {
            Some(keyword) => (mistake::misplaced(line, keyword), None),
            None => mistake::head(line, heads, self.lang(line)),
        };
        let Some(meant) = meant else {
            self.report(diagnostic);
            return None;
        };
        self.give_up(line, diagnostic, Some(meant.text));
        Some(meant.rule)
    }

    /// The language of the file, as far as its keywords have shown it; else that of the line.
    pub(super) fn lang(&self, line: &Line) -> Lang {
        match self.spelling {
            Spelling::One(lang, _) | Spelling::Mixed(lang) => lang,
            Spelling::Unknown | Spelling::Any => keywords::language_of(line.text()),
        }
    }

    /// Which of 否则 and 否则如果 a line is; one in other words is reported.
    pub(super) fn branch_head(&mut self, line: &Line) -> Option<Rule> {
        let foreign = mistake::branch(line) == Some(mistake::Branch::Foreign(Rule::k_elif));
        if !foreign || line.kind == LineKind::Bullet {
            return self.head(line, &[Rule::k_elif, Rule::k_else]);
        }
        let (diagnostic, meant) = mistake::split_elif(line, self.lang(line));
        self.give_up(line, diagnostic, Some(meant.text));
        Some(meant.rule)
    }

    /// A file keeps to one language for its keywords.
    pub(super) fn one_language(&mut self, line: &Line, node: &Node<'_>) {
        if self.written == Written::Conversation || !self.spelling.may_differ_in(line.text()) {
            return;
        }
        for part in node.parts() {
            let Some(row) = keyword(part.rule()).filter(|row| row.zh.is_some() && row.en.is_some()) else {
                continue;
            };
            let lang = if part.text().is_ascii() { Lang::En } else { Lang::Zh };
            match self.spelling {
                Spelling::Unknown => self.spelling = Spelling::One(lang, part.span()),
                Spelling::One(first, place) if first != lang => {
                    self.report(mixed(part.span(), row.spelling(first), place));
                    self.spelling = Spelling::Mixed(first);
                    return;
                }
                Spelling::One(..) | Spelling::Mixed(_) | Spelling::Any => {}
            }
        }
    }
}

/// A keyword in another language than the first one of the file, at `place`, which would be spelled `right`.
fn mixed(span: Span, right: &str, place: Span) -> Diagnostic {
    let message =
        Message::new("这个文件混用了中文和英文关键字。", "This file mixes keywords of both languages.");
    let label = Message::new("前面用的是这一种", "the other language begins here");
    let help = Message::new(
        format!("这里写成「{right}」；整个文件统一成一种。"),
        format!("Write `{right}` here, and one language in the whole file."),
    );
    Diagnostic::new(Code("W0106"), span, message).label(place, label).fix(help, span, right).sure()
}
