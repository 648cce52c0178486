//! Conversations as files: parse, run with a frozen clock and mocked plugins, compare what was recorded.

mod accept;
pub mod ast;
mod at;
mod compare;
mod drive;
mod judge;
mod language;
mod line;
mod mock;
mod must;
mod parse;
mod problem;
mod record;
mod record_of;
mod report;
mod run;
mod setup_line;
mod shown;
#[cfg(test)]
mod tests;
mod text;
mod trace;
mod word;
mod world;

pub use accept::{Refused, accept};
pub use compare::{Change, compare};
pub use parse::{parse, spelling};
pub use report::{Colour, Played, Report, Verdict, render};
pub use run::run;
pub use shown::Shown;
