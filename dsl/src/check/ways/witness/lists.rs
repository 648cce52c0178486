//! Lists that must have some item, so that a question can offer it.

use super::super::Ways;
use super::super::edges::How;
use super::super::places::whole;
use super::build::{part, place_type, set_part};
use super::retrace::Traced;
use super::script::Script;
use super::value;
use crate::ast::CompareOp;
use crate::program::{Buttons, Expr, Fold, Place, Root, StmtKind};
use crate::value::{Type, Value};
use std::collections::BTreeMap;

impl<'p> Script<'_, 'p> {
    /// Lists that must have some item: those whose items a question offers or wants its answer among.
    pub(super) fn lists(&mut self, ways: &Ways<'p>, trace: &[Traced]) -> Lists {
        let mut lists = Lists::default();
        let flow = ways.graph.flow();
        for step in trace {
            self.summed(ways, step, &mut lists);
            let Some(id) = ways.graph.waits(step.from) else { continue };
            let Some(ask) = flow.asks.get(id.index()).filter(|_| step.how == How::Answer) else { continue };
            let Some(ty) = flow.slots.get(ask.slot.index()).map(|s| s.ty.clone()) else { continue };
            let count = ask.collect.as_ref().map_or(1, |c| c.min.max(1));
            let item_ty = match ty.required() {
                Type::List(item) => item.as_ref().clone(),
                other => other.clone(),
            };
            let value = match ty.required() {
                Type::List(_) => value::sample(self.program, &item_ty, &self.zone),
                _ => self.answered(ways, ask, &ty, step),
            };
            let Some(value) = value else { continue };
            for require in &ask.require {
                if let Expr::In(item, list) = &require.condition
                    && let (Expr::Read(item), Expr::Read(list)) = (item.as_ref(), list.as_ref())
                    && *item == whole(ask.slot)
                {
                    self.must_have(&mut lists, list, &value);
                }
            }
            if let Some(Buttons::FromList { list: Expr::Read(list), value: field, condition, .. }) =
                &ask.buttons
            {
                for n in 0..count {
                    let made = self.offered(
                        ways,
                        list,
                        field.as_ref(),
                        condition.as_ref(),
                        &value,
                        usize::try_from(n).unwrap_or(0),
                    );
                    made.into_iter().for_each(|item| self.must_have(&mut lists, list, &item));
                }
            }
        }
        lists
    }

    /// A sum that is wanted to be 无: of a list with an item that has only what it cannot do without.
    fn summed(&mut self, ways: &Ways<'p>, step: &Traced, lists: &mut Lists) {
        let Some((_, node)) = ways.graph.node(step.from) else { return };
        let StmtKind::Let(slot, Expr::Fold(Fold::Sum, list, _)) = &node.stmt else { return };
        let Expr::Read(list) = list.as_ref() else { return };
        if ways.graph.facts.of_slot(&step.needed, *slot).is_possible() {
            return;
        }
        if let Some(Type::List(item)) = place_type(self.program, ways, list).map(|ty| ty.required().clone())
            && let Some(item) = value::sample(self.program, &item, &self.zone)
        {
            self.must_have(lists, list, &item);
        }
    }

    fn must_have(&mut self, lists: &mut Lists, list: &Place, item: &Value) {
        let add = |all: &mut Vec<Value>| {
            if !all.contains(item) {
                all.push(item.clone());
            }
        };
        add(lists.0.entry(list.clone()).or_default());
        if matches!(list.root, Root::Customer(_) | Root::Session(_)) {
            let all = self.items.entry(list.clone()).or_default();
            add(all);
            self.outside.insert(list.clone(), Value::List(all.clone()));
        }
    }

    /// An item of a list whose field is this value, for which the button is shown.
    fn offered(
        &self,
        ways: &Ways<'p>,
        list: &Place,
        field: Option<&Expr>,
        condition: Option<&Expr>,
        value: &Value,
        n: usize,
    ) -> Option<Value> {
        let Type::List(item) = place_type(self.program, ways, list)?.required().clone() else { return None };
        let mut made = value::sample(self.program, &item, &self.zone)?;
        if let Some(Expr::Read(path)) = field {
            set_part(&mut made, &path.fields, value);
        }
        let mut shown = |place: &Place, value: Value| set_part(&mut made, &place.fields, &value);
        match condition {
            Some(Expr::Read(place)) => shown(place, Value::Bool(true)),
            Some(Expr::Compare(CompareOp::Is, a, b)) => {
                if let (Expr::Read(place), Expr::Const(value)) = (a.as_ref(), b.as_ref()) {
                    shown(place, value.clone());
                }
            }
            _ => {}
        }
        if n > 0 {
            differ(&mut made, n);
        }
        Some(made)
    }
}

/// Items that lists must have.
#[derive(Debug, Default)]
pub(super) struct Lists(BTreeMap<Place, Vec<Value>>);

impl Lists {
    pub(super) fn items(&self, list: &Place) -> Vec<Value> {
        self.0.get(list).cloned().unwrap_or_default()
    }

    /// The item whose button stands for a value.
    pub(super) fn item(&self, list: &Place, value: &Value, field: Option<&Expr>) -> Option<Value> {
        let same = |item: &Value| match field {
            Some(Expr::Read(path)) => part(item, &path.fields).as_ref() == Some(value),
            _ => item == value,
        };
        self.0.get(list)?.iter().find(|item| same(item)).cloned()
    }
}

/// Another item: its texts carry a number.
fn differ(value: &mut Value, n: usize) {
    if let Value::Record(fields) = value {
        for field in fields.iter_mut().flatten() {
            if let Value::Text(text) = field {
                text.push_str(&(n + 1).to_string());
            }
        }
    }
}
