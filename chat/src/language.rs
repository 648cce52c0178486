//! Expressions, calls, literals and conditions: how conversations ask the language about them.

use huashu_dsl::ast::{Arg, Expr, Path};
use huashu_dsl::program::{self, FlowId, Program};
use huashu_dsl::value::{Type, Value};
use huashu_dsl::{Code, Diagnostic, Message, SourceId, Span, Spanned};

fn missing(span: Span) -> Diagnostic {
    Diagnostic::new(Code("E1003"), span, Message::new("还没有接上", "not wired yet"))
}

pub(crate) fn parse_expr(_: SourceId, _: &str, at: u32) -> Result<Expr, Vec<Diagnostic>> {
    Err(vec![missing(Span { start: at, ..Span::default() })])
}

pub(crate) fn parse_call(_: SourceId, _: &str, at: u32) -> Result<(Path, Vec<Arg>), Vec<Diagnostic>> {
    Err(vec![missing(Span { start: at, ..Span::default() })])
}

pub(crate) fn literal(_: &Program, expr: &Expr, _: &Type) -> Result<Value, Diagnostic> {
    Err(missing(expr.span))
}

pub(crate) fn condition(_: &Program, _: Option<FlowId>, expr: &Expr) -> Result<program::Expr, Diagnostic> {
    Err(missing(expr.span))
}

/// `text`, read where it stands.
pub(crate) fn expr(text: &Spanned<String>) -> Result<Expr, Vec<Diagnostic>> {
    parse_expr(text.span.source, &text.node, text.span.start)
}
