//! 流程: its head, its slots, steps, corrections and migrations.

use crate::ast::{Correction, Flow, Migration, Move, SlotDecl, Step};
use crate::source::Spanned;

use super::Printer;
use super::line::{Apart, Line, Words, in_order};
use super::quote::verbatim;
use super::written::Shared;

impl Printer<'_> {
    /// 流程 F 版本 N
    pub(super) fn flow(&self, flow: &Flow) -> Line {
        let words = Words::of(self.k("flow")).word(&flow.name.node);
        let words = words.word(self.k("version")).word(flow.version.node.to_string());
        let mut parts = self.head_of(flow);
        parts.extend(flow.steps.iter().map(|step| self.step(step)));
        parts.extend(flow.corrections.iter().map(|correction| self.correction(correction)));
        parts.extend(flow.migrations.iter().map(|migration| self.migration(migration)));
        let mut parts = in_order(parts);
        set_apart(&mut parts, !flow.slots.is_empty());
        Line::new(flow.span.start, words).over(parts)
    }

    /// What stands above the steps, as a rule.
    fn head_of(&self, flow: &Flow) -> Vec<Line> {
        let mut parts = Vec::new();
        parts.extend(flow.description.iter().map(|text| {
            Line::new(text.span.start, Words::of(self.k("description")).word(verbatim(&text.node)))
        }));
        parts.extend(flow.triggers.iter().map(|trigger| self.trigger(&trigger.node)));
        parts.extend(self.names("outcomes", &flow.outcomes));
        parts.extend(self.groups(&flow.slots, Shared::Head, |slot| slot.name.span.start).map(|slots| {
            Line::head(Words::of(self.k("slots")), slots.iter().map(|slot| self.slot(slot)).collect())
        }));
        parts
    }

    fn slot(&self, slot: &SlotDecl) -> Line {
        let mut words = Words::of(format!("{}:", slot.name.node)).then(self.ty(&slot.ty));
        if let Some(default) = &slot.default {
            words = words.word("=").then(self.value(default));
        }
        let marks = [(slot.always_ask, "ask_before_filling"), (slot.input, "input"), (slot.output, "output")];
        for (_, id) in marks.iter().filter(|(mark, _)| mark.is_some()) {
            words = words.word(self.k(id));
        }
        for (path, id) in [(&slot.from, "from"), (&slot.save_to, "save_to")] {
            if let Some(path) = path {
                words = words.word(self.k(id)).word(self.path(path));
            }
        }
        Line::new(slot.name.span.start, words)
    }

    fn step(&self, step: &Step) -> Line {
        let mut words = Words::of(self.k("step")).word(&step.name.node);
        if step.uninterruptible.is_some() {
            words = words.word(self.k("uninterruptible"));
        }
        Line { apart: Apart::Always, ..Line::new(step.name.span.start, words).over(self.block(&step.block)) }
    }

    fn correction(&self, correction: &Correction) -> Line {
        let words = Words::of(self.k("on_correction")).word(&correction.slot.node);
        let words = words.word(self.k("corrected_as")).word(&correction.new.node);
        let line = Line::new(correction.slot.span.start, words).over(self.block(&correction.block));
        Line { apart: Apart::Always, ..line }
    }

    fn migration(&self, migration: &Migration) -> Line {
        let words = Words::of(self.k("migrate")).word(self.k("migrate_from")).word(self.k("version"));
        let moves = migration.moves.iter().map(|line| self.moved(line)).collect();
        let line =
            Line::new(migration.from.span.start, words.word(migration.from.node.to_string())).over(moves);
        Line { apart: Apart::Always, ..line }
    }

    fn moved(&self, line: &Spanned<Move>) -> Line {
        let step = || Words::of(self.k("step"));
        let slot = || Words::of(self.k("mig_slot"));
        let words = match &line.node {
            Move::StepRenamed(old, new) => step().word(&old.node).word(self.k("renamed")).word(&new.node),
            Move::StepRemoved(old, next) => {
                step().word(&old.node).word(self.k("removed")).word(self.k("goto")).word(&next.node)
            }
            Move::SlotRenamed(old, new) => slot().word(&old.node).word(self.k("renamed")).word(&new.node),
            Move::SlotRemoved(old) => slot().word(&old.node).word(self.k("removed")),
        };
        Line::new(line.span.start, words)
    }
}

/// The first of the parts that stand apart may follow the head of the flow closely; below slots it usually does not.
fn set_apart(parts: &mut [Line], below_slots: bool) {
    if let Some(first) = parts.iter_mut().find(|part| part.apart == Apart::Always) {
        first.apart = if below_slots { Apart::Usually } else { Apart::AsWritten };
    }
}
