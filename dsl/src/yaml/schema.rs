//! The JSON Schema of the YAML form, out of the same lists of keys that read it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::keywords;

use super::form::Keyed;

/// What keys that only YAML has are called in Chinese.
const CHINESE: &[(&str, &str)] = &[
    ("y_do", "语句"),
    ("y_cases", "各支"),
    ("y_is", "是什么"),
    ("y_share", "占多少"),
    ("y_args", "参数：式子"),
    ("y_texts", "参数：一段话"),
    ("y_text", "一段话"),
    ("y_value", "等于"),
    ("y_fields", "字段"),
    ("y_lines", "另起的各行"),
    ("y_min", "最少"),
    ("y_times", "次数"),
    ("y_after", "等多久"),
    ("y_steps", "步骤"),
    ("y_call_flow", "进入流程"),
    ("y_title", "标题"),
    ("y_default", "默认值"),
    ("y_days", "周几"),
    ("y_hours", "几点"),
    ("y_base", "哪种"),
    ("y_functions", "函数"),
    ("y_params", "参数"),
    ("y_rows", "各行"),
];

/// The name of a key in Chinese.
pub(super) fn chinese(id: &'static str) -> &'static str {
    let only_yaml = CHINESE.iter().find(|(row, _)| *row == id).map(|(_, zh)| *zh);
    only_yaml.unwrap_or_else(|| keywords::zh(id))
}

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json {
    Text(String),
    Whole(u32),
    Truth(bool),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    fn of(parts: impl IntoIterator<Item = (&'static str, Self)>) -> Self {
        Self::Object(parts.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    fn words_of(words: &[&str]) -> Self {
        Self::List(words.iter().map(|word| Self::Text((*word).to_owned())).collect())
    }

    fn described(parts: impl IntoIterator<Item = (&'static str, Self)>, zh: &str, en: &str) -> Self {
        let description = ("description", Self::Text(format!("{zh} ({en})")));
        Self::of(parts.into_iter().chain([description]))
    }

    /// A word: a name, a path, a type.
    pub(super) fn word(zh: &str, en: &str) -> Self {
        Self::described([("type", Self::Text("string".into())), ("minLength", Self::Whole(1))], zh, en)
    }

    /// What may look like a number or a truth to YAML.
    pub(super) fn literal(zh: &str, en: &str) -> Self {
        Self::described([("type", Self::words_of(&["string", "number", "boolean"]))], zh, en)
    }

    /// Words of any look.
    pub(super) fn text(zh: &str, en: &str) -> Self {
        Self::literal(zh, en)
    }

    /// A whole number.
    pub(super) fn whole(zh: &str, en: &str) -> Self {
        Self::described([("type", Self::Text("integer".into())), ("minimum", Self::Whole(0))], zh, en)
    }

    /// `true` or `false`.
    pub(super) fn truth(zh: &str, en: &str) -> Self {
        Self::described([("type", Self::Text("boolean".into()))], zh, en)
    }

    /// A text that may be `true` instead.
    pub(super) fn truth_or_text(zh: &str, en: &str) -> Self {
        Self::literal(zh, en)
    }

    /// One certain word.
    pub(super) fn one_word(word: &str, zh: &str, en: &str) -> Self {
        Self::described([("const", Self::Text(word.into()))], zh, en)
    }

    /// One of several words.
    pub(super) fn words(words: &[&str], zh: &str, en: &str) -> Self {
        Self::described([("enum", Self::words_of(words))], zh, en)
    }

    /// A list.
    pub(super) fn list(items: Self) -> Self {
        Self::of([("type", Self::Text("array".into())), ("items", items)])
    }

    /// A mapping whose keys the shop chooses.
    pub(super) fn pairs(values: Self) -> Self {
        Self::of([("type", Self::Text("object".into())), ("additionalProperties", values)])
    }

    /// One of several forms.
    pub(super) fn any_of(forms: impl IntoIterator<Item = Self>) -> Self {
        Self::of([("anyOf", Self::List(forms.into_iter().collect()))])
    }

    /// A form, or nothing at all.
    pub(super) fn or_nothing(form: Self) -> Self {
        Self::any_of([form, Self::of([("type", Self::Text("null".into()))])])
    }

    fn reference(name: &str) -> Self {
        Self::of([("$ref", Self::Text(format!("#/definitions/{name}")))])
    }

    /// The value with a title; what only refers to another is wrapped, so that its title counts.
    fn titled(self, title: String) -> Self {
        let title = ("title".to_owned(), Self::Text(title));
        match self {
            Self::Object(parts) if parts.iter().all(|(key, _)| key != "$ref") => {
                Self::Object(std::iter::once(title).chain(parts).collect())
            }
            other => Self::Object(vec![title, ("allOf".into(), Self::List(vec![other]))]),
        }
    }

    /// As text, two blanks a level.
    pub(super) fn write(&self, indent: usize, to: &mut String) {
        match self {
            Self::Text(text) => quote(text, to),
            Self::Whole(number) => to.push_str(&number.to_string()),
            Self::Truth(truth) => to.push_str(if *truth { "true" } else { "false" }),
            Self::List(items) if items.iter().all(|item| matches!(item, Self::Text(_))) => {
                to.push('[');
                for (number, item) in items.iter().enumerate() {
                    to.push_str(if number > 0 { ", " } else { "" });
                    item.write(indent, to);
                }
                to.push(']');
            }
            Self::List(items) => block(to, indent, ('[', ']'), items, |item, to| item.write(indent + 2, to)),
            Self::Object(parts) => block(to, indent, ('{', '}'), parts, |(key, value), to| {
                quote(key, to);
                to.push_str(": ");
                value.write(indent + 2, to);
            }),
        }
    }
}

fn block<T>(
    to: &mut String,
    indent: usize,
    marks: (char, char),
    items: &[T],
    each: impl Fn(&T, &mut String),
) {
    to.push(marks.0);
    for (number, item) in items.iter().enumerate() {
        to.push_str(if number > 0 { ",\n" } else { "\n" });
        to.extend(std::iter::repeat_n(' ', indent + 2));
        each(item, to);
    }
    if !items.is_empty() {
        to.push('\n');
        to.extend(std::iter::repeat_n(' ', indent));
    }
    to.push(marks.1);
}

fn quote(text: &str, to: &mut String) {
    to.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => to.extend(['\\', c]),
            // Writing to a string cannot fail.
            c if c < ' ' => drop(write!(to, "\\u{:04x}", u32::from(c))),
            c => to.push(c),
        }
    }
    to.push('"');
}

/// The forms that have been described so far.
#[derive(Debug, Default)]
pub(super) struct Schema {
    definitions: BTreeMap<String, Json>,
    /// The rows of the keys that were described.
    pub(super) rows: BTreeSet<&'static str>,
}

impl Schema {
    /// The mapping that a form reads, which is described once.
    pub(super) fn object<F: Keyed>(&mut self, name: &str, zh: &str, en: &str) -> Json {
        if !self.definitions.contains_key(name) {
            self.definitions.insert(name.to_owned(), Json::Truth(true));
            let properties = F::properties(self);
            let object = self.closed(zh, en, properties);
            self.definitions.insert(name.to_owned(), object);
        }
        Json::reference(name)
    }

    /// A mapping with these keys and no others.
    pub(super) fn closed(&mut self, zh: &str, en: &str, keys: Vec<(&'static str, Json, bool)>) -> Json {
        self.rows.extend(keys.iter().map(|(id, ..)| *id));
        let must: Vec<_> = keys.iter().filter(|(.., must)| *must).map(|(id, ..)| keywords::en(id)).collect();
        let property = |(id, value, _): (&'static str, Json, bool)| {
            let title = format!("{} {}", chinese(id), keywords::en(id));
            (keywords::en(id).to_owned(), value.titled(title))
        };
        let mut parts = vec![
            ("type", Json::Text("object".into())),
            ("additionalProperties", Json::Truth(false)),
            ("properties", Json::Object(keys.into_iter().map(property).collect())),
        ];
        if !must.is_empty() {
            parts.push(("required", Json::words_of(&must)));
        }
        Json::described(parts, zh, en)
    }

    /// Statements in order, which hold statements themselves.
    pub(super) fn statements(&mut self, forms: impl FnOnce(&mut Self) -> Vec<Json>) -> Json {
        const NAME: &str = "Block";
        if !self.definitions.contains_key(NAME) {
            self.definitions.insert(NAME.to_owned(), Json::Truth(true));
            let statement = Json::any_of(forms(self));
            let parts =
                [("type", Json::Text("array".into())), ("minItems", Json::Whole(1)), ("items", statement)];
            let block = Json::described(parts, "语句，从上往下做", "statements, done in order");
            self.definitions.insert(NAME.to_owned(), block);
        }
        Json::reference(NAME)
    }

    /// The whole schema of a file that holds one of `forms` in each document; each may begin with the version of the language.
    pub(super) fn file(mut self, forms: Vec<Json>, version: Json) -> String {
        let title = format!("{} {}", chinese("lang_version"), keywords::en("lang_version"));
        let version = version.titled(title);
        for form in &forms {
            let Json::Object(reference) = form else { continue };
            let Some((_, Json::Text(name))) = reference.first() else { continue };
            let name = name.trim_start_matches("#/definitions/");
            let Some(Json::Object(parts)) = self.definitions.get_mut(name) else { continue };
            let properties = parts.iter_mut().find(|(key, _)| key == "properties");
            if let Some((_, Json::Object(properties))) = properties {
                properties.insert(0, (keywords::en("lang_version").to_owned(), version.clone()));
            }
        }
        let whole = Json::of([
            ("$schema", Json::Text("http://json-schema.org/draft-07/schema#".into())),
            ("title", Json::Text("话术流程的 YAML 写法 (huashu flows as YAML)".into())),
            ("description", Json::Text(ABOUT.into())),
            ("anyOf", Json::List(forms)),
            ("definitions", Json::Object(self.definitions.into_iter().collect())),
        ]);
        let mut text = String::new();
        whole.write(0, &mut text);
        text.push('\n');
        text
    }
}

const ABOUT: &str = "一份 YAML 文档是一个声明，几个声明之间写 ---。键是关键字的英文写法；一个值是什么由它的键决定，加不加引号都一样。 (A document is one declaration; documents are separated by ---. Keys are the English keywords; what a value is depends on its key, never on its quotes.)";
