//! What can be wrong with a conversation file or with running it: every message of this crate, each with its code.

use huashu_dsl::{Code, Diagnostic, Message, Span};

/// A line that begins with no mark of a conversation.
pub(crate) const MARK: Code = Code("E1001");
/// The `---` header is missing or holds something else.
pub(crate) const HEADER: Code = Code("E1002");
/// A setup that does not read, or stands where it has no effect.
pub(crate) const SETUP: Code = Code("E1003");
/// A mock that does not fit its signature.
pub(crate) const MOCK: Code = Code("E1004");
/// A button that was not offered.
pub(crate) const BUTTON: Code = Code("E1005");
/// `@到` did not get there.
pub(crate) const AT: Code = Code("E1006");
/// A call that no mock answers.
pub(crate) const UNMOCKED: Code = Code("E1007");
/// `+` and no length of time.
pub(crate) const CLOCK: Code = Code("E1008");
/// `!` and no event of the shop.
pub(crate) const EVENT: Code = Code("E1009");
/// A 必须 that does not read.
pub(crate) const MUST: Code = Code("E1010");
/// A 必须 that does not hold.
pub(crate) const MUST_FAILED: Code = Code("E1011");
/// `店*:` and the shop did not speak.
pub(crate) const SILENT: Code = Code("E1012");
/// The engine could not go on.
pub(crate) const FAULT: Code = Code("E1013");
/// The customer's line does not read: nothing said, `客+:` behind nothing.
pub(crate) const CUSTOMER: Code = Code("E1014");
/// Two conversations of one file have one title, or one has none.
pub(crate) const TITLE: Code = Code("E1015");

/// A finding in both languages.
pub(crate) fn problem(code: Code, span: Span, zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
    Diagnostic::new(code, span, Message::new(zh, en))
}
