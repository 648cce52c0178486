//! The words of conversations in both spellings, from the table that the language itself uses.

use crate::ast::Spelling;
use huashu_dsl::{Lang, keywords};
use std::collections::BTreeMap;
use std::sync::LazyLock;

static WORDS: LazyLock<BTreeMap<&'static str, &'static keywords::Keyword>> =
    LazyLock::new(|| keywords::all().map(|row| (row.id, row)).collect());

/// The word `id` of `keywords.tsv` as `spelling` writes it; `id` itself where the table has no such row.
pub(crate) fn word(id: &'static str, spelling: Spelling) -> &'static str {
    let language = match spelling {
        Spelling::Chinese => Lang::Zh,
        Spelling::English => Lang::En,
    };
    WORDS.get(id).map_or(id, |row| row.spelling(language))
}

/// The spelling of `id` with which `text` begins, and the rest of the text.
///
/// An English word ends where a letter, a digit or `_` does not follow; a Chinese one may be glued to what follows.
pub(crate) fn begins<'t>(text: &'t str, id: &'static str) -> Option<(Spelling, &'t str)> {
    let with = |spelling| text.strip_prefix(word(id, spelling)).map(|rest| (spelling, rest));
    with(Spelling::Chinese).or_else(|| {
        with(Spelling::English)
            .filter(|(_, rest)| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    })
}

/// Whether `text` is the word `id` in either spelling.
pub(crate) fn is(text: &str, id: &'static str) -> bool {
    begins(text, id).is_some_and(|(_, rest)| rest.is_empty())
}
