//! Where places stand across the arrows: straight where that can be.
//!
//! After Brandes and Köpf, "Fast and Simple Horizontal Coordinate Assignment" (2001): places are tied to a median neighbour in the rank
//! before, tied places make a straight line, and lines are pushed together; done from four corners, the two middle results are averaged.
//! Other than there, ties are taken in order of weight, so that the main path is always straight, and a box may reach further to one side
//! of its middle than to the other.

use super::layered::{Extent, Layered};
use super::order::positions;
use std::collections::BTreeMap;

/// Room between neighbours in a rank.
const GAP: i32 = 26;

/// The middle of each place across the arrows; some may be negative.
pub(super) fn across(layered: &Layered) -> Vec<i32> {
    let mut results: Vec<Vec<i32>> = Vec::with_capacity(4);
    for down in [true, false] {
        for left in [true, false] {
            results.push(from_corner(layered, down, left));
        }
    }
    balance(layered, &results)
}

fn from_corner(layered: &Layered, down: bool, left: bool) -> Vec<i32> {
    let turned = Turned::new(layered, down, left);
    let line = tie(layered, &turned);
    let x = push(layered, &turned, &line);
    if left { x } else { x.into_iter().map(|x| -x).collect() }
}

/// The picture as seen from one corner.
struct Turned {
    ranks: Vec<Vec<usize>>,
    position: Vec<usize>,
    down: bool,
    left: bool,
}

impl Turned {
    fn new(layered: &Layered, down: bool, left: bool) -> Self {
        let mut ranks = layered.ranks.clone();
        let mut position = positions(layered);
        if !down {
            ranks.reverse();
        }
        if !left {
            for rank in &mut ranks {
                rank.reverse();
                rank.iter().enumerate().for_each(|(i, at)| position[*at] = i);
            }
        }
        Self { ranks, position, down, left }
    }

    /// Room between the middles of two neighbours.
    fn room(&self, first: Extent, second: Extent) -> i32 {
        if self.left { first.after + GAP + second.before } else { second.after + GAP + first.before }
    }
}

/// For each place, the first place of the line that it is part of.
fn tie(layered: &Layered, turned: &Turned) -> Vec<usize> {
    let mut line: Vec<usize> = (0..layered.extents.len()).collect();
    for rank in &turned.ranks {
        let mut wanted: Vec<(u8, usize, usize)> = Vec::new();
        for (i, at) in rank.iter().enumerate() {
            let links = if turned.down { &layered.above[*at] } else { &layered.below[*at] };
            let heaviest = links.iter().map(|l| l.weight).max().unwrap_or_default();
            let mut ends: Vec<usize> =
                links.iter().filter(|l| l.weight == heaviest).map(|l| turned.position[l.to]).collect();
            ends.sort_unstable();
            let middles = [ends.len().saturating_sub(1) / 2, ends.len() / 2];
            let mut middles: Vec<usize> = middles.iter().filter_map(|m| ends.get(*m).copied()).collect();
            middles.dedup();
            wanted.extend(middles.into_iter().map(|end| (heaviest, i, end)));
        }
        wanted.sort_by_key(|(weight, i, _)| (std::cmp::Reverse(*weight), *i));
        let mut tied: BTreeMap<usize, usize> = BTreeMap::new();
        for (_, i, end) in wanted {
            let before = tied.range(..=i).next_back().is_none_or(|(at, to)| *at < i && *to < end);
            let behind = tied.range(i..).next().is_none_or(|(at, to)| *at > i && *to > end);
            if before && behind {
                tied.insert(i, end);
            }
        }
        for (i, end) in tied {
            let at = rank[i];
            let links = if turned.down { &layered.above[at] } else { &layered.below[at] };
            if let Some(link) = links.iter().find(|l| turned.position[l.to] == end) {
                line[at] = line[link.to];
            }
        }
    }
    line
}

/// Pushes the lines together: each as far left as those before it allow, then as far right as those behind it leave room.
fn push(layered: &Layered, turned: &Turned, line: &[usize]) -> Vec<i32> {
    let count = layered.extents.len();
    let (mut behind, mut before) = (vec![Vec::new(); count], vec![Vec::new(); count]);
    for rank in &turned.ranks {
        for pair in rank.windows(2) {
            let room = turned.room(layered.extents[pair[0]], layered.extents[pair[1]]);
            behind[line[pair[0]]].push((line[pair[1]], room));
            before[line[pair[1]]].push((line[pair[0]], room));
        }
    }
    let mut left: Vec<usize> = before.iter().map(Vec::len).collect();
    let mut order: Vec<usize> = (0..count).filter(|l| line[*l] == *l && left[*l] == 0).collect();
    let mut x = vec![0; count];
    let mut at = 0;
    while let Some(from) = order.get(at).copied() {
        at += 1;
        for (to, room) in &behind[from] {
            x[*to] = x[*to].max(x[from] + room);
            left[*to] -= 1;
            if left[*to] == 0 {
                order.push(*to);
            }
        }
    }
    for from in order.iter().rev().copied() {
        if let Some(most) = behind[from].iter().map(|(to, room)| x[*to] - room).min() {
            x[from] = x[from].max(most);
        }
    }
    line.iter().map(|l| x[*l]).collect()
}

/// Lays the four results over the narrowest, and takes the middle of each place.
fn balance(layered: &Layered, results: &[Vec<i32>]) -> Vec<i32> {
    let ends = |x: &[i32]| {
        let low = x.iter().zip(&layered.extents).map(|(x, e)| x - e.before).min().unwrap_or_default();
        let high = x.iter().zip(&layered.extents).map(|(x, e)| x + e.after).max().unwrap_or_default();
        (low, high)
    };
    let all: Vec<(i32, i32)> = results.iter().map(|x| ends(x)).collect();
    let Some((low, high)) = all.iter().copied().min_by_key(|(low, high)| high - low) else {
        return Vec::new();
    };
    // The first and third are pushed to the left, the others to the right.
    let shift = |i: usize| if i.is_multiple_of(2) { low - all[i].0 } else { high - all[i].1 };
    let middle = |at: usize| {
        let mut x: Vec<i32> = results.iter().enumerate().map(|(i, r)| r[at] + shift(i)).collect();
        x.sort_unstable();
        (x[1] + x[2]).div_euclid(2)
    };
    (0..layered.extents.len()).map(middle).collect()
}
