//! The shipped shop compiles; each small broken shop says what its neighbour file expects (`HUASHU_ACCEPT=1` writes that file).
#![expect(clippy::disallowed_methods, reason = "tests read shops from files; the compiler reads none")]

use crate::{Compiled, Given, Lang, Settings, Sources, compile};
use std::error::Error;
use std::path::{Path, PathBuf};

type Outcome = Result<(), Box<dyn Error>>;

/// The shipped shop's files, data files included, without the one called `without`.
pub(crate) fn shop(without: &str) -> Result<Sources, Box<dyn Error>> {
    let mut sources = Sources::new();
    for path in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../flows"))? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name != without && (name.ends_with(".flow") || name.ends_with(".csv")) {
            sources.add(name, std::fs::read_to_string(&path)?);
        }
    }
    Ok(sources)
}

pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    files.sort();
    Ok(files)
}

/// Each finding as `code file:line: sentence`.
pub(crate) fn listed(sources: &Sources, compiled: &Compiled) -> String {
    let line = |d: &crate::Diagnostic| {
        let file = sources.get(d.span.source).map(|s| (s.path.as_str(), s.text.as_str())).unwrap_or_default();
        let before = file.1.get(..d.span.start as usize).unwrap_or_default();
        let number = before.matches('\n').count() + 1;
        let under = sources.slice(d.span).unwrap_or_default();
        let fix = d.fix.as_ref().map(|f| format!(" → {}", f.message.get(Lang::Zh))).unwrap_or_default();
        let labels: String = d
            .labels
            .iter()
            .map(|l| {
                format!(" ← “{}” {}", sources.slice(l.span).unwrap_or_default(), l.message.get(Lang::Zh))
            })
            .collect();
        format!("{} {}:{number} “{under}” {}{fix}{labels}\n", d.code.0, file.0, d.message.get(Lang::Zh))
    };
    compiled.diagnostics.iter().map(line).collect()
}

#[test]
fn the_shipped_shop_has_no_errors() -> Outcome {
    let sources = shop("")?;
    let compiled = compile(&sources, &Settings::default());
    assert_eq!(listed(&sources, &compiled), "");
    assert!(compiled.program.is_some());
    Ok(())
}

