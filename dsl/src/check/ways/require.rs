//! E0509: a call whose arguments break the 要求 of its signature on every way.

use super::Ways;
use super::graph::Graph;
use crate::check::Checker;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::lower::substitute::expr_with;
use crate::program::{Expr, NodeId, Program, Root, StmtKind};

/// Reports each call that is refused whatever way leads to it.
pub(super) fn check(checker: &Checker<'_>, ways: &Ways<'_>) {
    let program = ways.graph.facts.program;
    for (at, node) in (0..).map(NodeId).zip(&ways.graph.flow().nodes) {
        let StmtKind::Call(call) = &node.stmt else { continue };
        let Some(function) = program.functions.get(call.function.index()) else { continue };
        let Some(require) = &function.require else { continue };
        let condition = with_settings(program, &expr_with(require, &call.args));
        let mut visits = ways.walked.of(Graph::at(at)).peekable();
        let reached = visits.peek().is_some();
        if reached && !visits.any(|(_, v)| !ways.graph.facts.holds(&v.state, &condition).is_empty()) {
            let name = function.full_name();
            let message = Message::new(
                format!("{name} 的 要求 在这里一定不成立，这次调用总是被拒绝。"),
                format!("What `{name}` requires never holds here: this call is always refused."),
            );
            let help = Message::new(
                "改参数，或者调用之前先判断。",
                "Change the arguments, or test before the call.",
            );
            let label = Message::new("要求 写在这个函数下面", "it is required below this function");
            checker.report(
                Diagnostic::new(Code("E0509"), node.span, message).help(help).label(function.span, label),
            );
        }
    }
}

/// A condition with the settings of the shop as constants.
fn with_settings(program: &Program, e: &Expr) -> Expr {
    let one = |e: &Expr| Box::new(with_settings(program, e));
    let all = |es: &[Expr]| es.iter().map(|e| with_settings(program, e)).collect();
    match e {
        Expr::Read(place) => match place.root {
            Root::Shop(id) if place.fields.is_empty() => {
                program.settings.get(id.index()).map_or_else(|| e.clone(), |s| Expr::Const(s.value.clone()))
            }
            _ => e.clone(),
        },
        Expr::Not(inner) => Expr::Not(one(inner)),
        Expr::And(es) => Expr::And(all(es)),
        Expr::Or(es) => Expr::Or(all(es)),
        Expr::Compare(op, a, b) => Expr::Compare(*op, one(a), one(b)),
        Expr::In(a, b) => Expr::In(one(a), one(b)),
        other => other.clone(),
    }
}
