//! A shop's folder, read: its configuration, flows, tables and scripts, and what could not be read of them.

use crate::config::{self, Config};
use crate::files::{self, Found};
use huashu_dsl::{Code, Diagnostic, Message, SourceId, Sources, Span};
use huashu_plugins::Script;
use std::path::{Component, Path, PathBuf};

/// A file of the shop cannot be read.
pub const E0001: Code = Code("E0001");

/// A cell of a table is wrong.
const E0423: Code = Code("E0423");
/// What is read below `flows/`; of the last three it is only said that they are not read.
const FLOWS: &[&str] = &["flow", "yaml", "yml", "csv", "xlsx", "xls", "ods", "et"];

/// Everything read from a shop's folder.
#[derive(Debug)]
pub struct Shop {
    /// The folder.
    pub root: PathBuf,
    /// `huashu.yaml`; the defaults where it is wrong.
    pub config: Config,
    /// The files, under the names that flows use for them.
    pub sources: Sources,
    /// The same files in the same order, under their paths below the folder: what people are shown.
    pub shown: Sources,
    /// The plugins' scripts; each is among the sources too.
    pub scripts: Vec<(SourceId, Script)>,
    /// What is wrong with the files themselves.
    pub found: Vec<Diagnostic>,
}

/// Why a folder is no shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotAShop {
    /// There is no such folder.
    NoFolder(PathBuf),
    /// It is a file; with the shop that it is in, if it is in one.
    File(PathBuf, Option<PathBuf>),
    /// It has no `huashu.yaml`; with the shop that it is in, if it is in one.
    NoConfig(PathBuf, Option<PathBuf>),
}

impl std::fmt::Display for NotAShop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoFolder(path) => write!(f, "没有“{}”这个文件夹 (there is no such folder)", path.display()),
            Self::File(path, shop) => {
                let (zh, en) = meant(shop.as_deref());
                write!(
                    f,
                    "“{}”是一个文件，这里写店铺文件夹{zh} (a file, not a shop's folder{en})",
                    path.display()
                )
            }
            Self::NoConfig(path, shop) => {
                let (zh, en) = meant(shop.as_deref());
                write!(
                    f,
                    "“{}”里没有 huashu.yaml，不是一家店{zh} (not a shop: no huashu.yaml{en})",
                    path.display()
                )
            }
        }
    }
}

impl std::error::Error for NotAShop {}

fn meant(shop: Option<&Path>) -> (String, String) {
    let said = |shop: &Path| {
        let shop = shop.display();
        (format!("，是不是“{shop}”？"), format!("; did you mean `{shop}`?"))
    };
    shop.map(said).unwrap_or_default()
}

/// The nearest folder above a path that is a shop.
fn shop_above(path: &Path) -> Option<PathBuf> {
    let above = path.ancestors().skip(1).find(|folder| folder.join("huashu.yaml").is_file())?;
    Some(if above.as_os_str().is_empty() { PathBuf::from(".") } else { above.to_owned() })
}

/// `flows/huashu.yaml`, which would have to be flows and the settings at once.
fn settings_among_flows() -> Found {
    let why = Message::new(
        "huashu.yaml 是店铺设置，放在店的最外层；流程换个文件名。",
        "huashu.yaml holds the settings of the shop and stands beside flows/; flows take another name.",
    );
    Found::of("huashu.yaml", Err(why))
}

