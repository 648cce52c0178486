//! Statements that hold blocks, and those that keep values: `if`, `match`, `experiment`, `for_each`, `await`, `let`, `set`.

use crate::ast::{StmtKind, Test};
use crate::source::Spanned;

use super::call::Enters;
use super::fault;
use super::form::{Yaml, form};
use super::statement::Block;
use super::value::{Amount, Count, Dotted, List, NameOf, PathOf, Placed, Share, TestOf, Whole};

form! {
    /// `if`
    IfForm ("{if: 条件, then: […], …}", "{if: condition, then: […], …}") {
        condition: Whole = "if" must;
        then: Block = "then" must;
        elif: List<Elif> = "elif";
        otherwise: Block = "else";
    }
}

form! {
    /// A further branch.
    Elif ("{if: 条件, then: […]}", "{if: condition, then: […]}") {
        condition: Whole = "if" must;
        then: Block = "then" must;
    }
}

impl IfForm {
    pub(super) fn statement(self) -> Option<StmtKind> {
        let mut branches = vec![(self.condition?, self.then?)];
        for branch in self.elif.unwrap_or_default() {
            branches.push((branch.condition?, branch.then?));
        }
        Some(StmtKind::If { branches, otherwise: self.otherwise })
    }
}

form! {
    /// `match`
    MatchForm ("{match: 信息, cases: […]}", "{match: slot, cases: […]}") {
        subject: PathOf = "match" must;
        arms: List<Arm> = "y_cases" must;
    }
}

form! {
    /// An arm of `match`.
    Arm ("{is: [值], do: […]}", "{is: [values], do: […]}") {
        is: Placed<List<TestOf>> = "y_is" must;
        block: Block = "y_do" must;
    }
}

impl MatchForm {
    pub(super) fn statement(self, yaml: &mut Yaml) -> Option<StmtKind> {
        let mut arms = Vec::new();
        for arm in self.arms? {
            let test = arm.is.and_then(|tests| one_test(yaml, tests));
            arms.extend(test.zip(arm.block));
        }
        Some(StmtKind::Match { subject: self.subject?, arms })
    }
}

/// Several values are one test; a bound, and `other`, stand alone.
fn one_test(yaml: &mut Yaml, tests: Spanned<Vec<Spanned<Test>>>) -> Option<Spanned<Test>> {
    let span = tests.span;
    let mut tests = tests.node.into_iter();
    let mut first = tests.next()?;
    for more in tests {
        match (&mut first.node, more.node) {
            (Test::Values(all), Test::Values(values)) => all.extend(values),
            _ => {
                let (zh, en) = ("界线和 other 要单独一支。", "A bound, and `other`, is an arm of its own.");
                yaml.report(fault::one_of_two(span, zh, en));
                return None;
            }
        }
        first.span = first.span.to(more.span);
    }
    Some(first)
}

form! {
    /// `experiment`
    ExperimentForm ("{experiment: 试验名, cases: […]}", "{experiment: name, cases: […]}") {
        name: NameOf = "experiment" must;
        arms: List<ShareArm> = "y_cases" must;
    }
}

form! {
    /// An arm of `experiment`.
    ShareArm ("{is: 名字, share: 50%, do: […]}", "{is: name, share: 50%, do: […]}") {
        name: NameOf = "y_is" must;
        share: Share = "y_share" must;
        block: Block = "y_do" must;
    }
}

impl ExperimentForm {
    pub(super) fn statement(self) -> Option<StmtKind> {
        let arms = self.arms?.into_iter().filter_map(|arm| Some((arm.name?, arm.share?, arm.block?)));
        Some(StmtKind::Experiment { name: self.name?, arms: arms.collect() })
    }
}

form! {
    /// `for_each`
    ForEachForm ("{for_each: 名字, from: 列表, max: 最多几个, call_flow: 流程, …}", "{for_each: name, from: list, max: number, call_flow: name, …}") {
        item: NameOf = "for_each" must;
        list: PathOf = "from" must;
        max: Count = "each_max" must;
        unfinished: Block = "unfinished";
    } + {
        enters: Enters;
    }
}

impl ForEachForm {
    pub(super) fn statement(self, yaml: &mut Yaml) -> Option<StmtKind> {
        let enter = self.enters.must_enter(yaml, self.at.head, self.at.sound);
        Some(StmtKind::ForEach {
            item: self.item?,
            list: self.list?,
            max: self.max?,
            enter: Box::new(enter?),
            unfinished: self.unfinished,
        })
    }
}

form! {
    /// `await`
    AwaitForm ("{await: 事件, within: 最多多久, then: […], on_timeout: […]}", "{await: event, within: how long, then: […], on_timeout: […]}") {
        event: Dotted = "await" must;
        filter: Whole = "where";
        within: Amount = "within" must;
        then: Block = "then" must;
        timeout: Block = "on_timeout" must;
    }
}

impl AwaitForm {
    pub(super) fn statement(self) -> Option<StmtKind> {
        Some(StmtKind::Await {
            event: self.event?,
            filter: self.filter,
            within: self.within?,
            then: self.then?,
            timeout: self.timeout?,
        })
    }
}

form! {
    /// `let`
    LetForm ("{let: 名字, be: 式子}", "{let: name, be: expression}") {
        name: NameOf = "let" must;
        value: Whole = "y_value" must;
    }
}

impl LetForm {
    pub(super) fn statement(self) -> Option<StmtKind> {
        Some(StmtKind::Let(self.name?, self.value?))
    }
}

form! {
    /// `set`
    SetForm ("{set: 信息, be: 式子}", "{set: slot, be: expression}") {
        path: PathOf = "set" must;
        value: Whole = "y_value" must;
    }
}

impl SetForm {
    pub(super) fn statement(self) -> Option<StmtKind> {
        Some(StmtKind::Set(self.path?, self.value?))
    }
}
