//! Declarations: a document each.

use crate::ast::{
    Busy, Correction, Faq, FieldDecl, Flow, Function, GlobalPart, Intent, Item, Migration, Move, Open, Push,
    Row, Rule, SlotDecl, Step, Table, TableRows, Team, TypeDecl, TypeDeclKind,
};
use crate::keywords::{self, Family};
use crate::source::{Name, Span, Spanned};

use super::Writer;
use super::map::{Map, Values, flag, list, literal, name, place, text, whole, words};
use super::page::{Out, Style};

impl Writer {
    /// The keys of a declaration.
    pub(super) fn item(&self, item: &Item) -> Map {
        match item {
            Item::Settings(settings) => {
                let setting = |all: Map, s: &crate::ast::Setting| {
                    let form =
                        Map::of("type", self.ty(&s.ty)).with("y_value", self.pieces.condition(&s.value));
                    all.named(s.name.node.as_str(), at(form.out(Style::Line), s.name.span))
                };
                Map::of("settings", settings.iter().fold(Map::default(), setting).out(Style::Block))
            }
            Item::Customer(fields, span) => {
                Map::of("customer_def", at(self.fields(fields, Style::Block), *span))
            }
            Item::SessionSlots(slots) => {
                let slot = |all: Map, s: &crate::ast::SessionSlot| {
                    let form = Map::of("type", self.ty(&s.ty)).with("keep", self.pieces.amount(&s.keep));
                    all.named(s.name.node.as_str(), at(form.out(Style::Line), s.name.span))
                };
                Map::of("session_slots", slots.iter().fold(Map::default(), slot).out(Style::Block))
            }
            Item::Team(team) => self.team(team),
            Item::Type(decl) => self.type_decl(decl),
            Item::Event(event) => Map::of("event_def", self.dotted(&event.name))
                .with("y_fields", self.fields(&event.fields, Style::Line)),
            Item::Track(track) => {
                Map::of("track_def", name(&track.name)).maybe("y_params", self.params(&track.params))
            }
            Item::Plugin(plugin) => {
                let functions = plugin.functions.iter().map(|f| self.function(f)).collect();
                Map::of("plugin", name(&plugin.name)).with("y_functions", list(functions, Style::Block))
            }
            Item::Table(table) => self.table(table),
            Item::Snippet(snippet) => {
                let label = text(self.pieces.builtin(Family::Snippet, &snippet.name), place(&snippet.name));
                let map = Map::of("snippet", label).maybe("y_params", self.params(&snippet.params));
                let map = match &snippet.text.body {
                    crate::ast::TextBody::Literal(template) => {
                        map.with("y_text", self.pieces.template(template))
                    }
                    crate::ast::TextBody::Snippet(path, _) => {
                        self.refuse(super::nameless(place(path)));
                        map
                    }
                };
                map.and(self.text_options(&snippet.text))
            }
            Item::Intent(intent) => self.intent(intent),
            Item::Faq(faq) => self.faq(faq),
            Item::FaqFile(file) => Map::of("faq", Map::of("from", words(file)).out(Style::Line)),
            Item::Global(parts) => {
                let parts = parts.iter().map(|part| self.global(part)).collect();
                Map::of("global", list(parts, Style::Block))
            }
            Item::Push(push) => self.push(push),
            Item::Flow(flow) => self.flow(flow),
        }
    }

    fn ty(&self, ty: &crate::ast::TypeExpr) -> Out {
        text(self.pieces.ty(ty), ty.span)
    }

    fn fields(&self, fields: &[FieldDecl], style: Style) -> Out {
        let field = |all: Map, f: &FieldDecl| {
            let value = match &f.default {
                None => self.ty(&f.ty),
                Some(default) => Map::of("type", self.ty(&f.ty))
                    .with("y_default", self.pieces.amount(default))
                    .out(Style::Line),
            };
            all.named(f.name.node.as_str(), at(value, f.name.span))
        };
        fields.iter().fold(Map::default(), field).out(style)
    }

