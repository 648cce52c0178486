//! Conversations on a small shop, as transcripts in `tests-data/step`; a case is added by adding lines there.

mod driver;

use crate::{Body, Effect, Meaning, Phase, Verdict, step};
use driver::{Driver, Line, Shop};
use proptest::prelude::*;

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Plays the inputs of a transcript and compares all of it.
fn check(transcript: &str) -> Outcome {
    let shop = Shop::new()?;
    let mut all = transcript.split("\n== ").next().unwrap_or_default().to_owned();
    for case in transcript.split("\n== ").skip(1) {
        let mut driver = Driver::new(&shop);
        let mut played = String::new();
        for line in case.lines() {
            match Line::parse(line) {
                Line::Shown => {}
                Line::Note => played.push_str(&format!("{line}\n")),
                Line::Input(input) => {
                    played.push_str(&format!("{line}\n"));
                    driver
                        .take(input)
                        .unwrap_or_else(|e| vec![format!("!! {e}")])
                        .into_iter()
                        .for_each(|shown| played.push_str(&format!("{shown}\n")));
                }
            }
        }
        all.push_str("\n== ");
        all.push_str(played.trim_end());
    }
    assert_eq!(all, transcript.trim_end());
    Ok(())
}

#[test]
fn transcripts() -> Outcome {
    check(include_str!("../../tests-data/step/回合.txt"))?;
    check(include_str!("../../tests-data/step/刁难.txt"))?;
    check(include_str!("../../tests-data/step/规则.txt"))
}

/// What a whole conversation does, again and again: digressions, corrections, tries, a flow that is cancelled.
const ROUND: &[&str] = &[
    "客: 我要退货，1234567890123456789",
    "客: 呱呱呱",
    "客: 太麻烦了",
    "客: 退货运费谁出",
    "客: 不想要了",
    "客: 不对，是质量问题",
    "图 a.jpg",
    "客: 我穿多大码",
    "客: 取消",
    "客: 取消",
    "客: 开发票",
    "客: 某某公司",
    "客: 不行",
    "客: 某某公司",
    "客: 开票",
    "客: 呱呱呱呱",
];

/// The stored session after each of 20 rounds, which are 320 turns.
#[test]
fn a_long_conversation_weighs_no_more_than_a_short_one() -> Outcome {
    let shop = Shop::new()?;
    let mut driver = Driver::new(&shop);
    let mut sizes = Vec::new();
    for _ in 0..20 {
        for line in ROUND {
            driver.take(line)?;
        }
        sizes.push(crate::state::encode(&driver.session).len());
    }
    assert!(driver.history.len() > 300, "{}", driver.history.len());
    let (first, last) = (sizes[0], sizes[19]);
    // Counters take a byte more as they pass 127.
    assert!(last <= first + 4, "{sizes:?}");
    Ok(())
}

/// What the explanation of a refused answer says.
#[test]
fn an_answer_that_is_refused_did_not_win() -> Outcome {
    let shop = Shop::new()?;
    let mut driver = Driver::new(&shop);
    let asked = [
        "客: 我要退货",
        "客: 1234567890123456000",
        "客: 1234567890123456789",
        "客: 坏了",
        "客: 不对，单号是999999999999999999",
    ];
    let mut verdicts = Vec::new();
    for line in asked {
        driver.take(line)?;
        let (_, _, outcome) = driver.history.last().ok_or("a step")?;
        let answers = outcome.explanation.considered.iter();
        verdicts.push(
            answers
                .filter(|c| matches!(c.meaning, Meaning::Answer(..)))
                .map(|c| c.verdict)
                .collect::<Vec<_>>(),
        );
    }
    let (refused, won) = (vec![Verdict::Refused], vec![Verdict::Won]);
    assert_eq!(verdicts, [vec![], refused.clone(), vec![], won, refused]);
    Ok(())
}

/// A second picture, the same picture, the same button: each is marked.
#[test]
fn what_is_gathered_is_marked_every_time() -> Outcome {
    let shop = Shop::new()?;
    let mut driver = Driver::new(&shop);
    for line in ["客: 有两件想退", "点 针织衫 ×1", "点 牛仔裤 ×1", "点 牛仔裤 ×1", "交还"]
    {
        driver.take(line)?;
    }
    let seen: Vec<_> =
        driver.history.iter().skip(1).map(|(_, _, o)| (o.effects.len(), o.explanation.path.len())).collect();
    // One, enough of them, one that was there already, and nobody who hands back.
    assert_eq!(seen, [(3, 0), (0, 1), (2, 1), (3, 0), (0, 0)], "effects and marks");
    Ok(())
}

