//! What was recorded against what happens now, line by line.

use crate::ast::{Recorded, RecordedKind};
use crate::shown::{Shown, is_tail};

/// How one line fared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The recorded line (by its place in the turn) is what happens.
    Same(usize),
    /// `店*:` (by its place) met this bubble.
    Any(usize, Vec<Shown>),
    /// The recorded line does not happen.
    Missing(usize),
    /// This happens and is not recorded.
    Extra(Shown),
}

/// Turns longer than this (recorded times shown lines) are compared without looking for what they share in the middle.
const LARGEST: usize = 4_000_000;

/// A bubble under `店*:` counts more than any number of equal lines: it was written by a person.
const ANY: u32 = 1 << 20;

/// Aligns the lines so that every `店*:` meets a bubble if that is possible, then as many lines as possible stay.
#[must_use]
pub fn compare(recorded: &[Recorded], shown: &[Shown]) -> Vec<Change> {
    if recorded.len().saturating_mul(shown.len()) > LARGEST {
        return apart(recorded, shown);
    }
    walk(recorded, shown, &Table::new(recorded, shown))
}

fn apart(recorded: &[Recorded], shown: &[Shown]) -> Vec<Change> {
    let same = recorded.iter().zip(shown).take_while(|(r, s)| equal(r, s)).count();
    let missing = (same..recorded.len()).map(Change::Missing);
    let extra = shown.iter().skip(same).cloned().map(Change::Extra);
    (0..same).map(Change::Same).chain(missing).chain(extra).collect()
}

/// The best score from each pair of places to the ends.
struct Table {
    width: usize,
    scores: Vec<u32>,
}

impl Table {
    fn new(recorded: &[Recorded], shown: &[Shown]) -> Self {
        let width = shown.len() + 1;
        let mut table = Self { width, scores: vec![0; width * (recorded.len() + 1)] };
        for i in (0..recorded.len()).rev() {
            for j in (0..shown.len()).rev() {
                let skip = table.at(i + 1, j).max(table.at(i, j + 1));
                let best = meet(recorded, shown, i, j)
                    .map_or(skip, |(score, used)| skip.max(score + table.at(i + 1, j + used)));
                if let Some(cell) = table.scores.get_mut(i * width + j) {
                    *cell = best;
                }
            }
        }
        table
    }

    fn at(&self, i: usize, j: usize) -> u32 {
        self.scores.get(i * self.width + j).copied().unwrap_or(0)
    }
}

/// What recorded line `i` scores on shown line `j`, and how many shown lines it takes.
fn meet(recorded: &[Recorded], shown: &[Shown], i: usize, j: usize) -> Option<(u32, usize)> {
    let (line, now) = (recorded.get(i)?, shown.get(j)?);
    if line.kind != RecordedKind::AnyBubble {
        return equal(line, now).then_some((1, 1));
    }
    if now.kind != RecordedKind::Bubble {
        return None;
    }
    let spelled_out = recorded.get(i + 1).is_some_and(|next| is_tail(next.kind));
    let tail = shown.iter().skip(j + 1).take_while(|s| !spelled_out && is_tail(s.kind)).count();
    Some((ANY, 1 + tail))
}

fn equal(recorded: &Recorded, shown: &Shown) -> bool {
    recorded.kind == shown.kind && recorded.text == shown.text
}

fn walk(recorded: &[Recorded], shown: &[Shown], table: &Table) -> Vec<Change> {
    let (mut i, mut j) = (0, 0);
    let mut changes = Vec::new();
    while i < recorded.len() || j < shown.len() {
        let met = meet(recorded, shown, i, j)
            .filter(|(score, used)| score + table.at(i + 1, j + used) == table.at(i, j));
        if let Some((score, used)) = met {
            let taken = shown.iter().skip(j).take(used).cloned().collect();
            changes.push(if score == ANY { Change::Any(i, taken) } else { Change::Same(i) });
            (i, j) = (i + 1, j + used);
        } else if i < recorded.len() && (j == shown.len() || table.at(i + 1, j) >= table.at(i, j + 1)) {
            changes.push(Change::Missing(i));
            i += 1;
        } else {
            changes.extend(shown.get(j).cloned().map(Change::Extra));
            j += 1;
        }
    }
    changes
}
