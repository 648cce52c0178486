//! Coordinates along the arrows, and the way of each arrow from box to box.

use super::layered::{Arrow, Chain, Layered};
use super::{Piece, Point, Rect, Route};

/// The least room between two ranks.
const LEAST_GAP: i32 = 17;
/// The most.
const MOST_GAP: i32 = 52;
/// How deep an arrow that points up swings out below and above; a curve reaches three quarters of it.
const SWING: i32 = 26;

/// A part of a panel, drawn.
pub(super) struct Drawn {
    pub(super) boxes: Vec<Rect>,
    pub(super) routes: Vec<Route>,
    pub(super) width: i32,
    pub(super) height: i32,
}

/// The band of a rank along the arrows.
#[derive(Debug, Clone, Copy, Default)]
struct Band {
    start: i32,
    end: i32,
}

/// Draws boxes and arrows, given where their places stand across.
pub(super) fn route(layered: &Layered, arrows: &[Arrow], across: &[i32], rects: &[Rect]) -> Drawn {
    let left = across.iter().zip(&layered.extents).map(|(x, e)| x - e.before).min().unwrap_or_default();
    let across: Vec<i32> = across.iter().map(|x| x - left).collect();
    let right = across.iter().zip(&layered.extents).map(|(x, e)| x + e.after).max().unwrap_or_default();
    let bands = bands(layered, &across);
    let boxes: Vec<Rect> = rects
        .iter()
        .enumerate()
        .map(|(i, r)| Rect { x: across[i] - r.width / 2, y: bands[layered.rank[i]].start, ..*r })
        .collect();
    let way = Way { layered, across: &across, bands: &bands, boxes: &boxes };
    let ports = ports(layered, arrows, &across, rects);
    let routes = layered
        .chains
        .iter()
        .zip(arrows)
        .zip(ports)
        .map(|((chain, arrow), ports)| way.of(chain, arrow, ports));
    Drawn { routes: routes.collect(), width: right, height: bands.last().map_or(0, |b| b.end), boxes }
}

fn bands(layered: &Layered, across: &[i32]) -> Vec<Band> {
    let mut gaps = vec![0; layered.ranks.len()];
    for (r, rank) in layered.ranks.iter().enumerate() {
        for at in rank {
            for link in &layered.below[*at] {
                let apart = (across[link.to] - across[*at]).abs();
                gaps[r] = gaps[r].max((LEAST_GAP + apart / 12).min(MOST_GAP));
            }
        }
    }
    for chain in layered.chains.iter().filter(|c| c.up) {
        let (first, last) =
            (layered.rank[chain.places[0]], layered.rank[chain.places[chain.places.len() - 1]]);
        gaps[first] = gaps[first].max(SWING);
        gaps[last - 1] = gaps[last - 1].max(SWING);
    }
    let mut at = 0;
    let mut bands = Vec::with_capacity(layered.ranks.len());
    for (rank, gap) in layered.ranks.iter().zip(gaps) {
        let depth = rank.iter().map(|p| layered.extents[*p].depth).max().unwrap_or_default();
        bands.push(Band { start: at, end: at + depth });
        at += depth + gap;
    }
    bands
}

/// Where each arrow touches its upper and its lower box: spread around the middle in the order in which they go, so that arrows part early.
fn ports(layered: &Layered, arrows: &[Arrow], across: &[i32], rects: &[Rect]) -> Vec<(i32, i32)> {
    let mut found: Vec<(i32, i32)> = vec![(0, 0); arrows.len()];
    let mut below: Vec<Vec<(i32, usize)>> = vec![Vec::new(); rects.len()];
    let mut above = below.clone();
    for (i, (chain, arrow)) in layered.chains.iter().zip(arrows).enumerate() {
        let (first, last) = (chain.places[0], chain.places[chain.places.len() - 1]);
        let (leaves, enters) = if chain.up { (last, first) } else { (first, last) };
        below[arrow.from].push((across[leaves], i));
        above[arrow.to].push((across[enters], i));
    }
    for (node, rect) in rects.iter().enumerate() {
        for (arrow, x) in spread(&mut below[node], across[node], rect.width, 22) {
            found[arrow].0 = x;
        }
        for (arrow, x) in spread(&mut above[node], across[node], rect.width, 16) {
            found[arrow].1 = x;
        }
    }
    found
}

