//! Signatures: types, fields, plugin functions, events, flows - everything that bodies are read against.

use super::declare::Declared;
use super::types::{UNKNOWN, optional};
use super::{Checker, dotted};
use crate::ast::{self, TableRows, TypeDeclKind};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::keywords::{Family, zh};
use crate::program::{
    EnumMember, Event, Flow, Function, NodeId, SessionSlot, Setting, Slot, SlotOrigin, Step, Table, Track,
    TypeDef, TypeId, TypeKind,
};
use crate::source::{Span, Spanned};
use crate::value::{Field, Type, Value};

/// The types before any that the shop declares: 优先级 渠道 地址.
fn builtin_types() -> Vec<TypeDef> {
    let members = |family: Family| {
        let member = |k: &crate::keywords::Keyword| EnumMember {
            name: k.zh.unwrap_or_default().to_owned(),
            synonyms: Vec::new(),
        };
        TypeKind::Enum(family.rows().map(member).collect())
    };
    let part = |k: &crate::keywords::Keyword| {
        let name = k.zh.unwrap_or_default().to_owned();
        let ty = if k.id == "addr_full" { Type::Text } else { optional(Type::Text) };
        Field { name, ty, default: None }
    };
    let address = TypeKind::Record(Family::AddressField.rows().map(part).collect());
    let def = |name: &str, kind| TypeDef {
        name: name.to_owned(),
        kind,
        no_match: None,
        examples: Vec::new(),
        span: Span::default(),
    };
    vec![
        def(zh("ty_priority"), members(Family::Priority)),
        def(zh("ty_channel"), members(Family::Channel)),
        def(zh("ty_address"), address),
    ]
}

/// The names of all types, without their forms: what other types may name.
pub(crate) fn type_names(declared: &Declared<'_>) -> Vec<TypeDef> {
    let mut types = builtin_types();
    let named = |name: &str, span| TypeDef {
        name: name.to_owned(),
        kind: TypeKind::Record(Vec::new()),
        no_match: None,
        examples: Vec::new(),
        span,
    };
    types.extend(declared.types.iter().map(|t| {
        let examples = match &t.kind {
            TypeDeclKind::Refined { examples, .. } => examples.iter().map(|e| e.node.clone()).collect(),
            _ => Vec::new(),
        };
        TypeDef { examples, ..named(&t.name.node, t.name.span) }
    }));
    types.extend(
        declared.flows.iter().map(|f| TypeDef { kind: outcomes(f), ..named(&outcome_type(f), f.name.span) }),
    );
    types
}

/// The name of the enum of a flow's outcomes.
fn outcome_type(flow: &ast::Flow) -> String {
    format!("{}.结果", flow.name.node)
}

/// 取消 转人工 没回, then the flow's own.
fn outcomes(flow: &ast::Flow) -> TypeKind {
    let built_in = [
        crate::keywords::zh("out_cancelled"),
        crate::keywords::zh("out_handoff"),
        crate::keywords::zh("out_idle"),
    ];
    let names = built_in.into_iter().chain(flow.outcomes.iter().map(|n| n.node.as_str()));
    TypeKind::Enum(names.map(|n| EnumMember { name: n.to_owned(), synonyms: Vec::new() }).collect())
}

