//! The bodies of all declarations, read against the signatures of the shop.

use super::declare::Declared;
use super::privacy::Hearer;
use super::scope::Scope;
use super::{Checker, Files, Gathered, Snippet};
use crate::ast;
use crate::keywords;
use crate::lower::{self, hidden_flow};
use crate::program::{
    BuiltinTexts, Expr, Faq, Flow, FlowId, Function, Global, Program, Push, Row, Team, Text, TextId, TypeId,
};
use crate::value::Field;
use std::collections::BTreeMap;

/// The ids of the sentences that huashu itself says, in the order of [`BuiltinTexts`].
pub(super) const BUILTIN: [&str; 22] = [
    "sn_session_start",
    "sn_correction",
    "sn_cancel",
    "sn_clarification",
    "sn_continue",
    "sn_ask_continue",
    "sn_continue_button",
    "sn_no_thanks_button",
    "sn_skip",
    "sn_skip_button",
    "sn_repeat",
    "sn_handoff",
    "sn_cannot",
    "sn_error",
    "sn_completed",
    "sn_satisfaction",
    "sn_expired",
    "sn_committed",
    "sn_no_match",
    "sn_reprompt",
    "sn_explicit",
    "sn_collected",
];

/// What bodies add to the signatures of a shop.
pub(crate) struct Bodies {
    builtin: BuiltinTexts,
    rows: Vec<Vec<Row>>,
    teams: Vec<Team>,
    requirements: Vec<Option<Expr>>,
    no_match: Vec<(TypeId, TextId)>,
    /// Each flow, with what was gathered while it was read.
    flows: Vec<(Flow, Gathered)>,
    /// The flow that holds the blocks of 全局.
    hidden: (Flow, Global),
    pushes: Vec<Push>,
    faqs: Vec<Faq>,
    texts: Vec<Text>,
    /// The first text that answers a question.
    first_faq_text: usize,
    /// What was gathered beside the flows.
    gathered: Gathered,
}

/// Reads every body.
pub(crate) fn read(checker: &Checker<'_>, files: &Files<'_>, declared: &Declared<'_>) -> Bodies {
    let before = checker.program;
    let builtin = builtin_texts(checker);
    let rows = before.tables.iter().zip(&declared.tables).map(|(t, d)| checker.rows(files, d, t)).collect();
    let teams = before.teams.iter().zip(&declared.teams).map(|(team, decl)| checker.team(decl, team));
    let teams = teams.collect();
    let requirement = |(function, (_, decl)): (&Function, &(_, &ast::Function))| {
        let scope = Scope { params: &function.params, ..Scope::default() };
        decl.require.as_ref().map(|e| checker.condition(&scope, e))
    };
    let requirements = before.functions.iter().zip(&declared.functions).map(requirement).collect();
    let no_match = no_match_texts(checker, declared);
    let beside = checker.gathered();
    let flow = |(decl, signature): (&&ast::Flow, &Flow)| {
        let flow = lower::flow(checker, decl, signature);
        (flow, checker.gathered())
    };
    let flows: Vec<_> = declared.flows.iter().zip(&before.flows).map(flow).collect();
    checker.gather(beside);
    let hidden = FlowId(u16::try_from(flows.len()).unwrap_or(u16::MAX));
    let hidden = hidden_flow(checker, &declared.global, hidden, TypeId::PRIORITY);
    let pushes = declared.pushes.iter().filter_map(|p| checker.push(p)).collect();
    let first_faq_text = checker.texts.borrow().len();
    let mut faqs: Vec<Faq> = declared.faqs.iter().map(|f| checker.faq(f)).collect();
    faqs.extend(declared.faq_files.iter().flat_map(|f| checker.faqs_from(files, f)));
    let texts = checker.texts.take();
    Bodies {
        builtin,
        rows,
        teams,
        requirements,
        no_match,
        flows,
        hidden,
        pushes,
        faqs,
        texts,
        first_faq_text,
        gathered: checker.gathered(),
    }
}

impl Bodies {
    /// Puts all of it into the program.
    pub(crate) fn put(self, program: &mut Program) -> Read {
        program.builtin = self.builtin;
        program.tables.iter_mut().zip(self.rows).for_each(|(table, rows)| table.rows = rows);
        program.teams = self.teams;
        program.functions.iter_mut().zip(self.requirements).for_each(|(f, require)| f.require = require);
        for (id, text) in self.no_match {
            if let Some(def) = program.types.get_mut(id.index()) {
                def.no_match = Some(text);
            }
        }
        let (mut flows, of_flows): (Vec<_>, _) = self.flows.into_iter().unzip();
        let (hidden, global) = self.hidden;
        flows.push(hidden);
        program.flows = flows;
        program.global = global;
        program.pushes = self.pushes;
        program.faqs = self.faqs;
        program.texts = self.texts;
        Read { flows: of_flows, beside: self.gathered, first_faq_text: self.first_faq_text }
    }
}

/// What was gathered while bodies were read.
pub(crate) struct Read {
    /// By flow, in the order of the program.
    pub(crate) flows: Vec<Gathered>,
    /// Beside the flows.
    pub(crate) beside: Gathered,
    /// The first text that answers a question.
    pub(crate) first_faq_text: usize,
}

/// Every snippet, read once over its parameters.
pub(crate) fn snippets(checker: &Checker<'_>, declared: &Declared<'_>) -> BTreeMap<String, Snippet> {
    let built_in = |name: &str| {
        let prelude = declared.prelude_params(name)?;
        Some(checker.silently(|| checker.fields(prelude)))
    };
    let mut all = BTreeMap::new();
    for decl in &declared.snippets {
        let name = super::text::snippet_name(&decl.name);
        let own: Vec<Field> = checker.fields(&decl.params);
        let params = built_in(&name).unwrap_or_else(|| own.clone());
        let scope = Scope { params: &params, ..Scope::default() };
        let text = checker.toward(Hearer::Snippet, || checker.read_text(&scope, &decl.text));
        all.insert(name, Snippet { params, text });
    }
    all
}

/// The built-in sentences as texts, each with the shop's words where it has its own.
fn builtin_texts(checker: &Checker<'_>) -> BuiltinTexts {
    let mut ids = BUILTIN.iter().map(|id| {
        let snippet = checker.snippets.get(keywords::zh(id));
        let empty = || Text {
            variants: Vec::new(),
            lines: Vec::new(),
            special: Vec::new(),
            span: crate::source::Span::default(),
        };
        checker.add_text(snippet.map_or_else(empty, |s| s.text.clone()))
    });
    let mut next = || ids.next().unwrap_or(TextId(0));
    BuiltinTexts {
        session_start: next(),
        correction: next(),
        cancel: next(),
        clarification: next(),
        resume: next(),
        ask_resume: next(),
        resume_yes: next(),
        resume_no: next(),
        skip: next(),
        skip_button: next(),
        nothing_to_repeat: next(),
        handoff: next(),
        cannot: next(),
        error: next(),
        completed: next(),
        satisfaction: next(),
        expired: next(),
        already_done: next(),
        no_match: next(),
        reprompt: next(),
        explicit: next(),
        collected: next(),
    }
}

/// 没听懂 of types.
fn no_match_texts(checker: &Checker<'_>, declared: &Declared<'_>) -> Vec<(TypeId, TextId)> {
    let text = |decl: &&ast::TypeDecl| {
        let ast::TypeDeclKind::Refined { no_match: Some(template), .. } = &decl.kind else { return None };
        let id = checker.names.types.get(&decl.name.node)?;
        Some((*id, checker.template_text(&Scope::default(), template)))
    };
    declared.types.iter().filter_map(text).collect()
}
