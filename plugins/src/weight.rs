//! How much a script holds and handles.
//!
//! rhai's own limits miss what is put into a map by index, and count a native call as one operation however much it goes through. So
//! every access of a variable weighs it: too much at once, too deep, or too much over the whole run ends the run.

use rhai::{Array, Dynamic, FnPtr, ImmutableString, Map};

/// Bytes that the variables of one function may hold.
const MAX_BYTES: usize = 4 << 20;
/// How deep lists and maps may be nested.
const MAX_DEPTH: usize = 64;
/// How much a run may handle: a value counts 1 for itself, and 1 for every 64 bytes of text, at each access.
pub(crate) const MAX_WORK: u64 = 2_000_000;
/// Bytes of text that count like one value.
const TEXT_UNIT: usize = 64;

/// What may still be held, and how much was gone through.
pub(crate) struct Budget {
    bytes: usize,
    /// Units of [`MAX_WORK`].
    pub(crate) work: u64,
}

impl Budget {
    pub(crate) fn new() -> Self {
        Self { bytes: MAX_BYTES, work: 0 }
    }

    /// Takes `value` off the budget; false when it is too much or too deep.
    pub(crate) fn take(&mut self, value: &Dynamic) -> bool {
        self.take_nested(value, MAX_DEPTH)
    }

    fn take_nested(&mut self, value: &Dynamic, depth: usize) -> bool {
        self.work += 1;
        if depth == 0 || !self.spend(size_of::<Dynamic>()) {
            return false;
        }
        if let Some(text) = value.read_lock::<ImmutableString>() {
            self.spend(text.len())
        } else if let Some(list) = value.read_lock::<Array>() {
            list.iter().all(|item| self.take_nested(item, depth - 1))
        } else if let Some(map) = value.read_lock::<Map>() {
            map.iter().all(|(name, item)| self.spend(name.len()) && self.take_nested(item, depth - 1))
        } else if let Some(function) = value.read_lock::<FnPtr>() {
            function.iter_curry().all(|item| self.take_nested(item, depth - 1))
        } else {
            true
        }
    }

    fn spend(&mut self, bytes: usize) -> bool {
        self.work += u64::try_from(bytes / TEXT_UNIT).unwrap_or(u64::MAX);
        match self.bytes.checked_sub(bytes) {
            Some(rest) => {
                self.bytes = rest;
                true
            }
            None => false,
        }
    }
}
