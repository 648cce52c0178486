//! Values that are made and never looked at: results of calls, and what 算 computes.

use super::Checker;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::program::{Flow, Root, SlotId, SlotOrigin, StmtKind};
use crate::source::Span;
use std::collections::BTreeSet;
use std::ops::Range;

/// Warns of 得到 and 算 names that nothing in the flow reads; `reads` are its places among all that were read.
pub(crate) fn check(checker: &Checker<'_>, flow: &Flow, reads: Range<usize>) {
    let read: BTreeSet<SlotId> = {
        let all = checker.read_at.borrow();
        let slot = |root| if let Root::Slot(slot) = root { Some(slot) } else { None };
        all.get(reads).unwrap_or_default().iter().filter_map(|(_, place)| slot(place.root)).collect()
    };
    for (i, slot) in (0u16..).zip(&flow.slots).filter(|(i, _)| !read.contains(&SlotId(*i))) {
        let made = flow.nodes.iter().any(|n| n.writes == Some(SlotId(i)));
        match slot.origin {
            SlotOrigin::Result if made => unread(checker, flow, SlotId(i), &slot.name, slot.span),
            SlotOrigin::Let if made => {
                let name = &slot.name;
                let message = Message::new(
                    format!("算出来的“{name}”没有用到。"),
                    format!("\"{name}\" is computed and never used."),
                );
                let help = Message::new("用上它，或者删掉这一行。", "Use it, or delete the line.");
                checker.report(Diagnostic::new(Code("W0405"), slot.span, message).help(help));
            }
            _ => {}
        }
    }
}

fn unread(checker: &Checker<'_>, flow: &Flow, slot: SlotId, name: &str, span: Span) {
    let message = Message::new(
        format!("得到的“{name}”没有看过。"),
        format!("The result \"{name}\" is never looked at."),
    );
    let found = Diagnostic::new(Code("W0508"), span, message);
    if flow.nodes.iter().any(|n| matches!(n.stmt, StmtKind::Lookup(_, _, result) if result == slot)) {
        let help = Message::new("用上它，或者删掉这一行。", "Use it, or delete the line.");
        return checker.report(found.help(help));
    }
    let keyword = checker.spelled("as", span);
    let help = Message::new(
        format!("用上它，或者去掉“得到 {name}”。"),
        format!("Use it, or leave out `as {name}`."),
    );
    checker.report(match checker.option(keyword, span) {
        Some(whole) => found.fix(help, whole, ""),
        None => found.help(help),
    });
}
