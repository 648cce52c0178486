//! The grammar of one line, and its tree of matches with places in the source.

use pest::Parser;
use pest::iterators::Pair;

use crate::layout::Line;
use crate::source::Span;

mod rules {
    /// The grammar of keywords.pest and flow.pest.
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/keywords.pest"]
    #[grammar = "grammar/flow.pest"]
    pub(crate) struct Grammar;
}

pub(crate) use rules::Rule;

#[cfg(test)]
thread_local! {
    /// Every rule that matched, for the test that all keywords are used.
    pub(crate) static SEEN: std::cell::RefCell<Vec<Rule>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// What one rule matched in a line.
#[derive(Clone, Debug)]
pub(crate) struct Node<'l> {
    pair: Pair<'l, Rule>,
    line: &'l Line,
}

/// Reads `line` by `rule`, which begins at its start.
pub(crate) fn read(line: &Line, rule: Rule) -> Result<Node<'_>, pest::error::Error<Rule>> {
    let mut pairs = rules::Grammar::parse(rule, line.text())?;
    match pairs.next() {
        Some(pair) => Ok(Node { pair, line }),
        None => Err(pest::error::Error::new_from_pos(
            pest::error::ErrorVariant::CustomError { message: String::new() },
            pest::Position::from_start(line.text()),
        )),
    }
}

/// Whether `rule` reads a text.
pub(crate) fn fits(rule: Rule, text: &str) -> bool {
    rules::Grammar::parse(rule, text).is_ok()
}

impl<'l> Node<'l> {
    /// Which rule matched.
    pub(crate) fn rule(&self) -> Rule {
        self.pair.as_rule()
    }

    /// The folded text.
    pub(crate) fn text(&self) -> &'l str {
        self.pair.as_str()
    }

    /// Where it stands.
    pub(crate) fn span(&self) -> Span {
        let span = self.pair.as_span();
        self.line.at(span.start(), span.start() + span.as_str().trim_end_matches(' ').len())
    }

    /// Where it stands without its first `front` and last `back` bytes.
    pub(crate) fn inside(&self, front: usize, back: usize) -> Span {
        let span = self.pair.as_span();
        let start = span.start() + front;
        let end = span.end().saturating_sub(back);
        if start < end { self.line.at(start, end) } else { self.line.at(end, end) }
    }

    /// Where bytes of its text stand.
    pub(crate) fn part(&self, start: usize, end: usize) -> Span {
        let from = self.pair.as_span().start();
        self.line.at(from + start, from + end)
    }

    /// Where it stands, with the comma and the blanks before it.
    pub(crate) fn with_comma_before(&self) -> Span {
        let start = self.before().trim_end_matches([' ', ',']).len();
        self.line.at(start, self.pair.as_span().start() + self.text().trim_end_matches(' ').len())
    }

    /// The line up to it.
    pub(crate) fn before(&self) -> &'l str {
        self.line.text().get(..self.pair.as_span().start()).unwrap_or_default()
    }

    /// The line that it stands in.
    pub(crate) fn line(&self) -> &'l Line {
        self.line
    }

    /// The byte of the line behind it.
    pub(crate) fn end(&self) -> usize {
        self.pair.as_span().end()
    }

    /// What its parts matched, in order.
    pub(crate) fn children(&self) -> impl Iterator<Item = Node<'l>> + use<'l> {
        let line = self.line;
        self.pair.clone().into_inner().map(move |pair| Node { pair, line })
    }

    /// Every part of every part, outer ones first.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Node<'l>> + use<'l> {
        let line = self.line;
        self.pair.clone().into_inner().flatten().map(move |pair| Node { pair, line })
    }

    /// Its parts that matched `rule`.
    pub(crate) fn all(&self, rule: Rule) -> impl Iterator<Item = Node<'l>> + use<'l> {
        self.children().filter(move |node| node.rule() == rule)
    }

    /// Its first part that matched `rule`.
    pub(crate) fn find(&self, rule: Rule) -> Option<Node<'l>> {
        self.all(rule).next()
    }

    /// The place of its part that matched `rule`.
    pub(crate) fn place(&self, rule: Rule) -> Option<Span> {
        self.find(rule).map(|node| node.span())
    }
}
