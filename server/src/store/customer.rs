//! What conversations have changed in a customer's profile.

use super::{Store, StoreError};
use huashu_dsl::Hash;
use huashu_dsl::value::Instant;
use rusqlite::{OptionalExtension, params};

/// A field of 顾客 that a conversation set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its name.
    pub field: String,
    /// The release whose indexes may stand in the value.
    pub structure: Hash,
    /// The value.
    pub value: Vec<u8>,
}

impl Store {
    /// The fields that conversations set for a customer, by name.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn customer_fields(&self, customer: &str) -> Result<Vec<Kept>, StoreError> {
        let sql = "SELECT field, structure, value FROM customer_fields WHERE customer = ?1 ORDER BY field";
        let mut query = self.connection.prepare_cached(sql)?;
        let rows = query.query_map([customer], |row| {
            Ok(Kept { field: row.get(0)?, structure: Hash(row.get(1)?), value: row.get(2)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What the customers' system last answered for a customer.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn last_answer(&self, customer: &str) -> Result<Option<String>, StoreError> {
        let mut query =
            self.connection.prepare_cached("SELECT answer FROM customer_answers WHERE customer = ?1")?;
        Ok(query.query_row([customer], |row| row.get(0)).optional()?)
    }

    /// Keeps what the customers' system answered. The same answer as before is not written again.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn keep_answer(&self, customer: &str, answer: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO customer_answers (customer, answer) VALUES (?1, ?2)
                   ON CONFLICT (customer) DO UPDATE SET answer = excluded.answer WHERE answer <> excluded.answer";
        self.connection.prepare_cached(sql)?.execute(params![customer, answer])?;
        Ok(())
    }

    /// The experiment arms of a customer: experiment, arm.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn customer_arms(&self, customer: &str) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT experiment, arm FROM customer_arms WHERE customer = ?1 ORDER BY experiment";
        let mut query = self.connection.prepare_cached(sql)?;
        let rows = query.query_map([customer], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The pushes that were sent to a customer in any conversation, by name, and when.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn customer_pushes(&self, customer: &str) -> Result<Vec<(String, Instant)>, StoreError> {
        let sql = "SELECT push, at FROM customer_pushes WHERE customer = ?1 ORDER BY push, at";
        let mut query = self.connection.prepare_cached(sql)?;
        let rows = query.query_map([customer], |row| Ok((row.get(0)?, Instant(row.get(1)?))))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
