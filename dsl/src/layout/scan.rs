//! Characters to logical lines: comments, quotes, brackets, folding.

use unicode_normalization::UnicodeNormalization;

use super::{DEPTH_LIMIT, Folded, Indented, Line, LineKind, QUOTE_CLOSE, QUOTE_OPEN, fold};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::keywords;
use crate::source::{SourceId, Span};

/// Reads the logical lines of a file.
pub(super) fn scan(source: SourceId, text: &str) -> (Vec<Indented>, Vec<Diagnostic>) {
    let mut scanner = Scanner::new(source, text, 0);
    let mut lines = Vec::new();
    if scanner.peek() == Some('\u{FEFF}') {
        scanner.next();
    }
    while scanner.peek().is_some() {
        if let Some(line) = scanner.line() {
            lines.push(line);
        }
    }
    (lines, scanner.diagnostics)
}

/// Reads all of `text` as one line.
pub(super) fn one_line(source: SourceId, text: &str, at: u32) -> (Line, Vec<Diagnostic>) {
    let mut scanner = Scanner::new(source, text, at);
    scanner.spaces();
    let line = scanner.plain(0);
    (line, scanner.diagnostics)
}

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
    /// Where `text` begins in its source.
    base: u32,
    diagnostics: Vec<Diagnostic>,
    /// How the block at column 0 that is being read indents its lines.
    indent: Indent,
}

/// The indentation of a block at column 0.
#[derive(Default)]
struct Indent {
    /// Whether it is by tabs, once a line was indented.
    tabs: Option<bool>,
    /// Columns of the last line that kept to it.
    above: usize,
    /// Whether a line that did not has been reported.
    reported: bool,
}

