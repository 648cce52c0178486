//! Expressions, calls, literals and conditions: how conversations ask the language about them.

use huashu_dsl::ast::Expr;
use huashu_dsl::program::{self, FlowId, Program};
use huashu_dsl::value::{Type, Value};
use huashu_dsl::{Diagnostic, Spanned};

pub(crate) use huashu_dsl::parse_call;

/// `text`, read where it stands.
pub(crate) fn expr(text: &Spanned<String>) -> Result<Expr, Vec<Diagnostic>> {
    huashu_dsl::parse_expr(text.span.source, &text.node, text.span.start)
}

/// The value of a literal of this type.
pub(crate) fn literal(program: &Program, expr: &Expr, ty: &Type) -> Result<Value, Vec<Diagnostic>> {
    huashu_dsl::literal(program, expr, ty).map_err(|found| vec![found])
}

/// A condition, typed in a flow's scope.
pub(crate) fn condition(
    program: &Program,
    flow: Option<FlowId>,
    expr: &Expr,
) -> Result<program::Expr, Vec<Diagnostic>> {
    huashu_dsl::condition(program, flow, expr).map_err(|found| vec![found])
}
