//! What the shop understands by itself: 意图, 问答 and 全局.

use crate::ast::{Faq, GlobalPart, Intent, Item, Rule as Matching};
use crate::composed::composed;
use crate::keywords::Family;
use crate::layout::{Line, LineKind};
use crate::source::Spanned;

use super::Reader;
use super::grammar::{Node, Rule};
use super::statement::begins;
use super::{name, types};

const INTENT: &[Rule] = &[Rule::k_examples, Rule::k_not_examples, Rule::k_rule];
const FAQ: &[Rule] = &[Rule::k_questions, Rule::k_answer, Rule::k_valid];
const GLOBAL: &[Rule] = &[
    Rule::k_on_intent,
    Rule::k_sentiment,
    Rule::k_fallback,
    Rule::k_on_system_error,
    Rule::k_no_reply,
    Rule::k_after_tries,
];

impl Reader {
    /// 意图 N
    pub(super) fn intent(&mut self, line: &Line) -> Option<Intent> {
        let node = self.form(line, Rule::intent_line);
        let (mut examples, mut negatives, mut rules) = (Vec::new(), Vec::new(), Vec::new());
        for part in self.block(line) {
            match self.head(part, INTENT) {
                Some(Rule::k_examples) => examples.extend(self.bullets(part, Rule::examples_line)),
                Some(Rule::k_not_examples) => negatives.extend(self.bullets(part, Rule::negatives_line)),
                Some(_) => {
                    rules
                        .extend(self.leaf(part, Rule::rule_line).iter().flat_map(|node| self.matching(node)));
                }
                None => {}
            }
        }
        let name = name::builtin_path(Family::Intent, &node?.find(Rule::path)?);
        Some(Intent { name, examples, negatives, rules })
    }

    /// What a 规则 line says.
    fn matching(&mut self, node: &Node<'_>) -> Vec<Spanned<Matching>> {
        let mut words = |rule: Rule| -> Vec<String> {
            let part = node.find(rule);
            part.iter().flat_map(|p| p.all(Rule::listed)).map(|word| self.bare(&word).node).collect()
        };
        if node.find(Rule::rule_any).is_some() {
            let rule = Matching::Words { any: words(Rule::rule_any), none: words(Rule::rule_none) };
            return vec![Spanned::new(rule, node.span())];
        }
        node.all(Rule::regex)
            .map(|regex| types::regex(&regex))
            .map(|r| Spanned::new(Matching::Regex(r.node), r.span))
            .collect()
    }

    /// The `- words` below a head line.
    fn bullets(&mut self, line: &Line, head: Rule) -> Vec<Spanned<String>> {
        self.form(line, head);
        let mut bullets = Vec::new();
        for bullet in self.block(line) {
            self.childless(bullet);
            if bullet.kind == LineKind::Bullet && !bullet.text().is_empty() {
                bullets.push(Spanned::new(composed(bullet.text()), bullet.at(0, bullet.text().len())));
            } else {
                self.report(super::expected::bullet(bullet));
            }
        }
        bullets
    }

    /// 问答 N, or 问答 来自 a file.
    pub(super) fn faq_item(&mut self, line: &Line) -> Option<Item> {
        let behind = begins(line.text(), Rule::k_faq).unwrap_or_default();
        if begins(behind, Rule::k_from).is_some() {
            let node = self.leaf(line, Rule::faq_file_line)?;
            return Some(Item::FaqFile(self.verbatim(&node.find(Rule::text)?)));
        }
        self.faq(line).map(|faq| Item::Faq(Box::new(faq)))
    }

    fn faq(&mut self, line: &Line) -> Option<Faq> {
        let node = self.form(line, Rule::faq_line);
        let (mut questions, mut answer, mut image, mut buttons, mut valid) =
            (Vec::new(), None, None, None, None);
        for part in self.block(line) {
            match self.head(part, FAQ) {
                Some(Rule::k_questions) => questions.extend(self.bullets(part, Rule::questions_line)),
                Some(Rule::k_answer) => {
                    let found = self.answer(part);
                    let text = found.map(|(text, its_image, its_buttons)| {
                        (image, buttons) = (its_image, its_buttons);
                        text
                    });
                    self.once(&mut answer, text, part.span);
                }
                Some(_) => {
                    let found = self.leaf(part, Rule::valid_line).and_then(|n| self.two_dates(&n));
                    self.once(&mut valid, found, part.span);
                }
                None => {}
            }
        }
        Some(Faq { name: name::first(&node?)?, questions, answer, image, buttons, valid })
    }

    fn two_dates(&mut self, node: &Node<'_>) -> Option<(crate::ast::Expr, crate::ast::Expr)> {
        let mut dates = node.all(Rule::date);
        Some((self.expr(&dates.next()?)?, self.expr(&dates.next()?)?))
    }

    /// 全局
    pub(super) fn global(&mut self, line: &Line) -> Vec<GlobalPart> {
        self.form(line, Rule::global_line);
        let mut parts = Vec::new();
        for part in self.block(line) {
            if let Some(head) = self.head(part, GLOBAL) {
                parts.extend(self.global_part(part, head));
            }
        }
        parts
    }

    fn global_part(&mut self, line: &Line, head: Rule) -> Option<GlobalPart> {
        Some(match head {
            Rule::k_on_intent => {
                let node = self.form(line, Rule::global_intent_line);
                let block = self.statements_below(line);
                GlobalPart::Intent(name::builtin_path(Family::Intent, &node?.find(Rule::path)?), block)
            }
            Rule::k_sentiment => {
                let node = self.form(line, Rule::mood_line);
                let block = self.statements_below(line);
                let node = node?;
                let mood = name::name_of(Family::Mood, &node.find(Rule::name)?);
                GlobalPart::Mood { mood, times: self.whole(&node.find(Rule::whole)?)?.node, block }
            }
            Rule::k_fallback => {
                self.form(line, Rule::fallback_line);
                GlobalPart::Fallback(self.block(line).iter().filter_map(|part| self.attempt(part)).collect())
            }
            Rule::k_on_system_error => {
                self.form(line, Rule::system_error_line);
                GlobalPart::SystemError(Spanned::new(self.statements_below(line), line.span))
            }
            Rule::k_no_reply => GlobalPart::NoReply(self.no_reply(line)?),
            _ => GlobalPart::MaxTries(self.max_tries(line)?),
        })
    }

    /// 第 N 次 statement
    fn attempt(&mut self, line: &Line) -> Option<(Spanned<u32>, crate::ast::Block)> {
        self.head(line, &[Rule::k_attempt])?;
        let node = self.form(line, Rule::attempt_head)?;
        let times = self.whole(&node.find(Rule::whole)?)?;
        let statement = line.behind(node.end());
        Some((times, self.statements(std::slice::from_ref(&statement))))
    }
}
