//! The shipped shop compiles; each small broken shop says what its neighbour file expects (`HUASHU_ACCEPT=1` writes that file).
#![expect(clippy::disallowed_methods, reason = "tests read shops from files; the compiler reads none")]

use crate::{Compiled, Lang, Settings, Sources, compile};
use std::error::Error;
use std::path::{Path, PathBuf};

type Outcome = Result<(), Box<dyn Error>>;

/// The shipped shop's files, data files included, without the one called `without`.
pub(crate) fn shop(without: &str) -> Result<Sources, Box<dyn Error>> {
    let mut sources = Sources::new();
    for path in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../flows"))? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name != without && (name.ends_with(".flow") || name.ends_with(".csv")) {
            sources.add(name, std::fs::read_to_string(&path)?);
        }
    }
    Ok(sources)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    files.sort();
    Ok(files)
}

/// Each finding as `code file:line: sentence`.
fn listed(sources: &Sources, compiled: &Compiled) -> String {
    let line = |d: &crate::Diagnostic| {
        let file = sources.get(d.span.source).map(|s| (s.path.as_str(), s.text.as_str())).unwrap_or_default();
        let before = file.1.get(..d.span.start as usize).unwrap_or_default();
        let number = before.matches('\n').count() + 1;
        let under = sources.slice(d.span).unwrap_or_default();
        let fix = d.fix.as_ref().map(|f| format!(" → {}", f.message.get(Lang::Zh))).unwrap_or_default();
        format!("{} {}:{number} “{under}” {}{fix}\n", d.code.0, file.0, d.message.get(Lang::Zh))
    };
    compiled.diagnostics.iter().map(line).collect()
}

#[test]
fn the_shipped_shop_has_no_errors() -> Outcome {
    let sources = shop("")?;
    let compiled = compile(&sources, &Settings::default());
    assert_eq!(listed(&sources, &compiled), "");
    assert!(compiled.program.is_some());
    Ok(())
}

/// `dsl/tests-data/check/x.flow` is compiled by itself; what is found stands in `x.expected`.
#[test]
fn broken_shops_say_what_is_expected() -> Outcome {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests-data/check");
    let mut wrong = Vec::new();
    for path in files(&folder)?.iter().filter(|p| p.extension().is_some_and(|e| e == "flow")) {
        let mut sources = Sources::new();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        sources.add(name.clone(), std::fs::read_to_string(path)?);
        let found = listed(&sources, &compile(&sources, &Settings::default()));
        let expected = std::fs::read_to_string(path.with_extension("expected")).unwrap_or_default();
        if found != expected {
            if std::env::var_os("HUASHU_ACCEPT").is_some() {
                std::fs::write(path.with_extension("expected"), &found)?;
            }
            wrong.push(format!("{name} gives\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn every_node_leads_to_a_node_of_its_flow() -> Outcome {
    let program = compile(&shop("")?, &Settings::default()).program.ok_or("no program")?;
    for flow in &program.flows {
        for (i, node) in flow.nodes.iter().enumerate() {
            let mut next = super::routing::successors(flow, node);
            next.push(node.next);
            assert!(next.iter().all(|n| n.index() < flow.nodes.len()), "{} {i}", flow.name);
        }
    }
    Ok(())
}

#[test]
fn huashu_yaml_gives_settings_other_values() -> Outcome {
    use crate::value::Value;
    let with =
        |value: &str| Settings { values: vec![("价保天数".into(), value.into())], ..Settings::default() };
    let program = compile(&shop("")?, &with("45")).program.ok_or("no program")?;
    let setting = program.settings.iter().find(|s| s.name == "价保天数").ok_or("no setting")?;
    assert_eq!(setting.value, Value::Number(45.into()));
    let wrong = compile(&shop("")?, &with("45 天"));
    assert_eq!(wrong.diagnostics.iter().map(|d| d.code.0).collect::<Vec<_>>(), ["E0403"]);
    Ok(())
}

/// Whatever line is missing, compiling ends and gives either a program or an error.
#[test]
fn a_shop_with_a_line_missing_is_a_program_or_has_an_error() -> Outcome {
    let file = "退货退款.flow";
    let text = shop("")?.iter().find(|(_, s)| s.path == file).ok_or("no file")?.1.text.clone();
    let lines: Vec<&str> = text.lines().collect();
    for missing in (0..lines.len()).step_by(6) {
        let mut sources = shop(file)?;
        let kept = lines.iter().enumerate().filter(|(i, _)| *i != missing).map(|(_, l)| format!("{l}\n"));
        sources.add(file, kept.collect::<String>());
        let compiled = compile(&sources, &Settings::default());
        let errors = compiled.diagnostics.iter().any(crate::Diagnostic::is_error);
        assert_eq!(compiled.program.is_none(), errors, "without line {}", missing + 1);
    }
    Ok(())
}
