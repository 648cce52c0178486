//! What was expected where a line could not be read, in the words of a merchant.

use pest::error::{Error, ErrorVariant, InputLocation};

use crate::diagnostic::{Code, Diagnostic, Lang, Message};
use crate::layout::{Line, QUOTE_CLOSE, QUOTE_OPEN};
use crate::source::Span;

use super::grammar::{Node, Rule};
use super::head::{is_name_char, keyword};
use super::mistake;

/// At most so many words are named.
const WORDS: usize = 4;

/// At most so many characters of what was found are shown.
const SHOWN: usize = 40;

/// Why `line`, read by `rule`, could not be read.
pub(super) fn diagnostic(line: &Line, rule: Rule, error: &Error<Rule>, lang: Lang) -> Diagnostic {
    let rules = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives.as_slice(),
        ErrorVariant::CustomError { .. } => &[],
    };
    let found = Found::at(line, stopped(error));
    if let Some(known) = mistake::known(line, rule, &found, rules, lang) {
        return known;
    }
    let words = words(rules);
    let zh = words.iter().map(|w| w.zh.as_str()).collect::<Vec<_>>().join("、");
    let en = words.iter().map(|w| w.en.as_str()).collect::<Vec<_>>().join(" or ");
    let message = match (found.word.as_str(), words.is_empty()) {
        ("", true) => Message::new("这一行还没写完。", "The line is not complete."),
        ("", false) => Message::new(
            format!("这一行还没写完，后面应该是{zh}。"),
            format!("The line is not complete; expected {en}."),
        ),
        (word, true) => {
            Message::new(format!("这里不该有「{word}」。"), format!("`{word}` does not belong here."))
        }
        (word, false) => Message::new(
            format!("这里应该是{zh}，不是「{word}」。"),
            format!("Expected {en}, found `{word}`."),
        ),
    };
    let diagnostic = Diagnostic::new(Code("E0101"), found.span, message);
    if let ([Rule::colon], false) = (rules, found.word.is_empty()) {
        let help = Message::new("补上冒号。", "Add a colon.");
        let before = Span { end: found.span.start, ..found.span };
        // What follows must look like a type or a value for the colon to be all that is missing.
        let goes_on = found.word.starts_with(|c| is_name_char(c) || matches!(c, '[' | '{'));
        return diagnostic.fix(help, before, ": ").sure_if(goes_on);
    }
    missing_keyword(&found, rules, mistake::near_keyword(&found, rules, diagnostic, lang), lang)
}

/// Where a line stopped making sense.
fn stopped(error: &Error<Rule>) -> usize {
    match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    }
}

/// Whether a line made sense as far as it goes.
pub(super) fn at_end(line: &Line, error: &Error<Rule>) -> bool {
    line.text().get(stopped(error)..).is_some_and(|rest| rest.trim_start_matches(' ').is_empty())
}

/// How what goes on below its line is written.
pub(super) fn in_one_line() -> Message {
    Message::new(
        "写在一行里；没有关上的括号里才能换行。",
        "Write it in one line; only inside brackets a line goes on below.",
    )
}

/// Adds the one keyword that could have stood where something else does.
fn missing_keyword(found: &Found, rules: &[Rule], diagnostic: Diagnostic, lang: Lang) -> Diagnostic {
    let [rule] = rules else { return diagnostic };
    let Some(word) = keyword(*rule).filter(|_| diagnostic.fix.is_none() && !found.word.is_empty()) else {
        return diagnostic;
    };
    let word = word.spelling(lang);
    let before = Span { end: found.span.start, ..found.span };
    let help = Message::new(format!("补上「{word}」。"), format!("Add `{word}`."));
    diagnostic.fix(help, before, format!("{word} "))
}

/// `，那么` behind a condition.
pub(super) fn then_behind(word: &Node<'_>) -> Diagnostic {
    let written = word.text().trim();
    let message = Message::new(
        format!("不写「{written}」：要做的事写在下一行，多缩进一层。"),
        format!("No `{written}` is written: what is done stands on the next line, indented deeper."),
    );
    let found = Diagnostic::new(Code("E0101"), word.span(), message);
    let with_comma = word.with_comma_before();
    found
        .fix(Message::new("连同前面的逗号一起删掉。", "Delete it with the comma before it."), with_comma, "")
        .sure()
}

