//! Who holds a conversation: one process at a time, by a lock of the operating system that goes with the process however it ends.

use super::StoreError;
use std::fs::{File, TryLockError};
use std::path::Path;

/// A conversation held by this process, until it is dropped.
#[derive(Debug)]
pub struct Hold {
    /// The lock lives as long as the open file.
    _locked: File,
}

impl Hold {
    /// Holds the conversation of this name in the store at `data`; nothing where another process, or this one, already holds it.
    ///
    /// # Errors
    /// Where the file of the lock cannot be made or locked.
    pub fn take(data: &Path, conversation: &str) -> Result<Option<Self>, StoreError> {
        let folder = data.with_extension("held");
        std::fs::create_dir_all(&folder).map_err(StoreError::Folder)?;
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(folder.join(conversation))
            .map_err(StoreError::Hold)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _locked: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(StoreError::Hold(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Hold;
    use crate::scratch::Scratch;

    #[test]
    fn a_conversation_is_held_once_and_others_beside_it() -> Result<(), Box<dyn std::error::Error>> {
        let dir = Scratch::new()?;
        let data = dir.path().join("huashu.db");
        let held = Hold::take(&data, "甲")?;
        assert!(held.is_some());
        assert!(Hold::take(&data, "甲")?.is_none());
        assert!(Hold::take(&data, "乙")?.is_some());
        drop(held);
        assert!(Hold::take(&data, "甲")?.is_some());
        Ok(())
    }
}
