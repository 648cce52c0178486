//! What holds in every conversation, whatever happens in it: the demo shop and small shops by seeds, with customers who do anything.

mod value;
mod walk;

use crate::binary::demo_shop;
use crate::reference::{Random, small_shop};
use huashu_dsl::program::{Filter, Part as TextPart, Program, StmtKind, WayOut};
use huashu_dsl::{Settings, Sources, compile};
use huashu_engine::intent::Matcher;
use huashu_engine::{
    Body, CallId, CallResult, Effect, Handoff, Part, Phase, Piece, Rendered, ReplyBody, state, step,
};
use std::collections::{BTreeMap, BTreeSet};
use walk::{Moment, Walk, leaked};

/// Conversations of an ordinary run with the demo shop, and as many with small shops; `HUASHU_TALKS` runs others.
const TALKS: u64 = 60;

/// What happens in each.
const LENGTH: usize = 40;

/// A shop, and whether a write may lie in a loop of a flow.
struct Shop {
    program: Program,
    matcher: Matcher,
    loops: bool,
}

impl Shop {
    fn of(sources: &Sources) -> Self {
        let compiled = huashu_dsl::compile_unproved(sources, &Settings::default());
        let loops = compiled.diagnostics.iter().any(|d| d.code.0 == "W0506");
        let program = compiled.program.unwrap_or_else(|| panic!("{:#?}", compiled.diagnostics));
        let matcher = Matcher::new(&program);
        Self { program, matcher, loops }
    }
}

fn demo() -> Shop {
    let mut sources = Sources::new();
    for entry in std::fs::read_dir(demo_shop().join("flows")).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
        sources.add(name, std::fs::read_to_string(&path).expect("it can be read"));
    }
    assert!(compile(&sources, &Settings::default()).program.is_some(), "the demo shop is sound");
    Shop::of(&sources)
}

fn talks() -> u64 {
    std::env::var("HUASHU_TALKS").ok().map_or(TALKS, |n| n.parse().expect("a number"))
}

/// Looks at many conversations; what is wrong in the first that breaks the property, with the seed that shows it.
fn holds(property: fn(&Shop, &[Moment]) -> Result<(), String>) {
    let demo = demo();
    for seed in 0..talks() {
        let moments = Walk::new(&demo.program, &demo.matcher, seed).walk(LENGTH);
        property(&demo, &moments).unwrap_or_else(|told| panic!("demo shop, seed {seed}: {told}"));
    }
    for seed in 0..talks().div_ceil(10) {
        let text = small_shop(&mut Random::new(seed));
        let mut sources = Sources::new();
        sources.add("小店.flow", text.as_str());
        let shop = Shop::of(&sources);
        for talk in 0..10 {
            let moments = Walk::new(&shop.program, &shop.matcher, seed * 1_000 + talk).walk(LENGTH);
            property(&shop, &moments)
                .unwrap_or_else(|told| panic!("{text}\nseed {seed}, talk {talk}: {told}"));
        }
    }
}

/// What was said until then, for whoever has to find out why.
fn told(moments: &[Moment], upto: usize) -> String {
    let line = |m: &Moment| {
        let body = match &m.event.body {
            Body::Said(parts) => {
                let text = |p: &Part| match p {
                    Part::Text(reading) => reading.whole.text.clone(),
                    Part::Media(..) => "[图片]".to_owned(),
                };
                format!("客: {}", parts.iter().map(text).collect::<Vec<_>>().join(" / "))
            }
            other => format!("{other:?}").chars().take(120).collect(),
        };
        let said: Vec<String> = m.outcome.effects.iter().flat_map(texts).collect();
        format!("{body}\n    {}\n", said.join(" / "))
    };
    moments.iter().take(upto + 1).map(line).collect()
}

/// What is wrong with the first moment of which something is, and how it came to it.
fn each(moments: &[Moment], mut wrong: impl FnMut(&Moment) -> Option<String>) -> Result<(), String> {
    match moments.iter().enumerate().find_map(|(n, moment)| Some((n, wrong(moment)?))) {
        Some((n, what)) => Err(format!("{what}\n{}", told(moments, n))),
        None => Ok(()),
    }
}

/// Whether the bot did something that the customer or the shop notices.
fn acts(moment: &Moment) -> bool {
    let acts = |e: &Effect| matches!(e, Effect::Reply(_) | Effect::Call(_) | Effect::Handoff(_));
    moment.outcome.effects.iter().any(acts)
}

fn texts(effect: &Effect) -> Vec<String> {
    let Effect::Reply(part) = effect else { return Vec::new() };
    let text = |t: &Rendered| t.to_string();
    match &part.body {
        ReplyBody::Bubble(lines) => lines.iter().map(text).collect(),
        ReplyBody::Buttons(all) => all.iter().map(|b| b.label.to_string()).collect(),
        ReplyBody::Card(card) => card_texts(card),
        ReplyBody::Carousel(cards) => cards.iter().flat_map(card_texts).collect(),
        ReplyBody::Image(address) => vec![address.clone()],
    }
}

