//! What is still to be done for a conversation.

use super::commit::signed;
use super::{Store, StoreError};
use huashu_dsl::value::Instant;
use huashu_engine::ConversationId;
use rusqlite::{Params, Transaction, params};

/// An effect in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// The version of the conversation whose step asked for it.
    pub seq: u64,
    /// Its place among the effects of that step.
    pub ordinal: u32,
    /// The effect.
    pub effect: Vec<u8>,
}

impl Store {
    /// The effects of a conversation that are not yet performed, in order.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn pending(&self, id: ConversationId) -> Result<Vec<Pending>, StoreError> {
        let sql = "SELECT seq, ordinal, effect FROM outbox WHERE conversation = ?1 AND performed IS NULL ORDER BY seq, ordinal";
        self.outbox(sql, params![id.0])
    }

    /// The effects of a conversation's last steps, performed or not, in order; from the version `since` on.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn effects_since(&self, id: ConversationId, since: u64) -> Result<Vec<Pending>, StoreError> {
        let sql = "SELECT seq, ordinal, effect FROM outbox WHERE conversation = ?1 AND seq >= ?2 ORDER BY seq, ordinal";
        self.outbox(sql, params![id.0, signed(since)])
    }

    /// Marks effects as done. Marking one again changes nothing.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn performed(
        &mut self,
        id: ConversationId,
        effects: &[(u64, u32)],
        at: Instant,
    ) -> Result<(), StoreError> {
        if effects.is_empty() {
            return Ok(());
        }
        let change = self.connection.transaction()?;
        mark(&change, id, effects, at)?;
        change.commit()?;
        Ok(())
    }

    fn outbox(&self, sql: &str, params: impl Params) -> Result<Vec<Pending>, StoreError> {
        let mut query = self.connection.prepare_cached(sql)?;
        let rows = query.query_map(params, |row| {
            let seq = u64::try_from(row.get::<_, i64>(0)?).unwrap_or(0);
            Ok(Pending { seq, ordinal: row.get(1)?, effect: row.get(2)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

pub(super) fn mark(
    change: &Transaction<'_>,
    id: ConversationId,
    effects: &[(u64, u32)],
    at: Instant,
) -> Result<(), StoreError> {
    let sql = "UPDATE outbox SET performed = ?4 WHERE conversation = ?1 AND seq = ?2 AND ordinal = ?3 AND performed IS NULL";
    for (seq, ordinal) in effects {
        change.prepare_cached(sql)?.execute(params![id.0, signed(*seq), ordinal, at.0])?;
    }
    Ok(())
}
