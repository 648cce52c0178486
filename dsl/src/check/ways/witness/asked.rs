//! What the customer says to a question that waits.

use super::super::Ways;
use super::super::edges::How;
use super::super::known::{Kind, Known, Values};
use super::super::places::whole;
use super::super::reads::When;
use super::super::unset::Unset;
use super::build::part;
use super::lists::Lists;
use super::retrace::Traced;
use super::script::{Held, Script};
use super::value::{self, pick, said};
use crate::program::{Ask, Buttons, Expr, Part, Place, Root, Slot, SlotId, Template, Trigger};
use crate::value::{Type, Value};

/// What is not understood by any question.
pub(super) const NONSENSE: &str = "呱呱呱";

impl<'p> Script<'_, 'p> {
    /// What is said last, where the value is read only then.
    pub(super) fn at_last(&mut self, ways: &Ways<'p>, unset: &Unset) -> Option<()> {
        let Some(ask) = ways.graph.waits(unset.point).and_then(|a| ways.graph.flow().asks.get(a.index()))
        else {
            return Some(());
        };
        match unset.when {
            When::Always => Some(()),
            When::Silent(i) => self.passes(ask.no_reply.get(i)?.after),
            When::NotUnderstood | When::Tries => {
                let times = if unset.when == When::Tries { ask.max_tries.as_ref()?.times } else { 1 };
                if self.takes_any_words(ways, ask) {
                    return None;
                }
                (0..times.min(20)).for_each(|_| self.say(NONSENSE));
                Some(())
            }
            When::Refused(i) => {
                let ty = &ways.graph.flow().slots.get(ask.slot.index())?.ty;
                let (place, _, no) =
                    super::super::leaf::decided(&ways.graph.facts, &ask.require.get(i)?.condition)?;
                let known = Known::set(no);
                let value =
                    pick(self.program, ty, &known, None, &self.zone).filter(|_| *place == whole(ask.slot))?;
                let words = said(self.program, ty, &value, &self.zone)?;
                self.say(&words);
                Some(())
            }
        }
    }

    pub(super) fn at_question(
        &mut self,
        ways: &Ways<'p>,
        step: &Traced,
        ask: &'p Ask,
        held: &mut Held,
        lists: &Lists,
    ) -> Option<()> {
        match step.how {
            How::Answer => self.answer(ways, step, ask, held, lists),
            How::Skip => {
                self.say("跳过");
                held.remove(&whole(ask.slot));
                Some(())
            }
            How::Silence(timer) => self.passes(ask.no_reply.get(timer)?.after),
            How::Tries => {
                let tries = ask.max_tries.as_ref()?.times;
                if self.takes_any_words(ways, ask) {
                    return None;
                }
                (0..tries.min(20)).for_each(|_| self.say(NONSENSE));
                Some(())
            }
            How::Interrupt(n) => match &ask.interrupts.get(n)?.trigger {
                Trigger::Intent(intent) => {
                    let words = self.example(*intent, &[])?;
                    self.say(&words);
                    Some(())
                }
                Trigger::Event(event, _) => self.happens(ways, *event, step, held),
            },
            How::Corrected(slot) => self.correct(ways, step, slot, held),
            _ => Some(()),
        }
    }

    pub(super) fn takes_any_words(&self, ways: &Ways<'p>, ask: &Ask) -> bool {
        let ty = ways.graph.flow().slots.get(ask.slot.index()).map(|s| s.ty.required());
        ty == Some(&Type::Text) && !ask.explicit && !matches!(ask.buttons, Some(Buttons::FromList { .. }))
    }

    pub(super) fn answer(
        &mut self,
        ways: &Ways<'p>,
        step: &Traced,
        ask: &'p Ask,
        held: &mut Held,
        lists: &Lists,
    ) -> Option<()> {
        let ty = ways.graph.flow().slots.get(ask.slot.index())?.ty.clone();
        let place = whole(ask.slot);
        if let Type::List(item) = ty.required() {
            return self.gather(ask, item, lists, &place, held);
        }
        let value = self.answered(ways, ask, &ty, step)?;
        let words = match &ask.buttons {
            Some(Buttons::Fixed(all)) => match all.iter().find(|b| b.value == value) {
                Some(button) => {
                    format!("{} {}", (self.spell)("c_press"), self.label(&button.label, held, None)?)
                }
                None => said(self.program, &ty, &value, &self.zone)?,
            },
            Some(Buttons::FromList { list: Expr::Read(list), label, value: field, .. }) => {
                let item = lists.item(list, &value, field.as_ref());
                match item {
                    Some(item) => {
                        format!("{} {}", (self.spell)("c_press"), self.label(label, held, Some(&item))?)
                    }
                    None => said(self.program, &ty, &value, &self.zone)?,
                }
            }
            Some(Buttons::FromList { .. }) => return None,
            _ => said(self.program, &ty, &value, &self.zone)?,
        };
        self.say(&words);
        held.insert(place, value);
        Some(())
    }

    /// The value of an answer: one that what follows wants, and that the conditions with other values allow.
    pub(super) fn answered(&self, ways: &Ways<'p>, ask: &Ask, ty: &Type, step: &Traced) -> Option<Value> {
        let facts = &ways.graph.facts;
        let place = whole(ask.slot);
        let known = facts.of_slot(&step.needed, ask.slot);
        let index = facts.places.index(&place);
        let known = index
            .map_or_else(|| Known::set(Values::full(Kind::of(self.program, ty))), |_| known.as_ref().clone());
        pick(self.program, ty, &known, None, &self.zone)
    }

    /// 收: as many as are wanted, then the button that closes it.
    pub(super) fn gather(
        &mut self,
        ask: &'p Ask,
        item: &Type,
        lists: &Lists,
        place: &Place,
        held: &mut Held,
    ) -> Option<()> {
        let collect = ask.collect.as_ref()?;
        let count = usize::try_from(collect.min.max(1)).ok()?;
        let mut values = Vec::new();
        for n in 0..count {
            match &ask.buttons {
                Some(Buttons::FromList { list: Expr::Read(list), label, value: field, .. }) => {
                    let item = lists.items(list).get(n).cloned()?;
                    let words =
                        format!("{} {}", (self.spell)("c_press"), self.label(label, held, Some(&item))?);
                    self.say(&words);
                    let value = match field {
                        Some(Expr::Read(path)) => part(&item, &path.fields)?,
                        _ => item,
                    };
                    values.push(value);
                }
                _ => {
                    let mut value = value::sample(self.program, item, &self.zone)?;
                    if let Value::Media(_, address) = &mut value {
                        *address = format!("{}{address}", n + 1).replacen("11.", "1.", 1);
                    } else if n > 0 {
                        return None;
                    }
                    let words = said(self.program, item, &value, &self.zone)?;
                    self.say(&words);
                    values.push(value);
                }
            }
        }
        let all = matches!(&ask.buttons, Some(Buttons::FromList { list: Expr::Read(list), .. }) if lists.items(list).len() <= count);
        if count < usize::try_from(collect.max).ok()? && !all {
            let done = self.program.texts.get(collect.done.index())?.variants.first()?;
            let words = format!("{} {}", (self.spell)("c_press"), self.label(done, held, None)?);
            self.say(&words);
        }
        held.insert(place.clone(), Value::List(values));
        Some(())
    }

    pub(super) fn correct(
        &mut self,
        ways: &Ways<'p>,
        step: &Traced,
        slot: SlotId,
        held: &mut Held,
    ) -> Option<()> {
        let flow = ways.graph.flow();
        let declared = flow.slots.get(slot.index())?;
        let place = whole(slot);
        let known = ways.graph.facts.of_slot(&step.needed, slot);
        let same = |s: &&Slot| s.ty.required() == declared.ty.required();
        if *declared.ty.required() == Type::Bool {
            let before = held.get(&place).cloned();
            let value = pick(self.program, &declared.ty, &known, before.as_ref(), &self.zone)?;
            let button = flow.asks.iter().filter(|a| a.slot == slot).find_map(|a| match &a.buttons {
                Some(Buttons::Fixed(all)) => all.iter().find(|b| b.value == value),
                _ => None,
            });
            let words = match button {
                Some(button) => format!("不对，{}", self.label(&button.label, held, None)?),
                None => format!(
                    "不对，{}：{}",
                    declared.name,
                    said(self.program, &declared.ty, &value, &self.zone)?
                ),
            };
            self.say(&words);
            held.insert(place, value);
            return Some(());
        }
        let value = pick(self.program, &declared.ty, &known, held.get(&place), &self.zone)?;
        let words = said(self.program, &declared.ty, &value, &self.zone)?;
        let only = flow.slots.iter().filter(same).count() == 1;
        let words = if only {
            format!("不对，是{words}")
        } else {
            format!("不对，{}是{words}", declared.name)
        };
        self.say(&words);
        held.insert(place, value);
        Some(())
    }
    /// A label as the customer sees it.
    fn label(&self, template: &Template, held: &Held, item: Option<&Value>) -> Option<String> {
        let mut text = String::new();
        for part_of in &template.parts {
            match part_of {
                Part::Text(words) => text.push_str(words),
                Part::Hole(hole) => {
                    let Expr::Read(place) = &hole.value else { return None };
                    let value = match place.root {
                        Root::Item => part(item?, &place.fields)?,
                        _ => held.get(place).cloned().or_else(|| {
                            part(held.get(&Place { root: place.root, fields: Vec::new() })?, &place.fields)
                        })?,
                    };
                    text.push_str(&match value {
                        Value::Bool(is) => if is { "是" } else { "否" }.to_owned(),
                        value => said(self.program, &Type::Text, &value, &self.zone)?,
                    });
                }
            }
        }
        Some(text)
    }
}
