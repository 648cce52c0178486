//! After the sale: rules, refunds, price protection, and the papers and vouchers that go with it.

use super::once::{Created, amount, text};
use super::orders::{find, items_of};
use super::{Answer, Refusal, Shop, row};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Json;
use jiff::{SignedDuration, Timestamp};
use rusqlite::params;
use serde_json::{Value, json};

/// For how long after paying the shop makes up for a lower price.
const PROTECTED: SignedDuration = SignedDuration::from_hours(30 * 24);

pub(super) async fn rules(State(shop): State<Shop>, Path(category): Path<String>) -> Answer {
    shop.with(move |db| {
        let sql = "SELECT category, no_reason_days, refund_only_cap, exchange_freight FROM rules WHERE category = ?1";
        row(db, sql, [category])
    })
    .await
    .map(Json)
}

pub(super) async fn refund(State(shop): State<Shop>, Path(no): Path<String>) -> Answer {
    shop.with(move |db| {
        let sql = "SELECT refund_no, amount, state, expected_on FROM refunds WHERE order_no = ?1 ORDER BY id DESC LIMIT 1";
        row(db, sql, [no])
    })
    .await
    .map(Json)
}

pub(super) async fn price_protection(State(shop): State<Shop>, Path(no): Path<String>) -> Answer {
    let now = shop.now();
    shop.with(move |db| {
        let paid =
            find(db, &no)?.get("paid_at").and_then(Value::as_str).and_then(|t| t.parse::<Timestamp>().ok());
        if paid.is_none_or(|at| now.duration_since(at) > PROTECTED) {
            return Err(Refusal::new(StatusCode::GONE, "price protection is over"));
        }
        Ok(Json(json!({ "items": items_of(db, &no)? })))
    })
    .await
}

pub(super) async fn pay_back(
    State(shop): State<Shop>,
    headers: HeaderMap,
    Json(request): Json<Value>,
) -> Created {
    let expected = (shop.now() + SignedDuration::from_hours(72)).to_string();
    shop.once(&headers, "refunds", request, move |db, request| {
        let no = text(request, "order_no")?;
        let paid = find(db, no)?.get("amount").and_then(Value::as_i64).unwrap_or(0);
        let sql = "SELECT COALESCE(SUM(amount), 0) FROM refunds WHERE order_no = ?1";
        let back: i64 = db.query_row(sql, [no], |row| row.get(0))?;
        if back + amount(request, "amount")? > paid {
            return Err(Refusal::conflict("more than was paid"));
        }
        let day = expected.get(..10);
        let sql = "INSERT INTO refunds (refund_no, order_no, amount, state, expected_on) VALUES (?1, ?2, ?3, 'SUCCESS', ?4)";
        let refund_no = format!("R-{:04}", count(db, "SELECT COUNT(*) + 1 FROM refunds")?);
        db.execute(sql, params![refund_no, no, amount(request, "amount")?, day])?;
        Ok(json!({ "refund_no": refund_no }))
    })
    .await
}

pub(super) async fn coupon(
    State(shop): State<Shop>,
    headers: HeaderMap,
    Json(request): Json<Value>,
) -> Created {
    let now = shop.now();
    shop.once(&headers, "coupons", request, move |db, request| {
        let hours = request.get("hours").and_then(Value::as_i64).unwrap_or(24).clamp(1, 24 * 365);
        let expires = (now + SignedDuration::from_hours(hours)).to_string();
        let code = format!("HS{:05}", count(db, "SELECT COUNT(*) + 1 FROM coupons")?);
        let sql = "INSERT INTO coupons (code, customer, amount, expires_at) VALUES (?1, ?2, ?3, ?4)";
        db.execute(sql, params![code, text(request, "customer")?, amount(request, "amount")?, expires])?;
        Ok(json!({ "code": code, "expires_at": expires }))
    })
    .await
}

pub(super) async fn invoice(
    State(shop): State<Shop>,
    headers: HeaderMap,
    Json(request): Json<Value>,
) -> Created {
    shop.once(&headers, "invoices", request, |db, request| {
        let no = text(request, "order_no")?;
        find(db, no)?;
        let invoice_no = format!("F-{:04}", count(db, "SELECT COUNT(*) + 1 FROM invoices")?);
        let sql = "INSERT INTO invoices (invoice_no, order_no, kind, title, tax_no, email) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let tax_no = request.get("tax_no").and_then(Value::as_str);
        let email = text(request, "email")?;
        db.execute(sql, params![invoice_no, no, text(request, "kind")?, text(request, "title")?, tax_no, email])?;
        Ok(json!({ "invoice_no": invoice_no }))
    })
    .await
}

/// A number that SQL counts.
pub(super) fn count(db: &rusqlite::Connection, sql: &str) -> Result<i64, Refusal> {
    Ok(db.query_row(sql, [], |row| row.get(0))?)
}