/// Gives the arrows of a side their places: what comes from straight ahead the middle, the others beside it, `step` apart where there is room.
fn spread(arrows: &mut [(i32, usize)], middle: i32, width: i32, step: i32) -> Vec<(usize, i32)> {
    arrows.sort_unstable();
    let left = arrows.iter().filter(|(x, _)| *x < middle).count();
    let ahead = arrows.iter().filter(|(x, _)| *x == middle).count();
    let count = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    let right = arrows.len() - left - ahead;
    let half = width / 2 - 14;
    let step = step.min(half / count(left.max(right) + 1).max(1)).max(0);
    // Without one straight ahead, the nearest stands in the middle if there is only one side, so that a single arrow leaves there.
    let alone = ahead == 0 && (left == 0 || right == 0);
    let place = |i: usize| {
        if i < left {
            -step * (count(left - i) - i32::from(alone))
        } else if i < left + ahead {
            0
        } else {
            step * (count(i + 1 - left - ahead) - i32::from(alone))
        }
    };
    arrows.iter().enumerate().map(|(i, (_, arrow))| (*arrow, middle + place(i))).collect()
}

/// What is needed to draw an arrow.
struct Way<'a> {
    layered: &'a Layered,
    across: &'a [i32],
    bands: &'a [Band],
    boxes: &'a [Rect],
}

impl Way<'_> {
    fn of(&self, chain: &Chain, arrow: &Arrow, (leaves, enters): (i32, i32)) -> Route {
        let (from, to) = (self.boxes[arrow.from], self.boxes[arrow.to]);
        let start = Point { x: leaves, y: from.y + from.height };
        let end = Point { x: enters, y: to.y };
        let mut pen = Pen { at: start, pieces: Vec::new() };
        pen.straight(self.bands[self.layered.rank[arrow.from]].end);
        if chain.up {
            self.upward(chain, &mut pen, end);
        } else {
            self.downward(chain, &mut pen, end);
        }
        let label = chain.places[chain.label];
        let band = self.bands[self.layered.rank[label]];
        Route {
            start,
            pieces: pen.pieces,
            label: None,
            middle: Point { x: self.across[label], y: (band.start + band.end) / 2 },
        }
    }

    fn downward(&self, chain: &Chain, pen: &mut Pen, end: Point) {
        for place in &chain.places {
            let band = self.bands[self.layered.rank[*place]];
            // Where nothing stands in a rank, nothing is to be gone round.
            if band.start == band.end {
                continue;
            }
            pen.bend(Point { x: self.across[*place], y: band.start });
            pen.straight(band.end);
        }
        pen.bend(end);
    }

    /// Down and round, up beside everything, and round again into the top of the box.
    fn upward(&self, chain: &Chain, pen: &mut Pen, end: Point) {
        let inner = &chain.places[1..chain.places.len() - 1];
        for (i, place) in inner.iter().rev().enumerate() {
            let (band, x) = (self.bands[self.layered.rank[*place]], self.across[*place]);
            if band.start == band.end {
                continue;
            }
            let into = Point { x, y: band.end };
            if i == 0 {
                pen.swing(into, SWING);
            } else {
                pen.bend(into);
            }
            pen.straight(band.start);
        }
        pen.swing(end, -SWING);
    }
}

/// Draws a line.
struct Pen {
    at: Point,
    pieces: Vec<Piece>,
}

impl Pen {
    fn straight(&mut self, y: i32) {
        if y != self.at.y {
            self.at.y = y;
            self.pieces.push(Piece::Line(self.at));
        }
    }

    /// Leaves and arrives along the arrows.
    fn bend(&mut self, to: Point) {
        if to.x == self.at.x {
            return self.straight(to.y);
        }
        let middle = (self.at.y + to.y) / 2;
        self.pieces.push(Piece::Curve(Point { x: self.at.x, y: middle }, Point { x: to.x, y: middle }, to));
        self.at = to;
    }

    /// Turns round.
    fn swing(&mut self, to: Point, by: i32) {
        let y = if by > 0 { self.at.y.max(to.y) + by } else { self.at.y.min(to.y) + by };
        self.pieces.push(Piece::Curve(Point { x: self.at.x, y }, Point { x: to.x, y }, to));
        self.at = to;
    }
}
