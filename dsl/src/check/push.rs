//! 推送: who gets it, when, and the flow that it enters.

use super::Checker;
use super::scope::Scope;
use crate::ast;

impl Checker<'_> {
    /// Reads a push for what is wrong with it.
    pub(crate) fn push(&self, push: &ast::Push) {
        let mut scope = Scope::default();
        if let Some(ast::Trigger::Event(path, filter)) = &push.trigger
            && let Some(event) = self.event_named(path)
        {
            scope = scope.with_event(event);
            filter.iter().for_each(|f| {
                self.condition(&scope, f);
            });
        }
        push.audience.iter().for_each(|a| {
            self.condition(&scope, a);
        });
        push.channels.iter().for_each(|c| {
            self.channel(c);
        });
        push.expires_after.iter().for_each(|e| {
            self.duration(e);
        });
        push.enter.iter().for_each(|e| {
            self.enter(&scope, e, None);
        });
        if push.cap.is_none() || push.window.is_none() {
            let name = &push.name;
            self.error(
                "E0702",
                name.span,
                format!("推送“{}”要写 时段 和 频次。", name.node),
                format!("Push \"{}\" needs send_window and frequency_cap.", name.node),
            );
        }
    }
}
