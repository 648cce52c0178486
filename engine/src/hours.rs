//! When a team works: is it open, and when does it open next?
//!
//! Days and minutes are those of the shop's time zone. Hours over midnight (22:00 到 02:00) belong to the day on which they
//! begin, and so do holidays: who works into a holiday finishes the shift.

use crate::eval::{self, Scope};
use huashu_dsl::program::{Open, Program, Team, TeamId};
use huashu_dsl::value::{Instant, Value};
use jiff::civil::{Date, Time};
use jiff::{SignedDuration, ToSpan};

/// Days that are looked through for the next opening.
const HORIZON: i64 = 400;
const MINUTES_A_DAY: u32 = 24 * 60;

/// Whether a team works at `at`; one without hours always does.
#[must_use]
pub fn is_open(program: &Program, team: TeamId, at: Instant) -> bool {
    open_in(&Scope::new(program, at), team)
}

/// When a team next begins to work, after `at`; `at` itself for one without hours. `None` if it does not within 400 days, or
/// never stops.
#[must_use]
pub fn next_open(program: &Program, team: TeamId, at: Instant) -> Option<Instant> {
    next_open_in(&Scope::new(program, at), team)
}

pub(crate) fn open_in(scope: &Scope<'_>, team: TeamId) -> bool {
    scope.program.teams.get(team.index()).is_some_and(|team| Week::of(team, scope).works(scope.at, scope))
}

pub(crate) fn next_open_in(scope: &Scope<'_>, team: TeamId) -> Option<Instant> {
    let team = scope.program.teams.get(team.index())?;
    if team.open.is_empty() {
        return Some(scope.at);
    }
    let week = Week::of(team, scope);
    let today = eval::civil(scope.at, scope)?.date();
    (0..HORIZON)
        .filter_map(|days| today.checked_add(SignedDuration::from_hours(days * 24)).ok())
        .find_map(|day| week.first_opening(day, scope))
}

/// A team's hours with its holidays read.
struct Week<'a> {
    open: &'a [Open],
    holidays: Vec<Date>,
}

impl<'a> Week<'a> {
    fn of(team: &'a Team, scope: &Scope<'_>) -> Self {
        let listed = team.holidays.as_ref().and_then(|place| eval::read(place, scope));
        let holidays = match listed.as_deref() {
            Some(Value::List(days)) => days.iter().filter_map(day).collect(),
            _ => Vec::new(),
        };
        Self { open: &team.open, holidays }
    }

    fn works(&self, at: Instant, scope: &Scope<'_>) -> bool {
        if self.open.is_empty() {
            return true;
        }
        let Some(now) = eval::civil(at, scope) else { return false };
        let minute = u32::from(now.hour().unsigned_abs()) * 60 + u32::from(now.minute().unsigned_abs());
        let since_yesterday = minute.saturating_add(MINUTES_A_DAY);
        self.covers(now.date(), minute)
            || now.date().yesterday().is_ok_and(|yesterday| self.covers(yesterday, since_yesterday))
    }

    /// Whether hours that begin on `day` cover this minute, counted from its midnight.
    fn covers(&self, day: Date, minute: u32) -> bool {
        self.on(day).any(|hours| u32::from(hours.from) <= minute && minute < end(hours))
    }

    /// The first instant of `day` after now at which the team begins to work and did not work the minute before.
    fn first_opening(&self, day: Date, scope: &Scope<'_>) -> Option<Instant> {
        self.on(day)
            .filter_map(|hours| instant(day, hours.from, scope))
            .filter(|at| *at > scope.at && !self.works(Instant(at.0.saturating_sub(60_000)), scope))
            .min()
    }

    fn on(&self, day: Date) -> impl Iterator<Item = &'a Open> {
        let bit = 1_u8 << day.weekday().to_monday_zero_offset().unsigned_abs().min(6);
        let open = if self.holidays.contains(&day) { &[] } else { self.open };
        open.iter().filter(move |hours| hours.days & bit != 0)
    }
}

/// The minute at which hours end, counted from the midnight before they begin.
fn end(hours: &Open) -> u32 {
    let to = u32::from(hours.to);
    if hours.from < hours.to { to } else { to.saturating_add(MINUTES_A_DAY) }
}

fn day(value: &Value) -> Option<Date> {
    match value {
        Value::Date(day) => Some(*day),
        _ => None,
    }
}

/// A minute of a day as an instant; where the clocks skip it, as much later as they skip.
fn instant(day: Date, minute: u16, scope: &Scope<'_>) -> Option<Instant> {
    let at = day.to_datetime(Time::midnight()).checked_add(i64::from(minute).minutes()).ok()?;
    let zoned = at.to_zoned(scope.zone().clone()).ok()?;
    Some(Instant(zoned.timestamp().as_millisecond()))
}
