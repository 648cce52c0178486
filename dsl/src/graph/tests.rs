//! Diagrams of shipped and of small flows: `dsl/tests-data/graph/small/x.flow` is drawn, what comes of it stands in `x.expected`
//! (`HUASHU_ACCEPT=1` writes that file; read it before keeping it).
#![expect(clippy::disallowed_methods, reason = "tests read flows from files; the compiler reads none")]

use super::words::Words;
use super::{Detail, Diagram, Mark, Overlay, Tone, Voice, dot, flow, flows, mermaid, shop, svg};
use crate::program::{Program, StmtKind};
use crate::{Lang, Settings, Sources, compile};
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

type Outcome = Result<(), Box<dyn Error>>;

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests-data/graph")
}

fn program_of(sources: &Sources) -> Result<Program, String> {
    let compiled = compile(sources, &Settings::default());
    compiled.program.ok_or_else(|| format!("{:?}", compiled.diagnostics))
}

/// The program of a file by itself.
fn alone(path: &Path) -> Result<Program, Box<dyn Error>> {
    let mut sources = Sources::new();
    sources.add("x.flow", std::fs::read_to_string(path)?);
    Ok(program_of(&sources)?)
}

fn small() -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let all = std::fs::read_dir(data().join("small"))?.map(|e| e.map(|e| e.path()));
    let mut all: Vec<PathBuf> = all.collect::<Result<_, _>>()?;
    all.retain(|p| p.extension().is_some_and(|e| e == "flow"));
    all.sort();
    Ok(all)
}

/// The shipped shop, the small shops, and the flow of thirty-one steps.
pub(super) fn programs() -> Result<Vec<Program>, Box<dyn Error>> {
    let mut all = vec![program_of(&crate::check::tests::shop("")?)?];
    for path in small()?.into_iter().chain([data().join("家电报修.flow")]) {
        all.push(alone(&path)?);
    }
    Ok(all)
}

/// Every diagram of a program.
pub(super) fn diagrams(program: &Program) -> Vec<Diagram> {
    let mut all = vec![shop(program, "店", Lang::Zh), shop(program, "shop", Lang::En)];
    for (id, _) in flows(program) {
        for detail in [Detail::Steps, Detail::Statements] {
            all.extend(flow(program, id, detail, Lang::Zh));
            all.extend(flow(program, id, detail, Lang::En));
        }
    }
    all
}

/// A diagram as lines: boxes with what they say, then arrows.
fn listed(diagram: &Diagram) -> String {
    let mut out = format!("== {} — {}\n", diagram.title, diagram.subtitle);
    for panel in &diagram.panels {
        let _ = writeln!(out, "-- {} {:?}", panel.title, panel.direction);
        for node in &panel.nodes {
            let _ = writeln!(out, "[{:?}] {} = {}", node.kind, node.id, node.title);
            for line in &node.lines {
                let _ =
                    writeln!(out, "    {} {}", if line.voice == Voice::Shop { '"' } else { '|' }, line.text);
            }
        }
        for edge in &panel.edges {
            let _ = writeln!(out, "{} : {}", edge.id, edge.labels.join(" / "));
        }
    }
    out
}

#[test]
fn small_flows_are_drawn_as_expected() -> Outcome {
    for path in small()? {
        let program = alone(&path)?;
        let mut out = listed(&shop(&program, "店", Lang::Zh));
        for (id, _) in flows(&program) {
            for (detail, lang) in [(Detail::Steps, Lang::Zh), (Detail::Statements, Lang::En)] {
                let diagram = flow(&program, id, detail, lang).ok_or("no such flow")?;
                out.push_str(&listed(&diagram));
                if detail == Detail::Steps {
                    out.push_str(&mermaid(&diagram, &Overlay::new()));
                    out.push_str(&dot(&diagram, &Overlay::new()));
                }
            }
        }
        let expected = path.with_extension("expected");
        if std::env::var_os("HUASHU_ACCEPT").is_some() {
            std::fs::write(&expected, &out)?;
        }
        assert_eq!(out, std::fs::read_to_string(&expected).unwrap_or_default(), "{}", path.display());
    }
    Ok(())
}

#[test]
fn ids_are_unique_and_arrows_end_at_boxes() -> Outcome {
    for diagram in programs()?.iter().flat_map(diagrams) {
        let mut ids = Vec::new();
        for panel in &diagram.panels {
            ids.extend(panel.nodes.iter().map(|n| n.id.clone()));
            ids.extend(panel.edges.iter().map(|e| e.id.clone()));
            assert!(panel.edges.iter().all(|e| e.from.max(e.to) < panel.nodes.len()));
        }
        let count = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), count, "{}", diagram.title);
    }
    Ok(())
}

/// Every 如果 of the shipped flows is printed as it is written there.
#[test]
fn conditions_are_printed_as_they_are_written() -> Outcome {
    let sources = crate::check::tests::shop("")?;
    let program = program_of(&sources)?;
    let mut seen = 0;
    for flow in &program.flows {
        let words = Words::new(&program, flow, Lang::Zh);
        for node in &flow.nodes {
            let StmtKind::If { condition, .. } = &node.stmt else { continue };
            let written = sources.slice(node.span).ok_or("a span outside of its source")?;
            let written = written.trim_start_matches("否则如果").trim_start_matches("如果").trim();
            assert_eq!(words.expr(condition), written);
            seen += 1;
        }
    }
    assert!(seen > 15, "{seen}");
    Ok(())
}

