//! Reading the files of a shop: only what lies inside it, only text, only what is small enough.

use crate::{encoding, sheet};
use huashu_dsl::Message;
use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::ops::Range;
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
    /// What is wrong with parts of the text, and where.
    pub wrong: Vec<(Range<usize>, Message)>,
}

impl Found {
    /// A file whose text was read as it stands, or was not.
    #[must_use]
    pub fn of(path: impl Into<String>, text: Result<String, Message>) -> Self {
        Self { path: path.into(), text, wrong: Vec::new() }
    }
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
            Ok(entries) => {
                // By name, so that it is the same files that are too many each time.
                let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
                paths.sort();
                paths.iter().for_each(|path| self.entry(path, below, depth));
            }
            Err(error) => self.refuse(below, unreadable(&error)),
        }
    }

    fn entry(&mut self, path: &Path, below: &str, depth: usize) {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let shown = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
        // What editors and systems keep beside a file, such as Excel's ~$x.xlsx, is no file of the shop.
        if name.starts_with('.') || name.starts_with("~$") {
            return;
        }
        let wanted = path.extension().is_some_and(|e| self.extensions.iter().any(|x| e == *x));
        if path.is_dir() && !wanted {
            self.folder(path, &shown, depth + 1);
        } else if wanted && self.found.len() < MAX_FILES {
            self.found.push(found(&self.root, path, shown));
        } else if wanted && self.found.len() == MAX_FILES {
            self.refuse(&shown, too_many());
        }
    }

    fn refuse(&mut self, path: &str, why: Message) {
        self.found.push(Found::of(path, Err(why)));
    }
}

/// One file as the compiler reads it: text as it stands, spreadsheets as a table.
fn found(root: &Path, path: &Path, shown: String) -> Found {
    let bytes = bytes(root, path);
    match path.extension().and_then(|e| e.to_str()) {
        Some("xlsx") => match bytes.and_then(|bytes| sheet::read(&bytes)) {
            Ok(sheet) => Found { path: shown, text: Ok(sheet.text), wrong: sheet.wrong },
            Err(why) => Found::of(shown, Err(why)),
        },
        Some("xls" | "ods" | "et") => Found::of(shown, bytes.and_then(|_| Err(other_sheet()))),
        Some("csv") => Found::of(shown, bytes.and_then(encoding::of_table)),
        _ => Found::of(shown, bytes.and_then(encoding::of_text)),
    }
}

/// The text of one file inside `root`, which is a canonical path.
///
/// # Errors
/// A sentence for the merchant: not there, a folder, outside of the shop, too large, not UTF-8.
pub fn read(root: &Path, path: &Path) -> Result<String, Message> {
    bytes(root, path).and_then(encoding::of_text)
}

/// What one file inside `root` holds.
fn bytes(root: &Path, path: &Path) -> Result<Vec<u8>, Message> {
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
    Ok(bytes)
}

fn other_sheet() -> Message {
    Message::new(
        "不认识这种表格文件；请另存为 .xlsx 或 .csv。",
        "This kind of spreadsheet is not read; save it as .xlsx or .csv.",
    )
}

fn unreadable(error: &std::io::Error) -> Message {
    match error.kind() {
        std::io::ErrorKind::NotFound => Message::new("没有这个文件。", "There is no such file."),
        std::io::ErrorKind::PermissionDenied => {
            Message::new("没有权限读这个文件。", "No permission to read this file.")
        }
        // ELOOP, which the standard library has no stable name for: 40 on Linux, 62 on macOS.
        _ if matches!(error.raw_os_error(), Some(40 | 62)) => {
            Message::new("这个链接绕了一圈又回到自己。", "This link leads back to itself.")
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
