//! A flow whose body was read without an error: everything that is said of it alone.
//!
//! What depends on other flows is checked behind it, over the whole shop.

use super::{Checker, asks, results, routing, unset};
use crate::ast;
use crate::program::{Flow, Program};
use std::ops::Range;

/// Reports what is wrong with where a flow leads, what it asks and what it reads.
///
/// `reads` are those of its places among all that were read.
pub(crate) fn examine(
    checker: &Checker<'_>,
    program: &Program,
    flow: &Flow,
    decl: &ast::Flow,
    reads: Range<usize>,
) {
    asks::check(checker, program, flow, decl);
    results::check(checker, flow, reads);
    routing::check(checker, flow, decl);
    unset::check(checker, program, flow);
}
