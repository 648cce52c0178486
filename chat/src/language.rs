//! Expressions, calls, literals and conditions: how conversations ask the language about them.

use huashu_dsl::ast::Expr;
use huashu_dsl::program::{self, FlowId, Program};
use huashu_dsl::value::{Type, Value};
use huashu_dsl::{Code, Diagnostic, Message, Span, Spanned};

fn missing(span: Span) -> Diagnostic {
    Diagnostic::new(Code("E1003"), span, Message::new("还没有接上", "not wired yet"))
}

pub(crate) use huashu_dsl::parse_call;

pub(crate) fn literal(_: &Program, expr: &Expr, _: &Type) -> Result<Value, Vec<Diagnostic>> {
    Err(vec![missing(expr.span)])
}

pub(crate) fn condition(
    _: &Program,
    _: Option<FlowId>,
    expr: &Expr,
) -> Result<program::Expr, Vec<Diagnostic>> {
    Err(vec![missing(expr.span)])
}

/// `text`, read where it stands.
pub(crate) fn expr(text: &Spanned<String>) -> Result<Expr, Vec<Diagnostic>> {
    huashu_dsl::parse_expr(text.span.source, &text.node, text.span.start)
}
