//! Words compared as the matcher folds them.

/// Folded for comparing labels with what was said: case, width, blanks and marks do not matter.
pub(super) fn folded(text: &str) -> String {
    text.chars().filter_map(fold).flat_map(char::to_lowercase).collect()
}

fn fold(c: char) -> Option<char> {
    let narrow = match u32::from(c) {
        wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    (!narrow.is_whitespace() && (narrow.is_alphanumeric() || narrow == '.')).then_some(narrow)
}

/// Whether these are words that acknowledge without saying yes or no.
pub(super) fn is_backchannel(core: &str) -> bool {
    matches!(core, "嗯" | "嗯嗯" | "恩" | "哦" | "噢" | "喔" | "啊" | "额" | "呃" | "唔" | "um" | "uh")
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
