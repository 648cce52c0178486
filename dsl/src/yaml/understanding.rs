//! What the shop understands by itself: `intent`, `faq` and `global`.

use crate::ast::{Expr, Faq, GlobalPart, Intent, Item, Rule, TextBody};
use crate::keywords;
use crate::source::{Name, Spanned};

use super::button::{ButtonsOf, ImageOf};
use super::declaration::FromTo;
use super::fault;
use super::form::{Value, Yaml, entries, form, read_keys, word};
use super::leave::{MaxTriesForm, NoReplyForm};
use super::schema::{Json, Schema};
use super::statement::Block;
use super::text::TextOptions;
use super::tree::{Kind, Node};
use super::value::{Count, Date, Example, IntentName, List, Mood, NameOf, TextOf, Words};

form! {
    /// `intent`
    IntentForm ("{intent: 意图名, examples: […], …}", "{intent: name, examples: […], …}") {
        name: IntentName = "intent" must;
        examples: List<Example> = "examples";
        negatives: List<Example> = "not_examples";
        rules: List<RuleForm> = "rule";
    }
}

form! {
    /// A rule.
    RuleForm ("{has_any: [词], has_none: [词]} 或 {regex: 正则}", "{has_any: [words], has_none: [words]} or {regex: pattern}") {
        any: List<Words> = "rule_has";
        none: List<Words> = "rule_hasnt";
        regex: Words = "regex";
    }
}

impl RuleForm {
    fn rule(self, yaml: &mut Yaml) -> Option<Spanned<Rule>> {
        let rule = match (self.any, self.none, self.regex) {
            (Some(any), none, None) if !any.is_empty() => {
                let words = |all: Vec<Spanned<String>>| all.into_iter().map(|word| word.node).collect();
                Rule::Words { any: words(any), none: words(none.unwrap_or_default()) }
            }
            (None, None, Some(regex)) => return Some(Spanned::new(Rule::Regex(regex.node), regex.span)),
            _ => {
                if self.at.sound {
                    let (zh, en) = (
                        "写 has_any（可以再加 has_none），或者只写 regex。",
                        "Write `has_any`, with `has_none` if you like, or `regex` alone.",
                    );
                    yaml.report(fault::one_of_two(self.at.head, zh, en));
                }
                return None;
            }
        };
        Some(Spanned::new(rule, self.at.span))
    }
}

impl IntentForm {
    pub(super) fn item(self, yaml: &mut Yaml) -> Option<Item> {
        let rules = self.rules.unwrap_or_default().into_iter().filter_map(|form| form.rule(yaml)).collect();
        Some(Item::Intent(Intent {
            name: self.name?,
            examples: self.examples.unwrap_or_default(),
            negatives: self.negatives.unwrap_or_default(),
            rules,
        }))
    }
}

/// The name of a question, or the file that holds many.
pub(super) enum FaqHead {
    Name(Name),
    File(Spanned<String>),
}

/// What stands behind `faq`.
pub(super) struct FaqOf;

impl Value for FaqOf {
    type Out = FaqHead;

    fn read(yaml: &mut Yaml, node: &Node) -> Option<FaqHead> {
        if matches!(node.kind, Kind::Map(_)) {
            return FaqFrom::read(yaml, node)?.file.map(FaqHead::File);
        }
        NameOf::read(yaml, node).map(FaqHead::Name)
    }

    fn schema(schema: &mut Schema) -> Json {
        let from = FaqFrom::schema(schema);
        Json::any_of([NameOf::schema(schema), from])
    }
}

form! {
    /// Questions out of a file.
    FaqFrom ("{from: 文件}", "{from: file}") {
        file: Words = "from" must;
    }
}

form! {
    /// `faq`
    FaqForm ("{faq: 问答名, questions: […], answer: 一段话}", "{faq: name, questions: […], answer: a text}") {
        head_of: FaqOf = "faq" must;
        questions: List<Example> = "questions";
        answer: TextOf = "answer";
        valid: FromTo<Date> = "valid";
        image: ImageOf = "image";
        buttons: ButtonsOf = "buttons";
    } + {
        options: TextOptions;
    }
}

impl FaqForm {
    pub(super) fn item(self, yaml: &mut Yaml) -> Option<Item> {
        let options = !self.options.is_empty() || self.image.is_some() || self.buttons.is_some();
        if self.answer.is_none() && options && self.at.sound {
            yaml.report(fault::missing(self.at.head, keywords::en("answer")));
        }
        match self.head_of? {
            FaqHead::File(file) => {
                if self.at.sound
                    && (self.questions.is_some() || self.answer.is_some() || self.valid.is_some())
                {
                    let (zh, en) =
                        ("来自文件的问答不再写别的键。", "Questions out of a file have no further keys.");
                    yaml.report(fault::one_of_two(self.at.head, zh, en));
                }
                Some(Item::FaqFile(file))
            }
            FaqHead::Name(name) => {
                let valid: Option<(Expr, Expr)> = self.valid;
                let answer = match self.answer {
                    Some(words) => {
                        let span = words.span;
                        Some(self.options.text(TextBody::Literal(words), span))
                    }
                    None => None,
                };
                Some(Item::Faq(Box::new(Faq {
                    name,
                    questions: self.questions.unwrap_or_default(),
                    answer,
                    image: self.image,
                    buttons: self.buttons,
                    valid,
                })))
            }
        }
    }
}

