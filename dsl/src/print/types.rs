//! Written types, fields and parameters; 类型.

use crate::ast::{FieldDecl, TypeDecl, TypeDeclKind, TypeExpr, TypeExprKind};
use crate::keywords::Family;

use super::Printer;
use super::line::{Item, Line, Words, in_order};
use super::quote::{bare, regex, verbatim};
use super::written::Shared;

impl Printer<'_> {
    /// A type.
    pub(super) fn ty(&self, ty: &TypeExpr) -> Words {
        let words = match &ty.kind {
            TypeExprKind::Named(name) => Words::of(self.of(Family::Type, name)),
            TypeExprKind::List(inner) => Words::of("[").with(self.ty(inner)).glued("]"),
            TypeExprKind::Record(fields) => self.record(fields),
        };
        if ty.optional { words.glued("?") } else { words }
    }

    /// `{f: T, …}`
    pub(super) fn record(&self, fields: &[FieldDecl]) -> Words {
        Words::default().brackets('{', self.fields(fields), '}')
    }

    /// `(f: T, …)`
    pub(super) fn params(&self, params: &[FieldDecl]) -> Words {
        Words::default().brackets('(', self.fields(params), ')')
    }

    /// `(f: T, …)`; nothing where there are none.
    pub(super) fn some_params(&self, params: &[FieldDecl]) -> Words {
        if params.is_empty() { Words::default() } else { self.params(params) }
    }

    fn fields(&self, fields: &[FieldDecl]) -> Vec<Item> {
        fields.iter().map(|f| Item { at: f.name.span.start, words: self.field(f) }).collect()
    }

    fn field(&self, field: &FieldDecl) -> Words {
        let words = Words::of(format!("{}:", field.name.node)).then(self.ty(&field.ty));
        match &field.default {
            Some(default) => words.word("=").then(self.value(default)),
            None => words,
        }
    }

    /// 类型 X 选项 | 记录 | 文本 | 数字
    pub(super) fn type_decl(&self, decl: &TypeDecl) -> Line {
        let head = Words::of(self.k("type")).word(&decl.name.node);
        let (form, below) = match &decl.kind {
            TypeDeclKind::Enum(members) => (self.k("enum"), members.iter().map(|m| self.member(m)).collect()),
            TypeDeclKind::Record(fields) => {
                let line = |f: &FieldDecl| Line::new(f.name.span.start, self.field(f));
                (self.k("record"), fields.iter().map(line).collect())
            }
            TypeDeclKind::Refined { base, .. } => {
                (self.of(Family::Type, &base.node), self.refined(&decl.kind))
            }
        };
        Line::new(decl.name.span.start, head.word(form)).over(below)
    }

    fn member(&self, (name, synonyms): &(crate::source::Name, Vec<crate::source::Spanned<String>>)) -> Line {
        let words = Words::of(&name.node);
        let said: Vec<String> = synonyms.iter().map(|s| bare(&s.node)).collect();
        let words = if said.is_empty() {
            words
        } else {
            words.glued(":").word(self.listed(said.iter().map(String::as_str)))
        };
        Line::new(name.span.start, words)
    }

    fn refined(&self, kind: &TypeDeclKind) -> Vec<Line> {
        let TypeDeclKind::Refined { pattern, unit, examples, no_match, .. } = kind else { return Vec::new() };
        let mut lines = Vec::new();
        lines.extend(
            pattern.iter().map(|p| Line::new(p.span.start, Words::of(self.k("regex")).word(regex(&p.node)))),
        );
        lines.extend(
            unit.iter().map(|u| Line::new(u.span.start, Words::of(self.k("unit")).word(self.unit(u.node)))),
        );
        lines.extend(self.groups(examples, Shared::Line, |e| e.span.start).map(|group| {
            let texts: Vec<String> = group.iter().map(|e| verbatim(&e.node)).collect();
            let at = group.first().map_or(0, |e| e.span.start);
            Line::new(at, Words::of(self.k("example")).word(self.listed(texts.iter().map(String::as_str))))
        }));
        lines.extend(no_match.iter().map(|t| self.said("no_match", t)));
        in_order(lines)
    }
}
