//! The world a conversation plays in, made from its setups: clock, customer, shared slots, mocks.

use crate::ast::{At, Raw, Setup, SetupKind};
use crate::mock;
use crate::problem::{SETUP, problem};
use crate::record_of::fill;
use huashu_dsl::program::{FunctionId, Program, TypeId, TypeKind};
use huashu_dsl::value::{Instant, Type, Value};
use huashu_dsl::{Diagnostic, Message, Name, Span};
use huashu_engine::eval::zone_named;
use huashu_engine::{CallResult, Customer};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Everything outside of the conversation.
#[derive(Debug, Clone)]
pub(crate) struct World {
    /// The frozen clock.
    pub(crate) now: Instant,
    /// The only chance there is.
    pub(crate) seed: u64,
    /// The member of 渠道.
    pub(crate) channel: u16,
    /// 顾客
    pub(crate) customer: Customer,
    /// 会话.X, by index.
    pub(crate) shared: Vec<Option<Value>>,
    /// What each function answers.
    pub(crate) mocks: BTreeMap<FunctionId, CallResult>,
    /// Paths whose values are not printed.
    pub(crate) masks: Vec<String>,
    /// @到
    pub(crate) at: Option<At>,
}

/// The clock of a conversation that sets none.
const NOON: jiff::civil::DateTime = jiff::civil::date(2026, 1, 1).at(12, 0, 0, 0);

impl World {
    /// The world of a conversation without setups.
    pub(crate) fn new(program: &Program) -> Self {
        Self {
            now: instant(program, NOON).unwrap_or_default(),
            seed: 0,
            channel: 0,
            customer: Customer {
                id: "顾客".to_owned(),
                fields: defaults(program),
                arms: Vec::new(),
                pushes: Vec::new(),
            },
            shared: vec![None; program.session_slots.len()],
            mocks: BTreeMap::new(),
            masks: Vec::new(),
            at: None,
        }
    }

    /// The world after `setups`, later ones winning.
    pub(crate) fn with(mut self, program: &Program, setups: &[Setup]) -> Result<Self, Vec<Diagnostic>> {
        let problems: Vec<_> =
            setups.iter().filter_map(|setup| self.set(program, setup).err()).flatten().collect();
        if problems.is_empty() { Ok(self) } else { Err(problems) }
    }

    /// Applies one setup.
    pub(crate) fn set(&mut self, program: &Program, setup: &Setup) -> Result<(), Vec<Diagnostic>> {
        match &setup.kind {
            SetupKind::Time(time) => {
                self.now = instant(program, *time).ok_or_else(|| vec![no_such_time(setup.span)])?;
            }
            SetupKind::Channel(name) => self.channel = member(program, TypeId::CHANNEL, name)?,
            SetupKind::Seed(seed) => self.seed = *seed,
            SetupKind::Customer(raw) => self.customer(program, raw)?,
            SetupKind::Session(raw) => self.session(program, raw)?,
            SetupKind::Shop(_) => {}
            SetupKind::Mock(function, answer) => {
                let (function, answer) = mock::read(program, function, answer)?;
                self.mocks.insert(function, answer);
            }
            SetupKind::Redact(path) => self.masks.push(path.node.clone()),
            SetupKind::Experiment(name, arm) => self.arm(program, name, arm)?,
            SetupKind::At(at) => self.at = Some(at.clone()),
        }
        Ok(())
    }

    fn customer(&mut self, program: &Program, raw: &Raw) -> Result<(), Vec<Diagnostic>> {
        let known: Vec<_> = program.customer.iter().map(|f| f.name.as_str()).collect();
        let place = |name: &str| {
            program.customer.iter().enumerate().find(|(_, f)| f.name == name).map(|(i, f)| (i, f.ty.clone()))
        };
        fill(program, raw, &known, place, |i, value| put(&mut self.customer.fields, i, value))
    }

