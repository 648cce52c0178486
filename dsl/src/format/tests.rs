#![expect(clippy::disallowed_methods, reason = "the cases are files, so that a case is added by adding one")]

use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::{Refused, format};
use crate::ast::{File, Spans, arbitrary, same};
use crate::diagnostic::Lang;
use crate::print::print;
use crate::source::SourceId;

const HERE: SourceId = SourceId(1);

/// The `.flow` files of a folder of the repository, by name.
fn flows(folder: &str) -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = entries.filter(|path| path.extension().is_some_and(|e| e == "flow")).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect()
}

/// The shipped files, which are in canonical form.
fn shipped() -> Vec<(PathBuf, String)> {
    ["flows", "dsl/tests-data", "dsl/src"].into_iter().flat_map(flows).collect()
}

/// What formatting gives, or the sentences that say why not.
fn formatted(text: &str, lang: Option<Lang>) -> Result<String, String> {
    format(HERE, text, lang).map_err(|refused| match refused {
        Refused::Unread(found) => {
            found.iter().map(|d| format!("{} {}", d.code.0, d.message.zh)).collect::<Vec<_>>().join("; ")
        }
        Refused::Changed => "changed".into(),
    })
}

/// `HUASHU_ACCEPT=1` writes them anew; read them before you commit them.
#[test]
fn shipped_files_are_canonical() {
    let files = shipped();
    assert!(files.len() >= 14, "{}", files.len());
    for (path, text) in files {
        let formatted = formatted(&text, None).unwrap();
        if std::env::var_os("HUASHU_ACCEPT").is_some() {
            std::fs::write(&path, &formatted).unwrap();
        }
        let differs = formatted.lines().zip(text.lines()).find(|(new, old)| new != old);
        assert_eq!(differs, None, "{}", path.display());
        assert_eq!(formatted.lines().count(), text.lines().count(), "{}", path.display());
    }
}

/// Every `.flow` of `tests-data/format` beside what becomes of it. `HUASHU_ACCEPT=1` writes the expectations anew; read them
/// before you commit them.
#[test]
fn untidy_files_become_tidy() {
    let cases = flows("dsl/tests-data/format");
    assert!(!cases.is_empty());
    for (path, text) in cases {
        let tidy = formatted(&text, None).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let expectation = path.with_extension("formatted");
        if std::env::var_os("HUASHU_ACCEPT").is_some() {
            std::fs::write(&expectation, &tidy).unwrap();
        }
        let expected = std::fs::read_to_string(&expectation).unwrap_or_default();
        assert_eq!(tidy, expected, "{}", path.display());
        assert_eq!(formatted(&tidy, None), Ok(tidy), "{}", path.display());
    }
}

#[test]
fn keywords_turn_into_the_other_language_and_back() {
    for (path, text) in shipped() {
        let zh = formatted(&text, Some(Lang::Zh)).unwrap();
        let en = formatted(&text, Some(Lang::En)).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert_ne!(zh, en, "{}", path.display());
        assert_eq!(formatted(&en, Some(Lang::Zh)).unwrap(), zh, "{}", path.display());
        assert_eq!(formatted(&en, None).unwrap(), en, "{}", path.display());
    }
    let text = |folder, name| flows(folder).into_iter().find(|(p, _)| p.ends_with(name)).unwrap().1;
    let en = formatted(&text("flows", "退货退款.flow"), Some(Lang::En)).unwrap();
    let shipped = text("dsl/tests-data", "returns_en.flow");
    assert_eq!(
        en,
        shipped.lines().skip_while(|l| l.starts_with('#')).map(|l| format!("{l}\n")).collect::<String>()
    );
}

