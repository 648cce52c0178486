//! What making the demo shop ready takes, from texts in memory. Run with `cargo bench -p huashu-tests --bench compile`.

use huashu_dsl::{Settings, compile};
use huashu_engine::intent::Matcher;
use huashu_plugins::Host;
use huashu_tests::machine::machine;
use huashu_tests::sample::{Kind, Row, Times, sample};
use huashu_tests::shop::Files;
use huashu_tests::table::{ratio, table};
use std::io::{Write, stdout};
use std::time::Instant;
use unicode_normalization::UnicodeNormalization;

/// Rounds in which every row is sampled once.
const ROUNDS: usize = 31;

/// The anchor: the least that a reader of such text does, which is to normalise it and to look at every character once.
const PASS: &str = "NFC, every character once";

fn main() -> Result<(), String> {
    let files = Files::read().map_err(|error| error.to_string())?;
    let compiled = compile(&files.sources, &Settings::default());
    let program = compiled.program.ok_or_else(|| format!("{:?}", compiled.diagnostics))?;
    let start = Instant::now();
    drop(Matcher::new(&program));
    let first = start.elapsed();

    let text = files.text();
    let mut rows = vec![
        Row::new("compile", Kind::Part(Some(PASS)), || compile(&files.sources, &Settings::default())),
        Row::new("matcher", Kind::Part(None), || Matcher::new(&program)),
        Row::new("plugin host", Kind::Part(None), || Host::load(&program, &files.scripts)),
        Row::new(PASS, Kind::Anchor, || text.nfc().fold(0_u32, |sum, c| sum.wrapping_add(u32::from(c)))),
    ];
    let times = sample(&mut rows, ROUNDS);
    let scripts: usize = files.scripts.iter().map(|(_, script)| script.text.len()).sum();
    let (bytes, lines) = (text.len(), text.lines().count());
    let mut out = format!("{}; {ROUNDS} rounds, every row once a round\n", machine());
    out += &format!(
        "{bytes} bytes in {lines} lines of flows and tables, the prelude included; {scripts} bytes of scripts\n\n"
    );
    out += &table(&rows, &times);
    for (row, times) in
        rows.iter().zip(&times).filter(|(row, _)| ["compile", PASS].contains(&row.name.as_str()))
    {
        out += &speed(&row.name, times, bytes, lines);
    }
    out += &format!("the first matcher of a process, dictionary included: {} ms, once\n", first.as_millis());
    stdout().write_all(out.as_bytes()).map_err(|error| error.to_string())
}

/// Bytes and lines in a second, by the median.
fn speed(name: &str, times: &Times, bytes: usize, lines: usize) -> String {
    let nanos = times.at(50);
    let per_second = |count: usize| count as u128 * 1_000_000_000 / nanos.max(1);
    format!("{name}: {} MB/s, {} lines/s\n", ratio(per_second(bytes), 1_000_000), per_second(lines))
}
