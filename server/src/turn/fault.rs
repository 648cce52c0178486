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

/// The old session, handed to the first team; a shop without one can only say that something broke.
pub(super) fn hand_over(program: &Program, session: &Session, event: &Event) -> Outcome {
    let mut after = session.clone();
    after.call = None;
    after.turn = session.turn.saturating_add(1);
    let mut outcome =
        Outcome { session: after, effects: Vec::new(), explanation: Explanation::default(), ended: None };
    // A person already has the conversation: nothing more is said.
    if matches!(session.phase, Phase::Human(_)) {
        return outcome;
    }
    outcome.effects.push(Effect::Reply(sorry(program, session, event)));
    if !program.teams.is_empty() {
        let team = TeamId(0);
        outcome.session.phase = Phase::Human(team);
        outcome.explanation.path.push(Mark::HandedOff(team));
        let handoff = Handoff { team, note: None, priority: None, reason: HandoffReason::Fault };
        outcome.effects.push(Effect::Handoff(handoff));
    }
    outcome
}

/// 内置.系统出错
fn sorry(program: &Program, session: &Session, event: &Event) -> ReplyPart {
    let id = program.builtin.error;
    let scope = Scope::of(program, session, session.stack.last(), &event.customer.fields, event.at);
    let source = program.texts.get(id.index()).map(|text| text.span).unwrap_or_default();
    ReplyPart {
        body: ReplyBody::Bubble(render::text(id, &scope, 0)),
        origin: Origin::Authored(Some(id)),
        source,
    }
}
