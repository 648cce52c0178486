//! What the customer sent, cut into what is judged one by one.

use crate::{Clause, Entity, Part, Reading, Thresholds};
use huashu_dsl::value::{MediaKind, Value};

/// A clause on its way through the matching order.
#[derive(Clone, Copy)]
pub(super) struct Utterance<'e> {
    /// What was read from it.
    pub(super) clause: &'e Clause,
    /// It corrects something said before.
    pub(super) corrects: bool,
    /// From which scores on something counts.
    pub(super) thresholds: Thresholds,
    /// Where it begins among all clauses of the message, in bytes.
    offset: u32,
}

/// What the customer sent.
pub(super) struct Message<'e> {
    /// The clauses of all its texts.
    pub(super) utterances: Vec<Utterance<'e>>,
    /// Pictures and the like.
    pub(super) media: Vec<(MediaKind, &'e str)>,
    /// Its texts as wholes.
    pub(super) wholes: Vec<&'e Clause>,
}

impl<'e> Message<'e> {
    /// Cuts what was sent.
    pub(super) fn new(parts: &'e [Part]) -> Self {
        let mut message = Self { utterances: Vec::new(), media: Vec::new(), wholes: Vec::new() };
        let mut offset = 0;
        for part in parts {
            match part {
                Part::Media(kind, address) => message.media.push((*kind, address)),
                Part::Text(reading) => {
                    message.wholes.push(&reading.whole);
                    for (clause, corrects) in clauses(reading) {
                        message.utterances.push(Utterance {
                            clause,
                            corrects,
                            thresholds: reading.thresholds,
                            offset,
                        });
                        offset += u32::try_from(clause.text.len()).unwrap_or(u32::MAX);
                    }
                }
            }
        }
        message
    }

    /// The whole message, if it is one text and nothing else.
    pub(super) fn only_text(&self) -> Option<&'e Clause> {
        match (self.wholes.as_slice(), self.media.is_empty()) {
            ([whole], true) => Some(whole),
            _ => None,
        }
    }

    /// Everything it says, as one text.
    pub(super) fn text(&self) -> String {
        self.wholes.iter().map(|whole| whole.text.trim()).collect::<Vec<_>>().join("，")
    }

    /// The values in all its clauses, placed as if the clauses stood side by side.
    pub(super) fn entities(&self) -> Vec<Entity> {
        self.utterances.iter().flat_map(Utterance::entities).collect()
    }

    /// Its media as values.
    pub(super) fn media_values(&self, wanted: MediaKind) -> Vec<Value> {
        self.media
            .iter()
            .filter(|(kind, _)| *kind == wanted)
            .map(|(kind, at)| Value::Media(*kind, (*at).to_owned()))
            .collect()
    }
}

impl<'e> Utterance<'e> {
    /// The whole message in the place of one of its clauses.
    pub(super) fn with(&self, clause: &'e Clause) -> Self {
        Self { clause, ..*self }
    }

    /// Its values, placed among all clauses of the message.
    pub(super) fn entities(&self) -> impl Iterator<Item = Entity> {
        let offset = self.offset;
        self.clause.entities.iter().cloned().map(move |e| Entity {
            start: e.start + offset,
            end: e.end + offset,
            ..e
        })
    }
}

/// The clauses of a reading; a bare 不对 makes the clause behind it a correction.
fn clauses(reading: &Reading) -> Vec<(&Clause, bool)> {
    // 算了，不办了: what is a command as a whole is nothing else in its parts.
    if reading.clauses.len() < 2 || reading.whole.command.is_some() {
        return if reading.whole.text.trim().is_empty() {
            Vec::new()
        } else {
            vec![(&reading.whole, reading.whole.correction)]
        };
    }
    let mut found = Vec::new();
    let mut corrects = false;
    let last = reading.clauses.len() - 1;
    for (index, clause) in reading.clauses.iter().enumerate() {
        corrects |= clause.correction;
        if clause.correction && clause.core.is_empty() && index < last {
            continue;
        }
        found.push((clause, std::mem::take(&mut corrects)));
    }
    if let Some((_, corrects)) = found.first_mut() {
        *corrects |= reading.whole.correction;
    }
    found
}
