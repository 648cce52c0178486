//! What can be seen of a conversation, as lines of text: the same words for the engine and for the reference.

use huashu_dsl::program::{FlowId, FunctionId, OutcomeId, Program, TeamId, TrackId};
use huashu_dsl::value::Value;
use huashu_engine::{Effect, HandoffReason, ReplyBody};

pub(super) fn value(value: Option<&Value>) -> String {
    value.map_or_else(|| "无".to_owned(), |v| format!("{v:?}"))
}

pub(super) fn bubble(lines: &[String]) -> String {
    format!("店: {}", lines.join(" | "))
}

pub(super) fn buttons(labels: &[String]) -> String {
    format!("[按钮] {}", labels.join(" | "))
}

pub(super) fn call(program: &Program, function: FunctionId, args: &[Option<Value>]) -> String {
    let args: Vec<_> = args.iter().map(|a| value(a.as_ref())).collect();
    format!("=> {}({})", program.functions[function.index()].full_name(), args.join(", "))
}

pub(super) fn handoff(
    program: &Program,
    team: TeamId,
    note: Option<&str>,
    priority: Option<u16>,
    reason: HandoffReason,
) -> String {
    // How both values of a correction are put is not said.
    let note = note.filter(|_| reason != HandoffReason::Correction);
    format!("=> 转人工 {} {note:?} {priority:?} {reason:?}", program.teams[team.index()].name)
}

pub(super) fn ended(program: &Program, flow: FlowId, outcome: OutcomeId) -> String {
    let flow = &program.flows[flow.index()];
    format!("=> {} 结束 {}", flow.name, flow.outcomes[outcome.index()])
}

pub(super) fn profile(program: &Program, field: u16, new: Option<&Value>) -> String {
    format!("=> 顾客.{} = {}", program.customer[usize::from(field)].name, value(new))
}

pub(super) fn track(program: &Program, track: TrackId, args: &[Option<Value>]) -> String {
    let args: Vec<_> = args.iter().map(|a| value(a.as_ref())).collect();
    format!("=> 统计 {}({})", program.tracks[track.index()].name, args.join(", "))
}

/// An effect of the engine.
pub(super) fn effect(program: &Program, effect: &Effect) -> String {
    match effect {
        Effect::Reply(part) => match &part.body {
            ReplyBody::Bubble(lines) => bubble(&lines.iter().map(ToString::to_string).collect::<Vec<_>>()),
            ReplyBody::Buttons(all) => buttons(&all.iter().map(|b| b.label.to_string()).collect::<Vec<_>>()),
            other => format!("{other:?}"),
        },
        Effect::Call(c) => call(program, c.function, &c.args),
        Effect::Handoff(h) => {
            let note = h.note.as_ref().map(ToString::to_string);
            handoff(program, h.team, note.as_deref(), h.priority, h.reason)
        }
        Effect::Track(id, args) => track(program, *id, args),
        Effect::Profile(field, new) => profile(program, *field, new.as_ref()),
        Effect::Ended(flow, outcome) => ended(program, *flow, *outcome),
        Effect::Arm(..) | Effect::Pushed(..) => format!("{effect:?}"),
    }
}
