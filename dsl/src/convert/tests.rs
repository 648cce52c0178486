#![expect(clippy::disallowed_methods, reason = "the shipped shop is files")]

use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::{Refused, convert, same};
use crate::ast::{File, arbitrary};
use crate::check::tests::shop;
use crate::source::{Form, Source, SourceId};
use crate::{Lang, Settings, compile};

const HERE: SourceId = SourceId(1);

fn twins() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests-data/yaml/twins")
}

fn source(path: &str, text: &str) -> Source {
    Source { path: path.to_owned(), text: text.to_owned() }
}

fn shipped() -> Vec<Source> {
    let all = shop("").unwrap();
    let flows: Vec<_> =
        all.iter().skip(1).filter(|(_, s)| s.form() == Some(Form::Flow)).map(|(_, s)| s.clone()).collect();
    assert!(flows.len() >= 12, "{}", flows.len());
    flows
}

/// Every shipped flow stands as YAML in `tests-data/yaml/twins`, as `convert` writes it; in place of the `.flow` it makes the same program.
/// `HUASHU_ACCEPT=1` writes the twins anew.
#[test]
fn every_shipped_flow_has_a_twin_that_is_the_same_program() {
    let flow = compile(&shop("").unwrap(), &Settings::default()).program.unwrap();
    for file in shipped() {
        let yaml =
            convert(HERE, &file, Form::Yaml, Lang::Zh).unwrap_or_else(|e| panic!("{}: {e:#?}", file.path));
        let twin = twins().join(file.path.replace(".flow", ".yaml"));
        if std::env::var_os("HUASHU_ACCEPT").is_some() {
            std::fs::write(&twin, &yaml).unwrap();
        }
        assert_eq!(yaml, std::fs::read_to_string(&twin).unwrap_or_default(), "{}", twin.display());
        let mut sources = shop(&file.path).unwrap();
        sources.add(file.path.replace(".flow", ".yaml"), yaml.clone());
        let compiled = compile(&sources, &Settings::default());
        let told =
            crate::render::render(&sources, &compiled.diagnostics, Lang::Zh, crate::render::Color::Never);
        let program = compiled.program.unwrap_or_else(|| panic!("{}: {told}", file.path));
        assert_eq!(told, "", "{}", file.path);
        assert_eq!(program.hashes, flow.hashes, "{}", file.path);
    }
}

/// There and back again is what `fmt` leaves, but for blank lines and where a comment was the last of its block.
#[test]
fn a_twin_converts_back_and_forth() {
    for file in shipped() {
        let yaml = convert(HERE, &file, Form::Yaml, Lang::Zh).unwrap();
        let back = convert(HERE, &source("a.yaml", &yaml), Form::Flow, Lang::Zh).unwrap();
        let again = convert(HERE, &source("a.flow", &back), Form::Yaml, Lang::En).unwrap();
        assert_eq!(again, yaml, "{}", file.path);
        let english = convert(HERE, &source("a.yaml", &yaml), Form::Flow, Lang::En).unwrap();
        let from_english = convert(HERE, &source("a.flow", &english), Form::Yaml, Lang::En).unwrap();
        assert_eq!(from_english, yaml, "{}", file.path);
        assert_eq!(
            convert(HERE, &source("a.yaml", &yaml), Form::Yaml, Lang::En).unwrap(),
            yaml,
            "{}",
            file.path
        );
    }
}

#[test]
fn what_cannot_be_read_is_not_converted() {
    let refused = |path: &str, text: &str, to| convert(HERE, &source(path, text), to, Lang::Zh).unwrap_err();
    let codes = |refused| match refused {
        Refused::Wrong(found) => found.iter().map(|d: &crate::Diagnostic| d.code.0).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(refused("a.csv", "", Form::Yaml), Refused::NoFlows);
    assert_eq!(codes(refused("a.flow", "语言版本 1\n流程 甲\n", Form::Yaml)), ["E0101"]);
    assert_eq!(codes(refused("a.yaml", "language_version: 1\nflow: 甲\nvesion: 1\n", Form::Flow)), ["E0101"]);
    let nameless = "语言版本 1\n流程 甲 版本 1\n  步骤 一\n    调用 乙.丙(1, 2) 得到 丁\n    结束 好\n";
    assert_eq!(codes(refused("a.flow", nameless, Form::Yaml)), ["E0501"; 2]);
    let truth = "语言版本 1\n流程 甲 版本 1\n  步骤 一\n    取消流程 \"true\"\n";
    assert_eq!(codes(refused("a.flow", truth, Form::Yaml)), ["E0101"]);
}

#[test]
fn comments_go_with_what_they_stand_beside() {
    let flow = "# 文件\n语言版本 1  # 版本\n\n# 流程上面\n流程 甲 版本 1  # 头\n  结果 好\n  步骤 一\n    # 说之前\n    说 \"你好\"  # 说\n    结束 好\n# 最后\n";
    let yaml = convert(HERE, &source("a.flow", flow), Form::Yaml, Lang::Zh).unwrap();
    assert_eq!(
        yaml,
        "# 文件\nlanguage_version: 1  # 版本\n# 流程上面\nflow: 甲\nversion: 1  # 头\noutcomes: [好]\nsteps:\n  - step: 一\n    do:\n      # 说之前\n      - say: 你好  # 说\n      - end: 好\n# 最后\n"
    );
    assert_eq!(convert(HERE, &source("a.yaml", &yaml), Form::Flow, Lang::Zh).unwrap(), flow);
}

#[test]
fn only_files_of_flows_have_a_form() {
    let forms = [("a.flow", Some(Form::Flow)), ("a.yaml", Some(Form::Yaml)), ("a.yml", Some(Form::Yaml))];
    let none = ["a.csv", "huashu.yaml", "flow", "a.FLOW"].map(|path| (path, None));
    for (path, form) in forms.into_iter().chain(none) {
        assert_eq!(source(path, "").form(), form, "{path}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    /// Whatever tree is written as YAML is read as the same tree; what YAML cannot hold is refused, and never written as something else.
    #[test]
    fn a_written_tree_is_read_as_the_same_tree(numbers in arbitrary::numbers()) {
        let File { language_version, items } = arbitrary::file(numbers);
        // Each declaration by itself: one that YAML cannot hold hides no other.
        for item in items {
            let file = File { language_version: language_version.clone(), items: vec![item] };
            let Ok(written) = crate::yaml::write(&file, &[]) else { continue };
            let (read, found) = crate::yaml::parse(HERE, &written);
            if let Some(wrong) = found.iter().find(|d| d.is_error() && d.code.0 != "E0102") {
                // Names may stand twice in a random tree; a mapping cannot hold them, and convert refuses the file.
                prop_assert!(wrong.code.0 == "E0408", "{}\n{written}", wrong.message.en);
            } else {
                prop_assert!(same(file, read), "{written}");
            }
        }
    }
}
