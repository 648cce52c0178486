//! Mistakes that are common enough to be explained rather than only refused.

use crate::diagnostic::{Certainty, Code, Diagnostic, Lang, Message};
use crate::keywords::{self, Keyword};
use crate::layout::{Line, LineKind};
use crate::source::Span;
use crate::suggest;

use super::expected::{Found, keywords_of};
use super::grammar::Rule;
use super::head::{at_start, is_name_char, keyword};

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
    ("且", Rule::k_and),
    ("而且", Rule::k_and),
    ("同时", Rule::k_and),
    ("||", Rule::k_or),
    ("或", Rule::k_or),
];

/// Words that people write for the head of a line, and the keyword that was meant.
const HEADS: &[(&str, Rule)] = &[
    ("转去", Rule::k_goto),
    ("跳到", Rule::k_goto),
    ("跳转", Rule::k_goto),
    ("去", Rule::k_goto),
    ("回复", Rule::k_say),
    ("发送", Rule::k_say),
    ("询问", Rule::k_ask),
    ("提问", Rule::k_ask),
    ("若", Rule::k_if),
    ("要是", Rule::k_if),
    ("假如", Rule::k_if),
    ("不然", Rule::k_else),
    ("转接", Rule::k_handoff),
    ("人工", Rule::k_handoff),
    ("退出", Rule::k_end),
    ("完成", Rule::k_end),
    ("执行", Rule::k_call),
    ("设", Rule::k_set),
    ("设置", Rule::k_set),
    ("max_tries", Rule::k_after_tries),
    ("return", Rule::k_end),
    ("exit", Rule::k_end),
    ("reply", Rule::k_say),
    ("transfer", Rule::k_handoff),
    ("jump", Rule::k_goto),
];

/// Units in other spellings, and the id of the one that the language writes; 分 is a part of 元 too.
const UNITS: &[(&str, &str, Certainty)] = &[
    ("分", "u_min", Certainty::Likely),
    ("个小时", "u_h", Certainty::Sure),
    ("个钟头", "u_h", Certainty::Sure),
    ("日", "u_d", Certainty::Sure),
    ("个星期", "u_w", Certainty::Sure),
    ("星期", "u_w", Certainty::Sure),
    ("块", "u_cny", Certainty::Sure),
    ("块钱", "u_cny", Certainty::Sure),
    ("second", "u_s", Certainty::Sure),
    ("seconds", "u_s", Certainty::Sure),
    ("sec", "u_s", Certainty::Sure),
    ("minute", "u_min", Certainty::Sure),
    ("minutes", "u_min", Certainty::Sure),
    ("mins", "u_min", Certainty::Sure),
    ("hour", "u_h", Certainty::Sure),
    ("hours", "u_h", Certainty::Sure),
    ("day", "u_d", Certainty::Sure),
    ("days", "u_d", Certainty::Sure),
    ("week", "u_w", Certainty::Sure),
    ("weeks", "u_w", Certainty::Sure),
    ("yuan", "u_cny", Certainty::Sure),
];

/// Numbers in English words, as far as people write them.
const ENGLISH_NUMBERS: &[(&str, &str)] =
    &[("one", "1"), ("two", "2"), ("three", "3"), ("four", "4"), ("five", "5"), ("ten", "10")];

