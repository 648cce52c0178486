//! The main path of a panel, which is drawn as a straight line: from the first box on, the longest way of what follows or is chosen.

use super::super::diagram::{Direction, EdgeKind, Panel};

/// For each arrow, whether it is on the main path. One to an end is only where nothing leads on.
pub(super) fn main_path(panel: &Panel) -> Vec<bool> {
    let mut main = vec![false; panel.edges.len()];
    if panel.direction == Direction::Right {
        return main;
    }
    let out = out(panel);
    let height = heights(panel, &out);
    let mut seen = vec![false; panel.nodes.len()];
    let mut at = 0;
    while at < seen.len() && !std::mem::replace(&mut seen[at], true) {
        let ways = out[at].iter().copied().filter(|e| !seen[panel.edges[*e].to]);
        // Of ways of one length the first, and what simply follows before what is chosen.
        let best = ways.min_by_key(|e| {
            let edge = &panel.edges[*e];
            (std::cmp::Reverse(height[edge.to]), edge.kind)
        });
        let Some(edge) =
            best.filter(|e| height[panel.edges[*e].to] > 0 || panel.edges[*e].kind == EdgeKind::Next)
        else {
            break;
        };
        main[edge] = true;
        at = panel.edges[edge].to;
    }
    main
}

/// The arrows out of each box that may be part of the main path.
fn out(panel: &Panel) -> Vec<Vec<usize>> {
    let mut out = vec![Vec::new(); panel.nodes.len()];
    for (i, edge) in panel.edges.iter().enumerate() {
        if matches!(edge.kind, EdgeKind::Next | EdgeKind::Branch) && edge.from != edge.to {
            out[edge.from].push(i);
        }
    }
    out
}

/// How many boxes the longest way from each box passes; ways round are not gone twice.
fn heights(panel: &Panel, out: &[Vec<usize>]) -> Vec<usize> {
    let mut height = vec![0; panel.nodes.len()];
    let (mut on_path, mut done) = (vec![false; panel.nodes.len()], vec![false; panel.nodes.len()]);
    for start in 0..panel.nodes.len() {
        let mut path = if done[start] { Vec::new() } else { vec![(start, 0)] };
        while let Some((at, next)) = path.last_mut() {
            let at = *at;
            on_path[at] = true;
            if let Some(edge) = out[at].get(*next) {
                *next += 1;
                let to = panel.edges[*edge].to;
                if !on_path[to] && !done[to] {
                    path.push((to, 0));
                }
                continue;
            }
            let onward = out[at].iter().map(|e| panel.edges[*e].to).filter(|to| !on_path[*to]);
            height[at] = onward.map(|to| height[to] + 1).max().unwrap_or_default();
            (on_path[at], done[at]) = (false, true);
            path.pop();
        }
    }
    height
}
