//! What was written: the spanned tree that `.flow` text (and later YAML) is parsed into, before any name is resolved.
//!
//! Both spellings of a keyword arrive at the same tree; only names and texts stay as the shop wrote them.

use crate::source::{Name, Span, Spanned};

/// A dotted path of names: `订单.状态`, `顾客.最近订单`.
pub type Path = Vec<Name>;

/// One source file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct File {
    /// `语言版本 1`, where given.
    pub language_version: Option<Spanned<u32>>,
    /// Its declarations, in order; a block that could not be read is missing (and was reported).
    pub items: Vec<Item>,
}

/// A declaration at column 0.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// 设定
    Settings(Vec<Setting>),
    /// 顾客 {…}
    Customer(Vec<FieldDecl>, Span),
    /// 会话信息
    SessionSlots(Vec<SessionSlot>),
    /// 人工组
    Team(Team),
    /// 类型
    Type(TypeDecl),
    /// 事件
    Event(Event),
    /// 统计
    Track(TrackDecl),
    /// 插件
    Plugin(Plugin),
    /// 表
    Table(Table),
    /// 话术
    Snippet(Snippet),
    /// 意图
    Intent(Intent),
    /// 问答
    Faq(Faq),
    /// 问答 来自 "x.csv"
    FaqFile(Spanned<String>),
    /// 全局
    Global(Vec<GlobalPart>),
    /// 推送
    Push(Push),
    /// 流程
    Flow(Flow),
}

/// `名: T = v` under 设定.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// The name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
    /// Its value, unless `huashu.yaml` gives another.
    pub value: Expr,
}

/// `名: T 保留 24 小时` under 会话信息.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionSlot {
    /// The name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
    /// How long it is kept after it was set.
    pub keep: Expr,
}

/// A type as written.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeExpr {
    /// Its form.
    pub kind: TypeExprKind,
    /// Whether a `?` follows.
    pub optional: bool,
    /// Where it stands.
    pub span: Span,
}

/// The form of a written type.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeExprKind {
    /// A built-in or declared name.
    Named(String),
    /// `[T]`
    List(Box<TypeExpr>),
    /// `{f: T, …}`
    Record(Vec<FieldDecl>),
}

/// `名: T` or `名: T = v`, in a record, a signature or a parameter list.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldDecl {
    /// The name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
    /// Its default.
    pub default: Option<Expr>,
}

/// 人工组 G
#[derive(Debug, Clone, PartialEq)]
pub struct Team {
    /// The name.
    pub name: Name,
    /// 上班 lines; none means always.
    pub open: Vec<Open>,
    /// 放假
    pub holidays: Option<Path>,
    /// 下班时 进入 流程 …
    pub when_closed: Option<Enter>,
    /// 接回
    pub resume: Option<Span>,
}

/// 上班 周一 到 周五 09:00 到 18:00
#[derive(Debug, Clone, PartialEq)]
pub struct Open {
    /// First and last weekday.
    pub days: (Name, Name),
    /// First and last minute, as `HH:MM` literals; 24:00 is the end of the day.
    pub hours: (Spanned<String>, Spanned<String>),
}

/// 类型 X …
#[derive(Debug, Clone, PartialEq)]
pub struct TypeDecl {
    /// The name.
    pub name: Name,
    /// Its form.
    pub kind: TypeDeclKind,
}

/// The form of a declared type.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeDeclKind {
    /// 选项: members with their synonyms.
    Enum(Vec<(Name, Vec<Spanned<String>>)>),
    /// 记录
    Record(Vec<FieldDecl>),
    /// 文本 or 数字 with 匹配, 单位, 例, 没听懂.
    Refined {
        /// 文本 or 数字.
        base: Name,
        /// 匹配 /regex/, without the slashes.
        pattern: Option<Spanned<String>>,
        /// 单位, the unit's keyword.
        unit: Option<Spanned<Unit>>,
        /// 例
        examples: Vec<Spanned<String>>,
        /// 没听懂
        no_match: Option<Template>,
    },
}