/// The line begins with no word that may stand here; and the word that was meant, if one is close.
pub(super) fn head(line: &Line, heads: &[Rule]) -> (Diagnostic, Option<Rule>) {
    if line.kind == LineKind::Bullet {
        let message = Message::new(
            "带「-」的例句只能写在 例句、问法、不是 下面。",
            "A line that begins with - is an example and stands below examples, questions or not_examples.",
        );
        return (Diagnostic::new(Code("E0101"), line.span, message), None);
    }
    let lang = if line.text().starts_with(|c: char| c.is_ascii()) { Lang::En } else { Lang::Zh };
    let word = first_word(line.text());
    let span = line.at(0, word.len());
    if word.is_empty() {
        let message = Message::new("这一行还没写完。", "The line is not complete.");
        return (Diagnostic::new(Code("E0101"), line.span, message).help(choices(heads, lang)), None);
    }
    let message = Message::new(
        format!("这里不认识「{word}」。"),
        format!("`{word}` is not a word that may begin this line."),
    );
    let found = Diagnostic::new(Code("E0101"), span, message);
    let apart = two_words(line.text(), heads);
    let is_spelled_apart = apart.is_some();
    let (near, span) = match apart {
        Some((near, rule, length)) => (Some((near, rule)), line.at(0, length)),
        None => (meant(word, heads, lang), span),
    };
    match near {
        Some((near, rule)) => {
            let help = Message::new(format!("是不是想写「{near}」？"), format!("Did you mean `{near}`?"));
            (found.fix(help, span, near).sure_if(is_spelled_apart), Some(rule))
        }
        None => (found.help(choices(heads, lang)), None),
    }
}

/// `or say` for `or_say`: the keyword, and how many bytes of `text` stand for it.
fn two_words(text: &str, heads: &[Rule]) -> Option<(&'static str, Rule, usize)> {
    let spelled = |rule: &Rule| {
        let en = keyword(*rule)?.en?;
        let (first, last) = en.split_once('_')?;
        let rest = text.strip_prefix(first)?.trim_start_matches([' ', '-']);
        let behind = rest.strip_prefix(last)?;
        (!behind.starts_with(is_name_char)).then_some((en, *rule, text.len() - behind.len()))
    };
    heads.iter().find_map(spelled)
}

fn meant(word: &str, heads: &[Rule], lang: Lang) -> Option<(&'static str, Rule)> {
    let usual = HEADS.iter().find(|(foreign, rule)| *foreign == word && heads.contains(rule));
    if let Some(&(_, rule)) = usual {
        return keyword(rule).map(|k| (k.spelling(lang), rule));
    }
    let words = || {
        let keywords = heads.iter().filter_map(|&rule| Some((keyword(rule)?, rule)));
        keywords.flat_map(|(k, rule)| [k.zh, k.en].into_iter().flatten().map(move |word| (word, rule)))
    };
    let near = suggest::nearest(word, words().map(|(word, _)| word))?;
    words().find(|(word, _)| *word == near)
}

/// The word a line begins with, as much of it as a message can show.
fn first_word(text: &str) -> &str {
    const SHOWN: usize = 40;
    let end = match text.find(|c| !is_name_char(c)) {
        Some(0) => text.chars().next().map_or(0, char::len_utf8),
        Some(end) => end,
        None => text.len(),
    };
    let word = text.get(..end).unwrap_or(text);
    word.char_indices().nth(SHOWN).and_then(|(end, _)| word.get(..end)).unwrap_or(word)
}

/// What may begin a line here, in the language that the line is written in.
fn choices(heads: &[Rule], lang: Lang) -> Message {
    let mut words: Vec<_> =
        heads.iter().filter_map(|&rule| keyword(rule)).map(|k| k.spelling(lang)).collect();
    words.dedup();
    Message::new(
        format!("这里可以写：{}。", words.join(" ")),
        format!("This line may begin with {}.", words.join(", ")),
    )
}

/// The keyword of another place that begins the line with a word longer than `length` bytes, such as 问满 among statements,
/// where 问 may be glued to a name.
pub(super) fn word_of_another_place(line: &Line, length: usize) -> Option<&'static Keyword> {
    let word = first_word(line.text());
    keywords::spelled(word)
        .find(|k| home(k).is_some())
        .filter(|_| line.kind == LineKind::Plain && word.len() > length)
}

