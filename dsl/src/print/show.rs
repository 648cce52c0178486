//! What is said and shown: texts with their options, buttons, cards, pictures.

use crate::ast::{Button, Buttons, ButtonsKind, Card, ImageSource, LineOf, Template, Text, TextBody};
use crate::keywords::Family;
use crate::source::Name;

use super::Printer;
use super::declaration::start;
use super::line::{Line, Words, in_order};

impl Printer<'_> {
    /// A keyword and a text, as a line.
    pub(super) fn said(&self, id: &'static str, text: &Template) -> Line {
        Line::new(text.span.start, Words::of(self.k(id)).word(self.template(text)))
    }

    /// What a text begins with.
    pub(super) fn body(&self, body: &TextBody) -> Words {
        match body {
            TextBody::Literal(template) => Words::of(self.template(template)),
            TextBody::Snippet(path, args) => {
                let name = self.builtin(Family::Snippet, path);
                Words::of(format!("{}.{name}", self.k("snippet_ref"))).with(self.some_args(args))
            }
        }
    }

    /// The options of a text.
    pub(super) fn options(&self, text: &Text) -> Vec<Line> {
        let mut lines: Vec<Line> = text.variants.iter().map(|t| self.said("or_say", t)).collect();
        lines.extend(text.lines.iter().map(|line| self.line_of(line)));
        lines.extend(text.channels.iter().map(|(channels, words)| {
            let head = Words::of(self.k("channel")).word(self.channels(channels));
            Line::new(words.span.start, head.word(self.template(words)))
        }));
        lines.extend(text.languages.iter().map(|(language, words)| {
            let head = Words::of(self.k("language")).word(&language.node);
            Line::new(words.span.start, head.word(self.template(words)))
        }));
        lines
    }

    /// Channels with what stands between them.
    pub(super) fn channels(&self, channels: &[Name]) -> String {
        self.listed(channels.iter().map(|c| self.of(Family::Channel, &c.node)))
    }

    fn line_of(&self, line: &LineOf) -> Line {
        let mut words = Words::of(self.k("line"));
        if let Some(list) = &line.each {
            words = words.word(self.k("line_each")).word(self.path(list));
        }
        words = words.word(self.template(&line.text));
        if let Some(condition) = &line.condition {
            words = words.word(self.k("line_if")).then(self.expr(condition));
        }
        if let Some(max) = &line.max {
            words = words.word(self.k("line_max")).word(max.node.to_string()).word(self.measure("m_lines"));
        }
        Line::new(line.text.span.start, words)
    }

    /// 按钮
    pub(super) fn buttons(&self, buttons: &Buttons) -> Line {
        let head = Words::of(self.k("buttons"));
        let words = match &buttons.kind {
            ButtonsKind::All => head.word(self.k("all")),
            ButtonsKind::Fixed(list) => {
                let list: Vec<String> = list.iter().map(|button| self.button(button)).collect();
                head.word(self.listed(list.iter().map(String::as_str)))
            }
            ButtonsKind::Link(label, link) => {
                head.word(self.template(label)).word(self.k("open_link")).word(self.template(link))
            }
            ButtonsKind::FromList { .. } => self.buttons_from(head, &buttons.kind),
        };
        Line::new(buttons.span.start, words)
    }

    fn buttons_from(&self, head: Words, kind: &ButtonsKind) -> Words {
        let ButtonsKind::FromList { list, label, value, condition, max } = kind else { return head };
        let mut words = head.word(self.k("from")).word(self.path(list));
        words = words.word(self.k("label")).word(self.template(label));
        if let Some(field) = value {
            words = words.word(self.k("value")).word(&field.node);
        }
        if let Some(condition) = condition {
            words = words.word(self.k("line_if")).then(self.expr(condition));
        }
        if let Some(max) = max {
            words = words.word(self.k("line_max")).word(max.node.to_string()).word(self.measure("m_items"));
        }
        words
    }

    fn button(&self, button: &Button) -> String {
        match button {
            Button::Member(name, None) => name.node.clone(),
            Button::Member(name, Some(label)) => format!("{} {}", name.node, self.template(label)),
            Button::Bool(yes, label) => {
                format!("{} {}", self.k(if *yes { "yes" } else { "no" }), self.template(label))
            }
            Button::Text(label) => self.template(label),
        }
    }

    /// 图片
    pub(super) fn image(&self, image: &ImageSource) -> Line {
        let (at, of) = match image {
            ImageSource::Text(template) => (template.span.start, self.template(template)),
            ImageSource::Path(path) => (start(path), self.path(path)),
        };
        Line::new(at, Words::of(self.k("image")).word(of))
    }

    /// 卡片
    pub(super) fn card(&self, card: &Card) -> Line {
        let words = Words::of(self.k("card")).word(self.template(&card.title));
        Line::new(card.span.start, words).over(self.card_parts(card))
    }

    /// What stands below 卡片 and 卡片组.
    pub(super) fn card_parts(&self, card: &Card) -> Vec<Line> {
        let mut lines: Vec<Line> = card.image.iter().map(|image| self.image(image)).collect();
        lines.extend(card.body.iter().map(|text| self.said("body", text)));
        lines.extend(card.buttons.iter().map(|buttons| self.buttons(buttons)));
        in_order(lines)
    }
}
