//! Translations: a flow that speaks a language speaks it throughout.
//!
//! A shop need not translate anything. But a flow in which one sentence has a 语言 form and another has none would change its language
//! in the middle. What begins with a 话术 is looked at nowhere: its words belong to the snippet.

use super::Checker;
use crate::ast::{self, TextBody};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::lock::texts_of;
use crate::source::Span;
use std::collections::BTreeMap;

/// Reports, once for each language of a flow, what is not translated into it.
pub(crate) fn check(checker: &Checker<'_>, decl: &ast::Flow) {
    let mut texts: Vec<&ast::Text> = Vec::new();
    texts_of(decl, &mut |text| texts.push(text));
    let mut languages: BTreeMap<&str, Span> = BTreeMap::new();
    for (language, _) in texts.iter().flat_map(|t| &t.languages) {
        languages.entry(&language.node).or_insert(language.span);
    }
    for (language, first) in languages {
        let lacks = |t: &&&ast::Text| !t.languages.iter().any(|(l, _)| l.node == language);
        let mut missing = texts.iter().filter(lacks).filter_map(|t| words(t));
        let Some(span) = missing.next() else { continue };
        let (more, more_en) = match missing.count() {
            0 => (String::new(), String::new()),
            n => (format!("，另有 {n} 句也没有"), format!(", nor have {n} others")),
        };
        let message = Message::new(
            format!("这个流程里有 {language} 的译文，这一句没有{more}：说 {language} 的顾客会听到两种语言。"),
            format!(
                "This flow speaks `{language}`, and this text has no translation{more_en}: such a customer would hear two languages."
            ),
        );
        let label = Message::new("这一句有译文", "this one is translated");
        let help = Message::new(
            format!("下面加一行“语言 {language} \"…\"”；这个流程不说 {language}，就把译文都去掉。"),
            format!("Add `language {language} \"…\"` below it, or take the translations out of this flow."),
        );
        checker.report(Diagnostic::new(Code("E0901"), span, message).label(first, label).help(help));
    }
}

/// Where the words of a text stand; none where it has no words of its own.
fn words(text: &ast::Text) -> Option<Span> {
    match &text.body {
        TextBody::Literal(template) if !template.parts.is_empty() => Some(template.span),
        _ => None,
    }
}
