//! What holds of every picture, whatever it shows.

use super::super::diagram::{Direction, Edge, EdgeKind, Line, Node, NodeKind, Panel, Voice};
use super::{Piece, Placed, Point, Rect, Route, layout};
use proptest::prelude::*;

/// Everything that is wrong with a picture.
fn faults(panel: &Panel, placed: &Placed) -> Vec<String> {
    let mut found = Vec::new();
    let page = Rect { x: 0, y: 0, width: placed.width, height: placed.height };
    let name = |i: usize| format!("{i} {}", panel.nodes[i].title);
    for (i, (rect, _)) in placed.boxes.iter().enumerate() {
        if !covers(page, *rect) {
            found.push(format!("{} leaves the page: {rect:?} {page:?}", name(i)));
        }
        for (j, (other, _)) in placed.boxes.iter().enumerate().skip(i + 1) {
            if overlap(*rect, *other) {
                found.push(format!("{} lies on {}: {rect:?} {other:?}", name(i), name(j)));
            }
        }
    }
    for (i, (edge, route)) in panel.edges.iter().zip(&placed.routes).enumerate() {
        let (from, to) = (placed.boxes[edge.from].0, placed.boxes[edge.to].0);
        if !on_border(from, route.start) || !on_border(to, route.end()) {
            found.push(format!(
                "{} hangs in the air: {from:?} {:?} {:?} {to:?}",
                edge.id,
                route.start,
                route.end()
            ));
        }
        if let Some((label, _)) = &route.label {
            if !covers(page, *label) {
                found.push(format!("the label of {} leaves the page: {label:?} {page:?}", edge.id));
            }
            if placed.boxes.iter().any(|(b, _)| overlap(*b, *label)) {
                found.push(format!("the label of {} lies on a box: {label:?}", edge.id));
            }
            let others = placed.routes.iter().skip(i + 1).filter_map(|r| r.label.as_ref());
            if others.into_iter().any(|(other, _)| overlap(*label, *other)) {
                found.push(format!("the label of {} lies on another: {label:?}", edge.id));
            }
        }
        for point in points(route) {
            if placed.boxes.iter().any(|(b, _)| inside(*b, point)) {
                found.push(format!("{} runs through a box at {point:?}", edge.id));
                break;
            }
        }
    }
    found
}

fn covers(page: Rect, rect: Rect) -> bool {
    rect.x >= page.x
        && rect.y >= page.y
        && rect.x + rect.width <= page.x + page.width
        && rect.y + rect.height <= page.y + page.height
}

