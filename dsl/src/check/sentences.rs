//! What customers say: sentences and synonyms that stand for two things, triggers that start two flows.

use super::Checker;
use super::declare::Declared;
use crate::ast::{self, TypeDeclKind};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::program::Program;
use crate::source::{SourceId, Span, Spanned};
use std::collections::BTreeMap;

/// Fewer example sentences than this teach an intent too little.
const FEW: usize = 3;

/// Warns of sentences and synonyms that stand twice; reports triggers that stand in two flows.
pub(crate) fn check(checker: &Checker<'_>, program: &Program, declared: &Declared<'_>) {
    twice(checker, declared);
    synonyms(checker, declared);
    few(checker, program);
    triggers(checker, declared);
}

fn twice(checker: &Checker<'_>, declared: &Declared<'_>) {
    let examples = declared.intents.iter().flat_map(|i| &i.examples);
    let questions = declared.faqs.iter().flat_map(|f| &f.questions);
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    let mut all: Vec<&Spanned<String>> = examples.chain(questions).collect();
    all.sort_by_key(|s| s.span);
    for sentence in all {
        let Some(first) = seen.insert(sentence.node.trim(), sentence.span) else { continue };
        let message = Message::new(
            format!("“{}”写了两次。", sentence.node),
            format!("\"{}\" stands here twice.", sentence.node),
        );
        let label = Message::new("第一次在这里", "first here");
        let help =
            Message::new("一句话只能是一个意思，删掉一处。", "A sentence means one thing: delete one.");
        checker.report(Diagnostic::new(Code("W0302"), sentence.span, message).label(first, label).help(help));
    }
}

fn synonyms(checker: &Checker<'_>, declared: &Declared<'_>) {
    for decl in &declared.types {
        let TypeDeclKind::Enum(members) = &decl.kind else { continue };
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        let is_name = |at: Span| members.iter().any(|(n, _)| n.span == at);
        for (name, synonyms) in members {
            for word in std::iter::once(name).chain(synonyms) {
                let again = seen.insert(word.node.trim(), word.span);
                if let Some(first) = again.filter(|at| !is_name(*at) || !is_name(word.span)) {
                    let message = Message::new(
                        format!("“{}”是两个选项的说法。", word.node),
                        format!("\"{}\" stands for two members.", word.node),
                    );
                    let label = Message::new("另一处", "the other one");
                    checker.report(Diagnostic::new(Code("W0308"), word.span, message).label(first, label));
                }
            }
        }
    }
}

fn few(checker: &Checker<'_>, program: &Program) {
    for intent in &program.intents {
        let own = intent.span.source != SourceId::BUILTIN;
        if own && intent.examples.len() < FEW && intent.rules.is_empty() {
            let message = Message::new(
                format!("“{}”的例句少于 {FEW} 句，很难认准。", intent.name),
                format!("\"{}\" has fewer than {FEW} examples, too few to recognise.", intent.name),
            );
            checker.report(Diagnostic::new(Code("W0305"), intent.span, message));
        }
    }
}

fn triggers(checker: &Checker<'_>, declared: &Declared<'_>) {
    let mut seen: BTreeMap<String, (Span, &str)> = BTreeMap::new();
    for flow in &declared.flows {
        for trigger in &flow.triggers {
            let key = match &trigger.node {
                ast::Trigger::Intent(path) => super::intent_name(path),
                ast::Trigger::Event(path, None) => super::dotted(path),
                ast::Trigger::Event(_, Some(_)) => continue,
            };
            let Some((first, other)) = seen.get(&key) else {
                seen.insert(key, (trigger.span, &flow.name.node));
                continue;
            };
            let message = Message::new(
                format!("“{key}”已经触发流程“{other}”了。"),
                format!("\"{key}\" already triggers flow \"{other}\"."),
            );
            let label = Message::new("第一次在这里", "first here");
            checker.report(Diagnostic::new(Code("E0311"), trigger.span, message).label(*first, label));
        }
    }
}
