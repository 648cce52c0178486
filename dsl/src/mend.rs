//! Fixes made: the texts of a shop with the edits of its findings.

use std::collections::BTreeMap;

use crate::diagnostic::{Certainty, Diagnostic, Edit, Fix};
use crate::source::{Form, Source, SourceId, Sources};

#[cfg(test)]
mod tests;

/// What making the sure fixes of a shop gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mended {
    /// The new text of each source that changes.
    pub texts: BTreeMap<SourceId, String>,
    /// The places, among the findings, of those whose fix was made.
    pub made: Vec<usize>,
}

/// Makes the fixes that are sure, each whole or not at all: one that touches what another has changed is left for the next time.
#[must_use]
pub fn mend(sources: &Sources, found: &[Diagnostic]) -> Mended {
    let mut taken: BTreeMap<SourceId, Taken> = BTreeMap::new();
    let mut made = Vec::new();
    for (i, fix) in found.iter().enumerate().filter_map(|(i, d)| Some((i, d.fix.as_ref()?))) {
        let alone = |edit: &Edit| taken.get(&edit.span.source).is_none_or(|taken| stands_alone(taken, edit));
        if !is_sure(sources, fix) || !fix.edits.iter().all(alone) {
            continue;
        }
        made.push(i);
        for edit in &fix.edits {
            let place = (edit.span.start, edit.span.end);
            taken.entry(edit.span.source).or_default().insert(place, edit.clone());
        }
    }
    let text = |(id, taken): (SourceId, Taken)| {
        let edits: Vec<Edit> = taken.into_values().collect();
        Some((id, edited(&sources.get(id)?.text, &edits)))
    };
    Mended { texts: taken.into_iter().filter_map(text).collect(), made }
}

/// The edits of a text that are made, by where they stand; none touches another.
type Taken = BTreeMap<(u32, u32), Edit>;

/// Whether a machine may make the fix: it has edits, all outside of the prelude, and they are sure.
fn is_sure(sources: &Sources, fix: &Fix) -> bool {
    let own = fix.edits.iter().all(|edit| edit.span.source != SourceId::BUILTIN);
    let readable = fix.edits.iter().all(|edit| {
        let form = sources.get(edit.span.source).and_then(Source::form);
        form != Some(Form::Yaml) || is_plain(&edit.text)
    });
    fix.certainty == Certainty::Sure && !fix.edits.is_empty() && own && readable
}

/// Whether YAML reads a text as it is wherever it is put, in quotes or not: no mark of it means anything there.
fn is_plain(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '.'))
}

/// Whether an edit neither overlaps nor touches those already taken: two that meet may be two halves of one thought.
fn stands_alone(taken: &Taken, edit: &Edit) -> bool {
    let before = taken.range(..=(edit.span.end, u32::MAX)).next_back();
    before.is_none_or(|(_, other)| other.span.end < edit.span.start)
}

/// A text with edits of it made; the text as it is where one does not lie in it.
#[must_use]
pub fn edited(text: &str, edits: &[Edit]) -> String {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| edit.span);
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    for edit in sorted {
        let Some(kept) = text.get(at..edit.span.start as usize) else { return text.to_owned() };
        new.push_str(kept);
        new.push_str(&edit.text);
        at = edit.span.end as usize;
    }
    match text.get(at..) {
        Some(rest) => new + rest,
        None => text.to_owned(),
    }
}
