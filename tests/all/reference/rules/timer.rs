//! R11: timers.

use super::{Reference, Then, sight};
use huashu_dsl::program::{NoReply, NoReplyAction, OutcomeId, WayOut};
use huashu_dsl::value::{Instant, Millis};
use huashu_engine::HandoffReason;

/// How long what nobody answered is kept.
pub(super) const KEPT: Millis = Millis(24 * 60 * 60 * 1_000);

impl Reference<'_> {
    /// R11: a local 没回 replaces those of 全局, 就这些 never.
    fn no_reply(&self) -> Vec<NoReply> {
        let Some(ask) = self.waiting() else { return Vec::new() };
        let is_done = |n: &NoReply| matches!(n.action, NoReplyAction::Done);
        let mut all = ask.no_reply.clone();
        if all.iter().all(is_done) {
            all.extend(self.program.global.no_reply.iter().cloned());
            all.sort_by_key(|n| n.after);
        }
        all
    }

    /// The next of them, and when it is due: counted from the delivery of the question.
    fn due(&self) -> Option<(Instant, NoReply)> {
        if self.state.human.is_some() || self.state.calling {
            return None;
        }
        let asked = self.state.stack.last()?.asked.as_ref()?;
        let next = self.no_reply().get(asked.fired)?.clone();
        Some((asked.since + next.after, next))
    }

    /// When the conversation wants to be woken.
    pub(crate) fn wakes_at(&self) -> Option<Instant> {
        self.due().map(|(at, _)| at)
    }

    /// R11: fired once after a restart: of several that are due at a late wake-up, the last one acts.
    ///
    /// Silent: whether the earlier ones are made up for too.
    pub(super) fn fire(&mut self) {
        let mut last = None;
        while let Some((_, due)) = self.due().filter(|(at, _)| *at <= self.now) {
            self.top().asked.as_mut().expect("a question waits").fired += 1;
            last = Some(due.action);
        }
        match last {
            Some(NoReplyAction::Remind(text)) => self.say(text),
            Some(NoReplyAction::Done) => panic!("the generator gathers nothing"),
            Some(NoReplyAction::Leave(WayOut::Cancel(_))) => self.park(),
            Some(NoReplyAction::Leave(way)) if self.leave(&way, HandoffReason::Authored) == Then::GoOn => {
                self.run();
            }
            Some(NoReplyAction::Leave(_)) | None => {}
        }
    }

    /// R11: timers count from the delivery of the question.
    pub(super) fn delivered(&mut self) {
        let now = self.now;
        if let Some(asked) = self.state.stack.last_mut().and_then(|f| f.asked.as_mut())
            && asked.undelivered
        {
            (asked.since, asked.undelivered) = (now, false);
        }
    }

    /// R11: 没回 … 取消流程 keeps the frames 24 hours; of the whole stack. What was kept before ends with 没回.
    fn park(&mut self) {
        self.end_parked();
        let frames = std::mem::take(&mut self.state.stack);
        self.state.parked = Some((frames, self.now + KEPT));
        self.state.offered = false;
        self.state.offered_once = false;
    }

    /// What is kept ends with the built-in outcome 没回 (R8).
    pub(super) fn end_parked(&mut self) {
        self.end_parked_as(OutcomeId::IDLE);
    }

    pub(super) fn end_parked_as(&mut self, outcome: OutcomeId) {
        self.state.offered = false;
        let Some((frames, _)) = self.state.parked.take() else { return };
        for frame in frames.iter().rev() {
            self.seen.push(sight::ended(self.program, frame.flow, outcome));
        }
    }

    /// R11: what was kept for 24 hours is over. Silent: when that is seen. Read: when something happens next.
    pub(super) fn forget_parked(&mut self) {
        if self.state.parked.as_ref().is_some_and(|(_, until)| self.now > *until) {
            self.end_parked();
        }
    }
}
