//! 推送: what of it the engine judges and starts.

use crate::ast;
use crate::check::Checker;
use crate::check::scope::Scope;
use crate::program::{Busy, Cap, EventId, Expr, Open, Push};

const EVERY_DAY: u8 = 0b111_1111;

impl Checker<'_> {
    /// The push, unless a part that it cannot do without is missing or wrong.
    pub(crate) fn push(&self, decl: &ast::Push) -> Option<Push> {
        self.whole_push(decl);
        let trigger = self.push_trigger(decl);
        let scope = trigger
            .as_ref()
            .map_or_else(|| Scope::default().with_lost_event(), |(e, _)| Scope::default().with_event(*e));
        let audience = decl.audience.as_ref().map(|e| self.condition(&scope, e));
        let channels = decl.channels.iter().filter_map(|c| self.channel(c)).collect();
        let valid = decl.expires_after.as_ref().and_then(|e| self.duration_if_sound(e));
        let enter = decl.enter.as_ref().and_then(|e| self.enter(&scope, e, None));
        let window = decl.window.as_ref().and_then(|hours| self.window(hours));
        let cap = decl.cap.as_ref().map(|cap| self.cap(cap));
        let (event, filter) = trigger?;
        let push = Push {
            name: decl.name.node.clone(),
            event,
            filter,
            audience,
            window: window?,
            cap: cap?,
            if_busy: busy(decl),
            channels,
            valid,
            enter: enter?,
        };
        self.sound_push(decl, &push);
        Some(push)
    }

    fn push_trigger(&self, decl: &ast::Push) -> Option<(EventId, Option<Expr>)> {
        let Some(ast::Trigger::Event(path, filter)) = &decl.trigger else { return None };
        let Some(event) = self.event_named(path) else {
            let scope = Scope::default().with_lost_event();
            filter.iter().for_each(|f| drop(self.condition(&scope, f)));
            return None;
        };
        let scope = Scope::default().with_event(event);
        Some((event, filter.as_ref().map(|f| self.condition(&scope, f))))
    }

    fn window(
        &self,
        (from, to): &(crate::source::Spanned<String>, crate::source::Spanned<String>),
    ) -> Option<Open> {
        Some(Open { days: EVERY_DAY, from: self.minute(from)?, to: self.minute(to)? })
    }

    fn cap(&self, cap: &ast::Cap) -> Cap {
        Cap { period: cap.period.as_ref().map(|e| self.duration(e)), max: cap.max.node }
    }
}

fn busy(decl: &ast::Push) -> Busy {
    match decl.if_busy.as_ref().map(|b| b.node) {
        Some(ast::Busy::Skip) => Busy::Skip,
        Some(ast::Busy::Wait) | None => Busy::Wait,
    }
}
