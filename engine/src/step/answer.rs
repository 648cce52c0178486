//! What of an utterance answers the question that waits: strongly, as a whole, or weakly, inside a longer sentence (R4.3, R4.7).

use super::ask::Question;
use super::buttons::{self, Offer};
use super::menu::{Label, Menu};
use super::turn::Turn;
use super::words;
use crate::{Choice, Clause, Entity, Rendered, Seal, intent};
use huashu_dsl::program::TypeKind;
use huashu_dsl::value::{Money, Type, Value};
use rust_decimal::Decimal;

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Answer {
    /// Values for the slot; more than one only under 收.
    Values(Vec<Value>),
    /// Values, and enough with them (收).
    Closing(Vec<Value>),
    /// Enough.
    Done,
    /// The question is left out.
    Skip,
    /// A yes or no in other words than 要明说 wants.
    NotExplicit,
}

impl Answer {
    /// Whether there is a value in it.
    fn gives(&self) -> bool {
        matches!(self, Self::Values(_) | Self::Closing(_))
    }
}

/// Whether a value is exactly of a type.
pub(super) fn exactly(ty: &Type, entity: &Entity) -> bool {
    *ty.required() == entity.ty
}

/// The answer that the whole message is. Under 要明说 only one in so many words is an answer.
pub(super) fn strong(
    turn: &Turn<'_>,
    question: &Question<'_>,
    menu: &Menu,
    clause: &Clause,
) -> Option<Answer> {
    let answer = loosely(turn, question, menu, clause)?;
    if question.ask.explicit && answer.gives() && !in_so_many_words(turn, question, menu, clause) {
        return Some(Answer::NotExplicit);
    }
    Some(answer)
}

/// The answer that a clause of a longer message is; 要明说 wants the message to be nothing else.
pub(super) fn strong_among(
    turn: &Turn<'_>,
    question: &Question<'_>,
    menu: &Menu,
    clause: &Clause,
) -> Option<Answer> {
    let answer = loosely(turn, question, menu, clause)?;
    Some(if question.ask.explicit && answer.gives() { Answer::NotExplicit } else { answer })
}

/// The label of a button, an outright yes or no, or another value without a vague word.
fn in_so_many_words(turn: &Turn<'_>, question: &Question<'_>, menu: &Menu, clause: &Clause) -> bool {
    let said = words::signs(&intent::unadorned(&clause.text));
    let is_label = |label: &Rendered| words::signs(&intent::unadorned(&label.to_string())) == said;
    if menu.labels().any(is_label) || led_up_to(menu, clause).is_some() {
        return true;
    }
    if *question.slot.ty.required() == Type::Bool {
        let numbered = buttons::number(turn, &said).is_some_and(|n| n < menu.len());
        return numbered || intent::outright(&clause.text).is_some();
    }
    !intent::hedges(&clause.text)
}

/// The answer that the whole clause is, in whatever words.
fn loosely(turn: &Turn<'_>, question: &Question<'_>, menu: &Menu, clause: &Clause) -> Option<Answer> {
    let core = words::signs(&clause.core);
    if menu.len() > 0 {
        // The core of a correction lacks its marker, which may begin a label: 换成大码.
        let all = || clause.correction.then(|| words::folded(&clause.text));
        let answer = pressed(turn, menu, &core)
            .or_else(|| pressed(turn, menu, &all()?))
            .or_else(|| menu.answer(led_up_to(menu, clause)?));
        if answer.is_some() {
            return answer;
        }
    }
    let whole = values(turn, question, clause, |e| e.whole);
    if let [value] = whole.as_slice() {
        return Some(Answer::Values(vec![value.clone()]));
    }
    if clause.skip && question.ask.skippable.is_some() {
        return Some(Answer::Skip);
    }
    if question.ask.collect.is_none() {
        let value = words::ordinal(&core).and_then(|n| menu.nth(n))?;
        return Some(Answer::Values(vec![value.clone()]));
    }
    if menu.is_enough(&core) {
        return Some(Answer::Done);
    }
    let named = several(menu.before_enough(&core).unwrap_or(&core), menu);
    (!named.is_empty()).then(|| gathered(menu, &core, named))
}

/// Values for 收, which may be all that are meant.
fn gathered(menu: &Menu, core: &str, values: Vec<Value>) -> Answer {
    match menu.before_enough(core) {
        Some(_) => Answer::Closing(values),
        None => Answer::Values(values),
    }
}

/// 收: whether a message of several clauses is better heard clause by clause: what it names are several things, and 除了 rules none out.
pub(super) fn by_parts(turn: &Turn<'_>, question: &Question<'_>, menu: &Menu, whole: &Clause) -> bool {
    let core = words::signs(&whole.core);
    let is_label = pressed(turn, menu, &core).is_some();
    let is_value = values(turn, question, whole, |e| e.whole).len() == 1;
    question.ask.collect.is_some() && !is_label && !is_value && !core.starts_with("除了")
}

/// The answer in a longer sentence: exactly one value, or a thing offered that only it names.
pub(super) fn weak(turn: &Turn<'_>, question: &Question<'_>, menu: &Menu, clause: &Clause) -> Option<Answer> {
    let core = words::signs(&clause.core);
    let found = values(turn, question, clause, |_| true);
    let explicit = question.ask.explicit;
    if explicit && !found.is_empty() {
        return Some(Answer::NotExplicit);
    }
    match found.as_slice() {
        [value] => return Some(gathered(menu, &core, vec![value.clone()])),
        [] => {}
        several if question.ask.collect.is_some() => return Some(gathered(menu, &core, several.to_vec())),
        _ => return None,
    }
    match mentioned(&core, menu).as_slice() {
        [_] if explicit => Some(Answer::NotExplicit),
        [only] => Some(gathered(menu, &core, vec![only.value.clone()])),
        _ => None,
    }
}

