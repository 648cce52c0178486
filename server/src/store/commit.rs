//! One step made durable, whole or not at all.

use super::{Store, StoreError, outbox};
use huashu_dsl::Hash;
use huashu_dsl::value::Instant;
use huashu_engine::ConversationId;
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};

/// What one step changes.
#[derive(Debug)]
pub struct Commit<'a> {
    /// The conversation.
    pub conversation: ConversationId,
    /// The version that the step began with; 0 begins a conversation.
    pub version: u64,
    /// The key under which this event may happen only once in this conversation.
    pub dedupe: &'a str,
    /// When the event happened.
    pub at: Instant,
    /// The release whose indexes stand in `state`.
    pub structure: Hash,
    /// The session after the step.
    pub state: &'a [u8],
    /// The member of 渠道.
    pub channel: u16,
    /// The customer's id.
    pub customer: &'a str,
    /// When the conversation is to be woken.
    pub wakes_at: Option<Instant>,
    /// The event.
    pub event: &'a [u8],
    /// What is to be done, in order, and when.
    pub effects: &'a [(Vec<u8>, Due)],
    /// What was done since the commit before: version and place among its effects.
    pub done: &'a [(u64, u32)],
    /// Fields of 顾客 that changed, by name.
    pub fields: &'a [(String, Vec<u8>)],
    /// Experiment arms that were met: experiment, arm. The first one stored stays.
    pub arms: &'a [(String, String)],
    /// Pushes that began: name and when.
    pub pushes: &'a [(String, Instant)],
}

/// When an effect is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// By the commit itself.
    Now,
    /// By whoever drives the conversation, afterwards.
    Later,
}

/// What became of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Committed {
    /// It is durable; this is the conversation's new version.
    Done(u64),
    /// The event had already happened; nothing was changed.
    Duplicate,
}

impl Store {
    /// Commits a step in one transaction.
    ///
    /// # Errors
    /// [`StoreError::Fenced`] where the conversation is no longer at `version`; nothing has changed then.
    pub fn commit(&mut self, step: &Commit<'_>) -> Result<Committed, StoreError> {
        let change = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if seen(&change, step)? {
            return Ok(Committed::Duplicate);
        }
        let version = step.version + 1;
        session(&change, step, version)?;
        event(&change, step, version)?;
        outbox::mark(&change, step.conversation, step.done, step.at)?;
        customer(&change, step)?;
        change.commit()?;
        Ok(Committed::Done(version))
    }
}

fn seen(change: &Transaction<'_>, step: &Commit<'_>) -> Result<bool, StoreError> {
    let mut query = change.prepare_cached("SELECT 1 FROM events WHERE conversation = ?1 AND dedupe = ?2")?;
    let row = query.query_row(params![step.conversation.0, step.dedupe], |_| Ok(())).optional()?;
    Ok(row.is_some())
}

fn session(change: &Transaction<'_>, step: &Commit<'_>, version: u64) -> Result<(), StoreError> {
    let sql = if step.version == 0 {
        "INSERT INTO conversations (id, version, structure, state, channel, customer, wakes_at, updated)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (id) DO NOTHING"
    } else {
        "UPDATE conversations SET version = ?2, structure = ?3, state = ?4, channel = ?5, customer = ?6, wakes_at = ?7,
         updated = ?8 WHERE id = ?1 AND version = ?2 - 1"
    };
    let changed = change.prepare_cached(sql)?.execute(params![
        step.conversation.0,
        signed(version),
        step.structure.0,
        step.state,
        step.channel,
        step.customer,
        step.wakes_at.map(|at| at.0),
        step.at.0,
    ])?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Fenced) }
}

fn event(change: &Transaction<'_>, step: &Commit<'_>, version: u64) -> Result<(), StoreError> {
    let seq = signed(version);
    change
        .prepare_cached(
            "INSERT INTO events (conversation, seq, dedupe, at, body) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![step.conversation.0, seq, step.dedupe, step.at.0, step.event])?;
    let mut insert = change.prepare_cached(
        "INSERT INTO outbox (conversation, seq, ordinal, effect, performed) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (ordinal, (effect, due)) in (0_i64..).zip(step.effects) {
        let performed = (*due == Due::Now).then_some(step.at.0);
        insert.execute(params![step.conversation.0, seq, ordinal, effect, performed])?;
    }
    Ok(())
}

fn customer(change: &Transaction<'_>, step: &Commit<'_>) -> Result<(), StoreError> {
    for (field, value) in step.fields {
        change
            .prepare_cached("INSERT OR REPLACE INTO customer_fields (customer, field, structure, value) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![step.customer, field, step.structure.0, value])?;
    }
    for (experiment, arm) in step.arms {
        change
            .prepare_cached(
                "INSERT OR IGNORE INTO customer_arms (customer, experiment, arm) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![step.customer, experiment, arm])?;
    }
    for (push, at) in step.pushes {
        change
            .prepare_cached(
                "INSERT OR IGNORE INTO customer_pushes (customer, push, at, conversation) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![step.customer, push, at.0, step.conversation.0])?;
    }
    Ok(())
}

/// SQLite counts in signed integers; a conversation has fewer than 2⁶³ events.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
