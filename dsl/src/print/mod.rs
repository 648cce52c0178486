//! The tree as `.flow` text, in either spelling: what `fmt` writes, and what a tree that was never text looks like.
//!
//! Every line is printed from the tree alone. Where the tree was read from text, [`Written`] says which of its parts shared a
//! line, so that the lines that come out are one for one those that went in.

mod ask;
mod declaration;
mod expression;
mod flow;
mod line;
mod page;
mod piece;
mod quote;
mod show;
mod statement;
mod table;
mod types;
mod understanding;
mod words;
mod wrap;
mod written;

use crate::ast::{File, Item};
use crate::diagnostic::Lang;

pub(crate) use line::{Apart, Line};
pub(crate) use page::{Comment, Inside, Note, Notes, page};
pub(crate) use piece::Pieces;
pub(crate) use written::Written;

use line::Words;

/// The text of a tree, in the spelling of `lang`: what formatting that text would leave as it is.
///
/// Parts stand in the order of their spans; a tree without places gets the usual order. A name that cannot be written in the
/// language, such as one with a space in it, is written as it is.
#[must_use]
pub fn print(file: &File, lang: Lang) -> String {
    page(&lines(file, lang, None), &Notes::default())
}

/// The lines of a file, the language version first.
pub(crate) fn lines(file: &File, lang: Lang, written: Option<&Written>) -> Vec<Line> {
    Printer { lang, written }.file(file)
}

/// Prints in one language.
struct Printer<'w> {
    lang: Lang,
    written: Option<&'w Written>,
}

impl Printer<'_> {
    fn file(&self, file: &File) -> Vec<Line> {
        let version = file.language_version.as_ref().map_or(1, |version| version.node);
        let mut lines = vec![Line::new(0, Words::of(self.k("lang_version")).word(version.to_string()))];
        let mut above: Option<&Item> = None;
        for item in &file.items {
            let mut line = self.item(item);
            let alike =
                above.is_some_and(|above| std::mem::discriminant(above) == std::mem::discriminant(item));
            let both_short =
                lines.last().is_some_and(|above| above.below.is_empty()) && line.below.is_empty();
            line.apart = if alike && both_short { Apart::AsWritten } else { Apart::Always };
            lines.push(line);
            above = Some(item);
        }
        lines
    }

    fn item(&self, item: &Item) -> Line {
        match item {
            Item::Settings(settings) => self.settings(settings),
            Item::Customer(fields, span) => self.customer(fields, *span),
            Item::SessionSlots(slots) => self.session_slots(slots),
            Item::Team(team) => self.team(team),
            Item::Type(decl) => self.type_decl(decl),
            Item::Event(event) => self.event(event),
            Item::Track(track) => self.track_decl(track),
            Item::Plugin(plugin) => self.plugin(plugin),
            Item::Table(table) => self.table(table),
            Item::Snippet(snippet) => self.snippet(snippet),
            Item::Intent(intent) => self.intent(intent),
            Item::Faq(faq) => self.faq(faq),
            Item::FaqFile(path) => self.faq_file(path),
            Item::Global(parts) => self.global(parts),
            Item::Push(push) => self.push(push),
            Item::Flow(flow) => self.flow(flow),
        }
    }
}
