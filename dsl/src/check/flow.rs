//! Flows whose bodies were read: what is said of each, and what of all together.
//!
//! What is said of a flow depends on its own text, on what the shop declares, on whether something enters it, and on the [`Summary`] of
//! each flow that it enters. So flows are taken in an order in which those come first, and a flow needs to be looked at again only if one
//! of these changed. A value that may be unset is reported last: the conversation that shows it may lead through any flow.

use super::bubbles::Said;
use super::names::Names;
use super::ways::component::components;
use super::ways::{self, Summary, Ways, closed_teams};
use super::{
    Checker, Gathered, Use, asks, bubbles, channels, results, routing, settings, translations, unused,
};
use crate::ast;
use crate::diagnostic::Diagnostic;
use crate::program::{Flow, FlowId, Program, StmtKind};
use crate::source::{Sources, Span};
use std::collections::{BTreeMap, BTreeSet};

/// A shop whose bodies have been read.
#[derive(Clone, Copy)]
pub(crate) struct Shop<'a> {
    /// Everything that was read.
    pub(crate) program: &'a Program,
    /// Where each name stands in it.
    pub(crate) names: &'a Names,
    /// The files.
    pub(crate) sources: &'a Sources,
    /// Where each setting is declared.
    pub(crate) settings: &'a BTreeMap<String, Span>,
    /// How much each flow says in a row.
    pub(crate) said: &'a Said,
}

/// What is known of a flow after it was read and examined.
pub(crate) struct Examined {
    /// What was found in it.
    pub(crate) found: Vec<Diagnostic>,
    /// Its slots that nothing uses: said only where nothing is an error, because what is wrong may have been the use.
    pub(crate) unused: Vec<Diagnostic>,
    /// The names that it uses.
    pub(crate) used: BTreeSet<Use>,
    /// What it does to one that enters it; nothing is known of one with a mistake.
    pub(crate) summary: Summary,
    /// It has no mistake.
    pub(crate) sound: bool,
}

impl Examined {
    /// Whether something in it is shown by a conversation, which may lead through other flows.
    pub(crate) fn is_shown_elsewhere(&self) -> bool {
        self.found.iter().any(|d| d.code == super::UNPROVED)
    }
}

/// A flow that was examined, but for values that may be unset.
pub(crate) struct Nearly<'a> {
    checker: Checker<'a>,
    of_signature: Vec<Diagnostic>,
    flow: Option<&'a Flow>,
    /// The ways through it, where a value may be unset.
    unset: Option<Ways<'a>>,
    pub(crate) summary: Summary,
    sound: bool,
}

impl<'a> Nearly<'a> {
    /// Reports what may be unset, when every flow has its summary.
    pub(crate) fn finished(self, shop: &ways::Shop<'_, 'a>) -> Examined {
        let Self { checker, of_signature: mut found, flow, unset, summary, sound } = self;
        if let Some(ways) = unset {
            ways.unset(&checker, shop);
        }
        let (used, mut of_body) = checker.gathered().told();
        found.append(&mut of_body);
        ways::without_what_follows(&mut found);
        Examined { found, unused: flow.map(unused::slots).unwrap_or_default(), used, summary, sound }
    }
}

impl<'a> Shop<'a> {
    /// A checker that goes on from what was gathered; it reads no bodies.
    pub(crate) fn checker(self, gathered: Gathered) -> Checker<'a> {
        let checker = Checker { sources: Some(self.sources), ..Checker::new(self.program, self.names) };
        checker.gather(gathered);
        checker
    }

    /// Examines the flow of `decl`; with what was found of its signature, and gathered from its body. `summaries` has those of the flows
    /// that it enters.
    pub(crate) fn examined(
        self,
        decl: &ast::Flow,
        of_signature: Vec<Diagnostic>,
        body: Gathered,
        summaries: &[Summary],
        entered: bool,
    ) -> Nearly<'a> {
        let flow = self.names.flows.get(&decl.name.node).and_then(|id| self.program.flows.get(id.index()));
        let sound = !body.has_errors();
        let checker = self.checker(body);
        settings::check(&checker, self.settings);
        let mut nearly =
            Nearly { checker, of_signature, flow, unset: None, summary: Summary::unknown(), sound };
        // A flow with a mistake in it has gaps in its graph; what follows from those is not reported.
        if let Some(flow) = flow.filter(|_| sound) {
            let checker = &nearly.checker;
            let reads = 0..checker.read_at.borrow().len();
            asks::check(checker, self.program, flow, decl);
            results::check(checker, flow, reads);
            translations::check(checker, decl);
            channels::check(checker, self.program, flow, decl);
            routing::check(checker, flow, decl);
            bubbles::check(checker, flow, self.said);
            let ways = Ways::of(self.program, flow, summaries, entered);
            ways.report(checker, summaries, decl.name.span);
            nearly.summary = ways.summary(summaries);
            nearly.unset = ways.lacks().then_some(ways);
        }
        nearly
    }

    /// What is said of all flows together, each time anew.
    pub(crate) fn across(self, flows: &[Examined]) -> Vec<Diagnostic> {
        let checker = self.checker(Gathered::default());
        let blocks = self.program.flows.get(self.program.global.flow.index());
        blocks.into_iter().for_each(|flow| bubbles::check(&checker, flow, self.said));
        routing::recursion(&checker, self.program);
        channels::pushed(&checker, self.program);
        let mut summaries: Vec<Summary> = flows.iter().map(|f| f.summary.clone()).collect();
        summaries.resize_with(self.program.flows.len(), Summary::unknown);
        let sound: Vec<bool> = flows.iter().map(|f| f.sound).collect();
        let shop = ways::Shop::new(self.program, &summaries);
        closed_teams(&checker, &shop, &sound);
        if let Some(blocks) = self.program.flows.get(self.program.global.flow.index()) {
            let blocks = Ways::of_global(self.program, blocks, &summaries);
            blocks.report_blocks(&checker, &summaries);
            blocks.unset(&checker, &shop);
        }
        checker.take()
    }
}

/// The flows, each behind those that it enters. In a ring of flows that enter each other the order does not matter: what is not yet known
/// of one is taken as not known.
pub(crate) fn inner_first(program: &Program) -> Vec<FlowId> {
    let next: Vec<Vec<u32>> =
        program.flows.iter().map(|f| entered_by(f).map(|id| u32::from(id.0)).collect()).collect();
    let parts = components(&next);
    let mut order: Vec<FlowId> = (0..).map(FlowId).zip(&program.flows).map(|(id, _)| id).collect();
    order.sort_by_key(|id| parts.get(id.index()).map(|c| c.number));
    order
}

/// The flows that a flow enters, in the order of its statements.
pub(crate) fn entered_by(flow: &Flow) -> impl Iterator<Item = FlowId> {
    flow.nodes.iter().filter_map(|n| match &n.stmt {
        StmtKind::Enter(enter, _) | StmtKind::ForEach { enter, .. } => Some(enter.flow),
        _ => None,
    })
}

/// For each flow, whether another one, a push or a team enters it.
pub(crate) fn entered(program: &Program) -> Vec<bool> {
    let mut found = vec![false; program.flows.len()];
    let flows = program.flows.iter().flat_map(entered_by);
    let pushes = program.pushes.iter().map(|p| p.enter.flow);
    let teams = program.teams.iter().filter_map(|t| t.when_closed.as_ref()).map(|e| e.flow);
    for id in flows.chain(pushes).chain(teams) {
        if let Some(found) = found.get_mut(id.index()) {
            *found = true;
        }
    }
    found
}
