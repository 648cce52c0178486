//! Events and effects as the store keeps them, and what of them concerns the customer's profile.

use crate::store::Due;
use huashu_dsl::program::Program;
use huashu_dsl::value::Instant;
use huashu_engine::{Customer, Effect};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The first byte of every blob.
const FORMAT: u8 = 1;

/// A blob that is none of this version of huashu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undecodable;

/// A value as bytes, for [`decode`].
pub fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    // Encoding fails only for maps and sequences of unknown length, which events, effects and journals do not have.
    postcard::to_extend(value, vec![FORMAT]).unwrap_or_default()
}

/// The value of `bytes`.
///
/// # Errors
/// Where the bytes are not those of such a value.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Undecodable> {
    match bytes.split_first() {
        Some((&FORMAT, rest)) => postcard::from_bytes(rest).map_err(|_| Undecodable),
        _ => Err(Undecodable),
    }
}

/// When an effect is done: by the commit itself, or by somebody afterwards.
pub(super) fn due(effect: &Effect) -> Due {
    match effect {
        Effect::Reply(_) | Effect::Call(_) | Effect::Handoff(_) => Due::Later,
        Effect::Track(..)
        | Effect::Profile(..)
        | Effect::Arm(..)
        | Effect::Pushed(..)
        | Effect::Ended(..) => Due::Now,
    }
}

/// The fields of 顾客 that the effects set: name and value.
pub(super) fn fields(program: &Program, effects: &[Effect]) -> Vec<(String, Vec<u8>)> {
    let field = |effect: &Effect| match effect {
        Effect::Profile(index, value) => {
            Some((program.customer.get(usize::from(*index))?.name.clone(), encode(value)))
        }
        _ => None,
    };
    effects.iter().filter_map(field).collect()
}

/// The arms that the effects store: experiment and arm.
pub(super) fn arms(program: &Program, effects: &[Effect]) -> Vec<(String, String)> {
    let arm = |effect: &Effect| match effect {
        Effect::Arm(experiment, arm) => {
            Some((program.experiments.get(experiment.index())?.clone(), arm.clone()))
        }
        _ => None,
    };
    effects.iter().filter_map(arm).collect()
}

/// The pushes that the effects begin: name and when.
pub(super) fn pushes(program: &Program, effects: &[Effect]) -> Vec<(String, Instant)> {
    let push = |effect: &Effect| match effect {
        Effect::Pushed(push, at) => Some((program.pushes.get(push.index())?.name.clone(), *at)),
        _ => None,
    };
    effects.iter().filter_map(push).collect()
}

/// Changes the customer as the effect changes the profile, for the steps that follow in the same turn.
pub(super) fn apply(program: &Program, customer: &mut Customer, effect: &Effect) {
    if let Effect::Profile(index, value) = effect
        && let Some(field) = customer.fields.get_mut(usize::from(*index))
    {
        field.clone_from(value);
    }
    for (experiment, arm) in arms(program, std::slice::from_ref(effect)) {
        if customer.arms.iter().all(|(known, _)| *known != experiment) {
            customer.arms.push((experiment, arm));
        }
    }
    customer.pushes.extend(pushes(program, std::slice::from_ref(effect)));
}

#[cfg(test)]
mod tests {
    use super::{Undecodable, decode, encode};
    use huashu_dsl::value::{Instant, MediaKind, Money, Value};
    use huashu_engine::{Body, Customer, Event, Part};

    #[test]
    fn an_event_comes_back_as_it_was() {
        let record = Value::Record(vec![
            None,
            Some(Value::Money(Money(19_900))),
            Some(Value::Number("1.50".parse().unwrap_or_default())),
        ]);
        let customer = Customer {
            id: "demo".into(),
            fields: vec![None, Some(record)],
            arms: vec![("试".into(), "甲".into())],
            pushes: vec![("开场".into(), Instant(3))],
        };
        let event = Event {
            at: Instant(1),
            seed: 2,
            customer,
            body: Body::Said(vec![Part::Media(MediaKind::Image, "a.jpg".into())]),
        };
        assert_eq!(decode::<Event>(&encode(&event)), Ok(event));
    }

    #[test]
    fn other_bytes_are_refused() {
        for bytes in [&[][..], &[0], &[9, 1, 2], &[1]] {
            assert_eq!(decode::<Event>(bytes), Err(Undecodable));
        }
    }
}
