//! A reader of comma-separated values (RFC 4180) that knows where each cell stands.

/// A cell: its text with quotes resolved, and its range of bytes in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    /// What it says.
    pub(crate) text: String,
    /// Its first byte, without the quote.
    pub(crate) start: usize,
    /// The byte behind its last one.
    pub(crate) end: usize,
}

/// The rows of a file; empty lines are left out. A quote that is never closed ends with the file.
pub(crate) fn rows(text: &str) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    let mut row: Vec<Cell> = Vec::new();
    let mut chars = text.char_indices().peekable();
    if chars.peek().is_some_and(|(_, c)| *c == '\u{FEFF}') {
        chars.next();
    }
    while let Some(&(start, c)) = chars.peek() {
        let cell =
            if c == '"' { quoted(&mut chars, text.len()) } else { bare(&mut chars, start, text.len()) };
        row.push(cell);
        match chars.next() {
            Some((_, ',')) if chars.peek().is_none() => row.push(empty(text.len())),
            Some((_, ',')) => continue,
            Some((_, '\r')) if chars.peek().is_some_and(|(_, c)| *c == '\n') => {
                chars.next();
            }
            _ => {}
        }
        let blank = row.len() == 1 && row.first().is_some_and(|c| c.text.is_empty());
        let done = std::mem::take(&mut row);
        if !blank {
            rows.push(done);
        }
    }
    if !row.is_empty() {
        rows.push(row);
    }
    rows
}

type Chars<'t> = std::iter::Peekable<std::str::CharIndices<'t>>;

/// Reads up to the comma or line end that closes a cell without quotes.
fn bare(chars: &mut Chars<'_>, start: usize, len: usize) -> Cell {
    let mut text = String::new();
    while let Some(&(_, c)) = chars.peek() {
        if matches!(c, ',' | '\n' | '\r') {
            break;
        }
        text.push(c);
        chars.next();
    }
    let end = chars.peek().map_or(len, |(at, _)| *at);
    Cell { text, start, end }
}

/// Reads a cell in quotes; two quotes inside are one.
fn quoted(chars: &mut Chars<'_>, len: usize) -> Cell {
    chars.next();
    let start = chars.peek().map_or(len, |(at, _)| *at);
    let mut text = String::new();
    let mut end = len;
    while let Some((at, c)) = chars.next() {
        if c == '"' {
            if chars.peek().is_some_and(|(_, c)| *c == '"') {
                chars.next();
            } else {
                end = at;
                break;
            }
        }
        text.push(c);
    }
    while chars.peek().is_some_and(|(_, c)| !matches!(c, ',' | '\n' | '\r')) {
        chars.next();
    }
    Cell { text, start, end }
}

fn empty(at: usize) -> Cell {
    Cell { text: String::new(), start: at, end: at }
}

#[cfg(test)]
mod tests {
    use super::rows;

    fn texts(file: &str) -> Vec<Vec<String>> {
        rows(file).into_iter().map(|r| r.into_iter().map(|c| c.text).collect()).collect()
    }

    #[test]
    fn quotes_commas_and_lines_inside_cells() {
        let file = "\u{FEFF}a,\"b,1\r\n\"\"x\"\"\",\r\n\n无,,2";
        assert_eq!(texts(file), [vec!["a", "b,1\r\n\"x\"", ""], vec!["无", "", "2"]]);
    }

    #[test]
    fn a_cell_knows_its_bytes() {
        let file = "标题,\"问\"\n发货,好";
        for cell in rows(file).into_iter().flatten() {
            assert_eq!(file.get(cell.start..cell.end), Some(cell.text.as_str()));
        }
    }
}
