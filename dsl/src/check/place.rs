//! Paths that can be read: a slot or a root, then fields.

use super::scope::{Clash, Scope};
use super::types::{UNKNOWN, fields, is_unknown, optional};
use super::{Checker, Kind, dotted, path_span};
use crate::ast;
use crate::diagnostic::{Code, Diagnostic, Home, Message};
use crate::keywords::{self, Family, last_part};
use crate::program::{Current, Place, Root, SlotId, TeamField, TypeId};
use crate::source::Name;
use crate::value::{Field, Type};

/// A place and the type of what stands there.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// The place.
    pub(crate) place: Place,
    /// The type; [`UNKNOWN`] where an error was reported.
    pub(crate) ty: Type,
}

impl Found {
    /// What stands for a path that leads nowhere.
    pub(crate) fn unknown() -> Self {
        Self { place: Place { root: Root::Now, fields: Vec::new() }, ty: UNKNOWN }
    }

    fn at(root: Root, ty: Type) -> Self {
        Self { place: Place { root, fields: Vec::new() }, ty }
    }
}

impl Checker<'_> {
    /// Where `path` leads; reports the first name that leads nowhere.
    pub(crate) fn place(&self, scope: &Scope<'_>, path: &ast::Path) -> Found {
        match self.find_place(scope, path) {
            Some(found) => {
                self.read_at.borrow_mut().push((path_span(path), found.place.clone()));
                found
            }
            None => {
                self.unknown_name(scope, path);
                Found::unknown()
            }
        }
    }

    /// Where `path` leads; none where its head is no name of this scope.
    pub(crate) fn find_place(&self, scope: &Scope<'_>, path: &ast::Path) -> Option<Found> {
        let (head, rest) = path.split_first()?;
        if let Some(found) = self.field_of_item(scope, head) {
            return Some(self.descend(found, rest));
        }
        if let Some(found) = local(scope, head) {
            return Some(self.descend(found, rest));
        }
        let root = Family::Root.id(&head.node)?;
        if root == "root_event" && rest.is_empty() {
            return None;
        }
        let (second, rest) = rest.split_first()?;
        match root {
            "root_shop" => Some(self.descend(self.setting(second), rest)),
            "root_customer" => Some(self.descend(self.customer(second), rest)),
            "root_session" => Some(self.descend(self.session(second), rest)),
            "root_event" => Some(self.descend(self.event_field(scope, second), rest)),
            "root_current" => Some(self.descend(self.current(second), rest)),
            _ => Some(self.team_field(second, rest)),
        }
    }

    fn field_of_item(&self, scope: &Scope<'_>, head: &Name) -> Option<Found> {
        let item = scope.item.as_ref()?;
        if is_unknown(item) {
            return Some(Found::unknown());
        }
        let index = fields(self.program, item)?.iter().position(|f| f.name == head.node)?;
        if scope.clash == Clash::Reported && scope.slots.iter().any(|s| s.name == head.node) {
            self.error(
                "E0408",
                head.span,
                format!(
                    "“{}”既是列表每一项的一栏，又是一条信息，说不清是哪个；请给信息换个名字。",
                    head.node
                ),
                format!("\"{}\" is both a field of the item and a slot; rename the slot.", head.node),
            );
        }
        let field = fields(self.program, item)?.get(index)?;
        let place = Place { root: Root::Item, fields: vec![u16::try_from(index).ok()?] };
        Some(Found { place, ty: field.ty.clone() })
    }

    /// Follows field names from a place.
    fn descend(&self, mut found: Found, rest: &[Name]) -> Found {
        for name in rest {
            if is_unknown(&found.ty) {
                return Found::unknown();
            }
            let Some((index, ty)) = self.field(&found.ty, &name.node) else {
                self.no_field(&found.ty, name);
                return Found::unknown();
            };
            found.place.fields.push(index);
            found.ty = ty;
        }
        found
    }

    /// The field of a record type by either spelling.
    fn field(&self, ty: &Type, name: &str) -> Option<(u16, Type)> {
        let record = fields(self.program, ty)?;
        let at = |wanted: &str| record.iter().position(|f| f.name == wanted);
        let index = at(name).or_else(|| match ty.required() {
            Type::Named(TypeId::ADDRESS) => Family::AddressField.chinese(name).and_then(at),
            _ => Family::ResultField.chinese(name).and_then(at),
        })?;
        Some((u16::try_from(index).ok()?, record.get(index)?.ty.clone()))
    }

    fn no_field(&self, ty: &Type, name: &Name) {
        let shown = self.shown(ty.required());
        let message = Message::new(
            format!("{}里没有“{}”这一栏。", shown.zh, name.node),
            format!("{} has no field \"{}\".", shown.en, name.node),
        );
        let found = Diagnostic::new(Code("E0401"), name.span, message).lacks(Home::Shop);
        let known = fields(self.program, ty).unwrap_or_default().iter().map(|f| f.name.as_str());
        self.report(self.suggest(found, &name.node, known));
    }

    fn setting(&self, name: &Name) -> Found {
        self.uses(Kind::Setting, &name.node);
        self.by_name(name, "店铺", "shop", &self.names.settings, |id| {
            self.program.settings.get(id.index()).map(|s| Found::at(Root::Shop(id), s.ty.clone()))
        })
    }

    fn session(&self, name: &Name) -> Found {
        self.by_name(name, "会话", "session", &self.names.session, |id| {
            self.program.session_slots.get(id.index()).map(|s| Found::at(Root::Session(id), s.ty.clone()))
        })
    }

    fn by_name<Id: Copy>(
        &self,
        name: &Name,
        zh: &str,
        en: &str,
        table: &std::collections::BTreeMap<String, Id>,
        found: impl Fn(Id) -> Option<Found>,
    ) -> Found {
        if let Some(found) = table.get(&name.node).and_then(|id| found(*id)) {
            return found;
        }
        self.no_member_of_root(name, zh, en, table.keys().map(String::as_str));
        Found::unknown()
    }

    fn no_member_of_root<'n>(&self, name: &Name, zh: &str, en: &str, known: impl Iterator<Item = &'n str>) {
        let message = Message::new(
            format!("{zh}里没有“{}”。", name.node),
            format!("There is no \"{}\" in {en}.", name.node),
        );
        let home = if zh == keywords::zh("root_event") { Home::Declaration } else { Home::Shop };
        let found = Diagnostic::new(Code("E0401"), name.span, message).lacks(home);
        self.report(self.suggest(found, &name.node, known));
    }

    fn customer(&self, name: &Name) -> Found {
        let fields = &self.program.customer;
        for (i, field) in (0u16..).zip(fields) {
            if field.name == name.node {
                return Found::at(Root::Customer(i), field.ty.clone());
            }
        }
        self.no_member_of_root(name, "顾客", "customer", fields.iter().map(|f| f.name.as_str()));
        Found::unknown()
    }

    /// 事件.X: the same field in the same place of every event that it may be.
    fn event_field(&self, scope: &Scope<'_>, name: &Name) -> Found {
        let at_hand = scope.arrived.as_ref().map_or(scope.events.as_slice(), std::slice::from_ref);
        let events: Vec<_> = at_hand.iter().filter_map(|id| self.program.events.get(id.index())).collect();
        if scope.lost_event {
            return Found::unknown();
        }
        if events.is_empty() {
            self.error(
                "E0401",
                name.span,
                "这里没有事件：只有被事件触发的流程，和 遇到 事件、等 事件 里面，才能读 事件。",
                "There is no event here: only a flow triggered by one, or the blocks that wait for one, can read it.",
            );
            return Found::unknown();
        }
        let first = events.iter().find_map(|e| {
            let index = e.fields.iter().position(|f| f.name == name.node)?;
            Some((index, e.fields.get(index)?))
        });
        let Some((index, field)) = first else {
            let known = events.iter().flat_map(|e| e.fields.iter().map(|f| f.name.as_str()));
            self.no_member_of_root(name, "事件", "the event", known);
            return Found::unknown();
        };
        let everywhere = events
            .iter()
            .all(|e| e.fields.get(index).is_some_and(|f| f.name == field.name && f.ty == field.ty));
        if !everywhere {
            self.error(
                "E0401",
                name.span,
                format!("触发这个流程的事件不都以同样的位置和类型带着“{}”。", name.node),
                format!(
                    "Not every event that triggers this flow carries \"{}\" in the same place.",
                    name.node
                ),
            );
            return Found::unknown();
        }
        let root = scope.arrived.map_or(Root::Event, Root::Arrived);
        let place = Place { root, fields: vec![u16::try_from(index).unwrap_or_default()] };
        Found { place, ty: field.ty.clone() }
    }

    fn current(&self, name: &Name) -> Found {
        match Family::CurrentField.id(&name.node) {
            Some("cur_called") => Found::at(Root::Current(Current::Called), Type::Bool),
            Some("cur_channel") => Found::at(Root::Current(Current::Channel), Type::Named(TypeId::CHANNEL)),
            Some("cur_flow") => Found::at(Root::Current(Current::Flow), Type::Text),
            Some("cur_step") => Found::at(Root::Current(Current::Step), Type::Text),
            _ => {
                let known = Family::CurrentField.rows().filter_map(|k| k.zh).map(last_part);
                self.no_member_of_root(name, "当前", "current", known);
                Found::unknown()
            }
        }
    }

    fn team_field(&self, team: &Name, rest: &[Name]) -> Found {
        self.uses(Kind::Team, &team.node);
        let Some(id) = self.names.teams.get(&team.node) else {
            self.no_such("人工组", "team", team, self.names.teams.keys().map(String::as_str));
            return Found::unknown();
        };
        let field = rest.first().map(|n| (n, Family::TeamField.id(&n.node)));
        match field {
            Some((_, Some("team_open"))) => Found::at(Root::Team(*id, TeamField::Open), Type::Bool),
            Some((_, Some("team_next"))) => Found::at(Root::Team(*id, TeamField::NextOpen), Type::DateTime),
            Some((name, _)) => {
                let known = Family::TeamField.rows().filter_map(|k| k.zh);
                self.no_member_of_root(name, "人工组", "a team", known);
                Found::unknown()
            }
            None => {
                self.no_member_of_root(team, "人工组", "team", std::iter::empty());
                Found::unknown()
            }
        }
    }

    /// Reports that the head of `path` names nothing here.
    fn unknown_name(&self, scope: &Scope<'_>, path: &ast::Path) {
        let Some(head) = path.first() else { return };
        let span = if Family::Root.chinese(&head.node).is_some() { path_span(path) } else { head.span };
        let name = if span == head.span { head.node.clone() } else { dotted(path) };
        let message =
            Message::new(format!("没有叫“{name}”的信息。"), format!("Nothing is called \"{name}\" here."));
        let found = Diagnostic::new(Code("E0401"), span, message).lacks(Home::Declaration);
        if let Some(fixed) = split_keyword(scope, &head.node) {
            let help = Message::new(
                format!("写成“{fixed}”，中间空格。"),
                format!("Write \"{fixed}\", with spaces."),
            );
            self.report(found.fix(help, head.span, fixed));
            return;
        }
        if let Some(truth) = truth(&head.node) {
            let help = Message::new(format!("写成“{truth}”。"), format!("Write \"{truth}\"."));
            self.report(found.fix(help, head.span, truth));
            return;
        }
        if let Some(digits) = crate::numeral::in_digits(&head.node) {
            self.report(numeral(head, &digits));
            return;
        }
        let item = scope.item.as_ref().and_then(|t| fields(self.program, t)).unwrap_or_default();
        let known = scope.slots.iter().map(|s| s.name.as_str()).chain(item.iter().map(|f| f.name.as_str()));
        let known: Vec<&str> = known.chain(scope.params.iter().map(|f| f.name.as_str())).collect();
        self.report(self.suggest(found, &head.node, known.into_iter()));
    }
}

