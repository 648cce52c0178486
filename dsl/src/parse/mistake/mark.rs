//! Marks that stand where the language has others, or none: colons, commas, brackets, quotes, comments.

use crate::diagnostic::{Diagnostic, Lang, Message};
use crate::layout::{QUOTE_CLOSE, QUOTE_OPEN};

use super::{Stop, delete, error, write};
use crate::parse::grammar::Rule;
use crate::parse::head::is_name_char;

/// Lines that list names or texts.
const LISTS: &[Rule] = &[
    Rule::outcomes_line,
    Rule::errors_line,
    Rule::channels_line,
    Rule::channel_line,
    Rule::on_error_line,
    Rule::buttons_line,
    Rule::example_line,
    Rule::arm_line,
];

/// What people put between the items of a list.
const SEPARATORS: [&str; 9] = ["/", ";", "|", "和", "或", "或者", "与", "and", "or"];

/// Whether the line stopped at a mark that is known to be written differently.
pub(super) fn known(stop: &Stop<'_>) -> Option<Diagnostic> {
    comment(stop)
        .or_else(|| at_end(stop))
        .or_else(|| equals(stop))
        .or_else(|| colon(stop))
        .or_else(|| quoted_name(stop))
        .or_else(|| brackets_of_a_list(stop))
        .or_else(|| separator(stop))
        .or_else(|| round_list(stop))
        .or_else(|| list_in_brackets(stop))
        .or_else(|| braces(stop))
        .or_else(|| dollar(stop))
        .or_else(|| joined_texts(stop))
}

/// `说 "抱歉" // 先道歉`
fn comment(stop: &Stop<'_>) -> Option<Diagnostic> {
    let mark = ["//", "/*", "<!--", "--"].into_iter().find(|mark| stop.rest().starts_with(mark))?;
    let span = stop.next(mark.len());
    let help = Message::new("注释写成 # …。", "Write the comment as `# …`.");
    Some(error(span, "注释用 # 开头。", "A comment begins with #.").fix(help, span, "#").sure())
}

/// `如果 …：`, as in other languages.
fn at_end(stop: &Stop<'_>) -> Option<Diagnostic> {
    let mark = stop.word();
    let is_mark = matches!(mark, ":" | ";" | "," | "." | "!" | "~");
    (is_mark && stop.behind().trim().is_empty()).then(|| {
        // Behind a comma something may be missing; a colon that a line can do without is a habit.
        let reads = mark == ":" && crate::parse::grammar::fits(stop.rule, stop.before().trim_end());
        let found = stop.error(format!("行尾不写「{mark}」。"), format!("No `{mark}` ends a line."));
        found.fix(delete(), stop.found.span, "").sure_if(reads)
    })
}

/// `算 总数 := 3`, `记 备注 为 "无"`
fn equals(stop: &Stop<'_>) -> Option<Diagnostic> {
    let mark = [":=", "==", ":"].into_iter().find(|mark| stop.rest().starts_with(mark));
    let word =
        mark.or_else(|| ["是", "为", "等于", "is", "be"].into_iter().find(|word| *word == stop.word()))?;
    stop.expects(Rule::equals).then(|| {
        let span = stop.next(word.len());
        let zh = format!("这里不写「{word}」，写「=」。");
        let help = Message::new("改成「=」。", "Write `=`.");
        error(span, zh, format!("Not `{word}` but `=` stands here.")).fix(help, span, "=").sure()
    })
}

/// `说: "…"`, `问 原因："…"`
fn colon(stop: &Stop<'_>) -> Option<Diagnostic> {
    if stop.word() != ":" || stop.expects(Rule::colon) {
        return None;
    }
    let before = stop.before().trim();
    let (zh, en) = if stop.head().is_some_and(|head| head == before) {
        (format!("「{before}」后面不写冒号。"), format!("No colon stands behind `{before}`."))
    } else {
        ("这里不写冒号。".to_owned(), "No colon stands here.".to_owned())
    };
    let help = Message::new("把冒号换成空格。", "Put a space instead.");
    Some(stop.error(zh, en).fix(help, stop.found.span, stop.spaced("")).sure())
}