/// 或说 of one text, said by visit after visit.
#[test]
fn a_wording_never_comes_twice_running() -> Outcome {
    let shop = Shop::new()?;
    let mut driver = Driver::new(&shop);
    driver.take("客: 我要退货，1234567890123456789")?;
    let mut said = Vec::new();
    for _ in 0..30 {
        said.push(driver.take("客: 太麻烦了")?.first().cloned().unwrap_or_default());
    }
    assert!(said.windows(2).all(|two| two[0] != two[1]), "{said:?}");
    let all: std::collections::BTreeSet<_> = said.iter().collect();
    assert_eq!(all.len(), 3, "every wording has its turn");
    Ok(())
}

/// Something that may happen to the small shop.
#[derive(Debug, Clone)]
enum Deed {
    Said(&'static str),
    Pressed(prop::sample::Index),
    Line(&'static str),
}

const WORDS: &[&str] = &[
    "我要退货",
    "我要退货，单号1234567890123456789",
    "1234567890123456789",
    "坏了",
    "不想要了",
    "不对，是质量问题",
    "可以",
    "不行",
    "嗯",
    "跳过",
    "取消",
    "人工",
    "退货运费谁出",
    "我穿多大码",
    "165",
    "有两件想退",
    "全部",
    "针织衫",
    "就这些",
    "我去付款",
    "开发票",
    "扣一次钱",
    "太麻烦了",
    "再说一遍",
    "退订",
    "呱呱呱",
    "接着办",
    "不用了",
    "垃圾店铺，气死我了",
    "坏了，邮费谁付，我要发票",
    "",
];

const LINES: &[&str] = &[
    "图 a.jpg",
    "图 b.jpg",
    "+ 20",
    "+ 600",
    "+ 7200",
    "! 1234567890123456789",
    "交还",
    "模拟 订单.查询 超时",
    "模拟 订单.查询 0",
    "模拟 订单.退 系统错",
];

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        5 => prop::sample::select(WORDS).prop_map(Deed::Said),
        2 => any::<prop::sample::Index>().prop_map(Deed::Pressed),
        2 => prop::sample::select(LINES).prop_map(Deed::Line),
    ];
    prop::collection::vec(deed, 1..14)
}

/// Does it; whoever takes what the shop does not offer, is refused.
fn act(driver: &mut Driver<'_>, deed: &Deed) {
    let line = match deed {
        Deed::Said(words) => format!("客: {words}"),
        Deed::Line(line) => (*line).to_owned(),
        Deed::Pressed(_) if driver.buttons.is_empty() => return,
        Deed::Pressed(index) => format!("点 {}", driver.buttons[index.index(driver.buttons.len())].label),
    };
    drop(driver.take(&line));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn equal_arguments_give_equal_steps(deeds in deeds()) {
        let shop = Shop::new().map_err(|e| TestCaseError::fail(e.to_string()))?;
        let mut driver = Driver::new(&shop);
        deeds.iter().for_each(|deed| act(&mut driver, deed));
        for (session, event, outcome) in &driver.history {
            prop_assert_eq!(&step(&shop.program, session, event), &Ok(outcome.clone()));
            let stored = crate::state::decode(&shop.program, &crate::state::encode(&outcome.session));
            prop_assert_eq!(stored.as_ref(), Ok(&outcome.session));
        }
    }

    #[test]
    fn no_message_vanishes_and_people_are_not_interrupted(deeds in deeds()) {
        let shop = Shop::new().map_err(|e| TestCaseError::fail(e.to_string()))?;
        let mut driver = Driver::new(&shop);
        deeds.iter().for_each(|deed| act(&mut driver, deed));
        prop_assert!(driver.faults.is_empty(), "{:?}", driver.faults);
        for (session, event, outcome) in &driver.history {
            let human = matches!(session.phase, Phase::Human(_));
            let said = matches!(event.body, Body::Said(_) | Body::Pressed(_));
            let replies = outcome.effects.iter().any(|e| matches!(e, Effect::Reply(_)));
            let moved = session.stack != outcome.session.stack;
            prop_assert!(!(human && said) || outcome.effects.is_empty());
            prop_assert!(human || !said || !outcome.effects.is_empty() || !outcome.explanation.path.is_empty(), "no mark of {event:?}");
            prop_assert!(human || !said || replies || moved || !outcome.effects.is_empty(), "{event:?}");
        }
    }
}
