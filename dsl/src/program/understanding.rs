//! What the matcher reads: intents and questions with answers.

use super::flow::Buttons;
use super::ids::{IntentId, TextId};
use super::text::ImageSource;
use crate::source::Span;
use crate::value::Type;
use serde::{Deserialize, Serialize};

/// 意图 N
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Intent {
    /// Its name.
    pub name: String,
    /// What it commands, for the built-in ones.
    pub command: Option<Command>,
    /// 例句
    pub examples: Vec<Example>,
    /// 不是: sentences that veto it.
    pub negatives: Vec<String>,
    /// 规则
    pub rules: Vec<Rule>,
    /// Where it was declared.
    #[serde(skip)]
    pub span: Span,
}

/// The built-in intents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Command {
    /// 内置.转人工
    Handoff,
    /// 内置.取消
    Cancel,
    /// 内置.重说
    Repeat,
    /// 内置.退订
    Unsubscribe,
}

impl Command {
    /// The intent it is: the four commands are the first four intents of every program, in this order.
    #[must_use]
    pub fn intent(self) -> IntentId {
        IntentId(match self {
            Self::Handoff => 0,
            Self::Cancel => 1,
            Self::Repeat => 2,
            Self::Unsubscribe => 3,
        })
    }
}

/// An example sentence.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Example {
    /// Its parts; mostly one text.
    pub parts: Vec<ExamplePart>,
    /// Where it was written.
    #[serde(skip)]
    pub span: Span,
}

/// A part of an example.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum ExamplePart {
    /// Words.
    Text(String),
    /// `{T}`: any value of this type.
    Value(Type),
}

/// 规则
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Rule {
    /// 含 A、B 不含 C、D
    Words {
        /// One of these must occur.
        any: Vec<String>,
        /// None of these may occur.
        none: Vec<String>,
    },
    /// A regular expression that must match somewhere; compiles within the size limit (checked).
    Regex(String),
}

/// 问答 N
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Faq {
    /// Its name.
    pub name: String,
    /// 问法
    pub questions: Vec<String>,
    /// 答
    pub answer: TextId,
    /// 图片
    pub image: Option<ImageSource>,
    /// 按钮
    pub buttons: Option<Buttons>,
    /// First and last day on which it answers.
    pub valid: Option<(jiff::civil::Date, jiff::civil::Date)>,
    /// Members of 渠道 it answers on; empty means all.
    pub channels: Vec<u16>,
    /// Where it was written.
    #[serde(skip)]
    pub span: Span,
}
