//! Every declaration of all files, by kind and in the order of names, each name once.
//!
//! The order of names, not of files, is the order of the program's tables: moving a flow to another file changes nothing.

use super::{Kind, dotted, path_span};
use crate::ast::{self, Item};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::source::{SourceId, Span, Spanned};
use std::collections::BTreeMap;

/// All declarations of a shop.
#[derive(Default)]
pub(crate) struct Declared<'a> {
    /// 设定
    pub(crate) settings: Vec<&'a ast::Setting>,
    /// 顾客
    pub(crate) customer: &'a [ast::FieldDecl],
    /// 会话信息
    pub(crate) session: Vec<&'a ast::SessionSlot>,
    /// 人工组
    pub(crate) teams: Vec<&'a ast::Team>,
    /// 类型
    pub(crate) types: Vec<&'a ast::TypeDecl>,
    /// 事件
    pub(crate) events: Vec<&'a ast::Event>,
    /// 统计
    pub(crate) tracks: Vec<&'a ast::TrackDecl>,
    /// 插件, function by function.
    pub(crate) functions: Vec<(&'a ast::Plugin, &'a ast::Function)>,
    /// 表
    pub(crate) tables: Vec<&'a ast::Table>,
    /// 话术, those of the prelude included unless the shop has its own.
    pub(crate) snippets: Vec<&'a ast::Snippet>,
    /// 意图, likewise.
    pub(crate) intents: Vec<&'a ast::Intent>,
    /// 问答
    pub(crate) faqs: Vec<&'a ast::Faq>,
    /// 问答 来自
    pub(crate) faq_files: Vec<&'a Spanned<String>>,
    /// 全局
    pub(crate) global: Vec<&'a ast::GlobalPart>,
    /// 推送
    pub(crate) pushes: Vec<&'a ast::Push>,
    /// 流程
    pub(crate) flows: Vec<&'a ast::Flow>,
    /// The parameters of the prelude's snippets, which hold for the shop's own forms of them too.
    prelude: BTreeMap<String, &'a [ast::FieldDecl]>,
}

impl<'a> Declared<'a> {
    /// Gathers the declarations of `files`; a name that is declared twice is reported at its second place.
    pub(crate) fn gather(files: &[&'a ast::File], found: &mut Vec<Diagnostic>) -> Self {
        let mut all = Self::default();
        let mut customer: Option<Span> = None;
        for item in files.iter().flat_map(|f| &f.items) {
            match item {
                Item::Settings(settings) => all.settings.extend(settings),
                Item::Customer(fields, span) => match customer {
                    Some(first) => twice("顾客", *span, first, found),
                    None => (all.customer, customer) = (fields, Some(*span)),
                },
                Item::SessionSlots(slots) => all.session.extend(slots),
                Item::Team(team) => all.teams.push(team),
                Item::Type(ty) => all.types.push(ty),
                Item::Event(event) => all.events.push(event),
                Item::Track(track) => all.tracks.push(track),
                Item::Plugin(plugin) => all.functions.extend(plugin.functions.iter().map(|f| (plugin, f))),
                Item::Table(table) => all.tables.push(table),
                Item::Snippet(snippet) => all.snippets.push(snippet),
                Item::Intent(intent) => all.intents.push(intent),
                Item::Faq(faq) => all.faqs.push(faq),
                Item::FaqFile(file) => all.faq_files.push(file),
                Item::Global(parts) => all.global.extend(parts),
                Item::Push(push) => all.pushes.push(push),
                Item::Flow(flow) => all.flows.push(flow),
            }
        }
        let prelude = all.snippets.iter().filter(|s| path_span(&s.name).source == SourceId::BUILTIN);
        all.prelude = prelude.map(|s| (super::text::snippet_name(&s.name), s.params.as_slice())).collect();
        all.each_once(found);
        all
    }

    /// The parameters of a built-in snippet.
    pub(crate) fn prelude_params(&self, name: &str) -> Option<&'a [ast::FieldDecl]> {
        self.prelude.get(name).copied()
    }

