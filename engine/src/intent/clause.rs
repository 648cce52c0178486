//! Clauses: where a message falls apart, and which of its parts correct what was said before.

use super::entity::Spotted;
use super::fold::{Folded, WIDE_COMMA, is_han, plain};
use super::lexicon::{Words, lexicon};
use crate::reading::Entity;
use huashu_dsl::value::{Type, Value};
use std::ops::Range;

/// Of a message at most so many clauses are read.
const MAX_CLAUSES: usize = 12;

/// Blanks part two phrases only if each has so many Han characters.
const PHRASE: usize = 4;

/// The parts of a message.
#[derive(Debug)]
pub(super) struct Splits<'t> {
    parts: Vec<Part<'t>>,
}

/// A part of a message.
#[derive(Debug)]
pub(super) struct Part<'t> {
    pub(super) text: &'t str,
    pub(super) follows: Follows,
}

/// What stands before a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Follows {
    /// Nothing of importance.
    Nothing,
    /// 不是X: then 是Y corrects it.
    Denial,
}

impl<'t> Splits<'t> {
    pub(super) fn of(text: &'t str, folded: &Folded, spotted: &[Spotted]) -> Self {
        let mut values: Vec<Range<usize>> =
            spotted.iter().filter(|s| is_one_piece(&s.entity)).map(|s| s.at.clone()).collect();
        values.extend(pairs(folded.lower(), spotted));
        let mut parts: Vec<Part<'t>> = Vec::new();
        let mut marker: Option<usize> = None;
        let mut denied = false;
        for range in pieces(folded, &values) {
            let said = plain(folded.lower().get(range.clone()).unwrap_or_default());
            let origin = folded.origin(&range);
            if is_marker(&said) {
                marker = marker.or(Some(origin.start));
                continue;
            }
            if is_idle(&said) && marker.is_none() {
                continue;
            }
            let from = marker.take().unwrap_or(origin.start);
            let follows = if denied && said.starts_with('是') { Follows::Denial } else { Follows::Nothing };
            denied = said.starts_with("不是") || said.starts_with("不要");
            parts.extend(text.get(from..origin.end).map(|text| Part { text: text.trim(), follows }));
        }
        // A marker that nothing follows is a clause of its own.
        let rest = marker.filter(|_| !parts.is_empty()).and_then(|from| text.get(from..));
        parts.extend(rest.map(|text| Part { text: text.trim(), follows: Follows::Nothing }));
        Self { parts }
    }

    pub(super) fn parts(&self) -> &[Part<'t>] {
        &self.parts
    }
}

/// 165，110斤: a bare height is one only beside its weight.
fn pairs(text: &str, spotted: &[Spotted]) -> Vec<Range<usize>> {
    let measured =
        |s: &&Spotted| matches!((&s.entity.ty, &s.entity.value), (Type::Named(_), Value::Number(_)));
    let measures: Vec<&Spotted> = spotted.iter().filter(measured).collect();
    let is_bare = |s: &Spotted| text.get(s.at.clone()).is_some_and(|t| t.bytes().all(|b| b.is_ascii_digit()));
    let pair = |first: &&&Spotted, second: &&&Spotted| {
        first.entity.ty != second.entity.ty
            && text.get(first.at.end..second.at.start).is_some_and(|gap| gap == "," || gap == "，")
            && is_bare(first)
    };
    let all = measures.iter().flat_map(|a| measures.iter().map(move |b| (a, b)));
    all.filter(|(a, b)| pair(a, b)).map(|(a, b)| a.at.start..b.at.end).collect()
}

/// Values with marks inside hold a message together; words do not, and a yes is the whole of it.
fn is_one_piece(entity: &Entity) -> bool {
    entity.ty != Type::Bool && !matches!(entity.value, Value::Member(_))
}

