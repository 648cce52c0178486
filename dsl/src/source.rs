//! Where text came from: sources, and spans that point into them.

use serde::{Deserialize, Serialize};

/// A source's place in [`Sources`]; 0 is the built-in prelude.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct SourceId(pub u16);

impl SourceId {
    /// The prelude: the built-in sentences and intents, written in the language itself.
    pub const BUILTIN: Self = Self(0);
}

/// Where the lines of a text begin behind its first one: behind a line feed, or a carriage return that has none behind it.
pub(crate) fn line_starts(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let ends = move |at: usize, byte: u8| byte == b'\n' || byte == b'\r' && bytes.get(at + 1) != Some(&b'\n');
    bytes.iter().enumerate().filter(move |(at, byte)| ends(*at, **byte)).map(|(at, _)| at + 1)
}

/// Where the line begins that ends with `before`.
pub(crate) fn line_start(before: &str) -> usize {
    before.rfind(['\n', '\r']).map_or(0, |end| end + 1)
}

/// A range of bytes in one source, `start..end`, on character boundaries of the text as read (before folding).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    /// The source it points into.
    pub source: SourceId,
    /// Byte offset of the first character.
    pub start: u32,
    /// Byte offset behind the last character.
    pub end: u32,
}

impl Span {
    /// The smallest span that covers `self` and `other`; both lie in the same source.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// Something with the place it was written at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The thing.
    pub node: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// `node`, written at `span`.
    pub fn new(node: T, span: Span) -> Self {
        Self { node, span }
    }
}

/// A name as written, with its place. Names compare by text.
pub type Name = Spanned<String>;

/// One file of a shop as its bytes were read; the compiler itself opens no file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The path shown to people and used by `来自 "x.csv"`, relative to the flows' folder, with `/`.
    pub path: String,
    /// Its content, already decoded; CRLF and a BOM are accepted.
    pub text: String,
}

/// How a file writes flows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `.flow` text.
    Flow,
    /// The same as YAML.
    Yaml,
}

impl Source {
    /// How this file writes flows; none for data files, scripts and the configuration `huashu.yaml`.
    #[must_use]
    pub fn form(&self) -> Option<Form> {
        let extension = self.path.rsplit_once('.').map(|(_, extension)| extension);
        match extension? {
            "flow" => Some(Form::Flow),
            "yaml" | "yml" if self.path != "huashu.yaml" => Some(Form::Yaml),
            _ => None,
        }
    }
}

/// All files that make a shop: `.flow` and `.yaml` files, and the data files that they name.
#[derive(Debug, Clone)]
pub struct Sources {
    files: Vec<Source>,
}

impl Default for Sources {
    fn default() -> Self {
        Self::new()
    }
}

impl Sources {
    /// No file but the prelude.
    #[must_use]
    pub fn new() -> Self {
        Self { files: vec![Source { path: "内置.flow".into(), text: crate::BUILTIN_FLOW.into() }] }
    }

    /// Adds a file; the order of files never changes what is compiled, only the order of diagnostics.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> SourceId {
        let id = SourceId(u16::try_from(self.files.len()).unwrap_or(u16::MAX));
        self.files.push(Source { path: path.into(), text: text.into() });
        id
    }

    /// Gives the file at `path` another text, or adds it.
    pub fn put(&mut self, path: &str, text: impl Into<String>) -> SourceId {
        let at = self.files.iter_mut().zip(0..).find(|(file, _)| file.path == path);
        match at {
            Some((file, id)) => {
                file.text = text.into();
                SourceId(id)
            }
            None => self.add(path, text),
        }
    }

    /// The file behind `id`.
    #[must_use]
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.files.get(usize::from(id.0))
    }

    /// Every file with its id, the prelude first.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.files.iter().enumerate().map(|(i, s)| (SourceId(u16::try_from(i).unwrap_or(u16::MAX)), s))
    }

    /// The text under `span`, or nothing where the span does not lie in its source.
    #[must_use]
    pub fn slice(&self, span: Span) -> Option<&str> {
        self.get(span.source)?.text.get(span.start as usize..span.end as usize)
    }
}
