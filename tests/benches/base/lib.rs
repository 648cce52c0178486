//! What the benches share: the demo shop in memory, turns with it, and the sampling and printing of rows.
//!
//! A divan bench prints each figure for itself. Here parts are set against their sum and against anchors, so they are sampled in turns,
//! round by round: what disturbs the machine disturbs them alike, and the ratios hold better than the times.

pub mod crowd;
pub mod generated;
pub mod machine;
pub mod parts;
pub mod sample;
pub mod shop;
pub mod table;
pub mod talk;
pub mod world;

/// As in the binary.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;
