//! `docs/errors` as a test suite: a page for each code that is reported, whose examples find what they say, and the index of the pages.
//!
//! A page is `# CODE title`, what it means in Chinese, `## English: title` and the same in English, then sections `## 中文 · English` with
//! examples. A section is a shop: the base of `docs/language.md` with the section's blocks. Where a block says `error=CODE`, exactly that
//! code is found, else nothing at all. The blocks are
//!
//! * `flow`, like those of `docs/language.md`: `step` for statements in its frame, `alone` without its base;
//!   a line that ends with `# ×1000` stands for so many;
//! * `flow shared`, a part of every shop of the page;
//! * `chat`, a conversation with that shop, without its header (`whole`: with it);
//! * anything with `file=path`, a file of the shop's folder; `encoding=utf-16` writes it as such. Files outside of `flows/` need a shop
//!   on disk, which the binary checks.
//!
//! `UPDATE_DOCS=1 cargo test -p huashu-tests errors` writes the index anew.

use crate::binary::{demo_shop, run};
use crate::codes::reported;
use crate::pages::{Block, HERE, Shops, blocks, page, problems, read};
use crate::said::Said;
use huashu_dsl::program::Program;
use huashu_dsl::{Code, Diagnostic, Lang, Settings, Sources, codes, compile};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

/// Codes that are reported and have no page yet. It only ever shrinks.
const NO_PAGE_YET: &[&str] = &[];

/// What a conversation of a page leaves out.
const HEADER: &str = "---\nsource: docs/errors\ndescription: 例子\n---\n";

/// The pages: code and text, by their digits.
pub(crate) fn pages() -> Vec<(Code, String)> {
    let text = |code: Code| {
        let path = page("errors").join(format!("{}.md", code.0));
        path.exists().then(|| (code, read(&path)))
    };
    codes::all().filter_map(text).collect()
}

/// A section with examples: its title, and its blocks.
pub(crate) struct Section<'a> {
    title: &'a str,
    blocks: Vec<Block<'a>>,
}

pub(crate) fn sections(text: &str) -> Vec<Section<'_>> {
    let mut found: Vec<(usize, Section<'_>)> = Vec::new();
    let (mut at, mut inside) = (0, false);
    for line in text.split_inclusive('\n') {
        inside ^= line.starts_with("```");
        if let Some(title) = line.strip_prefix("## ").filter(|_| !inside) {
            found.push((at, Section { title: title.trim_end(), blocks: Vec::new() }));
        }
        at += line.len();
    }
    let (shared, own): (Vec<_>, Vec<_>) = blocks(text).into_iter().partition(|block| block.has("shared"));
    for block in own {
        let section = found.iter_mut().rev().find(|(from, _)| *from < block.at);
        section.expect("a block stands in a section").1.blocks.push(block);
    }
    let mut all: Vec<_> = found.into_iter().map(|(_, section)| section).collect();
    for section in all.iter_mut().filter(|section| !section.blocks.is_empty()) {
        section.blocks.splice(0..0, shared.iter().cloned());
    }
    all
}

/// What the base and the frame of `docs/language.md` are made of, and what is found in them without any example.
pub(crate) struct House<'a> {
    shops: Shops<'a>,
    own: Vec<Diagnostic>,
}

impl<'a> House<'a> {
    pub(crate) fn new(language: &'a str) -> Self {
        let shops = Shops::of(&blocks(language));
        let mut sources = Sources::new();
        sources.add("底稿.flow", shops.base);
        sources.add("例子.flow", format!("语言版本 1\n\n{}", shops.frame.replace(HERE, "")));
        let own = compile(&sources, &Settings::default()).diagnostics;
        Self { shops, own }
    }