impl Shop {
    /// Reads the shop in `folder`: `huashu.yaml`, `flows.lock`, `flows/**` and `plugins/*.rhai`.
    ///
    /// A file that cannot be read is a diagnostic in [`Shop::found`]; the others are read all the same.
    ///
    /// # Errors
    /// Where there is no folder, or no `huashu.yaml` in it.
    pub fn load(folder: &Path) -> Result<Self, NotAShop> {
        if folder.is_file() {
            return Err(NotAShop::File(folder.into(), shop_above(folder)));
        }
        let root = folder
            .canonicalize()
            .ok()
            .filter(|p| p.is_dir())
            .ok_or_else(|| NotAShop::NoFolder(folder.into()))?;
        let yaml = root.join("huashu.yaml");
        if !yaml.exists() {
            return Err(NotAShop::NoConfig(folder.into(), shop_above(folder)));
        }
        let mut shop = Self::empty(root);
        shop.read_config(files::read(&shop.root, &yaml));
        let lock = shop.root.join(huashu_dsl::lock::FILE);
        if lock.exists() {
            let text = files::read(&shop.root, &lock);
            let file = Found::of(huashu_dsl::lock::FILE, text);
            shop.add(huashu_dsl::lock::FILE, huashu_dsl::lock::FILE, file);
        }
        for file in files::walk(&shop.root, &shop.root.join("flows"), FLOWS) {
            let shown = format!("flows/{}", file.path);
            let file = if file.path == "huashu.yaml" { settings_among_flows() } else { file };
            shop.add(&file.path.clone(), &shown, file);
        }
        for file in files::walk(&shop.root, &shop.root.join("plugins"), &["rhai"]) {
            shop.add_script(file);
        }
        Ok(shop)
    }

    /// How many of its files end in `extension`.
    #[must_use]
    pub fn count(&self, extension: &str) -> usize {
        let end = format!(".{extension}");
        self.sources.iter().skip(1).filter(|(_, source)| source.path.ends_with(&end)).count()
    }

    /// The files that could not be read, by their paths below the folder.
    #[must_use]
    pub fn unread(&self) -> Vec<&str> {
        let path = |d: &Diagnostic| self.shown.get(d.span.source).map(|source| source.path.as_str());
        self.found.iter().filter(|d| d.code == E0001).filter_map(path).collect()
    }

    /// The files under the paths that they have for whoever named the folder so: `店/flows/退货.flow` where it is called `店`.
    #[must_use]
    pub fn seen_from(&self, folder: &Path) -> Sources {
        let folder: PathBuf = folder.components().filter(|part| *part != Component::CurDir).collect();
        let mut seen = Sources::new();
        for (_, source) in self.shown.iter().skip(1) {
            let path = folder.join(&source.path);
            seen.add(path.to_string_lossy().replace('\\', "/"), source.text.as_str());
        }
        seen
    }

    fn empty(root: PathBuf) -> Self {
        Self {
            root,
            config: Config::default(),
            sources: Sources::new(),
            shown: Sources::new(),
            scripts: Vec::new(),
            found: Vec::new(),
        }
    }

    fn read_config(&mut self, text: Result<String, Message>) {
        let file = Found::of("huashu.yaml", text);
        if let Some((source, text)) = self.add("huashu.yaml", "huashu.yaml", file) {
            let (config, found) = config::read(source, &text);
            self.config = config;
            self.found.extend(found);
        }
    }

