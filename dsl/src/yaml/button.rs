//! What is shown beside words: `buttons`, `card`, `carousel`, `image`.

use crate::ast::{Button, Buttons, ButtonsKind, Card, ImageSource, StmtKind};
use crate::source::{Name, Span};

use super::fault;
use super::form::{Value, Yaml, at_least_one, form};
use super::schema::{Json, Schema};
use super::tree::{Kind, Node};
use super::value::{Count, NameOf, PathOf, TextOf, Whole, truth};

/// `all`, `{from: …}`, or a list of buttons.
pub(super) struct ButtonsOf;

impl Value for ButtonsOf {
    type Out = Buttons;

    fn read(yaml: &mut Yaml, node: &Node) -> Option<Buttons> {
        let kind = match &node.kind {
            Kind::Scalar(scalar) if scalar.text == crate::keywords::en("all") => ButtonsKind::All,
            Kind::Map(_) => FromList::read(yaml, node)?.kind()?,
            Kind::List(items) => fixed(yaml, items, node.span)?,
            _ => {
                let zh = "all、{from: 列表, label: …}，或按钮的列表";
                let wanted = (zh, "all, {from: list, label: …}, or a list of buttons");
                yaml.report(fault::wrong_kind(at_least_one(node.span), wanted));
                return None;
            }
        };
        Some(Buttons { kind, span: node.span })
    }

    fn schema(schema: &mut Schema) -> Json {
        let forms = [FromList::schema(schema), Json::list(ButtonForm::schema(schema))];
        let [from, list] = forms;
        Json::any_of([
            Json::one_word(crate::keywords::en("all"), "每个选项一个按钮", "a button for each member"),
            from,
            list,
        ])
    }
}

/// Buttons that are written one by one; one that opens a link stands alone.
fn fixed(yaml: &mut Yaml, items: &[Node], span: Span) -> Option<ButtonsKind> {
    if items.is_empty() {
        yaml.report(fault::nothing(span, ("按钮", "buttons")));
        return None;
    }
    let mut buttons = Vec::new();
    for item in items {
        let Some(button) = ButtonForm::read(yaml, item) else { continue };
        match button.button(yaml) {
            Some(ButtonOrLink::Link(label, url)) if items.len() == 1 => {
                return Some(ButtonsKind::Link(label, url));
            }
            Some(ButtonOrLink::Link(..)) => yaml.report(fault::one_of_two(
                item.span,
                "打开链接的按钮在这里只能单独一个。",
                "A button that opens a link stands alone here.",
            )),
            Some(ButtonOrLink::Button(button)) => buttons.push(button),
            None => {}
        }
    }
    Some(ButtonsKind::Fixed(buttons))
}

form! {
    /// Buttons out of a list.
    FromList ("{from: 列表, label: 显示什么, …}", "{from: list, label: text, …}") {
        list: PathOf = "from" must;
        label: TextOf = "label" must;
        value: NameOf = "value";
        condition: Whole = "line_if";
        max: Count = "line_max";
    }
}

impl FromList {
    fn kind(self) -> Option<ButtonsKind> {
        Some(ButtonsKind::FromList {
            list: self.list?,
            label: self.label?,
            value: self.value,
            condition: self.condition,
            max: self.max,
        })
    }
}

form! {
    /// One button.
    ButtonForm ("{value: 选项, label: 按钮上的字} 或 {label: 按钮上的字}", "{value: member, label: text} or {label: text}") {
        value: ButtonValue = "value";
        label: TextOf = "label";
        open: TextOf = "open_link";
    }
}

enum ButtonOrLink {
    Button(Button),
    Link(crate::ast::Template, crate::ast::Template),
}

impl ButtonForm {
    fn button(self, yaml: &mut Yaml) -> Option<ButtonOrLink> {
        let button = match (self.value, self.label, self.open) {
            (None, Some(label), Some(url)) => return Some(ButtonOrLink::Link(label, url)),
            (Some(Pressed::Member(name)), label, None) => Button::Member(name, label),
            (Some(Pressed::Truth(truth)), Some(label), None) => Button::Bool(truth, label),
            (None, Some(label), None) => Button::Text(label),
            (Some(_), _, Some(_)) => {
                let (zh, en) = ("打开链接的按钮没有 value。", "A button that opens a link has no value.");
                yaml.report(fault::one_of_two(self.at.head, zh, en));
                return None;
            }
            (_, None, _) => {
                if self.at.sound {
                    yaml.report(fault::missing(self.at.head, crate::keywords::en("label")));
                }
                return None;
            }
        };
        Some(ButtonOrLink::Button(button))
    }
}

/// What pressing a button answers.
pub(super) enum Pressed {
    Truth(bool),
    Member(Name),
}