/// What a choice of a button answers.
pub(super) fn by_choice(offers: &[Offer], choice: Choice) -> Option<Answer> {
    match choice {
        Choice::Option(seal) => offers
            .iter()
            .find(|o| Seal::of_value(&o.value) == seal)
            .map(|o| Answer::Values(vec![o.value.clone()])),
        Choice::Done => Some(Answer::Done),
        Choice::Skip => Some(Answer::Skip),
        Choice::Resume(_) | Choice::Meaning(_) | Choice::Slot(_) => None,
    }
}

/// What the button answers whose label, or on a channel without buttons whose number, was said.
fn pressed(turn: &Turn<'_>, menu: &Menu, core: &str) -> Option<Answer> {
    if core.is_empty() {
        return None;
    }
    let by_label = menu.folded().iter().position(|label| label.whole == core);
    match by_label {
        Some(place) => menu.answer(place),
        None => menu.numbered(buttons::number(turn, core)?),
    }
}

/// The place of the only thing offered whose label is all that is said: 取消吧, 是的，取消.
fn led_up_to(menu: &Menu, clause: &Clause) -> Option<usize> {
    let said = words::signs(&intent::unmarked(&clause.text));
    let offers = (0..).zip(menu.offers().iter().zip(menu.folded()));
    let mut meant = offers.filter(|(_, (offer, label))| {
        let label = label.whole.as_str();
        !label.is_empty() && said.contains(label) && intent::leads_up_to(&said, label, &offer.value)
    });
    match (meant.next(), meant.next()) {
        (Some((place, _)), None) => Some(place),
        _ => None,
    }
}

/// The distinct values in a clause that fit the question, as its type.
fn values(
    turn: &Turn<'_>,
    question: &Question<'_>,
    clause: &Clause,
    wanted: impl Fn(&Entity) -> bool,
) -> Vec<Value> {
    let ty = match question.slot.ty.required() {
        Type::List(item) => item.required(),
        other => other,
    };
    let entities: Vec<_> = clause.entities.iter().filter(|e| wanted(e)).collect();
    let mut found: Vec<Value> = Vec::new();
    for value in entities.iter().filter(|e| e.ty == *ty).map(|e| e.value.clone()) {
        if !found.contains(&value) {
            found.push(value);
        }
    }
    if found.is_empty() {
        found.extend(entities.iter().find_map(|e| converted(turn, ty, e)));
    }
    found
}

/// A bare number where an amount or a measure is asked for.
fn converted(turn: &Turn<'_>, ty: &Type, entity: &Entity) -> Option<Value> {
    let Value::Number(number) = entity.value else { return None };
    if !matches!(entity.ty, Type::Number | Type::Integer) {
        return None;
    }
    match ty {
        Type::Number => Some(Value::Number(number)),
        Type::Integer => number.is_integer().then_some(Value::Number(number)),
        Type::Money => i64::try_from(number.checked_mul(Decimal::ONE_HUNDRED)?)
            .ok()
            .map(|minor| Value::Money(Money(minor))),
        Type::Named(id) => {
            let measure =
                turn.program.types.get(id.index()).is_some_and(|t| matches!(t.kind, TypeKind::Measure(_)));
            measure.then_some(Value::Number(number))
        }
        _ => None,
    }
}

/// Several of what is offered: 全部, 第1和第3, 除了袜子, or by name.
fn several(core: &str, menu: &Menu) -> Vec<Value> {
    let offers = menu.offers();
    let all = |keep: &dyn Fn(&Offer) -> bool| {
        offers.iter().filter(|o| keep(o)).map(|o| o.value.clone()).collect::<Vec<_>>()
    };
    if words::is_everything(core) {
        return all(&|_| true);
    }
    if let Some(except) = core.strip_prefix("除了") {
        let left_out: Vec<_> = mentioned(except, menu).iter().map(|o| o.index).collect();
        return if left_out.is_empty() { Vec::new() } else { all(&|o| !left_out.contains(&o.index)) };
    }
    let ordinals = words::ordinals(core);
    if !ordinals.is_empty() {
        return ordinals.iter().filter_map(|n| menu.nth(*n)).cloned().collect();
    }
    mentioned(core, menu).iter().map(|o| o.value.clone()).collect()
}

/// The things offered that are named: by a value of their label that no other has, or by a part of the label that no other has.
fn mentioned<'o>(core: &str, menu: &'o Menu) -> Vec<&'o Offer> {
    if core.chars().count() < 2 || menu.offers().is_empty() {
        return Vec::new();
    }
    let labels = menu.folded().get(..menu.offers().len()).unwrap_or_default();
    let unique = |text: &str| labels.iter().filter(|label| label.whole.contains(text)).count() == 1;
    let names = |(_, label): &(&Offer, &Label)| {
        let by_part = label.whole.contains(core) && unique(core);
        by_part || telling(label).any(|piece| core.contains(piece) && unique(piece))
    };
    menu.offers().iter().zip(labels).filter(names).map(|(offer, _)| offer).collect()
}

/// The values of a label that can name it: words of at least two signs; the whole label where it has no values.
fn telling(label: &Label) -> impl Iterator<Item = &str> {
    let tells = |text: &&str| text.chars().count() >= 2 && !text.chars().any(|c| c.is_ascii_digit());
    label.pieces.iter().map(String::as_str).filter(tells)
}
