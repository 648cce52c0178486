//! What each statement reads, and under which conditions: the left side of 并且, the 如果 of a line.

use crate::program::{
    Ask, Buttons, Card, Enter, EventId, Expr, Flow, ImageSource, NoReplyAction, Node, Part, Place, Program,
    Root, SlotId, StmtKind, Template, Test, TextId, Trigger, WayOut,
};
use crate::value::Type;

/// Something that holds where a place is read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Guard<'p> {
    /// The condition came out so.
    Came(&'p Expr, bool),
    /// The slot is set: the candidate of 要求, the item of 逐个.
    Filled(SlotId),
    /// The list has an item: what 逐个 does.
    Listed(&'p Place),
    /// The awaited event has come.
    Arrived(EventId),
}

/// When a statement reads something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// Each time it is come by.
    Always,
    /// A question: when this 要求 refuses an answer.
    Refused(usize),
    /// When it was answered wrongly too often.
    Tries,
    /// When nobody answers until this timer.
    Silent(usize),
    /// When an answer is not understood.
    NotUnderstood,
}

/// A read that needs a value.
#[derive(Debug, Clone)]
pub(super) struct Read<'p> {
    /// When it is read.
    pub(super) when: When,
    /// What is read.
    pub(super) place: &'p Place,
    /// What holds there.
    pub(super) guards: Vec<Guard<'p>>,
}

/// What one statement does with values.
#[derive(Debug, Default)]
pub(super) struct Uses<'p> {
    /// Reads that need a value.
    pub(super) reads: Vec<Read<'p>>,
    /// Conditions that are looked at, whether or not they choose a way.
    pub(super) tests: Vec<&'p Expr>,
    /// Expressions whose value goes somewhere.
    pub(super) values: Vec<&'p Expr>,
    /// Those that are computed where a value is wanted, and what holds there.
    pub(super) wanted: Vec<(&'p Expr, Vec<Guard<'p>>)>,
}

/// What a statement does when it is come by; of a question, nothing yet.
pub(super) fn of_node<'p>(program: &'p Program, flow: &'p Flow, node: &'p Node) -> Uses<'p> {
    let mut walk = Walk { program, flow, guards: Vec::new(), when: When::Always, uses: Uses::default() };
    walk.stmt(&node.stmt);
    walk.uses
}

/// What a question does while it waits.
pub(super) fn of_ask<'p>(program: &'p Program, flow: &'p Flow, ask: &'p Ask) -> Uses<'p> {
    let mut walk = Walk { program, flow, guards: Vec::new(), when: When::Always, uses: Uses::default() };
    walk.ask(ask);
    walk.uses
}

/// What the arguments of 进入 do, where nothing else is.
pub(super) fn of_enter<'p>(program: &'p Program, flow: &'p Flow, enter: &'p Enter) -> Uses<'p> {
    let mut walk = Walk { program, flow, guards: Vec::new(), when: When::Always, uses: Uses::default() };
    walk.enter(enter);
    walk.uses
}

/// Something that is said or passed on beside the flows.
pub(super) enum Piece<'p> {
    /// A text.
    Text(TextId),
    /// A picture.
    Image(&'p ImageSource),
    /// Buttons.
    Buttons(&'p Buttons),
    /// A way out, with its words.
    WayOut(&'p WayOut),
    /// The arguments of a flow.
    Enter(&'p Enter),
}

/// What a piece beside the flows does; `flow` has no slots of its own.
pub(super) fn of_piece<'p>(program: &'p Program, flow: &'p Flow, piece: &Piece<'p>) -> Uses<'p> {
    let mut walk = Walk { program, flow, guards: Vec::new(), when: When::Always, uses: Uses::default() };
    match piece {
        Piece::Text(id) => walk.text(*id),
        Piece::Image(image) => walk.image(image),
        Piece::Buttons(buttons) => walk.buttons(Some(buttons)),
        Piece::WayOut(way) => walk.way_out(way),
        Piece::Enter(enter) => walk.enter(enter),
    }
    walk.uses
}

struct Walk<'p> {
    program: &'p Program,
    flow: &'p Flow,
    guards: Vec<Guard<'p>>,
    when: When,
    uses: Uses<'p>,
}

