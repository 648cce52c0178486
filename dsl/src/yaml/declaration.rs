//! Declarations without statements: `settings`, `customer`, `session_slots`, `team`, `event`, `track`, `snippet`.

use crate::ast::{
    Event, FieldDecl, Item, Open, SessionSlot, Setting, Snippet, Team, TextBody, TrackDecl, TypeExpr,
};
use crate::source::{Name, Span};

use super::call::Enters;
use super::form::{At, Keyed, Keys, Value, Yaml, entries, form};
use super::schema::{Json, Schema};
use super::text::TextOptions;
use super::tree::{Kind, Node};
use super::value::{
    Amount, Clock, Dotted, Flag, List, NameOf, Pairs, PathOf, SnippetName, TextOf, Type, Weekday, Whole,
};

form! {
    /// `settings`
    SettingsForm ("{settings: {名字: {type: 类型, be: 值}}}", "{settings: {name: {type: type, be: value}}}") {
        settings: Pairs<NameOf, SettingForm> = "settings" must;
    }
}

form! {
    /// One of them.
    SettingForm ("{type: 类型, be: 值}", "{type: type, be: value}") {
        ty: Type = "type" must;
        value: Whole = "y_value" must;
    }
}

impl SettingsForm {
    pub(super) fn item(self) -> Option<Item> {
        let setting =
            |(name, form): (Name, SettingForm)| Some(Setting { name, ty: form.ty?, value: form.value? });
        Some(Item::Settings(self.settings?.into_iter().filter_map(setting).collect()))
    }
}

form! {
    /// `customer`
    CustomerForm ("{customer: {名字: 类型}}", "{customer: {name: type}}") {
        fields: Fields = "customer_def" must;
    }
}

impl CustomerForm {
    pub(super) fn item(self) -> Option<Item> {
        Some(Item::Customer(self.fields?, self.at.head))
    }
}

form! {
    /// `session_slots`
    SessionForm ("{session_slots: {名字: {type: 类型, keep: 多久}}}", "{session_slots: {name: {type: type, keep: how long}}}") {
        slots: Pairs<NameOf, SessionSlotForm> = "session_slots" must;
    }
}

form! {
    /// One of them.
    SessionSlotForm ("{type: 类型, keep: 多久}", "{type: type, keep: how long}") {
        ty: Type = "type" must;
        keep: Amount = "keep" must;
    }
}

impl SessionForm {
    pub(super) fn item(self) -> Option<Item> {
        let slot = |(name, form): (Name, SessionSlotForm)| {
            Some(SessionSlot { name, ty: form.ty?, keep: form.keep? })
        };
        Some(Item::SessionSlots(self.slots?.into_iter().filter_map(slot).collect()))
    }
}

/// Names with their types, and defaults.
pub(super) struct Fields;

impl Value for Fields {
    type Out = Vec<FieldDecl>;

    fn read(yaml: &mut Yaml, node: &Node) -> Option<Self::Out> {
        let all = Pairs::<NameOf, FieldType>::read(yaml, node)?;
        Some(all.into_iter().map(|(name, (ty, default))| FieldDecl { name, ty, default }).collect())
    }

    fn schema(schema: &mut Schema) -> Json {
        Pairs::<NameOf, FieldType>::schema(schema)
    }
}

/// A type, or `{type: …, default: …}`.
struct FieldType;

impl Value for FieldType {
    type Out = (TypeExpr, Option<crate::ast::Expr>);

    fn read(yaml: &mut Yaml, node: &Node) -> Option<Self::Out> {
        if !matches!(node.kind, Kind::Map(_)) {
            return Type::read(yaml, node).map(|ty| (ty, None));
        }
        let form = FieldForm::read(yaml, node)?;
        Some((form.ty?, form.default))
    }

    fn schema(schema: &mut Schema) -> Json {
        let form = FieldForm::schema(schema);
        Json::any_of([Type::schema(schema), form])
    }
}

