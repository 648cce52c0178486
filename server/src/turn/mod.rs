//! A turn: a chain of steps, each committed before anything of it is done.
//!
//! What the customer sees and what plugins are asked leaves only after the commit of the step that wants it; what was done is marked by the
//! commit that follows. So after a crash at any point the conversation goes on: an open call is made again with its journal, replies that
//! were not marked are shown again, and nothing is decided twice.

mod call;
#[cfg(test)]
mod crash_tests;
#[cfg(test)]
mod customer_tests;
mod fault;
mod record;
mod resume;
#[cfg(test)]
mod tests;

pub use record::{Undecodable, decode, encode};
pub use resume::CaughtUp;

use crate::clock::{Clock, seed};
use crate::connector::Connectors;
use crate::customer::{Customers, Met, Standing};
use crate::release::Release;
use crate::store::{Commit, Committed, Store, StoreError};
use huashu_dsl::value::{Instant, Millis};
use huashu_engine::{
    Body, Call, ConversationId, Customer, Effect, Event, Explanation, Handoff, Outcome, Phase, ReplyPart,
    Session,
};
use huashu_engine::{Fault, give_up, state, step};
use std::sync::Arc;
use std::time::Duration;

/// How often a step is tried again when somebody else moves the conversation on at the same time.
const RACES: u32 = 5;
/// The most wake-ups that one move of the clock brings.
const WAKES: u32 = 100;

/// What the keys of deliveries begin with.
const DELIVERED: &str = "delivered-";

/// A conversation that is being held.
#[derive(Debug)]
pub struct Conversation {
    release: Arc<Release>,
    connectors: Connectors,
    customers: Customers,
    store: Store,
    clock: Clock,
    who: String,
    session: Session,
    /// Events committed; the fence of the next commit. 0 while nothing has happened.
    version: u64,
    /// Effects that were done since the last commit: version and place.
    done: Vec<(u64, u32)>,
    /// Replies shown since the conversation was last told of a delivery.
    shown: usize,
    /// The wake-up that was last sent, so that one that changes nothing is not sent for ever.
    woken: Option<Instant>,
}

