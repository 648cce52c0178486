//! Common mistakes: each file of `tests-data/mistakes` makes one, and is told of it once.
//!
//! A case stands at the line `# 这里` of `tests-data/mistakes.frame.flow`, or is a whole file behind a first line `整份`. What is said
//! stands beside it; `HUASHU_ACCEPT=1` writes that anew.
#![expect(clippy::disallowed_methods, reason = "the cases are files, so that a case is added by adding one")]

use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Lang};
use crate::render::{Color, render};
use crate::source::Sources;
use crate::{Settings, compile};

pub(crate) fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests-data").join(name)
}

/// The case as a file: by itself, or in the frame.
pub(crate) fn whole(case: &str, frame: &str) -> String {
    if let Some(file) = case.strip_prefix("整份\n") {
        return file.to_owned();
    }
    let indented: String = case.lines().map(|line| format!("    {line}\n")).collect();
    frame.replace("    # 这里\n", &indented)
}

pub(crate) fn findings(text: &str) -> (Sources, Vec<Diagnostic>) {
    let mut sources = Sources::new();
    sources.add("店.flow", text);
    let found = compile(&sources, &Settings::default()).diagnostics;
    (sources, found)
}

/// How many things a message says were expected; the words of a choice (`「转到」「结束」`) are one thing.
fn expected(message: &str) -> usize {
    let list =
        message.strip_prefix("这里应该是").or_else(|| message.strip_prefix("这一行还没写完，后面应该是"));
    list.map_or(1, |list| list.replace("「、」", "「」").split('、').count())
}

#[test]
fn each_common_mistake_is_told_once() {
    let frame = std::fs::read_to_string(data("mistakes.frame.flow")).unwrap();
    assert_eq!(findings(&frame).1, [], "the frame is sound");
    let mut paths: Vec<_> = std::fs::read_dir(data("mistakes")).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "flow"));
    paths.sort();
    assert!(paths.len() > 100, "{}", paths.len());
    let mut wrong = Vec::new();
    for path in paths {
        let text = whole(&std::fs::read_to_string(&path).unwrap(), &frame);
        let (sources, found) = findings(&text);
        let said = render(&sources, &found, Lang::Zh, Color::Never);
        let expectation = path.with_extension("expected");
        if std::env::var_os("HUASHU_ACCEPT").is_some() {
            std::fs::write(&expectation, &said).unwrap();
        }
        let same = std::fs::read_to_string(&expectation).unwrap_or_default() == said;
        let few = found.iter().all(|d| (1..=4).contains(&expected(&d.message.zh)));
        if found.len() != 1 || !same || !few || !mends(&text, &found) {
            wrong.push(format!("== {}\n{said}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether the edit of each fix, made alone, leaves less to say than before, and nothing new.
fn mends(text: &str, found: &[Diagnostic]) -> bool {
    found.iter().filter_map(|d| d.fix.as_ref()).filter(|fix| !fix.edits.is_empty()).all(|fix| {
        let mut mended = text.to_owned();
        for edit in fix.edits.iter().rev() {
            mended.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
        }
        findings(&mended).1.len() < found.len()
    })
}
