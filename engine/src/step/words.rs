//! Words compared as the matcher folds them.

use crate::intent;

/// Folded for comparing labels with what was said: fillers, case, width, blanks and marks do not matter.
pub(super) fn folded(text: &str) -> String {
    signs(&intent::normal(text))
}

/// What is left of folded words without blanks and marks.
pub(super) fn signs(text: &str) -> String {
    let mut signs = String::with_capacity(text.len());
    for c in text.chars() {
        if intent::is_han(c) {
            signs.push(c);
        } else if c.is_alphanumeric() || c == '.' {
            signs.extend(c.to_lowercase());
        }
    }
    signs
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
        let (number, behind) = intent::count(after);
        found.extend(number);
        rest = behind;
    }
    found
}

/// The number of 第一个, 选第2单吧: one, with a measure word and words of choosing around it and nothing else.
pub(super) fn ordinal(core: &str) -> Option<usize> {
    let (before, after) = core.split_once('第')?;
    let (number, behind) = intent::count(after);
    let measured = MEASURES.iter().find_map(|word| behind.strip_prefix(word));
    number.filter(|_| intent::is_around_value(before, measured.unwrap_or(behind)))
}

/// What may be counted of what is offered.
const MEASURES: [&str; 17] =
    ["个", "件", "单", "款", "种", "条", "家", "项", "张", "号", "双", "套", "样", "笔", "台", "本", "行"];

/// Words that say that what was chosen is all.
const ENOUGH: [&str; 8] =
    ["就这些", "就这些了", "就这几个", "就这几件", "就这么多", "选好了", "选完了", "就要这些"];

/// Whether these are words for having chosen all.
pub(super) fn is_enough(core: &str) -> bool {
    ENOUGH.contains(&core)
}

/// What stands before such words at the end.
pub(super) fn before_enough(core: &str) -> Option<&str> {
    ENOUGH.iter().find_map(|words| core.strip_suffix(words))
}
