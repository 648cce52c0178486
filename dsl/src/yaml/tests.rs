#![expect(clippy::disallowed_methods, reason = "the cases are files, so that a case is added by adding one")]

use std::path::{Path, PathBuf};

use crate::check::tests::shop;
use crate::{Settings, Sources, compile};

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests-data/yaml")
}

fn told(sources: &Sources, found: &[crate::Diagnostic]) -> String {
    crate::render::render(sources, found, crate::Lang::Zh, crate::render::Color::Never)
}

/// The worked twin makes the very program that the `.flow` makes.
#[test]
fn the_worked_twin_is_the_same_program() {
    let flow = compile(&shop("").unwrap(), &Settings::default()).program.unwrap();
    let mut sources = shop("退货退款.flow").unwrap();
    sources.add("退货退款.yaml", std::fs::read_to_string(data().join("退货退款.yaml")).unwrap());
    let twin = compile(&sources, &Settings::default());
    assert!(twin.diagnostics.is_empty(), "{}", told(&sources, &twin.diagnostics));
    let hashes = |p: &crate::program::Program| p.hashes;
    assert_eq!(hashes(&twin.program.unwrap()), hashes(&flow));
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(data().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = entries.filter(|path| path.extension().is_some_and(|e| e == extension)).collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths
}

/// Every file of `tests-data/yaml/broken` beside what is found in it. `HUASHU_ACCEPT=1` writes the expectations anew; read them before you
/// commit them.
#[test]
fn broken_files_are_explained() {
    for path in files("broken", "yaml") {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut sources = Sources::new();
        let id = sources.add(path.file_name().unwrap().to_string_lossy(), text.clone());
        let (_, diagnostics) = super::parse(id, &text);
        let within = diagnostics.iter().all(|d| sources.slice(d.span).is_some());
        assert!(within, "{}: {diagnostics:#?}", path.display());
        let found = told(&sources, &diagnostics);
        let expectation = path.with_extension("expected");
        if std::env::var_os("HUASHU_ACCEPT").is_some() {
            std::fs::write(&expectation, &found).unwrap();
        }
        let expected = std::fs::read_to_string(&expectation).unwrap_or_default();
        assert_eq!(found, expected, "{}", path.display());
        assert!(!found.is_empty(), "{} is not broken", path.display());
    }
}

/// Every key is a row of the table with a name in both languages, and every row that only YAML has is a key.
#[test]
fn keys_are_rows_of_the_table() {
    let (schema, _) = super::described();
    assert!(schema.rows.len() > 100, "{}", schema.rows.len());
    for id in &schema.rows {
        let row = crate::keywords::get(id).unwrap_or_else(|| panic!("{id} is no row"));
        assert!(row.en.is_some(), "{id}");
        assert!(!super::schema::chinese(id).is_ascii(), "{id} has no Chinese name");
    }
    let only_yaml = crate::keywords::all().filter(|row| row.position.starts_with("yaml only"));
    for row in only_yaml {
        assert!(schema.rows.contains(row.id), "nothing takes {}", row.id);
    }
}

/// What no shop writes is refused with one finding, on a small stack and in time.
#[test]
fn hostile_files_are_refused_in_time() {
    let many = 1 << 17;
    let lines = 20_000;
    let bomb = (1..10).fold("a0: &a0 [x, x, x]\n".to_owned(), |all, i| {
        all + &format!("a{i}: &a{i} [*a{0}, *a{0}, *a{0}]\n", i - 1)
    });
    let cases = [
        ("bomb", bomb, 1),
        ("flow nesting", "[".repeat(many), 1),
        ("map nesting", "{a: ".repeat(many), 1),
        ("block nesting", (0..500).map(|i| format!("{}- \n", " ".repeat(i))).collect(), 1),
        ("dashes", "- ".repeat(many), 1),
        ("deep but closed", format!("flow: {}x{}", "[".repeat(70), "]".repeat(70)), 1),
        ("too many values", format!("flow: [{}]", "a,".repeat(250_001)), 1),
        ("too long", format!("flow: {}", "说".repeat(many * 3)), 1),
        ("long key", format!("{}: 1", "a".repeat(many)), 1),
        ("quotes", "\"".repeat(many), 1),
        ("braces", format!("snippet: 甲\ntext: '{}'", "{".repeat(many)), 1),
        (
            "brackets",
            format!(
                "flow: 甲\nversion: 1\nsteps: [{{step: 一, do: [{{if: '{}', then: [{{end: 好}}]}}]}}]",
                "(".repeat(many)
            ),
            1,
        ),
        (
            "operators",
            format!(
                "flow: 甲\nversion: 1\nsteps: [{{step: 一, do: [{{let: 乙, be: '{}1'}}]}}]",
                "1 + ".repeat(many)
            ),
            1,
        ),
        ("a long number", format!("flow: 甲\nversion: {}", "9".repeat(many)), 1),
        (
            "unknown keys",
            format!("flow: 甲\nversion: 1\n{}", (0..lines).map(|i| format!("k{i}: 1\n")).collect::<String>()),
            lines,
        ),
        ("documents", "a: 1\n---\n".repeat(lines), lines),
        ("control characters", "flow: \u{0}\u{1}\u{FFFE}".to_owned(), 1),
        ("halves", "flow: \"\\ud83d\"".to_owned(), 1),
        ("a merge", "flow: 甲\nversion: 1\n<<: {a: 1}".to_owned(), 1),
        ("a complex key", "? [a]\n: b".to_owned(), 1),
    ];
    let all = std::thread::Builder::new().stack_size(512 * 1024).spawn(move || {
        for (name, text, most) in cases {
            let mut sources = Sources::new();
            sources.add("a.yaml", text);
            let compiled = compile(&sources, &Settings::default());
            let errors = compiled.diagnostics.iter().filter(|d| d.is_error() && d.code.0 != "E0102").count();
            assert!(
                errors >= 1 && errors <= most,
                "{name}: {errors}\n{}",
                told(&sources, compiled.diagnostics.get(..3).unwrap_or(&compiled.diagnostics))
            );
            assert!(compiled.program.is_none(), "{name}");
        }
    });
    all.unwrap().join().unwrap();
}

/// Every file of `tests-data/yaml/check` is compiled by itself; what is found stands beside it.
#[test]
fn one_mistake_is_said_once() {
    for path in files("check", "yaml") {
        let mut sources = Sources::new();
        sources.add(path.file_name().unwrap().to_string_lossy(), std::fs::read_to_string(&path).unwrap());
        let found = told(&sources, &compile(&sources, &Settings::default()).diagnostics);
        let expectation = path.with_extension("expected");
        if std::env::var_os("HUASHU_ACCEPT").is_some() {
            std::fs::write(&expectation, &found).unwrap();
        }
        assert_eq!(found, std::fs::read_to_string(&expectation).unwrap_or_default(), "{}", path.display());
    }
}
