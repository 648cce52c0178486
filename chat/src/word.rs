//! The words of conversations in both spellings, from the table that the language itself uses.

use crate::ast::Spelling;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const TABLE: &str = include_str!("../../dsl/keywords.tsv");

static WORDS: LazyLock<BTreeMap<&'static str, (&'static str, &'static str)>> =
    LazyLock::new(|| TABLE.lines().skip(1).filter_map(row).collect());

fn row(line: &'static str) -> Option<(&'static str, (&'static str, &'static str))> {
    let mut cells = line.split('\t');
    let (id, zh, en) = (cells.next()?, cells.next()?, cells.next()?);
    Some((id, (zh, en)))
}

/// The word `id` of `keywords.tsv` as `spelling` writes it; `id` itself where the table has no such row.
pub(crate) fn word(id: &'static str, spelling: Spelling) -> &'static str {
    let Some((zh, en)) = WORDS.get(id) else { return id };
    match spelling {
        Spelling::Chinese => zh,
        Spelling::English => en,
    }
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
