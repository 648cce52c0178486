//! Values in a text, one family of types a file; here they are put together, named and judged whole or not.

mod address;
mod contact;
mod date;
mod measure;
mod member;
mod money;
mod name;
mod number;
mod numeral;
mod pattern;
mod tax_id;
mod time;
mod yes_no;

use crate::intent::fold::{Folded, is_han, plain};
use crate::intent::lexicon::{Words, lexicon};
use crate::reading::Entity;
use huashu_dsl::program::Program;
use huashu_dsl::value::{Type, Value};
use regex::{Captures, Regex};
use std::ops::Range;
use std::sync::LazyLock;

pub(crate) use member::words as member_words;

/// Of one kind of value in one text no more are read.
const MAX_FOUND: usize = 32;

/// Finds values of a shop's types.
#[derive(Debug)]
pub(crate) struct Finder {
    members: member::Members,
    patterns: Vec<pattern::Pattern>,
    measures: measure::Measures,
    names: name::Names,
    zone: Option<jiff::tz::TimeZone>,
}

/// A value and its place in the folded text.
#[derive(Debug)]
pub(crate) struct Spotted {
    pub(crate) entity: Entity,
    pub(crate) at: Range<usize>,
}

/// A value before it is judged.
#[derive(Debug, Clone)]
struct Found {
    ty: Type,
    value: Value,
    /// In the folded text.
    at: Range<usize>,
    form: Form,
}

/// How much the text itself says about the type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// It looks like nothing else.
    Clear,
    /// A member of an enum: it may be denied.
    Word,
    /// A bare number: a value only where nothing else is said, or where a name stands before it.
    Bare,
    /// An answer that holds only as long as nothing depends on it.
    Vague,
}

impl Found {
    fn clear(ty: Type, value: Value, at: Range<usize>) -> Self {
        Self { ty, value, at, form: Form::Clear }
    }

    fn bare(ty: Type, value: Value, at: Range<usize>) -> Self {
        Self { ty, value, at, form: Form::Bare }
    }
}

