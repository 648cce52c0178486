//! Findings that may only follow from a line that could not be read, and are therefore held back.
//!
//! The rule: while a line of the shop cannot be read, nothing is called unused; a name is not called unknown if such a line, or what is
//! indented below it, writes that name; and in the declaration that holds such a line nothing is said of what a missing line may
//! explain: where its statements lead, what is set, which cases are missing. If that declaration is 全局, nothing is said of questions
//! that may rely on it. What is wrong in itself is said all the same.

use crate::diagnostic::Diagnostic;
use crate::source::{Form, Source, Sources, Span, line_start};

/// Findings of something that nothing names, or that never differs.
const UNUSED: [&str; 6] = ["W0207", "W0209", "W0306", "W0405", "W0506", "W0508"];
/// Findings of a name that nothing declares.
const UNKNOWN: [&str; 6] = ["E0201", "E0206", "E0401", "E0402", "E0504", "E0802"];
/// Findings of something that is missing, or that leads nowhere without it.
const MISSING: [&str; 20] = [
    "E0201", "W0202", "E0203", "E0204", "E0205", "W0209", "E0301", "W0305", "E0307", "E0402", "E0409",
    "E0421", "E0503", "E0505", "E0507", "E0601", "W0603", "E0701", "E0702", "W0607",
];

/// Findings of what 全局 may say for all.
const DEFAULTS: [&str; 4] = ["E0601", "W0603", "W0607", "E0702"];

/// Where more lines than this cannot be read, all such findings are held back.
const MOST: usize = 100;

/// Leaves out of `found` what may only follow from the lines that `unread` names.
pub(crate) fn hold_back(sources: &Sources, unread: &[Diagnostic], found: &mut Vec<Diagnostic>) {
    let unread =
        || unread.iter().filter(|d| d.is_error() && d.code.0.starts_with("E01") && d.code.0 != "E0102");
    match unread().take(MOST + 1).count() {
        0 => {}
        1..=MOST => {
            let lost: Vec<Lost<'_>> = unread().filter_map(|d| Lost::of(sources, d.span)).collect();
            found.retain(|d| !follows(sources, &lost, d));
        }
        _ => found.retain(|d| !is_one_of(d, &UNUSED) && !is_one_of(d, &UNKNOWN) && !is_one_of(d, &MISSING)),
    }
}

/// Whether a finding may be nothing but the want of a file that could not be read: something in it may be the name that is missed, or
/// may use what nothing else does.
#[must_use]
pub fn follows_from_a_lost_file(found: &Diagnostic) -> bool {
    is_one_of(found, &UNUSED) || is_one_of(found, &UNKNOWN)
}

fn is_one_of(found: &Diagnostic, codes: &[&str]) -> bool {
    codes.contains(&found.code.0)
}

fn follows(sources: &Sources, lost: &[Lost<'_>], found: &Diagnostic) -> bool {
    let is = |codes: &[&str]| is_one_of(found, codes);
    let name = sources.slice(found.span).unwrap_or_default();
    is(&UNUSED)
        || is(&UNKNOWN) && !name.is_empty() && lost.iter().any(|l| l.may_declare(name, found.span))
        || is(&MISSING) && lost.iter().any(|l| l.declaration_holds(found.span))
        || is(&["E0501"]) && lost.iter().any(|l| l.is_on_line_of(found.span))
        || is(&DEFAULTS) && lost.iter().any(Lost::is_global)
}

/// A line that could not be read, with the block below it.
struct Lost<'s> {
    /// Its text.
    text: &'s str,
    /// Its line alone.
    line: Span,
    /// What its declaration begins with.
    head: &'s str,
    /// The declaration at column 0 that it belongs to.
    declaration: Span,
}

impl<'s> Lost<'s> {
    fn of(sources: &'s Sources, span: Span) -> Option<Self> {
        let source = sources.get(span.source)?;
        let whole = source.text.as_str();
        let at = span.start as usize;
        let start = line_start(whole.get(..at)?);
        let from = declaration(source, start);
        let yaml = source.form() == Some(Form::Yaml);
        let bracket = open_bracket(whole.get(from..start)?).filter(|_| !yaml);
        let start = bracket.map_or(start, |i| from + i);
        let below = whole.get(start..)?;
        let mut after = line_starts(whole.get(from..)?).skip(1);
        let end =
            after.find(|(_, line)| begins_declaration(source, line)).map_or(whole.len(), |(at, _)| from + at);
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let within =
            |start: usize, end: usize| Span { source: span.source, start: place(start), end: place(end) };
        let line_end = below.find(['\n', '\r']).map_or(whole.len(), |length| start + length);
        let text = match item(whole.get(from..start)?, below) {
            _ if !yaml => below.get(..block_end(below, indentation(below)))?,
            Some(at) => {
                let item = whole.get(from + at..)?;
                item.get(..block_end(item, indentation(item)))?
            }
            None => whole.get(from..end)?,
        };
        let head = whole.get(from..)?.lines().next().unwrap_or_default();
        Some(Self { text, line: within(start, line_end), head, declaration: within(from, end) })
    }

