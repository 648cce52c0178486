//! `huashu test`: plays the conversations of a shop and says where they went differently.

use crate::check::{self, Report, Verdict};
use crate::cli;
use crate::files::{self, Found};
use crate::release::{Release, prepare};
use crate::shop::{NotAShop, Shop};
use huashu_chat::{Colour, spelling};
use huashu_dsl::render::Color;
use huashu_dsl::{Lang, Message, Sources};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Where a shop keeps its conversations.
const FOLDER: &str = "tests/conversations";

/// Why no conversation was played.
#[derive(Debug)]
pub enum CannotTest {
    /// No shop is here or above.
    Shop(NotAShop),
    /// There is no such file or folder.
    NoSuch(PathBuf),
    /// There is no conversation there.
    NoConversation(PathBuf),
    /// No conversation there has this in its title.
    NoTitle(String),
    /// An accepted file cannot be written.
    Write(PathBuf, io::Error),
}

impl fmt::Display for CannotTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shop(error) => error.fmt(f),
            Self::NoSuch(path) => {
                write!(f, "没有“{}”这个文件或文件夹 (no such file or folder)", path.display())
            }
            Self::NoConversation(path) => {
                write!(f, "“{}”里没有 .chat 对话 (no conversations there)", path.display())
            }
            Self::NoTitle(part) => {
                write!(f, "没有标题里带“{part}”的对话 (no conversation with this in its title)")
            }
            Self::Write(path, error) => write!(f, "“{}”写不进去：{error}", path.display()),
        }
    }
}

impl std::error::Error for CannotTest {}

/// Plays what was asked for. `say` is told how each file went as soon as it was played; the report ends with the sum.
///
/// A file in which only recorded lines differ gets a pending one beside it, `x.chat.new`, which `--accept` or a review tool puts in its
/// place. While something fails there is none, so that nobody accepts over a 必须.
///
/// # Errors
/// Where there is no shop, no conversation, or an accepted file cannot be written.
pub fn test(asked: &cli::Test, say: &mut dyn FnMut(&str)) -> Result<Report, CannotTest> {
    let root = shop_above(&asked.path)?;
    let shop = Shop::load(&root).map_err(CannotTest::Shop)?;
    let (release, found) = prepare(&shop);
    let lang = asked.lang.into();
    let Some(release) = release else {
        return Ok(Report {
            text: check::render(&shop, &found, lang, asked.color),
            verdict: Verdict::Failed,
        });
    };
    let files = conversations(&shop, &asked.path)?;
    let mut stage = Stage {
        release,
        sources: shop.shown,
        lang,
        color: check::color(asked.color),
        filter: asked.filter.clone(),
        accepting: if asked.accept { Accepting::Rewrite } else { Accepting::Later },
        tally: Tally::default(),
        out: String::new(),
    };
    for file in files {
        stage.file(&shop.root, file)?;
        say(&std::mem::take(&mut stage.out));
    }
    stage.end()
}

/// The shop that `path` lies in: the nearest folder at or above it with a `huashu.yaml`.
fn shop_above(path: &Path) -> Result<PathBuf, CannotTest> {
    let full = path.canonicalize().map_err(|_| CannotTest::NoSuch(path.into()))?;
    let root = full.ancestors().find(|folder| folder.join("huashu.yaml").exists());
    root.map(Path::to_owned).ok_or_else(|| CannotTest::Shop(NotAShop::NoConfig(path.into(), None)))
}

/// The files asked for, with paths below the shop: one file, those of a folder, or all of the shop.
fn conversations(shop: &Shop, path: &Path) -> Result<Vec<Found>, CannotTest> {
    let none = || CannotTest::NoConversation(path.into());
    let full = path.canonicalize().map_err(|_| none())?;
    let below = |path: &Path| path.strip_prefix(&shop.root).unwrap_or(path).to_string_lossy().into_owned();
    if full.is_file() {
        if full.extension().is_none_or(|kind| kind != "chat") {
            return Err(none());
        }
        return Ok(vec![Found::of(below(&full), files::read(&shop.root, &full))]);
    }
    let folder = if full == shop.root { full.join(FOLDER) } else { full };
    let mut found = files::walk(&shop.root, &folder, &["chat"]);
    found.iter_mut().for_each(|file| file.path = format!("{}/{}", below(&folder), file.path));
    if found.is_empty() { Err(none()) } else { Ok(found) }
}

#[derive(Debug, Default)]
struct Tally {
    passed: usize,
    differing: usize,
    failed: usize,
    accepted: usize,
    /// Files that could not be read.
    broken: usize,
}

/// What is done with recorded lines that differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Accepting {
    /// They are rewritten.
    Rewrite,
    /// Somebody looks at the pending file first.
    Later,
}

struct Stage {
    release: Release,
    sources: Sources,
    lang: Lang,
    color: Color,
    filter: Option<String>,
    accepting: Accepting,
    tally: Tally,
    out: String,
}

