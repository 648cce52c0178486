//! A shop against what was released: each case is `x.flow`, the `x.lock` of its release, and what is found in `x.expected`
//! (`HUASHU_ACCEPT=1` writes that file). The fix of a lost place to wait is made, and leaves nothing to say.
#![expect(clippy::disallowed_methods, reason = "tests read shops from files; the compiler reads none")]

use super::{FILE, Lock, Stage, written};
use crate::check::tests::{files, listed, shop};
use crate::diagnostic::Diagnostic;
use crate::{Compiled, Settings, SourceId, Sources, compile};
use std::error::Error;
use std::path::Path;

type Outcome = Result<(), Box<dyn Error>>;

fn against(path: &str, text: &str, lock: &str, stage: Stage) -> (Sources, Compiled) {
    let mut sources = Sources::new();
    sources.add(path, text);
    sources.add(FILE, lock);
    let compiled = compile(&sources, &Settings { stage, ..Settings::default() });
    (sources, compiled)
}

/// `text` with the edits of a finding made.
fn mended(text: &str, d: &Diagnostic) -> String {
    let mut edits = d.fix.as_ref().map(|f| f.edits.clone()).unwrap_or_default();
    edits.sort_by_key(|e| std::cmp::Reverse(e.span.start));
    edits.iter().fold(text.to_owned(), |mut text, edit| {
        text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
        text
    })
}

#[test]
fn changes_say_what_is_expected() -> Outcome {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests-data/lock");
    let mut wrong = Vec::new();
    for path in files(&folder)?.iter().filter(|p| p.extension().is_some_and(|e| e == "flow")) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (text, lock) =
            (std::fs::read_to_string(path)?, std::fs::read_to_string(path.with_extension("lock"))?);
        let (sources, compiled) = against(&name, &text, &lock, Stage::Writing);
        let mut found = listed(&sources, &compiled);
        for d in compiled.diagnostics.iter().filter(|d| ["E0801", "E0803", "E0804"].contains(&d.code.0)) {
            let (sources, compiled) = against(&name, &mended(&text, d), &lock, Stage::Releasing);
            found.push_str(&format!("{} mended: {}\n", d.code.0, listed(&sources, &compiled).trim_end()));
        }
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
fn what_was_released_is_no_change() -> Outcome {
    let mut sources = shop("")?;
    let program = compile(&sources, &Settings::default()).program.ok_or("no program")?;
    let lock = written(&sources, &program);
    let read = Lock::read(SourceId(1), &lock).map_err(|d| d.message.zh)?;
    assert_eq!(read.to_string(), lock);
    let facts: Vec<&str> =
        lock.lines().filter(|l| l.starts_with("flow ") || l.starts_with("wait 议价")).collect();
    assert!(facts.contains(&"flow 退货退款 3") && facts.contains(&"wait 议价 让一步 问 接受"), "{facts:?}");
    sources.add(FILE, lock);
    let compiled = compile(&sources, &Settings { stage: Stage::Releasing, ..Settings::default() });
    assert_eq!(listed(&sources, &compiled), "");
    Ok(())
}

#[test]
fn a_version_that_is_not_raised_is_an_error_only_at_release() {
    let flow = "语言版本 1\n流程 问好 版本 1\n  结果 好\n  步骤 一\n    结束 好\n";
    let lock = "lock 1\nflow 问好 1\noutcome 问好 好\nslot 问好 名 文本\nstep 问好 一\n";
    for (stage, released) in [(Stage::Writing, true), (Stage::Releasing, false)] {
        let (_, compiled) = against("a.flow", flow, lock, stage);
        assert_eq!(compiled.diagnostics.iter().map(|d| d.code.0).collect::<Vec<_>>(), ["E0804"]);
        assert_eq!(compiled.program.is_some(), released);
    }
}