    fn params(&self, params: &[FieldDecl]) -> Option<Out> {
        (!params.is_empty()).then(|| self.fields(params, Style::Line))
    }

    fn team(&self, team: &Team) -> Map {
        let open = |open: &Open| {
            let day = |day: &Name| text(self.pieces.of(Family::Weekday, &day.node), day.span);
            Map::of("y_days", from_to(day(&open.days.0), day(&open.days.1)))
                .with("y_hours", from_to(words(&open.hours.0), words(&open.hours.1)))
                .out(Style::Line)
        };
        Map::of("team", name(&team.name))
            .some("open", team.open.iter().map(open).collect(), Style::Block)
            .maybe("holidays", team.holidays.as_ref().map(|path| self.pieces.path(path)))
            .maybe("when_closed", team.when_closed.as_ref().map(|enter| self.enter(enter).out(Style::Line)))
            .maybe("resume", team.resume.map(flag))
    }

    fn type_decl(&self, decl: &TypeDecl) -> Map {
        let map = Map::of("type", name(&decl.name));
        match &decl.kind {
            TypeDeclKind::Enum(members) => {
                let member = |all: Map, (member, synonyms): &(Name, Vec<Spanned<String>>)| {
                    let synonyms = list(synonyms.iter().map(words).collect(), Style::Line);
                    all.named(member.node.as_str(), at(synonyms, member.span))
                };
                map.with("enum", members.iter().fold(Map::default(), member).out(Style::Block))
            }
            TypeDeclKind::Record(fields) => map.with("y_fields", self.fields(fields, Style::Block)),
            TypeDeclKind::Refined { base, pattern, unit, examples, no_match } => map
                .with("y_base", text(self.pieces.of(Family::Type, &base.node), base.span))
                .maybe("regex", pattern.as_ref().map(words))
                .maybe("unit", unit.as_ref().map(|u| text(self.pieces.unit_of(u.node), u.span)))
                .some("example", examples.iter().map(words).collect(), Style::Line)
                .maybe("no_match", no_match.as_ref().map(|t| self.pieces.template(t))),
        }
    }

    fn function(&self, f: &Function) -> Out {
        let head = if f.writes { "write" } else { "read" };
        Map::of(head, name(&f.name))
            .maybe("y_params", self.params(&f.params))
            .maybe("returns", self.params(&f.returns))
            .maybe("timeout", f.timeout.as_ref().map(|e| self.pieces.amount(e)))
            .maybe("retry", f.retry.as_ref().map(whole))
            .some("errors", self.named(&f.errors), Style::Line)
            .maybe("needs_confirmation", f.needs_confirmation.map(flag))
            .maybe("require", f.require.as_ref().map(|e| self.pieces.condition(e)))
            .out(Style::Block)
    }

    fn table(&self, table: &Table) -> Map {
        let map = Map::of("table", name(&table.name))
            .with("y_params", self.fields(&table.params, Style::Line))
            .with("returns", self.fields(&table.returns, Style::Line));
        match &table.rows {
            TableRows::File(file) => map.with("from", words(file)),
            TableRows::Inline(rows) => {
                map.with("y_rows", list(rows.iter().map(|row| self.row(row)).collect(), Style::Block))
            }
        }
    }

    fn row(&self, row: &Row) -> Out {
        let tests = row.tests.iter().flat_map(|test| self.tests(test)).collect();
        let cell = |cell: &Option<crate::ast::Expr>| match cell {
            Some(e) => self.pieces.amount(e),
            None => text(keywords::en("none"), Span::default()),
        };
        let out = Map::of("y_is", list(tests, Style::Line))
            .with("y_value", list(row.cells.iter().map(cell).collect(), Style::Line))
            .out(Style::Line);
        at(out, row.span)
    }

