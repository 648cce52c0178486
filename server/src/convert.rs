//! `huashu convert`: flows from `.flow` into YAML and back, each file whole or not at all.

use crate::check::{Report, Verdict, color};
use crate::cli;
use crate::files;
use crate::replace::store;
use huashu_dsl::{
    Form, Lang, Message, NotConverted, Source, SourceId, Sources, convert as converted, render,
};
use std::path::{Path, PathBuf};

/// Why nothing was converted.
#[derive(Debug)]
pub enum NotAsked {
    /// There is no such file or folder.
    Nothing(PathBuf),
    /// Several files, and one place for them that is no folder.
    OnePlace,
    /// A folder without flows.
    NoFlows(PathBuf),
    /// A name that is one of the other form: a shop would read the file as what it is not.
    OtherForm(PathBuf, Form),
}

impl std::fmt::Display for NotAsked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Nothing(path) => {
                write!(f, "没有“{}”这个文件或文件夹 (no such file or folder)", path.display())
            }
            Self::OnePlace => {
                f.write_str("要转换的不止一个文件，-o 后面写一个文件夹 (several files: -o takes a folder)")
            }
            Self::NoFlows(path) => {
                write!(f, "“{}”里没有要转换的流程文件 (no flows to convert)", path.display())
            }
            Self::OtherForm(path, to) => {
                let (path, to) = (path.display(), extension(*to));
                write!(
                    f,
                    "写出来的是 .{to}，不能叫“{path}” (what is written is .{to} and cannot be named so)"
                )
            }
        }
    }
}

impl std::error::Error for NotAsked {}

/// A file to be converted.
struct Job {
    from: PathBuf,
    /// Its path below the folder that was asked for.
    below: PathBuf,
    /// What it holds, or why that cannot be read.
    text: Result<String, Message>,
    to: Form,
}

/// Converts what is asked for. Files that cannot be converted are reported, the others are converted all the same. Where the text itself
/// is printed, whatever else is to be said goes to `aside`.
///
/// # Errors
/// Where there is nothing to convert, or no place for it.
pub fn convert(asked: &cli::Convert, aside: &mut dyn FnMut(&str)) -> Result<Report, NotAsked> {
    let jobs = jobs(asked)?;
    let place = Place::of(asked, &jobs)?;
    let mut said = Said { lang: asked.lang.into(), color: asked.color, text: String::new(), failed: false };
    let mut printed = String::new();
    for job in &jobs {
        let Some(text) = said.read(job, asked.keywords.into()) else { continue };
        match place.file(job) {
            Some(file) => said.write(job, &place, &file, &text, asked.force),
            None => printed.push_str(&text),
        }
    }
    let verdict = if said.failed { Verdict::Failed } else { Verdict::Passed };
    if matches!(place, Place::Printed) {
        aside(&said.text);
        return Ok(Report { text: printed, verdict });
    }
    Ok(Report { text: said.text, verdict })
}

/// The files that are asked for. Of a folder those that are not in the wanted form already; of a shop's, what is in `flows/`.
fn jobs(asked: &cli::Convert) -> Result<Vec<Job>, NotAsked> {
    let mut jobs = Vec::new();
    for path in &asked.paths {
        if path.is_dir() {
            let shop = path.join("huashu.yaml").exists();
            let folder = if shop { path.join("flows") } else { path.clone() };
            let found = files::walk(&folder, &folder, &["flow", "yaml", "yml"]);
            let before = jobs.len();
            jobs.extend(found.into_iter().filter_map(|found| {
                let from = form(Path::new(&found.path))?;
                let to = asked.to.map_or_else(|| other(from), Form::from);
                (to != from).then(|| Job {
                    from: folder.join(&found.path),
                    below: found.path.into(),
                    text: found.text,
                    to,
                })
            }));
            if jobs.len() == before {
                return Err(NotAsked::NoFlows(path.clone()));
            }
        } else if path.exists() {
            let to = asked.to.map_or_else(|| form(path).map_or(Form::Yaml, other), Form::from);
            let below = path.file_name().map(PathBuf::from).unwrap_or_default();
            jobs.push(Job { from: path.clone(), below, text: text_of(path), to });
        } else {
            return Err(NotAsked::Nothing(path.clone()));
        }
    }
    Ok(jobs)
}

fn form(path: &Path) -> Option<Form> {
    source(path, String::new()).form()
}

fn source(path: &Path, text: String) -> Source {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Source { path: name, text }
}

fn other(form: Form) -> Form {
    match form {
        Form::Flow => Form::Yaml,
        Form::Yaml => Form::Flow,
    }
}

fn extension(form: Form) -> &'static str {
    match form {
        Form::Flow => "flow",
        Form::Yaml => "yaml",
    }
}

