//! What must hold for any text, and for the forms in which people write one thing.

use super::*;

use crate::reading::{Because, Target};
use huashu_dsl::Hashes;
use huashu_dsl::program::{Example, ExamplePart, Faq, Global, Intent, Rule, TextId};
use huashu_dsl::program::{FaqId, IntentId};
use std::sync::OnceLock;

/// A shop with nothing in it.
pub(crate) fn blank() -> Program {
    Program {
        hashes: Hashes::default(),
        time_zone: "Asia/Shanghai".into(),
        settings: Vec::new(),
        customer: Vec::new(),
        session_slots: Vec::new(),
        teams: Vec::new(),
        types: Vec::new(),
        events: Vec::new(),
        tracks: Vec::new(),
        functions: Vec::new(),
        tables: Vec::new(),
        texts: Vec::new(),
        builtin: huashu_dsl::program::BuiltinTexts::default(),
        intents: Vec::new(),
        triggered: std::collections::BTreeMap::new(),
        faqs: Vec::new(),
        pushes: Vec::new(),
        experiments: Vec::new(),
        global: Global::default(),
        flows: Vec::new(),
    }
}

fn intent(name: &str, examples: &[&str]) -> Intent {
    let parts = |text: &str| vec![ExamplePart::Text(text.to_owned())];
    let examples =
        examples.iter().map(|text| Example { parts: parts(text), span: huashu_dsl::Span::default() });
    Intent {
        name: name.to_owned(),
        command: None,
        examples: examples.collect(),
        negatives: Vec::new(),
        rules: Vec::new(),
        span: huashu_dsl::Span::default(),
    }
}

/// A return, a delivery and one question.
fn small_shop() -> Program {
    let mut returns = intent("要退货", &["我要退货", "这件能退吗", "申请退款"]);
    returns.rules = vec![Rule::Words { any: vec!["退货".to_owned()], none: vec!["运费".to_owned()] }];
    returns.negatives = vec!["退款要多久".to_owned()];
    let freight = Faq {
        name: "退货运费".to_owned(),
        questions: vec!["退货运费谁出".to_owned(), "退货邮费要我付吗".to_owned()],
        answer: TextId(0),
        image: None,
        buttons: None,
        valid: None,
        channels: Vec::new(),
        span: huashu_dsl::Span::default(),
    };
    let delivery = intent("催发货", &["怎么还没发货", "什么时候发货", "催一下发货"]);
    Program { intents: vec![returns, delivery], faqs: vec![freight], ..blank() }
}

fn matcher() -> &'static Matcher {
    static MATCHER: OnceLock<Matcher> = OnceLock::new();
    MATCHER.get_or_init(|| Matcher::new(&small_shop()))
}

fn best(text: &str) -> Option<(Target, Because)> {
    let reading = matcher().read(text);
    let best = reading.clauses.first()?.candidates.first()?.clone();
    (best.score >= reading.thresholds.accept).then_some((best.target, best.because))
}

#[test]
fn one_thing_written_in_many_ways() {
    let returns = Target::Intent(IntentId(0));
    for text in [
        "我要退货",
        "我 要 退货",
        "亲，我要退货哦～～",
        "我要退货！！！😭😭",
        "麻烦我要退货谢谢",
        "我要退货[微笑]",
    ] {
        assert_eq!(best(text), Some((returns, Because::Example(0))), "{text}");
    }
    for text in ["退货", "退货怎么办", "我想退货的呀", "帮忙退货"] {
        assert_eq!(best(text), Some((returns, Because::Rule(0))), "{text}");
    }
    assert_eq!(best("能退吗"), Some((returns, Because::Near(1))));
    assert_eq!(best("退货运费谁出啊"), Some((Target::Faq(FaqId(0)), Because::Example(0))));
    assert_eq!(best("今天天气怎么样"), None);
}

#[test]
fn a_veto_is_exact() {
    assert_eq!(best("请问退款要多久呢"), None);
    assert!(best("申请退款要多久").is_some());
}