    /// The files of a section's shop.
    fn files(&self, section: &Section<'_>) -> Vec<(String, Vec<u8>)> {
        let mut files = vec![("huashu.yaml".to_owned(), b"shop: example\n".to_vec())];
        if !section.blocks.iter().any(|b| b.has("alone")) {
            files.push(("flows/底稿.flow".to_owned(), self.shops.base.into()));
        }
        for block in &section.blocks {
            let text = if block.is("flow") { self.shops.file(block) } else { block.text.to_owned() };
            let bytes = match block.value("encoding") {
                Some("utf-16") => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
                Some(other) => panic!("{other} is no encoding that pages use"),
                None => text.into_bytes(),
            };
            match block.value("file") {
                Some(path) => {
                    files.retain(|(other, _)| other != path);
                    files.push((path.to_owned(), bytes));
                }
                None if block.is("flow") => files.push(("flows/例子.flow".to_owned(), bytes)),
                None => assert!(block.is("chat"), "line {}: what is it?", block.line),
            }
        }
        files
    }

    /// What is found in a section's shop and its conversations.
    pub(crate) fn found(&self, section: &Section<'_>) -> Result<Vec<Said>, String> {
        let files = self.files(section);
        let is_flow = |(path, bytes): &(String, Vec<u8>)| {
            path.starts_with("flows/") && std::str::from_utf8(bytes).is_ok() || path == "huashu.yaml"
        };
        let configured = section.blocks.iter().any(|b| b.value("file") == Some("huashu.yaml"));
        if configured || !files.iter().all(is_flow) {
            return Ok(checked_on_disk(&files));
        }
        let mut sources = Sources::new();
        for (path, bytes) in &files {
            if let (Some(path), Ok(text)) = (path.strip_prefix("flows/"), std::str::from_utf8(bytes)) {
                sources.add(path, text);
            }
        }
        let compiled = compile(&sources, &Settings::default());
        let framed = section.blocks.iter().any(|b| b.has("step"));
        let is_own = |d: &&Diagnostic| framed && self.own.iter().any(|own| own.message == d.message);
        let mut found: Vec<Said> = compiled.diagnostics.iter().filter(|d| !is_own(d)).map(Said::of).collect();
        for chat in section.blocks.iter().filter(|b| b.is("chat")) {
            let program = compiled.program.as_ref().ok_or("the shop of the conversation has mistakes")?;
            found.extend(conversation(program, &mut sources, chat));
        }
        Ok(found)
    }
}

/// What is wrong with a conversation.
fn conversation(program: &Program, sources: &mut Sources, chat: &Block<'_>) -> Vec<Said> {
    let text = if chat.has("whole") { chat.text.to_owned() } else { format!("{HEADER}{}", chat.text) };
    problems(program, sources, &text).iter().map(Said::of).collect()
}

