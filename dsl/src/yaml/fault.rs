//! What can be wrong with a YAML file, in words.

use crate::diagnostic::{Code, Diagnostic, Message};
use crate::keywords;
use crate::source::{SourceId, Span};
use crate::suggest;

/// What was expected, in Chinese and English.
pub(super) type Wanted = (&'static str, &'static str);

pub(super) fn found(
    code: &'static str,
    span: Span,
    zh: impl Into<String>,
    en: impl Into<String>,
) -> Diagnostic {
    Diagnostic::new(Code(code), span, Message::new(zh, en))
}

/// A file longer than any that people write.
pub(super) fn too_long(source: SourceId, text: &str) -> Diagnostic {
    let end = text.chars().next().map_or(0, char::len_utf8);
    let span = Span { source, start: 0, end: u32::try_from(end).unwrap_or(0) };
    found("E0412", span, "这个文件超过 1 MiB，没有读它。", "This file is larger than 1 MiB and was not read.")
}

/// A value within too many others.
pub(super) fn too_deep(span: Span, limit: usize) -> Diagnostic {
    let zh = format!("这里套得太深，最多 {limit} 层。");
    found("E0103", span, zh, format!("Values are nested too deep here; the limit is {limit}.")).help(
        Message::new("把里面的几步拆成一个 step。", "Move the inner statements into a step of their own."),
    )
}

/// More values than any shop has.
pub(super) fn too_many(span: Span, limit: usize) -> Diagnostic {
    let zh = format!("这个文件的内容太多，最多 {limit} 项；从这里起没有读。");
    found(
        "E0412",
        span,
        zh,
        format!("This file has more than {limit} values; nothing from here on was read."),
    )
}

/// `*name` or `&name`.
pub(super) fn alias(span: Span) -> Diagnostic {
    let zh = "流程里不用 YAML 的锚点（&）和引用（*）。";
    found("E0101", span, zh, "Flows use no YAML anchors (&) and aliases (*).").help(Message::new(
        "把内容写在用到它的地方；重复的话写成 snippet，重复的步骤写成 flow；以 & 或 * 开头的文字加引号。",
        "Write the value where it is used; make repeated texts a snippet and repeated steps a flow; quote words that begin with & or *.",
    ))
}

/// `!tag`
pub(super) fn tag(span: Span) -> Diagnostic {
    let zh = "流程里不用 YAML 的标签（!）。";
    found("E0101", span, zh, "Flows use no YAML tags (!).").help(Message::new(
        "去掉标签：一个值是什么，由它的键决定；以 ! 开头的文字加引号。",
        "Leave it out: what a value is depends on its key; quote words that begin with !.",
    ))
}

/// A key that may not stand here; `known` may.
pub(super) fn unknown_key(span: Span, key: &str, known: &[&'static str]) -> Diagnostic {
    let wrong =
        found("E0101", span, format!("这里没有「{key}」这个键。"), format!("There is no key `{key}` here."));
    match translated(key, known).or_else(|| suggest::nearest(key, known.iter().copied())) {
        Some(near) => {
            let help = Message::new(format!("是不是想写「{near}」？"), format!("Did you mean `{near}`?"));
            wrong.fix(help, span, near)
        }
        None => wrong.help(may_stand(known)),
    }
}

/// The key that a Chinese keyword is spelled as in English.
fn translated(key: &str, known: &[&'static str]) -> Option<&'static str> {
    keywords::spelled(key).filter_map(|row| row.en).find(|en| known.contains(en))
}

fn may_stand(known: &[&'static str]) -> Message {
    Message::new(format!("这里可以写：{}。", known.join("、")), format!("Known here: {}.", known.join(", ")))
}

/// A key that is a statement of its own.
pub(super) fn statement_within(span: Span, key: &str) -> Diagnostic {
    found(
        "E0101",
        span,
        format!("「{key}」是另一条语句，不能和上面的写在一起。"),
        format!("`{key}` is a statement of its own."),
    )
    .help(Message::new("另起一项，前面加「- 」。", "Make it an item of its own, with a `- ` before it."))
}

/// A key that stands twice.
pub(super) fn twice(span: Span, first: Span, key: &str) -> Diagnostic {
    found("E0408", span, format!("「{key}」写了两次。"), format!("`{key}` stands here twice."))
        .label(first, Message::new("前面写过", "written before"))
        .help(Message::new("删掉其中一个。", "Delete one of them."))
}

/// A key without which the others mean nothing.
pub(super) fn missing(span: Span, key: &str) -> Diagnostic {
    found("E0101", span, format!("这里还要写「{key}」。"), format!("`{key}` is missing here."))
}

/// None of several keys, one of which must stand here.
pub(super) fn none_of(span: Span, known: &[&'static str]) -> Diagnostic {
    found("E0101", span, "看不出这里要做什么。", "None of the keys that say what this is stands here.")
        .help(may_stand(known))
}

/// A value of another kind than its key takes.
pub(super) fn wrong_kind(span: Span, wanted: Wanted) -> Diagnostic {
    let zh = format!("这里要写：{}。", wanted.0);
    found("E0101", span, zh, format!("Expected {}.", wanted.1))
}

/// Nothing is written behind a key.
pub(super) fn nothing(span: Span, wanted: Wanted) -> Diagnostic {
    let zh = format!("后面还没写，应该是：{}。", wanted.0);
    found("E0101", span, zh, format!("Nothing is written here; expected {}.", wanted.1))
}

/// A text of several lines.
pub(super) fn lines(span: Span) -> Diagnostic {
    found("E0104", span, "一段话要写在一行里。", "A text is one line.").help(Message::new(
        "折行写用「>-」；要另起一行，写在 lines 里。",
        "Use `>-` to break it in the file; further lines of the bubble stand under `lines`.",
    ))
}

/// A text under `args`.
pub(super) fn text_among_args(span: Span) -> Diagnostic {
    found("E0101", span, "args 里写式子，不写一段话。", "Under `args` stand expressions, not texts.").help(
        Message::new(
            "把它移到 texts 下面，去掉里面那层引号。",
            "Move it under `texts`, without the inner quotes.",
        ),
    )
}

/// An example that a `.flow` could not hold.
pub(super) fn unwritable_example(span: Span) -> Diagnostic {
    found("E0101", span, "例句里不能有空格加 #，也不能换行。", "An example holds no ` #` and no line break.")
}

/// Two things of which one may stand.
pub(super) fn one_of_two(span: Span, zh: &str, en: &str) -> Diagnostic {
    found("E0101", span, zh, en)
}
