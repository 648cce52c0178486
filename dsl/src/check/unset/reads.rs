//! Every read of a statement that needs a value, with what is known where it is read.

use super::facts::{Facts, Outcome, when};
use crate::program::{
    Buttons, Card, Enter, Expr, Flow, ImageSource, NoReplyAction, Part, Place, Program, StmtKind, Template,
    Test, Text, TextId, WayOut,
};
use crate::value::Type;

/// The walk over one statement; `found` is called with each place that is read.
pub(super) struct Reads<'p, 'f> {
    pub(super) program: &'p Program,
    pub(super) flow: &'p Flow,
    pub(super) texts: &'p [Text],
    pub(super) found: &'f mut dyn FnMut(&Place, &Facts),
}

impl Reads<'_, '_> {
    pub(super) fn stmt(&mut self, stmt: &StmtKind, facts: &Facts) {
        match stmt {
            StmtKind::Say(text, buttons) => {
                self.text(*text, facts);
                self.buttons(buttons.as_ref(), facts);
            }
            StmtKind::Ask(id) => self.ask(*id, facts),
            StmtKind::Call(call) => {
                let params = self.program.functions.get(call.function.index()).map(|f| f.params.as_slice());
                let args = call.args.iter().zip(params.unwrap_or_default());
                args.for_each(|(arg, param)| self.argument(arg.as_ref(), &param.ty, facts));
            }
            StmtKind::Track(track, args) => {
                let params = self.program.tracks.get(track.index()).map(|t| t.params.as_slice());
                let args = args.iter().zip(params.unwrap_or_default());
                args.for_each(|(arg, param)| self.argument(arg.as_ref(), &param.ty, facts));
            }
            StmtKind::Lookup(table, args, _) => {
                let params = self.program.tables.get(table.index()).map(|t| t.params.as_slice());
                let args = args.iter().zip(params.unwrap_or_default());
                args.for_each(|(arg, param)| self.argument(Some(arg), &param.ty, facts));
            }
            StmtKind::Enter(enter, _) => self.enter(enter, facts),
            // The item is set while the flow it is passed to is entered.
            StmtKind::ForEach { list, .. } => self.expr(list, facts),
            StmtKind::If { condition, .. } => self.expr(condition, facts),
            StmtKind::Await { filter, .. } => filter.iter().for_each(|e| self.expr(e, facts)),
            StmtKind::Match { subject, arms } => {
                self.expr(subject, facts);
                for arm in arms {
                    if let Test::Bound(_, e) = &arm.test {
                        self.expr(e, facts);
                    }
                }
            }
            StmtKind::Let(slot, e) => self.argument(Some(e), &self.slot_type(slot.index()), facts),
            StmtKind::Set(place, e) => {
                let ty = match place.root {
                    crate::program::Root::Slot(slot) => self.slot_type(slot.index()),
                    crate::program::Root::Customer(i) => {
                        self.program.customer.get(usize::from(i)).map_or(Type::Bool, |f| f.ty.clone())
                    }
                    _ => Type::Bool,
                };
                self.argument(Some(e), &ty, facts);
            }
            StmtKind::Card(card) => self.card(card, facts),
            StmtKind::Carousel(list, card, _) => {
                self.expr(list, facts);
                self.card(card, facts);
            }
            StmtKind::Image(image) => self.image(image, facts),
            StmtKind::Reask(_, _, text) => text.iter().for_each(|t| self.text(*t, facts)),
            StmtKind::Leave(way) => self.way_out(way, facts),
            StmtKind::Experiment(..) | StmtKind::Repeat | StmtKind::Back => {}
        }
    }

    fn slot_type(&self, index: usize) -> Type {
        self.flow.slots.get(index).map_or(Type::Bool, |s| s.ty.clone())
    }

    fn ask(&mut self, id: crate::program::AskId, facts: &Facts) {
        let Some(ask) = self.flow.asks.get(id.index()) else { return };
        self.text(ask.text, facts);
        ask.card.iter().for_each(|c| self.card(c, facts));
        ask.image.iter().for_each(|i| self.image(i, facts));
        self.buttons(ask.buttons.as_ref(), facts);
        let mut candidate = facts.clone();
        candidate.insert(Place { root: crate::program::Root::Slot(ask.slot), fields: Vec::new() });
        for require in &ask.require {
            self.expr(&require.condition, &candidate);
            self.text(require.otherwise, &candidate);
        }
        let said = ask.no_match.into_iter().chain(ask.skippable.flatten());
        said.chain(ask.collect.as_ref().map(|c| c.done)).for_each(|t| self.text(t, facts));
        ask.max_tries.iter().for_each(|m| self.way_out(&m.leave, facts));
        for line in &ask.no_reply {
            match &line.action {
                NoReplyAction::Remind(text) => self.text(*text, facts),
                NoReplyAction::Leave(way_out) => self.way_out(way_out, facts),
                NoReplyAction::Done => {}
            }
        }
    }

