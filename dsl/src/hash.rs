//! The four hashes of a release: what two programs may differ in.

mod wording;

use crate::program::{EnumMember, Expr, Faq, Intent, Program, Template, Text, TextId, TypeKind};
use crate::source::Span;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// The first 128 bits of a SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Hash(pub [u8; 16]);

impl Hash {
    /// The hash of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::Digest;
        let full = sha2::Sha256::digest(bytes);
        let mut short = [0; 16];
        for (to, from) in short.iter_mut().zip(full.iter()) {
            *to = *from;
        }
        Self(short)
    }
}

impl fmt::Display for Hash {
    /// 32 lower-case hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

/// What makes a release. Two programs with equal `structure` decode each other's sessions; nothing else does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Hashes {
    /// Steps, slots, types, signatures, the places each text reads, button payloads. A stored session names it.
    pub structure: Hash,
    /// The words of all texts, buttons, cards and notes. The only part that applies to everyone at once.
    pub wording: Hash,
    /// Intents, examples, rules, questions, synonyms.
    pub understanding: Hash,
    /// The plugins' scripts; set by whoever loads them, zero until then.
    pub scripts: Hash,
}

/// The hashes of a program whose texts from `first_faq_text` on are answers to questions.
///
/// Each is taken over the postcard form of its part, so it says nothing about files, lines, comments or which spelling of a keyword
/// was used.
pub(crate) fn of(program: &Program, first_faq_text: usize) -> Hashes {
    Hashes {
        structure: of_parts(&structure(program, first_faq_text)),
        wording: of_parts(&words(program)),
        understanding: of_parts(&understanding(program)),
        scripts: Hash::default(),
    }
}

fn of_parts(parts: &impl Serialize) -> Hash {
    // Serialising plain data into memory cannot fail; were it to, equal programs would still have equal hashes.
    Hash::of(&postcard::to_stdvec(parts).unwrap_or_default())
}

/// The program without words and understanding, and what each text reads.
fn structure(program: &Program, first_faq_text: usize) -> (Program, Vec<BTreeSet<Vec<u8>>>) {
    let mut bones = program.clone();
    wording::in_nodes(&mut bones, &mut wording::keep_reads);
    bones.hashes = Hashes::default();
    let reads = bones.texts.iter().take(first_faq_text).map(reads).collect();
    bones.texts.clear();
    bones.faqs.clear();
    for ty in &mut bones.types {
        ty.examples.clear();
        if let TypeKind::Enum(members) = &mut ty.kind {
            members.iter_mut().for_each(|m| m.synonyms.clear());
        }
    }
    for intent in &mut bones.intents {
        intent.examples.clear();
        intent.negatives.clear();
        intent.rules.clear();
    }
    for flow in &mut bones.flows {
        flow.description = None;
        flow.nodes.iter_mut().for_each(|n| n.span = Span::default());
    }
    (bones, reads)
}

/// What a text reads and depends on, whatever its words.
fn reads(text: &Text) -> BTreeSet<Vec<u8>> {
    let mut found = BTreeSet::new();
    let mut add = |e: &Expr| {
        found.insert(postcard::to_stdvec(e).unwrap_or_default());
    };
    let templates = text.variants.iter().chain(text.lines.iter().map(|l| &l.template));
    templates.chain(text.special.iter().map(|s| &s.template)).flat_map(wording::reads).for_each(&mut add);
    text.lines.iter().flat_map(|l| l.each.iter().chain(&l.condition)).for_each(add);
    found
}

/// Every text, and every template that stands in a node or under an answer.
fn words(program: &Program) -> (Vec<Text>, Vec<Template>) {
    let bare = |t: &Text| Text { span: Span::default(), ..t.clone() };
    let mut templates = Vec::new();
    let mut copy = program.clone();
    let mut keep = |template: &mut Template| templates.push(std::mem::take(template));
    wording::in_nodes(&mut copy, &mut keep);
    wording::in_answers(&mut copy.faqs, &mut keep);
    (program.texts.iter().map(bare).collect(), templates)
}

type Understood<'p> = (&'p [Intent], Vec<Faq>, Vec<(&'p str, &'p [String], Vec<&'p EnumMember>)>);

/// Intents and questions; of types the examples and the synonyms.
fn understanding(program: &Program) -> Understood<'_> {
    let mut faqs: Vec<_> =
        program.faqs.iter().map(|f| Faq { answer: TextId::default(), ..f.clone() }).collect();
    wording::in_answers(&mut faqs, &mut wording::keep_reads);
    let types = program.types.iter().map(|t| {
        let members = match &t.kind {
            TypeKind::Enum(members) => members.iter().filter(|m| !m.synonyms.is_empty()).collect(),
            _ => Vec::new(),
        };
        (t.name.as_str(), t.examples.as_slice(), members)
    });
    let said = types.filter(|(_, examples, members)| !examples.is_empty() || !members.is_empty());
    (&program.intents, faqs, said.collect())
}

#[cfg(test)]
mod tests;
