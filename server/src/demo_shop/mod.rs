//! The demo shop: a small order system behind real HTTP, so that the shipped flows and scripts have something to talk to.
//!
//! It stands where a merchant's ERP or shop platform stands: it knows orders, goods and tickets, and nothing of conversations. It listens on
//! the loopback interface only, keeps everything in SQLite, writes times as RFC 3339 in UTC and amounts as integer 分, and answers a
//! refusal with `{"error": "…"}`. Order states carry the names of Taobao's TOP interface.
//!
//! | route | answer |
//! |---|---|
//! | `GET /customers/{id}` | the profile, in the fields of 顾客; 404 |
//! | `PATCH /customers/{id}` | stores fields of 顾客; the new profile |
//! | `GET /customers/{id}/cart` | `[{product_id, name, quantity, subtotal, discountable}]` |
//! | `GET /customers/{id}/coupons` | `[{code, amount, floor, expires_at, used}]`, to be used from the sum `floor` on |
//! | `GET /orders?customer=` | orders, newest first |
//! | `GET /orders/{no}` | `{order_no, customer, title, product_id, category, amount, discount, discount_from, state, created_at, paid_at, promised_at, shipped_at, signed_at, address, phone}`; 404 |
//! | `GET /orders/{no}/items` | `[{item_no, product_id, name, size, quantity, paid, price_now, returnable}]`; 404 |
//! | `GET /orders/{no}/logistics` | `{carrier, tracking_no, traces: [{at, text}]}`; 404 before shipping |
//! | `GET /orders/{no}/refund` | `{refund_no, amount, state, expected_on}`; 404 without one |
//! | `GET /orders/{no}/price-protection` | `{items}` as above; 410 when the time is over |
//! | `GET /orders/{no}/presale` | `{deposit, balance, opens_at, closes_at, balance_paid, ships_on}`; 404 for an order that is none |
//! | `PUT /orders/{no}/address` | `{address, phone}` in; 409 once shipped |
//! | `POST /cancellations` | `{order_no, reason}` in, `{refund}` out, null where nothing was paid; 409 once shipped, 410 for an order that is closed |
//! | `GET /after-sale/rules/{category}` | `{no_reason_days, refund_only_cap, exchange_freight}`; 404 without a rule |
//! | `GET /products?q=` `?min_price=&limit=` | the goods that the words name, best first; or the cheapest from a price on |
//! | `GET /products/{id}` | `{product_id, name, category, price, image, link}`; 404 |
//! | `GET /products/{id}/size-chart` | `[{size, height_from, height_to, weight_from, weight_to}]` in cm and kg; 404 without one |
//! | `GET /products/{id}/stock?size=` | `{stock}`; 404 |
//! | `GET /products/{id}/matches?limit=` | goods that go with it |
//! | `GET /promotions/{code}/products/{id}` | `{price, saved, coupon}`; 404 |
//! | `GET /tickets?order_no=` `GET /tickets/{no}` | tickets |
//! | `POST /tickets` | `{kind, title, order_no, customer, …}` in, `{ticket_no}` out; 409 for a second open `urge`, `trace`, `intercept` or `missing` of an order |
//! | `POST /pickups` | `{ticket_no}` in, `{at}` out; 409 where no courier comes |
//! | `POST /refunds` | `{order_no, amount, reason}` in, `{refund_no}` out; 409 for more than was paid, all refunds together |
//! | `POST /coupons` | `{customer, amount, hours}` in, `{code, expires_at}` out |
//! | `POST /invoices` | `{order_no, kind, title, tax_no, email}` in, `{invoice_no}` out |
//!
//! Every `POST` honours `Idempotency-Key`: 201 the first time, 200 and the same answer with the same key, 422 for the same key with another request.

mod after_sale;
mod customers;
mod goods;
mod once;
mod orders;
mod seed;
#[cfg(test)]
mod tests;
mod tickets;

pub use seed::seed;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post, put};
use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::future::Future;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;

/// Serves the shop on `listener` until `shutdown` is ready. `db` was seeded; `clock` tells the time of what is created.
///
/// # Errors
/// When the listener is not on the loopback interface, or cannot accept.
pub async fn serve(
    listener: TcpListener,
    db: Connection,
    clock: impl Fn() -> Timestamp + Send + Sync + 'static,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    if !listener.local_addr()?.ip().is_loopback() {
        return Err(io::Error::other("the demo shop listens on the loopback interface only"));
    }
    let shop = Shop { db: Arc::new(Mutex::new(db)), clock: Arc::new(clock) };
    axum::serve(listener, routes(shop)).with_graceful_shutdown(shutdown).await
}

