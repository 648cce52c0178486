//! What the two forms may write in different ways is brought into one: the order of arguments, and their names where the value has the
//! same one.

use crate::ast::{Arg, Block, Enter, ExprKind, File, GlobalPart, Item, Move, StmtKind, Text, TextBody};

/// Brings a tree into the form in which both ways of writing it agree.
pub(super) fn settle(file: &mut File) {
    for item in &mut file.items {
        match item {
            Item::Team(team) => team.when_closed.iter_mut().for_each(enter),
            Item::Push(push) => push.enter.iter_mut().for_each(enter),
            Item::Global(parts) => parts.iter_mut().for_each(global),
            Item::Flow(flow) => {
                flow.steps.iter_mut().for_each(|step| block(&mut step.block));
                flow.corrections.iter_mut().for_each(|correction| block(&mut correction.block));
                for migration in &mut flow.migrations {
                    let of_slot = |one: &Move| matches!(one, Move::SlotRenamed(..) | Move::SlotRemoved(..));
                    migration.moves.sort_by_key(|one| of_slot(&one.node));
                }
            }
            _ => {}
        }
    }
}

fn global(part: &mut GlobalPart) {
    match part {
        GlobalPart::Intent(_, inner) | GlobalPart::Mood { block: inner, .. } => block(inner),
        GlobalPart::SystemError(inner) => block(&mut inner.node),
        GlobalPart::Fallback(attempts) => attempts.iter_mut().for_each(|(_, inner)| block(inner)),
        GlobalPart::NoReply(_) | GlobalPart::MaxTries(_) => {}
    }
}

fn block(statements: &mut Block) {
    for statement in statements {
        kind(&mut statement.kind);
    }
}

fn kind(kind: &mut StmtKind) {
    match kind {
        StmtKind::Say(say) => text(&mut say.text),
        StmtKind::Ask(ask) => {
            text(&mut ask.text);
            ask.interrupts.iter_mut().for_each(|(_, inner)| block(inner));
        }
        StmtKind::Call(call) => {
            args(&mut call.args);
            call.on_error.iter_mut().for_each(|(_, inner)| block(inner));
        }
        StmtKind::Enter(flow, unfinished) => {
            enter(flow);
            unfinished.iter_mut().for_each(block);
        }
        StmtKind::ForEach { enter: flow, unfinished, .. } => {
            enter(flow);
            unfinished.iter_mut().for_each(block);
        }
        StmtKind::Await { then, timeout, .. } => {
            block(then);
            block(timeout);
        }
        StmtKind::If { branches, otherwise } => {
            branches.iter_mut().for_each(|(_, inner)| block(inner));
            otherwise.iter_mut().for_each(block);
        }
        StmtKind::Match { arms, .. } => arms.iter_mut().for_each(|(_, inner)| block(inner)),
        StmtKind::Experiment { arms, .. } => arms.iter_mut().for_each(|(.., inner)| block(inner)),
        StmtKind::Lookup { args: given, .. } | StmtKind::Track(_, given) => args(given),
        _ => {}
    }
}

fn text(text: &mut Text) {
    if let TextBody::Snippet(_, given) = &mut text.body {
        args(given);
    }
}

fn enter(enter: &mut Enter) {
    args(&mut enter.args);
}

fn args(args: &mut [Arg]) {
    if args.len() > 1 {
        args.iter_mut().filter(|arg| arg.names_itself()).for_each(|arg| arg.name = None);
    }
    args.sort_by_key(|arg| matches!(arg.value.kind, ExprKind::Text(_)));
}
