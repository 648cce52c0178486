//! Drives the small shop: reads texts with the matcher, answers calls, moves the clock, and writes down what happens.

use crate::intent::Matcher;
use crate::{
    Body, Button, Call, CallResult, ConversationId, Customer, Effect, Event, Fault, Outcome, Part, Press,
    ReplyBody, Session, step,
};
use huashu_dsl::program::{EventId, Program, TypeId, TypeKind};
use huashu_dsl::value::{Field, Instant, MediaKind, Member, Millis, Money, Type, Value};
use huashu_dsl::{Settings, Sources, compile};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// 2026-11-20 10:00 in Shanghai.
const MORNING: Instant = Instant(1_795_140_000_000);

/// The small shop with its matcher.
pub(super) struct Shop {
    pub(super) program: Program,
    pub(super) matcher: Matcher,
}

impl Shop {
    pub(super) fn new() -> Result<Self, Box<dyn std::error::Error>> {
        let mut sources = Sources::new();
        sources.add("小店.flow", include_str!("../../../tests-data/step/小店.flow"));
        let compiled = compile(&sources, &Settings::default());
        let program = compiled.program.ok_or_else(|| format!("{:?}", compiled.diagnostics))?;
        let matcher = Matcher::new(&program);
        Ok(Self { program, matcher })
    }
}

/// A line of a transcript.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'t> {
    /// A title or a remark.
    Note,
    /// What someone does.
    Input(&'t str),
    /// What was to be seen.
    Shown,
}

impl<'t> Line<'t> {
    pub(super) fn parse(line: &'t str) -> Self {
        let input = ["客:", "点 ", "图 ", "+ ", "! ", "模拟 ", "交还", "渠道 ", "订单 ", "手机 "]
            .iter()
            .any(|mark| line.starts_with(mark));
        let shown = ["店:", "  |", "  [", "=>"].iter().any(|mark| line.starts_with(mark));
        if input {
            Self::Input(line)
        } else if shown {
            Self::Shown
        } else {
            Self::Note
        }
    }
}

/// A conversation that is being held.
pub(super) struct Driver<'s> {
    shop: &'s Shop,
    pub(super) session: Session,
    customer: Customer,
    now: Instant,
    /// Every button that was shown.
    pub(super) buttons: Vec<Button>,
    mocks: BTreeMap<String, CallResult>,
    /// Every session with the event that came to it.
    pub(super) history: Vec<(Session, Event, Outcome)>,
    /// Steps that could not be made, but for those that a driver must not ask for.
    pub(super) faults: Vec<Fault>,
}

