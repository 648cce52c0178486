//! Lines that begin with no word that may stand there.

use crate::diagnostic::{Diagnostic, Lang, Message};
use crate::keywords::{self, Keyword};
use crate::layout::{Line, LineKind};
use crate::suggest;

use super::{error, write};
use crate::parse::grammar::Rule;
use crate::parse::head::{at_start, is_name_char, keyword};

/// Words that people write for the head of a line, and the keyword that was meant.
const HEADS: &[(&str, Rule)] = &[
    ("转去", Rule::k_goto),
    ("跳到", Rule::k_goto),
    ("跳转", Rule::k_goto),
    ("去", Rule::k_goto),
    ("回复", Rule::k_say),
    ("发送", Rule::k_say),
    ("输出", Rule::k_say),
    ("打印", Rule::k_say),
    ("询问", Rule::k_ask),
    ("提问", Rule::k_ask),
    ("若", Rule::k_if),
    ("要是", Rule::k_if),
    ("假如", Rule::k_if),
    ("不然", Rule::k_else),
    ("要不然", Rule::k_else),
    ("否则的话", Rule::k_else),
    ("otherwise", Rule::k_else),
    ("不然如果", Rule::k_elif),
    ("否则若", Rule::k_elif),
    ("elseif", Rule::k_elif),
    ("elsif", Rule::k_elif),
    ("转接", Rule::k_handoff),
    ("人工", Rule::k_handoff),
    ("退出", Rule::k_end),
    ("完成", Rule::k_end),
    ("返回", Rule::k_end),
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

/// The keywords that are named first where many could stand.
const USUAL: &[Rule] = &[
    Rule::k_flow,
    Rule::k_intent,
    Rule::k_faq,
    Rule::k_snippet,
    Rule::k_say,
    Rule::k_ask,
    Rule::k_if,
    Rule::k_goto,
    Rule::k_buttons,
    Rule::k_require,
    Rule::k_no_reply,
    Rule::k_after_tries,
    Rule::k_trigger,
    Rule::k_outcomes,
    Rule::k_slots,
    Rule::k_step,
];

/// At most so many words are named.
const WORDS: usize = 4;

/// What a line that goes on from 如果 is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::parse) enum Branch {
    /// As the language writes it: which, the head says.
    Own,
    /// In other words, such as `else if` or `不然`.
    Foreign(Rule),
}

/// Whether a line is 否则 or 否则如果, also where it says so in other words.
pub(in crate::parse) fn branch(line: &Line) -> Option<Branch> {
    let head = |rule| keyword(rule).and_then(|k| at_start(line.text(), k));
    if let Some(length) = head(Rule::k_else) {
        let behind = line.text().get(length..).unwrap_or_default().trim_start();
        let goes_on = keyword(Rule::k_if).is_some_and(|k| at_start(behind, k).is_some());
        return Some(if goes_on { Branch::Foreign(Rule::k_elif) } else { Branch::Own });
    }
    if head(Rule::k_elif).is_some() {
        return Some(Branch::Own);
    }
    let word = first_word(line.text());
    let mut branches = HEADS.iter().filter(|(_, rule)| matches!(rule, Rule::k_elif | Rule::k_else));
    branches.find(|(foreign, _)| *foreign == word).map(|(_, rule)| Branch::Foreign(*rule))
}

/// The head that was meant by another word.
pub(in crate::parse) struct Meant {
    /// Its rule.
    pub(in crate::parse) rule: Rule,
    /// The line with it.
    pub(in crate::parse) text: String,
}

impl Meant {
    /// `word` for the first `length` bytes of a line.
    fn of(line: &Line, rule: Rule, word: &str, length: usize) -> Self {
        let rest = line.text().get(length..).unwrap_or_default();
        Self { rule, text: format!("{word}{rest}") }
    }
}

/// `else if`, `否则 如果`, `不然如果`: 否则如果 in other words.
pub(in crate::parse) fn split_elif(line: &Line, lang: Lang) -> (Diagnostic, Meant) {
    let text = line.text();
    let behind_else = keyword(Rule::k_else).and_then(|k| at_start(text, k));
    let length = behind_else.map_or(first_word(text).len(), |length| {
        let rest = text.get(length..).unwrap_or_default();
        let blanks = rest.len() - rest.trim_start().len();
        let goes_on = keyword(Rule::k_if).and_then(|k| at_start(rest.trim_start(), k));
        length + blanks + goes_on.unwrap_or_default()
    });
    let right = keyword(Rule::k_elif).map_or("", |k| k.spelling(lang));
    let written = text.get(..length).unwrap_or_default();
    let zh = format!("「{written}」写成一个词「{right}」。");
    let en = format!("`{written}` is one word, `{right}`.");
    let span = line.at(0, length);
    let found = error(span, zh, en).fix(write(right), span, right).sure();
    (found, Meant::of(line, Rule::k_elif, right, length))
}

/// The line begins with no word that may stand here; and the word that was meant, if one is close.
pub(in crate::parse) fn head(line: &Line, heads: &[Rule], lang: Lang) -> (Diagnostic, Option<Meant>) {
    if let Some(comment) = comment(line) {
        return (comment, None);
    }
    let word = first_word(line.text());
    let span = line.at(0, word.len());
    if word.is_empty() {
        return (
            error(line.span, "这一行还没写完。", "The line is not complete.").help(choices(heads, lang)),
            None,
        );
    }
    if let Some(found) = without_head(line, word, heads, lang).or_else(|| glued(line, word, heads)) {
        return found;
    }
    let found = error(
        span,
        format!("这里不认识「{word}」。"),
        format!("`{word}` is not a word that may begin this line."),
    );
    let apart = two_words(line.text(), heads);
    let is_spelled_apart = apart.is_some();
    let near = apart.or_else(|| meant(word, heads, lang).map(|(near, rule)| (near, rule, word.len())));
    match near {
        Some((near, rule, length)) => {
            let help = Message::new(format!("是不是想写「{near}」？"), format!("Did you mean `{near}`?"));
            let found = found.fix(help, line.at(0, length), near).sure_if(is_spelled_apart);
            (found, Some(Meant::of(line, rule, near, length)))
        }
        None => (found.help(choices(heads, lang)), None),
    }
}

