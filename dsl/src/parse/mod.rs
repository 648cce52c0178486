//! Lines to the spanned tree: the keyword at the head of a line says which rule of the grammar reads it.
//!
//! A line that cannot be read is reported and left out; the lines around it and below it are read all the same.

#[cfg(feature = "anchor")]
pub(crate) mod anchor;
mod ask;
mod card;
mod control;
mod declaration;
mod expected;
mod expression;
mod flow;
mod grammar;
mod head;
mod literal;
mod mistake;
mod name;
mod piece;
mod plugin;
mod push;
mod statement;
mod table;
mod template;
mod text;
mod types;
mod understanding;

#[cfg(test)]
pub(crate) mod mistakes;
#[cfg(test)]
mod same;
#[cfg(test)]
mod tests;

use crate::ast;
use crate::diagnostic::{Certainty, Code, Diagnostic, Message};
use crate::layout::{self, Laid, Line, LineKind};
use crate::source::{SourceId, Span};
pub(crate) use declaration::{VERSION, unknown_version};
use grammar::{Node, Rule};
pub(crate) use piece::Place;

/// Reads a file: all of it that can be read, and everything that is wrong with the rest.
pub(crate) fn parse(source: SourceId, text: &str) -> (ast::File, Vec<Diagnostic>) {
    parse_laid(&layout::layout(source, text))
}

/// Reads a file whose lines are known.
pub(crate) fn parse_laid(laid: &Laid) -> (ast::File, Vec<Diagnostic>) {
    if let Some(found) = mistake::of_another_kind(&laid.lines) {
        return (ast::File::default(), vec![found]);
    }
    let mut reader = Reader::new(Written::Flow, laid.diagnostics.clone());
    let file = reader.file(laid);
    reader.diagnostics.sort_by_key(|d| (d.span.start, d.code));
    (file, reader.diagnostics)
}

/// Reads an expression out of a conversation: `text` stands at byte `at` of `source`.
///
/// Besides what flows may write, records `{名: 值}` and images `[图片 a.jpg]` are literals here.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse_expr(source: SourceId, text: &str, at: u32) -> Result<ast::Expr, Vec<Diagnostic>> {
    lone(source, text, at, Rule::lone_expr, |reader, node| reader.expr(&node.find(Rule::expr)?))
}

/// Reads a call out of a conversation, such as `工单.新建(订单号: "…", 原因: 质量问题)`: its dotted name and its arguments.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse_call(
    source: SourceId,
    text: &str,
    at: u32,
) -> Result<(ast::Path, Vec<ast::Arg>), Vec<Diagnostic>> {
    lone(source, text, at, Rule::lone_call, |reader, node| {
        let path = name::plain_path(&node.find(Rule::path)?);
        Some((path, reader.args(node.find(Rule::args).as_ref())))
    })
}

fn lone<T>(
    source: SourceId,
    text: &str,
    at: u32,
    rule: Rule,
    read: impl FnOnce(&mut Reader, Node<'_>) -> Option<T>,
) -> Result<T, Vec<Diagnostic>> {
    let (line, diagnostics) = layout::one_line(source, text, at);
    let mut reader = Reader::new(Written::Conversation, diagnostics);
    let found = reader.form(&line, rule).and_then(|node| read(&mut reader, node));
    match found {
        Some(found) if reader.diagnostics.is_empty() => Ok(found),
        _ => Err(reader.diagnostics),
    }
}

/// What kind of text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    /// A flow, which builds no records.
    Flow,
    /// A piece of a conversation, where records and images are literals.
    Conversation,
}

/// Reads the lines of one source and keeps what was found wrong.
pub(crate) struct Reader {
    written: Written,
    matcher: grammar::Matcher,
    diagnostics: Vec<Diagnostic>,
    /// The last line whose head was mistyped: that has been said, and its block is read all the same.
    given_up: Option<GivenUp>,
    /// The last line that the grammar could not read: what stands behind its head may belong below it.
    unread: Option<Span>,
    /// A line that only goes on from an unread one above it.
    continued: Option<Span>,
    /// How many operators and nested values the line being read has had.
    operators: usize,
    /// The language of the first keyword, and whether another one followed.
    spelling: head::Spelling,
    /// Every line with the rule that read it, where they are asked for.
    #[cfg(feature = "anchor")]
    forms: Option<Vec<(Line, Rule)>>,
}

/// A line that is not read, because something is wrong with its first word.
#[derive(Debug)]
struct GivenUp {
    line: Span,
    /// Which finding said so.
    told: usize,
    /// The line as the fix of that finding has it.
    mended: Option<String>,
}

