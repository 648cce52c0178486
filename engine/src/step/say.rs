//! 说: what the customer reads, and where each part of it comes from (R13).

use super::run::Next;
use super::turn::Turn;
use super::{buttons, experiment};
use crate::{Effect, Fault, Mark, Origin, ReplyBody, ReplyPart, render};
use huashu_dsl::Span;
use huashu_dsl::program::{Buttons, FaqId, TextId};
use huashu_dsl::value::Value;

/// 说
pub(super) fn statement(
    turn: &mut Turn<'_>,
    text: TextId,
    suggestions: Option<&Buttons>,
) -> Result<Next, Fault> {
    say(turn, text, &[])?;
    if let Some(suggestions) = suggestions {
        buttons::suggest(turn, suggestions, source(turn, text)?)?;
    }
    Ok(Next::On)
}

/// Says a text. A built-in sentence takes its arguments as `params`.
pub(super) fn say(turn: &mut Turn<'_>, text: TextId, params: &[Option<Value>]) -> Result<(), Fault> {
    bubble(turn, text, params, Origin::Authored(Some(text)))
}

/// Answers a question of 问答, with its picture and suggestions.
pub(super) fn faq(turn: &mut Turn<'_>, id: FaqId) -> Result<(), Fault> {
    let faq = turn.program.faqs.get(id.index()).ok_or(Fault::Damaged("no such 问答"))?;
    turn.mark(Mark::Answered(id));
    bubble(turn, faq.answer, &[], Origin::Retrieved(id))?;
    if let Some(address) = faq.image.as_ref().and_then(|image| render::image(image, &turn.scope())) {
        show(turn, ReplyBody::Image(address), Origin::Retrieved(id), faq.span)?;
    }
    match &faq.buttons {
        Some(suggestions) => buttons::suggest(turn, suggestions, faq.span),
        None => Ok(()),
    }
}

/// Where a text was written.
pub(super) fn source(turn: &Turn<'_>, text: TextId) -> Result<Span, Fault> {
    turn.program.texts.get(text.index()).map(|t| t.span).ok_or(Fault::Damaged("no such text"))
}

/// Shows a part.
pub(super) fn show(turn: &mut Turn<'_>, body: ReplyBody, origin: Origin, source: Span) -> Result<(), Fault> {
    greet(turn)?;
    turn.session.spoke = true;
    turn.effects.push(Effect::Reply(ReplyPart { body, origin, source }));
    Ok(())
}

fn bubble(turn: &mut Turn<'_>, text: TextId, params: &[Option<Value>], origin: Origin) -> Result<(), Fault> {
    greet(turn)?;
    let variant = variant(turn, text)?;
    let mut lines = render::text(text, &turn.scope().with_params(params), usize::from(variant));
    // An empty first line is written where only the 另起 lines below it say something.
    lines.drain(..lines.iter().take_while(|line| line.0.is_empty()).count());
    if lines.is_empty() {
        return Ok(());
    }
    let source = source(turn, text)?;
    show(turn, ReplyBody::Bubble(lines), origin, source)
}

/// 会话开始, before the first reply to a customer.
fn greet(turn: &mut Turn<'_>) -> Result<(), Fault> {
    if turn.session.greeted || !turn.session.replying {
        return Ok(());
    }
    turn.session.greeted = true;
    say(turn, turn.program.builtin.session_start, &[])
}

/// Which 或说 is said: by hash, and never the same twice running.
fn variant(turn: &mut Turn<'_>, text: TextId) -> Result<u8, Fault> {
    let several = turn.program.texts.get(text.index()).ok_or(Fault::Damaged("no such text"))?.variants.len();
    let count = u8::try_from(several).unwrap_or(u8::MAX);
    if count < 2 {
        return Ok(0);
    }
    let visit = super::run::visit(turn).unwrap_or(1);
    let mut key = turn.session.conversation.0.to_vec();
    key.extend(text.0.to_be_bytes());
    key.extend(visit.to_be_bytes());
    key.extend(turn.event.seed.to_be_bytes());
    let drawn = u8::try_from(experiment::number(&key) % u64::from(count)).unwrap_or(0);
    Ok(remember(turn, text, drawn, count))
}

fn remember(turn: &mut Turn<'_>, text: TextId, drawn: u8, count: u8) -> u8 {
    match turn.session.variants.iter_mut().find(|(known, _)| *known == text) {
        Some((_, last)) => {
            *last = if *last == drawn { (drawn + 1) % count } else { drawn };
            *last
        }
        None => {
            turn.session.variants.push((text, drawn));
            drawn
        }
    }
}
