//! 流程: its head, its slots, steps, corrections and migrations.

use crate::ast::{Correction, Flow, Migration, Move, SlotDecl, Step};
use crate::layout::Line;
use crate::source::{Name, Spanned};

use super::Reader;
use super::grammar::{Node, Rule};
use super::name;

/// What may stand below 流程.
const FLOW: &[Rule] = &[
    Rule::k_description,
    Rule::k_trigger,
    Rule::k_outcomes,
    Rule::k_slots,
    Rule::k_step,
    Rule::k_on_correction,
    Rule::k_migrate,
];

impl Reader {
    /// 流程 F 版本 N
    pub(super) fn flow(&mut self, line: &Line) -> Option<Flow> {
        let node = self.form(line, Rule::flow_line);
        let mut flow = Flow {
            name: Name::new(String::new(), line.span),
            version: Spanned::new(1, line.span),
            description: None,
            triggers: Vec::new(),
            outcomes: Vec::new(),
            slots: Vec::new(),
            steps: Vec::new(),
            corrections: Vec::new(),
            migrations: Vec::new(),
            span: line.span,
        };
        for part in self.block(line) {
            if let Some(head) = self.head(part, FLOW) {
                self.flow_part(part, head, &mut flow);
            }
        }
        let node = node?;
        flow.name = name::first(&node)?;
        flow.version = self.whole(&node.find(Rule::whole)?)?;
        Some(flow)
    }

    fn flow_part(&mut self, line: &Line, head: Rule, flow: &mut Flow) {
        match head {
            Rule::k_description => {
                let text = self.leaf(line, Rule::description_line).and_then(|n| n.find(Rule::text));
                let text = text.map(|t| self.verbatim(&t));
                self.once(&mut flow.description, text, line.span);
            }
            Rule::k_trigger => {
                flow.triggers.extend(self.leaf(line, Rule::trigger_line).and_then(|n| self.signal(&n)));
            }
            Rule::k_outcomes => {
                flow.outcomes.extend(self.leaf(line, Rule::outcomes_line).iter().flat_map(name::names));
            }
            Rule::k_slots => flow.slots.extend(self.slots(line)),
            Rule::k_step => flow.steps.extend(self.step(line)),
            Rule::k_on_correction => flow.corrections.extend(self.correction(line)),
            _ => flow.migrations.extend(self.migration(line)),
        }
    }

    fn slots(&mut self, line: &Line) -> Vec<SlotDecl> {
        self.form(line, Rule::slots_line);
        let lines = self.block(line);
        let mut slots = Vec::with_capacity(lines.len());
        for slot in lines {
            let Some(node) = self.leaf(slot, Rule::slot_line) else { continue };
            slots.extend(self.slot(&node));
        }
        slots
    }

    fn slot(&mut self, node: &Node<'_>) -> Option<SlotDecl> {
        let mut slot = SlotDecl {
            name: name::first(node)?,
            ty: self.ty_in(node)?,
            default: self.expr_in(node, Rule::value),
            input: None,
            output: None,
            from: None,
            save_to: None,
            always_ask: None,
        };
        for mark in node.all(Rule::slot_mark) {
            let span = mark.span();
            let form = mark.children().next()?;
            match form.rule() {
                Rule::k_input => self.once(&mut slot.input, Some(span), span),
                Rule::k_output => self.once(&mut slot.output, Some(span), span),
                Rule::k_ask_before_filling => self.once(&mut slot.always_ask, Some(span), span),
                Rule::slot_from => self.once(&mut slot.from, path_in(&form), span),
                _ => self.once(&mut slot.save_to, path_in(&form), span),
            }
        }
        Some(slot)
    }

    fn step(&mut self, line: &Line) -> Option<Step> {
        let node = self.form(line, Rule::step_line);
        let block = self.statements_below(line);
        let node = node?;
        Some(Step { name: name::first(&node)?, uninterruptible: node.place(Rule::k_uninterruptible), block })
    }

    fn correction(&mut self, line: &Line) -> Option<Correction> {
        let node = self.form(line, Rule::correction_line);
        let block = self.statements_below(line);
        let mut names = name::names(&node?).into_iter();
        Some(Correction { slot: names.next()?, new: names.next()?, block })
    }

    fn migration(&mut self, line: &Line) -> Option<Migration> {
        let node = self.form(line, Rule::migrate_line);
        let mut moves = Vec::new();
        for part in self.block(line) {
            let found = match self.head(part, &[Rule::k_step, Rule::k_mig_slot]) {
                Some(Rule::k_step) => self.leaf(part, Rule::move_step_line).and_then(|n| step_move(&n)),
                Some(_) => self.leaf(part, Rule::move_slot_line).and_then(|n| slot_move(&n)),
                None => None,
            };
            moves.extend(found.map(|found| Spanned::new(found, part.span)));
        }
        Some(Migration { from: self.whole(&node?.find(Rule::whole)?)?, moves })
    }
}

/// The path to a value below `node`.
pub(super) fn path_in(node: &Node<'_>) -> Option<crate::ast::Path> {
    node.find(Rule::path).map(|path| name::path(&path))
}

fn step_move(node: &Node<'_>) -> Option<Move> {
    let mut names = name::names(node).into_iter();
    let step = names.next()?;
    Some(match node.find(Rule::goto) {
        Some(goto) => Move::StepRemoved(step, name::first(&goto)?),
        None => Move::StepRenamed(step, names.next()?),
    })
}

fn slot_move(node: &Node<'_>) -> Option<Move> {
    let mut names = name::names(node).into_iter();
    let slot = names.next()?;
    Some(match names.next() {
        Some(new) => Move::SlotRenamed(slot, new),
        None => Move::SlotRemoved(slot),
    })
}
