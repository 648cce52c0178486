//! The goods and orders that the demo shop begins with; orders lie in the past as seen from the time of seeding.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Transaction, params};
use serde_json::json;

/// Fills an empty database as the shop stands at `now`; one that was seeded before is left alone.
///
/// The customer `demo` has an order in every state: unpaid, unshipped within and after what was promised, on the way, signed three days and
/// twenty days ago, several things in one, being refunded, made to order, closed, and a presale of which the balance is due from tomorrow on.
///
/// # Errors
/// What SQLite says.
pub fn seed(db: &mut Connection, now: Timestamp) -> rusqlite::Result<()> {
    let tables: i64 =
        db.query_row("SELECT COUNT(*) FROM sqlite_master WHERE name = 'idempotency'", [], |row| row.get(0))?;
    if tables > 0 {
        return Ok(());
    }
    let work = db.transaction()?;
    work.execute_batch(include_str!("schema.sql"))?;
    work.execute_batch(include_str!("goods.sql"))?;
    customers(&work)?;
    for order in ORDERS {
        order.insert(&work, now)?;
    }
    let expected = (now + SignedDuration::from_hours(48)).to_zoned(TimeZone::UTC).date().to_string();
    work.execute(
        "INSERT INTO refunds (refund_no, order_no, amount, state, expected_on) VALUES ('R-0001', '1234567890123456009', 32900, 'WAIT_SELLER_CONFIRM_GOODS', ?1)",
        [expected],
    )?;
    presale(&work, now)?;
    coupons(&work, now)?;
    work.commit()
}

fn presale(db: &Transaction<'_>, now: Timestamp) -> rusqlite::Result<()> {
    let at = |hours: i64| (now + SignedDuration::from_hours(hours)).to_string();
    let ships = (now + SignedDuration::from_hours(10 * DAY)).to_zoned(TimeZone::UTC).date().to_string();
    let sql = "INSERT INTO presales VALUES ('1234567890123456012', 10000, 49900, ?1, ?2, 0, ?3)";
    db.execute(sql, params![at(DAY), at(4 * DAY), ships]).map(drop)
}

/// One that can be used, one that is over, one that was used; the last is another customer's.
fn coupons(db: &Transaction<'_>, now: Timestamp) -> rusqlite::Result<()> {
    let rows = [
        ("HS00001", "demo", 2_000, 50_000, 5 * DAY, 0),
        ("HS00002", "demo", 1_000, 10_000, -2 * DAY, 0),
        ("HS00003", "demo", 500, 0, 20 * DAY, 1),
        ("HS00004", "guest", 10_000, 0, 20 * DAY, 0),
    ];
    for (code, customer, amount, floor, hours, used) in rows {
        let expires = (now + SignedDuration::from_hours(hours)).to_string();
        let sql = "INSERT INTO coupons (code, customer, amount, floor, expires_at, used) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        db.execute(sql, params![code, customer, amount, floor, expires, used])?;
    }
    Ok(())
}

fn customers(db: &Transaction<'_>) -> rusqlite::Result<()> {
    let demo = json!({
        "称呼": "林小姐", "手机": "13800001234", "发票邮箱": null, "身高": null, "体重": null,
        "让步次数": 0, "允许营销": true, "近30天退货率": 0.1,
    });
    let sql = "INSERT INTO customers (id, profile) VALUES (?1, ?2)";
    db.execute(sql, params!["demo", demo.to_string()])?;
    db.execute(sql, params!["guest", json!({ "称呼": "亲" }).to_string()])?;
    db.execute_batch(
        "INSERT INTO cart VALUES ('demo', 'K01', 1, 1), ('demo', 'T03', 2, 1), ('demo', 'S09', 1, 0);",
    )
}

/// An order as hours before or after the time of seeding.
struct Order {
    no: &'static str,
    title: &'static str,
    /// 满减: what was taken off, and from which sum on; both 0 for none.
    discount: (i64, i64),
    state: &'static str,
    paid: Option<i64>,
    promised: Option<i64>,
    shipped: Option<i64>,
    signed: Option<i64>,
    address: &'static str,
    /// Product, name, size, quantity, paid in 分; what was paid nothing for is a gift and not returnable.
    items: &'static [(&'static str, &'static str, &'static str, i64, i64)],
}

const HOME: &str = "浙江省杭州市西湖区文三路 9 号 3 幢 502";
const DAY: i64 = 24;

