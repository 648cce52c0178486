//! The keyword at the head of a line: the longest one wins.

use crate::diagnostic::{Code, Diagnostic, Message};
use crate::keywords::{self, Glue, Keyword};
use crate::layout::{Line, LineKind};
use crate::suggest;

use super::Reader;
use super::grammar::Rule;

/// The row of the table behind a rule `k_…`.
pub(super) fn keyword(rule: Rule) -> Option<&'static Keyword> {
    let name = format!("{rule:?}");
    name.strip_prefix("k_").and_then(keywords::get)
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

impl Reader<'_> {
    /// Which of `heads` begins the line; another word is reported, with what was meant.
    pub(super) fn head(&mut self, line: &Line, heads: &[Rule]) -> Option<Rule> {
        let found = heads
            .iter()
            .filter_map(|&rule| Some((at_start(line.text(), keyword(rule)?)?, rule)))
            .rev()
            .max_by_key(|&(length, _)| length);
        if found.is_none() && line.kind != LineKind::Mended {
            self.report(unknown(line, heads));
        }
        found.map(|(_, rule)| rule)
    }
}

/// The line begins with no word that may stand here.
fn unknown(line: &Line, heads: &[Rule]) -> Diagnostic {
    if line.kind == LineKind::Bullet {
        let message = Message::new(
            "带「-」的例句只能写在 例句、问法、不是 下面。",
            "A line that begins with - is an example and stands below examples, questions or not_examples.",
        );
        return Diagnostic::new(Code("E0101"), line.span, message);
    }
    let text = line.text();
    let length = text
        .find(|c| !is_name_char(c))
        .filter(|&n| n > 0)
        .or_else(|| text.chars().next().map(char::len_utf8));
    let length = length.unwrap_or(text.len());
    let word = text.get(..length).unwrap_or(text);
    let span = line.at(0, length);
    let words = heads.iter().filter_map(|&rule| keyword(rule)).flat_map(|k| [k.zh, k.en]).flatten();
    let message = Message::new(
        format!("这里不认识「{word}」。"),
        format!("`{word}` is not a word that may begin this line."),
    );
    let found = Diagnostic::new(Code("E0101"), span, message);
    match suggest::nearest(word, words) {
        Some(near) => {
            let help = Message::new(format!("是不是想写「{near}」？"), format!("Did you mean `{near}`?"));
            found.fix(help, span, near)
        }
        None => found.help(choices(heads)),
    }
}

/// What may begin a line here, where nothing written resembles it.
fn choices(heads: &[Rule]) -> Message {
    let list = |pick: fn(&Keyword) -> Option<&'static str>, join: &str| {
        let mut words: Vec<_> = heads.iter().filter_map(|&rule| keyword(rule)).filter_map(pick).collect();
        words.dedup();
        words.join(join)
    };
    Message::new(
        format!("这里可以写：{}。", list(|k| k.zh, " ")),
        format!("This line may begin with {}.", list(|k| k.en, ", ")),
    )
}
