//! Texts with their options, and 话术 put in where they are named.

use super::scope::Scope;
use super::{Checker, Kind, path_span};
use crate::ast::{self, TextBody};
use crate::diagnostic::{Code, Diagnostic, Home, Message};
use crate::keywords::Family;
use crate::lower::substitute::with_args;
use crate::program::{Channelled, Expr, Line, Template, Text, TextId, TypeId};
use crate::source::Name;
use crate::value::{Field, Type, Value};

impl Checker<'_> {
    /// A text of the shop as an entry of the table of texts.
    pub(crate) fn text(&self, scope: &Scope<'_>, text: &ast::Text) -> TextId {
        let text = self.read_text(scope, text);
        self.add_text(text)
    }

    /// A single template as an entry of the table of texts.
    pub(crate) fn template_text(&self, scope: &Scope<'_>, template: &ast::Template) -> TextId {
        let variants = vec![self.template(scope, template)];
        self.add_text(Text { variants, lines: Vec::new(), special: Vec::new(), span: template.span })
    }

    /// A text with its options resolved.
    pub(crate) fn read_text(&self, scope: &Scope<'_>, text: &ast::Text) -> Text {
        let mut read = match &text.body {
            TextBody::Literal(template) => bare(self.template(scope, template)),
            TextBody::Snippet(path, args) => self.snippet(scope, path, args),
        };
        read.span = text.span;
        read.variants.extend(text.variants.iter().map(|t| self.template(scope, t)));
        for (channels, template) in &text.channels {
            let channels = channels.iter().filter_map(|c| self.channel(c)).collect();
            read.special.push(Channelled {
                channels,
                language: None,
                template: self.template(scope, template),
            });
        }
        for (language, template) in &text.languages {
            let language = Some(language.node.clone());
            read.special.push(Channelled {
                channels: Vec::new(),
                language,
                template: self.template(scope, template),
            });
        }
        read.lines.extend(text.lines.iter().map(|l| self.line(scope, l)));
        read
    }

    fn snippet(&self, scope: &Scope<'_>, path: &ast::Path, args: &[ast::Arg]) -> Text {
        let name = snippet_name(path);
        self.uses(Kind::Snippet, &name);
        let Some(snippet) = self.snippets.get(&name) else {
            let message =
                Message::new(format!("没有话术“{name}”。"), format!("There is no snippet \"{name}\"."));
            let found = Diagnostic::new(Code("E0401"), path_span(path), message).lacks(Home::Shop);
            self.report(self.suggest(found, &name, self.snippets.keys().map(String::as_str)));
            return bare(Template { parts: Vec::new() });
        };
        self.unmasked_args(scope, &snippet.params, args);
        let args = self.args(scope, &snippet.params, args, path_span(path));
        self.read_back_snippet(&snippet.text, path_span(path));
        let empty = |p: &Field| {
            matches!(p.ty.required(), Type::List(_)).then(|| Expr::Const(Value::List(Vec::new())))
        };
        let args: Vec<_> =
            args.into_iter().zip(&snippet.params).map(|(a, p)| a.or_else(|| empty(p))).collect();
        with_args(&snippet.text, &args)
    }

    fn line(&self, scope: &Scope<'_>, line: &ast::LineOf) -> Line {
        let each = line.each.as_ref().map(|path| self.list_at(scope, path));
        let inner = match &each {
            Some((_, item)) => scope.with_item(item.clone()),
            None => scope.clone(),
        };
        Line {
            each: each.map(|(list, _)| list),
            // Read in the order in which it is looked at: `ways::unset` tells the reads of a statement apart by it.
            condition: line.condition.as_ref().map(|c| self.condition(&inner, c)),
            template: self.template(&inner, &line.text),
            max: line.max.as_ref().map(|m| m.node),
        }
    }

    /// The index of a channel.
    pub(crate) fn channel(&self, name: &Name) -> Option<u16> {
        let channel = Type::Named(TypeId::CHANNEL);
        let member = self.member(&channel, &name.node);
        if member.is_none() {
            self.unknown_member(&channel, name);
        }
        member.map(|m| m.index)
    }
}

/// The name under which a snippet is kept: built-in ones under their Chinese name.
pub(crate) fn snippet_name(path: &ast::Path) -> String {
    let name = super::dotted(path);
    Family::Snippet.chinese(&name).map_or(name, str::to_owned)
}

fn bare(template: Template) -> Text {
    Text {
        variants: vec![template],
        lines: Vec::new(),
        special: Vec::new(),
        span: crate::source::Span::default(),
    }
}
