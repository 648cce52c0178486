//! Writes a diagram as a Mermaid flowchart.

use super::diagram::{Diagram, Direction, Edge, EdgeKind, Mark, Node, NodeKind, Overlay, Panel};
use std::fmt::Write as _;

/// The diagram as a Mermaid flowchart, with the marks of `overlay` on its boxes.
///
/// Boxes are numbered, for Mermaid's own names take no Chinese punctuation; a remark beside each box says what it stands for.
#[must_use]
pub fn mermaid(diagram: &Diagram, overlay: &Overlay) -> String {
    let down = diagram.panels.iter().all(|p| p.direction == Direction::Down);
    let mut out =
        format!("---\ntitle: {}\n---\nflowchart {}\n", yaml(&diagram.title), if down { "TD" } else { "LR" });
    let mut first = 0;
    for (i, panel) in diagram.panels.iter().enumerate() {
        if panel.title.is_empty() {
            write_panel(&mut out, panel, overlay, first, "  ");
        } else {
            let _ = writeln!(out, "  subgraph p{i}[\"{}\"]", escape(&panel.title));
            write_panel(&mut out, panel, overlay, first, "    ");
            out.push_str("  end\n");
        }
        first += panel.nodes.len();
    }
    styles(&mut out, diagram, overlay);
    out
}

fn write_panel(out: &mut String, panel: &Panel, overlay: &Overlay, first: usize, indent: &str) {
    for (i, node) in panel.nodes.iter().enumerate() {
        let mark = overlay.get(&node.id);
        let (open, close) = shape(node.kind);
        let tone = mark.map(|m| m.tone.class()).unwrap_or_default();
        let class = if tone.is_empty() { node.kind.class() } else { tone };
        let _ = writeln!(out, "{indent}n{}{open}\"{}\"{close}:::k-{class}", first + i, label(node, mark));
    }
    for edge in &panel.edges {
        let (from, to) = (first + edge.from, first + edge.to);
        let _ = writeln!(out, "{indent}n{from} {} n{to}", arrow(edge, overlay.get(&edge.id)));
    }
}

fn shape(kind: NodeKind) -> (&'static str, &'static str) {
    match kind {
        NodeKind::Flow => ("[[", "]]"),
        kind if kind.is_round() => ("([", "])"),
        _ => ("[", "]"),
    }
}

fn label(node: &Node, mark: Option<&Mark>) -> String {
    let title = Some(&node.title).filter(|t| !t.is_empty()).map(|t| format!("<b>{}</b>", escape(t)));
    let badge = mark.filter(|m| !m.badge.is_empty()).map(|m| format!("({})", escape(&m.badge)));
    let lines = node.lines.iter().map(|l| escape(&l.text));
    let all: Vec<String> = title.into_iter().chain(lines).chain(badge).collect();
    if all.is_empty() { "…".to_owned() } else { all.join("<br/>") }
}

fn arrow(edge: &Edge, mark: Option<&Mark>) -> String {
    let line = match edge.kind {
        EdgeKind::Next | EdgeKind::Branch | EdgeKind::Trigger | EdgeKind::HandOff => "-->",
        EdgeKind::Enter => "<-->",
        _ => "-.->",
    };
    let badge = mark.filter(|m| !m.badge.is_empty()).map(|m| format!("({})", escape(&m.badge)));
    let all: Vec<String> = edge.labels.iter().map(|l| escape(l)).chain(badge).collect();
    if all.is_empty() { line.to_owned() } else { format!("{line}|\"{}\"|", all.join("<br/>")) }
}

/// Colours of the kinds and tones that occur.
fn styles(out: &mut String, diagram: &Diagram, overlay: &Overlay) {
    let nodes = || diagram.panels.iter().flat_map(|p| &p.nodes);
    for kind in NodeKind::ALL {
        if nodes().any(|n| n.kind == kind && !overlay.contains_key(&n.id)) {
            let _ = writeln!(out, "  classDef k-{} {}", kind.class(), colours(kind));
        }
    }
    for tone in [super::Tone::Good, super::Tone::Warn, super::Tone::Bad, super::Tone::Faint] {
        if nodes().any(|n| overlay.get(&n.id).is_some_and(|m| m.tone == tone)) {
            let (fill, stroke) = super::dot::tone_colours(tone);
            let _ = writeln!(out, "  classDef k-{} fill:{fill},stroke:{stroke},color:#1f2328", tone.class());
        }
    }
}

fn colours(kind: NodeKind) -> String {
    let (fill, stroke) = super::dot::colours(kind);
    format!("fill:{fill},stroke:{stroke},color:#1f2328")
}

/// Text in quotes: what Mermaid or HTML would read as their own become entities.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("#quot;"),
            '#' => out.push_str("#35;"),
            '&' => out.push_str("#amp;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '`' => out.push_str("#96;"),
            '\\' => out.push_str("#92;"),
            '*' => out.push_str("#42;"),
            '_' => out.push_str("#95;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A title for the head of the file.
fn yaml(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("\"{}\"", clean.replace('\\', "\\\\").replace('"', "\\\""))
}
