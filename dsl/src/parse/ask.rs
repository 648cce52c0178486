//! 问: the question and everything that may stand below it.

use crate::ast::{Ask, Collect, MaxTries, NoReply, NoReplyAction, TextBody};
use crate::layout::Line;
use crate::source::{Name, Spanned};

use super::Reader;
use super::grammar::{Node, Rule};
use super::name;

const ASK: &[Rule] = &[
    Rule::k_or_say,
    Rule::k_line,
    Rule::k_channel,
    Rule::k_language,
    Rule::k_buttons,
    Rule::k_card,
    Rule::k_image,
    Rule::k_require,
    Rule::k_no_match,
    Rule::k_after_tries,
    Rule::k_no_reply,
    Rule::k_skippable,
    Rule::k_on,
    Rule::k_explicit,
    Rule::k_collect,
];

impl Reader {
    /// 问 slot "…"
    pub(super) fn ask(&mut self, line: &Line) -> Option<Ask> {
        let node = self.form(line, Rule::ask_line);
        let mut ask = nothing_asked(line);
        for part in &line.children {
            if let Some(head) = self.head(part, ASK) {
                self.ask_option(part, head, &mut ask);
            }
        }
        let node = node?;
        ask.slot = name::first(&node)?;
        ask.text.body = self.spoken(&node)?;
        Some(ask)
    }

    fn ask_option(&mut self, line: &Line, head: Rule, ask: &mut Ask) {
        let span = line.span;
        match head {
            Rule::k_buttons => {
                let found = self.buttons(line);
                self.once(&mut ask.buttons, found, span);
            }
            Rule::k_card => {
                let found = self.card(line);
                self.once(&mut ask.card, found, span);
            }
            Rule::k_image => {
                self.childless(line);
                let found = self.image(line);
                self.once(&mut ask.image, found, span);
            }
            Rule::k_require => ask.require.extend(
                self.leaf(line, Rule::require_line)
                    .and_then(|n| Some((self.expr_in(&n, Rule::expr)?, self.template_in(&n)?))),
            ),
            Rule::k_no_match => {
                let found = self.leaf(line, Rule::no_match_line).and_then(|n| self.template_in(&n));
                self.once(&mut ask.no_match, found, span);
            }
            Rule::k_after_tries => {
                let found = self.max_tries(line);
                self.once(&mut ask.max_tries, found, span);
            }
            Rule::k_no_reply => ask.no_reply.extend(self.no_reply(line)),
            Rule::k_skippable => {
                let found = self.leaf(line, Rule::skippable_line);
                let found = found.map(|n| Spanned::new(self.template_in(&n), span));
                self.once(&mut ask.skippable, found, span);
            }
            Rule::k_on => {
                let trigger = self.form(line, Rule::on_line).and_then(|n| self.signal(&n));
                let block = self.statements_below(line);
                ask.interrupts.extend(trigger.map(|trigger| (trigger, block)));
            }
            Rule::k_explicit => {
                let place = self.leaf(line, Rule::explicit_line).map(|_| span);
                self.once(&mut ask.explicit, place, span);
            }
            Rule::k_collect => {
                let found = self.leaf(line, Rule::collect_line).and_then(|n| self.collect(&n));
                self.once(&mut ask.collect, found, span);
            }
            _ => self.text_option(line, head, &mut ask.text),
        }
    }

    fn collect(&mut self, node: &Node<'_>) -> Option<Collect> {
        let mut bounds = node.all(Rule::whole);
        let (min, max) = (self.whole(&bounds.next()?)?, self.whole(&bounds.next()?)?);
        Some(Collect { min, max, done: self.template_in(node)? })
    }

    /// 没回 D …
    pub(super) fn no_reply(&mut self, line: &Line) -> Option<NoReply> {
        let node = self.leaf(line, Rule::no_reply_line)?;
        let after = self.expr_in(&node, Rule::value)?;
        let action = if let Some(remind) = node.find(Rule::remind) {
            NoReplyAction::Remind(self.template_in(&remind)?)
        } else if node.find(Rule::k_done).is_some() {
            NoReplyAction::Done
        } else {
            NoReplyAction::Leave(self.leave(&node)?)
        };
        Some(NoReply { after, action, span: line.span })
    }

    /// 问满 N 次 way out
    pub(super) fn max_tries(&mut self, line: &Line) -> Option<MaxTries> {
        let node = self.leaf(line, Rule::max_tries_line)?;
        let times = self.whole(&node.find(Rule::whole)?)?;
        Some(MaxTries { times, leave: self.leave(&node)?, span: line.span })
    }
}

fn nothing_asked(line: &Line) -> Ask {
    Ask {
        slot: Name::new(String::new(), line.span),
        text: crate::ast::Text { body: TextBody::default(), span: line.span, ..Default::default() },
        card: None,
        image: None,
        buttons: None,
        require: Vec::new(),
        no_match: None,
        max_tries: None,
        no_reply: Vec::new(),
        skippable: None,
        interrupts: Vec::new(),
        explicit: None,
        collect: None,
    }
}
