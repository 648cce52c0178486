//! The YAML form across crates: every example of the page goes there and back, and the schemas know what is written.
//!
//! No validator is taken in for this: the lean ones bring thirty crates, or one that `deny.toml` bans; what the schemas use of JSON Schema
//! fits a page.

use crate::binary::demo_shop;
use crate::pages::{Shops, blocks, page, read, told};
use huashu_dsl::{Form, Lang, Settings, Source, SourceId, Sources, compile, convert, yaml_schema};
use serde::Deserialize;
use serde_json::Value;
use std::path::PathBuf;

/// The file of the repository at `path`.
fn file(path: &str) -> PathBuf {
    demo_shop().join(path)
}

fn converted(text: &str, from: &str, to: Form) -> String {
    let source = Source { path: from.to_owned(), text: text.to_owned() };
    convert(SourceId(1), &source, to, Lang::Zh).unwrap_or_else(|why| panic!("{why:?} in\n{text}"))
}

/// Whatever construct the page shows: its YAML makes the same program, and comes back as the same text.
#[test]
fn every_flow_of_the_page_goes_into_yaml_and_back() {
    let text = read(&page("language.md"));
    let all = blocks(&text);
    let shops = Shops::of(&all);
    let mut count = 0;
    let right = |b: &&crate::pages::Block<'_>| b.is("flow") && b.value("error").is_none() && !b.has("frame");
    for block in all.iter().filter(right) {
        let written = shops.file(block);
        let yaml = converted(&written, "a.flow", Form::Yaml);
        reads_alike(&yaml);
        let back = converted(&yaml, "a.yaml", Form::Flow);
        assert_eq!(converted(&back, "a.flow", Form::Yaml), yaml, "docs/language.md:{}", block.line);
        let flows = compile(&shops.sources(block), &Settings::default()).program.expect("the page is right");
        let mut sources = Sources::new();
        for (_, source) in shops.sources(block).iter().skip(1) {
            let is_example = source.path == "例子.flow";
            sources.add(
                if is_example { "例子.yaml" } else { &source.path },
                if is_example { &yaml } else { &source.text },
            );
        }
        let twin = compile(&sources, &Settings::default());
        let program = twin.program.unwrap_or_else(|| panic!("{}\n{yaml}", told(&sources, &twin.diagnostics)));
        assert_eq!(program.hashes, flows.hashes, "docs/language.md:{}\n{yaml}", block.line);
        count += 1;
    }
    assert!(count > 25, "{count}");
}

/// `UPDATE_DOCS=1 cargo test -p huashu-tests yaml` writes the schema anew.
#[test]
fn the_published_schema_is_the_one_that_the_compiler_makes() {
    let path = file("docs/schema/flow.schema.json");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, yaml_schema()).expect("the schema can be written");
    }
    assert_eq!(read(&path), yaml_schema());
}

/// The documents of a YAML file as an editor sees them.
fn documents(text: &str) -> Vec<Value> {
    serde_saphyr::from_multiple(text).unwrap_or_else(|why| panic!("{why}\n{text}"))
}

/// What we write is the same to two readers of YAML that share no code and disagree on words such as `y`.
fn reads_alike(text: &str) {
    let second: Vec<Value> = serde_yaml::Deserializer::from_str(text)
        .map(|document| Value::deserialize(document).unwrap_or_else(|why| panic!("{why}\n{text}")))
        .collect();
    assert_eq!(documents(text), second, "{text}");
}

/// Every `.yaml` of a folder.
fn yaml(folder: &str) -> Vec<(PathBuf, String)> {
    let entries = std::fs::read_dir(file(folder)).expect("a folder").map(|e| e.expect("an entry").path());
    let mut paths: Vec<_> = entries.filter(|p| p.extension().is_some_and(|e| e == "yaml")).collect();
    paths.sort();
    paths.into_iter().map(|p| (p.clone(), read(&p))).collect()
}

#[test]
fn the_schema_takes_every_twin_and_every_example() {
    let schema: Value = serde_json::from_str(&yaml_schema()).expect("JSON");
    let mut files = yaml("dsl/tests-data/yaml");
    files.extend(yaml("dsl/tests-data/yaml/twins"));
    assert!(files.len() >= 13, "{}", files.len());
    let text = read(&page("language.md"));
    for block in blocks(&text).iter().filter(|b| b.is("yaml") && b.value("error").is_none()) {
        files.push((format!("docs/language.md:{}", block.line).into(), block.text.to_owned()));
    }
    for (path, text) in files {
        for document in documents(&text) {
            assert!(is_valid(&schema, &schema, &document), "{}: {document:#}", path.display());
        }
    }
}

