//! Written types, fields and parameters; 类型.

use crate::ast::{FieldDecl, TypeDecl, TypeDeclKind, TypeExpr, TypeExprKind};
use crate::composed::composed;
use crate::keywords::Family;
use crate::layout::Line;
use crate::source::{Name, Spanned};

use super::Reader;
use super::grammar::{Node, Rule};
use super::{literal, name};

/// What may stand below 类型 N 文本.
const REFINEMENTS: &[Rule] = &[Rule::k_regex, Rule::k_unit, Rule::k_example, Rule::k_no_match];

impl Reader {
    /// The type below `node`.
    pub(super) fn ty_in(&mut self, node: &Node<'_>) -> Option<TypeExpr> {
        node.find(Rule::ty).and_then(|ty| self.ty(&ty))
    }

    fn ty(&mut self, node: &Node<'_>) -> Option<TypeExpr> {
        let form = node.children().next()?;
        let kind = match form.rule() {
            Rule::list_ty => TypeExprKind::List(Box::new(self.ty_in(&form)?)),
            Rule::record_ty => TypeExprKind::Record(self.fields(&form)),
            _ => TypeExprKind::Named(name::name_of(Family::Type, &form.find(Rule::name)?).node),
        };
        Some(TypeExpr { kind, optional: node.find(Rule::question).is_some(), span: node.span() })
    }

    /// The fields directly below `node`.
    pub(super) fn fields(&mut self, node: &Node<'_>) -> Vec<FieldDecl> {
        node.all(Rule::field).filter_map(|field| self.field(&field)).collect()
    }

    /// The fields between the brackets of the first `rule` below `node`.
    pub(super) fn fields_in(&mut self, node: &Node<'_>, rule: Rule) -> Vec<FieldDecl> {
        node.find(rule).map(|brackets| self.fields(&brackets)).unwrap_or_default()
    }

    fn field(&mut self, node: &Node<'_>) -> Option<FieldDecl> {
        let default = self.expr_in(node, Rule::value);
        Some(FieldDecl { name: name::first(node)?, ty: self.ty_in(node)?, default })
    }

    /// 类型 X 选项 | 记录 | 文本 | 数字
    pub(super) fn type_decl(&mut self, line: &Line) -> Option<TypeDecl> {
        let node = self.form(line, Rule::type_line)?;
        let kind = if node.find(Rule::k_enum).is_some() {
            TypeDeclKind::Enum(self.members(line))
        } else if node.find(Rule::k_record).is_some() {
            TypeDeclKind::Record(self.record_fields(line))
        } else {
            let base = node.find(Rule::base)?;
            self.refined(line, name::name_of(Family::Type, &base.find(Rule::name)?))
        };
        Some(TypeDecl { name: name::first(&node)?, kind })
    }

    fn members(&mut self, line: &Line) -> Vec<(Name, Vec<Spanned<String>>)> {
        let mut members = Vec::new();
        for member in self.block(line) {
            let Some(node) = self.leaf(member, Rule::member_line) else { continue };
            let synonyms = node.all(Rule::said).map(|said| self.bare(&said)).collect();
            members.extend(name::first(&node).map(|name| (name, synonyms)));
        }
        members
    }

    /// A word, or several, with quotes or without.
    pub(super) fn bare(&mut self, node: &Node<'_>) -> Spanned<String> {
        match node.find(Rule::text) {
            Some(text) => self.verbatim(&text),
            None => Spanned::new(composed(node.text().trim()), node.span()),
        }
    }

    fn record_fields(&mut self, line: &Line) -> Vec<FieldDecl> {
        let mut fields = Vec::new();
        for field in self.block(line) {
            let Some(node) = self.leaf(field, Rule::field_line) else { continue };
            fields.extend(self.fields(&node));
        }
        fields
    }

    fn refined(&mut self, line: &Line, base: Name) -> TypeDeclKind {
        let (mut pattern, mut unit, mut examples, mut no_match) = (None, None, Vec::new(), None);
        for part in &line.children {
            match self.head(part, REFINEMENTS) {
                Some(Rule::k_regex) => {
                    let found =
                        self.leaf(part, Rule::regex_line).and_then(|n| Some(regex(&n.find(Rule::regex)?)));
                    self.once(&mut pattern, found, part.span);
                }
                Some(Rule::k_unit) => {
                    let size = self.leaf(part, Rule::unit_line).and_then(|n| n.find(Rule::size_unit));
                    let found = size.and_then(|n| Some(Spanned::new(literal::unit(&n)?, n.span())));
                    self.once(&mut unit, found, part.span);
                }
                Some(Rule::k_example) => {
                    let Some(node) = self.leaf(part, Rule::example_line) else { continue };
                    examples.extend(node.all(Rule::text).map(|text| self.verbatim(&text)));
                }
                Some(_) => {
                    let found = self.leaf(part, Rule::no_match_line).and_then(|n| self.template_in(&n));
                    self.once(&mut no_match, found, part.span);
                }
                None => {}
            }
        }
        TypeDeclKind::Refined { base, pattern, unit, examples, no_match }
    }
}

/// A regular expression without its slashes; `\/` is a slash.
pub(super) fn regex(node: &Node<'_>) -> Spanned<String> {
    let text = node.text();
    let inner = text.strip_prefix('/').and_then(|t| t.strip_suffix('/')).unwrap_or(text);
    Spanned::new(inner.replace("\\/", "/"), node.inside(1, 1))
}
