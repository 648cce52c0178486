//! `ask` and everything that may stand beside it.

use crate::ast::{Ask, Collect, StmtKind, Trigger};
use crate::source::Spanned;

use super::button::{AskCard, ButtonsOf, ImageOf};
use super::fault;
use super::form::{Yaml, form};
use super::leave::{MaxTriesForm, NoReplyForm};
use super::statement::Block;
use super::text::{Spoken, TextOptions};
use super::value::{Count, Dotted, Flag, FlagOrText, IntentName, List, NameOf, TextOf, Whole};

form! {
    /// `ask`
    AskForm ("{ask: 信息, text: 问什么, …}", "{ask: slot, text: the question, …}") {
        slot: NameOf = "ask" must;
        text: Spoken = "y_text" must;
        card: AskCard = "card";
        image: ImageOf = "image";
        buttons: ButtonsOf = "buttons";
        require: List<Require> = "require";
        no_match: TextOf = "no_match";
        after_tries: MaxTriesForm = "after_tries";
        no_reply: List<NoReplyForm> = "no_reply";
        skippable: FlagOrText = "skippable";
        on: List<OnForm> = "on";
        explicit: Flag = "explicit";
        collect: CollectForm = "collect";
    } + {
        options: TextOptions;
    }
}

form! {
    /// A condition that an answer must fulfil.
    Require ("{if: 条件, else: 不成立时说什么}", "{if: condition, else: text}") {
        condition: Whole = "if" must;
        otherwise: TextOf = "require_else" must;
    }
}

form! {
    /// What may be met while a question waits.
    OnForm ("{intent: 意图, do: […]} 或 {event: 事件, do: […]}", "{intent: name, do: […]} or {event: name, do: […]}") {
        block: Block = "y_do" must;
    } + {
        signal: Signal;
    }
}

form! {
    /// `collect`
    CollectForm ("{min: 最少, max: 最多, done_label: 按钮上的字}", "{min: number, max: number, done_label: text}") {
        min: Count = "y_min" must;
        max: Count = "cap_max" must;
        done: TextOf = "done_label" must;
    }
}

form! {
    /// An intent, or an event.
    Signal ("{intent: 意图} 或 {event: 事件, where: 条件}", "{intent: name} or {event: name, where: condition}") {
        intent: IntentName = "by_intent";
        event: Dotted = "by_event";
        filter: Whole = "where";
    }
}

impl Signal {
    /// The one thing that is named.
    pub(super) fn trigger(self, yaml: &mut Yaml) -> Option<Spanned<Trigger>> {
        let (sound, span) = (self.at.sound, self.at.span);
        let trigger = match (self.intent, self.event, self.filter) {
            (Some(intent), None, None) => Trigger::Intent(intent),
            (None, Some(event), filter) => Trigger::Event(event, filter),
            (None, None, _) => {
                if sound {
                    yaml.report(fault::none_of(self.at.head, &["intent", "event"]));
                }
                return None;
            }
            _ => {
                let (zh, en) = (
                    "intent 和 event 只写一个，where 只跟 event。",
                    "Either `intent` or `event` stands here; `where` goes with `event`.",
                );
                yaml.report(fault::one_of_two(self.at.head, zh, en));
                return None;
            }
        };
        Some(Spanned::new(trigger, span))
    }
}

impl CollectForm {
    fn collect(self) -> Option<Collect> {
        Some(Collect { min: self.min?, max: self.max?, done: self.done? })
    }
}

impl AskForm {
    pub(super) fn statement(self, yaml: &mut Yaml) -> Option<StmtKind> {
        let mut interrupts = Vec::new();
        for on in self.on.unwrap_or_default() {
            interrupts.extend(on.signal.trigger(yaml).zip(on.block));
        }
        let require = self.require.unwrap_or_default().into_iter();
        let no_reply = self.no_reply.unwrap_or_default();
        let no_reply: Vec<_> = no_reply.into_iter().filter_map(|form| form.no_reply(yaml)).collect();
        let max_tries = self.after_tries.and_then(|form| form.tries(yaml));
        let ask = Ask {
            slot: self.slot?,
            text: self.options.text(self.text?, self.at.head),
            card: self.card.and_then(AskCard::card),
            image: self.image,
            buttons: self.buttons,
            require: require.filter_map(|r| Some((r.condition?, r.otherwise?))).collect(),
            no_match: self.no_match,
            max_tries,
            no_reply,
            skippable: self.skippable,
            interrupts,
            explicit: self.explicit,
            collect: self.collect.and_then(CollectForm::collect),
        };
        Some(StmtKind::Ask(Box::new(ask)))
    }
}