/// Later ones are older, so that the list of a customer begins with what is most likely asked about.
const ORDERS: &[Order] = &[
    Order {
        no: "1234567890123456004",
        title: "纯棉T恤",
        discount: (0, 0),
        state: "WAIT_BUYER_PAY",
        paid: None,
        promised: None,
        shipped: None,
        signed: None,
        address: HOME,
        items: &[("T03", "纯棉T恤", "M", 1, 7_900)],
    },
    Order {
        no: "1234567890123456012",
        title: "羽绒服（预售）",
        discount: (0, 0),
        state: "WAIT_BUYER_PAY",
        paid: None,
        promised: None,
        shipped: None,
        signed: None,
        address: HOME,
        items: &[("Y06", "羽绒服", "M", 1, 59_900)],
    },
    Order {
        no: "1234567890123456006",
        title: "真丝围巾",
        discount: (0, 0),
        state: "WAIT_SELLER_SEND_GOODS",
        paid: Some(-5),
        promised: Some(43),
        shipped: None,
        signed: None,
        address: HOME,
        items: &[("V10", "真丝围巾", "均码", 1, 12_900)],
    },
    Order {
        no: "1234567890123456008",
        title: "针织衫等 3 件",
        discount: (2_000, 20_000),
        state: "WAIT_BUYER_CONFIRM_GOODS",
        paid: Some(-7 * DAY),
        promised: Some(-5 * DAY),
        shipped: Some(-6 * DAY),
        signed: Some(-5 * DAY),
        address: HOME,
        items: &[
            ("K01", "针织衫", "M", 1, 19_900),
            ("J02", "牛仔裤", "28", 1, 15_900),
            ("S09", "赠品袜", "均码", 1, 0),
        ],
    },
    Order {
        no: "1234567890123456005",
        title: "羽绒服",
        discount: (0, 0),
        state: "WAIT_SELLER_SEND_GOODS",
        paid: Some(-78),
        promised: Some(-30),
        shipped: None,
        signed: None,
        address: HOME,
        items: &[("Y06", "羽绒服", "L", 1, 59_900)],
    },
    Order {
        no: "1234567890123456789",
        title: "针织衫",
        discount: (0, 0),
        state: "WAIT_BUYER_CONFIRM_GOODS",
        paid: Some(-94),
        promised: Some(-46),
        shipped: Some(-90),
        signed: Some(-3 * DAY),
        address: HOME,
        items: &[("K01", "针织衫", "S", 1, 19_900)],
    },
    Order {
        no: "1234567890123456003",
        title: "牛仔裤",
        discount: (0, 0),
        state: "WAIT_BUYER_CONFIRM_GOODS",
        paid: Some(-5 * DAY),
        promised: Some(-3 * DAY),
        shipped: Some(-4 * DAY),
        signed: None,
        address: HOME,
        items: &[("J02", "牛仔裤", "27", 1, 14_900)],
    },
    Order {
        no: "1234567890123456011",
        title: "棉袜三双装",
        discount: (0, 0),
        state: "WAIT_SELLER_SEND_GOODS",
        paid: Some(-128),
        promised: Some(-80),
        shipped: None,
        signed: None,
        address: HOME,
        items: &[("S09", "棉袜三双装", "均码", 2, 5_800)],
    },
    Order {
        no: "1234567890123456010",
        title: "定制卫衣",
        discount: (0, 0),
        state: "WAIT_BUYER_CONFIRM_GOODS",
        paid: Some(-9 * DAY),
        promised: Some(-5 * DAY),
        shipped: Some(-6 * DAY),
        signed: Some(-4 * DAY),
        address: HOME,
        items: &[("C08", "定制卫衣", "L", 1, 16_900)],
    },
    Order {
        no: "1234567890123456009",
        title: "跑步鞋",
        discount: (0, 0),
        state: "WAIT_BUYER_CONFIRM_GOODS",
        paid: Some(-14 * DAY),
        promised: Some(-12 * DAY),
        shipped: Some(-13 * DAY),
        signed: Some(-9 * DAY),
        address: "西藏自治区拉萨市城关区北京中路 18 号",
        items: &[("X07", "跑步鞋", "38", 1, 32_900)],
    },
    Order {
        no: "1234567890123456002",
        title: "连衣裙",
        discount: (0, 0),
        state: "TRADE_FINISHED",
        paid: Some(-24 * DAY),
        promised: Some(-22 * DAY),
        shipped: Some(-23 * DAY),
        signed: Some(-20 * DAY),
        address: HOME,
        items: &[("W05", "连衣裙", "M", 1, 27_900)],
    },
    Order {
        no: "1234567890123456007",
        title: "羽绒服",
        discount: (0, 0),
        state: "TRADE_CLOSED",
        paid: Some(-50 * DAY),
        promised: Some(-48 * DAY),
        shipped: None,
        signed: None,
        address: HOME,
        items: &[("Y06", "羽绒服", "M", 1, 55_900)],
    },
];

impl Order {
    fn insert(&self, db: &Transaction<'_>, now: Timestamp) -> rusqlite::Result<()> {
        let at = |hours: Option<i64>| hours.map(|h| (now + SignedDuration::from_hours(h)).to_string());
        // An unpaid order was made an hour ago, any other an hour before it was paid.
        let created = at(Some(self.paid.unwrap_or(0) - 1));
        let amount: i64 = self.items.iter().map(|item| item.4).sum::<i64>() - self.discount.0;
        let product = self.items.first().map_or("", |item| item.0);
        db.execute(
            "INSERT INTO orders VALUES (?1, 'demo', ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, '13800001234')",
            params![
                self.no,
                self.title,
                product,
                amount,
                self.discount.0,
                self.discount.1,
                self.state,
                created,
                at(self.paid),
                at(self.promised),
                at(self.shipped),
                at(self.signed),
                self.address
            ],
        )?;
        for (n, (product, name, size, quantity, paid)) in (1..).zip(self.items) {
            db.execute(
                "INSERT INTO items VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    self.no,
                    format!("{}-{n}", self.no),
                    product,
                    name,
                    size,
                    quantity,
                    paid,
                    i64::from(*paid > 0)
                ],
            )?;
        }
        if let Some(shipped) = self.shipped {
            let tracking = format!("78{}", self.no.get(8..).unwrap_or_default());
            db.execute("INSERT INTO parcels VALUES (?1, '中通', ?2)", params![self.no, tracking])?;
            let trace = "INSERT INTO traces VALUES (?1, ?2, ?3)";
            db.execute(trace, params![self.no, at(Some(shipped)), "杭州仓已揽收"])?;
            if let Some(signed) = self.signed {
                db.execute(trace, params![self.no, at(Some(signed)), "已签收，签收人：本人"])?;
            } else {
                db.execute(
                    trace,
                    params![self.no, at(Some(shipped + 20)), "已到达杭州转运中心，发往下一站"],
                )?;
            }
        }
        Ok(())
    }
}