/// 事件 N {…}; the name may be dotted.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The dotted name.
    pub name: Path,
    /// What it carries.
    pub fields: Vec<FieldDecl>,
}

/// 统计 N(…)
#[derive(Debug, Clone, PartialEq)]
pub struct TrackDecl {
    /// The name.
    pub name: Name,
    /// What it records.
    pub params: Vec<FieldDecl>,
}

/// 插件 P
#[derive(Debug, Clone, PartialEq)]
pub struct Plugin {
    /// The name.
    pub name: Name,
    /// Its functions.
    pub functions: Vec<Function>,
}

/// A plugin function's signature.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// 写入 rather than 只读.
    pub writes: bool,
    /// The name.
    pub name: Name,
    /// Its parameters.
    pub params: Vec<FieldDecl>,
    /// 得到 {…}
    pub returns: Vec<FieldDecl>,
    /// 时限
    pub timeout: Option<Expr>,
    /// 重试 N
    pub retry: Option<Spanned<u32>>,
    /// 错误
    pub errors: Vec<Name>,
    /// 先确认
    pub needs_confirmation: Option<Span>,
    /// 要求
    pub require: Option<Expr>,
}

/// 表 T(…) 得到 {…}
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The name.
    pub name: Name,
    /// Its inputs.
    pub params: Vec<FieldDecl>,
    /// Its columns.
    pub returns: Vec<FieldDecl>,
    /// Its rows, or the file that holds them.
    pub rows: TableRows,
}

/// The rows of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum TableRows {
    /// Written in place.
    Inline(Vec<Row>),
    /// 来自 "x.csv"
    File(Spanned<String>),
}

/// A row: one test an input, one expression (无 = `None`) a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The tests.
    pub tests: Vec<Spanned<Test>>,
    /// The values.
    pub cells: Vec<Option<Expr>>,
    /// The whole row.
    pub span: Span,
}

/// What an arm of 按, or a cell of a table, tests.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// 其他
    Other,
    /// `小于 24 小时`
    Bound(CompareOp, Expr),
    /// `A、B`
    Values(Vec<Expr>),
}

/// 话术 N(…)
#[derive(Debug, Clone, PartialEq)]
pub struct Snippet {
    /// The name, dotted for 内置.X.
    pub name: Path,
    /// Its parameters.
    pub params: Vec<FieldDecl>,
    /// Its text.
    pub text: Text,
}

/// 意图 N
#[derive(Debug, Clone, PartialEq)]
pub struct Intent {
    /// The name, dotted for 内置.X.
    pub name: Path,
    /// 例句, verbatim with `{T}` placeholders.
    pub examples: Vec<Spanned<String>>,
    /// 不是
    pub negatives: Vec<Spanned<String>>,
    /// 规则
    pub rules: Vec<Spanned<Rule>>,
}

/// 规则
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// 含 A、B 不含 C、D
    Words {
        /// One of these must occur.
        any: Vec<String>,
        /// None of these may occur.
        none: Vec<String>,
    },
    /// /regex/, without the slashes.
    Regex(String),
}

/// 问答 N
#[derive(Debug, Clone, PartialEq)]
pub struct Faq {
    /// The name.
    pub name: Name,
    /// 问法
    pub questions: Vec<Spanned<String>>,
    /// 答 with its options.
    pub answer: Option<Text>,
    /// 图片 under 答.
    pub image: Option<ImageSource>,
    /// 按钮 under 答.
    pub buttons: Option<Buttons>,
    /// 有效 a 到 b
    pub valid: Option<(Expr, Expr)>,
}

/// A part of 全局.
#[derive(Debug, Clone, PartialEq)]
pub enum GlobalPart {
    /// 意图 I and its block.
    Intent(Path, Block),
    /// 情绪 愤怒 连续 N 次 and its block.
    Mood {
        /// The mood.
        mood: Name,
        /// How many messages in a row.
        times: u32,
        /// What to do.
        block: Block,
    },
    /// 兜底: 第 N 次 statement.
    Fallback(Vec<(Spanned<u32>, Block)>),
    /// 系统出错
    SystemError(Block),
    /// 没回
    NoReply(NoReply),
    /// 问满
    MaxTries(MaxTries),
}

