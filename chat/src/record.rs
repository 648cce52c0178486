//! What a turn shows, as the lines that record it.
//!
//! * `店:` one bubble; its further lines follow as `|`, its buttons, cards and pictures as `[按钮] a | b`, `[卡片] title / text / link`, `[图片] address`.
//!   On a channel without buttons they are numbered: `[按钮] 1 a | 2 b`.
//! * `=>` what leaves the conversation, in order: `=> P.f(名: 值, …)` for each call of a writing function (arguments by name, in the
//!   order of the signature, 无 left out; `-> 错误名` behind it where it failed), `=> 转人工 组 附言 "…" 优先 高`, `=> 顾客.X = 值`.
//! * `〔…〕` the trace, last; see [`crate::trace`].
//!
//! A value read from a path under `@遮住` is printed as `{path}`.

use crate::ast::RecordedKind;
use crate::drive::{Drive, Sight};
use crate::shown::Shown;
use crate::trace;
use crate::word::word;
use huashu_dsl::program::{TypeId, TypeKind};
use huashu_dsl::value::{Field, Value};
use huashu_engine::render;
use huashu_engine::{Button, Call, CallResult, Card, Handoff, Piece, Rendered, ReplyBody};

impl Drive<'_> {
    /// The lines of the turn just played.
    pub(crate) fn record(&self) -> Vec<Shown> {
        let mut lines: Vec<_> = self.seen.sights.iter().flat_map(|sight| self.sight(sight)).collect();
        lines.extend(trace::of_turn(self).map(|text| Shown::new(RecordedKind::Trace, text)));
        lines
    }

    /// The lines of one sight.
    pub(crate) fn sight(&self, sight: &Sight) -> Vec<Shown> {
        let effect = |text| vec![Shown::new(RecordedKind::Effect, text)];
        match sight {
            Sight::Reply(part) => self.reply(&part.body),
            Sight::Write(call, result) => effect(self.write(call, result)),
            Sight::Handoff(handoff) => effect(self.handoff(handoff)),
            Sight::Profile(field, value) => effect(self.profile(*field, value.as_ref())),
        }
    }

    fn reply(&self, body: &ReplyBody) -> Vec<Shown> {
        match body {
            ReplyBody::Bubble(lines) => {
                let kinds =
                    std::iter::once(RecordedKind::Bubble).chain(std::iter::repeat(RecordedKind::More));
                kinds.zip(lines).map(|(kind, line)| Shown::new(kind, self.masked(line))).collect()
            }
            ReplyBody::Buttons(buttons) => vec![Shown::new(RecordedKind::Buttons, self.buttons(buttons))],
            ReplyBody::Card(card) => vec![self.card(card)],
            ReplyBody::Carousel(cards) => cards.iter().map(|card| self.card(card)).collect(),
            ReplyBody::Image(address) => vec![Shown::new(RecordedKind::Image, address.as_str())],
        }
    }

    /// The engine has numbered them where the channel has no buttons.
    fn buttons(&self, buttons: &[Button]) -> String {
        buttons.iter().map(|b| self.masked(&b.label)).collect::<Vec<_>>().join(" | ")
    }

    fn card(&self, card: &Card) -> Shown {
        let links = card.links.iter().map(|(label, _)| label);
        let parts: Vec<_> = std::iter::once(&card.title)
            .chain(&card.body)
            .chain(links)
            .map(|part| self.masked(part))
            .collect();
        Shown::new(RecordedKind::Card, parts.join(" / "))
    }

    fn write(&self, call: &Call, result: &CallResult) -> String {
        let Some(function) = self.program.functions.get(call.function.index()) else { return String::new() };
        let pair = |(field, value): (&Field, &Option<Value>)| {
            Some(format!("{}: {}", field.name, self.literal(value.as_ref()?, field)))
        };
        let args: Vec<_> = function.params.iter().zip(&call.args).filter_map(pair).collect();
        let failed = match result {
            CallResult::Ok(_) => String::new(),
            CallResult::Failed(error) => {
                format!(" -> {}", function.errors.get(usize::from(*error)).map_or("", String::as_str))
            }
            CallResult::TimedOut => format!(" -> {}", word("err_timeout", self.spelling)),
            CallResult::Broke(_) => format!(" -> {}", word("err_system", self.spelling)),
        };
        format!("{}({}){failed}", function.full_name(), args.join(", "))
    }

    fn literal(&self, value: &Value, field: &Field) -> String {
        render::literal(self.program, value, &field.ty)
    }

    fn handoff(&self, handoff: &Handoff) -> String {
        let team = self.program.teams.get(handoff.team.index()).map_or("", |t| t.name.as_str());
        let mut text = format!("{} {team}", word("handoff", self.spelling));
        if let Some(note) = &handoff.note {
            text.push_str(&format!(" {} \"{}\"", word("note", self.spelling), self.masked(note)));
        }
        if let Some(priority) = handoff.priority.and_then(|p| self.priority(p)) {
            text.push_str(&format!(" {} {priority}", word("priority", self.spelling)));
        }
        text
    }

    fn priority(&self, member: u16) -> Option<&str> {
        match &self.program.types.get(TypeId::PRIORITY.index())?.kind {
            TypeKind::Enum(members) => members.get(usize::from(member)).map(|m| m.name.as_str()),
            _ => None,
        }
    }

    fn profile(&self, field: u16, value: Option<&Value>) -> String {
        let Some(field) = self.program.customer.get(usize::from(field)) else { return String::new() };
        let value = value.map_or_else(|| "无".to_owned(), |v| self.literal(v, field));
        format!("{}.{} = {value}", word("root_customer", self.spelling), field.name)
    }

    /// The text with every value under `@遮住` as `{path}`.
    fn masked(&self, text: &Rendered) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Value(_, path) if self.world.masks.contains(path) => format!("{{{path}}}"),
            Piece::Words(text) | Piece::Value(text, _) => text.clone(),
        };
        text.0.iter().map(piece).collect()
    }
}
