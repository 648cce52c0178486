//! What one run of a script knows and where it stands: the journal it reads, and how it ended.

use crate::Run;
use crate::fault;
use crate::journal::{Answer, Journal, MAX_ENTRIES, Request};
use crate::weight::MAX_WORK;
use jiff::tz::TimeZone;
use rhai::{Dynamic, EvalAltResult, NativeCallContext, Position};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// How many accesses of variables pass between two looks at all of them.
const WEIGH_EVERY: u32 = 32;

/// The world as one run sees it. Cloning shares it; it travels to the host functions as the engine's tag.
#[derive(Clone)]
pub(crate) struct World(Arc<Inner>);

struct Inner {
    journal: Journal,
    key: String,
    customer: String,
    errors: Vec<String>,
    zone: TimeZone,
    ended: AtomicBool,
    accesses: AtomicU32,
    work: AtomicU64,
    progress: Mutex<Progress>,
}

#[derive(Default)]
struct Progress {
    next: usize,
    ending: Option<Run>,
}

/// What a host function gives.
pub(crate) type Told<T> = Result<T, Box<EvalAltResult>>;

impl World {
    pub(crate) fn new(
        journal: &Journal,
        key: &str,
        customer: &str,
        errors: &[String],
        zone: TimeZone,
    ) -> Self {
        Self(Arc::new(Inner {
            journal: journal.clone(),
            key: key.to_owned(),
            customer: customer.to_owned(),
            errors: errors.to_vec(),
            zone,
            ended: AtomicBool::new(false),
            accesses: AtomicU32::new(0),
            work: AtomicU64::new(0),
            progress: Mutex::default(),
        }))
    }

    /// The world of the run that called this host function.
    pub(crate) fn of(call: &NativeCallContext<'_>) -> Told<Self> {
        call.tag().and_then(|tag| tag.clone().try_cast::<Self>()).ok_or_else(terminated)
    }

    pub(crate) fn zone(&self) -> &TimeZone {
        &self.0.zone
    }

    pub(crate) fn customer(&self) -> &str {
        &self.0.customer
    }

    /// Whether the run is over, whatever the script still does.
    pub(crate) fn ended(&self) -> bool {
        self.0.ended.load(Ordering::Relaxed)
    }

    /// How the run ended, if something other than the script's return ended it.
    pub(crate) fn ending(&self) -> Option<Run> {
        self.progress().ending.clone()
    }

    /// Whether the journal holds answers that the script did not ask for this time.
    pub(crate) fn has_unread(&self) -> bool {
        self.progress().next < self.0.journal.0.len()
    }

    /// Asks the world. `request` gets the idempotency key of its place in the journal.
    pub(crate) fn ask(&self, request: impl FnOnce(String) -> Request) -> Told<Answer> {
        let index = {
            let mut progress = self.progress();
            if progress.ending.is_some() {
                return Err(terminated());
            }
            progress.next += 1;
            progress.next - 1
        };
        let request = request(format!("{}/{index}", self.0.key));
        match self.0.journal.0.get(index) {
            Some(entry) if entry.request == request => match &entry.answer {
                Answer::TimedOut => self.end(Run::TimedOut),
                Answer::Unreachable(why) => self.end(Run::Broke(why.clone())),
                answer => Ok(answer.clone()),
            },
            Some(entry) => self.end(Run::Broke(format!(
                "脚本第 {} 次对外请求和上一遍不同：上一遍是 {}，这一遍是 {}；脚本只能通过 time:: 和 random:: 取时间和随机数",
                index + 1,
                name(&entry.request),
                name(&request),
            ))),
            None if index >= MAX_ENTRIES => {
                self.end(Run::Broke(format!("脚本对外请求超过 {MAX_ENTRIES} 次，请减少循环里的请求")))
            }
            None => self.end(Run::Suspended(request)),
        }
    }

    /// Ends the run with a declared error.
    pub(crate) fn fail(&self, error: &str) -> Told<()> {
        let index = self.0.errors.iter().position(|e| e == error).and_then(|i| u16::try_from(i).ok());
        self.end(match index {
            Some(index) => Run::Failed(index),
            None if self.0.errors.is_empty() => {
                Run::Broke(format!("脚本报了错误“{}”，但插件声明里没有写 错误", fault::short(error)))
            }
            None => Run::Broke(format!(
                "脚本报了错误“{}”，插件声明里只有：{}",
                fault::short(error),
                self.0.errors.join("、")
            )),
        })
    }

    /// Ends the run. The first ending stands; the script cannot catch it.
    pub(crate) fn end<T>(&self, ending: Run) -> Told<T> {
        self.progress().ending.get_or_insert(ending);
        self.0.ended.store(true, Ordering::Relaxed);
        Err(terminated())
    }

    /// Whether this access of a variable is one at which all are weighed.
    pub(crate) fn weighs_all(&self) -> bool {
        self.0.accesses.fetch_add(1, Ordering::Relaxed) % WEIGH_EVERY == WEIGH_EVERY - 1
    }

    /// Adds to what the run has handled; ends it when that is too much.
    pub(crate) fn work(&self, units: u64) -> Told<()> {
        if self.0.work.fetch_add(units, Ordering::Relaxed).saturating_add(units) > MAX_WORK {
            return self.end(Run::Broke("脚本反复处理的数据太多".to_owned()));
        }
        Ok(())
    }

    fn progress(&self) -> std::sync::MutexGuard<'_, Progress> {
        self.0.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn terminated() -> Box<EvalAltResult> {
    EvalAltResult::ErrorTerminated(Dynamic::UNIT, Position::NONE).into()
}

fn name(request: &Request) -> String {
    match request {
        Request::Http(http) => format!("{} {} {}", http.method, http.connector, http.path),
        Request::Now => "time::now()".to_owned(),
        Request::Random(bound) => format!("random::below({bound})"),
    }
}