/// A member of the asked type, or `true` or `false`.
pub(super) struct ButtonValue;

impl Value for ButtonValue {
    type Out = Pressed;

    fn read(yaml: &mut Yaml, node: &Node) -> Option<Pressed> {
        let scalar = yaml.scalar(node, ("选项，或 true、false", "a member, or true or false"))?;
        match truth(scalar) {
            Some(truth) => Some(Pressed::Truth(truth)),
            None => NameOf::read(yaml, node).map(Pressed::Member),
        }
    }

    fn schema(_: &mut Schema) -> Json {
        Json::truth_or_text("选项，或 true、false", "a member, or true or false")
    }
}

/// An address with holes, or `{from: path}`.
pub(super) struct ImageOf;

impl Value for ImageOf {
    type Out = ImageSource;

    fn read(yaml: &mut Yaml, node: &Node) -> Option<ImageSource> {
        if matches!(node.kind, Kind::Map(_)) {
            return ImageFrom::read(yaml, node)?.path.map(ImageSource::Path);
        }
        yaml.template(node).map(ImageSource::Text)
    }

    fn schema(schema: &mut Schema) -> Json {
        let from = ImageFrom::schema(schema);
        Json::any_of([
            Json::text("图片的地址，如 asset://…", "the address of a picture, such as asset://…"),
            from,
        ])
    }
}

form! {
    /// A picture that a value holds.
    ImageFrom ("{from: 图片的名字}", "{from: a picture's name}") {
        path: PathOf = "from" must;
    }
}

form! {
    /// `image` as a statement.
    ImageForm ("{image: 地址}", "{image: address}") {
        image: ImageOf = "image" must;
    }
}

impl ImageForm {
    pub(super) fn statement(self) -> Option<StmtKind> {
        self.image.map(StmtKind::Image)
    }
}

form! {
    /// What stands on a card.
    CardParts ("卡片的内容", "parts of a card") {
        image: ImageOf = "image";
        body: TextOf = "body";
        buttons: CardButtons = "buttons";
    }
}

impl CardParts {
    fn card(self, title: crate::ast::Template, span: Span) -> Card {
        Card { title, image: self.image, body: self.body, buttons: self.buttons.unwrap_or_default(), span }
    }
}

/// A list of buttons, each a line of its own; a list within it is several buttons in one line.
pub(super) struct CardButtons;

impl Value for CardButtons {
    type Out = Vec<Buttons>;

    fn read(yaml: &mut Yaml, node: &Node) -> Option<Vec<Buttons>> {
        let Kind::List(items) = &node.kind else { return Some(vec![ButtonsOf::read(yaml, node)?]) };
        let mut all = Vec::new();
        for item in items {
            let from =
                |entry: &super::tree::Entry| super::form::word(entry) == Some(crate::keywords::en("from"));
            all.extend(match &item.kind {
                Kind::Map(entries) if !entries.iter().any(from) => {
                    fixed(yaml, std::slice::from_ref(item), item.span)
                        .map(|kind| Buttons { kind, span: item.span })
                }
                _ => ButtonsOf::read(yaml, item),
            });
        }
        Some(all)
    }

    fn schema(schema: &mut Schema) -> Json {
        let row = ButtonsOf::schema(schema);
        let button = ButtonForm::schema(schema);
        Json::any_of([row.clone(), Json::list(Json::any_of([button, row]))])
    }
}

form! {
    /// `card` as a statement.
    CardForm ("{card: 标题, …}", "{card: title, …}") {
        title: TextOf = "card" must;
    } + {
        parts: CardParts;
    }
}

impl CardForm {
    pub(super) fn statement(self) -> Option<StmtKind> {
        Some(StmtKind::Card(self.parts.card(self.title?, self.at.head)))
    }
}

form! {
    /// The card of a question.
    AskCard ("{title: 标题, …}", "{title: text, …}") {
        title: TextOf = "y_title" must;
    } + {
        parts: CardParts;
    }
}

impl AskCard {
    pub(super) fn card(self) -> Option<Card> {
        Some(self.parts.card(self.title?, self.at.head))
    }
}

form! {
    /// `carousel`
    CarouselForm ("{carousel: 列表, title: 标题, …}", "{carousel: list, title: text, …}") {
        list: PathOf = "carousel" must;
        title: TextOf = "y_title" must;
        max: Count = "line_max";
    } + {
        parts: CardParts;
    }
}

impl CarouselForm {
    pub(super) fn statement(self) -> Option<StmtKind> {
        let card = self.parts.card(self.title?, self.at.head);
        Some(StmtKind::Carousel { list: self.list?, max: self.max, card: Box::new(card) })
    }
}
