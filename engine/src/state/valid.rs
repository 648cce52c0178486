//! Whether a decoded session keeps its invariants with this program.

use crate::Fault;
use crate::session::{CallId, Frame, Phase, Session};
use huashu_dsl::program::{Flow, NodeId, Program, TypeId, TypeKind};
use huashu_dsl::value::{Member, Value};

/// Leaves out what names something that only wording or understanding decides and that is no more.
pub(super) fn forget_unknown(program: &Program, session: &mut Session) {
    session.variants.retain(|(text, _)| text.index() < program.texts.len());
}

/// Every index within its table, every frame with its slots, the open call of a frame that runs.
pub(super) fn check(program: &Program, session: &Session) -> Result<(), Fault> {
    let team_exists = match session.phase {
        Phase::Bot => true,
        Phase::Human(team) => team.index() < program.teams.len(),
    };
    sound(team_exists, "a team that is not there")?;
    let channel = Member { ty: TypeId::CHANNEL, index: session.channel };
    sound(member(program, channel), "a channel that is not there")?;
    sound(session.shared.len() == program.session_slots.len(), "another number of 会话信息")?;
    let shared = session.shared.iter().flatten();
    sound(
        shared.into_iter().all(|(value, _)| known(program, value)),
        "会话信息 with a member that is not there",
    )?;
    let mut arms = session.arms.iter();
    sound(arms.all(|(id, _)| id.index() < program.experiments.len()), "an experiment that is not there")?;
    sound(
        session.choosing.iter().all(|change| known(program, &change.value)),
        "a change to a member that is not there",
    )?;
    let mut queued = session.queued.iter();
    sound(queued.all(|flow| flow.index() < program.flows.len()), "a queued flow that is not there")?;
    let parked = session.parked.iter().flat_map(|parked| parked.frames.iter());
    for frame in session.stack.iter().chain(parked) {
        sound(frame.id.0 < session.next_frame, "a frame whose name is still to be given")?;
        check_frame(program, frame)?;
    }
    let mut pushes = session.pushes.iter();
    sound(
        pushes.all(|q| q.push.index() < program.pushes.len() && known(program, &q.record)),
        "a push that is not there",
    )?;
    sound(session.call.is_none_or(|call| runs(program, session, call)), "a call of a frame that does not run")
}

fn check_frame(program: &Program, frame: &Frame) -> Result<(), Fault> {
    let flow = program.flows.get(frame.flow.index()).ok_or(Fault::Damaged("a flow that is not there"))?;
    sound(frame.slots.len() == flow.slots.len(), "another number of slots")?;
    let counted = frame.visits.iter().chain(&frame.tries).map(|(node, _)| node);
    let back = frame.back.iter().map(|(node, _)| node);
    let written = frame.written.iter().map(|written| &written.node);
    let passed = back.chain(&frame.trail).chain(written);
    let mut nodes = std::iter::once(&frame.at).chain(passed).chain(counted);
    sound(nodes.all(|node| stands(flow, *node)), "a statement that is not there")?;
    let mut events = frame.event.iter().chain(&frame.arrived);
    sound(events.all(|(id, _)| id.index() < program.events.len()), "an event that is not there")?;
    sound(values(frame).all(|value| known(program, value)), "a member that is not there")
}

/// Every value that a frame holds.
fn values(frame: &Frame) -> impl Iterator<Item = &Value> {
    let held = frame.slots.iter().filter_map(|held| held.value.as_ref());
    let asked = frame.back.iter().map(|(_, asked)| asked).chain(&frame.asked);
    let before = asked.filter_map(|asked| asked.before.as_ref()?.value.as_ref());
    let each = frame.each.iter().flat_map(|(items, results)| items.iter().chain(results));
    let heard = frame.heard.iter().map(|entity| &entity.value);
    let event = frame.event.iter().chain(&frame.arrived).map(|(_, record)| record);
    held.chain(before).chain(each).chain(heard).chain(event).chain(&frame.correcting)
}

fn stands(flow: &Flow, node: NodeId) -> bool {
    node.index() < flow.nodes.len()
}

fn runs(program: &Program, session: &Session, call: CallId) -> bool {
    session.stack.iter().any(|frame| {
        let flow = program.flows.get(frame.flow.index());
        frame.id == call.frame && flow.is_some_and(|flow| stands(flow, call.node))
    })
}

/// Whether every member in a value is one of its type.
fn known(program: &Program, value: &Value) -> bool {
    match value {
        Value::Member(one) => member(program, *one),
        Value::List(items) => items.iter().all(|item| known(program, item)),
        Value::Record(fields) => fields.iter().flatten().all(|field| known(program, field)),
        _ => true,
    }
}

fn member(program: &Program, member: Member) -> bool {
    match program.types.get(member.ty.index()).map(|ty| &ty.kind) {
        Some(TypeKind::Enum(members)) => usize::from(member.index) < members.len(),
        _ => false,
    }
}

fn sound(holds: bool, otherwise: &'static str) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(Fault::Damaged(otherwise)) }
}
