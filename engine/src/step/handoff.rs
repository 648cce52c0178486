//! 转人工: a person takes over; the stack freezes until it is given back (R16).

use super::run::{self, Next};
use super::turn::{Occasion, Turn};
use super::{ask, digress, enter, leave, park, say};
use crate::{Effect, Fault, Frame, Handoff, HandoffReason, Mark, Phase, Rendered, Start, hours, render};
use huashu_dsl::program::{Enter, Expr, OutcomeId, TeamId, Template};
use huashu_dsl::value::Value;

/// The team that takes over where no line of the shop names one: the first.
const DEFAULT: TeamId = TeamId(0);

/// 转人工 as written.
pub(super) fn authored(
    turn: &mut Turn<'_>,
    team: TeamId,
    note: Option<&Template>,
    priority: Option<&Expr>,
) -> Result<Next, Fault> {
    let note = note.map(|note| render::template(note, &turn.scope()));
    let priority = match priority.and_then(|p| turn.eval(p)) {
        Some(Value::Member(member)) => Some(member.index),
        _ => None,
    };
    leave::drop_block(turn);
    let reason = turn.reason;
    hand_off(turn, Handoff { team, note, priority, reason })
}

/// Nothing else is possible: 系统出错, and the default team.
pub(super) fn broken(turn: &mut Turn<'_>) -> Result<Next, Fault> {
    turn.reason = HandoffReason::Fault;
    let block = turn.program.global.system_error;
    match block.filter(|_| !turn.session.stack.last().is_some_and(|top| turn.is_global(top))) {
        Some(block) => digress::block(turn, block),
        None => {
            leave::drop_block(turn);
            say::say(turn, turn.program.builtin.error, &[])?;
            hand_off(turn, plain(HandoffReason::Fault, None))
        }
    }
}

/// To the default team, for a reason.
pub(super) fn default(
    turn: &mut Turn<'_>,
    reason: HandoffReason,
    note: Option<Rendered>,
) -> Result<Next, Fault> {
    hand_off(turn, plain(reason, note))
}

fn plain(reason: HandoffReason, note: Option<Rendered>) -> Handoff {
    Handoff { team: DEFAULT, note, priority: None, reason }
}

fn hand_off(turn: &mut Turn<'_>, handoff: Handoff) -> Result<Next, Fault> {
    let team = turn.program.teams.get(handoff.team.index()).ok_or(Fault::Damaged("no such team"))?;
    if let Some(flow) =
        team.when_closed.as_ref().filter(|_| !hours::is_open(turn.program, handoff.team, turn.at()))
    {
        return replace(turn, flow);
    }
    if !turn.session.spoke {
        say::say(turn, turn.program.builtin.handoff, &[])?;
    }
    silence(turn, handoff);
    Ok(Next::Wait)
}

/// From here on a person has the conversation.
fn silence(turn: &mut Turn<'_>, handoff: Handoff) {
    turn.mark(Mark::HandedOff(handoff.team));
    turn.session.phase = Phase::Human(handoff.team);
    turn.session.clarifying.clear();
    turn.effects.push(Effect::Handoff(handoff));
}

/// Whatever hours it is, the first team takes over after a fault; a shop without teams has nobody to do so.
pub(super) fn take_over(turn: &mut Turn<'_>) {
    if !turn.program.teams.is_empty() {
        silence(turn, plain(HandoffReason::Fault, None));
    }
}

/// 下班时: its flow takes the place of everything that runs.
fn replace(turn: &mut Turn<'_>, flow: &Enter) -> Result<Next, Fault> {
    let args = enter::arguments(turn, flow);
    end_all(turn);
    enter::begin(turn, flow.flow, args, Vec::new(), None, Start::Triggered)?;
    Ok(Next::Elsewhere)
}

fn end_all(turn: &mut Turn<'_>) {
    while let Some(frame) = turn.session.stack.pop() {
        note_end(turn, &frame);
    }
}

fn note_end(turn: &mut Turn<'_>, frame: &Frame) {
    if !turn.is_global(frame) {
        turn.over(frame, OutcomeId::HANDED_OFF);
    }
}

/// A person gives the conversation back: 接回 goes on where it stood, otherwise everything ends. All counts begin anew.
/// Where nobody had taken over nothing changes.
pub(super) fn handed_back(turn: &mut Turn<'_>) -> Result<(), Fault> {
    let Phase::Human(team) = turn.session.phase else { return Ok(()) };
    turn.begin(Occasion::Shop);
    turn.session.phase = Phase::Bot;
    let resumes = turn.program.teams.get(team.index()).is_some_and(|team| team.resumes);
    start_afresh(turn);
    if !resumes {
        end_all(turn);
        return Ok(());
    }
    if turn.session.stack.last().is_some_and(|top| top.asked.is_none()) {
        end_unit(turn);
        if !turn.session.stack.is_empty() {
            park::ask_first(turn)?;
        }
        return Ok(());
    }
    let Some(name) = leave::name_of_top(turn)? else { return Ok(()) };
    enter::back_in(turn)?;
    say::say(turn, turn.program.builtin.resume, &[Some(name)])?;
    let next = ask::come_back(turn)?;
    run::settle(turn, next)
}

/// What was counted before a person took over does not count against the customer any more; blocks that led there are left.
fn start_afresh(turn: &mut Turn<'_>) {
    turn.session.misses = 0;
    turn.session.anger = 0;
    for frame in &mut turn.session.stack {
        if let Some((question, asked)) = frame.back.drain(..).next() {
            (frame.at, frame.asked) = (question, Some(asked));
        }
        frame.tries.clear();
        if let Some(asked) = frame.asked.as_mut() {
            asked.tries = 0;
            asked.clarified = false;
        }
    }
}

/// A flow that handed off by a line of its own is over, with all that it had entered.
fn end_unit(turn: &mut Turn<'_>) {
    while let Some(frame) = turn.session.stack.pop() {
        note_end(turn, &frame);
        if !frame.called {
            return;
        }
    }
}
