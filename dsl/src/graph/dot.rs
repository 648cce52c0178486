//! Writes a diagram for Graphviz.

use super::diagram::{Diagram, Direction, Edge, EdgeKind, Mark, Node, NodeKind, Overlay, Panel, Tone};
use std::fmt::Write as _;

/// The diagram as a `digraph` of Graphviz, with the marks of `overlay` on it.
#[must_use]
pub fn dot(diagram: &Diagram, overlay: &Overlay) -> String {
    let down = diagram.panels.iter().all(|p| p.direction == Direction::Down);
    let mut out = format!(
        "digraph {} {{\n  rankdir={}; label={}; labelloc=t; fontname=\"sans-serif\";\n  \
         node [shape=box, style=\"filled,rounded\", fontname=\"sans-serif\", fontsize=12];\n  \
         edge [fontname=\"sans-serif\", fontsize=10, color=\"#4b5563\"];\n",
        quoted(&diagram.title),
        if down { "TB" } else { "LR" },
        quoted(&diagram.title),
    );
    for (i, panel) in diagram.panels.iter().enumerate() {
        if panel.title.is_empty() {
            write_panel(&mut out, panel, overlay);
        } else {
            let _ = writeln!(
                out,
                "  subgraph cluster_{i} {{\n  label={}; color=\"#d8dee4\";",
                quoted(&panel.title)
            );
            write_panel(&mut out, panel, overlay);
            out.push_str("  }\n");
        }
    }
    out.push_str("}\n");
    out
}

fn write_panel(out: &mut String, panel: &Panel, overlay: &Overlay) {
    for node in &panel.nodes {
        let mark = overlay.get(&node.id);
        let (fill, stroke) = mark.map_or_else(|| colours(node.kind), |m| tone_colours(m.tone));
        let shape = match node.kind {
            NodeKind::Flow => ", peripheries=2",
            kind if kind.is_round() => ", shape=box, style=\"filled,rounded\", margin=\"0.2,0.05\"",
            _ => "",
        };
        let _ = writeln!(
            out,
            "  {} [label={}, fillcolor=\"{fill}\", color=\"{stroke}\"{shape}];",
            quoted(&node.id),
            label(node, mark),
        );
    }
    for edge in &panel.edges {
        let name = |i: usize| panel.nodes.get(i).map(|n| quoted(&n.id)).unwrap_or_default();
        let _ = writeln!(
            out,
            "  {} -> {}{};",
            name(edge.from),
            name(edge.to),
            attributes(edge, overlay.get(&edge.id))
        );
    }
}

fn label(node: &Node, mark: Option<&Mark>) -> String {
    let title = Some(node.title.as_str()).filter(|t| !t.is_empty());
    let badge = mark.filter(|m| !m.badge.is_empty()).map(|m| format!("({})", m.badge));
    let lines = node.lines.iter().map(|l| l.text.as_str());
    lined(title.into_iter().chain(lines).chain(badge.as_deref()))
}

fn attributes(edge: &Edge, mark: Option<&Mark>) -> String {
    let mut all = Vec::new();
    let badge = mark.filter(|m| !m.badge.is_empty()).map(|m| format!("({})", m.badge));
    if !edge.labels.is_empty() || badge.is_some() {
        all.push(format!("label={}", lined(edge.labels.iter().map(String::as_str).chain(badge.as_deref()))));
    }
    match edge.kind {
        EdgeKind::Next | EdgeKind::Branch | EdgeKind::Trigger | EdgeKind::HandOff => {}
        EdgeKind::Enter => all.push("dir=both".to_owned()),
        EdgeKind::Error => all.push("style=dashed, color=\"#c93636\"".to_owned()),
        _ => all.push("style=dashed".to_owned()),
    }
    if let Some(mark) = mark {
        all.push(format!("color=\"{}\"", tone_colours(mark.tone).1));
    }
    if all.is_empty() { String::new() } else { format!(" [{}]", all.join(", ")) }
}

/// Fill and border of a kind of box, on white.
pub(super) fn colours(kind: NodeKind) -> (&'static str, &'static str) {
    match kind {
        NodeKind::Start | NodeKind::Intent => ("#e3f5f1", "#15807a"),
        NodeKind::Event => ("#e2f3fb", "#1779a8"),
        NodeKind::Push => ("#f3ecfd", "#8250c4"),
        NodeKind::Asks => ("#e9f2fe", "#2f6fd0"),
        NodeKind::Calls => ("#f2edfc", "#7b53cf"),
        NodeKind::Says => ("#f4f6f8", "#7d8793"),
        NodeKind::Decides => ("#ffffff", "#8c959f"),
        NodeKind::Correction => ("#fdeef3", "#bf4674"),
        NodeKind::Flow => ("#eef2fd", "#4a63c0"),
        NodeKind::Global => ("#eceff3", "#4b5563"),
        NodeKind::End => ("#e4f6e8", "#2b8a45"),
        NodeKind::HandOff => ("#fff0df", "#c26a12"),
        NodeKind::Cancel | NodeKind::Back => ("#f1f3f5", "#7d8793"),
    }
}

/// Fill and border of a mark, on white.
pub(super) fn tone_colours(tone: Tone) -> (&'static str, &'static str) {
    match tone {
        Tone::Good => ("#d3f3da", "#1a7f37"),
        Tone::Warn => ("#fff1c2", "#946200"),
        Tone::Bad => ("#ffe0dd", "#cf222e"),
        Tone::Faint => ("#f6f8fa", "#d0d7de"),
    }
}

fn quoted(text: &str) -> String {
    lined(std::iter::once(text))
}

/// Lines as one quoted text. A backslash of their own is no escape of Graphviz.
fn lined<'t>(lines: impl Iterator<Item = &'t str>) -> String {
    let one = |line: &str| {
        let clean: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        clean.replace('\\', "\\\\").replace('"', "\\\"")
    };
    format!("\"{}\"", lines.map(one).collect::<Vec<_>>().join("\\n"))
}
