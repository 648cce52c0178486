//! Members of enums, by name or synonym.

use super::{Form, Found, MAX_FOUND, touches};
use crate::intent::fold::Folded;
use daachorse::CharwiseDoubleArrayAhoCorasick;
use huashu_dsl::program::{EnumMember, Program, TypeId, TypeKind};
use huashu_dsl::value::{Member, Type, Value};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The words of all enum types.
pub(super) struct Members {
    words: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    /// By number of a word: what it is a word of, at most one member a type.
    members: Vec<Vec<Member>>,
}

impl std::fmt::Debug for Members {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Members({} words)", self.members.len())
    }
}

impl Members {
    /// Of every enum of the shop; 优先级, 渠道 and how a flow ended are never said by customers.
    pub(super) fn new(program: &Program) -> Self {
        let mut words: BTreeMap<String, Vec<Member>> = BTreeMap::new();
        for (ty, members) in enums(program) {
            for (index, member) in (0_u16..).zip(members) {
                for word in spellings(member) {
                    let known = words.entry(word).or_default();
                    if known.iter().all(|member| member.ty != ty) {
                        known.push(Member { ty, index });
                    }
                }
            }
        }
        let (words, members): (Vec<String>, Vec<Vec<Member>>) = words.into_iter().unzip();
        Self { words: CharwiseDoubleArrayAhoCorasick::new(words).ok(), members }
    }

    /// Of each type the words from left to right, of those that begin at one place the longest.
    pub(super) fn find(&self, folded: &Folded, out: &mut Vec<Found>) {
        let text = folded.lower();
        let hits = self.words.iter().flat_map(|words| words.find_overlapping_iter(text));
        let members =
            hits.flat_map(|m| self.meant(m.value()).map(move |member| (member, m.start()..m.end())));
        let mut found: Vec<(Member, Range<usize>)> = members.collect();
        found.sort_by_key(|(member, at)| (member.ty, at.start, Reverse(at.end)));
        let (mut last, mut end, mut count) = (None, 0, 0);
        for (member, at) in found {
            if last.replace(member.ty) != Some(member.ty) {
                (end, count) = (0, 0);
            }
            if at.start < end || count == MAX_FOUND {
                continue;
            }
            (end, count) = (at.end, count + 1);
            if !touches(text, &at) {
                let value = Value::Member(member);
                out.push(Found { ty: Type::Named(member.ty), value, at, form: Form::Word });
            }
        }
    }

    /// What a word is a word of.
    fn meant(&self, word: u32) -> impl Iterator<Item = Member> {
        let members = usize::try_from(word).ok().and_then(|word| self.members.get(word));
        members.into_iter().flatten().copied()
    }
}

/// Every word of these enums, as the segmenter should know it.
pub(crate) fn words(program: &Program) -> Vec<String> {
    enums(program).flat_map(|(_, members)| members).flat_map(spellings).collect()
}

fn enums(program: &Program) -> impl Iterator<Item = (TypeId, &[EnumMember])> {
    let outcomes: BTreeSet<TypeId> = program.flows.iter().map(|flow| flow.outcome_type).collect();
    (0_u16..).map(TypeId).zip(&program.types).filter_map(move |(ty, def)| match &def.kind {
        TypeKind::Enum(members)
            if ty != TypeId::PRIORITY && ty != TypeId::CHANNEL && !outcomes.contains(&ty) =>
        {
            Some((ty, members.as_slice()))
        }
        _ => None,
    })
}

fn spellings(member: &EnumMember) -> impl Iterator<Item = String> {
    std::iter::once(&member.name)
        .chain(&member.synonyms)
        .map(|word| Folded::new(word.trim()).lower().to_owned())
        .filter(|word| !word.is_empty())
}
