//! Texts in quotes: `{path|filter}` holes and `\` escapes.

use crate::ast::{Template, TemplatePart};
use crate::composed::composed;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::keywords::Family;
use crate::layout::{QUOTE_CLOSE, QUOTE_OPEN};
use crate::source::{Name, Span, Spanned};

use super::Reader;
use super::grammar::{Node, Rule};
use super::head::is_name_char;
use super::name;

impl Reader {
    /// The first text below `node`, with its holes.
    pub(super) fn template_in(&mut self, node: &Node<'_>) -> Option<Template> {
        node.find(Rule::text).map(|text| self.template(&text))
    }

    /// A text with its holes.
    pub(super) fn template(&mut self, node: &Node<'_>) -> Template {
        let holes = Holes {
            reader: self,
            node,
            text: inner(node),
            parts: Vec::new(),
            verbatim: String::new(),
            unpaired: false,
        };
        Template { parts: holes.read(), span: inside(node) }
    }

    /// A text without holes: escapes are resolved, braces stand for themselves.
    pub(super) fn verbatim(&mut self, node: &Node<'_>) -> Spanned<String> {
        let mut text = String::new();
        let mut chars = inner(node).chars();
        while let Some(c) = chars.next() {
            text.push(if c == '\\' { chars.next().unwrap_or('\\') } else { c });
        }
        Spanned::new(composed(&text), inside(node))
    }
}

/// What stands between the quotes.
fn inner<'l>(node: &Node<'l>) -> &'l str {
    let text = node.text();
    text.strip_prefix(QUOTE_OPEN).and_then(|t| t.strip_suffix(QUOTE_CLOSE)).unwrap_or(text)
}

/// Where the text between the quotes stands.
fn inside(node: &Node<'_>) -> Span {
    node.inside(QUOTE_OPEN.len_utf8(), QUOTE_CLOSE.len_utf8())
}

/// The walk through one text.
struct Holes<'r, 'l> {
    reader: &'r mut Reader,
    node: &'r Node<'l>,
    /// What stands between the quotes; places below are bytes of it.
    text: &'l str,
    parts: Vec<TemplatePart>,
    verbatim: String,
    /// Whether a brace without partner was reported: the others of this text mostly follow from it.
    unpaired: bool,
}

