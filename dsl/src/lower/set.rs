//! 算, 记, 重问.

use super::{Builder, slot_named};
use crate::ast;
use crate::check::path_span;
use crate::check::scope::Scope;
use crate::program::{NodeId, Root, SlotOrigin, StmtKind};
use crate::source::{Name, Span};

impl Builder<'_, '_> {
    pub(super) fn compute(
        &mut self,
        scope: &Scope<'_>,
        name: &Name,
        e: &ast::Expr,
        id: NodeId,
        next: NodeId,
    ) {
        let typed = self.checker.expr(scope, e, None);
        if let Some(slot) = slot_named(scope, &name.node) {
            self.put(id, StmtKind::Let(slot, typed.expr), next);
        }
    }

    pub(super) fn set(
        &mut self,
        scope: &Scope<'_>,
        path: &ast::Path,
        e: &ast::Expr,
        id: NodeId,
        next: NodeId,
    ) {
        let checker = self.checker;
        if let ([name], None) = (path.as_slice(), checker.find_place(scope, path)) {
            checker.undeclared_slot(scope, name);
            return;
        }
        let found = checker.place(scope, path);
        let slot = match found.place.root {
            Root::Slot(slot) => scope.slots.get(slot.index()),
            _ => None,
        };
        let whole = found.place.fields.is_empty();
        let settable = match found.place.root {
            Root::Customer(_) | Root::Session(_) => whole,
            Root::Slot(_) => whole && slot.is_some_and(|s| s.origin == SlotOrigin::Declared),
            _ => crate::check::types::is_unknown(&found.ty),
        };
        if !settable {
            checker.error(
                "E0402",
                path_span(path),
                "只能记到 信息 里声明的、顾客.X 或 会话.X。",
                "Only a declared slot, customer.X or session.X can be set.",
            );
        }
        let typed = checker.expr(scope, e, Some(&found.ty));
        checker.loses_mask(&typed.ty, &found.ty, e.span);
        let expr = checker.fitted(typed, &found.ty, e.span);
        self.put(id, StmtKind::Set(found.place, expr), next);
    }

    pub(super) fn reask(&mut self, scope: &Scope<'_>, name: &Name, text: Option<&ast::Template>, id: NodeId) {
        let Some(slot) = self.slot(scope, name) else { return };
        let text = text.map(|t| self.checker.template_text(scope, t));
        self.reasks.push((id, slot, name.span));
        self.put(id, StmtKind::Reask(slot, id, text), id);
    }

    /// Points every 重问 at the question it goes back to: the last one above it, else the first.
    pub(super) fn link_reasks(&mut self) {
        for (id, slot, span) in std::mem::take(&mut self.reasks) {
            let questions = (0..=u16::MAX).map(NodeId).zip(&self.nodes).filter(|(_, n)| asks(n, slot));
            let questions: Vec<(NodeId, Span)> = questions.map(|(id, n)| (id, n.span)).collect();
            let above = questions.iter().rfind(|(_, place)| *place <= span);
            let Some(&(ask, _)) = above.or_else(|| questions.first()) else {
                self.checker.error(
                    "E0402",
                    span,
                    "这个流程里没有问过它。",
                    "This flow has no question for it.",
                );
                continue;
            };
            if let Some(node) = self.nodes.get_mut(id.index())
                && let StmtKind::Reask(_, target, _) = &mut node.stmt
            {
                *target = ask;
                node.next = ask;
            }
        }
    }
}

/// Whether the node is a question for `slot`.
fn asks(node: &crate::program::Node, slot: crate::program::SlotId) -> bool {
    matches!(node.stmt, StmtKind::Ask(_)) && node.writes == Some(slot)
}
