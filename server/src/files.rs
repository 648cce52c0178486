//! Reading the files of a shop: only what lies inside it, only text, only what is small enough.

use huashu_dsl::Message;
use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The most that one file of a shop may hold, in bytes.
pub const MAX_BYTES: u64 = 1024 * 1024;
/// The most files that one shop may have.
pub const MAX_FILES: usize = 4096;
/// How deep folders may nest.
const MAX_DEPTH: usize = 16;

/// A file that was found, or why it cannot be read.
#[derive(Debug)]
pub struct Found {
    /// Its path below the folder that was walked, with `/`.
    pub path: String,
    /// Its text, or a sentence that says why there is none.
    pub text: Result<String, Message>,
}

/// Every file below `folder` whose name ends in one of `extensions`, in the order of their paths.
///
/// A folder that does not exist has no files. A file that cannot be read is in the result with the reason; the others are read all the same.
#[must_use]
pub fn walk(root: &Path, folder: &Path, extensions: &[&str]) -> Vec<Found> {
    let Ok(root) = root.canonicalize() else { return Vec::new() };
    let mut walk = Walk { root, extensions, been: BTreeSet::new(), found: Vec::new() };
    if folder.exists() {
        walk.folder(folder, "", 0);
    }
    walk.found.sort_by(|a, b| a.path.cmp(&b.path));
    walk.found
}

struct Walk<'a> {
    root: PathBuf,
    extensions: &'a [&'a str],
    been: BTreeSet<PathBuf>,
    found: Vec<Found>,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, below: &str, depth: usize) {
        let inside = folder.canonicalize().ok().filter(|real| real.starts_with(&self.root));
        let Some(real) = inside else { return self.refuse(below, leaves_shop()) };
        // A link to a folder further up would go round for ever.
        if !self.been.insert(real) {
            return;
        }
        if depth > MAX_DEPTH {
            return self.refuse(below, too_deep());
        }
        match fs::read_dir(folder) {
            Ok(entries) => entries.flatten().for_each(|entry| self.entry(&entry.path(), below, depth)),
            Err(error) => self.refuse(below, unreadable(&error)),
        }
    }

    fn entry(&mut self, path: &Path, below: &str, depth: usize) {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let shown = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
        let wanted = path.extension().is_some_and(|e| self.extensions.iter().any(|x| e == *x));
        if path.is_dir() && !wanted {
            if !name.starts_with('.') {
                self.folder(path, &shown, depth + 1);
            }
        } else if wanted && self.found.len() < MAX_FILES {
            let text = read(&self.root, path);
            self.found.push(Found { path: shown, text });
        } else if wanted && self.found.len() == MAX_FILES {
            self.refuse(&shown, too_many());
        }
    }

    fn refuse(&mut self, path: &str, why: Message) {
        self.found.push(Found { path: path.into(), text: Err(why) });
    }
}

/// The text of one file inside `root`, which is a canonical path.
///
/// # Errors
/// A sentence for the merchant: not there, a folder, outside of the shop, too large, not UTF-8.
pub fn read(root: &Path, path: &Path) -> Result<String, Message> {
    let real = path.canonicalize().map_err(|e| unreadable(&e))?;
    if !real.starts_with(root) {
        return Err(leaves_shop());
    }
    let about = fs::metadata(&real).map_err(|e| unreadable(&e))?;
    if about.is_dir() {
        return Err(Message::new(
            "这里要一个文件，却是一个文件夹。",
            "A file is expected here, but this is a folder.",
        ));
    }
    if !about.is_file() {
        return Err(Message::new(
            "这不是普通文件，没有读它。",
            "This is not a regular file and was not read.",
        ));
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(&real).map_err(|e| unreadable(&e))?;
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|e| unreadable(&e))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Message::new(
            "文件超过 1 MiB，没有读它。",
            "The file is larger than 1 MiB and was not read.",
        ));
    }
    String::from_utf8(bytes).map_err(|e| not_utf8(&e))
}

fn not_utf8(error: &std::string::FromUtf8Error) -> Message {
    let good = error.utf8_error().valid_up_to();
    let line = 1 + error.as_bytes().iter().take(good).filter(|b| **b == b'\n').count();
    Message::new(
        format!("第 {line} 行有不是 UTF-8 的字节，请把文件另存为 UTF-8。"),
        format!("Line {line} holds bytes that are not UTF-8; save the file as UTF-8."),
    )
}

fn unreadable(error: &std::io::Error) -> Message {
    match error.kind() {
        std::io::ErrorKind::NotFound => Message::new("没有这个文件。", "There is no such file."),
        std::io::ErrorKind::PermissionDenied => {
            Message::new("没有权限读这个文件。", "No permission to read this file.")
        }
        _ => Message::new(format!("读不了这个文件：{error}。"), format!("The file cannot be read: {error}.")),
    }
}

fn leaves_shop() -> Message {
    Message::new(
        "这个链接指到店铺文件夹外面，没有读它；请把文件放进店铺文件夹。",
        "This link leads out of the shop's folder and was not read; put the file into the shop.",
    )
}

fn too_deep() -> Message {
    Message::new(
        format!("文件夹套了超过 {MAX_DEPTH} 层，没有再往下读。"),
        format!("Folders nest deeper than {MAX_DEPTH}; nothing below was read."),
    )
}

fn too_many() -> Message {
    Message::new(
        format!("一家店最多 {MAX_FILES} 个文件，从这里起没有读。"),
        format!("A shop has at most {MAX_FILES} files; nothing from here on was read."),
    )
}
