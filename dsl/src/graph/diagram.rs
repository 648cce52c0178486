//! A diagram as data: boxes and arrows with what is written on them, before anything has its place.

use crate::diagnostic::Lang;
use std::collections::BTreeMap;

/// A picture of a flow or of a shop: one or more panels, one below the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagram {
    /// What it shows.
    pub title: String,
    /// A line below the title; empty where there is nothing to say.
    pub subtitle: String,
    /// Its parts, each laid out by itself.
    pub panels: Vec<Panel>,
    /// The language of keywords, legend and remarks; names and texts are the shop's own.
    pub lang: Lang,
}

/// A part of a diagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    /// Its heading; empty where it needs none.
    pub title: String,
    /// Where its arrows lead.
    pub direction: Direction,
    /// The boxes.
    pub nodes: Vec<Node>,
    /// The arrows.
    pub edges: Vec<Edge>,
}

/// Where arrows lead, unless they lead back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Downwards, as a flow is read.
    Down,
    /// To the right.
    Right,
}

/// A box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it stands for, by names: `退货退款/问原因`. The same as long as nothing is renamed, and unique in its diagram.
    pub id: String,
    /// What it is.
    pub kind: NodeKind,
    /// Its first line; empty for a statement that does not begin a step.
    pub title: String,
    /// What stands below.
    pub lines: Vec<Line>,
}

/// A line in a box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its words.
    pub text: String,
    /// Whose words they are.
    pub voice: Voice,
}

/// Whose words a line has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    /// The flow's: what it does.
    Flow,
    /// The shop's: what the customer reads.
    Shop,
}

/// What a box stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NodeKind {
    /// What starts a flow.
    Start,
    /// A step or statement that waits for the customer.
    Asks,
    /// One that calls a plugin, looks something up or waits for an event, and asks nothing.
    Calls,
    /// One that speaks, and does neither.
    Says,
    /// One that only decides or notes something.
    Decides,
    /// 更正时: what runs when a customer takes back what was acted upon.
    Correction,
    /// A flow, or a flow that is entered.
    Flow,
    /// 结束
    End,
    /// 转人工, or a team.
    HandOff,
    /// 取消流程
    Cancel,
    /// Back to what was asked.
    Back,
    /// An intent that starts a flow.
    Intent,
    /// An event that starts a flow.
    Event,
    /// A push.
    Push,
    /// 全局
    Global,
}

/// An arrow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// What it stands for: the ids of its ends, and its kind. Unique in its diagram.
    pub id: String,
    /// Index of the box it leaves.
    pub from: usize,
    /// Index of the box it leads to.
    pub to: usize,
    /// Why one goes there.
    pub kind: EdgeKind,
    /// When: each of these leads along it. Empty for what simply follows.
    pub labels: Vec<String>,
}

/// Why one goes along an arrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EdgeKind {
    /// It follows.
    Next,
    /// A condition holds: 如果, 按, 试验.
    Branch,
    /// 出错
    Error,
    /// 没回, 没等到
    NoReply,
    /// 问满
    Tries,
    /// 遇到
    Interrupt,
    /// 重问
    Reask,
    /// 没走完
    Unfinished,
    /// 进入 流程, there and back.
    Enter,
    /// 触发
    Trigger,
    /// 转人工, from a flow to a team.
    HandOff,
    /// 下班时
    WhenClosed,
}

impl NodeKind {
    /// Every kind, in the order of a legend.
    pub const ALL: [Self; 15] = [
        Self::Start,
        Self::Intent,
        Self::Event,
        Self::Push,
        Self::Asks,
        Self::Calls,
        Self::Says,
        Self::Decides,
        Self::Flow,
        Self::Correction,
        Self::Global,
        Self::End,
        Self::HandOff,
        Self::Cancel,
        Self::Back,
    ];

    /// Its name in style sheets.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Asks => "asks",
            Self::Calls => "calls",
            Self::Says => "says",
            Self::Decides => "decides",
            Self::Correction => "correction",
            Self::Flow => "flow",
            Self::End => "end",
            Self::HandOff => "handoff",
            Self::Cancel => "cancel",
            Self::Back => "back",
            Self::Intent => "intent",
            Self::Event => "event",
            Self::Push => "push",
            Self::Global => "global",
        }
    }

    /// Whether it is drawn with round ends: where a flow begins or ends.
    #[must_use]
    pub fn is_round(self) -> bool {
        matches!(
            self,
            Self::Start
                | Self::End
                | Self::HandOff
                | Self::Cancel
                | Self::Back
                | Self::Intent
                | Self::Event
                | Self::Push
        )
    }
}

impl EdgeKind {
    /// Every kind, in the order of a legend.
    pub const ALL: [Self; 12] = [
        Self::Next,
        Self::Branch,
        Self::Error,
        Self::NoReply,
        Self::Tries,
        Self::Interrupt,
        Self::Reask,
        Self::Unfinished,
        Self::Enter,
        Self::Trigger,
        Self::HandOff,
        Self::WhenClosed,
    ];

    /// Its name in style sheets.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Branch => "branch",
            Self::Error => "error",
            Self::NoReply => "no-reply",
            Self::Tries => "tries",
            Self::Interrupt => "interrupt",
            Self::Reask => "reask",
            Self::Unfinished => "unfinished",
            Self::Enter => "enter",
            Self::Trigger => "trigger",
            Self::HandOff => "hand-off",
            Self::WhenClosed => "when-closed",
        }
    }
}

/// What is laid over a diagram: marks by the ids of boxes and arrows. They change no place; ids that the diagram lacks are passed over.
pub type Overlay = BTreeMap<String, Mark>;

/// A mark on a box or an arrow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// How it is coloured.
    pub tone: Tone,
    /// A few characters beside it, such as a count; empty for none.
    pub badge: String,
}

/// How a mark colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As it should be: walked by a test.
    Good,
    /// Worth a look.
    Warn,
    /// Not as it should be.
    Bad,
    /// In the background: nobody was here.
    Faint,
}

impl Tone {
    /// Its name in style sheets.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Faint => "faint",
        }
    }
}

impl Panel {
    /// A panel without boxes.
    #[must_use]
    pub fn new(title: impl Into<String>, direction: Direction) -> Self {
        Self { title: title.into(), direction, nodes: Vec::new(), edges: Vec::new() }
    }

    /// Adds a box, unless there is one of this id; gives its index.
    pub fn node(&mut self, node: Node) -> usize {
        if let Some(there) = self.nodes.iter().position(|n| n.id == node.id) {
            return there;
        }
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    /// Adds an arrow. One of the same kind between the same boxes takes the label instead, unless one of them has none.
    pub fn edge(&mut self, from: usize, to: usize, kind: EdgeKind, label: String) {
        let same = |e: &&mut Edge| (e.from, e.to, e.kind) == (from, to, kind);
        if let Some(edge) = self.edges.iter_mut().find(same) {
            if !label.is_empty() && !edge.labels.contains(&label) {
                edge.labels.push(label);
            }
            return;
        }
        let name = |i: usize| self.nodes.get(i).map(|n| n.id.as_str()).unwrap_or_default();
        let id = format!("{} -> {} {}", name(from), name(to), kind.class());
        self.edges.push(Edge {
            id,
            from,
            to,
            kind,
            labels: Some(label).filter(|l| !l.is_empty()).into_iter().collect(),
        });
    }
}
