//! What each channel can carry: how long a bubble may be, and what has no form at all there.
//!
//! Buttons become numbered lines and cards their title, text and links where a channel has none; those are never wrong. Lengths are
//! estimated from above: the longest form of a text, with every 另起 at its 最多 and every hole at a usual length of its type.

use super::Checker;
use super::place::element;
use super::types::fields;
use super::walk::each_stmt;
use crate::ast::{self, StmtKind as Said};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::keywords::{self, Family};
use crate::program::{
    Expr, Flow, Node, Part, Place, Program, Root, StmtKind, Template, Text, TypeId, TypeKind,
};
use crate::value::Type;

/// The members of 渠道 that carry nothing but words, by their Chinese names.
const WORDS_ONLY: [&str; 2] = ["短信", "电话"];
/// The one of them whose words are heard.
const HEARD: &str = "电话";
/// What makes an address out of a text.
const LINK: &str = "://";

/// How long a bubble may be.
enum Limit {
    /// 短信: 500 characters, the signature included; mobile operators refuse more, however many parts it is sent in.
    Characters(usize),
    /// 微信: 2,048 bytes in UTF-8, the limit of a customer-service message.
    Bytes(usize),
}

/// The channels that have a limit, by their place in 渠道.
const LIMITS: [(u16, Limit); 2] = [(1, Limit::Bytes(2_048)), (2, Limit::Characters(500))];

/// Lines of a 另起 逐个 that has no 最多.
const LINES: usize = 10;

/// Reports what a flow says that a channel it is said on cannot carry.
pub(crate) fn check(checker: &Checker<'_>, program: &Program, flow: &Flow, decl: &ast::Flow) {
    for node in &flow.nodes {
        if let Some(text) = text_of(program, flow, node) {
            too_long(checker, &Lengths { program, flow }, text);
        }
    }
    for block in decl.steps.iter().map(|s| &s.block).chain(decl.corrections.iter().map(|c| &c.block)) {
        each_stmt(block, &mut |stmt| match &stmt.kind {
            Said::Say(say) => heard_links(checker, &say.text),
            Said::Ask(ask) => {
                heard_links(checker, &ask.text);
                unanswerable(checker, flow, ask);
            }
            _ => {}
        });
    }
}

fn text_of<'p>(program: &'p Program, flow: &Flow, node: &Node) -> Option<&'p Text> {
    let id = match &node.stmt {
        StmtKind::Say(id, _) => *id,
        StmtKind::Ask(id) => flow.asks.get(id.index())?.text,
        _ => return None,
    };
    program.texts.get(id.index())
}

/// Reports a 渠道 电话 form with an address in it.
fn heard_links(checker: &Checker<'_>, text: &ast::Text) {
    let heard = |name: &crate::source::Name| Family::Channel.chinese(&name.node) == Some(HEARD);
    for (_, template) in text.channels.iter().filter(|(names, _)| names.iter().any(heard)) {
        let links = |p: &ast::TemplatePart| matches!(p, ast::TemplatePart::Text(t) if t.contains(LINK));
        if template.parts.iter().any(links) {
            let message = Message::new(
                "电话里念出来的链接，顾客点不开。",
                "A link that is read aloud cannot be opened.",
            );
            let help = Message::new(
                "说清楚去哪里看，或者说“稍后短信发您”。",
                "Say where to find it, or that a message with it follows.",
            );
            checker.report(Diagnostic::new(Code("E0903"), template.span, message).help(help));
        }
    }
}

/// Reports a question for a picture that is also asked where none can be sent, and cannot be skipped.
fn unanswerable(checker: &Checker<'_>, flow: &Flow, ask: &ast::Ask) {
    let slot = flow.slots.iter().find(|s| s.name == ask.slot.node);
    let sent = slot.is_some_and(|s| matches!(element(&s.ty).unwrap_or(&s.ty).required(), Type::Media(_)));
    if !sent || ask.skippable.is_some() {
        return;
    }
    let words_only = |name: &&crate::source::Name| {
        Family::Channel.chinese(&name.node).is_some_and(|channel| WORDS_ONLY.contains(&channel))
    };
    for name in ask.text.channels.iter().flat_map(|(names, _)| names).filter(words_only).take(1) {
        let message = Message::new(
            format!("{}里发不了“{}”，这个问题又不能跳过，顾客答不了。", name.node, ask.slot.node),
            format!(
                "\"{}\" cannot be sent on `{}`, and this question cannot be skipped.",
                ask.slot.node, name.node
            ),
        );
        let help = Message::new("加一行“可跳过”。", "Add `skippable`.");
        checker.report(Diagnostic::new(Code("E0903"), name.span, message).help(help));
    }
}

fn too_long(checker: &Checker<'_>, lengths: &Lengths<'_>, text: &Text) {
    for (channel, limit) in &LIMITS {
        let (length, most, unit) = match limit {
            Limit::Characters(most) => {
                (lengths.text(text, *channel, characters), *most, ("字", "characters"))
            }
            Limit::Bytes(most) => (lengths.text(text, *channel, bytes), *most, ("字节", "bytes")),
        };
        if length <= most {
            continue;
        }
        let row = Family::Channel.rows().nth(usize::from(*channel));
        let name = |lang| row.map_or("", |k| k.spelling(lang));
        let (zh, en) = (name(crate::diagnostic::Lang::Zh), name(crate::diagnostic::Lang::En));
        let message = Message::new(
            format!("{zh}一条最多 {most} {}，这一句最长估计有 {length}。", unit.0),
            format!("A bubble on `{en}` takes {most} {}; this one may have {length}.", unit.1),
        );
        let help = Message::new(
            format!("给 另起 写上 最多 几行，或者加一行“渠道 {zh} \"…\"”说短一点。"),
            format!("Give its lines a `max`, or add `channel {en} \"…\"` with a shorter text."),
        );
        return checker.report(Diagnostic::new(Code("E0904"), text.span, message).help(help));
    }
}

