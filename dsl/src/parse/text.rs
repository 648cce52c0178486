//! 说, the options of a text, and 按钮.

use crate::ast::{Button, Buttons, ButtonsKind, ImageSource, LineOf, Say, Text, TextBody};
use crate::keywords::Family;
use crate::layout::Line;
use crate::source::{Name, Span, Spanned};

use super::Reader;
use super::flow::path_in;
use super::grammar::{Node, Rule};
use super::name;
use super::push::channels;

/// What may stand below any text.
pub(super) const TEXT: &[Rule] = &[Rule::k_or_say, Rule::k_line, Rule::k_channel, Rule::k_language];
/// What may stand below 说.
const SAY: &[Rule] = &[Rule::k_or_say, Rule::k_line, Rule::k_channel, Rule::k_language, Rule::k_buttons];
/// What may stand below 答.
const ANSWER: &[Rule] =
    &[Rule::k_or_say, Rule::k_line, Rule::k_channel, Rule::k_language, Rule::k_buttons, Rule::k_image];

impl Reader {
    /// 说 "…" with its options.
    pub(super) fn say(&mut self, line: &Line) -> Option<Say> {
        let body = self.form(line, Rule::say_line).and_then(|n| self.spoken(&n));
        let mut text = empty(line.span);
        let mut buttons = None;
        for part in &line.children {
            match self.head(part, SAY) {
                Some(Rule::k_buttons) => {
                    let found = self.buttons(part);
                    self.once(&mut buttons, found, part.span);
                }
                Some(head) => self.text_option(part, head, &mut text),
                None => {}
            }
        }
        text.body = body?;
        Some(Say { text, buttons: buttons.map(Box::new) })
    }

    /// 答 "…" with its options, image and buttons.
    pub(super) fn answer(&mut self, line: &Line) -> Option<(Text, Option<ImageSource>, Option<Buttons>)> {
        let body = self.form(line, Rule::answer_line).and_then(|n| self.template_in(&n));
        let mut text = empty(line.span);
        let (mut image, mut buttons) = (None, None);
        for part in &line.children {
            match self.head(part, ANSWER) {
                Some(Rule::k_buttons) => {
                    let found = self.buttons(part);
                    self.once(&mut buttons, found, part.span);
                }
                Some(Rule::k_image) => {
                    self.childless(part);
                    let found = self.image(part);
                    self.once(&mut image, found, part.span);
                }
                Some(head) => self.text_option(part, head, &mut text),
                None => {}
            }
        }
        text.body = TextBody::Literal(body?);
        Some((text, image, buttons))
    }

    /// The text below 话术 N: a line in quotes, then options.
    pub(super) fn snippet_text(&mut self, line: &Line) -> Option<Text> {
        let (first, options) = self.block(line).split_first()?;
        let body = self.form(first, Rule::text_line).and_then(|n| self.template_in(&n));
        let mut text = empty(first.span);
        for part in first.children.iter().chain(options) {
            if let Some(head) = self.head(part, TEXT) {
                self.text_option(part, head, &mut text);
            }
        }
        text.body = TextBody::Literal(body?);
        Some(text)
    }

    /// What 说 and 问 begin with: a text or a snippet.
    pub(super) fn spoken(&mut self, node: &Node<'_>) -> Option<TextBody> {
        let spoken = node.find(Rule::spoken)?;
        if let Some(text) = self.template_in(&spoken) {
            return Some(TextBody::Literal(text));
        }
        let call = spoken.find(Rule::snippet_call)?;
        let path = name::builtin_path(Family::Snippet, &call.find(Rule::snippet_name)?.find(Rule::path)?);
        Some(TextBody::Snippet(path, self.args(call.find(Rule::args).as_ref())))
    }

    /// One of [`TEXT`], added to `text`.
    pub(super) fn text_option(&mut self, line: &Line, head: Rule, text: &mut Text) {
        match head {
            Rule::k_or_say => {
                text.variants.extend(self.leaf(line, Rule::or_say_line).and_then(|n| self.template_in(&n)));
            }
            Rule::k_line => {
                text.lines.extend(self.leaf(line, Rule::line_line).and_then(|n| self.line_of(&n)));
            }
            Rule::k_channel => {
                let Some(node) = self.leaf(line, Rule::channel_line) else { return };
                text.channels.extend(self.template_in(&node).map(|words| (channels(&node), words)));
            }
            _ => {
                let Some(node) = self.leaf(line, Rule::language_text_line) else { return };
                text.languages.extend(name::first(&node).zip(self.template_in(&node)));
            }
        }
    }

    fn line_of(&mut self, node: &Node<'_>) -> Option<LineOf> {
        let each = node.find(Rule::line_each).and_then(|each| path_in(&each));
        let text = self.template_in(node)?;
        let Limits { condition, max, .. } = self.limits(node);
        Some(LineOf { each, text, condition, max })
    }

    /// 如果, 最多 and 取 behind a text, each once.
    fn limits(&mut self, node: &Node<'_>) -> Limits {
        let mut limits = Limits::default();
        for part in node.children() {
            match part.rule() {
                Rule::line_if => {
                    let condition = self.expr_in(&part, Rule::expr);
                    self.once(&mut limits.condition, condition, part.span());
                }
                Rule::line_max => {
                    let max = part.find(Rule::whole).and_then(|whole| self.whole(&whole));
                    self.once(&mut limits.max, max, part.span());
                }
                Rule::button_value => self.once(&mut limits.value, name::first(&part), part.span()),
                _ => {}
            }
        }
        limits
    }

    /// 最多 N
    pub(super) fn line_max(&mut self, node: &Node<'_>) -> Option<Spanned<u32>> {
        self.limits(node).max
    }

    /// 按钮
    pub(super) fn buttons(&mut self, line: &Line) -> Option<Buttons> {
        let node = self.leaf(line, Rule::buttons_line)?;
        let kind = if let Some(from) = node.find(Rule::buttons_from) {
            self.buttons_from(&from)?
        } else if let Some(link) = node.find(Rule::buttons_link) {
            let mut texts = link.all(Rule::text);
            ButtonsKind::Link(self.template(&texts.next()?), self.template(&texts.next()?))
        } else if node.find(Rule::k_all).is_some() {
            ButtonsKind::All
        } else {
            ButtonsKind::Fixed(node.all(Rule::button).filter_map(|button| self.button(&button)).collect())
        };
        Some(Buttons { kind, span: line.span })
    }

    fn buttons_from(&mut self, node: &Node<'_>) -> Option<ButtonsKind> {
        let (list, label) = (path_in(node)?, self.template_in(node)?);
        let Limits { condition, max, value } = self.limits(node);
        Some(ButtonsKind::FromList { list, label, value, condition, max })
    }

    fn button(&mut self, node: &Node<'_>) -> Option<Button> {
        let label = self.template_in(node);
        Some(match (node.find(Rule::truth), node.find(Rule::name)) {
            (Some(truth), _) => Button::Bool(truth.find(Rule::k_yes).is_some(), label?),
            (None, Some(member)) => Button::Member(name::name(&member), label),
            (None, None) => Button::Text(label?),
        })
    }
}

/// What may stand behind the text of 另起 and of 按钮 来自.
#[derive(Default)]
struct Limits {
    condition: Option<crate::ast::Expr>,
    max: Option<Spanned<u32>>,
    value: Option<Name>,
}

fn empty(span: Span) -> Text {
    Text { span, ..Text::default() }
}
