//! The arguments of a 推送: only what its 人群 proves is known there.

use super::facts::{Facts, Outcome, when};
use super::{reads, shown, unset_prefix};
use crate::check::Checker;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::program::{Place, Push, StmtKind};
use crate::source::Span;
use std::collections::BTreeSet;

/// Reports each place that a push passes on and that may be unset.
pub(crate) fn check(checker: &Checker<'_>, push: &Push, span: Span) {
    let program = checker.program;
    let Some(flow) = program.flows.get(push.enter.flow.index()) else { return };
    let proved: Facts =
        push.audience.iter().chain(&push.filter).flat_map(|e| when(e, Outcome::Holds)).collect();
    let mut found: BTreeSet<Place> = BTreeSet::new();
    let mut reads = reads::Reads {
        program,
        flow,
        texts: &[],
        found: &mut |place: &Place, facts: &Facts| found.extend(unset_prefix(program, flow, place, facts)),
    };
    reads.stmt(&StmtKind::Enter(push.enter.clone(), None), &proved);
    for place in found {
        let name = shown(program, flow, &place);
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
