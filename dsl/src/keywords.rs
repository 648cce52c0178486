//! The table of keywords: each place in the grammar has exactly one Chinese and one English spelling.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::diagnostic::Lang;

const TABLE: &str = include_str!("../keywords.tsv");

/// A row of `keywords.tsv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keyword {
    /// Its id, such as `no_reply`; the grammar's rule is `k_no_reply`.
    pub id: &'static str,
    /// The Chinese spelling; none where the word exists in English only.
    pub zh: Option<&'static str>,
    /// The English spelling; none for measure words.
    pub en: Option<&'static str>,
    /// Where it may stand, in the words of the table.
    pub position: &'static str,
    /// Whether the Chinese spelling may be glued to the name behind it.
    pub glue: Glue,
}

/// What may follow the Chinese spelling of a keyword without a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glue {
    /// A digit, a quote or a bracket.
    Marks,
    /// A name too: `转人工售后组`.
    Names,
}

impl Keyword {
    /// The spelling in `lang`, or the only one there is.
    #[must_use]
    pub fn spelling(&self, lang: Lang) -> &'static str {
        let (first, second) = match lang {
            Lang::Zh => (self.zh, self.en),
            Lang::En => (self.en, self.zh),
        };
        first.or(second).unwrap_or(self.id)
    }
}

static ROWS: LazyLock<Vec<Keyword>> = LazyLock::new(|| TABLE.lines().skip(1).filter_map(row).collect());

fn row(line: &'static str) -> Option<Keyword> {
    let mut cells = line.split('\t');
    let word = |cell: &'static str| (cell != "-").then_some(cell);
    Some(Keyword {
        id: cells.next()?,
        zh: word(cells.next()?),
        en: word(cells.next()?),
        position: cells.next()?,
        glue: if cells.next() == Some("h") { Glue::Names } else { Glue::Marks },
    })
}

/// Every row, in the order of the table.
pub fn all() -> impl Iterator<Item = &'static Keyword> {
    ROWS.iter()
}

/// The rows of each spelling, so that a look-up does not walk the table.
static BY_WORD: LazyLock<BTreeMap<&'static str, Vec<&'static Keyword>>> = LazyLock::new(|| {
    let mut words: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for row in all() {
        for word in [row.zh, row.en].into_iter().flatten() {
            words.entry(word).or_default().push(row);
        }
    }
    words
});

/// The rows that `word` spells in either language.
pub fn spelled(word: &str) -> impl Iterator<Item = &'static Keyword> {
    BY_WORD.get(word).into_iter().flatten().copied()
}

static BY_ID: LazyLock<BTreeMap<&'static str, &'static Keyword>> =
    LazyLock::new(|| all().map(|row| (row.id, row)).collect());

/// The row of `id`.
#[must_use]
pub fn get(id: &str) -> Option<&'static Keyword> {
    BY_ID.get(id).copied()
}

