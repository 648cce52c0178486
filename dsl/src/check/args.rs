//! Arguments: which parameter each is for, and what is missing.

use super::Checker;
use super::scope::Scope;
use super::types::may_be_missing;
use crate::ast::{Arg, ExprKind};
use crate::diagnostic::{Code, Diagnostic, Message, listed};
use crate::program::Expr;
use crate::source::Span;
use crate::value::Field;

impl Checker<'_> {
    /// The arguments in the order of `params`; reports what is missing, too much or given twice.
    pub(crate) fn args(
        &self,
        scope: &Scope<'_>,
        params: &[Field],
        args: &[Arg],
        span: Span,
    ) -> Vec<Option<Expr>> {
        let mut given: Vec<Option<Expr>> = vec![None; params.len()];
        let mut lost = false;
        for arg in args {
            let Some(at) = self.parameter(params, args, arg) else {
                lost = true;
                self.silently(|| self.expr(scope, &arg.value, None));
                continue;
            };
            let (Some(param), Some(place)) = (params.get(at), given.get_mut(at)) else { continue };
            let expr = self.value(scope, &arg.value, &param.ty);
            if place.replace(expr).is_some() {
                let at = arg.name.as_ref().map_or(arg.value.span, |n| n.span);
                let name = &param.name;
                self.error("E0501", at, format!("“{name}”给了两次。"), format!("\"{name}\" is given twice."));
            }
        }
        if !lost {
            self.missing(params, &given, span);
        }
        given.into_iter().zip(params).map(|(g, p)| g.or_else(|| p.default.clone().map(Expr::Const))).collect()
    }

    /// The arguments of 统计, whose misfits have a code of their own: what is counted wrongly is found out months later.
    pub(crate) fn track_args(
        &self,
        scope: &Scope<'_>,
        params: &[Field],
        args: &[Arg],
        span: Span,
    ) -> Vec<Option<Expr>> {
        let before = self.findings();
        let read = self.args(scope, params, args, span);
        let whole = |at: Span| args.iter().any(|a| a.value.span == at);
        self.recode(before, "E0704", |d| d.code.0 == "E0501" || d.code.0 == "E0403" && whole(d.span));
        read
    }

    fn missing(&self, params: &[Field], given: &[Option<Expr>], span: Span) {
        let lacking = params.iter().zip(given).filter(|(p, g)| g.is_none() && !may_be_missing(p));
        let names: Vec<&str> = lacking.map(|(p, _)| p.name.as_str()).collect();
        if !names.is_empty() {
            let names = listed(names);
            let message =
                Message::new(format!("少了参数 {}。", names.zh), format!("Missing argument: {}.", names.en));
            self.report(Diagnostic::new(Code("E0501"), span, message));
        }
    }

    /// The index of the parameter that `arg` is for.
    fn parameter(&self, params: &[Field], args: &[Arg], arg: &Arg) -> Option<usize> {
        let named = |name: &str| params.iter().position(|p| p.name == name);
        if let Some(name) = &arg.name {
            return named(&name.node).or_else(|| {
                let message = Message::new(
                    format!("没有参数“{}”。", name.node),
                    format!("There is no parameter \"{}\".", name.node),
                );
                let found = Diagnostic::new(Code("E0501"), name.span, message);
                self.report(self.suggest(found, &name.node, params.iter().map(|p| p.name.as_str())));
                None
            });
        }
        let last = match &arg.value.kind {
            ExprKind::Path(path) => path.last().map(|n| n.node.as_str()),
            _ => None,
        };
        if let Some(at) = last.and_then(named) {
            return Some(at);
        }
        if params.len() == 1 && args.len() == 1 {
            return Some(0);
        }
        self.nameless(params, args, arg);
        None
    }

    fn nameless(&self, params: &[Field], args: &[Arg], arg: &Arg) {
        let (zh, en) = if args.len() > params.len() {
            ("参数多了。", "There is an argument too many.")
        } else {
            ("看不出这是哪个参数，写成“名: 值”。", "Which parameter is this? Write `name: value`.")
        };
        let found = Diagnostic::new(Code("E0501"), arg.value.span, Message::new(zh, en));
        let taken = |p: &&Field| {
            args.iter().any(|a| match (&a.name, &a.value.kind) {
                (Some(name), _) => name.node == p.name,
                (None, ExprKind::Path(path)) => path.last().is_some_and(|n| n.node == p.name),
                _ => false,
            })
        };
        let free: Vec<&Field> = params.iter().filter(|p| !taken(p)).collect();
        let needed: Vec<&Field> = free.iter().copied().filter(|p| !may_be_missing(p)).collect();
        self.report(match (needed.as_slice(), free.as_slice()) {
            ([only], _) | ([], [only]) => {
                let is_last = args.len() == params.len();
                let at = Span { end: arg.value.span.start, ..arg.value.span };
                let help =
                    Message::new(format!("写成“{}: …”。", only.name), format!("Write `{}: …`.", only.name));
                found.fix(help, at, format!("{}: ", only.name)).sure_if(is_last)
            }
            _ => found,
        });
    }
}
