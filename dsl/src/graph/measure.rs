//! How wide text is, and where its lines break.

use unicode_width::UnicodeWidthChar;

/// Columns of a character: a Chinese one is two, what has no width is none.
fn columns_of(c: char) -> usize {
    c.width_cjk().unwrap_or_default()
}

/// Columns of a text.
pub(super) fn columns(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

/// The text, cut with `…` where it is wider than `most` columns.
pub(super) fn cut(text: &str, most: usize) -> String {
    if columns(text) <= most {
        return text.to_owned();
    }
    let mut width = 0;
    let mut kept: String = text
        .chars()
        .take_while(|c| {
            width += columns_of(*c);
            width < most
        })
        .collect();
    // No half of a `{hole}` is left.
    if let Some(open) =
        kept.rfind('{').filter(|open| !kept.get(*open..).is_some_and(|rest| rest.contains('}')))
    {
        kept.truncate(open);
    }
    kept.truncate(kept.trim_end().len());
    kept.push('…');
    kept
}

/// The text in lines of at most `most` columns. Breaks at a space or behind a mark where one is near, else anywhere; control characters
/// become spaces.
pub(super) fn wrap(text: &str, most: usize) -> Vec<String> {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut lines = Vec::new();
    let mut rest: &str = text.trim();
    while columns(rest) > most {
        let end = break_at(rest, most);
        let (line, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
        lines.push(line.trim_end().to_owned());
        rest = behind.trim_start();
    }
    if !rest.is_empty() {
        lines.push(rest.to_owned());
    }
    lines
}

/// The byte behind which to break: behind the last closing mark in the last two fifths of the line, or the last space in the last three, else where it is full. A closing
/// mark never begins a line, and words and `{holes}` are not broken unless they fill it.
fn break_at(text: &str, most: usize) -> usize {
    let mut width = 0;
    let (mut full, mut good, mut any) = (None, None, None);
    let mut before: Option<char> = None;
    let mut hole = false;
    for (at, c) in text.char_indices() {
        let inside =
            hole || before.is_some_and(|b| opens(b) || (is_word(b) && is_word(c)) || b == '.' || c == '.');
        if at > 0 {
            any = Some(at);
            if !closes(c) && !inside {
                full = Some(at);
                let least = if before == Some(' ') { 2 } else { 3 };
                if width * 5 >= most * least && before.is_some_and(closes) {
                    good = full;
                }
            }
        }
        width += columns_of(c);
        if width > most {
            break;
        }
        hole = (hole || c == '{') && c != '}';
        before = Some(c);
    }
    // At least one character a line, however wide.
    let first = text.chars().next().map_or(text.len(), char::len_utf8);
    good.or(full).or(any).unwrap_or(first)
}

/// Letters and digits of words that are not broken.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '%' | '-')
}

fn opens(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '（' | '【' | '「' | '“' | '‘' | '《')
}

fn closes(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '、'
            | '；'
            | '：'
            | '？'
            | '！'
            | '）'
            | '】'
            | '」'
            | '”'
            | '’'
            | '》'
            | '…'
            | ','
            | '.'
            | ';'
            | ':'
            | '?'
            | '!'
            | ')'
            | ']'
            | '}'
            | '～'
            | ' '
    )
}

#[cfg(test)]
mod tests {
    use super::{columns, cut, wrap};

    #[test]
    fn lines_break_where_one_would() {
        let cases: &[(&str, usize, &[&str])] = &[
            ("质量问题、发错货", 28, &["质量问题、发错货"]),
            ("签收多久 大于 店铺.无理由期", 20, &["签收多久 大于", "店铺.无理由期"]),
            ("要退哪一单呢？发我订单号。", 16, &["要退哪一单呢？", "发我订单号。"]),
            ("一二三四五六，", 12, &["一二三四五", "六，"]),
            ("aaaaaaaaaaaaaaaaaaaa", 8, &["aaaaaaaa", "aaaaaaaa", "aaaa"]),
            ("一", 1, &["一"]),
            ("给您这样处理：{方案.类型}。", 20, &["给您这样处理：", "{方案.类型}。"]),
            ("价格 大于 店铺.无理由期", 16, &["价格 大于", "店铺.无理由期"]),
            ("", 8, &[]),
            ("甲\n乙\t丙", 8, &["甲 乙 丙"]),
        ];
        for (text, most, lines) in cases {
            assert_eq!(wrap(text, *most), *lines, "{text}");
        }
    }

    #[test]
    fn long_texts_are_cut_by_columns() {
        assert_eq!(cut("一二三四五", 10), "一二三四五");
        assert_eq!(cut("一二三四五六", 10), "一二三四…");
        assert_eq!(cut("改成{新原因}了吗", 10), "改成…");
        assert_eq!(columns("a一"), 3);
    }
}
