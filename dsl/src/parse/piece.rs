//! Pieces of the language that stand alone: what the YAML form writes as its values.

use crate::ast::{ErrorName, Expr, Path, Template, Test, TypeExpr, Unit};
use crate::diagnostic::Diagnostic;
use crate::keywords::Family;
use crate::layout::Line;
use crate::source::{Name, Spanned};

use super::grammar::{Node, Rule};
use super::statement::error_name;
use super::{Reader, Written, literal, name};

/// What an expression may be, by the place it stands at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Behind 如果, 要求, `=`: everything.
    Whole,
    /// An argument: no `是 A、B` without brackets.
    Argument,
    /// Behind 没回, 时限, 最多: no comparison.
    Value,
}

impl Reader {
    /// A reader of pieces; what is wrong with them is kept.
    pub(crate) fn of_pieces() -> Self {
        // The keys are English whatever the values are written in: nothing is said of two languages.
        Self { spelling: super::head::Spelling::Any, ..Self::new(Written::Flow, Vec::new()) }
    }

    /// Keeps what was found wrong.
    pub(crate) fn keep(&mut self, found: impl IntoIterator<Item = Diagnostic>) {
        self.diagnostics.extend(found);
    }

    /// Everything that was found wrong.
    pub(crate) fn found(self) -> Vec<Diagnostic> {
        self.diagnostics
    }

    /// How many findings there are.
    pub(crate) fn count(&self) -> usize {
        self.diagnostics.len()
    }

    /// An expression.
    pub(crate) fn expr_alone(&mut self, line: &Line, place: Place) -> Option<Expr> {
        let (line_rule, rule) = match place {
            Place::Whole => (Rule::lone_expr, Rule::expr),
            Place::Argument => (Rule::lone_inner, Rule::inner),
            Place::Value => (Rule::lone_value, Rule::value),
        };
        let node = self.form(line, line_rule)?;
        self.expr_in(&node, rule)
    }

    /// A type.
    pub(crate) fn type_alone(&mut self, line: &Line) -> Option<TypeExpr> {
        let node = self.form(line, Rule::lone_type)?;
        self.ty_in(&node)
    }

    /// A name.
    pub(crate) fn name_alone(&mut self, line: &Line) -> Option<Name> {
        name::first(&self.form(line, Rule::lone_name)?)
    }

    /// A name that may be one of a built-in family.
    pub(crate) fn name_of_alone(&mut self, line: &Line, family: Family) -> Option<Name> {
        let node = self.form(line, Rule::lone_name)?;
        node.find(Rule::name).map(|n| name::name_of(family, &n))
    }

    /// Channels, one or several.
    pub(crate) fn channels_alone(&mut self, line: &Line) -> Option<Vec<Name>> {
        self.form(line, Rule::lone_names).map(|node| super::push::channels(&node))
    }

    /// The path to a value.
    pub(crate) fn path_alone(&mut self, line: &Line) -> Option<Path> {
        self.dotted(line).map(|path| name::path(&path))
    }

    /// A dotted name as written.
    pub(crate) fn dotted_alone(&mut self, line: &Line) -> Option<Path> {
        self.dotted(line).map(|path| name::plain_path(&path))
    }

    /// The name of an intent or snippet.
    pub(crate) fn builtin_alone(&mut self, line: &Line, family: Family) -> Option<Path> {
        self.dotted(line).map(|path| name::builtin_path(family, &path))
    }

    /// 优先
    pub(crate) fn priority_alone(&mut self, line: &Line) -> Option<Expr> {
        let path = self.dotted(line)?;
        self.priority(&path)
    }

    fn dotted<'l>(&mut self, line: &'l Line) -> Option<Node<'l>> {
        self.form(line, Rule::lone_path)?.find(Rule::path)
    }

    /// `09:00`
    pub(crate) fn clock_alone(&mut self, line: &Line) -> Option<Spanned<String>> {
        self.spelled(line, Rule::lone_clock, Rule::clock)
    }

    fn spelled(&mut self, line: &Line, line_rule: Rule, rule: Rule) -> Option<Spanned<String>> {
        let node = self.form(line, line_rule)?.find(rule)?;
        Some(Spanned::new(node.text().trim().to_owned(), node.span()))
    }

    /// `2026-01-01`
    pub(crate) fn date_alone(&mut self, line: &Line) -> Option<Expr> {
        let node = self.form(line, Rule::lone_date)?;
        self.expr_in(&node, Rule::date)
    }

    /// A whole number.
    pub(crate) fn whole_alone(&mut self, line: &Line) -> Option<Spanned<u32>> {
        let node = self.form(line, Rule::lone_whole)?;
        self.whole(&node.find(Rule::whole)?)
    }

    /// `50%`, without the sign.
    pub(crate) fn share_alone(&mut self, line: &Line) -> Option<Spanned<String>> {
        let share = self.form(line, Rule::lone_share)?.find(Rule::percent)?;
        let number = share.find(Rule::number)?;
        Some(Spanned::new(number.text().to_owned(), share.span()))
    }

    /// A unit of measure.
    pub(crate) fn unit_alone(&mut self, line: &Line) -> Option<Spanned<Unit>> {
        let size = self.form(line, Rule::lone_unit)?.find(Rule::size_unit)?;
        Some(Spanned::new(literal::unit(&size)?, size.span()))
    }

    /// What an arm of 出错 names.
    pub(crate) fn error_alone(&mut self, line: &Line) -> Option<Spanned<ErrorName>> {
        Some(error_name(&self.form(line, Rule::lone_error)?.find(Rule::error)?))
    }

    /// What an arm of 按, or a row of a table, tests.
    pub(crate) fn test_alone(&mut self, line: &Line) -> Option<Spanned<Test>> {
        let node = self.form(line, Rule::lone_test)?;
        self.test_of(&node)
    }

    /// A cell of a table; none inside is 无.
    pub(crate) fn cell_alone(&mut self, line: &Line) -> Option<Option<Expr>> {
        let cell = self.form(line, Rule::lone_cell)?.find(Rule::row_cell)?;
        self.cell(&cell)
    }

    /// A text with its holes.
    pub(crate) fn template_alone(&mut self, line: &Line) -> Option<Template> {
        let node = self.form(line, Rule::text_line)?;
        self.template_in(&node)
    }
}
