//! 说, 卡片, 卡片组, 统计, and the buttons under them.

use super::Builder;
use crate::ast::{self, Arg, Button, ButtonsKind};
use crate::check::scope::Scope;
use crate::check::{Checker, Kind};
use crate::diagnostic::{Code, Diagnostic, Home, Message};
use crate::program::{Buttons, Card, Link, NodeId, StmtKind};
use crate::source::{Name, Spanned};

impl Builder<'_, '_> {
    pub(super) fn say(&mut self, scope: &Scope<'_>, say: &ast::Say, id: NodeId, next: NodeId) {
        let text = self.checker.text(scope, &say.text);
        let buttons = say.buttons.as_ref().and_then(|b| self.checker.suggestions(scope, b));
        self.put(id, StmtKind::Say(text, buttons), next);
    }

    pub(super) fn carousel(
        &mut self,
        scope: &Scope<'_>,
        list: &ast::Path,
        max: Option<&Spanned<u32>>,
        card: &ast::Card,
        id: NodeId,
        next: NodeId,
    ) {
        let (list, item) = self.checker.list_at(scope, list);
        let card = self.checker.card(&scope.with_item(item), card);
        self.put(id, StmtKind::Carousel(list, card, max.map(|m| m.node)), next);
    }

    pub(super) fn track(&mut self, scope: &Scope<'_>, name: &Name, args: &[Arg], id: NodeId, next: NodeId) {
        let checker = self.checker;
        checker.uses(Kind::Track, &name.node);
        let Some(track) = checker.names.tracks.get(&name.node).copied() else {
            checker.no_such("统计", "metric", name, checker.names.tracks.keys().map(String::as_str));
            return;
        };
        let params =
            checker.program.tracks.get(track.index()).map(|t| t.params.as_slice()).unwrap_or_default();
        let args = checker.track_args(scope, params, args, name.span);
        self.put(id, StmtKind::Track(track, args), next);
    }
}

impl Checker<'_> {
    /// Buttons that send words: those under 说 and 答.
    pub(crate) fn suggestions(&self, scope: &Scope<'_>, buttons: &ast::Buttons) -> Option<Buttons> {
        match &buttons.kind {
            ButtonsKind::Fixed(all) => {
                let words = all.iter().filter_map(|b| match b {
                    Button::Text(t) => Some(self.template(scope, t)),
                    Button::Bool(..) | Button::Member(..) => {
                        self.fills_nothing(buttons.span);
                        None
                    }
                });
                Some(Buttons::Words(words.collect()))
            }
            ButtonsKind::Link(..) => {
                self.link_answers(buttons.span);
                None
            }
            ButtonsKind::All | ButtonsKind::FromList { .. } => {
                self.fills_nothing(buttons.span);
                None
            }
        }
    }

    /// Reports a button that opens an address where the customer is to press an answer.
    pub(crate) fn link_answers(&self, span: crate::source::Span) {
        let message = Message::new(
            "打开链接的按钮不能当回答，只能放在 卡片 下面。",
            "A button that opens a link is no answer; it stands under a card.",
        );
        let help =
            Message::new("加一张 卡片，把按钮缩进到它下面。", "Add a card, and indent the button below it.");
        self.report(Diagnostic::new(Code("E0608"), span, message).help(help));
    }

    /// Reports a button that fills nothing.
    pub(crate) fn fills_nothing(&self, span: crate::source::Span) {
        let message = Message::new("这个按钮填不了什么信息。", "This button fills nothing.");
        let help = Message::new(
            "这里写顾客会说的话，比如 按钮 \"我要退货\"。",
            "Write the customer's words here, as in `buttons \"…\"`.",
        );
        self.report(Diagnostic::new(Code("E0606"), span, message).help(help));
    }

    /// A card.
    pub(crate) fn card(&self, scope: &Scope<'_>, card: &ast::Card) -> Card {
        let links = card.buttons.iter().filter_map(|b| match &b.kind {
            ButtonsKind::Link(label, address) => {
                Some(Link { label: self.template(scope, label), address: self.template(scope, address) })
            }
            _ => {
                self.fills_nothing(b.span);
                None
            }
        });
        Card {
            title: self.template(scope, &card.title),
            image: card.image.as_ref().map(|i| self.image(scope, i)),
            body: card.body.as_ref().map(|t| self.template(scope, t)),
            links: links.collect(),
        }
    }

    /// Reports a name of a kind that nobody declared.
    pub(crate) fn no_such<'n>(&self, zh: &str, en: &str, name: &Name, known: impl Iterator<Item = &'n str>) {
        let message = Message::new(
            format!("没有{zh}“{}”。", name.node),
            format!("There is no {en} \"{}\".", name.node),
        );
        let found = Diagnostic::new(Code("E0401"), name.span, message).lacks(Home::Shop);
        self.report(self.suggest(found, &name.node, known));
    }

    /// Reports a slot that is not declared under 信息.
    pub(crate) fn undeclared_slot(&self, scope: &Scope<'_>, name: &Name) {
        let message = Message::new(
            format!("信息里没有“{}”。", name.node),
            format!("There is no slot \"{}\".", name.node),
        );
        let found = Diagnostic::new(Code("E0402"), name.span, message).lacks(Home::Declaration);
        let known = scope.slots.iter().map(|s| s.name.as_str());
        let found = self.suggest(found, &name.node, known);
        let help = Message::new(
            format!("在 信息 下面加一行“{}: 类型”。", name.node),
            format!("Declare `{}: type` under slots.", name.node),
        );
        self.report(if found.fix.is_some() { found } else { found.help(help) });
    }
}
