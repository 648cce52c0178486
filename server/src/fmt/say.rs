//! What `huashu fmt` says of what it did.

use super::diff::diff;
use super::{NotFormatted, Went, coloured};
use crate::cli;
use huashu_dsl::Lang;

impl std::fmt::Display for NotFormatted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotThere(path) => {
                write!(f, "没有“{}”这个文件或文件夹 (there is no such file or folder)", path.display())
            }
            Self::NotAFlow(path) => {
                write!(f, "“{}”不是 .flow 文件，只排 .flow (not a .flow file)", path.display())
            }
            Self::InputBesidePaths => f.write_str("“-”要单独写，不能和别的路径一起 (- stands alone)"),
            Self::Input(error) => write!(f, "读不了输入：{error} (standard input cannot be read)"),
            Self::Unwritten(path, error) => {
                write!(f, "写不了“{}”：{error} (the file cannot be written)", path.display())
            }
        }
    }
}

impl Went {
    /// What became of the files, in the language that was asked for.
    pub(super) fn told(&self, asked: &cli::Fmt) -> String {
        let lang = asked.lang.into();
        let mut text = self.rendered(lang, coloured(asked));
        for file in &self.at_fault {
            text.push_str(&at_fault(file, lang));
        }
        for (file, old, new) in &self.changed {
            if asked.check {
                text.push_str(&format!("{file}\n{}", diff(old, new)));
            } else {
                text.push_str(&format!("{file}\n"));
            }
        }
        text.push_str(&self.counted(asked, lang));
        text
    }

    fn counted(&self, asked: &cli::Fmt, lang: Lang) -> String {
        let (changed, sound) = (self.changed.len(), self.sound);
        let mut unread: Vec<_> = self.found.iter().map(|d| d.span.source).collect();
        unread.dedup();
        let left = unread.len() + self.at_fault.len();
        match lang {
            Lang::Zh => {
                let mut said = match (changed, sound, left) {
                    (0, 0, 0) => return "没有找到 .flow 文件。\n".into(),
                    (0, sound, _) => format!("{sound} 个文件本来就排好了"),
                    (changed, sound, _) if asked.check => {
                        format!("{changed} 个文件没有排好，{sound} 个排好了")
                    }
                    (changed, sound, _) => format!("排好了 {changed} 个文件，{sound} 个本来就排好了"),
                };
                if left > 0 {
                    said.push_str(&format!("，{left} 个没有动"));
                }
                let next = if asked.check && changed > 0 { "：huashu fmt" } else { "。" };
                format!("{said}{next}\n")
            }
            Lang::En => {
                let mut said = match (changed, sound, left) {
                    (0, 0, 0) => return "There is no .flow file.\n".into(),
                    (0, sound, _) => format!("{} in canonical form", files(sound)),
                    (changed, sound, _) if asked.check => {
                        format!("{} not in canonical form, {sound} in it", files(changed))
                    }
                    (changed, sound, _) => format!("Formatted {}, {sound} left as they were", files(changed)),
                };
                if left > 0 {
                    said.push_str(&format!(", {left} that cannot be read"));
                }
                let next = if asked.check && changed > 0 { ": huashu fmt" } else { "." };
                format!("{said}{next}\n")
            }
        }
    }
}

fn at_fault(file: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            format!("{file}：排出来会和原来不一样，没有动它。这是话术自己的毛病，请把这个文件报给我们。\n")
        }
        Lang::En => {
            format!(
                "{file}: formatting would change what it says, so it was left alone. This is a bug: please report the file.\n"
            )
        }
    }
}

/// `1 file`, `2 files`.
fn files(count: usize) -> String {
    if count == 1 { "1 file".into() } else { format!("{count} files") }
}
