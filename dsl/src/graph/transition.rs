//! Where a statement leads, with why and when: the edges of `check::routing`, labelled (a test holds the two together).

use super::diagram::EdgeKind;
use super::words::Words;
use crate::program::{
    Ask, Call, EventId, FlowId, NoReplyAction, Node, NodeId, OnError, StmtKind, Trigger, WayOut,
};

/// A way from a statement.
#[derive(Debug, Clone)]
pub(super) struct Transition<'p> {
    /// Why.
    pub(super) kind: EdgeKind,
    /// When; empty for what simply follows.
    pub(super) label: String,
    /// Where to.
    pub(super) to: Target<'p>,
}

/// Where a way leads.
#[derive(Debug, Clone, Copy)]
pub(super) enum Target<'p> {
    /// Another statement of the flow.
    Node(NodeId),
    /// A way out.
    Leave(&'p WayOut),
    /// A flow that is entered and comes back.
    Flow(FlowId),
}

/// All ways from a statement, in the order in which they are written.
pub(super) fn of<'p>(words: &Words<'p>, node: &'p Node) -> Vec<Transition<'p>> {
    let to = |kind, label: String, to| Transition { kind, label, to };
    let next = || to(EdgeKind::Next, String::new(), Target::Node(node.next));
    match &node.stmt {
        StmtKind::Leave(way) => vec![to(EdgeKind::Next, String::new(), Target::Leave(way))],
        StmtKind::Back => Vec::new(),
        StmtKind::Ask(id) => {
            let ask = words.flow.asks.get(id.index());
            std::iter::once(next()).chain(ask.into_iter().flat_map(|ask| from_ask(words, ask))).collect()
        }
        StmtKind::Call(call) => std::iter::once(next()).chain(from_call(words, call)).collect(),
        StmtKind::Enter(enter, unfinished) => {
            from_enter(words, enter.flow, String::new(), node.next, *unfinished)
        }
        StmtKind::ForEach { item, max, enter, unfinished, .. } => {
            let item = words.flow.slots.get(item.index()).map(|s| s.name.as_str()).unwrap_or_default();
            let label = format!(
                "{} {item} {} {max}{}",
                words.key("for_each"),
                words.key("each_max"),
                words.or(" 个", "")
            );
            from_enter(words, enter.flow, label, node.next, *unfinished)
        }
        StmtKind::Await { then, timeout, .. } => vec![
            to(EdgeKind::Branch, words.key("then").into(), Target::Node(*then)),
            to(EdgeKind::NoReply, words.key("on_timeout").into(), Target::Node(*timeout)),
        ],
        StmtKind::If { condition, then, otherwise } => vec![
            to(EdgeKind::Branch, words.expr(condition), Target::Node(*then)),
            to(EdgeKind::Branch, words.key("else").into(), Target::Node(*otherwise)),
        ],
        StmtKind::Match { subject, arms } => arms
            .iter()
            .map(|arm| to(EdgeKind::Branch, words.test(&arm.test, subject), Target::Node(arm.then)))
            .collect(),
        StmtKind::Experiment(_, arms) => arms
            .iter()
            .map(|(name, share, then)| {
                to(EdgeKind::Branch, format!("{name} {}", percent(*share)), Target::Node(*then))
            })
            .collect(),
        StmtKind::Reask(_, ask, _) => vec![to(EdgeKind::Reask, String::new(), Target::Node(*ask))],
        _ => vec![next()],
    }
}

fn from_ask<'p>(words: &Words<'p>, ask: &'p Ask) -> Vec<Transition<'p>> {
    let mut all = Vec::new();
    for interrupt in &ask.interrupts {
        let label = format!("{} {}", words.key("on"), trigger(words, &interrupt.trigger));
        all.push(Transition { kind: EdgeKind::Interrupt, label, to: Target::Node(interrupt.entry) });
    }
    if let Some(max) = &ask.max_tries {
        let label = tries(words, max.times);
        all.push(Transition { kind: EdgeKind::Tries, label, to: Target::Leave(&max.leave) });
    }
    for line in &ask.no_reply {
        if let NoReplyAction::Leave(way) = &line.action {
            let label = format!("{} {}", words.key("no_reply"), words.duration(line.after));
            all.push(Transition { kind: EdgeKind::NoReply, label, to: Target::Leave(way) });
        }
    }
    all
}

/// `问满 3 次`
pub(super) fn tries(words: &Words<'_>, times: u32) -> String {
    format!("{} {times}{}", words.key("after_tries"), words.or(" 次", ""))
}

