//! Time and chance: the only places where the world's clock and dice are read.

use huashu_dsl::value::{Instant, Millis};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The clock of one conversation: the world's, moved ahead by hand, and never going back.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clock {
    ahead: Millis,
    last: Instant,
}

impl Clock {
    /// A clock that has already shown `last`, or later. One that is behind it is moved ahead, so that a conversation whose clock was moved by hand goes on in order.
    #[must_use]
    pub fn after(last: Instant) -> Self {
        let behind = last - world();
        Self { ahead: Millis(behind.0.max(0)), last }
    }

    /// The time now.
    pub fn now(&mut self) -> Instant {
        self.last = self.last.max(world() + self.ahead);
        self.last
    }

    /// Moves the clock ahead until it shows `at`; nothing where it already does.
    pub fn reach(&mut self, at: Instant) {
        let left = at - self.now();
        self.ahead = Millis(self.ahead.0.saturating_add(left.0.max(0)));
    }

    /// How long until the clock shows `at`; nothing if it already does.
    #[must_use]
    pub fn until(&self, at: Instant) -> Duration {
        let left = at - (world() + self.ahead).max(self.last);
        Duration::from_millis(u64::try_from(left.0).unwrap_or(0))
    }
}

/// The world's time, for systems that belong to no conversation.
#[must_use]
pub fn timestamp() -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(world().0).unwrap_or_default()
}

fn world() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Instant(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// A random number, for `Event::seed`.
#[must_use]
pub fn seed() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// A random number from 0 to `bound`, exclusive; 0 where there is none.
#[must_use]
pub fn below(bound: i64) -> i64 {
    let bound = u64::try_from(bound).unwrap_or(0).max(1);
    i64::try_from(seed() % bound).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{Clock, below, world};
    use huashu_dsl::value::{Instant, Millis};
    use std::time::Duration;

    #[test]
    fn goes_on_from_where_it_was_moved_to() {
        let mut clock = Clock::default();
        let later = clock.now() + Millis(7_200_000);
        clock.reach(later);
        clock.reach(Instant(0));
        let moved = clock.now();
        assert!(moved - world() > Millis(7_100_000));
        let mut resumed = Clock::after(moved);
        assert!(resumed.now() >= moved);
        assert!(resumed.until(moved + Millis(60_000)) <= Duration::from_secs(60));
        assert_eq!(Clock::after(Instant(0)).until(Instant(1)), Duration::ZERO);
    }

    #[test]
    fn chance_stays_below_its_bound() {
        assert!((0..100).all(|_| (0..6).contains(&below(6))));
        assert_eq!(below(0), 0);
        assert_eq!(below(-3), 0);
    }
}
