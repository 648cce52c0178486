//! Gives every box, arrow and label of a panel its place.
//!
//! Layers after Sugiyama: ranks along the arrows (`layered`), an order within ranks with few crossings (`order`), coordinates across
//! (`across`), then routes (`route`). A label is a place in a rank of its own and so overlaps nothing. An end that only one arrow leads to
//! stands beside its box (`beside`) and takes no part in all this: so the main path stays a straight line, however many ways out it has.
#![expect(
    clippy::indexing_slicing,
    reason = "these modules index only tables that they sized themselves; properties try random graphs"
)]

mod across;
mod beside;
mod layered;
mod main_path;
mod order;
mod route;
mod size;

pub(crate) use size::{Style, Text};

use super::diagram::{Direction, EdgeKind, Panel};
use beside::Beside;
use layered::{Arrow, Extent, Layered};

/// A point, in pixels from the top left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Point {
    pub(crate) x: i32,
    pub(crate) y: i32,
}

/// An upright rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Rect {
    pub(crate) x: i32,
    pub(crate) y: i32,
    pub(crate) width: i32,
    pub(crate) height: i32,
}

/// A piece of a line, from where the last one ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Straight.
    Line(Point),
    /// A cubic curve: two control points, and the end.
    Curve(Point, Point, Point),
}

/// An arrow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Route {
    pub(crate) start: Point,
    pub(crate) pieces: Vec<Piece>,
    /// Its label, in the middle of the rectangle.
    pub(crate) label: Option<(Rect, Text)>,
    /// A point on it, away from boxes.
    pub(crate) middle: Point,
}

/// A panel, laid out: boxes and arrows in the order of the panel.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Placed {
    pub(crate) width: i32,
    pub(crate) height: i32,
    pub(crate) boxes: Vec<(Rect, Text)>,
    pub(crate) routes: Vec<Route>,
}

/// Room between parts of a panel that no arrow joins.
const BETWEEN_PARTS: i32 = 48;

/// Lays a panel out.
pub(crate) fn layout(panel: &Panel) -> Placed {
    let texts: Vec<Text> = panel.nodes.iter().map(size::of_node).collect();
    let mut placed = Placed {
        boxes: texts
            .iter()
            .map(|t| (Rect { width: t.width, height: t.height, ..Rect::default() }, t.clone()))
            .collect(),
        routes: panel
            .edges
            .iter()
            .map(|e| Route {
                label: size::of_labels(&e.labels)
                    .map(|t| (Rect { width: t.width, height: t.height, ..Rect::default() }, t)),
                ..Route::default()
            })
            .collect(),
        ..Placed::default()
    };
    if panel.direction == Direction::Right {
        placed.turn();
    }
    let main = main_path::main_path(panel);
    let beside = Beside::new(panel, &main, &mut placed);
    let parts = parts(panel, &beside);
    let mut at = Point::default();
    let (mut wide, mut row) = (0, 0);
    for part in &parts {
        let (width, height) = lay_part(panel, &mut placed, &beside, &main, part);
        if at.x > 0 && at.x + width > wide {
            at = Point { x: 0, y: at.y + row + BETWEEN_PARTS };
            row = 0;
        }
        placed.shift(panel, &beside, part, at);
        placed.width = placed.width.max(at.x + width);
        placed.height = placed.height.max(at.y + height);
        wide = wide.max(placed.width).max(800);
        at.x += width + BETWEEN_PARTS;
        row = row.max(height);
    }
    if panel.direction == Direction::Right {
        placed.turn();
    }
    placed
}

/// Lays out the boxes of a part, the first at the top left; gives its width and height.
fn lay_part(
    panel: &Panel,
    placed: &mut Placed,
    beside: &Beside,
    main: &[bool],
    part: &[usize],
) -> (i32, i32) {
    let mut local = vec![usize::MAX; panel.nodes.len()];
    part.iter().enumerate().for_each(|(i, node)| local[*node] = i);
    let extents: Vec<Extent> = part.iter().map(|n| beside.extent(*n, placed.boxes[*n].0)).collect();
    let edges: Vec<usize> = (0..panel.edges.len())
        .filter(|i| {
            let e = &panel.edges[*i];
            e.from != e.to && local[e.from] != usize::MAX && local[e.to] != usize::MAX
        })
        .collect();
    let arrow = |i: &usize| {
        let (edge, label) = (&panel.edges[*i], placed.routes[*i].label.as_ref());
        let label = label.map(|(r, _)| Extent { before: r.width / 2, after: r.width / 2, depth: r.height });
        Arrow {
            from: local[edge.from],
            to: local[edge.to],
            label: label.unwrap_or_default(),
            weight: if main[*i] { 3 } else { u8::from(edge.kind == EdgeKind::Next) },
        }
    };
    let arrows: Vec<Arrow> = edges.iter().map(arrow).collect();
    let mut layered = Layered::new(&extents, &arrows);
    order::order(&mut layered);
    let across = across::across(&layered);
    let rects: Vec<Rect> = part.iter().map(|n| placed.boxes[*n].0).collect();
    let drawn = route::route(&layered, &arrows, &across, &rects);
    for (node, rect) in part.iter().zip(drawn.boxes) {
        placed.boxes[*node].0 = rect;
    }
    for (edge, route) in edges.iter().zip(drawn.routes) {
        let label = placed.routes[*edge].label.take();
        let label = label.map(|(r, text)| {
            (Rect { x: route.middle.x - r.width / 2, y: route.middle.y - r.height / 2, ..r }, text)
        });
        placed.routes[*edge] = Route { label, ..route };
    }
    for node in part {
        beside.place(*node, placed);
    }
    (drawn.width, drawn.height)
}