/// The Chinese spelling of `id`, or the only one there is; `id` itself where the table has no such row.
#[must_use]
pub fn zh(id: &'static str) -> &'static str {
    get(id).map_or(id, |k| k.spelling(Lang::Zh))
}

/// The English spelling of `id`, or the only one there is; `id` itself where the table has no such row.
#[must_use]
pub fn en(id: &'static str) -> &'static str {
    get(id).map_or(id, |k| k.spelling(Lang::En))
}

/// The spelling in which a file is written, which its first line shows.
pub(crate) fn spelling_of(text: &str) -> fn(&'static str) -> &'static str {
    let mut lines = text.trim_start_matches('\u{FEFF}').lines().map(str::trim);
    let first = lines.find(|l| !l.is_empty() && !l.starts_with(['#', '＃'])).unwrap_or_default();
    match language_of(first) {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// The language of the word that begins a line; where that is the name of something (`x: 时长`), it may be either.
pub(crate) fn language_of(line: &str) -> Lang {
    let behind = line.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let is_word = line.starts_with(|c: char| c.is_ascii_alphabetic())
        && !behind.starts_with(|c: char| c.is_alphanumeric());
    if is_word && !behind.trim_start().starts_with([':', '：']) { Lang::En } else { Lang::Zh }
}

/// Positions whose keywords begin a line of their own.
const HEAD_POSITIONS: [&str; 17] = [
    "top",
    "flow",
    "statement",
    "ask",
    "text",
    "say",
    "card",
    "call",
    "call_flow",
    "await",
    "team",
    "global",
    "push",
    "intent",
    "faq",
    "signature",
    "signature head",
];

impl Keyword {
    /// The kind of line below which a line may begin with this word: the first of its positions; none for a word that stands
    /// only inside lines.
    #[must_use]
    pub fn heads_below(&self) -> Option<&'static str> {
        self.position.split(',').next().filter(|position| HEAD_POSITIONS.contains(position))
    }
}

/// Whether `text` begins with a word that begins lines, and not with a name that is spelled alike (`时限: 时长`).
pub(crate) fn heads(text: &str) -> bool {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    let (word, behind) = text.split_at_checked(end).unwrap_or((text, ""));
    let is_name =
        behind.trim_start().starts_with([':', '：', ',', '，', '、', ')', '）', '.', '．', ']', '}', '|']);
    !is_name && spelled(word).any(|k| k.heads_below().is_some())
}

/// Words of lines that nothing may stand below.
const ALONE: [&str; 27] = [
    "track",
    "goto",
    "handoff",
    "cancel_flow",
    "repeat",
    "end",
    "reask",
    "let",
    "set",
    "lookup",
    "or_say",
    "line",
    "channel",
    "language",
    "require",
    "no_match",
    "after_tries",
    "no_reply",
    "skippable",
    "collect",
    "explicit",
    "trigger",
    "description",
    "timeout",
    "errors",
    "needs_confirmation",
    "resume",
];

/// Whether `text` begins with the word of a line that nothing may stand below.
pub(crate) fn stands_alone(text: &str) -> bool {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    spelled(text.get(..end).unwrap_or_default()).any(|k| ALONE.contains(&k.id))
}

/// A family of built-in names: the rows of the table whose ids begin alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// 文本, 钱 …
    Type,
    /// 元, 月日 … behind `|` in a template.
    Filter,
    /// 店铺, 顾客, 事件, 会话, 当前, 人工组 at the head of a path.
    Root,
    /// 当前.被调用 …, without the root.
    CurrentField,
    /// 在班, 下次上班 of a team.
    TeamField,
    /// 结果 of a called flow's result.
    ResultField,
    /// 省, 市 … of an address.
    AddressField,
    /// 内置.转人工 … among intents.
    Intent,
    /// 内置.会话开始 … among snippets.
    Snippet,
    /// 取消, 转人工, 没回: outcomes that no flow declares.
    Outcome,
    /// 站内, 微信 …
    Channel,
    /// 普通, 高, 紧急.
    Priority,
    /// 愤怒.
    Mood,
    /// 周一 … 周日.
    Weekday,
    /// 标题, 问法 … at the head of a file of questions.
    FaqColumn,
}

impl Family {
    fn prefix(self) -> &'static str {
        match self {
            Self::Type => "ty_",
            Self::Filter => "fl_",
            Self::Root => "root_",
            Self::CurrentField => "cur_",
            Self::TeamField => "team_",
            Self::ResultField => "res_",
            Self::AddressField => "addr_",
            Self::Intent => "bi_",
            Self::Snippet => "sn_",
            Self::Outcome => "out_",
            Self::Channel => "ch_",
            Self::Priority => "pr_",
            Self::Mood => "mood_",
            Self::Weekday => "wd_",
            Self::FaqColumn => "fc_",
        }
    }

    /// Its rows, in the order of the table.
    pub fn rows(self) -> impl Iterator<Item = &'static Keyword> {
        all().filter(move |k| k.id.starts_with(self.prefix()))
    }

    /// The row of `word`, which may be written in either language; none where it is not in the family.
    #[must_use]
    pub fn row(self, word: &str) -> Option<&'static Keyword> {
        if self != Self::CurrentField {
            return spelled(word).find(|k| k.id.starts_with(self.prefix()));
        }
        self.rows().find(|k| [k.zh, k.en].into_iter().flatten().any(|s| last_part(s) == word))
    }

    /// The id of `word`, which may be written in either language: what code compares, so that no spelling stands in it.
    #[must_use]
    pub fn id(self, word: &str) -> Option<&'static str> {
        self.row(word).map(|k| k.id)
    }

    /// The Chinese spelling of `word`, which may be written in either language; none where it is not in the family.
    #[must_use]
    pub fn chinese(self, word: &str) -> Option<&'static str> {
        let zh = self.row(word)?.zh?;
        Some(if self == Self::CurrentField { last_part(zh) } else { zh })
    }
}