#[test]
fn the_schema_refuses_what_has_another_shape() {
    let schema: Value = serde_json::from_str(&yaml_schema()).expect("JSON");
    let wrong = [
        "flwo: 甲",
        "流程: 甲",
        "flow: 甲",
        "flow: 甲\nvesion: 1",
        "flow: [甲]\nversion: 1",
        "flow: 甲\nversion: 一",
        "flow: 甲\nversion: 1\noutcomes: 好",
        "flow: 甲\nversion: 1\nsteps: [{step: 一}]",
        "flow: 甲\nversion: 1\nsteps: [{step: 一, do: []}]",
        "flow: 甲\nversion: 1\nsteps: [{step: 一, do: [{sya: 好}]}]",
        "flow: 甲\nversion: 1\nsteps: [{step: 一, do: [{say: 好, goto: 一}]}]",
        "flow: 甲\nversion: 1\nsteps: [{step: 一, do: [{ask: 单}]}]",
        "flow: 甲\nversion: 1\nsteps: [{step: 一, do: [{ask: 单, text: 问, collect: {min: 1}}]}]",
        "flow: 甲\nversion: 1\nsteps: [{step: 一, do: [{if: has 单}]}]",
        "push: 甲\nif_busy: later",
        "type: 甲\nenum: [好]",
        "- flow: 甲",
        "table: 甲\nparams: {}\nreturns: {}\nrows: [{is: [1]}]",
    ];
    for text in wrong {
        for document in documents(text) {
            assert!(!is_valid(&schema, &schema, &document), "{text}");
        }
    }
}

#[test]
fn the_schema_of_the_configuration_takes_the_demo_shop() {
    let schema: Value = serde_json::from_str(&read(&file("docs/schema/huashu.schema.json"))).expect("JSON");
    let valid = |text: &str| documents(text).iter().all(|document| is_valid(&schema, &schema, document));
    assert!(valid(&read(&file("huashu.yaml"))));
    assert!(valid(
        "shop: x\nconnectors: {a: {url: \"https://x\", headers: {A: b}, timeout: 5s}}\nsettings:\n"
    ));
    for wrong in [
        "time_zone: x",
        "shop: x\nshopp: y",
        "shop: x\nconnectors: {a: {headers: {}}}",
        "shop: x\ncustomer: {path: /a}",
    ] {
        assert!(!valid(wrong), "{wrong}");
    }
}

/// Whether `value` fits `schema`, as far as the schemas of this repository go. A keyword that is not known here fails the test.
fn is_valid(root: &Value, schema: &Value, value: &Value) -> bool {
    let Value::Object(rules) = schema else { return schema == &Value::Bool(true) };
    rules.iter().all(|(rule, asked)| match rule.as_str() {
        "$schema" | "title" | "description" | "definitions" | "default" => true,
        "$ref" => {
            let path = asked.as_str().and_then(|path| path.strip_prefix('#')).expect("a reference within");
            is_valid(root, root.pointer(path).expect("it is defined"), value)
        }
        "type" => match asked {
            Value::Array(types) => types.iter().any(|of| is_of(of, value)),
            one => is_of(one, value),
        },
        "const" => asked == value,
        "enum" => asked.as_array().expect("a list").contains(value),
        "anyOf" => asked.as_array().expect("a list").iter().any(|form| is_valid(root, form, value)),
        "allOf" => asked.as_array().expect("a list").iter().all(|form| is_valid(root, form, value)),
        "minimum" => value.as_f64().is_none_or(|number| number >= asked.as_f64().expect("a number")),
        "minLength" => {
            value.as_str().is_none_or(|text| text.chars().count() as u64 >= asked.as_u64().expect("a number"))
        }
        "minItems" => {
            value.as_array().is_none_or(|items| items.len() as u64 >= asked.as_u64().expect("a number"))
        }
        "pattern" => value.as_str().is_none_or(|text| !text.is_empty()),
        "items" => value.as_array().is_none_or(|items| items.iter().all(|item| is_valid(root, asked, item))),
        "required" => value.as_object().is_none_or(|object| {
            asked
                .as_array()
                .expect("a list")
                .iter()
                .all(|key| object.contains_key(key.as_str().expect("a key")))
        }),
        "properties" => value.as_object().is_none_or(|object| {
            object
                .iter()
                .all(|(key, value)| asked.get(key).is_none_or(|schema| is_valid(root, schema, value)))
        }),
        "additionalProperties" => value.as_object().is_none_or(|object| {
            let known = |key: &str| rules.get("properties").is_some_and(|known| known.get(key).is_some());
            object.iter().filter(|(key, _)| !known(key)).all(|(_, value)| is_valid(root, asked, value))
        }),
        other => panic!("{other} is not known here"),
    })
}

fn is_of(kind: &Value, value: &Value) -> bool {
    match kind.as_str() {
        Some("string") => value.is_string(),
        Some("number") => value.is_number(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("boolean") => value.is_boolean(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        Some("null") => value.is_null(),
        _ => panic!("{kind} is no type"),
    }
}
