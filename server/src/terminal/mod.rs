//! `huashu chat`: a conversation in the terminal.

pub mod command;
pub mod look;
pub mod width;
