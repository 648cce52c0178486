//! The demo shop over real HTTP: its routes, and every shipped script against it.

mod scripts;

use super::{seed, serve};
use crate::config::Connector;
use crate::connector::Connectors;
use huashu_plugins::{Answer, HttpRequest};
use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Ten in the morning in China.
const NOW: &str = "2026-11-20T02:00:00Z";
const SIGNED: &str = "1234567890123456789";
const UNSHIPPED: &str = "1234567890123456006";

/// A running shop, gone when the test is.
struct Demo {
    connectors: Connectors,
    _stop: oneshot::Sender<()>,
}

impl Demo {
    async fn start() -> Result<Self> {
        let now: Timestamp = NOW.parse().map_err(|e: jiff::Error| e.to_string())?;
        let mut db = Connection::open_in_memory()?;
        seed(&mut db, now)?;
        seed(&mut db, now)?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(serve(listener, db, move || now, async {
            let _ = stopped.await;
        }));
        let demo = BTreeMap::from([("demo".to_owned(), Connector::Demo)]);
        Ok(Self { connectors: Connectors::new(&demo, Some(address), &|_| None)?, _stop: stop })
    }

    async fn send(&self, request: &HttpRequest) -> Answer {
        self.connectors.send(request, Duration::from_secs(10)).await
    }

    /// Status and body of a request; `path` may carry a query.
    async fn ask(&self, method: &str, path: &str, body: Value, key: &str) -> Result<(u16, Value)> {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let pairs = query.split('&').filter_map(|p| p.split_once('='));
        let request = HttpRequest {
            connector: "demo".to_owned(),
            method: method.to_owned(),
            path: path.to_owned(),
            query: pairs.map(|(k, v)| (k.to_owned(), v.to_owned())).collect(),
            body: (!body.is_null()).then(|| body.to_string()),
            idempotency_key: key.to_owned(),
        };
        match self.send(&request).await {
            Answer::Http(response) => Ok((response.status, serde_json::from_str(&response.body)?)),
            other => Err(format!("{method} {path}: {other:?}").into()),
        }
    }

    async fn get(&self, path: &str) -> Result<(u16, Value)> {
        self.ask("GET", path, Value::Null, "").await
    }
}

fn field<'a>(value: &'a Value, pointer: &str) -> &'a Value {
    value.pointer(pointer).unwrap_or(&Value::Null)
}

#[tokio::test]
async fn the_same_key_makes_one_ticket() -> Result {
    let demo = Demo::start().await?;
    let ticket = json!({ "kind": "return", "title": "退货退款", "order_no": SIGNED });
    let first = demo.ask("POST", "/tickets", ticket.clone(), "c/1").await?;
    assert_eq!(first, (201, json!({ "ticket_no": "T-0001" })));
    assert_eq!(demo.ask("POST", "/tickets", ticket.clone(), "c/1").await?, (200, first.1));
    assert_eq!(demo.ask("POST", "/tickets", ticket, "c/2").await?.1, json!({ "ticket_no": "T-0002" }));
    let other = json!({ "kind": "return", "title": "换货", "order_no": SIGNED });
    assert_eq!(demo.ask("POST", "/tickets", other, "c/1").await?.0, 422);
    let list = demo.get(&format!("/tickets?order_no={SIGNED}")).await?.1;
    assert_eq!(list.as_array().map(Vec::len), Some(2), "{list}");
    assert_eq!(field(&demo.get("/tickets/T-0001").await?.1, "/created_at"), NOW);
    Ok(())
}

