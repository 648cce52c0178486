//! 卡片 卡片组 图片.

use super::run::Next;
use super::say;
use super::turn::Turn;
use crate::{Fault, Origin, ReplyBody, eval, render};
use huashu_dsl::Span;
use huashu_dsl::program::{Card, Expr, ImageSource};
use huashu_dsl::value::Value;

/// 卡片
pub(super) fn card(turn: &mut Turn<'_>, card: &Card, source: Span) -> Result<Next, Fault> {
    let shown = render::card(card, &turn.scope());
    say::show(turn, ReplyBody::Card(shown), Origin::Authored(None), source)?;
    Ok(Next::On)
}

/// 卡片组: one card an item; nothing for an empty list.
pub(super) fn carousel(
    turn: &mut Turn<'_>,
    list: &Expr,
    card: &Card,
    max: Option<u32>,
    source: Span,
) -> Result<Next, Fault> {
    let max = max.and_then(|m| usize::try_from(m).ok()).unwrap_or(usize::MAX);
    let cards: Vec<_> = {
        let scope = turn.scope();
        let Some(Value::List(items)) = eval::eval(list, &scope) else { return Ok(Next::On) };
        items.iter().take(max).map(|item| render::card(card, &scope.with_item(item))).collect()
    };
    if !cards.is_empty() {
        say::show(turn, ReplyBody::Carousel(cards), Origin::Authored(None), source)?;
    }
    Ok(Next::On)
}

/// 图片
pub(super) fn image(turn: &mut Turn<'_>, image: &ImageSource, source: Span) -> Result<Next, Fault> {
    if let Some(address) = render::image(image, &turn.scope()) {
        say::show(turn, ReplyBody::Image(address), Origin::Authored(None), source)?;
    }
    Ok(Next::On)
}