/// What stands where a line stopped making sense.
pub(super) struct Found {
    /// The byte of the line it begins at.
    pub(super) at: usize,
    /// Where it stands; at the end of the line, the last character.
    pub(super) span: Span,
    /// The word, mark or text; empty at the end of the line.
    pub(super) word: String,
}

impl Found {
    fn at(line: &Line, at: usize) -> Self {
        let text = line.text();
        let rest = text.get(at..).unwrap_or_default().trim_start_matches(' ');
        let at = text.len() - rest.len();
        let Some(first) = rest.chars().next() else {
            let last = text.char_indices().next_back().map_or(0, |(i, _)| i);
            return Self { at, span: line.at(last, text.len()), word: String::new() };
        };
        let length = if is_name_char(first) {
            rest.find(|c| !is_name_char(c)).unwrap_or(rest.len())
        } else if first == QUOTE_OPEN {
            rest.find(QUOTE_CLOSE).map_or(rest.len(), |i| i + QUOTE_CLOSE.len_utf8())
        } else {
            let same = |c: char| c == first && "=&|".contains(c) || c == '=' && "!<>".contains(first);
            let more = rest.chars().skip(1).take_while(|&c| same(c)).count();
            first.len_utf8() + more
        };
        let whole = rest.get(..length).unwrap_or(rest);
        let word: String = whole.chars().take(SHOWN).collect();
        let word = word.replace(QUOTE_OPEN, "“").replace(QUOTE_CLOSE, "”");
        Self { at, span: line.at(at, at + length), word }
    }
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
    let found = Diagnostic::new(Code("E0101"), line.span, message);
    if let Some(length) = mark_of_a_list(line.text()) {
        let help = Message::new("改成「- 」。", "Write `- `.");
        return found.fix(help, line.at(0, length), "- ").sure();
    }
    let start = Span { end: line.span.start, ..line.span };
    let help = Message::new("在这一行前面加上「- 」。", "Put `- ` before it.");
    found.fix(help, start, "- ").sure()
}

/// How many bytes of `* 开发票`, `• 开发票` or `1. 开发票` are the mark of a list in other formats.
fn mark_of_a_list(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    if "*•·●◦+–—‧".contains(first) {
        return Some(first.len_utf8());
    }
    let digits = text.find(|c: char| !c.is_ascii_digit()).filter(|digits| *digits > 0)?;
    let mark = text.get(digits..)?.chars().next().filter(|c| matches!(c, '.' | ')' | ','))?;
    Some(digits + mark.len_utf8())
}

/// The names of rules, each once, at most four: keywords first, the end of the line last.
fn words(rules: &[Rule]) -> Vec<Message> {
    let mut sorted: Vec<Rule> = rules.to_vec();
    if !sorted.iter().all(|&rule| is_minor(rule)) {
        sorted.retain(|&rule| !is_minor(rule));
    }
    sorted.sort_by_key(|&rule| (rule == Rule::EOI, keyword(rule).is_none()));
    let mut words: Vec<Message> = Vec::new();
    for word in sorted.into_iter().filter_map(word) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.truncate(WORDS);
    words
}

/// Whether a rule is worth no mention beside other words: units, which any number may have, measure words, and the dot that may
/// follow any name.
fn is_minor(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::time_unit
            | Rule::size_unit
            | Rule::currency
            | Rule::percent_sign
            | Rule::dot
            | Rule::k_m_times
            | Rule::k_m_items
            | Rule::k_m_lines
            | Rule::k_match_by
    )
}

