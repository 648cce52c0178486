//! The order within ranks, with few crossings: medians swept down and up, then neighbours exchanged where that helps.

use super::layered::{Layered, Link};

/// How much is tried for a small picture, and for a large one: sweeps times places.
const WORK: usize = 400_000;

/// Orders every rank: the best of what comes of the order given, and of its mirror image.
pub(super) fn order(layered: &mut Layered) {
    let places = layered.extents.len().max(1);
    let sweeps = (WORK / places).clamp(2, 24);
    let given = layered.ranks.clone();
    let mut best = (crossings(layered), given.clone());
    for mirrored in [false, true] {
        layered.ranks.clone_from(&given);
        if mirrored {
            layered.ranks.iter_mut().for_each(|rank| rank.reverse());
        }
        for sweep in 0..sweeps {
            if best.0 == 0 {
                break;
            }
            sweep_once(layered, sweep % 2 == 0, sweep % 4 > 1);
            if places < WORK / 100 {
                exchange(layered);
            }
            let now = crossings(layered);
            if now < best.0 {
                best = (now, layered.ranks.clone());
            }
        }
    }
    layered.ranks = best.1;
}

/// The position of each place in its rank.
pub(super) fn positions(layered: &Layered) -> Vec<usize> {
    let mut position = vec![0; layered.extents.len()];
    for rank in &layered.ranks {
        for (i, at) in rank.iter().enumerate() {
            position[*at] = i;
        }
    }
    position
}

/// Sorts each rank by the medians of what its places lead to in the rank before. Places without any keep theirs.
fn sweep_once(layered: &mut Layered, down: bool, right: bool) {
    let count = layered.ranks.len();
    let mut position = positions(layered);
    let all: Vec<usize> =
        if down { (1..count).collect() } else { (0..count.saturating_sub(1)).rev().collect() };
    for r in all {
        let links = |at: usize| if down { &layered.above[at] } else { &layered.below[at] };
        let mut keyed: Vec<(usize, usize)> = Vec::with_capacity(layered.ranks[r].len());
        let mut fixed: Vec<(usize, usize)> = Vec::new();
        for (i, at) in layered.ranks[r].iter().enumerate() {
            match median(links(*at), &position) {
                Some(key) => keyed.push((key, *at)),
                None => fixed.push((i, *at)),
            }
        }
        if right {
            keyed.reverse();
        }
        keyed.sort_by_key(|(key, _)| *key);
        let mut sorted: Vec<usize> = keyed.into_iter().map(|(_, at)| at).collect();
        for (i, at) in fixed {
            sorted.insert(i.min(sorted.len()), at);
        }
        for (i, at) in sorted.iter().enumerate() {
            position[*at] = i;
        }
        layered.ranks[r] = sorted;
    }
}

/// Twice the median of positions; between the two middle ones, nearer to where the others crowd.
fn median(links: &[Link], position: &[usize]) -> Option<usize> {
    let mut at: Vec<usize> = links.iter().map(|l| position[l.to]).collect();
    at.sort_unstable();
    let middle = at.len() / 2;
    match at.len() {
        0 => None,
        n if n % 2 == 1 => Some(2 * at[middle]),
        2 => Some(at[0] + at[1]),
        n => {
            let (low, high) = (at[middle - 1] - at[0], at[n - 1] - at[middle]);
            let sum = low + high;
            let spread = 2 * (at[middle - 1] * high + at[middle] * low);
            Some(spread.checked_div(sum).unwrap_or(at[middle - 1] + at[middle]))
        }
    }
}

/// Exchanges neighbours as long as that lessens crossings, at most a few times over; now and then also where it makes no difference, which
/// may open a way to something better.
fn exchange(layered: &mut Layered) {
    let mut position = positions(layered);
    for round in 0..6 {
        let mut better = false;
        for r in 0..layered.ranks.len() {
            for i in 1..layered.ranks[r].len() {
                let (a, b) = (layered.ranks[r][i - 1], layered.ranks[r][i]);
                let cost = |a: usize, b: usize| {
                    between(&layered.above[a], &layered.above[b], &position)
                        + between(&layered.below[a], &layered.below[b], &position)
                };
                let (swapped, now) = (cost(b, a), cost(a, b));
                if swapped < now || (round == 2 && swapped == now) {
                    layered.ranks[r].swap(i - 1, i);
                    (position[a], position[b]) = (i, i - 1);
                    better |= swapped < now;
                }
            }
        }
        if !better && round > 2 {
            break;
        }
    }
}

/// What it costs to cross an arrow: the main path is crossed last.
fn price(link: Link) -> usize {
    if link.weight > 2 { 3 } else { 1 }
}

/// The cost of crossings between the links of two neighbours, the first standing before the second.
fn between(first: &[Link], second: &[Link], position: &[usize]) -> usize {
    let cost = |a: &Link| {
        let crossed = second.iter().filter(|b| position[b.to] < position[a.to]);
        price(*a) * crossed.map(|b| price(*b)).sum::<usize>()
    };
    first.iter().map(cost).sum()
}

/// The cost of all crossings.
pub(super) fn crossings(layered: &Layered) -> usize {
    let position = positions(layered);
    let mut cost = 0;
    for (r, rank) in layered.ranks.iter().enumerate() {
        let width = layered.ranks.get(r + 1).map_or(0, Vec::len);
        // The price of what ends at each position of the next rank, summed over powers of two.
        let mut ended = vec![0usize; width + 1];
        let mut total = 0;
        for at in rank {
            for link in &layered.below[*at] {
                let mut before = 0;
                let mut i = position[link.to] + 1;
                while i > 0 {
                    before += ended[i];
                    i &= i - 1;
                }
                cost += price(*link) * (total - before);
            }
            for link in &layered.below[*at] {
                total += price(*link);
                let mut i = position[link.to] + 1;
                while i <= width {
                    ended[i] += price(*link);
                    i += i & i.wrapping_neg();
                }
            }
        }
    }
    cost
}
