//! Does one row of the benches a few times inside of [`measured`], and nothing else there: what `callgrind.sh` counts.
//!
//! With the number of a row it measures that row; without one it prints them all: number, how often it is done, name.

use huashu_dsl::{Settings, compile};
use huashu_engine::intent::Matcher;
use huashu_plugins::Host;
use huashu_tests::crowd::Crowd;
use huashu_tests::parts::Parts;
use huashu_tests::sample::{Kind, Row};
use huashu_tests::shop::{Files, Shop};
use huashu_tests::talk::{Long, long, turns};
use std::io::{Write, stdout};

/// How often a row of a turn is done; one of making ready is done once.
const TIMES: u32 = 10;

/// Which row is to be measured, and how many have gone by.
struct Wanted {
    number: Option<usize>,
    seen: usize,
}

fn main() -> Result<(), String> {
    let number = std::env::args().nth(1).and_then(|number| number.parse().ok());
    let mut wanted = Wanted { number, seen: 0 };
    let files = Files::read().map_err(|error| error.to_string())?;
    let shop = files.open()?;
    let mut ready = [
        Row::new("compile", Kind::Whole(None), || compile(&files.sources, &Settings::default())),
        Row::new("matcher", Kind::Whole(None), || Matcher::new(&shop.program)),
        Row::new("plugin host", Kind::Whole(None), || Host::load(&shop.program, &files.scripts)),
    ];
    ready.iter_mut().try_for_each(|row| wanted.meet("making ready", row, 1))?;
    if wanted.is_done() {
        return Ok(());
    }
    for (_, turn) in turns(&shop)? {
        let said = turn.said;
        let parts = Parts::new(&shop, turn)?;
        parts.rows().iter_mut().try_for_each(|row| wanted.meet(said, row, TIMES))?;
    }
    long_talks(&shop, &mut wanted)?;
    crowds(&mut wanted)
}

/// An early and a late turn of long conversations.
fn long_talks(shop: &Shop, wanted: &mut Wanted) -> Result<(), String> {
    for Long { about, early, late } in long(shop)? {
        for (when, turn) in [("an early turn", early), ("turn 300", late)] {
            let mut row = Row::new(when, Kind::Whole(None), || turn.take(shop));
            wanted.meet(about, &mut row, TIMES)?;
        }
    }
    Ok(())
}

/// Steps in a shop of one flow and of a thousand.
fn crowds(wanted: &mut Wanted) -> Result<(), String> {
    for (of, flows) in [("one flow", 1), ("a thousand flows", 1_000)] {
        // A shop of a thousand flows is not made ready for another row.
        if wanted.number.is_some_and(|number| number != wanted.seen) {
            wanted.seen += 1;
            continue;
        }
        let crowd = Crowd::new(flows)?;
        wanted.meet(of, &mut Row::new("two steps", Kind::Whole(None), || crowd.take()), TIMES)?;
    }
    Ok(())
}

impl Wanted {
    /// Names the row, or measures it after warming up, if it is the one.
    fn meet(&mut self, of: &str, row: &mut Row<'_>, times: u32) -> Result<(), String> {
        let number = self.seen;
        self.seen += 1;
        match self.number {
            None => {
                writeln!(stdout(), "{number} {times} {of}: {}", row.name).map_err(|error| error.to_string())
            }
            Some(wanted) if wanted == number => {
                (row.work)();
                measured(row, times);
                Ok(())
            }
            Some(_) => Ok(()),
        }
    }

    fn is_done(&self) -> bool {
        self.number.is_some_and(|number| number < self.seen)
    }
}

/// Instructions are counted from its beginning to its end.
#[inline(never)]
fn measured(row: &mut Row<'_>, times: u32) {
    (0..times).for_each(|_| (row.work)());
}
