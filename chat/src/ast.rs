//! What a `.chat` file says: every line with its place, grouped into conversations and turns, nothing resolved yet.

use huashu_dsl::value::{MediaKind, Millis};
use huashu_dsl::{Name, SourceId, Span, Spanned};

/// One `.chat` file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversations {
    /// The file.
    pub source: SourceId,
    /// The `---` header.
    pub header: Header,
    /// Setups before the first `==`, which every conversation shares.
    pub shared: Vec<Setup>,
    /// The conversations, in order; each begins anew.
    pub cases: Vec<Case>,
}

/// Between the two `---`: nothing else survives a review tool.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// Where the file came from.
    pub source: Option<String>,
    /// What it is about.
    pub description: Option<String>,
}

/// One conversation: `== title` and what follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its title, without the mark.
    pub title: Name,
    /// Its own setups, which come after the shared ones.
    pub setups: Vec<Setup>,
    /// Its turns; the first is the opening, in which only `@到` says anything.
    pub turns: Vec<Turn>,
}

/// One input and what follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// What happens.
    pub input: Input,
    /// The lines of the input.
    pub span: Span,
    /// What the shop was recorded to do, in order.
    pub recorded: Vec<Recorded>,
    /// What must hold after it.
    pub musts: Vec<Must>,
}

/// What happens at the head of a turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The conversation begins; with `@到`, at a step.
    Opening,
    /// The customer wrote these bubbles, one after the other, as one input.
    Said(Vec<Bubble>),
    /// The customer pressed the button with this label.
    Pressed(Name),
    /// So much time passed.
    Waited(Millis),
    /// A shop event with its record, as written.
    Happened(Name, Option<Raw>),
    /// A setup in the middle of a conversation: from here on the world is different.
    Changed(Setup),
}

/// A bubble of the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bubble {
    /// Words.
    Words(Name),
    /// `[图片 a.jpg]`
    Media(MediaKind, Name),
}

/// A setup line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setup {
    /// What it sets.
    pub kind: SetupKind,
    /// The line, without blanks around it.
    pub span: Span,
}

/// An expression or a record, read once a program is at hand.
pub type Raw = Spanned<String>;

/// The setups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetupKind {
    /// @时间
    Time(jiff::civil::DateTime),
    /// @渠道
    Channel(Name),
    /// @种子
    Seed(u64),
    /// @顾客 {…}
    Customer(Raw),
    /// @会话 {…}
    Session(Raw),
    /// @店铺 {…}
    Shop(Raw),
    /// @模拟 P.f -> answer
    Mock(Name, Raw),
    /// @遮住 path
    Redact(Name),
    /// @试验 N = arm
    Experiment(Name, Name),
    /// @到 流程.步骤 {…}
    At(At),
}

/// @到
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At {
    /// The flow.
    pub flow: Name,
    /// The step.
    pub step: Name,
    /// The slots that count as answered.
    pub slots: Option<Raw>,
}

/// A line that a machine may rewrite, or `店*:`, which stands for any wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// What it shows.
    pub kind: RecordedKind,
    /// What stands after the mark, in the canonical form that recording prints.
    pub text: String,
    /// The line, without blanks around it.
    pub span: Span,
}

/// The kinds of recorded lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordedKind {
    /// `店:`
    Bubble,
    /// `店*:`, written by a person
    AnyBubble,
    /// `| …`: one more line of the bubble
    More,
    /// `[卡片]`
    Card,
    /// `[按钮]`
    Buttons,
    /// `[图片]`
    Image,
    /// `〔…〕`
    Trace,
    /// `=> …`
    Effect,
}

/// 必须 or 必须不
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Must {
    /// Whether the rest has to hold.
    pub wanted: Wanted,
    /// The expression.
    pub text: Raw,
    /// The line, without blanks around it.
    pub span: Span,
}

/// What a must wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// 必须
    Holds,
    /// 必须不
    Fails,
}

/// The spelling of marks and words in a file: that of its first spelled line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spelling {
    /// 客 店 必须
    #[default]
    Chinese,
    /// user bot must
    English,
}
