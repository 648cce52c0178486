//! Statements and what stands in them.

use crate::ast::{
    Arg, Ask, Block, Button, Buttons, ButtonsKind, Call, Card, Enter, ErrorName, ExprKind, ImageSource,
    LineOf, MaxTries, NoReply, NoReplyAction, Say, Stmt, StmtKind, Template, TemplatePart, Test, Text,
    TextBody, Trigger, WayOut,
};
use crate::keywords::{self, Family};
use crate::source::Spanned;

use super::Writer;
use super::map::{Map, Values, flag, list, literal, name, names, place, text, whole};
use super::page::{Out, Style};

impl Writer {
    /// Statements in order.
    pub(super) fn block(&self, block: &Block) -> Out {
        list(block.iter().map(|statement| self.statement(statement)).collect(), Style::Alone)
    }

    fn statement(&self, statement: &Stmt) -> Out {
        let mut out = self.statement_of(&statement.kind).out(Style::Statement);
        out.at = statement.span.start;
        out
    }

    fn statement_of(&self, kind: &StmtKind) -> Map {
        match kind {
            StmtKind::Say(say) => self.say(say),
            StmtKind::Ask(ask) => self.ask(ask),
            StmtKind::Call(call) => self.call(call),
            StmtKind::Enter(enter, unfinished) => {
                self.enter(enter).maybe("unfinished", unfinished.as_ref().map(|block| self.block(block)))
            }
            StmtKind::ForEach { item, list, max, enter, unfinished } => Map::of("for_each", name(item))
                .with("from", self.pieces.path(list))
                .with("each_max", whole(max))
                .and(self.enter(enter))
                .maybe("unfinished", unfinished.as_ref().map(|block| self.block(block))),
            StmtKind::Await { event, filter, within, then, timeout } => Map::of("await", self.dotted(event))
                .maybe("where", filter.as_ref().map(|e| self.pieces.condition(e)))
                .with("within", self.pieces.amount(within))
                .with("then", self.block(then))
                .with("on_timeout", self.block(timeout)),
            StmtKind::If { branches, otherwise } => self.when(branches, otherwise.as_ref()),
            StmtKind::Match { subject, arms } => Map::of("match", self.pieces.path(subject)).some(
                "y_cases",
                arms.iter().map(|(test, block)| self.arm(test, block)).collect(),
                Style::Block,
            ),
            StmtKind::Experiment { name: label, arms } => Map::of("experiment", name(label)).some(
                "y_cases",
                arms.iter().map(|(arm, share, block)| self.share(arm, share, block)).collect(),
                Style::Block,
            ),
            StmtKind::Let(label, value) => {
                Map::of("let", name(label)).with("y_value", self.pieces.condition(value))
            }
            StmtKind::Set(path, value) => {
                Map::of("set", self.pieces.path(path)).with("y_value", self.pieces.condition(value))
            }
            StmtKind::Lookup { table, args, result } => {
                Map::of("lookup", name(table)).and(self.args(args)).with("as", name(result))
            }
            StmtKind::Card(card) => {
                Map::of("card", self.pieces.template(&card.title)).and(self.card_parts(card))
            }
            StmtKind::Carousel { list, max, card } => Map::of("carousel", self.pieces.path(list))
                .with("y_title", self.pieces.template(&card.title))
                .maybe("line_max", max.as_ref().map(whole))
                .and(self.card_parts(card)),
            StmtKind::Image(image) => Map::of("image", self.image(image)),
            StmtKind::Track(label, args) => Map::of("track", name(label)).and(self.args(args)),
            StmtKind::Repeat => Map::of("repeat", literal("true", crate::Span::default())),
            StmtKind::Reask(slot, words) => {
                Map::of("reask", name(slot)).maybe("y_text", self.maybe_template(words.as_ref()))
            }
            StmtKind::Leave(way) => self.leave(way),
        }
    }

    fn maybe_template(&self, template: Option<&Template>) -> Option<Out> {
        template.map(|template| self.pieces.template(template))
    }

