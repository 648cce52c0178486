//! What counts as an answer: R4.3 strong, R4.7 weak.

use super::Reference;
use huashu_dsl::program::{Ask, Buttons, FixedButton, Template};
use huashu_dsl::value::{Type, Value};
use huashu_engine::{Clause, render};

impl Reference<'_> {
    fn asked_type(&self, ask: &Ask) -> Type {
        let frame = self.state.stack.last().expect("a question waits");
        self.flow(frame.flow).slots[ask.slot.index()].ty.required().clone()
    }

    /// R4.3: the whole message, fillers stripped, parses as the asked type, or is what a button says.
    ///
    /// A free text is none ("free text only now", R4.7), unless a button says it.
    pub(super) fn strong(&self, ask: &Ask, clause: &Clause) -> Option<Value> {
        let label = |template: &Template| self.read(|s| render::template(template, s)).to_string();
        let said = |template: &Template| label(template) == clause.core;
        match &ask.buttons {
            Some(Buttons::Fixed(all)) => {
                if let Some(button) = all.iter().find(|b| said(&b.label)) {
                    return Some(button.value.clone());
                }
            }
            Some(Buttons::Words(all)) => {
                if let Some(button) = all.iter().find(|b| said(b)) {
                    return Some(Value::Text(label(button)));
                }
            }
            _ => {}
        }
        let ty = self.asked_type(ask);
        clause.entities.iter().find(|e| e.whole && e.ty == ty).map(|e| e.value.clone())
    }

    /// R4.7: exactly one value of the type inside a longer sentence; a free text is the whole message.
    ///
    /// Silent: the words of a button inside a sentence. Read: they stand for its value.
    pub(super) fn weak(&self, ask: &Ask, clause: &Clause) -> Option<Value> {
        let ty = self.asked_type(ask);
        if ty == Type::Text {
            return Some(Value::Text(clause.text.clone()));
        }
        let mut values: Vec<_> =
            clause.entities.iter().filter(|e| e.ty == ty).map(|e| e.value.clone()).collect();
        if let Some(Buttons::Fixed(all)) = &ask.buttons {
            let label = |b: &FixedButton| self.read(|s| render::template(&b.label, s)).to_string();
            values.extend(all.iter().filter(|b| clause.core.contains(&label(b))).map(|b| b.value.clone()));
        }
        values.sort_by_key(|value| format!("{value:?}"));
        values.dedup();
        match values.as_slice() {
            [one] => Some(one.clone()),
            _ => None,
        }
    }
}
