//! The `huashu` binary.
fn main() {}
