//! Conversations as files: parse, run with a frozen clock and mocked plugins, compare what was recorded.
//!
//! Text goes in and text comes out: [`parse()`] reads a file, [`run()`] plays it, [`render()`] tells how it went, and [`accept()`] gives the
//! text of the file with its recorded lines as they are now. The format is described in `docs/conversations.md`.
//!
//! ```
//! use huashu_chat::{Verdict, accept, parse, run, spelling};
//! use huashu_dsl::{Settings, Sources, compile};
//! use huashu_engine::intent::Matcher;
//!
//! let mut sources = Sources::new();
//! sources.add("店.flow", "语言版本 1\n\n人工组 客服组\n\n全局\n  意图 内置.转人工\n    转人工 客服组\n");
//! let program = compile(&sources, &Settings::default()).program.ok_or("the shop has mistakes")?;
//!
//! let text = "---\nsource: a.chat\ndescription: 找人工\n---\n== 找人工\n客: 转人工\n  必须 意图 是 内置.转人工\n";
//! let (conversations, problems) = parse(sources.add("a.chat", text), text);
//! assert!(problems.is_empty());
//! let reports = run(&program, &Matcher::new(&program), &conversations, spelling(text));
//! assert_eq!(reports[0].verdict(), Verdict::Differs);
//! let new = accept(text, &conversations, &reports).map_err(|refused| format!("{refused:?}"))?;
//! assert!(new.contains("\n=> 转人工 客服组\n"));
//! # Ok::<(), String>(())
//! ```

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
pub use run::{run, shared};
pub use shown::Shown;
