//! The grammar of one line, and its tree of matches with places in the source.

use pest::iterators::Pairs;
use pest::{Parser, Token};
use std::rc::Rc;

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
    /// All matches of the line.
    tree: Rc<[Match]>,
    /// Its own place among them.
    at: usize,
    found: Match,
    line: &'l Line,
}

/// A match in the list of all of a line, where each stands before its parts.
#[derive(Clone, Copy, Debug)]
struct Match {
    rule: Rule,
    start: usize,
    end: usize,
    /// The place in the list behind its parts.
    next: usize,
}

/// Reads lines, one after the other.
#[derive(Default)]
pub(crate) struct Matcher {
    /// The matches of the line that is being read.
    list: Vec<Match>,
    /// Those of them whose end has not come.
    open: Vec<usize>,
}

impl Matcher {
    /// Reads `line` by `rule`, which begins at its start.
    pub(crate) fn read<'l>(
        &mut self,
        line: &'l Line,
        rule: Rule,
    ) -> Result<Node<'l>, pest::error::Error<Rule>> {
        let pairs = rules::Grammar::parse(rule, line.text())?;
        let tree = self.tree(pairs);
        match tree.first().copied() {
            Some(found) => Ok(Node { tree, at: 0, found, line }),
            None => Err(pest::error::Error::new_from_pos(
                pest::error::ErrorVariant::CustomError { message: String::new() },
                pest::Position::from_start(line.text()),
            )),
        }
    }

    /// The matches as a list. Pairs of pest count their parts, and two references, each time one is looked at.
    fn tree(&mut self, pairs: Pairs<'_, Rule>) -> Rc<[Match]> {
        self.list.clear();
        for token in pairs.tokens() {
            match token {
                Token::Start { rule, pos } => {
                    self.open.push(self.list.len());
                    self.list.push(Match { rule, start: pos.pos(), end: pos.pos(), next: 0 });
                }
                Token::End { pos, .. } => {
                    let next = self.list.len();
                    let ended = self.open.pop().and_then(|at| self.list.get_mut(at));
                    ended.into_iter().for_each(|ended| (ended.end, ended.next) = (pos.pos(), next));
                }
            }
        }
        Rc::from(self.list.as_slice())
    }
}

/// Whether `rule` reads a text.
pub(crate) fn fits(rule: Rule, text: &str) -> bool {
    rules::Grammar::parse(rule, text).is_ok()
}

impl<'l> Node<'l> {
    /// Which rule matched.
    pub(crate) fn rule(&self) -> Rule {
        self.found.rule
    }

    /// The folded text.
    pub(crate) fn text(&self) -> &'l str {
        self.line.text().get(self.found.start..self.found.end).unwrap_or_default()
    }

    /// Where it stands.
    pub(crate) fn span(&self) -> Span {
        let start = self.found.start;
        self.line.at(start, start + self.text().trim_end_matches(' ').len())
    }

    /// Where it stands without its first `front` and last `back` bytes.
    pub(crate) fn inside(&self, front: usize, back: usize) -> Span {
        let start = self.found.start + front;
        let end = self.found.end.saturating_sub(back);
        if start < end { self.line.at(start, end) } else { self.line.at(end, end) }
    }

    /// Where bytes of its text stand.
    pub(crate) fn part(&self, start: usize, end: usize) -> Span {
        self.line.at(self.found.start + start, self.found.start + end)
    }

    /// Where it stands, with the comma and the blanks before it.
    pub(crate) fn with_comma_before(&self) -> Span {
        let start = self.before().trim_end_matches([' ', ',']).len();
        self.line.at(start, self.found.start + self.text().trim_end_matches(' ').len())
    }

    /// The line up to it.
    pub(crate) fn before(&self) -> &'l str {
        self.line.text().get(..self.found.start).unwrap_or_default()
    }

    /// The line that it stands in.
    pub(crate) fn line(&self) -> &'l Line {
        self.line
    }

    /// The byte of the line behind it.
    pub(crate) fn end(&self) -> usize {
        self.found.end
    }

    /// What its parts matched, in order.
    pub(crate) fn children(&self) -> impl Iterator<Item = Node<'l>> + use<'l> {
        let whole = self.clone();
        let mut next = self.at + 1;
        std::iter::from_fn(move || {
            let node = whole.node(next).filter(|_| next < whole.found.next)?;
            next = node.found.next;
            Some(node)
        })
    }

    /// Every part of every part, outer ones first.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Node<'l>> + use<'l> {
        let whole = self.clone();
        (self.at + 1..self.found.next).filter_map(move |at| whole.node(at))
    }

    /// Its parts that matched `rule`.
    pub(crate) fn all(&self, rule: Rule) -> impl Iterator<Item = Node<'l>> + use<'l> {
        self.children().filter(move |node| node.rule() == rule)
    }

    /// Its first part that matched `rule`.
    pub(crate) fn find(&self, rule: Rule) -> Option<Node<'l>> {
        let mut at = self.at + 1;
        while at < self.found.next {
            let found = self.tree.get(at)?;
            if found.rule == rule {
                return self.node(at);
            }
            at = found.next;
        }
        None
    }

    /// The place of its part that matched `rule`.
    pub(crate) fn place(&self, rule: Rule) -> Option<Span> {
        self.find(rule).map(|node| node.span())
    }

    fn node(&self, at: usize) -> Option<Self> {
        let found = *self.tree.get(at)?;
        Some(Self { tree: self.tree.clone(), at, found, line: self.line })
    }
}
