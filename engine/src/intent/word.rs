//! Words: unsegmented Chinese cut by a dictionary, and the shop's own words wherever they occur.

use daachorse::CharwiseDoubleArrayAhoCorasick;
use jieba_rs::Jieba;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// The general dictionary, loaded at first use.
fn dictionary() -> &'static Jieba {
    static JIEBA: OnceLock<Jieba> = OnceLock::new();
    JIEBA.get_or_init(|| {
        let mut words = include_bytes!("../../data/dict.txt").as_slice();
        Jieba::with_dict(&mut words).unwrap_or_else(|_| Jieba::empty())
    })
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
        let cut = dictionary().cut(text, false).into_iter().map(|token| token.word);
        let own = self.own.iter().flat_map(|own| own.find_overlapping_iter(text));
        let own = own.filter_map(|m| text.get(m.start()..m.end()));
        cut.chain(own).filter(|word| word.chars().any(char::is_alphanumeric)).collect()
    }
}
