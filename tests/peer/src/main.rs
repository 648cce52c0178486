//! The same conversation of six turns by the product and by CSML 1.11.2, in one process and one run, with one flow and with a hundred.
//!
//! Prints µs of CPU a turn and the ratios, and fails where the product is not as far ahead as is wanted. What a turn holds stands in
//! `README.md`.

mod csml;
mod huashu;

use csml::{Bot, Parsed};
use huashu::Shop;
use rustix::time::{ClockId, clock_gettime};
use std::process::ExitCode;

/// As in the product's binary, for both.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What the customer writes, a turn a line.
const CONVERSATION: &str = include_str!("../conversation.txt");

/// Rounds; in each a sample is taken of every contestant.
const ROUNDS: usize = 101;

/// How many flows, and how many times CSML as its engine calls it has to take what the product takes.
const WANTED: [(usize, u64); 2] = [(1, 14), (100, 100)];

/// A sample holds the conversation again and again for about so many nanoseconds, so that what another contestant left in the caches
/// hardly counts.
const BATCH: u64 = 2_000_000;

/// Holds the whole conversation, and gives what was said in every turn.
type Hold<'c> = Box<dyn Fn() -> Result<Vec<String>, String> + 'c>;

/// One who holds it, with the nanoseconds of each conversation.
struct Contestant<'c> {
    name: &'static str,
    hold: Hold<'c>,
    /// How often it is held for a sample.
    batch: u32,
    took: Vec<u64>,
}

fn main() -> ExitCode {
    match WANTED.iter().map(|(flows, times)| compare(*flows, *times)).collect::<Result<Vec<bool>, String>>() {
        Ok(reached) if reached.iter().all(|reached| *reached) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("the conversation broke: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Measures all of them with so many flows, prints the table, and says whether what is wanted was reached.
fn compare(flows: usize, wanted: u64) -> Result<bool, String> {
    let (shop, texts, encoded, parsed) =
        (Shop::new(flows)?, Bot::texts(flows)?, Bot::encoded(flows)?, Parsed::new(flows)?);
    let ours = || {
        let mut talk = shop.talk();
        let said = turns(|said| shop.turn(&mut talk, said))?;
        shop.is_over(&talk).then_some(said).ok_or_else(|| "huashu did not come to the end".to_owned())
    };
    let mut all = [
        Contestant::new("huashu", Box::new(ours)),
        Contestant::new(
            "CSML, tree in base64 (its engine's way)",
            Box::new(|| csml(|talk, said| encoded.turn(talk, said))),
        ),
        Contestant::new(
            "CSML, text parsed in every turn",
            Box::new(|| csml(|talk, said| texts.turn(talk, said))),
        ),
        Contestant::new(
            "CSML, tree parsed once (it has no such call)",
            Box::new(|| csml(|talk, said| parsed.turn(talk, said))),
        ),
    ];
    let said = (all[0].hold)()?;
    for one in &all {
        let other = (one.hold)()?;
        if other != said {
            return Err(format!("{} says {other:?}, huashu {said:?}", one.name));
        }
    }
    all.iter_mut().try_for_each(Contestant::warm_up)?;
    for _ in 0..ROUNDS {
        all.iter_mut().try_for_each(Contestant::sample)?;
    }
    Ok(print(flows, wanted, &mut all))
}

/// All turns of the conversation: what is said in each, in one line.
fn turns(mut turn: impl FnMut(&str) -> Result<Vec<String>, String>) -> Result<Vec<String>, String> {
    CONVERSATION.lines().map(|said| Ok(turn(said)?.join(" "))).collect()
}

fn csml(turn: impl Fn(&mut csml::Talk, &str) -> Result<Vec<String>, String>) -> Result<Vec<String>, String> {
    let mut talk = csml::Talk::new();
    let said = turns(|said| turn(&mut talk, said))?;
    talk.is_over().then_some(said).ok_or_else(|| "CSML did not come to the end".to_owned())
}

impl<'c> Contestant<'c> {
    fn new(name: &'static str, hold: Hold<'c>) -> Self {
        Self { name, hold, batch: 1, took: Vec::new() }
    }

    /// Finds out how often the conversation is held for a sample.
    fn warm_up(&mut self) -> Result<(), String> {
        self.time()?;
        let once = self.time()?.max(1);
        self.batch = u32::try_from(BATCH / once).unwrap_or(u32::MAX).max(1);
        Ok(())
    }

    fn sample(&mut self) -> Result<(), String> {
        let took = self.time()?;
        self.took.push(took);
        Ok(())
    }

    /// Nanoseconds of a conversation.
    fn time(&self) -> Result<u64, String> {
        let start = cpu();
        for _ in 0..self.batch {
            std::hint::black_box((self.hold)()?);
        }
        Ok((cpu() - start) / u64::from(self.batch))
    }

    /// Nanoseconds of a turn below which so many in a hundred conversations lie.
    fn at(&self, percent: usize) -> u64 {
        let last = self.took.len() - 1;
        self.took[last * percent / 100] / CONVERSATION.lines().count() as u64
    }
}

fn print(flows: usize, wanted: u64, all: &mut [Contestant<'_>]) -> bool {
    all.iter_mut().for_each(|one| one.took.sort_unstable());
    println!(
        "{flows} flow(s); {} samples; a conversation has {} turns",
        all[0].took.len(),
        CONVERSATION.lines().count()
    );
    println!(
        "{:<46}{:>10}{:>10}{:>10}{:>10}   ratio of the medians",
        "CPU µs a turn", "least", "median", "90 %", "most"
    );
    let ours = all[0].at(50);
    for one in all.iter() {
        let [least, median, most, all] = [0, 50, 90, 100].map(|percent| one.at(percent) as f64 / 1000.0);
        println!(
            "{:<46}{least:>10.2}{median:>10.2}{most:>10.2}{all:>10.2}   {:.1}",
            one.name,
            one.at(50) as f64 / ours as f64
        );
    }
    let reached = all[1].at(50) >= wanted * ours;
    let verdict = if reached { "reached" } else { "NOT reached" };
    println!("wanted: CSML as its engine calls it takes at least {wanted} times as long: {verdict}\n");
    reached
}

/// CPU time of this thread in nanoseconds.
fn cpu() -> u64 {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    now.tv_sec as u64 * 1_000_000_000 + now.tv_nsec as u64
}
