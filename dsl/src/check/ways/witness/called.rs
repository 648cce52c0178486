//! What plugins answer, and how flows that are entered go.

use super::super::Ways;
use super::super::edges::{How, Target};
use super::super::known::{Known, Values};
use super::super::places::whole;
use super::super::state::State;
use super::build::part;
use super::lists::Lists;
use super::retrace::{Traced, meet};
use super::script::{Held, Line, Script};
use super::value::written;
use crate::program::{AskId, Call, Enter, Expr, FlowId, OnError, Place, Root, SlotId};
use crate::value::{Type, Value};
use std::rc::Rc;

/// How deep flows are followed into each other.
const DEPTH: usize = 6;

impl<'p> Script<'_, 'p> {
    /// What a plugin gives back.
    pub(super) fn returned(
        &mut self,
        ways: &Ways<'p>,
        step: &Traced,
        call: &Call,
        held: &mut Held,
        lists: &Lists,
    ) -> Option<()> {
        let function = self.program.functions.get(call.function.index())?;
        let mut pairs = Vec::new();
        let mut values = Vec::new();
        for (i, field) in (0u16..).zip(&function.returns) {
            let root = call.result.map_or(Root::Param(0), Root::Slot);
            let place = Place { root, fields: vec![i] };
            let value = self.field(ways, &place, &field.ty, &step.needed, held, lists);
            if let Some(value) = &value {
                pairs.push(format!(
                    "{}: {}",
                    field.name,
                    written(self.program, &field.ty, value, &self.zone)?
                ));
            } else if !matches!(field.ty, Type::Optional(_) | Type::List(_)) {
                return None;
            }
            values.push(value);
        }
        if let Some(slot) = call.result {
            held.insert(whole(slot), Value::Record(values));
        }
        let line =
            format!("@{} {} -> {{{}}}", (self.spell)("c_mock"), function.full_name(), pairs.join(", "));
        self.lines.push(Line::Mock(call.function.index(), line));
        Some(())
    }

    pub(super) fn failed(&mut self, call: &Call, arm: usize) -> Option<()> {
        let function = self.program.functions.get(call.function.index())?;
        let (error, _) = call.on_error.get(arm)?;
        let caught = |e: OnError| call.on_error.iter().take(arm).any(|(c, _)| *c == e);
        let name = match error {
            OnError::Declared(i) => function.errors.get(usize::from(*i))?.clone(),
            OnError::Timeout => "超时".to_owned(),
            OnError::System => "系统错".to_owned(),
            OnError::Other => {
                let mut declared =
                    (0u16..).zip(&function.errors).filter(|(i, _)| !caught(OnError::Declared(*i)));
                match declared.next() {
                    Some((_, name)) => name.clone(),
                    None if !caught(OnError::Timeout) => "超时".to_owned(),
                    None => "系统错".to_owned(),
                }
            }
        };
        self.lines.push(Line::Mock(
            call.function.index(),
            format!("@{} {} -> {name}", (self.spell)("c_mock"), function.full_name()),
        ));
        Some(())
    }

    /// A flow that is entered, to an end that gives back what is wanted.
    pub(super) fn entered(
        &mut self,
        ways: &Ways<'p>,
        step: &Traced,
        enter: &Enter,
        held: &mut Held,
    ) -> Option<()> {
        let inner = self.inner(enter.flow)?;
        let given = self.arguments(enter, held);
        let facts = &ways.graph.facts;
        let outputs: Vec<SlotId> = inner.graph.flow().outputs().map(|(slot, _)| slot).collect();
        let wanted = |i: usize| {
            let field = u16::try_from(i).ok()?;
            let place = Place { root: Root::Slot(enter.result?), fields: vec![field] };
            Some(facts.get(&step.needed, facts.places.index(&place)?))
        };
        let last = |state: &State| {
            let mut state = state.clone();
            for (i, slot) in outputs.iter().enumerate() {
                let (Some(wanted), Some(index)) = (wanted(i), inner.graph.facts.places.index(&whole(*slot)))
                else {
                    continue;
                };
                let both = meet(&inner.graph.facts.get(&state, index), &wanted);
                if !both.absent && !both.is_possible() {
                    return None;
                }
                inner.graph.facts.put(&mut state, index, both);
            }
            Some(state)
        };
        let outcome = wanted(outputs.len());
        let mut ends = inner.walked.ends.clone();
        ends.sort_by_key(|i| inner.walked.visits.get(*i as usize).map(|v| v.turns));
        let fits = |i: &&u32| {
            let Some(visit) = inner.walked.visits.get(**i as usize) else { return false };
            let Target::End(end) = visit.at else { return false };
            let bit = |k: &Known| match &k.values {
                Values::Members(bits) => bits & (1_u64.checked_shl(u32::from(end.0)).unwrap_or(0)) != 0,
                _ => true,
            };
            outcome.as_ref().is_none_or(|k| bit(k))
        };
        self.deeper(|script| {
            ends.iter().filter(fits).find_map(|end| script.attempt(|s| s.way(&inner, *end, &last, &given)))
        })?;
        Some(())
    }

    pub(super) fn arguments(&self, enter: &Enter, held: &Held) -> Held {
        let value = |e: &Expr| match e {
            Expr::Const(value) => Some(value.clone()),
            Expr::Read(place) => held
                .get(place)
                .cloned()
                .or_else(|| part(held.get(&Place { root: place.root, fields: Vec::new() })?, &place.fields)),
            _ => None,
        };
        enter.args.iter().filter_map(|(slot, e)| Some((whole(*slot), value(e)?))).collect()
    }

    /// The ways through a flow that is entered from here; none where that goes too deep.
    fn inner(&self, flow: FlowId) -> Option<Rc<Ways<'p>>> {
        if self.depth < DEPTH { self.shop.ways(flow) } else { None }
    }

    /// Writes lines one flow deeper.
    fn deeper<T>(&mut self, write: impl FnOnce(&mut Self) -> T) -> T {
        self.depth += 1;
        let written = write(self);
        self.depth -= 1;
        written
    }

    /// To the first question of a flow that is entered.
    pub(super) fn first_question(&mut self, enter: &Enter) -> Option<()> {
        let inner = self.inner(enter.flow)?;
        let asks = (0..).map(AskId).zip(&inner.graph.flow().asks).map(|(ask, _)| inner.graph.waiting(ask));
        let called = |i: &u32| {
            let first = inner.walked.way(*i).first().copied();
            let how = first.and_then(|f| inner.walked.visits.get(f as usize)).map(|v| v.how);
            how == Some(How::Begins(None))
        };
        let mut visits: Vec<(u32, u32)> = asks
            .flat_map(|p| inner.walked.of(p).map(|(i, v)| (v.turns, i)).collect::<Vec<_>>())
            .filter(|(_, i)| called(i))
            .collect();
        visits.sort_unstable();
        let (_, first) = visits.first()?;
        self.deeper(|script| script.way(&inner, *first, &|state| Some(state.clone()), &Held::new()))?;
        Some(())
    }

    pub(super) fn cancelled(&mut self, enter: &Enter) -> Option<()> {
        self.first_question(enter)?;
        self.say("取消");
        Some(())
    }

    /// 逐个: the flow once for each item of the list.
    pub(super) fn each(&mut self, enter: &Enter, list: &Expr, lists: &Lists) -> Option<()> {
        let inner = self.inner(enter.flow)?;
        let Expr::Read(list) = list else { return None };
        let times = lists.items(list).len().max(1);
        let mut ends = inner.walked.ends.clone();
        ends.sort_by_key(|i| inner.walked.visits.get(*i as usize).map(|v| v.turns));
        self.deeper(|script| {
            (0..times).try_for_each(|_| {
                let any = |state: &State| Some(state.clone());
                let mut found =
                    ends.iter().filter_map(|end| script.attempt(|s| s.way(&inner, *end, &any, &Held::new())));
                found.next().map(drop)
            })
        })
    }

    /// Writes lines that are taken back where one of them cannot be made up.
    fn attempt<T>(&mut self, write: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let kept = (self.lines.len(), self.outside.clone(), self.items.clone());
        let written = write(self);
        if written.is_none() {
            self.lines.truncate(kept.0);
            (self.outside, self.items) = (kept.1, kept.2);
        }
        written
    }
}
