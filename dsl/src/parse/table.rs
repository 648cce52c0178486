//! 表: decision tables, and the tests that their rows share with the arms of 按.

use crate::ast::{Row, Table, TableRows, Test};
use crate::layout::Line;
use crate::source::Spanned;

use super::Reader;
use super::expression::compare_op;
use super::grammar::{Node, Rule};
use super::name;

impl Reader {
    /// 表 T(…) 得到 {…}
    pub(super) fn table(&mut self, line: &Line) -> Option<Table> {
        let node = self.form(line, Rule::table_line);
        let file = node.as_ref().and_then(|n| n.find(Rule::text));
        let rows = match file {
            Some(file) => {
                self.childless(line);
                TableRows::File(self.verbatim(&file))
            }
            None => TableRows::Inline(self.rows(line)),
        };
        let node = node?;
        let params = self.fields_in(&node, Rule::params);
        Some(Table {
            name: name::first(&node)?,
            params,
            returns: self.fields_in(&node, Rule::record_ty),
            rows,
        })
    }

    fn rows(&mut self, line: &Line) -> Vec<Row> {
        let mut rows = Vec::new();
        for row in self.block(line) {
            let Some(node) = self.leaf(row, Rule::row_line) else { continue };
            let tests: Option<_> = node.all(Rule::row_test).map(|test| self.test_of(&test)).collect();
            let cells: Option<_> = node.all(Rule::row_cell).map(|cell| self.cell(&cell)).collect();
            rows.extend(tests.zip(cells).map(|(tests, cells)| Row { tests, cells, span: row.span }));
        }
        rows
    }

    /// A cell; none inside is 无.
    pub(super) fn cell(&mut self, node: &Node<'_>) -> Option<Option<crate::ast::Expr>> {
        if node.find(Rule::k_none).is_some() { Some(None) } else { self.expr_in(node, Rule::value).map(Some) }
    }

    /// What the cell of a table, or an arm, tests.
    pub(super) fn test_of(&mut self, node: &Node<'_>) -> Option<Spanned<Test>> {
        if let Some(found) = node.all(Rule::value).find_map(|value| super::mistake::thousands_listed(&value))
        {
            self.report(found);
            return None;
        }
        let test = if let Some(bound) = node.find(Rule::bound) {
            let op = compare_op(bound.find(Rule::bound_op)?.children().next()?.rule())?;
            Test::Bound(op, self.expr_in(&bound, Rule::value)?)
        } else if node.find(Rule::value).is_some() {
            Test::Values(node.all(Rule::value).map(|value| self.expr(&value)).collect::<Option<_>>()?)
        } else {
            Test::Other
        };
        Some(Spanned::new(test, node.span()))
    }
}
