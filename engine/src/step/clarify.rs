//! 澄清: one question about what was meant, at most once an ask (R4.8).

use super::turn::Turn;
use super::{buttons, command, rank, say, words};
use crate::{Button, Choice, Clause, Fault, FrameId, Offered, Payload, Piece, Press, Rendered, Seal, Target};
use huashu_dsl::program::NodeId;

/// Asks which of these is meant.
pub(super) fn ask(turn: &mut Turn<'_>, targets: Vec<Target>) -> Result<(), Fault> {
    let text = turn.program.builtin.clarification;
    say::say(turn, text, &[])?;
    let offered: Vec<_> =
        targets.into_iter().map(|target| Offered { target, name: seal(&rank::name(turn, target)) }).collect();
    let meanings = offered.iter().map(|meaning| button(turn, meaning)).collect();
    let source = say::source(turn, text)?;
    buttons::present(turn, meanings, source)?;
    turn.session.clarifying = offered;
    if let Some(asked) = turn.session.stack.last_mut().and_then(|top| top.asked.as_mut()) {
        asked.clarified = true;
    }
    Ok(())
}

fn button(turn: &Turn<'_>, meaning: &Offered) -> Button {
    let choice = Choice::Meaning(meaning.name);
    Button {
        label: Rendered(vec![Piece::Words(rank::name(turn, meaning.target))]),
        press: Press::Payload(Payload { frame: FrameId(0), node: NodeId(0), visit: 0, choice }),
    }
}

fn seal(name: &str) -> Seal {
    Seal::of(name.as_bytes())
}

/// What was offered and still is what its name said.
fn standing<'t>(turn: &'t Turn<'_>) -> impl Iterator<Item = &'t Offered> {
    turn.session.clarifying.iter().filter(|meaning| seal(&rank::name(turn, meaning.target)) == meaning.name)
}

/// The meaning that a button chooses.
pub(super) fn chosen(turn: &Turn<'_>, name: Seal) -> Option<Target> {
    standing(turn).find(|meaning| meaning.name == name).map(|meaning| meaning.target)
}

/// The meaning that a clause names in answer to the question, or on a channel without buttons the number of.
pub(super) fn named(turn: &Turn<'_>, clause: &Clause) -> Option<Target> {
    if turn.session.clarifying.is_empty() {
        return None;
    }
    let core = words::signs(&clause.core);
    let numbered = buttons::number(turn, &core)
        .and_then(|place| turn.session.clarifying.get(place))
        .and_then(|meaning| chosen(turn, meaning.name));
    numbered.or_else(|| {
        standing(turn).map(|m| m.target).find(|target| words::folded(&rank::name(turn, *target)) == core)
    })
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