#[tokio::test]
async fn a_refusal_says_why() -> Result {
    let demo = Demo::start().await?;
    assert_eq!(demo.get("/orders/42").await?, (404, json!({ "error": "not found" })));
    assert_eq!(demo.get("/nowhere").await?, (404, json!({ "error": "no such route" })));
    assert_eq!(demo.get("/products/X07/size-chart").await?.0, 404);
    assert_eq!(demo.get("/orders/1234567890123456007/price-protection").await?.0, 410);
    let nothing = demo.ask("POST", "/tickets", json!({ "kind": "return" }), "k").await?;
    assert_eq!(nothing, (400, json!({ "error": "title is missing" })));
    let address = json!({ "address": "上海市" });
    assert_eq!(demo.ask("PUT", &format!("/orders/{SIGNED}/address"), address.clone(), "k").await?.0, 409);
    assert_eq!(demo.ask("PUT", &format!("/orders/{UNSHIPPED}/address"), address, "k").await?.0, 200);
    assert_eq!(field(&demo.get(&format!("/orders/{UNSHIPPED}")).await?.1, "/address"), "上海市");
    Ok(())
}

#[tokio::test]
async fn orders_come_newest_first_and_in_every_state() -> Result {
    let demo = Demo::start().await?;
    let (_, orders) = demo.get("/orders?customer=demo").await?;
    let orders = orders.as_array().cloned().unwrap_or_default();
    let created: Vec<&Value> = orders.iter().map(|o| field(o, "/created_at")).collect();
    assert!(created.len() >= 8 && created.is_sorted_by(|a, b| a.as_str() >= b.as_str()), "{created:?}");
    for state in [
        "WAIT_BUYER_PAY",
        "WAIT_SELLER_SEND_GOODS",
        "WAIT_BUYER_CONFIRM_GOODS",
        "TRADE_FINISHED",
        "TRADE_CLOSED",
    ] {
        assert!(orders.iter().any(|o| field(o, "/state") == state), "{state}");
    }
    let (_, order) = demo.get(&format!("/orders/{SIGNED}")).await?;
    assert_eq!(field(&order, "/signed_at"), "2026-11-17T02:00:00Z");
    let (_, parcel) = demo.get("/orders/1234567890123456003/logistics").await?;
    assert_eq!(field(&parcel, "/traces/0/text"), "已到达杭州转运中心，发往下一站");
    Ok(())
}

#[tokio::test]
async fn goods_are_found_by_the_words_of_a_customer() -> Result {
    let demo = Demo::start().await?;
    let cases = [
        ("那件针织衫", json!("K01")),
        ("T恤", json!("T03")),
        ("shop://item/W05", json!("W05")),
        ("羽绒", json!("Y06")),
        ("笔记本电脑", Value::Null),
    ];
    for (words, product) in cases {
        let (_, found) = demo.get(&format!("/products?q={words}")).await?;
        assert_eq!(field(&found, "/0/product_id"), &product, "{words}: {found}");
    }
    let (_, cheapest) = demo.get("/products?min_price=10000&limit=2").await?;
    assert_eq!((field(&cheapest, "/0/product_id"), field(&cheapest, "/2")), (&json!("V10"), &Value::Null));
    Ok(())
}

#[tokio::test]
async fn a_profile_has_the_fields_of_the_customer_and_keeps_what_is_stored() -> Result {
    let demo = Demo::start().await?;
    let (_, profile) = demo.get("/customers/demo").await?;
    assert_eq!(field(&profile, "/称呼"), "林小姐");
    assert_eq!(
        field(&profile, "/最近订单/0"),
        &json!({ "订单号": SIGNED, "商品": "针织衫", "金额": 19_900 }),
        "what was signed last comes first: it is what customers write about"
    );
    let (status, changed) =
        demo.ask("PATCH", "/customers/demo", json!({ "身高": 165, "全部订单号": ["1"] }), "k").await?;
    assert_eq!(
        (status, field(&changed, "/身高"), field(&changed, "/称呼")),
        (200, &json!(165), &json!("林小姐"))
    );
    assert_eq!(field(&changed, "/全部订单号"), field(&profile, "/全部订单号"));
    assert_eq!(demo.get("/customers/nobody").await?.0, 404);
    Ok(())
}

#[tokio::test]
async fn it_listens_on_the_loopback_interface_only() -> Result {
    let listener = TcpListener::bind("0.0.0.0:0").await?;
    let refused =
        serve(listener, Connection::open_in_memory()?, Timestamp::default, std::future::ready(())).await;
    assert!(refused.is_err_and(|e| e.to_string().contains("loopback")));
    Ok(())
}
