//! E0301: a value that is computed where one is wanted, and may come out as 无: 第几个 of a short list, a division by zero.

use super::Ways;
use super::edges::Steps;
use super::graph::Point;
use super::reads::Guard;
use super::state::{Facts, State};
use super::summary::Summary;
use super::undecided::TRIES;
use super::unset::under;
use super::witness::really;
use crate::check::Checker;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::program::Expr;
use crate::source::Span;

/// Reports each computed value of a flow that is handed on and may not come out.
pub(super) fn check(checker: &Checker<'_>, ways: &Ways<'_>, summaries: &[Summary]) {
    let steps = Steps { graph: &ways.graph, summaries, doubts: true };
    for (point, uses) in (0u32..).map(Point).zip(&ways.graph.uses) {
        for (e, guards) in &uses.wanted {
            let lacks = |state: &State| {
                let read = steps.read(point, state);
                may_lack(&ways.graph.facts, &read, e, guards).then(|| state.clone())
            };
            let (blurred, sharp): (Vec<_>, Vec<_>) = ways.walked.of(point).partition(|(_, v)| v.blurred);
            let mut some = sharp.into_iter().chain(blurred.into_iter().take(TRIES));
            if some.any(|(id, _)| really(ways, summaries, id, &lacks).is_some())
                && let Some((_, node)) = ways.graph.node(point)
            {
                report(checker, e, node.span, test_before(checker, node.span));
            }
        }
    }
}

/// Whether an expression may come out as 无 although everything that it reads is there.
pub(super) fn may_lack(facts: &Facts<'_>, state: &State, e: &Expr, guards: &[Guard<'_>]) -> bool {
    let cases = under(facts, state, guards);
    cases.iter().filter_map(|state| facts.some(state, e)).any(|state| !facts.none(&state, e).is_empty())
}

/// The fix where statements can stand before.
fn test_before(checker: &Checker<'_>, span: Span) -> Message {
    let (bind, test) = (checker.spelled("let", span), checker.spelled("if", span));
    let has = checker.spelled("has", span);
    Message::new(
        format!("先“{bind} x = …”，判断“{test} {has} x”，再用 x。"),
        format!("Write `{bind} x = …` and `{test} {has} x` before, and use x."),
    )
}

/// Reports a computed value; `within` is the statement or the declaration in which it stands.
pub(super) fn report(checker: &Checker<'_>, e: &Expr, within: Span, help: Message) {
    let computed = checker.computed_at.borrow();
    let behind = |span: &Span| span.source == within.source && span.start >= within.start;
    let same = computed.iter().filter(|(span, computed)| behind(span) && computed == e);
    let span = same.map(|(span, _)| *span).min_by_key(|span| span.start).unwrap_or(within);
    let message =
        Message::new("走到这里时，这个值可能算不出来。", "This value may not come out when this is reached.");
    checker.report(Diagnostic::new(Code("E0301"), span, message).help(help));
}
