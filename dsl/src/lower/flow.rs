//! The body of a flow, and the hidden flow that holds the blocks of 全局.

use super::{Builder, NOWHERE, Within, slot_named};
use crate::ast::{self, GlobalPart};
use crate::check::scope::Scope;
use crate::check::{Checker, path_span};
use crate::program::{
    Correction, EventId, Flow, FlowId, Global, HIDDEN_FLOW, Migration, Move, Place, Slot, Step, StepId,
    TypeId,
};
use crate::source::{Span, Spanned};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The flow of `decl`, whose signature is known, with its body.
pub(crate) fn flow(checker: &Checker<'_>, decl: &ast::Flow, signature: &Flow) -> Flow {
    let mut flow = signature.clone();
    let events = checker.trigger_events(decl);
    flow.slots = checker.all_slots(decl, &signature.slots, &events);
    let slots = flow.slots.clone();
    let named = decl.triggers.iter().filter(|t| matches!(t.node, ast::Trigger::Event(..))).count();
    let lost_event = events.len() < named;
    let scope = Scope { slots: &slots, events, lost_event, ..Scope::default() };
    let trigger = |t: &Spanned<ast::Trigger>| checker.trigger(&t.node, |event| scope.with_event(event));
    flow.triggers = decl.triggers.iter().filter_map(trigger).collect();
    for (slot, decl) in flow.slots.iter_mut().zip(&decl.slots) {
        slot.from = decl.from.as_ref().and_then(|p| checker.source_of(&scope, p, slot));
        slot.save_to = decl.save_to.as_ref().and_then(|p| checker.source_of(&scope, p, slot));
    }
    let mut builder = Builder::new(checker, &signature.outcomes, &signature.steps);
    for ((i, step), decl) in (0u16..).zip(&mut flow.steps).zip(&decl.steps) {
        builder.step = StepId(i);
        step.entry = builder.block(&scope, &decl.block, NOWHERE);
    }
    builder.step = StepId(0);
    let mut told = Told::default();
    for correction in &decl.corrections {
        let name =
            format!("{} {}", checker.spelled("on_correction", correction.slot.span), correction.slot.node);
        told.once(checker, name, correction.slot.span);
    }
    flow.corrections = decl.corrections.iter().filter_map(|c| correction(&mut builder, &scope, c)).collect();
    builder.link_reasks();
    flow.migrations =
        decl.migrations.iter().map(|m| checker.migration(&scope, m, &signature.steps)).collect();
    (flow.nodes, flow.asks) = (builder.nodes, builder.asks);
    // A program is kept as long as it serves.
    flow.nodes.shrink_to_fit();
    flow.asks.shrink_to_fit();
    flow
}

/// What has been told to huashu, of which each may be told once; and where it was.
#[derive(Debug, Default)]
struct Told(BTreeMap<String, Span>);

impl Told {
    /// Reports what was told before.
    fn once(&mut self, checker: &Checker<'_>, name: String, span: Span) {
        match self.0.entry(name) {
            Entry::Occupied(first) => checker.declared_twice(first.key(), span, *first.get()),
            Entry::Vacant(place) => drop(place.insert(span)),
        }
    }
}

fn correction(
    builder: &mut Builder<'_, '_>,
    scope: &Scope<'_>,
    decl: &ast::Correction,
) -> Option<Correction> {
    let slot = builder.slot(scope, &decl.slot)?;
    let ty = scope.slots.get(slot.index()).map(|s| s.ty.clone())?;
    let inner = Scope { new_value: Some((&decl.new.node, &ty)), ..scope.clone() };
    let entry = builder.aside(&inner, &decl.block, decl.slot.span);
    Some(Correction { slot, entry })
}

impl Checker<'_> {
    /// The events that trigger a flow.
    fn trigger_events(&self, flow: &ast::Flow) -> Vec<EventId> {
        let event = |t: &crate::source::Spanned<ast::Trigger>| match &t.node {
            ast::Trigger::Event(path, _) => self.names.events.get(&crate::check::dotted(path)).copied(),
            ast::Trigger::Intent(_) => None,
        };
        flow.triggers.iter().filter_map(event).collect()
    }

    /// 来自 or 存到: a place of the slot's own type.
    fn source_of(&self, scope: &Scope<'_>, path: &ast::Path, slot: &Slot) -> Option<Place> {
        let found = self.place(scope, path);
        if self.fit(&found.ty, &slot.ty) != Some(crate::check::types::Fit::Same) {
            self.mismatch(&found.ty, &slot.ty, path_span(path));
            return None;
        }
        self.loses_mask(&found.ty, &slot.ty, path_span(path));
        Some(found.place)
    }

    fn migration(&self, scope: &Scope<'_>, decl: &ast::Migration, steps: &[Step]) -> Migration {
        let before = self.findings();
        let moved = |m: &crate::source::Spanned<ast::Move>| {
            Some(match &m.node {
                ast::Move::StepRenamed(old, new) | ast::Move::StepRemoved(old, new) => {
                    Move::Step(old.node.clone(), self.step_named(steps, new)?)
                }
                ast::Move::SlotRenamed(old, new) => {
                    let slot = slot_named(scope, &new.node);
                    if slot.is_none() {
                        self.undeclared_slot(scope, new);
                    }
                    Move::Slot(old.node.clone(), slot?)
                }
                ast::Move::SlotRemoved(old) => Move::SlotRemoved(old.node.clone()),
            })
        };
        let moves = decl.moves.iter().filter_map(moved).collect();
        self.recode(before, "E0802", |d| ["E0201", "E0402"].contains(&d.code.0));
        Migration { from: decl.from.node, moves }
    }
}

