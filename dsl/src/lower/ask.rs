//! 问 and its options.

use super::{Builder, NOWHERE, Within};
use crate::ast::{self, Button, ButtonsKind, NoReplyAction as Action};
use crate::check::place::element;
use crate::check::privacy::Hearer;
use crate::check::scope::Scope;
use crate::check::types::is_unknown;
use crate::check::{Checker, Kind};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::program::{
    Ask, Buttons, Collect, EventId, Expr, FixedButton, Interrupt, MaxTries, NoReply, NoReplyAction, NodeId,
    Part, Requirement, SlotId, Step, StmtKind, Template, Trigger,
};
use crate::source::Name;
use crate::value::{Type, Value};

impl Builder<'_, '_> {
    pub(super) fn ask(&mut self, scope: &Scope<'_>, ask: &ast::Ask, id: NodeId, next: NodeId) {
        let Some(slot) = self.asked(scope, &ask.slot) else {
            for (_, block) in &ask.interrupts {
                self.block(scope, block, NOWHERE);
            }
            return;
        };
        let checker = self.checker;
        let ty = scope.slots.get(slot.index()).map_or(crate::check::types::UNKNOWN, |s| s.ty.clone());
        checker.check_collect(ask, &ty);
        let interrupts = ask.interrupts.iter().filter_map(|(t, b)| self.interrupt(scope, t, b)).collect();
        let require = ask.require.iter().map(|(condition, otherwise)| Requirement {
            condition: checker.condition(scope, condition),
            otherwise: checker.toward(Hearer::Asked, || checker.template_text(scope, otherwise)),
        });
        let lowered = Ask {
            slot,
            text: checker.toward(Hearer::Asked, || checker.text(scope, &ask.text)),
            card: ask.card.as_ref().map(|c| checker.card(scope, c)),
            image: ask.image.as_ref().map(|i| checker.image(scope, i)),
            buttons: ask.buttons.as_ref().and_then(|b| checker.buttons(scope, b, &ty)),
            require: require.collect(),
            no_match: ask.no_match.as_ref().map(|t| checker.template_text(scope, t)),
            max_tries: ask
                .max_tries
                .as_ref()
                .and_then(|m| checker.max_tries(scope, m, self.steps, self.outcomes)),
            no_reply: checker.no_replies(scope, &ask.no_reply, self.steps, self.outcomes),
            skippable: ask
                .skippable
                .as_ref()
                .map(|s| s.node.as_ref().map(|t| checker.template_text(scope, t))),
            interrupts,
            explicit: ask.explicit.is_some(),
            collect: ask.collect.as_ref().map(|c| Collect {
                min: c.min.node,
                max: c.max.node,
                done: checker.template_text(scope, &c.done),
            }),
        };
        let span = ask.slot.span;
        let lowered = self.add_ask(lowered, span);
        self.put(id, StmtKind::Ask(lowered), next);
    }

    /// The slot that a question fills.
    fn asked(&self, scope: &Scope<'_>, name: &Name) -> Option<SlotId> {
        if self.within == Within::Global {
            let message = Message::new("全局 里不能 问。", "A global block cannot ask.");
            let help = Message::new(
                "把问题写进一个流程，由意图触发，或者从别的流程 进入。",
                "Ask in a flow that an intent triggers, or that another flow calls.",
            );
            self.checker.report(Diagnostic::new(Code("E0601"), name.span, message).help(help));
            return None;
        }
        self.slot(scope, name)
    }

    fn interrupt(
        &mut self,
        scope: &Scope<'_>,
        trigger: &crate::source::Spanned<ast::Trigger>,
        block: &ast::Block,
    ) -> Option<Interrupt> {
        let lowered = self.checker.trigger(&trigger.node, |event| scope.with_arrived(event));
        let inner = match &lowered {
            Some(Trigger::Event(event, _)) => scope.with_arrived(*event),
            Some(Trigger::Intent(_)) => scope.clone(),
            None => scope.with_lost_event(),
        };
        let entry = self.aside(&inner, block, trigger.span);
        Some(Interrupt { trigger: lowered?, entry })
    }
}

