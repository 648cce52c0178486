//! The whole of checking: the rounds over types, signatures and bodies, and the program that comes of them.

use super::bubbles::Said;
use super::declare::Declared;
use super::flow::{self, Examined, Nearly, Shop};
use super::intent::COMMANDS;
use super::names::Names;
use super::ways::Summary;
use super::{Checker, Files, Gathered, Kind, Snippet, Use, bodies, signature};
use crate::ast;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::keywords;
use crate::lower;
use crate::program::{FlowId, Intent, IntentId, Program, Trigger, TypeId};
use crate::source::{SourceId, Sources, Span};
use crate::{Given, Settings, hash};
use std::collections::{BTreeMap, BTreeSet};

/// A shop that was checked, kept so that it can be checked again where it changes.
pub(crate) struct Checked {
    /// The program; it keeps its promises only where nothing is an error.
    program: Program,
    /// Where each name stands in it.
    names: Names,
    /// The snippets that texts may name.
    snippets: BTreeMap<String, Snippet>,
    /// Where each setting is declared.
    settings: BTreeMap<String, Span>,
    /// How much each flow says in a row.
    said: Said,
    /// What is known of each flow, in the order of the program.
    flows: Vec<Examined>,
    /// What was found beside the flows.
    beside: Vec<Diagnostic>,
    /// What was found of the flows together.
    across: Vec<Diagnostic>,
    /// The declared names whose use is counted.
    declared: Vec<(Use, Span)>,
    /// How many flows use each name, and whatever is beside them.
    uses: BTreeMap<Use, u32>,
    /// The first text that answers a question.
    first_faq_text: usize,
}

/// Checks a shop.
pub(crate) fn check(files: &Files<'_>, settings: &Settings) -> Checked {
    let mut beside = Vec::new();
    let declared = Declared::gather(&files.parsed, &mut beside);
    let mut program = empty(settings, &mut beside);
    program.types = signature::type_names(&declared);
    forms_of_types(&mut program, &declared, &mut Vec::new());
    forms_of_types(&mut program, &declared, &mut beside);
    let of_signatures = signatures(&mut program, &declared, settings, &mut beside);
    let names = Names::of(&program);
    let mut checker = Checker { sources: Some(files.sources), ..Checker::new(&program, &names) };
    checker.snippets = bodies::snippets(&checker, &declared);
    let all = bodies::read(&checker, files, &declared);
    let snippets = checker.snippets;
    let read = all.put(&mut program);
    let settings = declared.names(Kind::Setting).into_iter().collect();
    let said = Said::of(&program);
    let shop =
        Shop { program: &program, names: &names, sources: files.sources, settings: &settings, said: &said };
    let checker = shop.checker(read.beside);
    super::push::check(&checker, &program, &declared);
    super::ways::outside::check(&checker, &program, &declared);
    super::sentences::check(&checker, &program, &declared);
    super::settings::check(&checker, &settings);
    let (used, mut found) = checker.gathered().told();
    beside.append(&mut found);
    let flows = each_flow(shop, &declared, of_signatures, read.flows);
    let across = shop.across(&flows);
    let mut uses = BTreeMap::new();
    let of_flows = flows.iter().map(|f| &f.used);
    of_flows.chain([&used]).for_each(|used| count(&mut uses, used, |uses| uses.saturating_add(1)));
    program.flows.iter_mut().for_each(super::routing::close);
    Checked {
        flows,
        beside,
        uses,
        across,
        declared: super::unused::counted(&declared),
        first_faq_text: read.first_faq_text,
        program,
        settings,
        said,
        names,
        snippets,
    }
}

/// Changes how often each of `used` counts.
fn count(uses: &mut BTreeMap<Use, u32>, used: &BTreeSet<Use>, change: impl Fn(u32) -> u32) {
    for name in used {
        match uses.get_mut(name) {
            Some(times) => *times = change(*times),
            None => drop(uses.insert(name.clone(), change(0))),
        }
    }
}