/// One way for each block below the call, whatever the number of errors it catches.
fn from_call<'p>(words: &Words<'p>, call: &'p Call) -> Vec<Transition<'p>> {
    let mut blocks: Vec<(NodeId, Vec<&str>)> = Vec::new();
    let errors =
        words.program.functions.get(call.function.index()).map(|f| f.errors.as_slice()).unwrap_or_default();
    for (error, entry) in &call.on_error {
        let name = match error {
            OnError::Declared(i) => errors.get(usize::from(*i)).map(String::as_str).unwrap_or_default(),
            OnError::Timeout => words.key("err_timeout"),
            OnError::System => words.key("err_system"),
            OnError::Other => words.key("other_error"),
        };
        match blocks.last_mut() {
            Some((last, names)) if last == entry => names.push(name),
            _ => blocks.push((*entry, vec![name])),
        }
    }
    let label = |names: Vec<&str>| format!("{} {}", words.key("on_error"), words.list(names));
    blocks
        .into_iter()
        .map(|(entry, names)| Transition {
            kind: EdgeKind::Error,
            label: label(names),
            to: Target::Node(entry),
        })
        .collect()
}

fn from_enter<'p>(
    words: &Words<'p>,
    flow: FlowId,
    label: String,
    next: NodeId,
    unfinished: Option<NodeId>,
) -> Vec<Transition<'p>> {
    let mut all = vec![
        Transition { kind: EdgeKind::Next, label: String::new(), to: Target::Node(next) },
        Transition { kind: EdgeKind::Enter, label, to: Target::Flow(flow) },
    ];
    all.extend(unfinished.map(|entry| Transition {
        kind: EdgeKind::Unfinished,
        label: words.key("unfinished").into(),
        to: Target::Node(entry),
    }));
    all
}

/// `意图 要退货`, `事件 订单.已付款 其中 …`
pub(super) fn trigger(words: &Words<'_>, trigger: &Trigger) -> String {
    match trigger {
        Trigger::Intent(id) => {
            let name = words.program.intents.get(id.index()).map(|i| i.name.as_str()).unwrap_or_default();
            format!("{} {name}", words.key("by_intent"))
        }
        Trigger::Event(id, filter) => event(words, *id, filter.as_ref()),
    }
}

/// `事件 订单.已付款 其中 …`
pub(super) fn event(words: &Words<'_>, id: EventId, filter: Option<&crate::program::Expr>) -> String {
    let inner = words.with_event(id);
    let filter = filter.map(|f| format!(" {} {}", words.key("where"), inner.expr(f))).unwrap_or_default();
    format!("{} {}{filter}", words.key("by_event"), words.event_name(id))
}

/// Ten-thousandths as a percentage.
fn percent(share: u32) -> String {
    match (share / 100, share % 100) {
        (whole, 0) => format!("{whole}%"),
        (whole, part) => format!("{whole}.{}%", format!("{part:02}").trim_end_matches('0')),
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::Words;
    use super::{Target, of, percent};
    use crate::check::routing::successors;
    use crate::program::{NodeId, WayOut};
    use crate::{Lang, Settings, compile};

    /// Each way of `of` that stays in the flow is a successor, and each successor is one of them.
    #[test]
    fn the_labelled_ways_are_the_edges_that_the_checker_walks() -> Result<(), Box<dyn std::error::Error>> {
        let program =
            compile(&crate::check::tests::shop("")?, &Settings::default()).program.ok_or("no program")?;
        let mut seen = 0;
        for flow in &program.flows {
            let words = Words::new(&program, flow, Lang::Zh);
            for node in &flow.nodes {
                let step = |id: usize| flow.steps.get(id).map(|s| s.entry);
                let within = |to: Target<'_>| match to {
                    Target::Node(id) => Some(id),
                    Target::Leave(WayOut::Goto(id)) => step(id.index()),
                    _ => None,
                };
                let mut ours: Vec<NodeId> = of(&words, node).iter().filter_map(|t| within(t.to)).collect();
                let mut theirs = successors(flow, node);
                ours.sort_unstable();
                theirs.sort_unstable();
                ours.dedup();
                theirs.dedup();
                assert_eq!(ours, theirs, "{}: {:?}", flow.name, node.stmt);
                seen += ours.len();
            }
        }
        assert!(seen > 200, "{seen}");
        Ok(())
    }

    #[test]
    fn shares_are_printed_as_written() {
        assert_eq!([5_000, 1_250, 1_205, 10_000].map(percent), ["50%", "12.5%", "12.05%", "100%"]);
    }
}