/// `dsl/tests-data/check/x.flow` is compiled with the data files `x.*.csv` only; what is found stands in `x.expected`.
#[test]
fn broken_shops_say_what_is_expected() -> Outcome {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests-data/check");
    let mut wrong = Vec::new();
    let name = |p: &PathBuf| p.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let is_data = |p: &&PathBuf| p.extension().is_some_and(|e| e == "csv");
    let data: Vec<(String, PathBuf)> =
        files(&folder)?.iter().filter(is_data).map(|p| (name(p), p.clone())).collect();
    for path in files(&folder)?.iter().filter(|p| p.extension().is_some_and(|e| e == "flow")) {
        let mut sources = Sources::new();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        sources.add(name.clone(), std::fs::read_to_string(path)?);
        let stem = name.trim_end_matches("flow").to_owned();
        for (name, path) in data.iter().filter(|(n, _)| n.starts_with(&stem)) {
            sources.add(name.clone(), std::fs::read_to_string(path)?);
        }
        let found = listed(&sources, &compile(&sources, &Settings::default()));
        let expected = std::fs::read_to_string(path.with_extension("expected")).unwrap_or_default();
        if found != expected {
            if std::env::var_os("HUASHU_ACCEPT").is_some() {
                std::fs::write(path.with_extension("expected"), &found)?;
            }
            wrong.push(format!("{name} gives\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// `dsl/tests-data/faq/x.csv` as the questions of a shop; what is found stands in `x.expected`, and nothing for a sound file.
#[test]
fn files_of_questions_say_what_is_expected() -> Outcome {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests-data/faq");
    let mut wrong = Vec::new();
    let mut sound = 0;
    for path in files(&folder)?.iter().filter(|p| p.extension().is_some_and(|e| e == "csv")) {
        let mut sources = Sources::new();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        sources.add("店.flow", format!("语言版本 1\n\n问答 来自 \"{name}\"\n"));
        sources.add(name.clone(), std::fs::read_to_string(path)?);
        let compiled = compile(&sources, &Settings::default());
        sound += usize::from(compiled.program.is_some());
        let found = listed(&sources, &compiled);
        let expected = std::fs::read_to_string(path.with_extension("expected")).unwrap_or_default();
        if found != expected {
            if std::env::var_os("HUASHU_ACCEPT").is_some() {
                std::fs::write(path.with_extension("expected"), &found)?;
            }
            wrong.push(format!("{name} gives\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(sound > 0);
    Ok(())
}

#[test]
fn every_node_leads_to_a_node_of_its_flow() -> Outcome {
    let program = compile(&shop("")?, &Settings::default()).program.ok_or("no program")?;
    for flow in &program.flows {
        for (i, node) in flow.nodes.iter().enumerate() {
            let mut next = super::routing::successors(flow, node);
            next.push(node.next);
            assert!(next.iter().all(|n| n.index() < flow.nodes.len()), "{} {i}", flow.name);
        }
    }
    Ok(())
}

/// A parameter of a 话术 stands in no text of the shop: whatever was given for it, or nothing, stands there instead. Only the built-in
/// sentences have parameters when they are said.
#[test]
fn no_parameter_of_a_snippet_is_left_in_a_text() -> Outcome {
    const SHOP: &str = r#"语言版本 1
类型 商品 记录
  名称: 文本
  价: 钱
话术 行(件: 商品?, 字: 文本?, 列: [文本])
  "{件.名称}{字}{列}"
  另起 "{件.价|元}" 如果 有 件.价 并且 没有 字
  另起 逐个 列 "{字}" 如果 有 列
流程 甲 版本 1
  结果 好
  信息
    款: [商品] 传入
    一: 商品 传入
  步骤 一
    说 话术.行()
    说 话术.行(件: 一, 字: "字", 列: ["甲"])
    说 话术.行(件: 第几个(款, 1), 字: 第几个(["甲"], 2), 列: [])
    结束 好
"#;
    let mut sources = Sources::new();
    sources.add("店.flow", SHOP);
    let number = regex::Regex::new(r"TextId\((\d+)\)")?;
    for sources in [sources, shop("")?] {
        let compiled = compile(&sources, &Settings::default());
        let program = compiled.program.as_ref().ok_or_else(|| listed(&sources, &compiled))?;
        let builtin = format!("{:?}", program.builtin);
        let builtin: Vec<usize> =
            number.captures_iter(&builtin).map(|c| c[1].parse()).collect::<Result<_, _>>()?;
        let texts = program.texts.iter().enumerate().filter(|(i, _)| !builtin.contains(i));
        let said: String = texts.map(|(_, text)| format!("{text:?}\n")).collect();
        let all = format!("{said}{:?}{:?}{:?}", program.flows, program.pushes, program.faqs);
        assert!(
            !all.contains("Param("),
            "{}",
            all.lines().find(|l| l.contains("Param(")).unwrap_or_default()
        );
    }
    Ok(())
}

#[test]
fn huashu_yaml_gives_settings_other_values() -> Outcome {
    use crate::value::Value;
    let with = |value: &str| {
        let given = Given { name: "价保天数".into(), written: value.into(), ..Given::default() };
        Settings { values: vec![given], ..Settings::default() }
    };
    let program = compile(&shop("")?, &with("45")).program.ok_or("no program")?;
    let setting = program.settings.iter().find(|s| s.name == "价保天数").ok_or("no setting")?;
    assert_eq!(setting.value, Value::Number(45.into()));
    let wrong = compile(&shop("")?, &with("45 天"));
    assert_eq!(wrong.diagnostics.iter().map(|d| d.code.0).collect::<Vec<_>>(), ["E0403"]);
    Ok(())
}

/// Whatever line is missing, compiling ends and gives either a program or an error.
#[test]
fn a_shop_with_a_line_missing_is_a_program_or_has_an_error() -> Outcome {
    let file = "退货退款.flow";
    let text = shop("")?.iter().find(|(_, s)| s.path == file).ok_or("no file")?.1.text.clone();
    let lines: Vec<&str> = text.lines().collect();
    for missing in (0..lines.len()).step_by(6) {
        let mut sources = shop(file)?;
        let kept = lines.iter().enumerate().filter(|(i, _)| *i != missing).map(|(_, l)| format!("{l}\n"));
        sources.add(file, kept.collect::<String>());
        let compiled = compile(&sources, &Settings::default());
        let errors = compiled.diagnostics.iter().any(crate::Diagnostic::is_error);
        assert_eq!(compiled.program.is_none(), errors, "without line {}", missing + 1);
    }
    Ok(())
}

/// A thread's stack decides nothing: what nests too deep is refused in the same words on each.
#[test]
fn the_same_is_said_on_every_stack() -> Outcome {
    let head = "语言版本 1\n流程 退 版本 1\n  结果 好\n  步骤 一\n";
    let deep = |i: usize| format!("{}如果 是\n", " ".repeat(4 + i));
    let line = |text: String| format!("{head}    {text}\n    结束 好\n");
    let cases = [
        line(format!("算 x = {}1{}", "(".repeat(70), ")".repeat(70))),
        line(format!("算 x = {}1{}", "[".repeat(5_000), "]".repeat(5_000))),
        line(format!("算 x = {}1", "1 + ".repeat(5_000))),
        line(format!("说 {}", "“".repeat(5_000))),
        line(format!("说 \"{}\"", "{a|".repeat(5_000))),
        format!("{head}{}", (0..70).map(deep).collect::<String>()),
        format!("顾客 {{a: {}文本{}}}\n", "[".repeat(70), "]".repeat(70)),
    ];
    let said = |stack: usize| -> Result<Vec<String>, Box<dyn Error>> {
        let cases = cases.clone();
        let all = std::thread::Builder::new().stack_size(stack).spawn(move || {
            let told = |text: &String| {
                let mut sources = Sources::new();
                sources.add("店.flow", text.clone());
                listed(&sources, &compile(&sources, &Settings::default()))
            };
            cases.iter().map(told).collect::<Vec<_>>()
        })?;
        Ok(all.join().map_err(|_| "a panic")?)
    };
    let small = said(512 * 1024)?;
    assert!(small.iter().all(|said| said.contains('E')), "{small:?}");
    assert_eq!(small, said(2 * 1024 * 1024)?);
    assert_eq!(small, said(8 * 1024 * 1024)?);
    Ok(())
}

/// A list of postal codes is as long as a file may be. A checker that marks each row against each value does not come to an end here.
#[test]
fn a_long_table_is_checked_in_time() -> Outcome {
    const FLOW: &str = "语言版本 1\n\n表 区号(号: 整数, 城: 文本) 得到 {天: 整数} 来自 \"区号.csv\"\n";
    let found = |rows: u32| {
        let all: String = (0..rows).map(|n| format!("{n},城{n},1\n")).collect();
        let mut sources = Sources::new();
        sources.add("a.flow", FLOW);
        sources.add("区号.csv", format!("号,城,天\n0,城0,1\n{all}其他,其他,3\n"));
        let found = compile(&sources, &Settings::default()).diagnostics;
        found.iter().map(|d| d.code.0).filter(|code| *code != "W0405").collect::<Vec<_>>()
    };
    assert_eq!(found(300), ["W0422"], "its second row is its first");
    assert_eq!(found(40_000), ["W0422"], "what is cheap to decide is said of a long table too");
    Ok(())
}

/// What no shop writes is refused, on a small stack; a compiler that walks such a text more than once for each of its bytes does not
/// come to an end here.
#[test]
fn hostile_files_are_refused_in_time() -> Outcome {
    const FLOW: &str = "语言版本 1\n流程 退 版本 1\n  结果 好\n  信息\n    单: 文本\n  步骤 开始\n";
    let (many, lines) = (1 << 17, 10_000);
    let below = |text: String| format!("{FLOW}{text}    结束 好\n");
    let deep = |i: usize| format!("{}如果 有 单\n", " ".repeat(4 + i));
    // Each is computed from the one below it.
    let backwards =
        |n: usize| -> String { (1..=n).rev().map(|i| format!("    算 x{i} = x{} + 1\n", i - 1)).collect() };
    let cases = [
        "(".repeat(many),
        below(format!("    如果 {}\n      结束 好\n", "(".repeat(many))),
        below(format!("    如果 {}单\n      结束 好\n", "不是(".repeat(many))),
        "a".repeat(many),
        "说".repeat(many),
        below(format!("    说 \"{}\"\n", "{".repeat(many))),
        below(format!("    说 \"{}\"\n", "}".repeat(many))),
        "“".repeat(many),
        below("    说话 x\n".repeat(lines)),
        format!("{FLOW}{}", (0..500).map(deep).collect::<String>()),
        below("    \0\n".to_owned()),
        below("    \u{FFFD}\u{D7FF}\u{10FFFF}\n".to_owned()),
        below(format!("    如果 {} 大于 1\n      结束 好\n", "9".repeat(many))),
        format!("语言版本 {}\n", "9".repeat(many)),
        below(format!("    算 x = {}1\n", "1 + ".repeat(many))),
        below(format!("    问 单 \"x\"\n      没回 {} 提醒 \"x\"\n", "十".repeat(many))),
        format!("顾客 {{a: {}文本{}}}\n", "[".repeat(many), "]".repeat(many)),
        below(format!("    算 x = (\n{}      没有这个)\n", "\n# x\n".repeat(many))),
        below(format!("{}    算 x0 = 没有这个\n", backwards(4_000))),
        below(format!("{}    算 x0 = 1\n    记 单 = x4000\n", backwards(4_000))),
    ];
    let all = std::thread::Builder::new().stack_size(512 * 1024).spawn(move || {
        let refused = |text: &String| {
            let mut sources = Sources::new();
            sources.add("a.flow", text.clone());
            let compiled = compile(&sources, &Settings::default());
            let short = compiled.diagnostics.iter().all(|d| d.message.zh.len() < 4_000);
            compiled.program.is_none() && short
        };
        cases.iter().map(refused).collect::<Vec<_>>()
    })?;
    let refused = all.join().map_err(|_| "a panic")?;
    let accepted: Vec<usize> = (0..).zip(&refused).filter(|(_, r)| !**r).map(|(i, _)| i).collect();
    assert_eq!(accepted, Vec::<usize>::new());
    Ok(())
}