#[test]
fn cores_are_without_politeness() {
    for (text, core) in [
        ("就选它吧", "就选它"),
        ("嗯 可以的", "可以"),
        ("亲亲，请问　Ｔ恤还有吗？？", "t恤还有吗"),
        ("我要退货", "我要退货"),
        ("好的", "好的"),
        ("送给母亲", "送给母亲"),
        ("1.5米的", "1.5米"),
        ("哈哈", "哈哈"),
        ("😂", ""),
    ] {
        assert_eq!(normal(text), core, "{text}");
    }
}

#[test]
fn clauses_and_corrections() {
    for (text, clauses) in [
        ("我要退货，退货运费谁出", &["我要退货", "退货运费谁出"][..]),
        ("你好，我要退货。", &["我要退货"]),
        ("不对，是质量问题", &["!质量问题"]),
        ("说错了，改成170", &["!170"]),
        ("不是质量问题，是发错货", &["不是质量问题", "!发错货"]),
        ("不对", &["不对"]),
        ("我要退货，不对", &["我要退货", "不对"]),
        ("谢谢！我要退货", &["我要退货"]),
        ("可以，什么时候发货", &["可以", "什么时候发货"]),
        ("1,299.50元 2026.11.11", &["1,299.50元2026.11.11"]),
        ("什么时候发货 退货运费谁出", &["什么时候发货", "退货运费谁出"]),
        ("", &[]),
    ] {
        let reading = matcher().read(text);
        let mark = |c: &Clause| if c.correction { format!("!{}", c.core) } else { c.core.clone() };
        assert_eq!(reading.clauses.iter().map(mark).collect::<Vec<_>>(), clauses, "{text}");
    }
}

#[test]
fn anger_and_skipping() {
    let read = |text: &str| matcher().read(text).whole;
    assert!(read("你们就是骗子，我要投诉").angry);
    assert!(!read("垃圾袋还有货吗").angry);
    assert!(read("跳过吧").skip);
    assert!(!read("没有收到货").skip);
}

#[test]
fn long_messages_are_read_to_a_limit() {
    let reading = matcher().read(&"北京市区路号1.5，万斤".repeat(500));
    assert!(reading.clauses.len() <= 12);
    assert!(matcher().read(&"退货 ".repeat(1_000)).whole.candidates.len() < 5);
}

proptest::proptest! {
    #[test]
    fn any_text_can_be_read(text in "\\PC{0,40}") {
        let reading = matcher().read(&text);
        proptest::prop_assert_eq!(reading.clauses.is_empty(), text.trim().is_empty());
    }

    #[test]
    fn places_are_within_the_text(text in "[a-z0-9一二三斤米元退货是的 ，。,.!1-9😀ﬁ\u{301}\u{200d}]{0,40}") {
        let reading = matcher().read(&text);
        for clause in reading.clauses.iter().chain([&reading.whole]) {
            for entity in &clause.entities {
                let place = usize::try_from(entity.start).unwrap()..usize::try_from(entity.end).unwrap();
                proptest::prop_assert!(clause.text.get(place).is_some_and(|t| !t.is_empty()));
            }
        }
        proptest::prop_assert_eq!(&reading, &matcher().read(&text), "one text, one reading");
    }
}

mod demo;
mod shop;
mod threshold;

#[test]
fn the_stages_alone_give_what_the_reading_gives() {
    let mut because_of = [0, 0];
    for text in ["退货怎么办", "麻烦看看退货要多少邮费", "还没发货呢", "快点发"] {
        let core = normal(text);
        let (rules, near) = (matcher().rules(&core), matcher().near(&core, &matcher().segment(&core)));
        let reading = matcher().read(text);
        for candidate in &reading.whole.candidates {
            let stage = match candidate.because {
                Because::Rule(_) => 0,
                Because::Near(_) => 1,
                Because::Example(_) | Because::Learned => continue,
            };
            because_of[stage] += 1;
            assert!([&rules, &near][stage].contains(candidate), "{text}: {candidate:?}");
        }
        assert_eq!(matcher().values(text), reading.whole.entities);
    }
    assert!(because_of.iter().all(|found| *found > 0), "{because_of:?}");
}
