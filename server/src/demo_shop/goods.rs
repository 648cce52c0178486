//! Goods: finding them by words, their sizes, their stock, what goes with them, what they cost in a promotion.

use super::{Answer, Refusal, Shop, row, rows};
use axum::extract::{Path, Query, State};
use axum::response::Json;
use serde::Deserialize;
use serde_json::{Value, json};

const PRODUCT: &str = "SELECT product_id, name, category, price, image, link FROM products";

/// What to look for.
#[derive(Deserialize)]
pub(super) struct Wanted {
    q: Option<String>,
    min_price: Option<i64>,
    size: Option<String>,
    limit: Option<usize>,
}

pub(super) async fn search(State(shop): State<Shop>, Query(wanted): Query<Wanted>) -> Answer {
    shop.with(move |db| {
        let limit = wanted.limit.unwrap_or(5);
        let found = match &wanted.q {
            Some(words) => named(&rows(db, PRODUCT, [])?, words),
            None => {
                let sql = format!("{PRODUCT} WHERE price >= ?1 ORDER BY price, product_id");
                rows(db, &sql, [wanted.min_price.unwrap_or(0)])?
            }
        };
        Ok(Json(first(found, limit)))
    })
    .await
}

/// The goods that `words` name: by their number, or by the share of their name's characters that occur, at least half.
fn named(goods: &Value, words: &str) -> Value {
    let said = words.to_lowercase();
    let mut scored: Vec<(usize, Value)> = goods
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|product| {
            let text = |field| product.get(field).and_then(Value::as_str).unwrap_or_default().to_lowercase();
            let (id, name) = (text("product_id"), text("name"));
            let letters = name.chars().count().max(1);
            let hits = name.chars().filter(|c| said.contains(*c)).count();
            let score = if said.contains(&id) { 200 } else { hits * 100 / letters };
            (score >= 50).then(|| (score, product.clone()))
        })
        .collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    Value::Array(scored.into_iter().map(|(_, product)| product).collect())
}

fn first(list: Value, limit: usize) -> Value {
    match list {
        Value::Array(mut items) => {
            items.truncate(limit);
            Value::Array(items)
        }
        other => other,
    }
}

pub(super) async fn one(State(shop): State<Shop>, Path(id): Path<String>) -> Answer {
    shop.with(move |db| row(db, &format!("{PRODUCT} WHERE product_id = ?1"), [id])).await.map(Json)
}

pub(super) async fn size_chart(State(shop): State<Shop>, Path(id): Path<String>) -> Answer {
    shop.with(move |db| {
        let sql = "SELECT size, height_from, height_to, weight_from, weight_to FROM sizes \
                   WHERE product_id = ?1 AND height_from IS NOT NULL ORDER BY weight_from";
        match rows(db, sql, [id])? {
            Value::Array(chart) if chart.is_empty() => Err(Refusal::missing("no size chart")),
            chart => Ok(Json(chart)),
        }
    })
    .await
}

pub(super) async fn stock(
    State(shop): State<Shop>,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Answer {
    shop.with(move |db| {
        let sql = "SELECT stock FROM sizes WHERE product_id = ?1 AND size = ?2";
        row(db, sql, [id, wanted.size.unwrap_or_else(|| "均码".to_owned())])
    })
    .await
    .map(Json)
}

pub(super) async fn matches(
    State(shop): State<Shop>,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Answer {
    shop.with(move |db| {
        let sql = format!(
            "{PRODUCT} JOIN matches ON other = product_id WHERE matches.product = ?1 ORDER BY product_id"
        );
        Ok(Json(first(rows(db, &sql, [id])?, wanted.limit.unwrap_or(3))))
    })
    .await
}

pub(super) async fn promotion(State(shop): State<Shop>, Path((code, id)): Path<(String, String)>) -> Answer {
    shop.with(move |db| {
        let sql = "SELECT p.price, m.percent, m.coupon FROM promotions m JOIN products p USING (product_id) \
                   WHERE m.code = ?1 AND m.product_id = ?2";
        let found = row(db, sql, [&code, &id])?;
        let number = |field| found.get(field).and_then(Value::as_i64).unwrap_or(0);
        // Rounded down to whole yuan, as the shop advertises it.
        let price = number("price") * (100 - number("percent")) / 100 / 100 * 100;
        Ok(Json(json!({ "price": price, "saved": number("price") - price, "coupon": found.get("coupon") })))
    })
    .await
}