/// `{"单号": 文本}`, `转到 "收尾"`: a name in quotes.
fn quoted_name(stop: &Stop<'_>) -> Option<Diagnostic> {
    let wanted = [Rule::name, Rule::path, Rule::field, Rule::entry].iter().any(|rule| stop.expects(*rule));
    let inner = stop.rest().strip_prefix(QUOTE_OPEN)?.split(QUOTE_CLOSE).next()?;
    let before = stop.before().trim_end();
    if !wanted || stop.rule == Rule::ask_line || !inner.chars().all(|c| is_name_char(c) || c == '.') {
        return None;
    }
    if before.ends_with("({") {
        let zh = "参数直接写在圆括号里，不加花括号和引号。";
        let en = "Arguments stand in round brackets, without braces and quotes.";
        let help = Message::new("例如 (单号: \"1\")。", "For example (order: \"1\").");
        return Some(stop.error(zh, en).help(help));
    }
    let span = stop.next(inner.len() + QUOTE_OPEN.len_utf8() + QUOTE_CLOSE.len_utf8());
    let found = stop.error("名字不加引号。", "A name stands without quotes.");
    Some(found.fix(write(inner), span, inner).sure())
}

/// `按钮 [是, 否]`, `按钮 【全部】`
fn brackets_of_a_list(stop: &Stop<'_>) -> Option<Diagnostic> {
    let close = match stop.rest().chars().next().filter(|_| LISTS.contains(&stop.rule))? {
        '[' => ']',
        '(' => ')',
        '【' => '】',
        _ => return None,
    };
    let open = stop.rest().chars().next()?.len_utf8();
    let inner = stop.rest().get(open..)?.split(close).next()?;
    let span = stop.next(open + inner.len() + close.len_utf8());
    let inner = inner.replace(QUOTE_OPEN, "“").replace(QUOTE_CLOSE, "”");
    let found = stop.error("这里不加括号。", "No brackets stand here.");
    Some(found.fix(Message::new("去掉括号。", "Take the brackets away."), span, inner).sure())
}

/// `结果 好 不好`, `结果 好/不好`
fn separator(stop: &Stop<'_>) -> Option<Diagnostic> {
    if !LISTS.contains(&stop.rule) || !stop.expects(Rule::comma) {
        return None;
    }
    let comma = if stop.lang == Lang::Zh { "、" } else { ", " };
    let help = || {
        Message::new(
            format!("几项之间写「{}」。", comma.trim()),
            format!("Put `{}` between them.", comma.trim()),
        )
    };
    let (zh, en) = ("几项之间用顿号隔开。", "Commas stand between the items.");
    if SEPARATORS.contains(&stop.word()) {
        return Some(stop.error(zh, en).fix(help(), stop.found.span, comma).sure());
    }
    let is_arm_in_words = stop.rule == Rule::arm_line && !stop.rest().starts_with(is_name_char);
    let another = stop.rest().starts_with(|c| c == QUOTE_OPEN || is_name_char(c)) && !is_arm_in_words;
    let same = stop.before().trim_end().ends_with(|c| c == QUOTE_CLOSE || is_name_char(c));
    let is_keyword = crate::keywords::spelled(stop.word()).next().is_some();
    (another && same && !is_keyword && !super::word::is_case(stop.before().trim()))
        .then(|| stop.error(zh, en).fix(help(), stop.here(), comma).sure())
}

/// `属于 (甲, 乙)`
fn round_list(stop: &Stop<'_>) -> Option<Diagnostic> {
    if stop.word() != "," || !stop.expects(Rule::close_round) {
        return None;
    }
    let start = stop.before().rfind('(')?;
    let before = stop.before().get(..start)?.trim_end();
    let is_in = |rule| {
        let keyword = crate::parse::head::keyword(rule);
        keyword.is_some_and(|k| [k.zh, k.en].into_iter().flatten().any(|word| before.ends_with(word)))
    };
    if !is_in(Rule::k_op_in) && !is_in(Rule::k_op_notin) {
        return None;
    }
    let inner = stop.line.text().get(start + 1..)?.split(')').next()?;
    let span = stop.line.at(start, start + inner.len() + 2);
    let inner = inner.replace(QUOTE_OPEN, "“").replace(QUOTE_CLOSE, "”");
    let found = error(span, "几个值写在方括号里。", "Several values stand in square brackets.");
    let fixed = format!("[{inner}]");
    Some(found.fix(write(&fixed), span, fixed).sure())
}