/// The number that a text begins with, in either script, and what follows it.
pub(super) fn count(text: &str) -> (Option<usize>, &str) {
    let end = text.find(|c| !numeral::is_numeral(c)).unwrap_or(text.len());
    let (number, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    (numeral::parse(number).and_then(|n| usize::try_from(n).ok()), rest)
}

impl Finder {
    pub(crate) fn new(program: &Program) -> Self {
        Self {
            members: member::Members::new(program),
            patterns: pattern::Pattern::all(program),
            measures: measure::Measures::new(program),
            names: name::Names::new(program),
            zone: jiff::tz::TimeZone::get(&program.time_zone).ok(),
        }
    }

    /// Every value, longest first.
    pub(crate) fn find(&self, folded: &Folded) -> Vec<Spotted> {
        let mut found = Vec::new();
        yes_no::find(folded, &mut found);
        self.members.find(folded, &mut found);
        for pattern in &self.patterns {
            pattern.find(folded, &mut found);
        }
        contact::find(folded, &mut found);
        address::find(folded, &mut found);
        if folded.lower().contains(numeral::is_numeral) {
            tax_id::find(folded, &mut found);
            date::find(folded, &mut found);
            time::find(folded, self.zone.as_ref(), &mut found);
            money::find(folded, &mut found);
            self.measures.find(folded, &mut found);
            number::find(folded, &self.measures, &mut found);
        }
        drop_inner(&mut found);
        let mut spotted: Vec<Spotted> = found.into_iter().filter_map(|f| self.judge(folded, f)).collect();
        spotted.sort_by_key(|s| (std::cmp::Reverse(s.at.len()), s.at.start));
        spotted
    }

    /// An entity, unless the words around the value speak against it.
    fn judge(&self, folded: &Folded, found: Found) -> Option<Spotted> {
        let (before, after) = folded.around(&found.at);
        let (before, after) = (plain(before), plain(after));
        let name = self.names.before(&before, &found.ty);
        let lead = name.as_ref().map_or(before.as_str(), |name| name.lead.as_str());
        let behind = match found.ty {
            Type::Number | Type::Integer => {
                after.strip_prefix(lexicon().counted.prefix_of(&after).unwrap_or_default())
            }
            _ => None,
        };
        let whole = found.form != Form::Vague && stands_alone(lead, behind.unwrap_or(&after));
        let holds = match found.form {
            Form::Clear | Form::Vague => true,
            Form::Word => !is_denied(&before) && !is_asked(&after) && (whole || !is_short(folded, &found.at)),
            Form::Bare => whole || name.is_some(),
        };
        let origin = folded.origin(&found.at);
        let entity = Entity {
            ty: found.ty,
            value: found.value,
            start: u32::try_from(origin.start).unwrap_or(u32::MAX),
            end: u32::try_from(origin.end).unwrap_or(u32::MAX),
            whole,
            named: name.map(|name| name.name),
        };
        holds.then_some(Spotted { entity, at: found.at })
    }
}

/// Whether nothing but fillers stands around a value.
fn stands_alone(before: &str, after: &str) -> bool {
    let l = lexicon();
    before.chars().count() <= 16
        && after.chars().count() <= 16
        && Words::spell(&[&l.before, &l.head, &l.correction, &l.correction_alone, &l.is], before)
        && Words::spell(&[&l.after, &l.tail], after)
}

/// 不是X, 不要X: X is not meant.
fn is_denied(before: &str) -> bool {
    lexicon().negation.suffix_of(before).is_some() && !before.ends_with("要不")
}

/// X吗: X is asked about.
fn is_asked(after: &str) -> bool {
    let after = after.strip_prefix('的').unwrap_or(after);
    ["吗", "么", "没有", "不"].contains(&after) || after.starts_with('吗')
}

/// A single Han character occurs in too many other words.
fn is_short(folded: &Folded, at: &Range<usize>) -> bool {
    let mut word = folded.cased(at.clone()).chars();
    word.next().is_some_and(is_han) && word.next().is_none()
}

/// Numbers inside of something longer are part of it; of one type the clearer or longer of two that overlap stays.
fn drop_inner(found: &mut Vec<Found>) {
    found.sort_by_key(|f| (f.form == Form::Bare, std::cmp::Reverse(f.at.len()), f.at.start));
    let mut kept: Vec<Found> = Vec::with_capacity(found.len());
    for f in found.drain(..) {
        let covered = kept.iter().any(|k| {
            let overlap = k.at.start < f.at.end && f.at.start < k.at.end;
            let number =
                f.form == Form::Bare || matches!(f.ty, Type::Number | Type::Integer | Type::Duration);
            overlap && (k.ty == f.ty || (number && k.form != Form::Word && k.at.len() > f.at.len()))
        });
        if !covered {
            kept.push(f);
        }
    }
    *found = kept;
}

/// An expression of ours, compiled at its first use.
type Expression = LazyLock<Option<Regex>>;

/// The matches of an expression that do not cut a run of digits or Latin letters in two.
fn matches<'t>(expression: &'static Expression, text: &'t str) -> Vec<Captures<'t>> {
    let Some(regex) = &**expression else { return Vec::new() };
    regex
        .captures_iter(text)
        .filter(|c| c.get(0).is_some_and(|m| !m.is_empty()))
        .take(MAX_FOUND)
        .filter(|c| c.get(0).is_some_and(|m| !cuts(text, &m.range())))
        .collect()
}

/// Whether a Latin letter or digit touches a range that begins or ends with one: XL in 2XL.
fn touches(text: &str, range: &Range<usize>) -> bool {
    let (inside, word) = (text.get(range.clone()).unwrap_or_default(), |c: char| c.is_ascii_alphanumeric());
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    (inside.starts_with(word) && before.ends_with(word))
        || (inside.ends_with(word) && after.starts_with(word))
}

/// Whether a range begins or ends within a number or a Latin word.
fn cuts(text: &str, range: &Range<usize>) -> bool {
    let edge = |a: Option<char>, b: Option<char>| match (a, b) {
        (Some(a), Some(b)) => {
            (a.is_ascii_digit() && b.is_ascii_digit()) || (a.is_ascii_alphabetic() && b.is_ascii_alphabetic())
        }
        _ => false,
    };
    let inside = text.get(range.clone()).unwrap_or_default();
    let before = text.get(..range.start).and_then(|t| t.chars().next_back());
    let after = text.get(range.end..).and_then(|t| t.chars().next());
    edge(before, inside.chars().next()) || edge(inside.chars().next_back(), after)
}

#[cfg(test)]
mod tests;
