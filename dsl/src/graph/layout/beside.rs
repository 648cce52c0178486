//! What stands beside a box: ends that only one arrow leads to, to its right, and arrows to itself, to its left.

use super::super::diagram::{Direction, Panel};
use super::layered::Extent;
use super::{Piece, Placed, Point, Rect, Route};

/// Room between two neighbours beside a box.
const GAP: i32 = 10;
/// Length of an arrow to the side, without its label.
const ARROW: i32 = 44;
/// How far an arrow to itself reaches.
const LOOP: i32 = 24;

/// What stands beside each box.
#[derive(Debug)]
pub(super) struct Beside {
    /// For each box, whether it stands beside another.
    beside: Vec<bool>,
    boxes: Vec<Sides>,
}

/// What stands beside a box.
#[derive(Debug, Clone, Default)]
struct Sides {
    /// Arrows to ends, with the end and the room each takes along.
    ends: Vec<(usize, usize, i32)>,
    /// Arrows to itself, with the room each takes along.
    loops: Vec<(usize, i32)>,
    /// Width of the arrows to ends, and of the ends.
    arrow: i32,
    end: i32,
    /// Width of the arrows to itself with their labels.
    looped: i32,
}

impl Beside {
    /// Finds what stands beside boxes, and makes boxes large enough for it.
    pub(super) fn new(panel: &Panel, main: &[bool], placed: &mut Placed) -> Self {
        let mut beside = vec![false; panel.nodes.len()];
        let mut boxes = vec![Sides::default(); panel.nodes.len()];
        let (mut ins, mut outs) = (vec![0; panel.nodes.len()], vec![0; panel.nodes.len()]);
        for edge in &panel.edges {
            outs[edge.from] += 1;
            ins[edge.to] += 1;
        }
        for (i, edge) in panel.edges.iter().enumerate() {
            let label = placed.routes[i].label.as_ref().map(|(r, _)| *r).unwrap_or_default();
            let sides = &mut boxes[edge.from];
            if edge.from == edge.to {
                sides.loops.push((i, label.height.max(LOOP) + GAP));
                sides.looped = sides.looped.max(label.width + LOOP + 4);
                continue;
            }
            if panel.direction == Direction::Down && !main[i] && ins[edge.to] == 1 && outs[edge.to] == 0 {
                let end = placed.boxes[edge.to].0;
                beside[edge.to] = true;
                sides.ends.push((i, edge.to, end.height.max(label.height) + GAP));
                sides.arrow = sides.arrow.max(label.width + ARROW);
                sides.end = sides.end.max(end.width);
            }
        }
        for (sides, (rect, _)) in boxes.iter().zip(&mut placed.boxes) {
            let ends: i32 = sides.ends.iter().map(|e| e.2).sum();
            let loops: i32 = sides.loops.iter().map(|l| l.1).sum();
            rect.height = rect.height.max(ends).max(loops);
            rect.height += rect.height % 2;
        }
        Self { beside, boxes }
    }

    /// Whether a box stands beside another.
    pub(super) fn is_beside(&self, node: usize) -> bool {
        self.beside[node]
    }

    /// The boxes beside one.
    pub(super) fn of(&self, node: usize) -> impl Iterator<Item = usize> {
        self.boxes[node].ends.iter().map(|e| e.1)
    }

    /// The room of a box with what stands beside it.
    pub(super) fn extent(&self, node: usize, rect: Rect) -> Extent {
        let sides = &self.boxes[node];
        Extent {
            before: rect.width / 2 + sides.looped,
            after: rect.width / 2 + sides.arrow + sides.end,
            depth: rect.height,
        }
    }

    /// Places what stands beside a box that has its place.
    pub(super) fn place(&self, node: usize, placed: &mut Placed) {
        let (sides, rect) = (&self.boxes[node], placed.boxes[node].0);
        let right = rect.x + rect.width;
        let room: i32 = sides.ends.iter().map(|e| e.2).sum();
        let mut top = rect.y + (rect.height - room) / 2;
        for (edge, end, room) in &sides.ends {
            let y = top + room / 2;
            let to = &mut placed.boxes[*end].0;
            (to.x, to.y) = (right + sides.arrow, y - to.height / 2);
            let (from, to) = (Point { x: right, y }, Point { x: to.x, y });
            let middle = Point { x: right + (sides.arrow - 8) / 2, y };
            placed.routes[*edge].lead(from, vec![Piece::Line(to)], middle);
            top += room;
        }
        let room: i32 = sides.loops.iter().map(|l| l.1).sum();
        let mut top = rect.y + (rect.height - room) / 2;
        for (edge, room) in &sides.loops {
            let (y, out) = (top + room / 2, rect.x - LOOP - 8);
            let point = |x, y| Point { x, y };
            let around = Piece::Curve(point(out, y - 8), point(out, y + 8), point(rect.x, y + 8));
            let label = placed.routes[*edge].label.as_ref().map_or(0, |(r, _)| r.width);
            let middle = point(rect.x - LOOP - label / 2 - 2, y);
            placed.routes[*edge].lead(point(rect.x, y - 8), vec![around], middle);
            top += room;
        }
    }
}

impl Route {
    /// Gives an arrow its way, and its label the middle of it.
    fn lead(&mut self, start: Point, pieces: Vec<Piece>, middle: Point) {
        (self.start, self.pieces, self.middle) = (start, pieces, middle);
        if let Some((rect, _)) = &mut self.label {
            (rect.x, rect.y) = (middle.x - rect.width / 2, middle.y - rect.height / 2);
        }
    }
}
