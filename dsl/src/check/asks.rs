//! Questions: whether the customer can get out of each.

use super::Checker;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::program::{Ask, Flow, NoReply, NoReplyAction, Program, StmtKind};
use crate::source::Span;
use crate::value::Type;

/// Checks the questions of a flow against the shop's own 没回 and 问满.
pub(crate) fn check(checker: &Checker<'_>, program: &Program, flow: &Flow) {
    let leaves = |lines: &[NoReply]| lines.iter().any(|n| matches!(n.action, NoReplyAction::Leave(_)));
    let (shop_leaves, shop_tries) = (leaves(&program.global.no_reply), program.global.max_tries.is_some());
    for (ask, span) in asks(flow) {
        let ends = ask.max_tries.is_some() || shop_tries || leaves(&ask.no_reply) || shop_leaves;
        if !ends {
            let message = Message::new(
                "这个问题没有出路：顾客一直答不对、不回话，就停在这里了。",
                "There is no way out of this question for a customer who never answers it.",
            );
            let help = Message::new("加一行“问满 3 次 转人工 …”。", "Add `after_tries 3 handoff …`.");
            checker.report(Diagnostic::new(Code("E0601"), span, message).help(help));
        } else if ask.max_tries.is_none() && !shop_tries && free_text(flow, ask) {
            let message = Message::new(
                "随便说的话没有 问满 几次。",
                "This question takes any text and has no after_tries.",
            );
            checker.report(Diagnostic::new(Code("W0607"), span, message));
        }
    }
}

/// Each question with the place of its slot's name.
fn asks(flow: &Flow) -> impl Iterator<Item = (&Ask, Span)> {
    flow.nodes.iter().filter_map(|n| match n.stmt {
        StmtKind::Ask(id) => flow.asks.get(id.index()).map(|a| (a, n.span)),
        _ => None,
    })
}

fn free_text(flow: &Flow, ask: &Ask) -> bool {
    flow.slots.get(ask.slot.index()).is_some_and(|s| *s.ty.required() == Type::Text)
}
