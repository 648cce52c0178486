//! What the shop understands by itself: 意图, 问答, 全局 and 推送.

use crate::ast::{Busy, Cap, Faq, GlobalPart, Intent, Push, Rule, Trigger};
use crate::keywords::Family;
use crate::source::{Span, Spanned};

use super::Printer;
use super::declaration::start;
use super::line::{Line, Words, in_order};
use super::quote::{bare, regex, verbatim};
use super::written::Shared;

impl Printer<'_> {
    /// 意图 N
    pub(super) fn intent(&self, intent: &Intent) -> Line {
        let mut parts = self.bullets("examples", &intent.examples);
        parts.extend(self.bullets("not_examples", &intent.negatives));
        let rules = self.groups(&intent.rules, Shared::Line, |rule| rule.span.start);
        parts.extend(rules.flat_map(|group| self.rules(group)));
        let words = Words::of(self.k("intent")).word(self.builtin(Family::Intent, &intent.name));
        Line::new(start(&intent.name), words).over(in_order(parts))
    }

    /// `- words` below head lines, as many as were written.
    fn bullets(&self, id: &'static str, list: &[Spanned<String>]) -> Vec<Line> {
        let bullet = |b: &Spanned<String>| Line::new(b.span.start, Words::of(format!("- {}", b.node)));
        self.groups(list, Shared::Head, |bullet| bullet.span.start)
            .map(|group| Line::head(Words::of(self.k(id)), group.iter().map(bullet).collect()))
            .collect()
    }

    /// Rules that were written on one line; words and a regular expression never share one.
    fn rules(&self, group: &[Spanned<Rule>]) -> Vec<Line> {
        let head = || Words::of(self.k("rule"));
        let mut lines: Vec<Line> = Vec::new();
        let mut after_regex = false;
        for rule in group {
            let at = rule.span.start;
            match (&rule.node, lines.last_mut().filter(|_| after_regex && self.written.is_some())) {
                (Rule::Regex(pattern), Some(line)) => {
                    line.words = std::mem::take(&mut line.words).glued(self.and()).glued(regex(pattern));
                }
                (Rule::Regex(pattern), None) => lines.push(Line::new(at, head().word(regex(pattern)))),
                (Rule::Words { any, none }, _) => {
                    let mut words = head().word(self.k("rule_has")).word(self.rule_words(any));
                    if !none.is_empty() {
                        words = words.word(self.k("rule_hasnt")).word(self.rule_words(none));
                    }
                    lines.push(Line::new(at, words));
                }
            }
            after_regex = matches!(rule.node, Rule::Regex(_));
        }
        lines
    }

    fn rule_words(&self, words: &[String]) -> String {
        let quoted = |word: &String| if word.contains(' ') { verbatim(word) } else { bare(word) };
        let words: Vec<String> = words.iter().map(quoted).collect();
        self.listed(words.iter().map(String::as_str))
    }

    /// 问答 N
    pub(super) fn faq(&self, faq: &Faq) -> Line {
        let mut parts = self.bullets("questions", &faq.questions);
        parts.extend(faq.valid.iter().map(|(from, until)| {
            let words = Words::of(self.k("valid")).then(self.value(from));
            Line::new(from.span.start, words.word(self.k("to")).then(self.value(until)))
        }));
        parts.extend(faq.answer.iter().map(|text| {
            let mut below = self.options(text);
            below.extend(faq.image.iter().map(|image| self.image(image)));
            below.extend(faq.buttons.iter().map(|buttons| self.buttons(buttons)));
            let words = Words::of(self.k("answer")).then(self.body(&text.body));
            Line::new(text.span.start, words).over(in_order(below))
        }));
        Line::new(faq.name.span.start, Words::of(self.k("faq")).word(&faq.name.node)).over(in_order(parts))
    }

    /// 问答 来自 "x.csv"
    pub(super) fn faq_file(&self, path: &Spanned<String>) -> Line {
        let words = Words::of(self.k("faq")).word(self.k("from")).word(verbatim(&path.node));
        Line::new(path.span.start, words)
    }

    /// 全局
    pub(super) fn global(&self, parts: &[GlobalPart]) -> Line {
        Line::head(Words::of(self.k("global")), parts.iter().map(|part| self.global_part(part)).collect())
    }

    fn global_part(&self, part: &GlobalPart) -> Line {
        let times = |n: u32| (n.to_string(), self.measure("m_times"));
        match part {
            GlobalPart::Intent(intent, block) => {
                let words = Words::of(self.k("on_intent")).word(self.builtin(Family::Intent, intent));
                Line::new(start(intent), words).over(self.block(block))
            }
            GlobalPart::Mood { mood, times: count, block } => {
                let (count, measure) = times(*count);
                let words = Words::of(self.k("sentiment")).word(self.of(Family::Mood, &mood.node));
                let words = words.word(self.k("in_a_row")).word(count).word(measure);
                Line::new(mood.span.start, words).over(self.block(block))
            }
            GlobalPart::Fallback(attempts) => {
                let below = attempts.iter().flat_map(|(n, block)| {
                    let (count, measure) = times(n.node);
                    let head = Words::of(self.k("attempt")).word(count).word(measure);
                    self.attempt(n.span, head, block)
                });
                Line::head(Words::of(self.k("fallback")), below.collect())
            }
            GlobalPart::SystemError(block) => {
                Line::new(block.span.start, Words::of(self.k("on_system_error")))
                    .over(self.block(&block.node))
            }
            GlobalPart::NoReply(line) => self.no_reply(line),
            GlobalPart::MaxTries(line) => self.max_tries(line),
        }
    }

    /// The statement of an attempt stands behind its head.
    fn attempt(&self, span: Span, head: Words, block: &[crate::ast::Stmt]) -> Vec<Line> {
        let mut lines = self.block(block);
        if let Some(first) = lines.first_mut() {
            first.words = head.then(std::mem::take(&mut first.words));
            first.at = span.start;
        }
        lines
    }

    /// 推送 N
    pub(super) fn push(&self, push: &Push) -> Line {
        let mut parts: Vec<Line> = push.trigger.iter().map(|trigger| self.trigger(trigger)).collect();
        parts.extend(
            push.audience
                .iter()
                .map(|e| Line::new(e.span.start, Words::of(self.k("audience")).then(self.expr(e)))),
        );
        parts.extend(push.window.iter().map(|(from, until)| {
            let words = Words::of(self.k("send_window")).word(&from.node).word(self.k("to"));
            Line::new(from.span.start, words.word(&until.node))
        }));
        parts.extend(push.cap.iter().map(|cap| self.cap(cap)));
        parts.extend(push.if_busy.iter().map(|busy| {
            let what = if busy.node == Busy::Skip { "busy_skip" } else { "busy_wait" };
            Line::new(busy.span.start, Words::of(self.k("if_busy")).word(self.k(what)))
        }));
        parts.extend(self.groups(&push.channels, Shared::Line, |c| c.span.start).map(|group| {
            let at = group.first().map_or(0, |channel| channel.span.start);
            Line::new(at, Words::of(self.k("channel_order")).word(self.channels(group)))
        }));
        parts.extend(
            push.expires_after
                .iter()
                .map(|e| Line::new(e.span.start, Words::of(self.k("expires_after")).then(self.value(e)))),
        );
        parts.extend(push.enter.iter().map(|enter| Line::new(enter.span.start, self.enter(enter))));
        Line::new(push.name.span.start, Words::of(self.k("push")).word(&push.name.node)).over(in_order(parts))
    }

    fn cap(&self, cap: &Cap) -> Line {
        let words = Words::of(self.k("frequency_cap")).word(self.k("per_person"));
        let words = match &cap.period {
            Some(period) => words.word(self.k("every")).then(self.value(period)),
            None => words.word(self.k("per_day")),
        };
        let words =
            words.word(self.k("cap_max")).word(cap.max.node.to_string()).word(self.measure("m_times"));
        Line::new(cap.max.span.start, words)
    }

    /// 触发
    pub(super) fn trigger(&self, trigger: &Trigger) -> Line {
        let at = match trigger {
            Trigger::Intent(path) | Trigger::Event(path, _) => start(path),
        };
        Line::new(at, Words::of(self.k("trigger")).then(self.signal(trigger)))
    }

    /// 意图 I or 事件 E 其中 c
    pub(super) fn signal(&self, trigger: &Trigger) -> Words {
        match trigger {
            Trigger::Intent(path) => Words::of(self.k("by_intent")).word(self.builtin(Family::Intent, path)),
            Trigger::Event(path, filter) => self.event_signal(path, filter.as_ref()),
        }
    }

    /// 事件 E 其中 c
    pub(super) fn event_signal(&self, event: &crate::ast::Path, filter: Option<&crate::ast::Expr>) -> Words {
        let words = Words::of(self.k("by_event")).word(self.dotted(event));
        match filter {
            Some(filter) => words.word(self.k("where")).then(self.expr(filter)),
            None => words,
        }
    }
}
