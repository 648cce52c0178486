//! What is said of findings: complete in Chinese and in English, for every broken shop that a test has.

use crate::binary::demo_shop;
use crate::errors::{House, pages, sections};
use crate::pages::{Shops, blocks, page, read};
use huashu_dsl::{Diagnostic, Settings, Sources, compile};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// A finding with all its sentences, however it was found.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) code: String,
    zh: Vec<String>,
    en: Vec<String>,
}

impl Said {
    pub(crate) fn of(d: &Diagnostic) -> Self {
        let all = || {
            std::iter::once(&d.message)
                .chain(d.labels.iter().map(|l| &l.message))
                .chain(d.fix.iter().map(|f| &f.message))
        };
        Self {
            code: d.code.0.to_owned(),
            zh: all().map(|m| m.zh.clone()).collect(),
            en: all().map(|m| m.en.clone()).collect(),
        }
    }

    /// One of the findings of `huashu check --format json`.
    pub(crate) fn of_json(finding: &Value) -> Self {
        let labels = finding["labels"].as_array().map_or(&[][..], Vec::as_slice);
        let all =
            || std::iter::once(finding).chain(labels).chain(finding.get("fix").filter(|fix| !fix.is_null()));
        let texts =
            |lang: &str| all().map(|f| f["message"][lang].as_str().unwrap_or_default().to_owned()).collect();
        Self {
            code: finding["code"].as_str().unwrap_or_default().to_owned(),
            zh: texts("zh"),
            en: texts("en"),
        }
    }

    /// What is not complete.
    fn wrong(&self) -> Option<String> {
        let zh = self
            .zh
            .iter()
            .find(|zh| !unquoted(zh).chars().any(is_chinese))
            .map(|zh| format!("no Chinese: {zh}"));
        let en = self.en.iter().find(|en| {
            let own = unquoted(en);
            own.chars().any(|c| is_chinese(c) || "，。：；、？！（）".contains(c))
                || !own.chars().any(|c| c.is_ascii_alphabetic())
        });
        zh.or_else(|| en.map(|en| format!("no English: {en}"))).map(|why| format!("{} {why}", self.code))
    }
}

fn is_chinese(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c)
}

/// A sentence without what it quotes: names and words of the shop, and keywords as its file spells them.
fn unquoted(sentence: &str) -> String {
    let mut own = String::new();
    let mut open: Option<char> = None;
    for c in sentence.chars() {
        match (open, c) {
            (Some(close), c) if c == close => open = None,
            (Some(_), _) => {}
            (None, '`' | '"') => open = Some(c),
            (None, '“') => open = Some('”'),
            (None, '「') => open = Some('」'),
            (None, c) => own.push(c),
        }
    }
    own
}

/// The findings of every broken `.flow` below a folder, each a shop of its own.
fn broken_files(folder: &Path, found: &mut Vec<Said>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            broken_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "flow") {
            let mut sources = Sources::new();
            sources.add("店.flow", read(&path));
            found.extend(compile(&sources, &Settings::default()).diagnostics.iter().map(Said::of));
        }
    }
}

#[test]
fn every_finding_is_complete_in_both_languages() {
    let mut found = Vec::new();
    broken_files(&demo_shop().join("dsl/tests-data"), &mut found);
    let language = read(&page("language.md"));
    let all = blocks(&language);
    let shops = Shops::of(&all);
    for block in all.iter().filter(|b| b.is("flow")) {
        found.extend(compile(&shops.sources(block), &Settings::default()).diagnostics.iter().map(Said::of));
    }
    let house = House::new(&language);
    for (_, text) in pages() {
        found.extend(sections(&text).iter().filter_map(|section| house.found(section).ok()).flatten());
    }
    let wrong: BTreeSet<String> = found.iter().filter_map(Said::wrong).collect();
    assert!(found.len() > 300, "{} findings", found.len());
    assert!(
        wrong.is_empty(),
        "{} of {}\n{}",
        wrong.len(),
        found.len(),
        wrong.into_iter().collect::<Vec<_>>().join("\n")
    );
}
