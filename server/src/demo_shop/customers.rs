//! Customers: their profile in the fields of 顾客, their cart and their coupons.

use super::{Answer, Refusal, Shop, flag, row, rows};
use axum::extract::{Path, State};
use axum::response::Json;
use rusqlite::{Connection, params};
use serde_json::{Map, Value};

pub(super) async fn profile(State(shop): State<Shop>, Path(id): Path<String>) -> Answer {
    shop.with(move |db| read(db, &id)).await.map(Json)
}

/// The stored fields, then those that follow from orders and cart.
fn read(db: &Connection, id: &str) -> Result<Value, Refusal> {
    let mut fields = stored(db, id)?;
    // What has just arrived is what customers write about, so it comes first.
    let orders = "SELECT order_no AS 订单号, title AS 商品, amount AS 金额 FROM orders WHERE customer = ?1 \
                  ORDER BY signed_at IS NULL, signed_at DESC, created_at DESC";
    let recent = rows(db, orders, [id])?;
    let numbers = recent.as_array().into_iter().flatten().filter_map(|o| o.get("订单号").cloned()).collect();
    fields.insert("全部订单号".to_owned(), Value::Array(numbers));
    fields.insert("最近订单".to_owned(), recent);
    let cart = "SELECT p.product_id AS 商品号, p.name AS 名称, p.price AS 价格, p.image AS 主图, p.link AS 链接 \
                FROM cart c JOIN products p USING (product_id) WHERE c.customer = ?1 ORDER BY p.price DESC";
    let cart = rows(db, cart, [id])?;
    let in_cart = cart.as_array().map_or(0, Vec::len);
    fields.insert("加购数".to_owned(), in_cart.into());
    fields.insert("加购商品".to_owned(), cart.get(0).cloned().unwrap_or(Value::Null));
    Ok(Value::Object(fields))
}

fn stored(db: &Connection, id: &str) -> Result<Map<String, Value>, Refusal> {
    let profile = row(db, "SELECT profile FROM customers WHERE id = ?1", [id])?;
    let text = profile.get("profile").and_then(Value::as_str).unwrap_or("{}");
    Ok(serde_json::from_str(text).unwrap_or_default())
}

pub(super) async fn store(
    State(shop): State<Shop>,
    Path(id): Path<String>,
    Json(request): Json<Map<String, Value>>,
) -> Answer {
    shop.with(move |db| {
        let mut fields = stored(db, &id)?;
        fields.extend(request);
        let profile = Value::Object(fields).to_string();
        db.execute("UPDATE customers SET profile = ?2 WHERE id = ?1", params![id, profile])?;
        Ok(Json(read(db, &id)?))
    })
    .await
}

pub(super) async fn cart(State(shop): State<Shop>, Path(id): Path<String>) -> Answer {
    shop.with(move |db| {
        let sql = "SELECT c.product_id, p.name, c.quantity, c.quantity * p.price AS subtotal, c.discountable \
                   FROM cart c JOIN products p USING (product_id) WHERE c.customer = ?1 ORDER BY c.product_id";
        let mut found = rows(db, sql, [id])?;
        found.as_array_mut().into_iter().flatten().for_each(|item| flag(item, "discountable"));
        Ok(Json(found))
    })
    .await
}

pub(super) async fn coupons(State(shop): State<Shop>, Path(id): Path<String>) -> Answer {
    shop.with(move |db| {
        let sql =
            "SELECT code, amount, floor, expires_at, used FROM coupons WHERE customer = ?1 ORDER BY expires_at DESC";
        let mut found = rows(db, sql, [id])?;
        found.as_array_mut().into_iter().flatten().for_each(|coupon| flag(coupon, "used"));
        Ok(Json(found))
    })
    .await
}
