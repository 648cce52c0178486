//! Words that stand inside a line where the language has others, or none.

use crate::diagnostic::{Diagnostic, Message};
use crate::keywords;
use crate::layout::QUOTE_OPEN;
use crate::suggest;

use super::head::{first_word, home};
use super::{Stop, delete, error, write};
use crate::parse::grammar::Rule;
use crate::parse::head::{is_name_char, keyword};

/// Words of other ways of writing, and the keyword that says the same.
const FOREIGN: &[(&str, Rule)] = &[
    ("=", Rule::k_op_is),
    ("==", Rule::k_op_is),
    ("等于", Rule::k_op_is),
    ("为", Rule::k_op_is),
    ("!=", Rule::k_op_isnt),
    ("不等于", Rule::k_op_isnt),
    ("≠", Rule::k_op_isnt),
    ("≥", Rule::k_op_ge),
    ("大于等于", Rule::k_op_ge),
    ("至少", Rule::k_op_ge),
    ("≤", Rule::k_op_le),
    ("小于等于", Rule::k_op_le),
    ("&&", Rule::k_and),
    ("和", Rule::k_and),
    ("与", Rule::k_and),
    ("以及", Rule::k_and),
    ("并", Rule::k_and),
    ("且", Rule::k_and),
    ("而且", Rule::k_and),
    ("同时", Rule::k_and),
    ("||", Rule::k_or),
    ("或", Rule::k_or),
];

/// Words that other languages put between a condition and what is done.
const THEN: [&str; 6] = ["那么", "就", "则", "的话", "时", "then"];

/// Words that people put before a value of an arm.
const CASES: [&str; 7] = ["情况", "当", "如果", "等于", "是", "case", "when"];

/// Words that deny what stands behind them.
const NOT: [&str; 4] = ["非", "不", "未", "not"];

/// Lines that only begin a block.
const BLOCK_HEADS: &[Rule] = &[
    Rule::examples_line,
    Rule::negatives_line,
    Rule::questions_line,
    Rule::slots_line,
    Rule::settings_line,
    Rule::session_line,
    Rule::global_line,
    Rule::fallback_line,
    Rule::system_error_line,
    Rule::else_line,
    Rule::then_line,
    Rule::on_timeout_line,
    Rule::unfinished_line,
];

/// Whether the line stopped at a word that is known to be written differently.
pub(super) fn known(stop: &Stop<'_>) -> Option<Diagnostic> {
    option_on_the_same_line(stop)
        .or_else(|| behind_block_head(stop))
        .or_else(|| glued(stop))
        .or_else(|| then(stop))
        .or_else(|| case(stop))
        .or_else(|| between(stop))
        .or_else(|| negation(stop))
        .or_else(|| foreign_word(stop))
        .or_else(|| operator(stop))
        .or_else(|| function(stop))
        .or_else(|| version(stop))
        .or_else(|| said_for_asked(stop))
        .or_else(|| no_else(stop))
}

/// Whether a word stands between a condition and what is done in other languages.
pub(in crate::parse) fn is_then(word: &str) -> bool {
    THEN.contains(&word)
}

/// `问 原因 "…" 按钮 全部`: an option that stands on a line of its own.
fn option_on_the_same_line(stop: &Stop<'_>) -> Option<Diagnostic> {
    if !stop.expects(Rule::EOI) {
        return None;
    }
    let (place_zh, place_en) = keywords::spelled(stop.word()).find_map(home)?;
    let zh = format!("「{}」要另起一行，写在{}。", stop.word(), place_zh.trim_start());
    let en = format!("`{}` stands on a line of its own, {place_en}.", stop.word());
    let help = Message::new(
        "从这里换行，比上一行多缩进一层。",
        "Begin a new line here, indented deeper than this one.",
    );
    Some(stop.error(zh, en).help(help))
}

/// `例句 开发票`: what belongs below the line.
fn behind_block_head(stop: &Stop<'_>) -> Option<Diagnostic> {
    let head = stop.head().filter(|_| BLOCK_HEADS.contains(&stop.rule) && !stop.word().is_empty())?;
    let help = Message::new("从这里换行，多缩进一层。", "Begin a new line here, indented deeper.");
    let zh = format!("「{head}」后面不写别的，内容写在它下面，一项一行。");
    let en = format!("Nothing stands behind `{head}`; what belongs to it stands below, a line each.");
    Some(stop.error(zh, en).help(help))
}

/// `说你好`: the keyword, and glued to it something that cannot follow.
fn glued(stop: &Stop<'_>) -> Option<Diagnostic> {
    let head = stop.head()?;
    let is_glued =
        stop.found.at == head.len() && head.ends_with(is_name_char) && stop.word().starts_with(is_name_char);
    is_glued.then(|| {
        let word = first_word(stop.line.text());
        let zh = format!("不认识「{word}」。");
        let en = format!("`{word}` is not a word that may begin this line.");
        let help = Message::new(
            format!("如果想写的是「{head}」，后面空一格；要说的话放进引号里。"),
            format!("If `{head}` was meant, put a space behind it, and what is said in quotes."),
        );
        error(stop.line.at(0, word.len()), zh, en).help(help)
    })
}

