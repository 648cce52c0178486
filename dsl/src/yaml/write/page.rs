//! Values to lines: what is short stands in one line, what is long in a block.

use unicode_width::UnicodeWidthStr;

use super::scalar::{self, Context};

/// How many columns a line may take before its value becomes a block.
const WIDTH: usize = 110;
/// How many columns a statement may take to stand within its list.
const SHORT: usize = 60;
/// How many columns each level is indented.
const INDENT: usize = 2;

/// A value to be written.
#[derive(Debug, Clone)]
pub(super) struct Out {
    /// Where something of it stands in the source; 0 where nobody knows.
    pub(super) at: u32,
    pub(super) form: Form,
    /// Whether a blank line stands before it.
    pub(super) apart: bool,
}

/// The forms of a value.
#[derive(Debug, Clone)]
pub(super) enum Form {
    /// Words that mean themselves.
    Text(String),
    /// A number, a truth, or an expression that may be one.
    Literal(String),
    List(Vec<Out>, Style),
    Map(Vec<(String, Out)>, Style),
}

/// Whether a value may stand in one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// If there is room.
    Line,
    /// Of a list, if it has one item only and there is room.
    Alone,
    /// A statement: within a list of one, if it is short.
    Statement,
    /// Never.
    Block,
}

/// A line of the file.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) indent: usize,
    pub(super) text: String,
    /// Where in the source something of it stands; 0 where nobody knows.
    pub(super) at: u32,
    /// A comment behind it, with its mark.
    pub(super) comment: Option<String>,
    /// Whether a blank line stands before it.
    pub(super) apart: bool,
}

/// The lines of a mapping at the margin.
pub(super) fn lines(entries: &[(String, Out)]) -> Vec<Line> {
    let mut page = Page { lines: Vec::new() };
    page.map(entries, 0, "");
    page.lines
}

impl Out {
    /// The first place in it that is known.
    fn first(&self) -> u32 {
        if self.at > 0 {
            return self.at;
        }
        match &self.form {
            Form::Text(_) | Form::Literal(_) => 0,
            Form::List(items, _) => items.iter().map(Self::first).find(|at| *at > 0).unwrap_or(0),
            Form::Map(entries, _) => entries.iter().map(|(_, v)| v.first()).find(|at| *at > 0).unwrap_or(0),
        }
    }

    fn is_word(&self) -> bool {
        matches!(self.form, Form::Text(_) | Form::Literal(_))
    }

    /// The value in one line, if it may stand so.
    fn in_line(&self, context: Context) -> Option<String> {
        match &self.form {
            Form::Text(text) => Some(scalar::text(text, context)),
            Form::Literal(text) => Some(scalar::literal(text, context)),
            Form::List(items, style) => {
                let fits = match style {
                    Style::Line => true,
                    Style::Alone | Style::Statement => items.len() <= 1,
                    Style::Block => items.is_empty(),
                };
                let items: Option<Vec<_>> =
                    items.iter().map(|item| item.in_line(Context::Brackets)).collect();
                items.filter(|_| fits).map(|items| format!("[{}]", items.join(", ")))
            }
            Form::Map(entries, style) => {
                let pair = |(key, value): &(String, Self)| {
                    let key = scalar::text(key, Context::Brackets);
                    value.in_line(Context::Brackets).map(|value| format!("{key}: {value}"))
                };
                let pairs: Option<Vec<_>> = entries.iter().map(pair).collect();
                let line = format!("{{{}}}", pairs?.join(", "));
                let fits = match style {
                    Style::Line | Style::Alone => true,
                    Style::Statement => {
                        let words = entries.iter().all(|(_, value)| value.is_word());
                        entries.len() == 1 || (entries.len() == 2 && words && line.width() <= SHORT)
                    }
                    Style::Block => entries.is_empty(),
                };
                fits.then_some(line)
            }
        }
    }
}

struct Page {
    lines: Vec<Line>,
}

impl Page {
    fn line(&mut self, indent: usize, text: String, at: u32) {
        self.lines.push(Line { indent, text, at, comment: None, apart: false });
    }

    /// The entries of a mapping; `lead` stands before the first, which `indent` counts.
    fn map(&mut self, entries: &[(String, Out)], indent: usize, lead: &str) {
        for (number, (key, value)) in entries.iter().enumerate() {
            let from = self.lines.len();
            self.entry(key, value, indent, if number == 0 { lead } else { "" });
            self.set_apart(from, value);
        }
    }

    fn entry(&mut self, key: &str, value: &Out, indent: usize, lead: &str) {
        let place = indent - lead.len();
        let key = format!("{lead}{}:", scalar::text(key, Context::Block));
        let line = value.in_line(Context::Block);
        match line.filter(|l| value.is_word() || place + key.width() + 1 + l.width() <= WIDTH) {
            Some(line) => self.line(place, format!("{key} {line}"), value.first()),
            None => {
                self.line(place, key, value.at);
                self.block(value, indent + INDENT);
            }
        }
    }

    /// Puts a blank line before what was written from line `from` on, if it stands apart.
    fn set_apart(&mut self, from: usize, out: &Out) {
        if let Some(first) = self.lines.get_mut(from).filter(|_| out.apart) {
            first.apart = true;
        }
    }

    /// What stands below a key or a dash.
    fn block(&mut self, value: &Out, indent: usize) {
        match &value.form {
            Form::List(items, _) => self.list(items, indent),
            Form::Map(entries, _) => self.map(entries, indent, ""),
            Form::Text(_) | Form::Literal(_) => {
                let text = value.in_line(Context::Block).unwrap_or_default();
                self.line(indent, text, value.at);
            }
        }
    }

    fn list(&mut self, items: &[Out], indent: usize) {
        for item in items {
            let from = self.lines.len();
            let statement = matches!(item.form, Form::Map(_, Style::Statement));
            let line = item
                .in_line(Context::Block)
                .filter(|line| item.is_word() || (!statement && indent + INDENT + line.width() <= WIDTH));
            match (&item.form, line) {
                (_, Some(line)) => self.line(indent, format!("- {line}"), item.first()),
                (Form::Map(entries, _), None) => self.map(entries, indent + INDENT, "- "),
                (_, None) => {
                    self.line(indent, "-".to_owned(), item.at);
                    self.block(item, indent + INDENT);
                }
            }
            self.set_apart(from, item);
        }
    }
}

impl Line {
    /// The line with its indentation and comment.
    pub(super) fn write(&self, out: &mut String) {
        if self.apart {
            out.push('\n');
        }
        out.extend(std::iter::repeat_n(' ', self.indent));
        out.push_str(&self.text);
        if let Some(comment) = &self.comment {
            out.push_str(if self.text.is_empty() { "" } else { "  " });
            out.push_str(comment);
        }
        out.push('\n');
    }
}
