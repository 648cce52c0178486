//! What crosses crates: the shape of the workspace, the demo shop as a whole, and the binary as its users run it.

#[cfg(test)]
mod binary;
#[cfg(test)]
mod checks;
#[cfg(test)]
mod codes;
#[cfg(test)]
mod conversations;
#[cfg(test)]
mod directions;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod formats;
#[cfg(test)]
mod formatting;
#[cfg(test)]
mod graph;
#[cfg(test)]
mod input;
#[cfg(test)]
mod language;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod room;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod said;
#[cfg(test)]
mod seeded;
#[cfg(test)]
mod survives;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod transcripts;
#[cfg(test)]
mod witness;
#[cfg(test)]
mod yaml;
