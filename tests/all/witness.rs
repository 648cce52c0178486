//! Values that may be unset, and the conversations that show it: each is played on the shop that it was found in.
//!
//! `dsl/tests-data/unset/x.flow` must be refused for nothing but E0301, with a conversation that gets there; `x.chat` beside it is that
//! conversation (`HUASHU_ACCEPT=1` writes it). `dsl/tests-data/set/x.flow` must not be refused.

use crate::binary::demo_shop;
use huashu_chat::{accept, parse, run, spelling};
use huashu_dsl::program::{Expr, Node, NodeId, Part, Place, Program, Root, StmtKind, Team, WayOut};
use huashu_dsl::{Diagnostic, Lang, Settings, SourceId, Sources, compile, compile_unproved, parse_expr};
use huashu_engine::intent::Matcher;
use std::path::{Path, PathBuf};

const HEADER: &str = "---\nsource: 反例.chat\ndescription: 反例\n---\n";
const UNSET: &str = "没有值的地方";

fn cases(folder: &str) -> Vec<PathBuf> {
    let folder = demo_shop().join("dsl/tests-data").join(folder);
    let entries = std::fs::read_dir(folder).expect("the cases are there");
    let mut found: Vec<PathBuf> = entries.map(|e| e.expect("it can be listed").path()).collect();
    found.retain(|p| p.extension().is_some_and(|e| e == "flow"));
    found.sort();
    found
}

fn shop(case: &Path) -> (Sources, SourceId) {
    let read = |path: &Path| std::fs::read_to_string(path).expect("it can be read");
    let mut sources = Sources::new();
    sources.add("底稿.flow", read(&demo_shop().join("dsl/tests-data/unset/底稿")));
    let id = sources.add("例子.flow", read(case));
    (sources, id)
}

fn told(sources: &Sources, found: &[Diagnostic]) -> String {
    huashu_dsl::render::render(sources, found, Lang::Zh, huashu_dsl::render::Color::Never)
}

/// The program, which at the finding hands off to a team of its own where the value is unset, and else goes on as it was written.
fn caught(program: &Program, found: &Diagnostic) -> Option<Program> {
    let mut program = program.clone();
    let name = found.message.zh.split(['“', '”']).nth(1)?.to_owned();
    let (flow, node) = node_at(&program, found)?;
    let condition = match arrived(&program, program.flows.get(flow)?.nodes.get(node)?, &name) {
        Some(condition) => condition,
        None => {
            let asked = parse_expr(SourceId::BUILTIN, &format!("有 {name}"), 0).ok()?;
            let flow = huashu_dsl::program::FlowId(u16::try_from(flow).ok()?);
            huashu_dsl::condition(&program, Some(flow), &asked).ok()?
        }
    };
    let team = huashu_dsl::program::TeamId(u16::try_from(program.teams.len()).ok()?);
    let (name, open) = (UNSET.to_owned(), Vec::new());
    program.teams.push(Team { name, open, holidays: None, when_closed: None, resumes: false });
    let flow = program.flows.get_mut(flow)?;
    let old = flow.nodes.get(node)?.clone();
    let count = u16::try_from(flow.nodes.len()).ok()?;
    let (then, otherwise) = (NodeId(count), NodeId(count + 1));
    let way = WayOut::Handoff { team, note: None, priority: None };
    let caught = Node { stmt: StmtKind::Leave(way), next: otherwise, ..old.clone() };
    flow.nodes.extend([old, caught]);
    flow.nodes.get_mut(node)?.stmt = StmtKind::If { condition, then, otherwise };
    Some(program)
}

/// Whether `事件.X` is there, for the event that the statement says something of: which one that is depends on where it is asked.
fn arrived(program: &Program, node: &Node, name: &str) -> Option<Expr> {
    let field = name.strip_prefix("事件.")?;
    let StmtKind::Say(text, _) = &node.stmt else { return None };
    let parts = program.texts.get(text.index())?.variants.iter().flat_map(|t| &t.parts);
    let mut read = parts.filter_map(|part| match part {
        Part::Hole(hole) => match &hole.value {
            Expr::Read(place) => Some(place),
            _ => None,
        },
        _ => None,
    });
    let is_asked = |place: &&Place| match (place.root, place.fields.as_slice()) {
        (Root::Arrived(event), [at]) => {
            let fields = program.events.get(event.index()).map(|e| e.fields.as_slice()).unwrap_or_default();
            fields.get(usize::from(*at)).is_some_and(|f| f.name == field)
        }
        _ => false,
    };
    read.find(is_asked).map(|place| Expr::Has(place.clone()))
}

