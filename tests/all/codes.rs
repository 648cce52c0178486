//! Every code that any crate reports has a title in both languages.

use huashu_dsl::{Lang, codes};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where codes are reported.
const SOURCES: [&str; 5] = ["dsl/src", "engine/src", "plugins/src", "chat/src", "server/src"];
/// Files that name codes without reporting them: their titles, and what may only follow from another finding.
const NAMING: [&str; 3] = ["dsl/src/codes.rs", "dsl/src/consequence.rs", "server/src/unread.rs"];

/// The `.rs` files below a folder, without tests.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        let is_test = path.file_stem().is_some_and(|stem| stem == "tests" || stem == "testing");
        let names = NAMING.iter().any(|file| path.ends_with(file));
        if path.is_dir() && !is_test {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") && !is_test && !names {
            found.push(path);
        }
    }
}

/// Whether what stands between two quotes is a code.
fn is_code(quoted: &str) -> bool {
    let digits = quoted.strip_prefix(['E', 'W']).unwrap_or_default();
    digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit())
}

/// The codes that the product reports, each with a file that does.
pub(crate) fn reported() -> BTreeMap<String, PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    SOURCES.iter().for_each(|folder| sources(&root.join(folder), &mut files));
    let mut used: BTreeMap<String, PathBuf> = BTreeMap::new();
    for path in files {
        let text = std::fs::read_to_string(&path).expect("it is text");
        let product = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for code in product.split('"').filter(|quoted| is_code(quoted)) {
            used.entry(code.to_owned()).or_insert_with(|| path.clone());
        }
    }
    used
}

#[test]
fn every_code_has_a_title_in_both_languages() {
    let used = reported();
    assert!(used.len() > 60, "only {} codes were found", used.len());
    let untitled = |code: &str| {
        let known = codes::all().find(|known| known.0 == code);
        [Lang::Zh, Lang::En]
            .into_iter()
            .any(|l| known.and_then(|k| codes::title(k, l)).is_none_or(str::is_empty))
    };
    let missing: Vec<_> = used.iter().filter(|(code, _)| untitled(code)).collect();
    assert!(missing.is_empty(), "codes without a title: {missing:?}");
}
