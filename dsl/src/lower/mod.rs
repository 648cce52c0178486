//! Lays the blocks of a flow out as a graph of statements.

mod ask;
mod branch;
mod call;
pub(crate) mod derived;
mod flow;
mod leave;
mod push;
mod reads;
mod say;
mod set;
pub(crate) mod substitute;
mod twice;

pub(crate) use flow::{flow, hidden_flow};
pub(crate) use reads::each_place;

use crate::ast::{self, Block, Stmt};
use crate::check::Checker;
use crate::check::scope::Scope;
use crate::program::{Ask, AskId, Node, NodeId, SlotId, Step, StepId, StmtKind};
use crate::source::{Name, Span};

/// What follows a statement that falls off the end of a step; the routing checks report it where it is reached.
pub(crate) const NOWHERE: NodeId = NodeId(u16::MAX);

/// What a block belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    /// A flow, which has slots to ask for.
    Flow,
    /// 全局, which has none.
    Global,
}

/// A graph under construction: that of one flow.
pub(crate) struct Builder<'c, 'a> {
    checker: &'c Checker<'a>,
    outcomes: &'c [String],
    steps: &'c [Step],
    step: StepId,
    nodes: Vec<Node>,
    asks: Vec<Ask>,
    /// 重问 statements, whose question may come later.
    reasks: Vec<(NodeId, SlotId, Span)>,
    /// What the statements belong to.
    within: Within,
    /// Whether it was said that there are more statements than ids.
    overfull: bool,
}

impl<'c, 'a> Builder<'c, 'a> {
    fn new(checker: &'c Checker<'a>, outcomes: &'c [String], steps: &'c [Step]) -> Self {
        Self {
            checker,
            outcomes,
            steps,
            step: StepId(0),
            nodes: Vec::new(),
            asks: Vec::new(),
            reasks: Vec::new(),
            within: Within::Flow,
            overfull: false,
        }
    }

    /// Lays a block out; `join` is what follows it. Gives its first node.
    fn block(&mut self, scope: &Scope<'_>, block: &Block, join: NodeId) -> NodeId {
        let ids: Vec<NodeId> = block.iter().map(|s| self.reserve(s.span)).collect();
        for (i, (stmt, id)) in block.iter().zip(&ids).enumerate() {
            let next = ids.get(i + 1).copied().unwrap_or(join);
            self.stmt(scope, stmt, *id, next);
        }
        ids.first().copied().unwrap_or(join)
    }

    /// Lays out a block that goes back to what was asked.
    fn aside(&mut self, scope: &Scope<'_>, block: &Block, span: Span) -> NodeId {
        let back = self.reserve(span);
        self.block(scope, block, back)
    }

    fn stmt(&mut self, scope: &Scope<'_>, stmt: &Stmt, id: NodeId, next: NodeId) {
        use ast::StmtKind as S;
        match &stmt.kind {
            S::Say(say) => self.say(scope, say, id, next),
            S::Ask(ask) => self.ask(scope, ask, id, next),
            S::Call(call) => self.call(scope, call, id, next),
            S::Enter(enter, unfinished) => self.enter(scope, enter, unfinished.as_ref(), id, next),
            S::ForEach { item, list, max, enter, unfinished } => {
                self.for_each(scope, (item, list, max), enter, unfinished.as_ref(), id, next);
            }
            S::Await { event, filter, within, then, timeout } => {
                self.wait(scope, (event, filter.as_ref(), within), (then, timeout), id, next);
            }
            S::If { branches, otherwise } => self.branches(scope, branches, otherwise.as_ref(), id, next),
            S::Match { subject, arms } => self.arms(scope, subject, arms, id, next),
            S::Experiment { name, arms } => self.experiment(scope, name, arms, id, next),
            S::Let(name, e) => self.compute(scope, name, e, id, next),
            S::Set(path, e) => self.set(scope, path, e, id, next),
            S::Lookup { table, args, result } => self.lookup(scope, table, args, result, id, next),
            S::Card(card) => {
                let card = self.checker.card(scope, card);
                self.put(id, StmtKind::Card(card), next);
            }
            S::Carousel { list, max, card } => self.carousel(scope, list, max.as_ref(), card, id, next),
            S::Image(image) => {
                let image = self.checker.image(scope, image);
                self.put(id, StmtKind::Image(image), next);
            }
            S::Track(name, args) => self.track(scope, name, args, id, next),
            S::Repeat => self.put(id, StmtKind::Repeat, next),
            S::Reask(slot, text) => self.reask(scope, slot, text.as_ref(), id),
            S::Leave(way_out) => self.leave(scope, way_out, id),
        }
    }

    /// A place in the graph for a statement.
    fn reserve(&mut self, span: Span) -> NodeId {
        let id = NodeId(u16::try_from(self.nodes.len()).unwrap_or(u16::MAX));
        if id == NOWHERE {
            self.too_many(span);
            return id;
        }
        let node =
            Node { stmt: StmtKind::Back, next: id, step: self.step, reads: Vec::new(), writes: None, span };
        self.nodes.push(node);
        id
    }

    fn too_many(&mut self, span: Span) {
        if std::mem::replace(&mut self.overfull, true) {
            return;
        }
        self.checker.error(
            "E0412",
            span,
            "一个流程写得太长，请拆成几个流程。",
            "This flow has too many statements; split it into several flows.",
        );
    }

    /// Fills a place.
    fn put(&mut self, id: NodeId, stmt: StmtKind, next: NodeId) {
        let (reads, writes) = reads::of(&stmt, &self.asks, &self.checker.texts.borrow());
        if let Some(node) = self.nodes.get_mut(id.index()) {
            node.stmt = stmt;
            node.next = next;
            node.reads = reads;
            node.writes = writes;
        }
    }

    /// The slot called `name`, which must be there.
    fn slot(&self, scope: &Scope<'_>, name: &Name) -> Option<SlotId> {
        let found = slot_named(scope, &name.node);
        if found.is_none() {
            self.checker.undeclared_slot(scope, name);
        }
        found
    }

    fn add_ask(&mut self, ask: Ask, span: Span) -> AskId {
        let id = AskId(u16::try_from(self.asks.len()).unwrap_or(u16::MAX));
        if id.0 == u16::MAX {
            self.too_many(span);
        }
        self.asks.push(ask);
        id
    }
}

/// The slot called `name`.
fn slot_named(scope: &Scope<'_>, name: &str) -> Option<SlotId> {
    (0u16..).zip(scope.slots).find(|(_, s)| s.name == name).map(|(i, _)| SlotId(i))
}
