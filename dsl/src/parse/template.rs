//! Texts in quotes: `{path|filter}` holes and `\` escapes.

use unicode_normalization::UnicodeNormalization;

use crate::ast::{Template, TemplatePart};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::keywords::Family;
use crate::source::{Name, Span, Spanned};

use super::Reader;
use super::grammar::{Node, Rule};
use super::head::is_name_char;
use super::name;

impl Reader<'_> {
    /// The first text below `node`, with its holes.
    pub(super) fn template_in(&mut self, node: &Node<'_>) -> Option<Template> {
        node.find(Rule::text).map(|text| self.template(&text))
    }

    /// A text with its holes.
    pub(super) fn template(&mut self, node: &Node<'_>) -> Template {
        let span = inside(node);
        let parts =
            Holes { reader: self, span, parts: Vec::new(), verbatim: String::new(), unpaired: false }.read();
        Template { parts, span }
    }

    /// A text without holes: escapes are resolved, braces stand for themselves.
    pub(super) fn verbatim(&mut self, node: &Node<'_>) -> Spanned<String> {
        let span = inside(node);
        let mut text = String::new();
        let mut chars = self.under(span).chars();
        while let Some(c) = chars.next() {
            text.push(if c == '\\' { chars.next().unwrap_or('\\') } else { c });
        }
        Spanned::new(text.nfc().collect(), span)
    }

    /// The source under a span.
    fn under(&self, span: Span) -> &str {
        let at = |place: u32| place.saturating_sub(self.base) as usize;
        self.text.get(at(span.start)..at(span.end)).unwrap_or_default()
    }
}

/// Where the text between the quotes stands.
fn inside(node: &Node<'_>) -> Span {
    node.inside(crate::layout::QUOTE_OPEN.len_utf8(), crate::layout::QUOTE_CLOSE.len_utf8())
}

/// The walk through one text.
struct Holes<'r, 't> {
    reader: &'r mut Reader<'t>,
    span: Span,
    parts: Vec<TemplatePart>,
    verbatim: String,
    /// Whether a brace without partner was reported: the others of this text mostly follow from it.
    unpaired: bool,
}

impl Holes<'_, '_> {
    fn read(mut self) -> Vec<TemplatePart> {
        let text = self.reader.under(self.span).to_owned();
        let mut rest = text.as_str();
        while let Some(c) = rest.chars().next() {
            let behind = rest.get(c.len_utf8()..).unwrap_or_default();
            rest = match c {
                '\\' => self.escape(behind),
                '{' => self.hole(behind, self.place(&text, rest)),
                '}' => {
                    self.stray(self.place(&text, rest));
                    behind
                }
                _ => {
                    self.verbatim.push(c);
                    behind
                }
            };
        }
        self.flush();
        self.parts
    }

    /// The place in the source of `rest`, which is the end of `text`.
    fn place(&self, text: &str, rest: &str) -> u32 {
        self.span.start.saturating_add(u32::try_from(text.len() - rest.len()).unwrap_or(u32::MAX))
    }

    fn flush(&mut self) {
        if !self.verbatim.is_empty() {
            let text = std::mem::take(&mut self.verbatim).nfc().collect();
            self.parts.push(TemplatePart::Text(text));
        }
    }

    fn escape<'s>(&mut self, behind: &'s str) -> &'s str {
        let mut chars = behind.chars();
        self.verbatim.push(chars.next().unwrap_or('\\'));
        chars.as_str()
    }

    fn stray(&mut self, at: u32) {
        if std::mem::replace(&mut self.unpaired, true) {
            return;
        }
        let span = Span { start: at, end: at + 1, ..self.span };
        let message = Message::new("这个 } 前面没有 {。", "This } has no { before it.");
        let help = Message::new("要显示花括号本身，写成 \\}。", "To show the brace itself write \\}.");
        self.reader.report(Diagnostic::new(Code("E0104"), span, message).fix(help, span, "\\}"));
    }

    /// Reads what stands behind a `{` at `at`, and returns what stands behind its `}`.
    fn hole<'s>(&mut self, behind: &'s str, at: u32) -> &'s str {
        // The next brace of either kind decides, so that a text of braces is not walked once for each.
        let closed = behind.find(['{', '}']).filter(|i| behind.get(*i..).is_some_and(|b| b.starts_with('}')));
        let Some((inner, rest)) = closed.and_then(|i| Some((behind.get(..i)?, behind.get(i + 1..)?))) else {
            if std::mem::replace(&mut self.unpaired, true) {
                return behind;
            }
            let span = Span { start: at, end: at + 1, ..self.span };
            let message = Message::new("这个 { 没有用 } 收尾。", "This { is not closed by a }.");
            let help = Message::new("要显示花括号本身，写成 \\{。", "To show the brace itself write \\{.");
            self.reader.report(Diagnostic::new(Code("E0104"), span, message).help(help));
            return behind;
        };
        let (path, filter) = match inner.split_once(['|', '｜']) {
            Some((path, filter)) => (path, Some((filter, at + 1 + bytes(inner) - bytes(filter)))),
            None => (inner, None),
        };
        let path = self.path(path, at + 1);
        let filter = match filter {
            Some((filter, at)) => self.name(filter, at).map(Some),
            None => Some(None),
        };
        if let (Some(path), Some(filter)) = (path, filter) {
            self.flush();
            let filter = filter
                .map(|f| Name::new(Family::Filter.chinese(&f.node).map_or(f.node, str::to_owned), f.span));
            self.parts.push(TemplatePart::Hole(path, filter));
        }
        rest
    }

    fn path(&mut self, text: &str, at: u32) -> Option<Vec<Name>> {
        let mut path = Vec::new();
        let mut at = at;
        for part in text.split('.') {
            path.push(self.name(part, at)?);
            at += bytes(part) + 1;
        }
        name::canonical(&mut path);
        Some(path)
    }

    /// Where the character before `at` begins: a mark of the hole, which may be full-width.
    fn before(&self, at: u32) -> u32 {
        let read = self.reader.under(Span { end: at, ..self.span });
        at - read.chars().next_back().map_or(0, |mark| bytes(mark.encode_utf8(&mut [0; 4])))
    }

    /// A name between blanks.
    fn name(&mut self, text: &str, at: u32) -> Option<Name> {
        let name = text.trim();
        let start = at + bytes(text) - bytes(text.trim_start());
        let span = Span { start, end: start + bytes(name), ..self.span };
        let mut chars = name.chars();
        let begins = chars.next().is_some_and(|c| c == '_' || pest::unicode::XID_START(c));
        if begins && chars.all(is_name_char) {
            return Some(Name::new(name.nfc().collect(), span));
        }
        let message = Message::new(
            "花括号里只能写一个名字，例如 {订单号} 或 {金额|元}。",
            "Between braces stands a name, such as {order} or {amount|money}, and nothing else.",
        );
        let help = Message::new(
            "要算的值先用 算 起个名字，再写到花括号里。",
            "Name a computed value by `let` first, and write that name.",
        );
        let span =
            if span.start == span.end { Span { start: self.before(at), end: at, ..span } } else { span };
        self.reader.report(Diagnostic::new(Code("E0401"), span, message).help(help));
        None
    }
}

fn bytes(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}
