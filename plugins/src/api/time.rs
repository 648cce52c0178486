//! `time::…`: the journaled clock, and arithmetic on times written as RFC 3339.

use super::{add, integer, wrong};
use crate::journal::Request;
use crate::world::{Told, World};
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rhai::{INT, Module, NativeCallContext};

/// The module `time`: `now()`, `add(time, seconds)`, `between(from, to)` in seconds, `date(time)`, `at(date, time of day)`.
pub(super) fn module() -> Module {
    let mut module = Module::new();
    add(&mut module, "now", |call: NativeCallContext<'_>| -> Told<String> {
        let world = World::of(&call)?;
        let now = integer(&world, Request::Now)?;
        let now = Timestamp::from_millisecond(now).or_else(|_| wrong("日志里的时间超出范围"))?;
        Ok(written(now, world.zone()))
    });
    add(&mut module, "add", |call: NativeCallContext<'_>, time: &str, seconds: INT| -> Told<String> {
        let world = World::of(&call)?;
        match read(time)?.checked_add(SignedDuration::from_secs(seconds)) {
            Ok(sum) => Ok(written(sum, world.zone())),
            Err(_) => wrong("时间加得太远了"),
        }
    });
    add(&mut module, "between", |from: &str, to: &str| -> Told<INT> {
        Ok(read(to)?.as_second() - read(from)?.as_second())
    });
    add(&mut module, "date", |call: NativeCallContext<'_>, time: &str| -> Told<String> {
        Ok(read(time)?.to_zoned(World::of(&call)?.zone().clone()).date().to_string())
    });
    add(&mut module, "at", |call: NativeCallContext<'_>, date: &str, time: &str| -> Told<String> {
        let world = World::of(&call)?;
        let (Ok(date), Ok(time)) = (date.parse::<Date>(), time.parse::<Time>()) else {
            return wrong("time::at 要日期和时刻，如 time::at(\"2026-11-20\", \"18:00\")");
        };
        match date.to_datetime(time).to_zoned(world.zone().clone()) {
            Ok(zoned) => Ok(written(zoned.timestamp(), world.zone())),
            Err(_) => wrong("时间超出范围"),
        }
    });
    module
}

/// A time as scripts see it: RFC 3339 in the shop's zone, without fractions of a second.
pub(crate) fn written(time: Timestamp, zone: &TimeZone) -> String {
    time.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn read(text: &str) -> Told<Timestamp> {
    text.parse().or_else(|_| wrong(format!("“{text}”不是 RFC 3339 时间，如 2026-11-20T10:00:00+08:00")))
}
