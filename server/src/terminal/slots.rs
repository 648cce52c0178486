//! `/slots`: what the conversation remembers, and where it stands.

use super::look::Look;
use huashu_dsl::program::Program;
use huashu_dsl::value::Instant;
use huashu_engine::{Frame, Phase, Session, SlotSource, render};

/// The answer to `/slots`, as text.
#[must_use]
pub fn slots(program: &Program, session: &Session, now: Instant, look: Look) -> String {
    let mut parts = vec![phase(program, session)];
    for frame in session.stack.iter().rev() {
        parts.push(look.strong(&standing(program, frame)));
        let rows = held(program, frame);
        if !rows.is_empty() {
            parts.push(look.table(&rows));
        }
    }
    let shared = shared(program, session, now);
    if !shared.is_empty() {
        parts.push(look.strong("会话信息"));
        parts.push(look.table(&shared));
    }
    parts.join("\n")
}

fn phase(program: &Program, session: &Session) -> String {
    match session.phase {
        Phase::Human(team) => {
            format!("人工接待中：{}", program.teams.get(team.index()).map_or("?", |t| t.name.as_str()))
        }
        Phase::Bot if session.stack.is_empty() => "没有在办的事".into(),
        Phase::Bot => "机器人接待中".into(),
    }
}

fn standing(program: &Program, frame: &Frame) -> String {
    let Some(flow) = program.flows.get(frame.flow.index()) else { return "?".into() };
    let step = flow.nodes.get(frame.at.index()).and_then(|node| flow.steps.get(node.step.index()));
    format!("{} · {}", flow.name, step.map_or("?", |s| s.name.as_str()))
}

fn held(program: &Program, frame: &Frame) -> Vec<Vec<String>> {
    let Some(flow) = program.flows.get(frame.flow.index()) else { return Vec::new() };
    let set = flow.slots.iter().zip(&frame.slots).filter(|(_, held)| held.value.is_some() || held.skipped);
    set.map(|(slot, held)| {
        let value = held.value.as_ref().map(|value| render::value(program, value, &slot.ty));
        vec![slot.name.clone(), value.unwrap_or_else(|| "（跳过）".into()), source(held.source).into()]
    })
    .collect()
}

fn shared(program: &Program, session: &Session, now: Instant) -> Vec<Vec<String>> {
    let known = program.session_slots.iter().zip(&session.shared);
    let standing =
        known.filter_map(|(slot, held)| Some((slot, held.as_ref().filter(|(_, until)| *until > now)?)));
    standing
        .map(|(slot, (value, _))| vec![slot.name.clone(), render::value(program, value, &slot.ty)])
        .collect()
}

fn source(source: SlotSource) -> &'static str {
    match source {
        SlotSource::Default => "默认",
        SlotSource::Answer | SlotSource::Kept => "顾客回答",
        SlotSource::Prefill => "顾客提到",
        SlotSource::Argument => "传入",
        SlotSource::Source => "资料",
        SlotSource::Computed => "算出",
        SlotSource::Correction => "顾客改口",
    }
}
