//! Pieces of the language that stand alone, in English: what the YAML form writes as its values.

use crate::ast::{Expr, Path, Template, Test, TypeExpr, Unit};
use crate::diagnostic::Lang;
use crate::keywords::Family;

use super::Printer;

/// Prints pieces.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Pieces;

/// What prints them.
const PRINTER: Printer<'static> = Printer { lang: Lang::En, written: None };

#[expect(clippy::unused_self, reason = "what is printed in depends on who prints it")]
impl Pieces {
    /// An expression that has a place of its own.
    pub(crate) fn expr(self, e: &Expr) -> String {
        PRINTER.expr(e).flat()
    }

    /// An expression where a value stands: what compares or joins is in brackets.
    pub(crate) fn value(self, e: &Expr) -> String {
        PRINTER.value(e).flat()
    }

    /// An argument.
    pub(crate) fn argument(self, e: &Expr) -> String {
        PRINTER.inner(e).flat()
    }

    /// What an arm or a row tests.
    pub(crate) fn test(self, test: &Test) -> String {
        PRINTER.test(test, "other_arm").flat()
    }

    /// A type.
    pub(crate) fn ty(self, ty: &TypeExpr) -> String {
        PRINTER.ty(ty).flat()
    }

    /// A path to a value.
    pub(crate) fn path_to(self, path: &Path) -> String {
        PRINTER.path(path)
    }

    /// A dotted name.
    pub(crate) fn dotted(self, path: &Path) -> String {
        PRINTER.dotted(path)
    }

    /// The name of an intent or a snippet.
    pub(crate) fn builtin(self, family: Family, path: &Path) -> String {
        PRINTER.builtin(family, path)
    }

    /// A level of 优先: a member, or a path to a value.
    pub(crate) fn priority(self, path: &Path) -> String {
        match path.as_slice() {
            [member] => self.of(Family::Priority, &member.node).to_owned(),
            _ => self.path_to(path),
        }
    }

    /// A word of a built-in family.
    pub(crate) fn of(self, family: Family, word: &str) -> &str {
        PRINTER.of(family, word)
    }

    /// A unit of measure.
    pub(crate) fn unit_of(self, unit: Unit) -> &'static str {
        PRINTER.unit(unit)
    }

    /// A text with its holes, without quotes.
    pub(crate) fn holes(self, template: &Template) -> String {
        PRINTER.holes(template)
    }
}
