//! The facts of a shop that a lock holds.

use super::{Lock, LockedFlow};
use crate::ast::{self, Item, StmtKind};
use crate::check::walk::each_stmt;
use crate::hash::Hash;
use crate::program::{Flow, Program, SlotOrigin, StmtKind as Node, TypeId, TypeKind};
use crate::source::{Name, Sources, Span};
use crate::value::Type;
use std::collections::{BTreeMap, BTreeSet};

/// What `flows.lock` says after a release of this shop.
///
/// `sources` are those that `program` was compiled from.
#[must_use]
pub fn written(sources: &Sources, program: &Program) -> String {
    let files: Vec<ast::File> =
        sources.iter().filter_map(|(id, source)| Some(crate::read(id, source)?.0)).collect();
    Lock::of(sources, program, &files.iter().collect::<Vec<_>>()).to_string()
}

impl Lock {
    /// The facts of a shop.
    pub(crate) fn of(sources: &Sources, program: &Program, files: &[&ast::File]) -> Self {
        let flows = program.flows.iter().filter(|f| f.name != crate::program::HIDDEN_FLOW);
        let translated = translations(files).into_iter();
        let hash = |span: Span| sources.slice(span).map(|text| Hash::of(text.as_bytes()));
        let texts = translated.filter_map(|t| Some((t.language.node.clone(), hash(t.said)?, hash(t.of)?)));
        let mut members = BTreeMap::new();
        flows.clone().for_each(|flow| members.extend(members_of(program, flow)));
        let flows = flows.map(|f| (f.name.clone(), locked(program, f))).collect();
        Self { flows, members, texts: texts.collect() }
    }
}

fn locked(program: &Program, flow: &Flow) -> LockedFlow {
    let declared = flow.slots.iter().filter(|s| s.origin == SlotOrigin::Declared);
    let own = flow.outcomes.iter().skip(usize::from(crate::program::OutcomeId::FIRST_OWN.0));
    let steps = (0u16..).zip(&flow.steps);
    LockedFlow {
        version: flow.version,
        slots: declared.map(|s| (s.name.clone(), type_name(program, &s.ty))).collect(),
        steps: steps.map(|(i, step)| (step.name.clone(), waits(program, flow, i))).collect(),
        outcomes: own.cloned().collect(),
    }
}

/// The members of each enum that the slots of a flow hold, by the name of its type.
pub(super) fn members_of(program: &Program, flow: &Flow) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    let declared = flow.slots.iter().filter(|s| s.origin == SlotOrigin::Declared);
    declared.for_each(|slot| enums(program, &slot.ty, &mut BTreeSet::new(), &mut found));
    found
}

/// The same of one slot.
pub(super) fn members_in(program: &Program, ty: &Type) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    enums(program, ty, &mut BTreeSet::new(), &mut found);
    found
}

fn enums(
    program: &Program,
    ty: &Type,
    seen: &mut BTreeSet<TypeId>,
    found: &mut BTreeMap<String, BTreeSet<String>>,
) {
    match ty {
        Type::Optional(inner) | Type::List(inner) => enums(program, inner, seen, found),
        Type::Record(fields) => fields.iter().for_each(|f| enums(program, &f.ty, seen, found)),
        Type::Named(id) if seen.insert(*id) => {
            let Some(def) = program.types.get(id.index()) else { return };
            match &def.kind {
                TypeKind::Enum(members) => {
                    let names = members.iter().map(|m| m.name.clone()).collect();
                    found.insert(def.name.clone(), names);
                }
                TypeKind::Record(fields) => fields.iter().for_each(|f| enums(program, &f.ty, seen, found)),
                TypeKind::Pattern(_) | TypeKind::Measure(_) => {}
            }
        }
        _ => {}
    }
}

/// What is waited for in a step, by name.
fn waits(program: &Program, flow: &Flow, step: u16) -> BTreeSet<String> {
    let nodes = flow.nodes.iter().filter(|n| n.step.0 == step);
    nodes.filter_map(|n| wait(program, flow, &n.stmt)).collect()
}

fn wait(program: &Program, flow: &Flow, stmt: &Node) -> Option<String> {
    let (word, name) = match stmt {
        Node::Ask(id) => {
            let ask = flow.asks.get(id.index())?;
            ("ask", flow.slots.get(ask.slot.index())?.name.as_str())
        }
        Node::Await { event, .. } => ("await", program.events.get(event.index())?.name.as_str()),
        Node::Enter(enter, _) => ("enter", program.flows.get(enter.flow.index())?.name.as_str()),
        Node::ForEach { enter, .. } => ("for_each", program.flows.get(enter.flow.index())?.name.as_str()),
        _ => return None,
    };
    Some(format!("{} {name}", crate::keywords::zh(word)))
}

/// A type by name, with the form of a named one: `退货原因 选项`, `[图片]`, `{商品: 文本}?`.
pub(crate) fn type_name(program: &Program, ty: &Type) -> String {
    match ty {
        Type::Optional(inner) => format!("{}?", type_name(program, inner)),
        Type::List(inner) => format!("[{}]", type_name(program, inner)),
        Type::Record(fields) => {
            let field = |f: &crate::value::Field| format!("{}: {}", f.name, type_name(program, &f.ty));
            format!("{{{}}}", fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
        Type::Named(id) => {
            let Some(def) = program.types.get(id.index()) else { return String::new() };
            let form = match &def.kind {
                TypeKind::Enum(_) => crate::keywords::zh("enum"),
                TypeKind::Record(_) => crate::keywords::zh("record"),
                TypeKind::Pattern(_) => crate::keywords::zh("regex"),
                TypeKind::Measure(_) => crate::keywords::zh("unit"),
            };
            format!("{} {form}", def.name)
        }
        built_in => crate::check::types::spelling(built_in).0.to_owned(),
    }
}

/// A text with a translation.
pub(crate) struct Translated<'a> {
    /// The language.
    pub(crate) language: &'a Name,
    /// The translation, between its quotes.
    pub(crate) said: Span,
    /// What it translates, between its quotes.
    pub(crate) of: Span,
}

/// Every translated text of the flows, snippets and answers; those that begin with a 话术 translate words that stand elsewhere.
pub(crate) fn translations<'a>(files: &[&'a ast::File]) -> Vec<Translated<'a>> {
    let mut found = Vec::new();
    let mut add = |text: &'a ast::Text| {
        if let ast::TextBody::Literal(of) = &text.body {
            let one = |(language, said): &'a (Name, ast::Template)| Translated {
                language,
                said: said.span,
                of: of.span,
            };
            found.extend(text.languages.iter().map(one));
        }
    };
    for item in files.iter().flat_map(|f| &f.items) {
        match item {
            Item::Flow(flow) => texts_of(flow, &mut add),
            Item::Snippet(snippet) => add(&snippet.text),
            Item::Faq(faq) => faq.answer.iter().for_each(&mut add),
            _ => {}
        }
    }
    found
}

/// Visits every text that a flow says or asks.
pub(crate) fn texts_of<'a>(flow: &'a ast::Flow, visit: &mut impl FnMut(&'a ast::Text)) {
    let steps = flow.steps.iter().map(|s| &s.block);
    for block in steps.chain(flow.corrections.iter().map(|c| &c.block)) {
        each_stmt(block, &mut |stmt| match &stmt.kind {
            StmtKind::Say(say) => visit(&say.text),
            StmtKind::Ask(ask) => visit(&ask.text),
            _ => {}
        });
    }
}
