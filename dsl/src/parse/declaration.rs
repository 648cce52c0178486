//! The file, and its small declarations: 设定 顾客 会话信息 人工组 事件 统计 话术.

use crate::ast::{Event, File, Item, Open, SessionSlot, Setting, Snippet, Team, TrackDecl};
use crate::diagnostic::{Code, Diagnostic, Lang, Message};
use crate::keywords::Family;
use crate::layout::{Laid, Line};
use crate::source::{SourceId, Span, Spanned};

use super::Reader;
use super::grammar::{Node, Rule};
use super::head::keyword;
use super::name;

/// The version of the language that is read.
pub(crate) const VERSION: u32 = 1;

/// What may stand at column 0.
const TOP: &[Rule] = &[
    Rule::k_lang_version,
    Rule::k_settings,
    Rule::k_customer_def,
    Rule::k_session_slots,
    Rule::k_team,
    Rule::k_type,
    Rule::k_event_def,
    Rule::k_track_def,
    Rule::k_plugin,
    Rule::k_table,
    Rule::k_snippet,
    Rule::k_intent,
    Rule::k_faq,
    Rule::k_global,
    Rule::k_push,
    Rule::k_flow,
];

/// What may stand below 人工组.
const TEAM: &[Rule] = &[Rule::k_open, Rule::k_holidays, Rule::k_when_closed, Rule::k_resume];

impl Reader {
    /// A file from its lines.
    pub(super) fn file(&mut self, laid: &Laid) -> File {
        let mut file = File { items: Vec::with_capacity(laid.lines.len()), ..File::default() };
        let mut heads = Vec::new();
        for (i, line) in laid.lines.iter().enumerate() {
            let head = self.head(line, TOP);
            match head {
                Some(Rule::k_lang_version) => {
                    let version = self.language_version(line, i);
                    self.once(&mut file.language_version, version, line.span);
                }
                Some(head) => file.items.extend(self.item(line, head)),
                None => {}
            }
            heads.push(head);
        }
        if !heads.contains(&Some(Rule::k_lang_version)) && heads.first() != Some(&None) {
            self.report(no_version(laid.source, laid.lines.first()));
        }
        file
    }

    fn language_version(&mut self, line: &Line, place: usize) -> Option<Spanned<u32>> {
        let node = self.leaf(line, Rule::language_line)?;
        let version = self.whole(&node.find(Rule::whole)?)?;
        if place > 0 {
            let message = Message::new("语言版本 要写在文件开头。", "language_version begins a file.");
            self.report(Diagnostic::new(Code("E0102"), line.span, message));
        } else if version.node != VERSION {
            self.report(unknown_version(&version));
        }
        Some(version)
    }

    fn item(&mut self, line: &Line, head: Rule) -> Option<Item> {
        Some(match head {
            Rule::k_settings => Item::Settings(self.settings(line)),
            Rule::k_customer_def => {
                let node = self.leaf(line, Rule::customer_line)?;
                Item::Customer(self.fields_in(&node, Rule::record_ty), line.span)
            }
            Rule::k_session_slots => Item::SessionSlots(self.session_slots(line)),
            Rule::k_team => Item::Team(self.team(line)?),
            Rule::k_type => Item::Type(self.type_decl(line)?),
            Rule::k_event_def => Item::Event(self.event(line)?),
            Rule::k_track_def => Item::Track(self.track_decl(line)?),
            Rule::k_plugin => Item::Plugin(self.plugin(line)?),
            Rule::k_table => Item::Table(self.table(line)?),
            Rule::k_snippet => Item::Snippet(self.snippet(line)?),
            Rule::k_intent => Item::Intent(self.intent(line)?),
            Rule::k_faq => self.faq_item(line)?,
            Rule::k_global => Item::Global(self.global(line)),
            Rule::k_push => Item::Push(Box::new(self.push(line)?)),
            _ => Item::Flow(self.flow(line)?),
        })
    }

    fn settings(&mut self, line: &Line) -> Vec<Setting> {
        self.form(line, Rule::settings_line);
        let mut settings = Vec::new();
        for setting in self.block(line) {
            let Some(node) = self.leaf(setting, Rule::setting_line) else { continue };
            settings.extend(self.setting(&node));
        }
        settings
    }

    fn setting(&mut self, node: &Node<'_>) -> Option<Setting> {
        Some(Setting {
            name: name::first(node)?,
            ty: self.ty_in(node)?,
            value: self.expr_in(node, Rule::expr)?,
        })
    }

    fn session_slots(&mut self, line: &Line) -> Vec<SessionSlot> {
        self.form(line, Rule::session_line);
        let mut slots = Vec::new();
        for slot in self.block(line) {
            let Some(node) = self.leaf(slot, Rule::session_slot_line) else { continue };
            slots.extend(self.session_slot(&node));
        }
        slots
    }