    fn add_script(&mut self, file: Found) {
        let path = format!("plugins/{}", file.path);
        let plugin = file.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".rhai").to_owned();
        if let Some((source, text)) = self.add(&path, &path, file) {
            self.scripts.push((source, Script { plugin, path, text }));
        }
    }

    /// Adds a file to the sources; one that could not be read is added empty, so that its finding has a place to point at.
    fn add(&mut self, path: &str, shown: &str, file: Found) -> Option<(SourceId, String)> {
        match file.text {
            Ok(text) => {
                self.shown.add(shown, text.as_str());
                let source = self.sources.add(path, text.as_str());
                let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
                for (at, why) in file.wrong {
                    let span = Span { source, start: place(at.start), end: place(at.end) };
                    self.found.push(Diagnostic::new(E0423, span, why));
                }
                Some((source, text))
            }
            Err(why) => {
                // Under a name that no flow is compiled from: an unread flow is reported once, not as an empty one too.
                self.shown.add(shown, "");
                let source = self.sources.add(format!("{path} (unread)"), "");
                self.found.push(Diagnostic::new(E0001, Span { source, start: 0, end: 0 }, why));
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{NotAShop, Shop};
    use crate::scratch::Scratch;
    use huashu_dsl::Lang;
    use std::io;

    /// The findings about files, each as `path: sentence`.
    fn found(shop: &Shop) -> Vec<String> {
        let path = |id| shop.shown.get(id).map_or("?", |s| s.path.as_str());
        shop.found.iter().map(|d| format!("{}: {}", path(d.span.source), d.message.get(Lang::Zh))).collect()
    }

    #[test]
    fn reads_flows_tables_and_scripts_in_order() -> io::Result<()> {
        let dir = Scratch::new()?;
        dir.write("huashu.yaml", "shop: x\n")?;
        dir.write("flows/乙.flow", "语言版本 1\n")?;
        dir.write("flows/子/甲.flow", "语言版本 1\n")?;
        dir.write("flows/档.csv", "a,b\n")?;
        dir.write("flows/说明.md", "not read")?;
        dir.write("plugins/订单.rhai", "fn 查() {}")?;
        let shop = Shop::load(dir.path()).map_err(io::Error::other)?;
        assert_eq!(found(&shop), [""; 0]);
        let names: Vec<&str> = shop.sources.iter().map(|(_, s)| s.path.as_str()).collect();
        assert_eq!(
            names,
            ["内置.flow", "huashu.yaml", "乙.flow", "子/甲.flow", "档.csv", "plugins/订单.rhai"]
        );
        let shown: Vec<&str> = shop.shown.iter().skip(2).map(|(_, s)| s.path.as_str()).collect();
        assert_eq!(shown, ["flows/乙.flow", "flows/子/甲.flow", "flows/档.csv", "plugins/订单.rhai"]);
        assert_eq!(shop.scripts.iter().map(|(_, s)| s.plugin.as_str()).collect::<Vec<_>>(), ["订单"]);
        Ok(())
    }

    #[test]
    fn what_cannot_be_read_is_said_and_the_rest_is_read() -> io::Result<()> {
        let (dir, outside) = (Scratch::new()?, Scratch::new()?);
        outside.write("secret.flow", "secret")?;
        dir.write("huashu.yaml", "shop: x\n")?;
        dir.write("flows/好.flow", "语言版本 1\n")?;
        dir.write("flows/大.flow", &"说".repeat(400_000))?;
        std::fs::write(dir.path().join("flows/坏.flow"), b"a\n\xff\xfe")?;
        std::fs::create_dir(dir.path().join("flows/夹.flow"))?;
        std::os::unix::fs::symlink(outside.path().join("secret.flow"), dir.path().join("flows/外.flow"))?;
        std::os::unix::fs::symlink("没有.flow", dir.path().join("flows/断.flow"))?;
        std::os::unix::fs::symlink("..", dir.path().join("flows/圈"))?;
        let shop = Shop::load(dir.path()).map_err(io::Error::other)?;
        let found = found(&shop);
        for (path, says) in
            [("坏", "第 2 行"), ("夹", "文件夹"), ("外", "外面"), ("大", "1 MiB"), ("断", "没有这个文件")]
        {
            let start = format!("flows/{path}.flow");
            assert!(found.iter().any(|f| f.starts_with(&start) && f.contains(says)), "{path}: {found:?}");
        }
        assert!(shop.sources.iter().any(|(_, s)| s.path == "好.flow"));
        assert!(shop.sources.iter().all(|(_, s)| s.text != "secret"));
        Ok(())
    }

    #[test]
    fn a_folder_without_configuration_is_no_shop() -> io::Result<()> {
        let dir = Scratch::new()?;
        assert!(matches!(Shop::load(dir.path()), Err(NotAShop::NoConfig(..))));
        assert!(matches!(Shop::load(&dir.path().join("没有")), Err(NotAShop::NoFolder(_))));
        Ok(())
    }
}
