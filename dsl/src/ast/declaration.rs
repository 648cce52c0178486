//! What stands at column 0, and the plugins, tables and teams that it declares.

use super::{
    Comparison, Enter, Expr, Faq, FieldDecl, Flow, GlobalPart, Intent, Path, Push, Snippet, TypeDecl,
    TypeExpr,
};
use crate::source::{Name, Span, Spanned};

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
    Faq(Box<Faq>),
    /// 问答 来自 "x.csv"
    FaqFile(Spanned<String>),
    /// 全局
    Global(Vec<GlobalPart>),
    /// 推送
    Push(Box<Push>),
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
    Bound(Comparison, Expr),
    /// `A、B`
    Values(Vec<Expr>),
}
