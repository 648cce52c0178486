//! A way through flows as the lines of a conversation: what the customer says, what plugins answer, what time passes.

use super::super::edges::{How, Steps, Target};
use super::super::known::Known;
use super::super::places::whole;
use super::super::state::State;
use super::super::{Summary, Ways};
use super::retrace::{Traced, meet, retrace};
use super::value::{self, length, pick, said, written};
use crate::ast::CompareOp;
use crate::program::{
    Ask, AskId, Buttons, Call, Enter, EventId, ExamplePart, Expr, FlowId, IntentId, OnError, Part, Place,
    Program, Root, SlotId, StmtKind, Template, Trigger,
};
use crate::value::{Millis, Type, Value};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// The minute of the day at which a conversation begins.
const NOON: u16 = 12 * 60;

/// What is not understood by any question.
const NONSENSE: &str = "呱呱呱";

/// A line of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    /// What the customer does, or time, or an event.
    Input(String),
    /// What a plugin answers from here on; its function, and the line.
    Mock(usize, String),
    /// A setup of the whole conversation.
    Setup(String),
}

/// A conversation in the making.
pub(super) struct Script<'a, 'p> {
    pub(super) program: &'p Program,
    pub(super) summaries: &'a [Summary],
    pub(super) zone: TimeZone,
    pub(super) lines: Vec<Line>,
    /// What 顾客 and 会话 hold at the start.
    pub(super) outside: BTreeMap<Place, Value>,
    /// Items that a list outside must have.
    pub(super) items: BTreeMap<Place, Vec<Value>>,
    /// How deep flows are entered.
    pub(super) depth: usize,
}

/// How deep flows are followed into each other.
const DEPTH: usize = 6;

/// The values of a frame as they are at a step.
type Held = BTreeMap<Place, Value>;

