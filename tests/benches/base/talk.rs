//! Turns with the demo shop in process: a stored session and what the customer writes give the next stored session.

use crate::shop::Shop;
use crate::world::{CUSTOMER, NOW, ORDER, answer};
use huashu_engine::{
    Body, Call, CallResult, ConversationId, Customer, Effect, Event, Outcome, Part, Session, state, step,
};
use huashu_plugins::{Entry, Invocation, Journal, Run, record_from_json};

/// The turn of a long conversation that is set against an early one.
const LATE: usize = 300;

/// A turn that can be made over and over.
#[derive(Debug)]
pub struct Turn {
    /// What the customer writes.
    pub said: &'static str,
    /// The session before it, as the store keeps it.
    pub before: Vec<u8>,
    /// The customer.
    pub customer: Customer,
}

/// What was done in a turn, each with what it was done to.
#[derive(Debug, Default)]
pub struct Trace {
    /// Sessions with what happened to them.
    pub steps: Vec<(Session, Event)>,
    /// Scripts as they ran, each from the top with the journal so far.
    pub runs: Vec<(Invocation, Journal)>,
    /// Sessions as they were stored.
    pub stored: Vec<Session>,
}

/// The turns of a return that are measured.
///
/// # Errors
/// Where the demo shop does not take a return as it should.
pub fn turns(shop: &Shop) -> Result<[(&'static str, Turn); 3], String> {
    let mut talk = Talk::begin(shop)?;
    let trigger = talk.turn("我要退货");
    talk.go("我要退货", "确认订单")?;
    talk.go(ORDER, "问原因")?;
    let answer = talk.turn("袖口开线了");
    talk.go("袖口开线了", "要照片")?;
    let plan = talk.turn("跳过");
    talk.go("跳过", "给方案")?;
    Ok([
        ("a message that begins a flow: 我要退货", trigger),
        ("an answer in words, at 问原因: 袖口开线了", answer),
        ("an answer that calls a plugin, at 要照片: 跳过, then 售后.给方案 and its two requests", plan),
    ])
}

/// One conversation at two of its turns, with the same message and the same state but for what a long conversation leaves behind.
#[derive(Debug)]
pub struct Long {
    /// What the conversation is about.
    pub about: &'static str,
    /// Its second turn or its third; the first also greets.
    pub early: Turn,
    /// Its three-hundredth turn.
    pub late: Turn,
}

/// Conversations of 300 turns: a return begun and cancelled over and over, and one that waits while other things are asked.
///
/// # Errors
/// Where a turn breaks.
pub fn long(shop: &Shop) -> Result<[Long; 2], String> {
    Ok([
        Long::new("begun and cancelled over and over", shop, &["在吗"], &["我要退货", "取消"])?,
        Long::new("questions while another waits", shop, &["在吗", "我要退货"], &["发什么快递"])?,
    ])
}

impl Long {
    /// Says `first` once and `again` over and over.
    fn new(
        about: &'static str,
        shop: &Shop,
        first: &[&'static str],
        again: &[&'static str],
    ) -> Result<Self, String> {
        let mut talk = Talk::begin(shop)?;
        first.iter().try_for_each(|said| talk.say(said))?;
        let said = again.first().ok_or("nothing is said")?;
        let early = talk.turn(said);
        again.iter().cycle().take(LATE - first.len() - 1).try_for_each(|said| talk.say(said))?;
        Ok(Self { about, early, late: talk.turn(said) })
    }
}

impl Turn {
    /// The whole turn: decode, read, step, encode, and as long as a call is open run its script, step and encode.
    ///
    /// # Errors
    /// Where something breaks that does not break in the demo shop.
    pub fn take(&self, shop: &Shop) -> Result<Vec<u8>, String> {
        let session = state::decode(&shop.program, &self.before).map_err(|fault| fault.to_string())?;
        let mut outcome = self.step(shop, &session, said(shop, self.said))?;
        let mut stored = state::encode(&outcome.session);
        while let Some(call) = open(&outcome) {
            let result = run(shop, call, &self.customer, |_, _| {})?;
            let returned = Body::Returned(call.id, result);
            outcome = self.step(shop, &outcome.session, returned)?;
            stored = state::encode(&outcome.session);
        }
        Ok(stored)
    }

    /// The same, keeping what was done on the way.
    ///
    /// # Errors
    /// As [`Turn::take`].
    pub fn trace(&self, shop: &Shop) -> Result<Trace, String> {
        let mut trace = Trace::default();
        let mut session = state::decode(&shop.program, &self.before).map_err(|fault| fault.to_string())?;
        let mut next = Some(said(shop, self.said));
        while let Some(body) = next.take() {
            let outcome = self.step(shop, &session, body.clone())?;
            trace.steps.push((session, self.event(body)));
            if let Some(call) = open(&outcome) {
                let keep = |invocation: &Invocation, journal: &Journal| {
                    trace.runs.push((invocation.clone(), journal.clone()));
                };
                next = Some(Body::Returned(call.id, run(shop, call, &self.customer, keep)?));
            }
            session = outcome.session;
            trace.stored.push(session.clone());
        }
        Ok(trace)
    }

    fn event(&self, body: Body) -> Event {
        Event { at: NOW, seed: 7, customer: self.customer.clone(), body }
    }

    fn step(&self, shop: &Shop, session: &Session, body: Body) -> Result<Outcome, String> {
        step(&shop.program, session, &self.event(body)).map_err(|fault| fault.to_string())
    }
}

fn said(shop: &Shop, text: &str) -> Body {
    Body::Said(vec![Part::Text(shop.matcher.read(text))])
}

fn open(outcome: &Outcome) -> Option<&Call> {
    match outcome.effects.last() {
        Some(Effect::Call(call)) => Some(call),
        _ => None,
    }
}

/// Runs a script to its end, again from the top after every answer; `seen` is told of every run.
fn run(
    shop: &Shop,
    call: &Call,
    customer: &Customer,
    mut seen: impl FnMut(&Invocation, &Journal),
) -> Result<CallResult, String> {
    let key = format!("{}-{}-{}", call.id.frame.0, call.id.node.0, call.id.visit);
    let invocation =
        Invocation { function: call.function, args: call.args.clone(), key, customer: customer.id.clone() };
    let mut journal = Journal::default();
    loop {
        seen(&invocation, &journal);
        match shop.host.run(&shop.program, &invocation, &journal) {
            Run::Suspended(request) => {
                let answer = answer(&request);
                journal.0.push(Entry { request, answer });
            }
            Run::Done(value) => return Ok(CallResult::Ok(value)),
            other => return Err(format!("{other:?}")),
        }
    }
}

/// A conversation on its way to the turns.
struct Talk<'s> {
    shop: &'s Shop,
    customer: Customer,
    stored: Vec<u8>,
}

impl<'s> Talk<'s> {
    fn begin(shop: &'s Shop) -> Result<Self, String> {
        let fields = match record_from_json(&shop.program, &shop.program.customer, CUSTOMER)? {
            huashu_dsl::value::Value::Record(fields) => fields,
            other => return Err(format!("{other:?}")),
        };
        let customer = Customer { id: "demo".to_owned(), fields, ..Customer::default() };
        let stored = state::encode(&Session::new(&shop.program, ConversationId([7; 16]), 0));
        Ok(Self { shop, customer, stored })
    }

    fn turn(&self, said: &'static str) -> Turn {
        Turn { said, before: self.stored.clone(), customer: self.customer.clone() }
    }

    fn say(&mut self, said: &'static str) -> Result<(), String> {
        self.stored = self.turn(said).take(self.shop)?;
        Ok(())
    }

    /// Says something, which must lead to this step of the flow that runs.
    fn go(&mut self, said: &'static str, step: &str) -> Result<(), String> {
        self.say(said)?;
        let session = state::decode(&self.shop.program, &self.stored).map_err(|fault| fault.to_string())?;
        let top = session.stack.last().ok_or_else(|| format!("“{said}” leads to no flow"))?;
        let flow = self.shop.program.flows.get(top.flow.index()).ok_or("no such flow")?;
        let node = flow.nodes.get(top.at.index()).ok_or("no such statement")?;
        let at = flow.steps.get(node.step.index()).map(|step| step.name.as_str());
        if at == Some(step) { Ok(()) } else { Err(format!("“{said}” leads to {at:?} and not to {step}")) }
    }
}
