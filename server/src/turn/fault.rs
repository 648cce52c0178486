//! What broke when a step could not be made, for the operator; what happens to the conversation is the engine's to say.

use huashu_engine::Fault;

/// What broke.
pub(super) fn sentence(fault: &Fault) -> String {
    match fault {
        Fault::OtherStructure => "会话属于另一个版本的流程".into(),
        Fault::Misfit(what) => format!("事件对不上会话（{what}）"),
        Fault::TooManySteps => "走了一千步还没有停下来等顾客".into(),
        Fault::Damaged(what) => format!("会话损坏（{what}）"),
    }
}
