//! How much memory a script holds. rhai's own limits miss what is put into a map by index, so we weigh variables ourselves.

use rhai::{Array, Dynamic, ImmutableString, Map};

/// Bytes that the variables of one function may hold.
pub(crate) const MAX_BYTES: usize = 16 << 20;
/// How deep lists and maps may be nested.
pub(crate) const MAX_DEPTH: usize = 64;

/// What may still be used.
pub(crate) struct Budget(usize);

impl Budget {
    pub(crate) fn new() -> Self {
        Self(MAX_BYTES)
    }

    /// Takes `value` off the budget; false when it is too much or too deep.
    pub(crate) fn take(&mut self, value: &Dynamic) -> bool {
        self.take_nested(value, MAX_DEPTH)
    }

    fn take_nested(&mut self, value: &Dynamic, depth: usize) -> bool {
        if depth == 0 || !self.spend(size_of::<Dynamic>()) {
            return false;
        }
        if let Some(text) = value.read_lock::<ImmutableString>() {
            self.spend(text.len())
        } else if let Some(list) = value.read_lock::<Array>() {
            list.iter().all(|item| self.take_nested(item, depth - 1))
        } else if let Some(map) = value.read_lock::<Map>() {
            map.iter().all(|(name, item)| self.spend(name.len()) && self.take_nested(item, depth - 1))
        } else {
            true
        }
    }

    fn spend(&mut self, bytes: usize) -> bool {
        match self.0.checked_sub(bytes) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }
}