/// Every file of the repository that can be read.
fn readable() -> Vec<(String, String)> {
    let folders = [
        "dsl/tests-data/check",
        "dsl/tests-data/syntax",
        "dsl/tests-data/mistakes",
        "dsl/tests-data/format",
        "engine/tests-data/step",
        "chat/src/tests",
    ];
    let files = folders.into_iter().flat_map(flows).chain(shipped());
    let mut all: Vec<_> = files.map(|(path, text)| (path.display().to_string(), text)).collect();
    let reference = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/language.md");
    let reference = std::fs::read_to_string(reference).unwrap();
    for (i, block) in reference.split("\n```flow").skip(1).enumerate() {
        let text = block.split_once('\n').unwrap().1.split("\n```").next().unwrap();
        all.push((format!("language.md {i}"), with_version(text)));
        all.push((format!("language.md {i} as a step"), with_version(&as_step(text))));
    }
    all.retain(|(_, text)| super::read(HERE, text).is_ok());
    all
}

/// A block as a file of its own.
fn with_version(text: &str) -> String {
    let has = text.starts_with("语言版本") || text.starts_with("language_version");
    if has { text.to_owned() } else { format!("语言版本 1\n\n{text}") }
}

/// Statements as the step of a flow.
fn as_step(text: &str) -> String {
    let lines = text.lines().map(|line| format!("    {line}\n"));
    format!("流程 F 版本 1\n  步骤 S\n{}", lines.collect::<String>())
}

#[test]
fn a_built_in_snippet_is_said_in_either_language() {
    let zh = "语言版本 1\n\n流程 F 版本 1\n  步骤 S\n    说 话术.内置.跳过\n";
    let en = "language_version 1\n\nflow F version 1\n  step S\n    say snippet.builtin.skip\n";
    assert_eq!(formatted(zh, Some(Lang::En)).as_deref(), Ok(en));
    assert_eq!(formatted(en, Some(Lang::Zh)).as_deref(), Ok(zh));
}

#[test]
fn an_english_call_of_a_function_whose_name_begins_like_a_keyword_is_a_call() {
    let en = "language_version 1\n\nflow F version 1\n  step S\n    call 流程图() as x\n    call flow 流程图 as y\n";
    assert_eq!(formatted(en, None).as_deref(), Ok(en));
}

#[test]
fn a_missing_version_is_added_and_an_unknown_one_is_refused() {
    let tidy = "语言版本 1\n\n# 组\n人工组 客服组\n";
    assert_eq!(formatted("# 组\n人工组 客服组", None).as_deref(), Ok(tidy));
    assert!(formatted("语言版本 2\n人工组 客服组\n", None).is_err());
    assert!(formatted("人工组 客服组\n语言版本 1\n", None).is_err());
    for (empty, kept) in [("", ""), ("\n\n", ""), ("# 说明", "# 说明\n")] {
        assert_eq!(formatted(empty, None).as_deref(), Ok(kept));
    }
}

#[test]
fn every_readable_file_is_formatted_once_and_for_all() {
    let files = readable();
    assert!(files.len() > 100, "{}", files.len());
    for (path, text) in files {
        for lang in [None, Some(Lang::Zh), Some(Lang::En)] {
            let once = formatted(&text, lang).unwrap_or_else(|e| panic!("{path}: {e}\n{text}"));
            let twice = formatted(&once, lang).unwrap_or_else(|e| panic!("{path}: {e}\n{once}"));
            assert_eq!(once, twice, "{path}");
        }
    }
}

/// A tree written in `lang`, and the tree that is read from it.
fn read_back(file: &File, lang: Lang) -> (String, File) {
    let text = print(file, lang);
    let (back, found) = crate::parse::parse(HERE, &text);
    let errors: Vec<_> = found.iter().filter(|d| d.is_error()).map(|d| d.message.zh.as_str()).collect();
    assert_eq!(errors, [""; 0], "{text}");
    (text, back)
}

proptest! {
    #[test]
    fn a_printed_tree_is_read_as_the_same_tree(numbers in arbitrary::numbers()) {
        let file = arbitrary::file(numbers);
        for lang in [Lang::Zh, Lang::En] {
            let (text, back) = read_back(&file, lang);
            prop_assert!(same(&file, &back), "{text}\n{}", difference(&file, &back));
            prop_assert_eq!(formatted(&text, None), Ok(text));
        }
    }
}