/// `如果 … 那么`
fn then(stop: &Stop<'_>) -> Option<Diagnostic> {
    // 时间 is a name, 那么转到 two words.
    let is_then = |then: &&&str| {
        let behind = stop.word().strip_prefix(**then);
        behind.is_some_and(|behind| behind.is_empty() || begins_statement(behind))
    };
    let word = THEN.iter().find(is_then)?;
    if !matches!(stop.rule, Rule::if_line | Rule::elif_line) {
        return None;
    }
    let zh = format!("不写「{word}」：要做的事写在下一行，多缩进一层。");
    let en = format!("No `{word}` is written: what is done stands on the next line, indented deeper.");
    let found = stop.error(zh, en);
    let last = stop.rest().trim_end() == *word;
    Some(if last { found.fix(delete(), stop.found.span, "").sure() } else { found })
}

fn begins_statement(text: &str) -> bool {
    crate::parse::statement::STATEMENTS
        .iter()
        .any(|rule| crate::parse::statement::begins(text, *rule).is_some())
}

/// `情况 质量问题` in an arm.
fn case(stop: &Stop<'_>) -> Option<Diagnostic> {
    let word = CASES.iter().find(|case| stop.rule == Rule::arm_line && stop.before().trim() == **case)?;
    let span = stop.line.at(0, stop.found.at);
    let zh = format!("每一种情况直接写值，不写「{word}」。");
    let en = format!("An arm is the value itself, without `{word}`.");
    Some(error(stop.line.at(0, word.len()), zh, en).fix(delete(), span, "").sure())
}

/// `数量 介于 1 和 3`, `1 小于 数量 小于 3`
fn between(stop: &Stop<'_>) -> Option<Diagnostic> {
    let joins = stop.expects(Rule::k_and);
    let word = stop.word();
    if joins && matches!(word, "介于" | "位于" | "between") {
        let help = Message::new(
            "例如 数量 不少于 1 并且 数量 不超过 3。",
            "For example `count >= 1 and count <= 3`.",
        );
        return Some(stop.error("范围写成两个条件。", "A range is two conditions.").help(help));
    }
    let compares = |rule: &Rule| keyword(*rule).is_some_and(|k| k.zh == Some(word) || k.en == Some(word));
    let again = joins && super::keywords_of(Rule::compare).iter().any(compares);
    again.then(|| {
        let and = stop.spelled(Rule::k_and);
        let zh = format!("一个条件只比一次，几个条件用「{and}」连起来。");
        stop.error(zh, format!("A condition compares once; join several by `{and}`."))
    })
}

/// `非 有 备注`, `!有 备注`
fn negation(stop: &Stop<'_>) -> Option<Diagnostic> {
    let is_last = |word: &&&str| stop.before().trim_end().split(' ').next_back() == Some(**word);
    let found = match NOT.iter().find(is_last) {
        Some(word) => {
            let end = stop.before().trim_end().len();
            error(stop.line.at(end - word.len(), end), format!("不写「{word}」。"), format!("Not `{word}`."))
        }
        None if stop.word() == "!" => stop.error("不写「!」。", "Not `!`."),
        None => return None,
    };
    let not = stop.spelled(Rule::k_op_not);
    let help = Message::new(
        format!("反过来的条件写成 {not}(…)；没有值写成 没有 名字。"),
        format!("The contrary is `{not}(…)`; that a value is unset, `has_no name`."),
    );
    Some(found.help(help))
}

/// `=`, `且`, `或`: words for which the language has others.
fn foreign_word(stop: &Stop<'_>) -> Option<Diagnostic> {
    let word = stop.word();
    let &(_, rule) = FOREIGN.iter().find(|(foreign, _)| *foreign == word)?;
    let joins = matches!(rule, Rule::k_and | Rule::k_or);
    let wanted =
        if joins { stop.expects(rule) } else { stop.expects(Rule::compare) || stop.expects(Rule::k_and) };
    if rule == Rule::k_or && wanted && one_of_several(stop) {
        let help = Message::new("改成「、」。", "Write a comma.");
        let found = stop.error("几个选项之间写「、」。", "Commas stand between several members.");
        return Some(found.fix(help, stop.found.span, "、"));
    }
    let right = wanted.then(|| stop.spelled(rule))?;
    let zh = format!("这里不写「{word}」，写「{right}」。");
    let help = Message::new(format!("改成「{right}」。"), format!("Write `{right}`."));
    let en = format!("Not `{word}` but `{right}` stands here.");
    Some(stop.error(zh, en).fix(help, stop.found.span, stop.spaced(right)).sure())
}

/// Whether `是 质量问题 或 发错货` goes on with nothing but a name.
fn one_of_several(stop: &Stop<'_>) -> bool {
    let is = stop.spelled(Rule::k_op_is);
    let compared = stop.before().split(' ').any(|word| word == is);
    let next = stop.behind().trim();
    compared && !next.is_empty() && next.chars().all(is_name_char)
}

