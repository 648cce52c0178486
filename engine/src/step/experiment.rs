//! 试验: the arm of this customer (R14).

use super::run::Next;
use super::turn::Turn;
use crate::{Effect, Fault, Mark};
use huashu_dsl::Hash;
use huashu_dsl::program::{ExperimentId, NodeId};

/// The arm in the profile, else the one met in this conversation, else the one that the customer's hash gives, which is then stored.
pub(super) fn arm(
    turn: &mut Turn<'_>,
    id: ExperimentId,
    arms: &[(String, u32, NodeId)],
) -> Result<Next, Fault> {
    let name = turn.program.experiments.get(id.index()).ok_or(Fault::Damaged("no such experiment"))?;
    let index = match stored(turn, id, name, arms) {
        Some(index) => index,
        None => {
            let index = drawn(turn, name, arms);
            let arm = arms.get(index).ok_or(Fault::Damaged("an experiment without arms"))?;
            turn.effects.push(Effect::Arm(id, arm.0.clone()));
            index
        }
    };
    let (arm, _, entry) = arms.get(index).ok_or(Fault::Damaged("no such arm"))?;
    let number = u16::try_from(index).map_err(|_| Fault::Damaged("no such arm"))?;
    if !turn.session.arms.contains(&(id, number)) {
        turn.session.arms.push((id, number));
    }
    turn.mark(Mark::Arm(id, arm.clone()));
    Ok(Next::To(*entry))
}

fn stored(turn: &Turn<'_>, id: ExperimentId, name: &str, arms: &[(String, u32, NodeId)]) -> Option<usize> {
    let profile = turn.event.customer.arms.iter().find(|(experiment, _)| experiment == name);
    let in_profile = profile.and_then(|(_, arm)| arms.iter().position(|(known, _, _)| known == arm));
    in_profile
        .or_else(|| turn.session.arms.iter().find(|(met, _)| *met == id).map(|(_, arm)| usize::from(*arm)))
}

fn drawn(turn: &Turn<'_>, name: &str, arms: &[(String, u32, NodeId)]) -> usize {
    let customer = &turn.event.customer.id;
    let point = number(format!("{customer}\u{0}{name}").as_bytes()) % 10_000;
    let mut upper = 0;
    let drawn = arms.iter().position(|(_, share, _)| {
        upper += u64::from(*share);
        point < upper
    });
    drawn.unwrap_or(0)
}

/// A number that depends on nothing but these bytes, evenly spread.
pub(super) fn number(bytes: &[u8]) -> u64 {
    Hash::of(bytes).0.iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
}
