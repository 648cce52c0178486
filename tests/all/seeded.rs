//! One mistake, one diagnostic: each line of `seeded.tsv` breaks the shipped flows in one place, and exactly its own code is found, once.
//!
//! A line is the code, the file, the text that stands in it once, and what is put in its place; `\n` is a line end. Where a line finds
//! more than its code, the checker is mended, not the line: what else was found is only a consequence of the mistake.

use crate::binary::demo_shop;
use huashu_dsl::{Compiled, Settings, Sources, codes, compile};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// What a merchant may get wrong.
struct Mistake<'a> {
    line: usize,
    code: &'a str,
    file: &'a str,
    old: String,
    new: String,
}

fn unescaped(text: &str) -> String {
    text.replace("\\n", "\n")
}

fn mistakes(table: &str) -> Vec<Mistake<'_>> {
    let mistake = |(i, line)| {
        let cells: Vec<&str> = str::split(line, '\t').collect();
        let [code, file, old, new] = cells.as_slice() else { panic!("line {}: four cells", i + 1) };
        Mistake { line: i + 1, code, file, old: unescaped(old), new: unescaped(new) }
    };
    table.lines().enumerate().map(mistake).collect()
}

/// The shipped flows and their data files: name and text.
fn shop() -> Vec<(String, String)> {
    let folder = std::fs::read_dir(demo_shop().join("flows")).expect("the folder is there");
    let mut paths: Vec<_> = folder.map(|e| e.expect("it can be listed").path()).collect();
    paths.sort();
    let is_read = |p: &&std::path::PathBuf| p.extension().is_some_and(|e| e == "flow" || e == "csv");
    let file = |p: &std::path::PathBuf| {
        let name = p.file_name().expect("a file has a name").to_string_lossy().into_owned();
        (name, std::fs::read_to_string(p).expect("it is text"))
    };
    paths.iter().filter(is_read).map(file).collect()
}

fn compiled(shop: &[(String, String)], mistake: Option<&Mistake<'_>>) -> (Sources, Compiled) {
    let mut sources = Sources::new();
    for (name, text) in shop {
        let text = match mistake.filter(|m| m.file == name) {
            Some(m) => text.replacen(&m.old, &m.new, 1),
            None => text.clone(),
        };
        sources.add(name.clone(), text);
    }
    let compiled = compile(&sources, &Settings::default());
    (sources, compiled)
}

/// What is wrong with what is found of a mistake; none where it is its code alone.
fn misfound(shop: &[(String, String)], mistake: &Mistake<'_>) -> Option<String> {
    let text = shop.iter().find(|(name, _)| name == mistake.file).map_or("", |(_, text)| text.as_str());
    let times = text.matches(&mistake.old).count();
    if times != 1 {
        return Some(format!("line {}: the text stands {times} times in {}\n", mistake.line, mistake.file));
    }
    let (sources, compiled) = compiled(shop, Some(mistake));
    let found: Vec<&str> = compiled.diagnostics.iter().map(|d| d.code.0).collect();
    if found == [mistake.code] {
        return None;
    }
    let mut told = format!("line {}: {} in {}, found {found:?}\n", mistake.line, mistake.code, mistake.file);
    writeln!(told, "    - {:?}\n    + {:?}", mistake.old, mistake.new).expect("it is text");
    for d in &compiled.diagnostics {
        let file = sources.get(d.span.source).map_or("", |s| s.path.as_str());
        let under = sources.slice(d.span).unwrap_or_default();
        writeln!(told, "    {} {file} “{under}” {}", d.code.0, d.message.zh).expect("it is text");
    }
    Some(told)
}

#[test]
fn one_mistake_in_the_shipped_flows_is_one_finding() {
    let (shop, all) = (shop(), mistakes(include_str!("seeded.tsv")));
    let (_, sound) = compiled(&shop, None);
    assert!(sound.diagnostics.is_empty(), "the shipped flows: {:?}", sound.diagnostics);
    assert!(all.len() >= 120, "only {} mistakes", all.len());
    let part = all.len().div_ceil(std::thread::available_parallelism().map_or(1, usize::from));
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let shop = &shop;
        let run = |part: &[Mistake<'_>]| part.iter().filter_map(|m| misfound(shop, m)).collect::<Vec<_>>();
        let parts: Vec<_> = all.chunks(part).map(|part| scope.spawn(move || run(part))).collect();
        parts.into_iter().flat_map(|part| part.join().expect("compiling never panics")).collect()
    });
    assert!(wrong.is_empty(), "{} of {} mistakes:\n{}", wrong.len(), all.len(), wrong.concat());
}

/// The mistakes name codes of the language.
#[test]
fn every_mistake_names_a_code() {
    let known: BTreeSet<&str> = codes::all().map(|code| code.0).collect();
    let all = mistakes(include_str!("seeded.tsv"));
    let unknown: Vec<usize> = all.iter().filter(|m| !known.contains(m.code)).map(|m| m.line).collect();
    assert!(unknown.is_empty(), "lines with a code that nobody knows: {unknown:?}");
}
