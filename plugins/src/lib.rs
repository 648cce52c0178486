//! The rhai host: runs a plugin's script against its journal. It opens no socket and reads no clock.
//!
//! A script is plain sequential code (`let o = http::get("demo", "/orders/1"); …`). A host function looks its question up in the
//! [`Journal`]; where the answer is not there yet the script ends and [`Host::run`] gives [`Run::Suspended`]. Whoever drives asks the
//! world, appends the answer and runs again. What scripts may use is listed in `plugins/src/signatures.txt`.
//!
//! Values in scripts: 文本 and the text types are strings; 数字 and measures decimals; 整数 integers; **钱 an integer number of 分**;
//! 日期 `"2026-11-20"`; 时刻 `"09:00:00"`; 时间 RFC 3339 in the shop's zone, `"2026-11-20T10:00:00+08:00"`; 时长 an integer number of
//! seconds; 是否 booleans; a member of an enum its name; pictures and the like their address; lists arrays; records maps; 无 `()`.

mod api;
mod check;
mod fault;
mod give;
mod host;
mod journal;
mod json;
mod library;
mod take;
#[cfg(test)]
mod tests;
mod weight;
mod world;

pub use host::Host;
pub use journal::{Answer, Entry, HttpRequest, HttpResponse, Journal, MAX_ENTRIES, Request};
pub use take::record_from_json;

use huashu_dsl::program::FunctionId;
use huashu_dsl::value::Value;

/// A call of a plugin function.
#[derive(Debug, Clone, PartialEq)]
pub struct Invocation {
    /// What is called.
    pub function: FunctionId,
    /// Arguments in the order of its parameters.
    pub args: Vec<Option<Value>>,
    /// Names this invocation for ever: conversation, frame, call site, visit. Idempotency keys begin with it.
    pub key: String,
    /// The customer who is served, by the id under which the shop knows them; scripts read it as `customer::id()`.
    pub customer: String,
}

/// How far a script came with the journal it was given.
#[derive(Debug, Clone, PartialEq)]
pub enum Run {
    /// It returned what its signature promises.
    Done(Value),
    /// It ended with a declared error: index into `Function::errors`.
    Failed(u16),
    /// It asks the world something; run it again with the answer appended to the journal.
    Suspended(Request),
    /// 超时: an answer of the journal was a time-out.
    TimedOut,
    /// 系统错: it broke, looped, returned something else, or asked differently than before. A sentence for the shop's people.
    Broke(String),
}

/// A plugin's script: one file a plugin, one function a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// The plugin's name: the file's stem.
    pub plugin: String,
    /// The path shown to people.
    pub path: String,
    /// The script.
    pub text: String,
}
