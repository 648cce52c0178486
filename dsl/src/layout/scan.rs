//! Characters to logical lines: comments, quotes, brackets, folding.

mod quoted;

use super::look_alike::{is_hidden, usual};
use super::{DEPTH_LIMIT, Folded, Indented, Line, LineKind, Places, QUOTE_CLOSE, QUOTE_OPEN, fault, fold};
use crate::diagnostic::Diagnostic;
use crate::keywords;
use crate::source::{SourceId, Span};
use std::sync::LazyLock;

/// The keywords behind which regular expressions stand.
static REGEX_HEADS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let heads = ["rule", "regex"].into_iter().filter_map(keywords::get);
    heads.flat_map(|k| [k.zh, k.en]).flatten().collect()
});

/// What is found in a file.
pub(super) struct Scanned {
    pub(super) lines: Vec<Indented>,
    pub(super) comments: Vec<Span>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Reads the logical lines of a file.
pub(super) fn scan(source: SourceId, text: &str) -> Scanned {
    let mut scanner = Scanner::new(source, text, Places::From(0));
    let mut lines = Vec::new();
    if scanner.peek() == Some('\u{FEFF}') {
        scanner.next();
    }
    while scanner.peek().is_some() {
        if let Some(line) = scanner.line() {
            lines.push(line);
        }
    }
    Scanned { lines, comments: scanner.noted, diagnostics: scanner.diagnostics }
}

/// Whether a `#` begins a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comments {
    /// It does, and comments are left out.
    Left,
    /// It is a character like any other.
    None,
}

/// Reads all of `text` as one line.
pub(super) fn one_line(
    source: SourceId,
    text: &str,
    places: Places<'_>,
    comments: Comments,
) -> (Line, Vec<Diagnostic>) {
    let mut scanner = Scanner::new(source, text, places);
    scanner.comments = comments;
    scanner.spaces();
    let line = scanner.plain(0);
    (line, scanner.diagnostics)
}

/// Reads all of `text` as if it stood in quotes.
pub(super) fn text(source: SourceId, text: &str, places: Places<'_>) -> (Line, Vec<Diagnostic>) {
    let mut scanner = Scanner::new(source, text, places);
    let mut folded = Folded::new(scanner.place(0));
    folded.push(QUOTE_OPEN, scanner.place(0), scanner.place(0));
    while let Some(c) = scanner.peek() {
        let start = scanner.at;
        scanner.next();
        if is_hidden(c) {
            scanner.hidden(start, c);
        }
        folded.push(verbatim(c), scanner.place(start), scanner.place(scanner.at));
    }
    folded.push(QUOTE_CLOSE, scanner.place(scanner.at), scanner.place(scanner.at));
    let span = scanner.span(0, scanner.at);
    (Line { folded, span, kind: LineKind::Plain, children: Vec::new() }, scanner.diagnostics)
}

/// Reads all of `text` as the words behind a dash.
pub(super) fn words(source: SourceId, text: &str, places: Places<'_>) -> (Line, Vec<Diagnostic>) {
    let mut scanner = Scanner::new(source, text, places);
    scanner.comments = Comments::None;
    scanner.spaces();
    let head = scanner.at;
    let line = scanner.words(head);
    (line, scanner.diagnostics)
}

/// A tab leads to the next column that this divides.
const TAB: usize = 4;

/// A bracket that waits for its partner.
struct Open {
    close: char,
    span: Span,
}

struct Scanner<'t> {
    source: SourceId,
    text: &'t str,
    /// Bytes read.
    at: usize,
    /// Where `text` stands in its source.
    places: Places<'t>,
    comments: Comments,
    diagnostics: Vec<Diagnostic>,
    /// Where the comments so far stand.
    noted: Vec<Span>,
    /// How the block at column 0 that is being read indents its lines.
    indent: Indent,
}

/// The indentation of a block at column 0.
#[derive(Default)]
struct Indent {
    /// Whether it is by tabs, once a line was indented.
    tabs: Option<bool>,
    /// Whether a line that did not has been reported.
    reported: bool,
}

