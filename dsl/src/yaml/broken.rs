//! What is no YAML at all, in words: the reader's own messages are never shown.

use granit_parser::{ErrorKind, ScanError};

use crate::diagnostic::{Diagnostic, Message};
use crate::source::{SourceId, Span};

use super::fault;

/// A code, what is wrong and what helps, each in Chinese and English.
type Said = (&'static str, [&'static str; 2], [&'static str; 2]);

const QUOTE: Said = (
    "E0104",
    ["这个引号没有收尾。", "This quote is not closed."],
    ["补上配对的引号。", "Add the closing quote."],
);
const BEHIND_QUOTE: Said = (
    "E0104",
    ["引号收尾以后不能再写字。", "Nothing may follow a closing quote."],
    [
        "整段用另一种引号括起来，或把里面的引号写成 \\\"（双引号里）、''（单引号里）。",
        "Use the other kind of quotes for the whole, or write \\\" (in double) or '' (in single quotes).",
    ],
);
const BRACKET: Said = (
    "E0104",
    ["这里的 [ 或 { 没有收尾，或者少了逗号。", "A [ or { is not closed here, or a comma is missing."],
    [
        "补上 ] 或 }；括号里的文字有逗号、冒号、花括号时加引号。",
        "Add the ] or }; quote words with commas, colons or braces inside brackets.",
    ],
);
const STRAY_BRACKET: Said = (
    "E0104",
    ["这个括号和前面的不配。", "This bracket closes nothing that is open."],
    ["删掉它，或补上前面的括号。", "Delete it, or add its partner before it."],
);
const ESCAPE: Said = (
    "E0104",
    ["双引号里没有这种 \\ 写法。", "Double quotes know no such escape."],
    ["改用单引号，或把 \\ 写成 \\\\。", "Use single quotes, or write \\\\ for a \\."],
);
const TAB: Said = (
    "E0103",
    ["YAML 的缩进不能用制表符。", "YAML is not indented by tabs."],
    ["缩进只用空格。", "Indent by spaces only."],
);
const INDENT: Said = (
    "E0103",
    [
        "这里的缩进和上面对不齐，或者少了「键: 」。",
        "This is not indented like the lines it belongs to, or has no `key: `.",
    ],
    [
        "同一级的键要对齐，列表每项以「- 」开头。",
        "Keys of one level begin at one column, items of a list with `- `.",
    ],
);
const COLON: Said = (
    "E0101",
    ["这里少了冒号，或者文字里有「: 」。", "A colon is missing here, or words hold a `: `."],
    ["写成「键: 值」；文字里有「: 」时加引号。", "Write `key: value`; quote words that hold a `: `."],
);
const OTHER: Said = (
    "E0101",
    ["这里不是 YAML 的写法。", "This is not YAML."],
    [
        "以标点开头或带「: 」「 #」的文字要加引号。",
        "Quote words that begin with a mark or hold a `: ` or ` #`.",
    ],
);

/// What is wrong where the reader stopped.
pub(super) fn diagnostic(source: SourceId, text: &str, error: &ScanError) -> Diagnostic {
    let at = place(text, error);
    let span = character(source, text, at);
    match error.kind() {
        ErrorKind::RecursionLimitExceeded => return fault::too_deep(span, super::tree::DEPTH_LIMIT),
        ErrorKind::UnknownAnchor | ErrorKind::MissingAnchorOrAliasName => return fault::alias(span),
        _ => {}
    }
    let line = text.get(..at).and_then(|before| before.rsplit('\n').next()).unwrap_or_default();
    let second_colon = matches!(error.kind(), ErrorKind::MappingValueNotAllowed) && line.contains(": ");
    let (code, [zh, en], [help_zh, help_en]) = if second_colon { COLON } else { said(error.kind()) };
    fault::found(code, span, zh, en).help(Message::new(help_zh, help_en))
}

/// The byte that is wrong: of a quote that is never closed, where it opens; of a tab, where it stands.
fn place(text: &str, error: &ScanError) -> usize {
    let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
    let (before, behind) = text.split_at_checked(at).unwrap_or((text, ""));
    match said(error.kind()) {
        QUOTE => before.rfind(['"', '\'']).unwrap_or(at),
        TAB => behind.find('\t').map_or(at, |tab| at + tab),
        _ => at,
    }
}

fn said(kind: &ErrorKind) -> Said {
    match kind {
        ErrorKind::UnclosedQuotedScalar
        | ErrorKind::InvalidQuotedScalarIndent
        | ErrorKind::DocumentIndicatorInQuotedScalar => QUOTE,
        ErrorKind::InvalidTrailingDoubleQuotedScalar | ErrorKind::InvalidTrailingSingleQuotedScalar => {
            BEHIND_QUOTE
        }
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping
        | ErrorKind::InvalidColonPlacement
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator => BRACKET,
        ErrorKind::MisplacedFlowCollectionEnd | ErrorKind::MismatchedFlowCollectionEnd { .. } => {
            STRAY_BRACKET
        }
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape => ESCAPE,
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation => TAB,
        ErrorKind::InvalidIndentation
        | ErrorKind::MappingValueNotAllowed
        | ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::BlockSequenceEntryNotAllowed
        | ErrorKind::InvalidFlowScalarIndent
        | ErrorKind::UnexpectedEofBlockMapping
        | ErrorKind::UnexpectedEofBlockSequence => INDENT,
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => COLON,
        _ => OTHER,
    }
}

/// The character at byte `at`, or the last one before it where a line ends there.
fn character(source: SourceId, text: &str, at: usize) -> Span {
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let rest = text.get(at..).unwrap_or_default();
    let (start, end) = match rest.chars().next().filter(|c| *c != '\n') {
        Some(c) => (at, at + c.len_utf8()),
        None => {
            let before = text.get(..at).unwrap_or_default().trim_end();
            (before.char_indices().next_back().map_or(0, |(i, _)| i), before.len())
        }
    };
    Span { source, start: place(start), end: place(end) }
}