impl<'p> Script<'_, 'p> {
    /// The lines of a way through a flow to a visit; `begin` writes how it begins. `None` where a line cannot be made up.
    pub(super) fn way(
        &mut self,
        ways: &Ways<'p>,
        to: u32,
        last: &dyn Fn(&State) -> Option<State>,
        given: &Held,
    ) -> Option<()> {
        let steps = Steps { graph: &ways.graph, summaries: self.summaries, doubts: true };
        let trace = retrace(ways, &steps, to, last)?;
        let mut held = given.clone();
        let lists = self.lists(ways, &trace);
        for (i, step) in trace.iter().enumerate() {
            self.step(ways, &trace, i, step, &mut held, &lists)?;
        }
        Some(())
    }

    fn step(
        &mut self,
        ways: &Ways<'p>,
        trace: &[Traced],
        i: usize,
        step: &Traced,
        held: &mut Held,
        lists: &Lists,
    ) -> Option<()> {
        let flow = ways.graph.flow();
        match step.how {
            How::Begins(trigger) => return self.begins(ways, step, trigger, held),
            // A file has no words for that.
            How::HandedBack => return None,
            How::Block => return None,
            _ => {}
        }
        if let Some(id) = ways.graph.waits(step.from) {
            let ask = flow.asks.get(id.index())?;
            return self.at_question(ways, trace, i, step, id, ask, held, lists);
        }
        let (_, node) = ways.graph.node(step.from)?;
        match (&node.stmt, step.how) {
            (StmtKind::Call(call), How::Returned(_)) => self.returned(ways, step, call, held, lists),
            (StmtKind::Call(call), How::Failed(arm)) => self.failed(call, arm),
            (StmtKind::Enter(enter, _), How::Returned(_)) => self.entered(ways, step, enter, held),
            (StmtKind::Enter(enter, _) | StmtKind::ForEach { enter, .. }, How::Unfinished) => {
                self.cancelled(enter)
            }
            (StmtKind::ForEach { enter, list, .. }, How::Returned(_)) => {
                self.each(ways, trace, i, enter, list, lists)
            }
            (StmtKind::Enter(enter, _), How::Corrected(slot)) => {
                self.first_question(enter)?;
                self.correct(ways, step, slot, held)
            }
            (StmtKind::Await { event, .. }, How::Happened) => self.happens(ways, *event, step, held),
            (StmtKind::Await { within, .. }, How::Late) => self.passes(*within),
            (StmtKind::Experiment(id, arms), How::Arm(arm)) => {
                let name = self.program.experiments.get(id.index())?;
                let (arm, ..) = arms.get(arm)?;
                self.lines.push(Line::Setup(format!("@试验 {name} = {arm}")));
                Some(())
            }
            (StmtKind::Let(slot, Expr::Read(from)), _) => {
                copied(held, &whole(*slot), from);
                Some(())
            }
            (StmtKind::Set(to, Expr::Read(from)), _) => {
                copied(held, to, from);
                Some(())
            }
            (StmtKind::Set(to, Expr::Const(value)), _) => {
                held.insert(to.clone(), value.clone());
                Some(())
            }
            _ => Some(()),
        }
    }

    fn say(&mut self, words: &str) {
        self.lines.push(Line::Input(format!("客: {words}")));
    }

    fn passes(&mut self, time: Millis) -> Option<()> {
        self.lines.push(Line::Input(format!("+ {}", length(time))));
        Some(())
    }

    /// What is said last, where the value is read only then.
    pub(super) fn at_last(&mut self, ways: &Ways<'p>, unset: &super::super::unset::Unset) -> Option<()> {
        use super::super::reads::When;
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

    /// A push that starts the flow: a customer whom it goes to, and its event. Gives the arguments.
    pub(super) fn pushed(&mut self, push: &crate::program::Push) -> Option<Held> {
        let mut held = Held::new();
        for condition in push.audience.iter().chain(&push.filter) {
            self.meets(condition, &mut held)?;
        }
        for (place, value) in &held {
            if matches!(place.root, Root::Customer(_)) {
                self.outside.insert(place.clone(), value.clone());
            }
        }
        let event = self.program.events.get(push.event.index())?;
        let mut pairs = Vec::new();
        for (i, field) in (0u16..).zip(&event.fields) {
            let place = Place { root: Root::Event, fields: vec![i] };
            let value = match held.get(&place) {
                Some(value) => value.clone(),
                None if matches!(field.ty, Type::Optional(_)) => continue,
                None => value::sample(self.program, &field.ty, &self.zone)?,
            };
            pairs.push(format!("{}: {}", field.name, written(self.program, &field.ty, &value, &self.zone)?));
        }
        let minute = push.window.from;
        if !(push.window.from..push.window.to).contains(&NOON) {
            self.lines.push(Line::Setup(format!("@时间 2026-01-01 {:02}:{:02}", minute / 60, minute % 60)));
        }
        self.lines.push(Line::Input(format!("! 事件 {} {{{}}}", event.name, pairs.join(", "))));
        Some(self.arguments(&push.enter, &held))
    }

    /// Values under which a condition holds.
    fn meets(&self, condition: &Expr, held: &mut Held) -> Option<()> {
        let ty = |place: &Place| match (place.root, place.fields.as_slice()) {
            (Root::Customer(i), []) => self.program.customer.get(usize::from(i)).map(|f| f.ty.clone()),
            _ => None,
        };
        match condition {
            Expr::And(all) => all.iter().try_for_each(|e| self.meets(e, held)),
            Expr::Read(place) => {
                held.insert(place.clone(), Value::Bool(true));
                Some(())
            }
            Expr::Has(place) => {
                if !held.contains_key(place) {
                    held.insert(place.clone(), value::sample(self.program, &ty(place)?, &self.zone)?);
                }
                Some(())
            }
            Expr::Compare(op, a, b) => {
                let (Expr::Read(place), Some(value)) = (a.as_ref(), self.constant(b, held)) else {
                    return None;
                };
                let value = match (op, ty(place)) {
                    (CompareOp::Is, _) => value,
                    (_, Some(ty)) => {
                        let kind = super::super::known::Kind::of(self.program, &ty);
                        let values = super::super::known::Values::of(*op, &value, kind, &self.zone)?;
                        pick(self.program, &ty, &Known::set(values), None, &self.zone)?
                    }
                    _ => return None,
                };
                held.insert(place.clone(), value);
                Some(())
            }
            _ => None,
        }
    }

    /// How the flow begins: the words, or the event, and what is known outside.
    fn begins(
        &mut self,
        ways: &Ways<'p>,
        step: &Traced,
        trigger: Option<usize>,
        held: &mut Held,
    ) -> Option<()> {
        let facts = &ways.graph.facts;
        let flow = ways.graph.flow();
        for (i, tracked) in (0u16..).zip(&facts.places.all) {
            if !tracked.shared || !tracked.place.fields.is_empty() {
                continue;
            }
            let known = facts.get(&step.needed, i);
            if let Some(value) =
                self.build(ways, &tracked.place, &step.needed, Wanted::IfNeeded, held, &Lists::default())
            {
                held.insert(tracked.place.clone(), value.clone());
                self.outside.entry(tracked.place.clone()).or_insert(value);
            } else if !known.absent {
                return None;
            }
        }
        let mut told: Vec<String> = Vec::new();
        for (slot, declared) in (0..).map(SlotId).zip(&flow.slots) {
            let place = whole(slot);
            let Some(index) = facts.places.index(&place) else { continue };
            let known = facts.get(&step.needed, index);
            if known.absent || held.contains_key(&place) || !known.is_possible() {
                continue;
            }
            let sources = declared.from.iter().chain(&declared.save_to);
            let at_source =
                sources.clone().find_map(|p| held.get(p).cloned().or_else(|| self.outside.get(p).cloned()));
            let value = match at_source {
                Some(value) => value,
                None => pick(self.program, &declared.ty, &known, None, &self.zone)?,
            };
            let before = facts.get(&step.before, index);
            let is_default = declared.default.as_ref() == Some(&value);
            let source = sources.clone().find(|p| matches!(p.root, Root::Customer(_) | Root::Session(_)));
            match source {
                Some(place) => {
                    self.outside.entry(place.clone()).or_insert_with(|| value.clone());
                }
                None if is_default || declared.input || declared.from.is_some() => {}
                None if before.settled => told.push(said(self.program, &declared.ty, &value, &self.zone)?),
                None => {}
            }
            held.insert(place, value);
        }
        match trigger.and_then(|t| flow.triggers.get(t)) {
            Some(Trigger::Intent(intent)) => {
                let example = self.example(*intent, &told)?;
                self.say(&example);
                Some(())
            }
            Some(Trigger::Event(event, _)) => self.happens(ways, *event, step, held),
            None => Some(()),
        }
    }

    /// A sentence of an intent that tells these values and no others.
    fn example(&self, intent: IntentId, told: &[String]) -> Option<String> {
        let intent = self.program.intents.get(intent.index())?;
        let plain = |parts: &[ExamplePart]| match parts {
            [ExamplePart::Text(text)] => Some(text.clone()),
            _ => None,
        };
        let words = intent.examples.iter().find_map(|e| plain(&e.parts)).or_else(|| {
            intent.rules.iter().find_map(|r| match r {
                crate::program::Rule::Words { any, .. } => any.first().cloned(),
                crate::program::Rule::Regex(_) => None,
            })
        });
        let words = words.or_else(|| {
            (intent.command.is_some()).then(|| intent.name.trim_start_matches("内置.").to_owned())
        })?;
        Some(std::iter::once(&words).chain(told).cloned().collect::<Vec<_>>().join("，"))
    }

    fn happens(&mut self, ways: &Ways<'p>, event: EventId, step: &Traced, held: &mut Held) -> Option<()> {
        let root = if matches!(step.how, How::Begins(_)) { Root::Event } else { Root::Arrived(event) };
        let event = self.program.events.get(event.index())?;
        let filter = filter_of(ways, step);
        let mut pairs = Vec::new();
        for (i, field) in (0u16..).zip(&event.fields) {
            let place = Place { root, fields: vec![i] };
            let wanted = filter
                .and_then(|f| equal_to(f, &place))
                .and_then(|other| self.value_at(ways, &other, step, held));
            let value = match wanted {
                Some(value) => Some(value),
                None => self.field(ways, &place, &field.ty, &step.needed, held, &Lists::default()),
            };
            let Some(value) = value else {
                held.remove(&place);
                if matches!(field.ty, Type::Optional(_)) { continue } else { return None }
            };
            pairs.push(format!("{}: {}", field.name, written(self.program, &field.ty, &value, &self.zone)?));
            held.insert(place, value);
        }
        let fields = if pairs.is_empty() { String::new() } else { format!(" {{{}}}", pairs.join(", ")) };
        self.lines.push(Line::Input(format!("! 事件 {}{fields}", event.name)));
        Some(())
    }

    fn value_at(&self, ways: &Ways<'p>, other: &Place, step: &Traced, held: &Held) -> Option<Value> {
        if let Some(value) = held.get(other) {
            return Some(value.clone());
        }
        let facts = &ways.graph.facts;
        let _ = (facts, step);
        // A part of a value that was made up as a whole.
        let root = Place { root: other.root, fields: Vec::new() };
        part(held.get(&root)?, &other.fields)
    }

    #[expect(clippy::too_many_arguments, reason = "one question with all that is known where it waits")]
    fn at_question(
        &mut self,
        ways: &Ways<'p>,
        trace: &[Traced],
        i: usize,
        step: &Traced,
        id: AskId,
        ask: &'p Ask,
        held: &mut Held,
        lists: &Lists,
    ) -> Option<()> {
        let _ = id;
        match step.how {
            How::Answer => self.answer(ways, trace, i, ask, held, lists),
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

    fn takes_any_words(&self, ways: &Ways<'p>, ask: &Ask) -> bool {
        let ty = ways.graph.flow().slots.get(ask.slot.index()).map(|s| s.ty.required());
        ty == Some(&Type::Text) && !ask.explicit && !matches!(ask.buttons, Some(Buttons::FromList { .. }))
    }

    fn answer(
        &mut self,
        ways: &Ways<'p>,
        trace: &[Traced],
        i: usize,
        ask: &'p Ask,
        held: &mut Held,
        lists: &Lists,
    ) -> Option<()> {
        let ty = ways.graph.flow().slots.get(ask.slot.index())?.ty.clone();
        let step = trace.get(i)?;
        let place = whole(ask.slot);
        if let Type::List(item) = ty.required() {
            return self.gather(ways, ask, item, lists, &place, held);
        }
        let value = self.answered(ways, ask, &ty, step, held)?;
        let words = match &ask.buttons {
            Some(Buttons::Fixed(all)) => match all.iter().find(|b| b.value == value) {
                Some(button) => format!("点 {}", self.label(&button.label, held, None)?),
                None => said(self.program, &ty, &value, &self.zone)?,
            },
            Some(Buttons::FromList { list: Expr::Read(list), label, value: field, .. }) => {
                let item = lists.item(list, &value, field.as_ref());
                match item {
                    Some(item) => format!("点 {}", self.label(label, held, Some(&item))?),
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
    fn answered(&self, ways: &Ways<'p>, ask: &Ask, ty: &Type, step: &Traced, held: &Held) -> Option<Value> {
        let facts = &ways.graph.facts;
        let place = whole(ask.slot);
        let known = facts.of_slot(&step.needed, ask.slot);
        let index = facts.places.index(&place);
        let known = index.map_or_else(
            || Known::set(super::super::known::Values::full(super::super::known::Kind::of(self.program, ty))),
            |_| known.as_ref().clone(),
        );
        let value = pick(self.program, ty, &known, None, &self.zone)?;
        let _ = held;
        Some(match value {
            Value::Record(fields)
                if matches!(ty.required(), Type::Named(crate::program::TypeId::ADDRESS)) =>
            {
                Value::Record(fields)
            }
            value => value,
        })
    }

    /// 收: as many as are wanted, then the button that closes it.
    fn gather(
        &mut self,
        ways: &Ways<'p>,
        ask: &'p Ask,
        item: &Type,
        lists: &Lists,
        place: &Place,
        held: &mut Held,
    ) -> Option<()> {
        let _ = ways;
        let collect = ask.collect.as_ref()?;
        let count = usize::try_from(collect.min.max(1)).ok()?;
        let mut values = Vec::new();
        for n in 0..count {
            match &ask.buttons {
                Some(Buttons::FromList { list: Expr::Read(list), label, value: field, .. }) => {
                    let item = lists.items(list).get(n).cloned()?;
                    let words = format!("点 {}", self.label(label, held, Some(&item))?);
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
            let words = format!("点 {}", self.label(done, held, None)?);
            self.say(&words);
        }
        held.insert(place.clone(), Value::List(values));
        Some(())
    }

    fn correct(&mut self, ways: &Ways<'p>, step: &Traced, slot: SlotId, held: &mut Held) -> Option<()> {
        let flow = ways.graph.flow();
        let declared = flow.slots.get(slot.index())?;
        let place = whole(slot);
        let known = ways.graph.facts.of_slot(&step.needed, slot);
        let same = |s: &&crate::program::Slot| s.ty.required() == declared.ty.required();
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

    /// What a plugin gives back.
    fn returned(
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
        let line = format!("@模拟 {} -> {{{}}}", function.full_name(), pairs.join(", "));
        self.lines.push(Line::Mock(call.function.index(), line));
        Some(())
    }

    fn failed(&mut self, call: &Call, arm: usize) -> Option<()> {
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
        self.lines
            .push(Line::Mock(call.function.index(), format!("@模拟 {} -> {name}", function.full_name())));
        Some(())
    }

    /// A flow that is entered, to an end that gives back what is wanted.
    fn entered(&mut self, ways: &Ways<'p>, step: &Traced, enter: &Enter, held: &mut Held) -> Option<()> {
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
                super::super::known::Values::Members(bits) => {
                    bits & (1_u64.checked_shl(u32::from(end.0)).unwrap_or(0)) != 0
                }
                _ => true,
            };
            outcome.as_ref().is_none_or(|k| bit(k))
        };
        self.depth += 1;
        let before = self.lines.len();
        for end in ends.iter().filter(fits) {
            if self.way(&inner, *end, &last, &given).is_some() {
                self.depth -= 1;
                return Some(());
            }
            self.lines.truncate(before);
        }
        None
    }

    fn arguments(&self, enter: &Enter, held: &Held) -> Held {
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

    fn inner(&self, flow: FlowId) -> Option<Ways<'p>> {
        let flow = self.program.flows.get(flow.index()).filter(|_| self.depth < DEPTH)?;
        Some(Ways::of(self.program, flow, self.summaries, true))
    }

    /// To the first question of a flow that is entered.
    fn first_question(&mut self, enter: &Enter) -> Option<()> {
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
        self.depth += 1;
        self.way(&inner, *first, &|state| Some(state.clone()), &Held::new())?;
        self.depth -= 1;
        Some(())
    }

    fn cancelled(&mut self, enter: &Enter) -> Option<()> {
        self.first_question(enter)?;
        self.say("取消");
        Some(())
    }

    /// 逐个: the flow once for each item of the list.
    fn each(
        &mut self,
        ways: &Ways<'p>,
        trace: &[Traced],
        i: usize,
        enter: &Enter,
        list: &Expr,
        lists: &Lists,
    ) -> Option<()> {
        let _ = (ways, trace, i);
        let inner = self.inner(enter.flow)?;
        let Expr::Read(list) = list else { return None };
        let times = lists.items(list).len().max(1);
        let mut ends = inner.walked.ends.clone();
        ends.sort_by_key(|i| inner.walked.visits.get(*i as usize).map(|v| v.turns));
        self.depth += 1;
        for _ in 0..times {
            let before = self.lines.len();
            let found = ends.iter().find(|end| {
                self.lines.truncate(before);
                self.way(&inner, **end, &|state| Some(state.clone()), &Held::new()).is_some()
            });
            found?;
        }
        self.depth -= 1;
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

    /// A field of something that comes from outside: `None` is unset.
    fn field(
        &self,
        ways: &Ways<'p>,
        place: &Place,
        ty: &Type,
        needed: &State,
        held: &Held,
        lists: &Lists,
    ) -> Option<Value> {
        let facts = &ways.graph.facts;
        if let Type::List(item) = ty.required() {
            let mut items = lists.items(place);
            let tracked = facts.places.index(place).map(|i| facts.get(needed, i));
            if items.is_empty() && tracked.is_none_or(|k| k.absent) {
                return None;
            }
            // A list that is there has something in it.
            if items.is_empty() {
                items.push(value::sample(self.program, item, &self.zone)?);
            }
            return Some(Value::List(items));
        }
        match facts.places.index(place) {
            Some(index) => {
                let known = facts.get(needed, index);
                let tracked = facts.places.get(index)?;
                if known.absent && (tracked.lacks || !known.is_possible()) {
                    return None;
                }
                let known = self.with_relations(ways, place, &known, held);
                match pick(self.program, ty, &known, None, &self.zone)? {
                    Value::Record(_) => self.build(ways, place, needed, Wanted::Always, held, lists),
                    value => Some(value),
                }
            }
            None if matches!(ty, Type::Optional(_)) => None,
            None => match value::sample(self.program, ty, &self.zone)? {
                Value::Record(_) => self.record(ways, place, ty, needed, held, lists),
                value => Some(value),
            },
        }
    }

    fn record(
        &self,
        ways: &Ways<'p>,
        place: &Place,
        ty: &Type,
        needed: &State,
        held: &Held,
        lists: &Lists,
    ) -> Option<Value> {
        let fields = crate::check::types::fields(self.program, ty)?;
        let field = |(i, f): (u16, &crate::value::Field)| {
            let mut part = place.clone();
            part.fields.push(i);
            let value = self.field(ways, &part, &f.ty, needed, held, lists);
            if value.is_none() && !matches!(f.ty, Type::Optional(_) | Type::List(_)) {
                f.default.clone().map(Some)
            } else {
                Some(value)
            }
        };
        (0u16..).zip(fields).map(field).collect::<Option<_>>().map(Value::Record)
    }

    /// What stands at a place of 顾客, 会话 or a result.
    fn build(
        &self,
        ways: &Ways<'p>,
        place: &Place,
        needed: &State,
        wanted: Wanted,
        held: &Held,
        lists: &Lists,
    ) -> Option<Value> {
        let facts = &ways.graph.facts;
        let ty = place_type(self.program, ways, place)?;
        let index = facts.places.index(place)?;
        let known = facts.get(needed, index);
        if let Some(items) = self.items.get(place) {
            return Some(Value::List(items.clone()));
        }
        if wanted == Wanted::IfNeeded && known.absent {
            return None;
        }
        let known = self.with_relations(ways, place, &known, held);
        match pick(self.program, &ty, &known, None, &self.zone)? {
            Value::Record(_) => self.record(ways, place, &ty, needed, held, lists),
            Value::List(_) => self.one_item(&ty),
            value => Some(value),
        }
    }

    fn one_item(&self, ty: &Type) -> Option<Value> {
        let Type::List(item) = ty.required() else { return None };
        Some(Value::List(vec![value::sample(self.program, item, &self.zone)?]))
    }

    /// What is known of a place, with the conditions that compare it to what is already said.
    fn with_relations(&self, ways: &Ways<'p>, place: &Place, known: &Known, held: &Held) -> Known {
        let mut known = known.clone();
        let kind =
            ways.graph.facts.places.index(place).and_then(|i| ways.graph.facts.places.get(i)).map(|t| t.kind);
        let Some(kind) = kind else { return known };
        for atom in ways.graph.facts.atoms.iter().map(|a| a.condition) {
            let Expr::Compare(op, a, b) = atom else { continue };
            if let (Expr::Read(p), Some(value)) = (a.as_ref(), self.constant(b, held))
                && p == place
                && let Some(values) = super::super::known::Values::of(*op, &value, kind, &self.zone)
            {
                let both = known.values.meet(&values);
                if both != super::super::known::Values::Nothing {
                    known.values = both;
                }
            }
        }
        known
    }

    fn constant(&self, e: &Expr, held: &Held) -> Option<Value> {
        match e {
            Expr::Const(value) => Some(value.clone()),
            Expr::Read(place) => match place.root {
                Root::Shop(id) => self.program.settings.get(id.index()).map(|s| s.value.clone()),
                Root::Now => Some(Value::DateTime(value::noon(&self.zone))),
                _ => held.get(place).cloned(),
            },
            _ => None,
        }
    }

    /// Lists that must have some item: those whose items a question offers or wants its answer among.
    fn lists(&mut self, ways: &Ways<'p>, trace: &[Traced]) -> Lists {
        let mut lists = Lists::default();
        let flow = ways.graph.flow();
        for step in trace {
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
                _ => self.answered(ways, ask, &ty, step, &Held::new()),
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

/// Whether a place must be given a value only where one is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Always,
    IfNeeded,
}

/// Items that lists must have.
#[derive(Debug, Default)]
pub(super) struct Lists(BTreeMap<Place, Vec<Value>>);

impl Lists {
    fn items(&self, list: &Place) -> Vec<Value> {
        self.0.get(list).cloned().unwrap_or_default()
    }

    /// The item whose button stands for a value.
    fn item(&self, list: &Place, value: &Value, field: Option<&Expr>) -> Option<Value> {
        let same = |item: &Value| match field {
            Some(Expr::Read(path)) => part(item, &path.fields).as_ref() == Some(value),
            _ => item == value,
        };
        self.0.get(list)?.iter().find(|item| same(item)).cloned()
    }
}

/// A part of a record.
fn part(value: &Value, fields: &[u16]) -> Option<Value> {
    fields.iter().try_fold(value.clone(), |value, i| match value {
        Value::Record(mut all) if usize::from(*i) < all.len() => all.swap_remove(usize::from(*i)),
        _ => None,
    })
}

fn set_part(value: &mut Value, fields: &[u16], new: &Value) {
    if let ([i, rest @ ..], Value::Record(all)) = (fields, value)
        && let Some(place) = all.get_mut(usize::from(*i))
    {
        match (rest.is_empty(), place) {
            (true, place) => *place = Some(new.clone()),
            (false, Some(inner)) => set_part(inner, rest, new),
            (false, None) => {}
        }
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

fn copied(held: &mut Held, to: &Place, from: &Place) {
    let root = Place { root: from.root, fields: Vec::new() };
    let value = held.get(from).cloned().or_else(|| part(held.get(&root)?, &from.fields));
    match value {
        Some(value) => held.insert(to.clone(), value),
        None => held.remove(to),
    };
}

/// The type of a place.
fn place_type(program: &Program, ways: &Ways<'_>, place: &Place) -> Option<Type> {
    let mut ty = match place.root {
        Root::Slot(slot) => ways.graph.flow().slots.get(slot.index())?.ty.clone(),
        Root::Customer(i) => program.customer.get(usize::from(i))?.ty.clone(),
        Root::Session(id) => program.session_slots.get(id.index())?.ty.clone(),
        _ => return None,
    };
    for field in &place.fields {
        ty = crate::check::types::fields(program, &ty)?.get(usize::from(*field))?.ty.clone();
    }
    Some(ty)
}

/// The 其中 under which an event arrives in this step.
fn filter_of<'p>(ways: &Ways<'p>, step: &Traced) -> Option<&'p Expr> {
    let flow = ways.graph.flow();
    let of = |trigger: &'p Trigger| match trigger {
        Trigger::Event(_, filter) => filter.as_ref(),
        Trigger::Intent(_) => None,
    };
    match step.how {
        How::Begins(Some(i)) => of(flow.triggers.get(i)?),
        How::Interrupt(i) => {
            of(&flow.asks.get(ways.graph.waits(step.from)?.index())?.interrupts.get(i)?.trigger)
        }
        _ => match &ways.graph.node(step.from)?.1.stmt {
            StmtKind::Await { filter, .. } => filter.as_ref(),
            _ => None,
        },
    }
}

/// The place that a condition says is the same as this one.
fn equal_to(condition: &Expr, place: &Place) -> Option<Place> {
    match condition {
        Expr::And(all) => all.iter().find_map(|e| equal_to(e, place)),
        Expr::Compare(CompareOp::Is, a, b) => match (a.as_ref(), b.as_ref()) {
            (Expr::Read(a), Expr::Read(b)) if a == place => Some(b.clone()),
            (Expr::Read(a), Expr::Read(b)) if b == place => Some(a.clone()),
            _ => None,
        },
        _ => None,
    }
}
