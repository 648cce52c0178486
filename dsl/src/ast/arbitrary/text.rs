//! Random texts: in quotes, behind a dash, in rules; with their options, buttons, cards and pictures.

use super::{Draw, named, placeless};
use crate::ast::{
    Button, Buttons, ButtonsKind, Card, ImageSource, LineOf, Rule, Template, TemplatePart, Text, TextBody,
};
use crate::source::{Name, Span, Spanned};

/// Pieces of what is said, with all that is special in some place.
const PIECES: &[&str] = &[
    "好的",
    "a",
    " ",
    "“人工”",
    "”",
    "“",
    "「",
    "」",
    "\"",
    "\\",
    "{",
    "}",
    "|",
    "#",
    " # ",
    "＃",
    "、",
    "，",
    "。",
    "1",
    "(",
    "）",
    "/",
    "'",
    "～",
    "-",
    "：",
    "😀",
    "\u{3000}",
    "\t",
    "%",
    "é",
    "[图片]",
];
const FILTERS: &[&str] = &["元", "月日", "月日时分", "小时", "原文"];
const CHANNELS: &[&str] = &["站内", "微信", "短信", "电话"];
pub(super) const SNIPPETS: &[&str] = &["会话开始", "接着办", "没听懂", "跳过"];

impl Draw {
    /// Any words on one line.
    pub(super) fn words(&mut self) -> String {
        self.some(5, |d| d.one(PIECES)).concat()
    }

    pub(super) fn spoken(&mut self) -> Spanned<String> {
        placeless(self.words())
    }

    /// A text with holes, as one that was read: no two pieces without a hole between them, and none empty.
    pub(super) fn template(&mut self) -> Template {
        let mut parts = Vec::new();
        for _ in 0..self.below(4) {
            let text = self.words();
            if !text.is_empty() && !matches!(parts.last(), Some(TemplatePart::Text(_))) {
                parts.push(TemplatePart::Text(text));
            }
            if self.chance() {
                parts.push(TemplatePart::Hole(self.path(), self.maybe(|d| d.name_or(FILTERS))));
            }
        }
        Template { parts, span: Span::default() }
    }

    /// What stands behind a dash: as it is, but for blanks at its ends, and no comment.
    pub(super) fn example(&mut self) -> Spanned<String> {
        let mut words = self.words().replace(['\t', '\u{3000}'], " ");
        while let Some(at) = words.find(" #").or(words.find(" ＃")) {
            words.remove(at);
        }
        let words = words.trim();
        placeless(if words.is_empty() { "一句".to_owned() } else { words.to_owned() })
    }

    /// Without its slashes, each of which was escaped.
    pub(super) fn regex(&mut self) -> String {
        self.some(4, |d| {
            d.one(&["a", "[0-9]{4}", "(哪|到)", "/", "\\d", "\\\\", "、", " ", "#", "\"", "。", "“"])
        })
        .concat()
    }

    pub(super) fn rule(&mut self) -> Spanned<Rule> {
        placeless(match self.below(2) {
            0 => Rule::Regex(self.regex()),
            _ => Rule::Words { any: self.several(3, Self::rule_word), none: self.some(2, Self::rule_word) },
        })
    }

    fn rule_word(&mut self) -> String {
        if self.chance() { self.words() } else { "运费".to_owned() }
    }

    /// A text with its options.
    pub(super) fn text(&mut self) -> Text {
        let body = if self.below(4) == 3 {
            TextBody::Snippet(self.builtin(SNIPPETS), self.args())
        } else {
            TextBody::Literal(self.template())
        };
        self.text_of(body)
    }

    /// A text that is written where it stands.
    pub(super) fn literal_text(&mut self) -> Text {
        let body = TextBody::Literal(self.template());
        self.text_of(body)
    }

    fn text_of(&mut self, body: TextBody) -> Text {
        Text {
            body,
            variants: self.some(1, Self::template),
            lines: self.some(2, Self::line_of),
            channels: self.some(1, |d| (d.channels(), d.template())),
            languages: self.some(1, |d| (named("en"), d.template())),
            span: Span::default(),
        }
    }

    fn line_of(&mut self) -> LineOf {
        LineOf {
            each: self.maybe(Self::path),
            text: self.template(),
            condition: self.maybe(Self::expr),
            max: self.maybe(Self::count),
        }
    }

    pub(super) fn channels(&mut self) -> Vec<Name> {
        self.several(2, |d| d.name_or(CHANNELS))
    }

    pub(super) fn buttons(&mut self) -> Buttons {
        let kind = match self.below(4) {
            0 => ButtonsKind::All,
            1 => ButtonsKind::Fixed(self.several(3, Self::button)),
            2 => ButtonsKind::Link(self.template(), self.template()),
            _ => ButtonsKind::FromList {
                list: self.path(),
                label: self.template(),
                value: self.maybe(Self::name),
                condition: self.maybe(Self::expr),
                max: self.maybe(Self::count),
            },
        };
        Buttons { kind, span: Span::default() }
    }

    fn button(&mut self) -> Button {
        match self.below(3) {
            0 => Button::Text(self.template()),
            1 => Button::Bool(self.chance(), self.template()),
            _ => Button::Member(self.name(), self.maybe(Self::template)),
        }
    }

    pub(super) fn image(&mut self) -> ImageSource {
        if self.chance() { ImageSource::Path(self.path()) } else { ImageSource::Text(self.template()) }
    }

    pub(super) fn card(&mut self) -> Card {
        Card {
            title: self.template(),
            image: self.maybe(Self::image),
            body: self.maybe(Self::template),
            buttons: self.some(2, Self::buttons),
            span: Span::default(),
        }
    }
}