impl<'p> Walk<'p> {
    fn stmt(&mut self, stmt: &'p StmtKind) {
        match stmt {
            StmtKind::Say(text, buttons) => {
                self.text(*text);
                self.buttons(buttons.as_ref());
            }
            StmtKind::Call(call) => {
                let function = self.program.functions.get(call.function.index());
                let params = function.map(|f| f.params.as_slice()).unwrap_or_default();
                call.args.iter().zip(params).for_each(|(arg, p)| self.argument(arg.as_ref(), &p.ty));
            }
            StmtKind::Track(track, args) => {
                let track = self.program.tracks.get(track.index());
                let params = track.map(|t| t.params.as_slice()).unwrap_or_default();
                args.iter().zip(params).for_each(|(arg, p)| self.argument(arg.as_ref(), &p.ty));
            }
            StmtKind::Lookup(table, args, _) => {
                let table = self.program.tables.get(table.index());
                let params = table.map(|t| t.params.as_slice()).unwrap_or_default();
                args.iter().zip(params).for_each(|(arg, p)| self.argument(Some(arg), &p.ty));
            }
            StmtKind::Enter(enter, _) => self.enter(enter),
            StmtKind::ForEach { list, enter, item, .. } => {
                self.each(*item, list, enter);
            }
            StmtKind::If { condition, .. } => self.test(condition),
            StmtKind::Await { event, filter, .. } => {
                self.under(Guard::Arrived(*event), |walk| filter.iter().for_each(|e| walk.test(e)));
            }
            StmtKind::Match { subject, arms } => {
                self.test(subject);
                for arm in arms {
                    if let Test::Bound(_, e) = &arm.test {
                        self.test(e);
                    }
                }
            }
            StmtKind::Let(slot, e) => self.kept(e, slot_type(self.flow, *slot)),
            StmtKind::Set(place, e) => match place.root {
                Root::Slot(slot) => self.kept(e, slot_type(self.flow, slot)),
                Root::Customer(i) => {
                    let field = self.program.customer.get(usize::from(i));
                    self.argument(Some(e), field.map_or(&Type::Bool, |f| &f.ty));
                }
                _ => self.kept(e, &Type::Bool),
            },
            StmtKind::Card(card) => self.card(card),
            StmtKind::Carousel(list, card, _) => {
                self.expr(list);
                self.card(card);
            }
            StmtKind::Image(image) => self.image(image),
            StmtKind::Reask(_, _, text) => text.iter().for_each(|t| self.text(*t)),
            StmtKind::Leave(way) => self.way_out(way),
            StmtKind::Ask(_) | StmtKind::Experiment(..) | StmtKind::Repeat | StmtKind::Back => {}
        }
    }

    /// 逐个: the arguments are read once there is an item.
    fn each(&mut self, item: SlotId, list: &'p Expr, enter: &'p Enter) {
        self.expr(list);
        self.uses.values.push(list);
        let depth = self.guards.len();
        if let Expr::Read(place) = list {
            self.guards.push(Guard::Listed(place));
        }
        self.under(Guard::Filled(item), |walk| walk.enter(enter));
        self.guards.truncate(depth);
    }

    /// What is said where an answer is refused may show it.
    fn ask(&mut self, ask: &'p Ask) {
        self.text(ask.text);
        ask.card.iter().for_each(|c| self.card(c));
        ask.image.iter().for_each(|i| self.image(i));
        self.buttons(ask.buttons.as_ref());
        for (i, require) in ask.require.iter().enumerate() {
            self.under(Guard::Filled(ask.slot), |walk| walk.test(&require.condition));
            self.when(When::Refused(i), |walk| {
                walk.under(Guard::Filled(ask.slot), |walk| walk.text(require.otherwise));
            });
        }
        for interrupt in &ask.interrupts {
            if let Trigger::Event(event, Some(filter)) = &interrupt.trigger {
                self.under(Guard::Arrived(*event), |walk| walk.test(filter));
            }
        }
        let said = ask.skippable.flatten().into_iter().chain(ask.collect.as_ref().map(|c| c.done));
        said.for_each(|t| self.text(t));
        self.when(When::NotUnderstood, |walk| ask.no_match.iter().for_each(|t| walk.text(*t)));
        self.when(When::Tries, |walk| ask.max_tries.iter().for_each(|m| walk.way_out(&m.leave)));
        for (i, line) in ask.no_reply.iter().enumerate() {
            self.when(When::Silent(i), |walk| match &line.action {
                NoReplyAction::Remind(text) => walk.text(*text),
                NoReplyAction::Leave(way_out) => walk.way_out(way_out),
                NoReplyAction::Done => {}
            });
        }
    }

    fn enter(&mut self, enter: &'p Enter) {
        let slots =
            self.program.flows.get(enter.flow.index()).map(|f| f.slots.as_slice()).unwrap_or_default();
        for (slot, e) in &enter.args {
            self.argument(Some(e), slots.get(slot.index()).map_or(&Type::Bool, |s| &s.ty));
        }
    }

    /// A value that may be 无 only where `ty` is optional.
    fn argument(&mut self, e: Option<&'p Expr>, ty: &Type) {
        let Some(e) = e else { return };
        self.kept(e, ty);
        if !matches!(e, Expr::Read(_)) && !matches!(ty, Type::Optional(_) | Type::List(_)) {
            self.uses.wanted.push((e, self.guards.clone()));
        }
    }