    fn when(&self, branches: &[(crate::ast::Expr, Block)], otherwise: Option<&Block>) -> Map {
        let branch = |(condition, block): &(crate::ast::Expr, Block)| {
            Map::of("if", self.pieces.condition(condition)).with("then", self.block(block))
        };
        let Some((first, more)) = branches.split_first() else { return Map::default() };
        branch(first)
            .some("elif", more.iter().map(|next| branch(next).out(Style::Line)).collect(), Style::Block)
            .maybe("else", otherwise.map(|block| self.block(block)))
    }

    fn arm(&self, test: &Spanned<Test>, block: &Block) -> Out {
        let is = list(self.tests(test), Style::Line);
        Map::of("y_is", is).with("y_do", self.block(block)).out(Style::Line)
    }

    /// The tests of an arm, one by one.
    pub(super) fn tests(&self, test: &Spanned<Test>) -> Vec<Out> {
        let one = |test: &Test| literal(self.pieces.test(test), crate::Span::default());
        let mut tests = match &test.node {
            Test::Values(values) => values.iter().map(|v| one(&Test::Values(vec![v.clone()]))).collect(),
            other => vec![one(other)],
        };
        if let Some(first) = tests.first_mut() {
            first.at = test.span.start;
        }
        tests
    }

    fn share(&self, arm: &crate::Name, share: &Spanned<String>, block: &Block) -> Out {
        Map::of("y_is", name(arm))
            .with("y_share", text(format!("{}%", share.node), share.span))
            .with("y_do", self.block(block))
            .out(Style::Line)
    }

    fn say(&self, say: &Say) -> Map {
        Map::of("say", self.spoken(&say.text.body))
            .and(self.text_options(&say.text))
            .maybe("buttons", say.buttons.as_ref().map(|buttons| self.buttons(buttons)))
    }

    fn spoken(&self, body: &TextBody) -> Out {
        match body {
            TextBody::Literal(template) => self.pieces.template(template),
            TextBody::Snippet(path, args) => {
                let snippet = text(self.pieces.builtin(Family::Snippet, path), place(path));
                Map::of("snippet_ref", snippet).and(self.args(args)).out(Style::Line)
            }
        }
    }

    /// What stands beside a text.
    pub(super) fn text_options(&self, said: &Text) -> Map {
        let variants = said.variants.iter().map(|words| self.pieces.template(words)).collect();
        let lines = said.lines.iter().map(|line| self.line(line)).collect();
        let mut map =
            Map::default().some("or_say", variants, Style::Line).some("y_lines", lines, Style::Block);
        if !said.channels.is_empty() {
            let channel = |all: Map, (channels, words): &(Vec<crate::Name>, Template)| {
                let names: Vec<_> =
                    channels.iter().map(|c| self.pieces.of(Family::Channel, &c.node)).collect();
                all.named(names.join(", "), self.pieces.template(words))
            };
            map = map.with("channel", said.channels.iter().fold(Map::default(), channel).out(Style::Line));
        }
        if !said.languages.is_empty() {
            let language = |all: Map, (language, words): &(crate::Name, Template)| {
                all.named(language.node.as_str(), self.pieces.template(words))
            };
            map = map.with("language", said.languages.iter().fold(Map::default(), language).out(Style::Line));
        }
        map
    }

    fn line(&self, line: &LineOf) -> Out {
        Map::of("y_text", self.pieces.template(&line.text))
            .maybe("line_each", line.each.as_ref().map(|path| self.pieces.path(path)))
            .maybe("line_if", line.condition.as_ref().map(|e| self.pieces.condition(e)))
            .maybe("line_max", line.max.as_ref().map(whole))
            .out(Style::Line)
    }

