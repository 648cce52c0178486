//! How a conversation begins, and what an event brings: words, a push, what 顾客 and 会话 hold.

use super::super::Ways;
use super::super::edges::{How, Target};
use super::super::graph::Graph;
use super::super::known::{Kind, Known, Values};
use super::super::places::whole;
use super::super::unset::Unset;
use super::asked::NONSENSE;
use super::build::{Wanted, part};
use super::callers::is_among;
use super::lists::Lists;
use super::retrace::Traced;
use super::script::{Held, Line, Script};
use super::value::{self, pick, said, written};
use crate::ast::CompareOp;
use crate::diagnostic::Message;
use crate::program::{EventId, ExamplePart, Expr, IntentId, NodeId, Place, Root, SlotId, StmtKind, Trigger};
use crate::value::{Type, Value};

/// The minute of the day at which a conversation begins.
const NOON: u16 = 12 * 60;

impl<'p> Script<'_, 'p> {
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
            self.lines.push(Line::Setup(format!(
                "@{} 2026-01-01 {:02}:{:02}",
                (self.spell)("c_time"),
                minute / 60,
                minute % 60
            )));
        }
        self.lines.push(Line::Input(format!(
            "! {} {} {{{}}}",
            (self.spell)("c_event"),
            event.name,
            pairs.join(", ")
        )));
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
                        let kind = Kind::of(self.program, &ty);
                        let values = Values::of(*op, &value, kind, &self.zone)?;
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
    pub(super) fn begins(
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
            if held.get(&place).is_some_and(|given| !is_among(&known, given, facts, index)) {
                return None;
            }
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

    /// How a block of 全局 begins in which something is unset; or why that cannot be written.
    pub(super) fn block(&mut self, ways: &Ways<'p>, unset: &Unset) -> Result<(), Message> {
        let first = ways.walked.way(unset.visit).first().copied();
        let at = first.and_then(|v| ways.walked.visits.get(v as usize)).map(|v| v.at);
        let is = |entry: NodeId| at == Some(Target::Point(Graph::at(entry)));
        let global = &self.program.global;
        if let Some((intent, _)) = global.intents.iter().find(|(_, entry)| is(*entry)) {
            let words = self.example(*intent, &[]).ok_or_else(super::unwritten)?;
            self.say(&words);
            return Ok(());
        }
        if let Some((times, _)) = global.fallback.iter().find(|(_, entry)| is(*entry)) {
            (0..(*times).min(20)).for_each(|_| self.say(NONSENSE));
            return Ok(());
        }
        Err(if global.anger.is_some_and(|(_, entry)| is(entry)) {
            Message::new(
                "顾客生气了才走到这里，没有哪句话一定算生气。",
                "This is reached when a customer is angry, and no sentence certainly is.",
            )
        } else {
            Message::new("插件出错才走到这里。", "This is reached when a plugin fails.")
        })
    }

    /// A sentence of an intent that tells these values and no others.
    pub(super) fn example(&self, intent: IntentId, told: &[String]) -> Option<String> {
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

    pub(super) fn happens(
        &mut self,
        ways: &Ways<'p>,
        event: EventId,
        step: &Traced,
        held: &mut Held,
    ) -> Option<()> {
        let root = if matches!(step.how, How::Begins(_)) { Root::Event } else { Root::Arrived(event) };
        let event = self.program.events.get(event.index())?;
        let filter = filter_of(ways, step);
        let mut pairs = Vec::new();
        for (i, field) in (0u16..).zip(&event.fields) {
            let place = Place { root, fields: vec![i] };
            let wanted = filter.and_then(|f| equal_to(f, &place)).and_then(|other| value_at(&other, held));
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
        self.lines.push(Line::Input(format!("! {} {}{fields}", (self.spell)("c_event"), event.name)));
        Some(())
    }
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

/// What is held at a place, maybe as a part of a value that was made up as a whole.
fn value_at(other: &Place, held: &Held) -> Option<Value> {
    let root = || Place { root: other.root, fields: Vec::new() };
    held.get(other).cloned().or_else(|| part(held.get(&root())?, &other.fields))
}
