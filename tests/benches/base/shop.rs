//! The demo shop, read once into memory and made ready.

use huashu_dsl::program::Program;
use huashu_dsl::{Settings, SourceId, Sources, compile};
use huashu_engine::intent::Matcher;
use huashu_plugins::{Host, Script};
use std::io;
use std::path::{Path, PathBuf};

/// The texts of the shop.
#[derive(Debug)]
pub struct Files {
    /// Flows and tables, with the prelude.
    pub sources: Sources,
    /// The scripts of its plugins.
    pub scripts: Vec<(SourceId, Script)>,
}

/// The shop made ready.
#[derive(Debug)]
pub struct Shop {
    /// Its flows.
    pub program: Program,
    /// Its intents.
    pub matcher: Matcher,
    /// Its scripts.
    pub host: Host,
}

impl Files {
    /// The demo shop's: `flows/` and `plugins/` of this repository.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub fn read() -> io::Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut sources = Sources::new();
        for (name, text) in texts(&root.join("flows"), &["flow", "csv"])? {
            sources.add(name, text);
        }
        let mut places = Sources::new();
        let script = |(path, text): (String, String)| {
            let plugin = path.trim_end_matches(".rhai").to_owned();
            (places.add(path.as_str(), text.as_str()), Script { plugin, path, text })
        };
        let scripts = texts(&root.join("plugins"), &["rhai"])?.into_iter().map(script).collect();
        Ok(Self { sources, scripts })
    }

    /// All flows and tables in one text, the prelude too: what a compilation reads.
    #[must_use]
    pub fn text(&self) -> String {
        self.sources.iter().map(|(_, source)| source.text.as_str()).collect()
    }

    /// Compiles, and makes matcher and host ready.
    ///
    /// # Errors
    /// Where the shop has mistakes.
    pub fn open(&self) -> Result<Shop, String> {
        let compiled = compile(&self.sources, &Settings::default());
        let program = compiled.program.ok_or_else(|| format!("{:?}", compiled.diagnostics))?;
        let (host, found) = Host::load(&program, &self.scripts);
        if found.is_empty() {
            Ok(Shop { matcher: Matcher::new(&program), host, program })
        } else {
            Err(format!("{found:?}"))
        }
    }
}

/// The files of these kinds, by name.
fn texts(folder: &Path, kinds: &[&str]) -> io::Result<Vec<(String, String)>> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    paths.retain(|path| kinds.iter().any(|kind| path.extension().is_some_and(|found| found == *kind)));
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok((name, std::fs::read_to_string(path)?))
    };
    paths.into_iter().map(read).collect()
}
