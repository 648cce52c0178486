//! Putting a text into a file as a whole: whoever reads it meanwhile reads the old one or the new.

use std::io::Write;
use std::path::{Path, PathBuf};

/// Puts a new text in the place of a file that still holds the old one.
///
/// # Errors
/// Where the file has another text by now, or cannot be written; it is as it was then.
pub(crate) fn replace(path: &Path, old: &str, new: &str) -> std::io::Result<()> {
    if std::fs::read(path)? != old.as_bytes() {
        return Err(std::io::Error::other("文件刚刚被别的程序改过，没有动它 (it was changed meanwhile)"));
    }
    store(path, new)
}

/// Puts a text into a file, whether it is there or not. What is there keeps its rights, and behind a link the file that it leads to is
/// written.
///
/// # Errors
/// Where it cannot be written; it is as it was then.
pub(crate) fn store(path: &Path, text: &str) -> std::io::Result<()> {
    // A device or a pipe is written to; another file in its place would be the end of it.
    if is_no_file(path) {
        return std::fs::OpenOptions::new().write(true).open(path)?.write_all(text.as_bytes());
    }
    let there: Option<PathBuf> = path.canonicalize().ok();
    let target = there.as_deref().unwrap_or(path);
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let beside = target.with_file_name(format!(".{name}.huashu-new"));
    let rights = there.as_deref().map(std::fs::metadata).transpose()?.map(|about| about.permissions());
    let written = write(&beside, text, rights).and_then(|()| std::fs::rename(&beside, target));
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written
}

/// Whether a path leads to something that is neither a file nor a folder, such as `/dev/stdout`.
pub(crate) fn is_no_file(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir())
}

fn write(path: &Path, text: &str, rights: Option<std::fs::Permissions>) -> std::io::Result<()> {
    let mut file = std::fs::File::create(path)?;
    file.write_all(text.as_bytes())?;
    if let Some(rights) = rights {
        file.set_permissions(rights)?;
    }
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::{replace, store};
    use crate::scratch::Scratch;

    #[test]
    fn a_file_that_changed_meanwhile_is_left_alone() -> std::io::Result<()> {
        let dir = Scratch::new()?;
        dir.write("a.flow", "new")?;
        assert!(replace(&dir.path().join("a.flow"), "old", "mended").is_err());
        assert_eq!(std::fs::read_to_string(dir.path().join("a.flow"))?, "new");
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn a_socket_is_not_replaced_by_a_file() -> std::io::Result<()> {
        use std::os::unix::fs::FileTypeExt;
        let dir = Scratch::new()?;
        let path = dir.path().join("socket");
        let _open = std::os::unix::net::UnixListener::bind(&path)?;
        assert!(store(&path, "new").is_err());
        assert!(std::fs::metadata(&path)?.file_type().is_socket());
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn links_and_rights_stay_as_they_are() -> std::io::Result<()> {
        use std::os::unix::fs::PermissionsExt;
        let dir = Scratch::new()?;
        dir.write("real.flow", "old")?;
        let (real, link) = (dir.path().join("real.flow"), dir.path().join("link.flow"));
        std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o600))?;
        std::os::unix::fs::symlink(&real, &link)?;
        store(&link, "new")?;
        store(&dir.path().join("new.flow"), "x")?;
        assert!(store(&dir.path().join("no/such.flow"), "x").is_err());
        assert!(std::fs::symlink_metadata(&link)?.is_symlink());
        assert_eq!(std::fs::read_to_string(&real)?, "new");
        assert_eq!(std::fs::metadata(&real)?.permissions().mode() & 0o777, 0o600);
        let names = std::fs::read_dir(dir.path())?.count();
        assert_eq!(names, 3, "nothing is left beside them");
        Ok(())
    }
}
