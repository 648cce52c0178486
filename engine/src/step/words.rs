//! Words compared as the matcher folds them.

use crate::intent;

/// Folded for comparing labels with what was said: fillers, case, width, blanks and marks do not matter.
pub(super) fn folded(text: &str) -> String {
    signs(&intent::normal(text))
}

/// What is left of folded words without blanks and marks.
pub(super) fn signs(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || *c == '.').flat_map(char::to_lowercase).collect()
}

/// Whether these are words for everything that is offered.
pub(super) fn is_everything(core: &str) -> bool {
    matches!(
        core,
        "全部" | "全都要" | "都要" | "全要" | "所有" | "都" | "全都" | "都退" | "全退" | "全部都要" | "all"
    )
}

/// The numbers of 第1和第3, counted from 1.
pub(super) fn ordinals(core: &str) -> Vec<usize> {
    let mut rest = core;
    let mut found = Vec::new();
    while let Some((_, after)) = rest.split_once('第') {
        let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
        let number = digits.parse().ok().or_else(|| after.chars().next().and_then(numeral));
        found.extend(number);
        rest = after;
    }
    found
}

fn numeral(c: char) -> Option<usize> {
    "一二三四五六七八九十".chars().position(|n| n == c).map(|n| n + 1)
}
