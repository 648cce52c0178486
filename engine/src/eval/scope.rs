//! Everything an expression may read.

use crate::session::{Frame, Held, Session};
use huashu_dsl::program::{EventId, FlowId, Program, StepId};
use huashu_dsl::value::{Instant, Value};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use std::cell::OnceCell;

/// What an expression reads: references only, so making one costs a few words and no allocation.
///
/// Make one with [`Scope::new`] or [`Scope::of`], set the public fields that differ, and narrow it with
/// [`Scope::with_item`] for lists. What a scope does not have reads as 无.
#[derive(Debug, Clone)]
pub struct Scope<'a> {
    /// The shop.
    pub program: &'a Program,
    /// The slots of the running flow; empty where no flow runs.
    pub slots: &'a [Held],
    /// 顾客, one a field of `Program::customer`; changes of this turn are already in it.
    pub customer: &'a [Option<Value>],
    /// 会话.X with the time at which each is forgotten: at that time it is unset.
    pub shared: &'a [Option<(Value, Instant)>],
    /// 事件: the record of the event that triggered the flow.
    pub event: Option<&'a Value>,
    /// Which event it is a record of, which says what types its fields have.
    pub event_id: Option<EventId>,
    /// 事件 inside 等到 and 遇到 事件: the last record of each event that was waited for.
    pub arrived: &'a [(EventId, Value)],
    /// 现在
    pub at: Instant,
    /// 当前.渠道: a member of 渠道.
    pub channel: u16,
    /// The customer's language tag, which chooses 语言 forms of texts.
    pub language: Option<&'a str>,
    /// 当前.被调用
    pub called: bool,
    /// 当前.流程
    pub flow: Option<FlowId>,
    /// 当前.步骤, within `flow`.
    pub step: Option<StepId>,
    /// The item of the innermost list.
    pub item: Option<&'a Value>,
    /// Arguments of a built-in sentence or of a signature; `None` is an argument left out.
    pub params: &'a [Option<Value>],
    /// The new value inside 更正时.
    pub new_value: Option<&'a Value>,
    pub(crate) zone: Zone<'a>,
}

impl<'a> Scope<'a> {
    /// A scope with nothing but the shop and the time.
    #[must_use]
    pub fn new(program: &'a Program, at: Instant) -> Self {
        Self {
            program,
            slots: &[],
            customer: &[],
            shared: &[],
            event: None,
            event_id: None,
            arrived: &[],
            at,
            channel: 0,
            language: None,
            called: false,
            flow: None,
            step: None,
            item: None,
            params: &[],
            new_value: None,
            zone: Zone::default(),
        }
    }

    /// What `frame` reads in `session`; without a frame, what the session reads when nothing runs.
    #[must_use]
    pub fn of(
        program: &'a Program,
        session: &'a Session,
        frame: Option<&'a Frame>,
        customer: &'a [Option<Value>],
        at: Instant,
    ) -> Self {
        let session_only = Self {
            customer,
            shared: &session.shared,
            channel: session.channel,
            language: session.language.as_deref(),
            ..Self::new(program, at)
        };
        match frame {
            Some(frame) => session_only.with_frame(frame),
            None => session_only,
        }
    }

    /// The same, in `frame`: its slots, event, flow, and the step at which it stands.
    #[must_use]
    pub fn with_frame(self, frame: &'a Frame) -> Self {
        let node =
            self.program.flows.get(frame.flow.index()).and_then(|flow| flow.nodes.get(frame.at.index()));
        Self {
            slots: &frame.slots,
            event: frame.event.as_ref().map(|(_, record)| record),
            event_id: frame.event.as_ref().map(|(id, _)| *id),
            arrived: &frame.arrived,
            called: frame.called,
            flow: Some(frame.flow),
            step: node.map(|node| node.step),
            ..self
        }
    }

    /// The same, for one item of a list.
    #[must_use]
    pub fn with_item<'b>(&'b self, item: &'b Value) -> Scope<'b> {
        Scope {
            item: Some(item),
            zone: Zone { own: OnceCell::new(), outer: Some(self.zone.cell()) },
            ..*self
        }
    }

    /// The same, with arguments.
    #[must_use]
    pub fn with_params<'b>(&'b self, params: &'b [Option<Value>]) -> Scope<'b> {
        Scope { params, zone: Zone { own: OnceCell::new(), outer: Some(self.zone.cell()) }, ..*self }
    }

    /// The shop's time zone. Read from the bundled tables when first needed, once for a scope and all that were made from it.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        self.zone.cell().get_or_init(|| zone_named(&self.program.time_zone))
    }
}

/// The time zone of this IANA name out of the bundled tables, never the system's; UTC if there is none (the checker lets none through).
#[must_use]
pub fn zone_named(name: &str) -> TimeZone {
    TimeZoneDatabase::bundled().get(name).unwrap_or(TimeZone::UTC)
}

/// A time zone that is looked up when it is first needed; narrower scopes share it with the wider one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Zone<'a> {
    own: OnceCell<TimeZone>,
    outer: Option<&'a OnceCell<TimeZone>>,
}

impl Zone<'_> {
    fn cell(&self) -> &OnceCell<TimeZone> {
        self.outer.unwrap_or(&self.own)
    }
}