/// Where what is converted goes.
enum Place {
    Beside,
    Printed,
    Folder(PathBuf),
    File(PathBuf),
}

impl Place {
    fn of(asked: &cli::Convert, jobs: &[Job]) -> Result<Self, NotAsked> {
        let Some(output) = &asked.output else { return Ok(Self::Beside) };
        let one = jobs.len() == 1;
        Ok(match output {
            path if path.as_os_str() == "-" && one => Self::Printed,
            path if path.is_dir()
                || is_named_as_folder(path)
                || !one && !path.exists() && path.as_os_str() != "-" =>
            {
                Self::Folder(path.clone())
            }
            path if one => match jobs.iter().find(|job| form(path).is_some_and(|named| named != job.to)) {
                Some(job) => return Err(NotAsked::OtherForm(path.clone(), job.to)),
                None => Self::File(path.clone()),
            },
            _ => return Err(NotAsked::OnePlace),
        })
    }

    /// The file for a job; none where it is printed.
    fn file(&self, job: &Job) -> Option<PathBuf> {
        let path = match self {
            Self::Printed => return None,
            Self::File(path) => return Some(path.clone()),
            Self::Beside => job.from.clone(),
            Self::Folder(folder) => folder.join(&job.below),
        };
        Some(path.with_extension(extension(job.to)))
    }
}

/// `出/`: a folder, whether it is there yet or not.
fn is_named_as_folder(path: &Path) -> bool {
    path.as_os_str().to_string_lossy().ends_with(std::path::is_separator)
}

/// What is said on the way.
struct Said {
    lang: Lang,
    color: cli::Colour,
    text: String,
    failed: bool,
}

impl Said {
    /// The text of a file in its new form; none where that cannot be, which is said.
    fn read(&mut self, job: &Job, keywords: Lang) -> Option<String> {
        let text = match &job.text {
            Ok(text) => text.clone(),
            Err(why) => {
                self.fail(&job.from, why);
                return None;
            }
        };
        let mut sources = Sources::new();
        let id: SourceId = sources.add(job.from.display().to_string(), text.as_str());
        match converted(id, &source(&job.from, text), job.to, keywords) {
            Ok(text) => return Some(text),
            Err(NotConverted::Wrong(found)) => {
                self.text.push_str(&render::render(&sources, &found, self.lang, color(self.color)));
                let why = Message::new("先改好上面的问题再转换。", "Mend the above first, then convert.");
                self.fail(&job.from, &why);
            }
            Err(NotConverted::NoFlows) => {
                let why = Message::new(
                    "只转换 .flow 和 .yaml 流程文件。",
                    "Only .flow and .yaml flows are converted.",
                );
                self.fail(&job.from, &why);
            }
            Err(NotConverted::Changed) => {
                let why = Message::new(
                    "这个文件有一处写不成另一种写法，没有转换（这是 huashu 的问题，请报告）。",
                    "Something in this file has no other form; this is a mistake of huashu, please report it.",
                );
                self.fail(&job.from, &why);
            }
        }
        None
    }

    /// Writes a file. One that is there is written over only where that is asked for.
    fn write(&mut self, job: &Job, place: &Place, file: &Path, text: &str, force: bool) {
        if file.exists() && !force {
            let why = Message::new(
                "已经有这个文件了，要盖掉它请加 --force。",
                "It is there already; --force writes over it.",
            );
            return self.fail(file, &why);
        }
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
        let made = folder.map_or(Ok(()), std::fs::create_dir_all);
        match made.and_then(|()| store(file, text)) {
            Ok(()) => {
                let (from, to) = (job.from.display(), file.display());
                self.line(&Message::new(format!("{from} → {to}"), format!("{from} → {to}")));
                if matches!(place, Place::Beside) && file != job.from {
                    self.line(&Message::new(
                        format!("  一家店里同一个声明只能写一次：{from} 和 {to} 请留一个。"),
                        format!("  A shop declares a thing once: keep {from} or {to}."),
                    ));
                }
            }
            Err(error) => {
                let why =
                    Message::new(format!("写不了：{error}。"), format!("It cannot be written: {error}."));
                self.fail(file, &why);
            }
        }
    }

    fn fail(&mut self, path: &Path, why: &Message) {
        let path = path.display();
        self.line(&Message::new(format!("{path}：{}", why.zh), format!("{path}: {}", why.en)));
        self.failed = true;
    }

    fn line(&mut self, message: &Message) {
        self.text.push_str(message.get(self.lang));
        self.text.push('\n');
    }
}

fn text_of(path: &Path) -> Result<String, Message> {
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    files::read(real.parent().unwrap_or(Path::new("/")), &real)
}

