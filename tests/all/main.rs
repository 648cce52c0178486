//! What crosses crates: the shape of the workspace, the demo shop as a whole, and the binary as its users run it.

mod conversations;
mod directions;