/// `// 先道歉`, as other languages write a comment.
pub(super) fn comment(line: &Line) -> Option<Diagnostic> {
    let text = line.text();
    let span = if line.kind == LineKind::Bullet {
        text.starts_with('-').then(|| crate::source::Span { end: line.at(0, 1).end, ..line.span })?
    } else {
        let mark = ["//", "/*", "<!--"].into_iter().find(|mark| text.starts_with(mark))?;
        line.at(0, mark.len())
    };
    let help = Message::new("注释写成 # …。", "Write the comment as `# …`.");
    Some(error(span, "注释用 # 开头。", "A comment begins with #.").fix(help, span, "#").sure())
}

/// `备注 = "无"` and `订单.查(…)`: what stands behind 记 and 调用, without the keyword.
fn without_head(line: &Line, word: &str, heads: &[Rule], lang: Lang) -> Option<(Diagnostic, Option<Meant>)> {
    let text = line.text();
    let path = text.find(|c| !(is_name_char(c) || c == '.')).unwrap_or(text.len());
    let rule = match text.get(path..)?.trim_start().chars().next()? {
        '=' => Rule::k_set,
        '(' if text.get(..path)?.contains('.') => Rule::k_call,
        _ => return None,
    };
    let first = heads.contains(&rule).then(|| keyword(rule)).flatten()?.spelling(lang);
    let here = line.at(0, 0);
    let found = error(
        line.at(0, word.len()),
        format!("这一行前面少了「{first}」。"),
        format!("`{first}` is missing before this line."),
    );
    Some((
        found.fix(
            Message::new(format!("加上「{first}」。"), format!("Add `{first}`.")),
            here,
            format!("{first} "),
        ),
        None,
    ))
}

/// `如果原因 是 …`: a keyword, and glued to it what belongs behind a blank.
fn glued(line: &Line, word: &str, heads: &[Rule]) -> Option<(Diagnostic, Option<Meant>)> {
    let zh = |rule: &Rule| Some((keyword(*rule)?.zh?, *rule));
    let heads = heads.iter().filter_map(zh).filter(|(zh, _)| word.len() > zh.len() && word.starts_with(zh));
    let (first, rule) = heads.max_by_key(|(zh, _)| zh.len())?;
    // A name that only begins alike, such as 例外 for 例, is more than one mistyped keyword away from being one.
    if first.chars().count() == 1 {
        return None;
    }
    let rest = word.get(first.len()..)?;
    let rest = crate::numeral::in_digits(rest).unwrap_or_else(|| rest.to_owned());
    let spaced = format!("{first} {rest}");
    let span = line.at(0, word.len());
    let found = error(
        span,
        format!("不认识「{word}」，「{first}」后面要空一格。"),
        format!("`{word}` is one word; a blank stands behind `{first}`."),
    );
    let meant = Meant::of(line, rule, &spaced, word.len());
    Some((found.fix(write(&spaced), span, spaced).sure(), Some(meant)))
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
pub(super) fn first_word(text: &str) -> &str {
    const SHOWN: usize = 40;
    let end = match text.find(|c| !is_name_char(c)) {
        Some(0) => text.chars().next().map_or(0, char::len_utf8),
        Some(end) => end,
        None => text.len(),
    };
    let word = text.get(..end).unwrap_or(text);
    word.char_indices().nth(SHOWN).and_then(|(end, _)| word.get(..end)).unwrap_or(word)
}

/// What may begin a line here, in the language that the line is written in: all of a few words, the usual ones of many.
fn choices(heads: &[Rule], lang: Lang) -> Message {
    let mut sorted = heads.to_vec();
    sorted.sort_by_key(|rule| USUAL.iter().position(|usual| usual == rule).unwrap_or(USUAL.len()));
    let mut words: Vec<_> = sorted.into_iter().filter_map(keyword).map(|k| k.spelling(lang)).collect();
    words.dedup();
    let more = words.len() > WORDS;
    words.truncate(WORDS);
    let (zh, en) = if more { (" 等", " and others") } else { ("", "") };
    let quoted: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    Message::new(
        format!("这里可以写：{}{zh}。", words.join(" ")),
        format!("This line may begin with {}{en}.", quoted.join(", ")),
    )
}

/// The keyword of another place that begins the line with a word longer than `length` bytes, such as 问满 among statements,
/// where 问 may be glued to a name.
pub(in crate::parse) fn word_of_another_place(line: &Line, length: usize) -> Option<&'static Keyword> {
    let word = first_word(line.text());
    if line.kind != LineKind::Plain || word.len() <= length {
        return None;
    }
    keywords::spelled(word).find(|k| home(k).is_some())
}

/// A keyword at the head of a line where it may not stand.
pub(in crate::parse) fn misplaced(line: &Line, keyword: &Keyword) -> Diagnostic {
    let word = first_word(line.text());
    let (zh, en) = home(keyword).unwrap_or_default();
    let message = Message::new(
        format!("「{word}」不能写在这里，它写在{zh}。"),
        format!("`{word}` does not belong here; it stands {en}."),
    );
    Diagnostic::new(crate::diagnostic::Code("E0101"), line.at(0, word.len()), message)
}

/// Where a keyword that begins a line stands.
pub(super) fn home(keyword: &Keyword) -> Option<(&'static str, &'static str)> {
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
