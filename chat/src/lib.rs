//! Conversations as files: parse, run with a frozen clock and mocked plugins, compare what was recorded.

mod accept;
pub mod ast;
mod compare;
mod line;
mod parse;
mod problem;
mod report;
mod setup_line;
mod shown;
#[cfg(test)]
mod tests;
mod text;
mod word;

pub use accept::{Refused, accept};
pub use compare::{Change, compare};
pub use parse::{parse, spelling};
pub use report::{Colour, Played, Report, Verdict, render};
pub use shown::Shown;