/// The flow and the statement in which a finding stands.
fn node_at(program: &Program, found: &Diagnostic) -> Option<(usize, usize)> {
    let all = program
        .flows
        .iter()
        .enumerate()
        .flat_map(|(f, flow)| flow.nodes.iter().enumerate().map(move |(n, node)| (node.span, f, n)));
    let before = all.filter(|(span, ..)| span.source == found.span.source && span.start <= found.span.start);
    before.max_by_key(|(span, _, n)| (span.start, std::cmp::Reverse(*n))).map(|(_, f, n)| (f, n))
}

/// Whether the conversation gets to the statement with the value unset; what was played, if not.
fn gets_there(sources: &mut Sources, program: &Program, conversation: &str) -> Result<(), String> {
    let text = format!("{HEADER}== 反例\n{conversation}");
    let id = sources.add("反例.chat", text.as_str());
    let (conversations, problems) = parse(id, &text);
    if !problems.is_empty() {
        return Err(told(sources, &problems));
    }
    let reports = run(program, &Matcher::new(program), &conversations, spelling(&text));
    let problems: Vec<_> = reports.iter().flat_map(|r| r.problems.clone()).collect();
    if !problems.is_empty() {
        return Err(format!("{text}{}", told(sources, &problems)));
    }
    let played = accept(&text, &conversations, &reports).map_err(|_| text.clone())?;
    if played.contains(&format!("=> 转人工 {UNSET}")) { Ok(()) } else { Err(played) }
}

#[test]
fn what_may_be_unset_is_shown_by_a_conversation_that_gets_there() {
    let (mut wrong, all) = (Vec::new(), cases("unset"));
    assert!(!all.is_empty());
    for case in all {
        let name = case.file_name().expect("a file has a name").to_string_lossy().into_owned();
        let (mut sources, _) = shop(&case);
        let compiled = compile_unproved(&sources, &Settings::default());
        let errors: Vec<_> = compiled.diagnostics.iter().filter(|d| d.is_error()).collect();
        let [found] = errors.as_slice() else {
            wrong.push(format!("{name}: {} errors\n{}", errors.len(), told(&sources, &compiled.diagnostics)));
            continue;
        };
        let said = compiled.program.as_ref().zip(found.witness.as_ref());
        let (Some((program, conversation)), "E0301") = (said, found.code.0) else {
            wrong.push(format!("{name}: no conversation\n{}", told(&sources, &compiled.diagnostics)));
            continue;
        };
        let accepted = case.with_extension("chat");
        if std::fs::read_to_string(&accepted).unwrap_or_default() != *conversation {
            if std::env::var_os("HUASHU_ACCEPT").is_some() {
                std::fs::write(&accepted, conversation).expect("it can be written");
            }
            wrong.push(format!("{name}: another conversation\n{conversation}"));
        }
        match caught(program, found).map(|program| gets_there(&mut sources, &program, conversation)) {
            Some(Ok(())) => {}
            Some(Err(said)) => wrong.push(format!("{name}: not reached\n{said}")),
            None => wrong.push(format!("{name}: it cannot be played")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_always_set_is_not_doubted() {
    let mut wrong = Vec::new();
    let all = cases("set");
    for case in &all {
        let (sources, _) = shop(case);
        let errors: Vec<_> = compile(&sources, &Settings::default())
            .diagnostics
            .into_iter()
            .filter(|d| d.is_error() || d.code.0 == "W0208")
            .collect();
        if !errors.is_empty() {
            wrong.push(format!("{}\n{}", case.display(), told(&sources, &errors)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(all.len() >= 25, "{} cases", all.len());
}