fn card_texts(card: &huashu_engine::Card) -> Vec<String> {
    let links = card.links.iter().flat_map(|(label, address)| [label.to_string(), address.clone()]);
    [card.title.to_string()]
        .into_iter()
        .chain(card.body.as_ref().map(ToString::to_string))
        .chain(links)
        .collect()
}

/// The same events once more, each on the stored bytes of the session before it, give the same bytes.
fn replays(shop: &Shop, moments: &[Moment]) -> Result<(), String> {
    let Some(first) = moments.first() else { return Ok(()) };
    let mut stored = state::encode(&first.before);
    for (n, moment) in moments.iter().enumerate() {
        let session =
            state::decode(&shop.program, &stored).map_err(|e| format!("{e}\n{}", told(moments, n)))?;
        let again = match step(&shop.program, &session, &moment.event) {
            Ok(outcome) => outcome,
            Err(_) => huashu_engine::give_up(&shop.program, &session, &moment.event),
        };
        let bytes = |effects: &[Effect]| postcard::to_stdvec(effects).expect("effects are plain data");
        stored = state::encode(&again.session);
        if stored != state::encode(&moment.outcome.session)
            || bytes(&again.effects) != bytes(&moment.outcome.effects)
            || again.explanation != moment.outcome.explanation
        {
            return Err(format!("it went another way\n{}", told(moments, n)));
        }
    }
    Ok(())
}

#[test]
fn a_replay_is_the_same_to_the_byte() {
    holds(replays);
}

/// No step runs on without end, and none of what a customer, the shop or time may do is a fault.
fn ends(_: &Shop, moments: &[Moment]) -> Result<(), String> {
    let mut calls = 0;
    each(moments, |moment| {
        calls = if matches!(moment.event.body, Body::Returned(..)) { calls + 1 } else { 0 };
        let endless = || (calls > 60).then(|| "60 calls in one turn".to_owned());
        moment.fault.as_ref().map(ToString::to_string).or_else(endless)
    })
}

#[test]
fn a_turn_ends() {
    holds(ends);
}

/// Whatever a customer writes to the bot is answered: with words, with a call that is made, or by a person.
fn answers(_: &Shop, moments: &[Moment]) -> Result<(), String> {
    each(moments, |moment| {
        let heard = matches!(moment.event.body, Body::Said(_) | Body::Pressed(_));
        let bot = matches!(moment.before.phase, Phase::Bot);
        (heard && bot && !acts(moment)).then(|| "nothing came of it".to_owned())
    })
}

#[test]
fn a_message_never_vanishes() {
    holds(answers);
}

/// While a person speaks with the customer, the bot says nothing and calls nothing.
fn leaves_people_alone(_: &Shop, moments: &[Moment]) -> Result<(), String> {
    each(moments, |moment| {
        let human = matches!(moment.before.phase, Phase::Human(_));
        let given_back = matches!(moment.event.body, Body::HandedBack);
        (human && !given_back && acts(moment)).then(|| "the bot spoke up".to_owned())
    })
}

#[test]
fn nothing_is_said_to_a_customer_in_human_hands() {
    holds(leaves_people_alone);
}

/// No call has the name of another; and where no loop leads by a write, the same flow does not make one again that was made, or may
/// have been.
fn writes_once(shop: &Shop, moments: &[Moment]) -> Result<(), String> {
    let mut ids: BTreeSet<CallId> = BTreeSet::new();
    let mut made = BTreeSet::new();
    each(moments, |moment| {
        if let Body::Returned(id, result) = &moment.event.body
            && !matches!(result, CallResult::Failed(_))
        {
            made.insert((id.frame, id.node));
        }
        moment.outcome.effects.iter().find_map(|effect| {
            let Effect::Call(call) = effect else { return None };
            let writes = shop.program.functions[call.function.index()].writes;
            let again = writes && !shop.loops && made.contains(&(call.id.frame, call.id.node));
            (!ids.insert(call.id) || again).then(|| format!("{:?} once more", call.id))
        })
    })
}

#[test]
fn nothing_is_written_twice() {
    holds(writes_once);
}

/// Phone numbers, e-mails and addresses are not shown in full, to the customer or to people, where the shop does not say so.
fn masks(shop: &Shop, moments: &[Moment]) -> Result<(), String> {
    let allowed = shown_in_full(&shop.program);
    each(moments, |moment| {
        let shown = moment.outcome.effects.iter().flat_map(texts).find_map(|text| leaked(&text));
        let noted = moment.outcome.effects.iter().find_map(|effect| match effect {
            Effect::Handoff(Handoff { note: Some(note), .. }) => {
                note.0.iter().find_map(|piece| match piece {
                    Piece::Value(_, path) if allowed.contains(path) => None,
                    Piece::Value(text, _) | Piece::Words(text) => leaked(text),
                })
            }
            _ => None,
        });
        shown.or(noted).map(|secret| format!("{secret} was shown"))
    })
}

