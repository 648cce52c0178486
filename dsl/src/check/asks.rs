//! Questions: whether the customer can get out of each, and whether each is really asked.

use super::Checker;
use crate::ast;
use crate::diagnostic::{Code, Diagnostic, Home, Message};
use crate::program::{Ask, Flow, NoReply, NoReplyAction, Program, StmtKind};
use crate::source::Span;
use crate::value::Type;

/// Checks the questions of a flow against the shop's own 没回 and 问满.
pub(crate) fn check(checker: &Checker<'_>, program: &Program, flow: &Flow, decl: &ast::Flow) {
    let leaves = |lines: &[NoReply]| lines.iter().any(|n| matches!(n.action, NoReplyAction::Leave(_)));
    let (shop_leaves, shop_tries) = (leaves(&program.global.no_reply), program.global.max_tries.is_some());
    for (ask, span) in asks(flow) {
        let ends = ask.max_tries.is_some() || shop_tries || leaves(&ask.no_reply) || shop_leaves;
        if !ends {
            no_way_out(checker, span);
        } else if ask.max_tries.is_none() && !shop_tries && free_text(flow, ask) {
            let message = Message::new(
                "随便说的话没有 问满 几次。",
                "This question takes any text and has no after_tries.",
            );
            let line = after_tries(checker, span);
            let help = Message::new(
                format!("在这里或者 全局 里写“{line}”。"),
                format!("Add `{line}` here or under global."),
            );
            checker.report(Diagnostic::new(Code("W0607"), span, message).help(help).lacks(Home::Shop));
        }
        if ends && program.global.no_reply.is_empty() && !speaks_up(&ask.no_reply) {
            silent(checker, span);
        }
    }
    prefilled(checker, flow, decl);
}

/// The line that ends a question, as the file of `span` would write it.
fn after_tries(checker: &Checker<'_>, span: Span) -> String {
    let word = |id| checker.spelled(id, span);
    let (tries, handoff) = (word("after_tries"), word("handoff"));
    if tries.is_ascii() { format!("{tries} 3 {handoff} …") } else { format!("{tries} 3 次 {handoff} …") }
}

fn no_way_out(checker: &Checker<'_>, span: Span) {
    let message = Message::new(
        "这个问题没有出路：顾客一直答不对、不回话，就停在这里了。",
        "There is no way out of this question for a customer who never answers it.",
    );
    let line = after_tries(checker, span);
    let help = Message::new(format!("加一行“{line}”。"), format!("Add `{line}`."));
    checker.report(Diagnostic::new(Code("E0601"), span, message).help(help).lacks(Home::Shop));
}

/// Reports a question that nothing follows when the customer falls silent.
fn silent(checker: &Checker<'_>, span: Span) {
    let message = Message::new(
        "顾客不回话时，这个问题既不提醒也不结束，全局 里也没有写。",
        "When the customer falls silent, this question neither reminds nor ends, and global says nothing.",
    );
    let help = Message::new(
        "在这里或者 全局 里写“没回 10 分钟 提醒 \"…\"”和“没回 2 小时 取消流程”。",
        "Add `no_reply 10 min remind \"…\"` and `no_reply 2 h cancel_flow` here or under global.",
    );
    checker.report(Diagnostic::new(Code("W0603"), span, message).help(help).lacks(Home::Shop));
}

/// Whether a line does more than close what was gathered.
fn speaks_up(lines: &[NoReply]) -> bool {
    lines.iter().any(|n| !matches!(n.action, NoReplyAction::Done))
}

/// Reports 来自 and 存到 of a 是否 that is asked: a yes that the customer did not give now is no yes.
fn prefilled(checker: &Checker<'_>, flow: &Flow, decl: &ast::Flow) {
    for (i, (slot, decl)) in (0u16..).zip(flow.slots.iter().zip(&decl.slots)) {
        let asked = flow.asks.iter().any(|a| a.slot.0 == i);
        if !asked || *slot.ty.required() != Type::Bool {
            continue;
        }
        let paths = [(&decl.from, "from"), (&decl.save_to, "save_to")];
        for (path, keyword) in paths.into_iter().filter_map(|(p, k)| Some((p.as_ref()?, k))) {
            let span = super::path_span(path);
            let word = (crate::keywords::zh(keyword), crate::keywords::en(keyword));
            let message = Message::new(
                format!("“{}”是 是否，要当面问；{} 会替顾客先答上。", slot.name, word.0),
                format!("\"{}\" is a yes or no that is asked; {} would answer it first.", slot.name, word.1),
            );
            let help = Message::new(
                format!("去掉 {}，问到以后用 记 存起来。", word.0),
                format!("Leave out {}, and store the answer with set.", word.1),
            );
            let found = Diagnostic::new(Code("E0604"), span, message);
            checker.report(match checker.option(checker.spelled(keyword, span), span) {
                Some(whole) => found.fix(help, whole, ""),
                None => found.help(help),
            });
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
