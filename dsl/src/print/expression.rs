//! Expressions, arguments and tests, with brackets only where the tree needs them.

use crate::ast::{Arg, ArithOp, Builtin, Expr, ExprKind, Literal, Test};

use super::Printer;
use super::line::{Item, Words};

/// How tightly an expression binds, from 或者 to a single value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Or,
    And,
    Test,
    Sum,
    Product,
    Atom,
}

/// Where an expression stands: a list behind 是 is read outside of brackets only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Open,
    Bracketed,
}

impl Printer<'_> {
    /// An expression that has a place of its own on its line.
    pub(super) fn expr(&self, e: &Expr) -> Words {
        self.bound(e, Binding::Or, Place::Open)
    }

    /// An expression where the grammar reads a value: what compares or joins stands in brackets.
    pub(super) fn value(&self, e: &Expr) -> Words {
        self.bound(e, Binding::Sum, Place::Open)
    }

    /// An expression between brackets.
    pub(super) fn inner(&self, e: &Expr) -> Words {
        self.bound(e, Binding::Or, Place::Bracketed)
    }

    fn bound(&self, e: &Expr, wanted: Binding, place: Place) -> Words {
        if binding(e) < wanted {
            return Words::of("(").with(self.inner(e)).glued(")");
        }
        let side = |e: &Expr, binding| self.bound(e, binding, place);
        match &e.kind {
            ExprKind::Or(a, b) => side(a, Binding::Or).word(self.k("or")).then(side(b, Binding::And)),
            ExprKind::And(a, b) => side(a, Binding::And).word(self.k("and")).then(side(b, Binding::Test)),
            ExprKind::Compare(op, a, b) => {
                side(a, Binding::Sum).word(self.comparison(*op)).then(side(b, Binding::Sum))
            }
            ExprKind::In(a, b, no) => {
                let word = self.k(if *no { "op_notin" } else { "op_in" });
                side(a, Binding::Sum).word(word).then(side(b, Binding::Sum))
            }
            ExprKind::Contains(a, b, no) => {
                let word = self.k(if *no { "op_lacks" } else { "op_contains" });
                side(a, Binding::Sum).word(word).then(side(b, Binding::Sum))
            }
            ExprKind::OneOf(a, values, no) => self.one_of(side(a, Binding::Sum), values, *no, place),
            ExprKind::Arith(op, a, b) => {
                let (left, sign, right) = match op {
                    ArithOp::Add => (Binding::Sum, "+", Binding::Product),
                    ArithOp::Sub => (Binding::Sum, "-", Binding::Product),
                    ArithOp::Mul => (Binding::Product, "*", Binding::Atom),
                    ArithOp::Div => (Binding::Product, "/", Binding::Atom),
                };
                side(a, left).word(sign).then(side(b, right))
            }
            ExprKind::Literal(literal) => Words::of(self.literal(literal)),
            ExprKind::Text(template) => Words::of(self.template(template)),
            ExprKind::Path(path) => Words::of(self.path(path)),
            ExprKind::Has(path, no) => {
                Words::of(self.k(if *no { "has_no" } else { "has" })).word(self.path(path))
            }
            ExprKind::Not(inner) => Words::of(self.k("op_not")).glued("(").with(self.inner(inner)).glued(")"),
            ExprKind::List(values) => Words::default().brackets('[', self.items(values), ']'),
            ExprKind::Record(entries) => {
                let entry = |(name, value): &(crate::source::Name, Expr)| Item {
                    at: name.span.start,
                    words: Words::of(format!("{}:", name.node)).then(self.inner(value)),
                };
                Words::default().brackets('{', entries.iter().map(entry).collect(), '}')
            }
            ExprKind::Function(function, values) => {
                Words::of(self.function(*function)).brackets('(', self.items(values), ')')
            }
            ExprKind::Today => Words::of(self.k("today")),
            ExprKind::Now => Words::of(self.k("now")),
        }
    }

    fn one_of(&self, left: Words, values: &[Expr], no: bool, place: Place) -> Words {
        if place == Place::Bracketed {
            let word = self.k(if no { "op_notin" } else { "op_in" });
            return left.word(word).then(Words::default().brackets('[', self.items(values), ']'));
        }
        left.word(self.k(if no { "op_isnt" } else { "op_is" })).then(self.values(values))
    }

    /// Values outside of brackets, with what stands between them.
    fn values(&self, values: &[Expr]) -> Words {
        let mut words = Words::default();
        for (i, value) in values.iter().enumerate() {
            let between = if i > 0 { self.and() } else { "" };
            words = words.glued(between).with(self.value(value));
        }
        words
    }

    fn items(&self, values: &[Expr]) -> Vec<Item> {
        values.iter().map(|e| Item { at: e.span.start, words: self.inner(e) }).collect()
    }

    fn literal(&self, literal: &Literal) -> String {
        match literal {
            Literal::Number(digits) | Literal::Date(digits) | Literal::Time(digits) => digits.clone(),
            Literal::Money(digits, code) => format!("{digits} {}", self.currency(code)),
            Literal::Duration(digits, unit) => format!("{digits} {}", self.time_unit(*unit)),
            Literal::Measure(digits, unit) => format!("{digits} {}", self.unit(*unit)),
            Literal::Percent(digits) => format!("{digits}%"),
            Literal::DateTime(date, clock) => format!("{date} {clock}"),
            Literal::Bool(yes) => self.k(if *yes { "yes" } else { "no" }).to_owned(),
            Literal::Image(file) => format!("[{} {file}]", self.k("image")),
        }
    }

    fn function(&self, function: Builtin) -> &'static str {
        self.k(match function {
            Builtin::Sum => "f_sum",
            Builtin::Count => "f_count",
            Builtin::Max => "f_max",
            Builtin::Min => "f_min",
            Builtin::Average => "f_avg",
            Builtin::Filter => "f_filter",
            Builtin::Nth => "f_nth",
        })
    }

    /// Arguments in brackets.
    pub(super) fn args(&self, args: &[Arg]) -> Words {
        let arg = |arg: &Arg| match &arg.name {
            Some(name) => Item {
                at: name.span.start,
                words: Words::of(format!("{}:", name.node)).then(self.inner(&arg.value)),
            },
            None => Item { at: arg.value.span.start, words: self.inner(&arg.value) },
        };
        Words::default().brackets('(', args.iter().map(arg).collect(), ')')
    }

    /// Arguments in brackets; nothing where there are none.
    pub(super) fn some_args(&self, args: &[Arg]) -> Words {
        if args.is_empty() { Words::default() } else { self.args(args) }
    }

    /// What the cell of a table, or an arm, tests.
    pub(super) fn test(&self, test: &Test, other: &'static str) -> Words {
        match test {
            Test::Other => Words::of(self.k(other)),
            Test::Bound(op, value) => Words::of(self.comparison(*op)).then(self.value(value)),
            Test::Values(values) => match values.split_first() {
                Some((first, rest)) => rest.iter().fold(no_dash(self.value(first)), |words, value| {
                    words.glued(self.and()).with(self.value(value))
                }),
                None => Words::default(),
            },
        }
    }
}

fn binding(e: &Expr) -> Binding {
    match &e.kind {
        ExprKind::Or(..) => Binding::Or,
        ExprKind::And(..) => Binding::And,
        ExprKind::Compare(..) | ExprKind::OneOf(..) | ExprKind::In(..) | ExprKind::Contains(..) => {
            Binding::Test
        }
        ExprKind::Arith(ArithOp::Add | ArithOp::Sub, ..) => Binding::Sum,
        ExprKind::Arith(ArithOp::Mul | ArithOp::Div, ..) => Binding::Product,
        _ => Binding::Atom,
    }
}

/// A line may not begin with a dash, which would make it an example: such a value stands in brackets.
fn no_dash(words: Words) -> Words {
    if words.flat().starts_with('-') { Words::of("(").with(words).glued(")") } else { words }
}
