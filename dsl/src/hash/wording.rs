//! The templates that stand in nodes and under answers rather than in the table of texts: buttons, cards, pictures, notes.

use crate::program::{
    Buttons, Card, Expr, Faq, Flow, Global, ImageSource, MaxTries, NoReply, NoReplyAction, Part, StmtKind,
    Template, WayOut,
};

/// What is done with each template.
type Visit<'v> = dyn FnMut(&mut Template) + 'v;

/// Visits every template of a flow's nodes.
pub(super) fn in_flow(flow: &mut Flow, visit: &mut Visit<'_>) {
    for node in &mut flow.nodes {
        in_stmt(&mut node.stmt, visit);
    }
    for ask in &mut flow.asks {
        ask.card.iter_mut().for_each(|c| in_card(c, visit));
        ask.image.iter_mut().for_each(|i| in_image(i, visit));
        ask.buttons.iter_mut().for_each(|b| in_buttons(b, visit));
        in_deadlines(ask.max_tries.as_mut(), &mut ask.no_reply, visit);
    }
}

/// Visits every template of 全局 beside its blocks.
pub(super) fn in_global(global: &mut Global, visit: &mut Visit<'_>) {
    in_deadlines(global.max_tries.as_mut(), &mut global.no_reply, visit);
}

/// Visits every template under an answer.
pub(super) fn in_answers(faqs: &mut [Faq], visit: &mut Visit<'_>) {
    for faq in faqs {
        faq.image.iter_mut().for_each(|i| in_image(i, visit));
        faq.buttons.iter_mut().for_each(|b| in_buttons(b, visit));
    }
}

/// Leaves of a template only what it reads: each value once, in an order that no wording changes.
pub(super) fn keep_reads(template: &mut Template) {
    let mut found: Vec<(Vec<u8>, Expr)> =
        reads(template).map(|e| (postcard::to_stdvec(e).unwrap_or_default(), e.clone())).collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found.dedup_by(|a, b| a.0 == b.0);
    let bare = |value| crate::program::Hole { value, filter: None, personal: false, written: String::new() };
    template.parts = found.into_iter().map(|(_, value)| Part::Hole(bare(value))).collect();
}

/// The values that a template reads.
pub(super) fn reads(template: &Template) -> impl Iterator<Item = &Expr> {
    template.parts.iter().filter_map(|part| match part {
        Part::Hole(hole) => Some(&hole.value),
        Part::Text(_) => None,
    })
}

fn in_stmt(stmt: &mut StmtKind, visit: &mut Visit<'_>) {
    match stmt {
        StmtKind::Say(_, buttons) => buttons.iter_mut().for_each(|b| in_buttons(b, visit)),
        StmtKind::Card(card) | StmtKind::Carousel(_, card, _) => in_card(card, visit),
        StmtKind::Image(image) => in_image(image, visit),
        StmtKind::Leave(way_out) => in_way_out(way_out, visit),
        _ => {}
    }
}

fn in_deadlines(max_tries: Option<&mut MaxTries>, no_reply: &mut [NoReply], visit: &mut Visit<'_>) {
    max_tries.into_iter().for_each(|m| in_way_out(&mut m.leave, visit));
    for line in no_reply {
        if let NoReplyAction::Leave(way_out) = &mut line.action {
            in_way_out(way_out, visit);
        }
    }
}

fn in_way_out(way_out: &mut WayOut, visit: &mut Visit<'_>) {
    if let WayOut::Handoff { note: Some(note), .. } = way_out {
        visit(note);
    }
}

fn in_buttons(buttons: &mut Buttons, visit: &mut Visit<'_>) {
    match buttons {
        Buttons::Fixed(all) => all.iter_mut().for_each(|b| visit(&mut b.label)),
        Buttons::FromList { label, .. } => visit(label),
        Buttons::Words(all) => all.iter_mut().for_each(visit),
    }
}

fn in_card(card: &mut Card, visit: &mut Visit<'_>) {
    visit(&mut card.title);
    card.image.iter_mut().for_each(|i| in_image(i, visit));
    card.body.iter_mut().for_each(&mut *visit);
    for link in &mut card.links {
        visit(&mut link.label);
        visit(&mut link.address);
    }
}

fn in_image(image: &mut ImageSource, visit: &mut Visit<'_>) {
    if let ImageSource::Address(address) = image {
        visit(address);
    }
}
