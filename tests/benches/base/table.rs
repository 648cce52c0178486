//! The rows as a table.

use crate::sample::{Kind, Row, Times};
use std::fmt::Write;

/// The table of rows with their times: least, median and nine in ten in µs; of a part its share of the sum of the parts' medians;
/// of what has an anchor the ratio of the medians. Sum and whole stand against each other at the end.
#[must_use]
pub fn table(rows: &[Row<'_>], times: &[Times]) -> String {
    let sum: u128 = of(rows, times, |kind| matches!(kind, Kind::Part(_))).map(|(_, t)| t.at(50)).sum();
    let mut out = line("", ["min µs", "median µs", "90 % µs", "share", "ratio"].map(str::to_owned));
    for (row, time) in rows.iter().zip(times) {
        let share = matches!(row.kind, Kind::Part(_)).then(|| percent(time.at(50), sum));
        let ratio = anchor(&row.kind).and_then(|name| {
            let (_, anchor) = rows.iter().zip(times).find(|(row, _)| row.name == name)?;
            Some(format!("{} × {name}", ratio(time.at(50), anchor.at(50))))
        });
        let [least, median, most] = [0, 50, 90].map(|percent| micros(time.at(percent)));
        out += &line(&row.name, [least, median, most, share.unwrap_or_default(), ratio.unwrap_or_default()]);
    }
    if sum > 0 {
        let total = ["".to_owned(), micros(sum), String::new(), "100 %".to_owned(), String::new()];
        out += &line("sum of the parts", total);
        for (row, time) in of(rows, times, |kind| matches!(kind, Kind::Whole(None))) {
            let _ = writeln!(out, "{} / sum of the parts = {}", row.name, ratio(time.at(50), sum));
        }
    }
    out
}

/// One quotient with two places.
#[must_use]
pub fn ratio(this: u128, to: u128) -> String {
    let hundredths = (this * 100 + to / 2) / to.max(1);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn of<'t, 'r>(
    rows: &'t [Row<'r>],
    times: &'t [Times],
    wanted: impl Fn(&Kind) -> bool + 't,
) -> impl Iterator<Item = (&'t Row<'r>, &'t Times)> {
    rows.iter().zip(times).filter(move |(row, _)| wanted(&row.kind))
}

fn anchor(kind: &Kind) -> Option<&'static str> {
    match kind {
        Kind::Part(anchor) | Kind::Whole(anchor) => *anchor,
        Kind::Anchor => None,
    }
}

fn micros(nanos: u128) -> String {
    format!("{}.{:02}", nanos / 1_000, nanos % 1_000 / 10)
}

fn percent(this: u128, of: u128) -> String {
    format!("{} %", (this * 100 + of / 2) / of.max(1))
}

/// Names are without Chinese, so that characters are columns.
fn line(name: &str, [least, median, most, share, ratio]: [String; 5]) -> String {
    let line = format!("{name:<26}{least:>11}{median:>11}{most:>11}{share:>8}   {ratio}");
    format!("{}\n", line.trim_end())
}
