//! The shell around the pure crates: files, clock, chance, network, database and terminal, and the commands of the `huashu` binary.

pub mod check;
pub mod cli;
pub mod clock;
pub mod config;
pub mod connector;
pub mod conversations;
pub mod convert;
pub mod customer;
pub mod demo;
pub mod demo_shop;
pub mod duration;
pub mod encoding;
pub mod explain;
pub mod files;
pub mod fix;
pub mod fmt;
pub mod graph;
pub mod release;
mod replace;
pub mod schema;
#[cfg(test)]
mod scratch;
pub mod sheet;
pub mod shop;
pub mod store;
pub mod terminal;
pub mod turn;
pub mod unread;
pub mod usage;
