//! Text in composed form (NFC), cheaply where it is so already, as nearly all text is.

use unicode_normalization::UnicodeNormalization;

/// The text in NFC.
pub(crate) fn composed(text: &str) -> String {
    if text.bytes().all(is_common) || text.chars().all(stays) {
        text.to_owned()
    } else {
        text.nfc().collect()
    }
}

/// Whether a byte of UTF-8 is of ASCII, or of U+4000 to U+9FFF, which begin with E4 to E9; one inside of a character counts as what came
/// before it.
fn is_common(byte: u8) -> bool {
    matches!(byte, 0..=0xBF | 0xE4..=0xE9)
}

/// Whether `c` stands in composed text whatever stands before it: Latin-1, ideographs, kana, and the usual punctuation.
fn stays(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{2FF}' | '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{3029}' | '\u{3030}'..='\u{3098}' | '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}' | '\u{FF01}'..='\u{FF60}'
    )
}

#[cfg(test)]
mod tests {
    use super::{composed, is_common, stays};
    use unicode_normalization::UnicodeNormalization;

    #[test]
    fn what_stays_is_composed_and_joins_nothing_before_it() {
        let common = |c: char| c.encode_utf8(&mut [0; 4]).bytes().all(is_common);
        for c in (0..=0x10_FFFF).filter_map(char::from_u32).filter(|c| stays(*c) || common(*c)) {
            for before in ['a', '\u{1100}', 'か', '中', '\u{0915}'] {
                let pair: String = [before, c].iter().collect();
                assert!(pair.nfc().eq(pair.chars()), "{pair:?}");
            }
        }
    }

    #[test]
    fn text_is_composed() {
        for text in ["e\u{301}", "か\u{3099}", "订单号", "café", "\u{F900}", "각", "a\u{328}\u{301}"] {
            assert_eq!(composed(text), text.nfc().collect::<String>());
        }
    }
}
