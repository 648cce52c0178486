//! What the shop lacks - a name that nothing declares, a default for all questions - is reported where it is missed first; the other
//! places are counted there.

use std::collections::BTreeMap;

use crate::consequence::declaration;
use crate::diagnostic::{Code, Diagnostic, Home, Message};
use crate::source::{SourceId, Sources, Span};

/// What is missing: the finding, what it says, and the declaration that lacks it where it is not the shop.
type Lacking = (Code, String, Option<(SourceId, usize)>);

/// Leaves one of `found`, which stand in order, for each missing name.
pub(crate) fn fold(sources: &Sources, found: &mut Vec<Diagnostic>) {
    let mut begins = BTreeMap::new();
    let mut uses: BTreeMap<Lacking, Vec<Span>> = BTreeMap::new();
    let lacking: Vec<Option<Lacking>> = found.iter().map(|d| lacking(sources, &mut begins, d)).collect();
    for (d, lacking) in found.iter().zip(&lacking) {
        if let Some(lacking) = lacking {
            uses.entry(lacking.clone()).or_default().push(d.span);
        }
    }
    let mut lacking = lacking.into_iter();
    found.retain_mut(|d| {
        let Some(lacking) = lacking.next().flatten() else { return true };
        let Some(all) = uses.remove(&lacking) else { return false };
        if let [_, next, ..] = all.as_slice() {
            let others = all.len() - 1;
            *d = d.clone().label(*next, again(d.code, others));
        }
        true
    });
}

/// What is said of the other places: that they use the name, or want the same.
fn again(code: Code, others: usize) -> Message {
    if code.0.starts_with("E06") || code.0.starts_with("W06") {
        return Message::new(
            format!("另有 {others} 个问题也是这样，比如这里"),
            format!("so in {others} other questions too, such as here"),
        );
    }
    Message::new(
        format!("另有 {others} 处也用到它，比如这里"),
        format!("used in {others} other places too, such as here"),
    )
}

/// What a finding says is missing. `begins` keeps where the line of each place belongs.
fn lacking(sources: &Sources, begins: &mut BTreeMap<Span, usize>, d: &Diagnostic) -> Option<Lacking> {
    let within = match d.lacks? {
        Home::Shop => None,
        Home::Declaration => {
            let source = sources.get(d.span.source)?;
            let start = begins.entry(d.span).or_insert_with(|| declaration(source, d.span.start as usize));
            Some((d.span.source, *start))
        }
    };
    Some((d.code, d.message.zh.clone(), within))
}