/// The hidden flow with the blocks of 全局, and where each begins.
pub(crate) fn hidden_flow(
    checker: &Checker<'_>,
    parts: &[&GlobalPart],
    id: FlowId,
    outcome_type: TypeId,
) -> (Flow, Global) {
    let scope = Scope::default();
    let mut builder = Builder::new(checker, &[], &[]);
    let first = builder.reserve(Span::default());
    builder.within = Within::Global;
    let mut global = Global { flow: id, ..Global::default() };
    let mut told = Told::default();
    for part in parts {
        for (name, span) in said(checker, part) {
            told.once(checker, name, span);
        }
        global_part(&mut builder, &scope, part, &mut global);
    }
    global.fallback.sort_by_key(|(attempt, _)| *attempt);
    let step =
        Step { name: HIDDEN_FLOW.to_owned(), entry: first, uninterruptible: false, span: Span::default() };
    let flow = Flow {
        name: HIDDEN_FLOW.to_owned(),
        version: 1,
        description: None,
        triggers: Vec::new(),
        outcomes: Vec::new(),
        outcome_type,
        slots: Vec::new(),
        steps: vec![step],
        nodes: builder.nodes,
        asks: Vec::new(),
        corrections: Vec::new(),
        migrations: Vec::new(),
        span: Span::default(),
    };
    (flow, global)
}

/// What each part of 全局 says, of which none may be said twice: its name and its place.
fn said(checker: &Checker<'_>, part: &GlobalPart) -> Vec<(String, Span)> {
    match part {
        GlobalPart::Intent(path, _) => vec![(crate::check::intent_name(path), path_span(path))],
        GlobalPart::Mood { mood, .. } => {
            vec![(checker.spelled("sentiment", mood.span).to_owned(), mood.span)]
        }
        GlobalPart::Fallback(attempts) => {
            let name = |n: &Spanned<u32>| format!("{} {}", checker.spelled("attempt", n.span), n.node);
            attempts.iter().map(|(n, _)| (name(n), n.span)).collect()
        }
        GlobalPart::SystemError(block) => {
            vec![(checker.spelled("on_system_error", block.span).to_owned(), block.span)]
        }
        GlobalPart::MaxTries(max) => vec![(checker.spelled("after_tries", max.span).to_owned(), max.span)],
        GlobalPart::NoReply(_) => Vec::new(),
    }
}

fn global_part(builder: &mut Builder<'_, '_>, scope: &Scope<'_>, part: &GlobalPart, global: &mut Global) {
    let checker = builder.checker;
    match part {
        GlobalPart::Intent(path, block) => {
            let entry = builder.aside(scope, block, path_span(path));
            global.intents.extend(checker.intent_named(path).map(|i| (i, entry)));
        }
        GlobalPart::Mood { mood, times, block } => {
            let entry = builder.aside(scope, block, mood.span);
            if crate::keywords::Family::Mood.chinese(&mood.node).is_none() {
                checker.no_such("情绪", "mood", mood, [crate::keywords::zh("mood_anger")].into_iter());
            }
            global.anger = Some((*times, entry));
        }
        GlobalPart::Fallback(attempts) => {
            for (attempt, block) in attempts {
                let entry = builder.aside(scope, block, attempt.span);
                global.fallback.push((attempt.node, entry));
            }
        }
        GlobalPart::SystemError(block) => {
            global.system_error = Some(builder.aside(scope, &block.node, block.span));
        }
        GlobalPart::NoReply(line) => {
            let before = checker.errors();
            let lines = checker.no_replies(scope, std::slice::from_ref(line), &[], &[]);
            if checker.errors() == before
                && let (Some(last), Some(new)) = (global.no_reply.last(), lines.first())
                && last.after >= new.after
            {
                checker.error("E0602", line.span, "没回 要按时间从短到长写。", "no_reply lines must ascend.");
            }
            global.no_reply.extend(lines);
        }
        GlobalPart::MaxTries(max) => global.max_tries = checker.max_tries(scope, max, &[], &[]),
    }
}
