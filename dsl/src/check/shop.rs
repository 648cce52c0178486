//! The whole of checking: the rounds over types, signatures and bodies, and the program that comes of them.

use super::declare::Declared;
use super::intent::COMMANDS;
use super::names::Names;
use super::scope::Scope;
use super::{Checker, Files, Snippet, signature};
use crate::ast;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::keywords;
use crate::lower::{Body, hidden_flow};
use crate::program::{BuiltinTexts, FlowId, Global, Intent, Program, Text, TextId, TypeId};
use crate::source::SourceId;
use crate::value::Field;
use crate::{Given, Settings, hash};
use std::collections::{BTreeMap, BTreeSet};

/// The ids of the sentences that huashu itself says, in the order of [`BuiltinTexts`].
const BUILTIN: [&str; 22] = [
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

/// Checks a shop: the program, unless an error was found, and everything that was found.
pub(crate) fn check(files: &Files<'_>, settings: &Settings) -> (Option<Program>, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let declared = Declared::gather(&files.parsed, &mut found);
    let mut program = empty(settings, &mut found);
    program.types = signature::type_names(&declared);
    program.types = forms_of_types(&program, &declared, &mut Vec::new());
    program.types = forms_of_types(&program, &declared, &mut found);
    signatures(&mut program, &declared, settings, &mut found);
    bodies(&mut program, files, &declared, &mut found);
    found.sort_by_key(|d| (d.span, d.code));
    found.dedup();
    let sound = !found.iter().any(Diagnostic::is_error);
    (sound.then_some(program), found)
}

/// A program of nothing.
fn empty(settings: &Settings, found: &mut Vec<Diagnostic>) -> Program {
    let zone = if settings.time_zone.is_empty() { "Asia/Shanghai" } else { settings.time_zone.as_str() };
    if jiff::tz::TimeZone::get(zone).is_err() {
        let message =
            Message::new(format!("没有时区“{zone}”。"), format!("There is no time zone \"{zone}\"."));
        found.push(Diagnostic::new(Code("E0401"), crate::source::Span::default(), message));
    }
    Program {
        hashes: crate::hash::Hashes::default(),
        time_zone: zone.to_owned(),
        settings: Vec::new(),
        customer: Vec::new(),
        session_slots: Vec::new(),
        teams: Vec::new(),
        types: Vec::new(),
        events: Vec::new(),
        tracks: Vec::new(),
        functions: Vec::new(),
        tables: Vec::new(),
        texts: Vec::new(),
        builtin: BuiltinTexts::default(),
        intents: Vec::new(),
        faqs: Vec::new(),
        pushes: Vec::new(),
        experiments: Vec::new(),
        global: Global::default(),
        flows: Vec::new(),
    }
}

/// The types; once with forms that name each other without forms, once more with defaults read against those.
fn forms_of_types(
    program: &Program,
    declared: &Declared<'_>,
    found: &mut Vec<Diagnostic>,
) -> Vec<crate::program::TypeDef> {
    let names = Names::of(program);
    let checker = Checker::new(program, &names);
    let types = checker.types(declared);
    found.extend(checker.take());
    types
}

/// Fills the program with everything that bodies may name.
fn signatures(
    program: &mut Program,
    declared: &Declared<'_>,
    settings: &Settings,
    found: &mut Vec<Diagnostic>,
) {
    let before = program.clone();
    let names = Names::of(&before);
    let checker = Checker::new(&before, &names);
    program.customer = checker.fields(declared.customer);
    program.settings = declared.settings.iter().map(|s| checker.setting_signature(s)).collect();
    program.session_slots = declared.session.iter().map(|s| checker.session_signature(s)).collect();
    program.teams = declared.teams.iter().map(|t| checker.team_signature(t)).collect();
    program.events = declared.events.iter().map(|e| checker.event_signature(e)).collect();
    program.tracks = declared.tracks.iter().map(|t| checker.track_signature(t)).collect();
    program.functions = declared.functions.iter().map(|(p, f)| checker.function_signature(p, f)).collect();
    program.tables = declared.tables.iter().map(|t| checker.table_signature(t)).collect();
    program.intents = intents(&checker, declared);
    program.experiments = experiments(declared);
    let first = program.types.len() - declared.flows.len();
    let outcome = |i: usize| TypeId(u16::try_from(first + i).unwrap_or(u16::MAX));
    program.flows =
        declared.flows.iter().enumerate().map(|(i, f)| checker.flow_signature(f, outcome(i))).collect();
    overrides(&checker, program, settings);
    overfull(&checker, program, declared);
    found.extend(checker.take());
}

/// Reports tables that are larger than their indexes.
fn overfull(checker: &Checker<'_>, program: &Program, declared: &Declared<'_>) {
    let most = usize::from(u16::MAX) - 1;
    let sizes = [program.types.len(), program.functions.len(), program.flows.len(), program.intents.len()];
    let others = [program.settings.len(), program.tables.len(), program.events.len(), program.tracks.len()];
    if sizes.into_iter().chain(others).any(|n| n > most) {
        let span = declared.flows.first().map(|f| f.span).unwrap_or_default();
        checker.error(
            "E0412",
            span,
            "同一种声明超过 65534 个。",
            "More than 65534 declarations of one kind.",
        );
    }
}

/// Values of 店铺.X that `huashu.yaml` gives.
fn overrides(checker: &Checker<'_>, program: &mut Program, settings: &Settings) {
    for Given { name, written, name_at, written_at } in &settings.values {
        let at = program.settings.iter().position(|s| s.name == *name);
        let Some(index) = at else {
            let message = Message::new(
                format!("huashu.yaml 里的“{name}”没有在 设定 里声明。"),
                format!("\"{name}\" in huashu.yaml is not declared under settings."),
            );
            let known = program.settings.iter().map(|s| s.name.as_str());
            let found = Diagnostic::new(Code("E0401"), *name_at, message);
            checker.report(checker.suggest(found, name, known));
            continue;
        };
        let Some(setting) = program.settings.get_mut(index) else { continue };
        let value = checker.silently(|| {
            let e = crate::parse_expr(SourceId::BUILTIN, written, 0).ok()?;
            let before = checker.findings();
            checker.constant(&e, &setting.ty).filter(|_| checker.findings() == before)
        });
        match value {
            Some(value) => setting.value = value,
            None => {
                let shown = checker.shown(&setting.ty);
                let message = Message::new(
                    format!("huashu.yaml 里“{name}”的值“{written}”不是{}。", shown.zh),
                    format!("The value \"{written}\" of \"{name}\" in huashu.yaml is not {}.", shown.en),
                );
                checker.report(Diagnostic::new(Code("E0403"), *written_at, message));
            }
        }
    }
}

/// The built-in intents in their order, then the shop's.
fn intents(checker: &Checker<'_>, declared: &Declared<'_>) -> Vec<Intent> {
    let mut own: Vec<Intent> = declared.intents.iter().map(|i| checker.intent(i)).collect();
    let mut all = Vec::with_capacity(own.len());
    for (id, command) in COMMANDS {
        let name = keywords::zh(id);
        match own.iter().position(|i| i.name == name) {
            Some(at) => all.push(own.remove(at)),
            None => all.push(Intent {
                name: name.to_owned(),
                command: Some(command),
                examples: Vec::new(),
                negatives: Vec::new(),
                rules: Vec::new(),
                span: crate::source::Span::default(),
            }),
        }
    }
    all.append(&mut own);
    all
}

fn experiments(declared: &Declared<'_>) -> Vec<String> {
    let mut names = BTreeSet::new();
    for flow in &declared.flows {
        for step in &flow.steps {
            super::walk::each_stmt(&step.block, &mut |s| {
                if let ast::StmtKind::Experiment { name, .. } = &s.kind {
                    names.insert(name.node.clone());
                }
            });
        }
    }
    names.into_iter().collect()
}

/// Reads every body against the signatures.
fn bodies(program: &mut Program, files: &Files<'_>, declared: &Declared<'_>, found: &mut Vec<Diagnostic>) {
    let before = program.clone();
    let names = Names::of(&before);
    let mut checker = Checker::new(&before, &names);
    checker.sources = Some(files.sources);
    checker.snippets = snippets(&checker, declared);
    program.builtin = builtin_texts(&checker);
    let with_rows = before.tables.iter().zip(&declared.tables);
    let rows: Vec<_> = with_rows.map(|(t, d)| checker.rows(files, d, t)).collect();
    for (table, rows) in program.tables.iter_mut().zip(rows) {
        table.rows = rows;
    }
    for (team, decl) in program.teams.iter_mut().zip(&declared.teams) {
        *team = checker.team(decl, team);
    }
    for (function, (_, decl)) in program.functions.iter_mut().zip(&declared.functions) {
        let scope = Scope { params: &function.params, ..Scope::default() };
        function.require = decl.require.as_ref().map(|e| checker.condition(&scope, e));
    }
    no_match_texts(&checker, program, declared);
    let (mut read, mut sound, mut reads) = (Vec::new(), Vec::new(), Vec::new());
    for (decl, signature) in declared.flows.iter().zip(&before.flows) {
        let (errors, first) = (checker.errors(), checker.read_at.borrow().len());
        read.push(Body::read(&checker, decl, signature).flow);
        sound.push(checker.errors() == errors);
        reads.push(first..checker.read_at.borrow().len());
    }
    program.flows = read;
    let hidden = FlowId(u16::try_from(program.flows.len()).unwrap_or(u16::MAX));
    let (flow, global) = hidden_flow(&checker, &declared.global, hidden, TypeId::PRIORITY);
    program.flows.push(flow);
    program.global = global;
    program.pushes = declared.pushes.iter().filter_map(|p| checker.push(p)).collect();
    super::push::check(&checker, program, declared);
    let first_faq_text = checker.texts.borrow().len();
    program.faqs = declared.faqs.iter().map(|f| checker.faq(f)).collect();
    program.faqs.extend(declared.faq_files.iter().flat_map(|f| checker.faqs_from(files, f)));
    program.texts = checker.texts.take();
    // A flow with a mistake in it has gaps in its graph; what follows from those is not reported.
    let whole = program.flows.iter().zip(&declared.flows).zip(&reads).zip(&sound).filter(|(_, s)| **s);
    whole.for_each(|(((flow, decl), reads), _)| {
        super::flow::examine(&checker, program, flow, decl, reads.clone());
    });
    super::sentences::check(&checker, program, declared);
    super::settings::check(&checker, program, declared);
    super::bubbles::check(&checker, program);
    super::routing::recursion(&checker, program);
    program.flows.iter_mut().for_each(super::routing::close);
    if !checker.has_errors() && !found.iter().any(Diagnostic::is_error) {
        super::unused::check(&checker, program, declared);
    }
    found.extend(checker.take());
    program.hashes = hash::of(program, first_faq_text);
}

/// Every snippet, read once over its parameters.
fn snippets(checker: &Checker<'_>, declared: &Declared<'_>) -> BTreeMap<String, Snippet> {
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
        let text = checker.read_text(&scope, &decl.text);
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
fn no_match_texts(checker: &Checker<'_>, program: &mut Program, declared: &Declared<'_>) {
    for decl in &declared.types {
        let ast::TypeDeclKind::Refined { no_match: Some(template), .. } = &decl.kind else { continue };
        let Some(id) = checker.names.types.get(&decl.name.node) else { continue };
        if let Some(def) = program.types.get_mut(id.index()) {
            def.no_match = Some(checker.template_text(&Scope::default(), template));
        }
    }
}
