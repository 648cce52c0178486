//! What was expected where a line could not be read, in the words of a merchant.

use pest::error::{Error, ErrorVariant, InputLocation};

use crate::diagnostic::{Code, Diagnostic, Lang, Message};
use crate::layout::Line;
use crate::source::Span;

use super::grammar::Rule;
use super::head::{is_name_char, keyword};

/// At most so many words are named.
const WORDS: usize = 4;

/// Why `line` could not be read.
pub(super) fn diagnostic(line: &Line, error: &Error<Rule>) -> Diagnostic {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let rules = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives.as_slice(),
        ErrorVariant::CustomError { .. } => &[],
    };
    let (at, span, found) = found(line, at);
    let words = words(rules);
    let zh: Vec<_> = words.iter().map(|w| w.zh.as_str()).collect();
    let en: Vec<_> = words.iter().map(|w| w.en.as_str()).collect();
    let message = match (found, words.is_empty()) {
        (Some(found), false) => Message::new(
            format!("这里应该是{}，不是「{found}」。", zh.join("、")),
            format!("Expected {}, found `{found}`.", en.join(" or ")),
        ),
        (Some(found), true) => {
            Message::new(format!("这里不该有「{found}」。"), format!("`{found}` does not belong here."))
        }
        (None, false) => Message::new(
            format!("这一行还没写完，后面应该是{}。", zh.join("、")),
            format!("The line is not complete; expected {}.", en.join(" or ")),
        ),
        (None, true) => Message::new("这一行还没写完。", "The line is not complete."),
    };
    let _ = at;
    Diagnostic::new(Code("E0101"), span, message)
}

/// The word at `at` with its place; no word at the end of the line.
fn found(line: &Line, at: usize) -> (usize, Span, Option<String>) {
    let text = line.text();
    let rest = text.get(at..).unwrap_or_default();
    let at = at + (rest.len() - rest.trim_start_matches(' ').len());
    let rest = rest.trim_start_matches(' ');
    let Some(first) = rest.chars().next() else {
        let from = text.char_indices().next_back().map_or(0, |(i, _)| i);
        return (at, line.at(from, text.len()), None);
    };
    let length = if is_name_char(first) {
        rest.find(|c| !is_name_char(c)).unwrap_or(rest.len())
    } else if first == crate::layout::QUOTE_OPEN {
        rest.find(crate::layout::QUOTE_CLOSE)
            .map_or(rest.len(), |i| i + crate::layout::QUOTE_CLOSE.len_utf8())
    } else {
        first.len_utf8()
    };
    let word = rest.get(..length).unwrap_or(rest);
    let shown = word.replace(crate::layout::QUOTE_OPEN, "“").replace(crate::layout::QUOTE_CLOSE, "”");
    (at, line.at(at, at + length), Some(shown))
}

/// A list stands behind a comparison that takes one value.
pub(super) fn list_behind(operator: Rule, span: Span) -> Diagnostic {
    let word = |lang| keyword(operator).map_or("", |k| k.spelling(lang));
    let message = Message::new(
        format!("「{}」后面只能写一个值，几个值只能跟在 是、不是 后面。", word(Lang::Zh)),
        format!("`{}` takes one value; only `is` and `is_not` take several.", word(Lang::En)),
    );
    Diagnostic::new(Code("E0101"), span, message)
}

/// 否则 or 否则如果 without the 如果 it belongs to.
pub(super) fn branch_alone(line: &Line) -> Diagnostic {
    let message = Message::new(
        "这个 否则 前面没有与它对齐的 如果。",
        "There is no `if` before this `else` at the same indentation.",
    );
    Diagnostic::new(Code("E0101"), line.span, message)
}

/// A line that should be an example.
pub(super) fn bullet(line: &Line) -> Diagnostic {
    let message = Message::new(
        "这里每行写一句例子，前面加「- 」。",
        "Each line here is an example and begins with `- `.",
    );
    let start = Span { end: line.span.start, ..line.span };
    let help = Message::new("在这一行前面加上「- 」。", "Put `- ` before it.");
    Diagnostic::new(Code("E0101"), line.span, message).fix(help, start, "- ")
}

/// The names of rules, each once, at most four.
fn words(rules: &[Rule]) -> Vec<Message> {
    let mut words: Vec<Message> = Vec::new();
    for &rule in rules {
        let word = word(rule);
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.truncate(WORDS);
    words
}

/// What a merchant calls what a rule reads.
fn word(rule: Rule) -> Message {
    if let Some(keyword) = keyword(rule) {
        return Message::new(
            format!("「{}」", keyword.spelling(Lang::Zh)),
            format!("`{}`", keyword.spelling(Lang::En)),
        );
    }
    let (zh, en) = match rule {
        Rule::EOI => ("行尾", "the end of the line"),
        Rule::name | Rule::path | Rule::base => ("名字", "a name"),
        Rule::text | Rule::spoken => ("引号里的话", "a text in quotes"),
        Rule::whole | Rule::number | Rule::digits => ("数字", "a number"),
        Rule::ty | Rule::ty_name => ("类型", "a type"),
        Rule::record_ty => ("「{字段: 类型}」", "`{field: type}`"),
        Rule::params | Rule::args => ("括号", "brackets"),
        Rule::clock => ("时刻（如 09:00）", "a time such as 09:00"),
        Rule::date => ("日期（如 2026-11-11）", "a date such as 2026-11-11"),
        Rule::percent => ("百分比（如 50%）", "a share such as 50%"),
        Rule::regex => ("/正则/", "/a regular expression/"),
        Rule::compare => ("「是」「大于」这样的比较", "a comparison such as `is` or `>`"),
        Rule::plus | Rule::minus | Rule::times | Rule::over => ("运算符", "an operator"),
        Rule::expr | Rule::inner | Rule::all_of | Rule::inner_all | Rule::test | Rule::inner_test => {
            ("条件或值", "a condition or a value")
        }
        Rule::value | Rule::product | Rule::atom => ("值", "a value"),
        Rule::leave => {
            ("「转到」「转人工」「取消流程」或「结束」", "`goto`, `handoff`, `cancel_flow` or `end`")
        }
        Rule::signal => ("「意图」或「事件」", "`intent` or `event`"),
        Rule::enter => ("「进入 流程」", "`call flow`"),
        Rule::comma | Rule::alternatives => ("「、」", "`,`"),
        Rule::colon => ("「:」", "`:`"),
        Rule::equals => ("「=」", "`=`"),
        Rule::bar => ("「|」", "`|`"),
        Rule::dot => ("「.」", "`.`"),
        Rule::question => ("「?」", "`?`"),
        Rule::open_round => ("「(」", "`(`"),
        Rule::close_round => ("「)」", "`)`"),
        Rule::open_square => ("「[」", "`[`"),
        Rule::close_square => ("「]」", "`]`"),
        Rule::open_curly => ("「{」", "`{`"),
        Rule::close_curly => ("「}」", "`}`"),
        Rule::time_unit | Rule::duration => ("时长（如 10 分钟）", "a duration such as 10 min"),
        Rule::size_unit => ("单位（厘米、公斤）", "a unit, cm or kg"),
        _ => ("别的内容", "something else"),
    };
    Message::new(zh, en)
}