/// Examines every flow, those that are entered first.
fn each_flow(
    shop: Shop<'_>,
    declared: &Declared<'_>,
    of_signatures: Vec<Vec<Diagnostic>>,
    bodies: Vec<Gathered>,
) -> Vec<Examined> {
    let program = shop.program;
    let entered = flow::entered(program);
    let mut summaries = vec![Summary::unknown(); program.flows.len()];
    let mut read: Vec<Option<_>> =
        declared.flows.iter().zip(of_signatures.into_iter().zip(bodies)).map(Some).collect();
    let mut nearly: Vec<Option<Nearly<'_>>> = read.iter().map(|_| None).collect();
    for id in flow::inner_first(program) {
        let at = id.index();
        let Some((decl, (of_signature, body))) = read.get_mut(at).and_then(Option::take) else { continue };
        let is_entered = entered.get(at).copied().unwrap_or_default();
        let examined = shop.examined(decl, of_signature, body, &summaries, is_entered);
        if let (Some(summary), Some(place)) = (summaries.get_mut(at), nearly.get_mut(at)) {
            *summary = examined.summary.clone();
            *place = Some(examined);
        }
    }
    let all = super::ways::Shop::new(program, &summaries);
    nearly.into_iter().flatten().map(|n| n.finished(&all)).collect()
}

impl Checked {
    /// Everything that was found, by place.
    pub(crate) fn diagnostics(&self) -> Vec<Diagnostic> {
        let of_flows = self.flows.iter().flat_map(|f| &f.found);
        let mut found: Vec<_> = self.beside.iter().chain(of_flows).chain(&self.across).cloned().collect();
        if !found.iter().any(Diagnostic::is_error) {
            found.extend(super::unused::names(&self.declared, &self.uses));
            found.extend(self.flows.iter().flat_map(|f| &f.unused).cloned());
        } else {
            // What never differs may differ once the mistake is mended.
            found.retain(|d| !matches!(d.code.0, "W0207" | "W0209" | "W0506"));
        }
        found.sort_by_key(|d| (d.span, d.code));
        found.dedup();
        found
    }

    /// The program, where nothing is an error.
    pub(crate) fn program(mut self) -> Program {
        self.program.triggered = triggered(&self.program);
        self.program.hashes = hash::of(&mut self.program, self.first_faq_text);
        self.program
    }

    /// Reads flows again that look from outside as they did; `false` where that is not enough: one is not of the shop, does something
    /// else to those that enter it, enters others than before, or a conversation that shows what is unset may lead through it.
    pub(crate) fn again(&mut self, sources: &Sources, decls: &[&ast::Flow]) -> bool {
        let place = |decl: &&ast::Flow| self.names.flows.get(&decl.name.node).map(|id| id.index());
        let again: BTreeSet<usize> = decls.iter().filter_map(place).collect();
        let mut others = self.flows.iter().enumerate().filter(|(i, _)| !again.contains(i));
        if others.any(|(_, flow)| flow.is_shown_elsewhere()) {
            return false;
        }
        let entered = flow::entered(&self.program);
        let all = decls.iter().all(|decl| self.one_again(sources, decl, &entered).is_some());
        if !all || flow::entered(&self.program) != entered {
            return false;
        }
        self.across = self.shop(sources).across(&self.flows);
        true
    }

    fn one_again(&mut self, sources: &Sources, decl: &ast::Flow, entered: &[bool]) -> Option<()> {
        let index = self.names.flows.get(&decl.name.node)?.index();
        let outcomes = self.program.flows.get(index)?.outcome_type;
        // What the flow said before stays in the table of texts: no index may move.
        let texts = std::mem::take(&mut self.program.texts);
        let mut checker = Checker { sources: Some(sources), ..Checker::new(&self.program, &self.names) };
        checker.snippets = std::mem::take(&mut self.snippets);
        checker.texts.replace(texts);
        let signature = checker.flow_signature(decl, outcomes);
        let of_signature = checker.take();
        let flow = lower::flow(&checker, decl, &signature);
        let body = checker.gathered();
        let texts = checker.texts.take();
        self.snippets = checker.snippets;
        self.program.texts = texts;
        *self.program.flows.get_mut(index)? = flow;
        let is_entered = entered.get(index).copied().unwrap_or_default();
        let says_the_same = self.said.again(&self.program, index);
        let mut summaries: Vec<Summary> = self.flows.iter().map(|f| f.summary.clone()).collect();
        summaries.resize_with(self.program.flows.len(), Summary::unknown);
        let nearly = self.shop(sources).examined(decl, of_signature, body, &summaries, is_entered);
        let does_the_same = says_the_same && self.flows.get(index)?.summary == nearly.summary;
        let examined = nearly.finished(&super::ways::Shop::new(&self.program, &summaries));
        self.program.flows.get_mut(index).into_iter().for_each(super::routing::close);
        count(&mut self.uses, &examined.used, |uses| uses.saturating_add(1));
        let before = std::mem::replace(self.flows.get_mut(index)?, examined);
        count(&mut self.uses, &before.used, |uses| uses.saturating_sub(1));
        (does_the_same || !is_entered).then_some(())
    }

