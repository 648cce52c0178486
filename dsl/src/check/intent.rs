//! 意图: examples with their values, rules that compile, names of the built-in ones.

use super::{Checker, dotted};
use crate::ast;
use crate::keywords::Family;
use crate::program::{Command, Example, ExamplePart, Intent, Rule};
use crate::source::{Span, Spanned};

/// The ids of the built-in intents, in the order of every program.
pub(crate) const COMMANDS: [(&str, Command); 4] = [
    ("bi_handoff", Command::Handoff),
    ("bi_cancel", Command::Cancel),
    ("bi_repeat", Command::Repeat),
    ("bi_unsubscribe", Command::Unsubscribe),
];

/// A regular expression larger than this is refused.
const REGEX_BYTES: usize = 1 << 20;

/// The compiled expression, if it compiles within the size limit.
pub(crate) fn regex(pattern: &str) -> Option<regex::Regex> {
    regex::RegexBuilder::new(pattern).size_limit(REGEX_BYTES).build().ok()
}

/// The name of an intent; built-in ones under their Chinese name.
pub(crate) fn intent_name(path: &ast::Path) -> String {
    let name = dotted(path);
    Family::Intent.chinese(&name).map_or(name, str::to_owned)
}

impl Checker<'_> {
    /// An intent with its sentences.
    pub(crate) fn intent(&self, intent: &ast::Intent) -> Intent {
        let name = intent_name(&intent.name);
        for rule in &intent.rules {
            if let ast::Rule::Regex(pattern) = &rule.node {
                self.check_regex(pattern, rule.span);
            }
        }
        let command = Family::Intent
            .id(&name)
            .and_then(|id| COMMANDS.iter().find(|(command, _)| *command == id))
            .map(|(_, c)| *c);
        let rule = |rule: &Spanned<ast::Rule>| match &rule.node {
            ast::Rule::Words { any, none } => Rule::Words { any: any.clone(), none: none.clone() },
            ast::Rule::Regex(pattern) => Rule::Regex(pattern.clone()),
        };
        Intent {
            name,
            command,
            examples: intent.examples.iter().map(|e| self.example(e)).collect(),
            negatives: intent.negatives.iter().map(|n| n.node.clone()).collect(),
            rules: intent.rules.iter().map(rule).collect(),
            span: super::path_span(&intent.name),
        }
    }

    fn example(&self, example: &Spanned<String>) -> Example {
        let mut parts = Vec::new();
        let mut rest = example.node.as_str();
        while let Some((before, name, after)) = hole(rest) {
            if !before.is_empty() {
                parts.push(ExamplePart::Text(before.to_owned()));
            }
            parts.push(ExamplePart::Value(self.named_type(name.trim(), example.span)));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(ExamplePart::Text(rest.to_owned()));
        }
        Example { parts, span: example.span }
    }

    /// Reports a regular expression that does not compile within the size limit, or that fits the empty text.
    pub(crate) fn check_regex(&self, pattern: &str, span: Span) {
        let (zh, en) = match regex(pattern) {
            None => {
                ("这个正则表达式写错了，或者太大。", "This regular expression is malformed or too large.")
            }
            Some(r) if r.is_match("") => {
                ("这个正则表达式连空话也匹配。", "This regular expression matches the empty text.")
            }
            Some(_) => return,
        };
        self.error("E0307", span, zh, en);
    }
}

/// The first `{name}` of a sentence, with what stands before and behind it.
fn hole(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}
