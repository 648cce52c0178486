//! A line that a turn shows, and how it is written in a file.

use crate::ast::{RecordedKind, Spelling};
use crate::word::word;

/// A line of what the shop did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What it shows.
    pub kind: RecordedKind,
    /// What stands behind the mark.
    pub text: String,
}

impl Shown {
    /// A line of this kind. Line breaks inside a value are written as `\n`, so that one line stays one line.
    pub(crate) fn new(kind: RecordedKind, text: impl Into<String>) -> Self {
        let text: String = text.into();
        let text = text.trim().replace('\r', "").replace('\n', "\\n");
        Self { kind, text }
    }

    /// The line as it stands in a file, without its end.
    #[must_use]
    pub fn line(&self, spelling: Spelling) -> String {
        line(self.kind, &self.text, spelling)
    }
}

/// Whether a line belongs to the bubble before it.
pub(crate) fn is_tail(kind: RecordedKind) -> bool {
    matches!(kind, RecordedKind::More | RecordedKind::Card | RecordedKind::Buttons | RecordedKind::Image)
}

/// The line of this kind that says `text`.
pub(crate) fn line(kind: RecordedKind, text: &str, spelling: Spelling) -> String {
    let bot = word("c_bot", spelling);
    let head = match kind {
        RecordedKind::Bubble => format!("{bot}: "),
        RecordedKind::AnyBubble => format!("{bot}*: "),
        RecordedKind::More => "  | ".to_owned(),
        RecordedKind::Card => format!("  [{}] ", word("card", spelling)),
        RecordedKind::Buttons => format!("  [{}] ", word("buttons", spelling)),
        RecordedKind::Image => format!("  [{}] ", word("image", spelling)),
        RecordedKind::Trace => return format!("〔{text}〕"),
        RecordedKind::Effect => "=> ".to_owned(),
    };
    format!("{head}{text}").trim_end().to_owned()
}
