//! 表: tests and values of rows, written in place or in a file.

use super::scope::Scope;
use super::types::is_unknown;
use super::{Checker, Files};
use crate::ast::{self, Comparison, ExprKind, TableRows};
use crate::csv;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::program::{Row, Table, Test};
use crate::source::{SourceId, Span, Spanned};
use crate::value::{Field, Type, Value};

impl Checker<'_> {
    /// The rows of a table.
    pub(crate) fn rows(&self, files: &Files<'_>, decl: &ast::Table, table: &Table) -> Vec<Row> {
        let rows = match &decl.rows {
            TableRows::Inline(rows) => rows.clone(),
            TableRows::File(path) => self.rows_from(files, path, table),
        };
        let read: Vec<Row> = rows.iter().enumerate().map(|(i, r)| self.row(table, r, i + 1)).collect();
        if !read.last().is_some_and(|r| r.tests.iter().all(|t| *t == Test::Other)) {
            let name = &decl.name;
            let message = Message::new(
                format!("表“{}”最后要有一行全是“其他”。", name.node),
                format!("Table \"{}\" needs a last row of 其他 (other).", name.node),
            );
            let help = Message::new(
                "加一行兜住前面都不符合的情况。",
                "Add a row for whatever fits none of the others.",
            );
            self.report(Diagnostic::new(Code("E0421"), name.span, message).help(help));
        }
        read
    }

    fn row(&self, table: &Table, row: &ast::Row, number: usize) -> Row {
        if row.tests.len() != table.params.len() || row.cells.len() != table.returns.len() {
            let (tests, cells) = (table.params.len(), table.returns.len());
            self.error(
                "E0423",
                row.span,
                format!("第 {number} 行要有 {tests} 个条件和 {cells} 列。"),
                format!("Row {number} must have {tests} tests and {cells} columns."),
            );
        }
        let tests = row.tests.iter().zip(&table.params).map(|(t, p)| self.row_test(t, p, number)).collect();
        let cells =
            row.cells.iter().zip(&table.returns).map(|(c, f)| self.cell(c.as_ref(), f, number)).collect();
        Row { tests, cells, span: row.span }
    }

    fn row_test(&self, test: &Spanned<ast::Test>, param: &Field, row: usize) -> Test {
        let before = self.findings();
        let read = self.silently(|| {
            let read = self.test(&Scope::default(), test, &param.ty);
            (self.findings() == before).then_some(read)
        });
        read.unwrap_or_else(|| {
            self.wrong_cell(test.span, param, row);
            Test::Other
        })
    }

    fn wrong_cell(&self, span: Span, column: &Field, row: usize) {
        let shown = self.shown(column.ty.required());
        self.error(
            "E0423",
            span,
            format!("第 {row} 行“{}”列要{}。", column.name, shown.zh),
            format!("Row {row}, column \"{}\" must be {}.", column.name, shown.en),
        );
    }

    fn cell(&self, cell: Option<&ast::Expr>, column: &Field, row: usize) -> Option<Value> {
        let e = cell?;
        let before = self.findings();
        let value = self.silently(|| {
            let value = self.constant(e, &column.ty);
            (self.findings() == before).then_some(value).flatten()
        });
        if value.is_none() {
            self.wrong_cell(e.span, column, row);
        }
        value
    }

    /// What an arm or a cell tests, for a value of type `ty`. Where what is looked at was not found, nothing is said of its arms.
    pub(crate) fn test(&self, scope: &Scope<'_>, test: &Spanned<ast::Test>, ty: &Type) -> Test {
        match &test.node {
            ast::Test::Other => Test::Other,
            _ if is_unknown(ty) => Test::Values(Vec::new()),
            ast::Test::Bound(op, e) => {
                let typed = self.expr(scope, e, Some(ty));
                if !self.comparable(&typed.ty, ty) {
                    self.mismatch(&typed.ty, ty, e.span);
                }
                Test::Bound(op.op(), typed.expr)
            }
            ast::Test::Values(values) => {
                Test::Values(values.iter().filter_map(|e| self.constant(e, ty)).collect())
            }
        }
    }

    /// The rows of a `.csv`: a line of names, then tests and values as in the language, texts without quotes.
    fn rows_from(&self, files: &Files<'_>, path: &Spanned<String>, table: &Table) -> Vec<ast::Row> {
        let Some((source, text)) = self.data_file(files, path) else { return Vec::new() };
        let columns: Vec<&Field> = table.params.iter().chain(&table.returns).collect();
        let Some(rows) = self.sheet(source, text) else { return Vec::new() };
        let mut lines = rows.into_iter();
        let head = lines.next().unwrap_or_default();
        if head.iter().map(|c| c.text.trim()).ne(columns.iter().map(|f| f.name.as_str())) {
            let names: Vec<&str> = columns.iter().map(|f| f.name.as_str()).collect();
            self.error(
                "E0423",
                path.span,
                format!("文件第一行要是 {}。", names.join(",")),
                format!("The first line of the file must be {}.", names.join(",")),
            );
            return Vec::new();
        }
        lines.map(|cells| self.csv_row(source, &cells, table)).collect()
    }

    fn csv_row(&self, source: SourceId, cells: &[csv::Cell], table: &Table) -> ast::Row {
        let (tests, values) = cells.split_at_checked(table.params.len()).unwrap_or((cells, &[]));
        let span = |c: &csv::Cell| cell_span(source, c);
        let whole = match (cells.first(), cells.last()) {
            (Some(a), Some(b)) => span(a).to(span(b)),
            _ => Span::default(),
        };
        let test = |(c, p): (&csv::Cell, &Field)| Spanned::new(self.csv_test(source, c, &p.ty), span(c));
        ast::Row {
            tests: tests.iter().zip(&table.params).map(test).collect(),
            cells: values.iter().zip(&table.returns).map(|(c, f)| self.csv_value(source, c, &f.ty)).collect(),
            span: whole,
        }
    }

    fn csv_test(&self, source: SourceId, cell: &csv::Cell, ty: &Type) -> ast::Test {
        let text = cell.text.trim();
        if text == crate::keywords::zh("other_row") || text == crate::keywords::en("other_row") {
            return ast::Test::Other;
        }
        const BOUNDS: [(&str, Comparison); 4] = [
            ("op_ge", Comparison::AtLeast),
            ("op_le", Comparison::AtMost),
            ("op_gt", Comparison::Greater),
            ("op_lt", Comparison::Less),
        ];
        for (id, op) in BOUNDS {
            for word in [crate::keywords::zh(id), crate::keywords::en(id)] {
                if let Some(rest) = text.strip_prefix(word) {
                    let at = cell.start + cell.text.find(rest).unwrap_or_default();
                    return ast::Test::Bound(op, self.csv_expr(source, rest, at, cell));
                }
            }
        }
        ast::Test::Values(self.csv_value(source, cell, ty).into_iter().collect())
    }

    /// A value of a cell: 无, a text as it stands, or an expression.
    fn csv_value(&self, source: SourceId, cell: &csv::Cell, ty: &Type) -> Option<ast::Expr> {
        let text = cell.text.trim();
        if text == crate::keywords::zh("none") || text == crate::keywords::en("none") {
            return None;
        }
        if self.is_text(ty) {
            let parts = vec![ast::TemplatePart::Text(text.to_owned())];
            let span = cell_span(source, cell);
            return Some(ast::Expr { kind: ExprKind::Text(ast::Template { parts, span }), span });
        }
        Some(self.csv_expr(source, text, cell.start, cell))
    }

    fn csv_expr(&self, source: SourceId, text: &str, at: usize, cell: &csv::Cell) -> ast::Expr {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        crate::parse_expr(source, text, at).unwrap_or_else(|_| {
            let parts = vec![ast::TemplatePart::Text(text.to_owned())];
            let span = cell_span(source, cell);
            ast::Expr { kind: ExprKind::Text(ast::Template { parts, span }), span }
        })
    }

    /// The data file that a declaration names.
    pub(crate) fn data_file<'f>(
        &self,
        files: &Files<'f>,
        path: &Spanned<String>,
    ) -> Option<(SourceId, &'f str)> {
        let found = files.sources.iter().find(|(_, s)| s.path == path.node);
        if found.is_none() {
            let message = Message::new(
                format!("没有文件“{}”。", path.node),
                format!("There is no file \"{}\".", path.node),
            );
            let known = files.sources.iter().map(|(_, s)| s.path.as_str());
            self.report(self.suggest(Diagnostic::new(Code("E0401"), path.span, message), &path.node, known));
        }
        found.map(|(id, s)| (id, s.text.as_str()))
    }
}

/// Where a cell stands.
pub(crate) fn cell_span(source: SourceId, cell: &csv::Cell) -> Span {
    let at = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Span { source, start: at(cell.start), end: at(cell.end) }
}