/// What a turn brings to whoever watches the conversation.
#[derive(Debug)]
pub enum Sight<'a> {
    /// Say this to the customer.
    Reply(&'a ReplyPart),
    /// A person takes over.
    Handoff(&'a Handoff),
    /// Why the step went as it did.
    Explained(&'a Explanation),
    /// Something for the operator to know.
    Note(String),
}

/// How a turn begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// As the flows say.
    Step,
    /// With a person, because the flows would decide by what nobody knows.
    HandOver,
}

/// Takes what a turn brings, in order.
pub type Sink<'a> = &'a mut dyn FnMut(Sight<'_>);

impl Conversation {
    /// A new conversation; nothing is stored before its first event.
    #[must_use]
    pub fn begin(
        release: Arc<Release>,
        connectors: Connectors,
        customers: Customers,
        store: Store,
        who: &str,
        channel: u16,
    ) -> Self {
        let id = ConversationId(uuid::Uuid::now_v7().into_bytes());
        let session = Session::new(&release.program, id, channel);
        Self {
            release,
            connectors,
            customers,
            store,
            clock: Clock::default(),
            who: who.to_owned(),
            session,
            version: 0,
            done: Vec::new(),
            shown: 0,
            woken: None,
        }
    }

    /// Leaves this conversation as it is stored, and begins another with the same customer.
    pub fn begin_anew(&mut self) {
        let id = ConversationId(uuid::Uuid::now_v7().into_bytes());
        self.session = Session::new(&self.release.program, id, self.session.channel);
        self.clock = Clock::default();
        self.version = 0;
        self.done.clear();
        self.shown = 0;
        self.woken = None;
    }

    /// Where it stands.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Whether anything has happened in it, so that it can be resumed.
    #[must_use]
    pub fn is_stored(&self) -> bool {
        self.version > 0
    }

    /// The shop it is held in.
    #[must_use]
    pub fn release(&self) -> Arc<Release> {
        Arc::clone(&self.release)
    }

    /// The time in this conversation.
    pub fn now(&mut self) -> Instant {
        self.clock.now()
    }

    /// Takes one thing that happened and does all that follows from it, until the conversation waits again.
    ///
    /// # Errors
    /// Where the store fails; what was committed stands.
    pub async fn take(&mut self, body: Body, dedupe: &str, sink: Sink<'_>) -> Result<(), StoreError> {
        let Met { customer, standing, .. } = self.customer(sink).await?;
        // Without the customer's fields a flow would answer wrongly, so nothing they ask is answered by one. What a plugin
        // returns and what falls due goes on: it was decided when the fields were known.
        let asks = matches!(body, Body::Said(_) | Body::Pressed(_));
        let way = match standing {
            Standing::Unknown if asks => Way::HandOver,
            Standing::Unknown | Standing::Known => Way::Step,
        };
        self.chain(customer, body, way, dedupe, sink).await
    }

    /// How long until the conversation is to be woken, if it is.
    #[must_use]
    pub fn sleeps(&self) -> Option<Duration> {
        let wakes_at = self.session.wakes_at(&self.release.program)?;
        (self.woken != Some(wakes_at)).then(|| self.clock.until(wakes_at))
    }

    /// Wakes the conversation, if its time has come.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn wake(&mut self, sink: Sink<'_>) -> Result<(), StoreError> {
        let Some(wakes_at) = self.session.wakes_at(&self.release.program) else { return Ok(()) };
        if self.clock.now() < wakes_at {
            return Ok(());
        }
        self.woken = Some(wakes_at);
        let dedupe = format!("fired-{}-{}", wakes_at.0, self.version);
        self.take(Body::Fired, &dedupe, sink).await
    }

    /// Moves the clock ahead; whatever falls due on the way happens at its time.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn advance(&mut self, by: Millis, sink: Sink<'_>) -> Result<(), StoreError> {
        let target = self.clock.now() + by;
        for _ in 0..WAKES {
            let due = self
                .session
                .wakes_at(&self.release.program)
                .filter(|at| *at <= target && self.woken != Some(*at));
            let Some(due) = due else { break };
            self.clock.reach(due);
            self.wake(sink).await?;
        }
        self.clock.reach(target);
        Ok(())
    }

    async fn customer(&mut self, sink: Sink<'_>) -> Result<Met, StoreError> {
        let mut met =
            self.customers.get(&self.who, &self.release.program, &self.connectors, &self.store).await?;
        met.note.take().into_iter().for_each(|note| sink(Sight::Note(note)));
        Ok(met)
    }

    async fn chain(
        &mut self,
        mut customer: Customer,
        body: Body,
        way: Way,
        dedupe: &str,
        sink: Sink<'_>,
    ) -> Result<(), StoreError> {
        let mut next = Some((body, way, dedupe.to_owned()));
        while let Some((body, way, dedupe)) = next.take() {
            let event = Event { at: self.clock.now(), seed: seed(), customer: customer.clone(), body };
            let Some(outcome) = self.commit(&event, way, &dedupe, sink)? else { break };
            sink(Sight::Explained(&outcome.explanation));
            if let Some((ordinal, call)) = self.perform(&outcome.effects, &mut customer, sink) {
                let (body, dedupe) = self.answer(call, sink).await?;
                next = Some((body, Way::Step, dedupe));
                // Only a call that has an answer is done: one that ended in an error of the store is made again.
                self.done.push((self.version, ordinal));
            }
        }
        self.delivered(customer, sink)
    }

    /// Steps and commits. Gives nothing if the event had already happened.
    fn commit(
        &mut self,
        event: &Event,
        way: Way,
        dedupe: &str,
        sink: Sink<'_>,
    ) -> Result<Option<Outcome>, StoreError> {
        for _ in 0..RACES {
            let outcome = self.outcome(event, way, sink);
            match self.try_commit(event, dedupe, &outcome) {
                Ok(Committed::Done(version)) => {
                    self.version = version;
                    self.session = outcome.session.clone();
                    self.done.clear();
                    return Ok(Some(outcome));
                }
                Ok(Committed::Duplicate) => return Ok(None),
                Err(StoreError::Fenced) => self.reload()?,
                Err(other) => return Err(other),
            }
        }
        Err(StoreError::Fenced)
    }

    fn outcome(&self, event: &Event, way: Way, sink: Sink<'_>) -> Outcome {
        let program = &self.release.program;
        // A person who already has the conversation knows their customers.
        if way == Way::HandOver && self.session.phase == Phase::Bot {
            sink(Sight::Note("没有顾客资料，流程会答错，转人工".into()));
            return give_up(program, &self.session, event);
        }
        step(program, &self.session, event).unwrap_or_else(|fault| {
            sink(Sight::Note(format!("这一步走不下去，转人工：{}", fault::sentence(&fault))));
            give_up(program, &self.session, event)
        })
    }

    fn try_commit(
        &mut self,
        event: &Event,
        dedupe: &str,
        outcome: &Outcome,
    ) -> Result<Committed, StoreError> {
        let program = &self.release.program;
        let effects: Vec<_> = outcome.effects.iter().map(|e| (record::encode(e), record::due(e))).collect();
        self.store.commit(&Commit {
            conversation: self.session.conversation,
            version: self.version,
            dedupe,
            at: event.at,
            structure: program.hashes.structure,
            state: &state::encode(&outcome.session),
            channel: outcome.session.channel,
            customer: &self.who,
            wakes_at: outcome.session.wakes_at(program),
            event: &record::encode(event),
            effects: &effects,
            done: &self.done,
            fields: &record::fields(program, &outcome.effects),
            arms: &record::arms(program, &outcome.effects),
            pushes: &record::pushes(program, &outcome.effects),
        })
    }

    /// Does what the step wants done, in order; the call, which is the last, is left to the caller.
    fn perform<'o>(
        &mut self,
        effects: &'o [Effect],
        customer: &mut Customer,
        sink: Sink<'_>,
    ) -> Option<(u32, &'o Call)> {
        let mut open = None;
        for (ordinal, effect) in (0_u32..).zip(effects) {
            match effect {
                Effect::Reply(part) => {
                    self.shown += 1;
                    sink(Sight::Reply(part));
                }
                Effect::Handoff(handoff) => sink(Sight::Handoff(handoff)),
                Effect::Call(call) => {
                    open = Some((ordinal, call));
                    continue;
                }
                Effect::Profile(..) | Effect::Arm(..) | Effect::Pushed(..) => {
                    record::apply(&self.release.program, customer, effect);
                }
                Effect::Track(..) | Effect::Ended(..) => {}
            }
            if record::due(effect) == crate::store::Due::Later {
                self.done.push((self.version, ordinal));
            }
        }
        open
    }

    /// Tells the conversation that its replies were shown, from which its timers count.
    ///
    /// What was shown is marked here, after it was shown. So a process that dies in between shows a reply twice and never loses one; in a
    /// terminal, where nobody can say what was still seen before the window went, that is right. A channel that keeps its own message ids
    /// sends each part under (conversation, version, ordinal) and shows it once.
    fn delivered(&mut self, customer: Customer, sink: Sink<'_>) -> Result<(), StoreError> {
        if self.shown > 0 {
            let event = Event { at: self.clock.now(), seed: seed(), customer, body: Body::Delivered };
            match step(&self.release.program, &self.session, &event) {
                Ok(outcome) => self.commit_delivery(&event, outcome)?,
                Err(fault) => sink(Sight::Note(format!("送达没有记上：{}", fault::sentence(&fault)))),
            }
        }
        let now = self.clock.now();
        self.store.performed(self.session.conversation, &self.done, now)?;
        self.done.clear();
        self.shown = 0;
        Ok(())
    }

    fn commit_delivery(&mut self, event: &Event, outcome: Outcome) -> Result<(), StoreError> {
        let dedupe = format!("{DELIVERED}{}", self.version);
        match self.try_commit(event, &dedupe, &outcome) {
            Ok(Committed::Done(version)) => {
                self.version = version;
                self.session = outcome.session;
                self.done.clear();
                Ok(())
            }
            Ok(Committed::Duplicate) => Ok(()),
            // Somebody else moved on meanwhile; what they said counts from their delivery.
            Err(StoreError::Fenced) => self.reload(),
            Err(other) => Err(other),
        }
    }

    fn reload(&mut self) -> Result<(), StoreError> {
        let stored = self.store.conversation(self.session.conversation)?.ok_or(StoreError::Fenced)?;
        self.session =
            state::decode(&self.release.program, &stored.state).map_err(|_: Fault| StoreError::Fenced)?;
        self.version = stored.version;
        Ok(())
    }
}

/// The name of a conversation, as people see and type it.
#[must_use]
pub fn name(id: ConversationId) -> String {
    uuid::Uuid::from_bytes(id.0).to_string()
}

/// The conversation of this name.
#[must_use]
pub fn named(name: &str) -> Option<ConversationId> {
    uuid::Uuid::parse_str(name.trim()).ok().map(|id| ConversationId(id.into_bytes()))
}
