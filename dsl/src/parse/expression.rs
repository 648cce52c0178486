//! Expressions, and the arguments of calls.

use crate::ast::{Arg, ArithOp, Builtin, Comparison, Expr, ExprKind};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::source::Name;

use super::grammar::{Node, Rule};
use super::{Reader, Written};
use super::{literal, name};

/// How many operators one line may have.
const OPERATOR_LIMIT: usize = 256;

impl Reader {
    /// An expression below `node`, by the rule that reads it there.
    pub(super) fn expr_in(&mut self, node: &Node<'_>, rule: Rule) -> Option<Expr> {
        node.find(rule).and_then(|found| self.expr(&found))
    }

    /// The expression that `node` matched.
    pub(super) fn expr(&mut self, node: &Node<'_>) -> Option<Expr> {
        match node.rule() {
            Rule::expr | Rule::inner => self.joined(node, ExprKind::Or),
            Rule::all_of | Rule::inner_all => self.joined(node, ExprKind::And),
            Rule::test | Rule::inner_test => self.test(node),
            Rule::value | Rule::product => self.arithmetic(node),
            Rule::atom => self.expr(&node.children().next()?),
            Rule::group => self.expr_in(node, Rule::inner),
            _ => Some(Expr { kind: self.atom(node)?, span: node.span() }),
        }
    }

    /// `a 或者 b 或者 c`, from the left.
    fn joined(&mut self, node: &Node<'_>, join: fn(Box<Expr>, Box<Expr>) -> ExprKind) -> Option<Expr> {
        let mut parts = node.children().filter(|part| !matches!(part.rule(), Rule::k_or | Rule::k_and));
        let mut left = self.expr(&parts.next()?)?;
        for part in parts {
            self.one_more_operator(&part)?;
            let right = self.expr(&part)?;
            let span = left.span.to(right.span);
            left = Expr { kind: join(Box::new(left), Box::new(right)), span };
        }
        Some(left)
    }

    /// Counts an operator; a line of too many is refused, so that no tree is too deep to walk.
    fn one_more_operator(&mut self, node: &Node<'_>) -> Option<()> {
        self.operators += 1;
        if self.operators == OPERATOR_LIMIT {
            let message = Message::new(
                format!("这一行算得太长，最多写 {OPERATOR_LIMIT} 个运算。"),
                format!("This line has too many operators; the limit is {OPERATOR_LIMIT}."),
            );
            let help = Message::new("用 算 分成几行。", "Split it into several lines by `let`.");
            self.report(Diagnostic::new(Code("E0101"), node.span(), message).help(help));
        }
        (self.operators < OPERATOR_LIMIT).then_some(())
    }

    fn test(&mut self, node: &Node<'_>) -> Option<Expr> {
        let mut values = node.all(Rule::value);
        let left = self.expr(&values.next()?)?;
        let Some(operator) = node.find(Rule::compare) else { return Some(left) };
        let operator = operator.children().next()?.rule();
        let right = self.expr(&values.next()?)?;
        let mut span = left.span.to(right.span);
        let kind = match node.find(Rule::alternatives) {
            Some(more) => {
                span = span.to(more.span());
                self.one_of(left, operator, right, &more)?
            }
            None => comparison(operator, left, right)?,
        };
        Some(Expr { kind, span })
    }

    /// `a 是 x、y`; behind another word than 是 or 不是, the list is a mistake.
    fn one_of(&mut self, left: Expr, operator: Rule, first: Expr, more: &Node<'_>) -> Option<ExprKind> {
        if let Some(found) = more.all(Rule::value).find_map(|value| super::mistake::thousands_listed(&value))
        {
            self.report(found);
            return None;
        }
        if !matches!(operator, Rule::k_op_is | Rule::k_op_isnt) {
            self.report(super::expected::list_behind(operator, more.span()));
            return None;
        }
        let mut values = vec![first];
        for value in more.all(Rule::value) {
            if super::mistake::is_then(value.text().trim()) {
                self.report(super::expected::then_behind(&value));
                return None;
            }
            values.push(self.expr(&value)?);
        }
        Some(ExprKind::OneOf(Box::new(left), values, operator == Rule::k_op_isnt))
    }

