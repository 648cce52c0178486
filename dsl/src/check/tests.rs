//! The shipped shop compiles; each small broken shop says what its neighbour file expects.

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
