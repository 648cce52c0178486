//! Mistakes that are common enough to be explained rather than only refused.

mod dash;
mod format;
mod head;
mod mark;
mod value;
mod word;

use crate::diagnostic::{Code, Diagnostic, Lang, Message};
use crate::keywords;
use crate::layout::Line;
use crate::source::Span;
use crate::suggest;

use super::expected::{Found, keywords_of};
use super::grammar::Rule;
use super::head::{at_start, keyword};

pub(super) use dash::{dash, dashed_head};
pub(super) use format::of_another_kind;
pub(super) use head::{Branch, branch, head, misplaced, split_elif, word_of_another_place};
pub(super) use value::{date_with_slashes, thousands_listed};
pub(super) use word::is_then;

/// Where a line stopped making sense.
struct Stop<'l> {
    line: &'l Line,
    /// The rule that reads the line.
    rule: Rule,
    /// What stands there.
    found: &'l Found,
    /// What could have stood there.
    expected: &'l [Rule],
    /// The language that the file is written in.
    lang: Lang,
}

impl<'l> Stop<'l> {
    /// What stands there.
    fn word(&self) -> &'l str {
        &self.found.word
    }

    /// The line up to there.
    fn before(&self) -> &'l str {
        self.line.text().get(..self.found.at).unwrap_or_default()
    }

    /// The line from there on.
    fn rest(&self) -> &'l str {
        self.line.text().get(self.found.at..).unwrap_or_default()
    }

    /// The line behind the word.
    fn behind(&self) -> &'l str {
        self.rest().get(self.word().len()..).unwrap_or_default()
    }

    fn expects(&self, rule: Rule) -> bool {
        self.expected.contains(&rule)
    }

    /// Where the `length` bytes from there on stand.
    fn next(&self, length: usize) -> Span {
        self.line.at(self.found.at, self.found.at + length)
    }

    /// The place right before it.
    fn here(&self) -> Span {
        Span { end: self.found.span.start, ..self.found.span }
    }

    /// The place behind the last character of the line.
    fn end(&self) -> Span {
        let length = self.line.text().len();
        self.line.at(length, length)
    }

    /// The keyword at the head of the line, as it is written.
    fn head(&self) -> Option<&'l str> {
        let text = self.line.text();
        let length = keywords::all().filter_map(|k| at_start(text, k)).max()?;
        text.get(..length)
    }

    /// How the keyword of `rule` is spelled in the language of the file.
    fn spelled(&self, rule: Rule) -> &'static str {
        keyword(rule).map_or("", |k| k.spelling(self.lang))
    }

    /// `word` for what stands there, with the blanks that are missing around it.
    fn spaced(&self, word: &str) -> String {
        let before = !self.before().is_empty() && !self.before().ends_with(' ');
        let behind = !self.behind().starts_with(' ');
        match (before, behind) {
            (_, behind) if word.is_empty() => (if behind { " " } else { "" }).to_owned(),
            (before, behind) => {
                format!("{}{word}{}", if before { " " } else { "" }, if behind { " " } else { "" })
            }
        }
    }

    /// A finding at what stands there.
    fn error(&self, zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
        error(self.found.span, zh, en)
    }
}

fn error(span: Span, zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code("E0101"), span, Message::new(zh, en))
}

/// The help that shows how to write it.
fn write(text: &str) -> Message {
    Message::new(format!("写成「{text}」。"), format!("Write `{text}`."))
}

/// The help that something is to be taken away.
fn delete() -> Message {
    Message::new("把它删掉。", "Delete it.")
}

/// A line that stopped making sense in a way that is known.
pub(super) fn known(
    line: &Line,
    rule: Rule,
    found: &Found,
    expected: &[Rule],
    lang: Lang,
) -> Option<Diagnostic> {
    let stop = Stop { line, rule, found, expected, lang };
    mark::known(&stop)
        .or_else(|| value::known(&stop))
        .or_else(|| word::known(&stop))
        .or_else(|| mark::quotes(&stop))
}

/// Adds which of the expected keywords was mistyped, if one is close to what was found.
pub(super) fn near_keyword(
    found: &Found,
    expected: &[Rule],
    diagnostic: Diagnostic,
    lang: Lang,
) -> Diagnostic {
    let all = expected.iter().flat_map(|rule| std::slice::from_ref(rule).iter().chain(keywords_of(*rule)));
    let spelling = |k: &keywords::Keyword| if lang == Lang::En { k.en } else { k.zh };
    let words = all.filter_map(|&rule| keyword(rule)).filter_map(spelling);
    let is_keyword = keywords::spelled(&found.word).next().is_some();
    match suggest::nearest(&found.word, words).filter(|_| !is_keyword) {
        Some(near) => {
            let help = Message::new(format!("是不是想写「{near}」？"), format!("Did you mean `{near}`?"));
            diagnostic.fix(help, found.span, near)
        }
        None => diagnostic,
    }
}
