//! Plays every conversation of `tests/conversations/` against the demo shop.

use huashu_chat::{Colour, Verdict, parse, render, run, spelling};
use huashu_dsl::{Lang, Settings, Sources, compile};
use huashu_engine::intent::Matcher;
use std::collections::BTreeMap;
use std::path::Path;

/// The files of these kinds in a folder and below it, by their place in it.
fn files(folder: &Path, kinds: &[&str]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
        if path.is_dir() {
            let below = files(&path, kinds).into_iter();
            found.extend(below.map(|(inner, text)| (format!("{name}/{inner}"), text)));
        } else if kinds.iter().any(|kind| path.extension().is_some_and(|e| e == *kind)) {
            found.insert(name, std::fs::read_to_string(&path).expect("it can be read"));
        }
    }
    found
}

#[test]
fn the_demo_shop_says_what_was_recorded() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the repository");
    let mut sources = Sources::new();
    for (name, text) in files(&root.join("flows"), &["flow", "csv"]) {
        sources.add(name, text);
    }
    let compiled = compile(&sources, &Settings::default());
    let program = compiled.program.unwrap_or_else(|| panic!("{:#?}", compiled.diagnostics));
    let matcher = Matcher::new(&program);
    let mut played = 0;
    for (name, text) in files(&root.join("tests/conversations"), &["chat"]) {
        let id = sources.add(name.as_str(), text.as_str());
        let (conversations, problems) = parse(id, &text);
        assert!(problems.is_empty(), "{problems:#?}");
        for report in run(&program, &matcher, &conversations, spelling(&text)) {
            let said = render(&conversations, &report, &text, Lang::Zh, Colour::Never);
            assert_eq!(report.verdict(), Verdict::Passed, "{name}\n{said}");
            played += 1;
        }
    }
    assert!(played >= 250, "{played} conversations");
}
