//! Members of enums, by name or synonym.

use super::{Form, Found, MAX_FOUND, touches};
use crate::intent::fold::Folded;
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};
use huashu_dsl::program::{EnumMember, Program, TypeId, TypeKind};
use huashu_dsl::value::{Member, Type, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The words of one enum type.
pub(super) struct Members {
    ty: TypeId,
    words: CharwiseDoubleArrayAhoCorasick<u16>,
}

impl std::fmt::Debug for Members {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Members({:?})", self.ty)
    }
}

impl Members {
    /// One for every enum of the shop; 优先级, 渠道 and how a flow ended are never said by customers.
    pub(super) fn all(program: &Program) -> Vec<Self> {
        enums(program).filter_map(|(ty, members)| Self::new(ty, members)).collect()
    }

    fn new(ty: TypeId, members: &[EnumMember]) -> Option<Self> {
        let mut words = BTreeMap::new();
        for (index, member) in (0_u16..).zip(members) {
            for word in spellings(member) {
                words.entry(word).or_insert(index);
            }
        }
        let words = CharwiseDoubleArrayAhoCorasickBuilder::new()
            .match_kind(MatchKind::LeftmostLongest)
            .build_with_values(words)
            .ok()?;
        Some(Self { ty, words })
    }

    pub(super) fn find(&self, folded: &Folded, out: &mut Vec<Found>) {
        for m in self.words.leftmost_find_iter(folded.lower()).take(MAX_FOUND) {
            let at = m.start()..m.end();
            if touches(folded.lower(), &at) {
                continue;
            }
            let value = Value::Member(Member { ty: self.ty, index: m.value() });
            out.push(Found { ty: Type::Named(self.ty), value, at, form: Form::Word });
        }
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