/// A keyword at the head of a line where it may not stand.
pub(super) fn misplaced(line: &Line, keyword: &Keyword) -> Diagnostic {
    let word = first_word(line.text());
    let (zh, en) = home(keyword).unwrap_or_default();
    let message = Message::new(
        format!("「{word}」不能写在这里，它写在{zh}。"),
        format!("`{word}` does not belong here; it stands {en}."),
    );
    Diagnostic::new(Code("E0101"), line.at(0, word.len()), message)
}

/// Where a keyword that begins a line stands.
fn home(keyword: &Keyword) -> Option<(&'static str, &'static str)> {
    Some(match keyword.heads_below()? {
        "top" => ("最外层，顶格", "at the margin"),
        "flow" => (" 流程 下面", "below a flow"),
        "statement" => (" 步骤 下面", "below a step"),
        "ask" => (" 问 下面，再缩进一层", "below an ask, indented deeper"),
        "text" | "say" => (" 说 或 问 下面，再缩进一层", "below say or ask, indented deeper"),
        "card" => (" 卡片 下面，再缩进一层", "below a card, indented deeper"),
        "call" => (" 调用 下面，再缩进一层", "below a call, indented deeper"),
        "call_flow" => (" 进入 流程 下面，再缩进一层", "below call flow, indented deeper"),
        "await" => (" 等 下面，再缩进一层", "below await, indented deeper"),
        "team" => (" 人工组 下面", "below a team"),
        "global" => (" 全局 下面", "below global"),
        "push" => (" 推送 下面", "below a push"),
        "intent" => (" 意图 下面", "below an intent"),
        "faq" => (" 问答 下面", "below a faq"),
        "signature" => (" 插件 的函数下面", "below a function of a plugin"),
        "signature head" => (" 插件 下面", "below a plugin"),
        _ => return None,
    })
}

/// A line that stopped making sense in a way that is known.
pub(super) fn known(line: &Line, rule: Rule, found: &Found, expected: &[Rule]) -> Option<Diagnostic> {
    mark_at_end(line, found)
        .or_else(|| colon_behind_head(line, found))
        .or_else(|| numeral(line, found, expected))
        .or_else(|| foreign_unit(line, found, expected))
        .or_else(|| option_on_the_same_line(found, expected))
        .or_else(|| glued(line, found))
        .or_else(|| foreign_word(line, found, expected))
        .or_else(|| no_else(line, rule, found))
        .or_else(|| no_quotes(line, rule, found, expected))
}

/// Adds which of the expected keywords was mistyped, if one is close to what was found.
pub(super) fn near_keyword(
    line: &Line,
    found: &Found,
    expected: &[Rule],
    diagnostic: Diagnostic,
) -> Diagnostic {
    let all = expected.iter().flat_map(|rule| std::slice::from_ref(rule).iter().chain(keywords_of(*rule)));
    let english = line.text().starts_with(|c: char| c.is_ascii());
    let words = all.filter_map(|&rule| keyword(rule)).filter_map(|k| if english { k.en } else { k.zh });
    let is_keyword = keywords::spelled(&found.word).next().is_some();
    match suggest::nearest(&found.word, words).filter(|_| !is_keyword) {
        Some(near) => {
            let help = Message::new(format!("是不是想写「{near}」？"), format!("Did you mean `{near}`?"));
            diagnostic.fix(help, found.span, near)
        }
        None => diagnostic,
    }
}

fn error(span: Span, zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code("E0101"), span, Message::new(zh, en))
}

/// `word` for what was found, with the blanks that are missing around it.
fn spaced(line: &Line, found: &Found, word: &str) -> String {
    let text = line.text();
    let before = text.get(..found.at).is_some_and(|before| !before.ends_with(' ') && !before.is_empty());
    let behind = text.get(found.at + found.word.len()..).is_some_and(|behind| !behind.starts_with(' '));
    match (before, behind) {
        _ if word.is_empty() => {
            if behind {
                " ".to_owned()
            } else {
                String::new()
            }
        }
        (before, behind) => {
            format!("{}{word}{}", if before { " " } else { "" }, if behind { " " } else { "" })
        }
    }
}

