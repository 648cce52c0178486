//! Statements and the ways out.

use crate::ast::{Block, Call, Enter, ErrorName, Expr, ExprKind, Say, Stmt, StmtKind, Test, WayOut};
use crate::keywords::Family;
use crate::source::{Name, Spanned};

use super::Printer;
use super::line::{Line, Words, in_order};

impl Printer<'_> {
    /// The lines of a block.
    pub(super) fn block(&self, block: &[Stmt]) -> Vec<Line> {
        block.iter().flat_map(|stmt| self.statement(stmt)).collect()
    }

    /// A statement: one line with what stands below it, and for 如果 one more a branch.
    fn statement(&self, stmt: &Stmt) -> Vec<Line> {
        let at = stmt.span.start;
        let line = match &stmt.kind {
            StmtKind::If { branches, otherwise } => return self.branches(at, branches, otherwise.as_ref()),
            StmtKind::Say(say) => self.say(say, at),
            StmtKind::Ask(ask) => self.ask(ask, at),
            StmtKind::Call(call) => self.call(call, at),
            StmtKind::Enter(enter, unfinished) => {
                Line::new(at, self.enter(enter)).over(self.unfinished(unfinished.as_ref()))
            }
            StmtKind::ForEach { unfinished, .. } => {
                Line::new(at, self.for_each(&stmt.kind)).over(self.unfinished(unfinished.as_ref()))
            }
            StmtKind::Await { .. } => self.wait_for(&stmt.kind, at),
            StmtKind::Match { subject, arms } => {
                let words =
                    Words::of(self.k("match")).word(self.path(subject)).word(self.measure("match_by"));
                Line::new(at, words).over(arms.iter().map(|arm| self.arm(arm)).collect())
            }
            StmtKind::Experiment { name, arms } => {
                let words = Words::of(self.k("experiment")).word(&name.node);
                Line::new(at, words).over(arms.iter().map(|arm| self.share(arm)).collect())
            }
            StmtKind::Card(card) => self.card(card),
            StmtKind::Carousel { list, max, card } => {
                let words =
                    Words::of(self.k("carousel")).word(self.path(list)).word(self.template(&card.title));
                let words = self.at_most(words, "line_max", max.as_ref());
                Line::new(at, words).over(self.card_parts(card))
            }
            StmtKind::Image(image) => self.image(image),
            StmtKind::Let(name, value) => Line::new(at, self.made("let", &name.node, value)),
            StmtKind::Set(path, value) => Line::new(at, self.made("set", &self.path(path), value)),
            StmtKind::Lookup { table, args, result } => {
                let words = Words::of(self.k("lookup")).word(&table.node).with(self.args(args));
                Line::new(at, self.result(words, Some(result)))
            }
            StmtKind::Track(name, args) => {
                Line::new(at, Words::of(self.k("track")).word(&name.node).with(self.some_args(args)))
            }
            StmtKind::Reask(slot, text) => {
                let text = text.as_ref().map(|text| self.template(text)).unwrap_or_default();
                Line::new(at, Words::of(self.k("reask")).word(&slot.node).word(text))
            }
            StmtKind::Leave(way) => Line::new(at, self.way_out(way)),
            StmtKind::Repeat => Line::new(at, Words::of(self.k("repeat"))),
        };
        vec![line]
    }

    /// 算 and 记
    fn made(&self, id: &'static str, name: &str, value: &Expr) -> Words {
        Words::of(self.k(id)).word(name).word("=").then(self.expr(value))
    }

    fn say(&self, say: &Say, at: u32) -> Line {
        let mut parts = self.options(&say.text);
        parts.extend(say.buttons.iter().map(|buttons| self.buttons(buttons)));
        Line::new(at, Words::of(self.k("say")).then(self.body(&say.text.body))).over(in_order(parts))
    }

    fn branches(&self, at: u32, branches: &[(Expr, Block)], otherwise: Option<&Block>) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        for (condition, block) in branches {
            let (id, at) = if lines.is_empty() { ("if", at) } else { ("elif", condition.span.start) };
            lines.push(
                Line::new(at, Words::of(self.k(id)).then(self.expr(condition))).over(self.block(block)),
            );
        }
        lines.extend(otherwise.map(|block| Line::head(Words::of(self.k("else")), self.block(block))));
        lines
    }

    fn arm(&self, (test, block): &(Spanned<Test>, Block)) -> Line {
        Line::new(test.span.start, self.test(&test.node, "other_arm")).over(self.block(block))
    }

    fn share(&self, (name, share, block): &(Name, Spanned<String>, Block)) -> Line {
        Line::new(name.span.start, Words::of(&name.node).word(format!("{}%", share.node)))
            .over(self.block(block))
    }

    fn call(&self, call: &Call, at: u32) -> Line {
        let words = Words::of(self.k("call")).word(self.dotted(&call.function)).with(self.args(&call.args));
        let arms = call.on_error.iter().map(|(errors, block)| {
            let names = errors.iter().map(|e| self.error_name(&e.node));
            let words = Words::of(self.k("on_error")).word(self.listed(names));
            Line::new(errors.first().map_or(0, |e| e.span.start), words).over(self.block(block))
        });
        Line::new(at, self.result(words, call.result.as_ref())).over(arms.collect())
    }

    fn error_name<'e>(&self, error: &'e ErrorName) -> &'e str {
        match error {
            ErrorName::Declared(name) => name,
            ErrorName::Timeout => self.k("err_timeout"),
            ErrorName::System => self.k("err_system"),
            ErrorName::Other => self.k("other_error"),
        }
    }

    fn result(&self, words: Words, result: Option<&Name>) -> Words {
        match result {
            Some(name) => words.word(self.k("as")).word(&name.node),
            None => words,
        }
    }

    /// 进入 流程 F(…) 得到 x
    pub(super) fn enter(&self, enter: &Enter) -> Words {
        let words = Words::of(self.k("enter")).word(self.k("enter_flow")).word(&enter.flow.node);
        self.result(words.with(self.some_args(&enter.args)), enter.result.as_ref())
    }

    fn unfinished(&self, block: Option<&Block>) -> Vec<Line> {
        block
            .map(|block| Line::head(Words::of(self.k("unfinished")), self.block(block)))
            .into_iter()
            .collect()
    }

    fn for_each(&self, kind: &StmtKind) -> Words {
        let StmtKind::ForEach { item, list, max, enter, .. } = kind else { return Words::default() };
        let words = Words::of(self.k("for_each")).word(&item.node).word(self.k("from")).word(self.path(list));
        self.at_most(words, "each_max", Some(max)).then(self.enter(enter))
    }

    fn at_most(&self, words: Words, id: &'static str, max: Option<&Spanned<u32>>) -> Words {
        match max {
            Some(max) => words.word(self.k(id)).word(max.node.to_string()).word(self.measure("m_items")),
            None => words,
        }
    }

    fn wait_for(&self, kind: &StmtKind, at: u32) -> Line {
        let StmtKind::Await { event, filter, within, then, timeout } = kind else { return Line::default() };
        let words = Words::of(self.k("await")).then(self.event_signal(event, filter.as_ref()));
        let words = words.word(self.k("within")).then(self.value(within));
        let blocks = [("then", then), ("on_timeout", timeout)];
        let below = blocks.map(|(id, block)| Line::head(Words::of(self.k(id)), self.block(block)));
        Line::new(at, words).over(in_order(below.into()))
    }

    /// 转到, 转人工, 取消流程, 结束
    pub(super) fn way_out(&self, way: &WayOut) -> Words {
        match way {
            WayOut::Goto(step) => Words::of(self.k("goto")).word(&step.node),
            WayOut::Handoff { team, note, priority } => {
                let mut words = Words::of(self.k("handoff")).word(&team.node);
                if let Some(note) = note {
                    words = words.word(self.k("note")).word(self.template(note));
                }
                match priority {
                    Some(level) => words.word(self.k("priority")).word(self.level(level)),
                    None => words,
                }
            }
            WayOut::Cancel(text) => {
                let text = text.as_ref().map(|text| self.template(text)).unwrap_or_default();
                Words::of(self.k("cancel_flow")).word(text)
            }
            WayOut::End(outcome) => Words::of(self.k("end")).word(&outcome.node),
        }
    }

    /// 优先 p: a member of the built-in type, or a path to one.
    fn level(&self, level: &Expr) -> String {
        match &level.kind {
            ExprKind::Path(path) => match path.as_slice() {
                [member] => self.of(Family::Priority, &member.node).to_owned(),
                _ => self.path(path),
            },
            _ => self.value(level).flat(),
        }
    }
}
