//! 是否: a message that is nothing but a yes or a no.

use super::{Form, Found};
use crate::intent::fold::Folded;
use crate::intent::lexicon::{Words, denies_denial, lexicon, strip_polite};
use huashu_dsl::value::{Type, Value};

pub(super) fn find(folded: &Folded, out: &mut Vec<Found>) {
    if folded.said().is_empty() {
        return;
    }
    if let Some((yes, form)) = yes_or_no(folded.said(), folded.core()) {
        out.push(Found { ty: Type::Bool, value: Value::Bool(yes), at: 0..folded.lower().len(), form });
    }
}

fn yes_or_no(text: &str, core: &str) -> Option<(bool, Form)> {
    let l = lexicon();
    if l.no.has(text) || l.no.has(core) {
        return Some((false, Form::Clear));
    }
    if l.yes.has(text) || l.yes.has(core) {
        return Some((true, Form::Clear));
    }
    if l.weak_yes.has(text) {
        return Some((true, Form::Vague));
    }
    if text.chars().count() > 12 || denies_denial(text) {
        return None;
    }
    let no = Words::spell(&[&l.no, &l.weak_yes, &l.tail], text);
    let yes = Words::spell(&[&l.yes, &l.weak_yes, &l.tail], text);
    let idle = Words::spell(&[&l.weak_yes, &l.tail], text);
    match (yes, no) {
        // 谢谢, 亲: politeness alone is no answer.
        _ if idle && l.weak_yes.prefix_of(strip_polite(text)).is_none() => None,
        (false, true) => Some((false, Form::Clear)).filter(|_| !idle),
        (true, _) if idle => Some((true, Form::Vague)),
        (true, false) => Some((true, Form::Clear)),
        _ => None,
    }
}
