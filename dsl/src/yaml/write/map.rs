//! Mappings under construction: keys by their rows of the table, values by what they are.

use crate::ast::{Expr, Path, Template};
use crate::keywords;
use crate::print::Pieces;
use crate::source::{Name, Span, Spanned};

use super::page::{Form, Out, Style};

/// A mapping under construction.
#[derive(Debug, Default)]
pub(super) struct Map {
    entries: Vec<(String, Out)>,
}

impl Map {
    /// A mapping that begins with one key.
    pub(super) fn of(id: &'static str, value: Out) -> Self {
        Self::default().with(id, value)
    }

    /// Adds a key.
    pub(super) fn with(mut self, id: &'static str, value: Out) -> Self {
        self.entries.push((keywords::en(id).to_owned(), value));
        self
    }

    /// Adds a key that the shop chose.
    pub(super) fn named(mut self, name: impl Into<String>, value: Out) -> Self {
        self.entries.push((name.into(), value));
        self
    }

    /// Adds a key where there is a value.
    pub(super) fn maybe(self, id: &'static str, value: Option<Out>) -> Self {
        match value {
            Some(value) => self.with(id, value),
            None => self,
        }
    }

    /// Adds a key where there are items.
    pub(super) fn some(self, id: &'static str, items: Vec<Out>, style: Style) -> Self {
        if items.is_empty() { self } else { self.with(id, list(items, style)) }
    }

    /// Adds a key where there are items, with a blank line before it.
    pub(super) fn apart(self, id: &'static str, items: Vec<Out>) -> Self {
        if items.is_empty() { self } else { self.with(id, Out { apart: true, ..list(items, Style::Block) }) }
    }

    /// Adds all keys of another.
    pub(super) fn and(mut self, more: Self) -> Self {
        self.entries.extend(more.entries);
        self
    }

    /// Whether no key was added.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The value.
    pub(super) fn out(self, style: Style) -> Out {
        Out { at: 0, form: Form::Map(self.entries, style), apart: false }
    }

    /// The entries.
    pub(super) fn entries(self) -> Vec<(String, Out)> {
        self.entries
    }
}

/// Words that stand at `span`.
pub(super) fn text(text: impl Into<String>, span: Span) -> Out {
    Out { at: span.start, form: Form::Text(text.into()), apart: false }
}

/// A number or an expression that stands at `span`.
pub(super) fn literal(text: impl Into<String>, span: Span) -> Out {
    Out { at: span.start, form: Form::Literal(text.into()), apart: false }
}

/// A list.
pub(super) fn list(items: Vec<Out>, style: Style) -> Out {
    Out { at: 0, form: Form::List(items, style), apart: false }
}

/// A name.
pub(super) fn name(name: &Name) -> Out {
    text(name.node.as_str(), name.span)
}

/// Names in one line.
pub(super) fn names(names: &[Name]) -> Vec<Out> {
    names.iter().map(name).collect()
}

/// Words without holes.
pub(super) fn words(words: &Spanned<String>) -> Out {
    text(words.node.as_str(), words.span)
}

/// A number.
pub(super) fn whole(number: &Spanned<u32>) -> Out {
    literal(number.node.to_string(), number.span)
}

/// `true`
pub(super) fn flag(span: Span) -> Out {
    literal("true", span)
}

/// Where a dotted name stands.
pub(super) fn place(path: &Path) -> Span {
    path.first().map_or_else(Span::default, |first| first.span)
}

/// The pieces of the language as values.
pub(super) trait Values {
    fn template(&self, template: &Template) -> Out;
    fn condition(&self, e: &Expr) -> Out;
    fn amount(&self, e: &Expr) -> Out;
    fn path(&self, path: &Path) -> Out;
}

impl Values for Pieces {
    fn template(&self, template: &Template) -> Out {
        text(self.holes(template), template.span)
    }

    fn condition(&self, e: &Expr) -> Out {
        literal(self.expr(e), e.span)
    }

    fn amount(&self, e: &Expr) -> Out {
        literal(self.value(e), e.span)
    }

    fn path(&self, path: &Path) -> Out {
        text(self.path_to(path), place(path))
    }
}
