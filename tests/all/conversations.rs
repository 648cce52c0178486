//! Plays every conversation of `tests/conversations/` against the demo shop.

use huashu_chat::{Colour, Verdict, parse, render, run, spelling};
use huashu_dsl::{Lang, Settings, Sources, compile};
use huashu_engine::intent::Matcher;
use std::collections::BTreeSet;
use std::path::Path;

fn files(folder: &Path, kinds: &[&str]) -> Vec<(String, String)> {
    let entries =
        std::fs::read_dir(folder).expect("the folder is there").map(|e| e.expect("it can be listed").path());
    let wanted: BTreeSet<_> =
        entries.filter(|p| kinds.iter().any(|k| p.extension().is_some_and(|e| e == *k))).collect();
    let read = |p: &std::path::PathBuf| {
        let name = p.file_name().expect("a file has a name").to_string_lossy().into_owned();
        (name, std::fs::read_to_string(p).expect("it can be read"))
    };
    wanted.iter().map(read).collect()
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
    assert!(played >= 20, "{played} conversations");
}