/// The boxes that arrows join, part by part; a panel whose arrows lead to the right is one part, so that its columns stand in line.
fn parts(panel: &Panel, beside: &Beside) -> Vec<Vec<usize>> {
    let inside: Vec<usize> = (0..panel.nodes.len()).filter(|n| !beside.is_beside(*n)).collect();
    if panel.direction == Direction::Right {
        return if inside.is_empty() { Vec::new() } else { vec![inside] };
    }
    let mut near: Vec<Vec<usize>> = vec![Vec::new(); panel.nodes.len()];
    for edge in &panel.edges {
        near[edge.from].push(edge.to);
        near[edge.to].push(edge.from);
    }
    let mut seen = vec![false; panel.nodes.len()];
    let mut found = Vec::new();
    for first in inside.iter().copied() {
        let (mut part, mut open) = (Vec::new(), vec![first]);
        while let Some(at) = open.pop() {
            if beside.is_beside(at) || std::mem::replace(&mut seen[at], true) {
                continue;
            }
            part.push(at);
            open.extend(near[at].iter().copied());
        }
        part.sort_unstable();
        found.extend((!part.is_empty()).then_some(part));
    }
    found
}

impl Placed {
    fn shift(&mut self, panel: &Panel, beside: &Beside, part: &[usize], by: Point) {
        let mut in_part = vec![false; panel.nodes.len()];
        for node in part {
            in_part[*node] = true;
            beside.of(*node).for_each(|b| in_part[b] = true);
        }
        for ((rect, _), _) in self.boxes.iter_mut().zip(&in_part).filter(|(_, here)| **here) {
            rect.move_by(by);
        }
        for (route, edge) in self.routes.iter_mut().zip(&panel.edges) {
            if in_part[edge.from] {
                route.each(&mut |p| *p = Point { x: p.x + by.x, y: p.y + by.y });
                route.label.iter_mut().for_each(|(rect, _)| rect.move_by(by));
            }
        }
    }

    /// Exchanges across and along: what led down leads to the right, and the other way round.
    fn turn(&mut self) {
        (self.width, self.height) = (self.height, self.width);
        for (rect, _) in &mut self.boxes {
            *rect = rect.turned();
        }
        for route in &mut self.routes {
            route.each(&mut |p| *p = Point { x: p.y, y: p.x });
            route.label.iter_mut().for_each(|(rect, _)| *rect = rect.turned());
        }
    }
}

impl Rect {
    fn turned(self) -> Self {
        Self { x: self.y, y: self.x, width: self.height, height: self.width }
    }

    fn move_by(&mut self, by: Point) {
        self.x += by.x;
        self.y += by.y;
    }

    /// Its middle.
    pub(crate) fn middle(self) -> Point {
        Point { x: self.x + self.width / 2, y: self.y + self.height / 2 }
    }
}

impl Route {
    fn each(&mut self, change: &mut dyn FnMut(&mut Point)) {
        change(&mut self.start);
        change(&mut self.middle);
        for piece in &mut self.pieces {
            match piece {
                Piece::Line(to) => change(to),
                Piece::Curve(a, b, to) => [a, b, to].into_iter().for_each(&mut *change),
            }
        }
    }

    /// The point from which it comes to its end.
    pub(crate) fn arrives(&self) -> Point {
        match self.pieces.as_slice() {
            [.., Piece::Curve(_, last, end)] if last != end => *last,
            [.., Piece::Line(to) | Piece::Curve(_, _, to), _] => *to,
            _ => self.start,
        }
    }

    /// The point to which it goes from its start.
    pub(crate) fn leaves(&self) -> Point {
        match self.pieces.first() {
            Some(Piece::Line(to) | Piece::Curve(to, ..)) => *to,
            None => self.start,
        }
    }

    /// Where it ends.
    pub(crate) fn end(&self) -> Point {
        match self.pieces.last() {
            Some(Piece::Line(to) | Piece::Curve(_, _, to)) => *to,
            None => self.start,
        }
    }
}

#[cfg(test)]
mod tests;