    /// The value of a slot, which may be 无 until it is read; what it is made of may be so only where `ty` is optional.
    fn kept(&mut self, e: &'p Expr, ty: &Type) {
        self.uses.values.push(e);
        if !(matches!(e, Expr::Read(_)) && matches!(ty, Type::Optional(_))) {
            self.expr(e);
        }
    }

    fn test(&mut self, e: &'p Expr) {
        self.uses.tests.push(e);
        self.expr(e);
    }

    fn way_out(&mut self, way: &'p WayOut) {
        match way {
            WayOut::Handoff { note, priority, .. } => {
                note.iter().for_each(|t| self.template(t));
                priority.iter().for_each(|e| self.expr(e));
            }
            WayOut::Cancel(text) => text.iter().for_each(|t| self.text(*t)),
            WayOut::Goto(_) | WayOut::End(_) => {}
        }
    }

    fn buttons(&mut self, buttons: Option<&'p Buttons>) {
        match buttons {
            Some(Buttons::FromList { list, label, condition, .. }) => {
                self.expr(list);
                self.template(label);
                condition.iter().for_each(|e| self.expr(e));
            }
            Some(Buttons::Fixed(all)) => all.iter().for_each(|b| self.template(&b.label)),
            Some(Buttons::Words(words)) => words.iter().for_each(|t| self.template(t)),
            None => {}
        }
    }

    fn card(&mut self, card: &'p Card) {
        self.template(&card.title);
        card.image.iter().for_each(|i| self.image(i));
        card.body.iter().for_each(|t| self.template(t));
        for link in &card.links {
            self.template(&link.label);
            self.template(&link.address);
        }
    }

    fn image(&mut self, image: &'p ImageSource) {
        match image {
            ImageSource::Address(template) => self.template(template),
            ImageSource::Value(place) => self.found(place),
        }
    }

    /// A text; the condition of a line holds for its words.
    fn text(&mut self, id: TextId) {
        let Some(text) = self.program.texts.get(id.index()) else { return };
        text.variants.iter().for_each(|t| self.template(t));
        text.special.iter().for_each(|s| self.template(&s.template));
        for line in &text.lines {
            line.each.iter().for_each(|e| self.expr(e));
            match &line.condition {
                Some(condition) => {
                    self.test(condition);
                    self.under(Guard::Came(condition, true), |walk| walk.template(&line.template));
                }
                None => self.template(&line.template),
            }
        }
    }

    fn template(&mut self, template: &'p Template) {
        for part in &template.parts {
            if let Part::Hole(hole) = part {
                self.expr(&hole.value);
            }
        }
    }

    /// An expression; the left side of 并且 and 或者 is known on the right.
    fn expr(&mut self, e: &'p Expr) {
        match e {
            Expr::Const(_) | Expr::Has(_) | Expr::Given(_) => {}
            Expr::Read(place) => self.found(place),
            Expr::Not(e)
            | Expr::Count(e)
            | Expr::Reshape(e, _)
            | Expr::ReshapeEach(e, _)
            | Expr::Field(e, _) => self.expr(e),
            Expr::And(all) => self.chain(all, true),
            Expr::Or(all) => self.chain(all, false),
            Expr::List(all) => all.iter().for_each(|e| self.expr(e)),
            Expr::Compare(_, a, b)
            | Expr::In(a, b)
            | Expr::TextContains(a, b)
            | Expr::Arith(_, a, b)
            | Expr::Fold(_, a, b)
            | Expr::Filter(a, b)
            | Expr::Nth(a, b) => {
                self.expr(a);
                self.expr(b);
            }
            Expr::Text(template) => self.template(template),
        }
    }

    fn chain(&mut self, all: &'p [Expr], outcome: bool) {
        let depth = self.guards.len();
        for e in all {
            self.expr(e);
            self.guards.push(Guard::Came(e, outcome));
        }
        self.guards.truncate(depth);
    }

    fn under(&mut self, guard: Guard<'p>, walk: impl FnOnce(&mut Self)) {
        self.guards.push(guard);
        walk(self);
        self.guards.pop();
    }

    fn when(&mut self, when: When, walk: impl FnOnce(&mut Self)) {
        self.when = when;
        walk(self);
        self.when = When::Always;
    }

    fn found(&mut self, place: &'p Place) {
        self.uses.reads.push(Read { when: self.when, place, guards: self.guards.clone() });
    }
}

/// The type of a slot.
fn slot_type(flow: &Flow, slot: SlotId) -> &Type {
    flow.slots.get(slot.index()).map_or(&Type::Bool, |s| &s.ty)
}
