//! The embedded store: conversations, their events and what is still to be done for them, in one SQLite file.
//!
//! The contract that whoever drives a conversation relies on:
//! * [`Store::commit`] makes one step durable, whole or not at all: the event with the key under which it may come only once, the session
//!   behind the fence of its version, the effects, the next wake-up, the customer's changes.
//! * Effects are performed after the commit and marked by the next one; what is not marked is done again after a crash.
//! * A plugin's answer is stored with [`Store::record`] before the script sees it, so no question is put to the world twice.
//!
//! The store does not know what the blobs mean.

mod commit;
mod conversation;
mod customer;
mod hold;
mod journal;
mod outbox;
mod schema;
#[cfg(test)]
mod tests;

pub use commit::{Commit, Committed, Due};
pub use conversation::Stored;
pub use customer::Kept;
pub use hold::Hold;
pub use outbox::Pending;

use std::fmt;
use std::path::Path;
use std::time::Duration;

/// The store; one connection.
#[derive(Debug)]
pub struct Store {
    connection: rusqlite::Connection,
}

/// Why the store could not do what it was asked.
#[derive(Debug)]
pub enum StoreError {
    /// Somebody else moved the conversation on; read it again.
    Fenced,
    /// The file was written by a newer huashu, whose schema has this version.
    Newer(i64),
    /// The database itself failed: disk, permissions, a damaged file.
    Database(rusqlite::Error),
    /// The folder of the database cannot be made.
    Folder(std::io::Error),
    /// A conversation cannot be locked.
    Hold(std::io::Error),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fenced => f.write_str("会话已被别处推进 (the conversation was moved on by somebody else)"),
            Self::Newer(version) => write!(
                f,
                "数据文件来自更新的 huashu（结构版本 {version}），请升级 (written by a newer huashu)"
            ),
            Self::Database(error) => write!(f, "数据文件读写失败：{error}"),
            Self::Folder(error) => write!(f, "建不了数据文件夹：{error}"),
            Self::Hold(error) => write!(f, "占不住这次会话：{error} (the conversation cannot be locked)"),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl Store {
    /// Opens the database at `path`, makes it and its folder where they are not there, and brings it to the present schema.
    ///
    /// # Errors
    /// Where the file cannot be made or is no database, or was written by a newer huashu.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(StoreError::Folder)?;
        }
        Self::with(rusqlite::Connection::open(path)?)
    }

    /// A store that is gone with the process.
    ///
    /// # Errors
    /// Where SQLite fails.
    pub fn in_memory() -> Result<Self, StoreError> {
        Self::with(rusqlite::Connection::open_in_memory()?)
    }

    fn with(mut connection: rusqlite::Connection) -> Result<Self, StoreError> {
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // FULL syncs the log at every commit: what was acknowledged survives a power cut, not only a crash.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", "ON")?;
        schema::migrate(&mut connection)?;
        Ok(Self { connection })
    }
}
