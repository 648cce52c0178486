//! Where each declared name stands in the tables of a program.

use crate::program::{
    EventId, FlowId, FunctionId, IntentId, Program, SessionSlotId, SettingId, TableId, TeamId, TrackId,
    TypeId,
};
use std::collections::BTreeMap;

/// An index by name over a program's tables.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Types, built-in ones under their Chinese name.
    pub(crate) types: BTreeMap<String, TypeId>,
    /// 店铺.X
    pub(crate) settings: BTreeMap<String, SettingId>,
    /// 会话.X
    pub(crate) session: BTreeMap<String, SessionSlotId>,
    /// 人工组
    pub(crate) teams: BTreeMap<String, TeamId>,
    /// 事件, dotted.
    pub(crate) events: BTreeMap<String, EventId>,
    /// 统计
    pub(crate) tracks: BTreeMap<String, TrackId>,
    /// `插件.函数`
    pub(crate) functions: BTreeMap<String, FunctionId>,
    /// 表
    pub(crate) tables: BTreeMap<String, TableId>,
    /// 意图, dotted.
    pub(crate) intents: BTreeMap<String, IntentId>,
    /// 流程, without the hidden one.
    pub(crate) flows: BTreeMap<String, FlowId>,
}

impl Names {
    /// The index of `program`.
    pub(crate) fn of(program: &Program) -> Self {
        let visible = program.flows.len().saturating_sub(usize::from(hidden(program)));
        Self {
            types: index(program.types.iter().map(|t| t.name.clone()), TypeId),
            settings: index(program.settings.iter().map(|s| s.name.clone()), SettingId),
            session: index(program.session_slots.iter().map(|s| s.name.clone()), SessionSlotId),
            teams: index(program.teams.iter().map(|t| t.name.clone()), TeamId),
            events: index(program.events.iter().map(|e| e.name.clone()), EventId),
            tracks: index(program.tracks.iter().map(|t| t.name.clone()), TrackId),
            functions: index(program.functions.iter().map(crate::program::Function::full_name), FunctionId),
            tables: index(program.tables.iter().map(|t| t.name.clone()), TableId),
            intents: index(program.intents.iter().map(|i| i.name.clone()), IntentId),
            flows: index(program.flows.iter().take(visible).map(|f| f.name.clone()), FlowId),
        }
    }
}

/// Whether the hidden flow of 全局 is already there.
fn hidden(program: &Program) -> bool {
    program.flows.last().is_some_and(|f| f.name == crate::program::HIDDEN_FLOW)
}

fn index<Id>(names: impl Iterator<Item = String>, id: impl Fn(u16) -> Id) -> BTreeMap<String, Id> {
    let mut map = BTreeMap::new();
    for (i, name) in names.enumerate() {
        if let Ok(i) = u16::try_from(i) {
            map.entry(name).or_insert_with(|| id(i));
        }
    }
    map
}
