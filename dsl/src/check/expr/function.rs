//! 合计 数量 最大 最小 平均 挑选 第几个.

use super::{Typed, read};
use crate::ast::{self, Builtin};
use crate::check::Checker;
use crate::check::place::{element, maybe};
use crate::check::scope::{Clash, Scope};
use crate::check::types::is_unknown;
use crate::program::{Expr, Fold, Root};
use crate::source::Span;
use crate::value::Type;

impl Checker<'_> {
    /// A function of expressions.
    pub(crate) fn function(
        &self,
        scope: &Scope<'_>,
        function: Builtin,
        args: &[ast::Expr],
        span: Span,
    ) -> Typed {
        let fold = match function {
            Builtin::Sum => Fold::Sum,
            Builtin::Max => Fold::Max,
            Builtin::Min => Fold::Min,
            Builtin::Average => Fold::Average,
            Builtin::Count => return self.count(scope, args, span),
            Builtin::Filter => return self.pick(scope, args, span),
            Builtin::Nth => return self.nth(scope, args, span),
        };
        self.fold(scope, fold, args, span)
    }

    fn fold(&self, scope: &Scope<'_>, fold: Fold, args: &[ast::Expr], span: Span) -> Typed {
        let Some((list, item, rest)) = self.list_arg(scope, args, span) else { return Typed::unknown() };
        let value = match rest {
            [] => Typed::new(read(Root::Item), item),
            [field] => self.expr(&in_item(scope, item), field, None),
            [_, extra, ..] => return self.arity(extra.span),
        };
        if is_unknown(&value.ty) {
            return Typed::unknown();
        }
        let summable =
            self.is_number(&value.ty) || matches!(value.ty.required(), Type::Money | Type::Duration);
        let ordered = matches!(value.ty.required(), Type::Date | Type::Time | Type::DateTime);
        let foldable = summable || ordered && matches!(fold, Fold::Max | Fold::Min);
        if !foldable {
            self.mismatch(&value.ty, &Type::Number, rest.first().map_or(span, |e| e.span));
            return Typed::unknown();
        }
        let ty = match (fold, value.ty.required()) {
            // The sum of nothing is 0; one item without the field leaves the sum unknown.
            (Fold::Sum, _) => value.ty.clone(),
            (Fold::Average, Type::Integer) => maybe(&Type::Number),
            (_, ty) => maybe(ty),
        };
        Typed::new(Expr::Fold(fold, Box::new(list), Box::new(value.expr)), ty)
    }

    fn count(&self, scope: &Scope<'_>, args: &[ast::Expr], span: Span) -> Typed {
        match self.list_arg(scope, args, span) {
            Some((list, _, [])) => Typed::new(Expr::Count(Box::new(list)), Type::Integer),
            Some((_, _, [extra, ..])) => self.arity(extra.span),
            None => Typed::unknown(),
        }
    }

    fn pick(&self, scope: &Scope<'_>, args: &[ast::Expr], span: Span) -> Typed {
        let Some((list, item, rest)) = self.list_arg(scope, args, span) else { return Typed::unknown() };
        let [condition] = rest else { return self.arity(span) };
        let condition = self.condition(&in_item(scope, item.clone()), condition);
        Typed::new(Expr::Filter(Box::new(list), Box::new(condition)), Type::List(Box::new(item)))
    }

    fn nth(&self, scope: &Scope<'_>, args: &[ast::Expr], span: Span) -> Typed {
        let Some((list, item, rest)) = self.list_arg(scope, args, span) else { return Typed::unknown() };
        let [n] = rest else { return self.arity(span) };
        let n = self.value(scope, n, &Type::Integer);
        Typed::new(Expr::Nth(Box::new(list), Box::new(n)), maybe(&item))
    }

    /// The first argument, which is a list, the type of its items, and the other arguments.
    fn list_arg<'e>(
        &self,
        scope: &Scope<'_>,
        args: &'e [ast::Expr],
        span: Span,
    ) -> Option<(Expr, Type, &'e [ast::Expr])> {
        let Some((first, rest)) = args.split_first() else {
            self.arity(span);
            return None;
        };
        let list = self.expr(scope, first, None);
        if is_unknown(&list.ty) {
            return None;
        }
        let Some(item) = element(&list.ty).cloned() else {
            let shown = self.shown(&list.ty);
            self.error(
                "E0403",
                first.span,
                format!("这里要一个列表，写的是{}。", shown.zh),
                format!("A list is asked for here, this is {}.", shown.en),
            );
            return None;
        };
        Some((list.expr, item, rest))
    }

    fn arity(&self, span: Span) -> Typed {
        self.error("E0501", span, "函数的参数个数不对。", "The function takes another number of arguments.");
        Typed::unknown()
    }
}

fn in_item<'a>(scope: &Scope<'a>, item: Type) -> Scope<'a> {
    Scope { clash: Clash::Reported, ..scope.with_item(item) }
}