#[cfg(test)]
mod tests {
    use super::convert;
    use crate::check::{Report, Verdict};
    use crate::cli::{Cli, Command};
    use crate::scratch::Scratch;
    use clap::Parser;
    use std::io;

    const FLOW: &str =
        "语言版本 1\n\n流程 甲 版本 1\n  结果 好\n  步骤 一\n    说 \"你好\"  # 招呼\n    结束 好\n";
    const YAML: &str = "language_version: 1\nflow: 甲\nversion: 1\noutcomes: [好]\nsteps:\n  - step: 一\n    do:\n      - say: 你好  # 招呼\n      - end: 好\n";

    fn run(args: &[&str]) -> io::Result<Report> {
        let words = ["huashu", "convert"].iter().chain(args);
        match Cli::try_parse_from(words).map_err(io::Error::other)?.command {
            Command::Convert(asked) => convert(&asked, &mut |_| ()).map_err(io::Error::other),
            _ => Err(io::Error::other("another command")),
        }
    }

    #[test]
    fn a_file_goes_beside_and_back() -> io::Result<()> {
        let dir = Scratch::new()?;
        let path = |name: &str| dir.path().join(name).display().to_string();
        dir.write("甲.flow", FLOW)?;
        let report = run(&[&path("甲.flow")])?;
        assert_eq!(report.verdict, Verdict::Passed, "{}", report.text);
        assert!(report.text.contains("请留一个"), "{}", report.text);
        assert_eq!(std::fs::read_to_string(path("甲.yaml"))?, YAML);
        let refused = run(&[&path("甲.yaml")])?;
        assert_eq!(refused.verdict, Verdict::Failed);
        assert!(refused.text.contains("--force"), "{}", refused.text);
        assert_eq!(run(&[&path("甲.yaml"), "-o", "-"])?.text, FLOW);
        let english = run(&[&path("甲.yaml"), "-o", "-", "--keywords", "en"])?.text;
        assert!(english.contains("say \"你好\"  # 招呼"), "{english}");
        std::fs::write(path("甲.flow"), "old")?;
        assert_eq!(run(&[&path("甲.yaml"), "--force"])?.verdict, Verdict::Passed);
        assert_eq!(std::fs::read_to_string(path("甲.flow"))?, FLOW);
        Ok(())
    }

    #[test]
    fn a_file_is_not_named_as_what_it_is_not() -> io::Result<()> {
        let dir = Scratch::new()?;
        let path = |name: &str| dir.path().join(name).display().to_string();
        dir.write("甲.flow", FLOW)?;
        for name in ["甲.flow", "乙.flow"] {
            let refused = run(&[&path("甲.flow"), "--force", "-o", &path(name)]).err().map(|e| e.to_string());
            assert!(refused.as_ref().is_some_and(|why| why.contains("写出来的是 .yaml")), "{refused:?}");
        }
        assert_eq!(std::fs::read_to_string(path("甲.flow"))?, FLOW);
        assert_eq!(run(&[&path("甲.flow"), "-o", &path("丙.yml")])?.verdict, Verdict::Passed);
        assert_eq!(run(&[&path("甲.flow"), "-o", &path("新/里/")])?.verdict, Verdict::Passed);
        assert_eq!(std::fs::read_to_string(path("新/里/甲.yaml"))?, YAML);
        Ok(())
    }

    #[test]
    fn a_shop_is_converted_but_for_what_is_wrong() -> io::Result<()> {
        let dir = Scratch::new()?;
        dir.write("huashu.yaml", "shop: x\n")?;
        dir.write("flows/甲.flow", FLOW)?;
        dir.write("flows/子/乙.flow", &FLOW.replace('甲', "乙"))?;
        dir.write("flows/坏.flow", "语言版本 1\n流程 丙\n")?;
        let (shop, out) = (dir.path().display().to_string(), dir.path().join("出").display().to_string());
        let report = run(&[&shop, "--to", "yaml", "-o", &out])?;
        assert_eq!(report.verdict, Verdict::Failed);
        assert!(report.text.contains("E0101") && report.text.contains("坏.flow"), "{}", report.text);
        assert_eq!(std::fs::read_to_string(dir.path().join("出/甲.yaml"))?, YAML);
        assert!(dir.path().join("出/子/乙.yaml").exists());
        assert!(!dir.path().join("出/坏.yaml").exists());
        assert!(run(&[&shop, "--to", "flow"]).is_err(), "there is no YAML");
        assert!(run(&[&dir.path().join("没有").display().to_string()]).is_err());
        assert!(run(&[&shop, "-o", "-"]).is_err(), "several files are not printed");
        Ok(())
    }
}
