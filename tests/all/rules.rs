//! Every rule R1-R20 is shown by conversations of the demo shop: the plain case, the awkward one, and the one that must not happen.

use crate::binary::demo_shop;
use huashu_chat::ast::Conversations;
use huashu_chat::parse;
use huashu_dsl::Sources;
use std::collections::BTreeMap;
use std::fs;

/// The three cases, as titles begin behind the number of the rule.
const CASES: [&str; 3] = ["平常", "难办", "不许"];

/// How many rules there are.
const RULES: u8 = 20;

/// What no conversation can show, and the pages whose examples show it.
const ELSEWHERE: [(u8, &[&str]); 1] =
    [(17, &["docs/errors/E0801.md", "docs/errors/E0802.md", "docs/errors/E0803.md", "docs/errors/E0804.md"])];

/// The files of the rules, by name.
fn files() -> BTreeMap<String, Conversations> {
    let folder = demo_shop().join("tests/conversations/规则");
    let mut sources = Sources::new();
    let entries = fs::read_dir(folder).expect("the folder is there").map(|e| e.expect("an entry").path());
    let read = |path: std::path::PathBuf| {
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(path).expect("it can be read");
        let (conversations, problems) = parse(sources.add(name.as_str(), text.as_str()), &text);
        assert!(problems.is_empty(), "{name}: {problems:#?}");
        (name, conversations)
    };
    entries.filter(|path| path.extension().is_some_and(|kind| kind == "chat")).map(read).collect()
}

/// The rule and the case of a title, `R7 平常：…`.
fn shown(title: &str) -> Option<(u8, &'static str)> {
    let (rule, rest) = title.strip_prefix('R')?.split_once(' ')?;
    let (case, what) = rest.split_once('：')?;
    let case = CASES.into_iter().find(|known| *known == case).filter(|_| !what.trim().is_empty())?;
    Some((rule.parse().ok()?, case))
}

#[test]
fn every_rule_has_a_plain_an_awkward_and_a_forbidden_case() {
    let mut cases: BTreeMap<(u8, &str), usize> = BTreeMap::new();
    for (name, conversations) in files() {
        for case in &conversations.cases {
            let title = &case.title.node;
            let (rule, kind) = shown(title).unwrap_or_else(|| panic!("{name}: {title}"));
            assert!(name.starts_with(&format!("R{rule:02}")), "{name}: {title}");
            assert!(case.turns.iter().any(|turn| !turn.musts.is_empty()), "{name}: {title} demands nothing");
            *cases.entry((rule, kind)).or_default() += 1;
        }
    }
    let elsewhere = BTreeMap::from(ELSEWHERE);
    let lacking: Vec<_> = (1..=RULES)
        .filter(|rule| !elsewhere.contains_key(rule))
        .flat_map(|rule| CASES.map(|case| (rule, case)))
        .filter(|case| !cases.contains_key(case))
        .collect();
    assert_eq!(lacking, []);
    let strange: Vec<_> = cases
        .keys()
        .filter(|(rule, _)| !(1..=RULES).contains(rule) || elsewhere.contains_key(rule))
        .collect();
    assert_eq!(strange, Vec::<&(u8, &str)>::new(), "what is shown here needs no other place");
}

#[test]
fn the_table_of_the_rules_names_every_file() {
    let page = fs::read_to_string(demo_shop().join("docs/conversations.md")).expect("the page is there");
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| R")).collect();
    assert_eq!(rows.len(), usize::from(RULES), "a row a rule");
    for name in files().keys() {
        assert!(rows.iter().any(|row| row.contains(&format!("规则/{name}"))), "{name} is not in the table");
    }
    for (rule, pages) in ELSEWHERE {
        let row = rows.iter().find(|row| row.starts_with(&format!("| R{rule} ")));
        for page in pages {
            let file = page.trim_start_matches("docs/");
            assert!(row.is_some_and(|row| row.contains(file)), "R{rule}: {file} is not in the table");
            assert!(demo_shop().join(page).exists(), "{page}");
        }
    }
}
