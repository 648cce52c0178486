//! W0208: what was not decided, because too many ways lead through a flow. It keeps nothing from running.

use super::Ways;
use super::unset::{Unset, named, read_at, tested};
use crate::check::Checker;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::source::Span;

/// How many ways behind states that were told as one are looked at exactly, for each finding.
pub(super) const TRIES: usize = 6;

/// Whether a value is always set where it is read.
pub(super) fn value(checker: &Checker<'_>, ways: &Ways<'_>, unset: &Unset) {
    let flow = ways.graph.flow();
    let Some((_, node)) = ways.graph.node(unset.point) else { return };
    let span = read_at(checker, flow, node, unset);
    let name = named(checker, flow, &unset.part, span);
    let message = Message::new(
        format!("走到这里的路太多，没有算清“{name}”是不是都有值。"),
        format!("Too many ways lead here to decide whether \"{name}\" is always set."),
    );
    let test = tested(checker, &name, span);
    let help = Message::new(
        format!("先判断“{test}”；或者把流程拆成几个，用 进入 连起来。"),
        format!("Test `{test}` before; or split the flow, and enter its parts."),
    );
    checker.report(Diagnostic::new(Code("W0208"), span, message).help(help));
}

/// What follows where the customer takes an answer back, if that was not followed everywhere. `name`: where the flow is named.
pub(super) fn corrections(checker: &Checker<'_>, ways: &Ways<'_>, name: Span) {
    if ways.graph.doubts.is_empty() || ways.walked.corrected && ways.graph.is_whole {
        return;
    }
    let message = Message::new(
        "这个流程里的路太多，顾客改口以后会怎样没有算清。",
        "Too many ways lead through this flow: what follows a correction was not decided.",
    );
    checker.report(Diagnostic::new(Code("W0208"), name, message).help(split()));
}

/// Whether the flow goes round without waiting for the customer.
pub(super) fn round(checker: &Checker<'_>, at: Span) {
    let message = Message::new(
        "走到这里的路太多，没有算清会不会一直转圈，不等顾客。",
        "Too many ways lead here to decide whether the flow goes round without waiting for the customer.",
    );
    let help = Message::new(
        "让这一圈里有一句 问 或 等；或者把流程拆成几个，用 进入 连起来。",
        "Let the round ask or wait; or split the flow, and enter its parts.",
    );
    checker.report(Diagnostic::new(Code("W0208"), at, message).help(help));
}

/// Whether a write is always confirmed.
pub(super) fn confirmation(checker: &Checker<'_>, at: Span) {
    let message = Message::new(
        "走到这里的路太多，没有算清是不是每一条都请顾客确认过。",
        "Too many ways lead here to decide whether each of them has the customer's confirmation.",
    );
    let help = Message::new(
        "就在这一句前面问：一个 是否，写上 要明说；或者把流程拆成几个，用 进入 连起来。",
        "Ask right before this, a yes/no question with `explicit`; or split the flow, and enter its parts.",
    );
    checker.report(Diagnostic::new(Code("W0208"), at, message).help(help));
}

/// Whether a write is done again.
pub(super) fn again(checker: &Checker<'_>, at: Span) {
    let message = Message::new(
        "走到这里的路太多，没有算清这一句写入会不会再做一次。",
        "Too many ways lead here to decide whether this write is done again.",
    );
    checker.report(Diagnostic::new(Code("W0208"), at, message).help(split()));
}

fn split() -> Message {
    Message::new("把流程拆成几个，用 进入 连起来。", "Split the flow, and enter its parts.")
}
