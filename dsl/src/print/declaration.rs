//! The small declarations: 设定 顾客 会话信息 人工组 事件 统计 插件 话术.

use crate::ast::{
    Event, FieldDecl, Function, Open, Path, Plugin, SessionSlot, Setting, Snippet, Team, TrackDecl,
};
use crate::keywords::Family;
use crate::source::{Name, Span};

use super::Printer;
use super::line::{Line, Words, in_order};
use super::written::Shared;

impl Printer<'_> {
    /// 设定
    pub(super) fn settings(&self, settings: &[Setting]) -> Line {
        let line = |s: &Setting| {
            let words = Words::of(format!("{}:", s.name.node)).then(self.ty(&s.ty));
            Line::new(s.name.span.start, words.word("=").then(self.expr(&s.value)))
        };
        Line::head(Words::of(self.k("settings")), settings.iter().map(line).collect())
    }

    /// 顾客 {…}
    pub(super) fn customer(&self, fields: &[FieldDecl], span: Span) -> Line {
        Line::new(span.start, Words::of(self.k("customer_def")).then(self.record(fields)))
    }

    /// 会话信息
    pub(super) fn session_slots(&self, slots: &[SessionSlot]) -> Line {
        let line = |s: &SessionSlot| {
            let words = Words::of(format!("{}:", s.name.node)).then(self.ty(&s.ty));
            Line::new(s.name.span.start, words.word(self.k("keep")).then(self.value(&s.keep)))
        };
        Line::head(Words::of(self.k("session_slots")), slots.iter().map(line).collect())
    }

    /// 人工组
    pub(super) fn team(&self, team: &Team) -> Line {
        let mut parts: Vec<Line> = team.open.iter().map(|open| self.open(open)).collect();
        parts.extend(
            team.holidays
                .iter()
                .map(|path| Line::new(start(path), Words::of(self.k("holidays")).word(self.path(path)))),
        );
        parts.extend(team.when_closed.iter().map(|enter| {
            Line::new(enter.span.start, Words::of(self.k("when_closed")).then(self.enter(enter)))
        }));
        parts.extend(team.resume.iter().map(|span| Line::new(span.start, Words::of(self.k("resume")))));
        Line::new(team.name.span.start, Words::of(self.k("team")).word(&team.name.node)).over(in_order(parts))
    }

    fn open(&self, open: &Open) -> Line {
        let to = self.k("to");
        let (first, last) = &open.days;
        let day = |name: &Name| self.of(Family::Weekday, &name.node).to_owned();
        let mut words = Words::of(self.k("open")).word(day(first));
        if day(first) != day(last) {
            words = words.word(to).word(day(last));
        }
        let (from, until) = &open.hours;
        Line::new(first.span.start, words.word(&from.node).word(to).word(&until.node))
    }

    /// 事件 N {…}
    pub(super) fn event(&self, event: &Event) -> Line {
        let words = Words::of(self.k("event_def")).word(self.dotted(&event.name));
        Line::new(start(&event.name), words.then(self.record(&event.fields)))
    }

    /// 统计 N(…)
    pub(super) fn track_decl(&self, track: &TrackDecl) -> Line {
        let words = Words::of(self.k("track_def")).word(&track.name.node);
        Line::new(track.name.span.start, words.with(self.some_params(&track.params)))
    }

    /// 插件 P
    pub(super) fn plugin(&self, plugin: &Plugin) -> Line {
        let functions = plugin.functions.iter().map(|f| self.signature(f)).collect();
        Line::new(plugin.name.span.start, Words::of(self.k("plugin")).word(&plugin.name.node)).over(functions)
    }

    fn signature(&self, function: &Function) -> Line {
        let head = Words::of(self.k(if function.writes { "write" } else { "read" }));
        let mut words = head.word(&function.name.node).with(self.params(&function.params));
        if !function.returns.is_empty() {
            words = words.word(self.k("returns")).then(self.record(&function.returns));
        }
        let mut parts = Vec::new();
        parts.extend(function.timeout.iter().map(|limit| {
            let mut words = Words::of(self.k("timeout")).then(self.value(limit));
            if let Some(times) = &function.retry {
                words =
                    words.word(self.k("retry")).word(times.node.to_string()).word(self.measure("m_times"));
            }
            Line::new(limit.span.start, words)
        }));
        parts.extend(self.names("errors", &function.errors));
        parts.extend(
            function
                .needs_confirmation
                .iter()
                .map(|span| Line::new(span.start, Words::of(self.k("needs_confirmation")))),
        );
        parts.extend(
            function
                .require
                .iter()
                .map(|e| Line::new(e.span.start, Words::of(self.k("require")).then(self.expr(e)))),
        );
        Line::new(function.name.span.start, words).over(in_order(parts))
    }

    /// Names behind a keyword, on as many lines as they were written.
    pub(super) fn names(&self, id: &'static str, names: &[Name]) -> Vec<Line> {
        let line = |group: &[Name]| {
            let at = group.first().map_or(0, |name| name.span.start);
            Line::new(at, Words::of(self.k(id)).word(self.listed(group.iter().map(|n| n.node.as_str()))))
        };
        self.groups(names, Shared::Line, |name| name.span.start).map(line).collect()
    }

    /// 话术 N(…)
    pub(super) fn snippet(&self, snippet: &Snippet) -> Line {
        let words = Words::of(self.k("snippet")).word(self.builtin(Family::Snippet, &snippet.name));
        let text = Line::new(snippet.text.span.start, self.body(&snippet.text.body));
        let below = std::iter::once(text).chain(in_order(self.options(&snippet.text))).collect();
        Line::new(start(&snippet.name), words.with(self.some_params(&snippet.params))).over(below)
    }
}

/// Where a dotted name begins.
pub(super) fn start(path: &Path) -> u32 {
    path.first().map_or(0, |name| name.span.start)
}
