//! Names before values: 身高165, 体重是110斤, 单号1234.

use crate::intent::fold::Folded;
use huashu_dsl::program::{Program, TypeId};
use huashu_dsl::value::Type;
use std::collections::BTreeMap;

/// What stands between a name and its value.
const LINKS: [&str; 16] = [
    "应该是",
    "大概是",
    "改成",
    "改为",
    "换成",
    "就是",
    "大概",
    "大约",
    "等于",
    "差不多",
    "选",
    "填",
    "写",
    "有",
    "是",
    "为",
];

/// The declared names, with the types of what they name.
#[derive(Debug, Default)]
pub(super) struct Names {
    types: BTreeMap<String, (String, Vec<Type>)>,
}

/// A name that was found.
#[derive(Debug)]
pub(super) struct Named {
    /// As declared.
    pub(super) name: String,
    /// What stands before it.
    pub(super) lead: String,
}

impl Names {
    pub(super) fn new(program: &Program) -> Self {
        let mut names = Self::default();
        let flows = program.flows.iter().flat_map(|flow| &flow.slots).map(|slot| (&slot.name, &slot.ty));
        let session = program.session_slots.iter().map(|slot| (&slot.name, &slot.ty));
        let customer = program.customer.iter().map(|field| (&field.name, &field.ty));
        for (name, ty) in flows.chain(session).chain(customer) {
            names.add(name, ty.required().clone());
        }
        for (ty, def) in (0_u16..).map(TypeId).zip(&program.types) {
            names.add(&def.name, Type::Named(ty));
        }
        for (name, ty) in [
            ("手机号", Type::Phone),
            ("邮箱", Type::Email),
            ("税号", Type::TaxId),
            ("地址", Type::Named(TypeId::ADDRESS)),
        ] {
            names.add(name, ty);
        }
        names
    }

    fn add(&mut self, name: &str, ty: Type) {
        let key = Folded::new(name).said().to_owned();
        let (_, types) = self.types.entry(key).or_insert_with(|| (name.to_owned(), Vec::new()));
        if !types.contains(&ty) {
            types.push(ty);
        }
    }

    /// The name that a text without marks ends with, if it is one of this type: in full, or its last two characters or more.
    pub(super) fn before(&self, text: &str, ty: &Type) -> Option<Named> {
        if text.is_empty() {
            return None;
        }
        let unlinked = LINKS.iter().find_map(|link| text.strip_suffix(link));
        [Some(text), unlinked].into_iter().flatten().find_map(|text| {
            let fits = self.types.iter().filter(|(_, (_, types))| types.contains(ty));
            let found = fits.filter_map(|(key, (name, _))| {
                let tail = tails(key).find(|tail| text.ends_with(tail))?;
                Some((tail.len(), std::cmp::Reverse(key.len()), name, text.strip_suffix(tail)?))
            });
            let (_, _, name, lead) = found.max()?;
            Some(Named { name: name.clone(), lead: lead.to_owned() })
        })
    }
}

/// A name and what is left of it without its first characters, down to two.
fn tails(name: &str) -> impl Iterator<Item = &str> {
    let count = name.chars().count();
    let least = count.min(2);
    name.char_indices().take(count + 1 - least).filter_map(|(at, _)| name.get(at..))
}
