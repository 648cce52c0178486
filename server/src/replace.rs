//! Putting a new text in the place of a file, as a whole: whoever reads it meanwhile reads the old one or the new.

use std::io::Write;
use std::path::Path;

/// Puts a new text in the place of a file that still holds the old one.
///
/// # Errors
/// Where the file has another text by now, or cannot be written; it is as it was then.
pub(crate) fn replace(path: &Path, old: &str, new: &str) -> std::io::Result<()> {
    // Behind a link lies the file that is written.
    let path = path.canonicalize()?;
    if std::fs::read(&path)? != old.as_bytes() {
        return Err(std::io::Error::other("文件刚刚被别的程序改过，没有动它 (it was changed meanwhile)"));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.huashu-new"));
    let written = write_beside(&path, &beside, new).and_then(|()| std::fs::rename(&beside, &path));
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written
}

fn write_beside(path: &Path, beside: &Path, text: &str) -> std::io::Result<()> {
    let mut file = std::fs::File::create(beside)?;
    file.write_all(text.as_bytes())?;
    file.set_permissions(std::fs::metadata(path)?.permissions())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::replace;
    use crate::scratch::Scratch;

    #[test]
    fn a_file_that_changed_meanwhile_is_left_alone() -> std::io::Result<()> {
        let dir = Scratch::new()?;
        dir.write("a.flow", "new")?;
        assert!(replace(&dir.path().join("a.flow"), "old", "mended").is_err());
        assert_eq!(std::fs::read_to_string(dir.path().join("a.flow"))?, "new");
        Ok(())
    }
}
