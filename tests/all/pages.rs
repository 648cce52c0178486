//! Pages of `docs/` as test suites: their fenced blocks, the shops these stand for, and writing them anew.

use crate::binary::demo_shop;
use huashu_chat::{Colour, Verdict, accept, parse, render, run, spelling};
use huashu_dsl::program::Program;
use huashu_dsl::{Diagnostic, Lang, Sources};
use huashu_engine::intent::Matcher;
use std::path::{Path, PathBuf};

/// The line of the frame in which the statements of a `flow step` block stand.
pub(crate) const HERE: &str = "    # 例子里的语句\n";

/// What a conversation of the page leaves out.
pub(crate) const HEADER: &str = "---\nsource: docs/language.md\ndescription: 文档里的例子\n---\n";

/// A fenced block: the words behind the fence, the line and the byte at which its text begins, its text.
#[derive(Clone)]
pub(crate) struct Block<'a> {
    pub(crate) words: Vec<&'a str>,
    pub(crate) line: usize,
    pub(crate) at: usize,
    pub(crate) text: &'a str,
}

impl<'a> Block<'a> {
    pub(crate) fn is(&self, kind: &str) -> bool {
        self.words.first() == Some(&kind)
    }

    pub(crate) fn has(&self, word: &str) -> bool {
        self.words.contains(&word)
    }

    pub(crate) fn value(&self, key: &str) -> Option<&'a str> {
        self.words.iter().find_map(|w| w.strip_prefix(key)?.strip_prefix('='))
    }
}

pub(crate) fn page(name: &str) -> PathBuf {
    demo_shop().join("docs").join(name)
}

pub(crate) fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("the page is there")
}

/// Writes a page with new texts in some of its blocks, where that is asked for.
pub(crate) fn update(path: &Path, page: &str, new: &[(&Block<'_>, String)]) {
    if std::env::var_os("UPDATE_DOCS").is_none() {
        return;
    }
    let mut page = page.to_owned();
    for (block, text) in new.iter().rev() {
        page.replace_range(block.at..block.at + block.text.len(), text);
    }
    std::fs::write(path, page).expect("the page can be written");
}

pub(crate) fn blocks(page: &str) -> Vec<Block<'_>> {
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
pub(crate) struct Shops<'a> {
    pub(crate) base: &'a str,
    pub(crate) frame: &'a str,
    pub(crate) tables: Vec<(&'a str, &'a str)>,
}

impl<'a> Shops<'a> {
    pub(crate) fn of(all: &[Block<'a>]) -> Self {
        let text = |word| all.iter().find(|b| b.is("flow") && b.has(word)).expect("the page shows it").text;
        let tables = all.iter().filter(|b| b.is("csv")).filter_map(|b| Some((b.value("file")?, b.text)));
        Self { base: text("base"), frame: text("frame"), tables: tables.collect() }
    }

    /// The shop that a block stands for.
    pub(crate) fn sources(&self, block: &Block<'_>) -> Sources {
        let mut sources = Sources::new();
        if !block.has("alone") && !block.has("base") {
            sources.add("底稿.flow", self.base);
        }
        if block.is("yaml") {
            let headed = block.text.starts_with("language_version");
            sources.add(
                "例子.yaml",
                if headed { block.text.into() } else { format!("language_version: 1\n---\n{}", block.text) },
            );
        } else {
            sources.add("例子.flow", self.file(block));
        }
        self.tables.iter().for_each(|(name, text)| {
            sources.add(*name, *text);
        });
        sources
    }

    /// The file that a block stands for: its statements in the frame, and the version of the language where that is left out.
    pub(crate) fn file(&self, block: &Block<'_>) -> String {
        let text = repeated(block.text);
        let own = if block.has("step") {
            let lines = text.lines().fold(String::new(), |all, line| all + "    " + line + "\n");
            self.frame.replace(HERE, &lines)
        } else {
            text
        };
        let headed = own.starts_with("语言版本") || own.starts_with("language_version");
        if headed { own } else { format!("语言版本 1\n\n{own}") }
    }
}

/// A text in which a line that ends with `# ×1000` stands so many times.
fn repeated(text: &str) -> String {
    let times =
        |line: &str| line.trim_end().rsplit_once("# ×").and_then(|(_, n)| n.parse().ok()).unwrap_or(1);
    let line = |line: &str| match times(line) {
        1 => line.to_owned(),
        n => format!("{}\n", line.rsplit_once("# ×").map_or(line, |(line, _)| line).trim_end()).repeat(n),
    };
    text.split_inclusive('\n').map(line).collect()
}

pub(crate) fn told(sources: &Sources, found: &[Diagnostic]) -> String {
    huashu_dsl::render::render(sources, found, Lang::Zh, huashu_dsl::render::Color::Never)
}

/// Plays a conversation; gives its text as it would be accepted, and what differs.
pub(crate) fn played(program: &Program, sources: &mut Sources, text: &str) -> (String, Vec<String>) {
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

/// Everything that is wrong with a conversation: in its lines, or while it is played.
pub(crate) fn problems(program: &Program, sources: &mut Sources, text: &str) -> Vec<Diagnostic> {
    let (conversations, mut problems) = parse(sources.add("例子.chat", text), text);
    if problems.is_empty() {
        let reports = run(program, &Matcher::new(program), &conversations, spelling(text));
        problems.extend(reports.into_iter().flat_map(|report| report.problems));
    }
    problems
}
