//! What names mean at one place of a shop: the flow's slots, the event at hand, the item of a list, parameters.

use crate::program::{EventId, Slot};
use crate::value::{Field, Type};

/// The names that can be read besides the roots.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope<'a> {
    /// The running flow's slots, derived ones included.
    pub(crate) slots: &'a [Slot],
    /// The events that may have triggered what is at hand.
    pub(crate) events: Vec<EventId>,
    /// The event that has arrived, inside 等到 and 遇到 事件.
    pub(crate) arrived: Option<EventId>,
    /// Whether an event is at hand that nobody declares: what is read of it is not reported again.
    pub(crate) lost_event: bool,
    /// The type of `Root::Item`, whose fields come before everything else.
    pub(crate) item: Option<Type>,
    /// Whether an item's field that is also a slot is an error (in 挑选, 合计 and their kin).
    pub(crate) clash: Clash,
    /// Parameters, read as `Root::Param`.
    pub(crate) params: &'a [Field],
    /// The new value inside 更正时.
    pub(crate) new_value: Option<(&'a str, &'a Type)>,
}

/// What happens when a name is both a field of the item and a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Clash {
    /// The field is meant.
    #[default]
    Field,
    /// It is reported.
    Reported,
}

impl<'a> Scope<'a> {
    /// This scope with an item in it.
    pub(crate) fn with_item(&self, item: Type) -> Scope<'a> {
        Scope { item: Some(item), clash: Clash::Field, ..self.clone() }
    }

    /// This scope where `event` triggers something.
    pub(crate) fn with_event(&self, event: EventId) -> Scope<'a> {
        Scope { events: vec![event], ..self.clone() }
    }

    /// This scope after `event` arrived that a question or 等 waits for.
    pub(crate) fn with_arrived(&self, event: EventId) -> Scope<'a> {
        Scope { arrived: Some(event), ..self.clone() }
    }

    /// This scope after an event arrived that was not found.
    pub(crate) fn with_lost_event(&self) -> Scope<'a> {
        Scope { lost_event: true, ..self.clone() }
    }
}
