//! Fills templates: what the customer reads, and what values look like to people.
//!
//! Values are data. They are never expanded again, a control character or line break in one becomes a blank, and every
//! value keeps the path it was read from, so that a recording can hide it.

mod address;
pub mod channel;
mod clean;
mod filter;
mod mask;
mod print;
#[cfg(test)]
mod tests;

pub use clean::line;
pub use print::{literal, value};

use crate::effect::{Card, Piece, Rendered};
use crate::eval::{self, Scope};
use huashu_dsl::program::{self, Channelled, Hole, ImageSource, Line, Part, Template, Text, TextId};
use huashu_dsl::value::Value;

/// A template with its holes filled. Each hole gives one `Piece::Value` with its written path; 无 gives an empty one.
#[must_use]
pub fn template(template: &Template, scope: &Scope<'_>) -> Rendered {
    let piece = |part: &Part| match part {
        Part::Text(words) => Piece::Words(words.clone()),
        Part::Hole(hole) => Piece::Value(filled(hole, scope), hole.written.clone()),
    };
    Rendered(template.parts.iter().map(piece).collect())
}

/// The lines of one bubble.
///
/// `variant` chooses among the text and its 或说, counted from 0 and round again; a 渠道 form for the scope's channel
/// replaces it, else a 语言 form for the customer's language. The 另起 lines follow. No line for an id that is no text.
#[must_use]
pub fn text(id: TextId, scope: &Scope<'_>, variant: usize) -> Vec<Rendered> {
    let Some(text) = scope.program.texts.get(id.index()) else { return Vec::new() };
    let first = first_line(text, scope, variant).map(|first| template(first, scope));
    first.into_iter().chain(text.lines.iter().flat_map(|line| extra_lines(line, scope))).collect()
}

/// A card, filled.
#[must_use]
pub fn card(card: &program::Card, scope: &Scope<'_>) -> Card {
    let links =
        card.links.iter().map(|link| (template(&link.label, scope), address::fill(&link.address, scope)));
    Card {
        title: template(&card.title, scope),
        image: card.image.as_ref().and_then(|source| image(source, scope)),
        body: card.body.as_ref().map(|body| template(body, scope)),
        links: links.collect(),
    }
}

/// The address of a picture; `None` where the value is not set or is no picture.
#[must_use]
pub fn image(source: &ImageSource, scope: &Scope<'_>) -> Option<String> {
    match source {
        ImageSource::Address(template) => Some(address::fill(template, scope)),
        ImageSource::Value(place) => match &*eval::read(place, scope)? {
            Value::Media(_, address) => Some(clean::line(address)),
            _ => None,
        },
    }
}

fn filled(hole: &Hole, scope: &Scope<'_>) -> String {
    match eval::value(&hole.value, scope) {
        Some(value) => filter::print(&value, hole, scope),
        None => String::new(),
    }
}

fn first_line<'a>(text: &'a Text, scope: &Scope<'_>, variant: usize) -> Option<&'a Template> {
    let special = text.special.iter().filter_map(|form| Some((rank(form, scope)?, form)));
    // The first of the best: `max_by_key` would take the last.
    let best = special.reduce(|best, next| if next.0 > best.0 { next } else { best });
    match best {
        Some((_, form)) => Some(&form.template),
        None => text.variants.get(variant.checked_rem(text.variants.len())?),
    }
}

/// How well a form fits: named for the channel before named for the language. `None` if it is for others.
fn rank(form: &Channelled, scope: &Scope<'_>) -> Option<(bool, bool)> {
    let channel = form.channels.is_empty() || form.channels.contains(&scope.channel);
    let language =
        form.language.as_deref().is_none_or(|tag| scope.language.is_some_and(|own| speaks(own, tag)));
    (channel && language).then_some((!form.channels.is_empty(), form.language.is_some()))
}

/// `en-GB` reads what is written for `en`.
fn speaks(own: &str, tag: &str) -> bool {
    let base = own.split('-').next().unwrap_or(own);
    own.eq_ignore_ascii_case(tag) || base.eq_ignore_ascii_case(tag)
}

fn extra_lines(line: &Line, scope: &Scope<'_>) -> Vec<Rendered> {
    let Some(each) = &line.each else {
        return one_line(line, scope).into_iter().collect();
    };
    match eval::value(each, scope).as_deref() {
        Some(Value::List(items)) => {
            let max = line.max.and_then(|max| usize::try_from(max).ok()).unwrap_or(usize::MAX);
            items.iter().filter_map(|item| one_line(line, &scope.with_item(item))).take(max).collect()
        }
        _ => Vec::new(),
    }
}

fn one_line(line: &Line, scope: &Scope<'_>) -> Option<Rendered> {
    let shown = line.condition.as_ref().is_none_or(|condition| eval::holds(condition, scope));
    shown.then(|| template(&line.template, scope))
}
