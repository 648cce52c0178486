//! Resolves every name and type of a shop, and tells everything that is wrong with it at once.
//!
//! The work goes in three rounds: types; then all signatures, which gives a program without bodies; then the bodies, read against
//! that program. A value whose type is unknown (because of a mistake that was reported) silences whatever follows from it.

pub(crate) mod args;
mod asks;
mod bodies;
mod bubbles;
mod channels;
mod conversation;
mod cover;
pub(crate) mod declare;
pub(crate) mod expr;
mod faq;
mod flow;
mod intent;
pub(crate) mod names;
pub(crate) mod place;
pub(crate) mod privacy;
mod push;
mod results;
pub(crate) mod routing;
pub(crate) mod scope;
mod sentences;
mod settings;
mod shop;
mod show;
mod signature;
mod table;
mod team;
pub(crate) mod template;
pub(crate) mod text;
mod translations;
pub(crate) mod types;
mod unused;
pub(crate) mod walk;
mod ways;

#[cfg(test)]
mod places;
#[cfg(test)]
pub(crate) mod tests;

use crate::ast;
use crate::diagnostic::{Code, Diagnostic, Message, listed};
use crate::program::{Expr, Place, Program, Text, TextId};
use crate::source::{Sources, Span};
use crate::value::{Field, Type, Value};
use names::Names;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

pub use conversation::{condition, literal};
pub(crate) use faq::is_words;
pub(crate) use intent::intent_name;
pub(crate) use shop::{Checked, check};
pub(crate) use ways::left_over;

/// The finding with which a program can run all the same: a value that may be unset is 无 where it is read.
pub(crate) const UNPROVED: Code = Code("E0301");

/// The 匹配 of a type that has none; it fits the empty text, so it is always reported.
pub(crate) const ANYTHING: &str = ".*";

/// A 话术 after checking: its parameters, and its text over `Root::Param`.
#[derive(Debug, Clone)]
pub(crate) struct Snippet {
    /// Parameters in order.
    pub(crate) params: Vec<Field>,
    /// The text.
    pub(crate) text: Text,
}

/// What reads bodies against the signatures of a shop, and gathers what it finds.
pub(crate) struct Checker<'a> {
    /// All signatures.
    pub(crate) program: &'a Program,
    /// Where each name stands in it.
    pub(crate) names: &'a Names,
    /// The snippets that texts may name.
    pub(crate) snippets: BTreeMap<String, Snippet>,
    /// The texts made so far.
    pub(crate) texts: RefCell<Vec<Text>>,
    /// Names that were used, by kind.
    pub(crate) used: RefCell<BTreeSet<Use>>,
    /// Where each place was read, in the order it was met.
    pub(crate) read_at: RefCell<Vec<(Span, Place)>>,
    /// Those of them that only look whether something is there: 有, 没有.
    pub(crate) has_at: RefCell<BTreeSet<Span>>,
    /// Each literal where an expression could stand instead, with its type.
    pub(crate) literals: RefCell<Vec<(Span, Value, Type)>>,
    /// Each value that is computed where it is wanted, and how.
    pub(crate) computed_at: RefCell<Vec<(Span, Expr)>>,
    /// Who is told the text that is being read.
    pub(crate) hearer: std::cell::Cell<privacy::Hearer>,
    /// The files that are read; none where a value of a conversation is.
    pub(crate) sources: Option<&'a Sources>,
    found: RefCell<Vec<Diagnostic>>,
}

/// What a checker gathers while it reads.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    used: BTreeSet<Use>,
    read_at: Vec<(Span, Place)>,
    has_at: BTreeSet<Span>,
    literals: Vec<(Span, Value, Type)>,
    computed_at: Vec<(Span, Expr)>,
    found: Vec<Diagnostic>,
}

impl Gathered {
    /// Whether an error was found.
    pub(crate) fn has_errors(&self) -> bool {
        self.found.iter().any(Diagnostic::is_error)
    }

    /// The names that were used, and what was found.
    pub(crate) fn told(self) -> (BTreeSet<Use>, Vec<Diagnostic>) {
        (self.used, self.found)
    }
}

/// The kinds of declared names whose use is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// 意图
    Intent,
    /// 话术
    Snippet,
    /// 表
    Table,
    /// 统计
    Track,
    /// 人工组
    Team,
    /// 设定
    Setting,
}

/// The use of a declared name.
pub(crate) type Use = (Kind, String);

impl<'a> Checker<'a> {
    /// A checker over the signatures in `program`.
    pub(crate) fn new(program: &'a Program, names: &'a Names) -> Self {
        Self {
            program,
            names,
            snippets: BTreeMap::new(),
            texts: RefCell::default(),
            used: RefCell::default(),
            read_at: RefCell::default(),
            has_at: RefCell::default(),
            literals: RefCell::default(),
            computed_at: RefCell::default(),
            hearer: std::cell::Cell::default(),
            sources: None,
            found: RefCell::default(),
        }
    }

