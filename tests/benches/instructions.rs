//! Does each row of the benches a few times inside of [`measured`], and nothing else of note there: what `callgrind.sh` counts.
//!
//! Prints one line a call of `measured`, in their order: how often the row was done, and its name.

use huashu_dsl::{Settings, compile};
use huashu_engine::intent::Matcher;
use huashu_plugins::Host;
use huashu_tests::parts::Parts;
use huashu_tests::sample::{Kind, Row};
use huashu_tests::shop::Files;
use huashu_tests::talk::turns;
use std::io::{Write, stdout};

/// How often a row of a turn is done; one of the compilation is done once.
const TIMES: u32 = 10;

fn main() -> Result<(), String> {
    let files = Files::read().map_err(|error| error.to_string())?;
    let shop = files.open()?;
    let mut rows = [
        Row::new("compile", Kind::Whole(None), || compile(&files.sources, &Settings::default())),
        Row::new("matcher", Kind::Whole(None), || Matcher::new(&shop.program)),
        Row::new("plugin host", Kind::Whole(None), || Host::load(&shop.program, &files.scripts)),
    ];
    rows.iter_mut().try_for_each(|row| count("making ready", row, 1))?;
    for (_, turn) in turns(&shop)? {
        let said = turn.said;
        let parts = Parts::new(&shop, turn)?;
        parts.rows().iter_mut().try_for_each(|row| count(said, row, TIMES))?;
    }
    Ok(())
}

/// Warms up, is measured, and says so.
fn count(of: &str, row: &mut Row<'_>, times: u32) -> Result<(), String> {
    (row.work)();
    measured(row, times);
    writeln!(stdout(), "{times} {of}: {}", row.name).map_err(|error| error.to_string())
}

/// Instructions are counted from its beginning to its end.
#[inline(never)]
fn measured(row: &mut Row<'_>, times: u32) {
    (0..times).for_each(|_| (row.work)());
}
