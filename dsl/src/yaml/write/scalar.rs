//! Words as YAML writes them: plain where every reader of YAML takes them for text, else in quotes.

/// Where a scalar stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// On a line of its own, or behind its key.
    Block,
    /// Between brackets, where commas and brackets end it.
    Brackets,
}

/// A text as YAML writes it.
pub(super) fn text(text: &str, context: Context) -> String {
    if is_plain(text, context) && !looks_like_another(text) { text.to_owned() } else { quoted(text) }
}

/// A literal, which may look like a number or a truth because it is one.
pub(super) fn literal(text: &str, context: Context) -> String {
    let number = text.strip_prefix('-').unwrap_or(text);
    let is_number = !number.starts_with('0') || number.len() == 1 || number.starts_with("0.");
    let is_number = is_number && number.chars().all(|c| c.is_ascii_digit() || c == '.');
    let bare =
        is_number && number.starts_with(|c: char| c.is_ascii_digit()) || matches!(text, "true" | "false");
    if bare { text.to_owned() } else { self::text(text, context) }
}

/// Whether YAML reads the words as they are.
fn is_plain(text: &str, context: Context) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let edges = text.trim() == text && !text.ends_with(':');
    let inside = !text.contains(": ") && !text.contains(" #");
    let begins = !"-?:,[]{}#&*!|>'\"%@`".contains(first);
    let marks = context == Context::Block || !text.contains([',', '[', ']', '{', '}', '?']);
    let printable = |c: char| !c.is_control() && !is_break(c) && c != '\u{FEFF}';
    edges && inside && begins && marks && text.chars().all(printable) && !text.starts_with("...")
}

/// Characters that some readers take for the end of a line.
fn is_break(c: char) -> bool {
    matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether some reader of YAML takes the words for a number, a truth, a date or nothing.
fn looks_like_another(text: &str) -> bool {
    const WORDS: [&str; 12] =
        ["true", "false", "yes", "no", "on", "off", "y", "n", "null", "~", ".inf", ".nan"];
    let lower = text.to_ascii_lowercase();
    let number = lower.trim_start_matches(['-', '+', '.']);
    let digits = number.starts_with(|c: char| c.is_ascii_digit());
    let only = number.chars().all(|c| c.is_ascii_digit() || "_.,:-+exob ".contains(c));
    WORDS.contains(&lower.as_str()) || (digits && only) || matches!(text, "=" | "<<")
}

/// In single quotes where they do, in double quotes where something must be escaped.
fn quoted(text: &str) -> String {
    let escapes = text.chars().any(|c| c.is_control() || is_break(c) || c == '\u{FEFF}');
    let marks = text.contains(['"', '\\']);
    if marks && !escapes {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut written = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => written.extend(['\\', c]),
            '\n' => written.push_str("\\n"),
            '\t' => written.push_str("\\t"),
            '\r' => written.push_str("\\r"),
            c if c.is_control() || is_break(c) || c == '\u{FEFF}' => {
                written.push_str(&format!("\\u{:04X}", u32::from(c)));
            }
            c => written.push(c),
        }
    }
    written.push('"');
    written
}

#[cfg(test)]
mod tests {
    use super::{Context, literal, text};

    #[test]
    fn quotes_only_where_they_are_needed() {
        let cases = [
            ("您好", "您好"),
            ("退货 {订单号}", "退货 {订单号}"),
            ("{订单号}", "\"{订单号}\""),
            ("007", "\"007\""),
            ("3", "\"3\""),
            ("on", "\"on\""),
            ("09:00", "\"09:00\""),
            ("2026-11-11", "\"2026-11-11\""),
            ("10 min", "10 min"),
            ("7 d", "7 d"),
            ("1e5", "\"1e5\""),
            ("99 CNY", "99 CNY"),
            ("a: b", "\"a: b\""),
            ("a #b", "\"a #b\""),
            ("a#b", "a#b"),
            ("他说\"好\"", "他说\"好\""),
            ("\"好\"", "'\"好\"'"),
            ("it's", "it's"),
            ("", "\"\""),
            (" a", "\" a\""),
            ("a\u{7}", "\"a\\u0007\""),
            ("\\{", "\\{"),
            ("- a", "\"- a\""),
            ("has a and b > 1", "has a and b > 1"),
        ];
        for (plain, written) in cases {
            assert_eq!(text(plain, Context::Block), written);
        }
        assert_eq!(text("a, b", Context::Brackets), "\"a, b\"");
        assert_eq!(literal("3", Context::Block), "3");
        assert_eq!(literal("-3.5", Context::Block), "-3.5");
        assert_eq!(literal("007", Context::Block), "\"007\"");
        assert_eq!(literal("true", Context::Block), "true");
    }
}