/// How many bytes of the line its head keyword takes.
fn head_length(line: &Line) -> Option<usize> {
    keywords::all().filter_map(|k| at_start(line.text(), k)).max()
}

/// `说: "…"`, as in other formats.
fn colon_behind_head(line: &Line, found: &Found) -> Option<Diagnostic> {
    let head = line.text().get(..head_length(line)?)?;
    let between = line.text().get(head.len()..found.at)?;
    (found.word == ":" && between.trim().is_empty()).then(|| {
        let zh = format!("「{head}」后面不写冒号。");
        let en = format!("No colon stands behind `{head}`.");
        let help = Message::new("把冒号换成空格。", "Put a space instead.");
        error(found.span, zh, en).fix(help, found.span, spaced(line, found, "")).sure()
    })
}

/// `问满 三 次`: a number in words.
fn numeral(line: &Line, found: &Found, expected: &[Rule]) -> Option<Diagnostic> {
    let wanted = |rule: &Rule| matches!(rule, Rule::whole | Rule::number | Rule::digits);
    let first = ENGLISH_NUMBERS.iter().find(|(word, _)| *word == found.word).map(|(_, n)| (*n).to_owned());
    let digits = first.or_else(|| crate::numeral::in_digits(&found.word))?;
    // A measure word may be glued to the numeral, and is then followed by what follows the number.
    expected.iter().any(wanted).then(|| {
        let help = Message::new(format!("写成「{digits}」。"), format!("Write `{digits}`."));
        let zh = format!("数用阿拉伯数字写，不写「{}」。", found.word);
        let en = format!("Numbers are written in digits, not as `{}`.", found.word);
        error(found.span, zh, en).fix(help, line.at(found.at, found.at + found.word.len()), digits).sure()
    })
}

/// `10 minutes`, `10 分`: a unit in another spelling.
fn foreign_unit(line: &Line, found: &Found, expected: &[Rule]) -> Option<Diagnostic> {
    let behind_number = line.text().get(..found.at)?.trim_end().ends_with(|c: char| c.is_ascii_digit())
        && !expected.is_empty();
    let &(_, unit, certainty) =
        UNITS.iter().find(|(word, ..)| *word == found.word).filter(|_| behind_number)?;
    let english = found.word.is_ascii();
    let unit = if english { keywords::en(unit) } else { keywords::zh(unit) };
    let help = Message::new(format!("写成「{unit}」。"), format!("Write `{unit}`."));
    let zh = format!("单位不写「{}」，写「{unit}」。", found.word);
    let en = format!("The unit is written `{unit}`, not `{}`.", found.word);
    Some(error(found.span, zh, en).fix(help, found.span, unit).sure_if(certainty == Certainty::Sure))
}

/// `问 原因 "…" 按钮 全部`: an option that stands on a line of its own.
fn option_on_the_same_line(found: &Found, expected: &[Rule]) -> Option<Diagnostic> {
    if !expected.contains(&Rule::EOI) {
        return None;
    }
    let (place_zh, place_en) = keywords::spelled(&found.word).find_map(home)?;
    let zh = format!("「{}」要另起一行，写在{}。", found.word, place_zh.trim_start());
    let en = format!("`{}` stands on a line of its own, {place_en}.", found.word);
    let help = Message::new(
        "从这里换行，比上一行多缩进一层。",
        "Begin a new line here, indented deeper than this one.",
    );
    Some(error(found.span, zh, en).help(help))
}

/// `如果 …：`, as in other languages.
fn mark_at_end(line: &Line, found: &Found) -> Option<Diagnostic> {
    let behind = line.text().get(found.at + found.word.len()..)?;
    let is_mark = matches!(found.word.as_str(), ":" | ";" | "," | "." | "!");
    (is_mark && behind.trim().is_empty()).then(|| {
        let mark = &found.word;
        let help = Message::new("把它删掉。", "Delete it.");
        error(found.span, format!("行尾不写「{mark}」。"), format!("No `{mark}` ends a line."))
            .fix(help, found.span, "")
            // Behind a comma or a dot something may be missing.
            .sure_if(matches!(found.word.as_str(), ":" | ";" | "!"))
    })
}

