//! A second interpreter of the rules R1-R12, as naive as can be, beside the engine on small shops and conversations by seeds.

mod pair;
mod random;
mod rules;
mod shop;
mod sight;

use pair::{Difference, Happening, Pair, Shop};
pub(crate) use random::Random;

/// The text of a small shop by chance.
pub(crate) fn small_shop(random: &mut Random) -> String {
    shop::shop(random)
}

/// Happenings of a conversation.
const LENGTH: usize = 12;

/// Conversations with one shop.
const TALKS: usize = 8;

/// Pairs of an ordinary run; `HUASHU_PAIRS` runs others.
const PAIRS: u64 = 400;

/// Differences that are told at once.
const MOST: usize = 6;

/// The first difference of a conversation by this seed, with what happened until then.
fn talk(shop: &Shop, seed: u64) -> Option<(Vec<Happening>, Difference)> {
    let mut random = Random::new(seed);
    let mut pair = Pair::new(shop);
    let mut happened = vec![Happening::Said("留一件".to_owned())];
    for n in 0..LENGTH {
        if n > 0 {
            happened.push(pair.next(&mut random));
        }
        if let Err(found) = pair.happen(happened.last().expect("something happened")) {
            return Some((happened, found));
        }
    }
    None
}

fn replay(shop: &Shop, happened: &[Happening]) -> Option<Difference> {
    let mut pair = Pair::new(shop);
    happened.iter().find_map(|what| pair.happen(what).err())
}

/// The smallest part of a shop and of a conversation that still differs, as far as leaving out goes.
fn smallest(text: &str, happened: &[Happening]) -> (String, Vec<Happening>, Difference) {
    let mut text = text.to_owned();
    let mut happened = happened.to_vec();
    loop {
        let size = (text.len(), happened.len());
        let shop = Shop::of(&text).expect("it was a shop");
        for n in (0..happened.len()).rev() {
            let mut fewer = happened.clone();
            fewer.remove(n);
            if replay(&shop, &fewer).is_some() {
                happened = fewer;
            }
        }
        let head = text.lines().position(|l| l.starts_with("流程")).unwrap_or(usize::MAX);
        for n in (head..text.lines().count()).rev() {
            let fewer = without(&text, n);
            if Shop::of(&fewer).is_ok_and(|shop| replay(&shop, &happened).is_some()) {
                text = fewer;
            }
        }
        if size == (text.len(), happened.len()) {
            let found = replay(&shop_of(&text), &happened).expect("it differs");
            return (text, happened, found);
        }
    }
}

fn shop_of(text: &str) -> Shop {
    Shop::of(text).unwrap_or_else(|told| panic!("{told}{text}"))
}

/// The text without a line and what stands below it.
fn without(text: &str, n: usize) -> String {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let lines: Vec<&str> = text.lines().collect();
    let Some(first) = lines.get(n) else { return text.to_owned() };
    let below = lines[n + 1..].iter().take_while(|l| indent(l) > indent(first)).count();
    let kept = lines[..n].iter().chain(&lines[n + 1 + below..]);
    kept.map(|l| format!("{l}\n")).collect()
}

/// The first difference of the shop and conversation of a seed, made small.
fn differs(seed: u64) -> Option<String> {
    let text = shop::shop(&mut Random::new(seed));
    let shop = shop_of(&text);
    let talks = 0..u64::try_from(TALKS).expect("it fits");
    let (seed, happened) = talks.map(|n| seed * 1_000 + n).find_map(|n| Some((n, talk(&shop, n)?.0)))?;
    let (text, happened, found) = smallest(&text, &happened);
    let body = text.split("内置.退订\n").nth(1).unwrap_or(&text);
    Some(format!(
        "== seed {seed}\n{body}\n{happened:?}\n{}\nengine:        {}\nreference: {}\n",
        found.told,
        found.engine.join("\n    "),
        found.reference.join("\n    ")
    ))
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().map_or(otherwise, |n| n.parse().expect("a number"))
}

#[test]
fn the_engine_does_what_the_rules_say() {
    let first = number("HUASHU_SEED", 0);
    let shops = number("HUASHU_PAIRS", PAIRS).div_ceil(u64::try_from(TALKS).expect("it fits"));
    let found: Vec<String> = (first..first + shops).filter_map(differs).take(MOST).collect();
    assert!(found.is_empty(), "{} differences\n{}", found.len(), found.concat());
}
