//! `docs/language.md` and `docs/guide.md` as test suites: every example is compiled, every conversation played, the table of keywords compared.
//!
//! `UPDATE_DOCS=1 cargo test -p huashu-tests language` writes the table and the recorded lines anew; read the difference before keeping it.

use crate::binary::{demo_shop, run as run_huashu};
use crate::pages::{Block, HEADER, Shops, blocks, page, played, read, told, update};
use huashu_dsl::program::Program;
use huashu_dsl::{Settings, Sources, compile};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

/// Compiles a block and compares what is found with what the block promises; gives what is wrong.
fn compiled(block: &Block<'_>, sources: &Sources) -> Result<Option<Program>, String> {
    let out = compile(sources, &Settings::default());
    let codes: BTreeSet<_> = out.diagnostics.iter().map(|d| d.code.0).collect();
    let errors: BTreeSet<_> = out.diagnostics.iter().filter(|d| d.is_error()).map(|d| d.code.0).collect();
    let wanted = block.value("error");
    let holds = match wanted {
        Some(code) if code.starts_with('E') => errors.iter().eq([&code]),
        Some(code) => errors.is_empty() && codes.contains(code),
        None => errors.is_empty(),
    };
    if holds {
        return Ok(out.program);
    }
    let wanted = wanted.unwrap_or("no error");
    Err(format!("docs/language.md:{}: {wanted} expected\n{}", block.line, told(sources, &out.diagnostics)))
}

#[test]
fn every_example_of_the_language_does_what_it_says() {
    let path = page("language.md");
    let text = read(&path);
    let all = blocks(&text);
    let shops = Shops::of(&all);
    let mut wrong = Vec::new();
    let mut shop: Option<(Program, Sources)> = None;
    let mut new = Vec::new();
    let (mut flows, mut chats) = (0, 0);
    for block in &all {
        if block.is("flow") || block.is("yaml") {
            let sources = shops.sources(block);
            match compiled(block, &sources) {
                Ok(program) => shop = program.map(|p| (p, sources)).or(shop),
                Err(found) => wrong.push(found),
            }
            flows += 1;
        } else if block.is("chat") {
            let (program, sources) = shop.as_mut().expect("a conversation stands under its shop");
            let (accepted, differs) = played(program, sources, &format!("{HEADER}{}", block.text));
            new.push((block, accepted.strip_prefix(HEADER).expect("accepting keeps the header").to_owned()));
            wrong.extend(differs.iter().map(|said| format!("docs/language.md:{}\n{said}", block.line)));
            chats += 1;
        }
    }
    update(&path, &text, &new);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(flows >= 40 && chats >= 8, "{flows} shops and {chats} conversations");
}

/// The table of keywords as the page shows it.
fn table() -> String {
    let tsv = read(&demo_shop().join("dsl/keywords.tsv"));
    let cell = |text: &str| if text == "-" { "-".to_owned() } else { format!("`{text}`") };
    let rows = tsv.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    let written = rows.filter(|row| !row[3].starts_with("yaml only"));
    written.fold(String::from("| 中文 | English | 位置 |\n|---|---|---|\n"), |mut all, row| {
        writeln!(all, "| {} | {} | {} |", cell(row[1]), cell(row[2]), row[3].replace('|', "\\|"))
            .expect("it is text");
        all
    })
}

/// The table of the keys that only YAML has.
fn yaml_keys() -> String {
    let keys = huashu_dsl::yaml_keys();
    keys.iter().fold(
        String::from("| 键 | 是什么 | where |\n|---|---|---|\n"),
        |mut all, (key, zh, en)| {
            writeln!(all, "| `{key}` | {zh} | {en} |").expect("it is text");
            all
        },
    )
}

/// What stands on the page between two marks is `table`.
fn the_page_shows(begin: &str, end: &str, table: &str) {
    let path = page("language.md");
    let text = read(&path);
    let (before, rest) = text.split_once(begin).expect("the table begins");
    let (shown, _) = rest.split_once(end).expect("the table ends");
    let whole = Block { words: Vec::new(), line: 0, at: before.len() + begin.len(), text: shown };
    update(&path, &text, &[(&whole, table.to_owned())]);
    assert_eq!(shown, table);
}

#[test]
fn the_tables_of_keywords_are_those_of_the_compiler() {
    the_page_shows("<!-- keywords -->\n", "<!-- /keywords -->", &table());
    the_page_shows("<!-- yaml keys -->\n", "<!-- /yaml keys -->", &yaml_keys());
}

#[test]
fn the_shop_of_the_guide_works_as_the_guide_says() {
    let path = page("guide.md");
    let text = read(&path);
    let dir = tempfile::tempdir().expect("a place for the shop");
    let all = blocks(&text);
    let mut new = Vec::new();
    let mut wrong = Vec::new();
    let mut commands = 0;
    for block in &all {
        if let Some(name) = block.value("file") {
            write_file(&dir.path().join(name), block);
        } else if block.is("console") {
            let said = typed_and_said(block.text, dir.path());
            if said.trim_end() != block.text.trim_end() {
                wrong.push(format!("docs/guide.md:{} says instead\n{said}", block.line));
                new.push((block, said));
            }
            commands += 1;
        }
    }
    update(&path, &text, &new);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(commands >= 6, "{commands} commands");
}

/// Writes a file of the shop, or changes one line of it where the block is a difference.
fn write_file(path: &Path, block: &Block<'_>) {
    std::fs::create_dir_all(path.parent().expect("it lies in the shop")).expect("a folder");
    if !block.is("diff") {
        return std::fs::write(path, block.text).expect("a file");
    }
    let lines = |mark: char| {
        let of_mark = block.text.split_inclusive('\n').filter_map(|l| l.strip_prefix(mark));
        of_mark.collect::<String>()
    };
    let before = read(path);
    assert!(before.contains(&lines('-')), "docs/guide.md:{}: no such line", block.line);
    std::fs::write(path, before.replacen(&lines('-'), &lines('+'), 1)).expect("a file");
}

/// Runs the command of a block, types what the customer says in it, and gives the block as it looks now.
fn typed_and_said(shown: &str, dir: &Path) -> String {
    let (command, rest) = shown.split_once('\n').expect("a command stands first");
    let args: Vec<_> = command.strip_prefix("$ huashu ").expect("a command").split_whitespace().collect();
    let customer =
        rest.lines().filter_map(|l| l.strip_prefix("客: ")).filter(|_| args.first() == Some(&"chat"));
    let input = customer.fold(String::new(), |all, line| all + line + "\n");
    let out = run_huashu(&args, dir, &input);
    let said = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    format!("{command}\n{}", without_ids(&said))
}

/// Numbers of conversations change from run to run.
fn without_ids(said: &str) -> String {
    let plain = |word: &str| {
        let id = word.trim_end_matches('）');
        let is_id = id.len() == 36 && id.matches('-').count() == 4;
        if is_id { word.replace(id, "…") } else { word.to_owned() }
    };
    let line = |line: &str| line.split(' ').map(plain).collect::<Vec<_>>().join(" ");
    said.lines().fold(String::new(), |all, l| all + line(l).as_str() + "\n")
}
