//! Words: unsegmented Chinese cut by a dictionary, and the shop's own words wherever they occur.

use super::rarity;
use daachorse::CharwiseDoubleArrayAhoCorasick;
use jieba_rs::Jieba;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// Words with their frequencies, in the order of their bytes; see `data/NOTICE`.
const DICTIONARY: &str = include_str!("../../data/dict.txt");

/// The least frequency in the dictionary; what is not in it counts as just as rare.
const LEAST: u64 = 30;

/// The rarity of something in the middle.
pub(super) const MIDDLING: u64 = 8 * 256;

/// The segmenter, loaded at first use.
fn segmenter() -> &'static Jieba {
    static JIEBA: OnceLock<Jieba> = OnceLock::new();
    JIEBA.get_or_init(|| Jieba::with_dict(&mut DICTIONARY.as_bytes()).unwrap_or_else(|_| Jieba::empty()))
}

/// The dictionary for looking up, and the sum of all frequencies.
fn frequencies() -> &'static (Vec<(&'static str, u64)>, u64) {
    static FREQUENCIES: OnceLock<(Vec<(&'static str, u64)>, u64)> = OnceLock::new();
    FREQUENCIES.get_or_init(|| {
        let entry = |line: &'static str| {
            line.split_once(' ').and_then(|(word, count)| Some((word, count.parse().ok()?)))
        };
        let words: Vec<(&str, u64)> = DICTIONARY.lines().filter_map(entry).collect();
        let sum = words.iter().map(|(_, count)| count).sum();
        (words, sum)
    })
}

/// How rare a word or a run of characters is in Chinese at large: a logarithm in 1/256, from 1 to about 21.
pub(super) fn rarity(text: &str) -> u64 {
    let (words, all) = frequencies();
    let found = words.binary_search_by(|(word, _)| (*word).cmp(text)).ok().and_then(|at| words.get(at));
    rarity::share(*all, found.map_or(LEAST, |(_, count)| (*count).max(LEAST))).max(256)
}

/// Words of a text.
pub(super) struct Words {
    own: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Words")
    }
}

impl Words {
    /// With the words that the shop itself uses.
    pub(super) fn new(own: &BTreeSet<String>) -> Self {
        let own = own.iter().filter(|word| word.chars().count() > 1);
        Self { own: CharwiseDoubleArrayAhoCorasick::new(own).ok() }
    }

    /// Every word of the text, in no particular order, without blanks and marks.
    pub(super) fn of<'t>(&self, text: &'t str) -> BTreeSet<&'t str> {
        let cut = segmenter().cut(text, false).into_iter().map(|token| token.word);
        let own = self.own.iter().flat_map(|own| own.find_overlapping_iter(text));
        let own = own.filter_map(|m| text.get(m.start()..m.end()));
        cut.chain(own).filter(|word| word.chars().any(char::is_alphanumeric)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_is_in_order_so_that_it_can_be_searched() {
        let (words, _) = frequencies();
        assert!(words.len() > 60_000);
        assert!(words.is_sorted_by(|a, b| a.0 < b.0));
        assert!(rarity("的") < rarity("退货") && rarity("退货") <= rarity("没有这个词"));
    }

    #[test]
    fn unsegmented_text_is_cut_and_the_words_of_the_shop_are_found() {
        let words = Words::new(&BTreeSet::from(["不对板".to_owned()]));
        let found: Vec<&str> = words.of("收到货不对板").into_iter().collect();
        assert!(found.contains(&"收到") && found.contains(&"不对板"), "{found:?}");
    }
}
