//! 算 names a value once; twice only in branches of one statement, of which one is walked.

use std::collections::BTreeMap;

use crate::ast::{self, Block, StmtKind};
use crate::check::Checker;
use crate::check::walk::{blocks, is_a_choice};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::source::{Name, Span};

/// The branches around a 算, outermost first: the statement, and which of its blocks.
type Branches = Vec<(Span, usize)>;

impl Checker<'_> {
    /// Reports each 算 of a name that an earlier 算 of the flow has named already; of one that is declared, elsewhere.
    pub(super) fn computed_twice(&self, flow: &ast::Flow) {
        let mut all = Vec::new();
        let asides = flow.corrections.iter().map(|c| &c.block);
        for block in flow.steps.iter().map(|s| &s.block).chain(asides) {
            gather(block, &mut Vec::new(), &mut all);
        }
        let mut before: BTreeMap<&str, Vec<(Span, Branches)>> = BTreeMap::new();
        let is_declared = |name: &Name| flow.slots.iter().any(|s| s.name.node == name.node);
        for (name, branches) in all.into_iter().filter(|(name, _)| !is_declared(name)) {
            let earlier = before.entry(name.node.as_str()).or_default();
            match earlier.iter().find(|(_, other)| !exclude(other, &branches)) {
                Some((first, _)) => self.report(twice(name, *first)),
                None => earlier.push((name.span, branches)),
            }
        }
    }
}

fn twice(name: &Name, first: Span) -> Diagnostic {
    let message = Message::new(
        format!("“{}”已经算过了。", name.node),
        format!("\"{}\" is already computed.", name.node),
    );
    let label = Message::new("第一次在这里", "first computed here");
    let help = Message::new(
        "换一个名字；要改的值写在 信息 里，用 记 来改。",
        "Take another name; what changes is declared under slots and changed by `set`.",
    );
    Diagnostic::new(Code("E0408"), name.span, message).label(first, label).help(help)
}

fn gather<'a>(block: &'a Block, around: &mut Branches, all: &mut Vec<(&'a Name, Branches)>) {
    for stmt in block {
        if let StmtKind::Let(name, _) = &stmt.kind {
            all.push((name, around.clone()));
        }
        for (i, inner) in blocks(stmt).into_iter().enumerate() {
            let branch = if is_a_choice(stmt) { i } else { 0 };
            around.push((stmt.span, branch));
            gather(inner, around, all);
            around.pop();
        }
    }
}

/// Whether two places stand in different branches of one statement.
fn exclude(a: &Branches, b: &Branches) -> bool {
    a.iter().zip(b).find(|(a, b)| a != b).is_some_and(|(a, b)| a.0 == b.0)
}