    fn intent(&self, intent: &Intent) -> Map {
        let rule = |rule: &Spanned<Rule>| {
            let listed = |all: &[String]| {
                list(all.iter().map(|word| text(word.as_str(), rule.span)).collect(), Style::Line)
            };
            match &rule.node {
                Rule::Words { any, none } => {
                    let map = Map::of("rule_has", listed(any));
                    if none.is_empty() { map } else { map.with("rule_hasnt", listed(none)) }
                }
                Rule::Regex(pattern) => Map::of("regex", text(pattern.as_str(), rule.span)),
            }
            .out(Style::Line)
        };
        Map::of("intent", text(self.pieces.builtin(Family::Intent, &intent.name), place(&intent.name)))
            .some("examples", intent.examples.iter().map(words).collect(), Style::Block)
            .some("not_examples", intent.negatives.iter().map(words).collect(), Style::Block)
            .some("rule", intent.rules.iter().map(rule).collect(), Style::Block)
    }

    fn faq(&self, faq: &Faq) -> Map {
        let map = Map::of("faq", name(&faq.name))
            .some("questions", faq.questions.iter().map(words).collect(), Style::Block)
            .maybe(
                "valid",
                faq.valid
                    .as_ref()
                    .map(|(from, to)| from_to(self.pieces.amount(from), self.pieces.amount(to))),
            );
        let Some(answer) = &faq.answer else { return map };
        let map = match &answer.body {
            crate::ast::TextBody::Literal(template) => map.with("answer", self.pieces.template(template)),
            crate::ast::TextBody::Snippet(path, _) => {
                self.refuse(super::nameless(place(path)));
                map
            }
        };
        map.and(self.text_options(answer))
            .maybe("image", faq.image.as_ref().map(|image| self.image(image)))
            .maybe("buttons", faq.buttons.as_ref().map(|buttons| self.buttons(buttons)))
    }

    fn global(&self, part: &GlobalPart) -> Out {
        match part {
            GlobalPart::Intent(path, block) => {
                Map::of("on_intent", text(self.pieces.builtin(Family::Intent, path), place(path)))
                    .with("y_do", self.block(block))
            }
            GlobalPart::Mood { mood, times, block } => {
                Map::of("sentiment", text(self.pieces.of(Family::Mood, &mood.node), mood.span))
                    .with("in_a_row", literal(times.to_string(), mood.span))
                    .with("y_do", self.block(block))
            }
            GlobalPart::Fallback(attempts) => {
                let attempt = |(times, block): &(Spanned<u32>, crate::ast::Block)| {
                    Map::of("attempt", whole(times)).with("y_do", self.block(block)).out(Style::Line)
                };
                Map::of("fallback", list(attempts.iter().map(attempt).collect(), Style::Block))
            }
            GlobalPart::SystemError(block) => Map::of("on_system_error", self.block(&block.node)),
            GlobalPart::NoReply(line) => Map::of("no_reply", self.no_reply(line)),
            GlobalPart::MaxTries(tries) => Map::of("after_tries", self.max_tries(tries)),
        }
        .out(Style::Statement)
    }

    fn push(&self, push: &Push) -> Map {
        let busy = |busy: &Spanned<Busy>| {
            let id = match busy.node {
                Busy::Wait => "busy_wait",
                Busy::Skip => "busy_skip",
            };
            text(keywords::en(id), busy.span)
        };
        let cap = |cap: &crate::ast::Cap| {
            let period = match &cap.period {
                Some(period) => Map::of("every", self.pieces.amount(period)),
                None => Map::of("per_day", flag(cap.max.span)),
            };
            period.with("cap_max", whole(&cap.max)).out(Style::Line)
        };
        let channel = |c: &Name| text(self.pieces.of(Family::Channel, &c.node), c.span);
        Map::of("push", name(&push.name))
            .maybe("trigger", push.trigger.as_ref().map(|trigger| self.signal(trigger).out(Style::Line)))
            .maybe("audience", push.audience.as_ref().map(|e| self.pieces.condition(e)))
            .maybe("send_window", push.window.as_ref().map(|(from, to)| from_to(words(from), words(to))))
            .maybe("frequency_cap", push.cap.as_ref().map(cap))
            .maybe("if_busy", push.if_busy.as_ref().map(busy))
            .some("channel_order", push.channels.iter().map(channel).collect(), Style::Line)
            .maybe("expires_after", push.expires_after.as_ref().map(|e| self.pieces.amount(e)))
            .and(push.enter.as_ref().map(|enter| self.enter(enter)).unwrap_or_default())
    }