    fn arithmetic(&mut self, node: &Node<'_>) -> Option<Expr> {
        let mut parts = node.children();
        let mut left = self.expr(&parts.next()?)?;
        while let (Some(sign), Some(part)) = (parts.next(), parts.next()) {
            if let Some(date) = super::mistake::date_with_slashes(node) {
                self.report(date);
                return None;
            }
            self.one_more_operator(&sign)?;
            let operator = match sign.rule() {
                Rule::plus => ArithOp::Add,
                Rule::minus => ArithOp::Sub,
                Rule::times => ArithOp::Mul,
                _ => ArithOp::Div,
            };
            let right = self.expr(&part)?;
            let span = left.span.to(right.span);
            left = Expr { kind: ExprKind::Arith(operator, Box::new(left), Box::new(right)), span };
        }
        Some(left)
    }

    fn atom(&mut self, node: &Node<'_>) -> Option<ExprKind> {
        if self.written == Written::Flow && matches!(node.rule(), Rule::record | Rule::image_value) {
            let message = Message::new(
                "流程里不能写记录 {…} 或图片，它们来自顾客、插件和测试。",
                "Flows write no records and images; those come from customers, plugins and tests.",
            );
            self.report(Diagnostic::new(Code("E0101"), node.span(), message));
            return None;
        }
        Some(match node.rule() {
            Rule::negation => ExprKind::Not(Box::new(self.expr_in(node, Rule::inner)?)),
            Rule::has => {
                ExprKind::Has(name::path(&node.find(Rule::path)?), node.find(Rule::k_has_no).is_some())
            }
            Rule::text => ExprKind::Text(self.template(node)),
            Rule::list => {
                ExprKind::List(node.all(Rule::inner).map(|e| self.expr(&e)).collect::<Option<_>>()?)
            }
            Rule::record => self.record(node)?,
            Rule::function => self.function(node)?,
            Rule::now if node.find(Rule::k_today).is_some() => ExprKind::Today,
            Rule::now => ExprKind::Now,
            Rule::path => ExprKind::Path(name::path(node)),
            _ => literal::literal(node)?,
        })
    }

    fn record(&mut self, node: &Node<'_>) -> Option<ExprKind> {
        let entries = node
            .all(Rule::entry)
            .map(|entry| Some((name::first(&entry)?, self.expr_in(&entry, Rule::inner)?)));
        Some(ExprKind::Record(entries.collect::<Option<Vec<(Name, Expr)>>>()?))
    }

    fn function(&mut self, node: &Node<'_>) -> Option<ExprKind> {
        let function = match node.find(Rule::function_name)?.children().next()?.rule() {
            Rule::k_f_sum => Builtin::Sum,
            Rule::k_f_count => Builtin::Count,
            Rule::k_f_max => Builtin::Max,
            Rule::k_f_min => Builtin::Min,
            Rule::k_f_avg => Builtin::Average,
            Rule::k_f_filter => Builtin::Filter,
            _ => Builtin::Nth,
        };
        let values = node.all(Rule::inner).map(|value| self.expr(&value)).collect::<Option<_>>()?;
        Some(ExprKind::Function(function, values))
    }

    /// The arguments in brackets; none where there are no brackets.
    pub(super) fn args(&mut self, node: Option<&Node<'_>>) -> Vec<Arg> {
        let Some(node) = node else { return Vec::new() };
        let args = node.all(Rule::arg);
        args.filter_map(|arg| Some(Arg { name: name::first(&arg), value: self.expr_in(&arg, Rule::inner)? }))
            .collect()
    }
}

/// The operator of a comparison such as `小于 24 小时` in a table or an arm.
pub(super) fn compare_op(rule: Rule) -> Option<Comparison> {
    Some(match rule {
        Rule::k_op_is => Comparison::Is,
        Rule::k_op_isnt => Comparison::IsNot,
        Rule::k_op_gt => Comparison::Greater,
        Rule::k_op_lt => Comparison::Less,
        Rule::k_op_ge => Comparison::AtLeast,
        Rule::k_op_le => Comparison::AtMost,
        Rule::k_op_after => Comparison::After,
        Rule::k_op_before => Comparison::Before,
        _ => return None,
    })
}

fn comparison(operator: Rule, left: Expr, right: Expr) -> Option<ExprKind> {
    let (left, right) = (Box::new(left), Box::new(right));
    Some(match operator {
        Rule::k_op_in | Rule::k_op_notin => ExprKind::In(left, right, operator == Rule::k_op_notin),
        Rule::k_op_contains | Rule::k_op_lacks => {
            ExprKind::Contains(left, right, operator == Rule::k_op_lacks)
        }
        _ => ExprKind::Compare(compare_op(operator)?, left, right),
    })
}