fn routes(shop: Shop) -> Router {
    Router::new()
        .route("/customers/{id}", get(customers::profile).patch(customers::store))
        .route("/customers/{id}/cart", get(customers::cart))
        .route("/customers/{id}/coupons", get(customers::coupons))
        .route("/orders", get(orders::of_customer))
        .route("/orders/{no}", get(orders::one))
        .route("/orders/{no}/items", get(orders::items))
        .route("/orders/{no}/logistics", get(orders::logistics))
        .route("/orders/{no}/presale", get(orders::presale))
        .route("/orders/{no}/address", put(orders::move_to))
        .route("/orders/{no}/refund", get(after_sale::refund))
        .route("/orders/{no}/price-protection", get(after_sale::price_protection))
        .route("/cancellations", post(orders::cancel))
        .route("/after-sale/rules/{category}", get(after_sale::rules))
        .route("/refunds", post(after_sale::pay_back))
        .route("/coupons", post(after_sale::coupon))
        .route("/invoices", post(after_sale::invoice))
        .route("/products", get(goods::search))
        .route("/products/{id}", get(goods::one))
        .route("/products/{id}/size-chart", get(goods::size_chart))
        .route("/products/{id}/stock", get(goods::stock))
        .route("/products/{id}/matches", get(goods::matches))
        .route("/promotions/{code}/products/{id}", get(goods::promotion))
        .route("/tickets", get(tickets::of_order).post(tickets::create))
        .route("/tickets/{no}", get(tickets::one))
        .route("/pickups", post(tickets::pickup))
        .fallback(|| async { Refusal::missing("no such route") })
        .with_state(shop)
}

/// What every route works with.
#[derive(Clone)]
struct Shop {
    db: Arc<Mutex<Connection>>,
    clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

impl Shop {
    fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Works on the database outside of the async threads; its statements take microseconds.
    async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let db = Arc::clone(&self.db);
        tokio::task::spawn_blocking(move || work(&mut db.lock().unwrap_or_else(PoisonError::into_inner)))
            .await
            .unwrap_or_else(|_| Err(Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "the request crashed")))
    }
}

/// What a route answers: JSON, or why not.
type Answer = Result<Json<Value>, Refusal>;

/// A request that is not met.
#[derive(Debug)]
struct Refusal {
    status: StatusCode,
    error: String,
}

impl Refusal {
    fn new(status: StatusCode, error: impl Into<String>) -> Self {
        Self { status, error: error.into() }
    }

    fn missing(error: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, error)
    }

    fn conflict(error: &str) -> Self {
        Self::new(StatusCode::CONFLICT, error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "error": self.error }))).into_response()
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::QueryReturnedNoRows => Self::missing("not found"),
            other => Self::new(StatusCode::INTERNAL_SERVER_ERROR, other.to_string()),
        }
    }
}

/// One row as JSON: each column under its name, NULL as null.
fn row(db: &Connection, sql: &str, params: impl rusqlite::Params) -> Result<Value, Refusal> {
    Ok(db.prepare_cached(sql)?.query_row(params, object)?)
}

/// All rows as JSON objects.
fn rows(db: &Connection, sql: &str, params: impl rusqlite::Params) -> Result<Value, Refusal> {
    let mut statement = db.prepare_cached(sql)?;
    let found = statement.query_map(params, object)?.collect::<Result<Vec<_>, _>>()?;
    Ok(Value::Array(found))
}

/// Turns a column of 0 and 1 into what JSON calls it.
fn flag(row: &mut Value, name: &str) {
    if let Some(flag) = row.get_mut(name) {
        *flag = Value::Bool(flag.as_i64() == Some(1));
    }
}

fn object(row: &rusqlite::Row<'_>) -> rusqlite::Result<Value> {
    use rusqlite::types::ValueRef;
    let mut out = serde_json::Map::new();
    let names: Vec<String> = row.as_ref().column_names().map(str::to_owned).collect();
    for (index, name) in names.into_iter().enumerate() {
        let value = match row.get_ref(index)? {
            ValueRef::Null | ValueRef::Blob(_) => Value::Null,
            ValueRef::Integer(n) => n.into(),
            ValueRef::Real(n) => n.into(),
            ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
        };
        out.insert(name, value);
    }
    Ok(Value::Object(out))
}
