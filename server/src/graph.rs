//! `huashu graph`: a flow, or the whole shop, as a picture.

use crate::check::render;
use crate::cli::{self, PictureFormat};
use crate::release::prepare;
use crate::replace::{is_no_file, store};
use crate::shop::{NotAShop, Shop};
use huashu_dsl::graph::{self, Diagram, Overlay};
use huashu_dsl::program::{FlowId, Program};
use huashu_dsl::suggest::nearest;
use std::path::{Path, PathBuf};

/// What came of drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drawn {
    /// For standard output: the picture, or a line that says where it was written.
    Picture(String),
    /// The shop has errors: what they are. A picture of half a shop would be believed.
    Refused(String),
}

/// Why nothing can be drawn.
#[derive(Debug)]
pub enum CannotDraw {
    /// The folder is no shop.
    Shop(NotAShop),
    /// There is no flow of this name; a near one, and all there are.
    NoFlow {
        /// The name.
        name: String,
        /// A flow with nearly that name.
        near: Option<String>,
        /// All flows.
        all: Vec<String>,
    },
    /// The file is there, and no picture.
    NoPicture(PathBuf),
    /// The file's ending is of a kind of picture that is not drawn.
    Kind(PathBuf),
    /// The file cannot be written.
    Write(PathBuf, std::io::Error),
}

impl std::fmt::Display for CannotDraw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Shop(error) => error.fmt(f),
            Self::NoFlow { name, all, .. } if all.is_empty() => {
                write!(f, "没有“{name}”这个流程，这家店还没有流程 (no such flow; the shop has none yet)")
            }
            Self::NoFlow { name, near, all } => {
                let (zh, en) = near
                    .as_ref()
                    .map(|n| (format!("，是不是“{n}”？"), format!("; did you mean `{n}`?")))
                    .unwrap_or_default();
                let all = all.join("、");
                write!(f, "没有“{name}”这个流程{zh} (no such flow{en})\n有这些 (there are)：{all}")
            }
            Self::NoPicture(path) => {
                write!(
                    f,
                    "“{}”已经在了，而且不是图，没有盖掉它 (the file is there and is no picture; it was left alone)",
                    path.display()
                )
            }
            Self::Kind(path) => {
                write!(
                    f,
                    "“{}”这种图画不了，可以写 .svg、.mmd、.dot；浏览器打开 .svg，能另存成别的 (no such picture; .svg, .mmd or .dot)",
                    path.display()
                )
            }
            Self::Write(path, error) => {
                write!(f, "“{}”写不了：{error} (the file cannot be written)", path.display())
            }
        }
    }
}

impl std::error::Error for CannotDraw {}

/// Draws a flow of a shop, or the shop.
///
/// # Errors
/// Where the folder is no shop, the flow is not there, or the file cannot be written.
pub fn graph(asked: &cli::Graph) -> Result<Drawn, CannotDraw> {
    let shop = Shop::load(&asked.dir).map_err(CannotDraw::Shop)?;
    let (release, found) = prepare(&shop);
    let Some(release) = release else {
        return Ok(Drawn::Refused(render(&shop, &found, asked.lang.into(), cli::Colour::Never)));
    };
    if let (Some(path), None) = (&asked.output, asked.format)
        && is_of_another_kind(path)
    {
        return Err(CannotDraw::Kind(path.clone()));
    }
    let diagram = diagram(&release.program, &shop, asked)?;
    let none = Overlay::new();
    let text = match asked.format.unwrap_or_else(|| format_of(asked.output.as_deref())) {
        PictureFormat::Svg => graph::svg(&diagram, &none),
        PictureFormat::Mermaid => graph::mermaid(&diagram, &none),
        PictureFormat::Dot => graph::dot(&diagram, &none),
    };
    let Some(path) = &asked.output else { return Ok(Drawn::Picture(text)) };
    let something_else =
        || std::fs::read_to_string(path).map_or_else(|_| path.exists(), |old| !is_picture(&old));
    // A device or a pipe may be read for ever.
    if !is_no_file(path) && something_else() {
        return Err(CannotDraw::NoPicture(path.clone()));
    }
    store(path, &text).map_err(|error| CannotDraw::Write(path.clone(), error))?;
    // Behind a device or a pipe somebody reads the picture, and nothing else.
    if is_no_file(path) {
        return Ok(Drawn::Picture(String::new()));
    }
    Ok(Drawn::Picture(match asked.lang {
        cli::Language::Zh => format!("画好了“{}”：{}\n", diagram.title, path.display()),
        cli::Language::En => format!("Drew {}: {}\n", diagram.title, path.display()),
    }))
}

fn diagram(program: &Program, shop: &Shop, asked: &cli::Graph) -> Result<Diagram, CannotDraw> {
    let lang = asked.lang.into();
    let Some(name) = &asked.flow else {
        return Ok(graph::shop(program, &shop.config.shop, lang));
    };
    let all = || graph::flows(program).map(|(_, flow)| flow.name.as_str());
    let id: Option<FlowId> = graph::flows(program).find(|(_, flow)| flow.name == *name).map(|(id, _)| id);
    let drawn = id.and_then(|id| graph::flow(program, id, asked.detail.into(), lang));
    drawn.ok_or_else(|| CannotDraw::NoFlow {
        name: name.clone(),
        near: nearest(name, all()).map(str::to_owned),
        all: all().map(str::to_owned).collect(),
    })
}

/// Whether a file holds a picture that was drawn before, or nothing.
fn is_picture(text: &str) -> bool {
    let begins = ["<svg", "<?xml", "---\ntitle:", "flowchart", "graph", "digraph", "%%"];
    text.trim().is_empty() || begins.iter().any(|begin| text.trim_start().starts_with(begin))
}

/// Whether a file is named like a picture of pixels or pages.
fn is_of_another_kind(path: &Path) -> bool {
    const KINDS: [&str; 6] = ["png", "jpg", "jpeg", "gif", "webp", "pdf"];
    let ending = path.extension().and_then(|e| e.to_str());
    ending.is_some_and(|ending| KINDS.iter().any(|kind| ending.eq_ignore_ascii_case(kind)))
}

/// The format that the ending of a file's name tells.
fn format_of(path: Option<&Path>) -> PictureFormat {
    match path.and_then(Path::extension).and_then(|e| e.to_str()) {
        Some("mmd" | "mermaid") => PictureFormat::Mermaid,
        Some("dot" | "gv") => PictureFormat::Dot,
        _ => PictureFormat::Svg,
    }
}
