//! Sessions as bytes: what the store keeps.
//!
//! One byte of format version, eight bytes of a SHA-256 of the rest, then the session in postcard. The hash is there so that a
//! damaged row is a fault and never a wrong conversation, and so that no bytes but ours reach the decoder, which has no limit of depth.

#[cfg(test)]
mod tests;
mod valid;

use crate::Fault;
use crate::session::Session;
use huashu_dsl::Hash;
use huashu_dsl::program::Program;

/// The format that this version writes, and the only one that it reads.
const VERSION: u8 = 6;
const SUM: usize = 8;

/// A session as bytes, for [`decode`].
#[must_use]
pub fn encode(session: &Session) -> Vec<u8> {
    #[expect(clippy::expect_used, reason = "plain data of known lengths into memory: nothing in it can fail")]
    let body = postcard::to_stdvec(session).expect("a session is plain data");
    let mut bytes = Vec::with_capacity(body.len().saturating_add(SUM).saturating_add(1));
    bytes.push(VERSION);
    bytes.extend(sum(&body));
    bytes.extend(body);
    bytes
}

/// The session of `bytes`, every index in it checked against `program`.
///
/// Intents and texts are not part of a program's structure: those that the program no longer has are left out.
///
/// # Errors
/// [`Fault::OtherStructure`] for a session of a program of another structure, [`Fault::Damaged`] for anything that is not a
/// session of this program.
pub fn decode(program: &Program, bytes: &[u8]) -> Result<Session, Fault> {
    let body = checked(bytes)?;
    let mut session: Session = match postcard::take_from_bytes(body) {
        Ok((session, [])) => session,
        Ok(_) | Err(_) => return Err(Fault::Damaged("these bytes are no session")),
    };
    if session.structure != program.hashes.structure {
        return Err(Fault::OtherStructure);
    }
    valid::forget_unknown(program, &mut session);
    valid::check(program, &session)?;
    Ok(session)
}

fn checked(bytes: &[u8]) -> Result<&[u8], Fault> {
    let (version, rest) = bytes.split_first().ok_or(Fault::Damaged("an empty session"))?;
    if *version != VERSION {
        return Err(Fault::Damaged("a format of another version"));
    }
    match rest.split_at_checked(SUM) {
        Some((stored, body)) if stored.iter().copied().eq(sum(body)) => Ok(body),
        _ => Err(Fault::Damaged("the bytes of a session were changed")),
    }
}

fn sum(body: &[u8]) -> impl Iterator<Item = u8> {
    Hash::of(body).0.into_iter().take(SUM)
}
