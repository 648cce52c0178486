//! The machine form of the language: YAML that arrives at the same tree as `.flow` text, with every value in its place.
//!
//! A document is one declaration; documents are separated by `---`. Keys are the English keywords of the table; what a value is depends on
//! its key, never on its quotes. Everything that is wrong in a file is reported at once: a document that is no YAML costs only itself, and
//! a value that cannot be read only itself.

mod align;
mod ask;
mod broken;
mod button;
mod call;
mod control;
mod declaration;
mod fault;
mod flow;
mod form;
mod leave;
mod plugin;
mod schema;
mod statement;
#[cfg(test)]
mod tests;
mod text;
mod tree;
mod understanding;
mod value;
mod version;
mod write;

use crate::ast::{File, Item};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::keywords;
use crate::parse::Reader;
use crate::source::{SourceId, Span};

use declaration::{CustomerForm, EventForm, SessionForm, SettingsForm, SnippetForm, TeamForm, TrackDeclForm};
use flow::{FlowForm, PushForm};
use form::{Value, Yaml, entries, read_keys, word};
use plugin::{PluginForm, TableForm, TypeForm};
use schema::{Json, Schema};
use tree::{Entry, Kind, Node};
use understanding::{FaqForm, GlobalForm, IntentForm};
use value::Count;

pub(crate) use tree::comments;
pub(crate) use write::write;

/// Reads a file: all of it that can be read, and everything that is wrong with the rest.
pub(crate) fn parse(source: SourceId, text: &str) -> (File, Vec<Diagnostic>) {
    let documents = tree::read(source, text);
    let mut reader = Reader::of_pieces();
    let whole = documents.found.is_empty();
    reader.keep(documents.found);
    let mut yaml = Yaml { source, reader };
    let mut file = File::default();
    for (number, document) in documents.values.iter().enumerate() {
        file.items.extend(declaration(&mut yaml, document, number, &mut file.language_version));
    }
    if whole {
        version::must_stand(&mut yaml, &documents.values);
    }
    let mut found = yaml.reader.found();
    found.sort_by_key(|d| (d.span.start, d.code));
    (file, found)
}

/// The JSON Schema of such a file, for editors: draft 7, with Chinese and English titles.
#[must_use]
pub fn schema() -> String {
    let (mut schema, forms) = described();
    let version = Count::schema(&mut schema);
    schema.file(forms, version)
}

/// The keys that only YAML has: the key, what it is called in Chinese, what it is in English.
#[must_use]
pub fn keys() -> Vec<(&'static str, &'static str, &'static str)> {
    let only = |row: &'static keywords::Keyword| {
        let what = row.position.strip_prefix("yaml only: ")?;
        Some((row.en?, schema::chinese(row.id), what))
    };
    keywords::all().filter_map(only).collect()
}

fn described() -> (Schema, Vec<Json>) {
    let mut schema = Schema::default();
    let forms = KINDS.iter().map(|kind| (kind.schema)(&mut schema)).collect();
    (schema, forms)
}

/// A declaration, by the key that it begins with.
struct KindOf {
    head: &'static str,
    read: fn(&mut Yaml, &[&Entry], Span) -> Option<Item>,
    schema: fn(&mut Schema) -> Json,
}

/// The kind of declaration that a form reads.
macro_rules! kind {
    ($form:ident, $head:literal, |$read:ident, $yaml:ident| $item:expr) => {
        KindOf {
            head: $head,
            read: |$yaml, entries, span| {
                let $read: $form = read_keys($yaml, entries, span);
                $item
            },
            schema: $form::schema,
        }
    };
}

const KINDS: &[KindOf] = &[
    kind!(SettingsForm, "settings", |form, _yaml| form.item()),
    kind!(CustomerForm, "customer_def", |form, _yaml| form.item()),
    kind!(SessionForm, "session_slots", |form, _yaml| form.item()),
    kind!(TeamForm, "team", |form, yaml| form.item(yaml)),
    kind!(TypeForm, "type", |form, yaml| form.item(yaml)),
    kind!(EventForm, "event_def", |form, _yaml| form.item()),
    kind!(TrackDeclForm, "track_def", |form, _yaml| form.item()),
    kind!(PluginForm, "plugin", |form, yaml| form.item(yaml)),
    kind!(TableForm, "table", |form, yaml| form.item(yaml)),
    kind!(SnippetForm, "snippet", |form, _yaml| form.item()),
    kind!(IntentForm, "intent", |form, yaml| form.item(yaml)),
    kind!(FaqForm, "faq", |form, yaml| form.item(yaml)),
    kind!(GlobalForm, "global", |form, _yaml| form.item()),
    kind!(PushForm, "push", |form, yaml| form.item(yaml)),
    kind!(FlowForm, "flow", |form, yaml| form.item(yaml)),
];

fn declaration(
    yaml: &mut Yaml,
    node: &Node,
    number: usize,
    version: &mut Option<crate::source::Spanned<u32>>,
) -> Option<Item> {
    if matches!(node.kind, Kind::Nothing) {
        return None;
    }
    if matches!(node.kind, Kind::List(_)) {
        let message = Message::new("一份文档写一个声明。", "A document holds one declaration.");
        let help = Message::new(
            "几个声明之间写一行 ---，不写成列表。",
            "Separate declarations by a line of ---, not as a list.",
        );
        yaml.report(Diagnostic::new(Code("E0101"), first_line(node), message).help(help));
        return None;
    }
    let all = entries(yaml, node, ("一个声明，如「flow: 退货」", "a declaration, such as `flow: returns`"))?;
    let rest = version::take(yaml, &all, number, version);
    let first = rest.first()?;
    let begins = |kind: &&KindOf| rest.iter().any(|entry| word(entry) == Some(keywords::en(kind.head)));
    match KINDS.iter().find(begins) {
        Some(kind) => {
            let before = yaml.reader.count();
            let item = (kind.read)(yaml, &rest, node.span);
            // What has a signature is lost with any part of it, or what uses it would be said not to fit.
            let fits = |item: &Item| {
                !matches!(item, Item::Event(_) | Item::Track(_) | Item::Snippet(_) | Item::Table(_))
            };
            item.filter(|item| fits(item) || yaml.reader.count() == before)
        }
        None => {
            let known: Vec<_> = KINDS.iter().map(|kind| keywords::en(kind.head)).collect();
            match word(first) {
                Some(key) => yaml.report(fault::unknown_key(first.key.span, key, &known)),
                None => yaml.report(fault::none_of(first.key.span, &known)),
            }
            None
        }
    }
}

/// Where a value begins.
fn first_line(node: &Node) -> Span {
    match &node.kind {
        // A list begins with its first dash, or with [.
        Kind::List(_) => Span { end: node.span.start.saturating_add(1), ..node.span },
        _ => node.span,
    }
}