form! {
    /// `global`
    GlobalForm ("{global: […]}", "{global: […]}") {
        parts: List<Part> = "global" must;
    }
}

impl GlobalForm {
    pub(super) fn item(self) -> Option<Item> {
        Some(Item::Global(self.parts?))
    }
}

form! {
    /// An intent that the whole shop listens to.
    GlobalIntent ("{intent: 意图, do: […]}", "{intent: name, do: […]}") {
        name: IntentName = "on_intent" must;
        block: Block = "y_do" must;
    }
}

form! {
    /// A mood.
    MoodForm ("{sentiment: anger, in_a_row: 几次, do: […]}", "{sentiment: anger, in_a_row: number, do: […]}") {
        mood: Mood = "sentiment" must;
        times: Count = "in_a_row" must;
        block: Block = "y_do" must;
    }
}

form! {
    /// What is done where nothing was understood.
    FallbackForm ("{fallback: [{attempt: 第几次, do: [一条语句]}]}", "{fallback: [{attempt: number, do: [one statement]}]}") {
        attempts: List<Attempt> = "fallback" must;
    }
}

form! {
    /// One of the times.
    Attempt ("{attempt: 第几次, do: [一条语句]}", "{attempt: number, do: [one statement]}") {
        times: Count = "attempt" must;
        block: Block = "y_do" must;
    }
}

form! {
    /// What is done when a system fails.
    SystemErrorForm ("{on_system_error: […]}", "{on_system_error: […]}") {
        block: Block = "on_system_error" must;
    }
}

form! {
    /// When nobody answers.
    GlobalNoReply ("{no_reply: {wait: 多久, …}}", "{no_reply: {wait: how long, …}}") {
        no_reply: NoReplyForm = "no_reply" must;
    }
}

form! {
    /// When nothing helps.
    GlobalTries ("{after_tries: {times: 次数, …}}", "{after_tries: {times: number, …}}") {
        tries: MaxTriesForm = "after_tries" must;
    }
}

/// A part of `global`.
pub(super) struct Part;

impl Value for Part {
    type Out = GlobalPart;

    fn read(yaml: &mut Yaml, node: &Node) -> Option<GlobalPart> {
        let entries =
            entries(yaml, node, ("「intent: …」「no_reply: …」这样的一项", "a part such as `intent: …`"))?;
        let head = PARTS.iter().find(|id| entries.iter().any(|e| word(e) == Some(keywords::en(id))));
        let Some(head) = head else {
            let known: Vec<_> = PARTS.iter().map(|id| keywords::en(id)).collect();
            match entries.first().and_then(|first| Some((first.key.span, word(first)?))) {
                Some((at, key)) => yaml.report(fault::unknown_key(at, key, &known)),
                None => yaml.report(fault::none_of(node.span, &known)),
            }
            return None;
        };
        let span = node.span;
        match *head {
            "on_intent" => {
                let form: GlobalIntent = read_keys(yaml, &entries, span);
                Some(GlobalPart::Intent(form.name?, form.block?))
            }
            "sentiment" => {
                let form: MoodForm = read_keys(yaml, &entries, span);
                Some(GlobalPart::Mood { mood: form.mood?, times: form.times?.node, block: form.block? })
            }
            "fallback" => {
                let form: FallbackForm = read_keys(yaml, &entries, span);
                let attempts =
                    form.attempts?.into_iter().filter_map(|attempt| attempt.attempt(yaml)).collect();
                Some(GlobalPart::Fallback(attempts))
            }
            "on_system_error" => {
                let form: SystemErrorForm = read_keys(yaml, &entries, span);
                form.block.map(|block| GlobalPart::SystemError(Spanned::new(block, span)))
            }
            "no_reply" => {
                let form: GlobalNoReply = read_keys(yaml, &entries, span);
                form.no_reply?.no_reply(yaml).map(GlobalPart::NoReply)
            }
            _ => {
                let form: GlobalTries = read_keys(yaml, &entries, span);
                form.tries?.tries(yaml).map(GlobalPart::MaxTries)
            }
        }
    }

    fn schema(schema: &mut Schema) -> Json {
        let forms = [
            GlobalIntent::schema(schema),
            MoodForm::schema(schema),
            FallbackForm::schema(schema),
            SystemErrorForm::schema(schema),
            GlobalNoReply::schema(schema),
            GlobalTries::schema(schema),
        ];
        Json::any_of(forms)
    }
}

/// The keys that parts of `global` begin with.
const PARTS: [&str; 6] = ["on_intent", "sentiment", "fallback", "on_system_error", "no_reply", "after_tries"];

impl Attempt {
    fn attempt(self, yaml: &mut Yaml) -> Option<(Spanned<u32>, crate::ast::Block)> {
        let block = self.block?;
        if let [_, second, ..] = block.as_slice() {
            let wanted = ("只有一条语句", "one statement only");
            yaml.report(fault::wrong_kind(second.span, wanted));
        }
        Some((self.times?, block))
    }
}
