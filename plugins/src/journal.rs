//! The journal of one invocation: what a script asked the world, and what it was told.
//!
//! A script runs from the top again after every answer; the recorded answers come back at once and in order. So the
//! journal is all that is needed to go on after a crash, to test a script, and to replay it. This crate defines it as data; the
//! server stores it, conversations read it from files.

use serde::{Deserialize, Serialize};

/// How many entries a journal may hold: replay costs the square of it.
pub const MAX_ENTRIES: usize = 64;

/// Questions with their answers, in the order in which the script asked.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Journal(pub Vec<Entry>);

/// One question and its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// What was asked; a script that asks differently on replay is a fault.
    pub request: Request,
    /// What came back.
    pub answer: Answer,
}

/// What a script can ask of the world. Closed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// An HTTP request to a connector of `huashu.yaml`.
    Http(HttpRequest),
    /// The time, in milliseconds since 1970 (UTC).
    Now,
    /// A random integer from 0 to the bound, exclusive.
    Random(i64),
}

/// An HTTP request. The connector supplies the base address and the secrets; a script names neither.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HttpRequest {
    /// The connector's name.
    pub connector: String,
    /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
    pub method: String,
    /// Path below the connector's base address, escaped, beginning with `/`.
    pub path: String,
    /// Query parameters, unescaped, in order.
    pub query: Vec<(String, String)>,
    /// The JSON body, as text.
    pub body: Option<String>,
    /// The key under which the other side must do it at most once: conversation, frame, call site, visit, index in the journal.
    pub idempotency_key: String,
}

/// What the world said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// A response, whatever its status.
    Http(HttpResponse),
    /// No response in time: the invocation ends as 超时.
    TimedOut,
    /// No connection, with a sentence for the shop's people: the invocation ends as 系统错.
    Unreachable(String),
    /// The answer to `Now` or `Random`.
    Integer(i64),
}

/// An HTTP response.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HttpResponse {
    /// The status code.
    pub status: u16,
    /// The body, at most 1 MiB, as text.
    pub body: String,
}