/// 推送 N
#[derive(Debug, Clone, PartialEq)]
pub struct Push {
    /// The name.
    pub name: Name,
    /// 触发
    pub trigger: Option<Trigger>,
    /// 人群
    pub audience: Option<Expr>,
    /// 时段
    pub window: Option<(Spanned<String>, Spanned<String>)>,
    /// 频次
    pub cap: Option<Cap>,
    /// 对话中
    pub if_busy: Option<Spanned<Busy>>,
    /// 渠道优先
    pub channels: Vec<Name>,
    /// 有效
    pub expires_after: Option<Expr>,
    /// 进入 流程 F(…)
    pub enter: Option<Enter>,
}

/// 频次 每人 每天|每 D 最多 N 次
#[derive(Debug, Clone, PartialEq)]
pub struct Cap {
    /// A rolling period; `None` is the calendar day.
    pub period: Option<Expr>,
    /// At most so many.
    pub max: Spanned<u32>,
}

/// 对话中 等结束|跳过
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Busy {
    /// 等结束
    Wait,
    /// 跳过
    Skip,
}

/// 触发, or what 遇到 and 等 wait for.
#[derive(Debug, Clone, PartialEq)]
pub enum Trigger {
    /// 意图 I
    Intent(Path),
    /// 事件 E 其中 c
    Event(Path, Option<Expr>),
}

/// 流程 F 版本 N
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// The name.
    pub name: Name,
    /// 版本
    pub version: Spanned<u32>,
    /// 说明
    pub description: Option<Spanned<String>>,
    /// 触发
    pub triggers: Vec<Spanned<Trigger>>,
    /// 结果
    pub outcomes: Vec<Name>,
    /// 信息
    pub slots: Vec<SlotDecl>,
    /// 步骤, the first begins.
    pub steps: Vec<Step>,
    /// 更正时
    pub corrections: Vec<Correction>,
    /// 迁移
    pub migrations: Vec<Migration>,
    /// The head line.
    pub span: Span,
}

/// A line under 信息.
#[derive(Debug, Clone, PartialEq)]
pub struct SlotDecl {
    /// The name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
    /// `= v`
    pub default: Option<Expr>,
    /// 传入
    pub input: Option<Span>,
    /// 传出
    pub output: Option<Span>,
    /// 来自
    pub from: Option<Path>,
    /// 存到
    pub save_to: Option<Path>,
    /// 每次都问
    pub always_ask: Option<Span>,
}

/// 步骤 S
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The name.
    pub name: Name,
    /// 不可打断
    pub uninterruptible: Option<Span>,
    /// Its statements.
    pub block: Block,
}

/// 更正时 slot 得到 new
#[derive(Debug, Clone, PartialEq)]
pub struct Correction {
    /// The slot.
    pub slot: Name,
    /// The name of the new value inside the block.
    pub new: Name,
    /// What to do.
    pub block: Block,
}

/// 迁移 从 版本 N
#[derive(Debug, Clone, PartialEq)]
pub struct Migration {
    /// The version it comes from.
    pub from: Spanned<u32>,
    /// Its lines.
    pub moves: Vec<Spanned<Move>>,
}

/// A line of a migration.
#[derive(Debug, Clone, PartialEq)]
pub enum Move {
    /// 步骤 a 改为 b
    StepRenamed(Name, Name),
    /// 步骤 a 已删 转到 c
    StepRemoved(Name, Name),
    /// 信息 a 改为 b
    SlotRenamed(Name, Name),
    /// 信息 a 已删
    SlotRemoved(Name),
}

/// Statements in order.
pub type Block = Vec<Stmt>;

/// A statement and the span of its head line.
#[derive(Debug, Clone, PartialEq)]
pub struct Stmt {
    /// What it does.
    pub kind: StmtKind,
    /// Its head line.
    pub span: Span,
}

