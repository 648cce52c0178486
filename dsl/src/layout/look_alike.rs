//! Characters that look like others, or like nothing.

use unicode_normalization::UnicodeNormalization;

/// Cyrillic and Greek letters, each before the Latin letter it looks like.
const LETTERS: &str = "аaеeоoрpсcуyхxіiАAВBЕEКKМMНHОOРPСCТTУYХXΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοo";

/// Whether nobody sees `c`, or it turns the direction of writing.
pub(super) fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
    )
}

/// The usual character that `c` looks like.
pub(super) fn usual(c: char) -> Option<char> {
    latin(c).or_else(|| hanzi(c))
}

/// Whether `c` is reported where it stands outside of quotes.
pub(crate) fn is_marked(c: char) -> bool {
    is_hidden(c) || usual(c).is_some()
}

fn latin(c: char) -> Option<char> {
    if !matches!(c, '\u{370}'..='\u{4FF}') {
        return None;
    }
    let mut letters = LETTERS.chars();
    while let (Some(strange), Some(latin)) = (letters.next(), letters.next()) {
        if strange == c {
            return Some(latin);
        }
    }
    None
}

/// The character that a radical or a compatibility form looks like, which fonts draw alike.
fn hanzi(c: char) -> Option<char> {
    let may_look_alike = matches!(c, '\u{2E80}'..='\u{2FDF}' | '\u{F900}'..='\u{FAFF}');
    may_look_alike.then(|| std::iter::once(c).nfkc().next()).flatten().filter(|&like| like != c)
}
