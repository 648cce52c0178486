//! Random statements, and questions with all their options.

use super::{Draw, named, placeless};
use crate::ast::{
    Ask, Block, Call, Collect, Enter, ErrorName, Expr, ExprKind, MaxTries, NoReply, NoReplyAction, Say, Stmt,
    StmtKind, Trigger, WayOut,
};
use crate::source::Span;

impl Draw {
    /// Statements, at least one, of which the inner ones are at most `depth` deep.
    pub(super) fn block(&mut self, depth: usize) -> Block {
        self.several(3, |d| d.statement(depth))
    }

    pub(super) fn statement(&mut self, depth: usize) -> Stmt {
        let kind = match self.below(if depth == 0 { 13 } else { 21 }) {
            0 => StmtKind::Repeat,
            1 => StmtKind::Leave(self.way_out()),
            2 => StmtKind::Say(Say { text: self.text(), buttons: self.maybe(Self::buttons).map(Box::new) }),
            3 => StmtKind::Let(self.name(), self.expr()),
            4 => StmtKind::Set(self.path(), self.expr()),
            5 => StmtKind::Lookup { table: self.name(), args: self.args(), result: self.name() },
            6 => StmtKind::Card(self.card()),
            7 => StmtKind::Carousel {
                list: self.path(),
                max: self.maybe(Self::count),
                card: Box::new(self.card()),
            },
            8 => StmtKind::Image(self.image()),
            9 => StmtKind::Track(self.name(), self.args()),
            10 => StmtKind::Reask(self.name(), self.maybe(Self::template)),
            11 => StmtKind::Call(self.call(None)),
            12 => StmtKind::Enter(self.enter(), None),
            13 | 14 => StmtKind::Ask(Box::new(self.ask(depth - 1))),
            _ => self.compound(depth - 1),
        };
        Stmt { kind, span: Span::default() }
    }

    /// A statement that holds blocks.
    fn compound(&mut self, depth: usize) -> StmtKind {
        match self.below(7) {
            0 => StmtKind::Call(self.call(Some(depth))),
            1 => StmtKind::Enter(self.enter(), Some(self.block(depth))),
            2 => StmtKind::ForEach {
                item: self.name(),
                list: self.path(),
                max: self.count(),
                enter: Box::new(self.enter()),
                unfinished: self.maybe(|d| d.block(depth)),
            },
            3 => StmtKind::Await {
                event: self.dotted(),
                filter: self.maybe(Self::expr),
                within: self.value(),
                then: self.block(depth),
                timeout: self.block(depth),
            },
            4 => StmtKind::If {
                branches: self.several(3, |d| (d.expr(), d.block(depth))),
                otherwise: self.maybe(|d| d.block(depth)),
            },
            5 => StmtKind::Match {
                subject: self.path(),
                arms: self.several(3, |d| (d.test(3), d.block(depth))),
            },
            _ => StmtKind::Experiment {
                name: self.name(),
                arms: self
                    .several(3, |d| (d.name(), placeless(d.one(&["50", "33.3"]).to_owned()), d.block(depth))),
            },
        }
    }

    fn call(&mut self, depth: Option<usize>) -> Call {
        Call {
            function: self.dotted(),
            args: self.args(),
            result: self.maybe(Self::name),
            on_error: match depth {
                Some(depth) => self.several(2, |d| (d.several(2, |d| placeless(d.error())), d.block(depth))),
                None => Vec::new(),
            },
        }
    }

    fn error(&mut self) -> ErrorName {
        match self.below(4) {
            0 => ErrorName::Other,
            1 => ErrorName::Timeout,
            2 => ErrorName::System,
            _ => ErrorName::Declared(self.name().node),
        }
    }

    pub(super) fn enter(&mut self) -> Enter {
        Enter { flow: self.name(), args: self.args(), result: self.maybe(Self::name), span: Span::default() }
    }

    pub(super) fn way_out(&mut self) -> WayOut {
        match self.below(4) {
            0 => WayOut::Goto(self.name()),
            1 => WayOut::End(self.name()),
            2 => WayOut::Cancel(self.maybe(Self::template)),
            _ => WayOut::Handoff {
                team: self.name(),
                note: self.maybe(Self::template),
                priority: self.maybe(Self::priority),
            },
        }
    }

    fn priority(&mut self) -> Expr {
        let path =
            if self.chance() { self.path() } else { vec![named(self.one(&["高", "普通", "紧急"]))] };
        Expr { kind: ExprKind::Path(path), span: Span::default() }
    }

    pub(super) fn trigger(&mut self) -> Trigger {
        if self.chance() {
            Trigger::Event(self.dotted(), self.maybe(Self::expr))
        } else {
            Trigger::Intent(self.builtin(&["转人工", "退订"]))
        }
    }

    fn ask(&mut self, depth: usize) -> Ask {
        Ask {
            slot: self.name(),
            text: self.text(),
            card: self.maybe(Self::card),
            image: self.maybe(Self::image),
            buttons: self.maybe(Self::buttons),
            require: self.some(2, |d| (d.expr(), d.template())),
            no_match: self.maybe(Self::template),
            max_tries: self.maybe(Self::max_tries),
            no_reply: self.some(2, Self::no_reply),
            skippable: self.maybe(|d| placeless(d.maybe(Self::template))),
            interrupts: self.some(1, |d| (placeless(d.trigger()), d.block(depth))),
            explicit: self.mark(),
            collect: self.maybe(|d| Collect { min: d.count(), max: d.count(), done: d.template() }),
        }
    }

    pub(super) fn max_tries(&mut self) -> MaxTries {
        MaxTries { times: self.count(), leave: self.way_out(), span: Span::default() }
    }

    pub(super) fn no_reply(&mut self) -> NoReply {
        let action = match self.below(3) {
            0 => NoReplyAction::Done,
            1 => NoReplyAction::Remind(self.template()),
            _ => NoReplyAction::Leave(self.way_out()),
        };
        NoReply { after: self.value(), action, span: Span::default() }
    }
}