/// `十分钟` where a value stands.
fn numeral(word: &Name, digits: &str) -> Diagnostic {
    let message = Message::new(
        format!("数用阿拉伯数字写，不写“{}”。", word.node),
        format!("Numbers are written in digits, not as \"{}\".", word.node),
    );
    let help = Message::new(format!("写成“{digits}”。"), format!("Write \"{digits}\"."));
    Diagnostic::new(Code("E0403"), word.span, message).fix(help, word.span, digits).sure()
}

/// A slot, parameter or new value called `head`.
fn local(scope: &Scope<'_>, head: &Name) -> Option<Found> {
    for (i, Field { name, ty, .. }) in (0u16..).zip(scope.params) {
        if *name == head.node {
            return Some(Found::at(Root::Param(i), ty.clone()));
        }
    }
    if let Some((name, ty)) = scope.new_value
        && name == head.node
    {
        return Some(Found::at(Root::NewValue, ty.clone()));
    }
    for (i, slot) in (0u16..).zip(scope.slots) {
        if slot.name == head.node {
            return Some(Found::at(Root::Slot(SlotId(i)), slot.ty.clone()));
        }
    }
    None
}

/// `原因是质量问题` or `有备注` with the spaces that the keyword in it needs, where what it is glued to is a slot.
fn split_keyword(scope: &Scope<'_>, word: &str) -> Option<String> {
    const BETWEEN: [&str; 12] = [
        "op_isnt",
        "op_is",
        "op_notin",
        "op_in",
        "op_lacks",
        "op_contains",
        "op_gt",
        "op_lt",
        "op_ge",
        "op_le",
        "op_before",
        "op_after",
    ];
    let known = |name: &str| scope.slots.iter().any(|s| s.name == name);
    let between = |id: &'static str| {
        let keyword = keywords::zh(id);
        let (before, after) = word.split_once(keyword)?;
        (known(before) && !after.is_empty()).then(|| format!("{before} {keyword} {after}"))
    };
    let before = |id: &'static str| {
        let keyword = keywords::zh(id);
        word.strip_prefix(keyword).filter(|name| known(name)).map(|name| format!("{keyword} {name}"))
    };
    BETWEEN.into_iter().find_map(between).or_else(|| ["has_no", "has"].into_iter().find_map(before))
}

/// 是 or 否 for the words that other languages have for them.
fn truth(word: &str) -> Option<&'static str> {
    Some(match word {
        "true" | "True" | "TRUE" | "真" | "对" => keywords::zh("yes"),
        "false" | "False" | "FALSE" | "假" | "错" => keywords::zh("no"),
        _ => return None,
    })
}

/// The type of an item of a list.
pub(crate) fn element(ty: &Type) -> Option<&Type> {
    match ty.required() {
        Type::List(inner) => Some(inner),
        _ => None,
    }
}

/// What a field of an item that may be missing gives.
pub(crate) fn maybe(ty: &Type) -> Type {
    optional(ty.required().clone())
}
