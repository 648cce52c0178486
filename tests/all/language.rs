//! `docs/language.md` and `docs/guide.md` as test suites: every example is compiled, every conversation played, the table of keywords compared.
//!
//! `UPDATE_DOCS=1 cargo test -p huashu-tests language` writes the table and the recorded lines anew; read the difference before keeping it.

use crate::binary::{demo_shop, run as run_huashu};
use huashu_chat::{Colour, Verdict, accept, parse, render, run, spelling};
use huashu_dsl::program::Program;
use huashu_dsl::{Diagnostic, Lang, Settings, Sources, compile};
use huashu_engine::intent::Matcher;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The line of the frame in which the statements of a `flow step` block stand.
const HERE: &str = "    # 例子里的语句\n";

/// What a conversation of the page leaves out.
const HEADER: &str = "---\nsource: docs/language.md\ndescription: 文档里的例子\n---\n";

/// A fenced block: the words behind the fence, the line and the byte at which its text begins, its text.
struct Block<'a> {
    words: Vec<&'a str>,
    line: usize,
    at: usize,
    text: &'a str,
}

impl<'a> Block<'a> {
    fn is(&self, kind: &str) -> bool {
        self.words.first() == Some(&kind)
    }

    fn has(&self, word: &str) -> bool {
        self.words.contains(&word)
    }

    fn value(&self, key: &str) -> Option<&'a str> {
        self.words.iter().find_map(|w| w.strip_prefix(key)?.strip_prefix('='))
    }
}

fn page(name: &str) -> PathBuf {
    demo_shop().join("docs").join(name)
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("the page is there")
}

/// Writes a page with new texts in some of its blocks, where that is asked for.
fn update(path: &Path, page: &str, new: &[(&Block<'_>, String)]) {
    if std::env::var_os("UPDATE_DOCS").is_none() {
        return;
    }
    let mut page = page.to_owned();
    for (block, text) in new.iter().rev() {
        page.replace_range(block.at..block.at + block.text.len(), text);
    }
    std::fs::write(path, page).expect("the page can be written");
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut found = Vec::new();
    let mut open: Option<(Vec<&str>, usize, usize)> = None;
    let mut at = 0;
    for (number, line) in page.split_inclusive('\n').enumerate() {
        if let Some(words) = line.strip_prefix("```") {
            open = match open.take() {
                None => Some((words.split_whitespace().collect(), number + 2, at + line.len())),
                Some((words, line, from)) => {
                    found.push(Block { words, line, at: from, text: page.get(from..at).unwrap_or_default() });
                    None
                }
            };
        }
        at += line.len();
    }
    assert!(open.is_none(), "a block is not closed");
    found
}

/// The shops of the page: the base, the frame, and data files.
struct Shops<'a> {
    base: &'a str,
    frame: &'a str,
    tables: Vec<(&'a str, &'a str)>,
}

impl<'a> Shops<'a> {
    fn of(all: &[Block<'a>]) -> Self {
        let text = |word| all.iter().find(|b| b.is("flow") && b.has(word)).expect("the page shows it").text;
        let tables = all.iter().filter(|b| b.is("csv")).filter_map(|b| Some((b.value("file")?, b.text)));
        Self { base: text("base"), frame: text("frame"), tables: tables.collect() }
    }

    fn sources(&self, block: &Block<'_>) -> Sources {
        let mut sources = Sources::new();
        if !block.has("alone") && !block.has("base") {
            sources.add("底稿.flow", self.base);
        }
        let own = if block.has("step") {
            let lines = block.text.lines().fold(String::new(), |all, line| all + "    " + line + "\n");
            self.frame.replace(HERE, &lines)
        } else {
            block.text.to_owned()
        };
        let headed = own.starts_with("语言版本") || own.starts_with("language_version");
        sources.add("例子.flow", if headed { own } else { format!("语言版本 1\n\n{own}") });
        self.tables.iter().for_each(|(name, text)| {
            sources.add(*name, *text);
        });
        sources
    }
}

fn told(sources: &Sources, found: &[Diagnostic]) -> String {
    huashu_dsl::render::render(sources, found, Lang::Zh, huashu_dsl::render::Color::Never)
}

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

/// Plays a conversation; gives its text as it would be accepted, and what differs.
fn played(program: &Program, sources: &mut Sources, text: &str) -> (String, Vec<String>) {
    let id = sources.add("例子.chat", text);
    let (conversations, problems) = parse(id, text);
    if !problems.is_empty() {
        return (text.to_owned(), vec![told(sources, &problems)]);
    }
    let reports = run(program, &Matcher::new(program), &conversations, spelling(text));
    let differs = reports.iter().filter(|r| r.verdict() != Verdict::Passed);
    let told = differs.map(|r| render(&conversations, r, text, Lang::Zh, Colour::Never)).collect();
    (accept(text, &conversations, &reports).unwrap_or_else(|_| text.to_owned()), told)
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
        if block.is("flow") {
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

#[test]
fn the_table_of_keywords_is_that_of_the_compiler() {
    let path = page("language.md");
    let text = read(&path);
    let (before, rest) = text.split_once("<!-- keywords -->\n").expect("the table begins");
    let (shown, _) = rest.split_once("<!-- /keywords -->").expect("the table ends");
    let whole =
        Block { words: Vec::new(), line: 0, at: before.len() + "<!-- keywords -->\n".len(), text: shown };
    update(&path, &text, &[(&whole, table())]);
    assert_eq!(shown, table());
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
    said.lines().fold(String::new(), |all, l| all + &line(l) + "\n")
}
