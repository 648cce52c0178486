//! 问 and everything that may stand below it.

use crate::ast::{Ask, Collect, MaxTries, NoReply, NoReplyAction};

use super::Printer;
use super::line::{Line, Words, in_order};

impl Printer<'_> {
    /// 问 slot "…"
    pub(super) fn ask(&self, ask: &Ask, at: u32) -> Line {
        let words = Words::of(self.k("ask")).word(&ask.slot.node).then(self.body(&ask.text.body));
        let mut parts = self.options(&ask.text);
        parts.extend(ask.card.iter().map(|card| self.card(card)));
        parts.extend(ask.image.iter().map(|image| self.image(image)));
        parts.extend(ask.buttons.iter().map(|buttons| self.buttons(buttons)));
        parts.extend(ask.collect.iter().map(|collect| self.collect(collect)));
        parts.extend(ask.explicit.iter().map(|span| Line::new(span.start, Words::of(self.k("explicit")))));
        parts.extend(self.answers(ask));
        parts.extend(self.no_answer(ask));
        Line::new(at, words).over(in_order(parts))
    }

    /// What answers are refused or taken elsewhere.
    fn answers(&self, ask: &Ask) -> Vec<Line> {
        let mut parts: Vec<Line> = ask
            .require
            .iter()
            .map(|(condition, text)| {
                let words = Words::of(self.k("require")).then(self.expr(condition));
                Line::new(condition.span.start, words.word(self.k("require_else")).word(self.template(text)))
            })
            .collect();
        parts.extend(ask.interrupts.iter().map(|(trigger, block)| {
            let words = Words::of(self.k("on")).then(self.signal(&trigger.node));
            Line::new(trigger.span.start, words).over(self.block(block))
        }));
        parts.extend(ask.no_match.iter().map(|text| self.said("no_match", text)));
        parts
    }

    /// What happens without an answer.
    fn no_answer(&self, ask: &Ask) -> Vec<Line> {
        let mut parts: Vec<Line> = ask.max_tries.iter().map(|line| self.max_tries(line)).collect();
        parts.extend(ask.no_reply.iter().map(|line| self.no_reply(line)));
        parts.extend(ask.skippable.iter().map(|skip| {
            let text = skip.node.as_ref().map(|text| self.template(text)).unwrap_or_default();
            Line::new(skip.span.start, Words::of(self.k("skippable")).word(text))
        }));
        parts
    }

    fn collect(&self, collect: &Collect) -> Line {
        let words = Words::of(self.k("collect")).word(collect.min.node.to_string()).word(self.k("to"));
        let words = words.word(collect.max.node.to_string()).word(self.measure("m_items"));
        let words = words.word(self.k("done_label")).word(self.template(&collect.done));
        Line::new(collect.min.span.start, words)
    }

    /// 没回 D …
    pub(super) fn no_reply(&self, line: &NoReply) -> Line {
        let words = Words::of(self.k("no_reply")).then(self.value(&line.after));
        let words = match &line.action {
            NoReplyAction::Remind(text) => words.word(self.k("remind")).word(self.template(text)),
            NoReplyAction::Done => words.word(self.k("done")),
            NoReplyAction::Leave(way) => words.then(self.way_out(way)),
        };
        Line::new(line.span.start, words)
    }

    /// 问满 N 次 way out
    pub(super) fn max_tries(&self, line: &MaxTries) -> Line {
        let words = Words::of(self.k("after_tries")).word(line.times.node.to_string());
        Line::new(line.span.start, words.word(self.measure("m_times")).then(self.way_out(&line.leave)))
    }
}
