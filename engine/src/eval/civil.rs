//! Instants as the clock on the shop's wall shows them, and back.

use super::Scope;
use huashu_dsl::value::Instant;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

/// Date and time of day of an instant in the shop's time zone; `None` beyond the years that calendars know.
pub(crate) fn civil(at: Instant, scope: &Scope<'_>) -> Option<DateTime> {
    let timestamp = Timestamp::from_millisecond(at.0).ok()?;
    Some(scope.zone().to_datetime(timestamp))
}

/// When a day begins in the shop's time zone.
pub(super) fn beginning(date: Date, scope: &Scope<'_>) -> Option<Instant> {
    let day = date.to_zoned(scope.zone().clone()).ok()?;
    Some(Instant(day.timestamp().as_millisecond()))
}