    fn flow(&self, flow: &Flow) -> Map {
        let trigger = |t: &Spanned<crate::ast::Trigger>| self.signal(&t.node).out(Style::Line);
        let slot = |all: Map, slot: &SlotDecl| {
            all.named(slot.name.node.as_str(), at(self.slot(slot).out(Style::Line), slot.name.span))
        };
        let slots =
            (!flow.slots.is_empty()).then(|| flow.slots.iter().fold(Map::default(), slot).out(Style::Block));
        Map::of("flow", name(&flow.name))
            .with("version", whole(&flow.version))
            .maybe("description", flow.description.as_ref().map(words))
            .some("trigger", flow.triggers.iter().map(trigger).collect(), Style::Block)
            .some("outcomes", self.named(&flow.outcomes), Style::Line)
            .maybe("slots", slots)
            .some("y_steps", self.steps(&flow.steps), Style::Block)
            .apart("on_correction", flow.corrections.iter().map(|c| self.correction(c)).collect())
            .apart("migrate", flow.migrations.iter().map(|m| self.migration(m)).collect())
    }

    fn slot(&self, slot: &SlotDecl) -> Map {
        Map::of("type", self.ty(&slot.ty))
            .maybe("y_default", slot.default.as_ref().map(|e| self.pieces.amount(e)))
            .maybe("input", slot.input.map(flag))
            .maybe("output", slot.output.map(flag))
            .maybe("from", slot.from.as_ref().map(|path| self.pieces.path(path)))
            .maybe("save_to", slot.save_to.as_ref().map(|path| self.pieces.path(path)))
            .maybe("ask_before_filling", slot.always_ask.map(flag))
    }

    /// Steps, with a blank line between them.
    fn steps(&self, steps: &[Step]) -> Vec<Out> {
        let mut all: Vec<Out> = steps.iter().map(|step| self.step(step)).collect();
        all.iter_mut().skip(1).for_each(|step| step.apart = true);
        all
    }

    fn step(&self, step: &Step) -> Out {
        Map::of("step", name(&step.name))
            .maybe("uninterruptible", step.uninterruptible.map(flag))
            .with("y_do", self.block(&step.block))
            .out(Style::Block)
    }

    fn correction(&self, correction: &Correction) -> Out {
        Map::of("on_correction", name(&correction.slot))
            .with("corrected_as", name(&correction.new))
            .with("y_do", self.block(&correction.block))
            .out(Style::Block)
    }

    fn migration(&self, migration: &Migration) -> Out {
        let (mut steps, mut slots) = (Map::default(), Map::default());
        let removed = || Map::of("removed", literal("true", Span::default()));
        for one in &migration.moves {
            let (old, form, is_step) = match &one.node {
                Move::StepRenamed(old, new) => (old, Map::of("renamed", name(new)), true),
                Move::StepRemoved(old, to) => (old, removed().with("goto", name(to)), true),
                Move::SlotRenamed(old, new) => (old, Map::of("renamed", name(new)), false),
                Move::SlotRemoved(old) => (old, removed(), false),
            };
            let form = at(form.out(Style::Line), old.span);
            let to = if is_step { &mut steps } else { &mut slots };
            *to = std::mem::take(to).named(old.node.as_str(), form);
        }
        let some = |map: Map| (!map.is_empty()).then(|| map.out(Style::Line));
        Map::of("version", whole(&migration.from))
            .maybe("step", some(steps))
            .maybe("mig_slot", some(slots))
            .out(Style::Block)
    }
}

/// `{from: a, to: b}`
fn from_to(from: Out, to: Out) -> Out {
    Map::of("from", from).with("to", to).out(Style::Line)
}

/// A value that stands at a place.
fn at(mut out: Out, span: Span) -> Out {
    out.at = span.start;
    out
}