impl Holes<'_, '_> {
    fn read(mut self) -> Vec<TemplatePart> {
        let mut rest = self.text;
        while let Some(c) = rest.chars().next() {
            let behind = rest.get(c.len_utf8()..).unwrap_or_default();
            rest = match c {
                '\\' => self.escape(behind),
                '{' => match doubled(behind) {
                    Some(name) => {
                        self.doubled_braces(name, self.at(rest));
                        behind.get(name.len() + 3..).unwrap_or_default()
                    }
                    None => self.hole(behind, self.at(rest)),
                },
                '｛' => {
                    self.wide_braces(behind, self.at(rest));
                    self.verbatim.push(c);
                    behind
                }
                '}' => {
                    self.stray(self.at(rest));
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

    /// The byte at which `rest`, which is the end of the text, begins.
    fn at(&self, rest: &str) -> usize {
        self.text.len() - rest.len()
    }

    /// Where bytes of the text stand in the source.
    fn span(&self, start: usize, end: usize) -> Span {
        let open = QUOTE_OPEN.len_utf8();
        self.node.part(open + start, open + end)
    }

    fn flush(&mut self) {
        if !self.verbatim.is_empty() {
            let text = composed(&std::mem::take(&mut self.verbatim));
            self.parts.push(TemplatePart::Text(text));
        }
    }

    fn escape<'s>(&mut self, behind: &'s str) -> &'s str {
        let mut chars = behind.chars();
        self.verbatim.push(chars.next().unwrap_or('\\'));
        chars.as_str()
    }

    fn stray(&mut self, at: usize) {
        if std::mem::replace(&mut self.unpaired, true) {
            return;
        }
        let span = self.span(at, at + 1);
        let message = Message::new("这个 } 前面没有 {。", "This } has no { before it.");
        let help = Message::new("要显示花括号本身，写成 \\}。", "To show the brace itself write \\}.");
        self.reader.report(Diagnostic::new(Code("E0104"), span, message).fix(help, span, "\\}"));
    }

    /// `{{name}}`, as other templates have it.
    fn doubled_braces(&mut self, name: &str, at: usize) {
        let span = self.span(at, at + name.len() + 4);
        let message = Message::new("空只用一对花括号。", "A hole has one pair of braces.");
        let right = format!("{{{name}}}");
        let help = Message::new(format!("写成 {right}。"), format!("Write {right}."));
        self.reader.report(Diagnostic::new(Code("E0104"), span, message).fix(help, span, right).sure());
    }

    /// `｛name｝`, which is said as it stands.
    fn wide_braces(&mut self, behind: &str, at: usize) {
        let next = behind.find(['｛', '｝']).and_then(|next| behind.split_at_checked(next));
        let Some((name, _)) = next.filter(|(name, rest)| rest.starts_with('｝') && is_path(name)) else {
            return;
        };
        let wide = '｛'.len_utf8();
        let span = self.span(at, at + name.len() + 2 * wide);
        let message = Message::new(
            "全角的「｛」「｝」会原样说给顾客，不会填进值。",
            "Full-width braces are said as they stand; no value is put there.",
        );
        let right = format!("{{{name}}}");
        let help = Message::new(format!("写成 {right}。"), format!("Write {right}."));
        self.reader.report(Diagnostic::new(Code("W0105"), span, message).fix(help, span, right).sure());
    }

    /// Reads what stands behind a `{` at `at`, and returns what stands behind its `}`.
    fn hole<'s>(&mut self, behind: &'s str, at: usize) -> &'s str {
        // The next brace of either kind decides, so that a text of braces is not walked once for each.
        let closed = behind.find(['{', '}']).filter(|i| behind.get(*i..).is_some_and(|b| b.starts_with('}')));
        let Some((inner, rest)) = closed.and_then(|i| Some((behind.get(..i)?, behind.get(i + 1..)?))) else {
            if std::mem::replace(&mut self.unpaired, true) {
                return behind;
            }
            let span = self.span(at, at + 1);
            let message = Message::new("这个 { 没有用 } 收尾。", "This { is not closed by a }.");
            let help = Message::new("要显示花括号本身，写成 \\{。", "To show the brace itself write \\{.");
            self.reader.report(Diagnostic::new(Code("E0104"), span, message).help(help));
            return behind;
        };
        let (path, filter) = match inner.split_once(['|', '｜']) {
            Some((path, filter)) => (path, Some((filter, at + 1 + inner.len() - filter.len()))),
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

    fn path(&mut self, text: &str, at: usize) -> Option<Vec<Name>> {
        let mut path = Vec::new();
        let mut at = at;
        for part in text.split('.') {
            path.push(self.name(part, at)?);
            at += part.len() + 1;
        }
        name::canonical(&mut path);
        Some(path)
    }

    /// Where the character before `at` begins: a mark of the hole, which may be full-width.
    fn before(&self, at: usize) -> usize {
        let mark = self.text.get(..at).and_then(|read| read.chars().next_back());
        at - mark.map_or(0, char::len_utf8)
    }

    /// A name between blanks.
    fn name(&mut self, text: &str, at: usize) -> Option<Name> {
        let name = text.trim();
        let start = at + text.len() - text.trim_start().len();
        let span = self.span(start, start + name.len());
        let mut chars = name.chars();
        let begins = chars.next().is_some_and(|c| c == '_' || pest::unicode::XID_START(c));
        if begins && chars.all(is_name_char) {
            return Some(Name::new(composed(name), span));
        }
        let message = Message::new(
            "花括号里只能写一个名字，例如 {订单号} 或 {金额|元}。",
            "Between braces stands a name, such as {order} or {amount|money}, and nothing else.",
        );
        let help = Message::new(
            "要算的值先用 算 起个名字，再写到花括号里。",
            "Name a computed value by `let` first, and write that name.",
        );
        let span = if name.is_empty() { self.span(self.before(at), at) } else { span };
        self.reader.report(Diagnostic::new(Code("E0401"), span, message).help(help));
        None
    }
}

/// What stands in `{name}}` behind the first brace of a pair of two, where it is a name.
fn doubled(behind: &str) -> Option<&str> {
    let inner = behind.strip_prefix('{')?;
    // The next brace of either kind decides, so that a text of braces is not walked once for each.
    let (name, rest) = inner.split_at_checked(inner.find(['{', '}'])?)?;
    (rest.starts_with("}}") && is_path(name)).then_some(name)
}

/// Whether a text may be the path in a hole, with a filter or without.
fn is_path(text: &str) -> bool {
    const LONGEST: usize = 200;
    let named = |c: char| is_name_char(c) || matches!(c, '.' | '|' | '｜' | ' ');
    !text.trim().is_empty() && text.len() < LONGEST && text.chars().all(named)
}