impl Checker<'_> {
    /// The forms of the declared types.
    pub(crate) fn forms(&self, declared: &Declared<'_>) -> Vec<(TypeId, TypeKind)> {
        let form =
            |decl: &&ast::TypeDecl| Some((*self.names.types.get(&decl.name.node)?, self.type_kind(decl)));
        declared.types.iter().filter_map(form).collect()
    }

    fn type_kind(&self, decl: &ast::TypeDecl) -> TypeKind {
        match &decl.kind {
            TypeDeclKind::Enum(members) => TypeKind::Enum(self.enum_members(members)),
            TypeDeclKind::Record(fields) => TypeKind::Record(self.fields(fields)),
            TypeDeclKind::Refined { unit: Some(unit), .. } => TypeKind::Measure(unit.node),
            TypeDeclKind::Refined { pattern, .. } => {
                let pattern = pattern
                    .as_ref()
                    .map_or_else(|| Spanned::new(super::ANYTHING.to_owned(), decl.name.span), Clone::clone);
                self.check_regex(&pattern.node, pattern.span);
                TypeKind::Pattern(pattern.node)
            }
        }
    }

    fn enum_members(&self, members: &[(crate::source::Name, Vec<Spanned<String>>)]) -> Vec<EnumMember> {
        for (i, (name, _)) in members.iter().enumerate() {
            if let Some((first, _)) = members.iter().take(i).find(|(n, _)| n.node == name.node) {
                self.declared_twice(&name.node, name.span, first.span);
            }
        }
        let member = |(name, synonyms): &(crate::source::Name, Vec<Spanned<String>>)| EnumMember {
            name: name.node.clone(),
            synonyms: synonyms.iter().map(|s| s.node.clone()).collect(),
        };
        members.iter().map(member).collect()
    }

    /// Reports a name that is declared a second time.
    pub(crate) fn declared_twice(&self, name: &str, span: Span, first: Span) {
        let message = Message::new(format!("“{name}”已经有了。"), format!("\"{name}\" is already declared."));
        let label = Message::new("第一次在这里", "first declared here");
        self.report(Diagnostic::new(Code("E0408"), span, message).label(first, label));
    }

    /// The fields of a record, a signature or a parameter list.
    pub(crate) fn fields(&self, decls: &[ast::FieldDecl]) -> Vec<Field> {
        for (i, decl) in decls.iter().enumerate() {
            if let Some(first) = decls.iter().take(i).find(|d| d.name.node == decl.name.node) {
                self.declared_twice(&decl.name.node, decl.name.span, first.name.span);
            }
        }
        let field = |decl: &ast::FieldDecl| {
            let ty = self.written_type(&decl.ty);
            let default = decl.default.as_ref().and_then(|e| self.constant(e, &ty));
            Field { name: decl.name.node.clone(), ty, default }
        };
        decls.iter().map(field).collect()
    }

    /// 设定, with its value in this shop.
    pub(crate) fn setting_signature(&self, setting: &ast::Setting) -> Setting {
        let ty = self.written_type(&setting.ty);
        let value = self.constant(&setting.value, &ty).unwrap_or(Value::Bool(false));
        Setting { name: setting.name.node.clone(), ty, value }
    }

    /// 会话信息
    pub(crate) fn session_signature(&self, slot: &ast::SessionSlot) -> SessionSlot {
        SessionSlot {
            name: slot.name.node.clone(),
            ty: self.written_type(&slot.ty),
            keep: self.duration(&slot.keep),
        }
    }

    /// 事件
    pub(crate) fn event_signature(&self, event: &ast::Event) -> Event {
        Event { name: dotted(&event.name), fields: self.fields(&event.fields) }
    }

    /// 统计
    pub(crate) fn track_signature(&self, track: &ast::TrackDecl) -> Track {
        Track { name: track.name.node.clone(), params: self.fields(&track.params) }
    }

    /// A plugin function without its 要求.
    pub(crate) fn function_signature(&self, plugin: &ast::Plugin, function: &ast::Function) -> Function {
        if function.timeout.is_none() {
            let name = &function.name;
            let word = |id| self.spelled(id, name.span);
            let line = format!("{} 3 {}", word("timeout"), word("u_s"));
            self.report(
                Diagnostic::new(
                    Code("E0507"),
                    name.span,
                    Message::new(
                        format!("“{}”没有时限。", name.node),
                        format!("\"{}\" has no time limit.", name.node),
                    ),
                )
                .help(Message::new(format!("加一行“{line}”。"), format!("Add a line `{line}`."))),
            );
        }
        Function {
            plugin: plugin.name.node.clone(),
            name: function.name.node.clone(),
            writes: function.writes,
            params: self.fields(&function.params),
            returns: self.fields(&function.returns),
            timeout: function.timeout.as_ref().map(|e| self.duration(e)).unwrap_or_default(),
            retries: function.retry.as_ref().map_or(0, |r| r.node),
            errors: function.errors.iter().map(|e| e.node.clone()).collect(),
            needs_confirmation: function.needs_confirmation.is_some(),
            require: None,
            span: function.name.span,
        }
    }

    /// A table without its rows; a column in which 无 stands is optional.
    pub(crate) fn table_signature(&self, table: &ast::Table) -> Table {
        let mut returns = self.fields(&table.returns);
        if let TableRows::Inline(rows) = &table.rows {
            for (i, column) in returns.iter_mut().enumerate() {
                if rows.iter().any(|r| matches!(r.cells.get(i), Some(None))) {
                    column.ty = optional(std::mem::replace(&mut column.ty, UNKNOWN));
                }
            }
        }
        Table { name: table.name.node.clone(), params: self.fields(&table.params), returns, rows: Vec::new() }
    }

    /// A flow without its body.
    pub(crate) fn flow_signature(&self, flow: &ast::Flow, outcome_type: TypeId) -> Flow {
        let outcomes = match outcomes(flow) {
            TypeKind::Enum(members) => members.into_iter().map(|m| m.name).collect(),
            _ => Vec::new(),
        };
        Flow {
            name: flow.name.node.clone(),
            version: flow.version.node,
            description: flow.description.as_ref().map(|d| d.node.clone()),
            triggers: Vec::new(),
            outcomes,
            outcome_type,
            slots: self.slots(&flow.slots),
            steps: self.steps(&flow.steps),
            nodes: Vec::new(),
            asks: Vec::new(),
            corrections: Vec::new(),
            migrations: Vec::new(),
            span: flow.span,
        }
    }

    fn slots(&self, decls: &[ast::SlotDecl]) -> Vec<Slot> {
        for (i, decl) in decls.iter().enumerate() {
            if let Some(first) = decls.iter().take(i).find(|d| d.name.node == decl.name.node) {
                self.declared_twice(&decl.name.node, decl.name.span, first.name.span);
            }
            if Family::Root.chinese(&decl.name.node).is_some() {
                let name = &decl.name.node;
                let message =
                    Message::new(format!("“{name}”是保留的名字。"), format!("\"{name}\" is reserved."));
                self.report(Diagnostic::new(Code("E0408"), decl.name.span, message));
            }
        }
        decls.iter().map(|d| self.slot(d)).collect()
    }

    fn slot(&self, decl: &ast::SlotDecl) -> Slot {
        let ty = self.written_type(&decl.ty);
        let yes_no = *ty.required() == Type::Bool;
        Slot {
            name: decl.name.node.clone(),
            default: decl.default.as_ref().and_then(|e| self.constant(e, &ty)),
            ty,
            origin: SlotOrigin::Declared,
            input: decl.input.is_some(),
            output: decl.output.is_some(),
            from: None,
            save_to: None,
            always_ask: decl.always_ask.is_some() || yes_no,
            span: decl.name.span,
        }
    }

    fn steps(&self, steps: &[ast::Step]) -> Vec<Step> {
        for (i, step) in steps.iter().enumerate() {
            if let Some(first) = steps.iter().take(i).find(|s| s.name.node == step.name.node) {
                self.declared_twice(&step.name.node, step.name.span, first.name.span);
            }
        }
        let step = |s: &ast::Step| Step {
            name: s.name.node.clone(),
            entry: NodeId(0),
            uninterruptible: s.uninterruptible.is_some(),
            span: s.name.span,
        };
        steps.iter().map(step).collect()
    }
}
