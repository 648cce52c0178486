//! Conversations at rest.

use super::{Store, StoreError};
use huashu_dsl::Hash;
use huashu_dsl::value::Instant;
use huashu_engine::ConversationId;
use rusqlite::{OptionalExtension, Row, params};

/// A conversation as it was last committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Which.
    pub id: ConversationId,
    /// Events taken.
    pub version: u64,
    /// The release whose indexes stand in `state`.
    pub structure: Hash,
    /// The session.
    pub state: Vec<u8>,
    /// The member of 渠道.
    pub channel: u16,
    /// The customer's id.
    pub customer: String,
    /// When it is to be woken.
    pub wakes_at: Option<Instant>,
    /// The clock of its last event.
    pub updated: Instant,
}

const COLUMNS: &str =
    "SELECT id, version, structure, state, channel, customer, wakes_at, updated FROM conversations";

impl Store {
    /// The conversation `id`.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn conversation(&self, id: ConversationId) -> Result<Option<Stored>, StoreError> {
        let mut query = self.connection.prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?;
        Ok(query.query_row([id.0], read).optional()?)
    }

    /// The conversation that began last. Ids are in order of time; the clock of a conversation may have been moved by hand.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn latest(&self) -> Result<Option<Stored>, StoreError> {
        let mut query = self.connection.prepare_cached(&format!("{COLUMNS} ORDER BY id DESC LIMIT 1"))?;
        Ok(query.query_row([], read).optional()?)
    }

    /// The versions that the last events led to whose key begins with `prefix`, the latest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn latest_events(
        &self,
        id: ConversationId,
        prefix: &str,
        count: u32,
    ) -> Result<Vec<u64>, StoreError> {
        let sql = "SELECT seq FROM events WHERE conversation = ?1 AND substr(dedupe, 1, length(?2)) = ?2
                   ORDER BY seq DESC LIMIT ?3";
        let mut query = self.connection.prepare_cached(sql)?;
        let rows = query.query_map(params![id.0, prefix, count], |row| row.get::<_, i64>(0))?;
        rows.map(|seq| Ok(u64::try_from(seq?).unwrap_or(0))).collect()
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Stored> {
    Ok(Stored {
        id: ConversationId(row.get(0)?),
        version: u64::try_from(row.get::<_, i64>(1)?).unwrap_or(0),
        structure: Hash(row.get(2)?),
        state: row.get(3)?,
        channel: row.get(4)?,
        customer: row.get(5)?,
        wakes_at: row.get::<_, Option<i64>>(6)?.map(Instant),
        updated: Instant(row.get(7)?),
    })
}