fn overlap(a: Rect, b: Rect) -> bool {
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

fn on_border(rect: Rect, p: Point) -> bool {
    let (right, bottom) = (rect.x + rect.width, rect.y + rect.height);
    let within = (rect.x..=right).contains(&p.x) && (rect.y..=bottom).contains(&p.y);
    within && (p.x == rect.x || p.x == right || p.y == rect.y || p.y == bottom)
}

/// Inside a box by more than a pixel, which rounding may take.
fn inside(rect: Rect, p: Point) -> bool {
    p.x > rect.x + 1 && p.x < rect.x + rect.width - 1 && p.y > rect.y + 1 && p.y < rect.y + rect.height - 1
}

/// Points along an arrow, a few pixels apart.
fn points(route: &Route) -> Vec<Point> {
    let mut at = route.start;
    let mut all = vec![at];
    for piece in &route.pieces {
        let (a, b, to) = match *piece {
            Piece::Line(to) => (at, to, to),
            Piece::Curve(a, b, to) => (a, b, to),
        };
        let steps = 24;
        for i in 1..=steps {
            let bezier = |p: i32, a: i32, b: i32, q: i32| {
                let [p, a, b, q, i, n] = [p, a, b, q, i, steps].map(i64::from);
                let r = n - i;
                let sum = p * r * r * r + 3 * a * r * r * i + 3 * b * r * i * i + q * i * i * i;
                i32::try_from(sum / (n * n * n)).unwrap_or_default()
            };
            all.push(Point { x: bezier(at.x, a.x, b.x, to.x), y: bezier(at.y, a.y, b.y, to.y) });
        }
        at = to;
    }
    all
}

/// The test of the test: each kind of fault is found.
#[test]
fn faults_are_found() {
    let panel = panel(Direction::Down, 3, &[(0, 1, 4), (1, 2, 5)]);
    let placed = layout(&panel);
    assert_eq!(faults(&panel, &placed), [""; 0]);
    let changed = |change: &dyn Fn(&mut Placed)| {
        let mut other = placed.clone();
        change(&mut other);
        faults(&panel, &other).join("; ")
    };
    assert!(changed(&|p| p.boxes[2].0.x = -1).contains("leaves the page"));
    assert!(changed(&|p| p.boxes[2].0 = p.boxes[1].0).contains("lies on"));
    assert!(changed(&|p| p.routes[0].start.y -= 3).contains("hangs in the air"));
    assert!(changed(&|p| p.routes[1].label.iter_mut().for_each(|l| l.0.y = 9_999)).contains("label of"));
    let middle = placed.boxes[2].0.middle();
    assert!(changed(&|p| p.routes[0].pieces.insert(0, Piece::Line(middle))).contains("runs through"));
}

#[test]
fn shipped_flows_lie_as_they_should() -> Result<(), Box<dyn std::error::Error>> {
    let mut seen = 0;
    for diagram in super::super::tests::programs()?.iter().flat_map(super::super::tests::diagrams) {
        for panel in &diagram.panels {
            assert_eq!(faults(panel, &layout(panel)), [""; 0], "{}", diagram.title);
            seen += panel.nodes.len();
        }
    }
    assert!(seen > 500, "{seen}");
    Ok(())
}

/// From the first box on, the main path goes straight down.
#[test]
fn the_main_path_is_straight() -> Result<(), Box<dyn std::error::Error>> {
    let mut seen = 0;
    for diagram in super::super::tests::programs()?.iter().flat_map(super::super::tests::diagrams) {
        for panel in diagram.panels.iter().filter(|p| p.direction == Direction::Down) {
            let placed = layout(panel);
            let main = super::main_path::main_path(panel);
            for (edge, _) in panel.edges.iter().zip(main).filter(|(_, main)| *main) {
                let (from, to) = (placed.boxes[edge.from].0.middle(), placed.boxes[edge.to].0.middle());
                assert_eq!(from.x, to.x, "{}: {}", diagram.title, edge.id);
                assert!(from.y < to.y, "{}: {}", diagram.title, edge.id);
                seen += 1;
            }
        }
    }
    assert!(seen > 100, "{seen}");
    Ok(())
}

const KINDS: [EdgeKind; 5] =
    [EdgeKind::Next, EdgeKind::Branch, EdgeKind::Error, EdgeKind::Enter, EdgeKind::NoReply];

/// A panel of these arrows; words and kinds are made up of the numbers. Unlike in a flow, arrows of one kind may run side by side.
fn panel(direction: Direction, nodes: usize, arrows: &[(usize, usize, usize)]) -> Panel {
    let mut panel = Panel::new("", direction);
    for i in 0..nodes {
        let lines =
            (0..i % 4).map(|l| Line { text: "说一句话".repeat(1 + (i * 7 + l) % 9), voice: Voice::Shop });
        let kind = NodeKind::ALL[i * 5 % NodeKind::ALL.len()];
        panel.node(Node { id: format!("n{i}"), kind, title: "步".repeat(i % 20), lines: lines.collect() });
    }
    for (from, to, seed) in arrows {
        let labels = (0..seed % 3).map(|l| "条件".repeat(1 + (seed * 3 + l) % 12)).collect();
        let (from, to, kind) = (from % nodes, to % nodes, KINDS[seed % KINDS.len()]);
        panel.edges.push(Edge { id: format!("{from}->{to} {seed}"), from, to, kind, labels });
    }
    panel
}

fn arrows() -> impl Strategy<Value = (usize, Vec<(usize, usize, usize)>)> {
    let near = (0usize..60, 0usize..6, 0usize..40).prop_map(|(from, on, seed)| (from, from + on, seed));
    let any = (0usize..60, 0usize..60, 0usize..40);
    (1usize..=60, prop::collection::vec(prop_oneof![3 => near, 1 => any], 0..90))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_graph_lies_as_it_should((nodes, arrows) in arrows(), right in any::<bool>()) {
        let direction = if right { Direction::Right } else { Direction::Down };
        let panel = panel(direction, nodes, &arrows);
        let placed = layout(&panel);
        prop_assert_eq!(faults(&panel, &placed), Vec::<String>::new());
        prop_assert_eq!(&placed, &layout(&panel));
    }
}

/// Three hundred boxes and as many loops and long arrows as nobody would write: the work is bounded, so this ends.
#[test]
fn a_large_graph_is_laid_out_too() {
    let mut state = 7usize;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % 300
    };
    let arrows: Vec<(usize, usize, usize)> = (0..500).map(|_| (next(), next(), next())).collect();
    let panel = panel(Direction::Down, 300, &arrows);
    let placed = layout(&panel);
    assert_eq!(faults(&panel, &placed), [""; 0]);
}
