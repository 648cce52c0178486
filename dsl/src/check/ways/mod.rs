//! The ways that lead through a flow, and what is known on each: which values are set, and which they may be.
//!
//! Facts about the places that a flow reads are carried along its graph as a set of states a point, each of which says of every place
//! whether it may be unset and which values it may have. A condition splits a state; states are told as one only where there are too many
//! of them, and what is found behind that is said to be not decided. The steps are those of the interpreter (`engine::step`).

mod ahead;
mod asking;
mod assign;
mod assume;
mod begins;
pub(crate) mod component;
mod computed;
mod confirm;
mod confirmed;
mod constant;
mod correct;
mod counted;
mod doubts;
mod edges;
mod explore;
mod folded;
mod graph;
mod handed;
mod known;
mod leaf;
mod left_over;
mod live;
pub(crate) mod outside;
mod places;
pub(crate) mod push;
mod range;
mod reads;
mod require;
mod returned;
mod round;
mod rows;
mod state;
mod summary;
mod trail;
mod undecided;
mod unset;
mod witness;

pub(crate) use left_over::left_over;
pub(crate) use summary::Summary;
pub(crate) use witness::Shop;

use super::Checker;
use crate::diagnostic::Diagnostic;
use crate::program::{Flow, Program, StmtKind, WayOut};
use crate::source::Span;
use edges::{How, Steps};
use explore::Walked;
use graph::Graph;

/// A flow with every way through it.
pub(crate) struct Ways<'p> {
    graph: Graph<'p>,
    walked: Walked,
}

impl<'p> Ways<'p> {
    /// Walks a flow. `entered`: another flow, a push or a team enters it.
    pub(crate) fn of(program: &'p Program, flow: &'p Flow, summaries: &[Summary], entered: bool) -> Self {
        let graph = Graph::new(program, flow);
        let first = flow.steps.first().map(|s| Graph::at(s.entry));
        let steps = Steps { graph: &graph, summaries, doubts: true };
        let beginnings = steps.begins(entered).into_iter();
        let beginnings: Vec<_> = beginnings.filter_map(|(state, how)| Some((first?, state, how))).collect();
        let walked = explore::walk(&graph, summaries, &beginnings);
        Self { graph, walked }
    }

    /// Walks the blocks of 全局.
    pub(crate) fn of_global(program: &'p Program, flow: &'p Flow, summaries: &[Summary]) -> Self {
        let graph = Graph::new(program, flow);
        let steps = Steps { graph: &graph, summaries, doubts: true };
        let global = &program.global;
        let entries = global.intents.iter().map(|(_, n)| *n);
        let entries = entries.chain(global.anger.iter().map(|(_, n)| *n)).chain(global.system_error);
        let entries = entries.chain(global.fallback.iter().map(|(_, n)| *n));
        let beginnings: Vec<_> = entries.map(|n| (Graph::at(n), steps.block(), How::Block)).collect();
        let walked = explore::walk(&graph, summaries, &beginnings);
        Self { graph, walked }
    }

    /// What the flow does to one that enters it.
    pub(crate) fn summary(&self, summaries: &[Summary]) -> Summary {
        let flow = self.graph.flow();
        let program = self.graph.facts.program;
        let entered = |n: &crate::program::Node| match &n.stmt {
            StmtKind::Enter(enter, _) | StmtKind::ForEach { enter, .. } => summaries.get(enter.flow.index()),
            _ => None,
        };
        let inner: Vec<&Summary> = flow.nodes.iter().filter_map(entered).collect();
        let writes = |n: &crate::program::Node| matches!(&n.stmt, StmtKind::Call(c) if program.functions.get(c.function.index()).is_some_and(|f| f.writes));
        let cancels = |n: &crate::program::Node| matches!(n.stmt, StmtKind::Leave(WayOut::Cancel(_)));
        let mut shared: Vec<_> = flow.slots.iter().filter_map(|s| s.save_to.clone()).collect();
        shared.extend(flow.nodes.iter().filter_map(|n| match &n.stmt {
            StmtKind::Set(place, _) if !matches!(place.root, crate::program::Root::Slot(_)) => {
                Some(place.clone())
            }
            _ => None,
        }));
        shared.extend(inner.iter().flat_map(|s| s.shared.iter().cloned()));
        shared.sort_unstable();
        shared.dedup();
        let waits = !flow.asks.is_empty() || inner.iter().any(|s| s.waits);
        Summary {
            ends: Some(explore::ends(&self.graph, &self.walked)),
            waits,
            cancels: waits || flow.nodes.iter().any(cancels) || inner.iter().any(|s| s.cancels),
            writes: flow.nodes.iter().any(writes) || inner.iter().any(|s| s.writes),
            shared,
        }
    }

    /// Reports what the ways through the flow show of its conditions, loops, writes and ends. `name`: where the flow is named.
    pub(crate) fn report(&self, checker: &Checker<'_>, summaries: &[Summary], name: Span) {
        constant::check(checker, self);
        round::check(checker, self, summaries);
        confirm::check(checker, self, summaries);
        require::check(checker, self);
        computed::check(checker, self, summaries);
        handed::check(checker, self, name);
        undecided::corrections(checker, self, name);
    }

    /// Reports what the blocks of 全局 write that they must not: they ask nothing, and so have no confirmation.
    pub(crate) fn report_blocks(&self, checker: &Checker<'_>, summaries: &[Summary]) {
        confirm::check(checker, self, summaries);
        require::check(checker, self);
        computed::check(checker, self, summaries);
    }

    /// Whether a value may be unset where it is read: what [`Ways::unset`] reports.
    pub(crate) fn lacks(&self) -> bool {
        unset::any(self)
    }

    /// Reports values that may be unset where they are read, each with the conversation that shows it.
    pub(crate) fn unset(&self, checker: &Checker<'_>, shop: &Shop<'_, 'p>) {
        unset::check(checker, self, shop);
    }
}

/// Reports teams whose 下班时 leads back to them.
pub(crate) fn closed_teams(checker: &Checker<'_>, shop: &Shop<'_, '_>, sound: &[bool]) {
    handed::closed_teams(checker, shop, sound);
}

/// Leaves out what may only follow from another finding in a flow: that a condition is constant behind a step that nothing leads to or a
/// value that may be unset, that a write lacks its confirmation where something else is wrong.
pub(crate) fn without_what_follows(found: &mut Vec<Diagnostic>) {
    let has = |all: &[Diagnostic], code: &str| all.iter().any(|d| d.code.0 == code);
    let wrong = found.iter().any(|d| d.is_error() && d.code.0 != "E0505" && d.code.0 != "E0509");
    let lost = has(found, "W0202");
    found.retain(|d| match d.code.0 {
        "W0207" => !wrong && !lost,
        "E0505" | "E0509" | "W0209" | "W0506" => !wrong,
        _ => true,
    });
}

impl Summary {
    /// What stands for a flow of which nothing is known.
    pub(crate) fn unknown() -> Self {
        Self { ends: None, waits: true, cancels: true, writes: false, shared: Vec::new() }
    }
}
