//! 表: tests and values of rows, written in place or in a file.

use super::cover::{Cover, WORK};
use super::scope::Scope;
use super::show::Spell;
use super::types::is_unknown;
use super::{Checker, Files};
use crate::ast::{self, Comparison, ExprKind, TableRows};
use crate::csv;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::keywords;
use crate::program::{Row, Table, Test};
use crate::source::{SourceId, Span, Spanned};
use crate::value::{Field, Type, Value};
use std::collections::BTreeMap;

/// The keyword of a row that fits whatever the others do not.
const REST: &str = "other_row";

impl Checker<'_> {
    /// The rows of a table.
    pub(crate) fn rows(&self, files: &Files<'_>, decl: &ast::Table, table: &Table) -> Vec<Row> {
        // Rows are numbered as a spreadsheet does, whose first one holds the names.
        let (rows, first) = match &decl.rows {
            TableRows::Inline(rows) => (rows.clone(), 1),
            TableRows::File(path) => match self.rows_from(files, path, table) {
                Some(rows) => (rows, 2),
                None => return Vec::new(),
            },
        };
        let before = self.findings();
        let read: Vec<Row> = (first..).zip(&rows).map(|(number, r)| self.row(table, r, number)).collect();
        // Of a table with a wrong cell nothing more is said: the cell may be what leaves a gap or covers a row.
        let sound = self.findings() == before;
        if !read.last().is_some_and(is_rest) {
            self.gap(decl, table, &read, sound);
        } else if sound {
            self.unreached_rows(table, &read, first);
        }
        read
    }

    /// Reports a table without a last row that fits anything, with values that no row fits.
    fn gap(&self, decl: &ast::Table, table: &Table, rows: &[Row], sound: bool) {
        let name = &decl.name;
        let gap =
            if sound { Cover::of(self.program, &table.params, rows).gap().ok().flatten() } else { None };
        let shown = |spell: Spell| {
            let columns = table.params.iter().zip(gap.iter().flatten());
            let one = |(p, v): (&Field, &Option<Value>)| self.shown_test(p, v.as_ref(), spell);
            columns.map(one).collect::<Vec<_>>().join(&format!(" {} ", spell("and")))
        };
        let (zh, en) = match &gap {
            Some(_) => (
                format!("：{} 的时候，没有一行合适", shown(keywords::zh)),
                format!(": no row fits `{}`", shown(keywords::en)),
            ),
            None => (String::new(), String::new()),
        };
        let message = Message::new(
            format!("表“{}”最后要有一行全是“其他”{zh}。", name.node),
            format!("Table \"{}\" needs a last row of `other`{en}.", name.node),
        );
        let columns = |word: &str| vec![word; table.params.len()].join("、");
        let help = Message::new(
            format!("最后加一行“{} | …”。", columns(keywords::zh(REST))),
            format!("Add a last row `{} | …`.", columns(keywords::en(REST)).replace('、', ", ")),
        );
        self.report(Diagnostic::new(Code("E0421"), name.span, message).help(help));
    }

    /// Warns of rows that no value reaches, once for what covers them.
    fn unreached_rows(&self, table: &Table, rows: &[Row], first: usize) {
        let cover = Cover::of(self.program, &table.params, rows);
        let mut work = WORK;
        // The last row catches what is left, which may be nothing.
        let all = 0..rows.len().saturating_sub(1);
        let lost: Vec<(usize, Option<usize>)> = all
            .filter(|row| matches!(cover.reaches(*row, &mut work), Ok(None)))
            .map(|row| (row, cover.covered_by(row)))
            .collect();
        let mut by_row: BTreeMap<usize, usize> = BTreeMap::new();
        for by in lost.iter().filter_map(|(_, by)| *by) {
            *by_row.entry(by).or_default() += 1;
        }
        for (row, by) in lost {
            // What one row covers is said at the first of them.
            let Some(covered) = by.map_or(Some(1), |by| by_row.remove(&by)) else { continue };
            self.unreached_row(rows, (row, by), covered.saturating_sub(1), first);
        }
    }

    fn unreached_row(&self, rows: &[Row], (row, by): (usize, Option<usize>), others: usize, first: usize) {
        let Some(span) = rows.get(row).map(|r| r.span) else { return };
        let (more, more_en) = match others {
            0 => (String::new(), String::new()),
            n => (format!("，后面还有 {n} 行也是"), format!(", nor do {n} rows below it")),
        };
        let message = Message::new(
            format!("第 {} 行永远用不上：前面的行已经把它的情况都占了{more}。", row + first),
            format!("Nothing reaches row {}: the rows above it take all it fits{more_en}.", row + first),
        );
        let help = Message::new(
            "从上往下第一行合适的就用：把范围小的放上面，或者删掉这一行。",
            "The first row that fits is taken: put narrower rows above wider ones, or delete this row.",
        );
        let found = Diagnostic::new(Code("W0422"), span, message).help(help);
        let above = by.and_then(|by| Some((by, rows.get(by)?.span)));
        self.report(match above {
            Some((by, at)) => {
                let label = Message::new(
                    format!("第 {} 行就都占了", by + first),
                    format!("row {} takes all of it", by + first),
                );
                found.label(at, label)
            }
            None => found,
        });
    }

    /// `合计额 是 401 元`
    fn shown_test(&self, column: &Field, value: Option<&Value>, spell: Spell) -> String {
        let name = &column.name;
        match value {
            Some(value) => format!("{name} {} {}", spell("op_is"), self.shown_value(value, spell)),
            None if self.is_text(&column.ty) => format!("{name} {} …", spell("op_is")),
            None => format!("{} {name}", spell("has_no")),
        }
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
            return Row { tests: Vec::new(), cells: Vec::new(), span: row.span };
        }
        let tests = row.tests.iter().zip(&table.params).map(|(t, p)| self.row_test(t, p, number)).collect();
        let cells = row
            .cells
            .iter()
            .zip(&table.returns)
            .map(|(c, f)| self.cell(c.as_ref(), f, number, row.span))
            .collect();
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

    fn cell(&self, cell: Option<&ast::Expr>, column: &Field, row: usize, span: Span) -> Option<Value> {
        let Some(e) = cell else {
            if !matches!(column.ty, Type::Optional(_)) {
                self.wrong_cell(span, column, row);
            }
            return None;
        };
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
    fn rows_from(&self, files: &Files<'_>, path: &Spanned<String>, table: &Table) -> Option<Vec<ast::Row>> {
        let (source, text) = self.data_file(files, path)?;
        let columns: Vec<&Field> = table.params.iter().chain(&table.returns).collect();
        let rows = self.sheet(source, text)?;
        let mut lines = rows.into_iter();
        let head = lines.next().unwrap_or_default();
        if head.iter().map(|c| c.text.trim()).ne(columns.iter().map(|f| f.name.as_str())) {
            let names: Vec<&str> = columns.iter().map(|f| f.name.as_str()).collect();
            let wrong = head.iter().zip(&names).find(|(cell, name)| cell.text.trim() != **name);
            let span = wrong.map_or(path.span, |(cell, _)| cell_span(source, cell));
            self.error(
                "E0423",
                span,
                format!("文件第一行要是 {}。", names.join(",")),
                format!("The first line of the file must be {}.", names.join(",")),
            );
            return None;
        }
        Some(lines.map(|cells| self.csv_row(source, &cells, table)).collect())
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
        if self.is_text(ty) {
            return ast::Test::Values(self.csv_value(source, cell, ty).into_iter().collect());
        }
        let mut at = cell.start;
        let values = cell.text.split('、').map(|part| {
            let value = self.csv_expr(source, part.trim(), at + indent(part), cell);
            at += part.len() + '、'.len_utf8();
            value
        });
        ast::Test::Values(values.collect())
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
        Some(self.csv_expr(source, text, cell.start + indent(&cell.text), cell))
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
            let paths = files.sources.iter().map(|(_, s)| s.path.as_str());
            let known = paths.filter(|p| [".csv", ".xlsx"].iter().any(|ending| p.ends_with(ending)));
            self.report(self.suggest(Diagnostic::new(Code("E0401"), path.span, message), &path.node, known));
        }
        found.map(|(id, s)| (id, s.text.as_str()))
    }
}

/// How many bytes of space a text begins with.
fn indent(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// Whether a row fits anything.
fn is_rest(row: &Row) -> bool {
    row.tests.iter().all(|t| *t == Test::Other)
}

/// Where a cell stands.
pub(crate) fn cell_span(source: SourceId, cell: &csv::Cell) -> Span {
    let at = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Span { source, start: at(cell.start), end: at(cell.end) }
}