impl<'s> Driver<'s> {
    pub(super) fn new(shop: &'s Shop) -> Self {
        let fields = vec![
            None,
            Some(Value::Bool(true)),
            Some(Value::Number(Decimal::ZERO)),
            Some(Value::List(vec![text("1234567890123456789"), text("1234567890123456780")])),
            Some(Value::List(vec![order("针织衫"), order("牛仔裤")])),
        ];
        let session = Session::new(&shop.program, ConversationId([1; 16]), 0);
        let customer = Customer { id: "c1".to_owned(), fields, arms: Vec::new(), pushes: Vec::new() };
        Self {
            shop,
            session,
            customer,
            now: MORNING,
            buttons: Vec::new(),
            mocks: BTreeMap::new(),
            history: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// Takes an input line and gives what is seen of it.
    pub(super) fn take(&mut self, line: &str) -> Result<Vec<String>, Box<dyn std::error::Error>> {
        let (mark, rest) = line.split_once([' ', ':']).unwrap_or((line, ""));
        let rest = rest.trim();
        let body = match mark {
            "客" => Body::Said(
                rest.split('/').map(|words| Part::Text(self.shop.matcher.read(words.trim()))).collect(),
            ),
            "图" => Body::Said(vec![Part::Media(MediaKind::Image, rest.to_owned())]),
            "点" => self.pressed(rest)?,
            "!" => Body::Happened(EventId(0), Value::Record(vec![Some(text(rest))])),
            "交还" => Body::HandedBack,
            "+" => return Ok(self.wait(Millis(rest.parse::<i64>()? * 1_000))?),
            "渠道" => {
                self.session.channel = rest.parse()?;
                return Ok(Vec::new());
            }
            "订单" => return Ok(self.orders(rest)),
            "手机" => {
                self.customer.fields[0] = Some(text(rest));
                return Ok(Vec::new());
            }
            _ => return Ok(self.mock(rest)?),
        };
        Ok(self.turn(body)?)
    }

    fn pressed(&self, label: &str) -> Result<Body, String> {
        let button = self
            .buttons
            .iter()
            .rfind(|b| b.label.to_string() == label)
            .ok_or_else(|| format!("no button {label}"))?;
        Ok(match button.press {
            Press::Payload(payload) => Body::Pressed(payload),
            Press::Words => Body::Said(vec![Part::Text(self.shop.matcher.read(label))]),
        })
    }

    fn mock(&mut self, rest: &str) -> Result<Vec<String>, String> {
        let (name, result) = rest.split_once(' ').ok_or("模拟 P.f 结果")?;
        let result = match result {
            "超时" => CallResult::TimedOut,
            "系统错" => CallResult::Broke("down".to_owned()),
            number => CallResult::Failed(number.parse().map_err(|_| "a number of an error")?),
        };
        self.mocks.insert(name.to_owned(), result);
        Ok(Vec::new())
    }

    /// What the customer has ordered of late, newest first.
    fn orders(&mut self, goods: &str) -> Vec<String> {
        self.customer.fields[4] = Some(Value::List(goods.split('、').map(order).collect()));
        Vec::new()
    }

    fn wait(&mut self, span: Millis) -> Result<Vec<String>, Fault> {
        let until = self.now + span;
        let mut shown = Vec::new();
        while let Some(at) = self.session.wakes_at(&self.shop.program).filter(|at| *at <= until) {
            self.now = at;
            shown.extend(self.turn(Body::Fired)?);
        }
        self.now = until;
        Ok(shown)
    }

    /// Takes an event and whatever the calls that it opens bring.
    pub(super) fn turn(&mut self, body: Body) -> Result<Vec<String>, Fault> {
        let mut shown = self.event(body)?;
        while let Some(id) = self.session.call {
            let result = self
                .history
                .last()
                .and_then(|(_, _, outcome)| outcome.effects.last())
                .map(|effect| self.answer(effect));
            shown.extend(self.event(Body::Returned(id, result.unwrap_or(CallResult::TimedOut)))?);
        }
        Ok(shown)
    }

    fn event(&mut self, body: Body) -> Result<Vec<String>, Fault> {
        let event = Event { at: self.now, seed: 7, customer: self.customer.clone(), body };
        let outcome = step(&self.shop.program, &self.session, &event);
        if let Err(fault) = outcome.as_ref()
            && !matches!(fault, Fault::Misfit(_))
        {
            self.faults.push(fault.clone());
        }
        let outcome = outcome?;
        let before = std::mem::replace(&mut self.session, outcome.session.clone());
        let shown = outcome.effects.iter().flat_map(|effect| self.shown(effect)).collect();
        self.history.push((before, event, outcome));
        Ok(shown)
    }

    fn answer(&self, effect: &Effect) -> CallResult {
        let Effect::Call(call) = effect else { return CallResult::TimedOut };
        let function = self.function(call);
        match self.mocks.get(&function.0) {
            Some(result) => result.clone(),
            None => CallResult::Ok(record(&self.shop.program, function.1)),
        }
    }

    fn function(&self, call: &Call) -> (String, &'s [Field]) {
        let function = self.shop.program.functions.get(call.function.index());
        function.map(|f| (f.full_name(), f.returns.as_slice())).unwrap_or_default()
    }

    fn shown(&mut self, effect: &Effect) -> Vec<String> {
        match effect {
            Effect::Reply(part) => self.reply(&part.body),
            Effect::Call(call) => {
                let writes = self.shop.program.functions.get(call.function.index()).is_some_and(|f| f.writes);
                if writes { vec![format!("=> {}", self.function(call).0)] } else { Vec::new() }
            }
            Effect::Handoff(h) => {
                let team =
                    self.shop.program.teams.get(h.team.index()).map(|t| t.name.as_str()).unwrap_or_default();
                let note = h.note.as_ref().map(|n| format!(" 附言 {n}")).unwrap_or_default();
                vec![format!("=> 转人工 {team} {:?}{note}", h.reason)]
            }
            Effect::Profile(field, value) => {
                if let Some(known) = self.customer.fields.get_mut(usize::from(*field)) {
                    known.clone_from(value);
                }
                vec![format!("=> 顾客 {field} {value:?}")]
            }
            Effect::Track(..) => vec!["=> 统计".to_owned()],
            Effect::Pushed(id, at) => {
                let name = self.shop.program.pushes.get(id.index()).map_or("", |p| p.name.as_str());
                self.customer.pushes.push((name.to_owned(), *at));
                vec![format!("=> 推送 {name}")]
            }
            Effect::Arm(_, arm) => vec![format!("=> 试验 {arm}")],
            Effect::Ended(flow, outcome) => {
                let flow = self.shop.program.flows.get(flow.index());
                let outcome = flow
                    .and_then(|f| f.outcomes.get(outcome.index()))
                    .map(String::as_str)
                    .unwrap_or_default();
                vec![format!("=> {} 结束 {outcome}", flow.map(|f| f.name.as_str()).unwrap_or_default())]
            }
        }
    }

    fn reply(&mut self, body: &ReplyBody) -> Vec<String> {
        match body {
            ReplyBody::Bubble(lines) => (0..)
                .zip(lines)
                .map(|(n, line)| format!("{}{line}", if n == 0 { "店: " } else { "  | " }))
                .collect(),
            ReplyBody::Buttons(buttons) => {
                self.buttons.extend(buttons.iter().cloned());
                let labels: Vec<_> = buttons.iter().map(|b| b.label.to_string()).collect();
                vec![format!("  [按钮] {}", labels.join(" | "))]
            }
            other => vec![format!("  [{other:?}]")],
        }
    }
}

fn order(goods: &str) -> Value {
    let number = if goods == "针织衫" { "1234567890123456789" } else { "1234567890123456780" };
    Value::Record(vec![Some(text(number)), Some(text(goods)), Some(Value::Money(Money(19_900)))])
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn record(program: &Program, fields: &[Field]) -> Value {
    Value::Record(fields.iter().map(|field| sample(program, &field.ty, &field.name)).collect())
}

/// Some value of a type; two of each in a list.
fn sample(program: &Program, ty: &Type, name: &str) -> Option<Value> {
    Some(match ty {
        Type::Number | Type::Integer => Value::Number(Decimal::ONE),
        Type::Money => Value::Money(Money(19_900)),
        Type::Bool => Value::Bool(true),
        Type::DateTime => Value::DateTime(MORNING),
        Type::Optional(_) => return None,
        Type::Record(fields) => record(program, fields),
        Type::Named(id) => named(program, *id, name)?,
        Type::List(item) => {
            let names = ["针织衫", "牛仔裤", "袜子"];
            Value::List(names.iter().filter_map(|name| sample(program, item, name)).collect())
        }
        _ => text(name),
    })
}

fn named(program: &Program, id: TypeId, name: &str) -> Option<Value> {
    Some(match &program.types.get(id.index())?.kind {
        TypeKind::Enum(_) => Value::Member(Member { ty: id, index: 0 }),
        TypeKind::Record(fields) => {
            Value::Record(fields.iter().map(|field| sample(program, &field.ty, name)).collect())
        }
        TypeKind::Measure(_) => Value::Number(Decimal::ONE_HUNDRED),
        TypeKind::Pattern(_) => text("1234567890123456789"),
    })
}
