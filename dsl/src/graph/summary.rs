//! What a statement does, in a line or two.

use super::diagram::{Line, NodeKind, Voice};
use super::transition;
use super::words::Words;
use crate::program::{Ask, Node, StmtKind, TextId};

/// Longer texts of the shop are cut, in columns.
const LONGEST: usize = 50;

/// The lines of a statement; none for those that only lead on.
pub(super) fn lines(words: &Words<'_>, node: &Node) -> Vec<Line> {
    let key = |id: &str, rest: &str| vec![line(format!("{} {rest}", words.key(id)))];
    let name = |place| words.place(place).0;
    match &node.stmt {
        StmtKind::Say(text, _) => said(words, *text).into_iter().collect(),
        StmtKind::Ask(id) => words.flow.asks.get(id.index()).map(|a| asked(words, a)).unwrap_or_default(),
        StmtKind::Call(call) => {
            let function = words.program.functions.get(call.function.index());
            key("call", &function.map(crate::program::Function::full_name).unwrap_or_default())
        }
        StmtKind::Enter(enter, _) | StmtKind::ForEach { enter, .. } => {
            let flow = words.program.flows.get(enter.flow.index());
            key("enter", flow.map(|f| f.name.as_str()).unwrap_or_default())
        }
        StmtKind::Await { event, within, filter, .. } => {
            let event = transition::event(words, *event, filter.as_ref());
            key("await", &format!("{event} {} {}", words.key("within"), words.duration(*within)))
        }
        StmtKind::If { .. } => vec![line(words.key("if").to_owned())],
        StmtKind::Match { subject, .. } => {
            let by = words.or(" 分", "");
            key("match", &format!("{}{by}", words.expr(subject)))
        }
        StmtKind::Experiment(id, _) => key(
            "experiment",
            words.program.experiments.get(id.index()).map(String::as_str).unwrap_or_default(),
        ),
        StmtKind::Let(slot, expr) => key("let", &format!("{} = {}", words.slot(*slot), words.expr(expr))),
        StmtKind::Set(place, expr) => key("set", &format!("{} = {}", name(place), words.expr(expr))),
        StmtKind::Lookup(table, ..) => key(
            "lookup",
            words.program.tables.get(table.index()).map(|t| t.name.as_str()).unwrap_or_default(),
        ),
        StmtKind::Card(card) => key("card", &words.quoted(&words.template(&card.title))),
        StmtKind::Carousel(list, ..) => key("carousel", &words.expr(list)),
        StmtKind::Image(_) => vec![line(words.key("image").to_owned())],
        StmtKind::Track(track, _) => {
            key("track", words.program.tracks.get(track.index()).map(|t| t.name.as_str()).unwrap_or_default())
        }
        StmtKind::Repeat => vec![line(words.key("repeat").to_owned())],
        StmtKind::Reask(slot, ..) => key("reask", words.slot(*slot)),
        StmtKind::Leave(_) | StmtKind::Back => Vec::new(),
    }
}

/// What kind of box a statement makes.
pub(super) fn kind(node: &Node) -> NodeKind {
    match &node.stmt {
        StmtKind::Ask(_) => NodeKind::Asks,
        StmtKind::Call(_)
        | StmtKind::Lookup(..)
        | StmtKind::Await { .. }
        | StmtKind::Enter(..)
        | StmtKind::ForEach { .. } => NodeKind::Calls,
        StmtKind::Say(..)
        | StmtKind::Card(_)
        | StmtKind::Carousel(..)
        | StmtKind::Image(_)
        | StmtKind::Repeat => NodeKind::Says,
        _ => NodeKind::Decides,
    }
}

/// Whether a statement is worth a line in its step wherever it stands.
pub(super) fn is_main(node: &Node) -> bool {
    matches!(
        node.stmt,
        StmtKind::Ask(_)
            | StmtKind::Call(_)
            | StmtKind::Await { .. }
            | StmtKind::Match { .. }
            | StmtKind::Experiment(..)
            | StmtKind::Lookup(..)
    )
}

/// Whether a statement is worth a line only where it runs each time the step does: what it says and notes.
pub(super) fn is_plain(node: &Node) -> bool {
    kind(node) == NodeKind::Says || matches!(node.stmt, StmtKind::Set(..))
}

/// A line in the flow's words.
pub(super) fn line(text: String) -> Line {
    Line { text, voice: Voice::Flow }
}

fn said(words: &Words<'_>, text: TextId) -> Option<Line> {
    let text = words.program.texts.get(text.index())?;
    let first = text.variants.first().map(|t| words.template(t)).filter(|t| !t.is_empty());
    let first = first.or_else(|| text.lines.first().map(|l| words.template(&l.template)))?;
    Some(Line { text: words.quoted(&super::measure::cut(&first, LONGEST)), voice: Voice::Shop })
}

fn asked(words: &Words<'_>, ask: &Ask) -> Vec<Line> {
    let mut head = format!("{} {}", words.key("ask"), words.slot(ask.slot));
    if let Some(collect) = &ask.collect {
        let (from, to) = (collect.min, collect.max);
        head.push_str(&if from == to { format!(" ×{to}") } else { format!(" ×{from}–{to}") });
    }
    if ask.skippable.is_some() {
        head.push_str(&format!(" · {}", words.key("skippable")));
    }
    if ask.explicit {
        head.push_str(&format!(" · {}", words.key("explicit")));
    }
    std::iter::once(line(head)).chain(said(words, ask.text)).collect()
}