/// The first line in which the forms of two trees differ.
fn difference(a: &File, b: &File) -> String {
    let (mut a, mut b) = (a.clone(), b.clone());
    a.erase();
    b.erase();
    let (a, b) = (format!("{a:#?}"), format!("{b:#?}"));
    a.lines().zip(b.lines()).find(|(a, b)| a != b).map(|(a, b)| format!("{a}\n{b}")).unwrap_or_default()
}

/// What is put into a file: a comment on a line of its own, behind a line, or between brackets; or blank lines.
#[derive(Debug, Clone, Copy)]
enum Put {
    Alone(usize),
    Behind,
    Bracketed,
    Blank,
}

fn put() -> impl Strategy<Value = Put> {
    prop_oneof![
        3 => (0..12usize).prop_map(Put::Alone),
        2 => Just(Put::Behind),
        2 => Just(Put::Bracketed),
        1 => Just(Put::Blank)
    ]
}

/// The file with comments put beside its lines, each with a number.
fn commented(text: &str, puts: &[(usize, Put)]) -> String {
    let count = text.lines().count();
    let mut out = String::new();
    for (number, line) in text.lines().enumerate() {
        let mut line = line.to_owned();
        for (i, (_, put)) in puts.iter().enumerate().filter(|(_, (at, _))| at % count == number) {
            match put {
                Put::Alone(columns) => out.push_str(&format!("{}#注{i}。\n", " ".repeat(*columns))),
                Put::Behind => line = format!("{line} #注{i}。"),
                Put::Bracketed if line.contains(", ") && !line.contains(['"', '#']) => {
                    line = line.replacen(", ", &format!(", ＃注{i}。\n            "), 1);
                }
                Put::Bracketed => {}
                Put::Blank => out.push_str("\n \n"),
            }
        }
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// The comments that were put into a text, in order.
fn noted(text: &str) -> Vec<&str> {
    let comment = regex::Regex::new("注[0-9]+。").unwrap();
    comment.find_iter(text).map(|found| found.as_str()).collect()
}

proptest! {
    #[test]
    fn comments_and_blank_lines_change_nothing_and_stay(
        which in 0..100usize, puts in proptest::collection::vec((0..1000usize, put()), 1..12)
    ) {
        let files = shipped();
        let text = commented(&files[which % files.len()].1, &puts);
        // A name that begins an item may look like the head of a line, and then the brackets are not closed.
        prop_assume!(super::read(HERE, &text).is_ok());
        let out = formatted(&text, None);
        prop_assert!(out.is_ok(), "{text}");
        let out = out.unwrap();
        prop_assert_eq!(noted(&out), noted(&text), "{}", out);
        prop_assert!(!out.contains("\n\n\n"), "{}", out);
        prop_assert_eq!(formatted(&out, None), Ok(out));
    }
}

/// The demo shop, with its flows in one spelling.
fn demo_shop(lang: Lang) -> crate::Compiled {
    let mut sources = crate::Sources::new();
    for (path, text) in flows("flows") {
        sources.add(path.file_name().unwrap().to_string_lossy(), formatted(&text, Some(lang)).unwrap());
    }
    for data in ["满减档.csv", "问答.csv"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../flows").join(data);
        sources.add(data, std::fs::read_to_string(path).unwrap());
    }
    crate::compile(&sources, &crate::Settings::default())
}

#[test]
fn a_shop_in_english_keywords_is_the_same_program() {
    let (zh, en) = (demo_shop(Lang::Zh), demo_shop(Lang::En));
    assert_eq!((zh.diagnostics.as_slice(), en.diagnostics.as_slice()), ([].as_slice(), [].as_slice()));
    assert_eq!(zh.program.unwrap().hashes, en.program.unwrap().hashes);
}

/// A line ends by LF, by CR LF or by a CR alone; which of them, changes nothing.
#[test]
fn every_line_end_is_one() {
    let text = "语言版本 1\n# 一\n\n设定 # 二\n\n  # 三\n  天: 整数 = 3\n人工组 甲\n";
    let tidy = super::format(SourceId(1), text, None).unwrap();
    assert!(tidy.contains("# 三"), "{tidy}");
    for end in ["\r", "\r\n"] {
        assert_eq!(super::format(SourceId(1), &text.replace('\n', end), None).as_ref(), Ok(&tidy));
    }
}
