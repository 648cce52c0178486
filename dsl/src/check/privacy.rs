//! Personal data: who is shown how much of it.
//!
//! A phone number, an e-mail and an address are masked wherever they are said. In full they go only to the shop itself - a 写入 and the
//! 附言 of a hand-off; half masked only into a question, which reads them back to their owner.

use super::scope::Scope;
use super::types::is_unknown;
use super::{Checker, path_span};
use crate::ast;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::keywords::Family;
use crate::program::{Filter, Part, Text, TypeId};
use crate::source::{Name, Span};
use crate::value::{Field, Type};

/// Who is told what is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Hearer {
    /// The customer, in a bubble.
    #[default]
    Customer,
    /// The customer, in a question.
    Asked,
    /// Whoever is told a 话术; that is known where it is used.
    Snippet,
    /// A plugin that only looks something up.
    Lookup,
    /// The shop: a 写入, or the colleague who takes over.
    Shop,
}

/// The parts of an address that say where exactly.
const EXACT: [&str; 3] = ["街道", "门牌", "全文"];

/// Whether values of the type are personal data, masked unless a filter says otherwise.
pub(crate) fn is_personal(ty: &Type) -> bool {
    matches!(ty.required(), Type::Phone | Type::Email | Type::Named(TypeId::ADDRESS))
}

impl Checker<'_> {
    /// What `read` gives, read for another hearer.
    pub(crate) fn toward<T>(&self, hearer: Hearer, read: impl FnOnce() -> T) -> T {
        let before = self.hearer.replace(hearer);
        let result = read();
        self.hearer.set(before);
        result
    }

    /// Reports a hole that shows more of personal data than its hearer may see.
    pub(crate) fn shown_too_much(
        &self,
        scope: &Scope<'_>,
        path: &ast::Path,
        filter: Option<(&Name, Filter)>,
    ) {
        use Hearer::{Asked, Customer, Shop, Snippet};
        let hearer = self.hearer.get();
        match filter {
            Some((name, Filter::Raw)) if hearer != Shop => {
                let message = Message::new(
                    "原文 只能写在 写入 的参数和 转人工 的 附言 里。",
                    "`raw` stands only in the arguments of a write and in the note of a hand-off.",
                );
                self.report(unfiltered(path, name, message));
            }
            Some((name, Filter::ReadBack)) if !matches!(hearer, Asked | Snippet | Shop) => {
                let message = Message::new(
                    "核对 只能写在 问 里：是给本人核对的。",
                    "`readback` stands only in a question, which reads data back to its owner.",
                );
                self.report(unfiltered(path, name, message));
            }
            Some((_, Filter::Masked | Filter::ReadBack | Filter::Raw)) => {}
            _ if matches!(hearer, Customer | Asked | Snippet) => self.exact_address(scope, path),
            _ => {}
        }
    }

    /// Reports `{地址.全文}` and its kin, which no mask is on.
    fn exact_address(&self, scope: &Scope<'_>, path: &ast::Path) {
        let Some((last, parents)) = path.split_last().filter(|(_, parents)| !parents.is_empty()) else {
            return;
        };
        let exact = Family::AddressField.chinese(&last.node).is_some_and(|part| EXACT.contains(&part));
        let parents = parents.to_vec();
        let is_address = |ty: &Type| !is_unknown(ty) && *ty.required() == Type::Named(TypeId::ADDRESS);
        if !exact || !self.silently(|| self.find_place(scope, &parents)).is_some_and(|f| is_address(&f.ty)) {
            return;
        }
        let whole = path_span(path);
        let message = Message::new(
            format!("“{}”是地址里没有遮住的一段。", last.node),
            format!("\"{}\" is a part of an address that nothing masks.", last.node),
        );
        let help = Message::new(
            "写整个地址（只显示省市），核对时在 问 里写 |核对。",
            "Write the whole address, which shows province and city; in a question `|readback` shows more.",
        );
        let rest = Span { start: path_span(&parents).end, ..whole };
        self.report(Diagnostic::new(Code("E0905"), whole, message).fix(help, rest, ""));
    }

    /// Reports a 话术 with 核对 in it that is said rather than asked.
    pub(crate) fn read_back_snippet(&self, text: &Text, span: Span) {
        let templates = text.variants.iter().chain(text.lines.iter().map(|l| &l.template));
        let mut parts = templates.chain(text.special.iter().map(|s| &s.template)).flat_map(|t| &t.parts);
        let reads_back = |p: &Part| matches!(p, Part::Hole(h) if h.filter == Some(Filter::ReadBack));
        if matches!(self.hearer.get(), Hearer::Customer | Hearer::Lookup) && parts.any(reads_back) {
            self.error(
                "E0905",
                span,
                "这条话术里写着 核对，只能用在 问 里。",
                "This snippet has `readback` in it, and stands only in a question.",
            );
        }
    }

    /// Reports arguments that turn personal data into plain text, which no mask is on.
    pub(crate) fn unmasked_args(&self, scope: &Scope<'_>, params: &[Field], args: &[ast::Arg]) {
        for arg in args {
            let last = match (&arg.name, &arg.value.kind) {
                (Some(name), _) => Some(name.node.as_str()),
                (None, ast::ExprKind::Path(path)) => path.last().map(|n| n.node.as_str()),
                _ => None,
            };
            let named = params.iter().find(|p| Some(p.name.as_str()) == last);
            let only = if let ([only], [_]) = (params, args) { Some(only) } else { None };
            if let Some(param) = named.or(only).filter(|p| *p.ty.required() == Type::Text) {
                let ty = self.silently(|| self.expr(scope, &arg.value, None).ty);
                self.loses_mask(&ty, &param.ty, arg.value.span);
            }
        }
    }

    /// Reports personal data that is kept as plain text.
    pub(crate) fn loses_mask(&self, from: &Type, to: &Type, span: Span) {
        if is_unknown(from) || !is_personal(from) || *to.required() != Type::Text {
            return;
        }
        let shown = self.shown(from.required());
        let message = Message::new(
            format!("{}放进 文本，就不再遮住了。", shown.zh),
            format!("`{}` kept as text is masked no more.", shown.en),
        );
        let help = Message::new(
            format!("把放它的那条信息的类型写成 {}。", shown.zh),
            format!("Give what it is kept in the type `{}`.", shown.en),
        );
        self.report(Diagnostic::new(Code("E0905"), span, message).help(help));
    }
}

/// The finding whose fix takes the filter away; in a cell of a file there is no place for that.
fn unfiltered(path: &ast::Path, name: &Name, message: Message) -> Diagnostic {
    let found = Diagnostic::new(Code("E0905"), name.span, message);
    let help = Message::new("去掉它，按类型遮住。", "Leave it out: the value is masked by its type.");
    let start = path_span(path).end;
    if start < name.span.start {
        let whole = Span { start, ..name.span };
        found.fix(help, whole, "")
    } else {
        found.help(help)
    }
}
