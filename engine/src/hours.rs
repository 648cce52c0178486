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
    Week::of(team, scope).next(scope)
}

/// Where a time stands to hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opening {
    /// Within them.
    Open,
    /// Before them: they begin next at this time.
    At(Instant),
    /// They never begin.
    Never,
}

/// How the scope's time stands to hours without holidays.
pub(crate) fn opening(open: &[Open], scope: &Scope<'_>) -> Opening {
    let week = Week { open, holidays: Vec::new() };
    if week.works(scope.at, scope) {
        return Opening::Open;
    }
    week.next(scope).map_or(Opening::Never, Opening::At)
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

    /// The first opening after now.
    fn next(&self, scope: &Scope<'_>) -> Option<Instant> {
        let today = eval::civil(scope.at, scope)?.date();
        (0..HORIZON)
            .filter_map(|days| today.checked_add(SignedDuration::from_hours(days * 24)).ok())
            .find_map(|day| self.first_opening(day, scope))
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

#[cfg(test)]
mod tests {
    use super::{is_open, next_open};
    use crate::eval::shop;
    use huashu_dsl::program::{Open, Program, TeamId};
    use huashu_dsl::value::Instant;
    use jiff::civil::DateTime;

    const WEEKDAYS: u8 = 0b001_1111;
    const EVERY_DAY: u8 = 0b111_1111;
    const TEAM: TeamId = TeamId(0);

    fn shop(zone: &str, open: &[(u8, u16, u16)]) -> Program {
        let hours = open.iter().map(|(days, from, to)| Open { days: *days, from: from * 60, to: to * 60 });
        let teams = vec![shop::team("组", hours.collect())];
        Program { time_zone: zone.to_owned(), teams, ..shop::program() }
    }

    fn instant(program: &Program, civil: &str) -> Result<Instant, jiff::Error> {
        let zone = crate::eval::zone_named(&program.time_zone);
        let at = civil.parse::<DateTime>()?.to_zoned(zone)?;
        Ok(Instant(at.timestamp().as_millisecond()))
    }

    /// At each time: whether the team works, and when it next begins to.
    fn check(program: &Program, cases: &[(&str, bool, Option<&str>)]) -> Result<(), jiff::Error> {
        for (civil, open, next) in cases {
            let at = instant(program, civil)?;
            let next = next.map(|next| instant(program, next)).transpose()?;
            assert_eq!((is_open(program, TEAM, at), next_open(program, TEAM, at)), (*open, next), "{civil}");
        }
        Ok(())
    }

    #[test]
    fn office_hours_with_a_holiday() -> Result<(), jiff::Error> {
        // 2026-11-20 is a Friday; the shop rests on Monday the 23rd.
        check(
            &shop("Asia/Shanghai", &[(WEEKDAYS, 9, 18)]),
            &[
                ("2026-11-20T08:59:59", false, Some("2026-11-20T09:00")),
                ("2026-11-20T09:00", true, Some("2026-11-24T09:00")),
                ("2026-11-20T17:59:59", true, Some("2026-11-24T09:00")),
                ("2026-11-20T18:00", false, Some("2026-11-24T09:00")),
                ("2026-11-23T10:00", false, Some("2026-11-24T09:00")),
            ],
        )
    }

    #[test]
    fn hours_to_midnight_and_over_it() -> Result<(), jiff::Error> {
        check(
            &shop("Asia/Shanghai", &[(EVERY_DAY, 9, 24)]),
            &[
                ("2026-11-20T23:59:59", true, Some("2026-11-21T09:00")),
                ("2026-11-21T00:00", false, Some("2026-11-21T09:00")),
            ],
        )?;
        // Friday nights only; the shift that began on Sunday the 22nd would end on the holiday, one of the holiday does not begin.
        check(
            &shop("Asia/Shanghai", &[(0b001_0000, 22, 2)]),
            &[
                ("2026-11-20T21:00", false, Some("2026-11-20T22:00")),
                ("2026-11-21T01:59", true, Some("2026-11-27T22:00")),
                ("2026-11-21T02:00", false, Some("2026-11-27T22:00")),
            ],
        )?;
        check(
            &shop("Asia/Shanghai", &[(EVERY_DAY, 22, 2)]),
            &[
                ("2026-11-23T01:00", true, Some("2026-11-24T22:00")),
                ("2026-11-23T23:00", false, Some("2026-11-24T22:00")),
                ("2026-11-24T01:00", false, Some("2026-11-24T22:00")),
            ],
        )
    }

    #[test]
    fn two_shifts_that_touch_are_one() -> Result<(), jiff::Error> {
        check(
            &shop("Asia/Shanghai", &[(EVERY_DAY, 9, 12), (EVERY_DAY, 12, 18)]),
            &[("2026-11-20T11:00", true, Some("2026-11-21T09:00"))],
        )
    }

    #[test]
    fn summer_time_moves_the_opening() -> Result<(), jiff::Error> {
        // New York springs forward on 2026-03-08 at 02:00: what opens at 02:00 opens at 03:00 on the wall, an hour after 01:00.
        let program = shop("America/New_York", &[(EVERY_DAY, 2, 10)]);
        check(
            &program,
            &[
                ("2026-03-07T01:00", false, Some("2026-03-07T02:00")),
                ("2026-03-08T01:00", false, Some("2026-03-08T03:00")),
                ("2026-03-08T09:59", true, Some("2026-03-09T02:00")),
            ],
        )?;
        let (before, after) =
            (instant(&program, "2026-03-08T01:00")?, instant(&program, "2026-03-08T03:00")?);
        assert_eq!(after - before, huashu_dsl::value::Millis(shop::HOUR));
        Ok(())
    }

    #[test]
    fn a_team_without_hours_always_works_and_one_without_days_never() -> Result<(), jiff::Error> {
        check(&shop("Asia/Shanghai", &[]), &[("2026-11-23T03:00", true, Some("2026-11-23T03:00"))])?;
        check(&shop("Asia/Shanghai", &[(0, 9, 18)]), &[("2026-11-20T10:00", false, None)])?;
        assert!(!is_open(&shop("Asia/Shanghai", &[]), TeamId(7), Instant(0)));
        Ok(())
    }
}