impl<'t> Scanner<'t> {
    fn new(source: SourceId, text: &'t str, base: u32) -> Self {
        Self { source, text, at: 0, base, diagnostics: Vec::new(), indent: Indent::default() }
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

    /// The place of byte `at` in the source.
    fn place(&self, at: usize) -> u32 {
        self.base.saturating_add(u32::try_from(at).unwrap_or(u32::MAX))
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span { source: self.source, start: self.place(start), end: self.place(end) }
    }

    fn at_line_end(&self) -> bool {
        let rest = self.rest();
        rest.is_empty() || rest.starts_with('\n') || rest.starts_with("\r\n")
    }

    fn skip_line_end(&mut self) {
        while !self.at_line_end() {
            self.next();
        }
        if self.peek() == Some('\r') {
            self.next();
        }
        self.next();
    }

    /// Skips blanks and counts their columns.
    fn spaces(&mut self) -> usize {
        let mut columns = 0;
        while let Some(c) = self.peek().filter(|&c| fold(c) == ' ' || (c == '\r' && !self.at_line_end())) {
            columns += if c == '\u{3000}' { 2 } else { 1 };
            self.next();
        }
        columns
    }

    fn line(&mut self) -> Option<Indented> {
        let start = self.at;
        let columns = self.spaces();
        if self.at_line_end() || self.peek().is_some_and(|c| fold(c) == '#') {
            self.skip_line_end();
            return None;
        }
        let columns = self.one_kind_of_indent(start, columns);
        let line =
            if self.peek().is_some_and(|c| fold(c) == '-') { self.bullet() } else { self.plain(columns) };
        let nothing_left = line.kind != LineKind::Bullet && line.text().is_empty();
        (!nothing_left).then_some(Indented { columns, line })
    }

    /// A block is indented by blanks or by tabs, never by both: the first line that does otherwise is reported, and such lines
    /// count as indented like the line above them.
    fn one_kind_of_indent(&mut self, start: usize, columns: usize) -> usize {
        if columns == 0 {
            self.indent = Indent::default();
            return 0;
        }
        let blanks = self.text.get(start..self.at).unwrap_or_default();
        let tabs = blanks.contains('\t');
        let mixed = blanks.contains(|c| (c == '\t') != *self.indent.tabs.get_or_insert(tabs));
        if mixed {
            if !std::mem::replace(&mut self.indent.reported, true) {
                let message = Message::new(
                    "这一段的缩进混用了制表符和空格。",
                    "This block is indented by tabs and by spaces.",
                );
                let help = Message::new("缩进只用空格。", "Indent by spaces only.");
                let span = self.span(start, self.at);
                self.diagnostics.push(Diagnostic::new(Code("E0103"), span, message).help(help));
            }
            return self.indent.above.max(1);
        }
        self.indent.above = columns;
        columns
    }

    /// `- words`: verbatim to the end of the line, or to a comment behind a blank.
    fn bullet(&mut self) -> Line {
        let head = self.at;
        self.next();
        self.spaces();
        let mut folded = Folded::default();
        let mut blank = false;
        while !self.at_line_end() {
            let start = self.at;
            let Some(c) = self.next() else { break };
            if fold(c) == '#' && blank {
                break;
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
        let mut folded = Folded::default();
        let mut open: Vec<Open> = Vec::new();
        let faults = self.diagnostics.len();
        let regex = self.is_regex_line();
        loop {
            if self.at_line_end() {
                if open.is_empty() || !self.goes_on(columns) {
                    break;
                }
                let start = self.at;
                self.skip_line_end();
                self.spaces();
                if !folded.as_str().ends_with(' ') {
                    folded.push(' ', self.place(start), self.place(start));
                }
                continue;
            }
            let start = self.at;
            let Some(c) = self.next() else { break };
            match fold(c) {
                '#' => {
                    while !self.at_line_end() {
                        self.next();
                    }
                }
                '"' | '“' | '「' => self.quote(start, c, &mut folded),
                '/' if regex => self.regex(start, &mut folded),
                '(' | '[' | '{' => self.open(start, c, &mut folded, &mut open),
                ')' | ']' | '}' => self.close(start, c, &mut folded, &mut open),
                _ if self.is_hidden(start, c) => {}
                plain => {
                    let meant = self.look_alike(start, c).unwrap_or(plain);
                    folded.push(meant, self.place(start), self.place(self.at));
                }
            }
        }
        for left in open.iter().rev() {
            folded.push(left.close, self.place(self.at), self.place(self.at));
        }
        self.unclosed(&open);
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

    /// Whether the line begins with a keyword behind which regular expressions stand.
    fn is_regex_line(&self) -> bool {
        let heads = ["rule", "regex"].into_iter().filter_map(keywords::get);
        heads.flat_map(|k| [k.zh, k.en]).flatten().any(|word| self.rest().starts_with(word))
    }

    /// Whether the next line that is not blank belongs to the brackets still open: it is indented deeper than the line they
    /// stand on, or begins with a closing bracket.
    fn goes_on(&self, columns: usize) -> bool {
        let mut ahead = Scanner::new(self.source, self.text, self.base);
        ahead.at = self.at;
        loop {
            ahead.skip_line_end();
            let indent = ahead.spaces();
            match ahead.peek().map(fold) {
                None => return false,
                Some('#' | '\n' | '\r') => {}
                Some(')' | ']' | '}') => return true,
                Some(_) => return indent > columns,
            }
        }
    }

    /// A quoted text, verbatim between the stand-ins of its quotes; it ends with the line at the latest.
    fn quote(&mut self, start: usize, c: char, folded: &mut Folded) {
        folded.push(QUOTE_OPEN, self.place(start), self.place(self.at));
        let mut waiting = vec![partner(c)];
        while !self.at_line_end() {
            let at = self.at;
            let Some(c) = self.next() else { break };
            if waiting.last() == Some(&c) {
                waiting.pop();
                if waiting.is_empty() {
                    folded.push(QUOTE_CLOSE, self.place(at), self.place(self.at));
                    return;
                }
            } else if matches!(c, '“' | '「') && !matches!(waiting.last(), Some('"' | '＂')) {
                waiting.push(partner(c));
            }
            self.is_hidden(at, c);
            folded.push(verbatim(c), self.place(at), self.place(self.at));
            if c == '\\' && !self.at_line_end() {
                let at = self.at;
                let escaped = self.next().unwrap_or(' ');
                folded.push(verbatim(escaped), self.place(at), self.place(self.at));
            }
        }
        folded.push(QUOTE_CLOSE, self.place(self.at), self.place(self.at));
        self.unclosed_quote(start, c);
    }

    fn regex(&mut self, start: usize, folded: &mut Folded) {
        folded.push('/', self.place(start), self.place(self.at));
        let mut escaped = false;
        while !self.at_line_end() {
            let at = self.at;
            let Some(c) = self.next() else { break };
            folded.push(c, self.place(at), self.place(self.at));
            if c == '/' && !escaped {
                return;
            }
            escaped = c == '\\' && !escaped;
        }
        folded.push('/', self.place(self.at), self.place(self.at));
        let span = self.span(start, start + 1);
        let close = self.span(self.at, self.at);
        self.diagnostics.push(
            Diagnostic::new(
                Code("E0104"),
                span,
                Message::new("这条正则没有用 / 收尾。", "This regular expression is not closed by a /."),
            )
            .fix(Message::new("在末尾补上 /。", "Add a / at its end."), close, "/"),
        );
    }

    fn open(&mut self, start: usize, c: char, folded: &mut Folded, open: &mut Vec<Open>) {
        let span = self.span(start, self.at);
        if open.len() == DEPTH_LIMIT {
            self.diagnostics.push(Diagnostic::new(
                Code("E0104"),
                span,
                Message::new(
                    format!("括号套得太深，最多 {DEPTH_LIMIT} 层。"),
                    format!("Brackets are nested too deep; the limit is {DEPTH_LIMIT}."),
                ),
            ));
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
                self.unclosed(&[inner]);
            }
            open.pop();
            folded.push(fold(c), span.start, span.end);
            return;
        }
        let found = |zh, en| Diagnostic::new(Code("E0104"), span, Message::new(zh, en));
        self.diagnostics.push(match open.pop() {
            Some(inner) => {
                folded.push(inner.close, span.start, span.end);
                let close = inner.close;
                found(
                    format!("这里应该用 {close} 收尾，不是 {c}。"),
                    format!("Closed by {c} instead of {close}."),
                )
                .label(inner.span, Message::new("从这里开始", "opened here"))
                .fix(
                    Message::new(format!("改成 {close}。"), format!("Write {close}.")),
                    span,
                    close,
                )
            }
            None => found(format!("这里多了一个 {c}。"), format!("This {c} closes nothing.")).fix(
                Message::new("把它删掉。", "Delete it."),
                span,
                "",
            ),
        });
    }

    fn unclosed(&mut self, open: &[Open]) {
        for left in open {
            let message = Message::new(
                format!("这个括号没有用 {} 收尾。", left.close),
                format!("This bracket is not closed by a {}.", left.close),
            );
            let help = Message::new(format!("补上 {}。", left.close), format!("Add a {}.", left.close));
            self.diagnostics.push(Diagnostic::new(Code("E0104"), left.span, message).help(help));
        }
    }

    /// Reports a character that nobody sees, or that turns the direction of writing.
    fn is_hidden(&mut self, start: usize, c: char) -> bool {
        let direction =
            matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        let hidden = direction || matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}');
        if hidden {
            let span = self.span(start, self.at);
            let code = u32::from(c);
            let message = Message::new(
                format!("这里有一个看不见的字符（U+{code:04X}）。"),
                format!("There is an invisible character here (U+{code:04X})."),
            );
            let found = Diagnostic::new(Code("W0105"), span, message);
            self.diagnostics.push(found.fix(Message::new("把它删掉。", "Delete it."), span, ""));
        }
        hidden
    }

    /// Reports a character of a name that looks like another one, and returns that one.
    fn look_alike(&mut self, start: usize, c: char) -> Option<char> {
        let like = latin_of(c).or_else(|| hanzi_of(c))?;
        let span = self.span(start, self.at);
        let message = Message::new(
            format!("这个「{c}」（U+{:04X}）不是「{like}」，只是看起来一样。", u32::from(c)),
            format!("This `{c}` (U+{:04X}) only looks like `{like}`.", u32::from(c)),
        );
        let help = Message::new(format!("改成「{like}」。"), format!("Write `{like}`."));
        self.diagnostics.push(Diagnostic::new(Code("W0105"), span, message).fix(help, span, like));
        Some(like)
    }

    fn unclosed_quote(&mut self, start: usize, c: char) {
        let close = partner(c);
        let end = self.span(self.at, self.at);
        let span = self.span(start, start + c.len_utf8());
        self.diagnostics.push(
            Diagnostic::new(
                Code("E0104"),
                span,
                Message::new(
                    format!("这个引号没有用 {close} 收尾；引号里的话要写在一行里。"),
                    format!("This quote is not closed by a {close}; a text stands on one line."),
                ),
            )
            .fix(
                Message::new(
                    format!("在这句话后面补上 {close}。"),
                    format!("Add a {close} behind the text."),
                ),
                end,
                close.to_string(),
            ),
        );
    }
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

/// The Latin letter that a Cyrillic or Greek letter looks like.
fn latin_of(c: char) -> Option<char> {
    const PAIRS: &str = "аaеeоoрpсcуyхxіiАAВBЕEКKМMНHОOРPСCТTУYХXΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοo";
    let mut pairs = PAIRS.chars();
    while let (Some(strange), Some(latin)) = (pairs.next(), pairs.next()) {
        if strange == c {
            return Some(latin);
        }
    }
    None
}

/// The character that a radical looks like, which fonts draw alike.
fn hanzi_of(c: char) -> Option<char> {
    let may_look_alike = matches!(c, '\u{2E80}'..='\u{2FDF}' | '\u{F900}'..='\u{FAFF}');
    may_look_alike.then(|| std::iter::once(c).nfkc().next()).flatten().filter(|&like| like != c)
}
