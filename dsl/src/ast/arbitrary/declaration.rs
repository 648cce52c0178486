//! Random files and declarations.

use super::text::SNIPPETS;
use super::{Draw, named, placeless};
use crate::ast::{
    Busy, Cap, Event, Expr, ExprKind, Faq, File, Function, GlobalPart, Intent, Item, Literal, Open, Plugin,
    Push, Row, SessionSlot, Setting, Snippet, Stmt, StmtKind, Table, TableRows, Team, TrackDecl, TypeDecl,
    TypeDeclKind, Unit,
};
use crate::source::{Span, Spanned};

impl Draw {
    pub(super) fn file(&mut self) -> File {
        File { language_version: Some(placeless(1)), items: self.several(5, Self::item) }
    }

    fn item(&mut self) -> Item {
        match self.below(18) {
            0 => Item::Customer(self.fields(), Span::default()),
            1 => Item::Event(Event { name: self.dotted(), fields: self.fields() }),
            2 => Item::Track(TrackDecl { name: self.name(), params: self.fields() }),
            3 => Item::FaqFile(self.spoken()),
            4 => Item::Settings(self.several(3, |d| Setting { name: d.name(), ty: d.ty(), value: d.expr() })),
            5 => Item::SessionSlots(self.several(2, |d| SessionSlot {
                name: d.name(),
                ty: d.ty(),
                keep: d.value(),
            })),
            6 => Item::Team(self.team()),
            7 => Item::Type(TypeDecl { name: self.name(), kind: self.type_kind() }),
            8 => Item::Plugin(Plugin { name: self.name(), functions: self.several(2, Self::signature) }),
            9 => Item::Table(self.table()),
            10 => Item::Snippet(Snippet {
                name: self.builtin(SNIPPETS),
                params: self.fields(),
                text: self.literal_text(),
            }),
            11 => Item::Intent(self.intent()),
            12 => Item::Faq(Box::new(self.faq())),
            13 => Item::Global(self.several(4, Self::global_part)),
            14 => Item::Push(Box::new(self.push())),
            _ => Item::Flow(self.flow()),
        }
    }

    fn team(&mut self) -> Team {
        const DAYS: &[&str] = &["周一", "周三", "周日"];
        Team {
            name: self.name(),
            open: self.some(2, |d| Open {
                days: (named(d.one(DAYS)), named(d.one(DAYS))),
                hours: (d.clock(), d.clock()),
            }),
            holidays: self.maybe(Self::path),
            when_closed: self.maybe(Self::enter),
            resume: self.mark(),
        }
    }

    fn clock(&mut self) -> Spanned<String> {
        placeless(self.one(&["09:00", "9:30", "24:00"]).to_owned())
    }

    fn type_kind(&mut self) -> TypeDeclKind {
        match self.below(3) {
            0 => TypeDeclKind::Enum(self.several(3, |d| (d.name(), d.some(3, Self::spoken)))),
            1 => TypeDeclKind::Record(self.several(3, Self::field)),
            _ => TypeDeclKind::Refined {
                base: self.name_or(&["文本", "数字"]),
                pattern: self.maybe(|d| placeless(d.regex())),
                unit: self.maybe(|d| placeless(d.one(&[Unit::Centimetre, Unit::Kilogram]))),
                examples: self.some(3, Self::spoken),
                no_match: self.maybe(Self::template),
            },
        }
    }

    fn signature(&mut self) -> Function {
        let timeout = self.maybe(Self::value);
        let retry = if timeout.is_some() { self.maybe(Self::count) } else { None };
        Function {
            writes: self.chance(),
            name: self.name(),
            params: self.fields(),
            returns: self.fields(),
            timeout,
            retry,
            errors: self.some(3, Self::name),
            needs_confirmation: self.mark(),
            require: self.maybe(Self::expr),
        }
    }

    fn table(&mut self) -> Table {
        let rows = if self.chance() {
            TableRows::Inline(self.several(3, |d| Row {
                tests: d.several(2, |d| d.test(1)),
                cells: d.several(3, |d| d.maybe(Self::value)),
                span: Span::default(),
            }))
        } else {
            TableRows::File(self.spoken())
        };
        Table { name: self.name(), params: self.fields(), returns: self.fields(), rows }
    }

    fn intent(&mut self) -> Intent {
        Intent {
            name: self.builtin(&["转人工", "取消", "退订"]),
            examples: self.several(4, Self::example),
            negatives: self.some(2, Self::example),
            rules: self.some(3, Self::rule),
        }
    }

    fn faq(&mut self) -> Faq {
        let answer = self.maybe(Self::literal_text);
        let (image, buttons) = match answer {
            Some(_) => (self.maybe(Self::image), self.maybe(Self::buttons)),
            None => (None, None),
        };
        Faq {
            name: self.name(),
            questions: self.several(3, Self::example),
            answer,
            image,
            buttons,
            valid: self.maybe(|_| (date("2026-01-01"), date("2026-12-31"))),
        }
    }

    fn global_part(&mut self) -> GlobalPart {
        match self.below(6) {
            0 => GlobalPart::NoReply(self.no_reply()),
            1 => GlobalPart::MaxTries(self.max_tries()),
            2 => GlobalPart::SystemError(Spanned::new(self.block(1), Span::default())),
            3 => GlobalPart::Intent(self.builtin(&["转人工", "重说"]), self.block(2)),
            4 => GlobalPart::Mood {
                mood: self.name_or(&["愤怒"]),
                times: self.count().node,
                block: self.block(1),
            },
            _ => GlobalPart::Fallback(self.several(3, |d| (d.count(), vec![d.attempt()]))),
        }
    }

    /// A statement that stands on one line with its 第 N 次, and so has no second branch.
    fn attempt(&mut self) -> Stmt {
        let mut stmt = self.statement(1);
        if let StmtKind::If { branches, otherwise } = &mut stmt.kind {
            branches.truncate(1);
            *otherwise = None;
        }
        stmt
    }

    fn push(&mut self) -> Push {
        let cap = |d: &mut Self| Cap { period: d.maybe(Self::value), max: d.count() };
        Push {
            name: self.name(),
            trigger: Some(self.trigger()),
            audience: self.maybe(Self::expr),
            window: self.maybe(|d| (d.clock(), d.clock())),
            cap: self.maybe(cap),
            if_busy: self.maybe(|d| placeless(d.one(&[Busy::Wait, Busy::Skip]))),
            channels: if self.chance() { self.channels() } else { Vec::new() },
            expires_after: self.maybe(Self::value),
            enter: self.maybe(Self::enter),
        }
    }
}

fn date(day: &str) -> Expr {
    Expr { kind: ExprKind::Literal(Literal::Date(day.to_owned())), span: Span::default() }
}
