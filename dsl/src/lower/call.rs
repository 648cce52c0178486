//! 调用, 进入 流程, 逐个, 查表.

use super::{Builder, slot_named};
use crate::ast::{self, Arg, Block, ErrorName};
use crate::check::privacy::Hearer;
use crate::check::scope::Scope;
use crate::check::{Kind, dotted, path_span};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::program::{Call, Function, FunctionId, NodeId, OnError, StmtKind};
use crate::source::{Name, Span, Spanned};

impl Builder<'_, '_> {
    pub(super) fn call(&mut self, scope: &Scope<'_>, call: &ast::Call, id: NodeId, next: NodeId) {
        let Some(function) = self.function(&call.function) else {
            for (_, block) in &call.on_error {
                self.block(scope, block, next);
            }
            return;
        };
        let checker = self.checker;
        let Some(signature) = checker.program.functions.get(function.index()) else { return };
        let hearer = if signature.writes { Hearer::Shop } else { Hearer::Lookup };
        let span = path_span(&call.function);
        let args = checker.toward(hearer, || checker.args(scope, &signature.params, &call.args, span));
        let result = call.result.as_ref().and_then(|r| slot_named(scope, &r.node));
        if let (Some(name), true) = (&call.result, signature.returns.is_empty()) {
            checker.error("E0501", name.span, "它不给出结果。", "It returns nothing.");
        }
        let mut on_error = Vec::new();
        for (names, block) in &call.on_error {
            let entry = self.block(scope, block, next);
            on_error.extend(names.iter().filter_map(|n| self.error_named(signature, n)).map(|e| (e, entry)));
        }
        let named = call.on_error.iter().flat_map(|(names, _)| names);
        let unknown = named.filter_map(|n| match &n.node {
            ErrorName::Declared(name) if !signature.errors.contains(name) => Some(name.as_str()),
            _ => None,
        });
        self.unhandled(signature, &on_error, unknown, path_span(&call.function));
        self.put(id, StmtKind::Call(Call { function, args, result, on_error }), next);
    }

    fn function(&self, path: &ast::Path) -> Option<FunctionId> {
        let name = dotted(path);
        let functions = &self.checker.names.functions;
        let found = functions.get(&name).copied();
        if found.is_none() {
            let name = Name::new(name, path_span(path));
            self.checker.no_such("插件函数", "plugin function", &name, functions.keys().map(String::as_str));
        }
        found
    }

    fn error_named(&self, function: &Function, name: &Spanned<ErrorName>) -> Option<OnError> {
        Some(match &name.node {
            ErrorName::Timeout => OnError::Timeout,
            ErrorName::System => OnError::System,
            ErrorName::Other => OnError::Other,
            ErrorName::Declared(error) => {
                let Some(index) = function.errors.iter().position(|e| e == error) else {
                    let full = function.full_name();
                    let message = Message::new(
                        format!("{full} 没有声明错误“{error}”。"),
                        format!("\"{full}\" declares no error \"{error}\"."),
                    );
                    let known = function.errors.iter().map(String::as_str);
                    let found = Diagnostic::new(Code("E0504"), name.span, message);
                    self.checker.report(self.checker.suggest(found, error, known));
                    return None;
                };
                OnError::Declared(u16::try_from(index).ok()?)
            }
        })
    }

    /// Reports a declared error that no arm catches; each of the `unknown` names stands for one that it was meant to be.
    fn unhandled<'n>(
        &self,
        function: &Function,
        arms: &[(OnError, NodeId)],
        unknown: impl Iterator<Item = &'n str>,
        span: Span,
    ) {
        let caught =
            |i: u16| arms.iter().any(|(e, _)| matches!(e, OnError::Other) || *e == OnError::Declared(i));
        let open = (0u16..).zip(&function.errors).filter(|(i, _)| !caught(*i));
        let mut open: Vec<&str> = open.map(|(_, error)| error.as_str()).collect();
        for name in unknown {
            let meant = crate::suggest::nearest(name, open.iter().copied()).or(open.first().copied());
            open.retain(|error| Some(*error) != meant);
        }
        for error in open {
            let message = Message::new(
                format!("没有处理错误“{error}”。"),
                format!("The error \"{error}\" is not handled."),
            );
            let line = format!("{} {error}", self.checker.spelled("on_error", span));
            let help = Message::new(format!("下面加一行“{line}”。"), format!("Add `{line}` below."));
            self.checker.report(Diagnostic::new(Code("E0503"), span, message).help(help));
        }
    }

    pub(super) fn enter(
        &mut self,
        scope: &Scope<'_>,
        enter: &ast::Enter,
        unfinished: Option<&Block>,
        id: NodeId,
        next: NodeId,
    ) {
        let result = enter.result.as_ref().and_then(|r| slot_named(scope, &r.node));
        let unfinished = unfinished.map(|b| self.block(scope, b, next));
        if let Some(enter) = self.checker.enter(scope, enter, result) {
            self.put(id, StmtKind::Enter(enter, unfinished), next);
        }
    }

    pub(super) fn for_each(
        &mut self,
        scope: &Scope<'_>,
        (item, list, max): (&Name, &ast::Path, &Spanned<u32>),
        enter: &ast::Enter,
        unfinished: Option<&Block>,
        id: NodeId,
        next: NodeId,
    ) {
        let (list, _) = self.checker.list_at(scope, list);
        if max.node == 0 || max.node > 20 {
            self.checker.error("E0410", max.span, "逐个 最多 1 到 20 个。", "for_each takes 1 to 20 items.");
        }
        let result = enter.result.as_ref().and_then(|r| slot_named(scope, &r.node));
        let unfinished = unfinished.map(|b| self.block(scope, b, next));
        let enter = self.checker.enter(scope, enter, result);
        if let (Some(item), Some(enter)) = (slot_named(scope, &item.node), enter) {
            self.put(id, StmtKind::ForEach { item, list, max: max.node, enter, unfinished }, next);
        }
    }

    pub(super) fn lookup(
        &mut self,
        scope: &Scope<'_>,
        table: &Name,
        args: &[Arg],
        result: &Name,
        id: NodeId,
        next: NodeId,
    ) {
        let checker = self.checker;
        checker.uses(Kind::Table, &table.node);
        let Some(found) = checker.names.tables.get(&table.node).copied() else {
            checker.no_such("表", "table", table, checker.names.tables.keys().map(String::as_str));
            return;
        };
        let params =
            checker.program.tables.get(found.index()).map(|t| t.params.as_slice()).unwrap_or_default();
        let args = checker.args(scope, params, args, table.span).into_iter().flatten().collect();
        if let Some(result) = slot_named(scope, &result.node) {
            self.put(id, StmtKind::Lookup(found, args, result), next);
        }
    }
}
