//! What stands verbatim in a line: texts between quotes, regular expressions between slashes.

use super::super::look_alike::is_hidden;
use super::super::{Folded, QUOTE_CLOSE, QUOTE_OPEN, fault};
use super::{IN_QUOTES, Scanner, partner, verbatim};

impl Scanner<'_> {
    /// A quoted text, verbatim between the stand-ins of its quotes; it ends with the line at the latest.
    pub(super) fn quote(&mut self, start: usize, c: char, folded: &mut Folded) {
        folded.push(QUOTE_OPEN, self.place(start), self.place(self.at));
        let mut waiting = vec![partner(c)];
        loop {
            self.unchanged(folded, &IN_QUOTES);
            let at = self.at;
            let Some(c) = (!self.at_line_end()).then(|| self.next()).flatten() else { break };
            if waiting.last() == Some(&c) {
                waiting.pop();
                if waiting.is_empty() {
                    folded.push(QUOTE_CLOSE, self.place(at), self.place(self.at));
                    return;
                }
            } else if matches!(c, '“' | '「') && !matches!(waiting.last(), Some('"' | '＂')) {
                waiting.push(partner(c));
            }
            if is_hidden(c) {
                self.hidden(at, c);
            }
            folded.push(verbatim(c), self.place(at), self.place(self.at));
            if c == '\\' && !self.at_line_end() {
                let at = self.at;
                let escaped = self.next().unwrap_or(' ');
                folded.push(verbatim(escaped), self.place(at), self.place(self.at));
            }
        }
        folded.push(QUOTE_CLOSE, self.place(self.at), self.place(self.at));
        let written = self.text.get(start..self.at).unwrap_or_default().trim_end_matches([' ', '。']);
        let last = start + written.char_indices().next_back().map_or(0, |(i, _)| i);
        let quote = self.span(start, start + c.len_utf8());
        let between = self.text.get(start + c.len_utf8()..last).unwrap_or_default();
        let alone = !between.contains(|c| "\"“”「」＂#＃".contains(c));
        let end = self.span(start + written.len(), start + written.len());
        let mark = written.chars().next_back().filter(|q| "\"”」’“＂'".contains(*q));
        self.diagnostics.push(match mark.filter(|q| !closes_its_own(between, *q)) {
            Some(other) if last > start => {
                fault::wrong_quote(self.span(last, start + written.len()), other, partner(c), quote, alone)
            }
            _ => fault::unclosed_quote(quote, partner(c), end, alone),
        });
    }

    /// `”您好“`: a text whose quotes are the wrong way round; a closing quote alone stands for itself.
    pub(super) fn reversed(&mut self, start: usize, close: char, folded: &mut Folded) {
        let open = if close == '”' { '“' } else { '「' };
        let next = self.rest().find([open, close, '\n', '\r']);
        let next = next.and_then(|next| self.rest().split_at_checked(next));
        let Some((inner, _)) = next.filter(|(_, rest)| rest.starts_with(open)) else {
            folded.push(close, self.place(start), self.place(self.at));
            return;
        };
        folded.push(QUOTE_OPEN, self.place(start), self.place(self.at));
        for c in inner.chars() {
            let at = self.at;
            self.next();
            folded.push(verbatim(c), self.place(at), self.place(self.at));
        }
        let at = self.at;
        self.next();
        folded.push(QUOTE_CLOSE, self.place(at), self.place(self.at));
        let right = format!("{open}{inner}{close}");
        self.diagnostics.push(fault::reversed_quotes(self.span(start, self.at), &right));
    }

    /// A regular expression, verbatim between its slashes; it ends with the line at the latest.
    pub(super) fn regex(&mut self, start: usize, folded: &mut Folded) {
        let wide = self.text.get(start..).is_some_and(|mark| mark.starts_with('／'));
        folded.push('/', self.place(start), self.place(self.at));
        let mut escaped = false;
        while !self.at_line_end() {
            let at = self.at;
            let Some(c) = self.next() else { break };
            // Whoever types one mark in full width types the other so too.
            let ends = !escaped && (c == '/' || c == '／' && wide);
            folded.push(if ends { '/' } else { c }, self.place(at), self.place(self.at));
            if ends {
                return;
            }
            escaped = c == '\\' && !escaped;
        }
        folded.push('/', self.place(self.at), self.place(self.at));
        let mark = self.span(start, start + if wide { '／'.len_utf8() } else { 1 });
        let end = self.span(self.at, self.at);
        self.diagnostics.push(fault::unclosed_regex(mark, end));
    }
}

/// Whether the quote `mark` behind a text closes one that opens in it.
fn closes_its_own(text: &str, mark: char) -> bool {
    let open = match mark {
        '”' => '“',
        '」' => '「',
        '’' => '‘',
        _ => return false,
    };
    text.matches(open).count() > text.matches(mark).count()
}