    fn shop<'a>(&'a self, sources: &'a Sources) -> Shop<'a> {
        let Self { program, names, settings, said, .. } = self;
        Shop { program, names, sources, settings, said }
    }

    /// Whether something that was found beside the flows points into a file.
    pub(crate) fn points_into(&self, source: SourceId) -> bool {
        let points = |d: &Diagnostic| {
            let edits = d.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
            let mut all = d.labels.iter().map(|label| label.span).chain(edits).chain([d.span]);
            all.any(|span| span.source == source)
        };
        self.beside.iter().chain(&self.across).any(points)
    }
}

/// A program of nothing.
fn empty(settings: &Settings, found: &mut Vec<Diagnostic>) -> Program {
    let zone = if settings.time_zone.is_empty() { "Asia/Shanghai" } else { settings.time_zone.as_str() };
    if jiff::tz::TimeZone::get(zone).is_err() {
        let message =
            Message::new(format!("没有时区“{zone}”。"), format!("There is no time zone \"{zone}\"."));
        found.push(Diagnostic::new(Code("E0401"), crate::source::Span::default(), message));
    }
    Program { time_zone: zone.to_owned(), ..Program::empty() }
}

/// Gives the declared types their forms; once while those they name have none, once more with defaults read against those.
fn forms_of_types(program: &mut Program, declared: &Declared<'_>, found: &mut Vec<Diagnostic>) {
    let names = Names::of(program);
    let checker = Checker::new(program, &names);
    let forms = checker.forms(declared);
    found.extend(checker.take());
    for (id, kind) in forms {
        if let Some(def) = program.types.get_mut(id.index()) {
            def.kind = kind;
        }
    }
}

/// Fills the program with everything that bodies may name; gives what was found of each flow's signature.
fn signatures(
    program: &mut Program,
    declared: &Declared<'_>,
    settings: &Settings,
    found: &mut Vec<Diagnostic>,
) -> Vec<Vec<Diagnostic>> {
    let names = Names::of(program);
    let checker = Checker::new(program, &names);
    let first = program.types.len() - declared.flows.len();
    let outcome = |i: usize| TypeId(u16::try_from(first + i).unwrap_or(u16::MAX));
    let mut all = Program {
        customer: checker.fields(declared.customer),
        settings: declared.settings.iter().map(|s| checker.setting_signature(s)).collect(),
        session_slots: declared.session.iter().map(|s| checker.session_signature(s)).collect(),
        teams: declared.teams.iter().map(|t| checker.team_signature(t)).collect(),
        events: declared.events.iter().map(|e| checker.event_signature(e)).collect(),
        tracks: declared.tracks.iter().map(|t| checker.track_signature(t)).collect(),
        functions: declared.functions.iter().map(|(p, f)| checker.function_signature(p, f)).collect(),
        tables: declared.tables.iter().map(|t| checker.table_signature(t)).collect(),
        intents: intents(&checker, declared),
        experiments: experiments(declared),
        ..Program::empty()
    };
    found.extend(checker.take());
    let flow = |(i, decl): (usize, &&ast::Flow)| (checker.flow_signature(decl, outcome(i)), checker.take());
    let (flows, of_flows) = declared.flows.iter().enumerate().map(flow).unzip();
    all.flows = flows;
    overrides(&checker, &mut all, settings);
    overfull(&checker, &all, declared);
    found.extend(checker.take());
    all.types = std::mem::take(&mut program.types);
    all.time_zone = std::mem::take(&mut program.time_zone);
    *program = all;
    of_flows
}

/// Reports tables that are larger than their indexes.
fn overfull(checker: &Checker<'_>, program: &Program, declared: &Declared<'_>) {
    let most = usize::from(u16::MAX) - 1;
    let sizes =
        [checker.program.types.len(), program.functions.len(), program.flows.len(), program.intents.len()];
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

/// Which flow each intent triggers: one (E0311).
fn triggered(program: &Program) -> BTreeMap<IntentId, FlowId> {
    let flows = (0_u16..).map(FlowId).zip(&program.flows);
    let triggers = flows.flat_map(|(id, flow)| flow.triggers.iter().map(move |trigger| (trigger, id)));
    let intents = triggers.filter_map(|(trigger, flow)| match trigger {
        Trigger::Intent(intent) => Some((*intent, flow)),
        Trigger::Event(..) => None,
    });
    intents.collect()
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
