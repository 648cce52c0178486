//! Small sets of numbers, and which facts may still be looked at behind each point.

/// A set of small numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Bits {
    /// Those below 64: most flows have no others, and so need no memory for them.
    first: u64,
    /// The others, 64 a word.
    more: Vec<u64>,
}

impl Bits {
    /// The empty set of numbers below `count`.
    pub(super) fn none(count: usize) -> Self {
        Self { first: 0, more: vec![0; count.div_ceil(64).saturating_sub(1)] }
    }

    pub(super) fn add(&mut self, n: u16) {
        if let Some(word) = self.word(n) {
            *word |= 1 << (n % 64);
        }
    }

    pub(super) fn remove(&mut self, n: u16) {
        if let Some(word) = self.word(n) {
            *word &= !(1 << (n % 64));
        }
    }

    pub(super) fn has(&self, n: u16) -> bool {
        let word = match usize::from(n / 64).checked_sub(1) {
            None => Some(&self.first),
            Some(word) => self.more.get(word),
        };
        word.is_some_and(|word| word & (1 << (n % 64)) != 0)
    }

    fn word(&mut self, n: u16) -> Option<&mut u64> {
        match usize::from(n / 64).checked_sub(1) {
            None => Some(&mut self.first),
            Some(word) => self.more.get_mut(word),
        }
    }

    fn words(&self) -> impl Iterator<Item = u64> {
        std::iter::once(self.first).chain(self.more.iter().copied())
    }

    /// Adds all of `other` that is not in `but`.
    fn join_without(&mut self, other: &Self, but: &Self) -> bool {
        let mut changed = false;
        let words = std::iter::once(&mut self.first).chain(&mut self.more);
        for ((word, more), not) in words.zip(other.words()).zip(but.words()) {
            let more = more & !not;
            changed |= more & !*word != 0;
            *word |= more;
        }
        changed
    }

    /// Whether they have something in common.
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.words().zip(other.words()).any(|(a, b)| a & b != 0)
    }
}

/// What each point looks at, and what it sets whatever happens.
#[derive(Debug)]
pub(super) struct Effect {
    pub(super) uses: Bits,
    pub(super) kills: Bits,
}

/// For each point, what it or a point behind it looks at before it is set anew.
pub(super) fn before(effects: &[Effect], next: &[Vec<u32>]) -> Vec<Bits> {
    let mut live: Vec<Bits> = effects.iter().map(|e| e.uses.clone()).collect();
    let mut ahead: Vec<Vec<u32>> = vec![Vec::new(); effects.len()];
    for (from, targets) in (0u32..).zip(next) {
        for to in targets {
            if let Some(ahead) = ahead.get_mut(*to as usize) {
                ahead.push(from);
            }
        }
    }
    let mut open: Vec<u32> = (0u32..).zip(effects).map(|(i, _)| i).collect();
    let mut waits = vec![true; effects.len()];
    while let Some(point) = open.pop() {
        if let Some(waits) = waits.get_mut(point as usize) {
            *waits = false;
        }
        let Some(own) = live.get(point as usize).cloned() else { continue };
        for from in ahead.get(point as usize).into_iter().flatten() {
            let at = *from as usize;
            let (Some(before), Some(effect)) = (live.get_mut(at), effects.get(at)) else { continue };
            if before.join_without(&own, &effect.kills)
                && let Some(waits) = waits.get_mut(at)
                && !std::mem::replace(waits, true)
            {
                open.push(*from);
            }
        }
    }
    live
}