/// Every statement.
#[derive(Debug, Clone, PartialEq)]
pub enum StmtKind {
    /// 说
    Say(Say),
    /// 问
    Ask(Box<Ask>),
    /// 调用
    Call(Call),
    /// 进入 流程 … 没走完
    Enter(Enter, Option<Block>),
    /// 逐个 x 来自 list 最多 N 个 进入 流程 F(…)
    ForEach {
        /// The item's name.
        item: Name,
        /// The list.
        list: Path,
        /// 最多
        max: Spanned<u32>,
        /// The flow an item.
        enter: Enter,
        /// 没走完
        unfinished: Option<Block>,
    },
    /// 等 事件 E 最多 D
    Await {
        /// The event.
        event: Path,
        /// 其中
        filter: Option<Expr>,
        /// 最多
        within: Expr,
        /// 等到
        then: Block,
        /// 没等到
        timeout: Block,
    },
    /// 如果 / 否则如果 / 否则
    If {
        /// Conditions with their blocks.
        branches: Vec<(Expr, Block)>,
        /// 否则
        otherwise: Option<Block>,
    },
    /// 按 x 分
    Match {
        /// What is looked at.
        subject: Path,
        /// Its arms.
        arms: Vec<(Spanned<Test>, Block)>,
    },
    /// 试验 N
    Experiment {
        /// The name.
        name: Name,
        /// Arm, share in percent as written, block.
        arms: Vec<(Name, Spanned<String>, Block)>,
    },
    /// 算 x = e
    Let(Name, Expr),
    /// 记 path = e
    Set(Path, Expr),
    /// 查表 T(…) 得到 r
    Lookup {
        /// The table.
        table: Name,
        /// Its arguments.
        args: Vec<Arg>,
        /// 得到
        result: Name,
    },
    /// 卡片
    Card(Card),
    /// 卡片组
    Carousel {
        /// The list.
        list: Path,
        /// 最多
        max: Option<Spanned<u32>>,
        /// A card an item; its fields come first in names.
        card: Card,
    },
    /// 图片
    Image(ImageSource),
    /// 统计
    Track(Name, Vec<Arg>),
    /// 重说
    Repeat,
    /// 重问
    Reask(Name, Option<Template>),
    /// 转到, 转人工, 取消流程, 结束
    Leave(WayOut),
}

/// A way out of where one is.
#[derive(Debug, Clone, PartialEq)]
pub enum WayOut {
    /// 转到
    Goto(Name),
    /// 转人工
    Handoff {
        /// The team.
        team: Name,
        /// 附言
        note: Option<Template>,
        /// 优先
        priority: Option<Expr>,
    },
    /// 取消流程
    Cancel(Option<Template>),
    /// 结束
    End(Name),
}

/// A text with its options: what one bubble says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Text {
    /// The text itself or a snippet.
    pub body: TextBody,
    /// 或说
    pub variants: Vec<Template>,
    /// 另起
    pub lines: Vec<LineOf>,
    /// 渠道 C "…"
    pub channels: Vec<(Vec<Name>, Template)>,
    /// 语言 L "…"
    pub languages: Vec<(Name, Template)>,
    /// The head.
    pub span: Span,
}

/// What a text begins with.
#[derive(Debug, Clone, PartialEq)]
pub enum TextBody {
    /// In quotes.
    Literal(Template),
    /// 话术.N(…)
    Snippet(Path, Vec<Arg>),
}

impl Default for TextBody {
    fn default() -> Self {
        Self::Literal(Template::default())
    }
}

/// 另起 [逐个 list] "…" [如果 c] [最多 n 行]
#[derive(Debug, Clone, PartialEq)]
pub struct LineOf {
    /// 逐个
    pub each: Option<Path>,
    /// The text.
    pub text: Template,
    /// 如果
    pub condition: Option<Expr>,
    /// 最多
    pub max: Option<Spanned<u32>>,
}

/// Text with holes, as written between quotes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Template {
    /// Its parts.
    pub parts: Vec<TemplatePart>,
    /// Between the quotes.
    pub span: Span,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq)]