impl<'t> Scanner<'t> {
    fn new(source: SourceId, text: &'t str, places: Places<'t>) -> Self {
        Self {
            source,
            text,
            at: 0,
            places,
            comments: Comments::Left,
            diagnostics: Vec::new(),
            noted: Vec::new(),
            indent: Indent::default(),
        }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Adds what comes next to `folded`, as far as it means nothing but itself.
    fn unchanged(&mut self, folded: &mut Folded, itself: &Bytes) {
        if matches!(self.places, Places::Each(_)) {
            return;
        }
        let rest = self.rest();
        let length = rest.bytes().take_while(|b| itself.get(usize::from(*b)) == Some(&true)).count();
        if let Some(run) = rest.get(..length).filter(|run| !run.is_empty()) {
            folded.push_unchanged(run, self.place(self.at));
            self.at += length;
        }
    }

    /// The place of byte `at` in the source.
    fn place(&self, at: usize) -> u32 {
        self.places.of(at)
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span { source: self.source, start: self.place(start), end: self.place(end) }
    }

    fn at_line_end(&self) -> bool {
        let rest = self.rest();
        rest.is_empty() || rest.starts_with(['\n', '\r'])
    }

    fn skip_line_end(&mut self) {
        while !self.at_line_end() {
            self.next();
        }
        if self.next() == Some('\r') && self.peek() == Some('\n') {
            self.next();
        }
    }

    /// Skips blanks and counts their columns.
    fn spaces(&mut self) -> usize {
        let mut columns = 0;
        while let Some(c) = self.peek().filter(|&c| fold(c) == ' ') {
            columns += match c {
                '\u{3000}' => 2,
                '\t' => TAB - columns % TAB,
                _ => 1,
            };
            self.next();
        }
        columns
    }

    fn line(&mut self) -> Option<Indented> {
        let start = self.at;
        let columns = self.spaces();
        if self.peek().is_some_and(|c| fold(c) == '#') {
            self.comment(self.at);
        }
        if self.at_line_end() {
            self.skip_line_end();
            return None;
        }
        self.one_kind_of_indent(start, columns);
        let line =
            if self.peek().is_some_and(|c| fold(c) == '-') { self.bullet() } else { self.plain(columns) };
        let nothing_left = line.kind != LineKind::Bullet && line.text().is_empty();
        (!nothing_left).then_some(Indented { columns, written: columns, line })
    }

    /// A block is indented by blanks or by tabs, never by both: the first line that does otherwise is reported. Such lines are read as
    /// most editors show them, so that nothing else is said of a block that looks right.
    fn one_kind_of_indent(&mut self, start: usize, columns: usize) {
        if columns == 0 {
            self.indent = Indent::default();
            return;
        }
        let blanks = self.text.get(start..self.at).unwrap_or_default();
        let tabs = *self.indent.tabs.get_or_insert(blanks.contains('\t'));
        let mixed = blanks.contains(|c| (c == '\t') != tabs);
        if mixed && !std::mem::replace(&mut self.indent.reported, true) {
            self.diagnostics.push(fault::mixed_indent(self.span(start, self.at)));
        }
    }

    /// `- words`: verbatim to the end of the line, or to a comment behind a blank.
    fn bullet(&mut self) -> Line {
        let head = self.at;
        self.next();
        self.spaces();
        self.words(head)
    }

    /// The words behind a dash, which stands at `head`.
    fn words(&mut self, head: usize) -> Line {
        let mut folded = Folded::new(self.place(self.at)).with_room(self.rest().find('\n'));
        let mut blank = false;
        loop {
            let start = self.at;
            self.unchanged(&mut folded, &IN_WORDS);
            blank &= self.at == start;
            if self.at_line_end() {
                break;
            }
            let start = self.at;
            let Some(c) = self.next() else { break };
            if fold(c) == '#' && blank && self.comments == Comments::Left {
                self.comment(start);
                break;
            }
            if is_hidden(c) {
                self.hidden(start, c);
            }
            blank = fold(c) == ' ';
            folded.push(if blank { ' ' } else { c }, self.place(start), self.place(self.at));
        }
        folded.trim_end();
        let end = folded.span(self.source, 0, folded.as_str().len()).end;
        let span = self.span(head, head + 1);
        let span = Span { end: end.max(span.end), ..span };
        self.skip_line_end();
        Line { folded, span, kind: LineKind::Bullet, children: Vec::new() }
    }

    fn plain(&mut self, columns: usize) -> Line {
        let head = self.at;
        let mut folded = Folded::new(self.place(self.at)).with_room(self.rest().find('\n'));
        let mut open: Vec<Open> = Vec::new();
        let faults = self.diagnostics.len();
        let regex = self.is_regex_line();
        loop {
            self.unchanged(&mut folded, &IN_A_LINE);
            if self.at_line_end() {
                let next = if open.is_empty() { None } else { self.goes_on(columns) };
                let Some(next) = next else { break };
                let start = self.at;
                self.blank_lines(next);
                if !folded.as_str().ends_with(' ') {
                    folded.push(' ', self.place(start), self.place(start));
                }
                continue;
            }
            let start = self.at;
            let Some(c) = self.next() else { break };
            match fold(c) {
                '#' if self.comments == Comments::Left => self.comment(start),
                '"' | '“' | '「' => self.quote(start, c, &mut folded),
                '”' | '」' => self.reversed(start, c, &mut folded),
                '/' if regex => self.regex(start, &mut folded),
                '(' | '[' | '{' => self.open(start, c, &mut folded, &mut open),
                ')' | ']' | '}' => self.close(start, c, &mut folded, &mut open),
                _ if is_hidden(c) => self.hidden(start, c),
                _ if c == '、' => folded.push_pause(self.place(start), self.place(self.at)),
                plain => {
                    let meant = self.meant(start, c).unwrap_or(plain);
                    folded.push(meant, self.place(start), self.place(self.at));
                }
            }
        }
        let written = folded.as_str().trim_end_matches(' ').len();
        let end = folded.span(self.source, written, written);
        for left in open.iter().rev() {
            folded.push(left.close, self.place(self.at), self.place(self.at));
            self.diagnostics.push(fault::unclosed_bracket(left.span, left.close, end));
        }
        folded.trim_end();
        folded.drop_last('。');
        folded.trim_end();
        let mended = self.diagnostics.iter().skip(faults).any(Diagnostic::is_error);
        let kind = if mended { LineKind::Mended } else { LineKind::Plain };
        let whole = folded.span(self.source, 0, folded.as_str().len());
        let span = Span { start: self.place(head), ..whole };
        self.skip_line_end();
        Line { folded, span, kind, children: Vec::new() }
    }

    /// Whether the line begins with a keyword and a regular expression behind it.
    fn is_regex_line(&self) -> bool {
        let mut behind = REGEX_HEADS.iter().filter_map(|word| self.rest().strip_prefix(word));
        behind.any(|rest| rest.trim_start_matches(|c| fold(c) == ' ').starts_with(['/', '／']))
    }

    /// Where the next line begins that is not blank, if it belongs to the brackets still open: it begins with a closing bracket, or is
    /// indented deeper than the line they stand on and does not look like a line of its own.
    fn goes_on(&self, columns: usize) -> Option<usize> {
        let mut ahead = Scanner::new(self.source, self.text, self.places);
        ahead.at = self.at;
        loop {
            ahead.skip_line_end();
            let start = ahead.at;
            let indent = ahead.spaces();
            match ahead.peek().map(fold) {
                None => return None,
                Some('#' | '\n' | '\r') => {}
                Some(')' | ']' | '}') => return Some(start),
                Some(_) => {
                    return (indent > columns && !keywords::heads(ahead.rest())).then_some(start);
                }
            }
        }
    }

    /// Reads the end of a line, and the blank ones and comments behind it, up to the first word of the line at byte `next`.
    fn blank_lines(&mut self, next: usize) {
        while self.at < next {
            self.skip_line_end();
            self.spaces();
            if self.at < next && self.peek().is_some_and(|c| fold(c) == '#') {
                self.comment(self.at);
            }
        }
    }

    /// Reads a comment, whose mark stands at `start`, to the end of its line.
    fn comment(&mut self, start: usize) {
        while !self.at_line_end() {
            self.next();
        }
        self.noted.push(self.span(start, self.at));
    }

    fn hidden(&mut self, start: usize, c: char) {
        self.diagnostics.push(fault::hidden(self.span(start, self.at), c));
    }

    /// The character of a name that `c` only looks like, which is reported.
    fn meant(&mut self, start: usize, c: char) -> Option<char> {
        let like = usual(c)?;
        self.diagnostics.push(fault::look_alike(self.span(start, self.at), c, like));
        Some(like)
    }

    fn open(&mut self, start: usize, c: char, folded: &mut Folded, open: &mut Vec<Open>) {
        let span = self.span(start, self.at);
        if open.len() == DEPTH_LIMIT {
            self.diagnostics.push(fault::brackets_too_deep(span));
            for left in open.drain(..).rev() {
                folded.push(left.close, span.start, span.start);
            }
            while !self.at_line_end() {
                self.next();
            }
            return;
        }
        let close = partner(fold(c));
        folded.push(fold(c), span.start, span.end);
        open.push(Open { close, span });
    }

    fn close(&mut self, start: usize, c: char, folded: &mut Folded, open: &mut Vec<Open>) {
        let span = self.span(start, self.at);
        if open.iter().any(|o| o.close == fold(c)) {
            while let Some(inner) = open.pop_if(|o| o.close != fold(c)) {
                folded.push(inner.close, span.start, span.start);
                let before = Span { end: span.start, ..span };
                self.diagnostics.push(fault::unclosed_bracket(inner.span, inner.close, before));
            }
            open.pop();
            folded.push(fold(c), span.start, span.end);
            return;
        }
        self.diagnostics.push(match open.pop() {
            Some(inner) => {
                folded.push(inner.close, span.start, span.end);
                fault::wrong_bracket(span, c, inner.close, inner.span)
            }
            None => fault::extra_bracket(span, c),
        });
    }
}

/// For every byte, whether it means nothing but itself.
type Bytes = [bool; 256];

/// The bytes that mean nothing but themselves in a line, outside quotes.
const IN_A_LINE: Bytes = itself(b"#\"/()[]{}");
/// The bytes that mean nothing but themselves behind a dash.
const IN_WORDS: Bytes = itself(b" #");
/// The bytes that mean nothing but themselves in a quoted text.
const IN_QUOTES: Bytes = itself(b"\"\\");

/// The bytes of UTF-8 of characters that neither end a line, nor are folded, hidden or look-alikes, nor are any mark but one of ASCII:
/// a printed one of ASCII, or one of U+4000 to U+9FFF, which begin with E4 to E9. A byte inside of a character counts as what came before
/// it. Without `marks`.
#[expect(clippy::indexing_slicing, reason = "evaluated while it is compiled")]
const fn itself(marks: &[u8]) -> Bytes {
    let mut found = [false; 256];
    let mut byte: usize = 0;
    while byte < found.len() {
        found[byte] = matches!(byte, 0x20..=0x7E | 0x80..=0xBF | 0xE4..=0xE9);
        byte += 1;
    }
    let mut mark = 0;
    while mark < marks.len() {
        found[marks[mark] as usize] = false;
        mark += 1;
    }
    found
}

/// A character of a quoted text as the grammar sees it.
fn verbatim(c: char) -> char {
    if matches!(c, QUOTE_OPEN | QUOTE_CLOSE) { char::REPLACEMENT_CHARACTER } else { c }
}

/// What closes the quote or bracket `c`.
fn partner(c: char) -> char {
    match c {
        '“' => '”',
        '「' => '」',
        '(' => ')',
        '[' => ']',
        '{' => '}',
        other => other,
    }
}
