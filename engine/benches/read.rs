//! How long preparing the demo shop takes, and reading what its customers write. Run with `cargo bench -p huashu-engine`.

use huashu_engine::intent::Matcher;

#[path = "../src/intent/tests/shop.rs"]
mod shop;

fn main() {
    divan::main();
}

/// The messages of the table, without its expectations.
fn messages() -> Vec<&'static str> {
    let lines = include_str!("../tests-data/demo_readings.tsv").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(|line| Some(line.split_once('\t')?.0)).collect()
}

/// Includes the dictionary the first time, which the slowest run shows.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn prepare(bencher: divan::Bencher<'_, '_>) {
    let Ok(program) = shop::shop() else { return };
    bencher.bench(|| Matcher::new(&program));
}

/// All messages of the table; one item is one message.
#[divan::bench]
fn read_table(bencher: divan::Bencher<'_, '_>) {
    let Ok(program) = shop::shop() else { return };
    let matcher = Matcher::new(&program);
    let messages = messages();
    bencher
        .counter(divan::counter::ItemsCount::new(messages.len()))
        .bench(|| messages.iter().map(|message| matcher.read(message).clauses.len()).sum::<usize>());
}

/// One short message.
#[divan::bench]
fn read_return(bencher: divan::Bencher<'_, '_>) {
    let Ok(program) = shop::shop() else { return };
    let matcher = Matcher::new(&program);
    bencher.bench(|| matcher.read(divan::black_box("我要退货，单号1234567890123456789")));
}
