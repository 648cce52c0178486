//! Every place that a tree holds: to erase them, so that two trees compare by what they say, or to move them.

use super::{
    Arg, Ask, Button, Buttons, ButtonsKind, Call, Cap, Card, Collect, Correction, Enter, ErrorName, Event,
    Expr, ExprKind, Faq, FieldDecl, File, Flow, Function, GlobalPart, ImageSource, Intent, Item, LineOf,
    MaxTries, Migration, Move, NoReply, NoReplyAction, Open, Plugin, Push, Row, Rule, Say, SessionSlot,
    Setting, SlotDecl, Snippet, Step, Stmt, StmtKind, Table, TableRows, Team, Template, TemplatePart, Test,
    Text, TextBody, TrackDecl, Trigger, TypeDecl, TypeDeclKind, TypeExpr, TypeExprKind, WayOut,
};
use crate::source::{Span, Spanned};

/// A part of a tree that knows where it was written.
pub trait Spans {
    /// Shows `see` every span in it, in no particular order.
    fn spans(&mut self, see: &mut dyn FnMut(&mut Span));

    /// Forgets every place: what is left is what was said, and compares by that.
    fn erase(&mut self) {
        self.spans(&mut |span| *span = Span::default());
    }
}

/// Whether two trees say the same, wherever it stands in their sources.
#[must_use]
pub fn same<T: Spans + Clone + PartialEq>(a: &T, b: &T) -> bool {
    let (mut a, mut b) = (a.clone(), b.clone());
    a.erase();
    b.erase();
    a == b
}

impl Spans for Span {
    fn spans(&mut self, see: &mut dyn FnMut(&mut Span)) {
        see(self);
    }
}

impl<T: Spans> Spans for Spanned<T> {
    fn spans(&mut self, see: &mut dyn FnMut(&mut Span)) {
        see(&mut self.span);
        self.node.spans(see);
    }
}

impl<T: Spans> Spans for Vec<T> {
    fn spans(&mut self, see: &mut dyn FnMut(&mut Span)) {
        self.iter_mut().for_each(|part| part.spans(see));
    }
}

impl<T: Spans> Spans for Option<T> {
    fn spans(&mut self, see: &mut dyn FnMut(&mut Span)) {
        self.iter_mut().for_each(|part| part.spans(see));
    }
}

impl<T: Spans> Spans for Box<T> {
    fn spans(&mut self, see: &mut dyn FnMut(&mut Span)) {
        (**self).spans(see);
    }
}

impl<A: Spans, B: Spans> Spans for (A, B) {
    fn spans(&mut self, see: &mut dyn FnMut(&mut Span)) {
        self.0.spans(see);
        self.1.spans(see);
    }
}

impl<A: Spans, B: Spans, C: Spans> Spans for (A, B, C) {
    fn spans(&mut self, see: &mut dyn FnMut(&mut Span)) {
        self.0.spans(see);
        self.1.spans(see);
        self.2.spans(see);
    }
}

/// Types that stand nowhere by themselves.
macro_rules! nowhere {
    ($($ty:ty),* $(,)?) => {
        $(impl Spans for $ty {
            fn spans(&mut self, _: &mut dyn FnMut(&mut Span)) {}
        })*
    };
}

/// Structs, by all their fields: a field that is forgotten does not compile.
macro_rules! by_fields {
    ($($ty:ident { $($field:ident),* $(,)? })*) => {
        $(impl Spans for $ty {
            fn spans(&mut self, see: &mut dyn FnMut(&mut Span)) {
                let Self { $($field),* } = self;
                $($field.spans(see);)*
            }
        })*
    };
}

/// Enums, by all fields of all variants: what is forgotten does not compile.
macro_rules! by_variants {
    ($($ty:ident { $($variant:ident $(($($item:ident),*))? $({$($field:ident),*})?),* $(,)? })*) => {
        $(impl Spans for $ty {
            fn spans(&mut self, see: &mut dyn FnMut(&mut Span)) {
                match self {
                    $(Self::$variant $(($($item),*))? $({$($field),*})? => {
                        $($($item.spans(see);)*)?
                        $($($field.spans(see);)*)?
                    })*
                }
            }
        })*
    };
}

