//! One thing written in several ways: each file of `tests-data/same` holds them between lines of `====`, and all give one tree.
//!
//! Together they use every keyword of the table, in both spellings.
#![expect(clippy::disallowed_methods, reason = "the cases are files, so that a case is added by adding one")]

use std::collections::BTreeSet;
use std::path::Path;

use crate::diagnostic::Lang;
use crate::keywords::{self, Keyword};
use crate::source::SourceId;

/// Families of names that the grammar reads as names, without those that stand in other files than flows.
const NAMES: [&str; 12] =
    ["ty_", "fl_", "root_", "cur_", "team_", "bi_", "sn_", "ch_", "pr_", "mood_", "wd_", "u_"];

/// Words of a family that a merchant writes only where the checker knows the type, or to give huashu other sentences: one of them
/// stands for all in these files, and the checker's cases and the prelude have them.
const ONE_FOR_ALL: [&str; 6] = ["bi_", "sn_", "cur_", "wd_", "team_", "pr_"];

fn cases() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests-data/same");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<_> =
        paths.map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap())).collect();
    cases.sort();
    cases
}

/// The debug form of a tree without its places.
fn shape(text: &str, path: &str) -> String {
    let (file, found) = super::parse(SourceId(1), text);
    assert!(found.is_empty(), "{path}: {found:#?}");
    let places = regex::Regex::new(r"Span \{[^}]*\}").unwrap();
    places.replace_all(&format!("{:#?}", file.items), "_").into_owned()
}

#[test]
fn what_is_written_in_several_ways_is_one_tree() {
    let cases = cases();
    assert!(cases.len() >= 3);
    for (path, text) in &cases {
        let mut ways = text.split("====\n");
        let first = shape(ways.next().unwrap(), path);
        let mut others = 0;
        for way in ways {
            let other = shape(way, path);
            let differs = first.lines().zip(other.lines()).find(|(a, b)| a != b);
            assert_eq!(differs, None, "{path}");
            assert_eq!(first.lines().count(), other.lines().count(), "{path}");
            others += 1;
        }
        assert!(others > 0, "{path} has one way only");
    }
}

#[test]
fn every_keyword_is_used_in_both_spellings() {
    // By id, and whether it was English.
    let mut seen: BTreeSet<(&'static str, bool)> = BTreeSet::new();
    let mut texts = [(Lang::Zh, String::new()), (Lang::En, String::new())];
    for (_, text) in cases() {
        for way in text.split("====\n") {
            super::grammar::SEEN.take();
            super::parse(SourceId(1), way);
            let lang = if way.starts_with("language_version") { Lang::En } else { Lang::Zh };
            let of_way = &mut texts[usize::from(lang == Lang::En)].1;
            of_way.push_str(way);
            let rules = super::grammar::SEEN.take();
            seen.extend(
                rules.into_iter().filter_map(|rule| Some((super::head::keyword(rule)?.id, lang == Lang::En))),
            );
        }
    }
    let inside = |c: &char| pest::unicode::XID_CONTINUE(*c);
    let lone = |word: &str, text: &str| {
        let mut before = None;
        text.split(word).any(|part| {
            let ends = before.is_some_and(|last: Option<char>| !last.is_some_and(|c| inside(&c)));
            before = Some(part.chars().next_back());
            ends && !part.chars().next().is_some_and(|c| inside(&c))
        })
    };
    let is_family = |k: &Keyword| NAMES.iter().any(|prefix| k.id.starts_with(prefix));
    let mut missing = Vec::new();
    for k in keywords::all() {
        let elsewhere = ["chat", "yaml only", "faq column", "built-in outcome", "field of a"];
        if elsewhere.iter().any(|place| k.position.starts_with(place)) {
            continue;
        }
        for (lang, text) in &texts {
            let Some(word) = (if *lang == Lang::Zh { k.zh } else { k.en }) else { continue };
            let used = if is_family(k) && !k.id.starts_with("u_") {
                let family = ONE_FOR_ALL.iter().find(|prefix| k.id.starts_with(**prefix));
                let words = keywords::all().filter(|other| family.is_some_and(|f| other.id.starts_with(f)));
                let words = words.filter_map(|other| if *lang == Lang::Zh { other.zh } else { other.en });
                words.chain([word]).any(|word| lone(word, text))
            } else {
                seen.contains(&(k.id, *lang == Lang::En))
            };
            if !used {
                missing.push(format!("{} {word}", k.id));
            }
        }
    }
    assert_eq!(missing, [""; 0]);
}
