//! 推送: what each must say before it may disturb anybody - hours, a cap, consent and a way to withdraw it.

use super::declare::Declared;
use super::place::Found;
use super::{Checker, routing, ways};
use crate::ast::{self, CompareOp};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::program::{Command, Expr, NodeId, Open, Place, Program, Push, Root, StmtKind};
use crate::value::{Millis, Type, Value};
use std::collections::BTreeSet;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

impl Checker<'_> {
    /// Reports the parts that are missing.
    pub(crate) fn whole_push(&self, decl: &ast::Push) {
        let name = &decl.name;
        if decl.cap.is_none() || decl.window.is_none() {
            self.error(
                "E0702",
                name.span,
                format!("推送“{}”要写 时段 和 频次。", name.node),
                format!("Push \"{}\" needs send_window and frequency_cap.", name.node),
            );
        }
        if !matches!(decl.trigger, Some(ast::Trigger::Event(..))) || decl.enter.is_none() {
            self.error(
                "E0101",
                name.span,
                format!("推送“{}”要写 触发 事件 和 进入 流程。", name.node),
                format!("Push \"{}\" needs `trigger event` and `enter flow`.", name.node),
            );
        }
    }

    /// Reports a push that is sent without consent, that no hour lets through in time, or whose arguments may be unset.
    pub(crate) fn sound_push(&self, decl: &ast::Push, push: &Push) {
        if consent(self.program, push).is_empty() && !is_unread(push) {
            let span = decl.audience.as_ref().map_or(decl.name.span, |e| e.span);
            let message = Message::new(
                format!("推送“{}”没有先看顾客同不同意。", push.name),
                format!("Push \"{}\" does not look whether the customer has agreed.", push.name),
            );
            let help = Message::new(
                "人群 里要用“并且”写上顾客的一项 是否，比如“顾客.允许营销 并且 …”。",
                "Let audience require a yes/no field of the customer, as in `customer.marketing_ok and …`.",
            );
            self.report(Diagnostic::new(Code("E0703"), span, message).help(help));
        }
        if let (Some(valid), Some(written)) = (push.valid, &decl.expires_after)
            && valid < closed(&push.window)
        {
            let (hours, minutes) = whole_hours(closed(&push.window));
            self.error(
                "W0705",
                written.span,
                format!("有效期比休息的 {hours} 小时 {minutes} 分还短：夜里来的等不到开门就过期了。"),
                format!("This is shorter than the {hours} h {minutes} min between two windows: what comes at night expires before morning."),
            );
        }
        if !is_unread(push) {
            ways::push::check(self, push, decl.enter.as_ref().map_or(decl.name.span, |e| e.span));
        }
    }
}

/// Reports pushes that cannot be stopped: 全局 意图 内置.退订 must take back what they ask for.
pub(crate) fn check(checker: &Checker<'_>, program: &Program, declared: &Declared<'_>) {
    let stopped = opted_out(program);
    let mut going_on = program.pushes.iter().filter_map(|push| {
        let asked = consent(program, push);
        let field = asked.first().filter(|_| asked.is_disjoint(&stopped))?;
        let decl = declared.pushes.iter().find(|d| d.name.node == push.name)?;
        Some((&decl.name, program.customer.get(usize::from(*field)).map_or("", |f| f.name.as_str())))
    });
    let Some((push, field)) = going_on.next() else { return };
    let message = Message::new(
        format!("顾客说“退订”停不了推送“{}”。", push.node),
        format!("A customer cannot unsubscribe from push \"{}\".", push.node),
    );
    let help = Message::new(
        format!("在 全局 里写“意图 内置.退订”，下面“记 顾客.{field} = 否”。"),
        format!("Under global write `intent builtin.unsubscribe` with `set customer.{field} = no`."),
    );
    let found = Diagnostic::new(Code("E0702"), push.span, message).help(help);
    let too = Message::new("这条推送也停不了", "nor from this push");
    checker.report(going_on.fold(found, |found, (other, _)| found.label(other.span, too.clone())));
}

/// The 是否 fields of 顾客 that 人群 requires, whatever else it asks for.
fn consent(program: &Program, push: &Push) -> BTreeSet<u16> {
    let mut found = BTreeSet::new();
    required(push.audience.as_ref(), &mut |e| {
        let place = match e {
            Expr::Read(place) => place,
            Expr::Compare(CompareOp::Is, left, right) => match (&**left, &**right) {
                (Expr::Read(place), Expr::Const(Value::Bool(true))) => place,
                _ => return,
            },
            _ => return,
        };
        if let Place { root: Root::Customer(field), fields } = place
            && fields.is_empty()
            && program.customer.get(usize::from(*field)).is_some_and(|f| *f.ty.required() == Type::Bool)
        {
            found.insert(*field);
        }
    });
    found
}

/// Whether a part of 人群 could not be read, and may have asked for consent.
fn is_unread(push: &Push) -> bool {
    let mut unread = false;
    required(push.audience.as_ref(), &mut |e| {
        unread |= match e {
            Expr::Read(place) | Expr::Has(place) => *place == Found::unknown().place,
            other => *other == Expr::Const(Value::Bool(false)),
        };
    });
    unread
}

/// Each part of a condition without which it does not hold.
fn required(condition: Option<&Expr>, found: &mut dyn FnMut(&Expr)) {
    match condition {
        Some(Expr::And(all)) => all.iter().for_each(|e| required(Some(e), found)),
        Some(e) => found(e),
        None => {}
    }
}

/// The fields of 顾客 that 内置.退订 of 全局 sets to 否.
fn opted_out(program: &Program) -> BTreeSet<u16> {
    let wanted = Command::Unsubscribe.intent();
    let Some(flow) = program.flows.get(program.global.flow.index()) else { return BTreeSet::new() };
    let entry = program.global.intents.iter().find(|(intent, _)| *intent == wanted).map(|(_, entry)| *entry);
    let (mut open, mut seen, mut found) = (Vec::from_iter(entry), BTreeSet::<NodeId>::new(), BTreeSet::new());
    while let Some(at) = open.pop() {
        let Some(node) = flow.nodes.get(at.index()).filter(|_| seen.insert(at)) else { continue };
        if let StmtKind::Set(Place { root: Root::Customer(field), .. }, Expr::Const(Value::Bool(false))) =
            &node.stmt
        {
            found.insert(*field);
        }
        open.extend(routing::successors(flow, node));
    }
    found
}

/// How long the window is shut at a stretch.
fn closed(window: &Open) -> Millis {
    let (from, to) = (i64::from(window.from) * MINUTE, i64::from(window.to) * MINUTE);
    Millis((from - to).rem_euclid(DAY))
}

fn whole_hours(time: Millis) -> (i64, i64) {
    (time.0 / (60 * MINUTE), time.0 / MINUTE % 60)
}