    fn ask(&self, ask: &Ask) -> Map {
        let require = |(condition, words): &(crate::ast::Expr, Template)| {
            Map::of("if", self.pieces.condition(condition))
                .with("require_else", self.pieces.template(words))
                .out(Style::Line)
        };
        let on = |(trigger, block): &(Spanned<Trigger>, Block)| {
            self.signal(&trigger.node).with("y_do", self.block(block)).out(Style::Line)
        };
        let collect = |c: &crate::ast::Collect| {
            Map::of("y_min", whole(&c.min))
                .with("cap_max", whole(&c.max))
                .with("done_label", self.pieces.template(&c.done))
                .out(Style::Line)
        };
        Map::of("ask", name(&ask.slot))
            .with("y_text", self.spoken(&ask.text.body))
            .and(self.text_options(&ask.text))
            .maybe(
                "card",
                ask.card.as_ref().map(|card| {
                    Map::of("y_title", self.pieces.template(&card.title))
                        .and(self.card_parts(card))
                        .out(Style::Line)
                }),
            )
            .maybe("image", ask.image.as_ref().map(|image| self.image(image)))
            .maybe("buttons", ask.buttons.as_ref().map(|buttons| self.buttons(buttons)))
            .some("require", ask.require.iter().map(require).collect(), Style::Block)
            .maybe("collect", ask.collect.as_ref().map(collect))
            .maybe("explicit", ask.explicit.map(flag))
            .some("on", ask.interrupts.iter().map(on).collect(), Style::Block)
            .maybe("no_match", self.maybe_template(ask.no_match.as_ref()))
            .maybe("after_tries", ask.max_tries.as_ref().map(|tries| self.max_tries(tries)))
            .some("no_reply", ask.no_reply.iter().map(|line| self.no_reply(line)).collect(), Style::Alone)
            .maybe(
                "skippable",
                ask.skippable.as_ref().map(|words| self.flag_or_text(words.node.as_ref(), words.span)),
            )
    }

    /// `true`, or a text.
    fn flag_or_text(&self, words: Option<&Template>, span: crate::Span) -> Out {
        let Some(words) = words else { return flag(span) };
        let alone = match words.parts.as_slice() {
            [TemplatePart::Text(text)] => text.as_str(),
            _ => "",
        };
        if matches!(alone, "true" | "false") {
            self.refuse(super::truth(words.span));
        }
        self.pieces.template(words)
    }

    /// 没回
    pub(super) fn no_reply(&self, line: &NoReply) -> Out {
        let map = Map::of("y_after", self.pieces.amount(&line.after));
        match &line.action {
            NoReplyAction::Remind(words) => map.with("remind", self.pieces.template(words)),
            NoReplyAction::Done => map.with("done", literal("true", crate::Span::default())),
            NoReplyAction::Leave(way) => map.and(self.leave(way)),
        }
        .out(Style::Line)
    }

    /// 问满
    pub(super) fn max_tries(&self, tries: &MaxTries) -> Out {
        Map::of("y_times", whole(&tries.times)).and(self.leave(&tries.leave)).out(Style::Line)
    }

    /// A way out.
    fn leave(&self, way: &WayOut) -> Map {
        match way {
            WayOut::Goto(step) => Map::of("goto", name(step)),
            WayOut::Handoff { team, note, priority } => {
                Map::of("handoff", name(team)).maybe("note", self.maybe_template(note.as_ref())).maybe(
                    "priority",
                    priority.as_ref().map(|level| match &level.kind {
                        ExprKind::Path(path) => text(self.pieces.priority(path), level.span),
                        _ => self.pieces.condition(level),
                    }),
                )
            }
            WayOut::Cancel(words) => {
                Map::of("cancel_flow", self.flag_or_text(words.as_ref(), crate::Span::default()))
            }
            WayOut::End(label) => Map::of("end", name(label)),
        }
    }

    /// 触发, 遇到
    pub(super) fn signal(&self, trigger: &Trigger) -> Map {
        match trigger {
            Trigger::Intent(path) => {
                Map::of("by_intent", text(self.pieces.builtin(Family::Intent, path), place(path)))
            }
            Trigger::Event(path, filter) => Map::of("by_event", self.dotted(path))
                .maybe("where", filter.as_ref().map(|e| self.pieces.condition(e))),
        }
    }

    fn call(&self, call: &Call) -> Map {
        let arm = |(errors, block): &(Vec<Spanned<ErrorName>>, Block)| {
            let error = |e: &Spanned<ErrorName>| {
                let word = match &e.node {
                    ErrorName::Declared(name) => name.as_str(),
                    ErrorName::Timeout => keywords::en("err_timeout"),
                    ErrorName::System => keywords::en("err_system"),
                    ErrorName::Other => keywords::en("other_error"),
                };
                text(word, e.span)
            };
            Map::of("y_is", list(errors.iter().map(error).collect(), Style::Line))
                .with("y_do", self.block(block))
                .out(Style::Line)
        };
        Map::of("call", self.dotted(&call.function))
            .and(self.args(&call.args))
            .maybe("as", call.result.as_ref().map(name))
            .some("on_error", call.on_error.iter().map(arm).collect(), Style::Block)
    }