    /// Whether the name, used at `span`, stands in it, as a word of its own or glued to others; or may have been meant to, where the
    /// line declares names for what it belongs to.
    fn may_declare(&self, name: &str, span: Span) -> bool {
        let declares = ["outcomes", "slots"].iter().any(|id| {
            let words = [crate::keywords::zh(id), crate::keywords::en(id)];
            words.iter().any(|word| self.text.trim_start().starts_with(word))
        });
        self.text.contains(name) || declares && self.declaration_holds(span)
    }

    /// Whether it belongs to 全局.
    fn is_global(&self) -> bool {
        let words = [crate::keywords::zh("global"), crate::keywords::en("global")];
        words.iter().any(|word| self.head.starts_with(word))
    }

    fn is_on_line_of(&self, span: Span) -> bool {
        span.source == self.line.source && span.start >= self.line.start && span.start < self.line.end
    }

    fn declaration_holds(&self, span: Span) -> bool {
        let held = &self.declaration;
        span.source == held.source && span.start >= held.start && span.start < held.end
    }
}

/// Where the declaration begins that the byte `at` of a file belongs to.
pub(crate) fn declaration(source: &Source, at: usize) -> usize {
    let whole = source.text.as_str();
    let start = whole.get(..at).map_or(0, line_start);
    if whole.get(start..).is_some_and(|line| begins_declaration(source, line)) {
        return start;
    }
    let before = whole.get(..start).unwrap_or_default();
    line_starts(before).filter(|(_, line)| begins_declaration(source, line)).last().map_or(0, |(at, _)| at)
}

/// Where the item of a YAML list begins that holds the first line of `rest`, which stands behind `before`; the line itself where it stands
/// in no list; nothing for a key of the declaration itself, to which all of it belongs.
fn item(before: &str, rest: &str) -> Option<usize> {
    let is_item = |line: &str| line.trim_start().starts_with("- ");
    let mut columns = indentation(rest);
    if columns == 0 {
        return None;
    }
    if !is_item(rest) {
        let above: Vec<_> = line_starts(before).filter(|(_, line)| !line.trim().is_empty()).collect();
        for (start, line) in above.into_iter().rev() {
            if indentation(line) < columns {
                columns = indentation(line);
                if is_item(line) {
                    return Some(start);
                }
            }
        }
    }
    Some(before.len())
}

/// Where the line begins that opens the first bracket still open at the end of `text`: the next line goes on from it.
fn open_bracket(text: &str) -> Option<usize> {
    let mut open = Vec::new();
    for (start, line) in line_starts(text) {
        for c in line.chars().map(crate::layout::fold) {
            match c {
                '(' | '[' | '{' => open.push(start),
                ')' | ']' | '}' => drop(open.pop()),
                _ => {}
            }
        }
    }
    open.first().copied()
}

/// Each line of a text with the byte it begins at.
fn line_starts(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let starts = std::iter::once(0).chain(crate::source::line_starts(text));
    let ends = crate::source::line_starts(text).chain([text.len()]);
    starts
        .zip(ends)
        .filter_map(|(start, end)| Some((start, text.get(start..end).filter(|line| !line.is_empty())?)))
}

/// Whether a line stands at the margin and is neither blank nor a comment nor a closing bracket; in YAML, whether a document begins.
fn begins_declaration(source: &Source, line: &str) -> bool {
    if source.form() == Some(Form::Yaml) {
        return line.starts_with("---");
    }
    !line.starts_with(|c: char| c.is_whitespace() || "#＃}）)]".contains(c)) && !line.is_empty()
}

fn indentation(line: &str) -> usize {
    line.chars().take_while(|c| matches!(c, ' ' | '\t' | '\u{3000}')).count()
}

/// How many bytes the first line takes with the lines below it that are indented deeper.
fn block_end(text: &str, columns: usize) -> usize {
    let is_outside = |line: &str| !line.trim().is_empty() && indentation(line) <= columns;
    let outside = line_starts(text).skip(1).find(|(_, line)| is_outside(line));
    outside.map_or(text.len(), |(at, _)| at)
}