#[test]
fn masked_data_never_leaves() {
    holds(masks);
}

/// The paths that notes for people show in full, 原文.
fn shown_in_full(program: &Program) -> BTreeSet<String> {
    let notes = program.flows.iter().flat_map(|flow| {
        let left = flow.nodes.iter().filter_map(|node| match &node.stmt {
            StmtKind::Leave(way) => Some(way),
            _ => None,
        });
        left.chain(flow.asks.iter().filter_map(|ask| Some(&ask.max_tries.as_ref()?.leave)))
    });
    let parts = notes.flat_map(|way| match way {
        WayOut::Handoff { note: Some(note), .. } => note.parts.as_slice(),
        _ => &[],
    });
    parts
        .filter_map(|part| match part {
            TextPart::Hole(hole) if hole.filter == Some(Filter::Raw) => Some(hole.written.clone()),
            _ => None,
        })
        .collect()
}

/// A conversation in which something was tampered with breaks the property that is about it.
#[test]
fn each_property_can_fail() {
    let shop = demo();
    let walk = || Walk::new(&shop.program, &shop.matcher, 3).walk(LENGTH);
    let reply = |moments: &[Moment]| {
        let all = moments.iter().flat_map(|m| &m.outcome.effects);
        all.clone().find(|e| matches!(e, Effect::Reply(_))).cloned().expect("something was said")
    };
    let broken = |property: fn(&Shop, &[Moment]) -> Result<(), String>, tamper: &dyn Fn(&mut Vec<Moment>)| {
        let mut moments = walk();
        assert!(property(&shop, &moments).is_ok(), "it held before");
        tamper(&mut moments);
        property(&shop, &moments).is_err()
    };
    assert!(broken(replays, &|all| all[0].outcome.session.turn += 1));
    assert!(broken(ends, &|all| all[0].fault = Some(huashu_engine::Fault::TooManySteps)));
    assert!(broken(answers, &|all| all[0].outcome.effects.clear()));
    assert!(broken(leaves_people_alone, &|all| {
        let said = reply(all);
        let last = all.last_mut().expect("something happened");
        last.before.phase = Phase::Human(huashu_dsl::program::TeamId(0));
        last.event.body = Body::Delivered;
        last.outcome.effects = vec![said];
    }));
    assert!(broken(writes_once, &|all| {
        let calls = all.iter().flat_map(|m| &m.outcome.effects).filter(|e| matches!(e, Effect::Call(_)));
        let call = calls.clone().next().expect("something was called").clone();
        all.last_mut().expect("something happened").outcome.effects.push(call);
    }));
    assert!(broken(masks, &|all| {
        let mut said = reply(all);
        let Effect::Reply(part) = &mut said else { return };
        let secret = Piece::Words(value::PRIVATE[0].to_owned());
        part.body = ReplyBody::Bubble(vec![Rendered(vec![secret])]);
        all[0].outcome.effects.push(said);
    }));
    assert!(broken(masks, &|all| {
        let note = Some(Rendered(vec![Piece::Value(value::PRIVATE[0].to_owned(), "手机".to_owned())]));
        let (team, reason) = (huashu_dsl::program::TeamId(0), huashu_engine::HandoffReason::Asked);
        all[0].outcome.effects.push(Effect::Handoff(Handoff { team, note, priority: None, reason }));
    }));
}

/// The walk does what it is for: of everything that may happen, something does.
#[test]
fn the_walk_gets_about() {
    let shop = demo();
    let mut seen: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut flows = BTreeSet::new();
    for seed in 0..talks() {
        for moment in Walk::new(&shop.program, &shop.matcher, seed).walk(LENGTH) {
            let body = match moment.event.body {
                Body::Said(_) => "said",
                Body::Pressed(_) => "pressed",
                Body::Returned(..) => "returned",
                Body::Fired => "fired",
                Body::Happened(..) => "happened",
                Body::Delivered => "delivered",
                Body::HandedBack => "handed back",
            };
            *seen.entry(body).or_default() += 1;
            flows.extend(moment.outcome.session.stack.iter().map(|f| f.flow));
        }
    }
    assert_eq!(seen.len(), 7, "{seen:?}");
    assert!(seen.values().all(|count| *count >= 20), "{seen:?}");
    let all = shop.program.flows.len();
    assert!(flows.len() * 10 >= all * 8, "{} of {all} flows", flows.len());
}