impl Stage {
    fn file(&mut self, root: &Path, file: Found) -> Result<(), CannotTest> {
        let text = match file.text {
            Ok(text) => text,
            Err(why) => {
                self.unreadable(&file.path, &why);
                return Ok(());
            }
        };
        let source = self.sources.add(file.path.as_str(), text.as_str());
        let (conversations, mut wrong) = huashu_chat::parse(source, &text);
        wrong.extend(huashu_chat::shared(&self.release.program, &conversations));
        self.out.push_str(&huashu_dsl::render::render(&self.sources, &wrong, self.lang, self.color));
        if wrong.iter().any(huashu_dsl::Diagnostic::is_error) {
            self.tally.broken += 1;
            return Ok(());
        }
        let mut reports =
            huashu_chat::run(&self.release.program, &self.release.matcher, &conversations, spelling(&text));
        if let Some(part) = &self.filter {
            reports.retain(|report| report.title.contains(part.as_str()));
        }
        if reports.is_empty() {
            return Ok(());
        }
        let bad: Vec<_> = reports.iter().filter(|r| r.verdict() != huashu_chat::Verdict::Passed).collect();
        self.out.push_str(&self.headline(&file.path, reports.len(), bad.len()));
        for report in &bad {
            self.out.push_str(&huashu_chat::render(&conversations, report, &text, self.lang, self.pen()));
        }
        self.recorded(&root.join(&file.path), &text, &conversations, &reports)
    }

    /// Accepts what differs, or leaves it beside the file for somebody to look at.
    fn recorded(
        &mut self,
        path: &Path,
        text: &str,
        conversations: &huashu_chat::ast::Conversations,
        reports: &[huashu_chat::Report],
    ) -> Result<(), CannotTest> {
        let pending = path.with_extension("chat.new");
        let differs = reports.iter().any(|r| r.verdict() == huashu_chat::Verdict::Differs);
        match (huashu_chat::accept(text, conversations, reports), self.accepting) {
            (Ok(accepted), Accepting::Rewrite) => {
                if differs {
                    write(path, &accepted)?;
                }
                forget(&pending)?;
                let passed = reports.iter().filter(|r| r.verdict() == huashu_chat::Verdict::Passed).count();
                self.tally.passed += passed;
                self.tally.accepted += reports.len() - passed;
                return Ok(());
            }
            // Part of a file says nothing about the rest of it.
            (_, Accepting::Later) if self.filter.is_some() => {}
            (Ok(accepted), Accepting::Later) if differs => write(&pending, &accepted)?,
            (Ok(_), Accepting::Later) => forget(&pending)?,
            (Err(refused), accepting) => {
                forget(&pending)?;
                if accepting == Accepting::Rewrite {
                    self.refused(&refused.failed);
                }
            }
        }
        self.count(reports);
        Ok(())
    }

    fn refused(&mut self, titles: &[String]) {
        let titles = titles.join("、");
        self.out.push_str(&match self.lang {
            Lang::Zh => format!("  没有改写：{titles} 没有通过，先把它们弄对。\n"),
            Lang::En => format!("  Not rewritten: {titles} failed; mend that first.\n"),
        });
    }

    fn count(&mut self, reports: &[huashu_chat::Report]) {
        for report in reports {
            match report.verdict() {
                huashu_chat::Verdict::Passed => self.tally.passed += 1,
                huashu_chat::Verdict::Differs => self.tally.differing += 1,
                huashu_chat::Verdict::Failed => self.tally.failed += 1,
            }
        }
    }

    fn unreadable(&mut self, path: &str, why: &Message) {
        self.tally.broken += 1;
        self.out.push_str(&format!("{path}: {}\n", why.get(self.lang)));
    }

    fn headline(&self, path: &str, all: usize, bad: usize) -> String {
        match (self.lang, bad) {
            (Lang::Zh, 0) => format!("{path}：{all} 段对话通过\n"),
            (Lang::Zh, _) => format!("{path}：{all} 段对话，{bad} 段不一样\n"),
            (Lang::En, 0) => format!("{path}: {all} passed\n"),
            (Lang::En, _) => format!("{path}: {bad} of {all} went differently\n"),
        }
    }

    fn pen(&self) -> Colour {
        match self.color {
            Color::Always => Colour::Ansi,
            Color::Never => Colour::Never,
        }
    }

    fn end(mut self) -> Result<Report, CannotTest> {
        let Tally { passed, differing, failed, accepted, broken } = self.tally;
        if let Some(part) = self.filter.filter(|_| passed + differing + failed + accepted + broken == 0) {
            return Err(CannotTest::NoTitle(part));
        }
        let counts = [
            (passed, "段通过", "passed"),
            (differing, "段有出入", if differing == 1 { "differs" } else { "differ" }),
            (failed, "段没通过", "failed"),
            (accepted, "段已改写", "rewritten"),
            (broken, "个文件读不懂", if broken == 1 { "file does not read" } else { "files do not read" }),
        ];
        let said = counts.iter().filter(|(count, ..)| *count > 0);
        let said =
            said.map(|(count, zh, en)| format!("{count} {}", if self.lang == Lang::Zh { zh } else { en }));
        let said: Vec<String> = said.collect();
        self.out.push_str(&match self.lang {
            Lang::Zh => format!("\n{}。\n", said.join("，")),
            Lang::En => format!("\n{}.\n", said.join(", ")),
        });
        if differing > 0 {
            self.out.push_str(match self.lang {
                Lang::Zh => "有出入的如果是对的，用 huashu test --accept 改写。\n",
                Lang::En => "Where what differs is right, huashu test --accept rewrites it.\n",
            });
        }
        let verdict = if differing + failed + broken > 0 { Verdict::Failed } else { Verdict::Passed };
        Ok(Report { text: self.out, verdict })
    }
}

fn write(path: &Path, text: &str) -> Result<(), CannotTest> {
    std::fs::write(path, text).map_err(|error| CannotTest::Write(path.into(), error))
}

/// Removes a pending file, if there is one.
fn forget(pending: &Path) -> Result<(), CannotTest> {
    match std::fs::remove_file(pending) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(CannotTest::Write(pending.into(), error))
        }
        _ => Ok(()),
    }
}