    fn session(&mut self, program: &Program, raw: &Raw) -> Result<(), Vec<Diagnostic>> {
        let slots = &program.session_slots;
        let known: Vec<_> = slots.iter().map(|s| s.name.as_str()).collect();
        let place = |name: &str| {
            slots.iter().enumerate().find(|(_, s)| s.name == name).map(|(i, s)| (i, s.ty.clone()))
        };
        fill(program, raw, &known, place, |i, value| put(&mut self.shared, i, value))
    }

    fn arm(&mut self, program: &Program, name: &Name, arm: &Name) -> Result<(), Vec<Diagnostic>> {
        if !program.experiments.contains(&name.node) {
            return Err(vec![unknown(
                name,
                "试验",
                "experiment",
                program.experiments.iter().map(String::as_str),
            )]);
        }
        self.customer.arms.retain(|(known, _)| *known != name.node);
        self.customer.arms.push((name.node.clone(), arm.node.clone()));
        Ok(())
    }
}

/// `program` with the settings of every `@店铺`.
pub(crate) fn shop<'p, 's>(
    program: &'p Program,
    setups: impl Iterator<Item = &'s Setup>,
) -> Result<Cow<'p, Program>, Vec<Diagnostic>> {
    let mut shop = Cow::Borrowed(program);
    for setup in setups {
        let SetupKind::Shop(raw) = &setup.kind else { continue };
        let known: Vec<_> = program.settings.iter().map(|s| s.name.as_str()).collect();
        let place = |name: &str| {
            program.settings.iter().enumerate().find(|(_, s)| s.name == name).map(|(i, s)| (i, s.ty.clone()))
        };
        fill(program, raw, &known, place, |i, value| {
            if let Some(setting) = shop.to_mut().settings.get_mut(i) {
                setting.value = value;
            }
        })?;
    }
    Ok(shop)
}

/// The defaults of the customer's fields; a list without one is empty, never unset.
fn defaults(program: &Program) -> Vec<Option<Value>> {
    let default = |field: &huashu_dsl::value::Field| match (&field.default, &field.ty) {
        (Some(value), _) => Some(value.clone()),
        (None, Type::List(_)) => Some(Value::List(Vec::new())),
        _ => None,
    };
    program.customer.iter().map(default).collect()
}

fn put(values: &mut [Option<Value>], index: usize, value: Value) {
    if let Some(place) = values.get_mut(index) {
        *place = Some(value);
    }
}

/// `time` by the shop's clock.
pub(crate) fn instant(program: &Program, time: jiff::civil::DateTime) -> Option<Instant> {
    let zoned = zone_named(&program.time_zone).to_zoned(time).ok()?;
    Some(Instant(zoned.timestamp().as_millisecond()))
}

fn no_such_time(span: Span) -> Diagnostic {
    problem(SETUP, span, "这个时间在店铺的时区里不存在", "there is no such time in the shop's zone")
}

fn member(program: &Program, ty: TypeId, name: &Name) -> Result<u16, Vec<Diagnostic>> {
    let members = match program.types.get(ty.index()).map(|t| &t.kind) {
        Some(TypeKind::Enum(members)) => members.as_slice(),
        _ => &[],
    };
    let fits = |m: &huashu_dsl::program::EnumMember| m.name == name.node || m.synonyms.contains(&name.node);
    let found = members.iter().position(fits).and_then(|i| u16::try_from(i).ok());
    found.ok_or_else(|| vec![unknown(name, "渠道", "channel", members.iter().map(|m| m.name.as_str()))])
}

/// `name` is nothing of this `kind`; `known` are.
pub(crate) fn unknown<'k>(
    name: &Name,
    zh: &str,
    en: &str,
    known: impl Iterator<Item = &'k str>,
) -> Diagnostic {
    let known: Vec<_> = known.take(12).collect();
    let message = problem(
        SETUP,
        name.span,
        format!("没有叫“{}”的{zh}", name.node),
        format!("there is no {en} `{}`", name.node),
    );
    message
        .help(Message::new(format!("可以写：{}", known.join(" ")), format!("known: `{}`", known.join(" "))))
}
