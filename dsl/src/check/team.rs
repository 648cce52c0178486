//! 人工组: opening hours, holidays, and where a closed team sends the customer.

use super::scope::Scope;
use super::{Checker, path_span};
use crate::ast;
use crate::keywords::Family;
use crate::program::{Enter, FlowId, Open, SlotId, Team};
use crate::source::{Name, Spanned};
use crate::value::{Field, Type};

impl Checker<'_> {
    /// A team without 下班时.
    pub(crate) fn team_signature(&self, team: &ast::Team) -> Team {
        Team {
            name: team.name.node.clone(),
            open: team.open.iter().filter_map(|o| self.open(o)).collect(),
            holidays: None,
            when_closed: None,
            resumes: team.resume.is_some(),
        }
    }

    /// The team with what reads other declarations.
    pub(crate) fn team(&self, decl: &ast::Team, team: &Team) -> Team {
        let scope = Scope::default();
        let mut team = team.clone();
        if let Some(path) = &decl.holidays {
            let found = self.place(&scope, path);
            let dates = Type::List(Box::new(Type::Date));
            if self.fit(&found.ty, &dates).is_none() {
                self.mismatch(&found.ty, &dates, path_span(path));
            }
            team.holidays = Some(found.place);
        }
        team.when_closed = decl.when_closed.as_ref().and_then(|e| self.enter(&scope, e, None));
        team
    }

    fn open(&self, open: &ast::Open) -> Option<Open> {
        let (from, to) = (self.weekday(&open.days.0)?, self.weekday(&open.days.1)?);
        let mut days = 0u8;
        let mut day = from;
        loop {
            days |= 1 << day;
            if day == to {
                break;
            }
            day = (day + 1) % 7;
        }
        Some(Open { days, from: self.minute(&open.hours.0)?, to: self.minute(&open.hours.1)? })
    }

    fn weekday(&self, name: &Name) -> Option<u8> {
        let chinese = Family::Weekday.chinese(&name.node);
        let index = (0u8..).zip(Family::Weekday.rows()).find(|(_, k)| k.zh == chinese && chinese.is_some());
        if index.is_none() {
            self.error(
                "E0401",
                name.span,
                "这里要星期几，比如 周一。",
                "A day of the week is asked for here, such as mon.",
            );
        }
        index.map(|(i, _)| i)
    }

    /// A time of day in minutes from midnight, up to 24:00.
    pub(crate) fn minute(&self, clock: &Spanned<String>) -> Option<u16> {
        let parsed = clock
            .node
            .split_once(':')
            .and_then(|(h, m)| Some(h.parse::<u16>().ok()? * 60 + m.parse::<u16>().ok()?));
        let minute = parsed.filter(|m| *m <= 1440);
        if minute.is_none() {
            self.error(
                "E0403",
                clock.span,
                "这里要 00:00 到 24:00 的时刻。",
                "A time from 00:00 to 24:00 is asked for here.",
            );
        }
        minute
    }

    /// 进入 流程 F(…): the flow and its arguments; the result is the caller's.
    pub(crate) fn enter(
        &self,
        scope: &Scope<'_>,
        enter: &ast::Enter,
        result: Option<SlotId>,
    ) -> Option<Enter> {
        let flow = self.flow_named(&enter.flow)?;
        let inputs = self.inputs(flow);
        let params: Vec<Field> = inputs.iter().map(|(_, f)| f.clone()).collect();
        self.unmasked_args(scope, &params, &enter.args);
        let args = self.args(scope, &params, &enter.args, enter.span);
        let args = inputs.iter().zip(args).filter_map(|((slot, _), a)| Some((*slot, a?))).collect();
        Some(Enter { flow, args, result })
    }

    /// The 传入 slots of a flow as parameters.
    fn inputs(&self, flow: FlowId) -> Vec<(SlotId, Field)> {
        let slots = self.program.flows.get(flow.index()).map(|f| f.slots.as_slice()).unwrap_or_default();
        let field = |s: &crate::program::Slot| Field {
            name: s.name.clone(),
            ty: s.ty.clone(),
            default: s.default.clone(),
        };
        (0u16..).zip(slots).filter(|(_, s)| s.input).map(|(i, s)| (SlotId(i), field(s))).collect()
    }

    /// The flow called `name`.
    pub(crate) fn flow_named(&self, name: &Name) -> Option<FlowId> {
        let flow = self.names.flows.get(&name.node).copied();
        if flow.is_none() {
            self.no_such("流程", "flow", name, self.names.flows.keys().map(String::as_str));
        }
        flow
    }

    /// What a called flow gives: its 传出 slots, then 结果.
    pub(crate) fn outputs(&self, flow: FlowId) -> Type {
        let Some(flow) = self.program.flows.get(flow.index()) else { return super::types::UNKNOWN };
        let field = |(_, s): (SlotId, &crate::program::Slot)| Field {
            name: s.name.clone(),
            ty: s.ty.clone(),
            default: None,
        };
        let outcome = Field {
            name: crate::keywords::zh("res_outcome").to_owned(),
            ty: Type::Named(flow.outcome_type),
            default: None,
        };
        Type::Record(flow.outputs().map(field).chain(std::iter::once(outcome)).collect())
    }
}
