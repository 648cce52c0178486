//! Calls and their arguments: `call`, `call_flow`, `lookup`, `track`.

use crate::ast::{Arg, Call, Enter, Expr, ExprKind, StmtKind};
use crate::source::Span;

use super::fault;
use super::form::{Yaml, form};
use super::statement::Block;
use super::value::{Argument, Dotted, ErrorOf, List, NameOf, Pairs, TextOf};

form! {
    /// Arguments: expressions and texts, by the names of the parameters.
    Args ("参数", "arguments") {
        args: Pairs<NameOf, Argument> = "y_args";
        texts: Pairs<NameOf, TextOf> = "y_texts";
    }
}

impl Args {
    /// The arguments, expressions first. A name that the value has itself is left out, as it is in `.flow`.
    pub(super) fn read(self) -> Vec<Arg> {
        let text =
            |template: crate::ast::Template| Expr { span: template.span, kind: ExprKind::Text(template) };
        let texts = self.texts.unwrap_or_default().into_iter().map(|(name, words)| (name, text(words)));
        let all = self.args.unwrap_or_default().into_iter().chain(texts);
        all.map(|(name, value)| {
            let same = matches!(&value.kind, ExprKind::Path(path) if path.last().is_some_and(|l| l.node == name.node));
            Arg { name: (!same).then_some(name), value }
        })
        .collect()
    }
}

form! {
    /// 进入 流程
    Enters ("{call_flow: 流程名, …}", "{call_flow: name, …}") {
        flow: NameOf = "y_call_flow";
        result: NameOf = "as";
    } + {
        args: Args;
    }
}

impl Enters {
    /// The flow that is entered, where one is named.
    pub(super) fn enter(self) -> Option<Enter> {
        let flow = self.flow?;
        let span = flow.span;
        Some(Enter { flow, args: self.args.read(), result: self.result, span })
    }

    /// The flow that is entered; none at all is reported, unless it was written and could not be read.
    pub(super) fn must_enter(self, yaml: &mut Yaml, head: Span, sound: bool) -> Option<Enter> {
        if self.flow.is_none() && sound {
            yaml.report(fault::missing(head, crate::keywords::en("y_call_flow")));
        }
        self.enter()
    }
}

form! {
    /// `call_flow` as a statement.
    EnterForm ("{call_flow: 流程名, …}", "{call_flow: name, …}") {
        unfinished: Block = "unfinished";
    } + {
        enters: Enters;
    }
}

impl EnterForm {
    pub(super) fn statement(self, yaml: &mut Yaml) -> Option<StmtKind> {
        let enter = self.enters.must_enter(yaml, self.at.head, self.at.sound)?;
        Some(StmtKind::Enter(enter, self.unfinished))
    }
}

form! {
    /// `call`
    CallForm ("{call: 插件.函数, …}", "{call: plugin.function, …}") {
        function: Dotted = "call" must;
        result: NameOf = "as";
        on_error: List<OnError> = "on_error";
    } + {
        args: Args;
    }
}

form! {
    /// An arm of `on_error`.
    OnError ("{is: [错误], do: […]}", "{is: [errors], do: […]}") {
        errors: List<ErrorOf> = "y_is" must;
        block: Block = "y_do" must;
    }
}

impl CallForm {
    pub(super) fn statement(self) -> Option<StmtKind> {
        let arms = self.on_error.unwrap_or_default();
        Some(StmtKind::Call(Call {
            function: self.function?,
            args: self.args.read(),
            result: self.result,
            on_error: arms.into_iter().filter_map(|arm| Some((arm.errors?, arm.block?))).collect(),
        }))
    }
}

form! {
    /// `lookup`
    LookupForm ("{lookup: 表, …}", "{lookup: table, …}") {
        table: NameOf = "lookup" must;
        result: NameOf = "as" must;
    } + {
        args: Args;
    }
}

impl LookupForm {
    pub(super) fn statement(self) -> Option<StmtKind> {
        Some(StmtKind::Lookup { table: self.table?, args: self.args.read(), result: self.result? })
    }
}

form! {
    /// `track` as a statement.
    TrackForm ("{track: 统计名, …}", "{track: name, …}") {
        name: NameOf = "track" must;
    } + {
        args: Args;
    }
}

impl TrackForm {
    pub(super) fn statement(self) -> Option<StmtKind> {
        Some(StmtKind::Track(self.name?, self.args.read()))
    }
}
