//! What is said: texts with their options, and snippets in their place.

use crate::ast::{LineOf, Say, StmtKind, Text, TextBody};
use crate::source::Span;

use super::button::ButtonsOf;
use super::call::Args;
use super::form::{Value, Yaml, form};
use super::schema::{Json, Schema};
use super::tree::{Kind, Node};
use super::value::{Channels, Count, List, NameOf, Pairs, PathOf, SnippetName, TextOf, Whole};

/// A text, or `{snippet: name, …}`.
pub(super) struct Spoken;

impl Value for Spoken {
    type Out = TextBody;

    fn read(yaml: &mut Yaml, node: &Node) -> Option<TextBody> {
        if !matches!(node.kind, Kind::Map(_)) {
            return yaml.template(node).map(TextBody::Literal);
        }
        let snippet = SnippetCall::read(yaml, node)?;
        Some(TextBody::Snippet(snippet.name?, snippet.args.read()?))
    }

    fn schema(schema: &mut Schema) -> Json {
        let snippet = SnippetCall::schema(schema);
        Json::any_of([TextOf::schema(schema), snippet])
    }
}

form! {
    /// 话术.N(…) in place of a text.
    SnippetCall ("{snippet: 话术名, …}", "{snippet: name, …}") {
        name: SnippetName = "snippet_ref" must;
    } + {
        args: Args;
    }
}

form! {
    /// What may stand beside any text.
    TextOptions ("一段话的别的写法", "options of a text") {
        variants: List<TextOf> = "or_say";
        lines: List<LineForm> = "y_lines";
        channels: Pairs<Channels, TextOf> = "channel";
        languages: Pairs<NameOf, TextOf> = "language";
    }
}

impl TextOptions {
    /// A text that begins with `body`.
    pub(super) fn text(self, body: TextBody, span: Span) -> Text {
        Text {
            body,
            variants: self.variants.unwrap_or_default(),
            lines: self.lines.unwrap_or_default().into_iter().filter_map(LineForm::line).collect(),
            channels: self.channels.unwrap_or_default(),
            languages: self.languages.unwrap_or_default(),
            span,
        }
    }

    /// Whether none of them was written.
    pub(super) fn is_empty(&self) -> bool {
        self.variants.is_none() && self.lines.is_none() && self.channels.is_none() && self.languages.is_none()
    }
}

form! {
    /// 另起
    LineForm ("{text: 一行话, …}", "{text: a line, …}") {
        text: TextOf = "y_text" must;
        each: PathOf = "line_each";
        condition: Whole = "line_if";
        max: Count = "line_max";
    }
}

impl LineForm {
    fn line(self) -> Option<LineOf> {
        Some(LineOf { each: self.each, text: self.text?, condition: self.condition, max: self.max })
    }
}

form! {
    /// `say`
    SayForm ("{say: 一段话, …}", "{say: a text, …}") {
        said: Spoken = "say" must;
        buttons: ButtonsOf = "buttons";
    } + {
        options: TextOptions;
    }
}

impl SayForm {
    pub(super) fn statement(self) -> Option<StmtKind> {
        let text = self.options.text(self.said?, self.at.head);
        Some(StmtKind::Say(Say { text, buttons: self.buttons.map(Box::new) }))
    }
}
