//! A flow whose body was read without an error: everything that is said of it alone.
//!
//! What depends on other flows is checked behind it, over the whole shop.

use super::{Checker, asks, routing, unset};
use crate::ast;
use crate::program::{Flow, Program};

/// Reports what is wrong with where a flow leads, what it asks and what it reads.
pub(crate) fn examine(checker: &Checker<'_>, program: &Program, flow: &Flow, decl: &ast::Flow) {
    asks::check(checker, program, flow);
    routing::check(checker, flow, decl);
    unset::check(checker, program, flow);
}
