//! `Idempotency-Key`: the same request with the same key is done once and answered alike.

use super::{Refusal, Shop};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Json;
use rusqlite::{OptionalExtension, Transaction, params};
use serde_json::Value;

/// What a creating route answers.
pub(super) type Created = Result<(StatusCode, Json<Value>), Refusal>;

impl Shop {
    /// Does `create` and remembers its answer under the request's key, in one transaction: 201, or 200 with the answer of the first time.
    pub(super) async fn once(
        &self,
        headers: &HeaderMap,
        route: &'static str,
        request: Value,
        create: impl FnOnce(&Transaction<'_>, &Value) -> Result<Value, Refusal> + Send + 'static,
    ) -> Created {
        let key = headers.get("Idempotency-Key").and_then(|v| v.to_str().ok()).map(str::to_owned);
        self.with(move |db| {
            let work = db.transaction()?;
            let asked = format!("{route} {request}");
            if let Some(key) = &key
                && let Some(answer) = remembered(&work, key, &asked)?
            {
                return Ok((StatusCode::OK, Json(answer)));
            }
            let answer = create(&work, &request)?;
            if let Some(key) = &key {
                let sql = "INSERT INTO idempotency (key, request, answer) VALUES (?1, ?2, ?3)";
                work.execute(sql, params![key, asked, answer.to_string()])?;
            }
            work.commit()?;
            Ok((StatusCode::CREATED, Json(answer)))
        })
        .await
    }
}

fn remembered(work: &Transaction<'_>, key: &str, asked: &str) -> Result<Option<Value>, Refusal> {
    let sql = "SELECT request, answer FROM idempotency WHERE key = ?1";
    let found: Option<(String, String)> =
        work.query_row(sql, [key], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    match found {
        None => Ok(None),
        Some((request, answer)) if request == asked => Ok(serde_json::from_str(&answer).ok()),
        Some(_) => {
            Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "this key was used for another request"))
        }
    }
}

/// A text field that must be there.
pub(super) fn text<'a>(request: &'a Value, name: &str) -> Result<&'a str, Refusal> {
    request
        .get(name)
        .and_then(Value::as_str)
        .filter(|t| !t.is_empty())
        .ok_or_else(|| Refusal::new(StatusCode::BAD_REQUEST, format!("{name} is missing")))
}

/// An amount in 分 that must be there and positive.
pub(super) fn amount(request: &Value, name: &str) -> Result<i64, Refusal> {
    request.get(name).and_then(Value::as_i64).filter(|n| *n > 0).ok_or_else(|| {
        Refusal::new(StatusCode::BAD_REQUEST, format!("{name} must be a positive amount in 分"))
    })
}
