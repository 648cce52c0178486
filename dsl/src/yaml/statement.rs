//! Statements: the key that a statement begins with says which form it has.

use crate::ast::{Stmt, StmtKind};
use crate::keywords;
use crate::source::Span;

use super::ask::AskForm;
use super::button::{CardForm, CarouselForm, ImageForm};
use super::call::{CallForm, EnterForm, LookupForm, TrackForm};
use super::control::{AwaitForm, ExperimentForm, ForEachForm, IfForm, LetForm, MatchForm, SetForm};
use super::fault;
use super::form::{Keyed, Value, Yaml, at_least_one, entries, form, head, read_keys, word};
use super::leave::LeaveForm;
use super::schema::{Json, Schema};
use super::text::SayForm;
use super::tree::{Entry, Kind, Node};
use super::value::{Flag, NameOf, TextOf};

form! {
    /// `repeat`
    RepeatForm ("{repeat: true}", "{repeat: true}") {
        repeat: Flag = "repeat" must;
    }
}

form! {
    /// `reask`
    ReaskForm ("{reask: 信息, text: 说什么}", "{reask: slot, text: text}") {
        slot: NameOf = "reask" must;
        text: TextOf = "y_text";
    }
}

/// Statements in order; at least one.
pub(super) struct Block;

impl Value for Block {
    type Out = crate::ast::Block;

    fn read(yaml: &mut Yaml, node: &Node) -> Option<Self::Out> {
        let wanted = ("语句的列表，每条前面加「- 」", "a list of statements, each with a `- ` before it");
        match &node.kind {
            Kind::List(items) if !items.is_empty() => {
                return Some(items.iter().filter_map(|item| statement(yaml, item)).collect());
            }
            Kind::Nothing | Kind::List(_) => yaml.report(fault::nothing(at_least_one(node.span), wanted)),
            _ => yaml.report(fault::wrong_kind(node.span, wanted)),
        }
        None
    }

    fn schema(schema: &mut Schema) -> Json {
        schema.statements(|schema| KINDS.iter().map(|kind| (kind.schema)(schema)).collect())
    }
}

/// A statement, by the key that it begins with.
struct KindOf {
    /// The rows of the keys; where a statement has several of the keys below, the first kind wins.
    heads: &'static [&'static str],
    ids: fn() -> Vec<&'static str>,
    read: fn(&mut Yaml, &[&Entry], Span) -> Option<StmtKind>,
    schema: fn(&mut Schema) -> Json,
}

/// The kind of statement that a form reads.
macro_rules! kind {
    ($form:ident, $heads:expr, |$read:ident, $yaml:ident| $statement:expr) => {
        KindOf {
            heads: &$heads,
            ids: $form::ids,
            read: |$yaml, entries, span| {
                let $read: $form = read_keys($yaml, entries, span);
                $statement
            },
            schema: $form::schema,
        }
    };
}

const KINDS: &[KindOf] = &[
    kind!(SayForm, ["say"], |form, _yaml| form.statement()),
    kind!(AskForm, ["ask"], |form, yaml| form.statement(yaml)),
    kind!(CallForm, ["call"], |form, _yaml| form.statement()),
    kind!(ForEachForm, ["for_each"], |form, yaml| form.statement(yaml)),
    kind!(EnterForm, ["y_call_flow"], |form, yaml| form.statement(yaml)),
    kind!(AwaitForm, ["await"], |form, _yaml| form.statement()),
    kind!(IfForm, ["if"], |form, _yaml| form.statement()),
    kind!(MatchForm, ["match"], |form, yaml| form.statement(yaml)),
    kind!(ExperimentForm, ["experiment"], |form, _yaml| form.statement()),
    kind!(LetForm, ["let"], |form, _yaml| form.statement()),
    kind!(SetForm, ["set"], |form, _yaml| form.statement()),
    kind!(LookupForm, ["lookup"], |form, _yaml| form.statement()),
    kind!(CarouselForm, ["carousel"], |form, _yaml| form.statement()),
    kind!(CardForm, ["card"], |form, _yaml| form.statement()),
    kind!(ImageForm, ["image"], |form, _yaml| form.statement()),
    kind!(TrackForm, ["track"], |form, _yaml| form.statement()),
    kind!(RepeatForm, ["repeat"], |form, _yaml| form.repeat.map(|_| StmtKind::Repeat)),
    kind!(ReaskForm, ["reask"], |form, _yaml| Some(StmtKind::Reask(form.slot?, form.text))),
    kind!(LeaveForm, ["goto", "handoff", "cancel_flow", "end"], |form, yaml| form.statement(yaml)),
];

/// One statement.
pub(super) fn statement(yaml: &mut Yaml, node: &Node) -> Option<Stmt> {
    let entries = entries(yaml, node, ("一条语句，如「say: 你好」", "a statement, such as `say: Hello`"))?;
    let stands = |id: &'static str, entry: &Entry| word(entry) == Some(keywords::en(id));
    let begins = |kind: &&KindOf| kind.heads.iter().any(|id| entries.iter().any(|e| stands(id, e)));
    let Some(kind) = KINDS.iter().find(begins) else {
        nothing_known(yaml, &entries, node.span);
        return None;
    };
    let own = (kind.ids)();
    let mut kept = Vec::new();
    for entry in &entries {
        let other = KINDS.iter().flat_map(|k| k.heads).any(|id| stands(id, entry));
        let key = word(entry).unwrap_or_default();
        if other && !own.iter().any(|id| stands(id, entry)) {
            yaml.report(fault::statement_within(entry.key.span, key));
        } else {
            kept.push(*entry);
        }
    }
    let first = kept.iter().find(|entry| kind.heads.iter().any(|id| stands(id, entry)));
    let span = first.map_or(node.span, |first| head(first));
    let found = (kind.read)(yaml, &kept, node.span)?;
    Some(Stmt { kind: found, span })
}

/// A mapping that begins as no statement does: its first key is what was mistyped.
fn nothing_known(yaml: &mut Yaml, entries: &[&Entry], span: Span) {
    let heads: Vec<_> = KINDS.iter().flat_map(|kind| kind.heads).map(|id| keywords::en(id)).collect();
    match entries.first().and_then(|first| Some((first.key.span, word(first)?))) {
        Some((at, key)) => yaml.report(fault::unknown_key(at, key, &heads)),
        None => yaml.report(fault::none_of(span, &heads)),
    }
}