form! {
    /// A type with a default.
    FieldForm ("{type: 类型, default: 默认值}", "{type: type, default: value}") {
        ty: Type = "type" must;
        default: Amount = "y_default";
    }
}

form! {
    /// `team`
    TeamForm ("{team: 人工组, …}", "{team: name, …}") {
        name: NameOf = "team" must;
        open: List<OpenForm> = "open";
        holidays: PathOf = "holidays";
        when_closed: Enters = "when_closed";
        resume: Flag = "resume";
    }
}

form! {
    /// When a team is there.
    OpenForm ("{days: {from: mon, to: fri}, hours: {from: 09:00, to: 18:00}}", "{days: {from: mon, to: fri}, hours: {from: 09:00, to: 18:00}}") {
        days: FromTo<Weekday> = "y_days" must;
        hours: FromTo<Clock> = "y_hours" must;
    }
}

impl TeamForm {
    pub(super) fn item(self, yaml: &mut Yaml) -> Option<Item> {
        let open = self.open.unwrap_or_default().into_iter();
        let when_closed = match self.when_closed {
            Some(enters) => {
                let At { head, sound, .. } = enters.at();
                enters.must_enter(yaml, head, sound)
            }
            None => None,
        };
        Some(Item::Team(Team {
            name: self.name?,
            open: open.filter_map(|form| Some(Open { days: form.days?, hours: form.hours? })).collect(),
            holidays: self.holidays,
            when_closed,
            resume: self.resume,
        }))
    }
}

/// `{from: a, to: b}`
pub(super) struct FromTo<V>(std::marker::PhantomData<V>);

impl<V: Value> Value for FromTo<V> {
    type Out = (V::Out, V::Out);

    fn read(yaml: &mut Yaml, node: &Node) -> Option<Self::Out> {
        let all = entries(yaml, node, ("{from: 从, to: 到}", "{from: first, to: last}"))?;
        let keys = Keys::of(yaml, &all, &["from", "to"], node.span);
        keys.must(yaml, "from");
        keys.must(yaml, "to");
        let (from, to) = (keys.take::<V>(yaml, "from"), keys.take::<V>(yaml, "to"));
        from.zip(to)
    }

    fn schema(schema: &mut Schema) -> Json {
        let end = V::schema(schema);
        schema.closed("从 到", "from, to", vec![("from", end.clone(), true), ("to", end, true)])
    }
}

form! {
    /// `event`
    EventForm ("{event: 事件名, fields: {名字: 类型}}", "{event: name, fields: {name: type}}") {
        name: Dotted = "event_def" must;
        fields: Fields = "y_fields";
    }
}

impl EventForm {
    pub(super) fn item(self) -> Option<Item> {
        Some(Item::Event(Event { name: self.name?, fields: self.fields.unwrap_or_default() }))
    }
}

form! {
    /// `track` as a declaration.
    TrackDeclForm ("{track: 统计名, params: {名字: 类型}}", "{track: name, params: {name: type}}") {
        name: NameOf = "track_def" must;
        params: Fields = "y_params";
    }
}

impl TrackDeclForm {
    pub(super) fn item(self) -> Option<Item> {
        Some(Item::Track(TrackDecl { name: self.name?, params: self.params.unwrap_or_default() }))
    }
}

form! {
    /// `snippet`
    SnippetForm ("{snippet: 话术名, text: 一段话, …}", "{snippet: name, text: a text, …}") {
        name: SnippetName = "snippet" must;
        params: Fields = "y_params";
        text: TextOf = "y_text" must;
    } + {
        options: TextOptions;
    }
}

impl SnippetForm {
    pub(super) fn item(self) -> Option<Item> {
        let words = self.text?;
        let span: Span = words.span;
        let text = self.options.text(TextBody::Literal(words), span);
        Some(Item::Snippet(Snippet { name: self.name?, params: self.params.unwrap_or_default(), text }))
    }
}
