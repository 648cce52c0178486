//! Sessions as bytes: what the store keeps.

use crate::Fault;
use crate::session::Session;
use huashu_dsl::program::Program;

/// A session as bytes, for [`decode`].
#[must_use]
pub fn encode(session: &Session) -> Vec<u8> {
    let _ = session;
    Vec::new()
}

/// The session of `bytes`.
///
/// # Errors
/// [`Fault::OtherStructure`] for a session of a program of another structure, [`Fault::Damaged`] for anything that is not a
/// session of this program.
pub fn decode(program: &Program, bytes: &[u8]) -> Result<Session, Fault> {
    let _ = (program, bytes);
    Err(Fault::Damaged("not built"))
}
