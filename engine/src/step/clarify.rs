//! 澄清: one question about what was meant, at most once an ask (R4.8).

use super::turn::Turn;
use super::{buttons, command, rank, say, words};
use crate::{Button, Choice, Clause, Fault, FrameId, Payload, Piece, Press, Rendered, Target};
use huashu_dsl::program::NodeId;

/// Asks which of these is meant.
pub(super) fn ask(turn: &mut Turn<'_>, targets: Vec<Target>) -> Result<(), Fault> {
    let text = turn.program.builtin.clarification;
    say::say(turn, text, &[])?;
    let visit = visit(turn);
    let button = |(n, target): (u16, &Target)| Button {
        label: Rendered(vec![Piece::Words(rank::name(turn, *target))]),
        press: Press::Payload(Payload {
            frame: FrameId(0),
            node: NodeId(0),
            visit,
            choice: Choice::Meaning(n),
        }),
    };
    let meanings = (0..).zip(&targets).map(button).collect();
    let source = say::source(turn, text)?;
    buttons::present(turn, meanings, source)?;
    turn.session.clarifying = targets;
    if let Some(asked) = turn.session.stack.last_mut().and_then(|top| top.asked.as_mut()) {
        asked.clarified = true;
    }
    Ok(())
}

/// Tells clarifying questions of one conversation apart.
fn visit(turn: &Turn<'_>) -> u16 {
    u16::try_from(turn.session.turn & 0x7fff).unwrap_or_default()
}

/// The meaning that a clause names in answer to the question.
pub(super) fn named(turn: &Turn<'_>, clause: &Clause) -> Option<Target> {
    let core = words::signs(&clause.core);
    turn.session.clarifying.iter().copied().find(|target| words::folded(&rank::name(turn, *target)) == core)
}

/// Does what was meant.
pub(super) fn pursue(turn: &mut Turn<'_>, target: Target) -> Result<(), Fault> {
    turn.session.clarifying.clear();
    match target {
        Target::Intent(intent) => command::pursue(turn, intent),
        Target::Faq(faq) => {
            say::faq(turn, faq)?;
            super::ask::again(turn)
        }
    }
}
