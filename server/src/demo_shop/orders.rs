//! Orders: what was bought, where it is, and where it goes.

use super::after_sale::count;
use super::once::{Created, text};
use super::{Answer, Refusal, Shop, flag, row, rows};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Json;
use jiff::SignedDuration;
use rusqlite::{Connection, params};
use serde::Deserialize;
use serde_json::{Value, json};

/// The columns of an order that the outside sees.
const ORDER: &str = "SELECT o.order_no, o.customer, o.title, o.product_id, p.category, o.amount, o.discount, o.discount_from, o.state, o.created_at, o.paid_at, \
     o.promised_at, o.shipped_at, o.signed_at, o.address, o.phone FROM orders o JOIN products p USING (product_id)";

/// Whose orders.
#[derive(Deserialize)]
pub(super) struct Whose {
    customer: String,
}

pub(super) async fn of_customer(State(shop): State<Shop>, Query(whose): Query<Whose>) -> Answer {
    shop.with(move |db| {
        rows(db, &format!("{ORDER} WHERE o.customer = ?1 ORDER BY o.created_at DESC"), [whose.customer])
    })
    .await
    .map(Json)
}

pub(super) async fn one(State(shop): State<Shop>, Path(no): Path<String>) -> Answer {
    shop.with(move |db| find(db, &no)).await.map(Json)
}

/// The order, or 404.
pub(super) fn find(db: &Connection, no: &str) -> Result<Value, Refusal> {
    row(db, &format!("{ORDER} WHERE o.order_no = ?1"), [no])
}

pub(super) async fn items(State(shop): State<Shop>, Path(no): Path<String>) -> Answer {
    shop.with(move |db| items_of(db, &no)).await.map(Json)
}

/// What the order holds, with what was paid for it, what it costs now, and whether it can be sent back.
pub(super) fn items_of(db: &Connection, no: &str) -> Result<Value, Refusal> {
    find(db, no)?;
    let sql = "SELECT i.item_no, i.product_id, i.name, i.size, i.quantity, i.paid, \
               CASE WHEN i.paid = 0 THEN 0 ELSE p.price * i.quantity END AS price_now, \
               i.returnable AND o.signed_at IS NOT NULL AS returnable \
               FROM items i JOIN products p USING (product_id) JOIN orders o USING (order_no) WHERE i.order_no = ?1 ORDER BY i.item_no";
    let mut found = rows(db, sql, [no])?;
    found.as_array_mut().into_iter().flatten().for_each(|item| flag(item, "returnable"));
    Ok(found)
}

pub(super) async fn logistics(State(shop): State<Shop>, Path(no): Path<String>) -> Answer {
    shop.with(move |db| {
        let mut parcel = row(db, "SELECT carrier, tracking_no FROM parcels WHERE order_no = ?1", [&no])?;
        let traces = rows(db, "SELECT at, text FROM traces WHERE order_no = ?1 ORDER BY at DESC", [&no])?;
        if let Some(fields) = parcel.as_object_mut() {
            fields.insert("traces".to_owned(), traces);
        }
        Ok(Json(parcel))
    })
    .await
}

pub(super) async fn presale(State(shop): State<Shop>, Path(no): Path<String>) -> Answer {
    shop.with(move |db| {
        let sql = "SELECT deposit, balance, opens_at, closes_at, balance_paid, ships_on FROM presales WHERE order_no = ?1";
        let mut found = row(db, sql, [no])?;
        flag(&mut found, "balance_paid");
        Ok(Json(found))
    })
    .await
}

pub(super) async fn move_to(
    State(shop): State<Shop>,
    Path(no): Path<String>,
    Json(request): Json<Value>,
) -> Answer {
    shop.with(move |db| {
        let order = find(db, &no)?;
        if !order.get("shipped_at").is_none_or(Value::is_null) {
            return Err(Refusal::conflict("already shipped"));
        }
        let address = text(&request, "address")?;
        let phone = request.get("phone").and_then(Value::as_str);
        let sql = "UPDATE orders SET address = ?2, phone = COALESCE(?3, phone) WHERE order_no = ?1";
        db.execute(sql, params![no, address, phone])?;
        Ok(Json(json!({ "order_no": no })))
    })
    .await
}

/// Closes an order; what was paid for it goes back, expected within three days.
pub(super) async fn cancel(
    State(shop): State<Shop>,
    headers: HeaderMap,
    Json(request): Json<Value>,
) -> Created {
    let expected = (shop.now() + SignedDuration::from_hours(72)).to_string();
    shop.once(&headers, "cancellations", request, move |db, request| {
        let no = text(request, "order_no")?;
        let order = find(db, no)?;
        let is = |name: &str| order.get(name).is_some_and(|v| !v.is_null());
        if order.get("state").and_then(Value::as_str).is_some_and(|s| s.starts_with("TRADE_CLOSED")) {
            return Err(Refusal::new(StatusCode::GONE, "already closed"));
        }
        if is("shipped_at") {
            return Err(Refusal::conflict("already shipped"));
        }
        let paid = order.get("amount").and_then(Value::as_i64).filter(|_| is("paid_at"));
        let state = if paid.is_some() { "TRADE_CLOSED" } else { "TRADE_CLOSED_BY_TAOBAO" };
        db.execute("UPDATE orders SET state = ?2 WHERE order_no = ?1", params![no, state])?;
        if let Some(amount) = paid {
            let refund_no = format!("R-{:04}", count(db, "SELECT COUNT(*) + 1 FROM refunds")?);
            let sql = "INSERT INTO refunds (refund_no, order_no, amount, state, expected_on) VALUES (?1, ?2, ?3, 'SUCCESS', ?4)";
            db.execute(sql, params![refund_no, no, amount, expected.get(..10)])?;
        }
        Ok(json!({ "refund": paid }))
    })
    .await
}
