//! `flows.lock`: what was released of a shop's structure, kept beside its flows, so that a change can be seen while it is being made.
//!
//! It holds facts by name, one a line: flows with their version, slots with their types, the members of those, steps, the places at which a conversation
//! waits, and hashes of translated texts. Only a release writes it; checking compares. A conversation that waits in a place that is gone
//! has nowhere to go (E0801), which a 迁移 mends.

mod check;
mod facts;
mod moves;
mod stale;
mod text;

#[cfg(test)]
mod tests;

use crate::hash::Hash;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) use check::check;
pub(crate) use facts::texts_of;
pub use facts::written;

/// The name of the file, under which it is added to [`crate::Sources`].
pub const FILE: &str = "flows.lock";

/// What was released.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Lock {
    /// By name.
    pub(crate) flows: BTreeMap<String, LockedFlow>,
    /// The members of the enums that slots hold, by the name of the type; none of a lock that was written before it held them.
    pub(crate) members: BTreeMap<String, BTreeSet<String>>,
    /// Translated texts: language, translation, and what it translates.
    pub(crate) texts: BTreeSet<(String, Hash, Hash)>,
}

/// What was released of a flow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct LockedFlow {
    /// 版本
    pub(crate) version: u32,
    /// 信息: name and type.
    pub(crate) slots: BTreeMap<String, String>,
    /// 步骤, with what is waited for in each: `问 原因`, `等 订单.已付款`, `进入 认订单`.
    pub(crate) steps: BTreeMap<String, BTreeSet<String>>,
    /// 结果
    pub(crate) outcomes: BTreeSet<String>,
}

/// When a shop is checked: whether a change that waits for its version to be raised is a mistake yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stage {
    /// While it is being written: a 版本 that is not raised is a warning.
    #[default]
    Writing,
    /// Before it is released: an error.
    Releasing,
}
