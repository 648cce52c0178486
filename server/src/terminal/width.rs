//! Columns of a terminal: Chinese takes two, and a line may not begin with `。`.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// May not begin a line.
const CLOSING: &str = "，。、；：？！…～）】》〉”’」』％,.;:?!)]}%";
/// May not end a line.
const OPENING: &str = "（【《〈“‘「『([{";

/// The width of the terminal on standard output; where that is none, what `COLUMNS` says, and otherwise 80.
#[must_use]
pub fn of_terminal() -> usize {
    let said = || std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let real =
        terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)).filter(|width| *width > 0);
    real.or_else(said).unwrap_or(80)
}

/// The width of the terminal on standard output, or `else_width` where that is none.
#[must_use]
pub fn of_screen(else_width: usize) -> usize {
    let real = terminal_size::terminal_size_of(std::io::stdout());
    real.map(|(width, _)| usize::from(width.0)).filter(|width| *width >= 40).unwrap_or(else_width)
}

/// How many columns `text` takes. Characters of ambiguous width count as one, as terminals of today draw them.
#[must_use]
pub fn columns(text: &str) -> usize {
    text.width()
}

/// `text` filled up with blanks to `width` columns.
#[must_use]
pub fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// `text` in lines of at most `width` columns. Latin words stay whole where they fit; closing marks stay with what they close.
#[must_use]
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(4);
    let mut lines = vec![String::new()];
    for piece in pieces(text).into_iter().flat_map(|p| cut(&p, width)) {
        let Some(line) = lines.last_mut() else { break };
        if columns(line) + columns(piece.trim_end()) <= width {
            line.push_str(&piece);
        } else {
            line.truncate(line.trim_end().len());
            lines.push(piece.trim_start().to_owned());
        }
    }
    if let Some(line) = lines.last_mut() {
        line.truncate(line.trim_end().len());
    }
    lines
}

/// The pieces between which a line may break.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut before = ' ';
    for c in text.chars() {
        let word = |c: char| !c.is_whitespace() && c.width() == Some(1);
        let stays =
            CLOSING.contains(c) || OPENING.contains(before) || (word(before) && word(c)) || c.is_whitespace();
        match pieces.last_mut() {
            Some(last) if stays => last.push(c),
            _ => pieces.push(c.to_string()),
        }
        before = c;
    }
    pieces
}

/// A piece that is wider than a line, in parts that fit.
fn cut(piece: &str, width: usize) -> Vec<String> {
    let mut parts = vec![String::new()];
    for c in piece.chars() {
        let full =
            parts.last().is_some_and(|p| columns(p) + c.width().unwrap_or(0) > width && !c.is_whitespace());
        match parts.last_mut() {
            Some(last) if !full => last.push(c),
            _ => parts.push(c.to_string()),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::{columns, pad, wrap};

    #[test]
    fn lines_break_where_a_reader_expects_it() {
        let cases: &[(&str, usize, &[&str])] = &[
            ("要退哪一单呢？", 20, &["要退哪一单呢？"]),
            ("要退哪一单呢？发我", 12, &["要退哪一单", "呢？发我"]),
            ("说“转人工”。", 8, &["说“转人", "工”。"]),
            ("order 1234567 ok", 8, &["order", "1234567", "ok"]),
            ("单号1234567890123", 10, &["单号", "1234567890", "123"]),
            ("", 10, &[""]),
        ];
        for (text, width, lines) in cases {
            assert_eq!(wrap(text, *width), *lines, "{text}");
        }
    }

    #[test]
    fn no_line_is_wider_than_asked_and_no_character_is_lost() {
        let text = "您好，我是示例小店的智能客服，需要人工随时说“转人工”。订单 1234567890123456789，https://example.com/a/b/c？";
        for width in 4..60 {
            let lines = wrap(text, width);
            assert!(lines.iter().all(|l| columns(l) <= width), "{width}: {lines:?}");
            let strip = |t: &str| t.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            assert_eq!(strip(&lines.concat()), strip(text), "{width}");
        }
    }

    #[test]
    fn chinese_is_padded_by_columns() {
        assert_eq!(pad("退货", 6), "退货  ");
        assert_eq!(pad("refund", 3), "refund");
    }
}