fn characters(text: &str) -> usize {
    text.chars().count()
}

fn bytes(text: &str) -> usize {
    text.len()
}

/// Estimates of how long texts become.
struct Lengths<'p> {
    program: &'p Program,
    flow: &'p Flow,
}

impl Lengths<'_> {
    /// The longest that is said on a channel.
    fn text(&self, text: &Text, channel: u16, measure: fn(&str) -> usize) -> usize {
        let own = text.special.iter().filter(|s| s.channels.contains(&channel)).map(|s| &s.template);
        let own: Vec<&Template> = own.collect();
        let others = text.special.iter().filter(|s| s.channels.is_empty()).map(|s| &s.template);
        let all: Vec<&Template> =
            if own.is_empty() { text.variants.iter().chain(others).collect() } else { own };
        let head = all.into_iter().map(|t| self.template(t, None, measure)).max().unwrap_or_default();
        let lines = text.lines.iter().map(|line| {
            let item = line.each.as_ref().and_then(|e| self.ty(e, None)).and_then(|t| element(&t).cloned());
            let times = match &line.each {
                Some(_) => line.max.and_then(|max| usize::try_from(max).ok()).unwrap_or(LINES),
                None => 1,
            };
            times.saturating_mul(self.template(&line.template, item.as_ref(), measure) + 1)
        });
        lines.fold(head, usize::saturating_add)
    }

    fn template(&self, template: &Template, item: Option<&Type>, measure: fn(&str) -> usize) -> usize {
        let part = |part: &Part| match part {
            Part::Text(text) => measure(text),
            // A character of a value counts as a Chinese one.
            Part::Hole(hole) => self.hole(&hole.value, item) * measure("字"),
        };
        template.parts.iter().map(part).fold(0, usize::saturating_add)
    }

    fn hole(&self, value: &Expr, item: Option<&Type>) -> usize {
        self.ty(value, item).map_or(20, |ty| self.usual(&ty))
    }

    /// How many characters a value usually has at most.
    fn usual(&self, ty: &Type) -> usize {
        match ty.required() {
            Type::Number | Type::Integer | Type::Duration | Type::Date | Type::Time => 6,
            Type::Money => 8,
            Type::Phone | Type::DateTime | Type::Named(TypeId::ADDRESS) => 12,
            Type::Bool => 1,
            Type::Media(_) => 0,
            Type::List(inner) => self.usual(inner).saturating_mul(5),
            Type::Named(id) => match self.program.types.get(id.index()).map(|t| &t.kind) {
                Some(TypeKind::Enum(all)) => {
                    all.iter().map(|m| characters(&m.name)).max().unwrap_or_default()
                }
                Some(TypeKind::Measure(_)) => 6,
                _ => 20,
            },
            Type::Text | Type::Email | Type::TaxId | Type::Record(_) | Type::Optional(_) => 20,
        }
    }

    /// The type of what is read; none where that is not worth finding out.
    fn ty(&self, e: &Expr, item: Option<&Type>) -> Option<Type> {
        let Expr::Read(Place { root, fields: path }) = e else { return None };
        let mut ty = match root {
            Root::Slot(id) => self.flow.slots.get(id.index())?.ty.clone(),
            Root::Customer(i) => self.program.customer.get(usize::from(*i))?.ty.clone(),
            Root::Session(id) => self.program.session_slots.get(id.index())?.ty.clone(),
            Root::Shop(id) => self.program.settings.get(id.index())?.ty.clone(),
            Root::Item => item?.clone(),
            Root::Now => Type::DateTime,
            Root::Today => Type::Date,
            _ => return None,
        };
        for index in path {
            ty = fields(self.program, &ty)?.get(usize::from(*index))?.ty.clone();
        }
        Some(ty)
    }
}

/// Reports pictures in flows that a push begins on a channel without any.
pub(crate) fn pushed(checker: &Checker<'_>, program: &Program) {
    for push in &program.pushes {
        let channel = |i: &u16| Family::Channel.rows().nth(usize::from(*i));
        let bare = push
            .channels
            .iter()
            .filter_map(channel)
            .find(|k| k.zh.is_some_and(|zh| WORDS_ONLY.contains(&zh)));
        let (Some(bare), Some(flow)) = (bare, program.flows.get(push.enter.flow.index())) else { continue };
        let pictures = flow.nodes.iter().filter(|n| matches!(n.stmt, StmtKind::Image(_)));
        for node in pictures {
            let (zh, en) =
                (bare.spelling(crate::diagnostic::Lang::Zh), bare.spelling(crate::diagnostic::Lang::En));
            let message = Message::new(
                format!("推送“{}”会从{zh}开始这个流程，那里显示不了图片。", push.name),
                format!("Push \"{}\" begins this flow on `{en}`, which shows no pictures.", push.name),
            );
            let help = Message::new(
                format!(
                    "换成 卡片（{zh}里会变成文字和链接），或者从 {} 里去掉{zh}。",
                    keywords::zh("channel_order")
                ),
                format!(
                    "Use a card, which becomes words and links there, or leave `{en}` out of `channel_order`."
                ),
            );
            checker.report(Diagnostic::new(Code("E0903"), node.span, message).help(help));
        }
    }
}
