//! E0301 beside the flows: what 全局 says to a question that waits, answers of 问答, sentences of huashu's own that the shop replaced,
//! the arguments with which a closed team enters a flow. Nothing is known there of 顾客 and 会话 but what the customer always has.

use super::begins;
use super::places::Places;
use super::reads::{self, Piece, Uses};
use super::state::Facts;
use super::unset::{is_read_of, shown};
use crate::ast;
use crate::check::Checker;
use crate::check::bodies::BUILTIN;
use crate::check::declare::Declared;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::program::{Flow, NoReplyAction, Place, Program, TextId};
use crate::source::{SourceId, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Reports each place that is read beside the flows and that may be unset.
pub(crate) fn check(checker: &Checker<'_>, program: &Program, declared: &Declared<'_>) {
    let Some(hidden) = program.flows.get(program.global.flow.index()) else { return };
    let mut seen = BTreeSet::new();
    let pieces = pieces(program, declared);
    let begins: BTreeSet<Span> = pieces.iter().map(|(_, within)| *within).collect();
    for (piece, within) in &pieces {
        if within.source == SourceId::BUILTIN {
            continue;
        }
        let uses = [reads::of_piece(program, hidden, piece)];
        let next = begins.iter().find(|s| s.source == within.source && s.start > within.start);
        let end = next.map_or(u32::MAX, |s| s.start);
        for (place, nth) in unset(program, hidden, &uses) {
            let span = read_at(checker, &place, nth, (*within, end));
            if seen.insert((span, place.clone())) {
                report(checker, hidden, &place, span);
            }
        }
    }
}

/// What is read beside the flows, and where it stands.
fn pieces<'p>(program: &'p Program, declared: &Declared<'_>) -> Vec<(Piece<'p>, Span)> {
    let text = |id: TextId| {
        let span = program.texts.get(id.index()).map(|t| t.span).unwrap_or_default();
        (Piece::Text(id), span)
    };
    // The sentences that huashu says itself are the first texts.
    let mut found: Vec<_> = (0..).map(TextId).take(BUILTIN.len()).map(text).collect();
    found.extend(program.types.iter().filter_map(|t| t.no_match).map(text));
    for faq in &program.faqs {
        let (answer, span) = text(faq.answer);
        found.push((answer, span));
        found.extend(faq.image.iter().map(|i| (Piece::Image(i), faq.span)));
        found.extend(faq.buttons.iter().map(|b| (Piece::Buttons(b), faq.span)));
    }
    let mut timers = program.global.no_reply.iter();
    for part in &declared.global {
        match part {
            ast::GlobalPart::NoReply(decl) => match timers.next().map(|n| &n.action) {
                Some(NoReplyAction::Remind(id)) => found.push(text(*id)),
                Some(NoReplyAction::Leave(way)) => found.push((Piece::WayOut(way), decl.span)),
                _ => {}
            },
            ast::GlobalPart::MaxTries(decl) => {
                found.extend(program.global.max_tries.iter().map(|m| (Piece::WayOut(&m.leave), decl.span)));
            }
            _ => {}
        }
    }
    for (team, decl) in program.teams.iter().zip(&declared.teams) {
        let span = decl.when_closed.as_ref().map(|e| e.span);
        found.extend(team.when_closed.as_ref().zip(span).map(|(e, span)| (Piece::Enter(e), span)));
    }
    found
}

/// The places that may be unset where they are read, each with the first of its reads that shows it.
fn unset(program: &Program, flow: &Flow, uses: &[Uses<'_>; 1]) -> BTreeMap<Place, usize> {
    let facts = Facts::new(program, flow, Places::of(program, flow, uses));
    let state = begins::outside(&facts);
    let reads: Vec<_> = uses.iter().flat_map(|u| &u.reads).collect();
    let mut found = BTreeMap::new();
    for (i, read) in reads.iter().enumerate() {
        if let Some((part, _)) = super::unset::unset_in(&facts, &state, read) {
            let before = reads.iter().take(i).filter(|r| is_read_of(r.place, &part)).count();
            found.entry(part).or_insert(before);
        }
    }
    found
}

/// Where a place is read for the `nth` time from `within` to `end`.
fn read_at(checker: &Checker<'_>, place: &Place, nth: usize, (within, end): (Span, u32)) -> Span {
    let (reads, has) = (checker.read_at.borrow(), checker.has_at.borrow());
    let behind = |span: &Span| span.source == within.source && span.start >= within.start;
    let spans = reads.iter().filter(|(span, read)| behind(span) && is_read_of(read, place));
    let spans = spans.map(|(span, _)| *span).filter(|span| !has.contains(span));
    // They were met in the order in which the checker of ways reads them.
    let own = spans.clone().filter(|span| span.start < end).nth(nth);
    own.or_else(|| spans.min_by_key(|span| span.start)).unwrap_or(within)
}

fn report(checker: &Checker<'_>, flow: &Flow, place: &Place, span: Span) {
    let name = shown(checker, flow, place, span);
    let message = Message::new(
        format!("说到这里时，“{name}”可能还没有值。"),
        format!("\"{name}\" may be unset where this is said."),
    );
    let help = Message::new(
        "换一句不用它的话；或者给它一个默认值。",
        "Say it without, or give the field a default.",
    );
    checker.report(Diagnostic::new(Code("E0301"), span, message).help(help));
}
