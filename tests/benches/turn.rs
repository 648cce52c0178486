//! What one turn takes in process, without store and network, and which parts it is made of. Run with `cargo bench -p huashu-tests --bench turn`.

use huashu_tests::machine::machine;
use huashu_tests::parts::Parts;
use huashu_tests::sample::sample;
use huashu_tests::shop::Files;
use huashu_tests::table::table;
use huashu_tests::talk::turns;
use std::io::{Write, stdout};

/// Rounds in which every row is sampled once.
const ROUNDS: usize = 301;

fn main() -> Result<(), String> {
    let shop = Files::read().map_err(|error| error.to_string())?.open()?;
    print(&format!("{}; {ROUNDS} rounds, every row once a round\n", machine()))?;
    for (name, turn) in turns(&shop)? {
        let bytes = turn.before.len();
        let parts = Parts::new(&shop, turn)?;
        let mut rows = parts.rows();
        let times = sample(&mut rows, ROUNDS);
        print(&format!("\n{name} (a stored session of {bytes} bytes)\n{}", table(&rows, &times)))?;
    }
    Ok(())
}

fn print(text: &str) -> Result<(), String> {
    stdout().write_all(text.as_bytes()).map_err(|error| error.to_string())
}
