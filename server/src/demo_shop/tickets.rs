//! Tickets: what people of the shop are to do, and couriers that fetch parcels.

use super::after_sale::count;
use super::once::{Created, text};
use super::{Answer, Refusal, Shop, row, rows};
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Json;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};
use serde::Deserialize;
use serde_json::{Value, json};

/// Where no courier comes to the door.
const REMOTE: [&str; 3] = ["西藏", "新疆", "青海"];
/// Kinds of which an order has one that is open.
const ONCE: [&str; 4] = ["urge", "trace", "intercept", "missing"];
const TICKET: &str =
    "SELECT ticket_no, kind, title, order_no, customer, details, state, created_at FROM tickets";

/// Whose tickets.
#[derive(Deserialize)]
pub(super) struct Whose {
    order_no: String,
}

pub(super) async fn of_order(State(shop): State<Shop>, Query(whose): Query<Whose>) -> Answer {
    shop.with(move |db| rows(db, &format!("{TICKET} WHERE order_no = ?1 ORDER BY id"), [whose.order_no]))
        .await
        .map(Json)
}

pub(super) async fn one(State(shop): State<Shop>, Path(no): Path<String>) -> Answer {
    shop.with(move |db| row(db, &format!("{TICKET} WHERE ticket_no = ?1"), [no])).await.map(Json)
}

pub(super) async fn create(
    State(shop): State<Shop>,
    headers: HeaderMap,
    Json(request): Json<Value>,
) -> Created {
    let now = shop.now().to_string();
    shop.once(&headers, "tickets", request, move |db, request| {
        let (kind, title) = (text(request, "kind")?, text(request, "title")?);
        let order_no = request.get("order_no").and_then(Value::as_str);
        if ONCE.contains(&kind) && is_open(db, kind, order_no)? {
            return Err(Refusal::conflict("there is one already"));
        }
        let ticket_no = format!("T-{:04}", count(db, "SELECT COUNT(*) + 1 FROM tickets")?);
        let customer = request.get("customer").and_then(Value::as_str);
        let sql = "INSERT INTO tickets (ticket_no, kind, title, order_no, customer, details, state, created_at) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'new', ?7)";
        db.execute(sql, params![ticket_no, kind, title, order_no, customer, request.to_string(), now])?;
        Ok(json!({ "ticket_no": ticket_no }))
    })
    .await
}

fn is_open(db: &Connection, kind: &str, order_no: Option<&str>) -> Result<bool, Refusal> {
    let sql = "SELECT COUNT(*) FROM tickets WHERE kind = ?1 AND order_no = ?2 AND state <> 'closed'";
    Ok(db.query_row(sql, params![kind, order_no], |row| row.get::<_, i64>(0))? > 0)
}

pub(super) async fn pickup(
    State(shop): State<Shop>,
    headers: HeaderMap,
    Json(request): Json<Value>,
) -> Created {
    let at = next_morning(shop.now());
    shop.once(&headers, "pickups", request, move |db, request| {
        let no = text(request, "ticket_no")?;
        let sql = "SELECT o.address FROM tickets t JOIN orders o USING (order_no) WHERE t.ticket_no = ?1";
        let address: String = db.query_row(sql, [no], |row| row.get(0))?;
        if REMOTE.iter().any(|region| address.starts_with(region)) {
            return Err(Refusal::conflict("no courier comes there"));
        }
        db.execute("INSERT INTO pickups (ticket_no, at) VALUES (?1, ?2)", params![no, at])?;
        Ok(json!({ "at": at }))
    })
    .await
}

/// Ten o'clock of the next day in China.
fn next_morning(now: Timestamp) -> String {
    let zone = TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::UTC);
    let tomorrow = (now + SignedDuration::from_hours(24)).to_zoned(zone.clone()).date();
    tomorrow.at(10, 0, 0, 0).to_zoned(zone).map_or(now, |at| at.timestamp()).to_string()
}
