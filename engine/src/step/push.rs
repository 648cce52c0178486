//! 推送 (R15): each push that an event triggers is judged - dedupe, 人群 with the customer's consent, 时段, 频次, 对话中, 有效, channel -
//! and begins its flow, waits in the session, or is not sent.
//!
//! Consent is a field of 顾客 that 人群 reads (the checker asks for one), so what the customer took back meanwhile holds: whatever
//! waited is judged again from the beginning. Caps count what `Customer::pushes` says was sent to this person in any
//! conversation; a push counts from the moment its flow begins, whatever that flow then says.

use super::turn::Turn;
use super::{enter, run};
use crate::{Effect, Fate, Fault, Hurdle, Mark, Phase, QueuedPush, Session, Start, eval, hours};
use huashu_dsl::program::{Busy, Cap, EventId, Push, PushId};
use huashu_dsl::value::{Instant, Millis, Value};

/// When a push that waits in this session wants to be looked at.
pub(crate) fn wakes_at(session: &Session) -> Option<Instant> {
    if session.call.is_some() || session.phase != Phase::Bot {
        return None;
    }
    let offer = session.parked.as_ref().filter(|parked| parked.offered && session.stack.is_empty());
    // What waits for a question to go on with a parked flow waits no longer than that flow is kept.
    let offer = offer.map(|parked| parked.until + Millis(1));
    session.pushes.iter().filter_map(|queued| queued.opens.or(offer)).min()
}

/// Judges every push that this event triggers.
pub(super) fn triggered(turn: &mut Turn<'_>, event: EventId, record: &Value) -> Result<(), Fault> {
    for (id, push) in (0..).map(PushId).zip(&turn.program.pushes) {
        if push.event == event && fits(turn, push, record) {
            let queued = QueuedPush { push: id, record: record.clone(), since: turn.at(), opens: None };
            let again = turn.session.pushes.iter().any(|q| q.push == id && q.record == *record);
            let fate = if again { Fate::Dropped(Hurdle::Duplicate) } else { fate(turn, push, &queued) };
            turn.mark(Mark::Push(id, fate));
            settle(turn, push, queued, fate)?;
        }
    }
    Ok(())
}

/// Looks again at what waits: for its hours, or for the end of a conversation that is over now.
pub(super) fn release(turn: &mut Turn<'_>) -> Result<(), Fault> {
    for queued in std::mem::take(&mut turn.session.pushes) {
        let due = queued.opens.map_or(!busy(turn), |opens| opens <= turn.at());
        let push = turn.program.pushes.get(queued.push.index()).ok_or(Fault::Damaged("no such push"))?;
        if !due {
            turn.session.pushes.push(queued);
            continue;
        }
        let fate = fate(turn, push, &queued);
        turn.mark(Mark::Push(queued.push, fate));
        settle(turn, push, queued, fate)?;
    }
    Ok(())
}

/// Does what was decided.
fn settle(turn: &mut Turn<'_>, push: &Push, queued: QueuedPush, fate: Fate) -> Result<(), Fault> {
    match fate {
        Fate::Sent => start(turn, push, &queued),
        Fate::Opens(at) => {
            turn.session.pushes.push(QueuedPush { opens: Some(at), ..queued });
            Ok(())
        }
        Fate::Waits => {
            turn.session.pushes.push(QueuedPush { opens: None, ..queued });
            Ok(())
        }
        Fate::Dropped(_) => Ok(()),
    }
}

fn start(turn: &mut Turn<'_>, push: &Push, queued: &QueuedPush) -> Result<(), Fault> {
    let args = {
        let scope = scope(turn, push, Some(&queued.record));
        push.enter.args.iter().map(|(slot, value)| (*slot, eval::eval(value, &scope))).collect()
    };
    turn.effects.push(Effect::Pushed(queued.push, turn.at()));
    // 事件 of a flow is what triggers it; what happened here comes as its arguments.
    enter::begin(turn, push.enter.flow, args, Vec::new(), None, Start::Triggered)?;
    run::run(turn)
}

/// R15, in its order.
fn fate(turn: &Turn<'_>, push: &Push, queued: &QueuedPush) -> Fate {
    let scope = scope(turn, push, Some(&queued.record));
    if !push.audience.as_ref().is_none_or(|audience| eval::holds(audience, &scope)) {
        return Fate::Dropped(Hurdle::Audience);
    }
    match hours::opening(std::slice::from_ref(&push.window), &scope) {
        hours::Opening::Open => {}
        hours::Opening::At(at) => return Fate::Opens(at),
        hours::Opening::Never => return Fate::Dropped(Hurdle::Window),
    }
    if sent(turn, push, queued.push, &scope) >= push.cap.max {
        return Fate::Dropped(Hurdle::Cap);
    }
    match (busy(turn), push.if_busy) {
        (true, Busy::Wait) => return Fate::Waits,
        (true, Busy::Skip) => return Fate::Dropped(Hurdle::Busy),
        (false, _) => {}
    }
    if push.valid.is_some_and(|valid| queued.since + valid < turn.at()) {
        return Fate::Dropped(Hurdle::Expired);
    }
    match push.channel(&[turn.session.channel]) {
        Some(_) => Fate::Sent,
        None => Fate::Dropped(Hurdle::Channel),
    }
}

/// 其中
fn fits(turn: &Turn<'_>, push: &Push, record: &Value) -> bool {
    push.filter.as_ref().is_none_or(|filter| eval::holds(filter, &scope(turn, push, Some(record))))
}

/// What a push reads: the customer, the shop, the event; no flow.
fn scope<'s>(turn: &'s Turn<'_>, push: &Push, record: Option<&'s Value>) -> eval::Scope<'s> {
    let mut scope = turn.scope_of(None);
    (scope.event, scope.event_id) = (record, Some(push.event));
    scope
}

/// Whether something is under way that a push must not come between: a flow, a person, a question of huashu's own.
fn busy(turn: &Turn<'_>) -> bool {
    let session = &turn.session;
    let offered = session.parked.as_ref().is_some_and(|parked| parked.offered && parked.until >= turn.at());
    !session.stack.is_empty()
        || session.call.is_some()
        || session.phase != Phase::Bot
        || offered
        || !session.clarifying.is_empty()
        || !session.choosing.is_empty()
}

/// How often this person got it within the period that 频次 counts.
fn sent(turn: &Turn<'_>, push: &Push, id: PushId, scope: &eval::Scope<'_>) -> u32 {
    let earlier = turn.event.customer.pushes.iter().filter(|(name, _)| *name == push.name).map(|(_, at)| *at);
    let now = turn.effects.iter().filter_map(|effect| match effect {
        Effect::Pushed(pushed, at) if *pushed == id => Some(*at),
        _ => None,
    });
    let counted = earlier.chain(now).filter(|at| counts(push.cap, *at, scope)).count();
    u32::try_from(counted).unwrap_or(u32::MAX)
}

fn counts(cap: Cap, at: Instant, scope: &eval::Scope<'_>) -> bool {
    match cap.period {
        Some(period) => scope.at - at < period,
        None => {
            let day = |at| eval::civil(at, scope).map(|civil| civil.date());
            day(at) == day(scope.at)
        }
    }
}