    fn enter(&mut self, enter: &Enter, facts: &Facts) {
        let slots =
            self.program.flows.get(enter.flow.index()).map(|f| f.slots.as_slice()).unwrap_or_default();
        for (slot, e) in &enter.args {
            let ty = slots.get(slot.index()).map_or(Type::Bool, |s| s.ty.clone());
            self.argument(Some(e), &ty, facts);
        }
    }

    /// A value that may be 无 where `ty` is optional.
    fn argument(&mut self, e: Option<&Expr>, ty: &Type, facts: &Facts) {
        match e {
            Some(Expr::Read(_)) if matches!(ty, Type::Optional(_)) => {}
            Some(e) => self.expr(e, facts),
            None => {}
        }
    }

    fn way_out(&mut self, way: &WayOut, facts: &Facts) {
        match way {
            WayOut::Handoff { note, priority, .. } => {
                note.iter().for_each(|t| self.template(t, facts));
                priority.iter().for_each(|e| self.expr(e, facts));
            }
            WayOut::Cancel(text) => text.iter().for_each(|t| self.text(*t, facts)),
            WayOut::Goto(_) | WayOut::End(_) => {}
        }
    }

    fn buttons(&mut self, buttons: Option<&Buttons>, facts: &Facts) {
        match buttons {
            Some(Buttons::FromList { list, label, condition, .. }) => {
                self.expr(list, facts);
                self.template(label, facts);
                condition.iter().for_each(|e| self.expr(e, facts));
            }
            Some(Buttons::Fixed(all)) => all.iter().for_each(|b| self.template(&b.label, facts)),
            Some(Buttons::Words(words)) => words.iter().for_each(|t| self.template(t, facts)),
            None => {}
        }
    }

    fn card(&mut self, card: &Card, facts: &Facts) {
        self.template(&card.title, facts);
        card.image.iter().for_each(|i| self.image(i, facts));
        card.body.iter().for_each(|t| self.template(t, facts));
        for link in &card.links {
            self.template(&link.label, facts);
            self.template(&link.address, facts);
        }
    }

    fn image(&mut self, image: &ImageSource, facts: &Facts) {
        match image {
            ImageSource::Address(template) => self.template(template, facts),
            ImageSource::Value(place) => (self.found)(place, facts),
        }
    }

    /// A text; the condition of a line proves 有 for its words.
    fn text(&mut self, id: TextId, facts: &Facts) {
        let texts = self.texts;
        let Some(text) = texts.get(id.index()) else { return };
        text.variants.iter().for_each(|t| self.template(t, facts));
        text.special.iter().for_each(|s| self.template(&s.template, facts));
        for line in &text.lines {
            line.each.iter().for_each(|e| self.expr(e, facts));
            let mut inner = facts.clone();
            if let Some(condition) = &line.condition {
                self.expr(condition, facts);
                inner.extend(when(condition, Outcome::Holds));
            }
            self.template(&line.template, &inner);
        }
    }

    fn template(&mut self, template: &Template, facts: &Facts) {
        for part in &template.parts {
            if let Part::Hole(hole) = part {
                self.expr(&hole.value, facts);
            }
        }
    }

    /// An expression; the left side of 并且 and 或者 proves 有 for the right one.
    fn expr(&mut self, e: &Expr, facts: &Facts) {
        match e {
            Expr::Const(_) | Expr::Has(_) => {}
            Expr::Read(place) => (self.found)(place, facts),
            Expr::Not(e) | Expr::Count(e) | Expr::Reshape(e, _) | Expr::ReshapeEach(e, _) => {
                self.expr(e, facts);
            }
            Expr::And(all) => self.chain(all, facts, Outcome::Holds),
            Expr::Or(all) => self.chain(all, facts, Outcome::Fails),
            Expr::List(all) => all.iter().for_each(|e| self.expr(e, facts)),
            Expr::Compare(_, a, b)
            | Expr::In(a, b)
            | Expr::TextContains(a, b)
            | Expr::Arith(_, a, b)
            | Expr::Fold(_, a, b)
            | Expr::Filter(a, b)
            | Expr::Nth(a, b) => {
                self.expr(a, facts);
                self.expr(b, facts);
            }
            Expr::Text(template) => self.template(template, facts),
        }
    }

    fn chain(&mut self, all: &[Expr], facts: &Facts, outcome: Outcome) {
        let mut facts = facts.clone();
        for e in all {
            self.expr(e, &facts);
            facts.extend(when(e, outcome));
        }
    }
}