pub enum TemplatePart {
    /// Verbatim, escapes resolved.
    Text(String),
    /// `{path|filter}`
    Hole(Path, Option<Name>),
}

/// 说
#[derive(Debug, Clone, PartialEq)]
pub struct Say {
    /// What is said.
    pub text: Text,
    /// 按钮: suggestions.
    pub buttons: Option<Buttons>,
}

/// 问
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// The slot.
    pub slot: Name,
    /// The question.
    pub text: Text,
    /// 卡片
    pub card: Option<Card>,
    /// 图片
    pub image: Option<ImageSource>,
    /// 按钮
    pub buttons: Option<Buttons>,
    /// 要求 c 否则 "…"
    pub require: Vec<(Expr, Template)>,
    /// 没听懂
    pub no_match: Option<Template>,
    /// 问满
    pub max_tries: Option<MaxTries>,
    /// 没回
    pub no_reply: Vec<NoReply>,
    /// 可跳过 ["…"]
    pub skippable: Option<Spanned<Option<Template>>>,
    /// 遇到
    pub interrupts: Vec<(Spanned<Trigger>, Block)>,
    /// 要明说
    pub explicit: Option<Span>,
    /// 收 A 到 B 个 选完 "…"
    pub collect: Option<Collect>,
}

/// 收 A 到 B 个 选完 "…"
#[derive(Debug, Clone, PartialEq)]
pub struct Collect {
    /// At least.
    pub min: Spanned<u32>,
    /// At most.
    pub max: Spanned<u32>,
    /// The label of the button that closes it.
    pub done: Template,
}

/// 没回 D …
#[derive(Debug, Clone, PartialEq)]
pub struct NoReply {
    /// After so long.
    pub after: Expr,
    /// What then.
    pub action: NoReplyAction,
    /// The line.
    pub span: Span,
}

/// What happens when nobody answers.
#[derive(Debug, Clone, PartialEq)]
pub enum NoReplyAction {
    /// 提醒
    Remind(Template),
    /// 就这些
    Done,
    /// A way out.
    Leave(WayOut),
}

/// 问满 N 次 way out
#[derive(Debug, Clone, PartialEq)]
pub struct MaxTries {
    /// N
    pub times: Spanned<u32>,
    /// What then.
    pub leave: WayOut,
    /// The line.
    pub span: Span,
}

/// 按钮
#[derive(Debug, Clone, PartialEq)]
pub struct Buttons {
    /// Which.
    pub kind: ButtonsKind,
    /// The line.
    pub span: Span,
}

/// The forms of 按钮.
#[derive(Debug, Clone, PartialEq)]
pub enum ButtonsKind {
    /// 全部
    All,
    /// A "label"、B · 是 "可以"、否 "不行" · "text"
    Fixed(Vec<Button>),
    /// "…" 打开 "url"
    Link(Template, Template),
    /// 来自 list 显示 "…" [取 field] [如果 c] [最多 N 个]
    FromList {
        /// The list.
        list: Path,
        /// 显示
        label: Template,
        /// 取
        value: Option<Name>,
        /// 如果
        condition: Option<Expr>,
        /// 最多
        max: Option<Spanned<u32>>,
    },
}

/// One fixed button.
#[derive(Debug, Clone, PartialEq)]
pub enum Button {
    /// A member of the asked type, with the label it wears.
    Member(Name, Option<Template>),
    /// 是 / 否
    Bool(bool, Template),
    /// A text that is sent as the customer's words.
    Text(Template),
}

/// 卡片
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// The title.
    pub title: Template,
    /// 图片
    pub image: Option<ImageSource>,
    /// 文字
    pub body: Option<Template>,
    /// 按钮 … 打开
    pub buttons: Vec<Buttons>,
    /// The head line.
    pub span: Span,
}

/// 图片 "asset://…" or 图片 path
#[derive(Debug, Clone, PartialEq)]
pub enum ImageSource {
    /// An address with holes.
    Text(Template),
    /// A value of type 图片.
    Path(Path),
}