/// The stretches between sentence marks, and between phrases set apart by a blank, in bytes of the folded text.
fn pieces(folded: &Folded, values: &[Range<usize>]) -> Vec<Range<usize>> {
    let text = folded.lower();
    let free = |at: usize| !values.iter().any(|v| v.start < at && at < v.end);
    let marks = text.char_indices().filter(|(at, c)| free(*at) && parts(text, *at, *c));
    let mut cuts: Vec<Range<usize>> = marks.map(|(at, c)| at..at + c.len_utf8()).collect();
    cuts.extend(folded.gaps().iter().filter(|at| free(**at)).map(|at| *at..*at));
    cuts.sort_by_key(|cut| cut.start);
    cuts.push(text.len()..text.len());
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let (mut start, mut after_gap) = (0, false);
    for cut in cuts {
        let piece = start..cut.start;
        let joined =
            pieces.last().filter(|last| after_gap && !(is_phrase(text, last) && is_phrase(text, &piece)));
        match (joined.cloned(), pieces.len() >= MAX_CLAUSES) {
            (Some(last), _) => {
                pieces.pop();
                pieces.push(last.start..piece.end);
            }
            (None, true) => break,
            (None, false) => pieces.push(piece),
        }
        (start, after_gap) = (cut.end, cut.is_empty());
    }
    pieces.retain(|piece| text.get(piece.clone()).is_some_and(|t| !plain(t).is_empty()));
    pieces
}

/// Long enough to stand for itself between blanks.
fn is_phrase(text: &str, range: &Range<usize>) -> bool {
    text.get(range.clone()).is_some_and(|t| t.chars().filter(|c| is_han(*c)).count() >= PHRASE)
}

/// Whether the character at this place parts two clauses.
fn parts(text: &str, at: usize, c: char) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let after = text.get(at + c.len_utf8()..).unwrap_or_default();
    let last = before.chars().next_back().unwrap_or(' ');
    let next = after.chars().next().unwrap_or(' ');
    match c {
        WIDE_COMMA | '。' | ';' | '\n' => true,
        '~' => !(last.is_ascii_digit() && next.is_ascii_digit()),
        '.' => !(last.is_ascii_alphanumeric() && next.is_ascii_alphanumeric()),
        ',' => !(last.is_ascii_digit() && is_thousands(after)),
        '!' | '?' => !in_address(before),
        _ => false,
    }
}

/// Three digits, and then none: 1,000.
fn is_thousands(after: &str) -> bool {
    let digits = after.chars().take_while(char::is_ascii_digit).count();
    digits == 3 && !after.starts_with('0') || after.starts_with("000")
}

/// `https://…?`
fn in_address(before: &str) -> bool {
    before
        .rfind("://")
        .and_then(|at| before.get(at..))
        .is_some_and(|rest| !rest.chars().any(|c| c == ' ' || is_han(c)))
}

/// 不对, 说错了: nothing but the announcement that something else is coming.
fn is_marker(said: &str) -> bool {
    let l = lexicon();
    !said.is_empty()
        && Words::spell(&[&l.correction, &l.correction_alone, &l.head, &l.tail], said)
        && has_marker(said)
}

fn has_marker(said: &str) -> bool {
    let l = lexicon();
    said.char_indices()
        .filter_map(|(at, _)| said.get(at..))
        .any(|rest| l.correction.prefix_of(rest).is_some() || l.correction_alone.prefix_of(rest).is_some())
}

/// 亲, 对了, 你好: nothing but fillers, beside something that is more.
fn is_idle(said: &str) -> bool {
    let l = lexicon();
    Words::spell(&[&l.head, &l.tail], said) && !l.yes.has(said) && !l.weak_yes.has(said)
}

/// What stands behind a marker of correction and its 是, if the clause begins with one and goes on.
pub(super) fn after_marker(said: &str) -> Option<&str> {
    let l = lexicon();
    let mut rest = said;
    while let Some(filler) =
        l.head.prefix_of(rest).filter(|f| f.len() < rest.len() && l.correction.prefix_of(rest).is_none())
    {
        rest = rest.strip_prefix(filler)?;
    }
    let mut found = false;
    while let Some(marker) = l.correction.prefix_of(rest).filter(|m| m.len() < rest.len()) {
        rest = rest.strip_prefix(marker)?;
        found = true;
    }
    while let Some(is) = l.is.prefix_of(rest).filter(|m| found && m.len() < rest.len()) {
        rest = rest.strip_prefix(is)?;
    }
    found.then_some(rest)
}
