//! The journals of plugin calls.

use super::{Store, StoreError};
use rusqlite::params;

impl Store {
    /// The entries of a call's journal, in order.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn journal(&self, call: &str) -> Result<Vec<Vec<u8>>, StoreError> {
        let mut query =
            self.connection.prepare_cached("SELECT entry FROM journals WHERE call = ?1 ORDER BY ordinal")?;
        let rows = query.query_map([call], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Forgets the entries of a call's journal from `ordinal` on, which this huashu cannot read.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn forget(&mut self, call: &str, ordinal: usize) -> Result<(), StoreError> {
        let ordinal = i64::try_from(ordinal).unwrap_or(i64::MAX);
        self.connection
            .prepare_cached("DELETE FROM journals WHERE call = ?1 AND ordinal >= ?2")?
            .execute(params![call, ordinal])?;
        Ok(())
    }

    /// Stores the entry of a call's journal at `ordinal`, before the script sees it.
    ///
    /// # Errors
    /// [`StoreError::Fenced`] where there already is an entry: somebody else is performing the same call.
    pub fn record(&mut self, call: &str, ordinal: usize, entry: &[u8]) -> Result<(), StoreError> {
        let ordinal = i64::try_from(ordinal).unwrap_or(i64::MAX);
        let changed = self
            .connection
            .prepare_cached(
                "INSERT INTO journals (call, ordinal, entry) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            )?
            .execute(params![call, ordinal, entry])?;
        if changed == 1 { Ok(()) } else { Err(StoreError::Fenced) }
    }
}
