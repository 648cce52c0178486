//! Fixes made: the texts of a shop with the edits of its findings.

use std::collections::BTreeMap;

use crate::diagnostic::{Certainty, Diagnostic, Edit, Fix};
use crate::source::{SourceId, Sources};

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
    let mut edits: BTreeMap<SourceId, Vec<Edit>> = BTreeMap::new();
    let mut made = Vec::new();
    for (i, fix) in found.iter().enumerate().filter_map(|(i, d)| Some((i, d.fix.as_ref()?))) {
        if !is_sure(fix) || !fix.edits.iter().all(|edit| stands_alone(&edits, edit)) {
            continue;
        }
        made.push(i);
        for edit in &fix.edits {
            edits.entry(edit.span.source).or_default().push(edit.clone());
        }
    }
    let text = |(id, edits): (SourceId, Vec<Edit>)| Some((id, edited(&sources.get(id)?.text, &edits)));
    Mended { texts: edits.into_iter().filter_map(text).collect(), made }
}

/// Whether a machine may make the fix: it has edits, all outside of the prelude, and they are sure.
fn is_sure(fix: &Fix) -> bool {
    let own = fix.edits.iter().all(|edit| edit.span.source != SourceId::BUILTIN);
    fix.certainty == Certainty::Sure && !fix.edits.is_empty() && own
}

/// Whether an edit neither overlaps nor touches those already taken: two that meet may be two halves of one thought.
fn stands_alone(edits: &BTreeMap<SourceId, Vec<Edit>>, edit: &Edit) -> bool {
    let (start, end) = (edit.span.start, edit.span.end);
    let apart = |other: &Edit| other.span.end < start || other.span.start > end;
    edits.get(&edit.span.source).is_none_or(|taken| taken.iter().all(apart))
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
