//! 转到, 转人工, 取消流程, 结束.

use super::Builder;
use crate::ast;
use crate::check::privacy::Hearer;
use crate::check::scope::Scope;
use crate::check::{Checker, Kind};
use crate::diagnostic::{Code, Diagnostic, Home, Message};
use crate::program::{NodeId, OutcomeId, Step, StepId, StmtKind, TypeId, WayOut};
use crate::source::Name;
use crate::value::Type;

impl Builder<'_, '_> {
    pub(super) fn leave(&mut self, scope: &Scope<'_>, way_out: &ast::WayOut, id: NodeId) {
        if let Some(way_out) = self.way_out(scope, way_out) {
            self.put(id, StmtKind::Leave(way_out), id);
        }
    }

    /// A way out, wherever it stands.
    pub(super) fn way_out(&self, scope: &Scope<'_>, way_out: &ast::WayOut) -> Option<WayOut> {
        self.checker.way_out(scope, way_out, self.steps, self.outcomes)
    }
}

impl Checker<'_> {
    /// A way out of a flow with these steps and outcomes.
    pub(crate) fn way_out(
        &self,
        scope: &Scope<'_>,
        way_out: &ast::WayOut,
        steps: &[Step],
        outcomes: &[String],
    ) -> Option<WayOut> {
        Some(match way_out {
            ast::WayOut::Goto(name) => WayOut::Goto(self.step_named(steps, name)?),
            ast::WayOut::Handoff { team, note, priority } => {
                self.uses(Kind::Team, &team.node);
                let note = note.as_ref().map(|t| self.toward(Hearer::Shop, || self.template(scope, t)));
                let urgency = Type::Named(TypeId::PRIORITY);
                let priority = priority.as_ref().map(|e| self.value(scope, e, &urgency));
                let Some(team) = self.names.teams.get(&team.node).copied() else {
                    self.no_such("人工组", "team", team, self.names.teams.keys().map(String::as_str));
                    return None;
                };
                WayOut::Handoff { team, note, priority }
            }
            ast::WayOut::Cancel(text) => WayOut::Cancel(text.as_ref().map(|t| self.template_text(scope, t))),
            ast::WayOut::End(name) => WayOut::End(self.outcome(outcomes, name)?),
        })
    }

    /// The step called `name`.
    pub(crate) fn step_named(&self, steps: &[Step], name: &Name) -> Option<StepId> {
        let found = (0u16..).zip(steps).find(|(_, s)| s.name == name.node).map(|(i, _)| StepId(i));
        if found.is_none() {
            let message = Message::new(
                format!("没有步骤“{}”。", name.node),
                format!("There is no step \"{}\".", name.node),
            );
            let d = Diagnostic::new(Code("E0201"), name.span, message).lacks(Home::Declaration);
            self.report(self.suggest(d, &name.node, steps.iter().map(|s| s.name.as_str())));
        }
        found
    }

    fn outcome(&self, outcomes: &[String], name: &Name) -> Option<OutcomeId> {
        let own = (0u16..).zip(outcomes).skip(usize::from(OutcomeId::FIRST_OWN.0));
        let found = own.clone().find(|(_, o)| **o == name.node).map(|(i, _)| OutcomeId(i));
        if found.is_none() {
            self.no_such("结果", "outcome", name, own.map(|(_, o)| o.as_str()));
        }
        found
    }
}
