//! Samples of things that are done over and over, one thing after the other in every round.

use std::time::{Duration, Instant};

/// A batch takes about this long, so that the clock's own cost does not count.
const BATCH: Duration = Duration::from_micros(200);

/// Something to measure. Its result goes through [`std::hint::black_box`] before it is dropped.
pub struct Row<'a> {
    /// What is printed.
    pub name: String,
    /// What it is in the table.
    pub kind: Kind,
    /// Does it once.
    pub work: Box<dyn FnMut() + 'a>,
}

/// What a row is in its table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A part of the whole: counts in the sum. With the name of its anchor, if it has one.
    Part(Option<&'static str>),
    /// The whole, or something else that is measured in one piece: does not count in the sum.
    Whole(Option<&'static str>),
    /// Work of the same kind by code that is not ours, or by the least that could do it.
    Anchor,
}

impl std::fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({:?})", self.name, self.kind)
    }
}

impl<'a> Row<'a> {
    /// A row that does `work`.
    pub fn new<T>(name: &str, kind: Kind, mut work: impl FnMut() -> T + 'a) -> Self {
        let work = move || drop(std::hint::black_box(work()));
        Self { name: name.to_owned(), kind, work: Box::new(work) }
    }
}

/// What a row took, in nanoseconds: one figure a round, sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Times(Vec<u128>);

impl Times {
    /// The figure below which so many in a hundred lie: 0 is the least, 50 the median.
    #[must_use]
    pub fn at(&self, percent: usize) -> u128 {
        let last = self.0.len().saturating_sub(1);
        self.0.get(last * percent.min(100) / 100).copied().unwrap_or(0)
    }
}

/// What each row takes, in as many rounds as asked for, after a few times that only warm up.
pub fn sample(rows: &mut [Row<'_>], rounds: usize) -> Vec<Times> {
    let batches: Vec<u32> = rows.iter_mut().map(batch).collect();
    let mut times: Vec<Times> = rows.iter().map(|_| Times(Vec::with_capacity(rounds))).collect();
    for _ in 0..rounds {
        for ((row, batch), times) in rows.iter_mut().zip(&batches).zip(&mut times) {
            times.0.push(time(row, *batch));
        }
    }
    times.iter_mut().for_each(|times| times.0.sort_unstable());
    times
}

/// How often a row is done in one batch.
fn batch(row: &mut Row<'_>) -> u32 {
    time(row, 1);
    let once = time(row, 4).max(1);
    u32::try_from(BATCH.as_nanos() / once).unwrap_or(u32::MAX).max(1)
}

/// Nanoseconds for doing it once, out of a batch.
fn time(row: &mut Row<'_>, batch: u32) -> u128 {
    let start = Instant::now();
    (0..batch).for_each(|_| (row.work)());
    start.elapsed().as_nanos() / u128::from(batch)
}
