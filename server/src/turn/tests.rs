//! Crashes at the points where a turn can end, in a shop of two flows behind a back office that keeps count.

use super::{CaughtUp, Conversation, Sight};
use crate::config;
use crate::connector::Connectors;
use crate::customer::Customers;
use crate::release::{Release, prepare};
use crate::scratch::Scratch;
use crate::shop::Shop;
use crate::store::Store;
use huashu_dsl::value::Millis;
use huashu_engine::{Body, Part, Phase, Session};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

pub(super) type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

const FLOWS: &str = r#"语言版本 1

人工组 默认组

插件 工单
  写入 新建(原因: 文本) 得到 {工单号: 文本}
    时限 1 秒 重试 1 次

意图 要退货
  例句
    - 我要退货
    - 申请退款
    - 这件能退吗

意图 内置.转人工
  例句
    - 转人工

全局
  系统出错
    说 "系统有点忙。"
    转人工 默认组
  没回 10 分钟 提醒 "还在吗？"
  没回 2 小时 取消流程

流程 退货 版本 1
  触发 意图 要退货
  结果 办好
  信息
    原因: 文本 每次都问
  步骤 问
    问 原因 "为什么退？"
      问满 3 次 转人工 默认组
    说 "马上登记。"
    调用 工单.新建(原因) 得到 单
    说 "工单 {单.工单号}。"
    结束 办好
"#;

const SCRIPT: &str = r#"
fn 新建(原因) {
    let first = http::post("erp", "/tickets", #{reason: 原因});
    let second = http::post("erp", "/log", #{ticket: first.body.ticket_no});
    #{工单号: first.body.ticket_no}
}
"#;

/// A back office that answers every request but those to one path, and remembers the path and key of each.
pub(super) struct Office {
    pub(super) address: String,
    seen: Arc<Mutex<Vec<(String, String)>>>,
    mute: Arc<Mutex<String>>,
}

impl Office {
    pub(super) fn open() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?.to_string();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let mute = Arc::new(Mutex::new(String::new()));
        let office = Self { address, seen: Arc::clone(&seen), mute: Arc::clone(&mute) };
        std::thread::spawn(move || {
            // Connections without an answer stay open.
            let mut silent = Vec::new();
            for stream in listener.incoming().flatten() {
                silent.extend(serve(stream, &seen, &mute));
            }
        });
        Ok(office)
    }

    fn mute(&self, path: &str) {
        *self.mute.lock().unwrap_or_else(PoisonError::into_inner) = path.to_owned();
    }

    fn paths(&self) -> Vec<String> {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .map(|(path, _)| path.clone())
            .collect()
    }

    pub(super) fn keys_of(&self, path: &str) -> Vec<String> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.iter().filter(|(p, _)| p == path).map(|(_, key)| key.clone()).collect()
    }
}

