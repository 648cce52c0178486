//! Hard commands (R4.1), and what any intent does that is listened for everywhere.

use super::run::{self, Next};
use super::turn::Turn;
use super::{ask, cancel, digress, handoff, say};
use crate::{Fault, HandoffReason};
use huashu_dsl::program::{Command, IntentId};

/// Obeys: by the block of 全局, else as built in.
pub(super) fn obey(turn: &mut Turn<'_>, command: Command) -> Result<(), Fault> {
    turn.session.misses = 0;
    if command == Command::Handoff {
        turn.reason = HandoffReason::Asked;
    }
    if let Some(block) = digress::block_of(turn, command.intent()) {
        return digress::run_block(turn, block);
    }
    let next = match command {
        Command::Handoff => handoff::default(turn, HandoffReason::Asked, None)?,
        Command::Cancel => cancel::cancel(turn, None)?,
        Command::Repeat if ask::waiting(turn).is_some() => ask::again(turn).map(|()| Next::Wait)?,
        Command::Repeat => {
            say::say(turn, turn.program.builtin.nothing_to_repeat, &[]).map(|()| Next::Wait)?
        }
        Command::Unsubscribe => say::say(turn, turn.program.builtin.cannot, &[]).map(|()| Next::Wait)?,
    };
    run::settle(turn, next)
}

/// The command that an intent is.
pub(super) fn of(intent: IntentId) -> Option<Command> {
    let commands = [Command::Handoff, Command::Cancel, Command::Repeat, Command::Unsubscribe];
    commands.into_iter().find(|command| command.intent() == intent)
}

/// Starts the flow of an intent, or runs its block of 全局.
pub(super) fn pursue(turn: &mut Turn<'_>, intent: IntentId) -> Result<(), Fault> {
    turn.session.misses = 0;
    if let Some(command) = of(intent) {
        return obey(turn, command);
    }
    if let Some(flow) = digress::flow_of(turn, intent) {
        return digress::start(turn, flow, None);
    }
    match digress::block_of(turn, intent) {
        Some(block) => digress::run_block(turn, block),
        None => Err(Fault::Damaged("an intent that nothing listens for")),
    }
}
