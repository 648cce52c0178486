//! What a question shows while words are judged: each label is folded once, and none before it is compared.

use super::answer::Answer;
use super::ask::Question;
use super::buttons::{self, Offer};
use super::collect;
use super::turn::Turn;
use super::words;
use crate::{Choice, Piece, Rendered, Seal};
use huashu_dsl::value::Value;
use std::cell::OnceCell;

/// The buttons of a question in the order in which they are shown: what it offers, 选完 and 跳过 where they apply.
pub(super) struct Menu {
    offers: Vec<Offer>,
    closing: Vec<(Rendered, Closing)>,
    folded: OnceCell<Vec<Label>>,
    /// 收: the words of 选完, whether it is shown or not.
    done: Option<String>,
    /// 收: what was chosen already.
    gathered: Vec<Offer>,
    /// 收: what was shown last.
    shown: Vec<Choice>,
}

/// A label as it is compared.
pub(super) struct Label {
    /// All of it.
    pub(super) whole: String,
    /// Its pieces.
    pub(super) pieces: Vec<String>,
}

impl Label {
    fn of(label: &Rendered) -> Self {
        let piece = |piece: &Piece| match piece {
            Piece::Words(text) | Piece::Value(text, _) => words::folded(text),
        };
        let pieces: Vec<String> = label.0.iter().map(piece).collect();
        match pieces.as_slice() {
            [only] => Self { whole: only.clone(), pieces },
            _ => Self { whole: words::folded(&label.to_string()), pieces },
        }
    }
}

/// A button that fills nothing.
#[derive(Debug, Clone, Copy)]
enum Closing {
    /// 选完
    Done,
    /// 跳过
    Skip,
}

impl Menu {
    /// What a question shows now.
    pub(super) fn of(turn: &Turn<'_>, question: &Question<'_>) -> Self {
        let done = collect::done_label(turn, question).map(|label| (label, Closing::Done));
        let skips = question.ask.skippable.is_some() && collect::gathered(turn, question).is_empty();
        let skip = skips.then(|| (buttons::line(turn, turn.program.builtin.skip_button), Closing::Skip));
        let (offers, gathered) = buttons::offers_and_gathered(turn, question);
        let asked = turn.session.stack.last().and_then(|top| top.asked.as_ref());
        Self {
            offers,
            gathered,
            shown: asked.map(|asked| asked.shown.clone()).unwrap_or_default(),
            closing: done.into_iter().chain(skip).collect(),
            folded: OnceCell::new(),
            done: question
                .ask
                .collect
                .as_ref()
                .map(|c| words::folded(&buttons::line(turn, c.done).to_string())),
        }
    }

    /// What it offers.
    pub(super) fn offers(&self) -> &[Offer] {
        &self.offers
    }

    /// How many buttons there are.
    pub(super) fn len(&self) -> usize {
        self.offers.len() + self.closing.len()
    }

    /// The labels of all buttons.
    pub(super) fn labels(&self) -> impl Iterator<Item = &Rendered> {
        self.offers.iter().map(|offer| &offer.label).chain(self.closing.iter().map(|(label, _)| label))
    }

    /// The same as they are compared, those of what is offered first.
    pub(super) fn folded(&self) -> &[Label] {
        self.folded.get_or_init(|| self.labels().map(Label::of).collect())
    }

    /// 收: whether these words say that it is enough.
    pub(super) fn is_enough(&self, core: &str) -> bool {
        self.done.as_ref().is_some_and(|done| core == done || words::is_enough(core))
    }

    /// 收: what stands before such words, if they stand at the end.
    pub(super) fn before_enough<'c>(&self, core: &'c str) -> Option<&'c str> {
        let done = self.done.as_ref()?;
        core.strip_suffix(done.as_str()).or_else(|| words::before_enough(core))
    }

    /// What the button answers that was shown last with this number, counted from 0.
    pub(super) fn numbered(&self, place: usize) -> Option<Answer> {
        match self.shown.get(place) {
            None if self.shown.is_empty() => self.answer(place),
            None => None,
            Some(Choice::Option(seal)) => Some(Answer::Values(vec![self.sealed(*seal)?.clone()])),
            Some(Choice::Skip) => Some(Answer::Skip),
            Some(_) => Some(Answer::Done),
        }
    }

    /// What 第N names, counted from 1: the thing that was shown in this place last.
    pub(super) fn nth(&self, number: usize) -> Option<&Value> {
        let place = number.checked_sub(1)?;
        if self.shown.is_empty() {
            return self.offers.get(place).map(|offer| &offer.value);
        }
        let things = self.shown.iter().filter_map(|choice| match choice {
            Choice::Option(seal) => Some(*seal),
            _ => None,
        });
        self.sealed(things.into_iter().nth(place)?)
    }

    fn sealed(&self, seal: Seal) -> Option<&Value> {
        let mut all = self.offers.iter().chain(&self.gathered).map(|offer| &offer.value);
        all.find(|value| Seal::of_value(value) == seal)
    }

    /// What the button at this place answers.
    pub(super) fn answer(&self, place: usize) -> Option<Answer> {
        if let Some(offer) = self.offers.get(place) {
            return Some(Answer::Values(vec![offer.value.clone()]));
        }
        let (_, closing) = self.closing.get(place.checked_sub(self.offers.len())?)?;
        Some(match closing {
            Closing::Done => Answer::Done,
            Closing::Skip => Answer::Skip,
        })
    }

    /// Each label with what its button sends.
    pub(super) fn choices(self) -> impl Iterator<Item = (Rendered, Choice)> {
        let offers = self.offers.into_iter().map(|o| (o.label, Choice::Option(Seal::of_value(&o.value))));
        offers.chain(self.closing.into_iter().map(|(label, closing)| match closing {
            Closing::Done => (label, Choice::Done),
            Closing::Skip => (label, Choice::Skip),
        }))
    }
}
