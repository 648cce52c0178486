//! `huashu check --fix`: makes the fixes that are sure in the files of a shop.

use crate::release::prepare;
use crate::replace::replace;
use crate::shop::{NotAShop, Shop};
use huashu_dsl::mend::mend;
use huashu_dsl::{Diagnostic, Lang, SourceId};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How often a shop is checked and mended again: a fix may show what could not be seen before it.
const ROUNDS: usize = 10;

/// Why a shop was not mended, or not to the end.
#[derive(Debug)]
pub enum NotMended {
    /// It is no shop.
    NotAShop(NotAShop),
    /// A file cannot be written.
    Unwritten(PathBuf, std::io::Error),
}

impl std::fmt::Display for NotMended {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotAShop(why) => why.fmt(f),
            Self::Unwritten(path, error) => {
                write!(f, "写不了“{}”：{error} (the file cannot be written)", path.display())
            }
        }
    }
}

impl std::error::Error for NotMended {}

impl From<NotAShop> for NotMended {
    fn from(why: NotAShop) -> Self {
        Self::NotAShop(why)
    }
}

/// A fix that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The finding that it was for.
    pub found: Diagnostic,
    /// The file, below the shop's folder.
    pub file: String,
    /// The line of the file as it was then, from 1.
    pub line: usize,
}

impl Made {
    /// What was done, in one line.
    #[must_use]
    pub fn told(&self, lang: Lang) -> String {
        let how = self.found.fix.as_ref().map_or("", |fix| fix.message.get(lang));
        format!("{}:{} {} {how}", self.file, self.line, self.found.code.0)
    }
}

/// Mends the files of the shop in a folder, each as a whole: a file is either as it was or as it should be. Gives what was done.
///
/// # Errors
/// Where the folder is no shop, or a file cannot be written; what was written before stays.
pub fn fix(folder: &Path) -> Result<Vec<Made>, NotMended> {
    let mut all = Vec::new();
    for _ in 0..ROUNDS {
        let shop = Shop::load(folder)?;
        let (_, found) = prepare(&shop);
        let mended = mend(&shop.sources, &found);
        for (id, new) in &mended.texts {
            let (Some(shown), Some(old)) = (shop.shown.get(*id), shop.sources.get(*id)) else { continue };
            let path = shop.root.join(&shown.path);
            replace(&path, &old.text, new).map_err(|error| NotMended::Unwritten(path, error))?;
        }
        let mut lines = Lines::default();
        let made = mended.made.iter().filter_map(|i| found.get(*i)).map(|found| lines.made(&shop, found));
        let before = all.len();
        all.extend(made);
        if all.len() == before {
            break;
        }
    }
    Ok(all)
}

/// Where the lines of each file end.
#[derive(Default)]
struct Lines(BTreeMap<SourceId, Vec<usize>>);

impl Lines {
    fn made(&mut self, shop: &Shop, found: &Diagnostic) -> Made {
        let source = shop.shown.get(found.span.source);
        let text = source.map_or("", |s| s.text.as_str());
        let ends = self.0.entry(found.span.source);
        let ends = ends.or_insert_with(|| text.match_indices('\n').map(|(at, _)| at).collect());
        let line = ends.partition_point(|end| *end < found.span.start as usize) + 1;
        let file = source.map(|s| s.path.clone()).unwrap_or_default();
        Made { found: found.clone(), file, line }
    }
}

#[cfg(test)]
mod tests {
    use super::{NotMended, fix};
    use crate::scratch::Scratch;
    use huashu_dsl::Lang;

    const BROKEN: &str = "\u{feff}语言版本 1\r\n\r\n人工组 客服组\r\n\r\n流程 问 版本 1\r\n  触发 意图 内置.转人工\r\n  步骤 头\r\n    说: \u{201c}你好\"\r\n    转人工 客服组\r\n";

    #[test]
    fn what_is_sure_is_mended_and_the_rest_of_the_file_stays() -> Result<(), Box<dyn std::error::Error>> {
        let dir = Scratch::new()?;
        dir.write("huashu.yaml", "shop: x\n")?;
        dir.write("flows/问.flow", BROKEN)?;
        let made = fix(dir.path())?;
        let told: Vec<String> = made.iter().map(|m| m.told(Lang::Zh)).collect();
        assert_eq!(told, ["flows/问.flow:8 E0104 改成 ”。", "flows/问.flow:8 E0101 把冒号换成空格。"]);
        let text = std::fs::read_to_string(dir.path().join("flows/问.flow"))?;
        assert_eq!(text, BROKEN.replace("说: \u{201c}你好\"", "说 \u{201c}你好\u{201d}"));
        assert_eq!(fix(dir.path())?, []);
        let left = std::fs::read_dir(dir.path().join("flows"))?.count();
        assert_eq!(left, 1, "no file is left beside it");
        Ok(())
    }

    #[test]
    fn a_folder_that_is_no_shop_is_refused() -> Result<(), Box<dyn std::error::Error>> {
        let dir = Scratch::new()?;
        assert!(matches!(fix(dir.path()), Err(NotMended::NotAShop(_))));
        Ok(())
    }
}
