//! Files that are written in another format: YAML, JSON.

use crate::diagnostic::Diagnostic;
use crate::keywords;
use crate::layout::{Line, LineKind};

use super::error;
use super::head::first_word;

/// A file whose first lines are YAML or JSON: it is told so, and nothing else.
pub(in crate::parse) fn of_another_kind(lines: &[Line]) -> Option<Diagnostic> {
    let first = lines.first()?;
    let text = first.text();
    if text.starts_with(['{', '[']) {
        let zh = "这个文件像是 JSON，流程不这样写。";
        let help = crate::diagnostic::Message::new(
            "流程写成 .flow，第一行是 语言版本 1；也可以写成 .yaml。",
            "A flow is a .flow that begins with `language_version 1`, or a .yaml.",
        );
        return Some(
            error(first.span, zh, "This looks like JSON, which is not how a flow is written.").help(help),
        );
    }
    let keys = lines.iter().filter(|line| is_key(line)).count();
    let document = first.kind == LineKind::Bullet && text.starts_with("--");
    if !document && (keys < 2 || !is_key(first)) {
        return None;
    }
    let zh = "这个文件像是 YAML，文件名却是 .flow。";
    let help = crate::diagnostic::Message::new(
        "把文件改名成 .yaml；或者照 .flow 的写法写，第一行是 语言版本 1。",
        "Rename the file to .yaml; or write it as a .flow, which begins with `language_version 1`.",
    );
    Some(error(first.span, zh, "This looks like YAML, but the file is called .flow.").help(help))
}

/// `key: value`, where the key is a word and no declaration of the language begins so.
fn is_key(line: &Line) -> bool {
    let word = first_word(line.text());
    let behind = line.text().get(word.len()..).unwrap_or_default();
    let is_word = || word.is_ascii() || keywords::spelled(word).next().is_some();
    line.kind != LineKind::Bullet && !word.is_empty() && behind.trim_start().starts_with(':') && is_word()
}
