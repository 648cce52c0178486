//! The four hashes of a release: what two programs may differ in.

mod wording;

use crate::program::{EnumMember, Expr, Faq, Flow, Program, Template, Text, TextId, TypeDef, TypeKind};
use crate::source::Span;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::fmt;

/// The first 128 bits of a SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Hash(pub [u8; 16]);

impl Hash {
    /// The hash of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self::short(&Sha256::digest(bytes))
    }

    fn short(full: &[u8]) -> Self {
        let mut short = [0; 16];
        for (to, from) in short.iter_mut().zip(full) {
            *to = *from;
        }
        Self(short)
    }
}

/// A hash over the postcard form of parts, one after the other.
#[derive(Default)]
struct Digest {
    hash: Sha256,
    /// Where a part is written, kept for the next.
    written: Vec<u8>,
}

impl Digest {
    fn add(&mut self, part: &impl Serialize) {
        // Serialising plain data into memory cannot fail; were it to, equal programs would still have equal hashes.
        let mut empty = std::mem::take(&mut self.written);
        empty.clear();
        self.written = postcard::to_extend(part, empty).unwrap_or_default();
        self.hash.update(&self.written);
    }

    fn end(self) -> Hash {
        Hash::short(&self.hash.finalize())
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
/// Each is taken over the postcard form of its parts, so it says nothing about files, lines, comments or which spelling of a keyword
/// was used. What is no structure is taken out of a flow for the time it is hashed, so that no copy is made.
pub(crate) fn of(program: &mut Program, first_faq_text: usize) -> Hashes {
    let (mut structure, mut wording) = (Digest::default(), Digest::default());
    structure.add(&signatures(program));
    for text in &program.texts {
        let Text { variants, lines, special, span: _ } = text;
        wording.add(&(variants, lines, special, Span::default()));
    }
    for text in program.texts.iter().take(first_faq_text) {
        structure.add(&reads(text));
    }
    for flow in &mut program.flows {
        let whole = Bare::of(flow, &mut wording);
        structure.add(flow);
        whole.put_back(flow);
    }
    let mut word = |template: &mut Template| {
        wording.add(template);
        wording::keep_reads(template);
    };
    let mut global = program.global.clone();
    wording::in_global(&mut global, &mut word);
    structure.add(&global);
    let mut faqs: Vec<_> =
        program.faqs.iter().map(|f| Faq { answer: TextId::default(), ..f.clone() }).collect();
    wording::in_answers(&mut faqs, &mut word);
    let mut understanding = Digest::default();
    understanding.add(&(&program.intents, faqs, said(program)));
    Hashes {
        structure: structure.end(),
        wording: wording.end(),
        understanding: understanding.end(),
        scripts: Hash::default(),
    }
}

/// What was taken out of a flow that is no structure.
struct Bare {
    templates: Vec<Template>,
    description: Option<String>,
    spans: Vec<Span>,
}

impl Bare {
    /// Takes it out, and adds the words to a hash.
    fn of(flow: &mut Flow, wording: &mut Digest) -> Self {
        let mut templates = Vec::new();
        wording::in_flow(flow, &mut |template: &mut Template| {
            wording.add(template);
            templates.push(template.clone());
            wording::keep_reads(template);
        });
        let description = flow.description.take();
        let spans = flow.nodes.iter_mut().map(|n| std::mem::take(&mut n.span)).collect();
        Self { templates, description, spans }
    }

    fn put_back(self, flow: &mut Flow) {
        let mut templates = self.templates.into_iter();
        wording::in_flow(flow, &mut |template| {
            templates.next().into_iter().for_each(|whole| *template = whole);
        });
        flow.description = self.description;
        flow.nodes.iter_mut().zip(self.spans).for_each(|(n, span)| n.span = span);
    }
}

/// What flows name, without words and understanding.
fn signatures(program: &Program) -> impl Serialize {
    let bare = |ty: &TypeDef| {
        let mut ty = ty.clone();
        ty.examples.clear();
        if let TypeKind::Enum(members) = &mut ty.kind {
            members.iter_mut().for_each(|m| m.synonyms.clear());
        }
        ty
    };
    let intents = program.intents.iter().map(|i| (&i.name, i.command)).collect::<Vec<_>>();
    let types = program.types.iter().map(bare).collect::<Vec<_>>();
    let values = (&program.time_zone, &program.settings, &program.customer, &program.session_slots);
    let places = (&program.teams, types, &program.events, &program.tracks);
    let calls = (&program.functions, &program.tables, &program.pushes);
    (values, places, calls, intents, &program.builtin, &program.experiments)
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

/// Of types the examples and the synonyms.
fn said(program: &Program) -> Vec<(&str, &[String], Vec<&EnumMember>)> {
    let types = program.types.iter().map(|t| {
        let members = match &t.kind {
            TypeKind::Enum(members) => members.iter().filter(|m| !m.synonyms.is_empty()).collect(),
            _ => Vec::new(),
        };
        (t.name.as_str(), t.examples.as_slice(), members)
    });
    types.filter(|(_, examples, members)| !examples.is_empty() || !members.is_empty()).collect()
}

#[cfg(test)]
mod tests;
