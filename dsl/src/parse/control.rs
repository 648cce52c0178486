//! Statements that hold blocks: 如果, 按, 试验, 逐个, 等.

use crate::ast::{Block, Expr, StmtKind};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::layout::Line;
use crate::source::Spanned;

use super::Reader;
use super::flow::path_in;
use super::grammar::Rule;
use super::name;

impl Reader {
    /// 如果, with the 否则如果 and 否则 lines that follow it.
    pub(super) fn when(&mut self, line: &Line, branches: &[Line]) -> Option<StmtKind> {
        let mut read = vec![self.branch(line, Rule::if_line)];
        let mut otherwise = None;
        for branch in branches {
            if self.branch_head(branch) == Some(Rule::k_elif) {
                if otherwise.is_some() {
                    self.report(super::expected::branch_alone(branch));
                }
                read.push(self.branch(branch, Rule::elif_line));
            } else {
                let line = self.form(branch, Rule::else_line);
                let block = self.statements_below(branch);
                self.once(&mut otherwise, line.map(|_| block), branch.span);
            }
        }
        Some(StmtKind::If { branches: read.into_iter().collect::<Option<_>>()?, otherwise })
    }

    fn branch(&mut self, line: &Line, rule: Rule) -> Option<(Expr, Block)> {
        let condition = self.form(line, rule).and_then(|node| self.expr_in(&node, Rule::expr));
        let block = self.statements_below(line);
        Some((condition?, block))
    }

    /// 按 x 分
    pub(super) fn match_on(&mut self, line: &Line) -> Option<StmtKind> {
        let node = self.form(line, Rule::match_line);
        let mut arms = Vec::new();
        for arm in self.block(line) {
            let test = self.form(arm, Rule::arm_line).and_then(|node| self.test_of(&node));
            let block = self.statements_below(arm);
            arms.extend(test.map(|test| (test, block)));
        }
        Some(StmtKind::Match { subject: path_in(&node?)?, arms })
    }

    /// 试验 N
    pub(super) fn experiment(&mut self, line: &Line) -> Option<StmtKind> {
        let node = self.form(line, Rule::experiment_line);
        let mut arms = Vec::new();
        for arm in self.block(line) {
            let node = self.form(arm, Rule::share_line);
            let block = self.statements_below(arm);
            let Some(node) = node else { continue };
            let Some(percent) = node.find(Rule::percent) else { continue };
            let number = percent.find(Rule::number).map_or("", |n| n.text()).to_owned();
            let share = Spanned::new(number, percent.span());
            arms.extend(name::first(&node).map(|name| (name, share, block)));
        }
        Some(StmtKind::Experiment { name: name::first(&node?)?, arms })
    }

    /// 逐个 x 来自 list 最多 N 个 进入 流程 F(…)
    pub(super) fn for_each(&mut self, line: &Line) -> Option<StmtKind> {
        let node = self.form(line, Rule::for_each_line);
        let unfinished = self.unfinished(line);
        let node = node?;
        Some(StmtKind::ForEach {
            item: name::first(&node)?,
            list: path_in(&node)?,
            max: self.whole(&node.find(Rule::whole)?)?,
            enter: Box::new(self.enter(&node.find(Rule::enter)?)?),
            unfinished,
        })
    }

    /// 等 事件 E 其中 c 最多 D, with its blocks 等到 and 没等到.
    pub(super) fn wait_for(&mut self, line: &Line) -> Option<StmtKind> {
        let node = self.form(line, Rule::await_line);
        let (mut then, mut timeout) = (None, None);
        for part in &line.children {
            match self.head(part, &[Rule::k_then, Rule::k_on_timeout]) {
                Some(Rule::k_then) => {
                    self.form(part, Rule::then_line);
                    let block = self.statements_below(part);
                    self.once(&mut then, Some(block), part.span);
                }
                Some(_) => {
                    self.form(part, Rule::on_timeout_line);
                    let block = self.statements_below(part);
                    self.once(&mut timeout, Some(block), part.span);
                }
                None => {}
            }
        }
        if then.is_none() || timeout.is_none() {
            let message = Message::new(
                "等 下面要写 等到 和 没等到 两段。",
                "Below await stand two blocks, then and on_timeout.",
            );
            self.report(Diagnostic::new(Code("E0101"), line.span, message));
        }
        let node = node?;
        Some(StmtKind::Await {
            event: name::plain_path(&node.find(Rule::path)?),
            filter: self.filter(&node),
            within: self.expr_in(&node, Rule::value)?,
            then: then?,
            timeout: timeout?,
        })
    }
}