/// The keywords that a rule may begin with, where there are few.
pub(super) fn keywords_of(rule: Rule) -> &'static [Rule] {
    match rule {
        Rule::slot_mark => {
            &[Rule::k_input, Rule::k_output, Rule::k_from, Rule::k_save_to, Rule::k_ask_before_filling]
        }
        Rule::leave => &[Rule::k_goto, Rule::k_handoff, Rule::k_cancel_flow, Rule::k_end],
        Rule::signal => &[Rule::k_by_intent, Rule::k_by_event],
        Rule::enter => &[Rule::k_enter],
        Rule::result => &[Rule::k_as],
        Rule::filter => &[Rule::k_where],
        Rule::remind => &[Rule::k_remind],
        Rule::note => &[Rule::k_note],
        Rule::priority => &[Rule::k_priority],
        Rule::goto => &[Rule::k_goto],
        Rule::line_if => &[Rule::k_line_if],
        Rule::line_max => &[Rule::k_line_max],
        Rule::line_each => &[Rule::k_line_each],
        Rule::button_value => &[Rule::k_value],
        Rule::buttons_from | Rule::slot_from => &[Rule::k_from],
        Rule::slot_save => &[Rule::k_save_to],
        Rule::rule_any => &[Rule::k_rule_has],
        Rule::rule_none => &[Rule::k_rule_hasnt],
        Rule::compare => &[
            Rule::k_op_is,
            Rule::k_op_isnt,
            Rule::k_op_gt,
            Rule::k_op_lt,
            Rule::k_op_ge,
            Rule::k_op_le,
            Rule::k_op_in,
            Rule::k_op_contains,
        ],
        _ => &[],
    }
}

/// What a merchant calls what a rule reads; nothing for what is only a detail of another.
fn word(rule: Rule) -> Option<Message> {
    if let Some(keyword) = keyword(rule) {
        return Some(quoted(keyword.spelling(Lang::Zh), keyword.spelling(Lang::En)));
    }
    if let [first, rest @ ..] = keywords_of(rule)
        && rule != Rule::compare
    {
        let mut all = word(*first)?;
        for more in rest.iter().filter_map(|&rule| word(rule)) {
            all = Message::new(all.zh + &more.zh, all.en + "/" + &more.en);
        }
        return Some(all);
    }
    mark(rule).map(|mark| quoted(mark, mark)).or_else(|| kind(rule).map(|(zh, en)| Message::new(zh, en)))
}

fn quoted(zh: &str, en: &str) -> Message {
    Message::new(format!("「{zh}」"), format!("`{en}`"))
}

/// The punctuation that a rule is.
fn mark(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::comma | Rule::alternatives => "、",
        Rule::colon => ":",
        Rule::equals => "=",
        Rule::bar => "|",
        Rule::dot => ".",
        Rule::question => "?",
        Rule::open_round | Rule::params | Rule::args => "(",
        Rule::close_round => ")",
        Rule::open_square => "[",
        Rule::close_square => "]",
        Rule::open_curly => "{",
        Rule::close_curly => "}",
        Rule::record_ty => "{名字: 类型}",
        _ => return None,
    })
}

/// The kind of thing that a rule reads, in Chinese and English.
fn kind(rule: Rule) -> Option<(&'static str, &'static str)> {
    Some(match rule {
        Rule::EOI => ("行尾", "the end of the line"),
        Rule::name | Rule::path | Rule::base | Rule::button | Rule::arg | Rule::error => ("名字", "a name"),
        Rule::field | Rule::entry => ("名字和冒号", "a name and a colon"),
        Rule::text | Rule::spoken | Rule::snippet_call => ("引号里的话", "a text in quotes"),
        Rule::whole | Rule::number | Rule::digits => ("数字", "a number"),
        Rule::ty | Rule::ty_name | Rule::list_ty => ("类型", "a type"),
        Rule::clock => ("时刻（如 09:00）", "a time such as 09:00"),
        Rule::date => ("日期（如 2026-11-11）", "a date such as 2026-11-11"),
        Rule::percent => ("百分比（如 50%）", "a share such as 50%"),
        Rule::regex => ("/正则/", "/a regular expression/"),
        Rule::synonym | Rule::word | Rule::said | Rule::listed => ("一个说法", "a word"),
        Rule::image_of => ("引号里的地址或一个名字", "an address in quotes or a name"),
        Rule::compare => ("比较（是、大于、属于…）", "a comparison such as `is` or `>`"),
        Rule::plus | Rule::minus | Rule::times | Rule::over => ("运算符", "an operator"),
        Rule::expr | Rule::inner | Rule::all_of | Rule::inner_all | Rule::test | Rule::inner_test => {
            ("条件或值", "a condition or a value")
        }
        Rule::row_cell | Rule::row_test | Rule::value | Rule::product | Rule::atom => ("值", "a value"),
        Rule::time_unit | Rule::currency | Rule::percent_sign => {
            ("单位（如 分钟、元）", "a unit such as min")
        }
        Rule::size_unit => ("单位（厘米、公斤）", "a unit, cm or kg"),
        _ => return None,
    })
}
