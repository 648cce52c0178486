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
    /// There is no conversation there.
    NoConversation(PathBuf),
    /// An accepted file cannot be written.
    Write(PathBuf, io::Error),
}

impl fmt::Display for CannotTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shop(error) => error.fmt(f),
            Self::NoConversation(path) => {
                write!(f, "“{}”里没有 .chat 对话 (no conversations there)", path.display())
            }
            Self::Write(path, error) => write!(f, "“{}”写不进去：{error}", path.display()),
        }
    }
}

impl std::error::Error for CannotTest {}

/// Plays what was asked for.
///
/// # Errors
/// Where there is no shop, no conversation, or an accepted file cannot be written.
pub fn test(asked: &cli::Test) -> Result<Report, CannotTest> {
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
        tally: Tally::default(),
        out: String::new(),
    };
    for file in files {
        stage.file(&shop.root, file, asked.accept)?;
    }
    Ok(stage.end())
}

/// The shop that `path` lies in: the nearest folder at or above it with a `huashu.yaml`.
fn shop_above(path: &Path) -> Result<PathBuf, CannotTest> {
    let full = path.canonicalize().map_err(|_| CannotTest::NoConversation(path.into()))?;
    let root = full.ancestors().find(|folder| folder.join("huashu.yaml").exists());
    root.map(Path::to_owned).ok_or_else(|| CannotTest::Shop(NotAShop::NoConfig(path.into())))
}

/// The files asked for, with paths below the shop: one file, those of a folder, or all of the shop.
fn conversations(shop: &Shop, path: &Path) -> Result<Vec<Found>, CannotTest> {
    let none = || CannotTest::NoConversation(path.into());
    let full = path.canonicalize().map_err(|_| none())?;
    let below = |path: &Path| path.strip_prefix(&shop.root).unwrap_or(path).to_string_lossy().into_owned();
    if full.is_file() {
        return Ok(vec![Found { path: below(&full), text: files::read(&shop.root, &full) }]);
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
}

struct Stage {
    release: Release,
    sources: Sources,
    lang: Lang,
    color: Color,
    tally: Tally,
    out: String,
}

impl Stage {
    fn file(&mut self, root: &Path, file: Found, accept: bool) -> Result<(), CannotTest> {
        let text = match file.text {
            Ok(text) => text,
            Err(why) => {
                self.unreadable(&file.path, &why);
                return Ok(());
            }
        };
        let source = self.sources.add(file.path.as_str(), text.as_str());
        let (conversations, wrong) = huashu_chat::parse(source, &text);
        if wrong.iter().any(huashu_dsl::Diagnostic::is_error) {
            self.tally.failed += 1;
            self.out.push_str(&huashu_dsl::render::render(&self.sources, &wrong, self.lang, self.color));
            return Ok(());
        }
        let reports =
            huashu_chat::run(&self.release.program, &self.release.matcher, &conversations, spelling(&text));
        let bad: Vec<_> = reports.iter().filter(|r| r.verdict() != huashu_chat::Verdict::Passed).collect();
        self.out.push_str(&self.headline(&file.path, reports.len(), bad.len()));
        for report in &bad {
            self.out.push_str(&huashu_chat::render(&conversations, report, &text, self.lang, self.pen()));
        }
        if accept && !bad.is_empty() {
            self.accept(&root.join(&file.path), &text, &conversations, &reports)?;
        } else {
            self.count(&reports);
        }
        Ok(())
    }

    fn accept(
        &mut self,
        path: &Path,
        text: &str,
        conversations: &huashu_chat::ast::Conversations,
        reports: &[huashu_chat::Report],
    ) -> Result<(), CannotTest> {
        match huashu_chat::accept(text, conversations, reports) {
            Ok(accepted) => {
                std::fs::write(path, accepted).map_err(|error| CannotTest::Write(path.into(), error))?;
                let differing = |r: &&huashu_chat::Report| r.verdict() != huashu_chat::Verdict::Passed;
                self.tally.accepted += reports.iter().filter(differing).count();
                self.tally.passed += reports.iter().filter(|r| !differing(r)).count();
            }
            Err(refused) => {
                let titles = refused.failed.join("、");
                self.out.push_str(&match self.lang {
                    Lang::Zh => format!("  没有改写：{titles} 没有通过，先把它们弄对。\n"),
                    Lang::En => format!("  Not rewritten: {titles} failed; mend that first.\n"),
                });
                self.count(reports);
            }
        }
        Ok(())
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
        self.tally.failed += 1;
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

    fn end(mut self) -> Report {
        let Tally { passed, differing, failed, accepted } = self.tally;
        self.out.push_str(&match self.lang {
            Lang::Zh => {
                let counts =
                    [(passed, "通过"), (differing, "有出入"), (failed, "没通过"), (accepted, "已改写")];
                let said = counts
                    .iter()
                    .filter(|(n, _)| *n > 0)
                    .map(|(n, what)| format!("{n} 段{what}"))
                    .collect::<Vec<_>>();
                format!("\n{}。\n", said.join("，"))
            }
            Lang::En => {
                format!("\n{passed} passed, {differing} differ, {failed} failed, {accepted} rewritten.\n")
            }
        });
        if differing > 0 && self.lang == Lang::Zh {
            self.out.push_str("有出入的如果是对的，用 huashu test --accept 改写。\n");
        }
        let verdict = if differing + failed > 0 { Verdict::Failed } else { Verdict::Passed };
        Report { text: self.out, verdict }
    }
}
