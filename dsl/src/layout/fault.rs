//! What can be wrong with indentation, quotes and brackets, in words.

use crate::diagnostic::{Code, Diagnostic, Message};
use crate::source::Span;

use super::{DEPTH_LIMIT, Line};

fn found(code: &'static str, span: Span, zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code(code), span, Message::new(zh, en))
}

/// A line whose indentation matches none above it; it belongs to `parent`.
pub(super) fn uneven(span: Span, parent: Option<(&Line, usize)>) -> Diagnostic {
    let zh = "这一行的缩进和上面哪一行都对不齐。";
    let line = found("E0103", span, zh, "The indentation of this line matches no line above it.");
    match parent {
        Some((parent, columns)) => {
            let zh = format!("属于它的行要比它（{columns} 格）缩进得多，并且彼此一样");
            let en =
                format!("lines that belong to it are indented deeper than its {columns} columns, all alike");
            line.label(parent.span, Message::new(zh, en))
        }
        None => line.help(Message::new("顶格写这一行。", "Begin this line at the margin.")),
    }
}

/// A block within too many others.
pub(super) fn blocks_too_deep(span: Span) -> Diagnostic {
    let zh = format!("缩进套得太深，最多 {DEPTH_LIMIT} 层。");
    found("E0103", span, zh, format!("Blocks are nested too deep; the limit is {DEPTH_LIMIT}."))
        .help(Message::new("把里面的几步拆成一个 步骤。", "Move the inner lines into a step of their own."))
}

/// Tabs and blanks in one block.
pub(super) fn mixed_indent(span: Span) -> Diagnostic {
    let zh = "这一段的缩进混用了制表符和空格。";
    found("E0103", span, zh, "This block is indented by tabs and by spaces.")
        .help(Message::new("缩进只用空格。", "Indent by spaces only."))
}

/// A bracket within too many others.
pub(super) fn brackets_too_deep(span: Span) -> Diagnostic {
    let zh = format!("括号套得太深，最多 {DEPTH_LIMIT} 层。");
    let en = format!("Brackets are nested too deep; the limit is {DEPTH_LIMIT}.");
    let help = Message::new("用 算 给里面的值起个名字。", "Name the inner value by `let`.");
    found("E0104", span, zh, en).help(help)
}

/// A bracket that nothing closes; its partner belongs at `end`, as far as one can tell.
pub(super) fn unclosed_bracket(span: Span, close: char, end: Span) -> Diagnostic {
    let zh = format!("这个括号没有用 {close} 收尾。");
    let help = Message::new(format!("补上 {close}。"), format!("Add a {close}."));
    found("E0104", span, zh, format!("This bracket is not closed by a {close}.")).fix(help, end, close)
}

/// A bracket closed by one of another kind.
pub(super) fn wrong_bracket(span: Span, written: char, close: char, open: Span) -> Diagnostic {
    let zh = format!("这里应该用 {close} 收尾，不是 {written}。");
    found("E0104", span, zh, format!("Closed by {written} instead of {close}."))
        .label(open, Message::new("从这里开始", "opened here"))
        .fix(Message::new(format!("改成 {close}。"), format!("Write {close}.")), span, close)
        .sure()
}

/// A closing bracket that was never opened.
pub(super) fn extra_bracket(span: Span, written: char) -> Diagnostic {
    let zh = format!("这里多了一个 {written}。");
    found("E0104", span, zh, format!("This {written} closes nothing.")).fix(
        Message::new("把它删掉。", "Delete it."),
        span,
        "",
    )
}

/// A quote that its line does not close. Where it is `alone` on the line, the text goes on to the end of it.
pub(super) fn unclosed_quote(span: Span, close: char, end: Span, alone: bool) -> Diagnostic {
    let zh = format!("这个引号没有用 {close} 收尾；引号里的话要写在一行里。");
    let en = format!("This quote is not closed by a {close}; a text stands on one line.");
    let help = Message::new(format!("在这句话后面补上 {close}。"), format!("Add a {close} behind the text."));
    found("E0104", span, zh, en).fix(help, end, close).sure_if(alone)
}

/// A quote closed by one of another kind; `alone` where no third one stands between them.
pub(super) fn wrong_quote(span: Span, written: char, close: char, open: Span, alone: bool) -> Diagnostic {
    let zh = format!("前面的引号要用 {close} 收尾，不是 {written}。");
    found("E0104", span, zh, format!("The quote is closed by {written} instead of {close}."))
        .label(open, Message::new("从这里开始", "opened here"))
        .fix(Message::new(format!("改成 {close}。"), format!("Write {close}.")), span, close)
        .sure_if(alone)
}

/// A text between quotes that are the wrong way round, and how it is written right.
pub(super) fn reversed_quotes(span: Span, right: &str) -> Diagnostic {
    found("E0104", span, "这对引号写反了。", "These quotes are the wrong way round.")
        .fix(Message::new("把两个引号对调。", "Swap the two quotes."), span, right)
        .sure()
}

/// A regular expression that its line does not close.
pub(super) fn unclosed_regex(span: Span, end: Span) -> Diagnostic {
    let zh = "这条正则没有用 / 收尾。";
    found("E0104", span, zh, "This regular expression is not closed by a /.").fix(
        Message::new("在末尾补上 /。", "Add a / at its end."),
        end,
        "/",
    )
}

/// A character that nobody sees, or that turns the direction of writing.
pub(super) fn hidden(span: Span, c: char) -> Diagnostic {
    let code = u32::from(c);
    let zh = format!("这里有一个看不见的字符（U+{code:04X}）。");
    found("W0105", span, zh, format!("There is an invisible character here (U+{code:04X})."))
        .fix(Message::new("把它删掉。", "Delete it."), span, "")
        .sure()
}

/// A character that looks like another.
pub(super) fn look_alike(span: Span, c: char, like: char) -> Diagnostic {
    let code = u32::from(c);
    let zh = format!("这个「{c}」（U+{code:04X}）不是「{like}」，只是看起来一样。");
    found("W0105", span, zh, format!("This `{c}` (U+{code:04X}) only looks like `{like}`."))
        .fix(Message::new(format!("改成「{like}」。"), format!("Write `{like}`.")), span, like)
        .sure()
}