    fn session_slot(&mut self, node: &Node<'_>) -> Option<SessionSlot> {
        let (name, ty) = (name::first(node)?, self.ty_in(node)?);
        Some(SessionSlot { name, ty, keep: self.expr_in(node, Rule::value)? })
    }

    fn team(&mut self, line: &Line) -> Option<Team> {
        let node = self.form(line, Rule::team_line);
        let (mut open, mut holidays, mut when_closed, mut resume) = (Vec::new(), None, None, None);
        for part in &line.children {
            match self.head(part, TEAM) {
                Some(Rule::k_open) => {
                    open.extend(self.leaf(part, Rule::open_line).and_then(|n| open_hours(&n)));
                }
                Some(Rule::k_holidays) => {
                    let path = self.leaf(part, Rule::holidays_line).and_then(|n| n.find(Rule::path));
                    self.once(&mut holidays, path.map(|p| name::path(&p)), part.span);
                }
                Some(Rule::k_when_closed) => {
                    let found = self.leaf(part, Rule::closed_line);
                    let enter = found.and_then(|n| self.enter(&n.find(Rule::enter)?));
                    self.once(&mut when_closed, enter, part.span);
                }
                Some(_) => {
                    let place = self.leaf(part, Rule::resume_line).map(|_| part.span);
                    self.once(&mut resume, place, part.span);
                }
                None => {}
            }
        }
        Some(Team { name: name::first(&node?)?, open, holidays, when_closed, resume })
    }

    fn event(&mut self, line: &Line) -> Option<Event> {
        let node = self.leaf(line, Rule::event_line)?;
        let fields = self.fields_in(&node, Rule::record_ty);
        Some(Event { name: name::plain_path(&node.find(Rule::path)?), fields })
    }

    fn track_decl(&mut self, line: &Line) -> Option<TrackDecl> {
        let node = self.leaf(line, Rule::track_line)?;
        let params = self.fields_in(&node, Rule::params);
        Some(TrackDecl { name: name::first(&node)?, params })
    }

    fn snippet(&mut self, line: &Line) -> Option<Snippet> {
        let node = self.form(line, Rule::snippet_line);
        let text = self.snippet_text(line);
        let node = node?;
        let params = self.fields_in(&node, Rule::params);
        let name = name::builtin_path(Family::Snippet, &node.find(Rule::path)?);
        Some(Snippet { name, params, text: text? })
    }
}

/// A version of the language that is not known.
pub(crate) fn unknown_version(version: &Spanned<u32>) -> Diagnostic {
    let message = Message::new(
        format!("这里只认识语言版本 {VERSION}，不认识 {}。", version.node),
        format!("The language has version {VERSION}; version {} is not known here.", version.node),
    );
    let help = Message::new(
        format!("写成 {VERSION}；如果文件是给更新的 huashu 写的，请先升级。"),
        format!("Write {VERSION}; if the file is for a newer huashu, upgrade first."),
    );
    Diagnostic::new(Code("E0102"), version.span, message).fix(help, version.span, VERSION.to_string())
}

/// A file that does not say which version of the language it is written in.
fn no_version(source: SourceId, first: Option<&Line>) -> Diagnostic {
    let words = keyword(Rule::k_lang_version);
    let lang = first.map_or(Lang::Zh, |line| crate::keywords::language_of(line.text()));
    let word = words.map_or("", |k| k.spelling(lang));
    let message = Message::new(
        format!("文件第一行要写 {word} {VERSION}。"),
        format!("The first line of a file is `{word} {VERSION}`."),
    );
    let help = Message::new("加在文件开头。", "Add it at the head of the file.");
    let empty = Span { source, ..Span::default() };
    let Some(first) = first else {
        let message = Message::new(
            format!("这个文件是空的；第一行要写 {word} {VERSION}。"),
            format!("This file is empty; its first line is `{word} {VERSION}`."),
        );
        return Diagnostic::new(Code("E0102"), empty, message);
    };
    let start = Span { end: first.span.start, ..first.span };
    let found = Diagnostic::new(Code("E0102"), first.span, message);
    found.fix(help, start, format!("{word} {VERSION}\n\n")).sure()
}

fn open_hours(node: &Node<'_>) -> Option<Open> {
    let mut days = node.all(Rule::name).map(|day| name::name_of(Family::Weekday, &day));
    let first = days.next()?;
    let last = days.next().unwrap_or_else(|| first.clone());
    Some(Open { days: (first, last), hours: clocks(node)? })
}

/// Two times of the day.
pub(super) fn clocks(node: &Node<'_>) -> Option<(Spanned<String>, Spanned<String>)> {
    let mut clocks = node.all(Rule::clock).map(|c| Spanned::new(c.text().to_owned(), c.span()));
    Some((clocks.next()?, clocks.next()?))
}
