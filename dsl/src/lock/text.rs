//! The form of `flows.lock`: a line a fact, sorted, so that two releases differ in the lines that say what differs.
//!
//! A line is a word, names separated by single spaces, and a rest that may hold spaces. Lines that begin with `#` are comments.

use super::{Lock, LockedFlow};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::hash::Hash;
use crate::source::{SourceId, Span};
use std::fmt;

const HEAD: &str = "# 已发布的结构，由发布写入，和流程一起提交；不要手改。\n# What is released. A release writes it; keep it with the flows, and do not edit it.\n";

/// The version of the form.
const VERSION: &str = "1";

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEAD}lock {VERSION}")?;
        for (name, flow) in &self.flows {
            writeln!(f, "flow {name} {}", flow.version)?;
            flow.outcomes.iter().try_for_each(|outcome| writeln!(f, "outcome {name} {outcome}"))?;
            flow.slots.iter().try_for_each(|(slot, ty)| writeln!(f, "slot {name} {slot} {ty}"))?;
            for (step, waits) in &flow.steps {
                writeln!(f, "step {name} {step}")?;
                waits.iter().try_for_each(|wait| writeln!(f, "wait {name} {step} {wait}"))?;
            }
        }
        for (ty, members) in &self.members {
            members.iter().try_for_each(|member| writeln!(f, "member {ty} {member}"))?;
        }
        self.texts.iter().try_for_each(|(language, said, of)| writeln!(f, "text {language} {said} {of}"))
    }
}

impl Lock {
    /// Reads a lock.
    ///
    /// # Errors
    /// The first line that is none; a lock is not written by hand, so one is enough.
    #[expect(clippy::result_large_err, reason = "a finding is made once and shown; nothing hot returns it")]
    pub(crate) fn read(source: SourceId, text: &str) -> Result<Self, Diagnostic> {
        let mut lock = Self::default();
        let mut at = 0;
        let mut begun = false;
        for line in text.trim_start_matches('\u{FEFF}').split_inclusive('\n') {
            let start = at + (text.len() - text.trim_start_matches('\u{FEFF}').len());
            at += line.len();
            let line = line.trim_end();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let read =
                if begun { lock.fact(line) } else { (line == format!("lock {VERSION}")).then_some(()) };
            begun = true;
            if read.is_none() {
                let place = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
                return Err(unreadable(Span { source, start: place(start), end: place(start + line.len()) }));
            }
        }
        Ok(lock)
    }

    /// Takes one line in.
    fn fact(&mut self, line: &str) -> Option<()> {
        let (kind, rest) = line.split_once(' ')?;
        let (name, rest) = rest.split_once(' ')?;
        if kind == "flow" {
            let flow = LockedFlow { version: rest.parse().ok()?, ..LockedFlow::default() };
            return self.flows.insert(name.to_owned(), flow).is_none().then_some(());
        }
        if kind == "text" {
            let (said, of) = rest.split_once(' ')?;
            self.texts.insert((name.to_owned(), said.parse().ok()?, of.parse().ok()?));
            return Some(());
        }
        if kind == "member" {
            self.members.entry(name.to_owned()).or_default().insert(rest.to_owned());
            return Some(());
        }
        let flow = self.flows.get_mut(name)?;
        match kind {
            "outcome" => drop(flow.outcomes.insert(rest.to_owned())),
            "slot" => {
                let (slot, ty) = rest.split_once(' ')?;
                flow.slots.insert(slot.to_owned(), ty.to_owned());
            }
            "step" => drop(flow.steps.insert(rest.to_owned(), std::collections::BTreeSet::new())),
            "wait" => {
                let (step, wait) = rest.split_once(' ')?;
                flow.steps.get_mut(step)?.insert(wait.to_owned());
            }
            _ => return None,
        }
        Some(())
    }
}

fn unreadable(span: Span) -> Diagnostic {
    let message = Message::new(
        "flows.lock 的这一行读不懂：它由发布写入，可能被手改过，或者来自更新的版本。",
        "This line of flows.lock cannot be read: it was edited by hand, or is of a newer version.",
    );
    let help = Message::new(
        "从版本库里取回发布时的那一份。",
        "Take the file of the last release from version control.",
    );
    Diagnostic::new(Code("E0001"), span, message).help(help)
}

impl std::str::FromStr for Hash {
    type Err = ();

    /// 32 hexadecimal digits.
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut bytes = [0; 16];
        if text.len() != 32 || !text.is_ascii() {
            return Err(());
        }
        for (i, byte) in bytes.iter_mut().enumerate() {
            let digits = text.get(i * 2..i * 2 + 2).ok_or(())?;
            *byte = u8::from_str_radix(digits, 16).map_err(drop)?;
        }
        Ok(Self(bytes))
    }
}
