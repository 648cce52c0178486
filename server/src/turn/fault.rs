//! What happens when a step cannot be made: a person takes over, with the shop's own sentence, and the old session stands.

use huashu_dsl::program::{Program, TeamId};
use huashu_engine::eval::Scope;
use huashu_engine::{
    Effect, Event, Explanation, Fault, Handoff, HandoffReason, Mark, Origin, Outcome, Phase, ReplyBody,
    ReplyPart, Session, render,
};

/// What broke, for the operator.
pub(super) fn sentence(fault: &Fault) -> String {
    match fault {
        Fault::OtherStructure => "会话属于另一个版本的流程".into(),
        Fault::Misfit(what) => format!("事件对不上会话（{what}）"),
        Fault::TooManySteps => "走了一千步还没有停下来等顾客".into(),
        Fault::Damaged(what) => format!("会话损坏（{what}）"),
    }
}

/// The old session, handed to the first team.
pub(super) fn hand_over(program: &Program, session: &Session, event: &Event) -> Outcome {
    let team = TeamId(0);
    let mut after = session.clone();
    after.phase = Phase::Human(team);
    after.call = None;
    after.turn = session.turn.saturating_add(1);
    let id = program.builtin.error;
    let scope = Scope::of(program, session, session.stack.last(), &event.customer.fields, event.at);
    let source = program.texts.get(id.index()).map(|text| text.span).unwrap_or_default();
    let body = ReplyBody::Bubble(render::text(id, &scope, 0));
    let reply = ReplyPart { body, origin: Origin::Authored(Some(id)), source };
    let handoff = Handoff { team, note: None, priority: None, reason: HandoffReason::Fault };
    // A conversation that a person already has says nothing more.
    let effects = match session.phase {
        Phase::Bot => vec![Effect::Reply(reply), Effect::Handoff(handoff)],
        Phase::Human(_) => Vec::new(),
    };
    let explanation = Explanation { considered: Vec::new(), path: vec![Mark::HandedOff(team)] };
    Outcome { session: after, effects, explanation }
}
