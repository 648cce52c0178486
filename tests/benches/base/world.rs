//! What the scripts are told: one order, signed for three days ago, and the rules for its kind of goods.

use huashu_dsl::value::Instant;
use huashu_plugins::{Answer, HttpResponse, Request};

/// 2026-11-20 10:00 in the shop's zone.
pub const NOW: Instant = Instant(1_795_140_000_000);

/// The order that is sent back.
pub const ORDER: &str = "1234567890123456789";

/// The fields of 顾客 that are not left at what they begin with.
pub const CUSTOMER: &str = r#"{"称呼": "林小姐", "全部订单号": ["1234567890123456789"],
    "最近订单": [{"订单号": "1234567890123456789", "商品": "针织衫", "金额": 19900}]}"#;

/// What the demo shop's service would answer.
#[must_use]
pub fn answer(request: &Request) -> Answer {
    let path = match request {
        Request::Now => return Answer::Integer(NOW.0),
        Request::Random(_) => return Answer::Integer(0),
        Request::Http(request) => request.path.as_str(),
    };
    let body = match path {
        path if path.ends_with(ORDER) => {
            r#"{"order_no": "1234567890123456789", "customer": "demo", "title": "针织衫", "product_id": "K01", "category": "women",
                "amount": 19900, "discount": 0, "discount_from": 0, "state": "WAIT_BUYER_CONFIRM_GOODS", "created_at": "2026-11-14T02:00:00Z",
                "paid_at": "2026-11-14T02:01:00Z", "promised_at": "2026-11-16T02:01:00Z", "shipped_at": "2026-11-15T02:00:00Z",
                "signed_at": "2026-11-17T02:00:00Z", "address": "浙江省杭州市西湖区文三路1号", "phone": "13800001234"}"#
        }
        path if path.contains("/rules/") => {
            r#"{"category": "women", "no_reason_days": 7, "refund_only_cap": 2000, "exchange_freight": "您"}"#
        }
        _ => return Answer::Http(HttpResponse { status: 404, body: "{}".to_owned() }),
    };
    Answer::Http(HttpResponse { status: 200, body: body.to_owned() })
}