    /// 进入 流程
    pub(super) fn enter(&self, enter: &Enter) -> Map {
        Map::of("y_call_flow", name(&enter.flow))
            .and(self.args(&enter.args))
            .maybe("as", enter.result.as_ref().map(name))
    }

    /// Arguments: texts under a key of their own. Of several, one without a name takes that of its value.
    fn args(&self, args: &[Arg]) -> Map {
        if let [Arg { name: None, value }] = args {
            return match &value.kind {
                ExprKind::Text(words) => Map::of("y_texts", self.pieces.template(words)),
                _ => Map::of("y_args", self.argument(value)),
            };
        }
        let (mut expressions, mut texts) = (Map::default(), Map::default());
        for arg in args {
            let own = match &arg.value.kind {
                ExprKind::Path(path) => path.last(),
                _ => None,
            };
            let Some(label) = arg.name.as_ref().or(own) else {
                self.refuse(super::nameless(arg.value.span));
                continue;
            };
            let label = label.node.as_str();
            match &arg.value.kind {
                ExprKind::Text(words) => texts = texts.named(label, self.pieces.template(words)),
                _ => expressions = expressions.named(label, self.argument(&arg.value)),
            }
        }
        let some = |map: Map| (!map.is_empty()).then(|| map.out(Style::Line));
        Map::default().maybe("y_args", some(expressions)).maybe("y_texts", some(texts))
    }

    fn argument(&self, value: &crate::ast::Expr) -> Out {
        literal(self.pieces.argument(value), value.span)
    }

    /// 按钮
    pub(super) fn buttons(&self, buttons: &Buttons) -> Out {
        let mut out = match &buttons.kind {
            ButtonsKind::All => text(keywords::en("all"), buttons.span),
            ButtonsKind::Fixed(all) => {
                list(all.iter().map(|button| self.button(button)).collect(), Style::Line)
            }
            ButtonsKind::Link(label, url) => list(vec![self.link(label, url)], Style::Line),
            ButtonsKind::FromList { list, label, value, condition, max } => {
                Map::of("from", self.pieces.path(list))
                    .with("label", self.pieces.template(label))
                    .maybe("value", value.as_ref().map(name))
                    .maybe("line_if", condition.as_ref().map(|e| self.pieces.condition(e)))
                    .maybe("line_max", max.as_ref().map(whole))
                    .out(Style::Line)
            }
        };
        out.at = buttons.span.start;
        out
    }

    fn button(&self, button: &Button) -> Out {
        match button {
            Button::Member(member, label) => {
                Map::of("value", name(member)).maybe("label", self.maybe_template(label.as_ref()))
            }
            Button::Bool(yes, label) => Map::of("value", literal(yes.to_string(), label.span))
                .with("label", self.pieces.template(label)),
            Button::Text(label) => Map::of("label", self.pieces.template(label)),
        }
        .out(Style::Line)
    }

    fn link(&self, label: &Template, url: &Template) -> Out {
        Map::of("label", self.pieces.template(label))
            .with("open_link", self.pieces.template(url))
            .out(Style::Line)
    }

    fn card_parts(&self, card: &Card) -> Map {
        let row = |buttons: &Buttons| match &buttons.kind {
            ButtonsKind::Link(label, url) => self.link(label, url),
            ButtonsKind::Fixed(all) if all.len() == 1 => {
                all.first().map_or_else(|| self.buttons(buttons), |button| self.button(button))
            }
            _ => self.buttons(buttons),
        };
        Map::default()
            .maybe("image", card.image.as_ref().map(|image| self.image(image)))
            .maybe("body", self.maybe_template(card.body.as_ref()))
            .some("buttons", card.buttons.iter().map(row).collect(), Style::Line)
    }

    /// 图片
    pub(super) fn image(&self, image: &ImageSource) -> Out {
        match image {
            ImageSource::Text(template) => self.pieces.template(template),
            ImageSource::Path(path) => Map::of("from", self.pieces.path(path)).out(Style::Line),
        }
    }

    /// Several names of one list in one line.
    pub(super) fn named(&self, all: &[crate::Name]) -> Vec<Out> {
        names(all)
    }
}
