//! What `huashu check` writes for programs: JSON, SARIF 2.1.0 and GitHub's workflow commands, and that it agrees with what people read.
//!
//! The shop in `tests/shops/broken` has errors and warnings in several files.

use crate::binary::{demo_shop, run};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn broken() -> PathBuf {
    demo_shop().join("tests/shops/broken")
}

/// What a check prints, and its exit code. Nothing is said beside it.
fn check(dir: &Path, more: &[&str]) -> (String, i32) {
    let args: Vec<&str> = ["check", "--color", "never"].iter().chain(more).copied().collect();
    let out = run(&args, dir, "");
    assert_eq!(String::from_utf8_lossy(&out.stderr), "", "{more:?}");
    (String::from_utf8(out.stdout).expect("UTF-8"), out.status.code().expect("it ended"))
}

fn json(dir: &Path, format: &str) -> (Value, i32) {
    let (text, code) = check(dir, &["--format", format]);
    (serde_json::from_str(&text).expect("it is one object"), code)
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

#[test]
fn people_read_it_in_either_language() {
    insta::assert_snapshot!("broken_zh", check(&broken(), &[]).0);
    insta::assert_snapshot!("broken_en", check(&broken(), &["--lang", "en"]).0);
}

#[test]
fn json_is_one_object_with_every_finding() {
    let (report, code) = json(&broken(), "json");
    assert_eq!((code, &report["version"]), (1, &Value::from(1)));
    insta::assert_snapshot!("broken_json", serde_json::to_string_pretty(&report).expect("JSON"));
    let findings = list(&report, "findings");
    let count = |severity: &str| findings.iter().filter(|f| f["severity"] == severity).count();
    assert_eq!(report["errors"], count("error"));
    assert_eq!(report["warnings"], count("warning"));
    for place in findings.iter().flat_map(places) {
        let text = std::fs::read(broken().join(place["file"].as_str().expect("a path"))).expect("the file");
        let byte = |i: usize| usize::try_from(place["bytes"][i].as_u64().expect("a byte")).expect("it fits");
        assert_eq!(place["start"], place_of(&text, byte(0)), "{place}");
        assert_eq!(place["end"], place_of(&text, byte(1)), "{place}");
    }
}

/// Every place that a finding names: its own, those of its labels and of its edits.
fn places(finding: &Value) -> Vec<&Value> {
    let edits = list(&finding["fix"], "edits");
    [finding].into_iter().chain(list(finding, "labels")).chain(edits).collect()
}

/// The line and column of a byte, counted anew.
fn place_of(text: &[u8], byte: usize) -> Value {
    let before = std::str::from_utf8(&text[..byte]).expect("a whole character");
    let line = before.rsplit('\n').next().expect("the last");
    serde_json::json!({"line": before.matches('\n').count() + 1, "column": line.chars().count() + 1})
}

#[test]
fn sarif_is_laid_out_as_the_standard_says() {
    let (mut log, code) = json(&broken(), "sarif");
    assert_eq!((code, &log["version"]), (1, &Value::from("2.1.0")));
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let driver = &run["tool"]["driver"];
    assert!(driver["name"].is_string() && driver["semanticVersion"].is_string());
    let rules = list(driver, "rules");
    let ids: Vec<&str> = rules.iter().map(|r| r["id"].as_str().expect("an id")).collect();
    assert!(ids.is_sorted() && rules.iter().all(|r| r["shortDescription"]["text"].is_string()));
    let results = list(run, "results");
    assert!(results.len() > 10, "{} results", results.len());
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("it fits");
        assert_eq!(result["ruleId"], ids[index]);
        assert!(matches!(result["level"].as_str(), Some("error" | "warning")), "{result}");
        assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()), "{result}");
        assert_eq!(list(result, "locations").len(), 1, "{result}");
        let locations = list(result, "locations").iter().chain(list(result, "relatedLocations"));
        locations
            .map(|l| &l["physicalLocation"])
            .for_each(|l| stands_in_its_file(&l["artifactLocation"], &l["region"]));
        for change in list(result, "fixes").iter().flat_map(|fix| list(fix, "artifactChanges")) {
            assert!(!list(change, "replacements").is_empty());
            for replacement in list(change, "replacements") {
                assert!(replacement["insertedContent"]["text"].is_string());
                stands_in_its_file(&change["artifactLocation"], &replacement["deletedRegion"]);
            }
        }
    }
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array_mut().expect("rules");
    // The pages have tests of their own.
    rules.iter_mut().filter_map(Value::as_object_mut).for_each(|rule| drop(rule.remove("help")));
    insta::assert_snapshot!("broken_sarif", serde_json::to_string_pretty(&log).expect("JSON"));
}

