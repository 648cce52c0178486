//! The values that keys take: names, texts, expressions, literals, and lists and mappings of them.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use crate::ast::{ErrorName, Expr, ExprKind, Path, Template, Test, TypeExpr, Unit};
use crate::keywords::Family;
use crate::layout::{self, Line};
use crate::parse::Place;
use crate::source::{Name, Span, Spanned};

use super::fault::{self, Wanted};
use super::form::{Value, Yaml, at_least_one, entries};
use super::schema::{Json, Schema};
use super::tree::{Kind, Node, Scalar};

impl Yaml {
    /// The words of a value; another kind is reported.
    pub(super) fn scalar<'n>(&mut self, node: &'n Node, wanted: Wanted) -> Option<&'n Scalar> {
        match &node.kind {
            Kind::Scalar(scalar) => return Some(scalar),
            Kind::Nothing => self.report(fault::nothing(at_least_one(node.span), wanted)),
            _ => self.report(fault::wrong_kind(node.span, wanted)),
        }
        None
    }

    /// The line that the words of a value are, for the grammar.
    fn line(&mut self, node: &Node, wanted: Wanted) -> Option<Line> {
        let scalar = self.scalar(node, wanted)?;
        if scalar.text.trim().is_empty() {
            self.report(fault::nothing(at_least_one(node.span), wanted));
            return None;
        }
        let text = scalar.text.replace(['\n', '\r'], " ");
        let (line, found) = layout::value(self.source, &text, scalar.places.as_read());
        self.reader.keep(found);
        Some(line)
    }

    /// A text with its holes.
    pub(super) fn template(&mut self, node: &Node) -> Option<Template> {
        let text = self.one_line(node, TEXT)?;
        let Kind::Scalar(scalar) = &node.kind else { return None };
        let (line, found) = layout::text(self.source, text, scalar.places.as_read());
        self.reader.keep(found);
        let mut template = self.reader.template_alone(&line)?;
        if template.span.start == template.span.end {
            template.span = node.span;
        }
        Some(template)
    }

    /// Words that must stand in one line.
    fn one_line<'n>(&mut self, node: &'n Node, wanted: Wanted) -> Option<&'n str> {
        let text = self.scalar(node, wanted)?.text.trim_end_matches('\n');
        if text.contains('\n') {
            self.report(fault::lines(node.span));
            return None;
        }
        Some(text)
    }
}

const TEXT: Wanted = ("一段话", "a text");

