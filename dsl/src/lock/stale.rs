//! Translations that are older than their text.

use super::Lock;
use super::facts::translations;
use crate::ast;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::hash::Hash;
use crate::source::{Sources, Span};
use std::collections::BTreeSet;

/// W0902: a text was changed since its translation was released, and the translation was not.
pub(super) fn stale(
    sources: &Sources,
    files: &[&ast::File],
    lock: &Lock,
    now: &Lock,
    found: &mut Vec<Diagnostic>,
) {
    let released: BTreeSet<(&str, Hash)> =
        lock.texts.iter().map(|(l, said, _)| (l.as_str(), *said)).collect();
    let hash = |span: Span| sources.slice(span).map(|text| Hash::of(text.as_bytes()));
    for text in translations(files) {
        let (Some(said), Some(of)) = (hash(text.said), hash(text.of)) else { continue };
        let language = &text.language.node;
        let fact = (language.clone(), said, of);
        if lock.texts.contains(&fact)
            || !now.texts.contains(&fact)
            || !released.contains(&(language.as_str(), said))
        {
            continue;
        }
        let message = Message::new(
            format!("原话改了，{language} 的译文还是发布时的那句。"),
            format!(
                "The text was changed, and its {language} translation is still the one that was released."
            ),
        );
        let label = Message::new("改过的原话", "the text that was changed");
        let help = Message::new(
            "译文跟着改；真的不用改，发布之后就不再提醒。",
            "Change the translation too; if it still holds, a release settles it.",
        );
        found.push(Diagnostic::new(Code("W0902"), text.said, message).label(text.of, label).help(help));
    }
}
