//! Names after checking: indexes into the tables of one [`super::Program`].

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        pub struct $name(pub u16);

        impl $name {
            /// The index as a `usize`.
            #[must_use]
            pub fn index(self) -> usize {
                usize::from(self.0)
            }
        }
    )*};
}

ids! {
    /// Index into `Program::types`.
    TypeId;
    /// Index into `Program::settings`.
    SettingId;
    /// Index into `Program::session_slots`.
    SessionSlotId;
    /// Index into `Program::teams`.
    TeamId;
    /// Index into `Program::events`.
    EventId;
    /// Index into `Program::tracks`.
    TrackId;
    /// Index into `Program::functions`: one plugin function.
    FunctionId;
    /// Index into `Program::tables`.
    TableId;
    /// Index into `Program::texts`: one bubble with its variants. The only table that `wording` covers.
    TextId;
    /// Index into `Program::intents`.
    IntentId;
    /// Index into `Program::faqs`.
    FaqId;
    /// Index into `Program::experiments`.
    ExperimentId;
    /// Index into `Program::flows`.
    FlowId;
    /// Index into `Program::pushes`.
    PushId;
    /// Index into `Flow::steps`.
    StepId;
    /// Index into `Flow::slots`.
    SlotId;
    /// Index into `Flow::nodes`.
    NodeId;
    /// Index into `Flow::asks`.
    AskId;
    /// Index into `Flow::outcomes`.
    OutcomeId;
}

impl TypeId {
    /// 优先级: 普通 高 紧急.
    pub const PRIORITY: Self = Self(0);
    /// 渠道: 站内 微信 短信 电话.
    pub const CHANNEL: Self = Self(1);
    /// 地址: 省 市 区 街道 门牌 全文.
    pub const ADDRESS: Self = Self(2);
}

impl OutcomeId {
    /// 取消: every flow's first outcome.
    pub const CANCELLED: Self = Self(0);
    /// 转人工: every flow's second outcome.
    pub const HANDED_OFF: Self = Self(1);
    /// 没回: every flow's third outcome.
    pub const IDLE: Self = Self(2);
    /// The first outcome that the flow itself declares.
    pub const FIRST_OWN: Self = Self(3);
}