/// What `huashu check` finds in a shop with these files.
fn checked_on_disk(files: &[(String, Vec<u8>)]) -> Vec<Said> {
    let dir = tempfile::tempdir().expect("a place for the shop");
    for (path, bytes) in files {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().expect("it lies in the shop")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
    let out = run(&["check", "--format", "json"], dir.path(), "");
    let report: Value = serde_json::from_slice(&out.stdout).expect("it is one object");
    report["findings"].as_array().expect("a list").iter().map(Said::of_json).collect()
}

/// What is wrong with the examples of a page.
fn wrong_examples(house: &House<'_>, code: Code, text: &str) -> Vec<String> {
    let (mut failing, mut fixed, mut wrong) = (0, 0, Vec::new());
    for section in sections(text).iter().filter(|s| !s.blocks.is_empty()) {
        let wanted: BTreeSet<String> =
            section.blocks.iter().filter_map(|b| b.value("error")).map(str::to_owned).collect();
        *(if wanted.is_empty() { &mut fixed } else { &mut failing }) += 1;
        if !wanted.is_empty() && !wanted.iter().eq([code.0]) {
            wrong.push(format!("## {}: an example of {wanted:?}", section.title));
        }
        match house.found(section) {
            Ok(found) if codes_of(&found) == wanted => {}
            Ok(found) => wrong.push(format!("## {}: {wanted:?} expected, {found:#?} found", section.title)),
            Err(why) => wrong.push(format!("## {}: {why}", section.title)),
        }
    }
    if failing == 0 || fixed == 0 {
        wrong.push("a failing and a fixed example are needed".to_owned());
    }
    wrong
}

fn codes_of(found: &[Said]) -> BTreeSet<String> {
    found.iter().map(|said| said.code.clone()).collect()
}

/// What is wrong with how a page is laid out.
fn wrong_layout(code: Code, text: &str) -> Vec<String> {
    let title = |lang| codes::title(code, lang).unwrap_or_default();
    let mut wrong = Vec::new();
    let head = format!("# {} {}\n\n", code.0, title(Lang::Zh));
    let english = format!("\n\n## English: {}\n\n", title(Lang::En));
    match text.strip_prefix(&head).and_then(|rest| rest.split_once(&english)) {
        None => wrong.push(format!("it begins `{}`, and `{}` follows", head.trim(), english.trim())),
        Some((zh, rest)) => {
            let en = rest.split("\n## ").next().unwrap_or_default();
            if zh.trim().is_empty() || zh.contains("\n## ") || en.trim().is_empty() {
                wrong.push("what it means is said in both languages before the examples".to_owned());
            }
            if let Some(c) = chinese_outside_quotes(en) {
                wrong.push(format!("Chinese in the English part: {c}"));
            }
        }
    }
    for section in sections(text).iter().filter(|s| !s.blocks.is_empty() && !s.title.contains(" · ")) {
        wrong.push(format!("## {}: the title is in both languages, like `写错的 · Failing`", section.title));
    }
    wrong
}

/// The first Chinese character outside of backticks.
fn chinese_outside_quotes(text: &str) -> Option<char> {
    text.split('`').step_by(2).flat_map(str::chars).find(|c| ('\u{3400}'..='\u{9fff}').contains(c))
}

#[test]
fn every_page_shows_a_failing_and_a_fixed_example() {
    let language = read(&page("language.md"));
    let house = House::new(&language);
    let mut wrong = Vec::new();
    for (code, text) in pages() {
        let found = [wrong_layout(code, &text), wrong_examples(&house, code, &text)].concat();
        wrong.extend(found.iter().map(|found| format!("docs/errors/{}.md {found}", code.0)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_that_is_reported_has_a_page_and_no_other_has() {
    let reported: BTreeSet<String> = reported().into_keys().collect();
    let files = std::fs::read_dir(page("errors")).expect("the folder is there");
    let names = files.map(|e| e.expect("it can be listed").file_name().to_string_lossy().into_owned());
    let pages: BTreeSet<String> =
        names.filter_map(|n| Some(n.strip_suffix(".md")?.to_owned())).filter(|n| n != "README").collect();
    let missing: Vec<_> = reported.difference(&pages).map(String::as_str).collect();
    assert_eq!(missing, NO_PAGE_YET, "codes that are reported and have no page, against NO_PAGE_YET");
    let idle: Vec<_> = pages.difference(&reported).collect();
    assert!(idle.is_empty(), "pages of codes that nothing reports: {idle:?}");
}

/// The index as it should stand.
fn index() -> String {
    let mut text = String::from(
        "# 检查的每一条 · Every finding\n\n\
         一条一页：是什么意思、为什么要紧、写错的和改好的例子（都由测试跑过）。终端里 `huashu explain E0201` 看的就是这些页。\n\
         E 是错误，W 是提醒。这一页由 `tests/all/errors.rs` 生成。\n\n\
         *A page a code: what it means, why it matters, a failing and a fixed example, both executed. `huashu explain E0201 --lang en` prints them.*\n",
    );
    let mut group = None;
    for (code, _) in pages() {
        let about = codes::group(code, Lang::Zh).zip(codes::group(code, Lang::En));
        if about != group {
            group = about;
            let (zh, en) = about.expect("a code is in a group");
            write!(text, "\n## {zh} · {en}\n\n| | | |\n|---|---|---|\n").expect("it is text");
        }
        let title = |lang| codes::title(code, lang).unwrap_or_default();
        writeln!(text, "| [{0}]({0}.md) | {1} | {2} |", code.0, title(Lang::Zh), title(Lang::En))
            .expect("it is text");
    }
    text
}

#[test]
fn the_index_lists_every_page() {
    let path: &Path = &page("errors").join("README.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, index()).expect("the index can be written");
    }
    assert!(read(path) == index(), "UPDATE_DOCS=1 cargo test -p huashu-tests errors writes the index anew");
    assert!(demo_shop().join("docs/README.md").exists());
}
