//! What is wrong with a shop, said so that an operator can mend it.
//!
//! Every finding of every stage and crate is a [`Diagnostic`]: a stable code, a span on the right characters, one sentence
//! in Chinese and in English, and a fix. One mistake gives one diagnostic; what only follows from it is not reported.

use crate::source::Span;

/// A stable code: a letter for how grave it is and four digits, such as `E0201`. What each means is in `docs/errors/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub &'static str);

impl Code {
    /// Errors begin with `E`, warnings with `W`.
    #[must_use]
    pub fn severity(self) -> Severity {
        if self.0.starts_with('W') { Severity::Warning } else { Severity::Error }
    }
}

/// How grave a finding is: an error keeps a shop from being released, a warning does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// No program comes of it.
    Error,
    /// The program is made all the same.
    Warning,
}

/// The languages in which huashu speaks to those who write shops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Chinese, the default.
    #[default]
    Zh,
    /// English.
    En,
}

/// One sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Message {
    /// Cuts off what nobody reads: a message may quote a word as long as its file.
    pub(crate) fn shorten(&mut self) {
        const MOST: usize = 600;
        for text in [&mut self.zh, &mut self.en] {
            if let Some((end, _)) = text.char_indices().nth(MOST) {
                text.truncate(end);
                text.push('…');
            }
        }
    }

    /// Both spellings of one sentence.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The sentence in `lang`.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// Names of a shop one after the other, in both languages: `a、b` and `"a", "b"`.
pub fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> Message {
    let (zh, en): (Vec<_>, Vec<_>) = names.into_iter().map(|name| (name, format!("\"{name}\""))).unzip();
    Message::new(zh.join("、"), en.join(", "))
}

/// A second place that explains the first: where it was declared, where the loop closes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is there.
    pub message: Message,
}

/// How to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// One sentence.
    pub message: Message,
    /// The edits that do it, none of them overlapping; empty where only a person can.
    pub edits: Vec<Edit>,
    /// How sure it is that the edits are what was meant.
    pub certainty: Certainty,
}

/// A change of a source: what stands at the span is replaced by the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty where something is put in.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// How sure it is that an edit is what was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// Nothing else can have been meant: `huashu check --fix` makes the edit.
    Sure,
    /// A person has to say so: the nearest of several names, a text that is still to be written.
    Likely,
}

/// Where a name that nothing declares would have to be declared, so that all its uses lack the same thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Home {
    /// Once for the whole shop: a type, a team, a function of a plugin.
    Shop,
    /// In the declaration that uses it: a slot or a step of a flow.
    Declaration,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its code.
    pub code: Code,
    /// How grave it is: what its code says, unless the stage of the work says otherwise.
    pub severity: Severity,
    /// The characters that are wrong.
    pub span: Span,
    /// What is wrong, in one sentence.
    pub message: Message,
    /// What helps to understand it.
    pub labels: Vec<Label>,
    /// How to mend it.
    pub fix: Option<Fix>,
    /// For a name that nothing declares, where it would have to be.
    pub lacks: Option<Home>,
    /// The shortest conversation that shows it, as a piece of `.chat` without its header.
    pub witness: Option<String>,
}

impl Diagnostic {
    /// A finding without labels and fix.
    #[must_use]
    pub fn new(code: Code, span: Span, message: Message) -> Self {
        Self {
            code,
            severity: code.severity(),
            span,
            message,
            labels: Vec::new(),
            fix: None,
            lacks: None,
            witness: None,
        }
    }

    /// Marks it as one of a name that nothing declares: its uses are reported once.
    #[must_use]
    pub fn lacks(mut self, home: Home) -> Self {
        self.lacks = Some(home);
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn label(mut self, span: Span, message: Message) -> Self {
        self.labels.push(Label { span, message });
        self
    }

    /// Adds the conversation that shows it.
    #[must_use]
    pub fn witness(mut self, conversation: impl Into<String>) -> Self {
        self.witness = Some(conversation.into());
        self
    }

    /// Adds how to mend it, in words.
    #[must_use]
    pub fn help(mut self, message: Message) -> Self {
        self.fix = Some(Fix { message, edits: Vec::new(), certainty: Certainty::Likely });
        self
    }

    /// Adds how to mend it, with the edit that is likely to do so; [`Diagnostic::sure`] says that it does.
    #[must_use]
    pub fn fix(mut self, message: Message, at: Span, text: impl Into<String>) -> Self {
        let edits = vec![Edit { span: at, text: text.into() }];
        self.fix = Some(Fix { message, edits, certainty: Certainty::Likely });
        self
    }

    /// Adds an edit that belongs to the one of [`Diagnostic::fix`].
    #[must_use]
    pub fn and(mut self, at: Span, text: impl Into<String>) -> Self {
        if let Some(fix) = &mut self.fix {
            fix.edits.push(Edit { span: at, text: text.into() });
        }
        self
    }

    /// Says that nothing but the edits of its fix can have been meant, so that a machine may make them.
    #[must_use]
    pub fn sure(self) -> Self {
        self.sure_if(true)
    }

    /// [`Diagnostic::sure`] where `sure` holds.
    #[must_use]
    pub fn sure_if(mut self, sure: bool) -> Self {
        if let Some(fix) = &mut self.fix
            && sure
        {
            fix.certainty = Certainty::Sure;
        }
        self
    }

    /// Whether it keeps the shop from being released.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
