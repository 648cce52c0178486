//! Where each byte of a text stands in its source.

/// From bytes of a text that is read to bytes of the source it was taken from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Places<'p> {
    /// The text stands in the source as it is, from this byte on.
    From(u32),
    /// The place of every byte, and of the end.
    Each(&'p [u32]),
}

impl Places<'_> {
    /// The place of byte `at` in the source.
    pub(super) fn of(self, at: usize) -> u32 {
        match self {
            Self::From(base) => base.saturating_add(u32::try_from(at).unwrap_or(u32::MAX)),
            Self::Each(places) => places.get(at).or(places.last()).copied().unwrap_or(0),
        }
    }
}
