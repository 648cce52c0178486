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
    draw(&turn.event.customer.id, name, arms.iter().map(|(_, share, _)| *share))
}

/// The arm that a customer's hash falls on; the shares are in ten-thousandths.
fn draw(customer: &str, experiment: &str, shares: impl Iterator<Item = u32>) -> usize {
    let point = number(format!("{customer}\u{0}{experiment}").as_bytes()) % 10_000;
    let mut upper = 0;
    let mut reached = shares.map(|share| {
        upper += u64::from(share);
        upper
    });
    reached.position(|upper| point < upper).unwrap_or(0)
}

/// A number that depends on nothing but these bytes, evenly spread.
pub(super) fn number(bytes: &[u8]) -> u64 {
    Hash::of(bytes).0.iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::draw;

    /// How many of 10,000 customers each arm gets.
    fn drawn(experiment: &str, shares: [u32; 3]) -> [i32; 3] {
        let mut arms = [0; 3];
        for customer in 0..10_000 {
            arms[draw(&format!("customer-{customer}"), experiment, shares.into_iter())] += 1;
        }
        arms
    }

    #[test]
    fn shares_are_respected() {
        for (experiment, shares) in
            [("换货挽留", [5_000, 5_000, 0]), ("开场", [1_000, 2_000, 7_000]), ("a", [0, 1, 9_999])]
        {
            // Four standard deviations of the most uncertain arm.
            let far = drawn(experiment, shares)
                .into_iter()
                .zip(shares)
                .find(|(arm, share)| (arm - i32::try_from(*share).unwrap_or(0)).abs() > 200);
            assert_eq!(far, None, "{experiment}");
        }
    }

    #[test]
    fn a_customer_keeps_the_arm_and_experiments_are_independent() {
        let halves = || [5_000, 5_000].into_iter();
        assert_eq!(
            ["c1", "c2", "c3", "c4"].map(|c| draw(c, "甲", halves())),
            [1, 0, 1, 0],
            "stored nowhere, so it may never change"
        );
        let both = (0..10_000).filter(|c| {
            let customer = format!("customer-{c}");
            draw(&customer, "甲", halves()) == draw(&customer, "乙", halves())
        });
        assert!((4_800..=5_200).contains(&both.count()));
    }
}
