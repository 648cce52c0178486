//! The values of a YAML file, each with its place; nothing is taken for a number or a truth by its look.

use granit_parser::{Event, Parser, ScalarStyle};

use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Span};

use super::{align, broken, fault};

/// How deep values may be nested.
pub(super) const DEPTH_LIMIT: usize = 64;
/// How many bytes a file may have.
const BYTE_LIMIT: usize = 1 << 20;
/// How many values a file may have.
const NODE_LIMIT: usize = 250_000;

/// A value.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

/// The kinds of values.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// Nothing is written.
    Nothing,
    /// A word or words.
    Scalar(Scalar),
    /// `- a` or `[a]`.
    List(Vec<Node>),
    /// `a: b` or `{a: b}`, in order.
    Map(Vec<Entry>),
}

/// Words, as they are meant, and where each byte of them stands.
#[derive(Debug, Clone)]
pub(super) struct Scalar {
    pub(super) text: String,
    pub(super) places: align::Places,
}

/// `key: value`.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) key: Node,
    pub(super) value: Node,
}

/// What a file holds: the value of each of its documents that could be read.
#[derive(Debug, Default)]
pub(super) struct Documents {
    pub(super) values: Vec<Node>,
    pub(super) found: Vec<Diagnostic>,
}

/// Reads the documents of a file. One that is no YAML is reported, and those behind it are read all the same.
pub(super) fn read(source: SourceId, text: &str) -> Documents {
    let mut documents = Documents::default();
    if text.len() > BYTE_LIMIT {
        documents.found.push(fault::too_long(source, text));
        return documents;
    }
    let mut parser = Parser::new_from_str_with_options(
        text,
        granit_parser::options! { emit_comments: false, emit_anchor_events: true },
    );
    let mut build = Build { source, text, open: Vec::new(), done: None, nodes: 0 };
    loop {
        let wrong = match parser.next_event() {
            None | Some(Ok((Event::StreamEnd, _))) => break,
            Some(Ok((Event::DocumentEnd, _))) => {
                documents.values.extend(build.done.take());
                Ok(())
            }
            Some(Ok((event, span))) => build.event(event, span),
            Some(Err(error)) => Err(Box::new(broken::diagnostic(source, text, &error))),
        };
        if let Err(found) = wrong {
            documents.found.push(*found);
            (build.open, build.done) = (Vec::new(), None);
            let over = build.nodes > NODE_LIMIT;
            if over || !matches!(parser.proceed_next_document(), Ok(true)) {
                break;
            }
        }
    }
    documents
}

/// A list or a mapping that is not yet closed.
struct Open {
    start: Span,
    is_map: bool,
    /// Of a mapping, keys and values by turns.
    parts: Vec<Node>,
}

struct Build<'t> {
    source: SourceId,
    text: &'t str,
    open: Vec<Open>,
    done: Option<Node>,
    nodes: usize,
}

impl Build<'_> {
    fn event(&mut self, event: Event<'_>, at: granit_parser::Span) -> Result<(), Box<Diagnostic>> {
        let span = self.span(at);
        if event.tag().is_some() {
            let written = at.tag_span().map_or(span, |tag| self.span(tag));
            return Err(Box::new(fault::tag(written)));
        }
        if event.is_alias() || matches!(event, Event::Anchor(..)) {
            return Err(Box::new(fault::alias(span)));
        }
        match event {
            Event::Scalar(text, style, ..) => {
                let kind = if style == ScalarStyle::Plain && span.start == span.end {
                    Kind::Nothing
                } else {
                    let places = align::places(self.text, &text, style, span);
                    Kind::Scalar(Scalar { text: text.into_owned(), places })
                };
                let nothing = matches!(kind, Kind::Nothing);
                let span = if nothing { self.character_before(span) } else { self.without_line_end(span) };
                self.add(Node { kind, span })
            }
            Event::SequenceStart(..) => self.begin(span, false),
            Event::MappingStart(..) => self.begin(span, true),
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            _ => Ok(()),
        }
    }

    fn span(&self, at: granit_parser::Span) -> Span {
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let range = at.byte_range().unwrap_or_default();
        Span { source: self.source, start: place(range.start), end: place(range.end) }
    }

    /// Where nothing is written, what stands before it is shown: the whole character, usually the colon.
    fn character_before(&self, span: Span) -> Span {
        let before = self.text.get(..span.start as usize).unwrap_or_default();
        let length = before.chars().next_back().map_or(0, char::len_utf8);
        Span { start: span.start.saturating_sub(u32::try_from(length).unwrap_or(0)), ..span }
    }

    /// A block scalar reaches up to the next line; its words do not.
    fn without_line_end(&self, span: Span) -> Span {
        let written = self.text.get(span.start as usize..span.end as usize).unwrap_or_default();
        let blank = written.len() - written.trim_end().len();
        Span { end: span.end.saturating_sub(u32::try_from(blank).unwrap_or(0)), ..span }
    }

    fn begin(&mut self, start: Span, is_map: bool) -> Result<(), Box<Diagnostic>> {
        if self.open.len() == DEPTH_LIMIT {
            return Err(Box::new(fault::too_deep(start, DEPTH_LIMIT)));
        }
        self.open.push(Open { start, is_map, parts: Vec::new() });
        Ok(())
    }

    fn end(&mut self, span: Span) -> Result<(), Box<Diagnostic>> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        // A block ends where its last part does, not where the next line begins.
        let end = match open.parts.last() {
            Some(last) if span.start == span.end => last.span.end,
            _ => span.end,
        };
        let span = Span { end: end.max(open.start.end), ..open.start };
        let kind = if open.is_map { Kind::Map(entries(open.parts)) } else { Kind::List(open.parts) };
        self.add(Node { kind, span })
    }

    fn add(&mut self, node: Node) -> Result<(), Box<Diagnostic>> {
        self.nodes += 1;
        if self.nodes > NODE_LIMIT {
            return Err(Box::new(fault::too_many(node.span, NODE_LIMIT)));
        }
        match self.open.last_mut() {
            Some(open) => open.parts.push(node),
            None => self.done = Some(node),
        }
        Ok(())
    }
}

fn entries(parts: Vec<Node>) -> Vec<Entry> {
    let mut parts = parts.into_iter();
    std::iter::from_fn(|| Some(Entry { key: parts.next()?, value: parts.next()? })).collect()
}

/// Where the comments of a file stand, each from its mark to the end of its line.
pub(crate) fn comments(source: SourceId, text: &str) -> Vec<Span> {
    let options = granit_parser::options! { max_buffered_comment_events: usize::MAX };
    let events = Parser::new_from_str_with_options(text, options).map_while(Result::ok);
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let comments = events.filter(|(event, _)| matches!(event, Event::Comment(..)));
    comments
        .filter_map(|(_, span)| span.byte_range())
        .map(|range| Span { source, start: place(range.start), end: place(range.end) })
        .collect()
}
