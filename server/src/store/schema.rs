//! The schema and how it came to be: a list of migrations, each run once, in order.

use super::StoreError;
use rusqlite::{Connection, TransactionBehavior};

/// Never changed, only appended to.
const MIGRATIONS: &[&str] = &[
    "
CREATE TABLE conversations (
  id        BLOB PRIMARY KEY,
  version   INTEGER NOT NULL,          -- events taken; fences writers
  structure BLOB NOT NULL,             -- the release whose indexes stand in state
  state     BLOB NOT NULL,
  channel   INTEGER NOT NULL,
  customer  TEXT NOT NULL,
  wakes_at  INTEGER,                   -- milliseconds since 1970
  updated   INTEGER NOT NULL           -- the clock of the last event
) STRICT, WITHOUT ROWID;
CREATE INDEX conversations_wakes ON conversations (wakes_at) WHERE wakes_at IS NOT NULL;

CREATE TABLE events (
  conversation BLOB NOT NULL REFERENCES conversations,
  seq          INTEGER NOT NULL,       -- the version that the event led to
  dedupe       TEXT NOT NULL,
  at           INTEGER NOT NULL,
  body         BLOB NOT NULL,
  PRIMARY KEY (conversation, seq),
  UNIQUE (conversation, dedupe)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  conversation BLOB NOT NULL,
  seq          INTEGER NOT NULL,
  ordinal      INTEGER NOT NULL,
  effect       BLOB NOT NULL,
  performed    INTEGER,                -- when; NULL is still to be done
  PRIMARY KEY (conversation, seq, ordinal),
  FOREIGN KEY (conversation, seq) REFERENCES events
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_open ON outbox (conversation, seq, ordinal) WHERE performed IS NULL;

CREATE TABLE journals (
  call    TEXT NOT NULL,               -- conversation, frame, call site, visit
  ordinal INTEGER NOT NULL,
  entry   BLOB NOT NULL,
  PRIMARY KEY (call, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE customer_fields (
  customer  TEXT NOT NULL,
  field     TEXT NOT NULL,
  structure BLOB NOT NULL,
  value     BLOB NOT NULL,
  PRIMARY KEY (customer, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE customer_arms (
  customer   TEXT NOT NULL,
  experiment TEXT NOT NULL,
  arm        TEXT NOT NULL,
  PRIMARY KEY (customer, experiment)
) STRICT, WITHOUT ROWID;
",
    "
CREATE TABLE customer_pushes (
  customer     TEXT NOT NULL,
  push         TEXT NOT NULL,
  at           INTEGER NOT NULL,       -- milliseconds since 1970
  conversation BLOB NOT NULL,
  PRIMARY KEY (customer, push, at, conversation)
) STRICT, WITHOUT ROWID;
",
    "
CREATE TABLE customer_answers (
  customer TEXT PRIMARY KEY,
  answer   TEXT NOT NULL               -- what the customers' system last said of the declared fields, as JSON
) STRICT, WITHOUT ROWID;
",
];

/// Brings the database to the last migration. Two processes that open it at once do not run one twice.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    change.execute_batch("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL) STRICT")?;
    let version: i64 =
        change.query_row("SELECT coalesce(max(version), 0) FROM schema_version", [], |row| row.get(0))?;
    let done = usize::try_from(version).unwrap_or(0);
    if done > MIGRATIONS.len() {
        return Err(StoreError::Newer(version));
    }
    for (number, migration) in MIGRATIONS.iter().enumerate().skip(done) {
        change.execute_batch(migration)?;
        change.execute(
            "INSERT INTO schema_version (version) VALUES (?1)",
            [i64::try_from(number + 1).unwrap_or(i64::MAX)],
        )?;
    }
    change.commit()?;
    Ok(())
}
