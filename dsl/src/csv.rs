//! A reader of comma-separated values (RFC 4180) that knows where each cell stands. Excel's other separators, `;` and tab, are read too.

/// A cell: its text with quotes resolved, and its range of bytes in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    /// What it says.
    pub(crate) text: String,
    /// Its first byte, without the quote.
    pub(crate) start: usize,
    /// The byte behind its last one.
    pub(crate) end: usize,
    /// Its name in a spreadsheet, such as `B7`.
    pub(crate) name: String,
}

/// What a file holds.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    /// Its rows; those without any text are left out.
    pub(crate) rows: Vec<Vec<Cell>>,
    /// Where a quote stands that is never closed; its cell goes to the end of the file.
    pub(crate) unclosed: Option<usize>,
}

/// Reads a file.
pub(crate) fn read(text: &str) -> Sheet {
    Reader {
        text,
        at: usize::from(text.starts_with('\u{FEFF}')) * 3,
        separator: separator(text),
        unclosed: None,
    }
    .sheet()
}

/// What stands between the cells: a comma, unless the first line has none and another mark instead.
fn separator(text: &str) -> char {
    let head = text.lines().next().unwrap_or_default();
    [',', ';', '\t'].into_iter().find(|mark| head.contains(*mark)).unwrap_or(',')
}

struct Reader<'t> {
    text: &'t str,
    /// Bytes read.
    at: usize,
    separator: char,
    unclosed: Option<usize>,
}

impl Reader<'_> {
    fn sheet(mut self) -> Sheet {
        let mut rows = Vec::new();
        let mut number = 1;
        while self.peek().is_some() {
            let row = self.row(number);
            number += 1;
            if row.iter().any(|cell| !cell.text.trim().is_empty()) {
                rows.push(row);
            }
        }
        Sheet { rows, unclosed: self.unclosed }
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// The cells up to the end of a line, which is read too.
    fn row(&mut self, number: usize) -> Vec<Cell> {
        let mut row = Vec::new();
        loop {
            let name = format!("{}{number}", letters(row.len()));
            row.push(if self.peek() == Some('"') { self.quoted(name) } else { self.bare(name) });
            match self.next() {
                Some(c) if c == self.separator => {}
                Some('\r') if self.peek() == Some('\n') => {
                    self.next();
                    return row;
                }
                _ => return row,
            }
        }
    }

    fn ends_cell(&self, c: char) -> bool {
        c == self.separator || matches!(c, '\n' | '\r')
    }

    /// Reads up to what closes a cell without quotes.
    fn bare(&mut self, name: String) -> Cell {
        let start = self.at;
        while self.peek().is_some_and(|c| !self.ends_cell(c)) {
            self.next();
        }
        let text = self.text.get(start..self.at).unwrap_or_default().to_owned();
        Cell { text, start, end: self.at, name }
    }

    /// Reads a cell in quotes; two quotes inside are one. What stands between the closing quote and the next cell is left out.
    fn quoted(&mut self, name: String) -> Cell {
        let quote = self.at;
        self.next();
        let start = self.at;
        let mut text = String::new();
        let mut end = None;
        while let Some(c) = self.next() {
            if c == '"' {
                if self.peek() != Some('"') {
                    end = Some(self.at - 1);
                    break;
                }
                self.next();
            }
            text.push(c);
        }
        if end.is_none() {
            self.unclosed.get_or_insert(quote);
        }
        while self.peek().is_some_and(|c| !self.ends_cell(c)) {
            self.next();
        }
        Cell { text, start, end: end.unwrap_or(self.text.len()), name }
    }
}

/// The letters of a column, counted from 0: A … Z, AA, AB …
fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    loop {
        let digit = u8::try_from(rest % 26).unwrap_or_default();
        letters.push(char::from(b'A' + digit));
        match (rest / 26).checked_sub(1) {
            Some(more) => rest = more,
            None => return letters.iter().rev().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{letters, read};

    fn texts(file: &str) -> Vec<Vec<String>> {
        read(file).rows.into_iter().map(|r| r.into_iter().map(|c| c.text).collect()).collect()
    }

    #[test]
    fn quotes_commas_and_lines_inside_cells() {
        let file = "\u{FEFF}a,\"b,1\r\n\"\"x\"\"\",\r\n\n无,,2";
        assert_eq!(texts(file), [vec!["a", "b,1\r\n\"x\"", ""], vec!["无", "", "2"]]);
        assert_eq!(texts("a;b\n1,5;2\r3;4"), [vec!["a", "b"], vec!["1,5", "2"], vec!["3", "4"]]);
        assert_eq!(texts("a\tb\n1;5\t2"), [vec!["a", "b"], vec!["1;5", "2"]]);
        assert_eq!(read("a,b\n\"c,d").unclosed, Some(4));
        assert!(read("").rows.is_empty());
    }

    #[test]
    fn a_cell_knows_its_bytes_and_its_name() {
        let file = "标题,\"问\"\n,,\n发货,好";
        let cells: Vec<_> = read(file).rows.into_iter().flatten().collect();
        assert!(cells.iter().all(|cell| file.get(cell.start..cell.end) == Some(cell.text.as_str())));
        assert_eq!(cells.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["A1", "B1", "A3", "B3"]);
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(letters), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }
}
