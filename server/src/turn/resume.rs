//! Going on with a conversation after its process ended, however it ended.

use super::{Conversation, DELIVERED, Sight, Sink, Way, decode};
use crate::clock::Clock;
use crate::connector::Connectors;
use crate::customer::{Customers, Met};
use crate::release::Release;
use crate::store::{Pending, Store, StoreError, Stored};
use huashu_engine::{Effect, Fault, ReplyPart, state};
use std::sync::Arc;

impl Conversation {
    /// A stored conversation.
    ///
    /// # Errors
    /// [`Fault::OtherStructure`] where the shop has changed since so that its sessions cannot be read; [`Fault::Damaged`] for a damaged one.
    pub fn resume(
        release: Arc<Release>,
        connectors: Connectors,
        customers: Customers,
        store: Store,
        stored: Stored,
    ) -> Result<Self, Fault> {
        if stored.structure != release.program.hashes.structure {
            return Err(Fault::OtherStructure);
        }
        let session = state::decode(&release.program, &stored.state)?;
        Ok(Self {
            release,
            connectors,
            customers,
            store,
            clock: Clock::after(stored.updated),
            who: stored.customer,
            session,
            version: stored.version,
            done: Vec::new(),
            shown: 0,
            woken: None,
        })
    }

    /// Does what was committed and not done: replies are shown, an open call is made with its journal, and the turn goes on from there.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn catch_up(&mut self, sink: Sink<'_>) -> Result<CaughtUp, StoreError> {
        let pending = self.store.pending(self.session.conversation)?;
        if pending.is_empty() {
            return Ok(CaughtUp::NothingLeft);
        }
        let Met { mut customer, .. } = self.customer(sink).await?;
        let mut open = None;
        for Pending { seq, ordinal, effect } in pending {
            match decode::<Effect>(&effect) {
                Ok(Effect::Reply(part)) => {
                    self.shown += 1;
                    sink(Sight::Reply(&part));
                }
                Ok(Effect::Handoff(handoff)) => sink(Sight::Handoff(&handoff)),
                Ok(Effect::Call(call)) if self.session.call == Some(call.id) => {
                    open = Some((seq, ordinal, call));
                    continue;
                }
                Ok(effect) => super::record::apply(&self.release.program, &mut customer, &effect),
                Err(_) => sink(Sight::Note("有一条没做完的事读不出来，跳过了".into())),
            }
            self.done.push((seq, ordinal));
        }
        match open {
            Some((seq, ordinal, call)) => {
                let (body, dedupe) = self.answer(&call, sink).await?;
                self.done.push((seq, ordinal));
                self.chain(customer, body, Way::Step, &dedupe, sink).await?;
            }
            None => self.delivered(customer, sink)?,
        }
        Ok(CaughtUp::Done)
    }

    /// The replies of the last turn that said something, in order.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn last_replies(&self) -> Result<Vec<ReplyPart>, StoreError> {
        let id = self.session.conversation;
        // A turn that said something ends with its delivery.
        let before = self.store.latest_events(id, DELIVERED, 2)?.get(1).copied().unwrap_or(0);
        let effects = self.store.effects_since(id, before + 1)?;
        let reply = |effect: Pending| match decode::<Effect>(&effect.effect) {
            Ok(Effect::Reply(part)) => Some(part),
            _ => None,
        };
        Ok(effects.into_iter().filter_map(reply).collect())
    }
}

/// What [`Conversation::catch_up`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaughtUp {
    /// Everything had been done; the question stands as it was shown.
    NothingLeft,
    /// Something was done, and shown.
    Done,
}