nowhere!(
    String,
    bool,
    u32,
    super::Literal,
    super::Unit,
    super::Comparison,
    super::ArithOp,
    super::Builtin,
    super::Busy,
    Rule,
    ErrorName,
);

by_fields! {
    File { language_version, items }
    Setting { name, ty, value }
    SessionSlot { name, ty, keep }
    Team { name, open, holidays, when_closed, resume }
    Open { days, hours }
    Event { name, fields }
    TrackDecl { name, params }
    Plugin { name, functions }
    Function { writes, name, params, returns, timeout, retry, errors, needs_confirmation, require }
    Table { name, params, returns, rows }
    Row { tests, cells, span }
    TypeDecl { name, kind }
    TypeExpr { kind, optional, span }
    FieldDecl { name, ty, default }
    Intent { name, examples, negatives, rules }
    Faq { name, questions, answer, image, buttons, valid }
    Snippet { name, params, text }
    Text { body, variants, lines, channels, languages, span }
    LineOf { each, text, condition, max }
    Template { parts, span }
    Say { text, buttons }
    Buttons { kind, span }
    Card { title, image, body, buttons, span }
    Expr { kind, span }
    Arg { name, value }
    Enter { flow, args, result, span }
    Call { function, args, result, on_error }
    Stmt { kind, span }
    Ask {
        slot, text, card, image, buttons, require, no_match, max_tries, no_reply, skippable, interrupts, explicit,
        collect
    }
    Collect { min, max, done }
    NoReply { after, action, span }
    MaxTries { times, leave, span }
    Push { name, trigger, audience, window, cap, if_busy, channels, expires_after, enter }
    Cap { period, max }
    Flow { name, version, description, triggers, outcomes, slots, steps, corrections, migrations, span }
    SlotDecl { name, ty, default, input, output, from, save_to, always_ask }
    Step { name, uninterruptible, block }
    Correction { slot, new, block }
    Migration { from, moves }
}

by_variants! {
    Item {
        Settings(settings), Customer(fields, span), SessionSlots(slots), Team(team), Type(decl), Event(event),
        Track(track), Plugin(plugin), Table(table), Snippet(snippet), Intent(intent), Faq(faq), FaqFile(file),
        Global(parts), Push(push), Flow(flow)
    }
    TableRows { Inline(rows), File(path) }
    Test { Other, Bound(comparison, value), Values(values) }
    TypeDeclKind {
        Enum(members), Record(fields), Refined {base, pattern, unit, examples, no_match}
    }
    TypeExprKind { Named(name), List(inner), Record(fields) }
    TextBody { Literal(template), Snippet(name, args) }
    TemplatePart { Text(text), Hole(path, filter) }
    ButtonsKind {
        All, Fixed(buttons), Link(label, link), FromList {list, label, value, condition, max}
    }
    Button { Member(name, label), Bool(yes, label), Text(label) }
    ImageSource { Text(template), Path(path) }
    ExprKind {
        Literal(literal), Text(template), Path(path), Has(path, no), Not(inner), And(a, b), Or(a, b),
        Compare(comparison, a, b), OneOf(a, values, no), In(a, b, no), Contains(a, b, no), Arith(op, a, b),
        List(values), Record(entries), Function(function, values), Now, Today
    }
    StmtKind {
        Say(say), Ask(ask), Call(call), Enter(enter, unfinished), ForEach {item, list, max, enter, unfinished},
        Await {event, filter, within, then, timeout}, If {branches, otherwise}, Match {subject, arms},
        Experiment {name, arms}, Let(name, value), Set(path, value), Lookup {table, args, result}, Card(card),
        Carousel {list, max, card}, Image(image), Track(name, args), Repeat, Reask(slot, text), Leave(way)
    }
    WayOut { Goto(step), Handoff {team, note, priority}, Cancel(text), End(outcome) }
    NoReplyAction { Remind(text), Done, Leave(way) }
    GlobalPart {
        Intent(intent, block), Mood {mood, times, block}, Fallback(attempts), SystemError(block), NoReply(line),
        MaxTries(line)
    }
    Trigger { Intent(intent), Event(event, filter) }
    Move { StepRenamed(from, to), StepRemoved(from, to), SlotRenamed(from, to), SlotRemoved(slot) }
}
