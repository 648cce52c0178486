//! 按钮: what a question offers now, and the buttons that show it.

use super::ask::Question;
use super::collect;
use super::menu::Menu;
use super::say;
use super::turn::Turn;
use crate::render::channel::{self, Feature};
use crate::{Button, Choice, Fault, Origin, Payload, Press, Rendered, ReplyBody, eval, render};
use huashu_dsl::Span;
use huashu_dsl::program::{Buttons, TextId};
use huashu_dsl::value::Value;

/// Something a question offers.
pub(super) struct Offer {
    /// Its place in everything that is offered, counted from 0.
    pub(super) index: u16,
    /// What its button shows.
    pub(super) label: Rendered,
    /// What it fills.
    pub(super) value: Value,
}

/// What a question offers now. What 收 has already gathered is not offered again.
pub(super) fn offers(turn: &Turn<'_>, question: &Question<'_>) -> Vec<Offer> {
    offers_and_gathered(turn, question).0
}

/// What a question offers now, and what it offered that 收 has already gathered.
pub(super) fn offers_and_gathered(turn: &Turn<'_>, question: &Question<'_>) -> (Vec<Offer>, Vec<Offer>) {
    let all = question.ask.buttons.as_ref().map(|b| read(turn, b)).unwrap_or_default();
    let gathered = collect::gathered(turn, question);
    let offers = (0..).zip(all).map(|(index, (label, value))| Offer { index, label, value });
    offers.partition(|o| !gathered.contains(&o.value))
}

fn read(turn: &Turn<'_>, buttons: &Buttons) -> Vec<(Rendered, Value)> {
    let scope = turn.scope();
    match buttons {
        Buttons::Fixed(fixed) => {
            fixed.iter().map(|b| (render::template(&b.label, &scope), b.value.clone())).collect()
        }
        Buttons::Words(words) => words
            .iter()
            .map(|w| render::template(w, &scope))
            .map(|label| (label.clone(), Value::Text(label.to_string())))
            .collect(),
        Buttons::FromList { list, label, value, condition, max } => {
            let Some(Value::List(items)) = eval::eval(list, &scope) else { return Vec::new() };
            let max = max.and_then(|m| usize::try_from(m).ok()).unwrap_or(usize::MAX);
            let shown = items.iter().filter_map(|item| {
                let scope = scope.with_item(item);
                let wanted = condition.as_ref().is_none_or(|c| eval::holds(c, &scope));
                let value = value.as_ref().map_or_else(|| Some(item.clone()), |v| eval::eval(v, &scope));
                wanted.then_some((render::template(label, &scope), value?))
            });
            shown.take(max).collect()
        }
    }
}

/// Shows the buttons of a question.
pub(super) fn show(turn: &mut Turn<'_>, question: &Question<'_>) -> Result<(), Fault> {
    let menu = Menu::of(turn, question);
    let choices: Vec<_> = menu.choices().collect();
    if question.ask.collect.is_some() {
        let shown = choices.iter().map(|(_, choice)| *choice).collect();
        shown_by(turn)?.clone_from(&shown);
    }
    let buttons = choices.into_iter().map(|(label, choice)| payload(question, label, choice)).collect();
    present(turn, buttons, question.node.span)
}

/// What the question that waits has shown last.
fn shown_by<'t>(turn: &'t mut Turn<'_>) -> Result<&'t mut Vec<Choice>, Fault> {
    let asked = turn.top_mut()?.asked.as_mut().ok_or(Fault::Damaged("no question waits"))?;
    Ok(&mut asked.shown)
}

/// Shows only the button that closes 收; its number goes on from those of what is offered.
pub(super) fn show_done(turn: &mut Turn<'_>, question: &Question<'_>) -> Result<(), Fault> {
    let done = collect::done_label(turn, question).map(|label| payload(question, label, Choice::Done));
    let shown = shown_by(turn)?;
    let known = shown.iter().position(|choice| *choice == Choice::Done);
    let place = known.unwrap_or(shown.len());
    if known.is_none() {
        shown.push(Choice::Done);
    }
    present_from(turn, done.into_iter().collect(), place.saturating_add(1), question.node.span)
}

/// Shows texts that are sent as the customer's words.
pub(super) fn suggest(turn: &mut Turn<'_>, suggestions: &Buttons, source: Span) -> Result<(), Fault> {
    let buttons =
        read(turn, suggestions).into_iter().map(|(label, _)| Button { label, press: Press::Words }).collect();
    present(turn, buttons, source)
}

/// Shows buttons, numbered on a channel that has none.
pub(super) fn present(turn: &mut Turn<'_>, buttons: Vec<Button>, source: Span) -> Result<(), Fault> {
    present_from(turn, buttons, 1, source)
}

fn present_from(
    turn: &mut Turn<'_>,
    mut buttons: Vec<Button>,
    first: usize,
    source: Span,
) -> Result<(), Fault> {
    if buttons.is_empty() {
        return Ok(());
    }
    if !channel::shows(turn.session.channel, Feature::Buttons) {
        let numbered = channel::numbered(&buttons, first);
        buttons.iter_mut().zip(numbered).for_each(|(button, label)| button.label = label);
    }
    say::show(turn, ReplyBody::Buttons(buttons), Origin::Authored(None), source)
}

/// The place of the button that a number names, on a channel where buttons are numbered lines.
pub(super) fn number(turn: &Turn<'_>, core: &str) -> Option<usize> {
    let numbered = !channel::shows(turn.session.channel, Feature::Buttons);
    core.parse::<usize>().ok().filter(|_| numbered)?.checked_sub(1)
}

/// The first line of a text, for a button.
pub(super) fn line(turn: &Turn<'_>, text: TextId) -> Rendered {
    render::text(text, &turn.scope(), 0).into_iter().next().unwrap_or_default()
}

fn payload(question: &Question<'_>, label: Rendered, choice: Choice) -> Button {
    let payload = Payload { frame: question.frame, node: question.at, visit: question.visit, choice };
    Button { label, press: Press::Payload(payload) }
}
