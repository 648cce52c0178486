//! A small shop built by hand, for tests of what reads programs.
