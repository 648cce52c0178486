//! Text types with 匹配: the longest stretch that fits, never a part of a longer number.

use super::{Found, MAX_FOUND, cuts};
use crate::intent::fold::Folded;
use huashu_dsl::program::{Program, TypeId, TypeKind};
use huashu_dsl::value::{Type, Value};
use regex::{Regex, RegexBuilder};

/// What a merchant's expression may take of memory when compiled.
pub(crate) const SIZE_LIMIT: usize = 256 * 1024;

/// One text type.
#[derive(Debug)]
pub(super) struct Pattern {
    ty: TypeId,
    search: Regex,
    whole: Regex,
}

impl Pattern {
    pub(super) fn all(program: &Program) -> Vec<Self> {
        let types = (0_u16..).map(TypeId).zip(&program.types);
        types
            .filter_map(|(ty, def)| match &def.kind {
                TypeKind::Pattern(pattern) => Self::new(ty, pattern),
                _ => None,
            })
            .collect()
    }

    fn new(ty: TypeId, pattern: &str) -> Option<Self> {
        let open = pattern.strip_prefix('^').unwrap_or(pattern);
        let open = open.strip_suffix('$').filter(|p| !p.ends_with('\\')).unwrap_or(open);
        let compile = |p: &str| RegexBuilder::new(p).size_limit(SIZE_LIMIT).build().ok();
        Some(Self { ty, search: compile(open)?, whole: compile(&format!("^(?:{open})$"))? })
    }

    pub(super) fn find(&self, folded: &Folded, out: &mut Vec<Found>) {
        let text = folded.all_cased();
        for m in self.search.find_iter(text).take(MAX_FOUND) {
            let fits = !m.is_empty() && !cuts(text, &m.range()) && self.whole.is_match(m.as_str());
            if fits {
                out.push(Found::clear(Type::Named(self.ty), Value::Text(m.as_str().to_owned()), m.range()));
            }
        }
    }
}
