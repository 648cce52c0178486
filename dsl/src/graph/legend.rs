//! What kinds of boxes and arrows a diagram has, and what each means.

use super::diagram::{Diagram, EdgeKind, NodeKind};
use crate::diagnostic::Lang;

/// A kind that occurs.
pub(super) struct Entry {
    /// Its name in style sheets.
    pub(super) class: &'static str,
    /// What it means.
    pub(super) name: String,
    /// For a box, whether it is round.
    pub(super) is_box: Option<bool>,
}

/// The kinds of boxes that occur.
pub(super) fn nodes(diagram: &Diagram) -> Vec<Entry> {
    let occurs = |kind: &NodeKind| diagram.panels.iter().any(|p| p.nodes.iter().any(|n| n.kind == *kind));
    let entry = |kind: NodeKind| Entry {
        class: kind.class(),
        name: node(kind, diagram.lang).to_owned(),
        is_box: Some(kind.is_round()),
    };
    NodeKind::ALL.into_iter().filter(occurs).map(entry).collect()
}

/// The kinds of arrows that occur.
pub(super) fn edges(diagram: &Diagram) -> Vec<Entry> {
    let occurs = |kind: &EdgeKind| diagram.panels.iter().any(|p| p.edges.iter().any(|e| e.kind == *kind));
    let entry = |kind: EdgeKind| Entry {
        class: kind.class(),
        name: edge(kind, diagram.lang).to_owned(),
        is_box: None,
    };
    EdgeKind::ALL.into_iter().filter(occurs).map(entry).collect()
}

fn node(kind: NodeKind, lang: Lang) -> &'static str {
    let (zh, en) = match kind {
        NodeKind::Start => ("开始", "start"),
        NodeKind::Intent => ("意图", "intent"),
        NodeKind::Event => ("事件", "event"),
        NodeKind::Push => ("推送", "push"),
        NodeKind::Asks => ("问顾客", "asks the customer"),
        NodeKind::Calls => ("查询、办理", "calls a system"),
        NodeKind::Says => ("说", "says"),
        NodeKind::Decides => ("判断、记录", "decides, notes"),
        NodeKind::Flow => ("流程", "flow"),
        NodeKind::Correction => ("更正时", "on correction"),
        NodeKind::Global => ("全局", "global"),
        NodeKind::End => ("结束", "end"),
        NodeKind::HandOff => ("人工组", "team"),
        NodeKind::Cancel => ("取消流程", "cancel"),
        NodeKind::Back => ("回到提问", "back to the question"),
    };
    if lang == Lang::Zh { zh } else { en }
}

fn edge(kind: EdgeKind, lang: Lang) -> &'static str {
    let (zh, en) = match kind {
        EdgeKind::Next => ("接着", "next"),
        EdgeKind::Branch => ("条件", "condition"),
        EdgeKind::Error => ("出错", "error"),
        EdgeKind::NoReply => ("没回", "no reply"),
        EdgeKind::Tries => ("问满", "out of tries"),
        EdgeKind::Interrupt => ("遇到", "interruption"),
        EdgeKind::Reask => ("重问", "asked again"),
        EdgeKind::Unfinished => ("没走完", "unfinished"),
        EdgeKind::Enter => ("进入，办完回来", "enters, and comes back"),
        EdgeKind::Trigger => ("触发", "triggers"),
        EdgeKind::HandOff => ("转人工", "hands over"),
        EdgeKind::WhenClosed => ("下班时", "when closed"),
    };
    if lang == Lang::Zh { zh } else { en }
}

/// A sentence for those who have the picture read out.
pub(super) fn description(diagram: &Diagram) -> String {
    let mut parts = Vec::new();
    for panel in &diagram.panels {
        for node in panel.nodes.iter().filter(|n| !n.title.is_empty() && !n.kind.is_round()) {
            parts.push(node.title.as_str());
        }
    }
    match (diagram.lang, parts.is_empty()) {
        (_, true) => diagram.subtitle.clone(),
        (Lang::Zh, false) => format!("{}（{}）", diagram.subtitle, parts.join("、")),
        (Lang::En, false) => format!("{} ({})", diagram.subtitle, parts.join(", ")),
    }
}