#[test]
fn both_spellings_of_a_flow_have_one_picture() -> Outcome {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests-data");
    let mut english = crate::check::tests::shop("退货退款.flow")?;
    english.add("returns_en.flow", std::fs::read_to_string(folder.join("returns_en.flow"))?);
    let drawn = |program: &Program| {
        let (id, _) = flows(program).find(|(_, f)| f.name == "退货退款")?;
        Some(svg(&flow(program, id, Detail::Statements, Lang::Zh)?, &Overlay::new()))
    };
    let chinese = drawn(&program_of(&crate::check::tests::shop("")?)?).ok_or("not drawn")?;
    assert_eq!(drawn(&program_of(&english)?).as_deref(), Some(chinese.as_str()));
    Ok(())
}

#[test]
fn pictures_are_well_formed_and_the_same_each_time() -> Outcome {
    let (first, second) = (programs()?, programs()?);
    for (one, other) in first.iter().flat_map(diagrams).zip(second.iter().flat_map(diagrams)) {
        let picture = svg(&one, &Overlay::new());
        well_formed(&picture).map_err(|e| format!("{}: {e}", one.title))?;
        assert_eq!(picture, svg(&other, &Overlay::new()));
    }
    Ok(())
}

/// Whether every tag is closed in order, and every `&` begins an entity.
fn well_formed(xml: &str) -> Result<(), String> {
    let mut open: Vec<&str> = Vec::new();
    for (i, piece) in xml.split('<').enumerate() {
        if i == 0 {
            continue;
        }
        let (tag, text) = piece.split_once('>').ok_or_else(|| format!("no end: {piece}"))?;
        for with_entity in [tag, text].into_iter().flat_map(|t| t.split('&').skip(1)) {
            let name = with_entity.split_once(';').map(|(name, _)| name).unwrap_or_default();
            if !matches!(name, "amp" | "lt" | "gt" | "quot" | "#39") {
                return Err(format!("no entity: {with_entity}"));
            }
        }
        if tag.matches('"').count() % 2 != 0 || text.contains('>') {
            return Err(format!("not escaped: {piece}"));
        }
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        match tag.strip_prefix('/') {
            Some(name) if open.pop() != Some(name) => return Err(format!("{name} closed out of order")),
            Some(_) => {}
            None if tag.ends_with('/') => {}
            None => open.push(name),
        }
    }
    let strange = |c: &char| c.is_control() && *c != '\n';
    match xml.chars().find(strange) {
        Some(c) => Err(format!("{c:?}")),
        None if open.is_empty() => Ok(()),
        None => Err(format!("left open: {open:?}")),
    }
}

#[test]
fn what_is_not_well_formed_is_found() {
    for wrong in ["<a><b></a></b>", "<a>", "<a>&b</a>", "<a b=\"></a>", "<a>\u{7}</a>", "<a>x > y</a>"] {
        assert!(well_formed(wrong).is_err(), "{wrong}");
    }
    assert_eq!(well_formed("<a b=\"&lt;\"><c/>&amp;</a>"), Ok(()));
}

/// What a later coverage or count lays over a picture: colours and badges by id, and nothing moves.
#[test]
fn an_overlay_marks_boxes_and_arrows_and_moves_nothing() -> Outcome {
    let program = program_of(&crate::check::tests::shop("")?)?;
    let (id, _) = flows(&program).find(|(_, f)| f.name == "退货退款").ok_or("no such flow")?;
    let diagram = flow(&program, id, Detail::Steps, Lang::Zh).ok_or("not drawn")?;
    let mark = |tone, badge: &str| Mark { tone, badge: badge.to_owned() };
    let overlay: Overlay = [
        ("退货退款/问原因".to_owned(), mark(Tone::Good, "128")),
        ("退货退款/还在路上".to_owned(), mark(Tone::Faint, "")),
        ("退货退款/问原因 -> 退货退款/要照片 branch".to_owned(), mark(Tone::Bad, "7")),
        ("没有的".to_owned(), mark(Tone::Warn, "99")),
    ]
    .into();
    let (plain, marked) = (svg(&diagram, &Overlay::new()), svg(&diagram, &overlay));
    assert!(marked.contains("class=\"node asks good\" data-id=\"退货退款/问原因\""));
    assert!(marked.contains("class=\"node says faint\" data-id=\"退货退款/还在路上\""));
    assert!(marked.contains("class=\"edge branch bad\""));
    let badges = |text: &str| text.matches("class=\"badge\"").count();
    assert_eq!((badges(&plain), badges(&marked)), (0, 2));
    assert!(marked.contains(">128<") && marked.contains(">7<") && !marked.contains(">99<"));
    let places = |text: &str| -> Vec<String> {
        let shape = |p: &&str| p.starts_with("rect class=\"box\"") || p.starts_with("path class=\"line\"");
        text.split('<').filter(shape).map(str::to_owned).collect()
    };
    assert_eq!(places(&plain), places(&marked));
    well_formed(&marked)?;
    let text = mermaid(&diagram, &overlay);
    assert!(
        text.contains("(128)")
            && text.contains(":::k-good")
            && text.contains("classDef k-bad") == text.contains(":::k-bad")
    );
    assert!(dot(&diagram, &overlay).contains("(128)"));
    Ok(())
}

#[test]
fn a_shop_without_flows_says_so() -> Outcome {
    let program = alone(&data().join("small/空店.flow"))?;
    assert!(svg(&shop(&program, "空店", Lang::Zh), &Overlay::new()).contains("还没有流程"));
    assert!(svg(&shop(&program, "empty", Lang::En), &Overlay::new()).contains("no flow yet"));
    Ok(())
}