/// `2 ^ 3`, `5 % 2`
fn operator(stop: &Stop<'_>) -> Option<Diagnostic> {
    let word = stop.word();
    (matches!(word, "^" | "%" | "\\" | "×" | "÷") && stop.expects(Rule::k_and)).then(|| {
        let zh = format!("没有「{word}」这种运算。");
        let help = Message::new("可以写 + - * /。", "There are + - * and /.");
        stop.error(zh, format!("There is no operator `{word}`.")).help(help)
    })
}

/// `len(备注)`: a function that there is not.
fn function(stop: &Stop<'_>) -> Option<Diagnostic> {
    let value = stop.word() == "(" && stop.expects(Rule::k_and);
    let before = stop.before().trim_end();
    let start = before.trim_end_matches(is_name_char).len();
    let name = before.get(start..).filter(|name| value && !name.is_empty())?;
    let all = || keywords::all().filter(|k| k.id.starts_with("f_"));
    let span = stop.line.at(start, before.len());
    let found =
        error(span, format!("没有叫「{name}」的函数。"), format!("There is no function called `{name}`."));
    let near = suggest::nearest(name, all().flat_map(|k| [k.zh, k.en]).flatten());
    Some(match near {
        Some(near) => found.fix(write(near), span, near),
        None => {
            let few: Vec<_> = all().take(4).map(|k| k.spelling(stop.lang)).collect();
            let zh = format!("可以用 {} 等。", few.join(" "));
            found.help(Message::new(zh, format!("There are {} and others.", few.join(", "))))
        }
    })
}

/// `流程 开票`, `流程 开票 v2`
fn version(stop: &Stop<'_>) -> Option<Diagnostic> {
    if stop.rule != Rule::flow_line {
        return None;
    }
    let version = stop.spelled(Rule::k_version);
    let named = stop.before().trim_end().split(' ').next_back() != Some(version);
    if !named {
        let (zh, en) =
            ("「流程」后面先写名字，再写版本。", "Behind `flow` stands its name, then its version.");
        return Some(stop.error(zh, en));
    }
    if !stop.expects(Rule::k_version) {
        return None;
    }
    let zh = "流程的名字后面要写版本。";
    let found = stop.error(zh, "Behind the name of a flow stands its version.");
    let number = stop.word().trim_start_matches(['v', 'V']);
    let number = if number.is_empty() { "1" } else { number };
    if !number.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let fixed = format!("{version} {number}");
    let (span, text) = match stop.word() {
        "" => (stop.end(), format!(" {fixed}")),
        word => (stop.next(word.len()), fixed.clone()),
    };
    Some(found.fix(write(&fixed), span, text).sure())
}

/// `说 原因 "…"` and `问 "…"`
fn said_for_asked(stop: &Stop<'_>) -> Option<Diagnostic> {
    let quoted = |text: &str| text.trim_start().starts_with(QUOTE_OPEN);
    if stop.rule == Rule::say_line && stop.word().starts_with(is_name_char) && quoted(stop.behind()) {
        let (head, ask) = (stop.head()?, stop.spelled(Rule::k_ask));
        let help = Message::new(
            format!("要等顾客回答，写「{ask}」。"),
            format!("To wait for an answer write `{ask}`."),
        );
        let found = stop.error("「说」后面只写一句话。", "Behind `say` stands a text and nothing else.");
        return Some(found.fix(help, stop.line.at(0, head.len()), ask));
    }
    (stop.rule == Rule::ask_line && stop.expects(Rule::name) && quoted(stop.rest())).then(|| {
        let help = Message::new("例如 问 原因 \"是什么原因？\"。", "For example `ask reason \"Why?\"`.");
        let zh = "「问」后面先写信息的名字，再写话。";
        stop.error(zh, "Behind `ask` stands the slot, then the text.").help(help)
    })
}

/// 要求 without 否则, or with another word for it.
fn no_else(stop: &Stop<'_>) -> Option<Diagnostic> {
    let foreign = matches!(stop.word(), "不然" | "不然的话" | "否则的话" | "要不然" | "otherwise");
    if foreign && stop.expects(Rule::k_require_else) {
        let (word, right) = (stop.word(), stop.spelled(Rule::k_require_else));
        let found = stop.error(format!("这里不写「{word}」。"), format!("Not `{word}`."));
        return Some(found.fix(write(right), stop.found.span, right).sure());
    }
    (stop.rule == Rule::require_line && stop.word().is_empty()).then(|| {
        let word = stop.spelled(Rule::k_require_else);
        let zh = format!("要求 后面要写 {word} \"…\"：没满足时对顾客说什么。");
        let en = format!("Behind `require` stands `{word} \"…\"`, which is said where it is not met.");
        let help = Message::new(format!("补上 {word} \"…\"。"), format!("Add `{word} \"…\"`."));
        let end = stop.end();
        stop.error(zh, en).fix(help, crate::source::Span { start: end.end, ..end }, format!(" {word} \"\""))
    })
}

/// Whether a word stands before the value of an arm in other languages.
pub(super) fn is_case(word: &str) -> bool {
    CASES.contains(&word)
}