/// `说你好`: the keyword, and glued to it something that cannot follow.
fn glued(line: &Line, found: &Found) -> Option<Diagnostic> {
    let text = line.text();
    let head = text.get(..head_length(line)?)?;
    let is_glued =
        found.at == head.len() && head.ends_with(is_name_char) && found.word.starts_with(is_name_char);
    is_glued.then(|| {
        let word = first_word(text);
        let span = line.at(0, word.len());
        let zh = format!("不认识「{word}」。");
        let en = format!("`{word}` is not a word that may begin this line.");
        let help = Message::new(
            format!("如果想写的是「{head}」，后面空一格；要说的话放进引号里。"),
            format!("If `{head}` was meant, put a space behind it, and what is said in quotes."),
        );
        error(span, zh, en).help(help)
    })
}

/// `=`, `且`, `或`: words for which the language has others.
fn foreign_word(line: &Line, found: &Found, expected: &[Rule]) -> Option<Diagnostic> {
    let &(_, rule) = FOREIGN.iter().find(|(word, _)| *word == found.word)?;
    let joins = matches!(rule, Rule::k_and | Rule::k_or);
    let wanted = if joins {
        expected.contains(&rule)
    } else {
        expected.contains(&Rule::compare) || expected.contains(&Rule::k_and)
    };
    let keyword = keyword(rule).filter(|_| wanted)?;
    let english = line.text().starts_with(|c: char| c.is_ascii());
    let right = keyword.spelling(if english { Lang::En } else { Lang::Zh });
    let word = &found.word;
    let zh = format!("这里不写「{word}」，写「{right}」。");
    let help = Message::new(format!("改成「{right}」。"), format!("Write `{right}`."));
    Some(
        error(found.span, zh, format!("Not `{word}` but `{right}` stands here."))
            .fix(help, found.span, spaced(line, found, right))
            .sure(),
    )
}

/// 要求 without 否则.
fn no_else(line: &Line, rule: Rule, found: &Found) -> Option<Diagnostic> {
    (rule == Rule::require_line && found.word.is_empty()).then(|| {
        let end = line.at(line.text().len(), line.text().len());
        let zh = "要求 后面要写 否则 \"…\"：没满足时对顾客说什么。";
        let en = "Behind require stands else \"…\", which is said where it is not met.";
        let help = Message::new("补上 否则 \"…\"。", "Add else \"…\".");
        let end = Span { start: end.end, ..end };
        error(found.span, zh, en).fix(help, end, " 否则 \"\"")
    })
}

/// 说 你好: a text without quotes.
fn no_quotes(line: &Line, rule: Rule, found: &Found, expected: &[Rule]) -> Option<Diagnostic> {
    let wants_text = expected.iter().any(|rule| matches!(rule, Rule::text | Rule::spoken));
    let text = line.text();
    let all = text.get(found.at..)?;
    let listed = rule == Rule::buttons_line;
    let bare = if listed { all.split(',').next().unwrap_or(all).trim_end() } else { all };
    let wordlike = bare.starts_with(|c: char| is_name_char(c) || matches!(c, '\'' | '‘' | '’' | '《' | '【'));
    let quotes = bare.contains(crate::layout::QUOTE_OPEN);
    (wants_text && wordlike && !quotes).then(|| {
        let span = line.at(found.at, found.at + bare.len());
        let zh = "要说的话放在引号里：\"…\"、“…” 或 「…」。";
        let en = "What is said stands in quotes: \"…\", “…” or 「…」.";
        let words = bare.trim_matches(['\'', '‘', '’']);
        error(span, zh, en).fix(Message::new("加上引号。", "Add quotes."), span, format!("\"{words}\""))
    })
}