fn serve(
    mut stream: TcpStream,
    seen: &Mutex<Vec<(String, String)>>,
    mute: &Mutex<String>,
) -> Option<TcpStream> {
    let mut buffer = [0; 4096];
    let read = stream.read(&mut buffer).ok()?;
    let text = String::from_utf8_lossy(buffer.get(..read)?).into_owned();
    let path = text.split(' ').nth(1)?.to_owned();
    let key =
        text.lines().find_map(|line| line.strip_prefix("idempotency-key: ")).unwrap_or_default().to_owned();
    let muted = *mute.lock().unwrap_or_else(PoisonError::into_inner) == path;
    seen.lock().unwrap_or_else(PoisonError::into_inner).push((path, key));
    if muted {
        return Some(stream);
    }
    let body = r#"{"ticket_no": "T-1", "等级": "金", "身份证号": "110"}"#;
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close";
    write!(stream, "{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).ok()?;
    None
}

/// A shop on disk, whose process can be ended and begun again.
pub(super) struct House {
    pub(super) dir: Scratch,
    release: Arc<Release>,
    asks: Option<config::Customer>,
}

impl House {
    pub(super) fn build() -> Result<Self> {
        Self::of(FLOWS, None)
    }

    /// One whose flows call customers by their grade, which the back office knows.
    pub(super) fn with_customers() -> Result<Self> {
        let flows = FLOWS.replace("马上登记", "{顾客.等级}卡顾客，马上登记");
        let asks = config::Customer { connector: "erp".into(), path: "/customers/{id}".into() };
        Self::of(&format!("{flows}\n顾客 {{ 等级: 文本 = \"无\" }}\n"), Some(asks))
    }

    fn of(flows: &str, asks: Option<config::Customer>) -> Result<Self> {
        let dir = Scratch::new()?;
        dir.write("huashu.yaml", "shop: x\n")?;
        dir.write("flows/退货.flow", flows)?;
        dir.write("plugins/工单.rhai", SCRIPT)?;
        let shop = Shop::load(dir.path())?;
        let (release, found) = prepare(&shop);
        let release = release.ok_or_else(|| format!("{found:?}"))?;
        Ok(Self { dir, release: Arc::new(release), asks })
    }

    pub(super) fn store(&self) -> Result<Store> {
        Ok(Store::open(&self.dir.path().join(".huashu/huashu.db"))?)
    }

    fn connectors(address: &str, timeout: Millis) -> Result<Connectors> {
        let http = config::Http { url: format!("http://{address}"), headers: Vec::new(), timeout };
        let erp = BTreeMap::from([("erp".to_owned(), config::Connector::Http(http))]);
        Ok(Connectors::new(&erp, None, &|_| None)?)
    }

    pub(super) fn begin(&self, address: &str) -> Result<Conversation> {
        let (release, connectors) = (Arc::clone(&self.release), Self::connectors(address, Millis(1_000))?);
        Ok(Conversation::begin(
            release,
            connectors,
            Customers::new(self.asks.clone()),
            self.store()?,
            "demo",
            0,
        ))
    }

    pub(super) fn resume(&self, address: &str) -> Result<Conversation> {
        let store = self.store()?;
        let stored = store.latest()?.ok_or("nothing stored")?;
        let (release, connectors) = (Arc::clone(&self.release), Self::connectors(address, Millis(1_000))?);
        Ok(Conversation::resume(release, connectors, Customers::new(self.asks.clone()), store, stored)
            .map_err(|fault| format!("{fault:?}"))?)
    }
}

pub(super) fn words(conversation: &Conversation, text: &str) -> Body {
    Body::Said(vec![Part::Text(conversation.release().matcher.read(text))])
}

/// What was said, one string a bubble.
#[derive(Default)]
struct Heard(Vec<String>);

impl Heard {
    fn sight(&mut self, sight: &Sight<'_>) {
        match sight {
            Sight::Reply(part) => self.0.push(said(part)),
            Sight::Handoff(_) => self.0.push("转人工".into()),
            Sight::Explained(_) | Sight::Note(_) => {}
        }
    }
}

pub(super) fn said(part: &huashu_engine::ReplyPart) -> String {
    match &part.body {
        huashu_engine::ReplyBody::Bubble(lines) => lines.iter().map(ToString::to_string).collect(),
        other => format!("{other:?}"),
    }
}

pub(super) async fn say(conversation: &mut Conversation, text: &str, key: &str) -> Result<Vec<String>> {
    let mut heard = Heard::default();
    let body = words(conversation, text);
    conversation.take(body, key, &mut |sight| heard.sight(&sight)).await?;
    Ok(heard.0)
}

pub(super) async fn catch_up(conversation: &mut Conversation) -> Result<(CaughtUp, Vec<String>)> {
    let mut heard = Heard::default();
    let caught = conversation.catch_up(&mut |sight| heard.sight(&sight)).await?;
    Ok((caught, heard.0))
}

#[tokio::test]
async fn a_whole_conversation_leaves_nothing_undone() -> Result {
    let (house, office) = (House::build()?, Office::open()?);
    let mut conversation = house.begin(&office.address)?;
    assert!(say(&mut conversation, "我要退货", "m1").await?.contains(&"为什么退？".to_owned()));
    assert_eq!(say(&mut conversation, "破了", "m2").await?, ["马上登记。", "工单 T-1。"]);
    assert_eq!(office.paths(), ["/tickets", "/log"]);
    assert_eq!(house.store()?.pending(conversation.session().conversation)?, []);
    Ok(())
}

#[tokio::test]
async fn the_same_message_is_taken_once() -> Result {
    let (house, office) = (House::build()?, Office::open()?);
    let mut conversation = house.begin(&office.address)?;
    say(&mut conversation, "我要退货", "m1").await?;
    say(&mut conversation, "破了", "m2").await?;
    assert_eq!(say(&mut conversation, "破了", "m2").await?, [""; 0]);
    assert_eq!(office.paths().len(), 2);
    Ok(())
}

#[tokio::test]
async fn after_a_crash_the_question_stands_as_it_was_shown() -> Result {
    let (house, office) = (House::build()?, Office::open()?);
    let mut before = house.begin(&office.address)?;
    say(&mut before, "我要退货", "m1").await?;
    let session: Session = before.session().clone();
    drop(before);
    let mut after = house.resume(&office.address)?;
    assert_eq!(after.session(), &session);
    assert_eq!(catch_up(&mut after).await?, (CaughtUp::NothingLeft, Vec::new()));
    let last: Vec<String> = after.last_replies()?.iter().map(said).collect();
    assert_eq!(last.last().map(String::as_str), Some("为什么退？"));
    assert_eq!(say(&mut after, "破了", "m2").await?, ["马上登记。", "工单 T-1。"]);
    Ok(())
}

#[tokio::test]
async fn a_crash_while_the_other_side_is_silent_asks_again_under_the_same_key() -> Result {
    let (house, office) = (House::build()?, Office::open()?);
    let silent = TcpListener::bind("127.0.0.1:0")?;
    let mut before = house.begin(&silent.local_addr()?.to_string())?;
    say(&mut before, "我要退货", "m1").await?;
    let crashed = tokio::time::timeout(Duration::from_millis(200), say(&mut before, "破了", "m2")).await;
    assert!(crashed.is_err());
    drop(before);
    let (mut stream, _) = silent.accept()?;
    let mut sent = [0; 4096];
    let read = stream.read(&mut sent)?;
    let sent = String::from_utf8_lossy(sent.get(..read).unwrap_or_default()).into_owned();

    let mut after = house.resume(&office.address)?;
    // The bubble before the call was never marked as shown: it is shown again rather than lost.
    assert_eq!(catch_up(&mut after).await?, (CaughtUp::Done, vec!["马上登记。".into(), "工单 T-1。".into()]));
    let keys = office.keys_of("/tickets");
    assert!(keys.iter().all(|key| sent.contains(&format!("idempotency-key: {key}"))), "{keys:?} in {sent}");
    assert_eq!(keys.len(), 1);
    assert_eq!(house.store()?.pending(after.session().conversation)?, []);
    Ok(())
}

#[tokio::test]
async fn what_was_answered_before_a_crash_is_not_asked_again() -> Result {
    let (house, office) = (House::build()?, Office::open()?);
    let mut before = house.begin(&office.address)?;
    say(&mut before, "我要退货", "m1").await?;
    office.mute("/log");
    let crashed = tokio::time::timeout(Duration::from_millis(300), say(&mut before, "破了", "m2")).await;
    assert!(crashed.is_err());
    drop(before);
    assert_eq!(office.paths(), ["/tickets", "/log"]);
    office.mute("");
    let mut after = house.resume(&office.address)?;
    assert_eq!(catch_up(&mut after).await?.1, ["马上登记。", "工单 T-1。"]);
    assert_eq!(office.paths(), ["/tickets", "/log", "/log"]);
    let (tickets, mut logs) = (office.keys_of("/tickets"), office.keys_of("/log"));
    logs.dedup();
    assert_eq!(logs.len(), 1, "the request that was sent twice carries one key");
    assert_ne!(logs, tickets);
    Ok(())
}

#[tokio::test]
async fn a_call_without_an_answer_is_tried_again_under_its_key_and_then_handed_over() -> Result {
    let (house, office) = (House::build()?, Office::open()?);
    office.mute("/tickets");
    let (release, connectors) = (Arc::clone(&house.release), House::connectors(&office.address, Millis(50))?);
    let mut conversation =
        Conversation::begin(release, connectors, Customers::new(None), house.store()?, "demo", 0);
    say(&mut conversation, "我要退货", "m1").await?;
    assert_eq!(say(&mut conversation, "破了", "m2").await?, ["马上登记。", "系统有点忙。", "转人工"]);
    let mut keys = office.keys_of("/tickets");
    assert_eq!(keys.len(), 2);
    keys.dedup();
    assert_eq!(keys.len(), 1);
    Ok(())
}

#[tokio::test]
async fn an_event_that_does_not_fit_hands_the_conversation_over() -> Result {
    let (house, office) = (House::build()?, Office::open()?);
    let mut conversation = house.begin(&office.address)?;
    say(&mut conversation, "我要退货", "m1").await?;
    let stray = Body::Returned(huashu_engine::CallId::default(), huashu_engine::CallResult::TimedOut);
    let mut heard = Heard::default();
    conversation.take(stray, "stray", &mut |sight| heard.sight(&sight)).await?;
    assert_eq!(heard.0.last().map(String::as_str), Some("转人工"));
    assert!(matches!(conversation.session().phase, Phase::Human(_)));
    assert_eq!(conversation.session().stack.len(), 1, "the old session stands");
    Ok(())
}

#[tokio::test]
async fn moving_the_clock_fires_what_falls_due_in_order() -> Result {
    let (house, office) = (House::build()?, Office::open()?);
    let mut conversation = house.begin(&office.address)?;
    say(&mut conversation, "我要退货", "m1").await?;
    let mut heard = Heard::default();
    conversation.advance(Millis(11 * 60_000), &mut |sight| heard.sight(&sight)).await?;
    assert_eq!(heard.0, ["还在吗？"]);
    conversation.advance(Millis(2 * 3_600_000), &mut |sight| heard.sight(&sight)).await?;
    assert!(conversation.session().stack.is_empty());
    let begun = conversation.now() + Millis(-131 * 60_000);
    drop(conversation);
    let resumed = house.resume(&office.address)?.now();
    assert!(resumed - begun >= Millis(119 * 60_000), "the clock does not go back behind what has happened");
    Ok(())
}

#[tokio::test]
async fn two_holders_of_one_conversation_do_not_lose_a_message() -> Result {
    let (house, office) = (House::build()?, Office::open()?);
    let mut one = house.begin(&office.address)?;
    say(&mut one, "我要退货", "m1").await?;
    let mut two = house.resume(&office.address)?;
    assert_eq!(say(&mut one, "破了", "m2").await?, ["马上登记。", "工单 T-1。"]);
    // The second one still thinks that the question stands; it steps again from where the first one left it.
    let heard = say(&mut two, "我要退货", "m3").await?;
    assert!(heard.contains(&"为什么退？".to_owned()), "{heard:?}");
    assert!(two.session().turn > one.session().turn);
    Ok(())
}