/// 调用 P.f(…) 得到 x
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// Plugin and function.
    pub function: Path,
    /// Its arguments.
    pub args: Vec<Arg>,
    /// 得到
    pub result: Option<Name>,
    /// 出错 arms, in order.
    pub on_error: Vec<(Vec<Spanned<ErrorName>>, Block)>,
}

/// What an 出错 arm names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErrorName {
    /// A declared error.
    Declared(String),
    /// 超时
    Timeout,
    /// 系统错
    System,
    /// 其他
    Other,
}

/// 进入 流程 F(…) 得到 x
#[derive(Debug, Clone, PartialEq)]
pub struct Enter {
    /// The flow.
    pub flow: Name,
    /// Its arguments.
    pub args: Vec<Arg>,
    /// 得到
    pub result: Option<Name>,
    /// From 进入 to the end.
    pub span: Span,
}

/// An argument, named or not.
#[derive(Debug, Clone, PartialEq)]
pub struct Arg {
    /// `名:`
    pub name: Option<Name>,
    /// The value.
    pub value: Expr,
}

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// Its form.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms of an expression.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// A literal.
    Literal(Literal),
    /// A text in quotes; may have holes.
    Text(Template),
    /// A name or path: slot, root, enum member.
    Path(Path),
    /// 有 p / 没有 p (`true` = 没有)
    Has(Path, bool),
    /// 不是(e)
    Not(Box<Expr>),
    /// `a 并且 b`
    And(Box<Expr>, Box<Expr>),
    /// `a 或者 b`
    Or(Box<Expr>, Box<Expr>),
    /// `a 大于 b`
    Compare(CompareOp, Box<Expr>, Box<Expr>),
    /// `a 是 x、y` (`true` = 不是)
    OneOf(Box<Expr>, Vec<Expr>, bool),
    /// `a 属于 list` (`true` = 不属于)
    In(Box<Expr>, Box<Expr>, bool),
    /// `a 包含 b` (`true` = 不包含)
    Contains(Box<Expr>, Box<Expr>, bool),
    /// `a + b`
    Arith(ArithOp, Box<Expr>, Box<Expr>),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `{f: v}`: in conversations and recorded results; flows build no records.
    Record(Vec<(Name, Expr)>),
    /// 合计(…) and its kin.
    Function(Builtin, Vec<Expr>),
    /// 现在
    Now,
    /// 今天
    Today,
}

/// Comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum CompareOp {
    /// 是
    Is,
    /// 不是
    IsNot,
    /// 大于, 晚于
    Greater,
    /// 小于, 早于
    Less,
    /// 不少于
    AtLeast,
    /// 不超过
    AtMost,
}

/// Arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum ArithOp {
    /// +
    Add,
    /// -
    Sub,
    /// *
    Mul,
    /// /
    Div,
}

/// The functions of expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Builtin {
    /// 合计
    Sum,
    /// 数量
    Count,
    /// 最大
    Max,
    /// 最小
    Min,
    /// 平均
    Average,
    /// 挑选
    Filter,
    /// 第几个
    Nth,
}

/// A literal as written; numbers keep their digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// `3.5`
    Number(String),
    /// `99 元`; the flag names the currency by ISO code.
    Money(String, &'static str),
    /// `7 天`
    Duration(String, DurationUnit),
    /// `165 厘米`
    Measure(String, Unit),
    /// `50%`
    Percent(String),
    /// `2026-11-11`
    Date(String),
    /// `09:00`
    Time(String),
    /// `2026-11-11 09:00`
    DateTime(String, String),
    /// 是 / 否
    Bool(bool),
    /// `[图片 k01.jpg]`: in conversations only.
    Image(String),
}

/// Units of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DurationUnit {
    /// 秒
    Second,
    /// 分钟
    Minute,
    /// 小时
    Hour,
    /// 天
    Day,
    /// 周
    Week,
}

/// Units of measure types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Unit {
    /// 厘米
    Centimetre,
    /// 公斤
    Kilogram,
}
