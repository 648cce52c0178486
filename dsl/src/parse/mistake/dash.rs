//! Lines that begin with a dash where no example may stand.

use crate::diagnostic::{Diagnostic, Message};
use crate::layout::{self, Line};
use crate::source::Span;

use super::error;
use super::head::comment;
use crate::parse::grammar::{self, Rule};

/// A line with a dash before it, which `rule` would read without; of a negative number the dash is a part.
pub(in crate::parse) fn dash(line: &Line, rule: Rule) -> Diagnostic {
    if let Some(found) = comment(line).or_else(|| negative(line, rule)) {
        return found;
    }
    let reads = without_dash(line).is_some_and(|text| grammar::fits(rule, &text));
    unneeded(line).sure_if(reads)
}

/// A line with a dash before a word, which may be the head `rule`; and what is left of the line without the dash.
pub(in crate::parse) fn dashed_head(line: &Line, rule: Option<Rule>) -> (Diagnostic, Option<String>) {
    if let Some(found) = comment(line) {
        return (found, None);
    }
    if rule.is_some() {
        return (unneeded(line).sure(), without_dash(line));
    }
    let zh = "带「-」的例句只能写在 例句、问法、不是 下面。";
    let en = "A line that begins with - is an example and stands below examples, questions or not_examples.";
    (error(line.span, zh, en), None)
}

fn unneeded(line: &Line) -> Diagnostic {
    let start = line.at(0, 0).start;
    let mark = Span { end: start.max(line.span.start + 1), ..line.span };
    let zh = "「-」只写在例句前面，这一行不写。";
    let en = "A dash begins an example; this line is none.";
    error(mark, zh, en).fix(Message::new("去掉「-」。", "Take the dash away."), mark, "")
}

/// The line as the grammar would read it without the dash, unless something else is wrong with it.
fn without_dash(line: &Line) -> Option<String> {
    let (again, faults) = layout::one_line(line.span.source, line.text(), 0);
    faults.is_empty().then(|| again.text().to_owned())
}

/// `-5 | 7` in a table, `-1` in an arm.
fn negative(line: &Line, rule: Rule) -> Option<Diagnostic> {
    let text = line.text();
    let end = text.find([',', '，', '、', '|', '｜']).unwrap_or(text.len());
    let number = text.get(..end)?.trim_end();
    let bracketed = format!("(-{number})");
    let is_number =
        number.starts_with(|c: char| c.is_ascii_digit()) && grammar::fits(Rule::lone_value, &bracketed);
    let of_values = matches!(rule, Rule::row_line | Rule::arm_line);
    (is_number && of_values).then(|| {
        let span = Span { end: line.at(0, number.len()).end, ..line.span };
        let glued = line.at(0, 0).start == line.span.start + 1;
        let help = Message::new(format!("写成「{bracketed}」。"), format!("Write `{bracketed}`."));
        let zh = "行首的「-」表示例句，负数放进括号里。";
        let en = "A dash at the head of a line begins an example; a negative number stands in brackets.";
        error(span, zh, en).fix(help, span, bracketed).sure_if(glued)
    })
}
