//! `huashu fmt`: puts the flows of a shop into their canonical form.

mod diff;
mod say;

use crate::check::{Report, Verdict, color};
use crate::cli;
use crate::files;
use crate::replace::replace;
use huashu_dsl::render::{self, Color};
use huashu_dsl::{Code, Diagnostic, Lang, Message, Refused, SourceId, Sources, Span, format};
use std::path::{Path, PathBuf};

/// What stands for standard input among paths.
const INPUT: &str = "-";

/// Why nothing was formatted, or not all.
#[derive(Debug)]
pub enum NotFormatted {
    /// There is no such file or folder.
    NotThere(PathBuf),
    /// It is no `.flow` file.
    NotAFlow(PathBuf),
    /// `-` stands beside paths.
    InputBesidePaths,
    /// Standard input cannot be read.
    Input(std::io::Error),
    /// A file cannot be written.
    Unwritten(PathBuf, std::io::Error),
}

impl std::error::Error for NotFormatted {}

/// A file that was asked for.
struct Asked {
    /// Where it is.
    path: PathBuf,
    /// How it is called in what is said.
    shown: String,
    /// Its text, or why there is none.
    text: Result<String, Message>,
}

/// What became of the files.
#[derive(Debug, Default)]
struct Went {
    /// How many were in canonical form.
    sound: usize,
    /// Those that were not, each with what it was and what it is, or should be.
    changed: Vec<(String, String, String)>,
    /// Those that huashu would have changed.
    at_fault: Vec<String>,
    /// What is wrong with those that cannot be read.
    found: Vec<Diagnostic>,
    sources: Sources,
}

/// Formats what was asked for; `-` is read by `input` and given back as the report. What is wrong with it is told to `aside`.
///
/// # Errors
/// See [`NotFormatted`]; what was written before stays.
pub fn fmt(
    asked: &cli::Fmt,
    input: impl FnOnce() -> std::io::Result<String>,
    aside: &mut dyn FnMut(&str),
) -> Result<Report, NotFormatted> {
    if asked.paths.iter().any(|path| path.as_os_str() == INPUT) {
        if asked.paths.len() > 1 {
            return Err(NotFormatted::InputBesidePaths);
        }
        return Ok(one(asked, &input().map_err(NotFormatted::Input)?, aside));
    }
    let mut went = Went::default();
    for path in &asked.paths {
        for file in files_of(path)? {
            went.file(asked, file)?;
        }
    }
    Ok(went.report(asked))
}

/// Standard input: its canonical form, and nothing else, is the report.
fn one(asked: &cli::Fmt, text: &str, aside: &mut dyn FnMut(&str)) -> Report {
    let mut went = Went::default();
    let new = went.formatted(asked, INPUT, text);
    let failed = new.is_none() || (asked.check && !went.changed.is_empty());
    let verdict = if failed { Verdict::Failed } else { Verdict::Passed };
    if new.is_none() || asked.check {
        aside(&went.told(asked));
        return Report { text: String::new(), verdict };
    }
    Report { text: new.unwrap_or_default(), verdict }
}

/// The files behind a path: itself, those of a shop, or those of a folder.
fn files_of(path: &Path) -> Result<Vec<Asked>, NotFormatted> {
    let real = path.canonicalize().map_err(|_| NotFormatted::NotThere(path.into()))?;
    let shown = |below: &str| {
        let path: PathBuf = path.components().filter(|part| *part != std::path::Component::CurDir).collect();
        path.join(below).to_string_lossy().replace('\\', "/").trim_end_matches('/').to_owned()
    };
    if !real.is_dir() {
        if path.extension().is_none_or(|e| e != "flow") {
            return Err(NotFormatted::NotAFlow(path.into()));
        }
        let text = files::read(real.parent().unwrap_or(&real), &real);
        return Ok(vec![Asked { path: real, shown: shown(""), text }]);
    }
    let is_shop = real.join("huashu.yaml").exists();
    let (folder, below) = if is_shop { (real.join("flows"), "flows/") } else { (real.clone(), "") };
    let found = files::walk(&real, &folder, &["flow"]);
    Ok(found
        .into_iter()
        .map(|file| Asked {
            path: folder.join(&file.path),
            shown: shown(&format!("{below}{}", file.path)),
            text: file.text,
        })
        .collect())
}

impl Went {
    fn file(&mut self, asked: &cli::Fmt, file: Asked) -> Result<(), NotFormatted> {
        let text = match file.text {
            Ok(text) => text,
            Err(why) => {
                let source = self.sources.add(file.shown, "");
                self.found.push(Diagnostic::new(Code("E0001"), start_of(source), why));
                return Ok(());
            }
        };
        let Some(new) = self.formatted(asked, &file.shown, &text) else { return Ok(()) };
        if new != text && !asked.check {
            replace(&file.path, &text, &new).map_err(|error| NotFormatted::Unwritten(file.path, error))?;
        }
        Ok(())
    }

    /// The canonical form of a text; none where it is refused.
    fn formatted(&mut self, asked: &cli::Fmt, shown: &str, text: &str) -> Option<String> {
        let source = self.sources.add(shown, text);
        match format(source, text, asked.keywords.map(Lang::from)) {
            Ok(new) if new == text => {
                self.sound += 1;
                Some(new)
            }
            Ok(new) => {
                self.changed.push((shown.to_owned(), text.to_owned(), new.clone()));
                Some(new)
            }
            Err(Refused::Unread(found)) => {
                self.found.extend(found);
                None
            }
            Err(Refused::Changed) => {
                self.at_fault.push(shown.to_owned());
                None
            }
        }
    }

    fn report(&self, asked: &cli::Fmt) -> Report {
        let refused = !self.found.is_empty() || !self.at_fault.is_empty();
        let failed = refused || (asked.check && !self.changed.is_empty());
        let verdict = if failed { Verdict::Failed } else { Verdict::Passed };
        Report { text: self.told(asked), verdict }
    }

    fn rendered(&self, lang: Lang, color: Color) -> String {
        if self.found.is_empty() {
            String::new()
        } else {
            render::render(&self.sources, &self.found, lang, color)
        }
    }
}

fn start_of(source: SourceId) -> Span {
    Span { source, start: 0, end: 0 }
}

/// Whether what is said is coloured.
fn coloured(asked: &cli::Fmt) -> Color {
    color(asked.color)
}