    fn each_once(&mut self, found: &mut Vec<Diagnostic>) {
        let own = |name: &crate::source::Name| (name.node.clone(), name.span);
        unique(&mut self.settings, |s| own(&s.name), found);
        unique(&mut self.session, |s| own(&s.name), found);
        unique(&mut self.teams, |t| own(&t.name), found);
        unique(&mut self.types, |t| own(&t.name), found);
        unique(&mut self.events, |e| (dotted(&e.name), path_span(&e.name)), found);
        unique(&mut self.tracks, |t| own(&t.name), found);
        unique(
            &mut self.functions,
            |(p, f)| (format!("{}.{}", p.name.node, f.name.node), f.name.span),
            found,
        );
        unique(&mut self.tables, |t| own(&t.name), found);
        unique(&mut self.snippets, |s| (super::text::snippet_name(&s.name), path_span(&s.name)), found);
        unique(&mut self.intents, |i| (super::intent::intent_name(&i.name), path_span(&i.name)), found);
        unique(&mut self.faqs, |f| own(&f.name), found);
        unique(&mut self.pushes, |p| own(&p.name), found);
        unique(&mut self.flows, |f| own(&f.name), found);
        for ty in self.types.iter().filter(|t| super::types::builtin_named(&t.name.node).is_some()) {
            let name = &ty.name.node;
            let message =
                Message::new(format!("“{name}”是自带的类型。"), format!("\"{name}\" is a built-in type."));
            found.push(Diagnostic::new(Code("E0408"), ty.name.span, message));
        }
    }

    /// The declared names of a kind.
    pub(crate) fn names(&self, kind: Kind) -> Vec<(String, Span)> {
        let own = |name: &crate::source::Name| (name.node.clone(), name.span);
        match kind {
            Kind::Intent => self
                .intents
                .iter()
                .map(|i| (super::intent::intent_name(&i.name), path_span(&i.name)))
                .collect(),
            Kind::Snippet => self
                .snippets
                .iter()
                .map(|s| (super::text::snippet_name(&s.name), path_span(&s.name)))
                .collect(),
            Kind::Table => self.tables.iter().map(|t| own(&t.name)).collect(),
            Kind::Track => self.tracks.iter().map(|t| own(&t.name)).collect(),
            Kind::Team => self.teams.iter().map(|t| own(&t.name)).collect(),
            Kind::Setting => self.settings.iter().map(|s| own(&s.name)).collect(),
        }
    }
}

/// Sorts by name and keeps the first of each; what the shop declares replaces what the prelude does.
fn unique<T>(items: &mut Vec<T>, name: impl Fn(&T) -> (String, Span), found: &mut Vec<Diagnostic>) {
    let mut named: Vec<(String, Span, T)> = Vec::with_capacity(items.len());
    for item in items.drain(..) {
        let (name, span) = name(&item);
        named.push((name, span, item));
    }
    named.sort_by(|a, b| a.0.cmp(&b.0).then(order(a.1).cmp(&order(b.1))));
    let mut last: Option<(String, Span)> = None;
    for (name, span, item) in named {
        match &last {
            Some((first, _)) if *first == name && span.source == SourceId::BUILTIN => {}
            Some((first, at)) if *first == name => twice(&name, span, *at, found),
            _ => {
                last = Some((name, span));
                items.push(item);
            }
        }
    }
}

/// Files in order, the prelude last.
fn order(span: Span) -> (bool, Span) {
    (span.source == SourceId::BUILTIN, span)
}

fn twice(name: &str, span: Span, first: Span, found: &mut Vec<Diagnostic>) {
    let message = Message::new(format!("“{name}”已经有了。"), format!("\"{name}\" is already declared."));
    let label = Message::new("第一次在这里", "first declared here");
    let help = Message::new("换一个名字，或者删掉一处。", "Rename one of them, or delete it.");
    found.push(Diagnostic::new(Code("E0408"), span, message).label(first, label).help(help));
}
