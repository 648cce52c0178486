//! Which slots a statement reads and sets.

use crate::program::{
    Ask, Buttons, Card, Enter, Expr, ImageSource, Part, Place, Root, SlotId, StmtKind, Template, Test, Text,
    TextId, WayOut,
};
use std::collections::BTreeSet;

/// The slots that `stmt` reads, sorted and each once, and the one it sets.
pub(crate) fn of(stmt: &StmtKind, asks: &[Ask], texts: &[Text]) -> (Vec<SlotId>, Option<SlotId>) {
    let mut reads = Reads { texts, slots: BTreeSet::new() };
    reads.stmt(stmt, asks);
    (reads.slots.into_iter().collect(), written(stmt, asks))
}

/// The slot that a statement sets.
fn written(stmt: &StmtKind, asks: &[Ask]) -> Option<SlotId> {
    match stmt {
        StmtKind::Ask(id) => asks.get(id.index()).map(|a| a.slot),
        StmtKind::Call(call) => call.result,
        StmtKind::Enter(enter, _) | StmtKind::ForEach { enter, .. } => enter.result,
        StmtKind::Let(slot, _) | StmtKind::Lookup(_, _, slot) => Some(*slot),
        StmtKind::Set(place, _) => match place.root {
            Root::Slot(slot) => Some(slot),
            _ => None,
        },
        _ => None,
    }
}

/// Every place that an expression reads.
pub(crate) fn each_place(expr: &Expr, visit: &mut impl FnMut(&Place)) {
    match expr {
        Expr::Const(_) => {}
        Expr::Read(place) | Expr::Has(place) => visit(place),
        Expr::Not(e)
        | Expr::Count(e)
        | Expr::Reshape(e, _)
        | Expr::ReshapeEach(e, _)
        | Expr::Given(e)
        | Expr::Field(e, _) => each_place(e, visit),
        Expr::And(es) | Expr::Or(es) | Expr::List(es) => es.iter().for_each(|e| each_place(e, visit)),
        Expr::Compare(_, a, b)
        | Expr::In(a, b)
        | Expr::TextContains(a, b)
        | Expr::Arith(_, a, b)
        | Expr::Fold(_, a, b)
        | Expr::Filter(a, b)
        | Expr::Nth(a, b) => {
            each_place(a, visit);
            each_place(b, visit);
        }
        Expr::Text(template) => each_hole(template, visit),
    }
}

fn each_hole(template: &Template, visit: &mut impl FnMut(&Place)) {
    for part in &template.parts {
        if let Part::Hole(hole) = part {
            each_place(&hole.value, visit);
        }
    }
}

struct Reads<'t> {
    texts: &'t [Text],
    slots: BTreeSet<SlotId>,
}

impl Reads<'_> {
    fn stmt(&mut self, stmt: &StmtKind, asks: &[Ask]) {
        match stmt {
            StmtKind::Say(text, buttons) => {
                self.text(*text);
                self.buttons(buttons.as_ref());
            }
            StmtKind::Ask(id) => asks.get(id.index()).into_iter().for_each(|a| self.ask(a)),
            StmtKind::Call(call) => self.exprs(call.args.iter().flatten()),
            StmtKind::Enter(enter, _) => self.enter(enter),
            StmtKind::ForEach { list, enter, item, .. } => {
                self.expr(list);
                self.enter(enter);
                self.slots.remove(item);
            }
            StmtKind::Await { filter, .. } => self.exprs(filter),
            StmtKind::If { condition, .. } => self.expr(condition),
            StmtKind::Match { subject, arms } => {
                self.expr(subject);
                let bounds =
                    arms.iter().filter_map(|a| if let Test::Bound(_, e) = &a.test { Some(e) } else { None });
                self.exprs(bounds);
            }
            StmtKind::Let(_, e) | StmtKind::Set(_, e) => self.expr(e),
            StmtKind::Lookup(_, args, _) => self.exprs(args),
            StmtKind::Card(card) => self.card(card),
            StmtKind::Carousel(list, card, _) => {
                self.expr(list);
                self.card(card);
            }
            StmtKind::Image(image) => self.image(image),
            StmtKind::Track(_, args) => self.exprs(args.iter().flatten()),
            StmtKind::Reask(_, _, text) => text.iter().for_each(|t| self.text(*t)),
            StmtKind::Leave(way_out) => self.way_out(way_out),
            StmtKind::Experiment(..) | StmtKind::Repeat | StmtKind::Back => {}
        }
    }

    /// What a question shows and requires, without the slot that it fills.
    fn ask(&mut self, ask: &Ask) {
        self.text(ask.text);
        ask.card.iter().for_each(|c| self.card(c));
        ask.image.iter().for_each(|i| self.image(i));
        self.buttons(ask.buttons.as_ref());
        self.exprs(ask.require.iter().map(|r| &r.condition));
        self.slots.remove(&ask.slot);
    }

    fn enter(&mut self, enter: &Enter) {
        self.exprs(enter.args.iter().map(|(_, e)| e));
    }

    fn way_out(&mut self, way_out: &WayOut) {
        match way_out {
            WayOut::Handoff { note, priority, .. } => {
                note.iter().for_each(|t| self.template(t));
                self.exprs(priority);
            }
            WayOut::Cancel(text) => text.iter().for_each(|t| self.text(*t)),
            WayOut::Goto(_) | WayOut::End(_) => {}
        }
    }

    fn buttons(&mut self, buttons: Option<&Buttons>) {
        match buttons {
            Some(Buttons::Fixed(all)) => all.iter().for_each(|b| self.template(&b.label)),
            Some(Buttons::Words(words)) => words.iter().for_each(|t| self.template(t)),
            Some(Buttons::FromList { list, label, value, condition, .. }) => {
                self.expr(list);
                self.template(label);
                self.exprs(value);
                self.exprs(condition);
            }
            None => {}
        }
    }

    fn card(&mut self, card: &Card) {
        self.template(&card.title);
        card.image.iter().for_each(|i| self.image(i));
        card.body.iter().for_each(|t| self.template(t));
        for link in &card.links {
            self.template(&link.label);
            self.template(&link.address);
        }
    }

    fn image(&mut self, image: &ImageSource) {
        match image {
            ImageSource::Address(template) => self.template(template),
            ImageSource::Value(place) => self.place(place),
        }
    }

    fn text(&mut self, id: TextId) {
        let Some(text) = self.texts.get(id.index()) else { return };
        text.variants.iter().for_each(|t| self.template(t));
        text.special.iter().for_each(|s| self.template(&s.template));
        for line in &text.lines {
            self.exprs(&line.each);
            self.template(&line.template);
            self.exprs(&line.condition);
        }
    }

    fn template(&mut self, template: &Template) {
        each_hole(template, &mut |p| self.place(p));
    }

    fn exprs<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) {
        exprs.into_iter().for_each(|e| self.expr(e));
    }

    fn expr(&mut self, expr: &Expr) {
        each_place(expr, &mut |p| self.place(p));
    }

    fn place(&mut self, place: &Place) {
        if let Root::Slot(slot) = place.root {
            self.slots.insert(slot);
        }
    }
}