/// `(色 是 黑色、白色)`: inside brackets the list behind 是 has brackets of its own.
fn list_in_brackets(stop: &Stop<'_>) -> Option<Diagnostic> {
    if stop.word() != "," || !stop.expects(Rule::close_round) {
        return None;
    }
    let text = stop.line.text();
    let open = stop.before().rfind('(')?;
    let (operator, word, right) = last_is(stop, open)?;
    let behind = stop.rest();
    let joins = [Rule::k_and, Rule::k_or].map(|rule| format!(" {} ", stop.spelled(rule)));
    let ends = joins.iter().filter_map(|word| behind.find(word.as_str())).chain(behind.find(')'));
    let end = stop.found.at + ends.min().unwrap_or(behind.len());
    let values: Vec<_> = text.get(operator + word.len()..end)?.split(',').map(str::trim).collect();
    let fixed = format!("{right} [{}]", values.join(", "));
    let reads = format!("{}{fixed}{}", text.get(..operator)?, text.get(end..)?);
    let reads = crate::parse::grammar::fits(stop.rule, &reads);
    let span = stop.line.at(operator, end);
    let fixed = fixed.replace(QUOTE_OPEN, "“").replace(QUOTE_CLOSE, "”");
    let zh = format!("括号里的几个值写成「{right} […]」。");
    let found = error(span, zh, format!("Inside brackets several values are written `{right} […]`."));
    Some(found.fix(write(&fixed), span, fixed).sure_if(reads))
}

/// The last 是 or 不是 behind byte `from`: where it stands, its word, and what takes a list in brackets instead.
fn last_is(stop: &Stop<'_>, from: usize) -> Option<(usize, &'static str, &'static str)> {
    let pairs = [(Rule::k_op_isnt, Rule::k_op_notin), (Rule::k_op_is, Rule::k_op_in)];
    let found = pairs.into_iter().filter_map(|(is, within)| {
        let word = stop.spelled(is);
        let at = stop.before().rfind(&format!(" {word} ")).filter(|at| *at > from)?;
        Some((at + 1, word, stop.spelled(within)))
    });
    found.max_by_key(|(at, ..)| *at)
}

/// `如果 {原因} 是 …`: a hole, as in texts.
fn braces(stop: &Stop<'_>) -> Option<Diagnostic> {
    let start = stop.before().rfind('{').filter(|_| stop.word() == "}" && stop.expects(Rule::colon))?;
    let name = stop.before().get(start + 1..)?.trim();
    let span = stop.line.at(start, stop.found.at + 1);
    let found =
        error(span, "引号外面直接写名字，不加花括号。", "Outside texts a name stands without braces.");
    Some(found.fix(write(name), span, name).sure())
}

/// `$数量`
fn dollar(stop: &Stop<'_>) -> Option<Diagnostic> {
    let named = stop.behind().starts_with(|c: char| is_name_char(c) && !c.is_ascii_digit());
    (matches!(stop.word(), "$" | "@") && named).then(|| {
        let zh = format!("名字前面不加「{}」。", stop.word());
        let en = format!("No `{}` stands before a name.", stop.word());
        stop.error(zh, en).fix(delete(), stop.found.span, "")
    })
}

/// `说 "您好" "再见"`, `说 "您好，" + 备注`
fn joined_texts(stop: &Stop<'_>) -> Option<Diagnostic> {
    let behind_text = stop.before().trim_end().ends_with(QUOTE_CLOSE) && stop.expects(Rule::EOI);
    if behind_text && stop.rest().starts_with(QUOTE_OPEN) {
        let zh = "一行只写一句话。";
        let help = Message::new(
            "合成一句，或者另起一行再写一句。",
            "Make one text of them, or put the second on a line of its own.",
        );
        return Some(stop.error(zh, "A line has one text.").help(help));
    }
    (behind_text && matches!(stop.word(), "+" | "&")).then(|| {
        let zh = format!("话不用「{}」拼。", stop.word());
        let help =
            Message::new("把名字写进引号里：\"…{备注}\"。", "Put the name into the text: \"…{note}\".");
        stop.error(zh, format!("Texts are not joined by `{}`.", stop.word())).help(help)
    })
}

/// 说 你好: a text without quotes.
pub(super) fn quotes(stop: &Stop<'_>) -> Option<Diagnostic> {
    let wants_text = stop.expected.iter().any(|rule| matches!(rule, Rule::text | Rule::spoken));
    let all = stop.rest();
    let listed = stop.rule == Rule::buttons_line;
    let bare = if listed { all.split(',').next().unwrap_or(all).trim_end() } else { all };
    let strange = |c: char| matches!(c, '\'' | '‘' | '’' | '`' | '《' | '【');
    let wordlike = bare.starts_with(|c: char| is_name_char(c) || strange(c));
    let quotes = bare.contains(QUOTE_OPEN);
    (wants_text && wordlike && !quotes).then(|| {
        let span = stop.next(bare.len());
        let zh = "要说的话放在引号里：\"…\"、“…” 或 「…」。";
        let en = "What is said stands in quotes: \"…\", “…” or 「…」.";
        let words = bare.trim_matches(['\'', '‘', '’', '`']);
        error(span, zh, en).fix(Message::new("加上引号。", "Add quotes."), span, format!("\"{words}\""))
    })
}
