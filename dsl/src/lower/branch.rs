//! 如果, 按 … 分, 试验, 等 事件.

use super::Builder;
use crate::ast::{self, Block};
use crate::check::left_over;
use crate::check::scope::Scope;
use crate::check::types::is_unknown;
use crate::check::{dotted, path_span};
use crate::diagnostic::{Code, Diagnostic, Message, listed};
use crate::program::{EventId, ExperimentId, Expr, MatchArm, NodeId, StmtKind};
use crate::source::{Name, Spanned};
use crate::value::Type;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// All arms of an experiment together, in ten-thousandths.
const WHOLE: u32 = 10_000;

impl Builder<'_, '_> {
    pub(super) fn branches(
        &mut self,
        scope: &Scope<'_>,
        branches: &[(ast::Expr, Block)],
        otherwise: Option<&Block>,
        id: NodeId,
        next: NodeId,
    ) {
        let mut at = id;
        let mut rest = branches.iter().peekable();
        while let Some((condition, block)) = rest.next() {
            let expr = self.checker.condition(scope, condition);
            let then = self.block(scope, block, next);
            let other = match rest.peek() {
                Some((following, _)) => self.reserve(following.span),
                None => otherwise.map_or(next, |b| self.block(scope, b, next)),
            };
            self.put(at, StmtKind::If { condition: expr, then, otherwise: other }, next);
            at = other;
        }
    }

    pub(super) fn arms(
        &mut self,
        scope: &Scope<'_>,
        subject: &ast::Path,
        arms: &[(Spanned<ast::Test>, Block)],
        id: NodeId,
        next: NodeId,
    ) {
        let found = self.checker.place(scope, subject);
        let mut lowered = Vec::with_capacity(arms.len());
        let mut sound = true;
        for (test, block) in arms {
            let errors = self.checker.errors();
            let test = self.checker.test(scope, test, &found.ty);
            sound &= self.checker.errors() == errors;
            let then = self.block(scope, block, next);
            lowered.push(MatchArm { test, then });
        }
        if sound {
            self.exhaustive(&found.ty, &lowered, path_span(subject));
        }
        self.put(id, StmtKind::Match { subject: Expr::Read(found.place), arms: lowered }, next);
    }

    /// Reports arms that leave a value out.
    fn exhaustive(&self, ty: &Type, arms: &[MatchArm], span: crate::source::Span) {
        if is_unknown(ty) {
            return;
        }
        let left = left_over(self.checker, ty, arms);
        if !left.is_empty() {
            let left = listed(left.iter().map(String::as_str));
            let message = Message::new(
                format!("没有写到：{}。", left.zh),
                format!("These are not covered: {}.", left.en),
            );
            let other = self.checker.spelled("other_arm", span);
            let help = Message::new(
                format!("补上这几种，或者加“{other}”。"),
                format!("Add arms for them, or an `{other}` arm."),
            );
            self.checker.report(Diagnostic::new(Code("E0205"), span, message).help(help));
        }
    }

    pub(super) fn experiment(
        &mut self,
        scope: &Scope<'_>,
        name: &Name,
        arms: &[(Name, Spanned<String>, Block)],
        id: NodeId,
        next: NodeId,
    ) {
        let mut lowered = Vec::with_capacity(arms.len());
        for (arm, share, block) in arms {
            let entry = self.block(scope, block, next);
            lowered.push((arm.node.clone(), share_of(&share.node).unwrap_or_default(), entry));
        }
        let total: u32 = lowered.iter().fold(0, |sum, (_, share, _)| sum.saturating_add(*share));
        if total != WHOLE {
            self.checker.error(
                "E0701",
                name.span,
                "各组的比例加起来要正好 100%。",
                "The shares of the arms must sum to exactly 100%.",
            );
        }
        let names = &self.checker.program.experiments;
        if let Some(index) = names.iter().position(|n| *n == name.node).and_then(|i| u16::try_from(i).ok()) {
            self.put(id, StmtKind::Experiment(ExperimentId(index), lowered), next);
        }
    }

    pub(super) fn wait(
        &mut self,
        scope: &Scope<'_>,
        (event, filter, within): (&ast::Path, Option<&ast::Expr>, &ast::Expr),
        (then, timeout): (&Block, &Block),
        id: NodeId,
        next: NodeId,
    ) {
        let found = self.checker.event_named(event);
        let inner = found.map_or_else(|| scope.with_lost_event(), |e| scope.with_arrived(e));
        let filter = filter.map(|f| self.checker.condition(&inner, f));
        let within = self.checker.duration(within);
        let then = self.block(&inner, then, next);
        let timeout = self.block(scope, timeout, next);
        if let Some(event) = found {
            self.put(id, StmtKind::Await { event, filter, within, then, timeout }, next);
        }
    }
}

/// `12.5%` in ten-thousandths.
fn share_of(written: &str) -> Option<u32> {
    let percent: Decimal = written.trim_end_matches(['%', '％']).trim().parse().ok()?;
    percent.checked_mul(Decimal::ONE_HUNDRED)?.to_u32()
}

impl crate::check::Checker<'_> {
    /// The event at a dotted path.
    pub(crate) fn event_named(&self, path: &ast::Path) -> Option<EventId> {
        let name = Name::new(dotted(path), path_span(path));
        let found = self.names.events.get(&name.node).copied();
        if found.is_none() {
            self.no_such("事件", "event", &name, self.names.events.keys().map(String::as_str));
        }
        found
    }
}
