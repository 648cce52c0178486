//! How compiling grows: a shop of 1,000 flows against pest alone on the same text, and one edited flow of it against the whole.
//!
//! Run with `cargo bench -p huashu-tests --bench grow`; with a number behind `--`, for so many flows.

use huashu_dsl::{Draft, Lines, Reach, Settings, compile};
use huashu_tests::generated::{files, sources};
use huashu_tests::machine::{machine, memory};
use huashu_tests::sample::{Kind, Row, sample};
use huashu_tests::table::{ratio, table};
use std::cell::Cell;
use std::io::{Write, stdout};

/// Rounds in which every row is sampled once.
const ROUNDS: usize = 31;

/// The anchor: every logical line of the same text matched by the rule of the grammar that reads it, and nothing else.
const PEST: &str = "pest alone";

fn main() -> Result<(), String> {
    let flows = std::env::args().filter_map(|arg| arg.parse().ok()).next().unwrap_or(1_000);
    let (shop, settings) = (sources(flows), Settings::default());
    let lines: usize = shop.iter().map(|(_, source)| source.text.lines().count()).sum();
    let bytes: usize = shop.iter().map(|(_, source)| source.text.len()).sum();
    let before = memory();
    let compiled = compile(&shop, &settings);
    let found = compiled.diagnostics.len();
    let program = compiled.program.filter(|_| found == 0).ok_or("the generated shop has findings")?;
    let with_program = memory();
    drop(program);

    let anchor: Vec<Lines> = shop.iter().map(|(_, source)| Lines::of(&source.text)).collect();
    let draft = Cell::new(Some(Draft::new(shop.clone(), settings.clone())));
    let (path, text) = files(flows).pop().ok_or("no flow")?;
    let edited = text.replacen("\n    结束 成功", "\n    说 \"稍等。\"\n    结束 成功", 1);
    let other = Cell::new(false);
    let edit = || {
        other.set(!other.get());
        let mut open = draft.take();
        let reach = open.as_mut().map(|draft| draft.put(&path, if other.get() { &edited } else { &text }));
        let found = open.as_ref().map(|draft| draft.diagnostics().len());
        draft.set(open);
        assert_eq!(
            (reach, found),
            (Some(Reach::Flows), Some(0)),
            "an edit inside a flow concerns that flow alone"
        );
    };
    let mut rows = vec![
        Row::new(PEST, Kind::Anchor, || anchor.iter().map(Lines::read).sum::<usize>()),
        Row::new("compile and check", Kind::Whole(Some(PEST)), || compile(&shop, &settings)),
        Row::new("one flow edited", Kind::Whole(None), edit),
    ];
    let times = sample(&mut rows, ROUNDS);
    let mut out = format!("{}; {ROUNDS} rounds, every row once a round\n", machine());
    out += &format!("{flows} flows, {lines} lines, {bytes} bytes, the prelude included\n\n");
    out += &table(&rows, &times);
    if let [_, whole, one] = times.as_slice() {
        out += &format!("the whole / one flow edited = {}\n", ratio(whole.at(50), one.at(50)));
    }
    out += &format!(
        "memory in use: {before} KiB before, {with_program} KiB with the program; at most {} KiB in all\n",
        huashu_tests::machine::most_memory()
    );
    stdout().write_all(out.as_bytes()).map_err(|error| error.to_string())
}
