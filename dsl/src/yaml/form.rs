//! Mappings whose keys are fixed: one struct of optional fields for each, read whatever else is wrong in it.
//!
//! [`form!`] makes the struct, its reading and its part of the schema out of one list of keys, so that the three cannot differ. Keys are
//! named by their rows of the table of keywords and spelled in English.

use crate::keywords;
use crate::parse::Reader;
use crate::source::{SourceId, Span};

use super::fault;
use super::schema::{Json, Schema};
use super::tree::{Entry, Kind, Node};

/// Reads one file, and keeps what is wrong with it.
pub(super) struct Yaml {
    pub(super) source: SourceId,
    /// Reads the pieces of the language that stand in values.
    pub(super) reader: Reader,
}

impl Yaml {
    /// Keeps a finding.
    pub(super) fn report(&mut self, found: crate::Diagnostic) {
        self.reader.keep([found]);
    }
}

/// What a key takes.
pub(super) trait Value {
    /// What is read.
    type Out;

    /// Reads it; what is wrong is reported, and then there may be nothing.
    fn read(yaml: &mut Yaml, node: &Node) -> Option<Self::Out>;

    /// What may be written, for the schema.
    fn schema(schema: &mut Schema) -> Json;
}

/// A list of keys.
pub(super) trait Keyed: Sized {
    /// The rows of its keys.
    fn ids() -> Vec<&'static str>;

    /// Its fields, out of the keys of a mapping.
    fn take(yaml: &mut Yaml, keys: &Keys<'_>) -> Self;

    /// Where it stands.
    fn at(&self) -> At;

    /// Its keys for the schema: row, what it takes, whether it must stand.
    fn properties(schema: &mut Schema) -> Vec<(&'static str, Json, bool)>;
}

/// Where a mapping stands, and whether it could be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct At {
    /// The first key, with its word.
    pub(super) head: Span,
    /// The whole mapping.
    pub(super) span: Span,
    /// Whether nothing is wrong with it.
    pub(super) sound: bool,
}

/// The keys of one mapping.
pub(super) struct Keys<'n> {
    entries: Vec<&'n Entry>,
    pub(super) at: At,
}

impl<'n> Keys<'n> {
    /// The entries of a mapping; keys that are not known, or stand twice, are reported and left out.
    pub(super) fn of(yaml: &mut Yaml, entries: &[&'n Entry], ids: &[&'static str], span: Span) -> Self {
        let mut kept: Vec<&Entry> = Vec::new();
        let mut sound = true;
        for entry in entries {
            let Some(key) = key(yaml, entry) else {
                sound = false;
                continue;
            };
            if !ids.iter().any(|id| keywords::en(id) == key) {
                let known: Vec<_> = ids.iter().map(|id| keywords::en(id)).collect();
                yaml.report(fault::unknown_key(entry.key.span, key, &known));
                sound = false;
            } else if let Some(first) = kept.iter().find(|other| word(other) == Some(key)) {
                yaml.report(fault::twice(entry.key.span, first.key.span, key));
            } else {
                kept.push(entry);
            }
        }
        let head = entries.first().map_or(span, |first| head(first));
        Self { entries: kept, at: At { head, span, sound } }
    }

    /// The entry of a row.
    pub(super) fn entry(&self, id: &'static str) -> Option<&'n Entry> {
        self.entries.iter().find(|entry| word(entry) == Some(keywords::en(id))).copied()
    }

    /// What stands behind the key of a row.
    pub(super) fn take<V: Value>(&self, yaml: &mut Yaml, id: &'static str) -> Option<V::Out> {
        self.entry(id).and_then(|entry| V::read(yaml, &entry.value))
    }

    /// Reports a key that must stand here, unless it may be one that was mistyped.
    pub(super) fn must(&self, yaml: &mut Yaml, id: &'static str) {
        if self.at.sound && self.entry(id).is_none() {
            yaml.report(fault::missing(self.at.head, keywords::en(id)));
        }
    }
}

/// An entry's key, up to the end of its value where that is a word.
pub(super) fn head(entry: &Entry) -> Span {
    match &entry.value.kind {
        Kind::Scalar(_) => entry.key.span.to(entry.value.span),
        _ => entry.key.span,
    }
}

/// The word that a key is.
pub(super) fn word(entry: &Entry) -> Option<&str> {
    match &entry.key.kind {
        Kind::Scalar(scalar) => Some(scalar.text.as_str()),
        _ => None,
    }
}

/// The word that a key is; another kind of key is reported.
fn key<'n>(yaml: &mut Yaml, entry: &'n Entry) -> Option<&'n str> {
    let key = word(entry);
    if key.is_none() {
        yaml.report(fault::wrong_kind(entry.key.span, ("一个词", "a word")));
    }
    key
}