/// Whether an address is relative and escaped, and a region lies within the lines of its file.
fn stands_in_its_file(artifact: &Value, region: &Value) {
    let uri = artifact["uri"].as_str().expect("an address");
    assert!(uri.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~/%".contains(&b)), "{uri}");
    let bytes: Vec<u8> = uri.split('%').enumerate().fold(Vec::new(), |mut all, (i, part)| {
        let (code, rest) = if i == 0 { ("", part) } else { part.split_at(2) };
        all.extend(u8::from_str_radix(code, 16).ok());
        all.extend(rest.bytes());
        all
    });
    let text =
        std::fs::read_to_string(broken().join(String::from_utf8(bytes).expect("a path"))).expect("the file");
    let number = |key: &str| usize::try_from(region[key].as_u64().expect("a number")).expect("it fits");
    let start = (number("startLine"), number("startColumn"));
    let end = (number("endLine"), number("endColumn"));
    let width = |line: usize| text.split('\n').nth(line - 1).map(|l| l.chars().count());
    assert!(start <= end && start.1 >= 1, "{region}");
    assert!(width(end.0).is_some_and(|width| end.1 <= width + 1), "{region} of {uri}");
}

#[test]
fn github_is_told_one_line_a_finding() {
    let (text, code) = check(&broken(), &["--format", "github"]);
    assert_eq!(code, 1);
    let (report, _) = json(&broken(), "json");
    assert_eq!(text.lines().count(), list(&report, "findings").len());
    assert!(
        text.lines().all(|l| l.starts_with("::error file=") || l.starts_with("::warning file=")),
        "{text}"
    );
    insta::assert_snapshot!("broken_github", text);
}

#[test]
fn a_sound_shop_is_told_of_in_every_format() {
    let (report, code) = json(&demo_shop(), "json");
    assert_eq!((code, list(&report, "findings").len(), &report["errors"]), (0, 0, &Value::from(0)));
    let (log, code) = json(&demo_shop(), "sarif");
    assert_eq!((code, log["runs"][0]["results"].as_array().map(Vec::len)), (0, Some(0)));
    assert_eq!(check(&demo_shop(), &["--format", "github"]), (String::new(), 0));
}

#[test]
fn warnings_fail_where_that_is_asked_for() {
    let dir = tempfile::tempdir().expect("a place for the shop");
    std::fs::create_dir(dir.path().join("flows")).expect("a folder");
    std::fs::write(dir.path().join("huashu.yaml"), "shop: x\n").expect("a file");
    let flow = "语言版本 1\n\n设定\n  没人读: 数字 = 1\n\n人工组 甲\n\n流程 问 版本 1\n  触发 意图 内置.转人工\n  步骤 头\n    说 \"好\"\n    转人工 甲\n";
    std::fs::write(dir.path().join("flows/问.flow"), flow).expect("a file");
    for format in ["human", "json", "sarif", "github"] {
        let (text, code) = check(dir.path(), &["--format", format]);
        assert!(code == 0 && text.contains("W0405"), "{format}: {text}");
        assert_eq!(check(dir.path(), &["--format", format, "--fail-on-warnings"]), (text, 1), "{format}");
    }
    let nowhere = run(&["check", "--format", "json", "没有"], dir.path(), "");
    assert_eq!((nowhere.status.code(), nowhere.stdout.as_slice()), (Some(2), b"".as_slice()));
}

#[test]
fn paths_are_those_that_whoever_typed_the_folder_can_open() {
    let shops = demo_shop().join("tests/shops");
    let (text, _) = check(&shops, &["./broken", "--format", "github"]);
    assert!(text.lines().all(|line| line.contains(" file=broken/")), "{text}");
}
