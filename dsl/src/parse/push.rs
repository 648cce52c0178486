//! 推送: what is sent without being asked for; and triggers.

use crate::ast::{Busy, Cap, Push, Trigger};
use crate::keywords::Family;
use crate::layout::Line;
use crate::source::Spanned;

use super::Reader;
use super::declaration::clocks;
use super::grammar::{Node, Rule};
use super::name;

const PUSH: &[Rule] = &[
    Rule::k_trigger,
    Rule::k_audience,
    Rule::k_send_window,
    Rule::k_frequency_cap,
    Rule::k_if_busy,
    Rule::k_channel_order,
    Rule::k_expires_after,
    Rule::k_enter,
];

impl Reader {
    /// 推送 N
    pub(super) fn push(&mut self, line: &Line) -> Option<Push> {
        let node = self.form(line, Rule::push_line);
        let mut push = Push {
            name: crate::source::Name::new(String::new(), line.span),
            trigger: None,
            audience: None,
            window: None,
            cap: None,
            if_busy: None,
            channels: Vec::new(),
            expires_after: None,
            enter: None,
        };
        for part in self.block(line) {
            if let Some(head) = self.head(part, PUSH) {
                self.push_part(part, head, &mut push);
            }
        }
        push.name = name::first(&node?)?;
        Some(push)
    }

    fn push_part(&mut self, line: &Line, head: Rule, push: &mut Push) -> Option<()> {
        let span = line.span;
        match head {
            Rule::k_trigger => {
                let trigger = self.leaf(line, Rule::trigger_line).and_then(|n| self.signal(&n));
                self.once(&mut push.trigger, trigger.map(|t| t.node), span);
            }
            Rule::k_audience => {
                let found = self.leaf(line, Rule::audience_line).and_then(|n| self.expr_in(&n, Rule::expr));
                self.once(&mut push.audience, found, span);
            }
            Rule::k_send_window => {
                let found = self.leaf(line, Rule::window_line).and_then(|n| clocks(&n));
                self.once(&mut push.window, found, span);
            }
            Rule::k_frequency_cap => {
                let node = self.leaf(line, Rule::cap_line)?;
                let period = self.expr_in(&node, Rule::value);
                let max = self.whole(&node.find(Rule::whole)?)?;
                self.once(&mut push.cap, Some(Cap { period, max }), span);
            }
            Rule::k_if_busy => {
                let node = self.leaf(line, Rule::busy_line)?;
                let busy = if node.find(Rule::k_busy_skip).is_some() { Busy::Skip } else { Busy::Wait };
                self.once(&mut push.if_busy, Some(Spanned::new(busy, span)), span);
            }
            Rule::k_channel_order => {
                let node = self.leaf(line, Rule::channels_line)?;
                push.channels.extend(channels(&node));
            }
            Rule::k_expires_after => {
                let found = self.leaf(line, Rule::expires_line).and_then(|n| self.expr_in(&n, Rule::value));
                self.once(&mut push.expires_after, found, span);
            }
            _ => {
                let node = self.leaf(line, Rule::enter_line)?;
                let enter = self.enter(&node.find(Rule::enter)?);
                self.once(&mut push.enter, enter, span);
            }
        }
        Some(())
    }

    /// 意图 I or 事件 E 其中 c, below 触发 and 遇到.
    pub(super) fn signal(&mut self, node: &Node<'_>) -> Option<Spanned<Trigger>> {
        let signal = node.find(Rule::signal)?.children().next()?;
        let path = signal.find(Rule::path)?;
        let trigger = if signal.rule() == Rule::on_intent {
            Trigger::Intent(name::builtin_path(Family::Intent, &path))
        } else {
            Trigger::Event(name::plain_path(&path), self.filter(&signal))
        };
        Some(Spanned::new(trigger, signal.span()))
    }

    /// 其中 c
    pub(super) fn filter(&mut self, node: &Node<'_>) -> Option<crate::ast::Expr> {
        self.expr_in(&node.find(Rule::filter)?, Rule::expr)
    }
}

/// The channels named below `node`.
pub(super) fn channels(node: &Node<'_>) -> Vec<crate::source::Name> {
    node.all(Rule::name).map(|channel| name::name_of(Family::Channel, &channel)).collect()
}