/// The entries of a mapping; another kind of value is reported as not being what is wanted.
pub(super) fn entries<'n>(yaml: &mut Yaml, node: &'n Node, wanted: fault::Wanted) -> Option<Vec<&'n Entry>> {
    match &node.kind {
        Kind::Map(entries) => return Some(entries.iter().collect()),
        Kind::Nothing => yaml.report(fault::nothing(at_least_one(node.span), wanted)),
        _ => yaml.report(fault::wrong_kind(node.span, wanted)),
    }
    None
}

/// A place where nothing stands, widened to the mark before it.
pub(super) fn at_least_one(span: Span) -> Span {
    if span.start == span.end { Span { start: span.start.saturating_sub(1), ..span } } else { span }
}

/// Makes a form: its struct, its reading and its part of the schema.
///
/// `name: Value = "row of the table";` is a key, `must` behind it says that it may not be missing; behind `+` stand lists of keys that
/// several forms have.
macro_rules! form {
    (
        $(#[$doc:meta])*
        $form:ident ($zh:literal, $en:literal) {
            $($field:ident : $value:ty = $id:literal $($must:ident)?;)*
        }
        $(+ { $($list:ident : $keyed:ty;)* })?
    ) => {
        $(#[$doc])*
        pub(super) struct $form {
            /// Where it stands.
            pub(super) at: $crate::yaml::form::At,
            $(pub(super) $field: Option<<$value as $crate::yaml::form::Value>::Out>,)*
            $($(pub(super) $list: $keyed,)*)?
        }

        impl $crate::yaml::form::Keyed for $form {
            fn ids() -> Vec<&'static str> {
                let own: &[&'static str] = &[$($id),*];
                [own.to_vec(), $($(<$keyed as $crate::yaml::form::Keyed>::ids()),*)?].concat()
            }

            fn take(yaml: &mut $crate::yaml::form::Yaml, keys: &$crate::yaml::form::Keys<'_>) -> Self {
                let before = yaml.reader.count();
                $($(form!(@$must yaml, keys, $id);)?)*
                let mut form = Self {
                    at: keys.at,
                    $($field: keys.take::<$value>(yaml, $id),)*
                    $($($list: <$keyed as $crate::yaml::form::Keyed>::take(yaml, keys),)*)?
                };
                form.at.sound &= yaml.reader.count() == before;
                form
            }

            fn at(&self) -> $crate::yaml::form::At {
                self.at
            }

            fn properties(
                schema: &mut $crate::yaml::schema::Schema,
            ) -> Vec<(&'static str, $crate::yaml::schema::Json, bool)> {
                let own = vec![$((
                    $id,
                    <$value as $crate::yaml::form::Value>::schema(schema),
                    form!(@is $($must)?),
                )),*];
                [own, $($(<$keyed as $crate::yaml::form::Keyed>::properties(schema)),*)?].concat()
            }
        }

        impl $crate::yaml::form::Value for $form {
            type Out = Self;

            fn read(
                yaml: &mut $crate::yaml::form::Yaml,
                node: &$crate::yaml::tree::Node,
            ) -> Option<Self> {
                let entries = $crate::yaml::form::entries(yaml, node, ($zh, $en))?;
                Some($crate::yaml::form::read_keys(yaml, &entries, node.span))
            }

            fn schema(schema: &mut $crate::yaml::schema::Schema) -> $crate::yaml::schema::Json {
                schema.object::<Self>(stringify!($form), $zh, $en)
            }
        }
    };
    (@must $yaml:ident, $keys:ident, $id:literal) => { $keys.must($yaml, $id) };
    (@is must) => { true };
    (@is) => { false };
}
pub(super) use form;

/// A form out of the entries of a mapping.
pub(super) fn read_keys<F: Keyed>(yaml: &mut Yaml, entries: &[&Entry], span: Span) -> F {
    let keys = Keys::of(yaml, entries, &F::ids(), span);
    F::take(yaml, &keys)
}