impl Reader {
    fn new(written: Written, diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            written,
            matcher: grammar::Matcher::default(),
            diagnostics,
            given_up: None,
            unread: None,
            continued: None,
            operators: 0,
            spelling: head::Spelling::default(),
            #[cfg(feature = "anchor")]
            forms: None,
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reports what is wrong with the first word of a line; its fix makes `mended` of the line.
    fn give_up(&mut self, line: &Line, diagnostic: Diagnostic, mended: Option<String>) {
        let told = self.diagnostics.len();
        self.given_up = Some(GivenUp { line: line.span, told, mended });
        self.report(diagnostic);
    }

    fn is_given_up(&self, line: &Line) -> bool {
        self.given_up.as_ref().is_some_and(|given_up| given_up.line == line.span)
    }

    /// A fix of the first word is sure only where the rest of the line is what then follows.
    fn sure_if_read(&mut self, rule: Rule) {
        let Some(GivenUp { told, mended, .. }) = &self.given_up else { return };
        let reads = mended.as_ref().is_some_and(|text| grammar::fits(rule, text));
        if let Some(fix) = self.diagnostics.get_mut(*told).and_then(|d| d.fix.as_mut()).filter(|_| !reads) {
            fix.certainty = Certainty::Likely;
        }
    }

    /// Reads a line by one rule; what cannot be read is reported, unless the line was mended and so reported before.
    fn form<'l>(&mut self, line: &'l Line, rule: Rule) -> Option<Node<'l>> {
        if self.is_given_up(line) {
            self.sure_if_read(rule);
            return None;
        }
        if self.continued == Some(line.span) {
            return None;
        }
        if line.kind == LineKind::Bullet {
            self.unread = Some(line.span);
            self.report(mistake::dash(line, rule));
            return None;
        }
        self.operators = 0;
        #[cfg(feature = "anchor")]
        if let Some(forms) = &mut self.forms {
            forms.push((Line { children: Vec::new(), ..line.clone() }, rule));
        }
        match self.matcher.read(line, rule) {
            Ok(node) => {
                #[cfg(test)]
                grammar::SEEN.with_borrow_mut(|seen| seen.extend(node.parts().map(|part| part.rule())));
                self.one_language(line, &node);
                Some(node)
            }
            Err(error) => {
                self.unread = Some(line.span);
                let below = line.children.first().filter(|_| expected::at_end(line, &error));
                let below = below.filter(|below| !crate::keywords::heads(below.text()));
                self.continued = below.map(|below| below.span);
                if line.kind != LineKind::Mended {
                    let found = expected::diagnostic(line, rule, &error, self.lang(line));
                    let joined = below.map(|below| format!("{} {}", line.text(), below.text()));
                    let broken = joined.is_some_and(|text| found.fix.is_none() && grammar::fits(rule, &text));
                    if let Some(next) = line.children.get(1).filter(|_| broken) {
                        self.forget_uneven(next.span);
                    }
                    self.report(if broken { found.help(expected::in_one_line()) } else { found });
                }
                None
            }
        }
    }

    /// Takes back that the line at `span` stands uneven: it does so only below the one before it, which was to go on from its parent.
    fn forget_uneven(&mut self, span: Span) {
        let uneven = |d: &Diagnostic| d.code.0 == "E0103" && d.span == span;
        let Some(place) = self.diagnostics.iter().position(uneven) else { return };
        self.diagnostics.remove(place);
        if let Some(given_up) = self.given_up.as_mut().filter(|given_up| given_up.told > place) {
            given_up.told -= 1;
        }
    }

    /// Reads a line that takes no block.
    fn leaf<'l>(&mut self, line: &'l Line, rule: Rule) -> Option<Node<'l>> {
        let node = self.form(line, rule);
        self.childless(line);
        node
    }

    /// Reports a block below a line that takes none, unless the line only goes on there.
    fn childless(&mut self, line: &Line) {
        let Some(first) = line.children.first().filter(|first| self.continued != Some(first.span)) else {
            return;
        };
        let message =
            Message::new("上面这一行下面不能再缩进写内容。", "The line above takes no block below it.");
        let label = Message::new("它只有一行", "this line stands alone");
        let help =
            Message::new("把缩进改成和上面一行一样。", "Give it the same indentation as the line above.");
        self.report(Diagnostic::new(Code("E0103"), first.span, message).label(line.span, label).help(help));
    }

    /// The lines below `line`; none at all is reported.
    fn block<'l>(&mut self, line: &'l Line) -> &'l [Line] {
        let told = line.kind == LineKind::Mended || self.is_given_up(line) || self.unread == Some(line.span);
        if line.children.is_empty() && !told {
            let message = Message::new(
                "这一行下面要缩进写内容，现在是空的。",
                "A block must stand below this line, and there is none.",
            );
            let help = Message::new(
                "属于它的行写在它下面，多缩进一层。",
                "What belongs to it stands below it, indented deeper.",
            );
            self.report(Diagnostic::new(Code("E0101"), line.span, message).help(help));
        }
        &line.children
    }

    /// Keeps `value` in `place`; a second one is reported.
    fn once<T>(&mut self, place: &mut Option<T>, value: Option<T>, line: Span) {
        let Some(value) = value else { return };
        if place.is_some() {
            let message = Message::new("这一项写了两次。", "This stands here twice.");
            let help = Message::new("删掉其中一个。", "Delete one of them.");
            self.report(Diagnostic::new(Code("E0408"), line, message).help(help));
        }
        *place = Some(value);
    }

    /// The number `node` writes, which must fit 32 bits.
    fn whole(&mut self, node: &Node<'_>) -> Option<crate::source::Spanned<u32>> {
        let Ok(number) = node.text().trim().parse() else {
            let message = Message::new("这个数太大了。", "This number is too large.");
            self.report(Diagnostic::new(Code("E0403"), node.span(), message));
            return None;
        };
        Some(crate::source::Spanned::new(number, node.span()))
    }
}
