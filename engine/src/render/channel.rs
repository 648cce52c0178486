//! What each channel can show, and what takes the place of what it cannot.

use crate::effect::{Button, Card, Piece, Rendered};

/// What a channel may be able to show besides text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// Buttons under a bubble.
    Buttons,
    /// Cards with a picture and links.
    Cards,
    /// Pictures.
    Pictures,
}

/// What the members of 渠道 show, in their order: 站内 微信 短信 电话.
const SHOWN: [&[Feature]; 4] = [
    &[Feature::Buttons, Feature::Cards, Feature::Pictures],
    &[Feature::Buttons, Feature::Cards, Feature::Pictures],
    &[],
    &[],
];

/// Whether a member of 渠道 shows it; an unknown member shows nothing but text.
#[must_use]
pub fn shows(channel: u16, feature: Feature) -> bool {
    SHOWN.get(usize::from(channel)).is_some_and(|shown| shown.contains(&feature))
}

/// The labels of buttons as numbered lines, the first with the number `first`: `1 下单`. The number answers.
#[must_use]
pub fn numbered(buttons: &[Button], first: usize) -> Vec<Rendered> {
    (first..).zip(buttons).map(|(n, button)| prefixed(format!("{n} "), &button.label)).collect()
}

/// A card as lines: its title, its text, and each link with its address.
#[must_use]
pub fn card_lines(card: &Card) -> Vec<Rendered> {
    let links = card.links.iter().map(|(label, address)| {
        let mut line = label.clone();
        line.0.push(Piece::Words(format!(" {address}")));
        line
    });
    std::iter::once(card.title.clone()).chain(card.body.clone()).chain(links).collect()
}

fn prefixed(words: String, rendered: &Rendered) -> Rendered {
    Rendered(std::iter::once(Piece::Words(words)).chain(rendered.0.iter().cloned()).collect())
}