    /// The text under `span`.
    pub(crate) fn slice(&self, span: Span) -> Option<&'a str> {
        self.sources?.slice(span)
    }

    /// The spelling of a keyword, by its id, that the file of `span` is written in.
    pub(crate) fn spelled(&self, id: &'static str, span: Span) -> &'static str {
        self.spelling(span)(id)
    }

    /// The spelling of keywords that the file of `span` is written in.
    pub(crate) fn spelling(&self, span: Span) -> fn(&'static str) -> &'static str {
        let text = self.sources.and_then(|s| s.get(span.source)).map_or("", |s| s.text.as_str());
        crate::keywords::spelling_of(text)
    }

    /// Where an option stands that ends at `value`: the keyword, and the space before it.
    pub(crate) fn option(&self, keyword: &str, value: Span) -> Option<Span> {
        let before = self.slice(Span { start: 0, ..value })?;
        let before = before.strip_suffix(self.slice(value)?)?.trim_end();
        let line = before.strip_suffix(keyword)?.trim_end_matches([' ', '\t', '\u{3000}']);
        Some(Span { start: u32::try_from(line.len()).ok()?, ..value })
    }

    /// Takes out what it has gathered.
    pub(crate) fn gathered(&self) -> Gathered {
        Gathered {
            used: self.used.take(),
            read_at: self.read_at.take(),
            has_at: self.has_at.take(),
            literals: self.literals.take(),
            computed_at: self.computed_at.take(),
            found: self.found.take(),
        }
    }

    /// Adds what was gathered elsewhere.
    pub(crate) fn gather(&self, other: Gathered) {
        self.used.borrow_mut().extend(other.used);
        self.read_at.borrow_mut().extend(other.read_at);
        self.has_at.borrow_mut().extend(other.has_at);
        self.literals.borrow_mut().extend(other.literals);
        self.computed_at.borrow_mut().extend(other.computed_at);
        self.found.borrow_mut().extend(other.found);
    }

    /// Adds a finding.
    pub(crate) fn report(&self, diagnostic: Diagnostic) {
        self.found.borrow_mut().push(diagnostic);
    }

    /// Adds a finding that has neither labels nor a fix.
    pub(crate) fn error(&self, code: &'static str, span: Span, zh: impl Into<String>, en: impl Into<String>) {
        self.report(Diagnostic::new(Code(code), span, Message::new(zh, en)));
    }

    /// Runs `read` and forgets what it reports.
    pub(crate) fn silently<T>(&self, read: impl FnOnce() -> T) -> T {
        let before = self.found.borrow().len();
        let result = read();
        self.found.borrow_mut().truncate(before);
        result
    }

    /// How many findings there are so far.
    pub(crate) fn findings(&self) -> usize {
        self.found.borrow().len()
    }

    /// Gives the findings behind the first `before` another code, where they are `wanted`.
    pub(crate) fn recode(&self, before: usize, code: &'static str, wanted: impl Fn(&Diagnostic) -> bool) {
        let mut found = self.found.borrow_mut();
        found.iter_mut().skip(before).filter(|d| wanted(d)).for_each(|d| d.code = Code(code));
    }

    /// How many errors were found so far.
    pub(crate) fn errors(&self) -> usize {
        self.found.borrow().iter().filter(|d| d.is_error()).count()
    }

    /// Takes the findings out.
    pub(crate) fn take(&self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.found.borrow_mut())
    }

    /// Remembers that a declared name is used.
    pub(crate) fn uses(&self, kind: Kind, name: &str) {
        self.used.borrow_mut().insert((kind, name.to_owned()));
    }

    /// The finding with the nearest of the known names as its fix.
    pub(crate) fn suggest<'n>(
        &self,
        found: Diagnostic,
        name: &str,
        known: impl Iterator<Item = &'n str>,
    ) -> Diagnostic {
        const FEW: usize = 12;
        let span = found.span;
        let known: Vec<&str> = known.collect();
        match crate::suggest::nearest(name, known.iter().copied()) {
            Some(near) => {
                let help = Message::new(format!("是不是“{near}”？"), format!("Did you mean \"{near}\"?"));
                found.fix(help, span, near)
            }
            None if (1..=FEW).contains(&known.len()) => {
                let known = listed(known);
                found.help(Message::new(
                    format!("可以写：{}。", known.zh),
                    format!("There are: {}.", known.en),
                ))
            }
            None => found,
        }
    }

    /// Puts a text into the table.
    pub(crate) fn add_text(&self, text: Text) -> TextId {
        let mut texts = self.texts.borrow_mut();
        let id = TextId(u16::try_from(texts.len()).unwrap_or(u16::MAX));
        if id.0 == u16::MAX {
            self.error(
                "E0412",
                text.span,
                "话术超过 65534 句，请拆成几家店。",
                "More than 65534 texts: split the shop.",
            );
        } else {
            texts.push(text);
        }
        id
    }
}

/// A dotted path as one string.
pub(crate) fn dotted(path: &ast::Path) -> String {
    path.iter().map(|n| n.node.as_str()).collect::<Vec<_>>().join(".")
}

/// The span of a whole path.
pub(crate) fn path_span(path: &ast::Path) -> Span {
    match (path.first(), path.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => Span::default(),
    }
}

/// The files of a shop with what was read from each.
pub(crate) struct Files<'a> {
    /// The texts, and the data files.
    pub(crate) sources: &'a Sources,
    /// Each `.flow` file.
    pub(crate) parsed: Vec<&'a ast::File>,
}
