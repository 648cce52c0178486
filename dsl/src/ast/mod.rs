//! What was written: the spanned tree that `.flow` text (and later YAML) is parsed into, before any name is resolved.
//!
//! Both spellings of a keyword arrive at the same tree; only names and texts stay as the shop wrote them.

#[cfg(test)]
pub(crate) mod arbitrary;
mod ask;
mod button;
mod declaration;
mod expression;
mod flow;
mod global;
mod literal;
mod spans;
mod statement;
mod text;
mod types;
mod understanding;

use crate::source::Name;

pub use ask::{Ask, Collect, MaxTries, NoReply, NoReplyAction};
pub use button::{Button, Buttons, ButtonsKind, Card, ImageSource};
pub use declaration::{
    Event, File, Function, Item, Open, Plugin, Row, SessionSlot, Setting, Table, TableRows, Team, Test,
    TrackDecl,
};
pub use expression::{ArithOp, Builtin, CompareOp, Comparison, Expr, ExprKind};
pub use flow::{Correction, Flow, Migration, Move, SlotDecl, Step};
pub use global::{Busy, Cap, GlobalPart, Push, Trigger};
pub use literal::{DurationUnit, Literal, Unit};
pub use spans::{Spans, same};
pub use statement::{Arg, Block, Call, Enter, ErrorName, Stmt, StmtKind, WayOut};
pub use text::{LineOf, Say, Snippet, Template, TemplatePart, Text, TextBody};
pub use types::{FieldDecl, TypeDecl, TypeDeclKind, TypeExpr, TypeExprKind};
pub use understanding::{Faq, Intent, Rule};

/// A dotted path of names: `订单.状态`, `顾客.最近订单`.
pub type Path = Vec<Name>;