/// What stands behind the last dot.
#[must_use]
pub fn last_part(dotted: &'static str) -> &'static str {
    dotted.rsplit('.').next().unwrap_or(dotted)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the dictionary is a file, and written anew when asked for")]
mod tests {
    use super::{Family, Glue, Keyword, all};

    /// Families of names, which the grammar reads as names.
    const NAMES: [&str; 15] = [
        "ty_", "fl_", "root_", "cur_", "team_", "res_", "addr_", "bi_", "sn_", "out_", "ch_", "pr_", "mood_",
        "wd_", "fc_",
    ];

    /// The rules of keywords.pest, as the table has them.
    fn rules() -> String {
        let elsewhere = |k: &Keyword| k.position.starts_with("chat") || k.position.starts_with("yaml only");
        let mut text =
            "// Generated from keywords.tsv; `cargo test -p huashu-dsl keywords` compares the two.\n"
                .to_owned();
        for k in all().filter(|k| !elsewhere(k) && !NAMES.iter().any(|prefix| k.id.starts_with(prefix))) {
            let zh =
                k.zh.map(|word| format!("\"{word}\"{}", if k.glue == Glue::Names { "" } else { " ~ wz" }));
            let is_word = |word: &str| word.ends_with(|c: char| c.is_ascii_alphanumeric());
            let en = k.en.map(|word| format!("\"{word}\"{}", if is_word(word) { " ~ wb" } else { "" }));
            let both: Vec<_> = zh.into_iter().chain(en).collect();
            text.push_str(&format!("k_{} = @{{ {} }}\n", k.id, both.join(" | ")));
        }
        text
    }

    #[test]
    fn the_grammar_has_the_keywords_of_the_table() {
        assert_eq!(include_str!("grammar/keywords.pest"), rules());
    }

    #[test]
    fn the_dictionary_of_the_fuzz_targets_has_the_keywords_of_the_table() {
        let head = "# Made from dsl/keywords.tsv, bytes as libFuzzer reads them; `cargo test -p huashu-dsl keywords` compares the two.\n";
        let mut dictionary = head.to_owned();
        let mut words: Vec<&str> = Vec::new();
        for k in all().filter(|k| !k.position.starts_with("yaml only")) {
            words.extend(
                [k.zh, k.en].into_iter().flatten().filter(|word| !words.contains(word)).collect::<Vec<_>>(),
            );
        }
        for word in words {
            let byte = |b: u8| if b.is_ascii() { char::from(b).to_string() } else { format!("\\x{b:02X}") };
            dictionary.push_str(&format!("\"{}\"\n", word.bytes().map(byte).collect::<String>()));
        }
        if std::env::var_os("HUASHU_ACCEPT").is_some() {
            std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/keywords.dict"), &dictionary)
                .unwrap();
        }
        assert!(include_str!("../../fuzz/keywords.dict") == dictionary, "HUASHU_ACCEPT=1 writes it anew");
    }

    #[test]
    fn the_grammar_writes_no_keyword_itself() {
        let grammar = include_str!("grammar/flow.pest");
        let literals: Vec<_> = grammar
            .lines()
            .filter(|l| !l.starts_with("//"))
            .flat_map(|l| l.split('"').skip(1).step_by(2))
            .collect();
        assert!(literals.len() > 20);
        for literal in literals {
            assert!(!literal.chars().any(|c| c.is_alphabetic() && c != 'u' && c != 'E'), "{literal}");
        }
    }

    #[test]
    fn ids_stand_once_and_families_know_both_spellings() {
        let mut ids: Vec<_> = all().map(|k| k.id).collect();
        ids.sort_unstable();
        assert!(ids.windows(2).all(|pair| pair[0] != pair[1]));
        assert_eq!(Family::Type.chinese("money"), Some("钱"));
        assert_eq!(Family::Type.chinese("钱"), Some("钱"));
        assert_eq!(Family::CurrentField.chinese("called"), Some("被调用"));
        assert_eq!(Family::Intent.chinese("builtin.handoff"), Some("内置.转人工"));
        assert_eq!(Family::Root.chinese("money"), None);
    }
}
