//! The arguments of a 推送: only what its 人群 proves is known there.

use super::places::Places;
use super::state::Facts;
use super::unset::shown;
use super::{begins, reads};
use crate::check::Checker;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::program::{Expr, Place, Push};
use crate::source::Span;
use std::collections::BTreeSet;

/// Reports each place that a push passes on and that may be unset.
pub(crate) fn check(checker: &Checker<'_>, push: &Push, span: Span) {
    let program = checker.program;
    let Some(flow) = program.flows.get(push.enter.flow.index()) else { return };
    let conditions: Vec<&Expr> = push.audience.iter().chain(&push.filter).collect();
    let mut uses = reads::of_enter(program, flow, &push.enter);
    uses.tests.extend(&conditions);
    let uses = [uses];
    let facts = Facts::new(program, flow, Places::of(program, flow, &uses));
    let mut cases = vec![begins::outside(&facts)];
    for condition in conditions {
        cases = cases.iter().flat_map(|s| facts.holds(s, condition)).collect();
    }
    let reads = uses.iter().flat_map(|u| &u.reads);
    for (e, guards) in uses.iter().flat_map(|u| &u.wanted) {
        if cases.iter().any(|state| super::computed::may_lack(&facts, state, e, guards)) {
            let help = Message::new(
                "在 人群 里先判断它要用的都有；或者进入流程以后再算。",
                "Let audience prove what it needs, or compute it in the flow.",
            );
            super::computed::report(checker, e, span, help);
        }
    }
    let unset = |place: &Place| cases.iter().find_map(|s| facts.unset_part(s, place));
    let found: BTreeSet<&Place> =
        reads.filter_map(|r| facts.places.get(unset(r.place)?).map(|t| &t.place)).collect();
    for place in found {
        let name = shown(checker, flow, place, span);
        let message = Message::new(
            format!("推送“{}”时，“{name}”可能还没有值。", push.name),
            format!("\"{name}\" may be unset when \"{}\" is sent.", push.name),
        );
        let help = Message::new(
            format!("在 人群 里加上“并且 有 {name}”。"),
            format!("Add `and has {name}` to audience."),
        );
        checker.report(Diagnostic::new(Code("E0301"), span, message).help(help));
    }
}