impl Checker<'_> {
    /// What starts a flow or interrupts a question. `scope`: what 其中 may read of the event.
    pub(crate) fn trigger<'s>(
        &self,
        trigger: &ast::Trigger,
        scope: impl Fn(EventId) -> Scope<'s>,
    ) -> Option<Trigger> {
        match trigger {
            ast::Trigger::Intent(path) => Some(Trigger::Intent(self.intent_named(path)?)),
            ast::Trigger::Event(path, filter) => {
                let Some(event) = self.event_named(path) else {
                    filter.iter().for_each(|f| drop(self.condition(&Scope::default().with_lost_event(), f)));
                    return None;
                };
                let scope = scope(event);
                Some(Trigger::Event(event, filter.as_ref().map(|f| self.condition(&scope, f))))
            }
        }
    }

    /// The intent at a path; the built-in ones in either language.
    pub(crate) fn intent_named(&self, path: &ast::Path) -> Option<crate::program::IntentId> {
        let name = crate::check::intent_name(path);
        self.uses(Kind::Intent, &name);
        let found = self.names.intents.get(&name).copied();
        if found.is_none() {
            let name = crate::source::Name::new(name, crate::check::path_span(path));
            self.no_such("意图", "intent", &name, self.names.intents.keys().map(String::as_str));
        }
        found
    }

    /// 问满
    pub(crate) fn max_tries(
        &self,
        scope: &Scope<'_>,
        max: &ast::MaxTries,
        steps: &[Step],
        outcomes: &[String],
    ) -> Option<MaxTries> {
        let leave = self.way_out(scope, &max.leave, steps, outcomes)?;
        Some(MaxTries { times: max.times.node, leave })
    }

    /// 没回 lines, which must ascend.
    pub(crate) fn no_replies(
        &self,
        scope: &Scope<'_>,
        lines: &[ast::NoReply],
        steps: &[Step],
        outcomes: &[String],
    ) -> Vec<NoReply> {
        let mut read: Vec<NoReply> = Vec::with_capacity(lines.len());
        for line in lines {
            let before = self.errors();
            let after = self.duration(&line.after);
            let known = self.errors() == before;
            if known && read.last().is_some_and(|r| r.after >= after) {
                self.error("E0602", line.span, "没回 要按时间从短到长写。", "no_reply lines must ascend.");
            }
            let action = match &line.action {
                Action::Remind(text) => Some(NoReplyAction::Remind(self.template_text(scope, text))),
                Action::Done => Some(NoReplyAction::Done),
                Action::Leave(way_out) => {
                    self.way_out(scope, way_out, steps, outcomes).map(NoReplyAction::Leave)
                }
            };
            read.extend(action.map(|action| NoReply { after, action }));
        }
        read
    }

    fn check_collect(&self, ask: &ast::Ask, ty: &Type) {
        if is_unknown(ty) {
            return;
        }
        let is_list = element(ty).is_some();
        let span = ask.collect.as_ref().map_or(ask.slot.span, |c| c.min.span.to(c.max.span));
        let (zh, en) = match &ask.collect {
            None if is_list => ("列表要写 收 几到几个。", "A list slot needs `collect A to B`."),
            Some(_) if !is_list => ("只有列表才能 收。", "Only a list slot can collect."),
            Some(c) if c.min.node == 0 || c.min.node > c.max.node || c.max.node > 20 => {
                ("收 的个数要从 1 起、前小后大、最多 20。", "collect needs bounds 1 ≤ A ≤ B ≤ 20.")
            }
            None if ask.no_reply.iter().any(|n| n.action == Action::Done) => {
                ("没有 收，就这些 永远用不上。", "`done` is out of reach without collect.")
            }
            _ => return self.done_in_reach(ask),
        };
        self.error("E0409", span, zh, en);
    }

    /// Reports 就这些 below a line that has already left.
    fn done_in_reach(&self, ask: &ast::Ask) {
        let left = ask.no_reply.iter().skip_while(|n| !matches!(n.action, Action::Leave(_)));
        for line in left.filter(|n| n.action == Action::Done) {
            let message = Message::new(
                "上面那一行 没回 已经走了，就这些 永远轮不到。",
                "The no_reply above has already left; `done` is out of reach.",
            );
            let help =
                Message::new("把 就这些 的时间写得更短，放到上面。", "Give `done` a shorter time, above it.");
            self.report(Diagnostic::new(Code("E0409"), line.span, message).help(help));
        }
    }

    /// Buttons under a question for a slot of type `ty`.
    fn buttons(&self, scope: &Scope<'_>, buttons: &ast::Buttons, ty: &Type) -> Option<Buttons> {
        let item = element(ty).unwrap_or(ty);
        match &buttons.kind {
            ButtonsKind::All => self.all_members(item, buttons),
            ButtonsKind::Fixed(all) if crate::check::is_words(&buttons.kind) => {
                if !self.is_text(item) && !is_unknown(item) {
                    self.wrong_button(item, buttons);
                }
                let words = all.iter().filter_map(|b| {
                    if let Button::Text(t) = b { Some(self.answer(scope, t, item)) } else { None }
                });
                Some(Buttons::Words(words.collect()))
            }
            ButtonsKind::Fixed(all) => {
                Some(Buttons::Fixed(all.iter().filter_map(|b| self.fixed(scope, b, item, buttons)).collect()))
            }
            ButtonsKind::Link(..) => {
                self.link_answers(buttons.span);
                None
            }
            ButtonsKind::FromList { list, label, value, condition, max } => {
                let (list, element) = self.list_at(scope, list);
                let inner = scope.with_item(element.clone());
                let value = value.as_ref().map(|name| {
                    let path = vec![name.clone()];
                    (self.place(&inner, &path), name.span)
                });
                let (given, span) = value.as_ref().map_or((&element, buttons.span), |(f, s)| (&f.ty, *s));
                if self.fit(given, item) != Some(crate::check::types::Fit::Same) {
                    self.mismatch(given, item, span);
                }
                Some(Buttons::FromList {
                    list,
                    label: self.template(&inner, label),
                    condition: condition.as_ref().map(|c| self.condition(&inner, c)),
                    value: value.map(|(f, _)| Expr::Read(f.place)),
                    max: max.as_ref().map(|m| m.node),
                })
            }
        }
    }

    fn all_members(&self, item: &Type, buttons: &ast::Buttons) -> Option<Buttons> {
        let Some((id, members)) = self.members(item) else {
            if !is_unknown(item) {
                self.wrong_button(item, buttons);
            }
            return None;
        };
        let button = |(i, m): (u16, &crate::program::EnumMember)| FixedButton {
            value: Value::Member(crate::value::Member { ty: id, index: i }),
            label: words(&m.name),
        };
        Some(Buttons::Fixed((0u16..).zip(members).map(button).collect()))
    }

    fn fixed(
        &self,
        scope: &Scope<'_>,
        button: &Button,
        item: &Type,
        buttons: &ast::Buttons,
    ) -> Option<FixedButton> {
        match button {
            Button::Bool(yes, label) if *item.required() == Type::Bool => {
                Some(FixedButton { value: Value::Bool(*yes), label: self.template(scope, label) })
            }
            Button::Member(name, label) if self.members(item).is_some() => {
                let Some(member) = self.member(item, &name.node) else {
                    self.unknown_member(item, name);
                    return None;
                };
                let label = label.as_ref().map_or_else(|| words(&name.node), |t| self.template(scope, t));
                Some(FixedButton { value: Value::Member(member), label })
            }
            _ => {
                if !is_unknown(item) {
                    self.wrong_button(item, buttons);
                }
                None
            }
        }
    }

    /// The words of a button that answers: those of a text type with 匹配 must match it.
    fn answer(&self, scope: &Scope<'_>, words: &ast::Template, item: &Type) -> Template {
        let template = self.template(scope, words);
        let text = crate::check::expr::plain(&template);
        if let Some(text) = text.filter(|t| self.misses_pattern(item, t)) {
            let shown = self.shown(item.required());
            let message = Message::new(
                format!("按下“{text}”填不进{}：写法不对。", shown.zh),
                format!("Pressing \"{text}\" cannot fill `{}`: it does not match.", shown.en),
            );
            let help = Message::new(
                "换成一个合写法的值，或者去掉这个按钮。",
                "Write a value that matches, or leave the button out.",
            );
            self.report(Diagnostic::new(Code("E0606"), words.span, message).help(help));
        }
        template
    }

    fn wrong_button(&self, item: &Type, buttons: &ast::Buttons) {
        let shown = self.shown(item.required());
        let message = Message::new(
            format!("这样的按钮填不了{}。", shown.zh),
            format!("Buttons of this form cannot fill {}.", shown.en),
        );
        let help = match (item.required(), self.members(item)) {
            (Type::Bool, _) => {
                Message::new("写成 按钮 是 \"可以\"、否 \"不行\"。", "Write `buttons yes \"…\", no \"…\"`.")
            }
            (_, Some(_)) => {
                Message::new("写成 按钮 全部，或者列出选项。", "Write `buttons all`, or list members.")
            }
            _ => Message::new(
                "写成 按钮 来自 列表 显示 \"…\" 取 栏目。",
                "Write `buttons from list label \"…\" value field`.",
            ),
        };
        self.report(Diagnostic::new(Code("E0606"), buttons.span, message).help(help));
    }
}

/// A template without holes.
fn words(text: &str) -> Template {
    Template { parts: vec![Part::Text(text.to_owned())] }
}