/// A value that the grammar reads as one piece.
macro_rules! pieces {
    ($($(#[$doc:meta])* $value:ident: $out:ty = ($zh:literal, $en:literal), $kind:ident,
       |$yaml:ident, $line:ident| $read:expr;)*) => {
        $(
            $(#[$doc])*
            pub(super) struct $value;

            impl Value for $value {
                type Out = $out;

                fn read($yaml: &mut Yaml, node: &Node) -> Option<$out> {
                    let $line = &$yaml.line(node, ($zh, $en))?;
                    $read
                }

                fn schema(_: &mut Schema) -> Json {
                    Json::$kind($zh, $en)
                }
            }
        )*
    };
}

pieces! {
    /// A declared name.
    NameOf: Name = ("名字", "a name"), word, |yaml, line| yaml.reader.name_alone(line);
    /// The path to a value.
    PathOf: Path = ("名字或路径，如 订单.状态", "a name or path such as order.status"), word,
        |yaml, line| yaml.reader.path_alone(line);
    /// A dotted name: an event, a plugin's function.
    Dotted: Path = ("名字，可以带点，如 订单.查询", "a name, which may be dotted"), word,
        |yaml, line| yaml.reader.dotted_alone(line);
    /// An intent.
    IntentName: Path = ("意图的名字", "the name of an intent"), word,
        |yaml, line| yaml.reader.builtin_alone(line, Family::Intent);
    /// A snippet.
    SnippetName: Path = ("话术的名字", "the name of a snippet"), word,
        |yaml, line| yaml.reader.builtin_alone(line, Family::Snippet);
    /// 优先
    Priority: Expr = ("优先级：normal、high、urgent，或一个名字", "a priority: normal, high, urgent, or a name"), word,
        |yaml, line| yaml.reader.priority_alone(line);
    /// A mood.
    Mood: Name = ("情绪：anger", "a mood: anger"), word,
        |yaml, line| yaml.reader.name_of_alone(line, Family::Mood);
    /// A day of the week.
    Weekday: Name = ("周几：mon 到 sun", "a day of the week: mon to sun"), word,
        |yaml, line| yaml.reader.name_of_alone(line, Family::Weekday);
    /// A channel.
    Channel: Name = ("渠道：onsite、wechat、sms、phone", "a channel: onsite, wechat, sms, phone"), word,
        |yaml, line| yaml.reader.name_of_alone(line, Family::Channel);
    /// One channel, or several with commas between them.
    Channels: Vec<Name> = ("渠道，几个用逗号隔开", "a channel, or several with commas"), word,
        |yaml, line| yaml.reader.channels_alone(line);
    /// 文本 or 数字.
    Base: Name = ("text 或 number", "text or number"), word,
        |yaml, line| yaml.reader.name_of_alone(line, Family::Type);
    /// A type.
    Type: TypeExpr = ("类型，如 text、[image]、{名: text}、phone?", "a type such as text, [image], {name: text}, phone?"), word,
        |yaml, line| yaml.reader.type_alone(line);
    /// A condition or a value.
    Whole: Expr = ("条件或值", "a condition or a value"), literal,
        |yaml, line| yaml.reader.expr_alone(line, Place::Whole);
    /// A value, such as a length of time.
    Amount: Expr = ("值，如 10 min、5、是", "a value such as 10 min or 5"), literal,
        |yaml, line| yaml.reader.expr_alone(line, Place::Value);
    /// A whole number.
    Count: Spanned<u32> = ("整数", "a whole number"), whole, |yaml, line| yaml.reader.whole_alone(line);
    /// A time of the day.
    Clock: Spanned<String> = ("时刻，如 09:00", "a time such as 09:00"), word,
        |yaml, line| yaml.reader.clock_alone(line);
    /// A date.
    Date: Expr = ("日期，如 2026-11-11", "a date such as 2026-11-11"), word,
        |yaml, line| yaml.reader.date_alone(line);
    /// A share.
    Share: Spanned<String> = ("百分比，如 50%", "a share such as 50%"), word,
        |yaml, line| yaml.reader.share_alone(line);
    /// A unit of measure.
    UnitOf: Spanned<Unit> = ("单位：cm、kg", "a unit: cm or kg"), word,
        |yaml, line| yaml.reader.unit_alone(line);
    /// An error of a call.
    ErrorOf: Spanned<ErrorName> = ("错误的名字，或 timeout、system_error、other", "the name of an error, or timeout, system_error, other"),
        word, |yaml, line| yaml.reader.error_alone(line);
    /// A test of an arm or a row.
    TestOf: Spanned<Test> = ("值、界线（如 < 24 h）或 other", "a value, a bound such as < 24 h, or other"), literal,
        |yaml, line| yaml.reader.test_alone(line);
    /// A cell of a table.
    Cell: Option<Expr> = ("值，没有写 none", "a value, or none"), literal,
        |yaml, line| yaml.reader.cell_alone(line);
}

/// An argument: an expression, and no lone text.
pub(super) struct Argument;

impl Value for Argument {
    type Out = Expr;

    fn read(yaml: &mut Yaml, node: &Node) -> Option<Expr> {
        let line = yaml.line(node, ("式子", "an expression"))?;
        let value = yaml.reader.expr_alone(&line, Place::Argument)?;
        if matches!(value.kind, ExprKind::Text(_)) {
            yaml.report(fault::text_among_args(node.span));
            return None;
        }
        Some(value)
    }

    fn schema(_: &mut Schema) -> Json {
        Json::literal("式子，如 订单.商品号、has 照片、5", "an expression such as order.item, has photo, 5")
    }
}

/// A text with holes.
pub(super) struct TextOf;

impl Value for TextOf {
    type Out = Template;

    fn read(yaml: &mut Yaml, node: &Node) -> Option<Template> {
        yaml.template(node)
    }

    fn schema(_: &mut Schema) -> Json {
        Json::text("一段话，空写成 {名字} 或 {名字|过滤器}", "a text; holes are {name} or {name|filter}")
    }
}

/// Words as they are, without holes: a description, the name of a file, a regular expression.
pub(super) struct Words;

impl Value for Words {
    type Out = Spanned<String>;

    fn read(yaml: &mut Yaml, node: &Node) -> Option<Spanned<String>> {
        use unicode_normalization::UnicodeNormalization;
        let text = yaml.one_line(node, ("文字", "words"))?;
        Some(Spanned::new(text.nfc().collect(), node.span))
    }

    fn schema(_: &mut Schema) -> Json {
        Json::text("文字", "words")
    }
}

/// A sentence that customers say.
pub(super) struct Example;

impl Value for Example {
    type Out = Spanned<String>;

    fn read(yaml: &mut Yaml, node: &Node) -> Option<Spanned<String>> {
        let text = yaml.one_line(node, ("一句例子", "an example"))?;
        let Kind::Scalar(scalar) = &node.kind else { return None };
        if text.trim().is_empty() {
            yaml.report(fault::nothing(at_least_one(node.span), ("一句例子", "an example")));
            return None;
        }
        let (line, found) = layout::words(yaml.source, text, scalar.places.as_read());
        yaml.reader.keep(found);
        let is_mark = |c: char| layout::fold(c) == '#';
        let comment = line
            .text()
            .match_indices(' ')
            .any(|(at, _)| line.text().get(at + 1..).is_some_and(|rest| rest.starts_with(is_mark)));
        if comment {
            yaml.report(fault::unwritable_example(node.span));
            return None;
        }
        Some(Spanned::new(line.text().to_owned(), line.at(0, line.text().len())))
    }

    fn schema(_: &mut Schema) -> Json {
        Json::text(
            "顾客的一句话，{T} 代表一个那种类型的值",
            "a sentence of customers; {T} stands for a value of that type",
        )
    }
}

/// `true`, or `false`, which is the same as nothing.
pub(super) struct Flag;

impl Value for Flag {
    type Out = Span;

    fn read(yaml: &mut Yaml, node: &Node) -> Option<Span> {
        let wanted = ("true 或 false", "true or false");
        match truth(yaml.scalar(node, wanted)?) {
            Some(true) => return Some(node.span),
            Some(false) => {}
            None => yaml.report(fault::wrong_kind(node.span, wanted)),
        }
        None
    }

    fn schema(_: &mut Schema) -> Json {
        Json::truth("要不要", "whether it holds")
    }
}

/// `true` or `false`.
pub(super) fn truth(scalar: &Scalar) -> Option<bool> {
    match scalar.text.as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// `true`, or a text.
pub(super) struct FlagOrText;

impl Value for FlagOrText {
    type Out = Spanned<Option<Template>>;

    fn read(yaml: &mut Yaml, node: &Node) -> Option<Self::Out> {
        match truth(yaml.scalar(node, ("true 或一段话", "true or a text"))?) {
            Some(true) => Some(Spanned::new(None, node.span)),
            Some(false) => None,
            None => Some(Spanned::new(Some(yaml.template(node)?), node.span)),
        }
    }

    fn schema(_: &mut Schema) -> Json {
        Json::truth_or_text("true，或要说的一段话", "true, or a text to say")
    }
}

/// `[a, b]`
pub(super) struct List<V>(PhantomData<V>);

impl<V: Value> Value for List<V> {
    type Out = Vec<V::Out>;

    fn read(yaml: &mut Yaml, node: &Node) -> Option<Self::Out> {
        let wanted = ("一个列表，每项前面加「- 」", "a list, each item with a `- ` before it");
        match &node.kind {
            Kind::List(items) => return Some(items.iter().filter_map(|item| V::read(yaml, item)).collect()),
            Kind::Nothing => yaml.report(fault::nothing(at_least_one(node.span), wanted)),
            _ => yaml.report(fault::wrong_kind(node.span, wanted)),
        }
        None
    }

    fn schema(schema: &mut Schema) -> Json {
        let items = V::schema(schema);
        Json::list(items)
    }
}

/// A list with its place.
pub(super) struct Placed<V>(PhantomData<V>);

impl<V: Value> Value for Placed<V> {
    type Out = Spanned<V::Out>;

    fn read(yaml: &mut Yaml, node: &Node) -> Option<Self::Out> {
        V::read(yaml, node).map(|read| Spanned::new(read, node.span))
    }

    fn schema(schema: &mut Schema) -> Json {
        V::schema(schema)
    }
}

/// `{a: b}` whose keys the shop chooses.
pub(super) struct Pairs<K, V>(PhantomData<(K, V)>);

impl<K: Value, V: Value> Value for Pairs<K, V> {
    type Out = Vec<(K::Out, V::Out)>;

    fn read(yaml: &mut Yaml, node: &Node) -> Option<Self::Out> {
        let all = entries(yaml, node, ("「名字: 值」", "`name: value`"))?;
        let mut read = Vec::new();
        let mut before = BTreeMap::new();
        for entry in all {
            if let Some(word) = super::form::word(entry)
                && let Some(first) = before.insert(word, entry.key.span)
            {
                yaml.report(fault::twice(entry.key.span, first, word));
                before.insert(word, first);
                continue;
            }
            let (key, value) = (K::read(yaml, &entry.key), V::read(yaml, &entry.value));
            read.extend(key.zip(value));
        }
        Some(read)
    }

    fn schema(schema: &mut Schema) -> Json {
        let values = V::schema(schema);
        Json::pairs(values)
    }
}
