//! 表: rows whose columns stand under one another.

use unicode_width::UnicodeWidthStr;

use crate::ast::{Row, Table, TableRows};

use super::Printer;
use super::line::{Line, Words};
use super::quote::verbatim;

impl Printer<'_> {
    /// 表 T(…) 得到 {…}
    pub(super) fn table(&self, table: &Table) -> Line {
        let head = Words::of(self.k("table")).word(&table.name.node).with(self.params(&table.params));
        let head = head.word(self.k("returns")).then(self.record(&table.returns));
        let at = table.name.span.start;
        match &table.rows {
            TableRows::File(path) => Line::new(at, head.word(self.k("from")).word(verbatim(&path.node))),
            TableRows::Inline(rows) => Line::new(at, head).over(self.rows(rows)),
        }
    }

    fn rows(&self, rows: &[Row]) -> Vec<Line> {
        let cells: Vec<Vec<String>> = rows.iter().map(|row| self.cells(row)).collect();
        let columns = cells.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| cells.iter().filter_map(|row| Some(row.get(column)?.width())).max();
        let widths: Vec<usize> = (0..columns).filter_map(width).collect();
        rows.iter()
            .zip(&cells)
            .map(|(row, cells)| Line::new(row.span.start, Words::of(joined(cells, &widths))))
            .collect()
    }

    fn cells(&self, row: &Row) -> Vec<String> {
        let tests: Vec<String> =
            row.tests.iter().map(|test| self.test(&test.node, "other_row").flat()).collect();
        let mut cells = vec![self.listed(tests.iter().map(String::as_str))];
        cells.extend(row.cells.iter().map(|cell| match cell {
            Some(value) => self.value(value).flat(),
            None => self.k("none").to_owned(),
        }));
        cells
    }
}

/// Cells between bars, each but the last filled up to the width of its column.
fn joined(cells: &[String], widths: &[usize]) -> String {
    let mut text = String::new();
    for (i, (cell, width)) in cells.iter().zip(widths).enumerate() {
        if i > 0 {
            text.push_str(" | ");
        }
        text.push_str(cell);
        if i + 1 < cells.len() {
            text.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.width())));
        }
    }
    text
}
