//! Calls and their arguments: `call`, `call_flow`, `lookup`, `track`.

use std::marker::PhantomData;

use crate::ast::{Arg, Call, Enter, Expr, ExprKind, StmtKind, Template};
use crate::source::{Name, Span};

use super::fault;
use super::form::{Value, Yaml, form};
use super::schema::{Json, Schema};
use super::statement::Block;
use super::tree::{Kind, Node};
use super::value::{Argument, Dotted, ErrorOf, List, NameOf, Pairs, TextOf};

form! {
    /// Arguments: expressions and texts, by the names of the parameters.
    Args ("参数", "arguments") {
        args: Given<Argument> = "y_args";
        texts: Given<TextOf> = "y_texts";
    }
}

impl Args {
    /// The arguments, expressions first. Of several, a name that the value has itself is left out, as it is in `.flow`. Nothing where one
    /// could not be read: without it, what they are given to is lost, or it would be said that one is missing.
    pub(super) fn read(self) -> Option<Vec<Arg>> {
        if !self.at.sound {
            return None;
        }
        let text = |(name, words): (Option<Name>, Template)| {
            let value = Expr { span: words.span, kind: ExprKind::Text(words) };
            Arg { name, value }
        };
        let expressions = self.args.unwrap_or_default().into_iter().map(|(name, value)| Arg { name, value });
        let mut all: Vec<Arg> =
            expressions.chain(self.texts.unwrap_or_default().into_iter().map(text)).collect();
        if all.len() > 1 {
            all.iter_mut().filter(|arg| arg.names_itself()).for_each(|arg| arg.name = None);
        }
        Some(all)
    }
}

/// Values by the names of parameters; or one value, of the only parameter.
pub(super) struct Given<V>(PhantomData<V>);

impl<V: Value> Value for Given<V> {
    type Out = Vec<(Option<Name>, V::Out)>;

    fn read(yaml: &mut Yaml, node: &Node) -> Option<Self::Out> {
        if matches!(node.kind, Kind::Scalar(_)) {
            return V::read(yaml, node).map(|value| vec![(None, value)]);
        }
        let all = Pairs::<NameOf, V>::read(yaml, node)?;
        Some(all.into_iter().map(|(name, value)| (Some(name), value)).collect())
    }

    fn schema(schema: &mut Schema) -> Json {
        let one = V::schema(schema);
        Json::any_of([Json::pairs(one.clone()), one])
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
        Some(Enter { flow, args: self.args.read()?, result: self.result, span })
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
            args: self.args.read()?,
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
        Some(StmtKind::Lookup { table: self.table?, args: self.args.read()?, result: self.result? })
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
        Some(StmtKind::Track(self.name?, self.args.read()?))
    }
}
