//! Flows whose bodies were read: what is said of each alone, and what of all together.

use super::bubbles::Said;
use super::names::Names;
use super::{
    Checker, Gathered, Use, asks, bubbles, channels, results, routing, settings, translations, unset, unused,
};
use crate::ast;
use crate::diagnostic::Diagnostic;
use crate::program::{Flow, Program};
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
}

impl<'a> Shop<'a> {
    /// A checker that goes on from what was gathered; it reads no bodies.
    pub(crate) fn checker(self, gathered: Gathered) -> Checker<'a> {
        let checker = Checker { sources: Some(self.sources), ..Checker::new(self.program, self.names) };
        checker.gather(gathered);
        checker
    }

    /// Examines the flow of `decl`; with what was found of its signature, and gathered from its body.
    pub(crate) fn examined(self, decl: &ast::Flow, mut found: Vec<Diagnostic>, body: Gathered) -> Examined {
        let flow = self.names.flows.get(&decl.name.node).and_then(|id| self.program.flows.get(id.index()));
        let sound = !body.has_errors();
        let checker = self.checker(body);
        settings::check(&checker, self.settings);
        // A flow with a mistake in it has gaps in its graph; what follows from those is not reported.
        if let Some(flow) = flow.filter(|_| sound) {
            examine(&checker, self.program, flow, decl);
            bubbles::check(&checker, flow, self.said);
        }
        let (used, mut of_body) = checker.gathered().told();
        found.append(&mut of_body);
        Examined { found, unused: flow.map(unused::slots).unwrap_or_default(), used }
    }

    /// What is said of all flows together, each time anew.
    pub(crate) fn across(self) -> Vec<Diagnostic> {
        let checker = self.checker(Gathered::default());
        let blocks = self.program.flows.get(self.program.global.flow.index());
        blocks.into_iter().for_each(|flow| bubbles::check(&checker, flow, self.said));
        routing::recursion(&checker, self.program);
        channels::pushed(&checker, self.program);
        checker.take()
    }
}

/// Reports what is wrong with where a flow leads, what it asks and what it reads.
fn examine(checker: &Checker<'_>, program: &Program, flow: &Flow, decl: &ast::Flow) {
    let reads = 0..checker.read_at.borrow().len();
    asks::check(checker, program, flow, decl);
    results::check(checker, flow, reads);
    translations::check(checker, decl);
    channels::check(checker, program, flow, decl);
    routing::check(checker, flow, decl);
    unset::check(checker, program, flow);
}
